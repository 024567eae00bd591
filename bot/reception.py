"""Receives a person's request: whoever is not known yet is asked of Slack first (`users.info`), then the store acts."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db.store import Store
from bot.errors import NotIntroduced, UnknownPerson
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.services import people
from bot.services.acting import Asker

P = ParamSpec("P")
T = TypeVar("T")

FIRST_SIGHT_SECONDS = 1.5
"""What may be spent on asking Slack who somebody is, of the three seconds that an acknowledgement has."""


class Reception:
    """The store, the messenger and the clock, for requests that a person makes."""

    def __init__(self, store: Store, messenger: Messenger, clock: Clock) -> None:
        self.store = store
        self.messenger = messenger
        self.clock = clock

    @property
    def now(self) -> datetime:
        """The present, in UTC."""
        return self.clock()

    async def write(
        self,
        use_case: Callable[Concatenate[Session, Asker, P], T],
        asker: Asker,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Runs a use case of this person; raises what `Store.write` raises, and `NotIntroduced`."""
        try:
            return await self.store.write(use_case, asker, *args, **kwargs)
        except UnknownPerson:
            await self._learn(asker)
            return await self.store.write(use_case, asker, *args, **kwargs)

    async def read(
        self,
        query: Callable[Concatenate[Session, Asker, P], T],
        asker: Asker,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Runs a query of this person; raises what `Store.read` raises, and `NotIntroduced`."""
        try:
            return await self.store.read(query, asker, *args, **kwargs)
        except UnknownPerson:
            await self._learn(asker)
            return await self.store.read(query, asker, *args, **kwargs)

    async def _learn(self, asker: Asker) -> None:
        try:
            async with asyncio.timeout(FIRST_SIGHT_SECONDS):
                person = await self.messenger.person(asker.workspace_id, asker.slack_id)
        except (SlackRefused, SlackUnanswered, TimeoutError) as unsaid:
            raise NotIntroduced(f"users.info: {type(unsaid).__name__} {unsaid}".strip()) from unsaid
        await self.store.write(people.learn_asker, person, self.now)
