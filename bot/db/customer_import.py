"""All customers at once, read and changed in bulk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.db.customers import CustomerChannelRow, CustomerNameRow, CustomerRow, in_pieces
from bot.db.known import lately
from bot.domain.customer_import import CustomerChange, CustomerState

_UNSYNCHRONIZED = {"synchronize_session": False}

_RESPELL = (
    update(CustomerNameRow)
    .where(CustomerNameRow.workspace_id == bindparam("in_workspace"), CustomerNameRow.key == bindparam("of_key"))
    .values(name=bindparam("written"))
)


def all_states(session: Session, workspace_id: str) -> list[CustomerState]:
    """Every customer of the workspace with all that is said of it."""
    names: dict[int, dict[str, str]] = {}
    for row in session.execute(
        select(CustomerNameRow.customer_id, CustomerNameRow.key, CustomerNameRow.name).where(
            CustomerNameRow.workspace_id == workspace_id
        )
    ):
        names.setdefault(row.customer_id, {})[row.key] = row.name
    channels: dict[int, list[str]] = {}
    for channel in session.execute(
        select(CustomerChannelRow.customer_id, CustomerChannelRow.channel)
        .where(CustomerChannelRow.workspace_id == workspace_id)
        .order_by(CustomerChannelRow.id)
    ):
        channels.setdefault(channel.customer_id, []).append(channel.channel)
    rows = session.execute(
        select(CustomerRow.id, CustomerRow.name, CustomerRow.is_important).where(
            CustomerRow.workspace_id == workspace_id
        )
    )
    return [
        CustomerState(row.id, row.name, names.get(row.id, {}), tuple(channels.get(row.id, ())), row.is_important)
        for row in rows
    ]


def apply(session: Session, workspace_id: str, changes: Sequence[CustomerChange], now: datetime) -> None:
    """Makes all changes, in as many statements whatever their number; what goes goes before what comes."""
    lately(session).forget_all()
    _remove(session, workspace_id, changes)
    ids = _add_customers(session, workspace_id, [change.after for change in changes if change.before is None], now)
    changed = [
        {"id": change.after.id, "name": change.after.name, "is_important": change.after.is_important}
        for change in changes
        if change.before is not None
    ]
    for some in in_pieces(changed):
        session.execute(update(CustomerRow), some)
    names: list[dict[str, Any]] = []
    respelled: list[dict[str, Any]] = []
    channels: list[dict[str, Any]] = []
    for change in changes:
        before, after = change.before, change.after
        customer = {"workspace_id": workspace_id, "customer_id": after.id or ids[after.name]}
        for key, name in after.names.items():
            if before is None or key not in before.names:
                names.append({**customer, "key": key, "name": name})
            elif before.names[key] != name:
                respelled.append({"in_workspace": workspace_id, "of_key": key, "written": name})
        there = set(before.channels) if before else set()
        channels += [{**customer, "channel": channel} for channel in after.channels if channel not in there]
    for some in in_pieces(respelled):
        session.connection().execute(_RESPELL, some)
    for rows, added in ((CustomerNameRow, names), (CustomerChannelRow, channels)):
        for some in in_pieces(added):
            session.execute(insert(rows), some)


def _remove(session: Session, workspace_id: str, changes: Sequence[CustomerChange]) -> None:
    kept = [(change.before, change.after) for change in changes if change.before is not None]
    keys = [key for before, after in kept for key in before.names if key not in after.names]
    gone = [channel for before, after in kept for channel in before.channels if channel not in after.channels]
    for some in in_pieces(keys):
        session.execute(
            delete(CustomerNameRow).where(CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key.in_(some)),
            execution_options=_UNSYNCHRONIZED,
        )
    for some in in_pieces(gone):
        session.execute(
            delete(CustomerChannelRow).where(
                CustomerChannelRow.workspace_id == workspace_id, CustomerChannelRow.channel.in_(some)
            ),
            execution_options=_UNSYNCHRONIZED,
        )


def _add_customers(session: Session, workspace_id: str, new: Sequence[CustomerState], now: datetime) -> dict[str, int]:
    """The new customers' ids by name; a file names each only once."""
    rows = [
        {"workspace_id": workspace_id, "name": after.name, "is_important": after.is_important, "created_at": now}
        for after in new
    ]
    added = insert(CustomerRow).returning(CustomerRow.id, CustomerRow.name)
    return {row.name: row.id for some in in_pieces(rows) for row in session.execute(added, some)}
