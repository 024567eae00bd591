"""What all tables share: the declarative base, naming of constraints, and the column types that both databases need."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, Executable, Insert, MetaData, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base; its metadata is what the migrations are compared with."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases (SQLite keeps no zone, so it is put back on reading)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times: a time without a zone is a fault in the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not reach the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives every time back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


JsonColumn = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value: `jsonb` on PostgreSQL, text on SQLite."""


class InsertUnlessThere:
    """`INSERT … ON CONFLICT DO NOTHING RETURNING …`, built once per database.

    Neither dialect's `on_conflict_do_nothing` is in SQLAlchemy's common `insert`, and building a statement costs
    more than running it, so the two are kept ready.
    """

    def __init__(
        self,
        table: Any,
        conflict: Sequence[str],
        returning: Sequence[str],
        only_if: ColumnElement[bool] | None = None,
    ) -> None:
        assert isinstance(table, Table)  # noqa: S101 - narrows `FromClause`, as which `__table__` is typed
        columns = [table.c[name] for name in returning]
        there = list(conflict)
        self._statements: dict[str, Executable] = {
            "postgresql": _values(postgresql.insert(table), table, only_if)
            .on_conflict_do_nothing(index_elements=there)
            .returning(*columns),
            "sqlite": _values(sqlite.insert(table), table, only_if)
            .on_conflict_do_nothing(index_elements=there)
            .returning(*columns),
        }

    def run(self, session: Session, values: dict[str, Any]) -> Any | None:
        """The inserted row's `returning` columns; None when the row was there already, or `only_if` is not so."""
        return session.execute(self._statements[session.get_bind().dialect.name], values).one_or_none()


class Upsert:
    """`INSERT … ON CONFLICT DO UPDATE … RETURNING …`, built once per database."""

    def __init__(self, table: Any, conflict: Sequence[str], update: Sequence[str], returning: Sequence[str]) -> None:
        assert isinstance(table, Table)  # noqa: S101 - narrows `FromClause`, as which `__table__` is typed
        self._statements: dict[str, Executable] = {
            dialect: _upsert(insert(table), table, conflict, update, returning)
            for dialect, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
        }

    def run(self, session: Session, values: dict[str, Any]) -> Any:
        """The `returning` columns of the row as it is now."""
        return session.execute(self._statements[session.get_bind().dialect.name], values).one()


InsertT = TypeVar("InsertT", postgresql.Insert, sqlite.Insert)


def _values(statement: InsertT, table: Table, only_if: ColumnElement[bool] | None) -> InsertT:
    """The statement with one parameter for each column; inserts nothing unless `only_if`."""
    if only_if is None:
        return statement
    columns = [column for column in table.columns if not column.primary_key]
    row = select(*(bindparam(column.name, type_=column.type) for column in columns)).where(only_if)
    return statement.from_select(columns, row)


def _upsert(
    statement: postgresql.Insert | sqlite.Insert,
    table: Table,
    conflict: Sequence[str],
    update: Sequence[str],
    returning: Sequence[str],
) -> Insert:
    changed = {name: statement.excluded[name] for name in update}
    with_update = statement.on_conflict_do_update(index_elements=list(conflict), set_=changed)
    return with_update.returning(*(table.c[name] for name in returning))
