"""Deliveries: table and queries. Only `jobs.deliveries` claims; any use case may queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.domain.deliveries import CLAIM, Delivery, DeliveryState, Message, Posted


class DeliveryRow(Base):
    """One message that must reach Slack exactly once.

    `purpose` names what the message is about and is unique in the workspace: queueing it twice is one message.
    `tried_at` is set before a call to Slack and cleared by a clear answer, so that a row which still has it after a
    crash is known to be uncertain.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "purpose"),
        Index(None, "state", "due_at"),
        Index(None, "workspace_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    purpose: Mapped[str] = mapped_column(String(255))
    to: Mapped[str] = mapped_column(String(32))
    message: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    state: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    parked_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_deliveries = DeliveryRow.__table__

TO_AMEND = (DeliveryState.OUTDATED.value, DeliveryState.UNWANTED.value)
"""States of what `bot.db.amendments` works off."""

_QUEUE = InsertUnlessThere(_deliveries, ["workspace_id", "purpose"])


def _new_row(workspace_id: str, purpose: str, to: str, message: Message, now: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "workspace_id": workspace_id,
        "purpose": purpose,
        "to": to,
        "message": message.payload(),
        "state": DeliveryState.DUE.value,
        "due_at": now,
        "attempts": 0,
        "tried_at": None,
        "channel": None,
        "ts": None,
        "parked_reason": None,
        "created_at": now,
        "ended_at": None,
    }


def queue(session: Session, workspace_id: str, purpose: str, to: str, message: Message, now: datetime) -> None:
    """Queues a message, in the transaction of what causes it.

    The same purpose again changes nothing, unless the message was withdrawn: then it is due again. One that was to be
    taken back out of Slack and isn't yet stays there with these words.
    """
    if _QUEUE.run(session, _new_row(workspace_id, purpose, to, message, now)) is None:
        for taken_back, again in (
            (DeliveryState.WITHDRAWN, {"state": DeliveryState.DUE.value, "due_at": now, "ended_at": None}),
            (DeliveryState.UNWANTED, {"state": DeliveryState.OUTDATED.value}),
        ):
            session.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.workspace_id == workspace_id,
                    DeliveryRow.purpose == purpose,
                    DeliveryRow.state == taken_back.value,
                )
                .values(message=message.payload(), **again)
            )


def withdraw(session: Session, workspace_id: str, purpose: str, now: datetime) -> bool:
    """Takes back a message that has not been tried yet; one that was tried or sent stays as it is, and it is False."""
    taken_back = session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.purpose == purpose,
            DeliveryRow.state == DeliveryState.DUE.value,
            DeliveryRow.tried_at.is_(None),
        )
        .values(state=DeliveryState.WITHDRAWN.value, ended_at=now)
        .returning(DeliveryRow.id)
    )
    return taken_back.first() is not None


def claim(session: Session, most: int, now: datetime) -> list[Delivery]:
    """Takes at most `most` due deliveries, one a conversation, for `CLAIM` from now.

    A claimed row whose time ran out belongs to a worker that died: it is due again. Rows that another worker holds
    are skipped (PostgreSQL: `FOR UPDATE SKIP LOCKED`; SQLite has a single writer), and so are conversations for which
    a message is in hand, so that the next one doesn't overtake it.
    """
    in_hand = aliased(DeliveryRow)
    is_waiting = exists().where(
        in_hand.state == DeliveryState.CLAIMED.value,
        in_hand.due_at > now,
        in_hand.workspace_id == DeliveryRow.workspace_id,
        in_hand.to == DeliveryRow.to,
    )
    due = or_(DeliveryRow.state == DeliveryState.DUE.value, DeliveryRow.state == DeliveryState.CLAIMED.value)
    rows = session.execute(
        select(
            DeliveryRow.id,
            DeliveryRow.workspace_id,
            DeliveryRow.to,
            DeliveryRow.message,
            DeliveryRow.attempts,
            DeliveryRow.tried_at,
            DeliveryRow.created_at,
        )
        .where(due, DeliveryRow.due_at <= now, ~is_waiting)
        .order_by(DeliveryRow.due_at, DeliveryRow.created_at)
        .limit(most)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    ).all()
    first_of_conversation = {(row.workspace_id, row.to): row for row in reversed(rows)}
    taken = sorted(first_of_conversation.values(), key=rows.index)
    if taken:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_([row.id for row in taken]))
            .values(
                state=DeliveryState.CLAIMED.value,
                due_at=now + CLAIM,
                attempts=DeliveryRow.attempts + 1,
                tried_at=now,
            )
        )
    return [
        Delivery(
            id=row.id,
            workspace_id=row.workspace_id,
            to=row.to,
            message=Message(**row.message),
            queued_at=row.created_at,
            attempts=row.attempts + 1,
            is_uncertain=row.tried_at is not None,
        )
        for row in taken
    ]


def bring_forward(session: Session, later_than: datetime, now: datetime) -> None:
    """What would be due only after `later_than` is due now."""
    session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.state.in_((DeliveryState.DUE.value, DeliveryState.CLAIMED.value, *TO_AMEND)),
            DeliveryRow.due_at > later_than,
        )
        .values(due_at=now)
    )


def give_up(session: Session, delivery: Delivery, now: datetime) -> None:
    """The message isn't wanted any more."""
    _end(session, delivery, DeliveryState.WITHDRAWN, now)


def mark_sent(session: Session, delivery: Delivery, posted: Posted, now: datetime) -> None:
    """The message stands in Slack; if it was rewritten or taken back meanwhile, it is to be amended at once."""
    place = {"channel": posted.channel, "ts": posted.ts}
    if not _is_to_amend(session, delivery, TO_AMEND, due_at=now, attempts=0, **place):
        _end(session, delivery, DeliveryState.SENT, now, parked_reason=None, **place)


def park(session: Session, delivery: Delivery, reason: str, now: datetime) -> bool:
    """Slack will not take the message: it waits, with the reason, for somebody to look at.

    False when it was taken back meanwhile, so that nobody misses it.
    """
    withdrawn = {"state": DeliveryState.WITHDRAWN.value, "tried_at": None, "ended_at": now}
    if _is_to_amend(session, delivery, [DeliveryState.UNWANTED.value], **withdrawn):
        return False
    _end(session, delivery, DeliveryState.PARKED, now, parked_reason=reason)
    return True


def try_again(session: Session, delivery: Delivery, at: datetime, *, uncertain: bool) -> None:
    """Due again at `at`; `uncertain` when Slack may have taken the message although nobody said so.

    What was rewritten or taken back meanwhile is looked for where that is uncertain, else posted anew or never.
    """
    if uncertain:
        _is_to_amend(session, delivery, TO_AMEND, due_at=at)
    else:
        for state, then in (
            (DeliveryState.OUTDATED, {"state": DeliveryState.DUE.value, "due_at": at}),
            (DeliveryState.UNWANTED, {"state": DeliveryState.WITHDRAWN.value, "ended_at": at}),
        ):
            _is_to_amend(session, delivery, [state.value], tried_at=None, **then)
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery.id, DeliveryRow.state == DeliveryState.CLAIMED.value)
        .values(
            state=DeliveryState.DUE.value,
            due_at=at,
            tried_at=DeliveryRow.tried_at if uncertain else None,
        )
    )


def sent_to(session: Session, workspace_id: str, purpose: str) -> Posted | None:
    """Where the message of this purpose stands, when it was sent."""
    row = session.execute(
        select(DeliveryRow.channel, DeliveryRow.ts).where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.purpose == purpose,
            DeliveryRow.state.in_((DeliveryState.SENT.value, DeliveryState.OUTDATED.value)),
            DeliveryRow.ts.is_not(None),
        )
    ).one_or_none()
    return Posted(row.channel, row.ts) if row is not None else None


def _is_to_amend(session: Session, delivery: Delivery, states: Sequence[str], **values: Any) -> bool:
    """Whether the delivery is in one of these states; then it gets the values."""
    amended = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery.id, DeliveryRow.state.in_(states))
        .values(**values)
        .returning(DeliveryRow.id)
    )
    return amended.first() is not None


def _end(session: Session, delivery: Delivery, state: DeliveryState, now: datetime, **values: Any) -> None:
    session.execute(
        update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(state=state.value, ended_at=now, **values)
    )
