"""The one door to the database: `write` and `read`.

A use case is a plain function of a session. The door opens and ends its transaction. The transactions of requests
that are waiting are gathered into one commit: their use cases run one after the other in a single transaction, and
only when one of them fails is that transaction rolled back and each run again on its own, so that a bad one fails
alone. (A savepoint for each was measured at twice the cost; see docs/architecture.md.) Therefore a use case may be
run more than once and must have no effect outside its session.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from functools import partial
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from prometheus_client import Histogram
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.db.database import Database, is_collision, is_out_of_reach
from bot.db.known import Known, session_info
from bot.db.touched import touched_info
from bot.domain.home import Touch
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


class _Waiting(Generic[T]):
    """A transaction that waits for its turn."""

    __slots__ = ("_deciding", "_in_grace", "commit_begun", "result", "use_case")

    def __init__(self, use_case: Callable[[Session], T], deciding: Lock) -> None:
        self.use_case = use_case
        self.result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.commit_begun = False
        self._deciding = deciding
        self._in_grace = False

    @property
    def is_given_up(self) -> bool:
        return self.result.done()

    def expire(self) -> None:
        """Ends the wait; a commit that is under way gets a little longer, because its outcome is worth knowing."""
        with self._deciding:
            if self.commit_begun and not self._in_grace:
                self._in_grace = True
                asyncio.get_running_loop().call_later(COMMIT_GRACE, self.expire)
            elif not self.result.done():
                late = DatabaseUnreachable("The database did not answer in time.", may_be_saved=self.commit_begun)
                self.result.set_exception(late)


class Store:
    """The door. `open` before use, `close` after: it finishes what waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: asyncio.Queue[_Waiting[Any] | None] = asyncio.Queue()
        # SQLite writes in a thread: giving up a wait and beginning its commit must not happen at once.
        self._deciding = Lock()
        self._known = Known()
        self._writers: list[asyncio.Task[None]] = []
        self._when_touched: Callable[[set[Touch]], None] | None = None

    def tell_of_touched(self, listener: Callable[[set[Touch]], None]) -> None:
        """Has the listener told whose Home is old after each commit, in the event loop; it must not wait or fail."""
        self._when_touched = listener

    async def open(self) -> None:
        """Starts the writers."""
        self._writers = [asyncio.create_task(self._write_waiting()) for _ in range(self._database.writers)]

    async def close(self) -> None:
        """Writes what waits, stops the writers and lets go of all connections."""
        for _ in self._writers:
            self._queue.put_nowait(None)
        await asyncio.gather(*self._writers)
        await self._database.close()

    async def write(self, use_case: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case in a transaction and returns its result once that is committed.

        Raises what the use case raises (nothing is saved then), or `DatabaseUnreachable` after `PATIENCE` seconds.
        """
        waiting = _Waiting(lambda session: use_case(session, *args, **kwargs), self._deciding)
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
        work = partial(_in_session, lambda session: query(session, *args, **kwargs))
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._database.run(work, reads=True)
        except Exception as error:
            if is_out_of_reach(error):
                raise DatabaseUnreachable("The database cannot be reached.", was_reading=True) from error
            raise

    async def stream(
        self, query: Callable[Concatenate[Session, P], Iterator[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T, None]:
        """What a query yields, step by step, in one transaction that is never committed: for reports of any size.

        Between two steps others are served, so a step should be short. Close it (`contextlib.aclosing`) when you leave
        before its end. Raises what the query raises, or `DatabaseUnreachable`.
        """
        steps = self._database.stream(partial(_steps, lambda session: query(session, *args, **kwargs)))
        try:
            async with aclosing(steps):
                async for step in steps:
                    yield step
        except Exception as error:
            if is_out_of_reach(error):
                raise DatabaseUnreachable("The database cannot be reached.", was_reading=True) from error
            raise

    async def answers(self) -> bool:
        """Whether the database answers right now."""
        try:
            await self.read(lambda session: session.execute(text("SELECT version_num FROM alembic_version")).one())
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
        try:
            await self._commit(batch)
        except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
            if len(batch) > 1 or is_out_of_reach(error) or is_collision(error):
                for waiting in batch:
                    await self._settle_alone(waiting)
            else:
                _fail(batch[0], error)

    async def _settle_alone(self, waiting: _Waiting[Any]) -> None:
        # Once more after a connection was lost (the pool has let go of it by then) or two replicas locked each other
        # out: the same request twice is one effect, so running it again is safe.
        for is_last_try in (False, True):
            try:
                await self._commit([waiting])
            except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
                if not is_last_try and (is_out_of_reach(error) or is_collision(error)):
                    continue
                _fail(waiting, error)
            return

    async def _commit(self, batch: list[_Waiting[Any]]) -> None:
        while present := [waiting for waiting in batch if not waiting.is_given_up]:
            touched: set[Touch] = set()
            results = await self._database.run(partial(self._transact, present, touched))
            if results is None:
                continue
            _gathered.observe(len(present))
            for waiting, result in zip(present, results, strict=True):
                if not waiting.is_given_up:
                    waiting.result.set_result(result)
            if touched and self._when_touched:
                self._when_touched(touched)
            return

    def _transact(self, batch: list[_Waiting[Any]], touched: set[Touch], connection: Connection) -> list[Any] | None:
        """Runs the batch in one transaction; None when somebody gave up meanwhile (nothing is saved then)."""
        is_committed = False
        try:
            info = session_info(self._known) | touched_info(touched)
            results = _in_session(partial(_run_all, batch), connection, info)
            with self._deciding:
                if any(waiting.is_given_up for waiting in batch):
                    return None  # they were told 'not saved', and that must stay true
                for waiting in batch:
                    waiting.commit_begun = True
            connection.commit()
            is_committed = True
            return results
        finally:
            if not is_committed:
                self._known.forget_all()


def _run_all(batch: list[_Waiting[Any]], session: Session) -> list[Any]:
    return [waiting.use_case(session) for waiting in batch]


def _in_session(work: Callable[[Session], T], connection: Connection, info: dict[Any, Any] | None = None) -> T:
    # One session for a whole batch: making one costs half as much as a statement.
    session = Session(bind=connection, join_transaction_mode="rollback_only", info=info)
    result = work(session)
    session.flush()
    return result


def _steps(query: Callable[[Session], Iterator[T]], connection: Connection) -> Iterator[T]:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        yield from query(session)


def _fail(waiting: _Waiting[Any], error: Exception) -> None:
    if waiting.is_given_up:
        return
    if is_out_of_reach(error):
        unreachable = DatabaseUnreachable("The database cannot be reached.")
        unreachable.__cause__ = error
        error = unreachable
    waiting.result.set_exception(error)
