"""Deliveries in the database: queued once, claimed by one worker, and what becomes of them."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.deliveries import CLAIM, LONGEST_WAIT, MOST_ATTEMPTS, Delivery, DeliveryState, Message, Posted
from bot.services import deliveries, people
from tests.integration.conftest import ANA, BRUNO, HERE, NOW, opened, person
from tests.integration.pauses import Pause

SECOND = timedelta(seconds=1)
HI = Message("Hi", [{"type": "divider"}])


@dataclass(frozen=True)
class Standing:
    """How a delivery stands."""

    state: DeliveryState
    due_at: datetime
    reason: str | None


async def queue(desk: Store, purpose: str, to: str = "C1", at: datetime = NOW, message: Message = HI) -> None:
    await desk.write(delivery_rows.queue, HERE, purpose, to, message, at)


async def take(desk: Store, at: datetime = NOW, most: int = 20) -> list[Delivery]:
    return await desk.write(deliveries.take, most, at)


async def take_one(desk: Store, at: datetime = NOW) -> Delivery:
    (delivery,) = await take(desk, at)
    return delivery


async def standing(desk: Store) -> dict[str, Standing]:
    """All deliveries by purpose."""

    def read(session: Session) -> dict[str, Standing]:
        rows = session.execute(
            select(DeliveryRow.purpose, DeliveryRow.state, DeliveryRow.due_at, DeliveryRow.parked_reason)
        )
        return {row.purpose: Standing(DeliveryState(row.state), row.due_at, row.parked_reason) for row in rows}

    return await desk.read(read)


async def test_the_same_purpose_is_one_message(desk: Store) -> None:
    await asyncio.gather(*(queue(desk, "digest:1") for _ in range(10)))
    await queue(desk, "digest:1", message=Message("Other"))
    delivery = await take_one(desk)
    assert (delivery.to, delivery.message, delivery.attempts, delivery.is_uncertain) == ("C1", HI, 1, False)
    assert await take(desk) == []


async def test_a_message_is_queued_only_with_what_causes_it(desk: Store) -> None:
    def cause_and_fail(session: Session) -> None:
        delivery_rows.queue(session, HERE, "digest:1", "C1", HI, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await desk.write(cause_and_fail)
    assert await take(desk) == []


async def test_one_at_a_time_for_each_conversation_in_order(desk: Store) -> None:
    for number in range(3):
        for to in ("C1", "C2"):
            await queue(desk, f"{to}:{number}", to, NOW + number * SECOND, Message(f"{to} {number}"))
    at = NOW + timedelta(minutes=1)
    for number in range(3):
        taken = await take(desk, at)
        assert [delivery.message.text for delivery in taken] == [f"C1 {number}", f"C2 {number}"]
        for delivery in taken:
            await desk.write(deliveries.sent, delivery, Posted(delivery.to, "1.1"), at)


async def test_nothing_is_taken_before_it_is_due(desk: Store) -> None:
    await queue(desk, "digest:1", at=NOW + SECOND)
    assert await take(desk) == []
    assert len(await take(desk, NOW + SECOND)) == 1


async def test_a_sent_message_stays_sent(desk: Store) -> None:
    await queue(desk, "digest:1")
    delivery = await take_one(desk)
    await desk.write(deliveries.sent, delivery, Posted("D1", "1.2"), NOW)
    await queue(desk, "digest:1")
    assert await take(desk, NOW + timedelta(days=9)) == []
    assert await desk.read(delivery_rows.sent_to, HERE, "digest:1") == Posted("D1", "1.2")


async def test_two_workers_never_take_the_same(desk: Store, database_url: str) -> None:
    await queue(desk, "1", "C1")
    await queue(desk, "2", "C2", NOW + SECOND)
    at = NOW + timedelta(minutes=1)
    with Pause() as pause:

        def take_and_hold(session: Session) -> list[Delivery]:
            taken = deliveries.take(session, 1, at)
            pause.hold(session)
            return taken

        async with opened(database_url) as other:
            claiming = asyncio.create_task(desk.write(take_and_hold))
            await pause.reached.wait()
            following = asyncio.create_task(other.write(deliveries.take, 1, at))
            if database_url.startswith("postgresql"):
                # It skips what the first holds; SQLite, with its one writer, makes it wait.
                await following
            pause.over.set()
            first, second = await claiming, await following
    assert [delivery.to for delivery in [*first, *second]] == ["C1", "C2"]


async def test_many_workers_take_each_once(desk: Store, database_url: str) -> None:
    for number in range(40):
        await queue(desk, str(number), f"C{number}")
    async with opened(database_url) as other:
        taken = await asyncio.gather(*(take((desk, other)[number % 2], most=7) for number in range(12)))
    everything = [delivery.to for batch in taken for delivery in batch]
    assert sorted(everything) == sorted(f"C{number}" for number in range(40))


async def test_a_dead_workers_claim_is_taken_over_as_uncertain(desk: Store) -> None:
    await queue(desk, "digest:1")
    dead = await take_one(desk)
    assert await take(desk, NOW + CLAIM - SECOND) == []
    heir = await take_one(desk, NOW + CLAIM)
    assert (heir.id, heir.attempts, heir.is_uncertain) == (dead.id, 2, True)


async def test_a_clear_refusal_waits_longer_each_time(desk: Store) -> None:
    await queue(desk, "digest:1")
    at, waits = NOW, []
    for _ in range(MOST_ATTEMPTS - 1):
        delivery = await take_one(desk, at)
        assert not delivery.is_uncertain
        assert not await desk.write(deliveries.refused, delivery, "ratelimited", at)
        due_at = (await standing(desk))["digest:1"].due_at
        waits.append(due_at - at)
        at = due_at
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert waits[-1] == LONGEST_WAIT
    assert await desk.write(deliveries.refused, await take_one(desk, at), "ratelimited", at)
    assert (await standing(desk))["digest:1"].reason == "ratelimited"


async def test_slacks_own_wait_is_obeyed(desk: Store) -> None:
    await queue(desk, "digest:1")
    await desk.write(deliveries.refused, await take_one(desk), "ratelimited", NOW, 37.0)
    assert (await standing(desk))["digest:1"] == Standing(DeliveryState.DUE, NOW + 37 * SECOND, None)
    assert await take(desk, NOW + 36 * SECOND) == []


async def test_an_unanswered_try_stays_uncertain_until_a_clear_answer(desk: Store) -> None:
    await queue(desk, "digest:1")
    await desk.write(deliveries.unanswered, await take_one(desk), NOW)
    second = await take_one(desk, NOW + timedelta(minutes=1))
    assert second.is_uncertain
    await desk.write(deliveries.refused, second, "ratelimited", NOW, 1.0)
    assert (await take_one(desk, NOW + timedelta(minutes=2))).id == second.id


async def test_a_permanent_error_parks_and_tells_an_admin_once(desk: Store) -> None:
    await desk.write(people.learn, [person(BRUNO, is_admin=True)], NOW)
    for number in range(3):
        await queue(desk, f"digest:{number}", ANA.slack_id)
        delivery = await take_one(desk)
        assert delivery.to == ANA.slack_id
        assert await desk.write(deliveries.refused, delivery, "account_inactive", NOW)
        notices = await take(desk)
        assert [notice.to for notice in notices] == ([BRUNO.slack_id] if number == 0 else [])
        for notice in notices:
            assert f"<@{ANA.slack_id}>" in notice.message.text
            assert "account_inactive" in notice.message.text
            await desk.write(deliveries.sent, notice, Posted("D2", "1.1"), NOW)
    parked = Standing(DeliveryState.PARKED, NOW + CLAIM, "account_inactive")
    assert [(await standing(desk))[f"digest:{number}"] for number in range(3)] == [parked] * 3
    assert await take(desk, NOW + timedelta(days=9)) == []


async def test_an_admin_who_cannot_be_told_is_not_told_of_that(desk: Store) -> None:
    await desk.write(people.learn, [person(BRUNO, is_admin=True)], NOW)
    await queue(desk, "digest:1", BRUNO.slack_id)
    await desk.write(deliveries.refused, await take_one(desk), "account_inactive", NOW)
    assert list(await standing(desk)) == ["digest:1"]


async def test_withdrawn_before_it_is_tried_and_due_again_when_queued_again(desk: Store) -> None:
    await queue(desk, "minutes:1")
    await desk.write(delivery_rows.withdraw, HERE, "minutes:1", NOW)
    assert await take(desk) == []
    await queue(desk, "minutes:1", message=Message("Anew"))
    assert (await take_one(desk)).message == Message("Anew")


async def test_what_is_being_tried_is_not_withdrawn(desk: Store) -> None:
    await queue(desk, "minutes:1")
    delivery = await take_one(desk)
    await desk.write(delivery_rows.withdraw, HERE, "minutes:1", NOW)
    await desk.write(deliveries.unanswered, delivery, NOW)
    await desk.write(delivery_rows.withdraw, HERE, "minutes:1", NOW)
    assert (await take_one(desk, NOW + timedelta(minutes=1))).is_uncertain
