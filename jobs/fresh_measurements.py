"""Asks owners for fresh numbers on the morning before their manager's digest."""

from contextlib import aclosing

import structlog
from prometheus_client import Counter

from bot.blocks.measurements import fresh_message
from bot.clock import Clock
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.services import fresh_measurements

_log = structlog.stdlib.get_logger("praiseworthy.fresh_measurements")
_asked = Counter("praiseworthy_fresh_measurements_asked", "People asked for fresh measurements")


async def ask_for_fresh_measurements(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """One look: whoever is due now and was not asked this week is asked.

    Dying in between loses nothing, since who wasn't asked is due still; any number of replicas may do this at once.
    """
    now = clock()
    count = 0
    try:
        # Read to its end before anything is written: a report that is open keeps a connection from the writer.
        async with aclosing(store.stream(fresh_measurements.due_now, workspace_id, now)) as due:
            batches = [batch async for batch in due]
        for batch in batches:
            await store.write(fresh_measurements.ask, workspace_id, batch, fresh_message, now)
            count += len(batch)
    except DatabaseUnreachable as error:
        _log.warning("some are asked for fresh numbers later", reason=str(error))
    if count:
        _asked.inc(count)
        _log.info("asked for fresh numbers", count=count)
