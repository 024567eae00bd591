"""The inbox: keeping an event before it is acknowledged, and working it off afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.db import inbox
from bot.db.inbox import InboxEvent
from bot.domain.deliveries import wait_after

CLAIM = timedelta(seconds=60)
"""How long one worker may take over one event before another takes it up."""

MOST_ATTEMPTS = 6
KEPT = timedelta(days=2)
"""How long an event's id is kept, to know it again. Slack repeats an event within about an hour ("The Events API")."""


def keep(session: Session, workspace_id: str, event_id: str, event: dict[str, Any], about: str, now: datetime) -> bool:
    """Stores an event to be worked on; False when it was there already."""
    return inbox.keep(session, workspace_id, event_id, str(event.get("type", "")), about, event, now)


def take(session: Session, now: datetime) -> InboxEvent | None:
    """The next event to work on, held for `CLAIM`."""
    return inbox.claim(session, now, now + CLAIM)


def done(session: Session, event: InboxEvent, now: datetime) -> None:
    """The event was worked off."""
    inbox.end(session, event, now)


def failed(session: Session, event: InboxEvent, reason: str, now: datetime, retry_after: float | None = None) -> bool:
    """Puts the event back for later, or, after `MOST_ATTEMPTS`, parks it with the reason. True when parked."""
    if event.attempts >= MOST_ATTEMPTS:
        inbox.park(session, event, reason, now)
        return True
    inbox.put_back(session, event, now + wait_after(event.attempts, retry_after))
    return False


def forget_old(session: Session, now: datetime) -> int:
    """Removes events that ended long ago; returns how many."""
    return inbox.forget_before(session, now - KEPT)
