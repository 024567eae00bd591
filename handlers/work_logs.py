"""`/logwork`, 'Log as work', the buttons under an entry, the lists and the form."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ShortcutId, ViewId
from bot.blocks.work_log_form import (
    FilledForm,
    FormPlace,
    FormValues,
    colleague_options,
    customer_options,
    form_view,
    read_form,
    tag_options,
    time_kept,
    values_of,
    with_mentions,
)
from bot.blocks.work_logs import ListPlace, help_message, list_message, receipt_message
from bot.domain.customers import MAX_CUSTOMER_NAME, customer_key
from bot.domain.deliveries import Message
from bot.domain.durations import parse_duration
from bot.domain.message_text import excerpt, people_in, storable
from bot.domain.record_ids import read_id
from bot.domain.summary_parts import links_in, references_in, tag_from
from bot.domain.work_log_line import WorkLogDraft
from bot.domain.work_logs import MAX_SUMMARY, Origin, Source, WorkLogReceipt
from bot.errors import DayRefused, MinutesRefused, PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import customers, people, work_logs
from bot.services.acting import Asker
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.work_logs")

MOST_OPTIONS = 50
"""Options that a menu offers in each group; typing narrows them."""

PERMALINK_SECONDS = 1.0
"""What the message's address may take of the three seconds that a trigger lives; the form opens without it then."""


def register(routes: Routes, *, reception: Reception, reaction: str) -> None:
    """Enters this subject's handlers."""
    routes.commands["/logwork"] = partial(logwork, reception=reception, reaction=reaction)
    routes.shortcuts[ShortcutId.LOG_AS_WORK] = partial(log_as_work, reception=reception)
    routes.actions[ActionId.MINUTES] = partial(set_minutes, reception=reception)
    routes.actions[ActionId.UNDO] = partial(undo, reception=reception)
    routes.actions[ActionId.REDO] = partial(redo, reception=reception)
    routes.actions[ActionId.EDIT] = partial(edit, reception=reception)
    routes.actions[ActionId.CUSTOMER_MEANT] = partial(choose_customer, reception=reception)
    routes.actions[ActionId.LIST_MENU] = partial(choose_in_list, reception=reception)
    routes.actions[ActionId.LIST_PAGE] = partial(turn_page, reception=reception)
    routes.actions[ActionId.OPEN_FORM] = partial(open_form, reception=reception)
    routes.options[ActionId.CUSTOMER] = partial(suggest_customers, reception=reception)
    routes.options[ActionId.HELPED] = partial(suggest_colleagues, reception=reception)
    routes.options[ActionId.TAGS] = partial(suggest_tags, reception=reception)
    routes.views[ViewId.WORK_LOG_FORM] = partial(submit_form, reception=reception)


async def logwork(request: Request, *, reception: Reception, reaction: str) -> None:
    """`/logwork`: a line that is only one of the words is the command, anything longer is work."""
    typed = request.body.get("text") or ""
    name = f"command:{request.body['trigger_id']}"
    match typed.strip().casefold():
        case "":
            place = FormPlace(response_url=request.body.get("response_url"))
            await _open_empty_form(request, place, reception)
            await request.ack()
        case "help":
            await request.ack(**help_message(reaction).payload())
        case "today" | "week" as period:
            listed = await _list(request.asker, ListPlace(period), reception)
            await request.ack(**listed.payload())
        case "again":
            receipt = await reception.write(work_logs.log_again, request.asker, name, reception.now)
            await request.ack(**receipt_message(receipt).payload())
        case _:
            receipt = await reception.write(work_logs.log_line, request.asker, typed, name, reception.now)
            await request.ack(**receipt_message(receipt).payload())


async def log_as_work(request: Request, *, reception: Reception) -> None:
    """The message shortcut: the form with the author, the start of the text and the message's address."""
    message = request.body["message"]
    channel = request.body["channel"]["id"]
    author = message.get("user")
    helped = (author,) if author and author != request.asker.slack_id and not message.get("bot_id") else ()
    mentioned = [*helped, *people_in(message.get("text") or "")]
    today, names, permalink = await asyncio.gather(
        reception.read(work_logs.today_of, request.asker, reception.now),
        reception.store.read(people.names_of, request.asker.workspace_id, mentioned),
        _permalink(channel, message["ts"], reception),
    )
    values = FormValues(on=today, summary=excerpt(message.get("text") or "", names), helped=helped)
    place = FormPlace(response_url=request.body.get("response_url"), permalink=permalink)
    await reception.messenger.open_view(request.body["trigger_id"], form_view(values, place, names))
    await request.ack()


async def open_form(request: Request, *, reception: Reception) -> None:
    """'Log work' on App Home."""
    await _open_empty_form(request, FormPlace(), reception)
    await request.ack()


async def set_minutes(request: Request, *, reception: Reception) -> None:
    """5 / 15 / 30 / 60 min."""
    entry_id, minutes = _numbers(request, 2)
    receipt = await reception.write(work_logs.set_minutes, request.asker, entry_id, minutes, reception.now)
    await _replace_with(receipt, request, reception)


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo*."""
    (entry_id,) = _numbers(request, 1)
    receipt = await reception.write(work_logs.undo, request.asker, entry_id, reception.now)
    await _replace_with(receipt, request, reception)


async def redo(request: Request, *, reception: Reception) -> None:
    """*Redo*, under an entry or in a list."""
    (entry_id,) = _numbers(request, 1)
    receipt = await reception.write(work_logs.redo, request.asker, entry_id, reception.now)
    place = ListPlace.parse(request.body["actions"][0].get("block_id", "").removeprefix("undone/"))
    if place:
        await _replace(request, await _list(request.asker, place, reception), reception)
    else:
        await _replace_with(receipt, request, reception)


async def choose_customer(request: Request, *, reception: Reception) -> None:
    """*Did you mean …?*"""
    entry_id, customer_id = _numbers(request, 2)
    receipt = await reception.write(work_logs.choose_customer, request.asker, entry_id, customer_id, reception.now)
    await _replace_with(receipt, request, reception)


async def edit(request: Request, *, reception: Reception) -> None:
    """*Edit*: the form with what the entry says; its reply takes the message's place."""
    (entry_id,) = _numbers(request, 1)
    await _open_entry_form(request, entry_id, None, reception)


async def choose_in_list(request: Request, *, reception: Reception) -> None:
    """Edit or undo from an entry's menu in a list."""
    action = request.body["actions"][0]
    verb, _, value = action["selected_option"]["value"].partition(":")
    (entry_id,) = _whole_numbers(value, 1)
    place = ListPlace.parse(action["block_id"].removeprefix("entry/").rpartition("/")[0]) or ListPlace("week")
    if verb == "edit":
        await _open_entry_form(request, entry_id, place, reception)
        return
    receipt = await reception.write(work_logs.undo, request.asker, entry_id, reception.now)
    await _replace(request, await _list(request.asker, place, reception, receipt), reception)


async def turn_page(request: Request, *, reception: Reception) -> None:
    """*Earlier* and *Later* under a list."""
    place = ListPlace.parse(request.body["actions"][0]["value"]) or ListPlace("week")
    await _replace(request, await _list(request.asker, place, reception), reception)


async def suggest_customers(request: Request, *, reception: Reception) -> None:
    """The customer menu: recent ones first; what was typed can be a new one."""
    typed = (request.body.get("value") or "")[:MAX_CUSTOMER_NAME]
    recent, others, is_known = await reception.read(
        customers.customers_to_choose, request.asker, typed.strip(), MOST_OPTIONS
    )
    offers_new = bool(customer_key(typed)) and not is_known
    await request.ack(option_groups=customer_options(recent, others, typed, is_known=not offers_new))


async def suggest_colleagues(request: Request, *, reception: Reception) -> None:
    """The colleagues menu: those helped lately first."""
    typed = (request.body.get("value") or "").strip()
    recent, others = await reception.read(people.colleagues_to_choose, request.asker, typed, MOST_OPTIONS)
    await request.ack(option_groups=colleague_options(recent, others))


async def suggest_tags(request: Request, *, reception: Reception) -> None:
    """The tags menu: recent ones first; what was typed can be a new one, several words joined to one."""
    typed = "-".join((request.body.get("value") or "").split())
    recent = await reception.read(work_logs.recent_of, request.asker)
    await request.ack(option_groups=tag_options(recent, typed, tag_from(typed)))


async def submit_form(request: Request, *, reception: Reception) -> None:
    """The form: checked, saved, closed; then the reply where the form came from."""
    view = request.body["view"]
    place = FormPlace.load(view["private_metadata"])
    form = read_form(view["state"])
    draft, errors = _draft_of(form, place)
    if draft is None:
        await request.ack(response_action="errors", errors=errors)
        return
    try:
        receipt = await _save(request, view["id"], place, draft, reception)
    except (DayRefused, MinutesRefused) as refused:
        field = ActionId.DATE if isinstance(refused, DayRefused) else ActionId.DURATION
        await request.ack(response_action="errors", errors={field: field_error(refused)})
        return
    await request.ack()
    await _reply_to_form(request.asker, place, receipt, reception)


async def _save(
    request: Request, view_id: str, place: FormPlace, draft: WorkLogDraft, reception: Reception
) -> WorkLogReceipt:
    if place.entry is not None:
        return await reception.write(work_logs.change, request.asker, place.entry, draft, reception.now)
    origin = Origin(Source.FORM, f"view:{view_id}", draft.summary, place.permalink)
    return await reception.write(work_logs.log_draft, request.asker, draft, origin, reception.now)


async def _reply_to_form(asker: Asker, place: FormPlace, receipt: WorkLogReceipt, reception: Reception) -> None:
    # The entry is saved and the form closed: a reply that fails now must not look like a failure to save.
    try:
        if place.response_url:
            list_place = ListPlace.parse(place.list_place) if place.list_place else None
            message = await _list(asker, list_place, reception) if list_place else receipt_message(receipt)
            await reception.messenger.respond(place.response_url, message, replace=place.replaces)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", entry=receipt.entry.id, reason=str(unsaid))


def _draft_of(form: FilledForm, place: FormPlace) -> tuple[WorkLogDraft | None, dict[str, str]]:
    """The draft, or what is wrong with which field."""
    errors: dict[str, str] = {}

    def checked(field: ActionId, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except Refused as refused:
            errors[field] = field_error(refused)
            return None

    minutes = checked(ActionId.DURATION, lambda: parse_duration(form.duration)) if form.duration.strip() else None
    summary = with_mentions(storable(form.summary).strip(), form.helped)
    if not summary:
        errors[ActionId.SUMMARY] = "Say in a few words what you did."
    elif len(summary) > MAX_SUMMARY:
        errors[ActionId.SUMMARY] = f"An entry takes up to {MAX_SUMMARY:,} characters; keep the gist."
    if form.customer_name and not customer_key(form.customer_name):
        errors[ActionId.CUSTOMER] = "A customer's name needs a letter or a digit."
    if form.on is None:
        errors[ActionId.DATE] = "Choose the day."
    if errors or form.on is None:
        return None, errors
    return (
        WorkLogDraft(
            summary=summary,
            minutes=minutes,
            on=form.on,
            at=time_kept(place, form.on),
            helped=tuple(form.helped),
            tags=form.tags,
            references=references_in(summary),
            links=links_in(summary),
            customer=form.customer_name,
            customer_key=customer_key(form.customer_name) if form.customer_name else None,
        ),
        {},
    )


async def _open_empty_form(request: Request, place: FormPlace, reception: Reception) -> None:
    today = await reception.read(work_logs.today_of, request.asker, reception.now)
    await reception.messenger.open_view(request.body["trigger_id"], form_view(FormValues(on=today), place, {}))


async def _open_entry_form(request: Request, entry_id: int, list_place: ListPlace | None, reception: Reception) -> None:
    receipt = await reception.read(work_logs.own_entry, request.asker, entry_id, reception.now)
    entry = receipt.entry
    if entry.is_undone:
        undone = await _list(request.asker, list_place, reception, receipt) if list_place else receipt_message(receipt)
        await _replace(request, undone, reception)
        return
    names = await reception.store.read(people.names_of, request.asker.workspace_id, entry.helped)
    place = FormPlace(
        entry=entry.id,
        response_url=request.body.get("response_url"),
        replaces=True,
        list_place=str(list_place) if list_place else None,
        on=entry.on,
        at=entry.at,
        permalink=entry.origin.permalink,
    )
    await reception.messenger.open_view(request.body["trigger_id"], form_view(values_of(entry, names), place, names))
    await request.ack()


async def _list(asker: Asker, place: ListPlace, reception: Reception, undone: WorkLogReceipt | None = None) -> Message:
    query = work_logs.entries_of_today if place.period == "today" else work_logs.entries_of_week
    return list_message(await reception.read(query, asker, reception.now), place, undone)


async def _replace_with(receipt: WorkLogReceipt, request: Request, reception: Reception) -> None:
    await _replace(request, receipt_message(receipt), reception)


async def _replace(request: Request, message: Message, reception: Reception) -> None:
    """Puts the message in place of the one whose button was pressed; the change is saved already."""
    await request.ack()
    try:
        await reception.messenger.respond(request.body["response_url"], message, replace=True)
    except (SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("saved, but the message was not replaced", reason=str(unsaid))


async def _permalink(channel: str, ts: str, reception: Reception) -> str | None:
    try:
        async with asyncio.timeout(PERMALINK_SECONDS):
            return await reception.messenger.permalink(channel, ts)
    except (TimeoutError, SlackRefused, SlackUnanswered):
        return None


def _numbers(request: Request, count: int) -> tuple[int, ...]:
    """The numbers in a button's value, 'entry' or 'entry:minutes'."""
    return _whole_numbers(request.body["actions"][0].get("value") or "", count)


def _whole_numbers(value: str, count: int) -> tuple[int, ...]:
    """So many numbers that can be ids, from 'entry:minutes'; a value that isn't ours is refused."""
    parts = value.split(":")
    numbers = [number for part in parts if (number := read_id(part)) is not None]
    if len(parts) != count or len(numbers) != count:
        raise Refused("That button isn't known here.", "`/logwork week` lists your entries.")
    return tuple(numbers)
