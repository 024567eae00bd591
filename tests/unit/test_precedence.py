"""People go before events, events in turn, and no event waits for ever."""

import asyncio

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


async def test_an_event_goes_on_although_people_are_always_there() -> None:
    precedence = Precedence()
    async with asyncio.timeout(10), precedence.of_person(), precedence.of_event():
        pass
