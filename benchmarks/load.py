"""A load of signed slash commands on keep-alive connections, as light as it can be made."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from slack_sdk.signature import SignatureVerifier


@dataclass(frozen=True, slots=True)
class Measured:
    """One round: seconds of each request, the seconds of the whole, and what was answered with 'Logged'."""

    latencies: list[float]
    seconds: float
    logged: int

    @property
    def throughput(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in seconds below which this share of the requests lies."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def signed_commands(port: int, secret: str, team_id: str, people: Sequence[str], count: int) -> list[bytes]:
    """Whole HTTP requests: `/logwork` with a usual line, from one person after the other, each its own trigger."""
    line = "1m helped <@U0BRUNO|bruno> reset a VPN token for Acme #vpn yesterday"
    return [
        signed_command(port, secret, team_id, people[number % len(people)], "/logwork", line) for number in range(count)
    ]


def signed_command(
    port: int, secret: str, team_id: str, person: str, command: str, text: str, response_url: str = ""
) -> bytes:
    """A whole HTTP request: the slash command of this person, with a trigger of its own."""
    timestamp = str(int(time.time()))
    body = urlencode(
        {
            "token": "t",
            "team_id": team_id,
            "team_domain": "bench",
            "channel_id": "C0HELPDESK",
            "channel_name": "help-desk",
            "user_id": person,
            "user_name": person.lower(),
            "command": command,
            "text": text,
            "api_app_id": "A0",
            "is_enterprise_install": "false",
            "response_url": response_url or f"http://127.0.0.1:{port}/nowhere",
            "trigger_id": uuid4().hex,
        }
    )
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: {signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body.encode()


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer. Raises RuntimeError for an answer other than 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"unexpected answer: {head!r} {body!r}")
    return body


async def send(port: int, requests: Sequence[bytes], at_once: int) -> Measured:
    """Sends all requests, `at_once` at a time. Raises RuntimeError for an answer other than 200."""
    waiting = iter(requests)
    latencies: list[float] = []
    logged = 0

    async def work_off() -> None:
        nonlocal logged
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            body = await answer_of(reader)
            latencies.append(time.perf_counter() - began)
            logged += b"Logged" in body
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(work_off() for _ in range(at_once)))
    return Measured(latencies, time.perf_counter() - began, logged)
