"""A goal and its measurements for tests of what is said of them; a test names what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.domain.goals import (
    Agreement,
    Direction,
    Goal,
    GoalState,
    Measurement,
    MeasurementSource,
    MeasurementState,
    Owner,
    OwnerKind,
)

_PLAIN = Goal(
    id=12,
    workspace_id="T0HERE",
    title="CSAT",
    owner=Owner(OwnerKind.TEAM, 3, "Support"),
    unit="",
    direction=Direction.UP,
    baseline=4.1,
    target=4.6,
    starts_on=date(2026, 9, 1),
    due_on=date(2027, 3, 31),
    parent_id=None,
    why="",
    customers=(),
    tags=(),
    is_activity=False,
    state=GoalState.OPEN,
    agreement=Agreement.NOT_NEEDED,
    proposal="",
    set_by=1,
    created_at=datetime(2026, 9, 1, tzinfo=UTC),
)


def a_goal(**values: Any) -> Goal:
    """CSAT for Support from 4.1 to 4.6 by the end of March, but for `values`."""
    return replace(_PLAIN, **values)


def a_measurement(value: float, on: date, **values: Any) -> Measurement:
    """A counted measurement of `a_goal()`, typed by nobody, but for `values`."""
    plain = Measurement(
        id=0,
        goal_id=_PLAIN.id,
        value=value,
        on=on,
        note="",
        confidence=None,
        source=MeasurementSource.TYPED,
        given_by=None,
        state=MeasurementState.COUNTED,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return replace(plain, **values)
