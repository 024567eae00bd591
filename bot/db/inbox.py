"""The inbox: events that Slack sent and that are still to be worked on. An event is acknowledged once it is here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.domain.watched_channels import ParkedEvent


class InboxRow(Base):
    """One event; `about` is what it is about, so that events about the same thing are taken in order."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "event_id"),
        Index(None, "ended_at", "due_at"),
        Index(None, "workspace_id", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(255))
    event: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_reason: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An event to work on. `attempts` counts this one."""

    id: int
    workspace_id: str
    event_id: str
    kind: str
    about: str
    event: dict[str, Any]
    attempts: int


_inbox = InboxRow.__table__
_KEEP = InsertUnlessThere(_inbox, ["workspace_id", "event_id"])


def keep(
    session: Session, workspace_id: str, event_id: str, kind: str, about: str, event: dict[str, Any], now: datetime
) -> bool:
    """Stores an event; False when Slack sent it before."""
    kept = _KEEP.run(
        session,
        {
            "workspace_id": workspace_id,
            "event_id": event_id,
            "kind": kind,
            "about": about,
            "event": event,
            "received_at": now,
            "due_at": now,
            "attempts": 0,
            "ended_at": None,
            "parked_reason": None,
        },
    )
    return kept is not None


def claim(session: Session, now: datetime, until: datetime) -> InboxEvent | None:
    """Takes the oldest due event, until `until`; none that waits behind an open one about the same thing."""
    earlier = _inbox.alias("earlier")
    is_behind = (
        select(earlier.c.id)
        .where(
            earlier.c.workspace_id == _inbox.c.workspace_id,
            earlier.c.about == _inbox.c.about,
            earlier.c.id < _inbox.c.id,
            earlier.c.ended_at.is_(None),
        )
        .exists()
    )
    row = session.execute(
        select(_inbox)
        .where(_inbox.c.ended_at.is_(None), _inbox.c.due_at <= now, ~is_behind)
        .order_by(_inbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    session.execute(update(InboxRow).where(InboxRow.id == row.id).values(due_at=until, attempts=row.attempts + 1))
    return InboxEvent(row.id, row.workspace_id, row.event_id, row.kind, row.about, row.event or {}, row.attempts + 1)


def end(session: Session, event: InboxEvent, now: datetime) -> None:
    """The event is done with. What it said is let go; its id stays, to know it again."""
    session.execute(update(InboxRow).where(InboxRow.id == event.id).values(ended_at=now, event=None))


def put_back(session: Session, event: InboxEvent, due_at: datetime) -> None:
    """To be tried again."""
    session.execute(update(InboxRow).where(InboxRow.id == event.id).values(due_at=due_at))


def park(session: Session, event: InboxEvent, reason: str, now: datetime) -> None:
    """Given up, with the reason; the event is kept for somebody to look at."""
    session.execute(update(InboxRow).where(InboxRow.id == event.id).values(ended_at=now, parked_reason=reason))


def parked(session: Session, workspace_id: str, most: int) -> list[ParkedEvent]:
    """The latest events that were given up, at most `most`."""
    rows = session.execute(
        select(_inbox.c.id, _inbox.c.kind, _inbox.c.event, _inbox.c.parked_reason, _inbox.c.received_at)
        .where(
            _inbox.c.workspace_id == workspace_id,
            _inbox.c.parked_reason.is_not(None),
            _inbox.c.ended_at.is_not(None),
        )
        .order_by(_inbox.c.id.desc())
        .limit(most)
    )
    return [
        ParkedEvent(row.id, row.kind, _channel(row.event or {}), row.parked_reason, row.received_at) for row in rows
    ]


def _channel(event: dict[str, Any]) -> str | None:
    """Where it happened: a message's channel, or that of the message reacted to; None for a direct message's."""
    channel = str(event.get("channel") or (event.get("item") or {}).get("channel") or "")
    return channel if channel.startswith(("C", "G")) else None


def unpark(session: Session, workspace_id: str, now: datetime) -> int:
    """Puts all events that were given up back to be worked on, with all their tries; how many."""
    again = session.execute(
        update(InboxRow)
        .where(
            InboxRow.workspace_id == workspace_id,
            InboxRow.parked_reason.is_not(None),
            InboxRow.ended_at.is_not(None),
        )
        .values(ended_at=None, parked_reason=None, attempts=0, due_at=now)
        .returning(InboxRow.id)
    )
    return len(again.all())


def forget_before(session: Session, before: datetime) -> int:
    """Removes ended events of before `before`; returns how many."""
    removed = session.execute(
        delete(InboxRow).where(InboxRow.ended_at < before, InboxRow.parked_reason.is_(None)).returning(InboxRow.id)
    )
    return len(removed.all())
