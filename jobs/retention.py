"""Removes what the workspace doesn't keep any longer, in portions, each in a transaction of its own."""

import structlog

from bot.clock import Clock
from bot.db.store import Store
from bot.domain.retention import Removal, RetentionRun
from bot.errors import DatabaseUnreachable
from bot.services import retention

_log = structlog.stdlib.get_logger("praiseworthy.retention")


async def remove_what_is_old(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """One run over all kinds; what an outage leaves, the next run removes. Two replicas remove each a part."""
    try:
        runs = await store.read(retention.to_remove, workspace_id, clock())
    except DatabaseUnreachable as error:
        _log.warning("what is old stays for now", reason=str(error))
        return
    for run in runs:
        # One kind that takes too long must not keep the others.
        try:
            removed = await _remove(workspace_id, run, store, clock)
        except DatabaseUnreachable as error:
            _log.warning("what is old stays for now", kind=run.removed.kind.value, reason=str(error))
            continue
        if removed.count:
            _log.info(
                "removed with age", kind=removed.kind.value, count=removed.count, before=removed.before.isoformat()
            )


async def _remove(workspace_id: str, run: RetentionRun, store: Store, clock: Clock) -> Removal:
    while not run.is_over:
        run = await store.write(retention.remove, workspace_id, run, clock())
    return run.removed
