"""How long what is kept: a form of `/praiseworthy settings`."""

from functools import partial

import structlog

from bot.blocks.ids import ActionId, ViewId
from bot.blocks.retention import (
    changed_message,
    confirm_form,
    days_from,
    place_of,
    read_days,
    retention_form,
)
from bot.domain.deliveries import Message
from bot.domain.retention import KeepDays
from bot.errors import PraiseworthyError
from bot.reception import Reception
from bot.services import retention
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.retention")


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.actions[ActionId.RETENTION_CHANGE] = partial(open_form, reception=reception)
    routes.actions[ActionId.RETENTION_UNDO] = partial(undo, reception=reception)
    routes.views[ViewId.RETENTION_FORM] = partial(submit_form, reception=reception)
    routes.views[ViewId.RETENTION_CONFIRM] = partial(confirm, reception=reception)


async def open_form(request: Request, *, reception: Reception) -> None:
    """*How long is kept what*."""
    current = await reception.read(retention.to_change, request.asker)
    form = retention_form(current.days, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def submit_form(request: Request, *, reception: Reception) -> None:
    """The form: what would be removed is shown before it is saved."""
    view = request.body["view"]
    days, errors = read_days(view)
    if errors:
        await request.ack(response_action="errors", errors=errors)
        return
    place = place_of(view)
    preview = await reception.read(retention.preview, request.asker, days, reception.now)
    if preview.removals:
        await request.ack(response_action="update", view=confirm_form(days, preview.removals, place))
        return
    await _save(request, days, place.response_url, reception)


async def confirm(request: Request, *, reception: Reception) -> None:
    """*Save* under what will be removed."""
    place = place_of(request.body["view"])
    await _save(request, place.days, place.response_url, reception)


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo* under what was saved."""
    days = days_from(request.body["actions"][0]["value"])
    before, now = await reception.write(retention.change, request.asker, days, reception.now)
    await request.ack()
    await _respond(request.body["response_url"], changed_message(before, now, undone=True), reception)


async def _save(request: Request, days: KeepDays, response_url: str | None, reception: Reception) -> None:
    before, now = await reception.write(retention.change, request.asker, days, reception.now)
    await request.ack()
    if response_url:
        await _respond(response_url, changed_message(before, now), reception)


async def _respond(response_url: str, message: Message, reception: Reception) -> None:
    # It is saved: a reply that fails now must not look like a failure to save.
    try:
        await reception.messenger.respond(response_url, message, replace=True)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", reason=str(unsaid))
