"""A person's `/scorecard` as the workspace's history grows, and what App Home, teams' cards and effort reports take."""

import argparse
import asyncio
import gc
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import uvloop
from sqlalchemy import update
from sqlalchemy.orm import Session

from benchmarks.copies import copy
from benchmarks.databases import postgresql_on, postgresql_server, sqlite
from benchmarks.digest_data import WORKSPACE, Size, generate
from benchmarks.load import Measured, answer_of, signed_command
from benchmarks.logwork import MANIFEST
from benchmarks.processes import served
from bot.blocks.effort_report import report_message
from bot.blocks.home import home_view
from bot.blocks.team_scorecards import team_card_message
from bot.clock import system_clock
from bot.db.database import open_database
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.domain.past_periods import default_period
from bot.domain.people import Role
from bot.services import effort_report, home, team_scorecards
from bot.services.acting import Asker
from playground.server import SIGNING_SECRET, running

ROUNDS = 5
REQUESTS = 400
"""Cards that are asked for in a round, of one person after the other."""

DRAWN, DRAWN_OF_ALL = 15, 2
"""How often each of the other things is drawn in a round; those about everybody's entries less often."""

SIZES = (10_000, 100_000, 2_000_000)
SIZES_ON_SQLITE = (10_000, 200_000)
MANAGERS, PEOPLE, CUSTOMERS = 1_000, 10_000, 2_000

MEDIAN_BAR, P99_BAR = 1.5, 2.5
"""How many times as long a card may take with the longest history as with the shortest."""

LEADER = MANAGERS
"""The id of the one who is made a leader: the manager of the last team."""


def size_of(entries: int) -> Size:
    """A year of so many entries, and what goes with them: the same people, teams, goals and customers in each size."""
    return Size(
        managers=MANAGERS,
        people=PEOPLE,
        entries=entries,
        measurements=entries // 2,
        customers=CUSTOMERS,
        kudos=entries // 40,
        praises=entries // 100,
        answers=entries // 20,
    )


def slack_id(person_id: int) -> str:
    """The Slack id of a generated person."""
    return f"U0B{person_id:07}"


def member(step: int) -> int:
    """The id of somebody who reports to somebody and is here, another one at each step."""
    person_id = MANAGERS + 1 + step * 7 % PEOPLE
    # One in 97 left ("digest_data").
    return person_id if person_id % 97 else person_id - 1


class Round(NamedTuple):
    """Seconds from each request to its acknowledgement, and to the card; how many of the cards were right."""

    acknowledged: Measured
    shown: Measured
    right: int


@dataclass
class Target:
    """A running program with its database."""

    name: str
    entries: int
    port: int
    store: Store
    rounds: list[Round] = field(default_factory=list)
    drawn: dict[str, list[list[float]]] = field(default_factory=dict)


class Shown:
    """Stands in for Slack's response URLs: a server that takes what is answered after the acknowledgement."""

    def __init__(self) -> None:
        self.address = ""
        self._bodies: asyncio.Queue[bytes] = asyncio.Queue()

    async def next(self) -> bytes:
        """The next message. Raises TimeoutError when none comes."""
        async with asyncio.timeout(30):
            return await self._bodies.get()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes messages of one connection until it ends."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                self._bodies.put_nowait(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def response_urls() -> AsyncIterator[Shown]:
    """Somewhere to answer to."""
    shown = Shown()
    server = await asyncio.start_server(shown.take, "127.0.0.1", 0)
    async with server:
        shown.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        yield shown


async def compare(*, small: bool = False) -> bool:
    """Measures, prints the tables, and says whether all cards were right and the bars were kept."""
    sizes, on_sqlite = ((2_000, 20_000), (2_000, 20_000)) if small else (SIZES, SIZES_ON_SQLITE)
    # As the running program does at its start (`bot.app`): what stays is not looked through again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running(manifest=MANIFEST))
        shown = await stack.enter_async_context(response_urls())
        server = await stack.enter_async_context(postgresql_server())
        began = time.perf_counter()
        addresses = {}
        for entries in sorted({*sizes, *on_sqlite}):
            addresses[entries] = await stack.enter_async_context(postgresql_on(server))
            await generate(addresses[entries], size_of(entries), system_clock().date())
        targets = [await _target(stack, "PostgreSQL", entries, addresses[entries], slack.api_url) for entries in sizes]
        for entries in on_sqlite:
            url = await stack.enter_async_context(sqlite())
            await copy(addresses[entries], url)
            targets.append(await _target(stack, "SQLite", entries, url, slack.api_url))
        print(f"\n{PEOPLE:,} people in {MANAGERS:,} teams; databases made in {time.perf_counter() - began:.0f} s")
        for number in range(ROUNDS + 1):
            for target in targets[number % len(targets) :] + targets[: number % len(targets)]:
                await _round(target, shown, number)
        kept = _print_cards(targets)
        _print_drawn(targets)
        return kept


async def _target(stack: AsyncExitStack, name: str, entries: int, url: str, api_url: str) -> Target:
    store = Store(open_database(url))
    await store.open()
    stack.push_async_callback(store.close)
    await store.write(_make_leader)
    return Target(name, entries, await stack.enter_async_context(served(url, api_url)), store)


def _make_leader(session: Session) -> None:
    session.execute(update(PersonRow).where(PersonRow.id == LEADER).values(given_role=Role.LEADER.value))


async def _round(target: Target, shown: Shown, number: int) -> None:
    """The first round warms up. Each round asks for other people's cards."""
    people = [member(number * REQUESTS + step) for step in range(REQUESTS)]
    cards = await _cards(target.port, shown, people)
    if number > 0:
        target.rounds.append(cards)
    for name, (often, draw) in _drawings(target.store).items():
        times = []
        for step in range(often):
            began = time.perf_counter()
            await draw(number * often + step)
            times.append(time.perf_counter() - began)
        if number > 0:
            target.drawn.setdefault(name, []).append(times)


async def _cards(port: int, shown: Shown, people: Sequence[int]) -> Round:
    """Each person's manager asks for the person's card; the next one is asked for when the card is there."""
    requests = [
        (
            person,
            signed_command(
                port,
                SIGNING_SECRET,
                WORKSPACE,
                slack_id((person - MANAGERS - 1) % MANAGERS + 1),
                "/scorecard",
                f"<@{slack_id(person)}|person{person}>",
                shown.address,
            ),
        )
        for person in people
    ]
    acknowledged, drawn = [], []
    right = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began_all = time.perf_counter()
    for person, request in requests:
        began = time.perf_counter()
        writer.write(request)
        body = await answer_of(reader)
        acknowledged.append(time.perf_counter() - began)
        card = body or await shown.next()
        drawn.append(time.perf_counter() - began)
        right += f"Person {person}".encode() in card and b"Results" in card
    seconds = time.perf_counter() - began_all
    writer.close()
    await writer.wait_closed()
    return Round(Measured(acknowledged, seconds, 0), Measured(drawn, seconds, 0), right)


Draw = Callable[[int], Awaitable[object]]


def _drawings(store: Store) -> dict[str, tuple[int, Draw]]:
    """What else is drawn from the store, numbers and blocks, without Slack in between; and how often in a round."""
    now = system_clock()
    quarter = default_period(now.date())

    async def own_home(step: int) -> object:
        asker = Asker(WORKSPACE, slack_id(member(step)))
        return home_view(await store.read(home.home_of, asker, now))

    async def managers_home(step: int) -> object:
        return home_view(await store.read(home.home_of, Asker(WORKSPACE, slack_id(1 + step * 3)), now))

    async def team(step: int) -> object:
        return await _team_card(1 + step * 3)

    async def large_team(_step: int) -> object:
        # One of the twenty that are at the top: some fifty teams below, more than five hundred people.
        return await _team_card(1)

    async def _team_card(team_id: int) -> object:
        cards = store.stream(team_scorecards.team_cards, Asker(WORKSPACE, slack_id(team_id)), team_id, quarter, now)
        async with aclosing(cards) as made:
            return team_card_message(await anext(made))

    def effort(asker: Asker, words: str) -> Draw:
        async def report(_step: int) -> object:
            asked = await store.read(effort_report.asked_for, asker, words, now)
            async with aclosing(store.stream(effort_report.effort_reports, asker, asked)) as made:
                return report_message(await anext(made))

        return report

    leader, manager = Asker(WORKSPACE, slack_id(LEADER)), Asker(WORKSPACE, slack_id(5))
    return {
        "App Home, technician": (DRAWN, own_home),
        "App Home, manager": (DRAWN, managers_home),
        "team's card, 10 people": (DRAWN, team),
        "team's card, 500 people": (DRAWN, large_team),
        "effort, a manager's people": (DRAWN, effort(manager, "by person")),
        "effort, everybody, by customer": (DRAWN_OF_ALL, effort(leader, "by customer")),
        "effort, everybody, by team": (DRAWN_OF_ALL, effort(leader, "by team")),
        "effort, everybody, by tag": (DRAWN_OF_ALL, effort(leader, "by tag")),
        "effort, everybody, a year": (DRAWN_OF_ALL, effort(leader, "last 365 days by customer")),
    }


def _print_cards(targets: Sequence[Target]) -> bool:
    print(
        f"/scorecard of a person over signed HTTP, {REQUESTS} a round, one at a time; medians of {ROUNDS} interleaved"
    )
    print("rounds; ratios to the shortest history are taken round by round; 'shown' is until the whole card was sent")
    print(f"{'':12}{'entries':>10}{'p50 ms':>8}{'p99 ms':>8}{'p50':>8}{'p99':>8}{'shown p50 ms':>14}{'shown p50':>11}")
    kept = True
    for target in targets:
        floor = next(one for one in targets if one.name == target.name)
        pairs = list(zip(target.rounds, floor.rounds, strict=True))
        p50, p99 = (
            statistics.median(
                mine.acknowledged.percentile(share) / first.acknowledged.percentile(share) for mine, first in pairs
            )
            for share in (0.5, 0.99)
        )
        shown = statistics.median(mine.shown.percentile(0.5) / first.shown.percentile(0.5) for mine, first in pairs)
        right = sum(one.right for one in target.rounds)
        print(
            f"{target.name:12}{target.entries:10,}"
            f"{_median_ms(one.acknowledged.percentile(0.5) for one in target.rounds):8.2f}"
            f"{_median_ms(one.acknowledged.percentile(0.99) for one in target.rounds):8.2f}"
            f"{p50:7.2f}x{p99:7.2f}x"
            f"{_median_ms(one.shown.percentile(0.5) for one in target.rounds):14.2f}{shown:10.2f}x"
        )
        kept = kept and p50 <= MEDIAN_BAR and p99 <= P99_BAR and right == ROUNDS * REQUESTS
        if right != ROUNDS * REQUESTS:
            print(f"{'':12}{right} of {ROUNDS * REQUESTS} cards were right")
    print(f"The bar: {MEDIAN_BAR} at the median, {P99_BAR} at p99: {'kept' if kept else 'NOT kept'}")
    return kept


def _print_drawn(targets: Sequence[Target]) -> None:
    print("\nDrawn from the store, ms; medians of the rounds' medians, in brackets the slowest")
    names = list(targets[0].drawn)
    print(f"{'':32}" + "".join(f"{f'{one.name} {one.entries:,}':>24}" for one in targets))
    for name in names:
        cells = []
        for target in targets:
            rounds = target.drawn[name]
            slowest = max(max(times) for times in rounds) * 1_000
            cells.append(f"{_median_ms(statistics.median(times) for times in rounds):.1f} ({slowest:.0f})")
        print(f"{name:32}" + "".join(f"{cell:>24}" for cell in cells))


def _median_ms(seconds: Iterable[float]) -> float:
    return statistics.median(seconds) * 1_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="short histories alone, for a quick look")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(compare(small=parser.parse_args().small)) else 1)
