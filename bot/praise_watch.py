"""What listening for praise keeps in memory, for each workspace: read anew every minute and when it was changed here.

A message costs no look at the database, so that a burst of them keeps nobody waiting.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from bot.db.rosters import Named
from bot.domain.naming.roster import Roster, RosterEntry
from bot.domain.praise_noticing import Watched
from bot.errors import DatabaseUnreachable
from bot.reception import Reception
from bot.services.praise_listening import ListeningChanges, listening_changes

_log = structlog.stdlib.get_logger("praiseworthy.praise")

HEARD = Counter("praiseworthy_praise_messages", "Texts that were looked at for praise", ["source", "verdict"])

READ_AGAIN_AFTER = timedelta(minutes=1)
"""How long a change made by another replica may go unnoticed."""

CLOCKS_APART = timedelta(minutes=5)
"""How much the clocks of two replicas may differ."""


@dataclass(frozen=True, slots=True)
class Ears:
    """What to listen for in one workspace; `threshold` is the classifier's own where it is None."""

    watched: Watched
    roster: Roster
    threshold: float | None


@dataclass(slots=True)
class _Kept:
    """What is in memory; `until` is when it is to be read anew."""

    ears: Ears
    people: dict[int, Named]
    entries: tuple[RosterEntry, ...]
    read_at: datetime
    until: datetime


class PraiseWatch:
    """Ears by workspace."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._kept: dict[str, _Kept] = {}
        self._reading = asyncio.Lock()

    async def ears(self, workspace_id: str) -> Ears:
        """What to listen for. Raises `DatabaseUnreachable` when it was never read."""
        kept = self._kept.get(workspace_id)
        if kept is None:
            async with self._reading:
                kept = self._kept.get(workspace_id) or await self._read(workspace_id, None)
        elif kept.until <= self._reception.now:
            # Whoever comes meanwhile goes on with what is there.
            kept.until = self._reception.now + READ_AGAIN_AFTER
            try:
                kept = await self._read(workspace_id, kept)
            except DatabaseUnreachable as unread:
                _log.warning("listening with what was known before", reason=str(unread))
        return kept.ears

    def read_again(self, workspace_id: str) -> None:
        """Something was changed: it holds from the next message on."""
        kept = self._kept.get(workspace_id)
        if kept is not None:
            kept.until = kept.read_at

    async def _read(self, workspace_id: str, before: _Kept | None) -> _Kept:
        now = self._reception.now
        since = before.read_at - CLOCKS_APART if before else None
        changes = await self._reception.store.read(listening_changes, workspace_id, since)
        people = (before.people if before else {}) | {one.person_id: one for one in changes.people}
        entries = _entries(people, changes)
        if before and before.entries == entries:
            roster = before.ears.roster
        else:
            # Thousands of names take a moment, in which others are served.
            roster = await asyncio.to_thread(Roster, entries)
        outsiders = frozenset(one.slack_id for one in people.values() if one.is_outside)
        watched = Watched(self._reception.messenger.bot_user_id, changes.marked, outsiders)
        kept = _Kept(Ears(watched, roster, changes.threshold), people, entries, now, now + READ_AGAIN_AFTER)
        self._kept[workspace_id] = kept
        return kept


def _entries(people: dict[int, Named], changes: ListeningChanges) -> tuple[RosterEntry, ...]:
    return tuple(
        RosterEntry(one.person_id, one.slack_id, one.name, changes.other_names.get(one.person_id, ()))
        for one in people.values()
        if one.is_colleague
    )
