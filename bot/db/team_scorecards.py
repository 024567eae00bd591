"""The rows of a team's card: a fixed number of statements, whatever the size of the team.

The people and the teams are parameters, so that the planner sees how few they are and goes by their indexes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot.db.customer_rhythms import lost_parameters, served_lately
from bot.db.due_rows import HERE, listed_parameters, listed_table
from bot.db.goal_points import goals_with_points
from bot.db.goals import GoalRow
from bot.db.people import PersonRow
from bot.db.schema import UtcDateTime
from bot.db.work_logs import WorkLogRow
from bot.domain.attention import Rhythm
from bot.domain.goals import GoalState
from bot.domain.team_scorecards import HelpGiven, TeamPeople

ROWS_AT_ONCE = 1_000
"""Goals that are read at a time."""

_people = PersonRow.__table__
_goals = GoalRow.__table__
_logs = WorkLogRow.__table__

_PERSON: Mapping[str, TypeEngine[Any]] = {"n": Integer(), "person_id": Integer()}
_TEAM: Mapping[str, TypeEngine[Any]] = {"n": Integer(), "team_id": Integer()}
_FIRST = bindparam("first", type_=Date())
_LAST = bindparam("last", type_=Date())
_BEFORE = bindparam("before", type_=Date())
_BEGAN = bindparam("began", type_=UtcDateTime())


def people_of(session: Session, workspace_id: str, team_ids: Sequence[int]) -> TeamPeople:
    """Who is in one of these teams."""
    dialect = session.get_bind().dialect.name
    rows = session.execute(_members(dialect), {"workspace_id": workspace_id, **_teams(dialect, team_ids)}).all()
    here = [row for row in rows if not (row.is_gone or row.is_bot)]
    return TeamPeople(
        names={row.id: row.name for row in here},
        colleagues=frozenset(row.id for row in here if not (row.is_guest or row.is_outside)),
        all_ids=tuple(row.id for row in rows if not row.is_bot),
    )


def goals_of(
    session: Session,
    workspace_id: str,
    person_ids: Sequence[int],
    team_ids: Sequence[int],
    *,
    first: dt.date,
    as_of: dt.date,
    points_since: dt.date,
) -> Iterator[Row[Any]]:
    """The goals of these people and teams that ran from `first` to `as_of`, for `bot.services.goal_lines.goal_line`.

    Those are the open ones, and those that were closed since and weren't due before. Measurements from `points_since`
    to `as_of` come with each.
    """
    dialect = session.get_bind().dialect.name
    parameters = {
        "workspace_id": workspace_id,
        "chart_since": points_since,
        "today": as_of,
        "first": first,
        "last": as_of,
        "began": dt.datetime.combine(first, dt.time(), dt.UTC),
        **_persons(dialect, person_ids),
        **_teams(dialect, team_ids),
    }
    # Of a whole organisation they are many more than what is kept of them.
    yield from session.execute(_goals_with_points(dialect), parameters, execution_options={"yield_per": ROWS_AT_ONCE})


def help_given(
    session: Session, workspace_id: str, person_ids: Sequence[int], *, before: dt.date, first: dt.date, last: dt.date
) -> list[HelpGiven]:
    """Each one's off-system help from `first` to `last`, and from `before` until then; who gave none is left out."""
    dialect = session.get_bind().dialect.name
    parameters = {"workspace_id": workspace_id, "before": before, "first": first, "last": last}
    rows = session.execute(_help(dialect), {**parameters, **_persons(dialect, person_ids)})
    return [HelpGiven(*row) for row in rows]


def served_by(
    session: Session, workspace_id: str, person_ids: Sequence[int], lost: Sequence[Rhythm], today: dt.date
) -> frozenset[int]:
    """Ids of those of the lost customers whom one of these people served in the weeks before their last contact."""
    dialect = session.get_bind().dialect.name
    parameters = {"workspace_id": workspace_id, "today": today, **_persons(dialect, person_ids)}
    rows = session.execute(_served(dialect), {**parameters, **lost_parameters(dialect, lost)})
    return frozenset(customer_id for _, customer_id in rows)


def _reach(dialect: str) -> CTE:
    return listed_table(dialect, "reach", _PERSON)


def _persons(dialect: str, person_ids: Sequence[int]) -> dict[str, Any]:
    return listed_parameters(dialect, "reach", [{"n": 0, "person_id": one} for one in person_ids], _PERSON)


def _teams(dialect: str, team_ids: Sequence[int]) -> dict[str, Any]:
    return listed_parameters(dialect, "asked_teams", [{"n": 0, "team_id": one} for one in team_ids], _TEAM)


@cache
def _members(dialect: str) -> Select[Any]:
    teams = listed_table(dialect, "asked_teams", _TEAM)
    columns = ("id", "name", "is_gone", "is_bot", "is_guest", "is_outside")
    return (
        select(*(_people.c[name] for name in columns))
        .select_from(teams)
        .join(_people, and_(_people.c.workspace_id == HERE, _people.c.team_id == teams.c.team_id))
        .order_by(_people.c.folded_name, _people.c.id)
    )


@cache
def _goals_with_points(dialect: str) -> Select[Any]:
    reach, teams = _reach(dialect), listed_table(dialect, "asked_teams", _TEAM)
    ran = and_(
        _goals.c.workspace_id == HERE,
        _goals.c.state.in_([GoalState.OPEN.value, GoalState.CLOSED.value]),
        _goals.c.starts_on <= _LAST,
        or_(
            _goals.c.state == GoalState.OPEN.value,
            # Closing is what a goal's last change is, but for rare ones afterwards.
            and_(_goals.c.due_on >= _FIRST, func.coalesce(_goals.c.changed_at, _goals.c.created_at) >= _BEGAN),
        ),
    )
    columns = _goals.c.id.label("goal_id")
    mine = union(
        select(reach.c.n, columns)
        .select_from(reach)
        .join(_goals, and_(ran, _goals.c.owner_person_id == reach.c.person_id)),
        select(teams.c.n, columns)
        .select_from(teams)
        .join(_goals, and_(ran, _goals.c.owner_team_id == teams.c.team_id)),
    ).cte("mine")
    return goals_with_points(dialect, mine)


@cache
def _help(dialect: str) -> Select[Any]:
    reach = _reach(dialect)
    is_now = _logs.c.local_date >= _FIRST
    minutes = func.coalesce(_logs.c.minutes, 0)
    return (
        select(
            _logs.c.person_id,
            func.sum(case((is_now, minutes), else_=0)),
            func.sum(case((is_now, 1), else_=0)),
            func.sum(case((is_now, 0), else_=minutes)),
        )
        .select_from(reach)
        .join(
            _logs,
            and_(
                _logs.c.workspace_id == HERE,
                _logs.c.person_id == reach.c.person_id,
                _logs.c.local_date.between(_BEFORE, _LAST),
                _logs.c.undone_at.is_(None),
            ),
        )
        .group_by(_logs.c.person_id)
        .order_by(_logs.c.person_id)
    )


@cache
def _served(dialect: str) -> Select[Any]:
    return served_lately(dialect, _reach(dialect))
