"""Doing what a plan of people's places says, in the transaction of whoever planned it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db.known import lately
from bot.domain.company import Company, Plan
from bot.domain.people import Place, Team, name_key
from bot.services.digests import enrol


def company_of(session: Session, workspace_id: str) -> Company:
    """The whole workspace, those who left too."""
    return Company(
        people_rows.everybody(session, workspace_id),
        team_rows.all_teams(session, workspace_id),
        people_rows.aliases(session, workspace_id),
    )


def carry_out(session: Session, workspace_id: str, plan: Plan, now: datetime) -> None:
    """Stores all that the plan changes. A plan with faults must not come here."""
    team_rows.add_many(session, workspace_id, plan.new_teams, now)
    ids = {name_key(team.name): team.id for team in team_rows.all_teams(session, workspace_id)}
    moved = [Team(ids[key], team.name, ids.get(team.parent or ""), team.lead_id) for key, team in plan.teams.items()]
    team_rows.change(session, workspace_id, moved)
    places = {
        person_id: Place(place.given_role, place.manager_id, ids.get(place.team or ""))
        for person_id, place in plan.people.items()
    }
    people_rows.place_many(session, workspace_id, places, now)
    people_rows.set_aliases(session, workspace_id, plan.aliases)
    lately(session).forget_all()
    # Whoever has become a manager or a leader gets their digest from now on.
    enrol(session, workspace_id, now)
