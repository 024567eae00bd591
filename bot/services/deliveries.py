"""What becomes of deliveries: sent, tried again, or parked with an admin told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db import people as people_rows
from bot.domain.deliveries import (
    CLOCK_WAS_WRONG,
    MOST_ATTEMPTS,
    PERMANENT_ERRORS,
    Delivery,
    Message,
    Posted,
    wait_after,
)


def take(session: Session, most: int, now: datetime) -> list[Delivery]:
    """Due deliveries, one a conversation, held until they are ended; what is for people who have left is withdrawn."""
    claimed = delivery_rows.claim(session, most, now)
    gone = _gone_among(session, claimed)
    for delivery in claimed:
        if (delivery.workspace_id, delivery.to) in gone:
            delivery_rows.give_up(session, delivery, now)
    return [
        # A clock that went ahead when it was queued must not hide what was posted before it was set right.
        replace(delivery, queued_at=min(delivery.queued_at, now))
        for delivery in claimed
        if (delivery.workspace_id, delivery.to) not in gone
    ]


def after_the_clock(session: Session, now: datetime) -> None:
    """What a clock that went ahead has queued for a far day is due now."""
    delivery_rows.bring_forward(session, now + CLOCK_WAS_WRONG, now)


def sent(session: Session, delivery: Delivery, posted: Posted, now: datetime) -> None:
    """The message stands in Slack."""
    delivery_rows.mark_sent(session, delivery, posted, now)


def refused(
    session: Session,
    delivery: Delivery,
    error: str,
    now: datetime,
    retry_after: float | None = None,
    *,
    uncertain: bool = False,
) -> bool:
    """Slack said no: try again later, or park it and tell an admin once. True when parked.

    `uncertain`: it was looking for an earlier try that Slack refused, so that nothing is known of that one yet.
    """
    if error not in PERMANENT_ERRORS and delivery.attempts < MOST_ATTEMPTS:
        at = now + wait_after(delivery.attempts, retry_after)
        delivery_rows.try_again(session, delivery, at, uncertain=uncertain)
        return False
    delivery_rows.park(session, delivery, error, now)
    _tell_an_admin(session, delivery, error, now)
    return True


def unanswered(session: Session, delivery: Delivery, now: datetime) -> None:
    """Nobody knows whether Slack took the message: look for it before the next try."""
    delivery_rows.try_again(session, delivery, now + wait_after(delivery.attempts), uncertain=True)


def _gone_among(session: Session, claimed: Sequence[Delivery]) -> set[tuple[str, str]]:
    """Workspace and Slack id of those to whom one of these goes and who have left."""
    people_of: dict[str, set[str]] = defaultdict(set)
    for delivery in claimed:
        if delivery.to.startswith(("U", "W")):
            people_of[delivery.workspace_id].add(delivery.to)
    return {
        (workspace_id, person.slack_id)
        for workspace_id, slack_ids in people_of.items()
        for person in people_rows.find_many(session, workspace_id, slack_ids)
        if person.is_gone
    }


def _tell_an_admin(session: Session, delivery: Delivery, error: str, now: datetime) -> None:
    admin = people_rows.first_admin(session, delivery.workspace_id)
    # A notice that cannot be delivered itself must not cause another one to the same person.
    if admin is None or admin.slack_id == delivery.to:
        return
    text = (
        f"A message to <@{delivery.to}> could not be delivered; Slack says `{error}`. "
        f"It is kept under the id {delivery.id}."
        if delivery.to.startswith(("U", "W"))
        else f"A message to <#{delivery.to}> could not be delivered; Slack says `{error}`. "
        f"It is kept under the id {delivery.id}."
    )
    delivery_rows.queue(
        session, delivery.workspace_id, f"parked:{delivery.to}:{error}", admin.slack_id, Message(text), now
    )
