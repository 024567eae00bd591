"""Teams: table and queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Row, String, UniqueConstraint, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import chain, people
from bot.db.bulk import run_many
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.domain.people import Person, Team


class TeamRow(Base):
    """A team; `key` is how names are compared."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(255))
    key: Mapped[str] = mapped_column(String(255))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", use_alter=True), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


_teams = TeamRow.__table__
_TEAM_COLUMNS = tuple(_teams.c[name] for name in ("id", "name", "parent_id", "lead_id"))

_HERE = select(*_TEAM_COLUMNS).where(_teams.c.workspace_id == bindparam("workspace_id"))
_BY_ID = _HERE.where(_teams.c.id == bindparam("team_id"))
_BY_KEY = _HERE.where(_teams.c.key == bindparam("key"))
_LED_BY = _HERE.where(_teams.c.lead_id == bindparam("lead_id")).order_by(_teams.c.name, _teams.c.id)
_ALL = _HERE.order_by(_teams.c.name, _teams.c.id)
_ADD_MANY = insert(TeamRow)
_CHANGE = (
    update(TeamRow)
    .where(TeamRow.workspace_id == bindparam("of_workspace"), TeamRow.id == bindparam("of_team"))
    .values(parent_id=bindparam("parent_id"), lead_id=bindparam("lead_id"))
)
_ADD = InsertUnlessThere(_teams, ["workspace_id", "key"])


def _team(row: Row[Any]) -> Team:
    return Team(**row._mapping)


def by_id(session: Session, workspace_id: str, team_id: int) -> Team | None:
    """The team, or None when this workspace has none of that id."""
    row = session.execute(_BY_ID, {"workspace_id": workspace_id, "team_id": team_id}).one_or_none()
    return _team(row) if row is not None else None


def by_key(session: Session, workspace_id: str, key: str) -> Team | None:
    """The team whose name has this key (`bot.domain.people.name_key`), if there is one."""
    row = session.execute(_BY_KEY, {"workspace_id": workspace_id, "key": key}).one_or_none()
    return _team(row) if row is not None else None


def search(session: Session, workspace_id: str, key: str, most: int) -> list[Team]:
    """Teams whose name contains the words that `key` was made of, by name; at most `most`."""
    rows = session.execute(_ALL.where(_teams.c.key.contains(key, autoescape=True)).limit(most), _here(workspace_id))
    return [_team(row) for row in rows]


def all_teams(session: Session, workspace_id: str) -> list[Team]:
    """Every team of the workspace, by name."""
    return [_team(row) for row in session.execute(_ALL, _here(workspace_id))]


def add(session: Session, workspace_id: str, name: str, key: str, now: datetime) -> Team:
    """Makes a team without parent and lead. The same name added by somebody else in the same moment is theirs."""
    values = {"workspace_id": workspace_id, "name": name, "key": key, "parent_id": None, "lead_id": None}
    added = _ADD.run(session, {**values, "created_at": now})
    if added is not None:
        return Team(added, name)
    return _team(session.execute(_BY_KEY, {"workspace_id": workspace_id, "key": key}).one())


def add_many(session: Session, workspace_id: str, names: Mapping[str, str], now: datetime) -> None:
    """Makes teams that aren't there yet; names by their key."""
    rows = [{"workspace_id": workspace_id, "name": name, "key": key, "created_at": now} for key, name in names.items()]
    run_many(session, _ADD_MANY, rows)


def change(session: Session, workspace_id: str, teams: Sequence[Team]) -> None:
    """Stores the parents and leads of teams. That there is no cycle, the caller has made sure."""
    run_many(
        session,
        _CHANGE,
        [
            {"of_workspace": workspace_id, "of_team": team.id, "parent_id": team.parent_id, "lead_id": team.lead_id}
            for team in teams
        ],
    )


def above_team(session: Session, workspace_id: str, team_id: int) -> frozenset[int]:
    """Ids of the people who answer for the team: its lead, the leads of the teams above, and the managers of those."""
    return chain.above_team(session, workspace_id, team_id)


def team_and_below(session: Session, workspace_id: str, team_id: int) -> frozenset[int]:
    """Ids of the team and of all teams below it; empty when the workspace has no such team."""
    return chain.teams_below(session, workspace_id, team_id)


def members_of(session: Session, workspace_id: str, team_id: int) -> list[Person]:
    """Who is in this very team and is here, by name; teams below have their own members."""
    return people.of_team(session, workspace_id, team_id)


def teams_led_by(session: Session, workspace_id: str, lead_id: int) -> list[Team]:
    """The teams that the person leads, by name; the teams below them have leads of their own, or none."""
    rows = session.execute(_LED_BY, {**_here(workspace_id), "lead_id": lead_id})
    return [_team(row) for row in rows]


def _here(workspace_id: str) -> dict[str, str]:
    return {"workspace_id": workspace_id}
