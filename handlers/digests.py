"""`/praiseworthy digest`: one's digest now, and when it comes."""

import asyncio
from contextlib import aclosing
from functools import partial

import structlog

from bot.blocks.digest_settings import (
    SettingsPlace,
    changed_message,
    choice_from,
    not_in_channels,
    read_outside,
    read_settings,
    sent_message,
    settings_form,
    shown_now,
)
from bot.blocks.digests import leader_message, manager_message, person_message
from bot.blocks.ids import ActionId, ViewId
from bot.domain.deliveries import Message
from bot.domain.subscriptions import DigestKind, DueDigest
from bot.errors import PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import digests
from bot.services.digest_contents import leader_digests, manager_digests, person_notes
from bot.services.digests import OwnDigest
from handlers.afterwards import Afterwards
from handlers.messages_tab import is_on_home, press_of
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.digests")

CHANNELS_SECONDS = 1.5
"""What looking whether we are in the chosen channels may take of the acknowledgement's three seconds."""


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    afterwards = Afterwards(reception)
    routes.subcommands["digest"] = partial(digest, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.DIGEST_SHOW] = partial(show, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.DIGEST_SEND] = partial(send, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.DIGEST_SETTINGS] = partial(open_settings, reception=reception)
    routes.actions[ActionId.DIGEST_CHANGE_BACK] = partial(change_back, reception=reception)
    routes.views[ViewId.DIGEST_SETTINGS] = partial(submit_settings, reception=reception)


async def digest(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """`/praiseworthy digest` shows it, `/praiseworthy digest settings` opens its settings."""
    match rest_of(request).casefold():
        case "":
            await request.ack()
            afterwards.do(request, _show(request, None, reception, replace=False))
        case "settings":
            await _open_settings(request, None, reception)
        case _:
            raise Refused(
                "After `digest` comes nothing, or `settings`.",
                "`/praiseworthy digest` shows your digest, `/praiseworthy digest settings` changes when it comes.",
            )


async def show(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Show my own week*, *Show my team's week*, *Show the month*: in place of what is shown.

    On App Home, *Show now*: in the *Messages* tab, where everything in it can be pressed.
    """
    await request.ack()
    if is_on_home(request):
        afterwards.do(request, _send(request, _kind(request), reception))
    else:
        afterwards.do(request, _show(request, _kind(request), reception, replace=True))


async def send(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Send it to me now*: as a direct message, as the scheduler would."""
    await request.ack()
    afterwards.do(request, _send(request, _kind(request), reception))


async def open_settings(request: Request, *, reception: Reception) -> None:
    """*Settings* and *Change*."""
    await _open_settings(request, _kind(request), reception)


async def submit_settings(request: Request, *, reception: Reception) -> None:
    """The settings: checked, saved, closed; then when it comes next."""
    view = request.body["view"]
    place = SettingsPlace.load(view["private_metadata"])
    today = (await reception.read(digests.own_digest, request.asker, place.kind, reception.now)).due.today
    choice, errors = read_settings(view["state"], place.kind, today)
    if choice is not None and (problem := await _unfit(choice.channels, reception)):
        errors = {ActionId.DIGEST_CHANNELS: problem}
    if choice is None or errors:
        await request.ack(response_action="errors", errors=errors)
        return
    change = await reception.write(digests.change, request.asker, choice, reception.now)
    await request.ack()
    if place.response_url:
        # It is saved and the form closed: a reply that fails now must not look like a failure to save.
        try:
            await reception.messenger.respond(place.response_url, changed_message(change, today), replace=False)
        except PraiseworthyError as unsaid:
            _log.warning("saved, but the reply was not delivered", reason=str(unsaid))


async def change_back(request: Request, *, reception: Reception) -> None:
    """*Undo* under what was saved."""
    choice = choice_from(request.body["actions"][0]["value"])
    change = await reception.write(digests.change, request.asker, choice, reception.now)
    await request.ack()
    today = change.subscription.person.local(reception.now).date()
    message = changed_message(change, today, undone=True)
    await reception.messenger.respond(request.body["response_url"], message, replace=True)


async def _open_settings(request: Request, kind: DigestKind | None, reception: Reception) -> None:
    choice = await reception.read(digests.choice_of, request.asker, kind, reception.now)
    place = SettingsPlace(choice.kind, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], settings_form(choice, place))
    await request.ack()


async def _show(request: Request, kind: DigestKind | None, reception: Reception, *, replace: bool) -> None:
    own = await reception.read(digests.own_digest, request.asker, kind, reception.now)
    message = await _made(own.due, reception)
    for shown in shown_now(message, own.subscription, own.kinds, own.due.today):
        await _respond(request.body["response_url"], shown, reception, replace=replace)
        replace = False


async def _send(request: Request, kind: DigestKind | None, reception: Reception) -> None:
    own: OwnDigest = await reception.read(digests.own_digest, request.asker, kind, reception.now)
    message = await _made(own.due, reception)
    on_home = is_on_home(request)
    press = press_of(request) if on_home else request.body["container"]["message_ts"]
    await reception.write(digests.send_now, request.asker, own, message, press, reception.now)
    if not on_home:
        await _respond(request.body["response_url"], sent_message(own.due.kind), reception, replace=False)


async def _respond(response_url: str, message: Message, reception: Reception, *, replace: bool) -> None:
    """Answers; where Slack refuses the charts, again without them."""
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except SlackRefused:
        if not message.has_charts:
            raise
        await reception.messenger.respond(response_url, message.without_charts(), replace=replace)


async def _made(due: DueDigest, reception: Reception) -> Message:
    """The digest, drawn. Not limited to the store's patience: the request is acknowledged already."""
    match due.kind:
        case DigestKind.MANAGER | DigestKind.TEAM:
            async with aclosing(reception.store.stream(manager_digests, [due])) as managers:
                return manager_message(await anext(managers))
        case DigestKind.LEADER:
            async with aclosing(reception.store.stream(leader_digests, [due])) as leaders:
                return leader_message(await anext(leaders))
        case DigestKind.PERSON:
            async with aclosing(reception.store.stream(person_notes, [due])) as notes:
                return person_message(await anext(notes))


async def _unfit(channels: tuple[str, ...], reception: Reception) -> str:
    """Why a team digest can't stand in some of the channels, as far as Slack says so in time; '' where it can."""
    try:
        async with asyncio.timeout(CHANNELS_SECONDS):
            found = await asyncio.gather(*(reception.messenger.is_among_ourselves(channel) for channel in channels))
    except (SlackRefused, SlackUnanswered, TimeoutError) as unsaid:
        # Then the delivery finds out, and an admin is told.
        _log.warning("channels not looked at", reason=type(unsaid).__name__)
        return ""
    if False in found:
        return read_outside(found.count(False))
    return not_in_channels(found.count(None)) if None in found else ""


def _kind(request: Request) -> DigestKind | None:
    value = request.body["actions"][0]["value"]
    return DigestKind(value) if value in set(DigestKind) else None
