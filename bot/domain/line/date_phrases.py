"""What in a line may say the day: 'yesterday', 'on monday', '2 days ago', '3 Nov', '13/11', 'vor 2 Tagen'.

Each recogniser looks at one place of the line and says what stands there; `dates` decides which one counts.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.domain.line.calendar_days import (
    DayPhrase,
    date_or_none,
    phrase_of,
    recent_day,
    weekday_before,
    with_weekday,
)
from bot.domain.line.duration_phrases import DURATION_LEADS, duration_at, number_at
from bot.domain.line.languages import (
    ANDS,
    DAY_PHRASES,
    DAY_UNITS,
    FOR_WORDS,
    FRENCH_CUES,
    GERMAN_CUES,
    INDEFINITE,
    MONTHS,
    MONTHS_ALSO_WORDS,
    PARTS_OF_DAY,
    TOMORROW_PHRASES,
    WEEK_UNITS,
    WEEKDAYS,
    WEEKDAYS_ALSO_WORDS,
    lengths_by_start,
    word_set,
)
from bot.domain.line.tokens import DIGITS, Kind, Token, mark_at, match_words, word_at, words_from

_ON = frozenset({"on", "am", "el", "le", "vom", "del", "du"})
_ON_DAY_FIRST = frozenset({"am", "vom", "le", "du"})
"""German and French, in which the day always comes before the month; a Spanish speaker may be in America."""

_LAST_BEFORE = frozenset({"last", "past", "letzten", "letzter", "letzte", "vergangenen", "pasado"})
_LAST_AFTER = frozenset({"dernier", "pasado", "passé"})
_NOT_THE_DAY = word_set(
    "since until till by before after from of dated due every each next per than versus vs seit bis ab jeden "
    "nächsten kommenden desde hasta cada próximo depuis jusqu'à jusqu'au chaque prochain dès expires expiring "
    "valid effective black good cyber easter"
)
_NOT_A_WEEKDAY = (
    _NOT_THE_DAY | FOR_WORDS | {"the", "a", "to", "and", "or", "this", "patch", "zum", "pro", "los", "todos"}
)
_NO_LAST_WORDS = frozenset({"mon", "wed"})
"""Short weekdays that are other words too, but none that a line ends with."""

_PREPOSITIONS = FOR_WORDS | word_set(
    "with about on at in because and then after con mit wegen avec chez sur bei helped fixed called"
)
_PLANNING = word_set(
    "scheduled planned arranged booked prepared agreed due is are visit appointment meeting migration moved "
    "postponed arrives arriving delivered starts starting reminder la esta por guten heute gestern am jeden early "
    "back"
)
_ISO = re.compile(r"(20[0-9]{2})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/((?:20)?[0-9]{2}))?")
_DASHED = re.compile(r"([0-9]{1,2})[-.]([0-9]{1,2})[-.](20[0-9]{2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(st|nd|rd|th|er)?")
_YEAR = re.compile(r"20[0-9]{2}")
_NEVER_DATES = frozenset({"24/7", "1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "9/11", "7/24"})
_COUNTED_PLACES = word_set("port ports slot page part step version room unit gi fa te eth interface ratio phase")
_AGO_STARTS = frozenset({"hace", "vor", "il"})
_DAY_PHRASE_LENGTHS = lengths_by_start(DAY_PHRASES)


def find_days(tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int], now: datetime) -> list[DayPhrase]:
    """Everything in the line that may say the day, left to right.

    `notable` are places in order, all those among them that have one of `DURATION_LEADS` or `DAY_LEADS`.
    """
    found: list[DayPhrase] = []
    leads = [tokens[at].lead for at in notable]
    has_ago = "ago" in leads
    wanted = _LEADS_BEFORE_AGO if has_ago else DAY_LEADS
    end = 0
    for at, lead in zip(notable, leads, strict=True):
        if lead not in wanted or taken[at] or at < end:
            continue
        phrase = _day_at(tokens, at, now, has_ago=has_ago)
        if phrase is not None and not any(taken[phrase.start : phrase.end]):
            found.append(_with_leading_words(tokens, phrase))
            end = phrase.end
    return found


def _day_at(tokens: Sequence[Token], at: int, now: datetime, *, has_ago: bool) -> DayPhrase | None:
    word, lead = tokens[at].fold, tokens[at].lead
    for read in _READERS.get(lead, ()):
        phrase = read(tokens, at, word, now.date())
        if phrase is not None:
            if read in _OF_DATES:
                phrase = with_weekday(tokens, phrase)
            before = word_at(tokens, phrase.start - 1)
            if before == "the":
                before = word_at(tokens, phrase.start - 2)
            return None if before in _NOT_THE_DAY else phrase
    return _ago(tokens, at, word, now) if has_ago or lead in _AGO_STARTS else None


def _with_leading_words(tokens: Sequence[Token], phrase: DayPhrase) -> DayPhrase:
    start = phrase.start
    if word_at(tokens, start - 1) == "the" and word_at(tokens, start) not in WEEKDAYS:
        start -= 1
    if word_at(tokens, start - 1) in _ON or (
        word_at(tokens, start - 1) in FOR_WORDS and phrase.day is not None and not phrase.readings
    ):
        start -= 1
    return phrase if start == phrase.start else phrase._replace(start=start)


def _relative(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """'yesterday evening', 'anteayer', 'heute früh', 'avant-hier'."""
    for length in _DAY_PHRASE_LENGTHS[word]:
        words = words_from(tokens, at, length)
        if words in DAY_PHRASES:
            if words == ("hier",) and not _hier_is_french(tokens, at):
                return None
            return DayPhrase(at, at + len(words), today - timedelta(days=DAY_PHRASES[words]))
    return None


def _hier_is_french(tokens: Sequence[Token], at: int) -> bool:
    """'hier' is yesterday in French and here in German: the other words of the line decide, then its place."""
    around = _around(tokens, at)
    french = sum(token.fold in FRENCH_CUES for token in around)
    german = sum(token.fold in GERMAN_CUES for token in around)
    return french > german or (french == german == 0 and at + 1 == len(tokens))


def _around(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The words that tell the language at a place: near ones, so that a very long line costs no more."""
    return tokens[max(0, at - 30) : at + 30]


def _tomorrow(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """Only as the last word, or 'tomorrow' as the first; not as the object of a plan ('booked a visit tomorrow')."""
    opens = at == 0 and word == "tomorrow"
    last = opens or all(token.kind is Kind.MARK or token.kind is Kind.TAG for token in tokens[at + 1 :])
    planned = any(token.fold in _PLANNING or token.fold in FOR_WORDS for token in tokens[max(0, at - 4) : at])
    return DayPhrase(at, at + 1, today + timedelta(days=1)) if last and not planned else None


def _weekday(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """'on monday', 'last friday', 'el lunes pasado', 'vendredi dernier'; alone only where nothing else is meant."""
    last = word in _LAST_BEFORE
    name_at = at + 1 if last else at
    name = word_at(tokens, name_at)
    weekday = WEEKDAYS.get(name)
    if weekday is None:
        return None
    end = name_at + 1
    if not last and word_at(tokens, end) in _LAST_AFTER:
        last, end = True, end + 1
    before = word_at(tokens, at - 1)
    cued = last or before in _ON
    if word_at(tokens, end) in PARTS_OF_DAY:
        cued, end = cued or before not in _NOT_A_WEEKDAY, end + 1
    if not cued and not _stands_alone(tokens, at, end):
        return None
    if not last and name in WEEKDAYS_ALSO_WORDS and not _is_short_day(tokens, name_at, cued=cued):
        return None
    if before in _ON and not last and word_at(tokens, end).endswith("board"):
        return None
    back = (today.weekday() - weekday) % 7
    if last and back == 0:
        back = 7
    return DayPhrase(at, end, today - timedelta(days=back))


def _stands_alone(tokens: Sequence[Token], at: int, end: int) -> bool:
    """A bare 'monday' is the day at the end of the line, before a preposition, or first before a mark."""
    before_both = word_at(tokens, at - 3)
    if word_at(tokens, at - 1) in ANDS and word_at(tokens, at - 2) in WEEKDAYS and before_both not in _NOT_A_WEEKDAY:
        return True
    if word_at(tokens, at - 1) in _NOT_A_WEEKDAY or mark_at(tokens, at - 1) in {"/", "-", "–", "&", "'", "’"}:
        return False
    if end >= len(tokens) or tokens[end].kind is Kind.TAG:
        return True
    token = tokens[end]
    if token.kind is Kind.MARK:
        return token.text not in "/-–&'’" and (at == 0 or token.text in ",;:.!)|·")
    return word_at(tokens, end) in _PREPOSITIONS or duration_at(tokens, end) is not None


def _is_short_day(tokens: Sequence[Token], at: int, *, cued: bool) -> bool:
    """'Sat' and 'Sun' as days: with a capital, and not before a name or noun ('on Sun servers', 'sat with')."""
    following = word_at(tokens, at + 1)
    if not (cued or tokens[at].text[0].isupper()):
        closes = all(token.kind is Kind.MARK or token.kind is Kind.TAG for token in tokens[at + 1 :])
        return (closes and tokens[at].fold in _NO_LAST_WORDS) or (
            at == 0 and (mark_at(tokens, 1) == ":" or duration_at(tokens, 1) is not None)
        )
    return not following or (following in _PREPOSITIONS and following != "with") or following[0].isdigit()


def _ago(tokens: Sequence[Token], at: int, word: str, now: datetime) -> DayPhrase | None:
    """'2 days ago', 'an hour ago', 'hace 2 días', 'vor einer Woche', 'il y a 2 jours'."""
    if word in _AGO_STARTS:
        begin = at + 3 if match_words(tokens, at, ("il", "y", "a")) else at + 1
        if word == "il" and begin != at + 3:
            return None
        measured = _span(tokens, begin)
        return None if measured is None else DayPhrase(at, measured[0], _before(now, measured[1]))
    measured = _span(tokens, at)
    if measured is not None and word_at(tokens, measured[0]) == "ago":
        return DayPhrase(at, measured[0] + 1, _before(now, measured[1]))
    return None


def _before(now: datetime, span: timedelta) -> date:
    """The local day so long ago: hours have gone by on every clock alike, days are the calendar's."""
    if span.days:
        return now.date() - span
    return (now.astimezone(UTC) - span).astimezone(now.tzinfo).date()


def _span(tokens: Sequence[Token], at: int) -> tuple[int, timedelta] | None:
    """The end and the length of '2 days', 'a week', 'half an hour'."""
    duration = duration_at(tokens, at)
    if duration is not None:
        return duration.end, timedelta(minutes=float(duration.minutes))
    number = 1 if word_at(tokens, at) in INDEFINITE else number_at(tokens, at)
    unit = word_at(tokens, at + 1)
    if number is None or number > 5000:
        return None
    if unit in DAY_UNITS:
        return at + 2, timedelta(days=int(number))
    if unit in WEEK_UNITS:
        return at + 2, timedelta(weeks=int(number))
    return None


def _numeric(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """'2026-11-03', '13/11', '3.11.2026', '03.11.'; either order of day and month where it can't be misread."""
    if len(word) > 10:
        return None
    iso = _ISO.fullmatch(word)
    if iso is not None:
        return phrase_of(at, at + 1, [date_or_none(int(iso[1]), int(iso[2]), int(iso[3]))])
    cued = word_at(tokens, at - 1) in _ON
    dashed = _DASHED.fullmatch(word)
    if dashed is not None:
        first, second, year = int(dashed[1]), int(dashed[2]), int(dashed[3])
        months = [(second, first)] if "." in word else [(second, first), (first, second)]
        return phrase_of(at, at + 1, [date_or_none(year, month, day) for month, day in months])
    dotted = _DOTTED.fullmatch(word)
    if dotted is not None:
        stop = mark_at(tokens, at + 1) == "." and not tokens[at + 1].spaced
        first_day = cued or (stop and at + 2 < len(tokens) and word[0] == "0") or (stop and word[-2] == "." and cued)
        if not first_day:
            first_day = (
                stop and at + 2 < len(tokens) and any(token.fold in GERMAN_CUES for token in _around(tokens, at))
            )
        day = recent_day(int(dotted[2]), int(dotted[1]), today)
        if not first_day and (day is None or not stop or day.weekday() != weekday_before(tokens, at)[1]):
            return None
        return None if day is None else DayPhrase(at, at + 1 + stop, day, yearless=True)
    slashed = _SLASHED.fullmatch(word)
    return None if slashed is None else _slashed(tokens, at, slashed, today, cued=cued)


def _slashed(tokens: Sequence[Token], at: int, found: re.Match[str], today: date, *, cued: bool) -> DayPhrase | None:
    first, second = int(found[1]), int(found[2])
    orders = [(second, first)] if word_at(tokens, at - 1) in _ON_DAY_FIRST else [(second, first), (first, second)]
    if found[3]:
        year = int(found[3]) % 100 + 2000
        return phrase_of(at, at + 1, [date_or_none(year, month, day) for month, day in orders])
    if not cued and (found[0] in _NEVER_DATES or word_at(tokens, at - 1) in _COUNTED_PLACES):
        return None
    if any(mark in "$€£%" for mark in (mark_at(tokens, at - 1), mark_at(tokens, at + 1)) if mark):
        return None
    days = {day for month, day_of in orders if (day := recent_day(month, day_of, today)) is not None}
    if not days:
        return None
    counted = word_at(tokens, at + 1)
    sure = cued or not counted or counted in _PREPOSITIONS or "0" in (found[1][0], found[2][0])
    if len(days) == 1:
        (day,) = days
        sure = sure or 0 <= (today - day).days <= 90
        return DayPhrase(at, at + 1, day, sure=sure, yearless=True)
    return DayPhrase(at, at + 1, None, tuple(sorted(days)), sure=sure, yearless=True)


def _day_first(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """'3 Nov', '3rd of November 2026', '3 de noviembre', '3. November'."""
    number = _DAY_NUMBER.fullmatch(word)
    if number is None:
        return None
    month_at = at + 1
    if mark_at(tokens, month_at) == "." and not tokens[month_at].spaced:
        month_at += 1
    if word_at(tokens, month_at) in {"of", "de"}:
        month_at += 1
    month = MONTHS.get(word_at(tokens, month_at))
    if month is None:
        return _day_of_month(tokens, at, int(number[1]), today) if number[2] else None
    cued = bool(number[2]) or month_at > at + 1 or word_at(tokens, at - 1) in _ON
    if not cued and tokens[month_at].text in MONTHS_ALSO_WORDS and month_at + 1 < len(tokens):
        return None
    return _named(tokens, at, month_at + 1, int(number[1]), month, today)


def _day_of_month(tokens: Sequence[Token], at: int, day: int, today: date) -> DayPhrase | None:
    """'Wed 18th', 'Wednesday the 18th': without a month only after the weekday that it fell on.

    'Thu 12th floor' is none.
    """
    weekday = weekday_before(tokens, at)[1]
    following = word_at(tokens, at + 1)
    if weekday is None or not (
        not following or following in _PREPOSITIONS or following[0].isdigit() or following.endswith(("ed", "ing"))
    ):
        return None
    month_ago = today.replace(day=1) - timedelta(days=1)
    in_month = today if day <= today.day else month_ago
    found = date_or_none(in_month.year, in_month.month, day)
    return DayPhrase(at, at + 1, found, yearless=True) if found is not None and found.weekday() == weekday else None


def _month_first(tokens: Sequence[Token], at: int, word: str, today: date) -> DayPhrase | None:
    """'Nov 3', 'November 3rd, 2026'; a month that is also a word or a name needs more ('Jan 2 times')."""
    number = _DAY_NUMBER.fullmatch(word_at(tokens, at + 1))
    if number is None:
        return None
    if word in MONTHS_ALSO_WORDS and not number[2] and word_at(tokens, at - 1) not in _ON:
        following = word_at(tokens, at + 2)
        capital = tokens[at].text[0].isupper()
        if not capital or (following and following not in _PREPOSITIONS and not _YEAR.fullmatch(following)):
            return None
    return _named(tokens, at, at + 2, int(number[1]), MONTHS[word], today)


def _named(tokens: Sequence[Token], start: int, end: int, day: int, month: int, today: date) -> DayPhrase | None:
    year_at = end
    if mark_at(tokens, end) == "," or word_at(tokens, end) == "de":
        year_at += 1
    if _YEAR.fullmatch(word_at(tokens, year_at)):
        return phrase_of(start, year_at + 1, [date_or_none(int(word_at(tokens, year_at)), month, day)])
    found = recent_day(month, day, today)
    if found is None and 1 <= day <= 31:
        return DayPhrase(start, end, None)
    return None if found is None else DayPhrase(start, end, found, yearless=True)


_OF_DATES = frozenset({_numeric, _day_first, _month_first})
"""Those that read a day of a month, which may have its weekday before it."""

_READERS: dict[str, tuple[Callable[[Sequence[Token], int, str, date], DayPhrase | None], ...]] = {
    **{words[0]: (_tomorrow,) for words in TOMORROW_PHRASES},
    **dict.fromkeys(MONTHS, (_month_first,)),
    **dict.fromkeys(_LAST_BEFORE.union(WEEKDAYS), (_weekday,)),
    **dict.fromkeys(_DAY_PHRASE_LENGTHS, (_relative, _weekday)),
    **dict.fromkeys(DIGITS, (_numeric, _day_first)),
}
"""What is tried at a word, by its lead (see `Token`)."""

DAY_LEADS = _AGO_STARTS.union(_READERS, {"ago"})
"""The leads (see `Token`) of words that a day may begin with, and 'ago', before which there may be any duration."""

_LEADS_BEFORE_AGO = DAY_LEADS | DURATION_LEADS
