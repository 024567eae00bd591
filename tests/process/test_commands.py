"""The commands that end by themselves."""

import json
from pathlib import Path

import pytest

from tests.process.conftest import MANIFEST, Launcher

REQUEST_URL = "https://bot.example/slack/events"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((), ["run", "migrate", "import", "manifest"]),
        (("run",), ["--mode", "--port", "auto", "socket", "http", "playground"]),
        (("migrate",), ["DATABASE_URL"]),
        (("manifest",), ["--request-url"]),
        (("import",), ["people", "customers", "measurements"]),
        (("import", "people"), ["FILE", "--dry-run", "--workspace"]),
        (("import", "measurements"), ["FILE", "--dry-run", "--workspace", "--accept-jumps"]),
    ],
)
async def test_help(praiseworthy: Launcher, command: tuple[str, ...], said: list[str]) -> None:
    bot = await praiseworthy(*command, "--help")
    assert await bot.ended() == 0
    assert bot.errors == []
    assert all(word in "\n".join(bot.lines) for word in said)


@pytest.mark.parametrize(
    "arguments", [(), ("fly",), ("run", "--port", "many"), ("run", "--port", "65536"), ("run", "--mode", "morse")]
)
async def test_what_can_t_be_understood_is_said_with_the_usage(
    praiseworthy: Launcher, arguments: tuple[str, ...]
) -> None:
    bot = await praiseworthy(*arguments)
    assert await bot.ended() == 2
    assert bot.errors[0].startswith("usage: praiseworthy")
    assert "error: " in bot.errors[-1]
    assert "_port" not in bot.errors[-1]


async def test_the_manifest_for_socket_mode(praiseworthy: Launcher) -> None:
    bot = await praiseworthy("manifest")
    assert await bot.ended() == 0
    assert json.loads("\n".join(bot.lines)) == json.loads(MANIFEST.read_text(encoding="utf-8"))


async def test_the_manifest_for_http(praiseworthy: Launcher) -> None:
    bot = await praiseworthy("manifest", "--request-url", REQUEST_URL)
    assert await bot.ended() == 0
    told = json.loads("\n".join(bot.lines))
    assert {command["url"] for command in told["features"]["slash_commands"]} == {REQUEST_URL}
    assert told["settings"]["socket_mode_enabled"] is False
    assert told["settings"]["event_subscriptions"]["request_url"] == REQUEST_URL
    assert told["settings"]["interactivity"]["request_url"] == REQUEST_URL
    assert told["settings"]["interactivity"]["message_menu_options_url"] == REQUEST_URL
    for key in ("display_information", "oauth_config"):
        assert told[key] == json.loads(MANIFEST.read_text(encoding="utf-8"))[key]


async def migrate_twice(praiseworthy: Launcher, **variables: str) -> None:
    for _ in range(2):
        bot = await praiseworthy("migrate", **variables)
        assert await bot.ended() == 0, bot.errors
        assert bot.lines == ["The database's schema is up to date."]


async def test_migrate_sqlite_twice(praiseworthy: Launcher, tmp_path: Path) -> None:
    await migrate_twice(praiseworthy)
    assert (tmp_path / "praiseworthy.db").exists()


async def test_migrate_postgresql_twice(praiseworthy: Launcher, empty_postgresql_url: str) -> None:
    await migrate_twice(praiseworthy, DATABASE_URL=empty_postgresql_url)
