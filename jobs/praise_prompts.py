"""Asks about praise again: the morning after *Later*, once where nothing was answered, and then once a week those in
whose digest it doesn't stand.
"""

import structlog
from prometheus_client import Counter

from bot.blocks.praise_prompts import prompt_message
from bot.clock import Clock
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.services import praise_prompts

_log = structlog.stdlib.get_logger("praiseworthy.praise")
_asked = Counter("praiseworthy_praise_asked_again", "Prompts about praise that were sent again")

A_BATCH = 20
"""Prompts in one transaction: few enough to stay far from the store's patience."""


async def ask_about_praise_again(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """One look; any number of replicas may do this at once, and dying in between loses nothing."""
    now = clock()
    count = 0
    try:
        due = await store.read(praise_prompts.due_again, workspace_id, now)
        for start in range(0, len(due), A_BATCH):
            count += await store.write(praise_prompts.ask_again, due[start : start + A_BATCH], now, prompt_message)
        for person_id, week in (await store.read(praise_prompts.due_this_week, workspace_id, now)).items():
            await store.write(praise_prompts.remind_of_waiting, workspace_id, person_id, week, now, prompt_message)
    except DatabaseUnreachable as error:
        _log.warning("some are asked about praise later", reason=str(error))
    if count:
        _asked.inc(count)
        _log.info("asked about praise again", count=count)
