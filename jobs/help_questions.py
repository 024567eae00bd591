"""Asks those who were helped, on the working day after, whether it solved the matter."""

from contextlib import aclosing

import structlog
from prometheus_client import Counter

from bot.blocks.help_questions import question_message
from bot.clock import Clock
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.services import help_questions

_log = structlog.stdlib.get_logger("praiseworthy.help_questions")
_asked = Counter("praiseworthy_help_questions_asked", "People asked whether help solved the matter")


async def ask_those_helped(*, workspace_id: str, store: Store, clock: Clock) -> None:
    """One look: whoever is due now and was not asked this week is asked.

    Dying in between loses nothing, since who wasn't asked is due still; any number of replicas may do this at once.
    """
    now = clock()
    count = 0
    try:
        # Read to its end before anything is written: a report that is open keeps a connection from the writer.
        async with aclosing(store.stream(help_questions.due_now, workspace_id, now)) as due:
            batches = [batch async for batch in due]
        for batch in batches:
            count += await store.write(help_questions.ask, workspace_id, batch, question_message, now)
    except DatabaseUnreachable as error:
        _log.warning("some who were helped are asked later", reason=str(error))
    if count:
        _asked.inc(count)
        _log.info("asked those who were helped", count=count)
