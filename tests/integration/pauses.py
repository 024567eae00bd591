"""A transaction that stops in its middle until the test lets it go on."""

import asyncio

from sqlalchemy.orm import Session
from sqlalchemy.util import await_only


class Pause:
    """`hold` is called inside a use case; the test awaits `reached` and sets `over`, at the latest on leaving."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.over = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> "Pause":
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()

    def hold(self, session: Session) -> None:
        """Stops here: in SQLite's own thread, or, with PostgreSQL, as any statement stops."""
        if session.get_bind().dialect.name == "sqlite":
            asyncio.run_coroutine_threadsafe(self._pass(), self._loop).result(30)
        else:
            await_only(self._pass())

    async def _pass(self) -> None:
        self.reached.set()
        await self.over.wait()
