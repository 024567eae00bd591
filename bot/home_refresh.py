"""Draws App Home anew for those who look at it, when something on it has changed: not on a timer.

The store tells of what was touched after each commit (`bot.db.touched`). A moment later all of it is looked up in one
go, and the Homes that show it, of those opened lately, are drawn one after the other: a burst is one drawing for each
person, and no request waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.db.store import Store
from bot.domain.home import Touch
from bot.errors import PraiseworthyError
from bot.messenger import SlackRefused
from bot.services import home
from bot.services.acting import Asker

_log = structlog.stdlib.get_logger("praiseworthy.home")

GATHER_SECONDS = 0.5
"""What is touched within this time of the first touch is looked up together."""

LEAST_BETWEEN_SECONDS = 2.0
"""A person's Home is drawn no more often: what comes between is drawn with the next."""

MOST_TOUCHES = 50_000
"""More touches than anybody makes in a moment; while the database is away they don't pile up without end."""

Draw = Callable[[Asker], Awaitable[None]]


class HomeRefresh:
    """Draws Homes, each person's one at a time. `start` to draw what is touched, too; `stop` at the end."""

    def __init__(self, workspace_id: str, store: Store, clock: Clock, draw: Draw) -> None:
        self._workspace_id = workspace_id
        self._store = store
        self._clock = clock
        self._draw = draw
        self._touched: set[Touch] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._locks: WeakValueDictionary[Asker, asyncio.Lock] = WeakValueDictionary()
        self._old: dict[Asker, None] = {}
        self._drawn_at: dict[Asker, float] = {}

    def start(self) -> None:
        """Listens to the store from now on."""
        self._task = asyncio.create_task(self._run())
        self._store.tell_of_touched(self.note)

    async def stop(self) -> None:
        """Draws no more; what is in hand is left: the tab is drawn anew when it is opened next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def note(self, touched: set[Touch]) -> None:
        """Takes note of what was touched."""
        if len(self._touched) < MOST_TOUCHES:
            self._touched |= touched
        self._wake.set()

    async def draw(self, asker: Asker) -> None:
        """Draws a person's Home now. Raises what drawing raises."""
        lock = self._locks.setdefault(asker, asyncio.Lock())
        async with lock:
            # What is touched from here on isn't in it.
            self._old.pop(asker, None)
            self._drawn_at[asker] = asyncio.get_running_loop().time()
            await self._draw(asker)

    async def _run(self) -> None:
        while True:
            await self._something_to_do()
            await asyncio.sleep(GATHER_SECONDS)
            await self._look_up()
            await self._draw_old()

    async def _something_to_do(self) -> None:
        """Returns when something was touched, or when a Home that was drawn just now may be drawn again."""
        try:
            async with asyncio.timeout(LEAST_BETWEEN_SECONDS if self._old else None):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _look_up(self) -> None:
        touched, self._touched = self._touched, set()
        if not touched:
            return
        try:
            for asker in await self._store.read(home.old_homes, self._workspace_id, touched, self._clock()):
                self._old.setdefault(asker)
        except Exception as error:  # noqa: BLE001 - it must go on: the next change is looked up again
            _log.warning("not known whose home is old", reason=str(error) or type(error).__name__)

    async def _draw_old(self) -> None:
        loop = asyncio.get_running_loop()
        just_now = loop.time() - LEAST_BETWEEN_SECONDS
        self._drawn_at = {asker: at for asker, at in self._drawn_at.items() if at > just_now}
        for asker in [asker for asker in self._old if asker not in self._drawn_at]:
            try:
                await self.draw(asker)
            except SlackRefused as refused:
                if refused.retry_after is not None:
                    self._old.setdefault(asker)
                    await asyncio.sleep(refused.retry_after)
                    return
                _log.warning("a home was not drawn", reason=str(refused))
            except PraiseworthyError as unsaid:
                _log.warning("a home was not drawn", reason=str(unsaid) or type(unsaid).__name__)
            except Exception:  # noqa: BLE001 - one that can't be drawn must not keep the others from it
                _log.error("a home was not drawn", exc_info=True)
