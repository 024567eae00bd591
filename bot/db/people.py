"""Workspaces and their people: tables and queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Row,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import chain
from bot.db.bulk import run_many
from bot.db.known import lately
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import InsertUnlessThere, Upsert
from bot.db.touched import touch_above
from bot.domain.naming.tokens import name_fold
from bot.domain.people import Person, Place, Role

MAX_FOLDED_NAME = 510
"""Characters of a folded name."""


class WorkspaceRow(Base):
    """One Slack team, or one Enterprise Grid organisation with an org-wide install.

    `forgetting_key` is random, in hexadecimal, and made when somebody is forgotten for the first time.
    """

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    people_learnt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgetting_key: Mapped[str | None] = mapped_column(String(64))


class PersonRow(Base):
    """A member of a workspace, as Slack tells of them."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_id"),
        Index(None, "workspace_id", "folded_name"),
        Index(None, "workspace_id", "manager_id"),
        Index(None, "workspace_id", "team_id"),
        Index(None, "workspace_id", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    slack_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255))
    folded_name: Mapped[str] = mapped_column(String(MAX_FOLDED_NAME))
    time_zone: Mapped[str] = mapped_column(String(64))
    is_admin: Mapped[bool]
    is_guest: Mapped[bool]
    is_outside: Mapped[bool]
    is_bot: Mapped[bool]
    is_gone: Mapped[bool]
    email: Mapped[str | None] = mapped_column(String(320))
    given_role: Mapped[str | None] = mapped_column(String(16))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonAliasRow(Base):
    """Another name that a person goes by; `key` is how names are compared. Two people may share one."""

    __tablename__ = "person_aliases"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index(None, "workspace_id", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))


_people = PersonRow.__table__
_workspaces = WorkspaceRow.__table__

MOST_IN_LIST = 5_000
"""Values in one `IN (…)`: SQLite takes 32,766 parameters ("Limits In SQLite"), asyncpg 32,767."""

_FIELDS = ("slack_id", "name", "time_zone", "is_admin", "is_guest", "is_outside", "is_bot", "is_gone", "email")
"""What Slack tells."""

_PLACE = ("given_role", "manager_id", "team_id")
"""What the workspace says, which Slack must not overwrite."""

_PERSON_COLUMNS = (_people.c.id, _people.c.workspace_id, *(_people.c[name] for name in (*_FIELDS, *_PLACE)))

_FIND = select(*_PERSON_COLUMNS).where(
    _people.c.workspace_id == bindparam("workspace_id"), _people.c.slack_id == bindparam("slack_id")
)
_BY_ID = select(*_PERSON_COLUMNS).where(
    _people.c.workspace_id == bindparam("workspace_id"), _people.c.id == bindparam("person_id")
)
_BY_IDS = select(*_PERSON_COLUMNS).where(
    _people.c.workspace_id == bindparam("workspace_id"),
    _people.c.id.in_(bindparam("person_ids", expanding=True)),
)
_REPORTS = (
    select(*_PERSON_COLUMNS)
    .where(
        _people.c.workspace_id == bindparam("workspace_id"),
        _people.c.manager_id == bindparam("manager_id"),
        _people.c.is_gone.is_(False),
    )
    .order_by(_people.c.folded_name, _people.c.id)
)
_OF_TEAM = (
    select(*_PERSON_COLUMNS)
    .where(
        _people.c.workspace_id == bindparam("workspace_id"),
        _people.c.team_id == bindparam("team_id"),
        _people.c.is_gone.is_(False),
    )
    .order_by(_people.c.folded_name, _people.c.id)
)
_FIND_MANY = select(*_PERSON_COLUMNS).where(
    _people.c.workspace_id == bindparam("workspace_id"),
    _people.c.slack_id.in_(bindparam("slack_ids", expanding=True)),
)
_ADMINS = (
    select(*_PERSON_COLUMNS)
    .where(
        _people.c.workspace_id == bindparam("workspace_id"),
        or_(
            _people.c.given_role == Role.ADMIN.value, and_(_people.c.given_role.is_(None), _people.c.is_admin.is_(True))
        ),
        not_(or_(_people.c.is_gone, _people.c.is_bot, _people.c.is_guest, _people.c.is_outside)),
    )
    .order_by(_people.c.id)
)
_FIRST_ADMIN = _ADMINS.limit(1)
_EVERYBODY = select(*_PERSON_COLUMNS).where(_people.c.workspace_id == bindparam("workspace_id"))
_PLACE_MANY = (
    update(PersonRow)
    .where(PersonRow.workspace_id == bindparam("of_workspace"), PersonRow.id == bindparam("of_person"))
    .values(
        given_role=bindparam("given_role"),
        manager_id=bindparam("manager_id"),
        team_id=bindparam("team_id"),
        updated_at=bindparam("updated_at"),
    )
)
_FORGET_ALIASES = delete(PersonAliasRow).where(
    PersonAliasRow.workspace_id == bindparam("of_workspace"), PersonAliasRow.person_id == bindparam("of_person")
)
_ADD_ALIAS = insert(PersonAliasRow)
_REMEMBER = Upsert(
    _people,
    ["workspace_id", "slack_id"],
    [*_FIELDS[1:], "folded_name", "updated_at"],
    ["id", "workspace_id", *_FIELDS, *_PLACE],
)
_HOLD = select(_workspaces.c.id).where(_workspaces.c.id == bindparam("workspace_id")).with_for_update(key_share=True)
_ENSURE_WORKSPACE = InsertUnlessThere(_workspaces, ["id"])
_REMEMBER_WORKSPACE = Upsert(_workspaces, ["id"], ["name"], ["id"])


def _person(row: Row[Any]) -> Person:
    return Person(**row._mapping)


def find(session: Session, workspace_id: str, slack_id: str) -> Person | None:
    """The person, or None when Slack has not told of them yet."""
    known, key = lately(session), ("person", workspace_id, slack_id)
    person: Person | None = known.get(key)
    if person is None:
        row = session.execute(_FIND, {"workspace_id": workspace_id, "slack_id": slack_id}).one_or_none()
        if row is not None:
            person = _person(row)
            known.keep(key, person)
    return person


def find_many(session: Session, workspace_id: str, slack_ids: Iterable[str]) -> list[Person]:
    """Those of the people that are known, in no order."""
    rows = session.execute(_FIND_MANY, {"workspace_id": workspace_id, "slack_ids": list(slack_ids)})
    return [_person(row) for row in rows]


def by_id(session: Session, workspace_id: str, person_id: int) -> Person | None:
    """The person with our id, or None when this workspace has none of that id."""
    row = session.execute(_BY_ID, {"workspace_id": workspace_id, "person_id": person_id}).one_or_none()
    return _person(row) if row is not None else None


def by_email(session: Session, workspace_id: str, email: str) -> Person | None:
    """The person with this address, whatever its case; somebody who is here before somebody who left."""
    row = session.execute(
        select(*_PERSON_COLUMNS)
        .where(_people.c.workspace_id == workspace_id, _people.c.email == email.strip().lower())
        .order_by(_people.c.is_gone, _people.c.id)
        .limit(1)
    ).one_or_none()
    return _person(row) if row is not None else None


def by_ids(session: Session, workspace_id: str, person_ids: Iterable[int]) -> dict[int, Person]:
    """Those of the people that this workspace has, by our id; also those who left."""
    wanted = list(person_ids)
    found: dict[int, Person] = {}
    for start in range(0, len(wanted), MOST_IN_LIST):
        some = wanted[start : start + MOST_IN_LIST]
        rows = session.execute(_BY_IDS, {"workspace_id": workspace_id, "person_ids": some})
        found |= {row.id: _person(row) for row in rows}
    return found


def reports_of(session: Session, workspace_id: str, manager_id: int) -> list[Person]:
    """Those who report to the person directly and are here, by name."""
    rows = session.execute(_REPORTS, {"workspace_id": workspace_id, "manager_id": manager_id})
    return [_person(row) for row in rows]


def of_team(session: Session, workspace_id: str, team_id: int) -> list[Person]:
    """The members of this very team who are here, by name."""
    rows = session.execute(_OF_TEAM, {"workspace_id": workspace_id, "team_id": team_id})
    return [_person(row) for row in rows]


def managers_above(session: Session, workspace_id: str, person_id: int) -> frozenset[int]:
    """Ids of those who answer for the person: managers up the chain, leads of their team and of the teams above.

    It is what `allow` takes as `above`. Never the person, and ends where the data has a cycle.
    """
    return chain.above_person(session, workspace_id, person_id)


def reach_of(session: Session, workspace_id: str, manager_id: int) -> frozenset[int]:
    """Ids of those for whom the person answers: everybody below in the chain, members of led teams and their sub-teams.

    Those who left stay in it, since their history counts; a list or a message leaves out who `is_gone`.
    """
    return chain.below_person(session, workspace_id, manager_id)


def manages(session: Session, workspace_id: str, person_id: int) -> bool:
    """Whether somebody who is here reports to the person, or the person leads a team."""
    return chain.manages(session, workspace_id, person_id)


def search(
    session: Session, workspace_id: str, words: str, most: int, *, colleagues_only: bool = False
) -> list[Person]:
    """People who are here and whose name contains the words, by name; at most `most`. A colleague is no guest.

    Case and accents don't count: 'jose' finds José.
    """
    query = select(*_PERSON_COLUMNS).where(
        _people.c.workspace_id == workspace_id,
        _people.c.is_gone.is_(False),
        _people.c.is_bot.is_(False),
        _people.c.folded_name.contains(name_fold(words), autoescape=True),
    )
    if colleagues_only:
        query = query.where(_people.c.is_guest.is_(False), _people.c.is_outside.is_(False))
    rows = session.execute(query.order_by(_people.c.folded_name, _people.c.id).limit(most))
    return [_person(row) for row in rows]


def first_admin(session: Session, workspace_id: str) -> Person | None:
    """The admin who has been known longest, if there is one."""
    row = session.execute(_FIRST_ADMIN, {"workspace_id": workspace_id}).one_or_none()
    return _person(row) if row is not None else None


def admins(session: Session, workspace_id: str) -> list[Person]:
    """The admins who are here, by the role they were given or as Slack says."""
    return [_person(row) for row in session.execute(_ADMINS, {"workspace_id": workspace_id})]


def everybody(session: Session, workspace_id: str) -> dict[int, Person]:
    """Every person that the workspace ever had, by our id."""
    return {row.id: _person(row) for row in session.execute(_EVERYBODY, {"workspace_id": workspace_id})}


def aliases(session: Session, workspace_id: str, person_id: int | None = None) -> dict[int, dict[str, str]]:
    """Other names by their key, for each person's id; of one person or of everybody who has any."""
    query = select(PersonAliasRow.person_id, PersonAliasRow.key, PersonAliasRow.name).where(
        PersonAliasRow.workspace_id == workspace_id
    )
    if person_id is not None:
        query = query.where(PersonAliasRow.person_id == person_id)
    found: dict[int, dict[str, str]] = {}
    for row in session.execute(query.order_by(PersonAliasRow.id)):
        found.setdefault(row.person_id, {})[row.key] = row.name
    return found


def place_many(session: Session, workspace_id: str, places: Mapping[int, Place], now: datetime) -> None:
    """Stores people's places, by our id. That there is no cycle, the caller has made sure."""
    rows = [
        {
            "of_workspace": workspace_id,
            "of_person": person_id,
            "given_role": place.given_role,
            "manager_id": place.manager_id,
            "team_id": place.team_id,
            "updated_at": now,
        }
        for person_id, place in places.items()
    ]
    run_many(session, _PLACE_MANY, rows)
    for person_id in places:
        touch_above(session, workspace_id, person_id)
    lately(session).forget_all()


def set_manager(session: Session, workspace_id: str, person_id: int, manager_id: int | None, now: datetime) -> None:
    """Stores whom a person reports to, None for nobody. That there is no cycle, the caller has made sure."""
    session.execute(
        update(PersonRow)
        .where(PersonRow.workspace_id == workspace_id, PersonRow.id == person_id)
        .values(manager_id=manager_id, updated_at=now)
    )
    touch_above(session, workspace_id, person_id)
    lately(session).forget_all()


def set_aliases(session: Session, workspace_id: str, names: Mapping[int, Mapping[str, str]]) -> None:
    """Replaces the other names of these people; names by their key, for each person's id."""
    run_many(session, _FORGET_ALIASES, [{"of_workspace": workspace_id, "of_person": person} for person in names])
    rows = [
        {"workspace_id": workspace_id, "person_id": person, "key": key, "name": name}
        for person, named in names.items()
        for key, name in named.items()
    ]
    run_many(session, _ADD_ALIAS, rows)


def remember(session: Session, person: Person, now: datetime) -> Person:
    """Inserts or updates what Slack tells of a person; `person.id` is ignored, the answer has the true one."""
    lately(session).forget(("person", person.workspace_id, person.slack_id))
    values = {name: getattr(person, name) for name in ("workspace_id", *_FIELDS)}
    return _person(_REMEMBER.run(session, {**values, "folded_name": folded(person.name), "updated_at": now}))


def folded(name: str) -> str:
    """How a name is searched and sorted; a few letters fold to many more, of which the column takes the first."""
    return name_fold(name)[:MAX_FOLDED_NAME]


def remember_many(session: Session, people: Sequence[Person], now: datetime) -> None:
    """`remember` for a page of `users.list`."""
    for person in people:
        remember(session, person, now)


def remember_workspace(session: Session, workspace_id: str, name: str) -> None:
    """Makes sure that the workspace has its row."""
    _REMEMBER_WORKSPACE.run(session, {"id": workspace_id, "name": name})


def ensure_workspace(session: Session, workspace_id: str) -> None:
    """Gives a workspace its row, under its id as its name, when it has none."""
    _ENSURE_WORKSPACE.run(session, {"id": workspace_id, "name": workspace_id})


def workspaces(session: Session) -> dict[str, str]:
    """The names of all workspaces, by id."""
    return {row.id: row.name for row in session.execute(select(_workspaces.c.id, _workspaces.c.name))}


def hold_places(session: Session, workspace_id: str) -> None:
    """Whoever changes places begins here: one transaction at a time, so that two can't make a cycle between them.

    What refers to the workspace isn't held up (PostgreSQL: "Row-Level Locks", FOR NO KEY UPDATE); SQLite has a single
    writer anyway.
    """
    session.execute(_HOLD, {"workspace_id": workspace_id})


def mark_learnt(session: Session, workspace_id: str, now: datetime) -> None:
    """Notes that all pages of `users.list` have been read."""
    session.execute(update(WorkspaceRow).where(WorkspaceRow.id == workspace_id).values(people_learnt_at=now))
