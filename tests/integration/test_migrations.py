"""The schema is what the migrations build, and it is what the models say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.db import tables
from bot.db.database import Database, open_database
from bot.db.migrate import check_schema, migrate
from bot.errors import CannotStart


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    try:
        yield database
    finally:
        await database.close()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    found: list[Any] = compare_metadata(context, tables.metadata())
    return found


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def version(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def make_newer(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    connection.commit()


def add_workspace(connection: Connection) -> None:
    connection.execute(text("INSERT INTO workspaces (id, name) VALUES ('T1', 'kept')"))
    connection.commit()


def workspace_name(connection: Connection) -> str:
    return str(connection.execute(text("SELECT name FROM workspaces")).scalar_one())


async def test_the_migrated_schema_is_what_the_models_say(empty_url: str) -> None:
    async with opened(empty_url) as database:
        await migrate(database)
        assert await database.run(differences) == []
        built = await database.run(table_names)
    assert built == {row.__tablename__ for row in tables.ROWS} | {"alembic_version"}


def test_every_table_is_compared() -> None:
    assert {row.__tablename__ for row in tables.ROWS} == set(tables.metadata().tables)


async def test_migrating_again_is_harmless(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.run(add_workspace)
        await migrate(database)
        await check_schema(database)
        assert await database.run(workspace_name) == "kept"


async def test_an_empty_database_asks_for_migrate(empty_url: str) -> None:
    async with opened(empty_url) as database:
        with pytest.raises(CannotStart, match="run `praiseworthy migrate`"):
            await check_schema(database)


async def test_a_newer_schema_is_left_alone(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.run(make_newer)
        for check in (check_schema, migrate):
            with pytest.raises(CannotStart, match="newer than this program"):
                await check(database)
        assert await database.run(version) == "9999"
        assert await database.run(differences) == []
