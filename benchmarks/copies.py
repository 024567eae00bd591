"""A generated PostgreSQL database copied into SQLite, row by row, so that both have the same workspace."""

import json
from typing import Any

import asyncpg
from sqlalchemy import JSON, Connection, Table, create_engine, insert

from bot.db.tables import metadata

ROWS_AT_ONCE = 5_000


async def copy(postgresql_url: str, sqlite_url: str) -> None:
    """Copies every table into a migrated, empty SQLite file."""
    source = await asyncpg.connect(postgresql_url)
    engine = create_engine(sqlite_url)
    try:
        with engine.begin() as target:
            target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for table in metadata().sorted_tables:
                await _copy_table(source, target, table)
        with engine.begin() as target:
            target.exec_driver_sql("ANALYZE")
    finally:
        engine.dispose()
        await source.close()


async def _copy_table(source: asyncpg.Connection, target: Connection, table: Table) -> None:
    lists = [column.name for column in table.columns if isinstance(column.type, JSON)]

    def row_of(record: asyncpg.Record) -> dict[str, Any]:
        row = dict(record)
        return row | {name: json.loads(row[name]) for name in lists if row[name] is not None}

    async with source.transaction():
        cursor = await source.cursor(f'SELECT * FROM "{table.name}"')  # noqa: S608 - the name of a table of ours
        while records := await cursor.fetch(ROWS_AT_ONCE):
            target.execute(insert(table), [row_of(record) for record in records])
