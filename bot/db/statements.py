"""INSERTs that meet a row which is there already: in neither dialect's common form, and on the way of every request.

Building a statement costs more than running it, and SQLAlchemy's execution more than the driver's (the INSERT of a
work log was measured at 72 µs against 20 on SQLite, 139 against 67 on PostgreSQL). So the statements are built at
import, compiled by SQLAlchemy once, and handed to the driver as compiled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    FromClause,
    Insert,
    Integer,
    Table,
    bindparam,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

InsertT = TypeVar("InsertT", postgresql.Insert, sqlite.Insert)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL, and for each of its positional parameters the name, the value if it is fixed, and the conversion."""

    sql: str
    parameters: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]

    @classmethod
    def of(cls, statement: Executable, dialect: Dialect) -> "_Compiled":
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        return cls(
            str(compiled),
            tuple(
                (
                    name,
                    compiled.params.get(name),
                    compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect),
                )
                for name in compiled.positiontup
            ),
        )

    def run(self, connection: Connection, values: dict[str, Any]) -> Any | None:
        """The first column of the first row, or None. Raises `DBAPIError` as SQLAlchemy would."""
        arguments = tuple(
            convert(value) if convert else value
            for value, convert in ((values.get(name, fixed), convert) for name, fixed, convert in self.parameters)
        )
        cursor = connection.connection.cursor()
        dbapi_error = connection.dialect.loaded_dbapi.Error
        try:
            cursor.execute(self.sql, arguments)
            row = cursor.fetchone()
        except dbapi_error as error:
            is_lost = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
            if is_lost:
                connection.invalidate(error)
            raise DBAPIError.instance(
                self.sql, None, error, dbapi_error, hide_parameters=True, connection_invalidated=is_lost
            ) from error
        finally:
            cursor.close()
        return row[0] if row else None


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How SQLAlchemy makes the driver's value of ours, where it has to."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


class InsertUnlessThere:
    """`INSERT … ON CONFLICT DO NOTHING RETURNING` the primary key.

    One parameter for each column but those in `leaving_out` and a key that the database counts; nothing is inserted
    unless `only_if` is so.
    """

    def __init__(
        self,
        table: FromClause,
        conflict: Sequence[str],
        *,
        leaving_out: Sequence[str] = (),
        only_if: ColumnElement[bool] | None = None,
    ) -> None:
        assert isinstance(table, Table)  # noqa: S101 - narrows `FromClause`, as which `__table__` is typed
        (key,) = table.primary_key
        columns = [
            column
            for column in table.columns
            if column.name not in leaving_out and not (column is key and isinstance(key.type, Integer))
        ]
        condition = only_if if only_if is not None else true()
        row = select(*(bindparam(column.name, type_=column.type) for column in columns)).where(condition)
        there = list(conflict)
        self._statements: dict[str, Executable] = {
            "postgresql": postgresql.insert(table)
            .from_select(columns, row)
            .on_conflict_do_nothing(index_elements=there)
            .returning(key),
            "sqlite": sqlite.insert(table)
            .from_select(columns, row)
            .on_conflict_do_nothing(index_elements=there)
            .returning(key),
        }
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, values: dict[str, Any]) -> Any | None:
        """The inserted row's key; None when the row was there already, or `only_if` is not so."""
        connection = session.connection()
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled.of(self._statements[name], connection.dialect)
        return compiled.run(connection, values)


class Upsert:
    """`INSERT … ON CONFLICT DO UPDATE … RETURNING …`, built once per database."""

    def __init__(
        self, table: FromClause, conflict: Sequence[str], update: Sequence[str], returning: Sequence[str]
    ) -> None:
        assert isinstance(table, Table)  # noqa: S101 - narrows `FromClause`, as which `__table__` is typed
        self._statements: dict[str, Executable] = {
            dialect: _upsert(insert(table), table, conflict, update, returning)
            for dialect, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
        }

    def run(self, session: Session, values: dict[str, Any]) -> Any:
        """The `returning` columns of the row as it is now."""
        return session.execute(self._statements[session.get_bind().dialect.name], values).one()


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
