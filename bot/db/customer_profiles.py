"""All that is said of customers: reading it page by page, and saying it anew."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from bot.db.customers import (
    CustomerChannelRow,
    CustomerMergeRow,
    CustomerNameRow,
    CustomerRow,
    by_keys,
)
from bot.db.known import lately
from bot.db.statements import InsertUnlessThere
from bot.domain.customers import CUSTOMERS_A_PAGE, CustomerPage, CustomerProfile, PastMerge, customer_key
from bot.domain.work_logs import Customer

_ADD_NAME = InsertUnlessThere(CustomerNameRow.__table__, ["workspace_id", "key"])
_ADD_CHANNEL = InsertUnlessThere(CustomerChannelRow.__table__, ["workspace_id", "channel"])

# By the customer's id alone, which belongs to one workspace: PostgreSQL else looks through all of the workspace's names
# for each customer, as long as it has no statistics of them.
_IS_OWN = and_(CustomerNameRow.customer_id == CustomerRow.id, CustomerNameRow.name == CustomerRow.name)
"""The name that is the customer's own; its key is what customers are put in order by."""


def page(session: Session, workspace_id: str, words: str, number: int) -> CustomerPage:
    """Page `number` (from 0, or the last one before it) of the customers whose names contain the words, by name."""
    words = words if customer_key(words) else ""
    fitting = [CustomerRow.workspace_id == workspace_id, *_called(workspace_id, customer_key(words))]
    total = session.execute(select(func.count()).select_from(CustomerRow).where(*fitting)).scalar_one()
    number = max(min(number, (total - 1) // CUSTOMERS_A_PAGE), 0)
    rows = session.execute(
        select(CustomerRow.id, CustomerRow.name, CustomerRow.is_important)
        .join(CustomerNameRow, _IS_OWN)
        .where(*fitting)
        .order_by(CustomerNameRow.key, CustomerRow.id)
        .limit(CUSTOMERS_A_PAGE)
        .offset(number * CUSTOMERS_A_PAGE)
    )
    found = [CustomerProfile(row.id, row.name, row.is_important) for row in rows]
    return CustomerPage(tuple(_with_details(session, workspace_id, found)), total, number, words)


def profile(
    session: Session, workspace_id: str, customer_id: int, *, to_change: bool = False
) -> CustomerProfile | None:
    """All that is said of a customer; None when this workspace has none of that id. `to_change` makes others wait."""
    query = select(CustomerRow.id, CustomerRow.name, CustomerRow.is_important).where(
        CustomerRow.workspace_id == workspace_id, CustomerRow.id == customer_id
    )
    # Not the full lock: entries may refer to the customer meanwhile ("Row-Level Locks" in PostgreSQL's documentation).
    row = session.execute(query.with_for_update(key_share=True) if to_change else query).one_or_none()
    if row is None:
        return None
    return _with_details(session, workspace_id, [CustomerProfile(row.id, row.name, row.is_important)])[0]


def owners(session: Session, workspace_id: str, keys: Iterable[str]) -> dict[str, Customer]:
    """Whose names these are right now, by key; another replica may have changed what was known lately."""
    lately(session).forget_all()
    return by_keys(session, workspace_id, keys)


def rename(session: Session, workspace_id: str, customer_id: int, name: str, names: Mapping[str, str]) -> list[str]:
    """Gives a customer exactly these names, by key; returns those keys that are another customer's already."""
    lately(session).forget_all()
    there = {
        row.key: row
        for row in session.execute(
            select(CustomerNameRow.id, CustomerNameRow.key, CustomerNameRow.name).where(
                _of(workspace_id, customer_id, CustomerNameRow)
            )
        )
    }
    for key, row in there.items():
        if key not in names:
            session.execute(delete(CustomerNameRow).where(CustomerNameRow.id == row.id))
        elif row.name != names[key]:
            session.execute(update(CustomerNameRow).where(CustomerNameRow.id == row.id).values(name=names[key]))
    session.execute(
        update(CustomerRow)
        .where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == customer_id)
        .values(name=name)
    )
    ours = {"workspace_id": workspace_id, "customer_id": customer_id}
    return [
        key
        for key, other in names.items()
        if key not in there and _ADD_NAME.run(session, {**ours, "key": key, "name": other}) is None
    ]


def set_channels(session: Session, workspace_id: str, customer_id: int, channels: Sequence[str]) -> list[str]:
    """Gives a customer exactly these channels; returns those that are another customer's already."""
    mine = _of(workspace_id, customer_id, CustomerChannelRow)
    there = set(session.execute(select(CustomerChannelRow.channel).where(mine)).scalars())
    session.execute(delete(CustomerChannelRow).where(mine, CustomerChannelRow.channel.not_in(channels)))
    ours = {"workspace_id": workspace_id, "customer_id": customer_id}
    return [
        channel
        for channel in channels
        if channel not in there and _ADD_CHANNEL.run(session, {**ours, "channel": channel}) is None
    ]


def _called(workspace_id: str, key: str) -> list[ColumnElement[bool]]:
    if not key:
        return []
    named = select(CustomerNameRow.customer_id).where(
        CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key.contains(key, autoescape=True)
    )
    return [CustomerRow.id.in_(named)]


def _of(
    workspace_id: str, customer_id: int, rows: type[CustomerNameRow] | type[CustomerChannelRow]
) -> ColumnElement[bool]:
    return and_(rows.workspace_id == workspace_id, rows.customer_id == customer_id)


def _with_details(session: Session, workspace_id: str, found: list[CustomerProfile]) -> list[CustomerProfile]:
    ids = [customer.id for customer in found]
    merged = _merged_into(session, workspace_id, ids)
    names: dict[int, list[str]] = {}
    for row in session.execute(
        select(CustomerNameRow.customer_id, CustomerNameRow.name)
        .where(CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.customer_id.in_(ids))
        .order_by(CustomerNameRow.key)
    ):
        names.setdefault(row.customer_id, []).append(row.name)
    channels: dict[int, list[str]] = {}
    for row in session.execute(
        select(CustomerChannelRow.customer_id, CustomerChannelRow.channel)
        .where(CustomerChannelRow.workspace_id == workspace_id, CustomerChannelRow.customer_id.in_(ids))
        .order_by(CustomerChannelRow.id)
    ):
        channels.setdefault(row.customer_id, []).append(row.channel)
    return [
        CustomerProfile(
            customer.id,
            customer.name,
            customer.is_important,
            tuple(name for name in names.get(customer.id, []) if name != customer.name),
            tuple(channels.get(customer.id, [])),
            tuple(merged.get(customer.id, [])),
        )
        for customer in found
    ]


def _merged_into(session: Session, workspace_id: str, ids: list[int]) -> dict[int, list[PastMerge]]:
    merged: dict[int, list[PastMerge]] = {}
    for row in session.execute(
        select(CustomerMergeRow.into_id, CustomerMergeRow.id, CustomerMergeRow.gone_name)
        .where(
            CustomerMergeRow.workspace_id == workspace_id,
            CustomerMergeRow.into_id.in_(ids),
            CustomerMergeRow.undone_at.is_(None),
        )
        .order_by(CustomerMergeRow.id.desc())
    ):
        merged.setdefault(row.into_id, []).append(PastMerge(row.id, row.gone_name))
    return merged
