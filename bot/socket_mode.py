"""Socket Mode: connecting, and leaving without dropping what is in hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import CannotStart
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.precedence import Precedence


@asynccontextmanager
async def connected(
    bolt: AsyncApp, messenger: Messenger, app_token: str, grace: float, precedence: Precedence | None = None
) -> AsyncIterator[None]:
    """Takes requests inside the block; afterwards those in hand may take `grace` seconds more.

    Raises `CannotStart` when Slack refuses the app token or can't be reached.
    """
    try:
        address = await messenger.socket_address(app_token)
    except SlackRefused as refused:
        raise CannotStart(f"Slack refuses SLACK_APP_TOKEN for Socket Mode: {refused.error}.") from refused
    except SlackUnanswered as unanswered:
        raise CannotStart(f"Slack can't be reached at {messenger.api_url}.") from unanswered
    handler = AsyncSocketModeHandler(bolt, app_token, web_client=messenger.client)
    client = handler.client
    client.wss_uri = address
    precedence = precedence or Precedence()
    in_hand: set[asyncio.Task[None]] = set()

    async def handle(client: SocketModeClient, request: SocketModeRequest) -> None:
        async with precedence.of_event() if request.type == "events_api" else precedence.of_person():
            await handler.handle(client, request)

    async def take(*request: Any) -> None:
        task = asyncio.create_task(handle(*request))
        in_hand.add(task)
        task.add_done_callback(in_hand.discard)
        await task

    client.socket_mode_request_listeners[:] = [take]
    await handler.connect_async()
    try:
        yield
    finally:
        # What comes in from now on stays unanswered: Slack gives it to another connection.
        client.socket_mode_request_listeners.clear()
        if in_hand:
            await asyncio.wait(in_hand, timeout=grace)
        await handler.close_async()
