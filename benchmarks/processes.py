"""Servers under load, each in a process of its own."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from playground.server import BOT_TOKEN, SIGNING_SECRET


@asynccontextmanager
async def served(database_url: str, api_url: str) -> AsyncIterator[int]:
    """The product over HTTP with this database; the port it listens on."""
    port = free_port()
    settings = {
        "DATABASE_URL": database_url,
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "PRAISEWORTHY_LOG_LEVEL": "warning",
    }
    run = [sys.executable, "-m", "bot", "run", "--mode", "http", "--port", str(port)]
    async with process(run, settings, port):
        yield port


@asynccontextmanager
async def process(command: list[str], environment: dict[str, str], port: int) -> AsyncIterator[None]:
    """Runs a server until it is healthy, and ends it."""
    running = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environment})
    try:
        await _until_healthy(port)
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        await running.wait()


async def _until_healthy(port: int) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
