"""Measuring a goal: what is said, which dates may be, and how the reply sees the goal afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bot.domain.dates import describe_day
from bot.domain.goal_rules import is_jump
from bot.domain.goals import Confidence, Goal, GoalState, Measurement, MeasurementSource
from bot.domain.pace import Standing, course_of
from bot.errors import DayRefused, Refused

MAX_NOTE = 1_000
"""Characters of a note: a few sentences."""

OLDEST_YEARS = 5
"""Older numbers say nothing about a goal that is open now, and are most likely a typing mistake in the year."""

_FIRST_ZONE = timezone(timedelta(hours=14))
"""Where a day begins first: Pacific/Kiritimati."""


@dataclass(frozen=True, slots=True)
class NewMeasurement:
    """What somebody measured: `given_by` is a person's id, None where a system sent it."""

    goal_id: int
    value: float
    on: date
    source: MeasurementSource
    given_by: int | None = None
    note: str = ""
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form says about a goal."""

    goal_id: int
    value: float
    on: date
    note: str = ""
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class MeasurementReceipt:
    """A measurement as it is kept, and its goal as it stands with it.

    `corrected` is what it took the place of on its date, `before` the latest counted one of an earlier date, `instead`
    the one that is counted on its date after it was withdrawn. `today` is the asker's.
    """

    goal: Goal
    measurement: Measurement
    standing: Standing
    today: date
    corrected: Measurement | None = None
    before: Measurement | None = None
    instead: Measurement | None = None


@dataclass(frozen=True, slots=True)
class MeasurementAsked:
    """What a form for a goal needs: the goal, its latest counted measurement, and the asker's local date."""

    goal: Goal
    latest: Measurement | None
    today: date
    pending: Measurement | None = None


def unknown_goal(goal_id: int) -> Refused:
    """Nobody here has set a goal of that number."""
    return Refused(f"There is no goal {goal_id} here.", "`/goal` lists yours and those you answer for.")


def check_note(note: str) -> None:
    """Raises Refused for a note that is too long."""
    if len(note) > MAX_NOTE:
        raise Refused(f"A note takes up to {MAX_NOTE:,} characters.", "Keep the gist.")


def check_day_measured(goal: Goal, on: date, today: date, *, last: date | None = None) -> None:
    """Raises DayRefused for a day to come, one long ago, and one that the goal doesn't count any more.

    `last` is the last day that isn't to come, where that isn't `today`: a system doesn't know whose day it is. Late
    numbers of a goal that is over are taken as long as they are of a day on which it was running.
    """
    if on > max(today, last or today):
        raise DayRefused(
            f"{_full(on)} is in the future.", "Give the day on which it was measured: today or an earlier one."
        )
    if on < _years_before(today, OLDEST_YEARS):
        raise DayRefused(
            f"{_full(on)} is more than {OLDEST_YEARS} years ago.", "Give the day on which it was measured."
        )
    if on > goal.due_on:
        raise DayRefused(
            f"Goal {goal.id} was due on {_full(goal.due_on)}; what is measured after that doesn't count.",
            f"For a number from before, give its date in the form: `/goal {goal.id}`, then Update. "
            "To go on, set a new goal or move the due date.",
        )
    if goal.state is GoalState.CLOSED and on >= today:
        raise DayRefused(
            f"Goal {goal.id} is closed.",
            f"For a number from before, give its date in the form: `/goal {goal.id}`, then Update.",
        )


def latest_day(now: datetime) -> date:
    """The date where the day begins first: what a system sends isn't in the future anywhere before that."""
    return now.astimezone(_FIRST_ZONE).date()


def before_of(counted: Sequence[Measurement], on: date) -> Measurement | None:
    """Of a goal's counted measurements, oldest first, the latest one before a date."""
    earlier = [measurement for measurement in counted if measurement.on < on]
    return earlier[-1] if earlier else None


def jumps(goal: Goal, counted: Sequence[Measurement], value: float, on: date) -> bool:
    """Whether a value is so far from the one before it that it is asked about first."""
    known = [measurement for measurement in counted if measurement.on <= on]
    return is_jump(known[-1].value if known else None, value, course_of(goal))


def _full(day: date) -> str:
    return describe_day(day, date.min)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
