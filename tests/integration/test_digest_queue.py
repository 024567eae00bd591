"""One digest a period, whatever the clock, the zone, the machine and other replicas do: the real job, fixed times."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db import workspace_settings as settings_rows
from bot.db.deliveries import DeliveryRow
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.db.subscriptions import SubscriptionRow
from bot.domain.deliveries import DeliveryState, Message, Posted
from bot.domain.people import Person
from bot.domain.subscriptions import DigestChoice, DigestKind
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import deliveries, digests, people
from bot.services.acting import Asker
from jobs.digests import enrol, send_due_digests
from tests.integration.conftest import ANA, BRUNO, HERE, NOW, opened, person
from tests.integration.counting import statements

MAYA = Asker(HERE, "U0MAYA")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""09:00 in Lisbon on the Monday after NOW."""

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass
class House:
    """A workspace in which Bruno reports to Ana, and the clock that its replicas have."""

    store: Store
    database_url: str
    now: datetime = NOW

    def clock(self) -> datetime:
        return self.now

    async def look(self, at: datetime | None = None, *, store: Store | None = None) -> None:
        """One run of the job."""
        self.now = at or self.now
        await send_due_digests(workspace_id=HERE, store=store or self.store, clock=self.clock)

    async def queued(self, to: str = ANA.slack_id) -> list[str]:
        """The periods for which somebody's digest was queued, in that order."""

        def read(session: Session) -> list[str]:
            found = session.execute(
                select(DeliveryRow.purpose)
                .where(DeliveryRow.to == to, DeliveryRow.purpose.startswith("digest:"))
                .order_by(DeliveryRow.created_at, DeliveryRow.purpose)
            ).scalars()
            return [purpose.rpartition(":")[2] for purpose in found]

        return await self.store.read(read)

    async def next_run_at(self) -> datetime:
        def read(session: Session) -> datetime:
            is_anas = SubscriptionRow.kind == DigestKind.MANAGER.value
            return session.execute(select(SubscriptionRow.next_run_at).where(is_anas)).scalar_one()

        return await self.store.read(read)

    async def choose(self, *, weekday: int = 0, at: time = time(9), paused_until: date | None = None) -> None:
        choice = DigestChoice(DigestKind.MANAGER, True, weekday, at, paused_until, frozenset())
        await self.store.write(digests.change, ANA, choice, self.now)


def reports_to(session: Session, who: Asker, manager: Asker) -> None:
    """As `/praiseworthy people` arranges it."""
    chosen = select(PersonRow.id).where(
        PersonRow.workspace_id == manager.workspace_id, PersonRow.slack_id == manager.slack_id
    )
    session.execute(
        update(PersonRow)
        .where(PersonRow.workspace_id == who.workspace_id, PersonRow.slack_id == who.slack_id)
        .values(manager_id=chosen.scalar_subquery())
    )


def far_away(session: Session, at: datetime) -> None:
    """Puts the next run where a wrong clock would have left it."""
    session.execute(update(SubscriptionRow).values(next_run_at=at))


@pytest.fixture
async def house(desk: Store, database_url: str) -> House:
    house = House(desk, database_url)
    await desk.write(reports_to, BRUNO, ANA)
    await enrol(workspace_id=HERE, store=desk, clock=house.clock)
    return house


async def test_it_comes_when_it_is_due_and_once(house: House) -> None:
    await house.look(MONDAY - timedelta(seconds=1))
    assert await house.queued() == []
    for seconds in (0, 0, 20, 3600):
        await house.look(MONDAY + timedelta(seconds=seconds))
    assert await house.queued() == ["2026-W47"]
    assert await house.next_run_at() == MONDAY + WEEK


@pytest.mark.parametrize("off", [timedelta(minutes=5), DAY, 3 * DAY])
async def test_a_machine_that_was_off_sends_one(house: House, off: timedelta) -> None:
    for _ in range(3):
        await house.look(MONDAY + off)
    assert await house.queued() == ["2026-W47"]
    await house.look(MONDAY + WEEK)
    assert await house.queued() == ["2026-W47", "2026-W48"]


async def test_after_three_weeks_off_the_latest_comes_alone(house: House) -> None:
    await house.look(MONDAY + 3 * WEEK + DAY)
    assert await house.queued() == ["2026-W50"]
    assert await house.next_run_at() == MONDAY + 4 * WEEK


async def test_what_was_missed_is_not_sent_on_a_day_off(house: House) -> None:
    await house.look(MONDAY + 5 * DAY)
    assert await house.queued() == []
    await house.look(MONDAY + WEEK)
    assert await house.queued() == ["2026-W48"]


async def managers(house: House, number: int) -> list[Person]:
    """So many managers, enrolled."""
    crowd = [person(Asker(HERE, f"U{one:05}")) for one in range(number)]
    await house.store.write(people.learn, crowd, house.now)
    ids = [one.slack_id for one in crowd]
    await house.store.write(
        lambda session: session.execute(
            update(PersonRow).where(PersonRow.slack_id.in_(ids)).values(given_role="manager")
        )
    )
    await enrol(workspace_id=HERE, store=house.store, clock=house.clock)
    return crowd


async def test_a_look_for_many_reads_no_more_often_than_one_for_a_few(house: House) -> None:
    async def reads(at: datetime) -> int:
        with statements() as run:
            await house.look(at)
        return sum(not statement.lstrip().startswith(("UPDATE", "INSERT", "BEGIN")) for statement in run)

    for_one = await reads(MONDAY)
    house.now = MONDAY
    crowd = await managers(house, 60)
    assert await reads(MONDAY + WEEK) == for_one
    assert await house.queued(crowd[-1].slack_id) == ["2026-W48"]


async def test_replicas_that_look_at_once_send_one(house: House) -> None:
    crowd = await managers(house, 60)
    house.now = MONDAY
    async with AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(opened(house.database_url)) for _ in range(3)]
        await asyncio.gather(*(house.look(store=replica) for replica in (*replicas, *replicas)))
    for one in crowd:
        assert await house.queued(one.slack_id) == ["2026-W47"]


@pytest.mark.parametrize("jump", [timedelta(minutes=90), 2 * DAY, 6 * DAY])
async def test_a_clock_that_goes_back_repeats_nothing(house: House, jump: timedelta) -> None:
    await house.look(MONDAY)
    house.now = MONDAY - jump
    await enrol(workspace_id=HERE, store=house.store, clock=house.clock)
    for now in (MONDAY - jump, MONDAY, MONDAY + timedelta(minutes=1)):
        await house.look(now)
    assert await house.queued() == ["2026-W47"]
    await house.look(MONDAY + WEEK)
    assert await house.queued() == ["2026-W47", "2026-W48"]


@pytest.mark.parametrize("ahead", [3 * DAY, 8 * DAY, 1500 * DAY])
async def test_a_clock_that_goes_ahead_and_is_set_right_loses_nothing(house: House, ahead: timedelta) -> None:
    await house.look(NOW + ahead)
    for step in range(0, 15):
        house.now = NOW + step * DAY
        await enrol(workspace_id=HERE, store=house.store, clock=house.clock)
        await house.look(MONDAY + step * DAY)
    queued = await house.queued()
    assert len(queued) == len(set(queued))
    assert {"2026-W47", "2026-W48"} <= set(queued)


async def test_what_a_wrong_clock_has_queued_is_delivered(house: House) -> None:
    await house.look(NOW + 1500 * DAY)
    house.now = NOW
    assert await house.store.write(deliveries.take, 20, NOW) == []
    await enrol(workspace_id=HERE, store=house.store, clock=house.clock)
    taken = await house.store.write(deliveries.take, 20, NOW)
    assert [delivery.to for delivery in taken] == [ANA.slack_id]
    # What was posted since the clock is right is looked for since then, not since a day that is still to come.
    assert taken[0].queued_at <= NOW


@pytest.mark.parametrize(
    ("zone", "runs"),
    [
        # 09:00 on both sides of both changes of the clocks.
        ("Europe/Lisbon", [(2026, 3, 23, 9, 0), (2026, 3, 30, 8, 0), (2026, 10, 19, 8, 0), (2026, 10, 26, 9, 0)]),
        ("America/New_York", [(2026, 3, 2, 14, 0), (2026, 3, 9, 13, 0), (2026, 10, 26, 13, 0), (2026, 11, 2, 14, 0)]),
        ("Australia/Sydney", [(2026, 3, 29, 22, 0), (2026, 4, 5, 23, 0), (2026, 9, 27, 23, 0), (2026, 10, 4, 22, 0)]),
        (
            "Australia/Lord_Howe",
            [(2026, 3, 29, 22, 0), (2026, 4, 5, 22, 30), (2026, 9, 27, 22, 30), (2026, 10, 4, 22, 0)],
        ),
        ("Asia/Kathmandu", [(2026, 3, 23, 3, 15), (2026, 3, 30, 3, 15)]),
    ],
)
async def test_it_stays_at_nine_when_the_clocks_change(
    house: House, zone: str, runs: list[tuple[int, int, int, int, int]]
) -> None:
    await house.store.write(people.learn, [person(ANA, time_zone=zone)], NOW)
    for sent, (year, month, day, hour, minute) in enumerate(runs):
        due = datetime(year, month, day, hour, minute, tzinfo=UTC)
        await house.store.write(far_away, due + 30 * DAY)
        house.now = due - 6 * DAY
        await house.store.write(digests.reckon_again, HERE, house.now)
        await house.look(due - timedelta(minutes=1))
        assert len(await house.queued()) == sent
        await house.look(due)
        assert len(await house.queued()) == sent + 1


async def test_going_east_brings_it_earlier_and_going_west_repeats_nothing(house: House) -> None:
    await house.store.write(people.learn, [person(ANA, time_zone="Asia/Kathmandu")], NOW)
    in_kathmandu = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
    await house.look(in_kathmandu - timedelta(minutes=1))
    assert await house.queued() == []
    await house.look(in_kathmandu)
    assert await house.queued() == ["2026-W47"]
    # On the same day Ana flies to New York, where it is not nine yet.
    await house.store.write(people.learn, [person(ANA, time_zone="America/New_York")], in_kathmandu)
    for hour in range(24):
        await house.look(in_kathmandu + timedelta(hours=hour))
    assert await house.queued() == ["2026-W47"]
    await house.look(datetime(2026, 11, 30, 14, 0, tzinfo=UTC))
    assert await house.queued() == ["2026-W47", "2026-W48"]


async def test_a_zone_to_the_east_in_which_it_is_late_already(house: House) -> None:
    await house.look(MONDAY - timedelta(hours=2))
    await house.store.write(people.learn, [person(ANA, time_zone="Asia/Kathmandu")], MONDAY - timedelta(hours=2))
    for minutes in (0, 1, 60, 300):
        await house.look(MONDAY - timedelta(hours=2) + timedelta(minutes=minutes))
    assert len(await house.queued()) <= 1
    await house.look(MONDAY + WEEK)
    assert (await house.queued())[-1] == "2026-W48"


async def test_another_day_brings_no_second_one_in_the_same_week(house: House) -> None:
    await house.look(MONDAY)
    await house.choose(weekday=4)
    assert await house.next_run_at() == MONDAY + WEEK + 4 * DAY
    for day in range(1, 7):
        await house.look(MONDAY + day * DAY)
    assert await house.queued() == ["2026-W47"]
    await house.look(MONDAY + WEEK + 4 * DAY)
    assert await house.queued() == ["2026-W47", "2026-W48"]


async def test_paused_and_switched_off(house: House) -> None:
    await house.choose(paused_until=date(2026, 12, 2))
    for day in range(14):
        await house.look(MONDAY + day * DAY)
    assert await house.queued() == []
    await house.look(MONDAY + 2 * WEEK)
    assert await house.queued() == ["2026-W49"]
    await house.store.write(
        digests.change, ANA, DigestChoice(DigestKind.MANAGER, False, 0, time(9), None, frozenset()), house.now
    )
    await house.look(MONDAY + 4 * WEEK)
    assert await house.queued() == ["2026-W49"]


async def test_a_holiday_moves_it(house: House) -> None:
    await house.store.write(settings_rows.save, HERE, WorkspaceSettings(holidays=frozenset({MONDAY.date()})))
    await house.store.write(digests.reckon_again, HERE, NOW)
    await house.look(MONDAY)
    assert await house.queued() == []
    await house.look(MONDAY + DAY)
    assert await house.queued() == ["2026-W47"]


async def test_those_who_leave_get_nothing_more(house: House) -> None:
    await house.look(MONDAY)
    await house.store.write(people.learn, [replace(person(ANA), is_gone=True)], MONDAY)
    assert await house.store.write(deliveries.take, 20, MONDAY) == []

    def states(session: Session) -> list[str]:
        return list(session.execute(select(DeliveryRow.state).where(DeliveryRow.to == ANA.slack_id)).scalars())

    assert await house.store.read(states) == [DeliveryState.WITHDRAWN]
    await house.look(MONDAY + WEEK)
    assert await house.queued() == ["2026-W47"]


async def test_a_note_with_nothing_to_say_is_not_sent(house: House) -> None:
    await house.store.write(
        digests.change, BRUNO, DigestChoice(DigestKind.PERSON, True, 0, time(9), None, frozenset()), NOW
    )
    await house.look(MONDAY)
    assert await house.queued(BRUNO.slack_id) == []
    await house.look(MONDAY)
    assert await house.queued() == ["2026-W47"]


async def test_the_next_message_does_not_overtake_the_one_in_hand(house: House) -> None:
    for text in ("first", "second"):
        await house.store.write(delivery_rows.queue, HERE, f"test:{text}", ANA.slack_id, Message(text), house.now)
        house.now += timedelta(seconds=1)
    (first,) = await house.store.write(deliveries.take, 20, house.now)
    assert first.message.text == "first"
    assert await house.store.write(deliveries.take, 20, house.now) == []
    await house.store.write(deliveries.sent, first, Posted("D1", "1.0"), house.now)
    assert [one.message.text for one in await house.store.write(deliveries.take, 20, house.now)] == ["second"]
