"""Customers and the names they go by: tables and queries."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    FromClause,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    column,
    delete,
    exists,
    false,
    insert,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.known import lately
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.domain.work_logs import Customer

T = TypeVar("T")

MOST_AT_ONCE = 5_000
"""Ids, or rows, in one statement: SQLite has room for 32,766 parameters, and no statement may take long."""


class CustomerRow(Base):
    """Whom the service is for."""

    __tablename__ = "customers"
    # An id is never used again: a button in an old message must not point at another customer.
    __table_args__ = (UniqueConstraint("workspace_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(255))
    is_important: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustomerNameRow(Base):
    """A name that a customer goes by, its own or an alias; `key` is how names are compared."""

    __tablename__ = "customer_names"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))


class CustomerChannelRow(Base):
    """A channel that is about a customer."""

    __tablename__ = "customer_channels"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[int] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(32))


class CustomerMergeRow(Base):
    """One customer merged into another: what moved, so that it can be taken back.

    The row of the gone one is removed from `customers`, so that nothing can be given to it any more: whoever still
    holds its id meets the foreign key. `gone_…` is what stood there, and the id leads to the surviving one.
    `moved` holds the ids of what went along: {"names": […], "work_logs": […], …}.
    """

    __tablename__ = "customer_merges"
    __table_args__ = (Index(None, "workspace_id", "gone_id"), Index(None, "workspace_id", "into_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    gone_id: Mapped[int]
    gone_name: Mapped[str] = mapped_column(String(255))
    gone_is_important: Mapped[bool]
    gone_created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    into_id: Mapped[int]
    moved: Mapped[dict[str, list[int]]] = mapped_column(JsonColumn)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_customers = CustomerRow.__table__
_names = CustomerNameRow.__table__
_channels = CustomerChannelRow.__table__
_merges = CustomerMergeRow.__table__
# Declared in bot.db.work_logs, bot.db.praises and bot.db.goals, which build on this file.
_logs = table("work_logs", column("workspace_id"), column("customer_id"), column("undone_at"))
_praises = table("praises", column("workspace_id"), column("customer_id"))
_goals = table("goal_customers", column("workspace_id"), column("customer_id"), column("goal_id"))

_joined = _names.join(
    _customers, (_names.c.customer_id == _customers.c.id) & (_names.c.workspace_id == _customers.c.workspace_id)
)
# A list of any length is compiled anew for each length and each time; these are compiled once, and the list is padded.
_BY_KEYS = {
    size: select(_names.c.key, _customers.c.id, _customers.c.name)
    .select_from(_joined)
    .where(
        _names.c.workspace_id == bindparam("workspace_id"),
        or_(*(_names.c.key == bindparam(f"key_{number}") for number in range(size))),
    )
    for size in (2, 6, 24)
}
_ALL_NAMES = (
    select(_names.c.name, _customers.c.id, _customers.c.name.label("customer"))
    .select_from(_joined)
    .where(_names.c.workspace_id == bindparam("workspace_id"))
)
_BY_ID = select(_customers.c.id, _customers.c.name).where(
    _customers.c.workspace_id == bindparam("workspace_id"), _customers.c.id == bindparam("customer_id")
)
_NAMES_OF = select(_customers.c.id, _customers.c.name).where(
    _customers.c.workspace_id == bindparam("workspace_id"),
    _customers.c.id.in_(bindparam("customer_ids", expanding=True)),
)
_INTO = select(_merges.c.into_id).where(
    _merges.c.workspace_id == bindparam("workspace_id"),
    _merges.c.gone_id == bindparam("customer_id"),
    _merges.c.undone_at.is_(None),
)
_OF_CHANNEL = (
    select(_customers.c.id, _customers.c.name)
    .select_from(
        _channels.join(
            _customers,
            (_channels.c.customer_id == _customers.c.id) & (_channels.c.workspace_id == _customers.c.workspace_id),
        )
    )
    .where(_channels.c.workspace_id == bindparam("workspace_id"), _channels.c.channel == bindparam("channel"))
)


def _of_customer(rows: FromClause) -> ColumnElement[bool]:
    return (rows.c.workspace_id == _customers.c.workspace_id) & (rows.c.customer_id == _customers.c.id)


_IS_OFFERED = or_(
    _customers.c.is_important,
    exists().where(_channels.c.customer_id == _customers.c.id),
    exists().where(_of_customer(_goals)),
    exists().where(_of_customer(_logs), _logs.c.undone_at.is_(None)),
    not_(exists().where(_of_customer(_logs))),
)


_ADD_NAME = InsertUnlessThere(_names, ["workspace_id", "key"])


def by_keys(session: Session, workspace_id: str, keys: Iterable[str]) -> dict[str, Customer]:
    """The known customers among the keys, by key (of their own names and of their aliases)."""
    known = lately(session)
    found: dict[str, Customer] = {}
    unread: list[str] = []
    for key in keys:
        customer = known.get(("customer", workspace_id, key))
        if customer is not None:
            found[key] = customer
        else:
            unread.append(key)
    for key, customer in _read_by_keys(session, workspace_id, unread).items():
        known.keep(("customer", workspace_id, key), customer)
        found[key] = customer
    return found


def _read_by_keys(session: Session, workspace_id: str, keys: list[str]) -> dict[str, Customer]:
    found: dict[str, Customer] = {}
    most = max(_BY_KEYS)
    for start in range(0, len(keys), most):
        some = keys[start : start + most]
        size = next(size for size in _BY_KEYS if size >= len(some))
        padded = some + some[-1:] * (size - len(some))
        keyed = {f"key_{number}": key for number, key in enumerate(padded)}
        rows = session.execute(_BY_KEYS[size], {"workspace_id": workspace_id, **keyed})
        found |= {row.key: Customer(row.id, row.name) for row in rows}
    return found


def by_id(session: Session, workspace_id: str, customer_id: int) -> Customer | None:
    """The customer, or the one that it was merged into; None when this workspace has none of that id."""
    row = session.execute(_BY_ID, {"workspace_id": workspace_id, "customer_id": customer_id}).one_or_none()
    if row is None:
        survivor = surviving_id(session, workspace_id, customer_id)
        if survivor == customer_id:
            return None
        row = session.execute(_BY_ID, {"workspace_id": workspace_id, "customer_id": survivor}).one_or_none()
    return Customer(row.id, row.name) if row is not None else None


def surviving_id(session: Session, workspace_id: str, customer_id: int) -> int:
    """The id of the customer that this one is now, however often it was merged on; its own when it wasn't."""
    while True:
        into = session.execute(_INTO, {"workspace_id": workspace_id, "customer_id": customer_id}).scalar_one_or_none()
        if into is None:
            return customer_id
        customer_id = into


def names(session: Session, workspace_id: str, ids: Iterable[int]) -> dict[int, str]:
    """The customers' own names by id; for one that was merged, the name of the customer that it is now."""
    asked = list(dict.fromkeys(ids))
    found: dict[int, str] = {}
    for some in in_pieces(asked):
        rows = session.execute(_NAMES_OF, {"workspace_id": workspace_id, "customer_ids": some})
        found |= {row.id: row.name for row in rows}
    for customer_id in asked:
        if customer_id not in found and (customer := by_id(session, workspace_id, customer_id)):
            found[customer_id] = customer.name
    return found


def important_ids(session: Session, workspace_id: str) -> set[int]:
    """The customers that are marked as important."""
    return set(
        session.execute(
            select(CustomerRow.id).where(CustomerRow.workspace_id == workspace_id, CustomerRow.is_important.is_(True))
        ).scalars()
    )


def of_channel(session: Session, workspace_id: str, channel: str) -> Customer | None:
    """The customer that a channel is about, if it is about one."""
    row = session.execute(_OF_CHANNEL, {"workspace_id": workspace_id, "channel": channel}).one_or_none()
    return Customer(row.id, row.name) if row is not None else None


def all_names(session: Session, workspace_id: str) -> dict[str, Customer]:
    """Every name that a customer of the workspace goes by, with the customer."""
    rows = session.execute(_ALL_NAMES, {"workspace_id": workspace_id})
    return {row.name: Customer(row.id, row.customer) for row in rows}


def search(session: Session, workspace_id: str, key: str, most: int) -> list[Customer]:
    """Customers one of whose names contains the words that `key` was made of, by name; at most `most`.

    One that is only named in entries that were undone, and of whom nothing else was said, comes up by its whole name.
    """
    named = select(CustomerNameRow.customer_id).where(
        CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key.contains(key, autoescape=True)
    )
    exactly = select(CustomerNameRow.customer_id).where(
        CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key == key
    )
    rows = session.execute(
        select(CustomerRow.id, CustomerRow.name)
        .where(
            CustomerRow.workspace_id == workspace_id,
            CustomerRow.id.in_(named),
            or_(_IS_OFFERED, CustomerRow.id.in_(exactly)),
        )
        .order_by(CustomerRow.name, CustomerRow.id)
        .limit(most)
    )
    return [Customer(row.id, row.name) for row in rows]


def add(session: Session, workspace_id: str, name: str, key: str, now: datetime) -> Customer:
    """Makes a customer known under its first name.

    Somebody else may add the same name in the same moment: then theirs is the one, and is returned.
    """
    customer_id = session.execute(
        insert(CustomerRow).values(workspace_id=workspace_id, name=name, created_at=now).returning(CustomerRow.id)
    ).scalar_one()
    added = _ADD_NAME.run(session, {"workspace_id": workspace_id, "customer_id": customer_id, "key": key, "name": name})
    if added is not None:
        return Customer(customer_id, name)
    session.execute(delete(CustomerRow).where(CustomerRow.id == customer_id))
    return by_keys(session, workspace_id, [key])[key]


def absorb(session: Session, workspace_id: str, gone: int, into: int) -> None:
    """Gives all that is a customer's to another and removes the first (its entries must have moved already).

    For a name that turned out to be mistyped: it leaves no trace, so it can't be taken back. Whatever was said of it
    meanwhile (channels, goals, that it is important, what was merged into it) goes along.
    """
    lately(session).forget_all()

    def of(rows: FromClause, customer_id: int) -> ColumnElement[bool]:
        return and_(rows.c.workspace_id == workspace_id, rows.c.customer_id == customer_id)

    shared = _goals.alias("shared")
    is_shared = _goals.c.goal_id.in_(select(shared.c.goal_id).where(of(shared, into)))
    is_important = select(CustomerRow.is_important).where(
        CustomerRow.workspace_id == workspace_id, CustomerRow.id == gone
    )
    for statement in (
        sql_update(CustomerNameRow).where(of(_names, gone)).values(customer_id=into),
        sql_update(CustomerChannelRow).where(of(_channels, gone)).values(customer_id=into),
        sql_update(_praises).where(of(_praises, gone)).values(customer_id=into),
        delete(_goals).where(of(_goals, gone), is_shared),
        sql_update(_goals).where(of(_goals, gone)).values(customer_id=into),
        sql_update(CustomerMergeRow)
        .where(CustomerMergeRow.workspace_id == workspace_id, CustomerMergeRow.into_id == gone)
        .values(into_id=into),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
    if session.execute(is_important).scalar_one_or_none():
        mark_important(session, workspace_id, into, True)
    session.execute(delete(CustomerRow).where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == gone))


def mark_important(session: Session, workspace_id: str, customer_id: int, is_important: bool) -> None:
    """Marks a customer as important, or no longer."""
    session.execute(
        sql_update(CustomerRow)
        .where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == customer_id)
        .values(is_important=is_important),
        execution_options={"synchronize_session": False},
    )


def in_pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values, `MOST_AT_ONCE` at a time."""
    for start in range(0, len(values), MOST_AT_ONCE):
        yield values[start : start + MOST_AT_ONCE]
