"""Merging two customers, and taking that back: what moves, in as many statements as there are tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, Select, cast, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.db.customers import (
    CustomerChannelRow,
    CustomerMergeRow,
    CustomerNameRow,
    CustomerRow,
    by_id,
    by_keys,
    mark_important,
    surviving_id,
)
from bot.db.goals import GoalCustomerRow
from bot.db.known import lately
from bot.db.praises import PraiseRow
from bot.db.work_logs import WorkLogRow
from bot.domain.customers import Holdings, Merge, customer_key
from bot.domain.work_logs import Customer

_OWNED: dict[str, Any] = {
    "names": CustomerNameRow,
    "channels": CustomerChannelRow,
    "work_logs": WorkLogRow,
    "praises": PraiseRow,
}
"""What belongs to one customer, by its name in `customer_merges.moved`."""

_UNSYNCHRONIZED = {"synchronize_session": False}


def holdings(session: Session, workspace_id: str, customer_id: int) -> Holdings:
    """How much hangs on a customer."""

    def count(rows: Any) -> int:
        found: int = session.execute(
            select(func.count())
            .select_from(rows)
            .where(rows.workspace_id == workspace_id, rows.customer_id == customer_id)
        ).scalar_one()
        return found

    return Holdings(count(WorkLogRow), count(CustomerNameRow), count(CustomerChannelRow), count(GoalCustomerRow))


def lock(session: Session, workspace_id: str, ids: Sequence[int]) -> dict[int, Customer]:
    """Those of the customers that are there, by id; nothing can be given to them or taken from them until the end."""
    rows = session.execute(
        select(CustomerRow.id, CustomerRow.name)
        .where(CustomerRow.workspace_id == workspace_id, CustomerRow.id.in_(ids))
        .order_by(CustomerRow.id)
        .with_for_update()
    )
    return {row.id: Customer(row.id, row.name) for row in rows}


def merge(session: Session, workspace_id: str, gone_id: int, into_id: int, merged_by_id: int, now: datetime) -> Merge:
    """Moves all that is one customer's to another. Both must be there, and locked."""
    lately(session).forget_all()
    before = {
        row.id: row
        for row in session.execute(
            select(CustomerRow.id, CustomerRow.name, CustomerRow.is_important, CustomerRow.created_at).where(
                CustomerRow.workspace_id == workspace_id, CustomerRow.id.in_((gone_id, into_id))
            )
        )
    }
    gone, into = before[gone_id], before[into_id]
    moved: dict[str, list[int]] = {
        name: list(
            session.execute(
                update(rows)
                .where(rows.workspace_id == workspace_id, rows.customer_id == gone_id)
                .values(customer_id=into_id)
                .returning(rows.id),
                execution_options=_UNSYNCHRONIZED,
            ).scalars()
        )
        for name, rows in _OWNED.items()
    }
    moved |= _move_goals(session, workspace_id, gone_id, into_id)
    if gone.is_important and not into.is_important:
        mark_important(session, workspace_id, into_id, True)
        moved["important"] = [into_id]
    row = session.execute(
        insert(CustomerMergeRow)
        .values(
            workspace_id=workspace_id,
            gone_id=gone_id,
            gone_name=gone.name,
            gone_is_important=gone.is_important,
            gone_created_at=gone.created_at,
            into_id=into_id,
            moved=moved,
            merged_by_id=merged_by_id,
            merged_at=now,
        )
        .returning(CustomerMergeRow.id)
    ).scalar_one()
    session.execute(delete(CustomerRow).where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == gone_id))
    return Merge(row, gone_id, gone.name, into_id, into.name, _sizes(moved))


def merge_of(session: Session, workspace_id: str, merge_id: int) -> Merge | None:
    """A merge, undone or not; None when this workspace has none of that id."""
    row = session.execute(
        select(CustomerMergeRow.__table__).where(
            CustomerMergeRow.workspace_id == workspace_id, CustomerMergeRow.id == merge_id
        )
    ).one_or_none()
    return _merge(session, row) if row is not None else None


def merge_that_took(session: Session, workspace_id: str, gone_id: int) -> Merge | None:
    """The merge in which a customer went into another, unless that was taken back."""
    row = session.execute(
        select(CustomerMergeRow.__table__).where(
            CustomerMergeRow.workspace_id == workspace_id,
            CustomerMergeRow.gone_id == gone_id,
            CustomerMergeRow.undone_at.is_(None),
        )
    ).one_or_none()
    return _merge(session, row) if row is not None else None


def name_in_use(session: Session, workspace_id: str, taken_back: Merge) -> Customer | None:
    """Whose name the gone customer's has become meanwhile, so that it can't have it back."""
    lately(session).forget_all()
    key = customer_key(taken_back.gone)
    owner = by_keys(session, workspace_id, [key]).get(key)
    if owner is None or (owner.id == taken_back.into_id and customer_key(owner.name) != key):
        return None
    return owner


def undo(session: Session, workspace_id: str, merge_id: int, now: datetime) -> bool:
    """Gives the gone customer back what moved, as far as it is still with the customer that it went to.

    False when that was done already. The name must not be in use (`name_in_use`).
    """
    lately(session).forget_all()
    row: Any = session.execute(
        update(CustomerMergeRow)
        .where(
            CustomerMergeRow.workspace_id == workspace_id,
            CustomerMergeRow.id == merge_id,
            CustomerMergeRow.undone_at.is_(None),
        )
        .values(undone_at=now)
        .returning(
            CustomerMergeRow.gone_id,
            CustomerMergeRow.gone_name,
            CustomerMergeRow.gone_is_important,
            CustomerMergeRow.gone_created_at,
            CustomerMergeRow.into_id,
            CustomerMergeRow.moved,
        ),
        execution_options=_UNSYNCHRONIZED,
    ).one_or_none()
    if row is None:
        return False
    holder = _locked_holder(session, workspace_id, row.into_id)
    session.execute(
        insert(CustomerRow).values(
            id=row.gone_id,
            workspace_id=workspace_id,
            name=row.gone_name,
            is_important=row.gone_is_important,
            created_at=row.gone_created_at,
        )
    )
    _give_names_back(session, workspace_id, merge_id, row, holder)
    for name in ("channels", "work_logs", "praises"):
        rows = _OWNED[name]
        session.execute(
            update(rows)
            .where(
                rows.workspace_id == workspace_id,
                rows.customer_id == holder,
                rows.id.in_(_moved_ids(session, merge_id, name)),
            )
            .values(customer_id=row.gone_id),
            execution_options=_UNSYNCHRONIZED,
        )
    _give_goals_back(session, workspace_id, row, holder)
    for customer_id in row.moved.get("important", []):
        mark_important(session, workspace_id, customer_id, False)
    return True


def _locked_holder(session: Session, workspace_id: str, into_id: int) -> int:
    """Who has what went to `into_id`; it is merged no further until the end."""
    holder = surviving_id(session, workspace_id, into_id)
    while not lock(session, workspace_id, [holder]):
        # It was merged on while we waited for it.
        further = surviving_id(session, workspace_id, into_id)
        if further == holder:
            raise RuntimeError(f"the customer {holder} that another was merged into is not there")
        holder = further
    return holder


def _moved_ids(session: Session, merge_id: int, name: str) -> Select[int]:
    """The ids that went along. They stay in the database: a customer may have tens of thousands of entries."""
    merge = select(CustomerMergeRow.moved).where(CustomerMergeRow.id == merge_id).scalar_subquery()
    if session.get_bind().dialect.name == "postgresql":
        ids = func.jsonb_array_elements_text(merge[name]).table_valued("value")
    else:
        ids = func.json_each(merge, f"$.{name}").table_valued("value")
    return select(cast(ids.c.value, Integer))


def _give_names_back(session: Session, workspace_id: str, merge_id: int, row: Row[Any], holder: int) -> None:
    kept = select(CustomerRow.name).where(CustomerRow.workspace_id == workspace_id, CustomerRow.id == holder)
    session.execute(
        update(CustomerNameRow)
        .where(
            CustomerNameRow.workspace_id == workspace_id,
            CustomerNameRow.customer_id == holder,
            CustomerNameRow.id.in_(_moved_ids(session, merge_id, "names")),
            # Perhaps the other one goes by this name itself now.
            CustomerNameRow.name != kept.scalar_subquery(),
        )
        .values(customer_id=row.gone_id),
        execution_options=_UNSYNCHRONIZED,
    )
    key = customer_key(row.gone_name)
    own = update(CustomerNameRow).where(CustomerNameRow.workspace_id == workspace_id, CustomerNameRow.key == key)
    given = session.execute(
        own.values(customer_id=row.gone_id, name=row.gone_name).returning(CustomerNameRow.id),
        execution_options=_UNSYNCHRONIZED,
    )
    if given.first() is None:
        # Somebody removed the name from the other one meanwhile.
        session.execute(
            insert(CustomerNameRow).values(
                workspace_id=workspace_id, customer_id=row.gone_id, key=key, name=row.gone_name
            )
        )


def _move_goals(session: Session, workspace_id: str, gone_id: int, into_id: int) -> dict[str, list[int]]:
    """The goals that are about the other one now, and those that were about both."""
    theirs = select(GoalCustomerRow.goal_id).where(
        GoalCustomerRow.workspace_id == workspace_id, GoalCustomerRow.customer_id == into_id
    )
    ours = (GoalCustomerRow.workspace_id == workspace_id, GoalCustomerRow.customer_id == gone_id)
    already = set(session.execute(theirs).scalars())
    all_of_gone = set(session.execute(select(GoalCustomerRow.goal_id).where(*ours)).scalars())
    shared, alone = sorted(all_of_gone & already), sorted(all_of_gone - already)
    session.execute(
        delete(GoalCustomerRow).where(*ours, GoalCustomerRow.goal_id.in_(shared)), execution_options=_UNSYNCHRONIZED
    )
    session.execute(update(GoalCustomerRow).where(*ours).values(customer_id=into_id), execution_options=_UNSYNCHRONIZED)
    return {"goals": alone, "shared_goals": shared}


def _give_goals_back(session: Session, workspace_id: str, row: Row[Any], holder: int) -> None:
    still = (GoalCustomerRow.workspace_id == workspace_id, GoalCustomerRow.customer_id == holder)
    shared = list(
        session.execute(
            select(GoalCustomerRow.goal_id).where(*still, GoalCustomerRow.goal_id.in_(row.moved["shared_goals"]))
        ).scalars()
    )
    session.execute(
        update(GoalCustomerRow)
        .where(*still, GoalCustomerRow.goal_id.in_(row.moved["goals"]))
        .values(customer_id=row.gone_id),
        execution_options=_UNSYNCHRONIZED,
    )
    if shared:
        session.execute(
            insert(GoalCustomerRow),
            [{"workspace_id": workspace_id, "goal_id": goal_id, "customer_id": row.gone_id} for goal_id in shared],
        )


def _merge(session: Session, row: Row[Any]) -> Merge:
    into = by_id(session, row.workspace_id, row.into_id)
    if into is None:
        raise RuntimeError(f"the customer {row.into_id} that another was merged into is not there")
    return Merge(
        row.id, row.gone_id, row.gone_name, into.id, into.name, _sizes(row.moved), is_undone=row.undone_at is not None
    )


def _sizes(moved: dict[str, list[int]]) -> Holdings:
    goals = len(moved["goals"]) + len(moved["shared_goals"])
    return Holdings(len(moved["work_logs"]), len(moved["names"]), len(moved["channels"]), goals)
