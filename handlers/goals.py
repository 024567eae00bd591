"""`/goal`: lists, the form, the page of a goal, and agreeing to one."""

import re
from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.goal_agreement import (
    ProposalPlace,
    answer_message,
    change_message,
    kept_message,
    proposal_view,
    question_message,
    read_proposal,
)
from bot.blocks.goal_page import page_message
from bot.blocks.goals import activity_message, carried, help_message, list_message, receipt_message
from bot.blocks.ids import ActionId, ViewId
from bot.domain.deliveries import Message
from bot.domain.goal_line import parse_measurement_line
from bot.domain.goal_pages import ActivityFound, ProposalRefused
from bot.errors import PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import goal_agreement, goal_pages, goals
from bot.services.goal_agreement import GoalMessages
from handlers import goal_form
from handlers.measurements import measure
from handlers.messages_tab import is_on_home, show_in_messages_tab
from handlers.routes import Handler, Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.goals")

MESSAGES = GoalMessages(question_message, answer_message, change_message)

_NUMBER = re.compile(r"#?([0-9]{1,9})")
_NEW = re.compile(r"new\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_MOST_DIGITS = 9
"""Of an id: every number of so many digits fits into PostgreSQL's `integer` ("Numeric Types")."""


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.commands["/goal"] = partial(goal, reception=reception)
    actions: dict[ActionId, Handler] = {
        ActionId.GOAL_OPEN: partial(open_page, reception=reception),
        ActionId.GOAL_PAGE: partial(turn_children, reception=reception),
        ActionId.GOAL_LIST_PAGE: partial(turn_page, reception=reception),
        ActionId.GOAL_NEW: partial(open_new_form, reception=reception),
        ActionId.GOAL_UNDER: partial(open_under_form, reception=reception),
        ActionId.GOAL_EDIT: partial(open_edit_form, reception=reception),
        ActionId.GOAL_UNDO: partial(take_back, reception=reception),
        ActionId.GOAL_REDO: partial(put_back, reception=reception),
        ActionId.GOAL_CLOSE: partial(close, reception=reception),
        ActionId.GOAL_REOPEN: partial(reopen, reception=reception),
        ActionId.GOAL_ASK_FOR_RESULT: partial(ask_for_result, reception=reception),
        ActionId.GOAL_KEEP_ACTIVITY: partial(keep_activity, reception=reception),
        ActionId.GOAL_ACCEPT: partial(accept, reception=reception),
        ActionId.GOAL_PROPOSE: partial(open_proposal, reception=reception),
        ActionId.GOAL_KEEP_TERMS: partial(keep_terms, reception=reception),
    }
    for action_id, handler in actions.items():
        routes.actions[action_id] = handler
    routes.options[ActionId.GOAL_OWNER] = partial(goal_form.suggest_owners, reception=reception)
    routes.options[ActionId.GOAL_PARENT] = partial(goal_form.suggest_parents, reception=reception)
    routes.options[ActionId.GOAL_CUSTOMERS] = partial(goal_form.suggest_customers, reception=reception)
    routes.options[ActionId.GOAL_TAGS] = partial(goal_form.suggest_tags, reception=reception)
    routes.views[ViewId.GOAL_FORM] = partial(goal_form.submit, reception=reception, messages=MESSAGES)
    routes.views[ViewId.GOAL_PROPOSAL_FORM] = partial(propose, reception=reception)


async def goal(request: Request, *, reception: Reception) -> None:
    """`/goal`: a word or a number alone is the command, '12 = 4.4' a measurement, and anything else a goal."""
    typed = (request.body.get("text") or "").strip()
    number = _NUMBER.fullmatch(typed)
    if not typed or typed.casefold() == "list":
        await request.ack(**(await _list(request, 0, reception)).payload())
    elif typed.casefold() == "help":
        await request.ack(**help_message().payload())
    elif number:
        await request.ack(**(await _page(request, int(number[1]), 0, reception)).payload())
    elif typed.casefold() == "new":
        await goal_form.open_new(request, "", reception=reception)
    elif new := _NEW.fullmatch(typed):
        await goal_form.open_new(request, new[1].strip(), reception=reception)
    else:
        local = await reception.read(goal_pages.clock_of, request.asker, reception.now)
        measured = parse_measurement_line(typed, local)
        if measured is not None:
            await measure(request, measured, reception=reception)
        else:
            await _set_line(request, typed, reception)


async def open_page(request: Request, *, reception: Reception) -> None:
    """*Open*: the goal's page, in place of what it was pressed in where only the person sees that."""
    (goal_id,) = _numbers(request, 1)
    await _show(request, await _page(request, goal_id, 0, reception), reception)


async def turn_children(request: Request, *, reception: Reception) -> None:
    """*More below* and *Before* on a goal's page."""
    goal_id, child_page = _numbers(request, 2)
    await _show(request, await _page(request, goal_id, child_page, reception), reception)


async def turn_page(request: Request, *, reception: Reception) -> None:
    """*More* and *Before* under a list, and *All goals*."""
    (page,) = _numbers(request, 1)
    await _show(request, await _list(request, page, reception), reception)


async def open_new_form(request: Request, *, reception: Reception) -> None:
    """*New goal*."""
    await goal_form.open_new(request, "", reception=reception)


async def open_under_form(request: Request, *, reception: Reception) -> None:
    """*Set a goal under this one*."""
    (goal_id,) = _numbers(request, 1)
    await goal_form.open_under(request, goal_id, reception=reception)


async def open_edit_form(request: Request, *, reception: Reception) -> None:
    """*Edit*."""
    (goal_id,) = _numbers(request, 1)
    await goal_form.open_edit(request, goal_id, reception=reception)


async def take_back(request: Request, *, reception: Reception) -> None:
    """*Undo*."""
    (goal_id,) = _numbers(request, 1)
    receipt = await reception.write(goals.take_back, request.asker, goal_id, reception.now)
    await _replace(request, receipt_message(receipt), reception)


async def put_back(request: Request, *, reception: Reception) -> None:
    """*Redo*."""
    (goal_id,) = _numbers(request, 1)
    receipt = await reception.write(goals.put_back, request.asker, goal_id, reception.now, MESSAGES)
    await _replace(request, receipt_message(receipt), reception)


async def close(request: Request, *, reception: Reception) -> None:
    """*Close*."""
    (goal_id,) = _numbers(request, 1)
    receipt = await reception.write(goals.close, request.asker, goal_id, reception.now, MESSAGES)
    await _replace(request, receipt_message(receipt), reception)


async def reopen(request: Request, *, reception: Reception) -> None:
    """*Reopen*."""
    (goal_id,) = _numbers(request, 1)
    receipt = await reception.write(goals.reopen, request.asker, goal_id, reception.now, MESSAGES)
    await _replace(request, receipt_message(receipt), reception)


async def ask_for_result(request: Request, *, reception: Reception) -> None:
    """*Ask for the result instead*: the form with what was typed."""
    _, typed = carried(_value(request))
    await goal_form.open_new(request, typed, reception=reception, replaces=True)


async def keep_activity(request: Request, *, reception: Reception) -> None:
    """*Keep it as activity on purpose*: saved under the name of the command that it was typed in, so once."""
    name, typed = carried(_value(request))
    if not name or not typed:
        raise _unknown_button()
    set_it = partial(goals.set_line, keeps_activity=True)
    outcome = await reception.write(set_it, request.asker, typed, f"command:{name}"[:255], reception.now, MESSAGES)
    if isinstance(outcome, ActivityFound):
        raise TypeError("a goal that is kept on purpose was advised against")
    await _replace(request, receipt_message(outcome), reception)


async def accept(request: Request, *, reception: Reception) -> None:
    """*Accept*."""
    goal_id, times_asked = _numbers(request, 2)
    question = await reception.write(
        goal_agreement.accept, request.asker, goal_id, times_asked, reception.now, MESSAGES
    )
    await _replace(request, question_message(question), reception)


async def open_proposal(request: Request, *, reception: Reception) -> None:
    """*Propose a change*: a modal for the words; a question that was answered shows its answer instead."""
    goal_id, times_asked = _numbers(request, 2)
    question = await reception.read(goal_agreement.question_of, request.asker, goal_id, times_asked, reception.now)
    if not question.is_waiting:
        await _replace(request, question_message(question), reception)
        return
    place = ProposalPlace(goal_id, times_asked, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], proposal_view(question, place))
    await request.ack()


async def propose(request: Request, *, reception: Reception) -> None:
    """The words of a proposal."""
    view = request.body["view"]
    place = ProposalPlace.load(view["private_metadata"])
    words = read_proposal(view["state"])
    try:
        question = await reception.write(
            goal_agreement.propose, request.asker, place.goal, place.times_asked, words, reception.now, MESSAGES
        )
    except ProposalRefused as refused:
        await request.ack(response_action="errors", errors={ActionId.GOAL_PROPOSAL: field_error(refused)})
        return
    await request.ack()
    if place.response_url:
        await _respond(place.response_url, question_message(question), reception, replace=True)


async def keep_terms(request: Request, *, reception: Reception) -> None:
    """*Keep as it is*."""
    goal_id, times_asked = _numbers(request, 2)
    question = await reception.write(
        goal_agreement.keep_terms, request.asker, goal_id, times_asked, reception.now, MESSAGES
    )
    await _replace(request, kept_message(question), reception)


async def _set_line(request: Request, typed: str, reception: Reception) -> None:
    trigger = request.body["trigger_id"]
    outcome = await reception.write(goals.set_line, request.asker, typed, f"command:{trigger}", reception.now, MESSAGES)
    if isinstance(outcome, ActivityFound):
        await request.ack(**activity_message(outcome, trigger).payload())
    else:
        await request.ack(**receipt_message(outcome).payload())


async def _list(request: Request, page: int, reception: Reception) -> Message:
    return list_message(await reception.read(goal_pages.list_of, request.asker, page, reception.now))


async def _page(request: Request, goal_id: int, child_page: int, reception: Reception) -> Message:
    page = await reception.read(goal_pages.page_of, request.asker, goal_id, child_page, reception.now)
    return page_message(page)


async def _show(request: Request, message: Message, reception: Reception) -> None:
    """Shows something else in place of an ephemeral message; under one that stays, such as a question, of its own."""
    if is_on_home(request):
        await show_in_messages_tab(request, message, reception)
        await request.ack()
        return
    is_ephemeral = bool((request.body.get("container") or {}).get("is_ephemeral"))
    await request.ack()
    await _respond(request.body["response_url"], message, reception, replace=is_ephemeral)


async def _replace(request: Request, message: Message, reception: Reception) -> None:
    """Puts the message in place of the one whose button was pressed; the change is saved already.

    App Home is drawn anew by itself.
    """
    await request.ack()
    if not is_on_home(request):
        await _respond(request.body["response_url"], message, reception, replace=True)


async def _respond(response_url: str, message: Message, reception: Reception, *, replace: bool) -> None:
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))


def _numbers(request: Request, count: int) -> tuple[int, ...]:
    """So many numbers that can be ids, from a button's value, '12' or '12:1'; a value that isn't ours is refused."""
    parts = _value(request).split(":")
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= _MOST_DIGITS]
    if len(parts) != count or len(numbers) != count:
        raise _unknown_button()
    return tuple(numbers)


def _value(request: Request) -> str:
    return str(request.body["actions"][0].get("value") or "")


def _unknown_button() -> Refused:
    return Refused("That button isn't known here.", "`/goal` lists your goals.")
