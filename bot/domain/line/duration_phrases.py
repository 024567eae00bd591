"""How long something is, in words: '1h30', '2 hrs 15', 'an hour and a half', 'media hora'.

Only the phrase itself is read here; whether it is the time that was spent is decided in `duration_context`.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.domain.line.languages import (
    ANDS,
    DURATION_PHRASES,
    HALF_TAILS,
    HOUR_UNITS,
    INDEFINITE,
    MINUTE_UNITS,
    NUMBERS,
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

_AFTER_NUMBER = HOUR_UNITS.union(MINUTE_UNITS, ANDS, _FRACTIONS, _VULGAR)
"""What may stand between a number and its unit, and the unit: most numbers in a line are of something else."""

_AFTER_BARE_MINUTES = word_set(
    "for with on at in to of and from about today yesterday this last call meeting chat training setup support "
    "reset set ran did sat met fix help helping was fixing para con für mit pour avec y und et gestern heute ayer "
    "hoy hier am el por"
)


def duration_at(tokens: Sequence[Token], start: int) -> DurationPhrase | None:
    """The duration that begins exactly at `start`, as long as it goes ('1h 30m' is one), or None."""
    found = _one_at(tokens, start)
    while found is not None:
        following = None if found.clocklike else _one_at(tokens, found.end)
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
    if word_at(tokens, start + 1) not in _AFTER_NUMBER:
        return None
    number = 1 if word in INDEFINITE else number_at(tokens, start)
    if number is None:
        return None
    at = start + 1
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
    if tail and _TAIL.fullmatch(tail) and tokens[end].spaced and _ends_bare_minutes(tokens, end + 1):
        return DurationPhrase(start, end + 1, minutes + int(tail), "min")
    return DurationPhrase(start, end, minutes, unit)


def _ends_bare_minutes(tokens: Sequence[Token], after: int) -> bool:
    """'2 hrs 15 helped' has bare minutes, '1h 30 laptops' and '2h 3 Nov' have not: what follows must not be counted."""
    if after >= len(tokens):
        return True
    token = tokens[after]
    if token.kind is not Kind.WORD:
        return token.text not in "/%$€£°-–—×*" or token.spaced
    return token.fold in _AFTER_BARE_MINUTES or (token.fold.isalpha() and token.fold.endswith("ed"))


def _dot(tokens: Sequence[Token], at: int, unit: str) -> int:
    """The end of a phrase whose unit stands at `at`: an abbreviation's full stop belongs to it ('2 Std. Drucker')."""
    after = at + 1
    if unit in _ABBREVIATED and mark_at(tokens, after) == "." and not tokens[after].spaced:
        return after + 1
    return after
