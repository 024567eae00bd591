"""What keeps the program from starting is said in one sentence, with exit code 1 and no traceback."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from playground.server import Playground
from tests.process.conftest import (
    REPOSITORY,
    Launcher,
    execute,
    free_port,
    http_credentials,
    http_port,
    socket_credentials,
    taken_port,
)


async def test_postgresql_that_was_not_migrated(
    praiseworthy: Launcher, slack: Playground, empty_postgresql_url: str
) -> None:
    said = await praiseworthy.refused("run", **socket_credentials(slack), DATABASE_URL=empty_postgresql_url)
    assert said == "The database's schema is older than this program: run `praiseworthy migrate` first."


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_a_newer_schema_on_postgresql(
    praiseworthy: Launcher, slack: Playground, postgresql_url: str, command: str
) -> None:
    await execute(postgresql_url, "UPDATE alembic_version SET version_num = '9999'")
    said = await praiseworthy.refused(command, **socket_credentials(slack), DATABASE_URL=postgresql_url)
    assert said.startswith("The database's schema is newer than this program:")
    assert "\n" not in said


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_a_newer_schema_on_sqlite(
    praiseworthy: Launcher, slack: Playground, sqlite_url: str, command: str
) -> None:
    with closing(sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    said = await praiseworthy.refused(command, **socket_credentials(slack), DATABASE_URL=sqlite_url)
    assert said.startswith("The database's schema is newer than this program:")
    assert "\n" not in said


async def test_a_wrong_bot_token(praiseworthy: Launcher, slack: Playground) -> None:
    given = socket_credentials(slack) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    assert await praiseworthy.refused("run", **given) == "Slack refuses SLACK_BOT_TOKEN: invalid_auth."


async def test_a_wrong_app_token(praiseworthy: Launcher, slack: Playground) -> None:
    given = socket_credentials(slack) | {"SLACK_APP_TOKEN": "xapp-wrong"}
    assert await praiseworthy.refused("run", **given) == "Slack refuses SLACK_APP_TOKEN for Socket Mode: invalid_auth."


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_slack_that_can_t_be_reached(praiseworthy: Launcher, mode: str) -> None:
    address = f"http://127.0.0.1:{free_port()}/api/"
    credentials = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "1"}
    said = await praiseworthy.refused("run", "--mode", mode, "--port", "0", SLACK_API_URL=address, **credentials)
    assert said == f"Slack can't be reached at {address}."


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_postgresql_that_nobody_serves(praiseworthy: Launcher, slack: Playground, command: str) -> None:
    address = f"postgresql://bot:hunter2@127.0.0.1:{free_port()}/praiseworthy"
    said = await praiseworthy.refused(command, **socket_credentials(slack), DATABASE_URL=address)
    assert_names_the_database(said)
    assert "hunter2" not in said


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_a_postgresql_database_that_is_not_there(
    praiseworthy: Launcher, slack: Playground, postgresql_server: str, command: str
) -> None:
    address = make_url(postgresql_server).set(database="nowhere").render_as_string(hide_password=False)
    said = await praiseworthy.refused(command, **socket_credentials(slack), DATABASE_URL=address)
    assert_names_the_database(said)
    assert 'database "nowhere" does not exist' in said


@pytest.mark.parametrize("command", ["run", "migrate"])
async def test_a_sqlite_file_in_a_folder_that_is_not_there(
    praiseworthy: Launcher, slack: Playground, tmp_path: Path, command: str
) -> None:
    address = f"sqlite:///{tmp_path}/nowhere/praiseworthy.db"
    said = await praiseworthy.refused(command, **socket_credentials(slack), DATABASE_URL=address)
    assert_names_the_database(said)


async def test_a_sqlite_file_that_is_something_else(praiseworthy: Launcher, slack: Playground, tmp_path: Path) -> None:
    (tmp_path / "praiseworthy.db").write_text("My diary\n" * 1_000, encoding="utf-8")
    said = await praiseworthy.refused("run", **socket_credentials(slack))
    assert_names_the_database(said)
    assert (tmp_path / "praiseworthy.db").read_text(encoding="utf-8") == "My diary\n" * 1_000


def assert_names_the_database(said: str) -> None:
    assert said.startswith("The database ")
    assert " can't be used: " in said
    assert "\n" not in said


async def test_a_port_in_use_over_http(praiseworthy: Launcher, slack_over_http: Playground) -> None:
    with taken_port() as port:
        said = await praiseworthy.refused("run", "--port", str(port), **http_credentials(slack_over_http))
    assert said == f"Port {port} on 127.0.0.1 can't be used: Address already in use."


async def test_an_address_that_isn_t_ours(praiseworthy: Launcher, slack_over_http: Playground) -> None:
    given = http_credentials(slack_over_http) | {"PRAISEWORTHY_HOST": "192.0.2.1"}
    port = http_port(slack_over_http)
    said = await praiseworthy.refused("run", "--port", port, **given)
    assert said.startswith(f"Port {port} on 192.0.2.1 can't be used: ")
    assert "\n" not in said


async def test_a_port_in_use_for_the_playground(praiseworthy: Launcher) -> None:
    with taken_port() as port:
        said = await praiseworthy.refused("run", "--mode", "playground", "--port", str(port))
    assert said.startswith("The playground can't start: ")
    assert f":{port}: Address already in use" in said
    assert "\n" not in said


async def test_all_settings_that_are_wrong_are_listed(praiseworthy: Launcher, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=hunter1\nDATABASE_URL=mysql://hunter2@host/db\n", encoding="utf-8")
    said = await praiseworthy.refused("run", SLACK_API_URL="https://hunter3.example", PRAISEWORTHY_LOG_FORMAT="hunter4")
    first, *listed = said.splitlines()
    assert first == "The settings can't be used:"
    assert {line.split()[1] for line in listed} == {
        *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "PRAISEWORTHY_LOG_FORMAT")
    }
    assert "hunter" not in said


async def test_migrate_needs_no_credentials_but_a_good_address(praiseworthy: Launcher) -> None:
    said = await praiseworthy.refused("migrate", DATABASE_URL="praiseworthy.db", SLACK_BOT_TOKEN="nonsense")
    assert said.startswith("The settings can't be used: DATABASE_URL must look like ")


@pytest.mark.parametrize(
    ("missing", "command", "said"),
    [
        ("asyncpg", ("migrate",), "The database's driver asyncpg is not installed: install praiseworthy[postgresql]."),
        ("nicegui", ("run", "--port", "0"), "The playground is not installed: install praiseworthy[playground]."),
    ],
)
async def test_an_extra_that_is_not_installed(
    praiseworthy: Launcher, tmp_path: Path, missing: str, command: tuple[str, ...], said: str
) -> None:
    (tmp_path / f"{missing}.py").write_text(
        f"raise ModuleNotFoundError(\"No module named '{missing}'\", name='{missing}')", encoding="utf-8"
    )
    variables = {"DATABASE_URL": "postgresql://bot@127.0.0.1/praiseworthy", "PYTHONPATH": f"{tmp_path}:{REPOSITORY}"}
    assert await praiseworthy.refused(*command, **variables) == said


async def test_an_env_file_that_is_no_text(praiseworthy: Launcher, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    assert await praiseworthy.refused("run") == "The settings can't be used: .env must be text in UTF-8."
