"""Setting, changing, closing and taking back goals."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db import goal_changes
from bot.db import goals as goal_rows
from bot.domain.access import Action, allow
from bot.domain.customers import customer_key
from bot.domain.goal_activity import find_activity
from bot.domain.goal_line import parse_goal_line
from bot.domain.goal_pages import MAX_LINE, ActivityFound, GoalReceipt, GoalWish, Happened
from bot.domain.goal_rules import GoalRefused, check_goal, would_loop
from bot.domain.goals import Agreement, Goal, GoalDraft, GoalState, Owner, OwnerKind
from bot.domain.measurements import unknown_goal
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.work_logs import Customer
from bot.errors import Refused
from bot.services.acting import Asker, asking
from bot.services.goal_agreement import GoalMessages, queue_question, tell_setter_of_change, withdraw_question
from bot.services.goal_reach import (
    check_may_see,
    check_may_set,
    is_within,
    owner_of_person,
    owner_said,
    owner_with,
)

_TERMS = ("owner", "target", "due_on", "unit", "direction")
"""What somebody agrees to: they are asked again when one of these changes."""

MAX_CUSTOMERS = 20
"""Customers that one goal may be about."""


def set_line(
    session: Session,
    asker: Asker,
    typed: str,
    request: str,
    now: datetime,
    draw: GoalMessages,
    *,
    keeps_activity: bool = False,
) -> GoalReceipt | ActivityFound:
    """Sets one typed goal, unless it counts activity and isn't kept on purpose. `request` names the request.

    Raises `UnknownPerson`, or `Refused` with what would be right.
    """
    person = _colleague(session, asker)
    typed = storable(typed)
    before = _made_before(session, person, request)
    if before is not None:
        return _receipt(session, before, Happened.SET, person, now)
    draft = draft_of_line(session, person, typed, now)
    activity = find_activity(draft.title, draft.unit, draft.target, direction=draft.direction)
    if activity is not None and not keeps_activity:
        if len(typed) > MAX_LINE:
            raise Refused(
                f"{activity.reason} {activity.ask}", "Ask for that result; or use the form, `/goal new`, to keep it."
            )
        _check(session, person, draft, now)
        return ActivityFound(activity, typed)
    return _set(session, person, replace(draft, is_activity=activity is not None), request, now, draw)


def set_wish(
    session: Session, asker: Asker, wish: GoalWish, request: str, now: datetime, draw: GoalMessages
) -> GoalReceipt | ActivityFound:
    """Sets a goal from a form, unless it counts activity and isn't kept on purpose. Raises as `set_line`."""
    person = _colleague(session, asker)
    before = _made_before(session, person, request)
    if before is not None:
        return _receipt(session, before, Happened.SET, person, now)
    draft = _draft_of_wish(session, person, wish)
    activity = find_activity(draft.title, draft.unit, draft.target, direction=draft.direction)
    if activity is not None and not wish.keeps_activity:
        _check(session, person, draft, now)
        return ActivityFound(activity)
    return _set(session, person, replace(draft, is_activity=activity is not None), request, now, draw)


def change(
    session: Session, asker: Asker, goal_id: int, wish: GoalWish, now: datetime, draw: GoalMessages
) -> GoalReceipt | ActivityFound:
    """Replaces what a goal says. An owner who is somebody else is asked again when what they agree to changed."""
    person, goal = goal_to_set(session, asker, goal_id)
    if goal.state is GoalState.WITHDRAWN:
        raise Refused("That goal was taken back.", "Set a new one with `/goal new`.")
    draft = _draft_of_wish(session, person, wish)
    activity = find_activity(draft.title, draft.unit, draft.target, direction=draft.direction)
    if activity is not None and not wish.keeps_activity:
        _check(session, person, draft, now, goal)
        return ActivityFound(activity)
    draft = replace(draft, is_activity=activity is not None)
    _check(session, person, draft, now, goal)
    changed = goal_changes.change(session, goal, draft, person.id, now)
    if changed != goal:
        changed = _agree_anew(session, goal, changed, person, now, draw)
    return replace(_receipt(session, changed, Happened.CHANGED, person, now), before=goal)


def take_back(session: Session, asker: Asker, goal_id: int, now: datetime) -> GoalReceipt:
    """*Undo*: the goal was a mistake. A question that isn't sent yet is never sent. Raises `Refused`."""
    person, goal = goal_to_set(session, asker, goal_id)
    if goal.state is not GoalState.WITHDRAWN:
        if goal_rows.children_of(session, person.workspace_id, goal.id):
            raise Refused("Other goals serve this one.", "Take those back first, or *Close* this one.")
        goal = goal_changes.set_state(session, goal, GoalState.WITHDRAWN, person.id, now)
        withdraw_question(session, goal, now)
    return _receipt(session, goal, Happened.TAKEN_BACK, person, now)


def put_back(session: Session, asker: Asker, goal_id: int, now: datetime, draw: GoalMessages) -> GoalReceipt:
    """*Redo*: the goal is wanted after all. Raises `Refused`."""
    person, goal = goal_to_set(session, asker, goal_id)
    if goal.state is GoalState.WITHDRAWN:
        _check_parent(session, person, goal.draft(), goal)
        goal = goal_changes.set_state(session, goal, GoalState.OPEN, person.id, now)
        if goal.agreement is Agreement.ASKED:
            queue_question(session, goal, person, now, draw)
    return _receipt(session, goal, Happened.PUT_BACK, person, now)


def close(session: Session, asker: Asker, goal_id: int, now: datetime, draw: GoalMessages) -> GoalReceipt:
    """The goal is over, reached or not. Raises `Refused`."""
    return _open_or_close(session, asker, goal_id, GoalState.CLOSED, now, draw)


def reopen(session: Session, asker: Asker, goal_id: int, now: datetime, draw: GoalMessages) -> GoalReceipt:
    """The goal goes on. Raises `Refused`."""
    return _open_or_close(session, asker, goal_id, GoalState.OPEN, now, draw)


def goal_to_see(session: Session, asker: Asker, goal_id: int) -> tuple[Person, Goal]:
    """A goal of this workspace that the person may see. Raises `Refused` or `Denied`."""
    person = _colleague(session, asker)
    goal = goal_rows.by_id(session, person.workspace_id, goal_id)
    if goal is None:
        raise unknown_goal(goal_id)
    check_may_see(session, person, goal)
    return person, goal


def goal_to_set(session: Session, asker: Asker, goal_id: int) -> tuple[Person, Goal]:
    """A goal of this workspace that the person may change. Raises `Refused` or `Denied`."""
    person, goal = goal_to_see(session, asker, goal_id)
    check_may_set(session, person, goal.owner, goal_id)
    return person, goal


def draft_to_fill(session: Session, asker: Asker, typed: str, now: datetime) -> tuple[GoalDraft, Goal | None]:
    """What a typed line asks for, and the goal that it would serve, for a form. Raises `Refused`."""
    person = _colleague(session, asker)
    draft = draft_of_line(session, person, storable(typed), now)
    parent = goal_rows.by_id(session, person.workspace_id, draft.parent_id) if draft.parent_id else None
    if parent is not None:
        check_may_see(session, person, parent)
    return draft, parent


def draft_of_line(session: Session, person: Person, typed: str, now: datetime) -> GoalDraft:
    """What a typed line asks for, its owner, parent and customers looked up. Raises `Refused`."""
    here = person.workspace_id
    line = parse_goal_line(typed, person.local(now))
    owner: Owner | None = owner_of_person(person)
    customers = list(line.customers)
    if line.for_words or line.for_slack_id:
        owner = owner_said(session, person, line.for_words or "", line.for_slack_id)
        if owner is None:
            customers.append(line.for_words or "")
            line = line.without_owner()
            owner = owner_of_person(person)
    return GoalDraft(
        title=line.title,
        owner=owner or owner_of_person(person),
        unit=line.unit,
        direction=line.direction,
        baseline=line.baseline,
        target=line.target,
        starts_on=line.starts_on,
        due_on=line.due_on,
        parent_id=line.parent_id,
        why=line.why,
        customers=_customers_named(session, here, customers),
        tags=line.tags,
    )


def _colleague(session: Session, asker: Asker) -> Person:
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    return person


def _customers_named(session: Session, workspace_id: str, names: list[str]) -> tuple[Customer, ...]:
    """The known customers among the names, each once: a goal makes no customer known."""
    keys = [key for key in map(customer_key, names) if key]
    known = customer_rows.by_keys(session, workspace_id, keys) if keys else {}
    found = {customer.id: customer for customer in known.values()}
    return tuple(sorted(found.values(), key=lambda customer: (customer.name, customer.id)))


def _draft_of_wish(session: Session, person: Person, wish: GoalWish) -> GoalDraft:
    here = person.workspace_id
    if len(wish.customer_ids) > MAX_CUSTOMERS:
        raise Refused(f"A goal is about {MAX_CUSTOMERS} customers at most.", "Choose the ones that matter most.")
    customers = [customer_rows.by_id(session, here, customer_id) for customer_id in dict.fromkeys(wish.customer_ids)]
    known = [customer for customer in customers if customer is not None]
    if len(known) < len(customers):
        raise Refused("A customer that you chose isn't known any more.", "Choose another.")
    return GoalDraft(
        title=wish.title,
        owner=owner_with(session, here, wish.owner_kind, wish.owner_id),
        unit=wish.unit,
        direction=wish.direction,
        baseline=wish.baseline,
        target=wish.target,
        starts_on=wish.starts_on,
        due_on=wish.due_on,
        parent_id=wish.parent_id,
        why=wish.why,
        customers=tuple(sorted(known, key=lambda customer: (customer.name, customer.id))),
        tags=wish.tags,
    )


def _set(
    session: Session, person: Person, draft: GoalDraft, request: str, now: datetime, draw: GoalMessages
) -> GoalReceipt:
    _check(session, person, draft, now)
    asks = draft.owner.kind is OwnerKind.PERSON and draft.owner.id != person.id
    agreement = Agreement.ASKED if asks else Agreement.NOT_NEEDED
    goal = goal_changes.add(session, person.workspace_id, person.id, draft, agreement, request, now)
    if goal is None:
        goal = _made_before(session, person, request)
        if goal is None:
            raise RuntimeError("a goal was neither added nor there")
    elif asks:
        queue_question(session, goal, person, now, draw)
    return _receipt(session, goal, Happened.SET, person, now)


def _check(session: Session, person: Person, draft: GoalDraft, now: datetime, goal: Goal | None = None) -> None:
    """Raises `Denied` or `GoalRefused` for what the person may not set, and for what no goal can be."""
    goal_id = goal.id if goal else None
    check_may_set(session, person, draft.owner, goal_id)
    today = person.local(now).date()
    if goal is not None and draft.due_on == goal.due_on:
        # A goal that is overdue may be worded anew without a new date.
        today = min(today, goal.due_on)
    check_goal(draft, today)
    _check_parent(session, person, draft, goal)
    if goal is not None and draft.owner != goal.owner:
        _check_children(session, draft, goal)


def _check_parent(session: Session, person: Person, draft: GoalDraft, goal: Goal | None) -> None:
    if draft.parent_id is None:
        return
    here = person.workspace_id
    goal_changes.lock_cascade(session, here)
    parent = goal_rows.by_id(session, here, draft.parent_id)
    is_kept = goal is not None and goal.parent_id == draft.parent_id and goal.state is not GoalState.WITHDRAWN
    if parent is None or parent.state is GoalState.WITHDRAWN or (parent.state is GoalState.CLOSED and not is_kept):
        raise GoalRefused("parent", f"There is no open goal {draft.parent_id} here.", "Choose one that is open.")
    if not is_kept:
        check_may_see(session, person, parent)
    if goal is not None:
        above = [parent, *goal_rows.parents_of(session, here, parent.id)]
        if would_loop(goal.id, parent.id, {one.id: one.parent_id for one in above}):
            raise GoalRefused(
                "parent",
                f"Goal {parent.id} serves goal {goal.id} already, so that they would serve each other.",
                "Choose a goal that doesn't stand below this one.",
            )
    if not is_within(session, here, draft.owner, parent.owner):
        raise GoalRefused("parent", *_outside(draft.owner, parent))


def _check_children(session: Session, draft: GoalDraft, goal: Goal) -> None:
    """A goal that goes to another owner keeps its children only where their owners are within that one's reach."""
    for child in goal_rows.children_of(session, goal.workspace_id, goal.id):
        if not is_within(session, goal.workspace_id, child.owner, draft.owner):
            raise Refused(
                f"Goal {child.id} of {child.owner.name} serves this one, outside the reach of {draft.owner.name}.",
                f"Give goal {child.id} another parent first.",
            )


def _outside(owner: Owner, parent: Goal) -> tuple[str, str]:
    """What is wrong with a parent in whose reach the owner isn't, and who is."""
    above = parent.owner
    within = (
        f"{above.name}, the teams under it and their members"
        if above.kind is OwnerKind.TEAM
        else f"{above.name}, those who report to them and the teams they lead"
    )
    whose = "The organisation's goals serve" if owner.kind is OwnerKind.ORGANISATION else f"{owner.name} can't serve"
    problem = (
        f"{whose} no goal of {above.name}."
        if owner.kind is OwnerKind.ORGANISATION
        else f"{whose} goal {parent.id}, which is {above.name}'s."
    )
    return problem, f"Goals of {within} can; the organisation's goals take everybody's."


def _agree_anew(
    session: Session, before: Goal, changed: Goal, person: Person, now: datetime, draw: GoalMessages
) -> Goal:
    """Asks the owner when the goal is theirs now, or when what they were asked to agree to has changed."""
    owner = changed.owner
    if owner.kind is not OwnerKind.PERSON or owner.id == person.id:
        if owner == before.owner and owner.id == person.id and before.agreement is not Agreement.NOT_NEEDED:
            return _changed_by_owner(session, before, changed, now, draw)
        withdraw_question(session, before, now)
        return goal_changes.ask_nobody(session, changed, person.id, now)
    is_same = all(getattr(before, term) == getattr(changed, term) for term in _TERMS)
    if is_same and changed.agreement is not Agreement.CHANGE_PROPOSED:
        return changed
    withdraw_question(session, before, now)
    asked = goal_changes.ask(session, changed, person.id, now)
    queue_question(session, asked, person, now, draw)
    return asked


def _changed_by_owner(session: Session, before: Goal, changed: Goal, now: datetime, draw: GoalMessages) -> Goal:
    """The owner of a goal that was set for them changed it: who set it is told, and nobody has to be asked."""
    if all(getattr(before, term) == getattr(changed, term) for term in _TERMS):
        return changed
    withdraw_question(session, before, now)
    agreed = goal_changes.agree_to_own(session, changed, now)
    tell_setter_of_change(session, agreed, now, draw)
    return agreed


def _open_or_close(
    session: Session, asker: Asker, goal_id: int, state: GoalState, now: datetime, draw: GoalMessages
) -> GoalReceipt:
    person, goal = goal_to_set(session, asker, goal_id)
    if goal.state is GoalState.WITHDRAWN:
        raise Refused("That goal was taken back.", "Set a new one with `/goal new`.")
    if goal.state is not state:
        goal = goal_changes.set_state(session, goal, state, person.id, now)
        if goal.agreement is Agreement.ASKED and state is GoalState.OPEN:
            queue_question(session, goal, person, now, draw)
        else:
            withdraw_question(session, goal, now)
    happened = Happened.CLOSED if state is GoalState.CLOSED else Happened.REOPENED
    return _receipt(session, goal, happened, person, now)


def _made_before(session: Session, person: Person, request: str) -> Goal | None:
    """The goal that this request of this person made; a request that was somebody else's is refused."""
    goal = goal_rows.by_origin(session, person.workspace_id, request)
    if goal is not None and goal.set_by != person.id:
        raise Refused("That was somebody else's request.", "Type your goal again.")
    return goal


def _receipt(session: Session, goal: Goal, happened: Happened, person: Person, now: datetime) -> GoalReceipt:
    parent = goal_rows.by_id(session, person.workspace_id, goal.parent_id) if goal.parent_id else None
    return GoalReceipt(goal, happened, person.local(now).date(), parent)
