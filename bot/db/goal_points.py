"""Goals with the measurements that tell how they stand, in one statement for any number of goals."""

import datetime as dt
from typing import Any

from sqlalchemy import CTE, JSON, ColumnElement, Row, Select, String, and_, case, cast, func, null, select, type_coerce
from sqlalchemy.types import NullType

from bot.db.due_rows import CHART_SINCE, HERE, TODAY
from bot.db.goals import GoalRow
from bot.db.measurements import MeasurementRow
from bot.db.people import PersonRow
from bot.db.teams import TeamRow
from bot.domain.goals import MeasurementState

_people = PersonRow.__table__
_teams = TeamRow.__table__
_goals = GoalRow.__table__
_measured = MeasurementRow.__table__


def _columns() -> list[ColumnElement[Any]]:
    """What `bot.db.goals.goal_from` reads, and the team of a person whose goal it is."""
    return [
        *_goals.c,
        _people.c.name.label("owner_person"),
        _people.c.slack_id.label("owner_slack_id"),
        _people.c.team_id.label("owner_person_team"),
        _teams.c.name.label("owner_team"),
    ]


def _with_owners(goals: Any) -> Any:
    """Goals joined with their owners' names."""
    return goals.outerjoin(
        _people, and_(_people.c.id == _goals.c.owner_person_id, _people.c.workspace_id == _goals.c.workspace_id)
    ).outerjoin(_teams, and_(_teams.c.id == _goals.c.owner_team_id, _teams.c.workspace_id == _goals.c.workspace_id))


def goals_with_points(dialect: str, mine: CTE) -> Select[Any]:
    """Open goals, each with its counted measurements of the chart's days; and, where needed, an older and the first.

    `days` and `points` are what `points_of` reads, `older` and `first` what `point_of` does.
    """
    days, values = _arrays(dialect, _measured.c.measured_on, _measured.c.value)
    measured = (
        select(_measured.c.goal_id, func.count().label("times"), days.label("days"), values.label("points"))
        .where(
            _measured.c.workspace_id == HERE,
            _measured.c.state == MeasurementState.COUNTED.value,
            _measured.c.measured_on.between(CHART_SINCE, TODAY),
            _measured.c.goal_id.in_(select(mine.c.goal_id)),
        )
        .group_by(_measured.c.goal_id)
        .subquery("measured")
    )
    joined = mine.join(_goals, and_(_goals.c.id == mine.c.goal_id, _goals.c.workspace_id == HERE)).outerjoin(
        measured, measured.c.goal_id == _goals.c.id
    )
    older = case((func.coalesce(measured.c.times, 0) < 2, _one_counted(dialect, latest=True)), else_=null())
    first = case((_goals.c.baseline.is_(None), _one_counted(dialect, latest=False)), else_=null())
    return (
        select(mine.c.n, *_columns(), measured.c.days, measured.c.points, older.label("older"), first.label("first"))
        .select_from(_with_owners(joined))
        .order_by(mine.c.n, _goals.c.id)
    )


def _arrays(dialect: str, *columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Each column's values of a group, in the same order: arrays on PostgreSQL, lists in JSON on SQLite."""
    if dialect == "sqlite":
        return [type_coerce(func.json_group_array(type_coerce(column, NullType())), JSON()) for column in columns]
    return [type_coerce(func.array_agg(column), NullType()) for column in columns]


def _one_counted(dialect: str, *, latest: bool) -> ColumnElement[Any]:
    """A goal's latest counted measurement before the chart's days, or its first, as text: '2026-11-16=4.4'."""
    one = _measured.alias("older" if latest else "first")
    value: ColumnElement[Any] = cast(one.c.value, String)
    if dialect == "sqlite":
        value = func.printf("%!.17g", one.c.value)
    return (
        select(cast(one.c.measured_on, String).concat("=").concat(value))
        .where(
            one.c.workspace_id == HERE,
            one.c.goal_id == _goals.c.id,
            one.c.state == MeasurementState.COUNTED.value,
            one.c.measured_on < CHART_SINCE if latest else one.c.measured_on <= TODAY,
        )
        .order_by(one.c.measured_on.desc() if latest else one.c.measured_on)
        .limit(1)
        .correlate(_goals)
        .scalar_subquery()
    )


def points_of(row: Row[Any]) -> list[tuple[dt.date, float]]:
    """The counted measurements in a goal's row, oldest first."""
    if row.days is None:
        return []
    days = row.days if row.days[:1] and isinstance(row.days[0], dt.date) else map(dt.date.fromisoformat, row.days)
    return sorted(zip(days, row.points, strict=True))


def point_of(text: str) -> tuple[dt.date, float]:
    """What `older` and `first` say."""
    on, _, value = text.partition("=")
    return dt.date.fromisoformat(on), float(value)
