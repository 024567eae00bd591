"""Amendments: messages of deliveries that were sent, or perhaps were, and are to change or to go.

A use case writes in its own transaction what is to stand in Slack; `jobs.deliveries` makes it so, whatever dies in
between, and again until what is shown is what is kept.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.deliveries import TO_AMEND, DeliveryRow, withdraw
from bot.domain.deliveries import CLAIM, Amendment, Delivery, DeliveryState, Message, Posted


def rewrite(session: Session, workspace_id: str, purpose: str, message: Message, now: datetime) -> None:
    """Has a message say something else: before it is posted, or in its place. What was taken back stays so."""
    row = _locked(session, workspace_id, purpose)
    if row is None or row["message"] == message.payload():
        return
    match DeliveryState(row["state"]):
        case DeliveryState.DUE if row["tried_at"] is None:
            values: dict[str, Any] = {}
        case DeliveryState.DUE | DeliveryState.SENT:
            values = {"state": DeliveryState.OUTDATED.value, "due_at": now, "attempts": 0}
        case DeliveryState.CLAIMED:
            # Somebody is posting it: due when they say so, or when their claim runs out.
            values = {"state": DeliveryState.OUTDATED.value}
        case DeliveryState.OUTDATED:
            values = {}
        case _:
            return
    _set(session, row["id"], message=message.payload(), **values)


def take_back(session: Session, workspace_id: str, purpose: str, now: datetime) -> None:
    """Withdraws a message that isn't posted, and has one that is removed."""
    row = _locked(session, workspace_id, purpose)
    if row is None or withdraw(session, workspace_id, purpose, now):
        return
    match DeliveryState(row["state"]):
        case DeliveryState.CLAIMED | DeliveryState.OUTDATED:
            values: dict[str, Any] = {}
        case DeliveryState.DUE | DeliveryState.SENT:
            values = {"due_at": now, "attempts": 0}
        case DeliveryState.PARKED:
            _set(session, row["id"], state=DeliveryState.WITHDRAWN.value)
            return
        case _:
            return
    _set(session, row["id"], state=DeliveryState.UNWANTED.value, **values)


def claim(session: Session, most: int, now: datetime) -> list[Amendment]:
    """Takes at most `most` for `CLAIM` from now; what another worker holds is skipped."""
    rows = session.execute(
        select(DeliveryRow.__table__)
        .where(DeliveryRow.state.in_(TO_AMEND), DeliveryRow.due_at <= now)
        .order_by(DeliveryRow.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_([row.id for row in rows]))
            .values(due_at=now + CLAIM, attempts=DeliveryRow.attempts + 1)
        )
    return [
        Amendment(
            delivery=Delivery(
                id=row.id,
                workspace_id=row.workspace_id,
                to=row.to,
                message=Message(**row.message),
                queued_at=min(row.created_at, now),
                attempts=row.attempts + 1,
            ),
            posted=Posted(row.channel, row.ts) if row.ts else None,
            is_unwanted=row.state == DeliveryState.UNWANTED.value,
        )
        for row in rows
    ]


def mark_done(session: Session, amendment: Amendment, posted: Posted, now: datetime) -> None:
    """The message is gone, or says what it should; what was changed meanwhile is due again."""
    if amendment.is_unwanted:
        mark_missing(session, amendment, now)
        return
    row = _still_to_amend(session, amendment)
    if row is None:
        return
    place = {"channel": posted.channel, "ts": posted.ts}
    if row["state"] == DeliveryState.OUTDATED.value and row["message"] == amendment.delivery.message.payload():
        _set(session, row["id"], state=DeliveryState.SENT.value, ended_at=now, **place)
    else:
        _set(session, row["id"], due_at=now, attempts=0, **place)


def mark_missing(session: Session, amendment: Amendment, now: datetime) -> None:
    """The message doesn't stand in Slack: as it should be, or never posted and so due, or removed by somebody."""
    row = _still_to_amend(session, amendment)
    if row is None:
        return
    if row["state"] == DeliveryState.UNWANTED.value:
        nowhere = {"tried_at": None, "channel": None, "ts": None}
        _set(session, row["id"], state=DeliveryState.WITHDRAWN.value, ended_at=now, **nowhere)
    elif amendment.posted is None or amendment.is_unwanted:
        again = {"due_at": now, "attempts": 0, "tried_at": None, "channel": None, "ts": None}
        _set(session, row["id"], state=DeliveryState.DUE.value, **again)
    else:
        _set(session, row["id"], state=DeliveryState.SENT.value, ended_at=now)


def try_again(session: Session, amendment: Amendment, at: datetime) -> None:
    """Due again at `at`."""
    _set(session, amendment.delivery.id, due_at=at)


def give_up(session: Session, amendment: Amendment, reason: str, now: datetime) -> bool:
    """It can't be done: what should go is parked with the reason (True), what should change stays as it is."""
    row = _still_to_amend(session, amendment)
    if row is None:
        return False
    is_parked: bool = row["state"] == DeliveryState.UNWANTED.value
    state = DeliveryState.PARKED if is_parked else DeliveryState.SENT
    _set(session, row["id"], state=state.value, parked_reason=reason, ended_at=now)
    return is_parked


def _locked(session: Session, workspace_id: str, purpose: str) -> dict[str, Any] | None:
    """The row, held until the transaction ends."""
    found = session.execute(
        select(DeliveryRow.__table__)
        .where(DeliveryRow.workspace_id == workspace_id, DeliveryRow.purpose == purpose)
        .with_for_update()
    ).one_or_none()
    return dict(found._mapping) if found is not None else None


def _still_to_amend(session: Session, amendment: Amendment) -> dict[str, Any] | None:
    found = session.execute(
        select(DeliveryRow.__table__)
        .where(DeliveryRow.id == amendment.delivery.id, DeliveryRow.state.in_(TO_AMEND))
        .with_for_update()
    ).one_or_none()
    return dict(found._mapping) if found is not None else None


def _set(session: Session, delivery_id: str, **values: Any) -> None:
    session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))
