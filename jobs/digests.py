"""Makes the digests that are due and queues them; who gets one is looked after on the way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import structlog
from prometheus_client import Counter

from bot.blocks.digests import leader_message, manager_message, person_message, team_message
from bot.clock import Clock
from bot.db.store import Store
from bot.domain.deliveries import Message
from bot.domain.subscriptions import DigestKind, DueDigest
from bot.errors import DatabaseUnreachable
from bot.services import deliveries, digests
from bot.services.digest_contents import leader_digests, manager_digests, person_notes
from bot.services.digests import Outgoing, Turn

_log = structlog.stdlib.get_logger("praiseworthy.digests")
_digests = Counter("praiseworthy_digests", "Digests that were due", ["kind", "outcome"])

A_BATCH = 20
"""Digests that are queued in one transaction: few enough to stay far from the store's patience."""


class Digest(Protocol):
    """What every kind of digest has."""

    @property
    def due(self) -> DueDigest:
        """For whom, and about which period."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""


class Making(NamedTuple):
    """How a kind of digest is made: the query for all that are due, and how one is drawn."""

    query: Callable[[Any, Sequence[DueDigest]], Iterator[Any]]
    draw: Callable[[Any], Message]


MAKING = {
    DigestKind.MANAGER: Making(manager_digests, manager_message),
    DigestKind.TEAM: Making(manager_digests, team_message),
    DigestKind.PERSON: Making(person_notes, person_message),
    DigestKind.LEADER: Making(leader_digests, leader_message),
}


async def send_due_digests(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """One look: whatever is due now is made, a kind at a time, and queued in batches.

    Dying in between loses nothing, since what isn't queued is due still; any number of replicas may do this at once.
    """
    now = clock()
    try:
        await store.write(digests.follow_people, workspace_id, now)
        turns = await store.read(digests.look, workspace_id, now)
        idle = [Outgoing(turn, None) for turn in turns if turn.digest is None]
        for start in range(0, len(idle), A_BATCH):
            await store.write(digests.queue, idle[start : start + A_BATCH], clock())
        for kind, making in MAKING.items():
            of_kind = [turn for turn in turns if turn.digest and turn.digest.kind is kind]
            if of_kind:
                await _send(kind, making, of_kind, store, clock)
    except DatabaseUnreachable as error:
        _log.warning("digests wait for the database", reason=str(error))


async def enrol(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """Subscribes those who should have a digest, and works out anew when each comes next."""
    try:
        new = await store.write(digests.enrol, workspace_id, clock())
        moved = await store.write(digests.reckon_again, workspace_id, clock())
        await store.write(deliveries.after_the_clock, clock())
    except DatabaseUnreachable as error:
        _log.warning("subscriptions wait for the database", reason=str(error))
    else:
        _log.info("subscriptions looked after", new=new, moved=moved)


async def _send(kind: DigestKind, making: Making, turns: Sequence[Turn], store: Store, clock: Clock) -> None:
    waiting = {turn.subscription_id: turn for turn in turns}
    batch: list[Outgoing] = []
    due = [turn.digest for turn in turns if turn.digest]
    async with aclosing(store.stream(making.query, due)) as made:
        async for digest in made:
            turn = waiting.pop(digest.due.subscription_id)
            try:
                message = _message(digest, turn, making)
            except Exception:  # noqa: BLE001 - one digest's fault must not keep the others from being sent
                _log.exception("a digest could not be drawn", fault=uuid4().hex[:12], subscription=turn.subscription_id)
                _digests.labels(kind, "failed").inc()
                await store.write(digests.postpone, [turn], clock())
                continue
            batch.append(Outgoing(turn, message))
            if len(batch) == A_BATCH:
                await _queue(kind, batch, store, clock)
                batch = []
    # A query that has nothing for somebody has nothing to say to them.
    for start in range(0, len(waiting), A_BATCH):
        silent = list(waiting.values())[start : start + A_BATCH]
        await _queue(kind, [*batch, *(Outgoing(turn, None) for turn in silent)], store, clock)
        batch = []
    await _queue(kind, batch, store, clock)


def _message(digest: Digest, turn: Turn, making: Making) -> Message | None:
    """What to send. Nothing to say is nothing to send, but for a manager's first digest, which is a welcome."""
    is_welcome = digest.due.kind is DigestKind.MANAGER and turn.is_first
    return making.draw(digest) if is_welcome or not digest.is_empty else None


async def _queue(kind: DigestKind, batch: Sequence[Outgoing], store: Store, clock: Clock) -> None:
    queued = await store.write(digests.queue, batch, clock()) if batch else 0
    if queued:
        _digests.labels(kind, "queued").inc(queued)
        _log.info("digests queued", kind=kind.value, count=queued)
