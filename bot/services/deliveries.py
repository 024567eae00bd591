"""What becomes of deliveries: sent, tried again, or parked with an admin told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import amendments as amendment_rows
from bot.db import deliveries as delivery_rows
from bot.db import people as people_rows
from bot.domain.deliveries import (
    CLOCK_WAS_WRONG,
    MOST_ATTEMPTS,
    PERMANENT_ERRORS,
    Amendment,
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
    is_parked = delivery_rows.park(session, delivery, error, now)
    if is_parked:
        _tell_an_admin(session, delivery, error, now, "could not be delivered")
    return is_parked


def unanswered(session: Session, delivery: Delivery, now: datetime) -> None:
    """Nobody knows whether Slack took the message: look for it before the next try."""
    delivery_rows.try_again(session, delivery, now + wait_after(delivery.attempts), uncertain=True)


def take_amendments(session: Session, most: int, now: datetime) -> list[Amendment]:
    """What stands in Slack and is to be rewritten or to go, held until it is ended."""
    return amendment_rows.claim(session, most, now)


def not_there(session: Session, amendment: Amendment, now: datetime) -> None:
    """The message that may have been posted wasn't, or is gone."""
    amendment_rows.mark_missing(session, amendment, now)


def amended(session: Session, amendment: Amendment, posted: Posted, now: datetime) -> None:
    """The message stands in Slack as the delivery said, or is gone as it should be."""
    amendment_rows.mark_done(session, amendment, posted, now)


def amendment_refused(
    session: Session, amendment: Amendment, error: str, now: datetime, retry_after: float | None = None
) -> None:
    """Slack said no: try again later. What can never go is parked and an admin told; what can't change, stays."""
    delivery = amendment.delivery
    if error not in PERMANENT_ERRORS and delivery.attempts < MOST_ATTEMPTS:
        amendment_rows.try_again(session, amendment, now + wait_after(delivery.attempts, retry_after))
    elif amendment_rows.give_up(session, amendment, error, now):
        _tell_an_admin(session, delivery, error, now, "could not be taken back")


def amendment_unanswered(session: Session, amendment: Amendment, now: datetime) -> None:
    """Nobody knows whether Slack did it; doing it once more changes nothing."""
    amendment_rows.try_again(session, amendment, now + wait_after(amendment.delivery.attempts))


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


def _tell_an_admin(session: Session, delivery: Delivery, error: str, now: datetime, what: str) -> None:
    admin = people_rows.first_admin(session, delivery.workspace_id)
    # A notice that cannot be delivered itself must not cause another one to the same person.
    if admin is None or admin.slack_id == delivery.to:
        return
    to = f"<@{delivery.to}>" if delivery.to.startswith(("U", "W")) else f"<#{delivery.to}>"
    text = f"A message to {to} {what}; Slack says `{error}`. It is kept under the id {delivery.id}."
    delivery_rows.queue(
        session, delivery.workspace_id, f"parked:{delivery.to}:{error}", admin.slack_id, Message(text), now
    )
