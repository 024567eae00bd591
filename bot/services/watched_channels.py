"""Which channels are read for customers' words: said by admins, shown to every colleague."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import inbox as inbox_rows
from bot.db import people as people_rows
from bot.db import watched_channels as rows
from bot.domain.access import Action
from bot.domain.people import Person, Role
from bot.domain.watched_channels import Membership, ParkedEvent, ReadChannel, WatchedChannel, channels_read
from bot.errors import Refused
from bot.services.acting import Asker, acting

MOST_PARKED = 5
"""Events that could not be worked off which a list names."""

MOST_MARKED = 200
"""Channels of which a workspace may say something: a list of them still fits into a few messages."""


class ChampionRefused(Refused):
    """Somebody who can't be asked about praise."""


class ChannelRefused(Refused):
    """A channel that can't be marked."""


def read_channels(session: Session, workspace_id: str, membership: Membership | None = None) -> list[ReadChannel]:
    """Every channel that is read, and why (`channels_read`)."""
    return channels_read(rows.all_of(session, workspace_id), membership)


def channels_to_show(
    session: Session, asker: Asker, membership: Membership | None
) -> tuple[Person, list[ReadChannel], list[ParkedEvent]]:
    """The asker, the channels that are read, and for admins what could not be worked off.

    Raises `Denied` for guests and people from outside.
    """
    person = acting(session, asker, Action.SEE_OWN)
    parked: Sequence[ParkedEvent] = ()
    if person.role is Role.ADMIN:
        parked = inbox_rows.parked(session, asker.workspace_id, MOST_PARKED)
    return person, read_channels(session, asker.workspace_id, membership), list(parked)


def to_mark(session: Session, asker: Asker, channel: str | None) -> WatchedChannel | None:
    """What is said of the channel so far. Raises `Denied` for whoever may not change it."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    return _find(session, asker.workspace_id, channel)


def mark(
    session: Session,
    asker: Asker,
    channel: str,
    champion: str | None,
    now: datetime,
    *,
    carries_customers_words: bool,
) -> WatchedChannel | None:
    """Says anew whether a channel carries customers' words, and who is its champion (a Slack id); what was said before.

    Raises `Denied`, `ChampionRefused` or `ChannelRefused`.
    """
    person = acting(session, asker, Action.CHANGE_SETTINGS)
    before = _find(session, asker.workspace_id, channel)
    champion_id = _champion_id(session, asker.workspace_id, champion)
    if not carries_customers_words and champion_id is None:
        rows.unmark(session, asker.workspace_id, channel)
        return before
    if before is None and len(rows.all_of(session, asker.workspace_id)) >= MOST_MARKED:
        raise ChannelRefused(f"{MOST_MARKED} channels are marked already.", "Take one off the list first.")
    rows.mark(
        session,
        asker.workspace_id,
        channel,
        carries_customers_words=carries_customers_words,
        champion_id=champion_id,
        marked_by_id=person.id,
        now=now,
    )
    return before


def unmark(session: Session, asker: Asker, channel: str) -> WatchedChannel | None:
    """Says nothing of the channel any more; what was said before. Raises `Denied`."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    before = _find(session, asker.workspace_id, channel)
    rows.unmark(session, asker.workspace_id, channel)
    return before


def try_parked_again(session: Session, asker: Asker, now: datetime) -> int:
    """Works off again what could not be; how many events. Raises `Denied`."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    return inbox_rows.unpark(session, asker.workspace_id, now)


def _find(session: Session, workspace_id: str, channel: str | None) -> WatchedChannel | None:
    return next((one for one in rows.all_of(session, workspace_id) if one.channel == channel), None)


def _champion_id(session: Session, workspace_id: str, slack_id: str | None) -> int | None:
    if slack_id is None:
        return None
    person = people_rows.find(session, workspace_id, slack_id)
    if person is None or not person.is_colleague:
        raise ChampionRefused(
            "A champion is a colleague who is here: no guest, no app, nobody from outside.", "Choose somebody else."
        )
    return person.id
