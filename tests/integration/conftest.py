"""Two workspaces in a real database, and outages of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.db.database import open_database
from bot.db.store import Store
from bot.domain.people import Person
from bot.services import people
from bot.services.acting import Asker
from tests.integration.outages import LockedFile, Outage, Wire, wire_to

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""

HERE, ELSEWHERE = "T0HERE", "T0ELSEWHERE"
ANA, BRUNO = Asker(HERE, "U0ANA"), Asker(HERE, "U0BRUNO")
STRANGER = Asker(ELSEWHERE, "U0ANA")
"""Somebody else, whose id in the other workspace is the same as Ana's in ours."""


def person(asker: Asker, *, time_zone: str = "Europe/Lisbon", name: str = "", is_admin: bool = False) -> Person:
    """A member as Slack tells of them."""
    return Person(0, asker.workspace_id, asker.slack_id, name or asker.slack_id, time_zone, is_admin=is_admin)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Store]:
    """Another store of the same database: another replica."""
    store = Store(open_database(database_url))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def desk(store: Store) -> Store:
    """The store with both workspaces and their people learnt."""
    for workspace_id in (HERE, ELSEWHERE):
        await store.write(people.learn_workspace, workspace_id, f"Team {workspace_id}")
    known = [person(ANA, name="Ana Pereira"), person(BRUNO, name="Bruno Keller"), person(STRANGER, name="Stan Ranger")]
    await store.write(people.learn, known, NOW)
    return store


@pytest.fixture
async def locked_file(sqlite_url: str) -> AsyncIterator[LockedFile]:
    """A SQLite file whose write lock can be taken."""
    file = LockedFile(sqlite_url)
    yield file
    await file.end()


@pytest.fixture
async def cut_wire(postgresql_url: str) -> AsyncIterator[Wire]:
    """A wire to PostgreSQL that refuses connections while it is out."""
    async with wire_to(postgresql_url, "refused") as wire:
        yield wire


@pytest.fixture
async def muted_wire(postgresql_url: str) -> AsyncIterator[Wire]:
    """A wire to PostgreSQL that answers nothing while it is out."""
    async with wire_to(postgresql_url, "silent") as wire:
        yield wire


@pytest.fixture(params=["locked_file", "cut_wire", "muted_wire"])
def outage(request: pytest.FixtureRequest) -> Outage:
    """A migrated database that can be put out of reach, in each way in which one is."""
    outage: Outage = request.getfixturevalue(request.param)
    return outage


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    name = f"praiseworthy_empty_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()
