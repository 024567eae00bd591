"""The schema is what the migrations build, and it is what the models say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db import tables
from bot.db.migrate import check_schema, migrate
from bot.db.store import open_engine
from bot.errors import CannotStart


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    found: list[Any] = compare_metadata(context, tables.metadata())
    return found


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def set_version(engine: AsyncEngine, version: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


async def test_the_migrated_schema_is_what_the_models_say(empty_url: str) -> None:
    async with opened(empty_url) as engine:
        await migrate(engine)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
            built = await connection.run_sync(table_names)
    assert built == {row.__tablename__ for row in tables.ROWS} | {"alembic_version"}


async def test_every_table_is_compared() -> None:
    assert {row.__tablename__ for row in tables.ROWS} == set(tables.metadata().tables)


async def test_migrating_again_is_harmless(database_url: str) -> None:
    async with opened(database_url) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO workspaces (id, name) VALUES ('T1', 'kept')"))
        await migrate(engine)
        await check_schema(engine)
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT name FROM workspaces"))).scalar_one() == "kept"


async def test_an_empty_database_asks_for_migrate(empty_url: str) -> None:
    async with opened(empty_url) as engine:
        with pytest.raises(CannotStart, match="run `praiseworthy migrate`"):
            await check_schema(engine)


async def test_a_newer_schema_is_left_alone(database_url: str) -> None:
    async with opened(database_url) as engine:
        await set_version(engine, "9999")
        for check in (check_schema, migrate):
            with pytest.raises(CannotStart, match="newer than this program"):
                await check(engine)
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"
            assert await connection.run_sync(differences) == []
