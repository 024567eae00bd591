"""The inbox: an event is kept once, worked off in order, tried again, and parked in the end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.inbox import InboxEvent, InboxRow
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from bot.messenger import SlackRefused, SlackUnanswered
from bot.services import events
from bot.services.events import CLAIM, KEPT, MOST_ATTEMPTS
from jobs.inbox import forget_old_events, work_off_events
from tests.integration.conftest import ELSEWHERE, HERE, NOW, opened

SECOND = timedelta(seconds=1)
LATER = timedelta(hours=1)


async def keep(desk: Store, event_id: str, about: str = "a", workspace_id: str = HERE) -> bool:
    event = {"type": "reaction_added", "user": "U1", "item": {"ts": event_id}}
    return await desk.write(events.keep, workspace_id, event_id, event, about, NOW)


class Desk:
    """Works events off at the times that a test says, and notes which."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: list[str] = []
        self.errors: dict[str, Exception] = {}

    async def work(self, event: InboxEvent) -> None:
        self.seen.append(event.event_id)
        if event.event_id in self.errors:
            raise self.errors[event.event_id]

    async def run(self, at: datetime) -> list[str]:
        """What was tried in this run."""
        workers: dict[str, Callable[[InboxEvent], Awaitable[None]]] = {"reaction_added": self.work}
        self.seen = []
        await work_off_events(workers=workers, store=self.store, clock=lambda: at)
        return self.seen


@pytest.fixture
def worker(desk: Store) -> Desk:
    return Desk(desk)


async def rows(desk: Store) -> dict[str, tuple[bool, str | None, dict[str, Any] | None]]:
    """By event id: whether it ended, why it was parked, and what is kept of it."""

    def read(session: Session) -> dict[str, tuple[bool, str | None, dict[str, Any] | None]]:
        found = session.execute(select(InboxRow.event_id, InboxRow.ended_at, InboxRow.parked_reason, InboxRow.event))
        return {row.event_id: (row.ended_at is not None, row.parked_reason, row.event) for row in found}

    return await desk.read(read)


async def test_the_same_event_is_kept_once(desk: Store, worker: Desk) -> None:
    assert sorted(await asyncio.gather(*(keep(desk, "E1") for _ in range(10)))) == [False] * 9 + [True]
    assert await keep(desk, "E1", workspace_id=ELSEWHERE)
    assert await worker.run(NOW) == ["E1", "E1"]
    assert not await keep(desk, "E1")
    assert await worker.run(NOW + LATER) == []


async def test_what_an_event_said_is_let_go_when_it_is_done(desk: Store, worker: Desk) -> None:
    await keep(desk, "E1")
    await worker.run(NOW)
    assert await rows(desk) == {"E1": (True, None, None)}


async def test_an_event_that_failed_is_tried_again(desk: Store, worker: Desk) -> None:
    await keep(desk, "E1")
    worker.errors["E1"] = SlackUnanswered("status 500")
    assert await worker.run(NOW) == ["E1"]
    assert await worker.run(NOW + SECOND) == []
    worker.errors.clear()
    assert await worker.run(NOW + LATER) == ["E1"]
    assert await worker.run(NOW + 2 * LATER) == []


async def test_slacks_own_wait_is_obeyed(desk: Store, worker: Desk) -> None:
    await keep(desk, "E1")
    worker.errors["E1"] = SlackRefused("ratelimited", 40.0)
    await worker.run(NOW)
    assert await worker.run(NOW + 39 * SECOND) == []
    assert await worker.run(NOW + 40 * SECOND) == ["E1"]


@pytest.mark.parametrize("error", [SlackRefused("fatal_error"), LookupError("what somebody typed")])
async def test_an_event_that_always_fails_is_parked_with_its_reason(
    desk: Store, worker: Desk, error: Exception
) -> None:
    await keep(desk, "E1")
    worker.errors["E1"] = error
    tries = [await worker.run(NOW + number * LATER) for number in range(MOST_ATTEMPTS + 3)]
    assert tries == [["E1"]] * MOST_ATTEMPTS + [[]] * 3
    has_ended, reason, event = (await rows(desk))["E1"]
    assert has_ended
    assert reason == ("fatal_error" if isinstance(error, SlackRefused) else "fault")
    assert event is not None


async def test_events_about_the_same_thing_keep_their_order(desk: Store, worker: Desk) -> None:
    for event_id, about in (("A1", "a"), ("A2", "a"), ("B1", "b"), ("A3", "a")):
        await keep(desk, event_id, about)
    worker.errors["A1"] = SlackUnanswered("status 500")
    assert await worker.run(NOW) == ["A1", "B1"]
    worker.errors.clear()
    assert await worker.run(NOW + LATER) == ["A1", "A2", "A3"]


async def test_a_parked_event_lets_the_following_pass(desk: Store, worker: Desk) -> None:
    await keep(desk, "A1")
    await keep(desk, "A2")
    worker.errors["A1"] = SlackRefused("fatal_error")
    tried = [event_id for number in range(MOST_ATTEMPTS) for event_id in await worker.run(NOW + number * LATER)]
    assert tried == ["A1"] * MOST_ATTEMPTS + ["A2"]


async def test_the_same_thing_elsewhere_waits_for_nobody(desk: Store, worker: Desk) -> None:
    await keep(desk, "A1")
    await keep(desk, "A2", workspace_id=ELSEWHERE)
    worker.errors["A1"] = SlackUnanswered("status 500")
    assert await worker.run(NOW) == ["A1", "A2"]


async def test_a_dead_workers_event_is_taken_up_again(desk: Store, worker: Desk) -> None:
    await keep(desk, "A1")
    await keep(desk, "A2")
    assert await desk.write(events.take, NOW) is not None
    assert await worker.run(NOW + CLAIM - SECOND) == []
    assert await worker.run(NOW + CLAIM) == ["A1", "A2"]


async def test_an_event_waits_for_the_database(desk: Store, worker: Desk) -> None:
    await keep(desk, "A1")
    worker.errors["A1"] = DatabaseUnreachable("away")
    assert await worker.run(NOW) == ["A1"]
    worker.errors.clear()
    assert await worker.run(NOW + CLAIM) == ["A1"]


async def test_workers_at_once_take_each_event_once_and_in_order(desk: Store, database_url: str) -> None:
    for number in range(12):
        await keep(desk, f"E{number:02}", about=str(number % 6))
    async with opened(database_url) as other:
        taken = await asyncio.gather(*((desk, other)[number % 2].write(events.take, NOW) for number in range(20)))
    assert sorted(event.event_id for event in taken if event) == [f"E{number:02}" for number in range(6)]


async def test_old_events_are_forgotten_but_not_open_or_parked_ones(desk: Store, worker: Desk) -> None:
    for event_id in ("done", "open", "parked"):
        await keep(desk, event_id, about=event_id)
    worker.errors = {"parked": SlackUnanswered("status 500")}
    for number in range(MOST_ATTEMPTS):
        worker.errors |= {"open": DatabaseUnreachable("away")}
        await worker.run(NOW + number * LATER)
    await forget_old_events(store=desk, clock=lambda: NOW + KEPT)
    assert set(await rows(desk)) == {"done", "open", "parked"}
    await forget_old_events(store=desk, clock=lambda: NOW + KEPT + SECOND)
    assert set(await rows(desk)) == {"open", "parked"}
    await forget_old_events(store=desk, clock=lambda: NOW + 100 * KEPT)
    assert set(await rows(desk)) == {"open", "parked"}
