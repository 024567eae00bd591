"""`/logwork` while a burst of messages arrives in a channel that is read for praise, against the same without it."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvloop
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.burst_load import BURST_AT_ONCE, CHANNEL, COMMANDS_A_SECOND, PRAISE_IN
from benchmarks.databases import postgresql, sqlite
from benchmarks.load import Measured
from benchmarks.logwork import MANIFEST, PEOPLE, Target, product
from bot.clock import system_clock
from bot.db import people as people_rows
from bot.db import watched_channels
from bot.db.deliveries import TO_AMEND, DeliveryRow
from bot.db.inbox import InboxRow
from bot.domain.deliveries import DeliveryState
from bot.domain.people import Place
from playground import sample
from playground.model import Member
from playground.server import running

ROUNDS = 5
BURST = 10_000
"""Messages that arrive in one round."""

ALONE_SECONDS, MOST_SECONDS = 10, 120
LOOKS_EVERY_SECONDS = 0.1
TEAM_SIZE = 50
"""People of one manager, who is asked about praise of them."""


@dataclass(frozen=True, slots=True)
class Round:
    """`/logwork` without and with the burst; the burst's messages a second, seconds of its slowest acknowledgement,
    and seconds after its last message until all of its praise was worked off and said in Slack.
    """

    alone: Measured
    busy: Measured
    rate: float
    slowest: float
    backlog: float


async def compare() -> bool:
    """Measures, prints the table, and says whether every message that is praise was kept."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running(manifest=MANIFEST))
        for manager in PEOPLE[::TEAM_SIZE]:
            slack.workspace.people[manager] = Member(manager, sample.TEAM_ID, manager.lower(), manager)
        targets = []
        for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            url = await stack.enter_async_context(database())
            targets.append(await stack.enter_async_context(product(name, url, slack.api_url)))
            await _prepare(targets[-1])
        rounds: dict[str, list[Round]] = {target.name: [] for target in targets}
        for number in range(ROUNDS + 1):
            for target in targets:
                measured = await _round(target, alone_first=number % 2 == 0)
                if number > 0:  # the first round warms up
                    rounds[target.name].append(measured)
        _print_table(rounds)
        sound = [await _is_all_kept(target) for target in targets]
    return all(sound)


async def _round(target: Target, *, alone_first: bool) -> Round:
    """Both, in this order or the other; what the burst leaves to do is done before the next is measured."""
    if alone_first:
        alone = await _alone(target)
    async with _load("commands", target, MOST_SECONDS) as commands, _load("messages", target, BURST) as messages:
        _begin(commands)
        _begin(messages)
        burst = await _outcome(messages)
        _begin(commands)  # the second time, it is told to end
        busy = Measured(**await _outcome(commands))
    backlog = await _settled(target)
    if not alone_first:
        alone = await _alone(target)
    return Round(alone, busy, BURST / burst["seconds"], burst["slowest"], backlog)


async def _alone(target: Target) -> Measured:
    async with _load("commands", target, ALONE_SECONDS) as commands:
        _begin(commands)
        return Measured(**await _outcome(commands))


@asynccontextmanager
async def _load(kind: str, target: Target, amount: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A load that waits for `_begin`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.burst_load", kind, str(target.port), str(amount)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    yield process
    await process.wait()


def _begin(load: asyncio.subprocess.Process) -> None:
    assert load.stdin is not None
    load.stdin.write(b"\n")


async def _outcome(load: asyncio.subprocess.Process) -> dict[str, Any]:
    assert load.stdout is not None
    measured: dict[str, Any] = json.loads(await load.stdout.readline())
    return measured


async def _settled(target: Target) -> float:
    """Waits until nothing of the burst is left to do: no event, no message to send or to change. How long it took."""
    assert target.store is not None
    began = time.perf_counter()
    for _ in range(int(MOST_SECONDS / LOOKS_EVERY_SECONDS)):
        if not await target.store.read(_left_to_do):
            return time.perf_counter() - began
        await asyncio.sleep(LOOKS_EVERY_SECONDS)
    raise RuntimeError(f"{target.name}: something is left to do after {MOST_SECONDS} seconds")


def _left_to_do(session: Session) -> int:
    events = select(func.count(InboxRow.id)).where(InboxRow.ended_at.is_(None))
    states = (DeliveryState.DUE.value, DeliveryState.CLAIMED.value, *TO_AMEND)
    messages = select(func.count(DeliveryRow.id)).where(DeliveryRow.state.in_(states))
    return int(session.execute(events).scalar_one() + session.execute(messages).scalar_one())


def _print_table(rounds: dict[str, list[Round]]) -> None:
    print(
        f"/logwork, {COMMANDS_A_SECOND} a second, while {BURST:,} messages arrive in a channel that is read, "
        f"{BURST_AT_ONCE} at once; medians of {ROUNDS} interleaved rounds"
    )
    heads = ("messages/s", "p50 ms", "alone", "p99 ms", "alone", "p99 ratio", "least", "most", "worst ms", "alone")
    print(f"{'':11}" + "".join(f"{head:>11}" for head in heads))
    for name, measured in rounds.items():
        ratios = [one.busy.percentile(0.99) / one.alone.percentile(0.99) for one in measured]
        cells = (
            f"{statistics.median(one.rate for one in measured):.0f}",
            f"{_median_ms(0.5, [one.busy for one in measured]):.2f}",
            f"{_median_ms(0.5, [one.alone for one in measured]):.2f}",
            f"{_median_ms(0.99, [one.busy for one in measured]):.2f}",
            f"{_median_ms(0.99, [one.alone for one in measured]):.2f}",
            f"{statistics.median(ratios):.2f}x",
            f"{min(ratios):.2f}x",
            f"{max(ratios):.2f}x",
            f"{max(max(one.busy.latencies) for one in measured) * 1000:.1f}",
            f"{max(max(one.alone.latencies) for one in measured) * 1000:.1f}",
        )
        print(f"{name:11}" + "".join(f"{cell:>11}" for cell in cells))
        print(
            f"{'':11}messages were acknowledged within {max(one.slowest for one in measured) * 1000:.0f} ms, "
            f"praise was worked off {max(one.backlog for one in measured):.1f} s after the last one at the latest"
        )


def _median_ms(share: float, measured: list[Measured]) -> float:
    return statistics.median(one.percentile(share) for one in measured) * 1000


async def _prepare(target: Target) -> None:
    """Before the product looks for the first time, people have managers, and the channel is marked."""
    assert target.store is not None

    def prepare(session: Session) -> None:
        found = {one.slack_id: one.id for one in people_rows.find_many(session, sample.TEAM_ID, PEOPLE)}
        places = {
            found[slack_id]: Place(None, found[PEOPLE[number - number % TEAM_SIZE]], None)
            for number, slack_id in enumerate(PEOPLE)
            if number % TEAM_SIZE
        }
        people_rows.place_many(session, sample.TEAM_ID, places, system_clock())
        watched_channels.mark(
            session,
            sample.TEAM_ID,
            CHANNEL,
            carries_customers_words=True,
            champion_id=None,
            marked_by_id=found[PEOPLE[0]],
            now=system_clock(),
        )

    await target.store.write(prepare)


async def _is_all_kept(target: Target) -> bool:
    assert target.store is not None
    kept = await target.store.read(
        lambda session: session.execute(select(func.count(InboxRow.id)).where(InboxRow.kind == "message")).scalar_one()
    )
    said = (ROUNDS + 1) * len(range(0, BURST, PRAISE_IN))
    print(f"{target.name}: {said} messages with praise, {kept} kept")
    return bool(kept == said)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(compare()) else 1)
