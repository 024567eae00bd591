"""Which rows are about a person, as `bot.domain.personal_data` declares: for counting, downloading and forgetting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, func, literal, or_, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.db import people, tables
from bot.domain.people import Person
from bot.domain.personal_data import BY_NAME, TABLES, Among, Holds, Table, Through, Way
from bot.domain.privacy import Extract

_HELP_GOT = ("local_date", "person_id", "summary")
"""What somebody who was helped may know of an entry (docs/help-questions.md)."""


@dataclass(frozen=True, slots=True)
class Whose:
    """By what a person's rows are known."""

    workspace_id: str
    person_id: int
    slack_ids: tuple[str, ...]


def of_person(person: Person) -> Whose:
    """A person's rows."""
    return Whose(person.workspace_id, person.id, (person.slack_id,))


def table_of(name: str) -> SqlTable:
    """The database's table."""
    return tables.metadata().tables[name]


def is_theirs(table: Table, way: Way, whose: Whose) -> ColumnElement[bool]:
    """Whether a row is the person's, by one of the ways that its table declares."""
    columns = table_of(table.name).c
    if isinstance(way, Among):
        listed = literal(",") + columns[way.column] + ","
        return or_(*(listed.contains(f",{slack_id},", autoescape=True) for slack_id in whose.slack_ids))
    if isinstance(way, str):
        return columns[way].in_(_ids(table, way, whose))
    return columns[way.column].in_(select(table_of(way.table).c[way.remote]).where(through(way, whose)))


def through(way: Through, whose: Whose) -> ColumnElement[bool]:
    """Whether a row of the table in between is the person's."""
    between = table_of(way.table).c
    is_theirs = between[way.person].in_(_ids(BY_NAME[way.table], way.person, whose))
    return (between.workspace_id == whose.workspace_id) & is_theirs


def counts(session: Session, person: Person, only: Collection[str] | None = None) -> dict[str, int]:
    """How many rows of each table, or of `only` these, are about a person; tables with none are left out."""
    found: dict[str, int] = {}
    for table in TABLES:
        if table.called and (only is None or table.name in only):
            rows = select(func.count()).select_from(table_of(table.name)).where(_about(table, of_person(person)))
            if count := session.execute(rows).scalar_one():
                found[table.name] = count
    return found


def extract(session: Session, person: Person, table: Table) -> Extract | None:
    """What a table has about a person, in the order in which it came; None where it has nothing."""
    if not table.called:
        return None
    names = tuple(column.name for column in table_of(table.name).c if _is_exported(table, column.name))
    return _read(session, person, table, table.called, names, _about(table, of_person(person)))


def extract_of_mentions(session: Session, person: Person) -> Extract | None:
    """The entries that name a person as one who was helped."""
    logs = table_of("work_logs")
    # The quotes keep an id from being found in a longer one; the index is of no use here, and nobody waits.
    names_them = cast(logs.c.helped, String).contains(f'"{person.slack_id}"', autoescape=True)
    condition = (logs.c.workspace_id == person.workspace_id) & (logs.c.person_id != person.id) & names_them
    return _read(session, person, BY_NAME["work_logs"], "help that you got", _HELP_GOT, condition, "help_you_got")


def _read(
    session: Session,
    person: Person,
    table: Table,
    called: str,
    columns: Sequence[str],
    condition: ColumnElement[bool],
    name: str = "",
) -> Extract | None:
    source = table_of(table.name)
    rows = session.execute(
        select(*(source.c[column] for column in columns)).where(condition).order_by(*source.primary_key)
    ).all()
    if not rows:
        return None
    held = {column: table.columns[column].holds for column in columns if column in table.columns}
    people_in = [column for column, holds in held.items() if holds is Holds.PERSON]
    ids = {row._mapping[column] for row in rows for column in people_in} - {None}
    named = _names(session, person.workspace_id, ids)
    values = [
        {column: named.get(value, value) if column in people_in else value for column, value in row._mapping.items()}
        for row in rows
    ]
    return Extract(name or table.name, called, tuple(columns), tuple(values))


def _names(session: Session, workspace_id: str, ids: Collection[int]) -> dict[Any, str]:
    return {found.id: found.name for found in people.by_ids(session, workspace_id, ids).values()}


def _about(table: Table, whose: Whose) -> ColumnElement[bool]:
    in_workspace: ColumnElement[bool] = table_of(table.name).c.workspace_id == whose.workspace_id
    return in_workspace & or_(*(is_theirs(table, way, whose) for way in table.whose))


def _is_exported(table: Table, name: str) -> bool:
    if name == "workspace_id":
        return False
    column = table.columns.get(name)
    return column is None or not column.reason or column.holds is Holds.NOTHING


def _ids(table: Table, column: str, whose: Whose) -> Sequence[Any]:
    """What stands in the column where it means the person: our id, or Slack's."""
    kind = table_of(table.name).c[column].type
    return [whose.person_id] if isinstance(kind, Integer) else list(whose.slack_ids)
