"""`/logwork`, parsed and committed before the acknowledgement, against a bare Bolt app on the same server."""

import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.databases import postgresql, sqlite
from benchmarks.load import Measured, send, signed_commands
from benchmarks.processes import free_port, process, served
from bot.clock import system_clock
from bot.db.database import open_database
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.people import Person
from bot.services import people
from playground import sample
from playground.server import BOT_TOKEN, SIGNING_SECRET, running

ROUNDS = 5
CONCURRENCIES = {1: 300, 16: 1_600, 64: 3_200}
"""Requests at once, and how many a round has."""

PEOPLE = [f"UBENCH{number:04}" for number in range(2_000)]
"""So many that each has as many entries of one day as a busy technician may have."""
MANIFEST = Path(__file__).parent.parent / "manifest.json"


@dataclass
class Target:
    """A server under load. `store` is None for the bare app."""

    name: str
    port: int
    store: Store | None
    logged: int = 0


async def compare() -> bool:
    """Measures, prints the table, and says whether every answered request has its row."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running(manifest=MANIFEST))
        bare_port = free_port()
        bare = [sys.executable, "-m", "benchmarks.bare", str(bare_port), slack.api_url, BOT_TOKEN, SIGNING_SECRET]
        await stack.enter_async_context(process(bare, {}, bare_port))
        targets = [Target("bare", bare_port, None)]
        for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            url = await stack.enter_async_context(database())
            targets.append(await stack.enter_async_context(product(name, url, slack.api_url)))
        rounds: dict[tuple[str, int], list[Measured]] = {}
        for number in range(ROUNDS + 1):
            for at_once, count in CONCURRENCIES.items():
                for target in targets[number % 3 :] + targets[: number % 3]:
                    requests = signed_commands(target.port, SIGNING_SECRET, sample.TEAM_ID, PEOPLE, count)
                    measured = await send(target.port, requests, at_once)
                    target.logged += measured.logged
                    if number > 0:  # the first round warms up
                        rounds.setdefault((target.name, at_once), []).append(measured)
        _print_table(rounds)
        return all([await _every_answer_has_its_row(target) for target in targets if target.store])


def _print_table(rounds: dict[tuple[str, int], list[Measured]]) -> None:
    print(f"/logwork over signed HTTP; medians of {ROUNDS} interleaved rounds; ratios are taken round by round")
    print(f"{'':12}{'at once':>8}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'throughput':>12}{'p50':>8}{'p99':>8}")
    for (name, at_once), measured in sorted(rounds.items(), key=lambda item: (item[0][1], item[0][0] != "bare")):
        floor = rounds["bare", at_once]
        pairs = list(zip(measured, floor, strict=True))
        ratio = statistics.median(mine.throughput / bare.throughput for mine, bare in pairs)
        p50 = statistics.median(mine.percentile(0.5) / bare.percentile(0.5) for mine, bare in pairs)
        p99 = statistics.median(mine.percentile(0.99) / bare.percentile(0.99) for mine, bare in pairs)
        print(
            f"{name:12}{at_once:8}{statistics.median(m.throughput for m in measured):8.0f}"
            f"{statistics.median(m.percentile(0.5) for m in measured) * 1000:8.2f}"
            f"{statistics.median(m.percentile(0.99) for m in measured) * 1000:8.2f}"
            f"{ratio:11.2f}x{p50:7.2f}x{p99:7.2f}x"
        )


async def _every_answer_has_its_row(target: Target) -> bool:
    assert target.store is not None
    rows = await target.store.read(lambda session: session.execute(select(func.count(WorkLogRow.id))).scalar_one())
    print(f"{target.name}: {target.logged} answered with 'Logged', {rows} rows")
    return bool(rows == target.logged)


@asynccontextmanager
async def product(name: str, database_url: str, api_url: str) -> AsyncIterator[Target]:
    """The product in a process of its own, with people to log for."""
    async with served(database_url, api_url) as port:
        store = Store(open_database(database_url))
        await store.open()
        learnt = [Person(0, sample.TEAM_ID, slack_id, slack_id.lower(), "Europe/Lisbon") for slack_id in PEOPLE]
        await store.write(people.learn, learnt, system_clock())
        try:
            yield Target(name, port, store)
        finally:
            await store.close()
