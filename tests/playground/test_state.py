"""The playground keeps its state in a file, and starts and ends in order."""

import asyncio
import json
import signal
import socket
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import sample
from playground.page.seat import ReadMarks
from playground.server import Playground, PortInUseError, running
from playground.store import Contents


async def test_the_state_is_there_again_after_a_restart(manifest: Path, tmp_path: Path) -> None:
    state_file = tmp_path / "state" / "slack.json"
    async with running(manifest=manifest, state_file=state_file) as first:
        client = AsyncWebClient(token=first.bot_token, base_url=first.api_url)
        await client.chat_postMessage(channel="U0ANA", text="Hello", blocks=[{"type": "divider"}])
        await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [{"type": "divider"}]})
        posted = await first.workspace.post("U0BRUNO", "C0VPN", "Closed 3 tickets")
        await first.workspace.react("U0ANA", "C0VPN", posted.ts, "memo")
        before = first.workspace.contents.to_json()
    async with running(manifest=manifest, state_file=state_file) as second:
        assert second.workspace.contents.to_json() == before
        assert second.workspace.timeline("U0MAYA", "C0VPN")[-1].reactions == {"memo": ["U0ANA"]}
        later = await second.workspace.post("U0BRUNO", "C0VPN", "And one more")
    assert later.ts > posted.ts


async def test_what_was_read_stays_read_after_a_restart(manifest: Path, tmp_path: Path) -> None:
    state_file = tmp_path / "slack.json"
    async with running(manifest=manifest, state_file=state_file) as first:
        marks = ReadMarks(first.workspace)
        assert marks.unread("U0MAYA", "C0VPN") == 0, "what was there when the workspace began counts as read"
        await first.workspace.post("U0BRUNO", "C0VPN", "seen")
        marks.mark("U0MAYA", "C0VPN")
        await first.workspace.post("U0BRUNO", "C0VPN", "not seen")
    async with running(manifest=manifest, state_file=state_file) as second:
        marks = ReadMarks(second.workspace)
        assert marks.unread("U0MAYA", "C0VPN") == 1
        assert marks.unread("U0ANA", "C0VPN") == 2
        assert marks.unread("U0BRUNO", "C0VPN") == 0


async def test_a_change_is_written_a_moment_later(manifest: Path, tmp_path: Path) -> None:
    state_file = tmp_path / "slack.json"
    async with running(manifest=manifest, state_file=state_file) as playground:
        await playground.workspace.post("U0BRUNO", "C0VPN", "Closed 3 tickets")
        await asyncio.sleep(0.7)
        saved = json.loads(state_file.read_text(encoding="utf-8"))
    assert "Closed 3 tickets" in [message["text"] for message in saved["messages"]]


async def test_an_unreadable_state_is_one_sentence(manifest: Path, tmp_path: Path) -> None:
    state_file = tmp_path / "slack.json"
    state_file.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="is not a state file of the playground"):
        async with running(manifest=manifest, state_file=state_file):
            pass


def test_the_sample_is_whole() -> None:
    contents = sample.sample()
    people = set(contents.people)
    assert people == {
        "U0ANA", "U0BRUNO", "U0CHIDI", "U0MAYA", "U0LEO", "U0DANA", "U0CARLA", "U0GUS", "U0PRAISE",
    }  # fmt: skip
    assert all(c.members <= people for c in contents.conversations.values())
    names = {c.name for c in contents.conversations.values() if c.kind == "channel"}
    assert names == {"general", "help-desk", "vpn", "acme", "globex-shared", "kudos"}
    for messages in contents.messages.values():
        for message in messages:
            assert message.user in contents.conversations[message.channel].members
            assert all(set(who) <= people for who in message.reactions.values())
    assert Contents.from_json(contents.to_json()).to_json() == contents.to_json()


async def test_stamps_are_unique_and_in_order(slack: Playground) -> None:
    stamps = [slack.workspace.contents.new_ts() for _ in range(2000)]
    assert len(set(stamps)) == len(stamps)
    assert all(before < after for before, after in pairwise(stamps))


async def test_a_taken_port_is_one_sentence(manifest: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUseError, match="can't listen on"):
            async with running(manifest=manifest, port=taken.getsockname()[1]):
                pass


async def _start(manifest: Path, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", str(port), "--manifest", str(manifest),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip


async def test_the_program_ends_with_one_sentence_when_the_port_is_taken(manifest: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await _start(manifest, taken.getsockname()[1])
        out, errors = await process.communicate()
    assert process.returncode == 1
    assert out == b""
    assert errors.decode().count("\n") == 1
    assert "Address already in use" in errors.decode()


async def test_the_program_says_how_to_reach_it_and_ends_on_a_signal(manifest: Path) -> None:
    process = await _start(manifest, 0)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        address = (await process.stdout.readline()).decode()
        assert "The playground is at http://127.0.0.1:" in address
        await process.stdout.readline()
        assert "SLACK_BOT_TOKEN=xoxb-playground-bot" in (await process.stdout.readline()).decode()
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        out, errors = await process.communicate()
    assert (process.returncode, out, errors) == (0, b"", b"")
