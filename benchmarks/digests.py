"""All digests of 1,000 managers, numbers and blocks, against one hand-written SQL pass over the same rows."""

import argparse
import asyncio
import gc
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import timedelta

import asyncpg
import uvloop
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.databases import postgresql
from benchmarks.digest_data import FULL, TODAY, WORKSPACE, Size, generate
from benchmarks.digest_sql import one_pass
from bot.blocks.digests import manager_message
from bot.db.database import open_database
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.domain.people import Person
from bot.domain.subscriptions import DigestKind, DueDigest, Period
from bot.services.digest_contents import manager_digests

ROUNDS = 7
SMALL = 20
"""The small variant is this much smaller."""

WEEK = Period("2026-W47", TODAY - timedelta(days=7), TODAY - timedelta(days=1))


async def compare(*, small: bool = False) -> bool:
    """Measures, prints the table, and says whether every manager has a digest with blocks."""
    size = FULL.part(SMALL) if small else FULL
    # As the running program does at its start (`bot.app`): what stays is not looked through again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    async with postgresql() as url:
        began = time.perf_counter()
        await generate(url, size)
        print(f"\nDigests of {size.managers:,} managers: {size.people:,} people, {size.entries:,} entries, ", end="")
        print(f"{size.measurements:,} measurements, made in {time.perf_counter() - began:.0f} s")
        store = Store(open_database(url))
        await store.open()
        connection = await asyncpg.connect(url)
        try:
            return await _compare(store, connection, size)
        finally:
            await connection.close()
            await store.close()


async def _compare(store: Store, connection: asyncpg.Connection, size: Size) -> bool:
    due = await store.read(_due, size.managers)
    few = due[: max(len(due) // 10, 1)]
    rounds: dict[str, list[float]] = {"SQL pass": [], "digests": [], "numbers alone": [], "a tenth": []}
    drawn = 0

    async def sql_pass() -> int:
        return sum((await one_pass(connection, WORKSPACE, size.managers)).values())

    async def digests() -> int:
        return await _made(store, due, draw=True)

    async def numbers() -> int:
        return await _made(store, due, draw=False)

    async def tenth() -> int:
        return await _made(store, few, draw=True)

    works: list[tuple[str, Callable[[], Awaitable[int]]]]
    works = [("SQL pass", sql_pass), ("digests", digests), ("numbers alone", numbers), ("a tenth", tenth)]
    for number in range(ROUNDS + 1):
        for name, work in works[number % 4 :] + works[: number % 4]:
            began = time.perf_counter()
            count = await work()
            if number > 0:  # the first round warms up
                rounds[name].append(time.perf_counter() - began)
            if name == "digests":
                drawn = count
    _print_table(rounds)
    for name, some in (("a tenth of them", few), ("all", due)):
        print(f"memory while {name} are made (peak of Python's own): {await _peak(store, some) / 2**20:.1f} MiB")
    print(f"peak memory of the whole process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return drawn == size.managers


def _print_table(rounds: dict[str, list[float]]) -> None:
    print(f"Medians of {ROUNDS} interleaved rounds; ratios are taken round by round")
    print(f"{'':16}{'seconds':>9}{'ratio':>8}{'least':>8}{'most':>8}")
    for name, measured in rounds.items():
        ratios = [mine / floor for mine, floor in zip(measured, rounds["SQL pass"], strict=True)]
        print(
            f"{name:16}{statistics.median(measured):9.3f}{statistics.median(ratios):7.2f}x"
            f"{min(ratios):7.2f}x{max(ratios):7.2f}x"
        )
    growth = statistics.median(all_ / few for all_, few in zip(rounds["digests"], rounds["a tenth"], strict=True))
    print(f"ten times as many managers take {growth:.1f} times as long")


def _due(session: Session, managers: int) -> list[DueDigest]:
    rows = session.execute(
        select(PersonRow).where(PersonRow.workspace_id == WORKSPACE, PersonRow.id <= managers).order_by(PersonRow.id)
    ).scalars()
    people = [Person(row.id, WORKSPACE, row.slack_id, row.name, row.time_zone, team_id=row.team_id) for row in rows]
    return [DueDigest(one.id, WORKSPACE, DigestKind.MANAGER, one, one.slack_id, WEEK, TODAY) for one in people]


async def _made(store: Store, due: Sequence[DueDigest], *, draw: bool) -> int:
    """How many digests came out, each drawn and let go of."""
    count = 0
    async with aclosing(store.stream(manager_digests, due)) as made:
        async for digest in made:
            count += bool(manager_message(digest).blocks) if draw else 1
    return count


async def _peak(store: Store, due: Sequence[DueDigest]) -> float:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await _made(store, due, draw=True)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"1/{SMALL} of the rows, for a quick look")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(compare(small=parser.parse_args().small)) else 1)
