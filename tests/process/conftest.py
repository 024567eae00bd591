"""The program as an operator meets it: a process of its own, its exit code and what it says."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.server import EVENTS_PATH
from playground.server import Playground, running

REPOSITORY = Path(__file__).parents[2]
MANIFEST = REPOSITORY / "manifest.json"
PATIENCE = 40
"""Seconds after which a test gives up waiting for the program; a start takes one or two on a quiet machine."""


class Bot:
    """A started `praiseworthy`, and what it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._changed = asyncio.Event()
        self._open = 2
        assert process.stdout
        assert process.stderr
        self._reading = asyncio.gather(self._read(process.stdout, self.lines), self._read(process.stderr, self.errors))

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))
            self._changed.set()
        self._open -= 1
        self._changed.set()

    async def said(self, pattern: str) -> re.Match[str]:
        """Waits for a line, on either stream, in which the pattern is found."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._changed.clear()
                is_over = self._open == 0
                for line in (*self.lines, *self.errors):
                    if found := re.search(pattern, line):
                        return found
                assert not is_over, f"ended without saying {pattern!r}: {self.errors}"
                await self._changed.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Sends a signal."""
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Waits for the end; the exit code."""
        async with asyncio.timeout(PATIENCE):
            await self._reading
            return await self.process.wait()

    async def kill(self) -> None:
        """Ends the process, whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.ended()

    def children(self) -> list[int]:
        """The ids of the processes that it started."""
        number = self.process.pid
        return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


class Launcher:
    """Starts the program in a folder of its own, with nothing in its environment but what is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Bot] = []

    async def __call__(self, *arguments: str, **variables: str) -> Bot:
        ours = ("SLACK_", "DATABASE_", "PRAISEWORTHY_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *arguments),
            cwd=self.folder,
            env=environment | {"PYTHONPATH": str(REPOSITORY)} | variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        bot = Bot(process)
        self.started.append(bot)
        return bot

    async def refused(self, *arguments: str, **variables: str) -> str:
        """Runs a command that can't be done: exit code 1, and on standard error nothing but why."""
        bot = await self(*arguments, **{"PRAISEWORTHY_LOG_LEVEL": "error", **variables})
        assert await bot.ended() == 1, bot.errors
        said = "\n".join(bot.errors)
        assert "Traceback" not in said
        assert bot.lines == []
        return said


@pytest.fixture
async def praiseworthy(tmp_path: Path) -> AsyncIterator[Launcher]:
    """Starts the program; whatever still runs at the end of the test is ended."""
    launcher = Launcher(tmp_path)
    yield launcher
    for bot in launcher.started:
        await bot.kill()


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    """A local Slack that speaks Socket Mode."""
    async with running(manifest=MANIFEST) as playground:
        yield playground


@pytest.fixture
async def slack_over_http() -> AsyncIterator[Playground]:
    """A local Slack that sends signed requests to a port on which the program is to listen: `http_port` tells it."""
    async with running(manifest=MANIFEST, request_url=f"http://127.0.0.1:{free_port()}{EVENTS_PATH}") as playground:
        yield playground


def http_port(playground: Playground) -> str:
    """The port to which the playground sends its requests."""
    port = make_url(playground.signed_http.request_url).port
    return str(port)


def socket_credentials(playground: Playground) -> dict[str, str]:
    """The variables for Socket Mode."""
    return {
        "SLACK_API_URL": playground.api_url,
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_APP_TOKEN": playground.app_token,
    }


def http_credentials(playground: Playground) -> dict[str, str]:
    """The variables for HTTP."""
    return {
        "SLACK_API_URL": playground.api_url,
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
    }


def free_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def refuses_connections(port: int) -> None:
    """Waits until nobody listens on the port."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            await asyncio.sleep(0.02)


@contextmanager
def write_locked(path: Path) -> Iterator[None]:
    """Holds SQLite's write lock inside the block."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def summaries(path: Path) -> list[str]:
    """The summaries of all entries in a SQLite file."""
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        return [summary for (summary,) in connection.execute("SELECT summary FROM work_logs ORDER BY id")]


@pytest.fixture
async def empty_postgresql_url(postgresql_server: str) -> AsyncIterator[str]:
    """A PostgreSQL database without any table."""
    name = f"praiseworthy_{uuid4().hex[:12]}"
    await execute(postgresql_server, f'CREATE DATABASE "{name}"')
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    await execute(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def execute(address: str, statement: str) -> None:
    """Runs one statement on a PostgreSQL database."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
