"""Days: how they are said, which ones may be logged, and which day and time a line says."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from bot.domain.line.calendar_days import DayPhrase
from bot.domain.line.clock_times import find_clock_time
from bot.domain.line.date_phrases import find_days
from bot.domain.line.tokens import Kind, Token, render
from bot.domain.line.worked_ranges import find_worked_range
from bot.errors import Refused

OLDEST_DAYS = 90
"""Older help is refused: results are told by the week and the month, and those are closed by then."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class When(NamedTuple):
    """The day and time that a line says, and the spans of tokens (start, end exclusive) that said them.

    `minutes` are those of a range of times ('14:00-14:45').
    """

    on: date
    at: time | None
    spans: tuple[tuple[int, int], ...]
    minutes: int | None = None


def describe_day(day: date, today: date) -> str:
    """'today', 'yesterday, Fri 20 Nov', 'Mon 16 Nov'; with the year when it isn't this one ('Mon 3 Nov 2025')."""
    if day == today:
        return "today"
    said = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    if day.year != today.year:
        said += f" {day.year}"
    return f"yesterday, {said}" if (today - day).days == 1 else said


def check_day(day: date, today: date) -> None:
    """Raises Refused for a day to come, and for one more than 90 days ago."""
    if day > today:
        raise Refused(
            f"{_full(day)} is in the future.",
            "Only help that was already given can be logged, so log it once it is done.",
        )
    if (today - day).days > OLDEST_DAYS:
        raise Refused(
            f"{_full(day)} is more than {OLDEST_DAYS} days ago.",
            f"Reports over that time are closed, so the oldest day that can be logged is {OLDEST_DAYS} days ago.",
        )


def read_when(
    tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int], now: datetime, *, timed: bool = True
) -> When:
    """The day (today when none is said) and time of a line; `now` is in the person's own zone. Raises Refused.

    `notable` are places in order, all those among them that have one of `DURATION_LEADS` or `DAY_LEADS`.

    A line that isn't `timed` has no duration yet, so that a range of times may say it.

    When a line names several days, the one at its start or end is the day of the work and the others stay words.
    """
    clock = find_clock_time(tokens, taken, notable)
    free = taken
    spans: list[tuple[int, int]] = []
    if clock is not None:
        spans.append((clock.start, clock.end))
        free = list(taken)
        free[clock.start : clock.end] = [True] * (clock.end - clock.start)
    today = now.date()
    phrases = find_days(tokens, free, notable, now)
    chosen = _choose(tokens, free, phrases)
    on = today
    for phrase in chosen:
        on = _day_of(tokens, phrase)
        spans.append((phrase.start, phrase.end))
    check_day(on, today)
    if clock is None and not timed:
        return _with_range(tokens, taken, notable, now, When(on, None, tuple(spans)))
    if clock is not None:
        _check_clock(clock.at, on, now, said=bool(chosen))
    return When(on, None if clock is None else clock.at, tuple(spans))


def _with_range(
    tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int], now: datetime, when: When
) -> When:
    free = list(taken)
    for start, end in when.spans:
        free[start:end] = [True] * (end - start)
    worked = find_worked_range(tokens, free, notable)
    if worked is None:
        return when
    _check_clock(worked.at, when.on, now, said=bool(when.spans))
    return When(when.on, worked.at, (*when.spans, (worked.start, worked.end)), worked.minutes)


def _choose(tokens: Sequence[Token], taken: Sequence[bool], phrases: list[DayPhrase]) -> list[DayPhrase]:
    """The phrases that say the day of the work: all of them when they agree, else the one at an end of the line."""
    if not phrases or (len(phrases) == 1 and phrases[0].sure):
        return phrases
    at_ends = _at_ends(tokens, taken, phrases)
    phrases = [phrase for phrase in phrases if phrase.sure or phrase in at_ends]
    if len({(phrase.day, phrase.readings) for phrase in phrases}) <= 1:
        return phrases
    if len({(phrase.day, phrase.readings) for phrase in at_ends}) == 1:
        return at_ends
    said = [f"“{render(tokens[phrase.start : phrase.end])}”" for phrase in (at_ends or phrases)[:2]]
    raise Refused(
        f"There are two days in this line: {said[0]} and {said[1]}.",
        "Log the help of each day on its own, or leave one of the two out.",
    )


def _at_ends(tokens: Sequence[Token], taken: Sequence[bool], phrases: list[DayPhrase]) -> list[DayPhrase]:
    """Those with nothing before them, or nothing after them, but marks, tags and what is taken."""

    def says_something(at: int) -> bool:
        return not taken[at] and tokens[at].kind is not Kind.MARK and tokens[at].kind is not Kind.TAG

    # A phrase is made of words that aren't taken, so there is a first and a last.
    first = next(filter(says_something, range(len(tokens))))
    last = next(filter(says_something, reversed(range(len(tokens)))))
    return [phrase for phrase in phrases if phrase.start <= first or last < phrase.end]


def _day_of(tokens: Sequence[Token], phrase: DayPhrase) -> date:
    if phrase.day is not None:
        return phrase.day
    said = render(tokens[phrase.start : phrase.end])
    if len(phrase.readings) == 2:
        one, other = (f"{day.day} {_MONTHS[day.month - 1]}" for day in phrase.readings)
        raise Refused(
            f"“{said}” can be {one} or {other}.",
            f"Write the month as a word: {phrase.readings[-1].day} {_MONTHS[phrase.readings[-1].month - 1]}.",
        )
    raise Refused(f"There is no day “{said}”.", "Write a day like 3 Nov, 2026-11-03 or yesterday.")


def _check_clock(at: time, on: date, now: datetime, *, said: bool) -> None:
    if on == now.date() and at > now.time():
        raise Refused(
            f"{at:%H:%M} today is in the future.",
            "Leave the time out." if said else "If it was yesterday, add the word yesterday; else leave the time out.",
        )


def _full(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
