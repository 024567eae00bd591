"""Homes that are old are drawn anew: one drawing for a burst, none for those who don't look, and nothing stops it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.db.database import open_database
from bot.db.store import Store
from bot.home_refresh import HomeRefresh
from bot.messenger import SlackRefused, SlackUnanswered
from bot.services import home, work_logs
from bot.services.acting import Asker
from tests.integration.digest_story import Story

HERE = "T0HERE"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ANA, BRUNO, CARLA = Asker(HERE, "U0ANA"), Asker(HERE, "U0BRUNO"), Asker(HERE, "U0CARLA")


class Screens:
    """Stands in for what draws: keeps whose Home was drawn, and fails or waits as it is told."""

    def __init__(self) -> None:
        self.drawn: list[Asker] = []
        self.failures: list[Exception] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def draw(self, asker: Asker) -> None:
        """Draws one."""
        if self.failures:
            raise self.failures.pop(0)
        self.drawn.append(asker)
        await self.may_go_on.wait()


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Store]:
    """A store in which Ana and Bruno have opened Home, and Carla has not."""
    store = Store(open_database(sqlite_url))
    await store.open()
    story = await Story(store).begin()
    for name in ("Ana", "Bruno", "Carla"):
        await story.person(name)
    for asker in (ANA, BRUNO):
        await store.write(home.opened, asker, NOW)
    yield store
    await store.close()


@asynccontextmanager
async def refreshing(store: Store, screens: Screens) -> AsyncIterator[HomeRefresh]:
    """The refresh of Homes, at work."""
    refresh = HomeRefresh(HERE, store, lambda: NOW, screens.draw)
    refresh.start()
    yield refresh
    await refresh.stop()


async def log(store: Store, asker: Asker, count: int = 1) -> None:
    """Logs so many entries at once."""
    names = (f"command:{asker.slack_id}:{number}:{count}" for number in range(count))
    await asyncio.gather(*(store.write(work_logs.log_line, asker, "1m call", name, NOW) for name in names))


async def until(holds: Callable[[], bool]) -> None:
    """Waits for what happens a little later."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.02)


async def test_a_burst_is_one_drawing_for_each_person(desk: Store) -> None:
    screens = Screens()
    async with refreshing(desk, screens):
        screens.may_go_on.clear()
        await log(desk, ANA)
        await until(lambda: screens.drawn == [ANA])
        # While that drawing is in hand a hundred changes come: one more drawing shows them all.
        await log(desk, ANA, 100)
        await log(desk, CARLA)
        screens.may_go_on.set()
        await until(lambda: screens.drawn == [ANA, ANA])
        await log(desk, BRUNO)
        await until(lambda: BRUNO in screens.drawn)
    assert screens.drawn == [ANA, ANA, BRUNO]


async def test_slacks_limit_is_obeyed_and_nobody_is_forgotten(desk: Store) -> None:
    screens = Screens()
    screens.failures = [SlackRefused("ratelimited", 0.05)]
    async with refreshing(desk, screens):
        await log(desk, ANA)
        await log(desk, BRUNO)
        await until(lambda: set(screens.drawn) == {ANA, BRUNO})


@pytest.mark.parametrize("failure", [SlackRefused("not_enabled"), SlackUnanswered("TimeoutError"), KeyError("fault")])
async def test_what_could_not_be_drawn_is_tried_at_the_next_change(desk: Store, failure: Exception) -> None:
    screens = Screens()
    screens.failures = [failure]
    async with refreshing(desk, screens):
        await log(desk, ANA)
        await until(lambda: not screens.failures)
        await log(desk, BRUNO)
        await until(lambda: BRUNO in screens.drawn)
        assert screens.drawn == [BRUNO]
        await log(desk, ANA, 2)
        await until(lambda: screens.drawn == [BRUNO, ANA])


async def test_at_the_end_nothing_hangs_though_a_drawing_does(desk: Store) -> None:
    screens = Screens()
    screens.may_go_on.clear()
    async with asyncio.timeout(20):
        async with refreshing(desk, screens):
            await log(desk, ANA)
            await until(lambda: screens.drawn == [ANA])


async def test_what_is_opened_is_drawn_alone_and_not_a_second_time(desk: Store) -> None:
    screens = Screens()
    async with refreshing(desk, screens) as refresh:
        screens.may_go_on.clear()
        first = asyncio.create_task(refresh.draw(ANA))
        await until(lambda: screens.drawn == [ANA])
        second = asyncio.create_task(refresh.draw(ANA))
        other = asyncio.create_task(refresh.draw(BRUNO))
        await until(lambda: BRUNO in screens.drawn)
        assert screens.drawn == [ANA, BRUNO], "two drawings of one Home could end in the wrong order"
        screens.may_go_on.set()
        await asyncio.gather(first, second, other)
        assert screens.drawn == [ANA, BRUNO, ANA]
