"""Measurements of goals: table and queries.

The measurements of a goal and date form a chain: each that isn't withdrawn corrects the one before it, and the last
one is counted. Withdrawing one closes the chain over it; putting one back makes it the last.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    String,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.goals import GoalRow
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.db.touched import touch_goal, touch_home
from bot.domain.goals import Confidence, Measurement, MeasurementSource, MeasurementState
from bot.domain.measurement_import import Placed
from bot.domain.measurements import NewMeasurement

T = TypeVar("T")

_IS_COUNTED = text("state = 'counted'")


class MeasurementRow(Base):
    """A goal's value on a date. Of one goal and date one row is counted; what it corrected stays as history.

    `corrects_id` is the measurement before this one in the chain of its goal and date.
    """

    __tablename__ = "measurements"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        ForeignKeyConstraint(["workspace_id", "goal_id"], ["goals.workspace_id", "goals.id"]),
        Index(None, "workspace_id", "goal_id", "state", "measured_on"),
        Index(
            "uq_measurements_counted",
            "workspace_id",
            "goal_id",
            "measured_on",
            unique=True,
            postgresql_where=_IS_COUNTED,
            sqlite_where=_IS_COUNTED,
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    goal_id: Mapped[int]
    value: Mapped[float] = mapped_column(Double)
    measured_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str | None] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(16))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(16))
    corrects_id: Mapped[int | None]
    origin_key: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_measurements = MeasurementRow.__table__
_COLUMNS = tuple(column for column in _measurements.c if column.name not in {"workspace_id", "origin_key"})
_INSERT = InsertUnlessThere(_measurements, ["workspace_id", "origin_key"])
_COUNTED = MeasurementState.COUNTED.value
_CORRECTED = MeasurementState.CORRECTED.value

MOST_IN_LIST = 10_000
"""Ids in one statement: a driver takes some 32,000 parameters (SQLite: "Implementation Limits"; PostgreSQL's
protocol counts them in 16 bits)."""


def counted_of(session: Session, workspace_id: str, goal_ids: Iterable[int]) -> dict[int, list[Measurement]]:
    """The counted measurements of goals by the goal's id, oldest first; every id asked for has its list."""
    found: dict[int, list[Measurement]] = {goal_id: [] for goal_id in goal_ids}
    for some in _in_portions(list(found)):
        rows = session.execute(
            select(*_COLUMNS)
            .where(
                MeasurementRow.workspace_id == workspace_id,
                MeasurementRow.goal_id.in_(some),
                MeasurementRow.state == _COUNTED,
            )
            .order_by(MeasurementRow.measured_on)
        )
        for row in rows:
            found[row.goal_id].append(_measurement(row))
    return found


def latest_of(session: Session, workspace_id: str, goal_ids: Sequence[int]) -> dict[int, Measurement]:
    """The latest counted measurement of each goal that has one, by the goal's id."""
    found: dict[int, Measurement] = {}
    for some in _in_portions(goal_ids):
        here = (
            MeasurementRow.workspace_id == workspace_id,
            MeasurementRow.goal_id.in_(some),
            MeasurementRow.state == _COUNTED,
        )
        latest = (
            select(MeasurementRow.goal_id, func.max(MeasurementRow.measured_on).label("latest_on"))
            .where(*here)
            .group_by(MeasurementRow.goal_id)
            .subquery()
        )
        rows = session.execute(
            select(*_COLUMNS)
            .join(
                latest,
                (latest.c.goal_id == MeasurementRow.goal_id) & (latest.c.latest_on == MeasurementRow.measured_on),
            )
            .where(*here)
        )
        found |= {row.goal_id: _measurement(row) for row in rows}
    return found


def history_of(session: Session, workspace_id: str, goal_id: int) -> list[Measurement]:
    """Every measurement of a goal, whatever became of it, in the order in which they came."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(MeasurementRow.workspace_id == workspace_id, MeasurementRow.goal_id == goal_id)
        .order_by(MeasurementRow.id)
    )
    return [_measurement(row) for row in rows]


def by_id(session: Session, workspace_id: str, measurement_id: int) -> Measurement | None:
    """The measurement, whatever became of it; None when this workspace has none of that id."""
    return _one(session, workspace_id, MeasurementRow.id == measurement_id)


def by_origin(session: Session, workspace_id: str, origin_key: str) -> Measurement | None:
    """The measurement that a request made."""
    return _one(session, workspace_id, MeasurementRow.origin_key == origin_key)


def counted_on(session: Session, workspace_id: str, goal_id: int, on: dt.date) -> Measurement | None:
    """The counted measurement of a goal and date."""
    return _one(
        session,
        workspace_id,
        (MeasurementRow.goal_id == goal_id) & (MeasurementRow.measured_on == on) & (MeasurementRow.state == _COUNTED),
    )


def corrected_by(session: Session, workspace_id: str, measurement_id: int) -> Measurement | None:
    """The measurement that this one corrected, whatever became of that."""
    corrects = select(MeasurementRow.corrects_id).where(
        MeasurementRow.workspace_id == workspace_id, MeasurementRow.id == measurement_id
    )
    return _one(session, workspace_id, MeasurementRow.id == corrects.scalar_subquery())


def to_confirm(session: Session, workspace_id: str, goal_ids: Iterable[int]) -> list[Measurement]:
    """The measurements of these goals about which 'Is that right?' is asked, in the order in which they came."""
    found: list[Measurement] = []
    for some in _in_portions(list(goal_ids)):
        rows = session.execute(
            select(*_COLUMNS)
            .where(
                MeasurementRow.workspace_id == workspace_id,
                MeasurementRow.goal_id.in_(some),
                MeasurementRow.state == MeasurementState.TO_CONFIRM.value,
            )
            .order_by(MeasurementRow.id)
        )
        found += [_measurement(row) for row in rows]
    return found


def latest_given_by(
    session: Session, workspace_id: str, person_id: int, goal_ids: Iterable[int], since: dt.datetime
) -> Measurement | None:
    """What the person gave last since then of these goals, counted; None where there is none."""
    found: list[Measurement] = []
    for some in _in_portions(list(goal_ids)):
        rows = session.execute(
            select(*_COLUMNS)
            .where(
                MeasurementRow.workspace_id == workspace_id,
                MeasurementRow.goal_id.in_(some),
                MeasurementRow.state == _COUNTED,
                MeasurementRow.given_by_id == person_id,
                MeasurementRow.created_at >= since,
            )
            .order_by(MeasurementRow.id.desc())
            .limit(1)
        )
        found += [_measurement(row) for row in rows]
    return max(found, key=lambda one: one.id, default=None)


def lock_goal(session: Session, workspace_id: str, goal_id: int) -> None:
    """Holds off others who measure this goal until the transaction ends, so that its chains stay whole."""
    session.execute(
        select(GoalRow.id).where(GoalRow.workspace_id == workspace_id, GoalRow.id == goal_id).with_for_update()
    )


def lock_goals(session: Session, workspace_id: str, goal_ids: Iterable[int]) -> None:
    """`lock_goal` for many, always in the same order, so that two who do this don't wait for each other."""
    for some in _in_portions(sorted(goal_ids)):
        session.execute(
            select(GoalRow.id)
            .where(GoalRow.workspace_id == workspace_id, GoalRow.id.in_(some))
            .order_by(GoalRow.id)
            .with_for_update()
        ).all()


def add_many(session: Session, workspace_id: str, placed: Sequence[tuple[Placed, str]], now: dt.datetime) -> None:
    """Keeps many measurements, each with its origin's key, in a few statements. Hold the goals with `lock_goals`.

    Those that are counted correct what `Placed` says.
    """
    corrected = [
        one.corrects.id for one, _ in placed if one.corrects is not None and one.state is MeasurementState.COUNTED
    ]
    for some in _in_portions(corrected):
        _update(session, workspace_id, MeasurementRow.id.in_(some), state=_CORRECTED)
    rows = [
        {
            **_values(workspace_id, one.new, origin_key, now),
            "state": one.state.value,
            "corrects_id": (
                one.corrects.id if one.corrects is not None and one.state is MeasurementState.COUNTED else None
            ),
        }
        for one, origin_key in placed
    ]
    if rows:
        session.execute(insert(MeasurementRow), rows)
    for one, _ in placed:
        touch_goal(session, workspace_id, one.new.goal_id)


def by_origins(session: Session, workspace_id: str, origin_keys: Sequence[str]) -> dict[str, Measurement]:
    """The measurements that these requests made, by the request's key."""
    found: dict[str, Measurement] = {}
    for some in _in_portions(origin_keys):
        rows = session.execute(
            select(*_COLUMNS, MeasurementRow.origin_key).where(
                MeasurementRow.workspace_id == workspace_id, MeasurementRow.origin_key.in_(some)
            )
        )
        found |= {row.origin_key: _measurement(row) for row in rows}
    return found


def add(
    session: Session,
    workspace_id: str,
    new: NewMeasurement,
    origin_key: str,
    now: dt.datetime,
    *,
    state: MeasurementState = MeasurementState.COUNTED,
) -> Measurement | None:
    """Keeps a measurement; a counted one corrects what is counted for its goal and date.

    None when the same request (`origin_key`) made one before. Hold the goal with `lock_goal`.
    """
    corrects = counted_on(session, workspace_id, new.goal_id, new.on) if state is MeasurementState.COUNTED else None
    inserted = _INSERT.run(
        session,
        {
            **_values(workspace_id, new, origin_key, now),
            # Becomes what it is to be once the one that it corrects has made room.
            "state": MeasurementState.TO_CONFIRM.value,
            "corrects_id": None,
        },
    )
    if inserted is None:
        return None
    _touch(session, workspace_id, new)
    if state is MeasurementState.COUNTED:
        _put_last(session, workspace_id, inserted, corrects)
    elif state is not MeasurementState.TO_CONFIRM:
        raise ValueError("a new measurement is counted or to be confirmed")
    return by_id(session, workspace_id, inserted)


def count(session: Session, workspace_id: str, measurement: Measurement) -> None:
    """Counts one that waits or was withdrawn: it corrects what is counted for its goal and date now."""
    _touch(session, workspace_id, measurement)
    _put_last(
        session,
        workspace_id,
        measurement.id,
        counted_on(session, workspace_id, measurement.goal_id, measurement.on),
    )


def withdraw(session: Session, workspace_id: str, measurement: Measurement) -> None:
    """Takes one back. When it was the counted one, the one that it corrected is counted again."""
    _touch(session, workspace_id, measurement)
    corrects = select(MeasurementRow.corrects_id).where(
        MeasurementRow.workspace_id == workspace_id, MeasurementRow.id == measurement.id
    )
    before = session.execute(corrects).scalar_one()
    # The chain closes over it; it keeps its own `corrects_id`, which says what it was a correction of.
    _update(
        session,
        workspace_id,
        (MeasurementRow.corrects_id == measurement.id) & (MeasurementRow.state.in_([_COUNTED, _CORRECTED])),
        corrects_id=before,
    )
    _update(session, workspace_id, MeasurementRow.id == measurement.id, state=MeasurementState.WITHDRAWN.value)
    if measurement.state is MeasurementState.COUNTED and before is not None:
        _update(session, workspace_id, MeasurementRow.id == before, state=_COUNTED)


def describe(
    session: Session, workspace_id: str, measurement_id: int, note: str, confidence: Confidence | None
) -> None:
    """Says something about a measurement, and how sure somebody is."""
    _update(
        session,
        workspace_id,
        MeasurementRow.id == measurement_id,
        note=note,
        confidence=confidence.value if confidence else None,
    )


def _touch(session: Session, workspace_id: str, measured: NewMeasurement | Measurement) -> None:
    touch_goal(session, workspace_id, measured.goal_id)
    # Who gave a number may be asked about it, whosever the goal is.
    touch_home(session, workspace_id, measured.given_by)


def _values(workspace_id: str, new: NewMeasurement, origin_key: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "goal_id": new.goal_id,
        "value": new.value,
        "measured_on": new.on,
        "note": new.note,
        "confidence": new.confidence.value if new.confidence else None,
        "source": new.source.value,
        "given_by_id": new.given_by,
        "origin_key": origin_key,
        "created_at": now,
    }


def _in_portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), MOST_IN_LIST):
        yield items[start : start + MOST_IN_LIST]


def _put_last(session: Session, workspace_id: str, measurement_id: int, before: Measurement | None) -> None:
    if before is not None:
        _update(session, workspace_id, MeasurementRow.id == before.id, state=_CORRECTED)
    _update(
        session,
        workspace_id,
        MeasurementRow.id == measurement_id,
        state=_COUNTED,
        corrects_id=before.id if before else None,
    )


def _update(session: Session, workspace_id: str, which: ColumnElement[bool], **values: Any) -> None:
    session.execute(
        update(MeasurementRow).where(MeasurementRow.workspace_id == workspace_id, which).values(**values),
        execution_options={"synchronize_session": False},
    )


def _one(session: Session, workspace_id: str, which: ColumnElement[bool]) -> Measurement | None:
    row = session.execute(select(*_COLUMNS).where(MeasurementRow.workspace_id == workspace_id, which)).one_or_none()
    return _measurement(row) if row is not None else None


def _measurement(row: Row[*tuple[Any, ...]]) -> Measurement:
    return Measurement(
        id=row.id,
        goal_id=row.goal_id,
        value=row.value,
        on=row.measured_on,
        note=row.note,
        confidence=Confidence(row.confidence) if row.confidence is not None else None,
        source=MeasurementSource(row.source),
        given_by=row.given_by_id,
        state=MeasurementState(row.state),
        created_at=row.created_at,
    )
