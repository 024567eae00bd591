"""`/praiseworthy privacy`: what is kept about somebody, and what they can do about it."""

import asyncio
import re
from contextlib import aclosing
from datetime import date
from functools import partial

import structlog

from bot.archives import archive
from bot.blocks import privacy as shown
from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.privacy_forms import before_of, forget_form, name_of, place_of, texts_form
from bot.domain.deliveries import Message
from bot.domain.message_text import typed_text
from bot.domain.privacy import NotThatName
from bot.domain.watched_channels import Membership
from bot.errors import PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import forgetting, privacy
from bot.services.acting import Asker
from handlers.afterwards import Afterwards
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.privacy")

MEMBERSHIP_SECONDS = 5.0
"""What asking Slack for our channels may take: the command is acknowledged by then."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    afterwards = Afterwards(reception)
    routes.subcommands["privacy"] = partial(show, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.PRIVACY_DOWNLOAD] = partial(download, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.PRIVACY_TEXTS] = partial(open_texts, reception=reception)
    routes.views[ViewId.PRIVACY_TEXTS] = partial(delete_texts, reception=reception, afterwards=afterwards)
    routes.views[ViewId.PRIVACY_FORGET] = partial(forget, reception=reception)


async def show(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """`/praiseworthy privacy` shows the page; `… forget @person` opens the form for admins."""
    word, _, target = rest_of(request).partition(" ")
    match word.casefold():
        case "":
            await request.ack()
            afterwards.do(request, show_page(request.asker, request.body["response_url"], reception))
        case "forget":
            await _open_forget(request, target.strip(), reception)
        case _:
            raise Refused(
                "After `privacy` comes nothing, or `forget` and somebody.",
                "`/praiseworthy privacy` shows what is kept about you.",
            )


async def show_page(asker: Asker, response_url: str, reception: Reception) -> None:
    """What is kept about the asker, as an answer to their request, which is acknowledged already."""
    await reception.messenger.respond(response_url, await drawn_page(asker, reception), replace=False)


async def drawn_page(asker: Asker, reception: Reception) -> Message:
    """What is kept about the asker. Slack is asked for our channels, so acknowledge first."""
    await reception.read(privacy.may_see, asker)
    membership = await _membership(reception)
    async with aclosing(reception.store.stream(privacy.privacy_pages, asker, membership)) as pages:
        return shown.privacy_message(await anext(pages))


async def download(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Download my data*."""
    await reception.read(privacy.may_see, request.asker)
    await request.ack()
    afterwards.do(request, _send_archive(request, reception))


async def open_texts(request: Request, *, reception: Reception) -> None:
    """*Delete my work logs' texts*: the form, which says what goes and what stays."""
    count = await reception.read(privacy.texts_to_delete, request.asker, None, reception.now)
    if not count:
        raise Refused("None of your entries has a text.", "There is nothing to delete.")
    form = texts_form(count, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def delete_texts(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Delete*: the first entries before the form closes, the others right after it."""
    view = request.body["view"]
    place, before = place_of(view), before_of(view)
    try:
        count = await reception.write(privacy.delete_texts, request.asker, before, reception.now)
    except Refused as refused:
        await request.ack(response_action="errors", errors={ActionId.PRIVACY_BEFORE: field_error(refused)})
        return
    await request.ack()
    afterwards.do(request, _delete_others(request, before, count, place.response_url, reception))


async def forget(request: Request, *, reception: Reception) -> None:
    """*Forget*, confirmed with the name."""
    view = request.body["view"]
    place = place_of(view)
    try:
        await reception.write(forgetting.begin, request.asker, place.person_id or 0, name_of(view), reception.now)
    except NotThatName as refused:
        await request.ack(response_action="errors", errors={ActionId.PRIVACY_NAME: field_error(refused)})
        return
    await request.ack()
    if place.response_url:
        await _respond(place.response_url, shown.forgetting_message(), reception)


async def _open_forget(request: Request, target: str, reception: Reception) -> None:
    mention = _MENTION.fullmatch(target)
    meant = mention[1] if mention else typed_text(target).strip().removeprefix("@")
    to_forget = await reception.read(forgetting.person_to_forget, request.asker, meant)
    form = forget_form(to_forget, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def _send_archive(request: Request, reception: Reception) -> None:
    response_url = request.body["response_url"]
    await _respond(response_url, shown.being_made_message(), reception)
    person = await reception.read(privacy.may_see, request.asker)
    async with aclosing(reception.store.stream(privacy.extracts, request.asker)) as extracts:
        found = [extract async for extract in extracts if extract is not None]
    now = reception.now
    # Tens of thousands of rows take a moment, in which others are served.
    content = await asyncio.to_thread(archive, person.name, found, now)
    await reception.messenger.send_file(
        request.asker.slack_id,
        filename=f"praiseworthy-{now:%Y-%m-%d}.zip",
        content=content,
        title="What Praiseworthy keeps about you",
        comment=shown.file_comment(sum(len(one.rows) for one in found)),
    )


async def _delete_others(
    request: Request, before: date | None, count: int, response_url: str | None, reception: Reception
) -> None:
    portion = count
    while portion:
        portion = await reception.write(privacy.delete_texts, request.asker, before, reception.now)
        count += portion
    if response_url:
        await _respond(response_url, shown.texts_deleted_message(count), reception)


async def _membership(reception: Reception) -> Membership | None:
    try:
        async with asyncio.timeout(MEMBERSHIP_SECONDS):
            return await reception.messenger.membership()
    except (TimeoutError, SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("our channels are not known", reason=f"{type(unsaid).__name__} {unsaid}".strip())
        return None


async def _respond(response_url: str, message: Message, reception: Reception) -> None:
    # It is done: a reply that fails now must not look like a failure.
    try:
        await reception.messenger.respond(response_url, message, replace=False)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))
