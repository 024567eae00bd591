"""Off-system help of a period added up in SQL: one statement a list, whatever the number of entries.

Entries are found person by person (by the index on person and date), so that a report reads the days that it is about
and not the history before them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    true,
)
from sqlalchemy.orm import Session

from bot.db.customers import CustomerRow
from bot.db.due_rows import HERE, listed_parameters, listed_table
from bot.db.people import PersonRow
from bot.db.teams import TeamRow
from bot.db.work_logs import WorkLogRow
from bot.domain.effort_report import By, EffortLine
from bot.domain.past_periods import PastPeriod

_people = PersonRow.__table__
_teams = TeamRow.__table__
_customers = CustomerRow.__table__
_logs = WorkLogRow.__table__

_LISTED = {"person_id": Integer()}
_BEFORE = bindparam("before", type_=Date())
_FIRST = bindparam("first", type_=Date())
_LAST = bindparam("last", type_=Date())
_IS_NOW: ColumnElement[bool] = _logs.c.local_date >= _FIRST
_SUMS = (
    func.coalesce(func.sum(_logs.c.minutes).filter(_IS_NOW), 0).label("minutes"),
    func.coalesce(func.sum(_logs.c.minutes).filter(~_IS_NOW), 0).label("before"),
    func.count().filter(_IS_NOW).label("entries"),
    func.count().filter(_IS_NOW, _logs.c.minutes.is_(None)).label("untimed"),
)
_SUMMED = ("minutes", "before", "entries", "untimed")


@dataclass(frozen=True, slots=True)
class EffortScope:
    """Whose help is added up: that of these people (our ids), or of everybody in the workspace (`people` None)."""

    workspace_id: str
    people: Collection[int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole workspace."""
        return self.people is None


@dataclass(frozen=True, slots=True)
class DaySum:
    """A day's minutes and entries; `untimed` of the entries say no time."""

    on: date
    minutes: int
    entries: int
    untimed: int


def colleagues_here(session: Session, scope: EffortScope) -> int:
    """How many of the scope are here: no guests, no apps, nobody from outside."""
    dialect = session.get_bind().dialect.name
    return int(session.execute(_colleagues(dialect, scope.is_whole), _parameters(dialect, scope)).scalar_one())


def by_day(session: Session, scope: EffortScope, period: PastPeriod) -> list[DaySum]:
    """The days of the period and of as many days before on which something was noted."""
    dialect = session.get_bind().dialect.name
    rows = session.execute(_days(dialect, scope.is_whole), _parameters(dialect, scope, period))
    return [DaySum(row.local_date, row.minutes, row.entries, row.untimed) for row in rows]


def lines_by(session: Session, scope: EffortScope, by: By, period: PastPeriod) -> list[EffortLine]:
    """The scope's help by customer, team, tag or person, in no order; undone entries are out.

    By person, those who left are lines without name and id. Each tag of an entry has its minutes.
    """
    dialect = session.get_bind().dialect.name
    rows = session.execute(_lines(dialect, scope.is_whole, by), _parameters(dialect, scope, period))
    return [
        EffortLine(
            row.name or "",
            row.id if row.name else None,
            **{name: getattr(row, name) for name in _SUMMED},
            colleagues=row.colleagues or 0,
            is_important=bool(row.is_important),
        )
        for row in rows
    ]


def _parameters(dialect: str, scope: EffortScope, period: PastPeriod | None = None) -> dict[str, Any]:
    parameters: dict[str, Any] = {"workspace_id": scope.workspace_id}
    if scope.people is not None:
        rows = [{"person_id": person_id} for person_id in sorted(scope.people)]
        parameters |= listed_parameters(dialect, "listed", rows, _LISTED)
    if period is not None:
        parameters |= {"before": period.before().first, "first": period.first, "last": period.last}
    return parameters


def _scope(dialect: str, is_whole: bool) -> Select[Any]:
    # Under a name of its own, so that it stays a list by itself within a statement about people.
    inside = _people.alias("inside")
    everybody = select(inside.c.id).where(inside.c.workspace_id == HERE)
    return everybody if is_whole else everybody.where(inside.c.id.in_(select(_listed(dialect).c.person_id)))


@cache
def _listed(dialect: str) -> FromClause:
    return listed_table(dialect, "listed", _LISTED)


def _is_here() -> ColumnElement[bool]:
    return ~(_people.c.is_gone | _people.c.is_bot | _people.c.is_guest | _people.c.is_outside)


def _of_scope(entries: Select[Any], dialect: str, is_whole: bool) -> Select[Any]:
    """Those of the entries that the report is about."""
    return entries.where(
        _logs.c.workspace_id == HERE,
        _logs.c.person_id.in_(_scope(dialect, is_whole)),
        _logs.c.local_date.between(_BEFORE, _LAST),
        _logs.c.undone_at.is_(None),
    )


@cache
def _colleagues(dialect: str, is_whole: bool) -> Select[Any]:
    return select(func.count()).select_from(_people).where(_people.c.id.in_(_scope(dialect, is_whole)), _is_here())


@cache
def _days(dialect: str, is_whole: bool) -> Select[Any]:
    sums = (
        func.coalesce(func.sum(_logs.c.minutes), 0).label("minutes"),
        func.count().label("entries"),
        func.count().filter(_logs.c.minutes.is_(None)).label("untimed"),
    )
    return _of_scope(select(_logs.c.local_date, *sums), dialect, is_whole).group_by(_logs.c.local_date)


@cache
def _lines(dialect: str, is_whole: bool, by: By) -> Select[Any]:
    build = {
        By.CUSTOMER: _by_customer,
        By.TEAM: _by_team,
        By.TAG: _by_tag,
        By.PERSON: _by_person,
    }[by]
    return build(dialect, is_whole)


def _by_customer(dialect: str, is_whole: bool) -> Select[Any]:
    """A merged customer's entries have moved to the one that it was merged into."""
    summed = _of_scope(select(_logs.c.customer_id, *_SUMS), dialect, is_whole)
    kept = summed.group_by(_logs.c.customer_id).subquery("summed")
    return select(
        *_columns(_customers.c.id, _customers.c.name, [kept.c[name] for name in _SUMMED]),
        _customers.c.is_important,
        null().label("colleagues"),
    ).outerjoin_from(kept, _customers, (_customers.c.id == kept.c.customer_id) & (_customers.c.workspace_id == HERE))


def _by_tag(dialect: str, is_whole: bool) -> Select[Any]:
    each = func.jsonb_array_elements_text if dialect == "postgresql" else func.json_each
    tags = each(_logs.c.tags).table_valued("value", name="each_tag")
    entries = select(tags.c.value.label("tag"), *_SUMS).select_from(_logs.outerjoin(tags, true()))
    kept = _of_scope(entries, dialect, is_whole).group_by(tags.c.value).subquery("summed")
    return select(
        *_columns(null(), kept.c.tag, [kept.c[name] for name in _SUMMED]),
        null().label("is_important"),
        null().label("colleagues"),
    )


def _by_person(dialect: str, is_whole: bool) -> Select[Any]:
    """Those who left, and those who were forgotten, have no name here."""
    kept = _summed_by_person(dialect, is_whole)
    is_named = _people.c.is_gone.is_(False) & _people.c.forgotten_at.is_(None)
    return select(
        *_columns(_people.c.id, case((is_named, _people.c.name)), [kept.c[name] for name in _SUMMED]),
        null().label("is_important"),
        null().label("colleagues"),
    ).join_from(kept, _people, (_people.c.id == kept.c.person_id) & (_people.c.workspace_id == HERE))


def _by_team(dialect: str, is_whole: bool) -> Select[Any]:
    """People count for the team that they are in today, also those who left."""
    kept = _summed_by_person(dialect, is_whole)
    # A sum of sums is `numeric` on PostgreSQL ("Aggregate Functions").
    sums = [cast(func.coalesce(func.sum(kept.c[name]), 0), BigInteger).label(name) for name in _SUMMED]
    by_team = (
        select(_people.c.team_id, *sums, func.count().filter(_is_here()).label("colleagues"))
        .select_from(
            _people.outerjoin(kept, _people.c.id == kept.c.person_id),
        )
        .where(_people.c.id.in_(_scope(dialect, is_whole)))
        .group_by(_people.c.team_id)
        .subquery("by_team")
    )
    return (
        select(
            *_columns(_teams.c.id, _teams.c.name, [by_team.c[name] for name in _SUMMED]),
            null().label("is_important"),
            by_team.c.colleagues,
        )
        .outerjoin_from(by_team, _teams, (_teams.c.id == by_team.c.team_id) & (_teams.c.workspace_id == HERE))
        .where((by_team.c.entries > 0) | (by_team.c.before > 0))
    )


def _summed_by_person(dialect: str, is_whole: bool) -> FromClause:
    summed = _of_scope(select(_logs.c.person_id, *_SUMS), dialect, is_whole)
    return summed.group_by(_logs.c.person_id).subquery("summed")


def _columns(
    row_id: ColumnElement[Any], name: ColumnElement[Any], sums: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[Any]]:
    return [row_id.label("id"), name.label("name"), *sums]
