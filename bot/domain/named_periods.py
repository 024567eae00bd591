"""A day, or a calendar's week, month, quarter or year, as people name one that has begun: '1 March', 'Q1', 'last year'.

Without a year the latest is meant.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.line.calendar_days import date_or_none
from bot.domain.line.languages import DAY_UNITS, MONTHS, WEEK_UNITS, word_set
from bot.domain.line.tokens import Token, mark_at, render, word_at
from bot.domain.periods import full_day, period_at
from bot.errors import Refused

PERIOD_WORDS = (
    "Periods that work: `this quarter`, `last quarter`, `last 90 days`, `this month`, `March`, `2026`, `Q1 2026`, "
    "`since 1 March`, `2026-01-01..2026-03-31`."
)
"""Which words say a period, for a hint; mrkdwn."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_IN_FULL = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
YEAR = re.compile(r"20[0-9]{2}")
_PART_OF_YEAR = re.compile(r"(?:(20[0-9]{2})[-/]?)?([qth])([1-9])(?:[-/](20[0-9]{2}))?")
_MONTH_NUMBERED = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_DAY_WITH_YEAR = re.compile(r"[0-9]+[-./][0-9]+[-./][0-9]+")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er)?")
_MONTH_UNITS = word_set("month months mes meses monat monate monaten monats mois")
_QUARTER_UNITS = word_set("quarter quarters quartal quartale quartalen quartals trimestre trimestres")
_YEAR_UNITS = word_set("year years año años jahr jahre jahren jahres an ans année années")
UNITS: dict[str, str] = {
    **dict.fromkeys((*DAY_UNITS, "d"), "day"),
    **dict.fromkeys((*WEEK_UNITS, "w"), "week"),
    **dict.fromkeys((*_MONTH_UNITS, "mo"), "month"),
    **dict.fromkeys(_QUARTER_UNITS, "quarter"),
    **dict.fromkeys((*_YEAR_UNITS, "y"), "year"),
}
"""Words for a length of time, and which it is."""

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_THIS = word_set("this current diese dieser dieses diesen diesem este esta ce cet cette")
LAST = word_set("last previous prior letzte letzten letzter letztes vorige vorigen voriges vergangenes")
_LAST_AFTER = word_set("pasado pasada anterior dernier dernière derniere passé passée")
_NEXT = word_set("next coming following nächste nächsten nächster nächstes próximo próxima prochain prochaine")
_TO_DATE = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}
_TODAY = word_set("today heute hoy aujourd'hui")
_YESTERDAY = word_set("yesterday gestern ayer")


class PeriodRefused(Refused):
    """The period cannot be: `remedy` says which words work (mrkdwn)."""


class Said(NamedTuple):
    """Tokens up to `end` (exclusive) say these days; `has_year` where the words fix them for good."""

    end: int
    first: date
    last: date
    words: str
    has_year: bool = True


def whole_at(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """A day, or a month, quarter or year by its name: '1 March', 'March', 'Q1 2026', '2026', 'this quarter'."""
    if not word_at(tokens, at):
        return None
    readers: tuple[Callable[[Sequence[Token], int, date], Said | None], ...] = (
        *(_named_day, _dated, _day_and_month, _month_and_day),
        *(_named_month, _part_of_year, _year, _this_or_last),
    )
    return next((said for read in readers if (said := read(tokens, at, today)) is not None), None)


def _named_day(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    word = word_at(tokens, at)
    if word in _TODAY:
        return Said(at + 1, today, today, "today")
    if word in _YESTERDAY:
        day = today - timedelta(days=1)
        return Said(at + 1, day, day, "yesterday")
    return None


def _dated(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'2026-03-01', '1.3.2026': read as goals read them."""
    if not _DAY_WITH_YEAR.fullmatch(word_at(tokens, at)):
        return None
    found = period_at(tokens, at, today)
    return None if found is None else Said(found.end, found.first, found.last, full_day(found.first))


def _day_and_month(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'1 March', '1st of March 2026', '1. März', '1 de marzo'."""
    number = _DAY_NUMBER.fullmatch(word_at(tokens, at))
    month_at = at + 1
    if mark_at(tokens, month_at) == "." and not tokens[month_at].spaced:
        month_at += 1
    if word_at(tokens, month_at) in {"of", "de"}:
        month_at += 1
    month = MONTHS.get(word_at(tokens, month_at))
    return None if number is None or month is None else _named(tokens, at, month_at + 1, int(number[1]), month, today)


def _month_and_day(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'March 1', 'Mar 1st, 2026'."""
    month = MONTHS.get(word_at(tokens, at))
    number = _DAY_NUMBER.fullmatch(word_at(tokens, at + 1))
    if month is None or number is None or word_at(tokens, at + 2) in UNITS:
        return None
    return _named(tokens, at, at + 2, int(number[1]), month, today)


def _named(tokens: Sequence[Token], start: int, end: int, day: int, month: int, today: date) -> Said:
    year_at = end + 1 if mark_at(tokens, end) == "," or word_at(tokens, end) in {"de", "del"} else end
    year = word_at(tokens, year_at)
    if YEAR.fullmatch(year):
        found, end = date_or_none(int(year), month, day), year_at + 1
    else:
        year = ""
        years = range(today.year, today.year - 5, -1)
        days = (date_or_none(each, month, day) for each in years)
        found = next((each for each in days if each is not None and each <= today), None)
    if found is None:
        raise PeriodRefused(f"There is no day “{render(tokens[start:end])}”.", "Write a day like 1 March 2026.")
    return Said(end, found, found, day_words(found, today), has_year=bool(year))


def _named_month(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'March', 'last March', 'marzo de 2026', '2026-03'."""
    numbered = _MONTH_NUMBERED.fullmatch(word_at(tokens, at))
    if numbered is not None:
        return _month_said(at + 1, date(int(numbered[1]), int(numbered[2]), 1), has_year=True)
    name_at = at + 1 if word_at(tokens, at) in LAST else at
    month = MONTHS.get(word_at(tokens, name_at))
    if month is None:
        return None
    end = name_at + 1
    year_at = end + 1 if word_at(tokens, end) in {"de", "del", "of"} or mark_at(tokens, end) == "," else end
    year = word_at(tokens, year_at)
    if YEAR.fullmatch(year):
        return _month_said(year_at + 1, month_start(month, int(year), today), has_year=True)
    first = month_start(month, None, today)
    if name_at > at and first.replace(day=1) == today.replace(day=1):
        first = first.replace(year=first.year - 1)
    return _month_said(end, first, has_year=name_at > at)


def _month_said(end: int, first: date, *, has_year: bool) -> Said:
    return Said(end, first, end_of_month(first), f"{_MONTHS_IN_FULL[first.month - 1]} {first.year}", has_year)


def _part_of_year(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'Q1', 'Q1 2026', '2026-Q1', '2026 Q1', 'H1', 'T2/2026'."""
    place = at + 1 if YEAR.fullmatch(word_at(tokens, at)) else at
    found = _PART_OF_YEAR.fullmatch(word_at(tokens, place))
    if found is None:
        return None
    year, end = found[1] or found[4], place + 1
    if place > at:
        year = word_at(tokens, at)
    elif year is None and YEAR.fullmatch(word_at(tokens, end)):
        year, end = word_at(tokens, end), end + 1
    months = 6 if found[2] == "h" else 3
    opening = (int(found[3]) - 1) * months + 1
    if opening + months - 1 > 12:
        raise PeriodRefused(f"There is no “{render(tokens[at:end])}”.", PERIOD_WORDS)
    first = date(int(year), opening, 1) if year else month_start(opening, None, today)
    last = end_of_month(date(first.year, opening + months - 1, 1))
    name = "H" if months == 6 else "Q"
    return Said(end, first, last, f"{name}{found[3]} {first.year}", has_year=year is not None)


def _year(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    if not YEAR.fullmatch(word_at(tokens, at)):
        return None
    year = int(word_at(tokens, at))
    words = f"{year} so far" if year == today.year else str(year)
    return Said(at + 1, date(year, 1, 1), date(year, 12, 31), words)


def _this_or_last(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """A unit now or before: 'this quarter', 'letztes Jahr', 'mes pasado', 'le mois dernier', 'ytd', 'year to date'."""
    word, following = word_at(tokens, at), word_at(tokens, at + 1)
    if word in _TO_DATE:
        return _calendar(_TO_DATE[word], 0, at + 1, today)
    unit = UNITS.get(following)
    if word in _NEXT and unit is not None:
        raise PeriodRefused(f"“{word} {following}” is still to come.", f"Say a time that has begun. {PERIOD_WORDS}")
    if unit is not None and unit != "day":
        if word in _THIS:
            return _calendar(unit, 0, at + 2, today)
        if word in LAST:
            return _calendar(unit, -1, at + 2, today)
    unit = UNITS.get(word)
    if unit is not None and unit != "day":
        if following in _LAST_AFTER:
            return _calendar(unit, -1, at + 2, today)
        if (following, word_at(tokens, at + 2)) == ("to", "date"):
            return _calendar(unit, 0, at + 3, today)
    return None


def _calendar(unit: str, ahead: int, end: int, today: date) -> Said:
    """The week, month, quarter or year that is now (0), or the one before (-1)."""
    words = f"{'this' if ahead == 0 else 'last'} {unit}"
    if unit == "week":
        first = today - timedelta(days=today.weekday() - 7 * ahead)
        return Said(end, first, first + timedelta(days=6), words)
    months = MONTHS_IN[unit]
    year, month = divmod((today.year * 12 + today.month - 1) // months * months + months * ahead, 12)
    last_year, last_month = divmod(year * 12 + month + months - 1, 12)
    return Said(end, date(year, month + 1, 1), end_of_month(date(last_year, last_month + 1, 1)), words)


def month_start(month: int, year: int | None, today: date) -> date:
    """The first day of that month; without a year of the latest that has begun."""
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return date(year, month, 1)


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_words(day: date, today: date) -> str:
    """'1 Mar', with the year where it isn't this one."""
    return full_day(day) if day.year != today.year else f"{day.day} {_MONTHS[day.month - 1]}"


def dates_words(first: date, last: date) -> str:
    """'25 Aug – 22 Nov 2026', '1–31 Oct 2026'."""
    if first == last:
        return full_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{full_day(last)}"
    start = f"{first.day} {_MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} – {full_day(last)}"
