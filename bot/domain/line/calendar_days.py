"""Days as a calendar has them: a day of a month with or without its year, and the weekday that it fell on."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.domain.line.languages import WEEKDAYS, WEEKDAYS_ALSO_WORDS, WEEKDAYS_OF_DATES
from bot.domain.line.tokens import Token, mark_at, word_at


class DayPhrase(NamedTuple):
    """Tokens `start` to `end` (exclusive) say a day.

    `day` is None when they can't be one day: then `readings` has the days they may mean (none when there is no such
    day). `sure` is false for forms that are often something else, which count only at an end of the line.
    """

    start: int
    end: int
    day: date | None
    readings: tuple[date, ...] = ()
    sure: bool = True
    yearless: bool = False


_BETWEEN_WEEKDAY_AND_DATE = frozenset({"the", "den", "dem", "der"})


def with_weekday(tokens: Sequence[Token], phrase: DayPhrase) -> DayPhrase:
    """'Fri 20 Nov', 'Tue 3/11': a weekday before a date belongs to it, and tells which of two readings is meant.

    When it fell on another weekday, there is no such day.
    """
    name_at, weekday = weekday_before(tokens, phrase.start)
    if weekday is None:
        return phrase
    days = [day for day in (phrase.readings or (phrase.day,)) if day is not None and day.weekday() == weekday]
    if len(days) == 1:
        return phrase._replace(start=name_at, day=days[0], readings=(), sure=True)
    name = tokens[name_at].fold
    if phrase.day is not None and name_at + 1 == phrase.start and name in WEEKDAYS.keys() - WEEKDAYS_ALSO_WORDS:
        return phrase._replace(start=name_at, day=None)
    return phrase


def weekday_before(tokens: Sequence[Token], start: int) -> tuple[int, int | None]:
    """Where a weekday may stand before a date that begins at `start`, and which one does."""
    name_at = start - 1
    if mark_at(tokens, name_at) in {",", "."} or word_at(tokens, name_at) in _BETWEEN_WEEKDAY_AND_DATE:
        name_at -= 1
    return name_at, WEEKDAYS_OF_DATES.get(word_at(tokens, name_at))


def phrase_of(start: int, end: int, readings: Sequence[date | None]) -> DayPhrase:
    """The phrase that means one of these days; those that don't exist (None) are left out."""
    days = sorted({day for day in readings if day is not None})
    return DayPhrase(start, end, days[0]) if len(days) == 1 else DayPhrase(start, end, None, tuple(days))


def date_or_none(year: int, month: int, day: int) -> date | None:
    """That day, None when there is none, such as 31 September."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def recent_day(month: int, day: int, today: date) -> date | None:
    """A day without a year: this year's, or last year's when this year's is still to come and last year's is recent.

    29 February is looked for in both years.
    """
    this_year, last_year = date_or_none(today.year, month, day), date_or_none(today.year - 1, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    if last_year is not None and (today - last_year).days <= 90:
        return last_year
    return this_year
