"""uvicorn as part of a running event loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


class LoopServer(uvicorn.Server):
    """uvicorn that says when it listens, and leaves signals to whoever runs the loop."""

    def __init__(self, app: Any) -> None:
        # Connections that an app or a browser holds open don't keep the process.
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
