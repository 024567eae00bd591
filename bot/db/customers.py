"""Customers and the names they go by: tables and queries."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    false,
    insert,
    or_,
    select,
)
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.known import lately
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.domain.work_logs import Customer


class CustomerRow(Base):
    """Whom the service is for."""

    __tablename__ = "customers"
    # An id is never used again: a button in an old message must not point at another customer.
    __table_args__ = (UniqueConstraint("workspace_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(255))
    is_important: Mapped[bool] = mapped_column(server_default=false())
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
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

    `moved` holds the ids of what went from `gone_id` to `into_id`: {"names": […], "work_logs": […], …}.
    """

    __tablename__ = "customer_merges"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "gone_id"], ["customers.workspace_id", "customers.id"]),
        ForeignKeyConstraint(["workspace_id", "into_id"], ["customers.workspace_id", "customers.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    gone_id: Mapped[int]
    into_id: Mapped[int]
    moved: Mapped[dict[str, list[int]]] = mapped_column(JsonColumn)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_customers = CustomerRow.__table__
_names = CustomerNameRow.__table__

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
    """The customer, or None when this workspace has none of that id."""
    row = session.execute(_BY_ID, {"workspace_id": workspace_id, "customer_id": customer_id}).one_or_none()
    return Customer(row.id, row.name) if row is not None else None


def all_names(session: Session, workspace_id: str) -> dict[str, Customer]:
    """Every name that a customer of the workspace goes by, with the customer."""
    rows = session.execute(_ALL_NAMES, {"workspace_id": workspace_id})
    return {row.name: Customer(row.id, row.customer) for row in rows}


def search(session: Session, workspace_id: str, key: str, most: int) -> list[Customer]:
    """Customers one of whose names contains the words that `key` was made of, by name; at most `most`."""
    named = select(CustomerNameRow.customer_id).where(
        CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key.contains(key, autoescape=True)
    )
    rows = session.execute(
        select(CustomerRow.id, CustomerRow.name)
        .where(CustomerRow.workspace_id == workspace_id, CustomerRow.id.in_(named))
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
    """Gives the names of one customer to another and removes the first (its entries must have moved already)."""
    lately(session).forget_all()
    session.execute(
        sql_update(CustomerNameRow)
        .where(CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.customer_id == gone)
        .values(customer_id=into)
    )
    session.execute(delete(CustomerRow).where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == gone))
