"""Goes on with forgetting people, step by step, until nothing names them."""

import structlog

from bot.blocks.kudos import post_message
from bot.blocks.privacy import forgotten_message
from bot.clock import Clock
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.services import forgetting

_log = structlog.stdlib.get_logger("praiseworthy.forgetting")


async def go_on_forgetting(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """Takes one step after the other; what a crash or an outage leaves undone, the next run takes up."""
    steps = 0
    try:
        if not await store.read(forgetting.is_any_open, workspace_id):
            return
        while await store.write(forgetting.go_on, workspace_id, post_message, forgotten_message, clock()):
            steps += 1
    except DatabaseUnreachable as error:
        _log.warning("forgetting goes on later", steps=steps, reason=str(error))
    else:
        _log.info("forgotten", steps=steps)
