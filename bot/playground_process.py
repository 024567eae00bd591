"""Starts the local Slack as a process of its own, and learns from what it prints how to reach it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import playground_story
from bot.clock import system_clock
from bot.errors import CannotStart
from bot.settings import Settings

DEFAULT_PORT = 8080
START_SECONDS = 60
STOP_SECONDS = 5

_CREDENTIAL = re.compile(r"\b(SLACK_\w+)=(\S+)")


@asynccontextmanager
async def playground(settings: Settings, port: int | None, state: Path) -> AsyncIterator[tuple[Settings, str]]:
    """The settings with the playground's credentials, and the first line that it printed. Raises `CannotStart`.

    A new database gets the sample's story on the way.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "playground", "--port", str(DEFAULT_PORT if port is None else port), "--state", str(state)),
        # The pipe ends with us, however we end: nothing is left behind that holds the port.
        "--until-input-ends",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Ctrl+C reaches the whole group of a terminal: the playground has to outlive the bot's last words to it.
        start_new_session=True,
    )
    assert process.stdout is not None  # noqa: S101 - it is piped
    assert process.stderr is not None  # noqa: S101 - it is piped
    is_up = asyncio.Event()
    errors = asyncio.create_task(_pass_on(process.stderr, is_up))
    try:
        welcome = ""
        credentials: dict[str, str] = {}
        try:
            async with asyncio.timeout(START_SECONDS):
                while "SLACK_BOT_TOKEN" not in credentials:
                    line = (await process.stdout.readline()).decode()
                    if not line:
                        raise CannotStart(_why(await errors))
                    welcome = welcome or line.strip()
                    credentials |= dict(_CREDENTIAL.findall(line))
        except TimeoutError:
            raise CannotStart(f"The playground did not start within {START_SECONDS} seconds.") from None
        is_up.set()
        with_credentials = settings.for_playground(credentials)
        await playground_story.tell(with_credentials, system_clock)
        yield with_credentials, welcome
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        errors.cancel()


def _why(complaints: list[str]) -> str:
    reason = complaints[-1] if complaints else "it ended without a word."
    if reason.startswith("ModuleNotFoundError"):
        return "The playground is not installed: install praiseworthy[playground]."
    return f"The playground can't start: {reason}"


async def _pass_on(stream: asyncio.StreamReader, is_up: asyncio.Event) -> list[str]:
    """Passes the playground's complaints on to ours once it is up; why it can't start, its last line says alone."""
    lines: list[str] = []
    while line := (await stream.readline()).decode(errors="replace"):
        if is_up.is_set():
            sys.stderr.write(line)
        elif line.strip():
            lines = [*lines[-19:], line.strip()]
    return lines
