"""People before events: whoever waits for an acknowledgement is served before a burst of events goes on.

Events, and the work that they leave, take turns, let people go first, and leave time between them: a machine that is
busy without a pause keeps everybody waiting, however short each piece of work is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

EVENTS_AT_ONCE = 1
"""Events under way at the same time. What they need is brief; more of them at once would only stand in the way."""

LONGEST_WAIT_SECONDS = 1.0
"""How long an event may be kept waiting, of the three seconds that Slack gives ("The Events API"): those that have
waited longer are taken as fast as can be.
"""

REST = 1.0
"""Time that is left between events, and between pieces of work that they leave, for each second that one took."""

LATELY_SECONDS = 1.0
"""People who were here so lately may come again at any moment."""


class Precedence:
    """Requests under way, of people and of events."""

    def __init__(self) -> None:
        self._people = 0
        self._no_people = asyncio.Event()
        self._no_people.set()
        self._last_person = -LATELY_SECONDS
        self._turn = asyncio.Semaphore(EVENTS_AT_ONCE)
        self._next_event = 0.0

    @asynccontextmanager
    async def of_person(self) -> AsyncIterator[None]:
        """Around what a person waits for: at once."""
        self._people += 1
        self._no_people.clear()
        try:
            yield
        finally:
            self._people -= 1
            self._last_person = asyncio.get_running_loop().time()
            if not self._people:
                self._no_people.set()

    @asynccontextmanager
    async def of_event(self) -> AsyncIterator[None]:
        """Around an event: in its turn, and after the people who are there."""
        now = asyncio.get_running_loop().time
        latest = now() + LONGEST_WAIT_SECONDS
        async with self._turn:
            if self._is_anybody_about():
                await asyncio.sleep(max(0.0, min(self._next_event, latest) - now()))
                await self._people_first(latest)
            began = now()
            try:
                yield
            finally:
                self._next_event = now() + (now() - began) * REST

    @asynccontextmanager
    async def of_work(self) -> AsyncIterator[None]:
        """Around a piece of work that nobody waits for: after the people who are there, and with a rest behind it."""
        now = asyncio.get_running_loop().time
        if self._is_anybody_about():
            await self._people_first(now() + LONGEST_WAIT_SECONDS)
        began = now()
        try:
            yield
        finally:
            if self._is_anybody_about():
                await asyncio.sleep((now() - began) * REST)

    def _is_anybody_about(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._people > 0 or now - self._last_person < LATELY_SECONDS

    async def _people_first(self, latest: float) -> None:
        if self._people:
            try:
                async with asyncio.timeout_at(latest):
                    await self._no_people.wait()
            except TimeoutError:
                pass  # it has waited long enough
