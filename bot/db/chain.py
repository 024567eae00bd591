"""The reporting chain in SQL: who answers for whom.

Somebody answers for those who report to them, for the members of a team that they lead and of the teams below it, and
for all whom those answer for. The walks are `UNION` without `ALL`, which drops what was found already, so that they
end even where the data has a cycle (PostgreSQL: "WITH Queries"; SQLite: "The WITH Clause").
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    TableClause,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import Session

# Not the row classes: their modules build upon this one.
_people = table(
    "people",
    *(column(name, Integer) for name in ("id", "manager_id", "team_id")),
    column("workspace_id"),
    column("is_gone", Boolean),
)
_teams = table("teams", *(column(name, Integer) for name in ("id", "parent_id", "lead_id")), column("workspace_id"))

_here: ColumnElement[Any] = bindparam("workspace_id")
_nothing = cast(null(), Integer)


def _one() -> Select[Any]:
    given: list[ColumnElement[Any]] = [
        cast(bindparam(f"{name}_id"), Integer).label(name) for name in ("person", "team")
    ]
    return select(*given)


def _several() -> Select[Any]:
    people: BindParameter[Any] = bindparam("person_ids", expanding=True)
    teams: BindParameter[Any] = bindparam("team_ids", expanding=True)
    several = union_all(
        select(_people.c.id.label("person"), _nothing.label("team")).where(
            _people.c.workspace_id == _here, _people.c.id.in_(people)
        ),
        select(_nothing, _teams.c.id).where(_teams.c.workspace_id == _here, _teams.c.id.in_(teams)),
    ).subquery("several")
    return select(several.c.person, several.c.team)


def _upwards(begin: Select[Any], *, from_person_to_team: bool) -> Select[Any]:
    """The people above those with whom it begins; each step reads one row by its key."""
    start = begin.cte("up", recursive=True)
    step = union_all(select(literal(0).label("to_team")), select(literal(1))).subquery("step")
    their_team: ColumnElement[Any] = _people.c.team_id if from_person_to_team else _nothing
    up = start.union(
        select(
            case((step.c.to_team == 0, func.coalesce(_people.c.manager_id, _teams.c.lead_id)), else_=_nothing),
            case((step.c.to_team == 1, func.coalesce(their_team, _teams.c.parent_id)), else_=_nothing),
        ).select_from(
            start.join(step, true())
            .outerjoin(_people, (_people.c.id == start.c.person) & (_people.c.workspace_id == _here))
            .outerjoin(_teams, (_teams.c.id == start.c.team) & (_teams.c.workspace_id == _here))
        )
    )
    return select(up.c.person).where(up.c.person.is_not(None)).distinct()


def _downwards() -> Select[Any]:
    """The people below a person. A node is a person's id, or a team's negated."""
    start = select(cast(bindparam("person_id"), Integer).label("node")).cte("down", recursive=True)
    edges = union_all(
        _edges(_people, _people.c.manager_id, _people.c.id),
        _edges(_people, -_people.c.team_id, _people.c.id),
        _edges(_teams, _teams.c.lead_id, -_teams.c.id),
        _edges(_teams, -_teams.c.parent_id, -_teams.c.id),
    ).subquery("edges")
    down = start.union(select(edges.c.below).select_from(start.join(edges, edges.c.above == start.c.node)))
    return select(down.c.node).where(down.c.node > 0)


def _edges(rows: TableClause, above: ColumnElement[Any], below: ColumnElement[Any]) -> Select[Any]:
    return select(above.label("above"), below.label("below")).where(rows.c.workspace_id == _here, above.is_not(None))


def _managers_or_reports(*, upwards: bool) -> Select[Any]:
    """Along `manager_id` alone."""
    start = select(cast(bindparam("person_id"), Integer).label("id")).cte("managers", recursive=True)
    next_id, joined_by = (_people.c.manager_id, _people.c.id) if upwards else (_people.c.id, _people.c.manager_id)
    walk = start.union(
        select(next_id)
        .select_from(start.join(_people, joined_by == start.c.id))
        .where(_people.c.workspace_id == _here, next_id.is_not(None))
    )
    return select(walk.c.id)


def _teams_below() -> Select[Any]:
    start = (
        select(_teams.c.id)
        .where(_teams.c.workspace_id == _here, _teams.c.id == bindparam("team_id"))
        .cte("below", recursive=True)
    )
    below = start.union(
        select(_teams.c.id)
        .select_from(start.join(_teams, _teams.c.parent_id == start.c.id))
        .where(_teams.c.workspace_id == _here)
    )
    return select(below.c.id)


_ABOVE_PERSON = _upwards(_one(), from_person_to_team=True)
_ABOVE_TEAM = _upwards(_one(), from_person_to_team=False)
_ABOVE_ANY = _upwards(_several(), from_person_to_team=True)
_BELOW_PERSON = _downwards()
_MANAGERS = _managers_or_reports(upwards=True)
_REPORTS = _managers_or_reports(upwards=False)
_TEAMS_BELOW = _teams_below()
_reports_here = select(literal(1)).where(
    _people.c.workspace_id == _here, _people.c.manager_id == bindparam("person_id"), _people.c.is_gone.is_(False)
)
_leads = select(literal(1)).where(_teams.c.workspace_id == _here, _teams.c.lead_id == bindparam("person_id"))
_MANAGES = select(_reports_here.exists() | _leads.exists())


def above_person(session: Session, workspace_id: str, person_id: int) -> frozenset[int]:
    """Ids of those who answer for the person: managers up the chain, leads of the team and of those above it.

    A lead who reports to the person, directly or not, does not answer for them.
    """
    walk = {"workspace_id": workspace_id, "person_id": person_id}
    above = frozenset(session.execute(_ABOVE_PERSON, {**walk, "team_id": None}).scalars())
    return above - frozenset(session.execute(_REPORTS, walk).scalars()) if above > {person_id} else frozenset()


def above_any(
    session: Session, workspace_id: str, person_ids: Collection[int], team_ids: Collection[int]
) -> frozenset[int]:
    """Ids of all who answer for one of these people or teams at least, in one statement.

    Some of them may not do so for any: a lead who reports to a member. Decide nothing by it.
    """
    walk = {"workspace_id": workspace_id, "person_ids": list(person_ids), "team_ids": list(team_ids)}
    return frozenset(session.execute(_ABOVE_ANY, walk).scalars())


def above_team(session: Session, workspace_id: str, team_id: int) -> frozenset[int]:
    """Ids of those who answer for the team: its lead, the leads above, and the managers of those."""
    walk = {"workspace_id": workspace_id, "person_id": None, "team_id": team_id}
    return frozenset(session.execute(_ABOVE_TEAM, walk).scalars())


def managers_up(session: Session, workspace_id: str, person_id: int) -> frozenset[int]:
    """Ids of the person and of the managers up the chain; teams don't count."""
    walk = {"workspace_id": workspace_id, "person_id": person_id}
    return frozenset(session.execute(_MANAGERS, walk).scalars())


def below_person(session: Session, workspace_id: str, person_id: int) -> frozenset[int]:
    """Ids of those for whom the person answers: the same as `above_person`, seen from above."""
    walk = {"workspace_id": workspace_id, "person_id": person_id}
    below = frozenset(session.execute(_BELOW_PERSON, walk).scalars())
    return below - frozenset(session.execute(_MANAGERS, walk).scalars()) if below > {person_id} else frozenset()


def manages(session: Session, workspace_id: str, person_id: int) -> bool:
    """Whether somebody who is here reports to the person, or the person leads a team."""
    return bool(session.execute(_MANAGES, {"workspace_id": workspace_id, "person_id": person_id}).scalar_one())


def teams_below(session: Session, workspace_id: str, team_id: int) -> frozenset[int]:
    """Ids of the team and of all teams below it; empty when the workspace has no such team."""
    return frozenset(session.execute(_TEAMS_BELOW, {"workspace_id": workspace_id, "team_id": team_id}).scalars())
