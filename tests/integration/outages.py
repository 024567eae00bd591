"""Databases that can be put out of reach and back again while the program runs."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal, Protocol

from sqlalchemy.engine import URL, make_url


class Outage(Protocol):
    """A database with a switch: the program uses `database_url`, the test begins and ends the outage."""

    database_url: str

    async def begin(self) -> None:
        """From now on the database can't be reached."""

    async def end(self) -> None:
        """The database is back."""


class LockedFile:
    """A SQLite file whose write lock somebody else holds during the outage."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self._path = str(make_url(database_url).database)
        self._holder: sqlite3.Connection | None = None

    async def begin(self) -> None:
        """Takes the write lock."""
        self._holder = sqlite3.connect(self._path, isolation_level=None)
        self._holder.execute("BEGIN IMMEDIATE")

    async def end(self) -> None:
        """Lets go of it; a second call changes nothing."""
        if self._holder is not None:
            self._holder.close()
            self._holder = None


class Wire:
    """A wire to PostgreSQL. While it is out, it refuses connections, or takes everything and answers nothing."""

    def __init__(self, address: str, outage: Literal["refused", "silent"]) -> None:
        self.database_url = ""
        self._server_url = make_url(address)
        self._outage = outage
        self._port = 0
        self._listening: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._conversations: set[asyncio.Task[None]] = set()
        self._stops_at: bytes | None = None

    async def open(self) -> None:
        """Starts to pass on what is said."""
        self._flowing.set()
        await self._listen()
        self.database_url = self._server_url.set(host="127.0.0.1", port=self._port, query={}).render_as_string(
            hide_password=False
        )

    def stop_at(self, words: bytes) -> None:
        """Falls silent as soon as the program says these words; they are not passed on before `end`."""
        self._stops_at = words

    async def begin(self) -> None:
        """Cuts the wire, or mutes it."""
        self._flowing.clear()
        if self._outage == "refused":
            self._hang_up()

    async def end(self) -> None:
        """Mends the wire; what was said into a muted one arrives now."""
        self._stops_at = None
        self._flowing.set()
        if self._listening is None:
            await self._listen()

    async def close(self) -> None:
        """Ends everything."""
        self._flowing.set()
        self._hang_up()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(self._take, "127.0.0.1", self._port)
        self._port = self._listening.sockets[0].getsockname()[1]

    def _hang_up(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for writer in self._writers:
            writer.transport.abort()

    async def _take(self, program: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        assert conversation is not None
        self._conversations.add(conversation)
        self._writers.add(to_program)
        try:
            server, to_server = await _connect(self._server_url)
            self._writers.add(to_server)
            await asyncio.gather(self._pass_on(program, to_server, True), self._pass_on(server, to_program, False))
            self._writers.discard(to_server)
        finally:
            self._writers.discard(to_program)
            self._conversations.discard(conversation)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_program: bool) -> None:
        with suppress(OSError):
            while said := await reader.read(65_536):
                if is_program and self._stops_at is not None and self._stops_at in said:
                    self._flowing.clear()
                await self._flowing.wait()
                writer.write(said)
                await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def wire_to(address: str, outage: Literal["refused", "silent"]) -> AsyncIterator[Wire]:
    """A wire that is open."""
    wire = Wire(address, outage)
    await wire.open()
    try:
        yield wire
    finally:
        await wire.close()


async def _connect(url: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """To the server itself, which may listen on a socket in a folder (`?host=/folder`)."""
    host = url.host or str(url.query.get("host", "localhost"))
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{url.port or 5432}")
    return await asyncio.open_connection(host, url.port or 5432)
