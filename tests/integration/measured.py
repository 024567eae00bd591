"""Goals to measure, put straight into a real database."""

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.db.goals import GoalRow
from bot.db.people import PersonRow
from bot.db.teams import TeamRow
from bot.domain.goal_line import MeasurementLine
from bot.domain.goals import Agreement, Confidence, Direction, GoalState, OwnerKind
from bot.services.acting import Asker
from tests.integration.conftest import NOW


def person_id(session: Session, asker: Asker) -> int:
    """Our id of a person."""
    return session.execute(
        select(PersonRow.id).where(PersonRow.workspace_id == asker.workspace_id, PersonRow.slack_id == asker.slack_id)
    ).scalar_one()


def change_person(session: Session, asker: Asker, /, **values: Any) -> None:
    """Changes a person's row."""
    session.execute(update(PersonRow).where(PersonRow.id == person_id(session, asker)).values(**values))


def add_team(session: Session, workspace_id: str, name: str, lead: Asker | None) -> int:
    """A team; returns its id."""
    values = {"name": name, "key": name.casefold(), "lead_id": person_id(session, lead) if lead else None}
    added = insert(TeamRow).values(workspace_id=workspace_id, parent_id=None, created_at=NOW, **values)
    return int(session.execute(added.returning(TeamRow.id)).scalar_one())


def add_goal(session: Session, owner: Asker, /, **changes: Any) -> int:
    """A person's goal of CSAT from 4.1 to 4.6, from 2 November 2026 to 31 March 2027; returns its id."""
    owner_id = person_id(session, owner)
    values = {
        "workspace_id": owner.workspace_id,
        "title": "CSAT for Support",
        "owner_kind": OwnerKind.PERSON.value,
        "owner_person_id": owner_id,
        "owner_team_id": None,
        "unit": "",
        "direction": Direction.UP.value,
        "baseline": 4.1,
        "target": 4.6,
        "starts_on": date(2026, 11, 2),
        "due_on": date(2027, 3, 31),
        "parent_id": None,
        "why": "",
        "tags": [],
        "is_activity": False,
        "state": GoalState.OPEN.value,
        "agreement": Agreement.NOT_NEEDED.value,
        "proposal": "",
        "times_asked": 0,
        "set_by_id": owner_id,
        "origin_key": f"test:{session.execute(select(GoalRow.id)).all()!r}",
        "created_at": NOW,
        "changed_at": None,
    }
    return int(session.execute(insert(GoalRow).values(**values | changes).returning(GoalRow.id)).scalar_one())


def organisations(**changes: Any) -> dict[str, Any]:
    """What makes a goal the organisation's."""
    return {"owner_kind": OwnerKind.ORGANISATION.value, "owner_person_id": None, **changes}


def teams(team_id: int, **changes: Any) -> dict[str, Any]:
    """What makes a goal a team's."""
    return {"owner_kind": OwnerKind.TEAM.value, "owner_person_id": None, "owner_team_id": team_id, **changes}


def line(
    goal_id: int,
    value: float,
    on: date | None = None,
    *,
    unit: str = "",
    note: str = "",
    confidence: Confidence | None = None,
) -> MeasurementLine:
    """`/goal 12 = 4.4` as it is read."""
    return MeasurementLine(goal_id, value, unit, on, note, confidence, f"{goal_id} = {value}")
