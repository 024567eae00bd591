"""Deliveries against a Slack that fails: exactly once, whatever dies, and never silently lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.deliveries import CLAIM, LONGEST_WAIT, DeliveryState, Message
from bot.messenger import METADATA_TYPE, Messenger, person_from_slack
from bot.services import deliveries, people
from jobs.deliveries import deliver_due
from playground.model import Message as Shown
from playground.sample import TEAM_ID, TEAM_NAME
from playground.server import Playground, running
from tests.e2e.conftest import ANA, BRUNO, DANA, HELP_DESK, MANIFEST

BEGIN = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass
class PostOffice:
    """The delivery worker alone, run by hand at times that the test says."""

    playground: Playground
    store: Store
    messenger: Messenger
    now: datetime = BEGIN

    async def queue(self, text: str, to: str = ANA) -> None:
        await self.store.write(delivery_rows.queue, TEAM_ID, f"test:{uuid4()}", to, Message(text), self.now)

    async def run(self, after: timedelta = timedelta()) -> None:
        """One run of the worker."""
        self.now += after
        await deliver_due(store=self.store, messenger=self.messenger, clock=lambda: self.now)

    async def states(self) -> list[tuple[DeliveryState, str | None]]:
        """State and reason of each delivery, in the order of queueing."""

        def read(session: Session) -> list[tuple[DeliveryState, str | None]]:
            rows = session.execute(
                select(DeliveryRow.state, DeliveryRow.parked_reason).order_by(DeliveryRow.created_at, DeliveryRow.to)
            )
            return [(DeliveryState(row.state), row.parked_reason) for row in rows]

        return await self.store.read(read)

    def shown(self, to: str = ANA) -> list[Shown]:
        """What the bot has written there."""
        workspace = self.playground.workspace
        place = workspace.contents.direct_message(to, workspace.bot.id).id if to.startswith("U") else to
        return [message for message in workspace.timeline(DANA if place == to else to, place) if message.bot_id]

    def texts(self, to: str = ANA) -> list[str]:
        return [message.text for message in self.shown(to)]


@pytest.fixture
async def office(store: Store) -> AsyncIterator[PostOffice]:
    """A worker and a Slack, without anything that runs by itself."""
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(running(manifest=MANIFEST))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        members = [person_from_slack(TEAM_ID, member.to_slack()) for member in playground.workspace.people.values()]
        await store.write(people.learn_workspace, TEAM_ID, TEAM_NAME)
        await store.write(people.learn, members, BEGIN)
        yield PostOffice(playground, store, Messenger(playground.bot_token, playground.api_url, session))


async def test_a_message_is_posted_with_its_id(office: PostOffice) -> None:
    await office.queue("Hello")
    await office.queue("Hello all", HELP_DESK)
    for _ in range(3):
        await office.run(LONGEST_WAIT)
    assert office.texts() == ["Hello"]
    assert office.texts(HELP_DESK) == ["Hello all"]
    metadata = office.shown()[0].metadata
    assert metadata is not None
    assert metadata["event_type"] == METADATA_TYPE
    assert await office.states() == [(DeliveryState.SENT, None)] * 2


@pytest.mark.parametrize("to", [ANA, HELP_DESK])
@pytest.mark.parametrize(
    "faults",
    [
        ["drop"],
        ["500"],
        ["drop", "drop", "drop"],
        ["500", "drop", "500"],
        ["ratelimited", "drop"],
        ["internal_error", "500", "ratelimited"],
        ["fatal_error", "drop", "service_unavailable"],
    ],
    ids="-".join,
)
async def test_exactly_once_whatever_slack_answers(office: PostOffice, to: str, faults: list[str]) -> None:
    for fault in faults:
        office.playground.faults.add("chat.postMessage", fault)
    await office.queue("Once", to)
    for _ in range(len(faults) + 3):
        await office.run(LONGEST_WAIT)
    assert office.texts(to) == ["Once"]
    assert await office.states() == [(DeliveryState.SENT, None)]


@pytest.mark.parametrize("answer", ["internal_error", "fatal_error", "service_unavailable"])
async def test_slacks_own_failure_may_have_posted(office: PostOffice, answer: str) -> None:
    # Page "chat.postMessage": it is possible that some aspect of the operation succeeded before the error was raised.
    office.playground.faults.add("chat.postMessage", answer)
    await office.queue("Once")
    await office.run()
    # What Slack had taken nevertheless.
    call = next(call for call in office.playground.calls if call.method == "chat.postMessage")
    workspace = office.playground.workspace
    channel = workspace.contents.direct_message(ANA, workspace.bot.id).id
    workspace.replies.say(channel, {"text": "Once", "metadata": call.arguments["metadata"]})
    await office.run(LONGEST_WAIT)
    assert office.texts() == ["Once"]
    assert await office.states() == [(DeliveryState.SENT, None)]


async def test_an_answer_that_never_comes(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.messenger.TIMEOUT_SECONDS", 0.3)
    office.playground.faults.add("chat.postMessage", "hang")
    await office.queue("Once")
    async with asyncio.timeout(20):
        await office.run()
    assert office.texts() == []
    await office.run(LONGEST_WAIT)
    assert office.texts() == ["Once"]


async def test_looking_fails_too(office: PostOffice) -> None:
    office.playground.faults.add("chat.postMessage", "drop")
    for fault in ("500", "ratelimited", "drop"):
        office.playground.faults.add("conversations.history", fault)
    await office.queue("Once")
    for _ in range(6):
        await office.run(LONGEST_WAIT)
    assert office.texts() == ["Once"]
    assert await office.states() == [(DeliveryState.SENT, None)]


async def test_a_worker_that_dies_after_posting(office: PostOffice) -> None:
    await office.queue("Once")
    (delivery,) = await office.store.write(deliveries.take, 1, office.now)
    await office.messenger.post(delivery)
    await office.run(CLAIM - SECOND)
    assert (await office.states())[0][0] is DeliveryState.CLAIMED
    await office.run(SECOND)
    assert office.texts() == ["Once"]
    assert await office.states() == [(DeliveryState.SENT, None)]


async def test_a_worker_that_dies_before_posting(office: PostOffice) -> None:
    await office.queue("Once")
    await office.store.write(deliveries.take, 1, office.now)
    await office.run(CLAIM)
    assert office.texts() == ["Once"]


async def test_a_lost_message_is_told_apart_from_others(office: PostOffice) -> None:
    for number in range(3):
        await office.queue("The same words")
        office.playground.faults.add("chat.postMessage", "drop")
        await office.run(LONGEST_WAIT)
        await office.run(LONGEST_WAIT)
        assert len(office.texts()) == number + 1


async def test_slacks_rate_limit_is_obeyed(office: PostOffice) -> None:
    office.playground.rate_limits.enabled = True
    for number in range(3):
        await office.queue(f"Number {number}", HELP_DESK)
        office.now += SECOND
    await office.run()
    await office.run()
    assert office.texts(HELP_DESK) == ["Number 0"]
    refused = len(office.playground.calls)
    await office.run(SECOND / 2)
    assert len(office.playground.calls) >= refused
    await _run_until_sent(office, 3)
    assert sorted(office.texts(HELP_DESK)) == ["Number 0", "Number 1", "Number 2"]


async def test_a_wait_that_slack_asks_for_is_kept(office: PostOffice) -> None:
    office.playground.rate_limits.enabled = True
    await office.queue("First", HELP_DESK)
    await office.run()
    await office.queue("Second", HELP_DESK)
    await office.run()
    answered = [call.error for call in office.playground.calls if call.method == "chat.postMessage"]
    assert answered == [None, "ratelimited"]
    await office.run(SECOND / 2)
    await office.run(SECOND / 4)
    assert len([call for call in office.playground.calls if call.method == "chat.postMessage"]) == 2
    await _run_until_sent(office, 2)
    assert office.texts(HELP_DESK) == ["First", "Second"]


async def test_a_permanent_error_parks_and_tells_an_admin_once(office: PostOffice) -> None:
    for _ in range(2):
        office.playground.faults.add("chat.postMessage", "account_inactive")
        await office.queue("Never")
        await office.run()
        await office.run(SECOND)
    await office.run(LONGEST_WAIT)
    assert office.texts() == []
    (notice,) = office.texts(DANA)
    assert f"<@{ANA}>" in notice
    assert "account_inactive" in notice
    parked = [reason for state, reason in await office.states() if state is DeliveryState.PARKED]
    assert parked == ["account_inactive"] * 2


async def test_a_channel_without_the_bot_parks(office: PostOffice) -> None:
    workspace = office.playground.workspace
    workspace.conversations["C0VPN"].members.discard(workspace.bot.id)
    await office.queue("Never", "C0VPN")
    await office.queue("Never", "C0GONE")
    await office.run()
    await office.run(SECOND)
    await office.run(SECOND)
    assert sorted(office.texts(DANA)) == sorted(
        text for text in office.texts(DANA) if "not_in_channel" in text or "channel_not_found" in text
    )
    assert len(office.texts(DANA)) == 2


async def test_one_bad_conversation_holds_up_no_other(office: PostOffice) -> None:
    office.playground.faults.add("conversations.open", "500")
    await office.queue("To Ana")
    await office.queue("To Bruno", BRUNO)
    await office.queue("To all", HELP_DESK)
    await office.run()
    assert len(office.texts()) + len(office.texts(BRUNO)) == 1
    assert office.texts(HELP_DESK) == ["To all"]
    await office.run(LONGEST_WAIT)
    assert (office.texts(), office.texts(BRUNO)) == (["To Ana"], ["To Bruno"])


async def _run_until_sent(office: PostOffice, count: int) -> None:
    """Lets the worker's clock and, with it, real time go on until so many are sent."""
    async with asyncio.timeout(20):
        while sum(state is DeliveryState.SENT for state, _ in await office.states()) < count:
            await asyncio.sleep(0.1)
            await office.run(SECOND / 5)
