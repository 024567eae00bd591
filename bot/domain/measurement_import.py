"""Many numbers at once, from a file or a system: what a row says, and what becomes of each number."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.csv_rows import Problem, Row
from bot.domain.goal_rules import is_jump
from bot.domain.goals import Confidence, Goal, Measurement, MeasurementSource, MeasurementState
from bot.domain.measurements import NewMeasurement, check_note
from bot.domain.message_text import storable
from bot.domain.numbers import in_unit, read_value, show_value
from bot.domain.pace import course_of
from bot.domain.record_ids import LARGEST_ID
from bot.errors import Refused

REQUIRED = ("goal", "value")
OPTIONAL = ("date", "note", "confidence")
"""The columns of a file of measurements."""

MOST_SHOWN = 40
"""Characters of a cell that are given back in a reason."""

_GOAL = re.compile(r"#?\s*([0-9]{1,10})")
_DAY_FIRST = re.compile(r"([0-3]?[0-9])\.([01]?[0-9])\.([0-9]{4})")


@dataclass(frozen=True, slots=True)
class MeasurementRowRead:
    """A row of a file as it was read. `on` is None where the row says no date."""

    line: int
    goal_id: int
    value: float
    unit: str
    on: date | None
    note: str
    confidence: Confidence | None

    def measured(self, goal: Goal, default_day: date) -> NewMeasurement:
        """As a measurement of its goal. Raises `Refused` for a unit that isn't the goal's."""
        return NewMeasurement(
            goal_id=goal.id,
            value=in_unit(self.value, self.unit, goal.unit),
            on=self.on or default_day,
            source=MeasurementSource.FILE,
            note=self.note,
            confidence=self.confidence,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of a number: `corrects` is what it takes the place of; unchanged ones need not be kept again."""

    new: NewMeasurement
    state: MeasurementState
    corrects: Measurement | None
    before: float | None

    @property
    def is_unchanged(self) -> bool:
        """Whether its date says all this already; what isn't said needn't be the same."""
        there = self.corrects
        return (
            there is not None
            and there.value == self.new.value
            and self.new.note in {"", there.note}
            and self.new.confidence in {None, there.confidence}
        )


def read_measurement_row(row: Row) -> tuple[MeasurementRowRead | None, list[Problem]]:
    """A row as it was read, or everything that is wrong with its cells."""
    reasons: list[str] = []
    goal_id = _read_goal(row.values.get("goal", ""), reasons)
    value, unit = 0.0, ""
    try:
        value, unit = read_value(row.values.get("value", ""), decimal_mark=row.decimal_mark)
    except Refused as refused:
        reasons.append(f"value: {refused.problem} {refused.remedy}".strip())
    on = _read_day(row.values.get("date", ""), reasons)
    note = storable(row.values.get("note", "")).strip()
    try:
        check_note(note)
    except Refused as refused:
        reasons.append(f"note: {refused.problem} {refused.remedy}")
    confidence = _read_confidence(row.values.get("confidence", ""), reasons)
    if reasons:
        return None, [Problem(row.line, reason) for reason in reasons]
    return MeasurementRowRead(row.line, goal_id, value, unit, on, note, confidence), []


def place(goal: Goal, counted: Sequence[Measurement], news: Iterable[NewMeasurement]) -> list[Placed]:
    """What becomes of new numbers of one goal, at most one a date, by date.

    `counted` are the goal's counted measurements, oldest first. A number far from the one before it, which may be one
    of the new ones, is to be confirmed.
    """
    course = course_of(goal)
    days = [measurement.on for measurement in counted]
    placed: list[Placed] = []
    latest_new: NewMeasurement | None = None
    for new in sorted(news, key=lambda new: new.on):
        index = bisect_right(days, new.on)
        known = counted[index - 1] if index else None
        before = known.value if known else None
        if latest_new is not None and (known is None or latest_new.on >= known.on):
            before = latest_new.value
        is_doubted = is_jump(before, new.value, course)
        state = MeasurementState.TO_CONFIRM if is_doubted else MeasurementState.COUNTED
        corrects = known if known is not None and known.on == new.on else None
        placed.append(Placed(new, state, corrects, before))
        if not is_doubted:
            latest_new = new
    return placed


def counted_all(placed: Iterable[Placed]) -> list[Placed]:
    """The same, with what was doubted counted too: somebody has said that jumps are right."""
    return [replace(one, state=MeasurementState.COUNTED) for one in placed]


def describe_change(goal: Goal, placed: Placed) -> str:
    """'Goal 12, 2026-11-20: 4.4 (was 4.2)', for the report of an import."""
    said = f"Goal {goal.id}, {placed.new.on.isoformat()}: {show_value(placed.new.value, goal.unit)}"
    if placed.corrects is None:
        return said
    if placed.corrects.value == placed.new.value:
        return f"{said} (another note or confidence)"
    return f"{said} (was {show_value(placed.corrects.value, goal.unit)})"


def _read_goal(cell: str, reasons: list[str]) -> int:
    found = _GOAL.fullmatch(cell.strip())
    if found is None or not 0 < int(found[1]) <= LARGEST_ID:
        shown = f"“{_cut(cell)}” isn't a goal's number." if cell.strip() else "The goal's number is missing."
        reasons.append(f"goal: {shown} `/goal` shows them, as 12 in “goal 12”.")
        return 0
    return int(found[1])


def _read_day(cell: str, reasons: list[str]) -> date | None:
    text = cell.strip()
    if not text:
        return None
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        # A spreadsheet may write a time behind the date: '2026-11-20 00:00:00'.
        return datetime.fromisoformat(text).date()
    except ValueError:
        reasons.append(f"date: “{_cut(text)}” isn't a date. Write it like 2026-11-20 or 20.11.2026.")
        return None


def _read_confidence(cell: str, reasons: list[str]) -> Confidence | None:
    text = cell.strip().casefold()
    if not text:
        return None
    try:
        return Confidence(text)
    except ValueError:
        reasons.append(f"confidence: “{_cut(cell)}” isn't one. Write low, medium or high, or nothing.")
        return None


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
