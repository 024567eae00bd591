"""How long something is, in words: '1h30', '2 hrs 15', 'an hour and a half', 'media hora'.

Only the phrase itself is read here; whether it is the time that was spent is decided in `duration_context`.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.domain.line.languages import (
    ANDS,
    ARTICLES,
    DAY_UNITS,
    DURATION_PHRASES,
    HALF_TAILS,
    HOUR_UNITS,
    INDEFINITE,
    MINUTE_UNITS,
    MONTHS,
    NUMBERS,
    WEEK_UNITS,
    lengths_by_start,
    word_set,
)
from bot.domain.line.tokens import DIGITS, Kind, Token, lead_at, mark_at, match_words, word_at, words_from

Amount = int | Fraction
"""Whole where it can be: adding up fractions takes many times longer."""


class DurationPhrase(NamedTuple):
    """Tokens `start` to `end` (exclusive) say `minutes`.

    `unit` is the folded unit of the last number ('' for phrases without one); `clocklike` is true for `1:30` and
    `14h30`, which may be a time of day.
    """

    start: int
    end: int
    minutes: Amount
    unit: str
    clocklike: bool = False


_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_FRACTIONS = {"1/2": Fraction(1, 2), "1/4": Fraction(1, 4), "3/4": Fraction(3, 4)}
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?|\.[0-9]{1,2}|[0-9]{0,3}[½¼¾]"
_AS_NUMBER = re.compile(_NUMBER)
_UNIT = "|".join(sorted(HOUR_UNITS | MINUTE_UNITS, key=len, reverse=True))
_MINUTE_UNIT = "|".join(sorted(MINUTE_UNITS, key=len, reverse=True))
_COMPACT = re.compile(rf"(?P<number>{_NUMBER})-?(?P<unit>{_UNIT})(?:(?P<rest>[0-9]{{1,2}})(?P<last>{_MINUTE_UNIT})?)?")
_COLON = re.compile(r"([0-9]{1,2}):([0-5][0-9])(h|hrs?|std)?")
_TAIL = re.compile(r"[0-5]?[0-9]")
_ABBREVIATED = frozenset({"h", "hr", "hrs", "min", "mins", "std", "stdn", "mn"})
_PHRASE_LENGTHS = lengths_by_start(DURATION_PHRASES)
_FIGURES = DIGITS | {".", *_VULGAR}
DURATION_LEADS = _FIGURES | INDEFINITE | frozenset(NUMBERS) | frozenset(_PHRASE_LENGTHS)
"""The leads (see `Token`) of words that a duration may begin with."""

PRIME = "'"
"""The unit of `90'`."""

_PRIMES = frozenset("'’′")
_TENS = frozenset({20, 30, 40, 50, 60})
_UNITS = {word: number for word, number in NUMBERS.items() if number < 10}
_AFTER_NUMBER = HOUR_UNITS.union(MINUTE_UNITS, ANDS, _FRACTIONS, _VULGAR, _UNITS)
"""What may stand between a number and its unit, and the unit: most numbers in a line are of something else."""

_AFTER_BARE_MINUTES = word_set(
    "for with on at in to of and from about today yesterday this last call meeting chat training setup support "
    "reset set ran did sat met fix help helping was fixing para con für mit pour avec y und et gestern heute ayer "
    "hoy hier am el por"
)

_BEFORE_COUNTED = word_set(
    "locked failed damaged disabled expired used unused refurbished corrupted outdated managed shared infected "
    "blocked orphaned stolen detached unlicensed imported"
)
_COUNTED = MINUTE_UNITS.union(
    HOUR_UNITS,
    DAY_UNITS,
    WEEK_UNITS,
    MONTHS,
    word_set(
        "x am pm uhr o'clock people staff men women children more of other extra gb mb tb kb mbit gbit mbps gbps "
        "inch cm mm km ft kg lb watt volt amp user seat port pin bit core node day month year page person percent "
        "euro eur usd gbp th st nd rd sec second degree floor way step point part fold personas pour kunden nutzer "
        "benutzer rechner drucker monitore geräte konten pc pcs"
    ),
)
"""What a number before it counts or measures, though it doesn't end like a plural."""


def duration_at(tokens: Sequence[Token], start: int) -> DurationPhrase | None:
    """The duration that begins exactly at `start`, as long as it goes ('1h 30m' is one), or None."""
    found = _one_at(tokens, start)
    while found is not None:
        # '9h15 20m' are two: only whole hours are still waiting for their minutes.
        following = None if found.clocklike or found.minutes % 60 else _one_at(tokens, found.end)
        if following is not None and following.clocklike:
            following = None
        if following is None:
            after = found.end
            if mark_at(tokens, after) in {"+", "&"} or word_at(tokens, after) in ANDS:
                following = _one_at(tokens, after + 1)
        if following is None:
            return found
        found = DurationPhrase(start, following.end, found.minutes + following.minutes, following.unit)
    return None


def number_at(tokens: Sequence[Token], start: int) -> Amount | None:
    """The plain number (digits, or a word such as 'twenty') that is the token at `start`."""
    word = word_at(tokens, start)
    if lead_at(tokens, start) not in _FIGURES:
        return NUMBERS.get(word)
    if word in _FRACTIONS:
        return _FRACTIONS[word]
    return _number(word) if _AS_NUMBER.fullmatch(word) else None


def _number(text: str) -> Amount:
    if text.isdecimal():
        return int(text)
    part = _VULGAR.get(text[-1])
    if part is not None:
        return Fraction(text[:-1] or 0) + part
    return Fraction(text.replace(",", "."))


def _one_at(tokens: Sequence[Token], start: int) -> DurationPhrase | None:
    lead = lead_at(tokens, start)
    if lead not in DURATION_LEADS:
        return None
    word = tokens[start].fold
    written = _compact(tokens, start, word) if lead in _FIGURES else _phrase(tokens, start, word)
    return written or _number_and_unit(tokens, start, word)


def _compact(tokens: Sequence[Token], start: int, word: str) -> DurationPhrase | None:
    """'20m', '1h30', '1:30', '1,5h'."""
    colon = _COLON.fullmatch(word) if ":" in word else None
    if colon is not None:
        minutes = int(colon[1]) * 60 + int(colon[2])
        end = start + 1 if colon[3] or word_at(tokens, start + 1) not in HOUR_UNITS else start + 2
        return DurationPhrase(start, end, minutes, "h", clocklike=not colon[3] and end == start + 1)
    compact = _COMPACT.fullmatch(word) if len(word) <= 20 else None
    if compact is None or _has_capital_m(tokens, start):
        return None
    number, unit, rest = _number(compact["number"]), compact["unit"], compact["rest"]
    end = _dot(tokens, start, unit)
    if rest is None:
        if unit in MINUTE_UNITS:
            return DurationPhrase(start, end, number, unit)
        return _with_tail(tokens, start, end, number * 60, unit)
    if unit in MINUTE_UNITS or int(rest) > 59 or number.denominator != 1:
        return None
    clocklike = compact["last"] is None and number > 12
    return DurationPhrase(start, start + 1, number * 60 + int(rest), compact["last"] or "h", clocklike)


def _has_capital_m(tokens: Sequence[Token], at: int) -> bool:
    """'3M' is a company and '20M' an amount, unless everything is in capitals: '20M CALL'."""
    if not tokens[at].text.endswith("M"):
        return False
    return any(token.text.islower() for token in tokens[max(0, at - 20) : at + 20])


def _phrase(tokens: Sequence[Token], start: int, word: str) -> DurationPhrase | None:
    """'half an hour', 'una hora y media': an article, or 'one', may come first."""
    begin = start
    if word in INDEFINITE or NUMBERS.get(word) == 1:
        begin, word = start + 1, word_at(tokens, start + 1)
    for length in _PHRASE_LENGTHS.get(word, ()):
        words = words_from(tokens, begin, length)
        if words in DURATION_PHRASES:
            return DurationPhrase(start, begin + len(words), DURATION_PHRASES[words], words[-1])
    return None


def _number_and_unit(tokens: Sequence[Token], start: int, word: str) -> DurationPhrase | None:
    """'20 minutes', 'two and a half hours', '1 1/2 h', 'an hour 20'."""
    following = word_at(tokens, start + 1)
    if following not in _AFTER_NUMBER:
        return None if following else _primed(tokens, start, word)
    number = 1 if word in INDEFINITE else number_at(tokens, start)
    if number is None:
        return None
    at = start + 1
    if number in _TENS and word.isalpha():
        number, at = _with_units(tokens, at, number)
    if number.denominator == 1:
        fraction = _FRACTIONS.get(word_at(tokens, at)) or _VULGAR.get(word_at(tokens, at))
        if fraction is not None and word not in INDEFINITE:
            number, at = number + fraction, at + 1
        else:
            extra, at = _half_tail(tokens, at)
            number += extra
    unit = word_at(tokens, at)
    if unit in MINUTE_UNITS:
        idiom = word in INDEFINITE or (word.isalpha() and number == 1)
        return None if idiom else DurationPhrase(start, _dot(tokens, at, unit), number, unit)
    if unit not in HOUR_UNITS:
        return None
    return _with_tail(tokens, start, _dot(tokens, at, unit), number * 60, unit)


def _primed(tokens: Sequence[Token], start: int, word: str) -> DurationPhrase | None:
    """`90'`: minutes, when it opens or closes the line and isn't the end of something in quotation marks."""
    if mark_at(tokens, start + 1) not in _PRIMES or tokens[start + 1].spaced or len(word) > 3 or not word.isdecimal():
        return None
    end = start + 2
    if int(word) % 5 or mark_at(tokens, end) in {*_PRIMES, '"'}:
        return None
    if start > 0 and not all(token.kind is Kind.MARK or token.kind is Kind.TAG for token in tokens[end:]):
        return None
    if any(token.text in _PRIMES for token in tokens[max(0, start - 30) : start]):
        return None
    return DurationPhrase(start, end, int(word), PRIME)


def _with_units(tokens: Sequence[Token], at: int, tens: Amount) -> tuple[Amount, int]:
    """'twenty five', 'treinta y cinco': the units after tens that end before `at`, and where they end."""
    unit_at = at + 1 if word_at(tokens, at) == "y" else at
    units = _UNITS.get(word_at(tokens, unit_at))
    return (tens, at) if units is None else (tens + units, unit_at + 1)


def _half_tail(tokens: Sequence[Token], start: int) -> tuple[Amount, int]:
    if word_at(tokens, start) in ANDS:
        for words, part in HALF_TAILS.items():
            if match_words(tokens, start, words):
                return part, start + len(words)
    return 0, start


def _with_tail(tokens: Sequence[Token], start: int, end: int, minutes: Amount, unit: str) -> DurationPhrase:
    """Hours may be followed by 'and a half' or by bare minutes ('2 hrs 15')."""
    extra, after = _half_tail(tokens, end)
    if extra:
        return DurationPhrase(start, after, minutes + extra * 60, unit)
    tail = word_at(tokens, end)
    if tail and _TAIL.fullmatch(tail) and tokens[end].spaced and _ends_bare_minutes(tokens, end + 1, int(tail)):
        return DurationPhrase(start, end + 1, minutes + int(tail), "min")
    return DurationPhrase(start, end, minutes, unit)


def _ends_bare_minutes(tokens: Sequence[Token], after: int, minutes: int) -> bool:
    """'2 hrs 15 helped' has bare minutes, '1h 30 laptops' and '2h 3 Nov' have not: what follows must not be counted."""
    if after >= len(tokens):
        return True
    token = tokens[after]
    if token.kind is not Kind.WORD:
        return token.text not in "/%$€£°-–—×*" or token.spaced
    if token.fold in _AFTER_BARE_MINUTES:
        return True
    return token.text.isalpha() and token.text.islower() and _is_not_counted(tokens, after, minutes)


def _is_not_counted(tokens: Sequence[Token], after: int, minutes: int) -> bool:
    word = tokens[after].fold
    if word in _COUNTED:
        return False
    if word.endswith("ed"):
        return word not in _BEFORE_COUNTED or not _are_several(tokens, after + 1)
    if word.endswith("ing") and word_at(tokens, after + 1) in ARTICLES:
        return True
    # People round what they spent, and count what they handled.
    return minutes % 5 == 0 and word.isascii() and not _are_several(tokens, after)


def _are_several(tokens: Sequence[Token], start: int) -> bool:
    """Whether one of the next words is a plural or counted in another way: then the number before them counts them."""
    for at in range(start, start + 3):
        word = word_at(tokens, at)
        if not word or word in _AFTER_BARE_MINUTES:
            return False
        if word in _COUNTED or (len(word) > 3 and word.endswith("s") and not word.endswith("ss")):
            return True
    return False


def _dot(tokens: Sequence[Token], at: int, unit: str) -> int:
    """The end of a phrase whose unit stands at `at`: an abbreviation's full stop belongs to it ('2 Std. Drucker')."""
    after = at + 1
    if unit in _ABBREVIATED and mark_at(tokens, after) == "." and not tokens[after].spaced:
        return after + 1
    return after
