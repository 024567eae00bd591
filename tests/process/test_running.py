"""The program while it runs, and when it is started again."""

import asyncio
import json
import re
import signal
from pathlib import Path

import httpx
import pytest

from playground.server import Playground
from tests.process.conftest import (
    PATIENCE,
    Bot,
    Launcher,
    free_port,
    http_credentials,
    http_port,
    refuses_connections,
    socket_credentials,
    summaries,
)

ANA, HELP_DESK = "U0ANA", "C0HELPDESK"


async def type_line(slack: Playground, text: str) -> str:
    """Types `/logwork`; the text of the reply, with that of its blocks."""
    outcome = await slack.workspace.command(ANA, HELP_DESK, "/logwork", text)
    assert outcome.ok, outcome.sentence
    reply = [m for m in slack.workspace.timeline(ANA, HELP_DESK) if m.ephemeral_to == ANA][-1]
    return f"{reply.text} {json.dumps(reply.blocks)}"


async def get(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(address, timeout=30)


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def stop(bot: Bot) -> None:
    bot.stop()
    assert await bot.ended() == 0, bot.errors


async def test_entries_are_still_there_after_a_restart(praiseworthy: Launcher, slack: Playground) -> None:
    for said in ("0 entries", "1 entry, 20 min"):
        bot = await praiseworthy("run", **socket_credentials(slack))
        await bot.said("connected")
        assert said in await type_line(slack, "today")
        await type_line(slack, "20m reset a VPN token for Acme")
        await stop(bot)


async def test_entries_are_still_there_after_a_restart_on_postgresql(
    praiseworthy: Launcher, slack_over_http: Playground, postgresql_url: str
) -> None:
    given = http_credentials(slack_over_http) | {"DATABASE_URL": postgresql_url}
    for said in ("0 entries", "1 entry, 20 min"):
        bot = await praiseworthy("run", "--port", http_port(slack_over_http), **given)
        await bot.said("listening")
        assert said in await type_line(slack_over_http, "today")
        await type_line(slack_over_http, "20m reset a VPN token for Acme")
        await stop(bot)


async def test_the_env_file_of_the_working_folder_is_read(
    praiseworthy: Launcher, slack: Playground, tmp_path: Path
) -> None:
    given = socket_credentials(slack) | {"DATABASE_URL": f"sqlite:///{tmp_path}/elsewhere.db"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
    bot = await praiseworthy("run")
    await bot.said("connected")
    await type_line(slack, "20m reset a VPN token")
    await stop(bot)
    assert summaries(tmp_path / "elsewhere.db") == ["reset a VPN token"]


async def test_health_and_metrics_in_socket_mode(praiseworthy: Launcher, slack: Playground) -> None:
    bot = await praiseworthy("run", "--port", "0", **socket_credentials(slack))
    address = (await bot.said(r"listening .*(http://[\d.]+:\d+)"))[1]
    await bot.said("connected")
    await type_line(slack, "20m reset a VPN token")
    assert (await get(f"{address}/healthz")).status_code == 200
    metrics = (await get(f"{address}/metrics")).text
    assert 'praiseworthy_requests_total{kind="command",name="/logwork",outcome="done"} 1.0' in metrics
    assert (await get(f"{address}/slack/events")).status_code == 404
    await stop(bot)


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_json_logs_are_one_object_a_line_without_secrets_or_texts(
    praiseworthy: Launcher, slack_over_http: Playground, level: str
) -> None:
    slack = slack_over_http
    variables = {"PRAISEWORTHY_LOG_FORMAT": "json", "PRAISEWORTHY_LOG_LEVEL": level}
    bot = await praiseworthy("run", "--port", http_port(slack), **variables, **http_credentials(slack))
    await bot.said("listening")
    await type_line(slack, "20m reset a token for Wayne Enterprises")
    await type_line(slack, "20m in-the-line-that-is-refused tomorrow")
    await slack.workspace.command(ANA, HELP_DESK, "/unknown-command", "typed text")
    await get(slack.signed_http.request_url)
    await stop(bot)
    records = [json.loads(line) for line in bot.errors]
    assert {"listening", "stopping", "stopped"} <= {record["event"] for record in records}
    assert all({"event", "level", "logger", "timestamp"} <= record.keys() for record in records)
    for kept in (slack.bot_token, slack.signing_secret, "Wayne", "in-the-line", "typed text"):
        assert not any(kept in line for line in (*bot.errors, *bot.lines)), kept


async def test_without_credentials_it_is_the_playground(praiseworthy: Launcher, tmp_path: Path) -> None:
    port = free_port()
    for _ in range(2):
        bot = await praiseworthy("run", "--port", str(port))
        await bot.said(re.escape(f"The playground is at http://127.0.0.1:{port}/"))
        await bot.said("connected")
        page = await get(f"http://127.0.0.1:{port}/")
        assert page.status_code == 200
        assert "text/html" in page.headers["content-type"]
        children = bot.children()
        assert children
        await stop(bot)
        assert not any(map(is_running, children))
        await refuses_connections(port)
        assert (tmp_path / "playground-state.json").exists()
        assert (tmp_path / "praiseworthy.db").exists()


async def test_the_playground_ends_with_a_bot_that_is_killed(praiseworthy: Launcher) -> None:
    port = free_port()
    for _ in range(2):
        bot = await praiseworthy("run", "--port", str(port))
        await bot.said("connected")
        children = bot.children()
        assert children
        bot.stop(signal.SIGKILL)
        await bot.process.wait()
        async with asyncio.timeout(PATIENCE):
            while any(map(is_running, children)):
                await asyncio.sleep(0.05)
