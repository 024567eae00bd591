"""HTTP: Slack's requests, health and metrics, on uvicorn under Bolt's own ASGI handler."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from bot.db.store import Store
from bot.errors import CannotStart
from bot.hooks import Hooks
from bot.precedence import Precedence

EVENTS_PATH = "/slack/events"
"""Takes commands, interactions, options and events."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def build_asgi(
    bolt: AsyncApp | None, store: Store, hooks: Hooks | None = None, precedence: Precedence | None = None
) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The ASGI application. Without `bolt` (Socket Mode) only health, metrics and the hooks are there."""
    slack = AsyncSlackRequestHandler(bolt, path=EVENTS_PATH) if bolt else None
    precedence = precedence or Precedence()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            if scope["path"] == "/healthz":
                healthy = await store.answers()
                await _answer(send, 200 if healthy else 503, b"ok\n" if healthy else b"the database does not answer\n")
                return
            if scope["path"] == "/metrics":
                await _answer(send, 200, generate_latest(), CONTENT_TYPE_LATEST)
                return
        hook = hooks.at(scope["path"]) if hooks and scope["type"] == "http" else None
        if hook is not None:
            await hook(scope, receive, send)
        elif slack is None or str(scope.get("path")).startswith("/hooks/"):
            await _answer(send, 404, b"not found\n")
        elif scope["type"] == "http" and not _has_possible_timestamp(scope):
            await _answer(send, 401, b"not signed\n")
        else:
            async with precedence.of_event() if _is_event(scope) else precedence.of_person():
                await slack(scope, receive, send)

    return serve


def _is_event(scope: Scope) -> bool:
    # Events come as JSON, what people do as forms ("The Events API", "Handling user interaction").
    return (b"content-type", b"application/json") in scope.get("headers", ())


def _has_possible_timestamp(scope: Scope) -> bool:
    # Bolt answers 401 to a missing or old timestamp, but takes one that is no number for a fault of ours.
    given = [value for name, value in scope["headers"] if name == b"x-slack-request-timestamp"]
    return all(value.isdigit() and len(value) < 16 for value in given)


async def _answer(send: Send, status: int, body: bytes, content_type: str = "text/plain; charset=utf-8") -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Says when it serves."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leaves the process's signals alone: `bot.__main__` listens for them."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises `CannotStart`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CannotStart(f"Port {port} on {host} can't be used: {error.strerror or error}.") from error
    listener.setblocking(False)
    return listener


@asynccontextmanager
async def serving(
    bolt: AsyncApp | None,
    store: Store,
    listener: socket.socket,
    grace: float,
    hooks: Hooks | None = None,
    precedence: Precedence | None = None,
) -> AsyncIterator[None]:
    """Serves inside the block; afterwards requests in hand may take `grace` seconds more."""
    config = uvicorn.Config(
        build_asgi(bolt, store, hooks, precedence),
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=int(grace),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    await server.up.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await task
