"""People go before events, events in turn, and no event waits for ever."""

import asyncio
import time

import pytest

from bot.precedence import Precedence


async def test_events_go_one_at_a_time() -> None:
    precedence = Precedence()
    under_way = most = 0

    async def event() -> None:
        nonlocal under_way, most
        async with precedence.of_event():
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(event() for _ in range(20)))
    assert most == 1


async def test_a_person_is_served_while_events_wait() -> None:
    precedence = Precedence()
    order: list[str] = []
    began, go_on = asyncio.Event(), asyncio.Event()

    async def first_event() -> None:
        async with precedence.of_event():
            began.set()
            await go_on.wait()
        order.append("first event")

    async def second_event() -> None:
        async with precedence.of_event():
            order.append("second event")

    async def person() -> None:
        async with precedence.of_person():
            order.append("person")

    events = [asyncio.create_task(first_event()), asyncio.create_task(second_event())]
    await began.wait()
    await person()
    go_on.set()
    await asyncio.gather(*events)
    assert order == ["person", "first event", "second event"]


async def test_events_and_work_go_on_although_people_are_always_there() -> None:
    precedence = Precedence()
    async with asyncio.timeout(10), precedence.of_person():
        async with precedence.of_event():
            pass
        async with precedence.of_work():
            pass


async def test_work_waits_for_the_person_who_is_there() -> None:
    precedence = Precedence()
    order: list[str] = []
    here, go_on = asyncio.Event(), asyncio.Event()

    async def person() -> None:
        async with precedence.of_person():
            here.set()
            await go_on.wait()
            order.append("person")

    async def work() -> None:
        async with precedence.of_work():
            order.append("work")

    person_there = asyncio.create_task(person())
    await here.wait()
    worked = asyncio.create_task(work())
    go_on.set()
    await asyncio.gather(person_there, worked)
    assert order == ["person", "work"]


async def test_a_person_who_comes_while_events_rest_is_served_before_the_next() -> None:
    precedence = Precedence()
    order: list[str] = []
    async with precedence.of_person():
        pass

    async def event(number: int) -> None:
        async with precedence.of_event():
            order.append(f"event {number}")
            spent = time.perf_counter() + 0.02
            while time.perf_counter() < spent:
                pass  # as busy as a look at a message, so that a rest follows

    async def person() -> None:
        async with precedence.of_person():
            order.append("person")

    await event(1)
    second = asyncio.create_task(event(2))
    await person()
    await second
    assert order == ["event 1", "person", "event 2"]


async def test_what_fails_lets_the_next_have_its_turn() -> None:
    precedence = Precedence()
    with pytest.raises(ValueError, match="broken"):
        async with precedence.of_event():
            raise ValueError("broken")
    with pytest.raises(ValueError, match="broken"):
        async with precedence.of_work():
            raise ValueError("broken")
    async with asyncio.timeout(10), precedence.of_event():
        pass
