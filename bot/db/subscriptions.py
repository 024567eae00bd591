"""Subscriptions to digests: table and queries. What is due stands here, so that any number of replicas agree."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.db.goals import GoalRow
from bot.db.people import PersonRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.teams import TeamRow
from bot.db.touched import touch_home
from bot.db.work_logs import WorkLogRow
from bot.domain.goals import GoalState
from bot.domain.people import Person, Role
from bot.domain.subscriptions import DigestKind, Subscription
from bot.domain.workspace_settings import WorkspaceSettings


class SubscriptionRow(Base):
    """Who gets which digest, when.

    `person_id` is whose digest it is. `to` is that person's Slack id, or a channel for a team's digest. `weekday` is 0
    for Monday, None for a monthly one; `at` is the person's local time. `next_run_at` is in UTC, reckoned in
    `time_zone`. `last_period` is the period (such as '2026-W47') that was queued last.
    """

    __tablename__ = "digest_subscriptions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "person_id", "to"),
        Index(None, "is_on", "next_run_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    to: Mapped[str] = mapped_column(String(32))
    weekday: Mapped[int | None]
    at: Mapped[dt.time]
    parts_left_out: Mapped[list[str]] = mapped_column(JsonColumn)
    is_on: Mapped[bool]
    paused_until: Mapped[dt.date | None]
    next_run_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    time_zone: Mapped[str] = mapped_column(String(64))
    last_period: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_table = Base.metadata.tables[SubscriptionRow.__tablename__]
_people = PersonRow.__table__

_PERSON_FIELDS = (
    "id",
    "workspace_id",
    "slack_id",
    "name",
    "time_zone",
    "is_admin",
    "is_guest",
    "is_outside",
    "is_bot",
    "is_gone",
    "email",
    "given_role",
    "manager_id",
    "team_id",
)
_OWN_FIELDS = ("to", "weekday", "at", "is_on", "paused_until", "next_run_at", "time_zone", "last_period")


def _is_colleague(person: Any) -> ColumnElement[bool]:
    return and_(
        person.is_gone.is_(False), person.is_bot.is_(False), person.is_guest.is_(False), person.is_outside.is_(False)
    )


_IS_COLLEAGUE = _is_colleague(PersonRow)
_WITH_PERSON = select(
    _table.c.id,
    _table.c.kind,
    _table.c.parts_left_out,
    *(_table.c[name] for name in _OWN_FIELDS),
    *(_people.c[name].label(f"person_{name}") for name in _PERSON_FIELDS),
).join_from(
    _table,
    _people,
    (_people.c.id == _table.c.person_id) & (_people.c.workspace_id == _table.c.workspace_id),
)


_MOVE = (
    update(_table)
    .where(
        _table.c.id == bindparam("moved_id"),
        _table.c.workspace_id == bindparam("of_workspace"),
        _table.c.next_run_at == bindparam("seen"),
    )
    .values(next_run_at=bindparam("next_run_at"), time_zone=bindparam("time_zone"))
)


def _read(session: Session, query: Select[Any]) -> list[Subscription]:
    return [_subscription(row) for row in session.execute(query.order_by(_table.c.id))]


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        kind=DigestKind(row.kind),
        person=Person(**{name: getattr(row, f"person_{name}") for name in _PERSON_FIELDS}),
        parts_left_out=frozenset(row.parts_left_out),
        **{name: getattr(row, name) for name in _OWN_FIELDS},
    )


def due(session: Session, workspace_id: str, now: dt.datetime, most: int) -> list[Subscription]:
    """Those whose time has come, of people who are here; the earliest ids first, `most` at most."""
    query = _WITH_PERSON.where(
        _table.c.workspace_id == workspace_id,
        _table.c.is_on.is_(True),
        _table.c.next_run_at <= now,
        _IS_COLLEAGUE,
    )
    return _read(session, query.limit(most))


def in_another_zone(session: Session, workspace_id: str) -> list[Subscription]:
    """Those whose next run was reckoned in a zone that their person has left."""
    query = _WITH_PERSON.where(_table.c.workspace_id == workspace_id, _table.c.time_zone != _people.c.time_zone)
    return _read(session, query)


def later_than(session: Session, workspace_id: str, now: dt.datetime) -> list[Subscription]:
    """Those that are not due yet."""
    query = _WITH_PERSON.where(_table.c.workspace_id == workspace_id, _table.c.next_run_at > now)
    return _read(session, query)


def of_person(
    session: Session, workspace_id: str, person_id: int, kinds: Collection[DigestKind] = tuple(DigestKind)
) -> list[Subscription]:
    """A person's subscriptions of these kinds, in the order in which they began."""
    query = _WITH_PERSON.where(
        _table.c.workspace_id == workspace_id,
        _table.c.person_id == person_id,
        _table.c.kind.in_([kind.value for kind in kinds]),
    )
    return _read(session, query)


def managers(session: Session, workspace_id: str) -> list[Person]:
    """Colleagues with the role of a manager, whom a colleague reports to, or who lead a team; with no subscription."""
    report = aliased(PersonRow)
    return _without(
        session,
        workspace_id,
        DigestKind.MANAGER,
        or_(
            PersonRow.given_role == Role.MANAGER.value,
            exists().where(
                report.workspace_id == workspace_id, report.manager_id == PersonRow.id, _is_colleague(report)
            ),
            exists().where(TeamRow.workspace_id == workspace_id, TeamRow.lead_id == PersonRow.id),
        ),
    )


def leaders(session: Session, workspace_id: str) -> list[Person]:
    """Colleagues with the role of a leader who have no subscription yet."""
    return _without(session, workspace_id, DigestKind.LEADER, PersonRow.given_role == Role.LEADER.value)


def contributors(session: Session, workspace_id: str, since: dt.date) -> list[Person]:
    """Colleagues who logged work, or had a goal, since that day and have no subscription to their own note yet."""
    return _without(
        session,
        workspace_id,
        DigestKind.PERSON,
        or_(
            exists().where(
                WorkLogRow.workspace_id == workspace_id,
                WorkLogRow.person_id == PersonRow.id,
                WorkLogRow.local_date >= since,
                WorkLogRow.undone_at.is_(None),
            ),
            exists().where(
                GoalRow.workspace_id == workspace_id,
                GoalRow.owner_person_id == PersonRow.id,
                GoalRow.state == GoalState.OPEN.value,
                GoalRow.due_on >= since,
            ),
        ),
    )


def is_manager(session: Session, workspace_id: str, person_id: int) -> bool:
    """Whether a colleague reports to this person, or they lead a team."""
    report = aliased(PersonRow)
    return bool(
        session.execute(
            select(
                or_(
                    exists().where(
                        report.workspace_id == workspace_id, report.manager_id == person_id, _is_colleague(report)
                    ),
                    exists().where(TeamRow.workspace_id == workspace_id, TeamRow.lead_id == person_id),
                )
            )
        ).scalar_one()
    )


def _without(session: Session, workspace_id: str, kind: DigestKind, who: ColumnElement[bool]) -> list[Person]:
    rows = session.execute(
        select(*(_people.c[name] for name in _PERSON_FIELDS))
        .where(
            PersonRow.workspace_id == workspace_id,
            _IS_COLLEAGUE,
            who,
            ~exists().where(
                SubscriptionRow.workspace_id == workspace_id,
                SubscriptionRow.person_id == PersonRow.id,
                SubscriptionRow.kind == kind.value,
            ),
        )
        .order_by(PersonRow.id)
    )
    return [Person(**row._mapping) for row in rows]


def add(session: Session, workspace_id: str, new: Sequence[Subscription], now: dt.datetime) -> None:
    """Keeps new subscriptions (their `id` is ignored); one that is there already stays as it is."""
    if not new:
        return
    touch_home(session, workspace_id, *(subscription.person.id for subscription in new))
    conflict = ["workspace_id", "kind", "person_id", "to"]
    statements = {
        "postgresql": postgresql.insert(_table).on_conflict_do_nothing(index_elements=conflict),
        "sqlite": sqlite.insert(_table).on_conflict_do_nothing(index_elements=conflict),
    }
    session.execute(
        statements[session.get_bind().dialect.name],
        [
            {
                "workspace_id": workspace_id,
                "kind": subscription.kind.value,
                "person_id": subscription.person.id,
                "parts_left_out": sorted(subscription.parts_left_out),
                "created_at": now,
                **{name: getattr(subscription, name) for name in _OWN_FIELDS},
                "time_zone": subscription.person.time_zone,
            }
            for subscription in new
        ],
    )


def change(session: Session, workspace_id: str, changed: Subscription) -> None:
    """Keeps what its owner has changed, and when it comes next."""
    touch_home(session, workspace_id, changed.person.id)
    session.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.id == changed.id, SubscriptionRow.workspace_id == workspace_id)
        .values(
            weekday=changed.weekday,
            at=changed.at,
            parts_left_out=sorted(changed.parts_left_out),
            is_on=changed.is_on,
            paused_until=changed.paused_until,
            next_run_at=changed.next_run_at,
            time_zone=changed.person.time_zone,
        )
    )


def follow_default(session: Session, workspace_id: str, before: WorkspaceSettings, after: WorkspaceSettings) -> None:
    """Those that had the workspace's day and time get its new ones; when they come next has to be worked out anew."""
    ours = SubscriptionRow.workspace_id == workspace_id
    had_time = SubscriptionRow.at == before.digest_at
    weekly = update(SubscriptionRow).where(ours, had_time, SubscriptionRow.weekday == before.digest_weekday)
    session.execute(weekly.values(weekday=after.digest_weekday, at=after.digest_at))
    monthly = update(SubscriptionRow).where(ours, had_time, SubscriptionRow.weekday.is_(None))
    session.execute(monthly.values(at=after.digest_at))


def move_many(session: Session, workspace_id: str, moved: Sequence[tuple[Subscription, dt.datetime]]) -> None:
    """Keeps a new next run for each, unless somebody moved it since it was read."""
    if moved:
        touch_home(session, workspace_id, *(one.person.id for one, _ in moved))
        session.execute(
            _MOVE,
            [
                {
                    "moved_id": one.id,
                    "of_workspace": workspace_id,
                    "seen": one.next_run_at,
                    "next_run_at": next_run_at,
                    "time_zone": one.person.time_zone,
                }
                for one, next_run_at in moved
            ],
        )


def advance(
    session: Session,
    workspace_id: str,
    subscription_id: int,
    seen: dt.datetime,
    next_run_at: dt.datetime,
    had: str | None,
) -> bool:
    """Moves the next run on from the one that was `seen`; `had` is the period that is queued with it, if one is.

    False when another replica, or the owner, was faster: then nothing is changed and nothing may be queued.
    """
    values: dict[str, object] = {"next_run_at": next_run_at}
    if had is not None:
        values["last_period"] = had
    changed = session.execute(
        update(SubscriptionRow)
        .where(
            SubscriptionRow.id == subscription_id,
            SubscriptionRow.workspace_id == workspace_id,
            SubscriptionRow.is_on.is_(True),
            SubscriptionRow.next_run_at == seen,
        )
        .values(**values)
        .returning(SubscriptionRow.person_id)
        .execution_options(synchronize_session=False)
    )
    owner_id = changed.scalar_one_or_none()
    touch_home(session, workspace_id, owner_id)
    return owner_id is not None
