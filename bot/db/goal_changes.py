"""Goals: what is written of them, and the history that every change leaves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.db.goals import GoalChangeRow, GoalCustomerRow, GoalRow, by_id
from bot.db.people import PersonRow, WorkspaceRow
from bot.db.statements import InsertUnlessThere
from bot.db.touched import touch_above, touch_goal, touch_home
from bot.domain.goals import Agreement, Goal, GoalChange, GoalDraft, GoalState, OwnerKind, stated
from bot.domain.work_logs import Customer

_ADD = InsertUnlessThere(GoalRow.__table__, ["workspace_id", "origin_key"], leaving_out=["changed_at"])
_ADD_CUSTOMER = InsertUnlessThere(GoalCustomerRow.__table__, ["goal_id", "customer_id"])


def add(
    session: Session,
    workspace_id: str,
    set_by: int,
    draft: GoalDraft,
    agreement: Agreement,
    origin_key: str,
    now: dt.datetime,
) -> Goal | None:
    """Inserts an open goal; None when the same request (`origin_key`) made one before."""
    times_asked = int(agreement is Agreement.ASKED)
    goal_id = _ADD.run(
        session,
        {
            **_content(draft),
            "workspace_id": workspace_id,
            "state": GoalState.OPEN.value,
            "agreement": agreement.value,
            "proposal": "",
            "times_asked": times_asked,
            "set_by_id": set_by,
            "origin_key": origin_key,
            "created_at": now,
        },
    )
    if goal_id is None:
        return None
    _add_customers(session, workspace_id, goal_id, draft.customers)
    touch_goal(session, workspace_id, goal_id)
    return by_id(session, workspace_id, goal_id)


def change(session: Session, goal: Goal, draft: GoalDraft, by: int, now: dt.datetime) -> Goal:
    """Replaces what a goal says, and keeps what it said before; returns it as it is now."""
    changed = replace(goal, **{part.name: getattr(draft, part.name) for part in fields(GoalDraft)})
    if changed == goal:
        return goal
    if changed.customers != goal.customers:
        session.execute(
            delete(GoalCustomerRow).where(
                GoalCustomerRow.workspace_id == goal.workspace_id, GoalCustomerRow.goal_id == goal.id
            )
        )
        _add_customers(session, goal.workspace_id, goal.id, draft.customers)
    _update(session, goal, now, **_content(draft))
    _keep(session, goal, changed, by, now)
    return changed


def set_state(session: Session, goal: Goal, state: GoalState, by: int, now: dt.datetime) -> Goal:
    """Opens, closes or withdraws a goal; returns it as it is now."""
    changed = replace(goal, state=state)
    _update(session, goal, now, state=state.value)
    _keep(session, goal, changed, by, now)
    return changed


def ask(session: Session, goal: Goal, by: int, now: dt.datetime) -> Goal:
    """Notes that the owner is asked (again) to agree; an answer to an earlier question does not count any more."""
    changed = replace(goal, agreement=Agreement.ASKED, proposal="", times_asked=goal.times_asked + 1)
    _update(session, goal, now, agreement=changed.agreement.value, proposal="", times_asked=changed.times_asked)
    _keep(session, goal, changed, by, now)
    return changed


def agree_to_own(session: Session, goal: Goal, now: dt.datetime) -> Goal:
    """Notes that the owner changed the goal, which is agreeing to it; answers to an earlier question are void."""
    owner_id = goal.owner.id or 0
    changed = replace(goal, agreement=Agreement.ACCEPTED, proposal="", times_asked=goal.times_asked + 1)
    _update(session, goal, now, agreement=changed.agreement.value, proposal="", times_asked=changed.times_asked)
    _keep(session, goal, changed, owner_id, now)
    return changed


def ask_nobody(session: Session, goal: Goal, by: int, now: dt.datetime) -> Goal:
    """Notes that nobody has to agree (any more)."""
    changed = replace(goal, agreement=Agreement.NOT_NEEDED, proposal="")
    _update(session, goal, now, agreement=changed.agreement.value, proposal="")
    _keep(session, goal, changed, by, now)
    return changed


def answer(session: Session, goal: Goal, agreement: Agreement, proposal: str, by: int, now: dt.datetime) -> Goal | None:
    """Notes the owner's answer to question `goal.times_asked`; None when it was answered or asked anew."""
    answered = session.execute(
        _this(goal)
        .where(GoalRow.agreement == Agreement.ASKED.value, GoalRow.times_asked == goal.times_asked)
        .values(agreement=agreement.value, proposal=proposal, changed_at=now)
        .returning(GoalRow.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if answered is None:
        return None
    changed = replace(goal, agreement=agreement, proposal=proposal)
    _keep(session, goal, changed, by, now)
    return changed


def lock_cascade(session: Session, workspace_id: str) -> None:
    """Holds back others who change which goal serves which, until this transaction ends.

    Two of them at once could close a loop that neither sees. Rows that refer to the workspace are still added meanwhile
    (PostgreSQL: "Row-Level Locks"). SQLite has a single writer and leaves `FOR UPDATE` out.
    """
    session.execute(select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id).with_for_update(key_share=True))


def changes_of(session: Session, workspace_id: str, goal_id: int, most: int) -> list[GoalChange]:
    """What was changed of a goal, latest first; at most `most`."""
    rows = session.execute(
        select(GoalChangeRow, PersonRow.name)
        .join(
            PersonRow,
            (PersonRow.id == GoalChangeRow.changed_by_id) & (PersonRow.workspace_id == GoalChangeRow.workspace_id),
        )
        .where(GoalChangeRow.workspace_id == workspace_id, GoalChangeRow.goal_id == goal_id)
        .order_by(GoalChangeRow.id.desc())
        .limit(most)
    )
    return [GoalChange(goal_id, row.changed_by_id, name, row.before, row.at) for row, name in rows]


def asked_last_by(session: Session, goal: Goal) -> int | None:
    """The id of who asked the owner to agree last, when that was after the goal was set; None otherwise."""
    rows = session.execute(
        select(GoalChangeRow.changed_by_id, GoalChangeRow.before)
        .where(GoalChangeRow.workspace_id == goal.workspace_id, GoalChangeRow.goal_id == goal.id)
        .order_by(GoalChangeRow.id.desc())
    )
    return next(
        (row.changed_by_id for row in rows if "times_asked" in row.before and row.changed_by_id != goal.owner.id), None
    )


def _content(draft: GoalDraft) -> dict[str, Any]:
    """What a draft says, under the columns' names."""
    owner = draft.owner
    return {
        "title": draft.title,
        "owner_kind": owner.kind.value,
        "owner_person_id": owner.id if owner.kind is OwnerKind.PERSON else None,
        "owner_team_id": owner.id if owner.kind is OwnerKind.TEAM else None,
        "unit": draft.unit,
        "direction": draft.direction.value,
        "baseline": draft.baseline,
        "target": draft.target,
        "starts_on": draft.starts_on,
        "due_on": draft.due_on,
        "parent_id": draft.parent_id,
        "why": draft.why,
        "tags": list(draft.tags),
        "is_activity": draft.is_activity,
    }


def _add_customers(session: Session, workspace_id: str, goal_id: int, customers: Iterable[Customer]) -> None:
    for customer in customers:
        _ADD_CUSTOMER.run(session, {"workspace_id": workspace_id, "goal_id": goal_id, "customer_id": customer.id})


def _keep(session: Session, before: Goal, after: Goal, by: int, now: dt.datetime) -> None:
    touch_goal(session, before.workspace_id, before.id)
    # Who set it is told on Home what its owner answers.
    touch_home(session, before.workspace_id, before.set_by)
    if before.owner != after.owner and before.owner.kind is OwnerKind.PERSON and before.owner.id is not None:
        touch_above(session, before.workspace_id, before.owner.id)
    was, is_now = stated(before), stated(after)
    changed = {name: value for name, value in was.items() if value != is_now[name]}
    if changed:
        session.execute(
            insert(GoalChangeRow).values(
                workspace_id=before.workspace_id, goal_id=before.id, changed_by_id=by, before=changed, at=now
            )
        )


def _this(goal: Goal) -> Update:
    return update(GoalRow).where(GoalRow.workspace_id == goal.workspace_id, GoalRow.id == goal.id)


def _update(session: Session, goal: Goal, now: dt.datetime, **values: Any) -> None:
    session.execute(_this(goal).values(**values, changed_at=now), execution_options={"synchronize_session": False})
