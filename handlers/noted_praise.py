"""Noting praise by hand: the message shortcut 'Customer praise' and `/praiseworthy praise`."""

import asyncio
from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ShortcutId, ViewId
from bot.blocks.praise_form import (
    PraiseFormPlace,
    PraiseValues,
    noted_message,
    praise_form,
    read_praise_form,
    taken_back_message,
)
from bot.blocks.praise_prompts import PromptPlace, prompt_message
from bot.domain.deliveries import Message
from bot.domain.message_text import people_in
from bot.domain.praise_names import Roster, find_praised
from bot.domain.praise_noticing import moment_of
from bot.domain.praises import kept_words
from bot.domain.slack_text import in_words, marked_up
from bot.errors import PraiseworthyError
from bot.messenger import SlackRefused, SlackUnanswered
from bot.praise_watch import PraiseWatch
from bot.reception import FIRST_SIGHT_SECONDS, Reception
from bot.services import praise_noticing
from bot.services.praise_noticing import CustomerRefused, NotedPraise, PraisedRefused, WordsRefused
from handlers import praise_report
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes
from handlers.work_logs import suggest_customers

_log = structlog.stdlib.get_logger("praiseworthy.praise")

PERMALINK_SECONDS = 1.0
"""What the message's address may take of the three seconds that an acknowledgement has; it is kept without it then."""

_FIELDS = {
    WordsRefused: ActionId.PRAISE_WORDS,
    PraisedRefused: ActionId.PRAISE_PEOPLE,
    CustomerRefused: ActionId.PRAISE_CUSTOMER,
}


def register(routes: Routes, *, reception: Reception, watch: PraiseWatch) -> None:
    """Enters this subject's handlers."""
    routes.shortcuts[ShortcutId.CUSTOMER_PRAISE] = partial(note_message, reception=reception, watch=watch)
    routes.subcommands["praise"] = partial(note_typed, reception=reception, watch=watch)
    routes.options[ActionId.PRAISE_CUSTOMER] = partial(suggest_customers, reception=reception)
    routes.views[ViewId.PRAISE_FORM] = partial(submit, reception=reception)
    routes.actions[ActionId.PRAISE_NOTE_UNDO] = partial(undo, reception=reception)
    praise_report.register(routes, reception=reception, watch=watch)


async def note_message(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """The shortcut: the form with what the message says, who wrote it and whom it surely concerns."""
    message = request.body["message"]
    channel = request.body["channel"]["id"]
    is_from_person = message.get("user") and not message.get("bot_id") and message["user"] != request.asker.slack_id
    author = message["user"] if is_from_person else None
    known, customer = await reception.read(praise_noticing.form_basis, request.asker, channel, author)
    name = known.name if known else await _name_of(author, request, reception)
    app = (message.get("bot_profile") or {}).get("name") or message.get("username") or ""
    place = PraiseFormPlace(channel, message["ts"], author, name, request.body.get("response_url"))
    roster = (await watch.ears(request.asker.workspace_id)).roster
    values = _values(marked_up(message), author, name or str(app), request.asker.slack_id, roster)
    await reception.messenger.open_view(request.body["trigger_id"], praise_form(values, place, customer))
    await request.ack()


async def note_typed(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """`/praiseworthy praise`, and with what was said behind it; `/praiseworthy praise report` is the report."""
    if rest_of(request).casefold() == praise_report.WORD:
        await praise_report.show(request, reception=reception)
        return
    asker = request.asker
    _, customer = await reception.read(praise_noticing.form_basis, asker, request.body["channel_id"], None)
    roster = (await watch.ears(asker.workspace_id)).roster
    values = _values(rest_of(request), None, "", asker.slack_id, roster)
    place = PraiseFormPlace(response_url=request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], praise_form(values, place, customer))
    await request.ack()


async def submit(request: Request, *, reception: Reception) -> None:
    """The form: checked, kept, closed; then who is asked about it."""
    view = request.body["view"]
    place = PraiseFormPlace.load(view.get("private_metadata") or "")
    form = read_praise_form(view["state"])
    is_author = bool(place.author and form.said_by == place.author_name)
    now = reception.now
    noted = NotedPraise(
        words=form.words,
        said_by=place.author if place.author and is_author else form.said_by,
        praised=form.people,
        customer=form.customer,
        said_at=moment_of(place.ts) if place.ts else now,
        name=view["id"],
        channel=place.channel,
        ts=place.ts,
        permalink=await _permalink(place, reception),
    )
    try:
        receipt = await reception.write(praise_noticing.note, request.asker, noted, now, draw=prompt_message)
    except (WordsRefused, PraisedRefused, CustomerRefused) as refused:
        await request.ack(response_action="errors", errors={_FIELDS[type(refused)]: field_error(refused)})
        return
    await request.ack()
    if place.response_url:
        message = noted_message(
            receipt.praise,
            receipt.asked,
            is_new=receipt.is_new,
            asks_noter=receipt.asks_noter,
            may_handle=receipt.may_handle,
        )
        await _respond(place.response_url, message, reception, replace=False)


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo* under what was noted."""
    praise_id = PromptPlace.load(request.body["actions"][0].get("value") or "").praise_id
    praise = await reception.write(
        praise_noticing.take_back, request.asker, praise_id, reception.now, draw=prompt_message
    )
    await request.ack()
    await _respond(request.body["response_url"], taken_back_message(praise), reception, replace=True)


def _values(marked: str, author: str | None, author_name: str, noter: str, roster: Roster) -> PraiseValues:
    """What the form begins with. Whoever notes it is never among those whom it concerns."""
    found = find_praised(marked, roster, author_slack_id=author or noter, author_name=author_name)
    names = {one: roster.by_slack_id[one].name for one in people_in(marked) if one in roster.by_slack_id}
    people = tuple(entry.slack_id for entry in found.sure if entry.slack_id != noter)
    return PraiseValues(kept_words(in_words(marked, names)), author_name, people)


async def _name_of(author: str | None, request: Request, reception: Reception) -> str:
    """The name of somebody who is seen for the first time, where Slack tells it in time."""
    if author is None:
        return ""
    try:
        async with asyncio.timeout(FIRST_SIGHT_SECONDS):
            return (await reception.messenger.person(request.asker.workspace_id, author)).name
    except (TimeoutError, SlackRefused, SlackUnanswered):
        return ""


async def _permalink(place: PraiseFormPlace, reception: Reception) -> str | None:
    if place.channel is None or place.ts is None:
        return None
    try:
        async with asyncio.timeout(PERMALINK_SECONDS):
            return await reception.messenger.permalink(place.channel, place.ts)
    except (TimeoutError, SlackRefused, SlackUnanswered):
        return None


async def _respond(response_url: str, message: Message, reception: Reception, *, replace: bool) -> None:
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))
