"""Customers' rhythms from everybody's entries, for those that may be without attention, and who served them."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot.db.customers import CustomerRow
from bot.db.due_rows import (
    HERE,
    HISTORY_SINCE,
    QUIET_SINCE,
    SELDOM_SINCE,
    TODAY,
    due_parameters,
    listed_parameters,
    listed_table,
)
from bot.db.work_logs import WorkLogRow
from bot.domain.attention import SERVED_DAYS, Rhythm
from bot.domain.subscriptions import DueDigest
from bot.domain.work_logs import Customer

_logs = WorkLogRow.__table__
_customers = CustomerRow.__table__


def _days_between(dialect: str, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole days from one date to another."""
    if dialect == "sqlite":
        return cast(func.julianday(later) - func.julianday(earlier), Integer)
    return type_coerce(later - earlier, Integer)


def _one_of(dialect: str, customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it is one of the parameter `asked`: an array, so that PostgreSQL knows how few they are."""
    if dialect == "postgresql":
        return customer_id == any_(bindparam("asked", type_=ARRAY(Integer)))
    return customer_id.in_(select(func.json_each(bindparam("asked", type_=String())).table_valued("value").c.value))


@cache
def _last_contacts() -> Select[Any]:
    """Customers who were last seen long enough ago to ask, and important ones: a look into the index for each."""
    last_on = (
        select(func.max(_logs.c.local_date))
        .where(_logs.c.workspace_id == HERE, _logs.c.customer_id == _customers.c.id, _logs.c.undone_at.is_(None))
        .correlate(_customers)
        .scalar_subquery()
    )
    seen = (
        select(_customers.c.id, _customers.c.name, _customers.c.is_important, last_on.label("last_on"))
        .where(_customers.c.workspace_id == HERE)
        .cte("seen")
        # Otherwise PostgreSQL looks into the index once for each time that the date is named below.
        .prefix_with("MATERIALIZED")
    )
    return select(*seen.c).where(
        seen.c.last_on >= HISTORY_SINCE, or_(seen.c.is_important, seen.c.last_on < QUIET_SINCE)
    )


@cache
def _habits(dialect: str) -> Select[Any]:
    """The days of contact and the usual gap of the customers in `asked`, from everybody's entries.

    The median gap is read off the gaps' counts: gaps are few whole numbers, so nothing has to be sorted twice.
    """
    contacts = (
        select(_logs.c.customer_id, _logs.c.local_date)
        .where(
            _logs.c.workspace_id == HERE,
            _one_of(dialect, _logs.c.customer_id),
            _logs.c.local_date.between(HISTORY_SINCE, TODAY),
            _logs.c.undone_at.is_(None),
        )
        .distinct()
        .subquery("contacts")
    )
    previous = func.lag(contacts.c.local_date).over(partition_by=contacts.c.customer_id, order_by=contacts.c.local_date)
    gaps = select(
        contacts.c.customer_id,
        contacts.c.local_date,
        _days_between(dialect, contacts.c.local_date, previous).label("gap"),
        case((contacts.c.local_date >= SELDOM_SINCE, 1), else_=0).label("is_lately"),
    ).subquery("gaps")
    counted = (
        select(
            gaps.c.customer_id,
            gaps.c.gap,
            func.count().label("times"),
            func.sum(gaps.c.is_lately).label("lately"),
        )
        .group_by(gaps.c.customer_id, gaps.c.gap)
        .subquery("counted")
    )
    # The first day of contact has no gap: it counts as a contact, and not for the median.
    real = case((counted.c.gap.is_not(None), counted.c.times), else_=0)
    summed = select(
        *counted.c,
        func.sum(real).over(partition_by=counted.c.customer_id, order_by=counted.c.gap).label("up_to"),
        func.sum(real).over(partition_by=counted.c.customer_id).label("all_gaps"),
    ).subquery("summed")
    is_middle = and_(summed.c.gap.is_not(None), 2 * summed.c.up_to >= summed.c.all_gaps)
    return select(
        summed.c.customer_id,
        func.sum(summed.c.times).label("contacts"),
        func.sum(summed.c.lately).label("lately"),
        func.min(case((is_middle, summed.c.gap))).label("usual_gap"),
    ).group_by(summed.c.customer_id)


def rhythms_to_look_at(session: Session, due: Sequence[DueDigest]) -> list[Rhythm]:
    """The rhythms of the workspace's customers that may be without attention; everybody else needn't be looked at.

    Only these customers' history is read.
    """
    dialect = session.get_bind().dialect.name
    parameters = due_parameters(dialect, due)
    asked = {row.id: row for row in session.execute(_last_contacts(), parameters)}
    ids = list(asked) if dialect == "postgresql" else json.dumps(list(asked))
    found = session.execute(_habits(dialect), {**parameters, "asked": ids})
    return [
        Rhythm(
            customer=Customer(row.customer_id, asked[row.customer_id].name),
            is_important=asked[row.customer_id].is_important,
            contacts=row.contacts,
            lately=row.lately,
            usual_gap=row.usual_gap,
            last_on=asked[row.customer_id].last_on,
        )
        for row in found
    ]


_LOST: dict[str, TypeEngine[Any]] = {"customer_id": Integer(), "served_since": Date()}


def lost_parameters(dialect: str, rhythms: Iterable[Rhythm]) -> dict[str, Any]:
    """The parameters of `served_lately`."""
    rows = [
        {"customer_id": one.customer.id, "served_since": one.last_on - timedelta(days=SERVED_DAYS)} for one in rhythms
    ]
    return listed_parameters(dialect, "lost", rows, _LOST)


def served_lately(dialect: str, reach: CTE) -> Select[Any]:
    """Which of the customers in the parameters a manager's people served in the weeks before their last contact."""
    lost = listed_table(dialect, "lost", _LOST)
    served = (
        select(reach.c.n, lost.c.customer_id)
        .select_from(lost)
        .join(
            _logs,
            and_(
                _logs.c.workspace_id == HERE,
                _logs.c.customer_id == lost.c.customer_id,
                _logs.c.local_date.between(lost.c.served_since, TODAY),
                _logs.c.undone_at.is_(None),
            ),
        )
        .join(reach, reach.c.person_id == _logs.c.person_id)
        .distinct()
        .subquery("served")
    )
    return select(*served.c).order_by(served.c.n)
