"""People before events: whoever waits for an acknowledgement is served before a burst of events goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

EVENTS_AT_ONCE = 1
"""Events under way at the same time. What they need is brief; more of them at once would only stand in the way."""

LONGEST_WAIT_SECONDS = 0.01
"""How long the next event lets people go first: a hundred waiting events are still acknowledged within three seconds,
even if somebody always is before them ("The Events API")."""


class Precedence:
    """Requests under way, of people and of events."""

    def __init__(self) -> None:
        self._people = 0
        self._no_people = asyncio.Event()
        self._no_people.set()
        self._turn = asyncio.Semaphore(EVENTS_AT_ONCE)

    @asynccontextmanager
    async def of_person(self) -> AsyncIterator[None]:
        """Around what a person waits for: at once."""
        self._people += 1
        self._no_people.clear()
        try:
            yield
        finally:
            self._people -= 1
            if not self._people:
                self._no_people.set()

    @asynccontextmanager
    async def of_event(self) -> AsyncIterator[None]:
        """Around an event: in its turn, and after the people who are there."""
        async with self._turn:
            if self._people:
                try:
                    async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                        await self._no_people.wait()
                except TimeoutError:
                    pass  # it has waited long enough
            yield
