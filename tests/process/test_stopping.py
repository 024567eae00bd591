"""Stopping: no more requests are taken, those in hand are answered and saved, and the program ends well."""

import asyncio
import json
import signal
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.server import EVENTS_PATH
from playground.model import Outcome
from playground.server import Playground
from tests.process.conftest import (
    Launcher,
    http_credentials,
    http_port,
    refuses_connections,
    socket_credentials,
    summaries,
    write_locked,
)

ANA, BRUNO, HELP_DESK = "U0ANA", "U0BRUNO", "C0HELPDESK"
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def read_back(slack: Playground, person: str) -> str:
    """The latest ephemeral reply to the person."""
    replies = [m for m in slack.workspace.timeline(person, HELP_DESK) if m.ephemeral_to == person]
    return replies[-1].text


class RawRequest:
    """A signed request whose body is sent once the program asks for it: from then on the request is in its hands."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def in_hand(cls, slack: Playground, text: str) -> "RawRequest":
        form = {
            **{"command": "/logwork", "text": text, "trigger_id": "1.2.test", "response_url": slack.base_url},
            **{"user_id": ANA, "channel_id": HELP_DESK, "team_id": slack.workspace.team_id, "api_app_id": "A1"},
        }
        body = urlencode(form)
        headers = {
            "Host": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Expect": "100-continue",
            "X-Slack-Request-Timestamp": (moment := str(int(time.time()))),
            "X-Slack-Signature": SignatureVerifier(slack.signing_secret).generate_signature(
                timestamp=moment, body=body
            ),
        }
        reader, writer = await asyncio.open_connection("127.0.0.1", int(http_port(slack)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"POST {EVENTS_PATH} HTTP/1.1\r\n{lines}\r\n".encode())
        assert b" 100 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(body.encode())
        await writer.drain()
        return cls(reader, writer)

    async def answer(self) -> tuple[int, str]:
        """The status and the body."""
        async with asyncio.timeout(10):
            whole = await self.reader.read()
        self.writer.close()
        head, _, body = whole.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()


@pytest.mark.parametrize("number", SIGNALS)
async def test_over_http_a_request_in_hand_is_answered_and_saved(
    praiseworthy: Launcher, slack_over_http: Playground, tmp_path: Path, number: signal.Signals
) -> None:
    slack, port = slack_over_http, http_port(slack_over_http)
    bot = await praiseworthy("run", "--port", port, **http_credentials(slack))
    await bot.said("listening")
    assert (await slack.workspace.command(ANA, HELP_DESK, "/logwork", "5m first of all")).ok
    with write_locked(tmp_path / "praiseworthy.db"):
        request = await RawRequest.in_hand(slack, "20m held up by a lock")
        bot.stop(number)
        await bot.said("stopping")
        await refuses_connections(int(port))
        assert summaries(tmp_path / "praiseworthy.db") == ["first of all"]
    status, body = await request.answer()
    assert status == 200
    assert json.loads(body)["text"].startswith("Logged 20 min: held up by a lock")
    assert await bot.ended() == 0
    assert summaries(tmp_path / "praiseworthy.db") == ["first of all", "held up by a lock"]


@pytest.mark.parametrize("number", SIGNALS)
async def test_over_socket_mode_a_request_in_hand_is_answered_and_saved(
    praiseworthy: Launcher, slack: Playground, tmp_path: Path, number: signal.Signals
) -> None:
    bot = await praiseworthy("run", **socket_credentials(slack))
    await bot.said("connected")

    async def type_line(person: str, text: str) -> Outcome:
        return await slack.workspace.command(person, HELP_DESK, "/logwork", text)

    assert (await type_line(ANA, "5m first of all")).ok
    with write_locked(tmp_path / "praiseworthy.db"):
        held_up = asyncio.create_task(type_line(ANA, "20m held up by a lock"))
        # One connection keeps the order: when the second of these is answered, what was sent before it has arrived.
        for _ in range(2):
            assert (await type_line(BRUNO, "help")).ok
        bot.stop(number)
        await bot.said("stopping")
        too_late = asyncio.create_task(type_line(BRUNO, "10m too late"))
        assert not held_up.done()
    assert (await held_up).ok
    assert read_back(slack, ANA).startswith("Logged 20 min: held up by a lock")
    assert await bot.ended() == 0
    assert not (await too_late).ok
    assert summaries(tmp_path / "praiseworthy.db") == ["first of all", "held up by a lock"]


@pytest.mark.parametrize("number", SIGNALS)
async def test_without_anything_in_hand_it_ends_well(
    praiseworthy: Launcher, slack: Playground, number: signal.Signals
) -> None:
    bot = await praiseworthy("run", **socket_credentials(slack))
    await bot.said("connected")
    bot.stop(number)
    assert await bot.ended() == 0
    assert not any("Traceback" in line for line in bot.errors)


@pytest.mark.parametrize("number", SIGNALS)
async def test_while_slack_keeps_it_waiting_it_ends_well(praiseworthy: Launcher, number: signal.Signals) -> None:
    asked = asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
        credentials = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
        bot = await praiseworthy("run", SLACK_API_URL=address, **credentials)
        async with asyncio.timeout(30):
            await asked.wait()
        bot.stop(number)
        assert await bot.ended() == 0
    assert not any("Traceback" in line for line in bot.errors)
