"""Learns all members of the workspace, page by page: at the start, and daily for what an event may have missed."""

import structlog

from bot.clock import Clock
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.services import people

_log = structlog.stdlib.get_logger("praiseworthy.members")


async def learn_members(*, workspace_id: str, store: Store, messenger: Messenger, clock: Clock) -> None:
    """Reads `users.list` to its end. A failure leaves the rest to `users.info` on first sight and to the next run."""
    count = 0
    try:
        async for page in messenger.pages_of_people(workspace_id):
            await store.write(people.learn, page, clock())
            count += len(page)
        await store.write(people.all_learnt, workspace_id, clock())
    except (SlackRefused, SlackUnanswered, DatabaseUnreachable) as error:
        _log.warning("members learnt in part", count=count, reason=str(error))
    else:
        _log.info("members learnt", count=count)
