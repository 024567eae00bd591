"""Work that goes on after a request was acknowledged."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.reception import Reception
from handlers import failures
from handlers.routes import Request


class Afterwards:
    """Work that goes on after the acknowledgement; its failures are explained through the request's response URL."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._in_hand: set[asyncio.Task[None]] = set()

    def do(self, request: Request, work: Coroutine[Any, Any, None]) -> None:
        """Begins the work."""
        task = asyncio.create_task(self._explained(request, work))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _explained(self, request: Request, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - `failures.explain` is what looks after any error
            await failures.explain(error, _answerable(request.body), reception=self._reception)


def _answerable(body: dict[str, Any]) -> dict[str, Any]:
    """Of a request that was acknowledged already, what it can be answered through still."""
    return {name: body[name] for name in ("response_url", "view", "trigger_id") if body.get(name)}
