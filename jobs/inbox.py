"""Works off the events that were kept: one after the other, those about the same thing in their order."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from prometheus_client import Counter

from bot.clock import Clock
from bot.db.inbox import InboxEvent
from bot.db.store import Store
from bot.errors import DatabaseUnreachable, PraiseworthyError
from bot.messenger import SlackRefused
from bot.precedence import Precedence
from bot.services import events

_log = structlog.stdlib.get_logger("praiseworthy.inbox")
_events = Counter("praiseworthy_inbox_events", "Events worked off", ["kind", "outcome"])

MOST_A_RUN = 50


async def work_off_events(
    *,
    workers: Mapping[str, Callable[[InboxEvent], Awaitable[None]]],
    store: Store,
    clock: Clock,
    precedence: Precedence | None = None,
) -> None:
    """Takes due events until there are none, or `MOST_A_RUN` were taken; people go first, where they are known."""
    precedence = precedence or Precedence()
    try:
        for _ in range(MOST_A_RUN):
            async with precedence.of_work():
                event = await store.write(events.take, clock())
                if event is None:
                    return
                await _work_off(event, workers, store, clock)
    except DatabaseUnreachable as error:
        _log.warning("events wait for the database", reason=str(error))


async def _work_off(
    event: InboxEvent, workers: Mapping[str, Callable[[InboxEvent], Awaitable[None]]], store: Store, clock: Clock
) -> None:
    try:
        await workers[event.kind](event)
    except DatabaseUnreachable:
        raise
    except PraiseworthyError as error:
        retry_after = error.retry_after if isinstance(error, SlackRefused) else None
        parked = await store.write(events.failed, event, str(error), clock(), retry_after)
        _log.warning("event failed", event_id=event.event_id, kind=event.kind, reason=str(error), parked=parked)
        _events.labels(event.kind, "parked" if parked else "failed").inc()
    except Exception:  # noqa: BLE001 - one bad event must not hold up the others
        parked = await store.write(events.failed, event, "fault", clock())
        _log.error("event failed", event_id=event.event_id, kind=event.kind, parked=parked, exc_info=True)
        _events.labels(event.kind, "parked" if parked else "failed").inc()
    else:
        await store.write(events.done, event, clock())
        _events.labels(event.kind, "done").inc()


async def forget_old_events(*, store: Store, clock: Clock) -> None:
    """Removes what is kept of events that ended long ago."""
    try:
        removed = await store.write(events.forget_old, clock())
    except DatabaseUnreachable as error:
        _log.warning("old events stay for now", reason=str(error))
    else:
        _log.info("old events removed", count=removed)
