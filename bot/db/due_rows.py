"""The digests that are due, as a table that SQL can join with: one parameter list, whatever their number."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    Date,
    Integer,
    String,
    bindparam,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from bot.domain.attention import HISTORY_DAYS, QUIET_WORKING_DAYS, SELDOM_DAYS
from bot.domain.digests import CHART_DAYS
from bot.domain.people import Role
from bot.domain.subscriptions import DueDigest

_COLUMNS: dict[str, TypeEngine[Any]] = {
    "n": Integer(),
    "person_id": Integer(),
    "team_id": Integer(),
    "leads_all": Boolean(),
    "first": Date(),
    "last": Date(),
    "before": Date(),
}

HERE = bindparam("workspace_id", type_=String())
TODAY = bindparam("today", type_=Date())
CHART_SINCE = bindparam("chart_since", type_=Date())
HISTORY_SINCE = bindparam("history_since", type_=Date())
SELDOM_SINCE = bindparam("seldom_since", type_=Date())
QUIET_SINCE = bindparam("quiet_since", type_=Date())
BEFORE_ALL = bindparam("before_all", type_=Date())
LAST_OF_ALL = bindparam("last_of_all", type_=Date())
"""What is the same for all digests of a run. Where it is midnight between two of them, the wider days are read."""


def listed_table(dialect: str, name: str, columns: Mapping[str, TypeEngine[Any]]) -> CTE:
    """A table whose rows are parameters, whatever their number.

    PostgreSQL gets an array for each column (the planner sees their length), SQLite one JSON text.
    """
    if dialect == "postgresql":
        arrays = [bindparam(f"{name}_{column_name}", type_=ARRAY(kind)) for column_name, kind in columns.items()]
        rows = func.unnest(*arrays).table_valued(
            *(column(column_name, kind) for column_name, kind in columns.items()), name=f"{name}_rows"
        )
        return select(*rows.render_derived().c).cte(name)
    listed = func.json_each(bindparam(name, type_=String())).table_valued(
        column("value", String()), name=f"{name}_rows"
    )
    return select(
        *(
            type_coerce(func.json_extract(listed.c.value, literal_column(f"'$[{place}]'")), kind).label(column_name)
            for place, (column_name, kind) in enumerate(columns.items())
        )
    ).cte(name)


def listed_parameters(
    dialect: str, name: str, rows: Sequence[Mapping[str, Any]], columns: Iterable[str]
) -> dict[str, Any]:
    """The parameters of a `listed_table`."""
    if dialect == "postgresql":
        return {f"{name}_{column_name}": [row[column_name] for row in rows] for column_name in columns}
    return {name: json.dumps([[row[each] for each in columns] for row in rows], default=date.isoformat)}


def due_table(dialect: str) -> CTE:
    """`due(n, person_id, …)`: `n` is the place in the list; `before` begins as long a time before `first`."""
    return listed_table(dialect, "due", _COLUMNS)


def due_parameters(dialect: str, due: Sequence[DueDigest]) -> dict[str, Any]:
    """The parameters of `due_table` and of those above, for digests of one workspace (at least one digest)."""
    rows = [_row(number, one) for number, one in enumerate(due)]
    first_day, last_day = min(one.today for one in due), max(one.today for one in due)
    shared: dict[str, Any] = {
        "workspace_id": due[0].workspace_id,
        "today": last_day,
        "chart_since": first_day - timedelta(days=CHART_DAYS),
        "history_since": first_day - timedelta(days=HISTORY_DAYS),
        "quiet_since": last_day - timedelta(days=QUIET_WORKING_DAYS),
        "seldom_since": last_day - timedelta(days=SELDOM_DAYS),
        "before_all": min(row["before"] for row in rows),
        "last_of_all": max(row["last"] for row in rows),
    }
    return shared | listed_parameters(dialect, "due", rows, _COLUMNS)


def _row(number: int, due: DueDigest) -> dict[str, Any]:
    return {
        "n": number,
        "person_id": due.person.id,
        "team_id": due.person.team_id,
        "leads_all": due.person.role in {Role.LEADER, Role.ADMIN},
        "first": due.period.first,
        "last": due.period.last,
        "before": due.period.first - (due.period.last - due.period.first) - timedelta(days=1),
    }
