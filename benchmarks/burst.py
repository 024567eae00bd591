"""`/logwork` while a burst of messages arrives in a channel that is read for praise, against the same without it."""

import asyncio
import json
import statistics
import sys
import time
from contextlib import AsyncExitStack
from uuid import uuid4

from slack_sdk.signature import SignatureVerifier
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.databases import postgresql, sqlite
from benchmarks.load import Measured, send, signed_commands
from benchmarks.logwork import MANIFEST, PEOPLE, Target, product
from bot.clock import system_clock
from bot.db import people as people_rows
from bot.db import watched_channels
from bot.db.inbox import InboxRow
from bot.domain.people import Place
from playground import sample
from playground.model import Member
from playground.server import SIGNING_SECRET, running

ROUNDS = 5
BURST = 10_000
"""Messages that arrive in one round."""

BURST_AT_ONCE = 8
"""Deliveries of events under way at once."""

COMMANDS_A_SECOND = 100
ALONE_SECONDS, MOST_SECONDS = 10, 120
CHANNEL = "C0ACME"
PRAISE_IN = 50
"""One message of so many is praise, and is kept."""

TEAM_SIZE = 50
"""People of one manager, who is asked about praise of them."""

PRAISE = "Huge thanks to <@{person}> for all the patience and kindness last night, case {number}."
OTHERS = (
    "The export for case {number} is running again, we will look at the numbers tomorrow.",
    "Great, case {number} is down again, nice work.",
    "Can somebody look at case {number} today? The printer on floor 2 shows the same error as last week.",
    "Thanks in advance for case {number}!",
    "The new dashboard is really nice, case {number} can be closed.",
)


def signed_messages(port: int, secret: str, count: int) -> list[bytes]:
    """Whole HTTP requests: `message` events in the channel that is read, each its own event."""
    verifier = SignatureVerifier(secret)
    timestamp = str(int(time.time()))
    requests = []
    for number in range(count):
        text = PRAISE if number % PRAISE_IN == 0 else OTHERS[number % len(OTHERS)]
        person = PEOPLE[uuid4().int % len(PEOPLE)]
        said = text.format(number=uuid4().int % 10**9, person=person)
        ts = f"{time.time():.6f}"
        event = {
            "type": "message",
            "channel": CHANNEL,
            "channel_type": "channel",
            "user": "U0DANA",
            "text": said,
            "ts": ts,
            "event_ts": ts,
        }
        body = json.dumps(
            {
                "type": "event_callback",
                "token": "t",
                "team_id": sample.TEAM_ID,
                "api_app_id": "A0",
                "event": event,
                "event_id": f"Ev{uuid4().hex}",
                "event_time": int(timestamp),
                "authorizations": [{"enterprise_id": None, "team_id": sample.TEAM_ID, "user_id": sample.BOT.id}],
                "is_ext_shared_channel": False,
            }
        )
        signature = verifier.generate_signature(timestamp=timestamp, body=body)
        head = (
            f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: {signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body.encode())
    return requests


async def compare() -> bool:
    """Measures, prints the table, and says whether every message that is praise was kept."""
    sound = []
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running(manifest=MANIFEST))
        for manager in PEOPLE[::TEAM_SIZE]:
            slack.workspace.people[manager] = Member(manager, sample.TEAM_ID, manager.lower(), manager)
        targets = []
        for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            url = await stack.enter_async_context(database())
            targets.append(await stack.enter_async_context(product(name, url, slack.api_url)))
            await _prepare(targets[-1])
        rounds: dict[str, list[tuple[Measured, Measured, float]]] = {target.name: [] for target in targets}
        for number in range(ROUNDS + 1):
            for target in targets:
                measured = await _round(target, quiet_first=number % 2 == 0)
                if number > 0:  # the first round warms up
                    rounds[target.name].append(measured)
        _print_table(rounds)
        sound = [await _is_all_kept(target) for target in targets]
    return all(sound)


async def _round(target: Target, *, quiet_first: bool) -> tuple[Measured, Measured, float]:
    """`/logwork` without and with the burst, for about as long, and the messages a second of the burst."""
    if quiet_first:
        quiet = await _commands(target, None)
    # From a process of its own: what it costs to send must not be measured as what it costs to receive.
    command = [sys.executable, "-m", "benchmarks.burst", str(target.port), str(BURST)]
    sender = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert sender.stdout is not None
    await sender.stdout.readline()
    burst = asyncio.create_task(sender.wait())
    busy = await _commands(target, burst)
    await burst
    rate = float(await sender.stdout.readline())
    if not quiet_first:
        quiet = await _commands(target, None)
    return quiet, busy, rate


async def _burst(port: int, count: int) -> None:
    """What the sending process does: says when it begins, and how many messages a second it was."""
    requests = signed_messages(port, SIGNING_SECRET, count)
    print("ready", flush=True)
    sent = await send(port, requests, BURST_AT_ONCE)
    print(sent.throughput, flush=True)


async def _commands(target: Target, during: "asyncio.Task[int] | None") -> Measured:
    """A steady load of `/logwork`, each at its moment: as long as the burst lasts, or `ALONE_SECONDS` without one."""
    most = COMMANDS_A_SECOND * (MOST_SECONDS if during else ALONE_SECONDS)
    requests = signed_commands(target.port, SIGNING_SECRET, sample.TEAM_ID, PEOPLE, most)
    began = time.perf_counter()
    under_way = []
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, began + number / COMMANDS_A_SECOND - time.perf_counter()))
        if during and during.done():
            break
        under_way.append(asyncio.create_task(send(target.port, [request], 1)))
    done = await asyncio.gather(*under_way)
    latencies = [latency for one in done for latency in one.latencies]
    return Measured(latencies, time.perf_counter() - began, sum(one.logged for one in done))


def _print_table(rounds: dict[str, list[tuple[Measured, Measured, float]]]) -> None:
    print(
        f"/logwork, {COMMANDS_A_SECOND} a second, while {BURST:,} messages arrive in a channel that is read, "
        f"{BURST_AT_ONCE} at once; medians of {ROUNDS} interleaved rounds"
    )
    print(f"{'':12}{'messages/s':>12}{'p50 ms':>8}{'p99 ms':>8}{'p99 alone':>10}{'p99 ratio':>10}{'worst ms':>10}")
    for name, measured in rounds.items():
        alone = [quiet.percentile(0.99) for quiet, _, _ in measured]
        busy = [during.percentile(0.99) for _, during, _ in measured]
        ratio = statistics.median(mine / floor for mine, floor in zip(busy, alone, strict=True))
        print(
            f"{name:12}{statistics.median(rate for _, _, rate in measured):12.0f}"
            f"{statistics.median(during.percentile(0.5) for _, during, _ in measured) * 1000:8.2f}"
            f"{statistics.median(busy) * 1000:8.2f}{statistics.median(alone) * 1000:10.2f}{ratio:9.2f}x"
            f"{max(max(during.latencies) for _, during, _ in measured) * 1000:10.2f}"
        )


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
    asyncio.run(_burst(int(sys.argv[1]), int(sys.argv[2])))
