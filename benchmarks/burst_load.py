"""The two loads of `benchmarks.burst`, each a process of its own: what it costs to send isn't measured as waiting.

`python -m benchmarks.burst_load messages PORT COUNT` and `… commands PORT SECONDS`: says 'ready', begins at the first
line of its input, and says at its end in one line of JSON what was measured. Commands end early with their input.
"""

import asyncio
import gc
import json
import sys
import time
from uuid import uuid4

import uvloop
from slack_sdk.signature import SignatureVerifier

from benchmarks.load import send, signed_commands
from benchmarks.logwork import PEOPLE
from playground import sample
from playground.server import SIGNING_SECRET

BURST_AT_ONCE = 8
"""Deliveries of events under way at once."""

COMMANDS_A_SECOND = 100
CHANNEL = "C0ACME"
PRAISE_IN = 50
"""One message of so many is praise, and is kept."""

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


async def _messages(port: int, count: int) -> dict[str, object]:
    """The burst, as fast as it is taken: seconds of the whole, and of the slowest acknowledgement."""
    requests = signed_messages(port, SIGNING_SECRET, count)
    await _told_to_begin()
    sent = await send(port, requests, BURST_AT_ONCE)
    return {"seconds": sent.seconds, "slowest": max(sent.latencies)}


async def _commands(port: int, seconds: int) -> dict[str, object]:
    """A steady load of `/logwork`, each at its moment: seconds of each, and how many were answered with 'Logged'."""
    requests = signed_commands(port, SIGNING_SECRET, sample.TEAM_ID, PEOPLE, COMMANDS_A_SECOND * seconds)
    gc.freeze()
    told = await _told_to_begin()
    ended = asyncio.create_task(told.readline())
    began = time.perf_counter()
    under_way = []
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, began + number / COMMANDS_A_SECOND - time.perf_counter()))
        if ended.done():
            break
        under_way.append(asyncio.create_task(send(port, [request], 1)))
    ended.cancel()
    done = await asyncio.gather(*under_way)
    return {
        "latencies": [latency for one in done for latency in one.latencies],
        "seconds": time.perf_counter() - began,
        "logged": sum(one.logged for one in done),
    }


async def _told_to_begin() -> asyncio.StreamReader:
    """Waits for the first line of the input, and hands the rest of it over."""
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    print("ready", flush=True)
    await told.readline()
    return told


if __name__ == "__main__":
    load = {"messages": _messages, "commands": _commands}[sys.argv[1]]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(load(int(sys.argv[2]), int(sys.argv[3])))), flush=True)
