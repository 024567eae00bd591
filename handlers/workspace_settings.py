"""`/praiseworthy settings`: what a workspace sets for all its people."""

from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.workspace_settings import (
    changed_message,
    read_settings,
    response_url_of,
    settings_form,
    settings_from,
    summary_message,
)
from bot.domain.workspace_settings import ChampionRefused
from bot.errors import PraiseworthyError
from bot.reception import Reception
from bot.services import workspace_settings
from handlers.kudos import can_post_in
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.settings")


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.subcommands["settings"] = partial(settings, reception=reception)
    routes.actions[ActionId.SETTINGS_CHANGE] = partial(open_form, reception=reception)
    routes.actions[ActionId.SETTINGS_CHANGE_BACK] = partial(change_back, reception=reception)
    routes.views[ViewId.WORKSPACE_SETTINGS] = partial(submit_form, reception=reception)


async def settings(request: Request, *, reception: Reception) -> None:
    """What is set, with *Change* for admins."""
    person, current, may_change = await reception.read(workspace_settings.settings_for, request.asker)
    today = person.local(reception.now).date()
    await request.ack(**summary_message(current, today, may_change=may_change).payload())


async def open_form(request: Request, *, reception: Reception) -> None:
    """*Change*."""
    person, current = await reception.read(workspace_settings.to_change, request.asker)
    today = person.local(reception.now).date()
    form = settings_form(current, today, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def submit_form(request: Request, *, reception: Reception) -> None:
    """The form: checked, saved, closed; then what is set now."""
    view = request.body["view"]
    response_url = response_url_of(view["private_metadata"])
    chosen, errors = read_settings(view["state"])
    if chosen is None:
        await request.ack(response_action="errors", errors=errors)
        return
    channel = chosen.kudos_channel
    if channel is not None and not await can_post_in(channel, reception):
        errors = {ActionId.SETTINGS_KUDOS_CHANNEL: "I am not in that channel: invite me with /invite @Praiseworthy."}
        await request.ack(response_action="errors", errors=errors)
        return
    try:
        person, before = await reception.write(workspace_settings.change, request.asker, chosen, reception.now)
    except ChampionRefused as refused:
        errors = {ActionId.SETTINGS_CHAMPION: field_error(refused)}
        await request.ack(response_action="errors", errors=errors)
        return
    await request.ack()
    if response_url:
        # It is saved and the form closed: a reply that fails now must not look like a failure to save.
        message = changed_message(chosen, before, person.local(reception.now).date())
        try:
            await reception.messenger.respond(response_url, message, replace=True)
        except PraiseworthyError as unsaid:
            _log.warning("saved, but the reply was not delivered", reason=str(unsaid))


async def change_back(request: Request, *, reception: Reception) -> None:
    """*Undo* under what was saved."""
    chosen = settings_from(request.body["actions"][0]["value"])
    person, _ = await reception.write(workspace_settings.change, request.asker, chosen, reception.now)
    await request.ack()
    message = changed_message(chosen, None, person.local(reception.now).date(), undone=True)
    await reception.messenger.respond(request.body["response_url"], message, replace=True)
