"""No query crosses a workspace: every query and every use case, asked by somebody elsewhere with our ids.

All functions of `bot.db` and `bot.services` that take a session are found by looking; the stranger has Ana's very
Slack id, as people in shared channels do, and is an admin of a workspace with the same things as ours.
"""

import importlib
import inspect
import pkgutil
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

import bot.db
import bot.services
from bot.db import deliveries as delivery_rows
from bot.db import tables
from bot.db.database import open_database
from bot.db.store import Store
from bot.domain.deliveries import Message
from bot.errors import PraiseworthyError
from tests.integration.conftest import ANA, ELSEWHERE, HERE, NOW, STRANGER
from tests.integration.strangers import Things, Unsupplied, ask, settle

SECRET = "Hushmere"
"""Stands in everything that is ours and that the stranger must not see."""

FOR_ALL = {
    "db.amendments.claim": "messages to change, of whichever workspace: what works them off serves all",
    "db.deliveries.claim": "messages to post, likewise",
    "db.inbox.claim": "events to work off, likewise",
    "db.people.workspaces": "the list of workspaces, for the command line on the bot's own machine",
    "services.deliveries.take": "messages to post, for what works them off",
    "services.deliveries.take_amendments": "messages to change, likewise",
    "services.events.take": "events to work off, likewise",
}
"""What belongs to no workspace: nobody who asks through Slack ever reaches it."""

PARTS = {
    "db.bulk.run_many": "runs a statement that a query has made",
    "db.digest_numbers.opened": "reads what statements of a query have made",
}
"""What isn't a query of its own."""

NOT_THERE = (PraiseworthyError, LookupError, RuntimeError, DBAPIError, StaleDataError)
"""How a query says that there is no such thing here; the database says so where a row would refer to nothing."""


def _named(function: FunctionType) -> str:
    return f"{function.__module__.removeprefix('bot.')}.{function.__name__}"


def _functions(package: ModuleType) -> list[FunctionType]:
    found = []
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        own = (
            function
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__ and not name.startswith("_")
        )
        found += [one for one in own if Session in inspect.get_annotations(one, eval_str=True).values()]
    return found


ALL = [*_functions(bot.db), *_functions(bot.services)]
QUERIES = [function for function in ALL if _named(function) not in FOR_ALL | PARTS]


class _Undone(Exception):
    """Carries out what came of a query, whose transaction is undone."""

    def __init__(self, outcome: Any) -> None:
        super().__init__()
        self.outcome = outcome


class Workspaces:
    """Two workspaces with the same things in one database; whatever is asked in it leaves it as it was."""

    def __init__(self, store: Store, ours: Things, theirs: Things) -> None:
        self.ours, self.theirs = ours, theirs
        self._store = store

    async def ask(self, function: FunctionType, mine: Things, others: Things) -> tuple[str, dict[str, Any], bool]:
        """What is told, what is ours afterwards, and whether that is as it was. Raises what the function raises."""

        def undone(session: Session) -> None:
            before = rows_here(session)
            said = ask(function, session, mine, others)
            session.flush()
            after = rows_here(session)
            raise _Undone((said, after, after == before))

        try:
            await self._store.write(undone)
        except _Undone as done:
            outcome: tuple[str, dict[str, Any], bool] = done.outcome
            return outcome
        raise AssertionError("nothing was undone")


def rows_here(session: Session) -> dict[str, Any]:
    """Everything that belongs to our workspace."""
    found = {}
    for table in tables.metadata().sorted_tables:
        workspace = table.c.id if table.name == "workspaces" else table.c.workspace_id
        rows = session.execute(select(table).where(workspace == HERE).order_by(*table.primary_key)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return found


@pytest.fixture(scope="module")
async def sqlite_workspaces(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Workspaces]:
    """In a file."""
    file = tmp_path_factory.mktemp("workspaces") / "praiseworthy.db"
    shutil.copyfile(sqlite_template, file)
    async with _settled(f"sqlite:///{file}") as settled:
        yield settled


@pytest.fixture(scope="module")
async def postgresql_workspaces(postgresql_server: str, postgresql_template: str) -> AsyncIterator[Workspaces]:
    """In a database of their own."""
    name = f"praiseworthy_workspaces_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(postgresql_server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template}"')
        address = make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
        async with _settled(address) as settled:
            yield settled
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def workspaces(request: pytest.FixtureRequest) -> Workspaces:
    """Settled once: each query is undone."""
    settled: Workspaces = request.getfixturevalue(f"{request.param}_workspaces")
    return settled


@asynccontextmanager
async def _settled(database_url: str) -> AsyncIterator[Workspaces]:
    store = Store(open_database(database_url))
    await store.open()
    try:
        ours = await store.write(settle, HERE, ANA.slack_id, SECRET)
        theirs = await store.write(settle, ELSEWHERE, STRANGER.slack_id, "Elsewhat")
        yield Workspaces(store, ours, theirs)
    finally:
        await store.close()


@pytest.mark.parametrize("function", QUERIES, ids=_named)
async def test_a_stranger_changes_and_sees_nothing_of_ours(workspaces: Workspaces, function: FunctionType) -> None:
    try:
        said, _, is_as_it_was = await workspaces.ask(function, workspaces.theirs, workspaces.ours)
    except Unsupplied as unsupplied:
        raise AssertionError(f"nobody has said what to ask {_named(function)} with: {unsupplied}") from unsupplied
    except NOT_THERE:
        return
    assert SECRET.casefold() not in said.casefold()
    assert is_as_it_was


async def test_we_do_change_and_see_what_is_ours(workspaces: Workspaces) -> None:
    """Otherwise the stranger's arguments might just be such as nobody gets anything by."""
    came_of = Counter[str]()
    for function in QUERIES:
        try:
            said, _, is_as_it_was = await workspaces.ask(function, workspaces.ours, workspaces.ours)
        except NOT_THERE:
            came_of["refused"] += 1
            continue
        came_of["shown or changed" if SECRET.casefold() in said.casefold() or not is_as_it_was else "neither"] += 1
    # The rest answers with numbers, or with what isn't there.
    assert came_of["shown or changed"] > 0.4 * len(QUERIES), came_of


def test_what_is_left_out_is_there() -> None:
    assert set(FOR_ALL | PARTS) <= {_named(function) for function in ALL}


async def test_purposes_of_another_workspace_are_other_messages(desk: Store) -> None:
    """The same purpose elsewhere is another message: withdrawing or queueing it leaves ours alone."""
    purpose = "notice:1"
    await desk.write(delivery_rows.queue, HERE, purpose, ANA.slack_id, Message("ours"), NOW)
    before = await desk.read(rows_here)
    await desk.write(delivery_rows.withdraw, ELSEWHERE, purpose, NOW)
    await desk.write(delivery_rows.queue, ELSEWHERE, purpose, STRANGER.slack_id, Message("theirs"), NOW)
    assert await desk.read(delivery_rows.sent_to, ELSEWHERE, purpose) is None
    assert await desk.read(rows_here) == before
