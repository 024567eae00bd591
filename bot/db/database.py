"""The two databases: how work gets a connection of each.

Work is a plain function of a connection. On PostgreSQL it runs on the event loop, with asyncpg beneath. On SQLite it
runs in a thread of its own, as a whole: SQLite answers within microseconds, and handing each statement to a thread
and back, as the asynchronous driver does, was measured at more than the statement itself.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

T = TypeVar("T")

LOCK_SECONDS = 2.0
"""How long a connection, or SQLite's write lock, is waited for."""

READERS = 3

SQLITE_STREAMS = 3
POSTGRESQL_STREAMS = 8
"""Reports that are read at the same time; whoever asks for one more waits for the first to be done."""

STREAM_SECONDS = 120.0
"""What one statement of a stream may take: reports read a good part of the history, and nobody waits for them."""

_END: Any = object()

_SQLITE_OUT_OF_REACH = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_READONLY"}
_POSTGRESQL_OUT_OF_REACH = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: connection, insufficient resources, operator intervention, system ("PostgreSQL Error Codes")."""
_POSTGRESQL_COLLISIONS = {"40001", "40P01", "23503"}
"""serialization_failure, deadlock_detected, foreign_key_violation: a customer known for a minute was merged away by
another replica meanwhile ("PostgreSQL Error Codes")."""


class Database(ABC):
    """Connections to one database. `writers` is how many transactions that write may be open at once."""

    writers: int
    address: str

    @abstractmethod
    async def run(self, work: Callable[[Connection], T], *, reads: bool = False) -> T:
        """Runs `work` with a connection. What it doesn't commit is rolled back; `reads` promises no writing."""

    @abstractmethod
    def stream(self, work: Callable[[Connection], Iterator[T]]) -> AsyncGenerator[T, None]:
        """What `work` yields, step by step, on a connection of its own; it promises no writing."""

    @abstractmethod
    async def close(self) -> None:
        """Lets go of all connections."""


class PostgresqlDatabase(Database):
    """PostgreSQL through asyncpg. The writer keeps its connection; one that failed is let go of."""

    # One is as fast as two were measured to be, and makes larger commits.
    writers = 1

    def __init__(self, url: URL) -> None:
        self.address = url.render_as_string()
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            json_serializer=_to_json,
            # What people typed stays out of error messages, and so out of the logs.
            hide_parameters=True,
            connect_args={
                "timeout": LOCK_SECONDS,
                "command_timeout": 2 * LOCK_SECONDS,
                "server_settings": {"application_name": "praiseworthy"},
            },
            pool_size=8,
            max_overflow=0,
            pool_timeout=LOCK_SECONDS,
        )

        self._streams = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            json_serializer=_to_json,
            hide_parameters=True,
            connect_args={
                "timeout": LOCK_SECONDS,
                "command_timeout": STREAM_SECONDS,
                "server_settings": {"application_name": "praiseworthy reports"},
            },
            poolclass=NullPool,
        )
        self._free_streams = asyncio.Semaphore(POSTGRESQL_STREAMS)
        self._writing = asyncio.Lock()
        self._writer: AsyncConnection | None = None

    async def run(self, work: Callable[[Connection], T], *, reads: bool = False) -> T:
        if reads:
            async with self._engine.connect() as connection:
                return await connection.run_sync(work)
        async with self._writing:
            connection = self._writer or await self._engine.connect()
            self._writer = None
            try:
                result = await connection.run_sync(_then_nothing_open, work)
            except BaseException:
                await connection.close()
                raise
            self._writer = connection
            return result

    async def stream(self, work: Callable[[Connection], Iterator[T]]) -> AsyncGenerator[T, None]:
        async with self._free_streams, self._streams.connect() as connection:
            items = await connection.run_sync(work)
            while (item := await connection.run_sync(lambda _: next(items, _END))) is not _END:
                yield item

    async def close(self) -> None:
        async with self._writing:
            if self._writer:
                await self._writer.close()
                self._writer = None
        await self._engine.dispose()


class SqliteDatabase(Database):
    """A SQLite file: one thread writes, a few read, and a few more read what takes long."""

    writers = 1

    def __init__(self, url: URL) -> None:
        self.address = url.render_as_string()
        self._engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            json_serializer=_to_json,
            hide_parameters=True,
            connect_args={"timeout": LOCK_SECONDS},
            pool_size=1 + READERS,
            max_overflow=0,
        )
        # Apart from the others: a stream keeps its connection between its steps. Were all connections, or all threads,
        # with streams, then none could take its next step, and nobody else would be served.
        self._streams = create_engine(
            self._engine.url,
            json_serializer=_to_json,
            hide_parameters=True,
            connect_args={"timeout": LOCK_SECONDS},
            poolclass=NullPool,
        )
        for engine in (self._engine, self._streams):
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        self._writer = ThreadPoolExecutor(1, "sqlite-writer")
        self._readers = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._streamers = ThreadPoolExecutor(SQLITE_STREAMS, "sqlite-stream")
        self._free_streams = asyncio.Semaphore(SQLITE_STREAMS)

    async def run(self, work: Callable[[Connection], T], *, reads: bool = False) -> T:
        threads = self._readers if reads else self._writer
        return await asyncio.get_running_loop().run_in_executor(threads, self._run, work, reads)

    async def stream(self, work: Callable[[Connection], Iterator[T]]) -> AsyncGenerator[T, None]:
        run = partial(asyncio.get_running_loop().run_in_executor, self._streamers)
        async with self._free_streams:
            connection = await run(self._streams.connect)
            try:
                reading = connection.execution_options(praiseworthy_reads=True)
                items = await run(work, reading)
                while (item := await run(next, items, _END)) is not _END:
                    yield item
            finally:
                await run(connection.close)

    def _run(self, work: Callable[[Connection], T], reads: bool) -> T:
        with self._engine.connect() as connection:
            return work(connection.execution_options(praiseworthy_reads=reads))

    async def close(self) -> None:
        self._writer.shutdown(wait=False)
        self._readers.shutdown(wait=False)
        self._streamers.shutdown(wait=False)
        self._engine.dispose()
        self._streams.dispose()


def _then_nothing_open(connection: Connection, work: Callable[[Connection], T]) -> T:
    try:
        return work(connection)
    finally:
        connection.rollback()


def open_database(database_url: str) -> Database:
    """The database at a plain `sqlite:///path` or `postgresql://…` address; the driver is chosen here.

    Raises sqlalchemy.exc.ArgumentError for an address that is neither.
    """
    url = make_url(database_url)
    return SqliteDatabase(url) if url.get_backend_name() == "sqlite" else PostgresqlDatabase(url)


def is_out_of_reach(error: Exception) -> bool:
    """Whether the database could not be asked, unlike an error in what it was asked."""
    if isinstance(error, OSError | TimeoutError | PoolTimeoutError | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return (
        error.connection_invalidated
        or _sqlstate(error).startswith(_POSTGRESQL_OUT_OF_REACH)
        or getattr(error.orig, "sqlite_errorname", "") in _SQLITE_OUT_OF_REACH
    )


def is_collision(error: Exception) -> bool:
    """Whether two transactions locked each other out: run again, it may well go through."""
    return _sqlstate(error) in _POSTGRESQL_COLLISIONS


def _sqlstate(error: Exception) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _to_json(value: Any) -> str:
    # Most lists of an entry are empty, and an entry has four.
    return "[]" if value == [] else _encode(value)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own guess at transactions is switched off, so that `_begin_sqlite` decides ("SQLite" in SQLAlchemy's
    # documentation). FULL: what was answered with 'Logged' survives a power cut.
    connection.isolation_level = None
    cursor = connection.cursor()
    milliseconds = int(LOCK_SECONDS * 1000)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={milliseconds}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: taking it at the first INSERT can fail with 'database is locked' at any time.
    reads = connection.get_execution_options().get("praiseworthy_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
