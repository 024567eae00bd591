"""Customers' rhythms from everybody's entries, and which of them may be without attention."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from bot.db.customers import CustomerRow
from bot.db.due_rows import HERE, HISTORY_SINCE, QUIET_SINCE, SELDOM_SINCE, TODAY
from bot.db.work_logs import WorkLogRow
from bot.domain.attention import LEAST_CONTACTS, QUIET_FACTOR, SELDOM_CONTACTS, SERVED_DAYS

_logs = WorkLogRow.__table__
_customers = CustomerRow.__table__


def _days_between(dialect: str, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole days from one date to another."""
    if dialect == "sqlite":
        return cast(func.julianday(later) - func.julianday(earlier), Integer)
    return type_coerce(later - earlier, Integer)


def _days_before(dialect: str, day: ColumnElement[Any], days: int) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return type_coerce(func.date(day, f"-{days} days"), Date)
    return type_coerce(day - literal(days), Date)


def _last_contacts() -> CTE:
    """Customers who were last seen long enough ago to ask, and important ones: a look into the index for each.

    What is read after that is the history of these few alone.
    """
    last_on = (
        select(func.max(_logs.c.local_date))
        .where(
            _logs.c.workspace_id == HERE,
            _logs.c.customer_id == _customers.c.id,
            _logs.c.undone_at.is_(None),
        )
        .correlate(_customers)
        .scalar_subquery()
    )
    seen = (
        select(_customers.c.id, _customers.c.name, _customers.c.is_important, last_on.label("last_on"))
        .where(_customers.c.workspace_id == HERE)
        .subquery("seen")
    )
    return (
        select(*seen.c)
        .where(seen.c.last_on >= HISTORY_SINCE, or_(seen.c.is_important, seen.c.last_on < QUIET_SINCE))
        .cte("last_contacts")
    )


def _rhythms(dialect: str, asked: CTE) -> CTE:
    """The days of contact and the usual gap of the customers in `asked`, from everybody's entries.

    The median gap is read off the gaps' counts: gaps are few whole numbers, so nothing has to be sorted twice.
    """
    contacts = (
        select(_logs.c.customer_id, _logs.c.local_date)
        .where(
            _logs.c.workspace_id == HERE,
            _logs.c.customer_id.in_(select(asked.c.id)),
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
    return (
        select(
            summed.c.customer_id,
            func.sum(summed.c.times).label("contacts"),
            func.sum(summed.c.lately).label("lately"),
            func.min(case((is_middle, summed.c.gap))).label("usual_gap"),
        )
        .group_by(summed.c.customer_id)
        .cte("rhythms")
    )


def perhaps_unattended(dialect: str, reach: CTE) -> Select[Any]:
    """Customers that may be without attention, and whom a manager's people served lately; the rule is the domain's."""
    asked = _last_contacts()
    rhythms = _rhythms(dialect, asked)
    since_last = _days_between(dialect, TODAY, asked.c.last_on)
    candidates = (
        select(*asked.c, rhythms.c.contacts, rhythms.c.lately, rhythms.c.usual_gap)
        .join(rhythms, rhythms.c.customer_id == asked.c.id)
        .where(
            or_(
                and_(asked.c.is_important, rhythms.c.lately < SELDOM_CONTACTS),
                and_(
                    rhythms.c.contacts >= LEAST_CONTACTS,
                    since_last > rhythms.c.usual_gap * literal(QUIET_FACTOR, Float()),
                ),
            )
        )
        .cte("candidates")
    )
    served = (
        select(reach.c.n, candidates.c.id)
        .select_from(candidates)
        .join(
            _logs,
            and_(
                _logs.c.workspace_id == HERE,
                _logs.c.customer_id == candidates.c.id,
                _logs.c.local_date.between(_days_before(dialect, candidates.c.last_on, SERVED_DAYS), TODAY),
                _logs.c.undone_at.is_(None),
            ),
        )
        .join(reach, reach.c.person_id == _logs.c.person_id)
        .distinct()
        .subquery("served")
    )
    return (
        select(
            served.c.n,
            candidates.c.id,
            candidates.c.name,
            candidates.c.is_important,
            candidates.c.contacts,
            candidates.c.lately,
            candidates.c.usual_gap,
            type_coerce(candidates.c.last_on, Date).label("last_on"),
        )
        .join(candidates, candidates.c.id == served.c.id)
        .order_by(served.c.n)
    )
