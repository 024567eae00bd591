"""The form for a goal: opening it, its menus, and what it says when it is sent."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog

from bot.blocks.failures import field_error
from bot.blocks.goal_form import (
    FilledGoal,
    GoalPlace,
    customer_options,
    filled_with,
    goal_view,
    id_chosen,
    owner_chosen,
    owner_option,
    owner_options,
    parent_option,
    parent_options,
    read_goal_form,
    tag_options,
)
from bot.blocks.goals import receipt_message
from bot.blocks.ids import ActionId
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.goal_activity import Activity, find_activity
from bot.domain.goal_pages import ActivityFound, GoalReceipt, GoalWish
from bot.domain.goal_rules import GoalField, GoalRefused
from bot.domain.message_text import typed_text
from bot.domain.numbers import in_unit, read_value, tidy_unit
from bot.domain.summary_parts import tag_from
from bot.errors import PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import customers, goal_pages, goal_reach, goals, work_logs
from bot.services.goal_agreement import GoalMessages
from handlers.routes import Request

T = TypeVar("T")

_log = structlog.stdlib.get_logger("praiseworthy.goals")

MOST_OPTIONS = 50
"""Options that a menu offers; typing narrows them."""

_FIELDS: dict[GoalField, ActionId] = {
    "title": ActionId.GOAL_TITLE,
    "unit": ActionId.GOAL_UNIT,
    "baseline": ActionId.GOAL_BASELINE,
    "target": ActionId.GOAL_TARGET,
    "direction": ActionId.GOAL_DIRECTION,
    "starts_on": ActionId.GOAL_STARTS,
    "due_on": ActionId.GOAL_DUE,
    "why": ActionId.GOAL_WHY,
    "tags": ActionId.GOAL_TAGS,
    "parent": ActionId.GOAL_PARENT,
}


async def open_new(request: Request, typed: str, *, reception: Reception, replaces: bool = False) -> None:
    """The form with what a line says; a line that can't be read stands where the result is asked for."""
    today, me = await reception.read(goal_pages.today_of, request.asker, reception.now)
    filled = FilledGoal(title=typed_text(typed), owner=owner_option(me), starts_on=today)
    if typed:
        try:
            draft, parent = await reception.read(goals.draft_to_fill, request.asker, typed, reception.now)
            filled = filled_with(draft, parent)
        except Refused:
            _log.info("a line for the form was not read whole")
    await _open(request, filled, GoalPlace(None, request.body.get("response_url"), replaces), reception)


async def open_under(request: Request, goal_id: int, *, reception: Reception) -> None:
    """The form for a goal that serves this one."""
    today, me = await reception.read(goal_pages.today_of, request.asker, reception.now)
    parent = await reception.read(goal_pages.parent_for_new, request.asker, goal_id)
    due = parent.due_on if parent.due_on >= today else None
    filled = FilledGoal(
        owner=owner_option(me), unit=parent.unit, starts_on=today, due_on=due, parent=parent_option(parent)
    )
    await _open(request, filled, GoalPlace(None, request.body.get("response_url")), reception)


async def open_edit(request: Request, goal_id: int, *, reception: Reception) -> None:
    """The form with what a goal says."""
    goal, parent = await reception.read(goal_pages.goal_to_edit, request.asker, goal_id)
    filled = filled_with(goal.draft(), parent)
    place = GoalPlace(goal.id, request.body.get("response_url"), replaces=True)
    advice = find_activity(goal.title, goal.unit, goal.target, direction=goal.direction) if goal.is_activity else None
    await _open(request, filled, place, reception, advice)


async def submit(request: Request, *, reception: Reception, messages: GoalMessages) -> None:
    """The form: checked, saved once, closed; then the reply where it came from.

    A goal that counts activity isn't saved: the form says so above the fields, which keep what was typed.
    """
    view = request.body["view"]
    place = GoalPlace.load(view["private_metadata"])
    filled = read_goal_form(view["state"])
    wish, errors = wish_of(filled)
    if wish is None:
        await request.ack(response_action="errors", errors=errors)
        return
    try:
        if place.goal is not None:
            outcome = await reception.write(goals.change, request.asker, place.goal, wish, reception.now, messages)
        else:
            name = f"view:{view['id']}"
            outcome = await reception.write(goals.set_wish, request.asker, wish, name, reception.now, messages)
    except GoalRefused as refused:
        await request.ack(response_action="errors", errors={_FIELDS[refused.field]: field_error(refused)})
        return
    if isinstance(outcome, ActivityFound):
        was_advised = ActionId.GOAL_ON_PURPOSE in view["state"].get("values", {})
        await _advise(request, filled, place, outcome.activity, was_advised=was_advised)
        return
    await request.ack()
    await _reply(place, outcome, reception)


async def suggest_owners(request: Request, *, reception: Reception) -> None:
    """Whom the person may set a goal for."""
    owners = await reception.read(goal_reach.owners_to_choose, request.asker, _typed(request), MOST_OPTIONS)
    await request.ack(option_groups=owner_options(owners))


async def suggest_parents(request: Request, *, reception: Reception) -> None:
    """Goals whose reach contains the owner that is chosen so far."""
    view = request.body.get("view") or {}
    owner = owner_chosen(read_goal_form(view.get("state") or {}).owner)
    this = GoalPlace.load(view.get("private_metadata") or "").goal or 0
    fitting = await reception.read(
        goal_pages.parents_to_choose, request.asker, owner, _typed(request), this, MOST_OPTIONS
    )
    await request.ack(option_groups=parent_options(fitting))


async def suggest_customers(request: Request, *, reception: Reception) -> None:
    """Known customers, recent ones first."""
    words = _typed(request)[:MAX_CUSTOMER_NAME]
    recent, others, _ = await reception.read(customers.customers_to_choose, request.asker, words, MOST_OPTIONS)
    await request.ack(option_groups=customer_options(recent, others))


async def suggest_tags(request: Request, *, reception: Reception) -> None:
    """Recent tags; what was typed can be a new one, several words joined to one."""
    typed = "-".join(_typed(request).split())
    recent = await reception.read(work_logs.recent_of, request.asker)
    fitting = [tag for tag in recent.tags if typed.casefold().lstrip("#") in tag]
    await request.ack(option_groups=tag_options(fitting, tag_from(typed)))


def wish_of(filled: FilledGoal) -> tuple[GoalWish | None, dict[str, str]]:
    """What the form asks for, or what is wrong with which field."""
    errors: dict[str, str] = {}

    def checked(field: ActionId, check: Callable[[], T]) -> T | None:
        try:
            return check()
        except Refused as refused:
            errors[field] = field_error(refused)
            return None

    unit = checked(ActionId.GOAL_UNIT, lambda: tidy_unit(filled.unit)) if filled.unit else ""
    target = checked(ActionId.GOAL_TARGET, lambda: read_value(filled.target))
    unit = unit or (target.unit if target else "")
    baseline = checked(ActionId.GOAL_BASELINE, lambda: read_value(filled.baseline)) if filled.baseline else None
    unit = unit or (baseline.unit if baseline else "")
    owner = owner_chosen(filled.owner)
    if owner is None:
        errors[ActionId.GOAL_OWNER] = "Choose whom it is for."
    if filled.parent is not None and id_chosen(filled.parent) is None:
        errors[ActionId.GOAL_PARENT] = "Choose a goal from the list."
    if filled.starts_on is None:
        errors[ActionId.GOAL_STARTS] = "Choose the day."
    if filled.due_on is None:
        errors[ActionId.GOAL_DUE] = "Choose the day."
    to = checked(ActionId.GOAL_TARGET, lambda: in_unit(target.value, target.unit, unit)) if target else None
    start = checked(ActionId.GOAL_BASELINE, lambda: in_unit(baseline.value, baseline.unit, unit)) if baseline else None
    if errors or owner is None or to is None or filled.starts_on is None or filled.due_on is None:
        return None, errors
    customer_ids = [id_chosen(option) for option in filled.customers]
    return (
        GoalWish(
            title=filled.title,
            owner_kind=owner[0],
            owner_id=owner[1],
            unit=unit,
            direction=filled.direction,
            baseline=start,
            target=to,
            starts_on=filled.starts_on,
            due_on=filled.due_on,
            parent_id=id_chosen(filled.parent),
            why=filled.why,
            customer_ids=tuple(number for number in customer_ids if number is not None),
            tags=filled.tags,
            keeps_activity=filled.keeps_activity,
        ),
        {},
    )


async def _advise(
    request: Request, filled: FilledGoal, place: GoalPlace, activity: Activity, *, was_advised: bool
) -> None:
    if was_advised:
        words = f"{activity.reason} {activity.ask}"
        await request.ack(response_action="errors", errors={ActionId.GOAL_TITLE: words})
    else:
        await request.ack(response_action="update", view=goal_view(filled, place, activity))


async def _reply(place: GoalPlace, receipt: GoalReceipt, reception: Reception) -> None:
    # The goal is saved and the form closed: a reply that fails now must not look like a failure to save.
    if not place.response_url:
        return
    try:
        await reception.messenger.respond(place.response_url, receipt_message(receipt), replace=place.replaces)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", goal=receipt.goal.id, reason=str(unsaid))


async def _open(
    request: Request, filled: FilledGoal, place: GoalPlace, reception: Reception, advice: Activity | None = None
) -> None:
    view: dict[str, Any] = goal_view(filled, place, advice)
    await reception.messenger.open_view(request.body["trigger_id"], view)
    await request.ack()


def _typed(request: Request) -> str:
    return (request.body.get("value") or "").strip()
