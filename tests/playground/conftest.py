"""A playground per test, and the SDK's own clients and Bolt apps to drive it with."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.loop_server import LoopServer
from playground.server import Playground, running

MANIFEST = {
    "display_information": {"name": "Sample app"},
    "features": {
        "slash_commands": [{"command": "/logwork", "description": "Logs work", "usage_hint": "20m …"}],
        "shortcuts": [
            {"type": "message", "name": "Log as work", "callback_id": "log_as_work", "description": "Logs it"},
            {"type": "global", "name": "Log", "callback_id": "log", "description": "Logs it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "im:history",
                "im:read",
                "im:write",
                "mpim:history",
                "mpim:read",
                "mpim:write",
                "reactions:read",
                "reactions:write",
                "users.profile:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "message.channels",
                "reaction_added",
                "reaction_removed",
                "app_home_opened",
                "team_join",
                "user_change",
            ]
        }
    },
}

Connect = Callable[[AsyncApp], AbstractAsyncContextManager[None]]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    return path


@pytest.fixture
async def slack(manifest: Path) -> AsyncIterator[Playground]:
    """A playground that speaks Socket Mode."""
    async with running(manifest=manifest) as playground:
        yield playground


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=client, process_before_response=True)


@pytest.fixture
def connected(slack: Playground) -> Connect:
    """Keeps an app connected by Socket Mode for the length of a context."""

    @asynccontextmanager
    async def connect(app: AsyncApp) -> AsyncIterator[None]:
        handler = AsyncSocketModeHandler(
            app, slack.app_token, web_client=AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
        )
        await handler.connect_async()
        async with asyncio.timeout(5):
            await slack.socket_mode.connected.wait()
        try:
            yield
        finally:
            await handler.close_async()

    return connect


@asynccontextmanager
async def serving(app: AsyncApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serves a Bolt app for signed requests under uvicorn."""
    server = LoopServer(AsyncSlackRequestHandler(app))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await server.ready.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def over_http(manifest: Path) -> AsyncIterator[tuple[Playground, AsyncApp]]:
    """A playground that sends signed requests, and the served app that gets them."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
        async with running(manifest=manifest, request_url=url) as playground:
            client = AsyncWebClient(token=playground.bot_token, base_url=playground.api_url)
            app = AsyncApp(client=client, signing_secret=playground.signing_secret, process_before_response=True)
            async with serving(app, listening):
                yield playground, app
