"""Pace: where a goal's value should be by now, and whether it is. The rules in words, with examples: docs/pace.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.goals import Direction, Goal, Measurement, MeasurementState


class Pace(StrEnum):
    """How a goal stands; the value is the words shown."""

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    NO_RECENT_DATA = "no recent data"
    NOT_STARTED = "not started"
    REACHED = "reached"
    MISSED = "missed"


ON_TRACK_BEHIND = 0.10
"""How much of the whole way from baseline to target a value may be behind and still be on track."""

AT_RISK_BEHIND = 0.25
"""How much of the whole way it may be behind and be at risk only; further behind is off track."""

LAST_PART = 0.10
"""In this last part of the time both allowances shrink evenly to nothing: at the due date only reached is good."""

KEPT_WITHIN = 0.05
"""How far on the wrong side of a value to keep is at risk only, as a share of that value (see `kept_within`)."""

_SLIVER = 1e-9
"""What arithmetic with fractions leaves over: 4.2 is not further than 0.2 from 4."""

_RANKS = {Pace.MISSED: 0, Pace.OFF_TRACK: 1, Pace.AT_RISK: 2, Pace.ON_TRACK: 3, Pace.REACHED: 4}


@dataclass(frozen=True, slots=True)
class Course:
    """The way a goal's value should go. `baseline` is None where it isn't known; `unit` tells the scale's end."""

    direction: Direction
    baseline: float | None
    target: float
    starts_on: date
    due_on: date
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the value is to be kept at its target all along, instead of reaching it by the due date."""
        return self.direction in {Direction.AT_LEAST, Direction.AT_MOST}

    @property
    def up_is_good(self) -> bool:
        """Whether a higher value is a better one."""
        return self.direction in {Direction.UP, Direction.AT_LEAST}

    def is_reached(self, value: float) -> bool:
        """Whether the value is at its target or on the good side of it."""
        return value >= self.target if self.up_is_good else value <= self.target

    @property
    def way(self) -> float | None:
        """How far it is from the baseline to the target; None where that can't be said (see docs/pace.md)."""
        if self.is_kept or self.baseline is None:
            return None
        length = self.target - self.baseline if self.up_is_good else self.baseline - self.target
        return length if length > 0 else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a goal stands today, and how it stood on the day it is compared with.

    `expected` is where the value should be today, None where that isn't known; `age_days` are those of `latest`.
    """

    goal: Goal
    latest: Measurement | None
    before: Measurement | None
    pace: Pace
    pace_before: Pace
    expected: float | None
    age_days: int | None

    @property
    def slipped(self) -> bool:
        """Worse than it was then; a pace that isn't known is neither better nor worse."""
        return self._compare() < 0

    @property
    def improved(self) -> bool:
        """Better than it was then."""
        return self._compare() > 0

    def _compare(self) -> int:
        if self.pace not in _RANKS or self.pace_before not in _RANKS:
            return 0
        return _RANKS[self.pace] - _RANKS[self.pace_before]


def course_of(goal: Goal) -> Course:
    """The course that a goal asks for."""
    return Course(goal.direction, goal.baseline, goal.target, goal.starts_on, goal.due_on, goal.unit)


def expected(course: Course, day: date) -> float | None:
    """Where the value should be on that day if progress ran evenly; None without a baseline.

    A value to keep should be at its target every day.
    """
    if course.is_kept:
        return course.target
    if course.baseline is None:
        return None
    share = _time_gone(course, day)
    # The ends exactly: 4.1 + (4.6 - 4.1) is not 4.6.
    return course.target if share == 1 else course.baseline + share * (course.target - course.baseline)


def pace(course: Course, value: float | None, measured_on: date | None, today: date, stale_after_days: int) -> Pace:
    """How the value, measured on its day, stands today. A better value never gives a worse pace."""
    if today < course.starts_on:
        return Pace.NOT_STARTED
    if value is None or measured_on is None:
        return Pace.NO_RECENT_DATA
    if course.is_reached(value) and not course.is_kept:
        return Pace.REACHED
    # What is over doesn't grow older: how it ended is asked of the due date.
    if (min(today, course.due_on) - measured_on).days > stale_after_days:
        return Pace.NO_RECENT_DATA
    if today > course.due_on:
        return Pace.REACHED if course.is_reached(value) else Pace.MISSED
    return _kept(course, value) if course.is_kept else _on_the_way(course, value, today)


def kept_within(course: Course) -> float:
    """How far on the wrong side of its target a value to keep is at risk only.

    That is 5 % of the target, or of what is left to the end of its scale where that is less ('%', '/5'): 94 % instead
    of 99.5 % is no near miss.
    """
    size = abs(course.target)
    end = {"%": 100.0}.get(course.unit)
    if course.unit[:1] == "/" and course.unit[1:].isdecimal():
        end = float(course.unit[1:])
    if end is not None and course.up_is_good and course.target < end:
        size = min(size, end - course.target)
    return KEPT_WITHIN * size


def standing(
    goal: Goal, counted: Sequence[Measurement], today: date, stale_after_days: int, *, compared_with: date
) -> Standing:
    """How the goal stands, from its measurements in any order; only counted ones up to today count.

    Without a baseline, the first measurement stands in for it, from its own day on.
    """
    known = sorted(
        (one for one in counted if one.state is MeasurementState.COUNTED and one.on <= today),
        key=lambda one: (one.on, one.created_at, one.id),
    )
    course = _with_baseline(course_of(goal), known)
    latest = known[-1] if known else None
    before = next((one for one in reversed(known) if one.on <= compared_with), None)
    return Standing(
        goal=goal,
        latest=latest,
        before=before,
        pace=_pace_of(course, latest, today, stale_after_days),
        pace_before=_pace_of(course, before, compared_with, stale_after_days),
        expected=expected(course, today),
        age_days=None if latest is None else (today - latest.on).days,
    )


def headline(standings: Iterable[Standing], *, since: str = "since last week") -> str:
    """'2 of 5 results on track, 1 slipped since last week'; goals that count activity are left out of it."""
    results = [one for one in standings if not one.goal.is_activity]
    running = [one for one in results if one.pace is not Pace.NOT_STARTED]
    if not results:
        return "No result goals yet"
    if not running:
        return f"{_results(len(results))} still to start"
    good = [one for one in running if one.pace in {Pace.ON_TRACK, Pace.REACHED}]
    parts = [_how_many_good(len(good), len(running))]
    counts = (
        (sum(one.pace is Pace.REACHED for one in running), "reached"),
        (sum(one.pace is Pace.MISSED for one in running), "missed"),
        (sum(one.pace is Pace.NO_RECENT_DATA for one in running), "without recent data"),
        (sum(one.slipped for one in running), f"slipped {since}"),
        (sum(one.improved for one in running), f"improved {since}"),
    )
    parts.extend(f"{count} {said}" for count, said in counts if count)
    if parts[-1].endswith(f"improved {since}") and len(parts) > 1 and parts[-2].endswith(f"slipped {since}"):
        parts[-2] = parts[-2].removesuffix(f" {since}")
    return ", ".join(parts)


def _how_many_good(good: int, running: int) -> str:
    if running == 1:
        return "The only result is on track" if good else "The only result is not on track"
    if good == running:
        return "Both results on track" if running == 2 else f"All {running} results on track"
    return f"{good or 'None'} of {_results(running)} on track"


def _results(count: int) -> str:
    return "1 result" if count == 1 else f"{count} results"


def _pace_of(course: Course, measurement: Measurement | None, day: date, stale_after_days: int) -> Pace:
    if measurement is None:
        return pace(course, None, None, day, stale_after_days)
    return pace(course, measurement.value, measurement.on, day, stale_after_days)


def _with_baseline(course: Course, known: Sequence[Measurement]) -> Course:
    if course.is_kept or course.baseline is not None or not known or course.is_reached(known[0].value):
        return course
    starts_on = min(max(course.starts_on, known[0].on), course.due_on)
    return Course(course.direction, known[0].value, course.target, starts_on, course.due_on, course.unit)


def _time_gone(course: Course, day: date) -> float:
    """The share of the time that is gone, 0 to 1; a goal due on the day it starts has all of it gone that day."""
    if day >= course.due_on:
        return 1.0
    return max(0, (day - course.starts_on).days) / max(1, (course.due_on - course.starts_on).days)


def _on_the_way(course: Course, value: float, today: date) -> Pace:
    """For a value on its way to a target that it hasn't reached."""
    way = course.way
    if way is None or course.baseline is None:
        # Nobody can say where it should be: not on track, since nothing shows it, and not off track either.
        return Pace.AT_RISK if today < course.due_on else Pace.OFF_TRACK
    gone = _time_gone(course, today)
    progress = (value - course.baseline if course.up_is_good else course.baseline - value) / way
    allowed = min(1.0, (1 - gone) / LAST_PART)
    behind = gone - progress
    if gone == 1 or behind > AT_RISK_BEHIND * allowed + _SLIVER:
        return Pace.OFF_TRACK
    return Pace.AT_RISK if progress < 0 or behind > ON_TRACK_BEHIND * allowed + _SLIVER else Pace.ON_TRACK


def _kept(course: Course, value: float) -> Pace:
    """For a value to keep, while it is to be kept."""
    if course.is_reached(value):
        return Pace.ON_TRACK
    near = abs(value - course.target) <= kept_within(course) + _SLIVER * abs(course.target)
    return Pace.AT_RISK if near else Pace.OFF_TRACK
