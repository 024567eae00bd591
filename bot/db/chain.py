"""The reporting chain in SQL: who answers for whom.

Somebody answers for those who report to them, and for the members of a team that they lead and of the teams below it;
and who answers for a person answers for all whom that person answers for. Both walks are `UNION` without `ALL`, which
drops what was found already, so that they end even where the data has a cycle ("WITH Queries", "Recursion").
"""

from sqlalchemy import (
    CTE,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from bot.db.people import PersonRow
from bot.db.teams import TeamRow

_people = PersonRow.__table__
_teams = TeamRow.__table__

_here = bindparam("workspace_id")
_person = cast(bindparam("person_id"), Integer)
_team = cast(bindparam("team_id"), Integer)
_nobody = cast(null(), Integer)


def _upwards(*, from_person_to_team: bool) -> Select[int]:
    """People above a person or a team. Each step reads one row by its key."""
    walk = select(_person.label("person"), _team.label("team")).cte("up", recursive=True)
    step = union_all(select(literal(0).label("to_team")), select(literal(1))).subquery("step")
    team_of_person = _people.c.team_id if from_person_to_team else _nobody
    up = walk.union(
        select(
            case((step.c.to_team == 0, func.coalesce(_people.c.manager_id, _teams.c.lead_id)), else_=_nobody),
            case((step.c.to_team == 1, func.coalesce(team_of_person, _teams.c.parent_id)), else_=_nobody),
        ).select_from(
            walk.join(step, true())
            .outerjoin(_people, (_people.c.id == walk.c.person) & (_people.c.workspace_id == _here))
            .outerjoin(_teams, (_teams.c.id == walk.c.team) & (_teams.c.workspace_id == _here))
        )
    )
    return select(up.c.person).where(up.c.person.is_not(None)).distinct()


def _downwards(start: CTE) -> Select[int]:
    """People below; `start` has one column, a person's id or a team's id negated."""
    edges = union_all(
        _edges(_people, _people.c.manager_id, _people.c.id),
        _edges(_people, -_people.c.team_id, _people.c.id),
        _edges(_teams, _teams.c.lead_id, -_teams.c.id),
        _edges(_teams, -_teams.c.parent_id, -_teams.c.id),
    ).subquery("edges")
    down = start.union(select(edges.c.below).select_from(start.join(edges, edges.c.above == start.c.node)))
    return select(down.c.node).where(down.c.node > 0)
