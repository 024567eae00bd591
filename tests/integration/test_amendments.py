"""Messages that stand in Slack: rewritten until what is shown is what is kept, and taken back whatever dies."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import deliveries as delivery_rows
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.deliveries import CLAIM, MOST_ATTEMPTS, Amendment, Delivery, DeliveryState, Message, Posted
from bot.services import deliveries, people
from tests.integration.conftest import ANA, HERE, NOW, opened, person

SECOND = timedelta(seconds=1)
FIRST, OTHER, THIRD = Message("One"), Message("Two"), Message("Three")
THERE = Posted("C1", "1.1")


async def queue(desk: Store, message: Message = FIRST, at: datetime = NOW) -> None:
    await desk.write(delivery_rows.queue, HERE, "kudos:1", "C1", message, at)


async def rewrite(desk: Store, message: Message, at: datetime = NOW) -> None:
    await desk.write(amendments.rewrite, HERE, "kudos:1", message, at)


async def take_back(desk: Store, at: datetime = NOW) -> None:
    await desk.write(amendments.take_back, HERE, "kudos:1", at)


async def to_post(desk: Store, at: datetime = NOW) -> list[Delivery]:
    return await desk.write(deliveries.take, 20, at)


async def to_amend(desk: Store, at: datetime = NOW) -> list[Amendment]:
    return await desk.write(deliveries.take_amendments, 20, at)


async def amend(desk: Store, at: datetime = NOW) -> Amendment:
    """Takes the only amendment and does it."""
    (amendment,) = await to_amend(desk, at)
    await desk.write(deliveries.amended, amendment, amendment.posted or THERE, at)
    return amendment


async def send(desk: Store, at: datetime = NOW) -> Delivery:
    """Takes the only delivery and posts it."""
    (delivery,) = await to_post(desk, at)
    await desk.write(deliveries.sent, delivery, THERE, at)
    return delivery


async def state(desk: Store) -> DeliveryState:
    """How the delivery stands."""

    def read(session: Session) -> DeliveryState:
        found = session.execute(select(DeliveryRow.state).where(DeliveryRow.purpose == "kudos:1")).scalar_one()
        return DeliveryState(found)

    return await desk.read(read)


async def test_what_is_not_posted_yet_is_posted_as_it_is_then(desk: Store) -> None:
    await queue(desk)
    await rewrite(desk, OTHER)
    assert (await send(desk)).message == OTHER
    assert await to_amend(desk) == []


async def test_what_is_posted_is_amended_once(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, OTHER)
    await rewrite(desk, THIRD)
    amendment = await amend(desk)
    assert (amendment.delivery.message, amendment.posted, amendment.is_unwanted) == (THIRD, THERE, False)
    assert await state(desk) is DeliveryState.SENT
    assert await to_amend(desk, NOW + CLAIM) == []
    assert await to_post(desk, NOW + CLAIM) == []


async def test_the_same_words_are_not_sent_again(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, FIRST)
    assert await to_amend(desk) == []


async def test_what_changes_while_it_is_amended_is_amended_again(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, OTHER)
    (amendment,) = await to_amend(desk)
    await rewrite(desk, THIRD)
    assert await to_amend(desk) == [], "two workers would race"
    await desk.write(deliveries.amended, amendment, THERE, NOW)
    assert (await amend(desk)).delivery.message == THIRD
    assert await state(desk) is DeliveryState.SENT


async def test_what_changes_while_it_is_posted_is_amended(desk: Store) -> None:
    await queue(desk)
    (delivery,) = await to_post(desk)
    await rewrite(desk, OTHER)
    assert await to_amend(desk) == []
    await desk.write(deliveries.sent, delivery, THERE, NOW)
    assert (await amend(desk)).delivery.message == OTHER


async def test_two_replicas_do_not_take_the_same(desk: Store, database_url: str) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, OTHER)
    async with opened(database_url) as other:
        taken = await asyncio.gather(to_amend(desk), to_amend(other))
    assert sum(map(len, taken)) == 1
    assert len(await to_amend(desk, NOW + CLAIM)) == 1, "a worker that died holds it no longer than its claim"


async def test_what_is_not_posted_yet_is_withdrawn(desk: Store) -> None:
    await queue(desk)
    await take_back(desk)
    assert await state(desk) is DeliveryState.WITHDRAWN
    assert await to_post(desk) == []
    assert await to_amend(desk) == []


async def test_what_is_posted_goes(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await take_back(desk)
    assert await desk.read(delivery_rows.sent_to, HERE, "kudos:1") is None
    amendment = await amend(desk)
    assert (amendment.posted, amendment.is_unwanted) == (THERE, True)
    assert await state(desk) is DeliveryState.WITHDRAWN
    await take_back(desk)
    assert await to_amend(desk, NOW + CLAIM) == []


async def test_what_is_taken_back_while_it_is_posted_goes(desk: Store) -> None:
    await queue(desk)
    (delivery,) = await to_post(desk)
    await take_back(desk)
    assert await to_amend(desk) == []
    await desk.write(deliveries.sent, delivery, THERE, NOW)
    assert (await amend(desk)).posted == THERE
    assert await state(desk) is DeliveryState.WITHDRAWN


async def test_what_a_worker_that_died_may_have_posted_is_looked_for(desk: Store) -> None:
    await queue(desk)
    await to_post(desk)
    await take_back(desk)
    assert await to_post(desk, NOW + CLAIM) == []
    (amendment,) = await to_amend(desk, NOW + CLAIM)
    assert (amendment.posted, amendment.is_unwanted) == (None, True)
    await desk.write(deliveries.not_there, amendment, NOW + CLAIM)
    assert await state(desk) is DeliveryState.WITHDRAWN


async def test_what_slack_may_have_taken_is_looked_for(desk: Store) -> None:
    await queue(desk)
    (delivery,) = await to_post(desk)
    await take_back(desk)
    await desk.write(deliveries.unanswered, delivery, NOW)
    (amendment,) = await to_amend(desk, NOW + timedelta(minutes=1))
    assert (amendment.posted, amendment.is_unwanted) == (None, True)


async def test_what_slack_refused_meanwhile_is_withdrawn_and_alarms_nobody(desk: Store) -> None:
    await desk.write(people.learn, [person(ANA, is_admin=True)], NOW)
    for error in ("ratelimited", "is_archived"):
        await queue(desk)
        (delivery,) = await to_post(desk)
        await take_back(desk)
        assert not await desk.write(deliveries.refused, delivery, error, NOW, 1.0)
        assert await state(desk) is DeliveryState.WITHDRAWN
    later = NOW + timedelta(days=1)
    assert await to_post(desk, later) == []


async def test_what_was_never_posted_is_posted_as_it_is_now(desk: Store) -> None:
    await queue(desk)
    (delivery,) = await to_post(desk)
    await rewrite(desk, OTHER)
    await desk.write(deliveries.unanswered, delivery, NOW)
    later = NOW + timedelta(minutes=1)
    (amendment,) = await to_amend(desk, later)
    assert amendment.posted is None
    await desk.write(deliveries.not_there, amendment, later)
    delivery = await send(desk, later)
    assert (delivery.message, delivery.is_uncertain) == (OTHER, False)


async def test_a_message_that_somebody_removed_is_not_posted_again(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, OTHER)
    (amendment,) = await to_amend(desk)
    await desk.write(deliveries.not_there, amendment, NOW)
    assert await to_post(desk, NOW + CLAIM) == []
    assert await to_amend(desk, NOW + CLAIM) == []


async def test_wanted_again_before_it_is_gone_it_stays(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await take_back(desk)
    await queue(desk, OTHER)
    amendment = await amend(desk)
    assert (amendment.is_unwanted, amendment.delivery.message) == (False, OTHER)
    assert await state(desk) is DeliveryState.SENT


async def test_wanted_again_while_it_goes_it_is_posted_anew(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await take_back(desk)
    (amendment,) = await to_amend(desk)
    await queue(desk, OTHER)
    await desk.write(deliveries.amended, amendment, THERE, NOW)
    assert (await send(desk)).message == OTHER


async def test_what_cannot_go_is_parked_and_an_admin_told_once(desk: Store) -> None:
    await desk.write(people.learn, [person(ANA, is_admin=True)], NOW)
    await queue(desk)
    await send(desk)
    await take_back(desk)
    (amendment,) = await to_amend(desk)
    await desk.write(deliveries.amendment_refused, amendment, "cant_delete_message", NOW)
    assert await state(desk) is DeliveryState.PARKED
    (notice,) = await to_post(desk)
    assert "<#C1> could not be taken back" in notice.message.text


async def test_what_is_refused_for_now_is_tried_again(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await take_back(desk)
    (amendment,) = await to_amend(desk)
    await desk.write(deliveries.amendment_refused, amendment, "ratelimited", NOW, 30.0)
    assert await to_amend(desk, NOW + 29 * SECOND) == []
    assert len(await to_amend(desk, NOW + 30 * SECOND)) == 1


async def test_what_cannot_change_stays_as_it_is(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await rewrite(desk, OTHER)
    at = NOW
    for _ in range(MOST_ATTEMPTS):
        (amendment,) = await to_amend(desk, at)
        await desk.write(deliveries.amendment_refused, amendment, "internal", at)
        at += timedelta(hours=1)
    assert await state(desk) is DeliveryState.SENT
    assert await to_amend(desk, at) == []


async def test_a_parked_message_is_withdrawn(desk: Store) -> None:
    await queue(desk)
    (delivery,) = await to_post(desk)
    await desk.write(deliveries.refused, delivery, "is_archived", NOW)
    await take_back(desk)
    assert await state(desk) is DeliveryState.WITHDRAWN


async def test_another_workspaces_message_is_not_touched(desk: Store) -> None:
    await queue(desk)
    await send(desk)
    await desk.write(amendments.take_back, "T0ELSEWHERE", "kudos:1", NOW)
    await desk.write(amendments.rewrite, "T0ELSEWHERE", "kudos:1", OTHER, NOW)
    assert await state(desk) is DeliveryState.SENT
