"""The one door to the database: `write` and `read`.

A use case is a plain function of a session. The door opens and ends its transaction. The transactions of requests
that are waiting are gathered into one commit: their use cases run one after the other in a single transaction, and
only when one of them fails is that transaction rolled back and each run again on its own, so that a bad one fails
alone. (A savepoint for each was measured at twice the cost; see docs/architecture.md.) Therefore a use case may be
run more than once and must have no effect outside its session.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from prometheus_client import Histogram
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import Session

from bot.errors import DatabaseUnreachable

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 2.0
"""Seconds that a request waits for the database: Slack wants an acknowledgement within three."""

COMMIT_GRACE = 0.5
"""Seconds more for a commit that is already under way."""

MOST_GATHERED = 64
"""Transactions in one commit."""

_gathered = Histogram(
    "praiseworthy_gathered_transactions", "Transactions in one commit", buckets=(1, 2, 4, 8, 16, 32, 64)
)

_SQLITE_OUT_OF_REACH = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_READONLY"}
_POSTGRESQL_OUT_OF_REACH = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: connection, insufficient resources, operator intervention, system ("PostgreSQL Error Codes")."""
_POSTGRESQL_COLLISIONS = {"40001", "40P01"}
"""serialization_failure, deadlock_detected ("PostgreSQL Error Codes")."""


def open_engine(database_url: str) -> AsyncEngine:
    """An engine for a plain `sqlite:///path` or `postgresql://…` address; the async driver is chosen here.

    Raises sqlalchemy.exc.ArgumentError for an address that is neither.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            json_serializer=_to_json,
            hide_parameters=True,
            connect_args={"timeout": PATIENCE},
            pool_size=4,
            max_overflow=0,
        )
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        json_serializer=_to_json,
        # What people typed stays out of error messages, and so out of the logs.
        hide_parameters=True,
        connect_args={
            "timeout": PATIENCE,
            "command_timeout": 10,
            "server_settings": {"application_name": "praiseworthy"},
        },
        pool_size=8,
        max_overflow=0,
        pool_timeout=PATIENCE,
    )


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _to_json(value: Any) -> str:
    # Most lists of an entry are empty, and an entry has four.
    return "[]" if value == [] else _encode(value)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own guess at transactions is switched off, so that `_begin_sqlite` decides ("SQLite" in SQLAlchemy's
    # documentation). FULL: what was answered with 'Logged' survives a power cut.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(PATIENCE * 1000)}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: taking it at the first INSERT can fail with 'database is locked' at any time.
    is_read = connection.get_execution_options().get("praiseworthy_read", False)
    connection.exec_driver_sql("BEGIN" if is_read else "BEGIN IMMEDIATE")


class _Waiting(Generic[T]):
    """A transaction that waits for its turn."""

    __slots__ = ("commit_begun", "in_grace", "result", "use_case")

    def __init__(self, use_case: Callable[[Session], T]) -> None:
        self.use_case = use_case
        self.result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.commit_begun = False
        self.in_grace = False

    @property
    def is_given_up(self) -> bool:
        return self.result.done()

    def expire(self) -> None:
        """Ends the wait; a commit that is under way gets a little longer, because its outcome is worth knowing."""
        if self.commit_begun and not self.in_grace:
            self.in_grace = True
            asyncio.get_running_loop().call_later(COMMIT_GRACE, self.expire)
        elif not self.result.done():
            late = DatabaseUnreachable("The database did not answer in time.", may_be_saved=self.commit_begun)
            self.result.set_exception(late)


class Store:
    """The door. `open` before use, `close` after: it finishes what waits."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._queue: asyncio.Queue[_Waiting[Any] | None] = asyncio.Queue()
        # SQLite has one writer. On PostgreSQL a second lane goes on while the first waits for its commit.
        self._lanes = 1 if engine.dialect.name == "sqlite" else 2
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Starts the writers."""
        self._tasks = [asyncio.create_task(self._write_waiting(), name=f"store-{lane}") for lane in range(self._lanes)]

    async def close(self) -> None:
        """Writes what waits, stops the writers and lets go of all connections."""
        for _ in self._tasks:
            self._queue.put_nowait(None)
        await asyncio.gather(*self._tasks)
        await self.engine.dispose()

    async def write(self, use_case: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case in a transaction and returns its result once that is committed.

        Raises what the use case raises (nothing is saved then), or `DatabaseUnreachable` after `PATIENCE` seconds.
        """
        waiting = _Waiting(lambda session: use_case(session, *args, **kwargs))
        expiry = asyncio.get_running_loop().call_later(PATIENCE, waiting.expire)
        self._queue.put_nowait(waiting)
        try:
            return await waiting.result
        finally:
            expiry.cancel()

    async def read(self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a query in a transaction of its own that is never committed.

        Raises what the query raises, or `DatabaseUnreachable` after `PATIENCE` seconds.
        """
        try:
            async with asyncio.timeout(PATIENCE), self.engine.connect() as connection:
                await connection.execution_options(praiseworthy_read=True)
                return await connection.run_sync(_in_session, lambda session: query(session, *args, **kwargs))
        except Exception as error:
            if _is_out_of_reach(error):
                raise DatabaseUnreachable("The database cannot be reached.") from error
            raise

    async def answers(self) -> bool:
        """Whether the database answers right now."""
        try:
            await self.read(lambda session: session.execute(text("SELECT 1")).scalar_one())
        except (DatabaseUnreachable, DBAPIError):
            return False
        return True

    async def _write_waiting(self) -> None:
        while (first := await self._queue.get()) is not None:
            batch = [first]
            while len(batch) < MOST_GATHERED and not self._queue.empty():
                following = self._queue.get_nowait()
                if following is None:
                    self._queue.put_nowait(None)
                    break
                batch.append(following)
            await self._settle(batch)

    async def _settle(self, batch: list[_Waiting[Any]]) -> None:
        """Ends every waiting transaction of the batch: with its result, or with its error."""
        if not await self._try_together(batch):
            for waiting in batch:
                await self._settle_alone(waiting)

    async def _try_together(self, batch: list[_Waiting[Any]]) -> bool:
        """Runs the batch in one commit; False when it has to be run one by one (nothing is saved then)."""
        present = [waiting for waiting in batch if not waiting.is_given_up]
        try:
            await self._commit(present)
        except Exception:  # noqa: BLE001 - it will be raised again to the one whose it is
            return False
        else:
            return True

    async def _settle_alone(self, waiting: _Waiting[Any]) -> None:
        # A second try when the connection was lost (the pool has let go of it by then) or when two replicas locked
        # each other out: the same request twice is one effect, so running it again is safe.
        for is_last_try in (False, True):
            try:
                await self._commit([waiting])
            except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
                if not is_last_try and (_is_out_of_reach(error) or _sqlstate(error) in _POSTGRESQL_COLLISIONS):
                    continue
                if not waiting.is_given_up:
                    waiting.result.set_exception(_for_the_caller(error))
            return

    async def _commit(self, batch: list[_Waiting[Any]]) -> None:
        if not batch:
            return
        async with self.engine.connect() as connection:
            results = await self._run(connection, batch)
            if any(waiting.is_given_up for waiting in batch):
                # Somebody was told 'not saved' meanwhile: that must stay true, so the rest runs again without them.
                await connection.rollback()
                await self._commit([waiting for waiting in batch if not waiting.is_given_up])
                return
            for waiting in batch:
                waiting.commit_begun = True
            await connection.commit()
        _gathered.observe(len(batch))
        for waiting, result in zip(batch, results, strict=True):
            if not waiting.is_given_up:
                waiting.result.set_result(result)

    async def _run(self, connection: AsyncConnection, batch: list[_Waiting[Any]]) -> list[Any]:
        return await connection.run_sync(_in_session, lambda session: [waiting.use_case(session) for waiting in batch])


def _in_session(connection: Connection, work: Callable[[Session], T]) -> T:
    # One session for the whole batch: making one costs half as much as a statement.
    session = Session(bind=connection, join_transaction_mode="rollback_only")
    result = work(session)
    session.flush()
    return result


def _sqlstate(error: Exception) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")


def _is_out_of_reach(error: Exception) -> bool:
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


def _for_the_caller(error: Exception) -> Exception:
    if not _is_out_of_reach(error):
        return error
    unreachable = DatabaseUnreachable("The database cannot be reached.")
    unreachable.__cause__ = error
    return unreachable
