"""Asking Slack (`users.info`) who somebody is whom a request names and of whom it has not told yet."""

import asyncio
from collections.abc import Iterable

import structlog

from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import people

_log = structlog.stdlib.get_logger("praiseworthy.people")

SLACK_SECONDS = 1.2
"""What asking may take, of the three seconds that an acknowledgement has."""


async def learn_named(slack_ids: Iterable[str], workspace_id: str, reception: Reception) -> None:
    """Learns who these people are; whom Slack doesn't tell of stay unknown, and who was forgotten stays so."""

    async def learn(slack_id: str) -> None:
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                person = await reception.messenger.person(workspace_id, slack_id)
        except (TimeoutError, SlackRefused, SlackUnanswered) as unsaid:
            _log.warning("a person could not be learnt", reason=str(unsaid) or type(unsaid).__name__)
            return
        await reception.store.write(people.learn_newcomer, person, reception.now)

    await asyncio.gather(*map(learn, slack_ids))
