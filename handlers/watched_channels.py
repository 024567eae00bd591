"""`/praiseworthy channels`: which channels are read for customers' words, and who is asked about praise from there."""

import asyncio
from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.watched_channels import (
    ChannelChoice,
    again_notice,
    channel_form,
    channels_message,
    choice_of,
    read_channel_form,
    saved_notice,
    unmarked_message,
)
from bot.domain.deliveries import Message
from bot.domain.people import Role
from bot.domain.watched_channels import Membership
from bot.errors import PraiseworthyError
from bot.messenger import SlackRefused, SlackUnanswered
from bot.praise_watch import PraiseWatch
from bot.reception import Reception
from bot.services import watched_channels
from bot.services.acting import Asker
from bot.services.watched_channels import ChampionRefused, ChannelRefused
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.channels")

MEMBERSHIP_SECONDS = 1.5
"""What asking Slack for our channels may take of the three seconds that an acknowledgement has."""


def register(routes: Routes, *, reception: Reception, watch: PraiseWatch) -> None:
    """Enters this subject's handlers."""
    routes.subcommands["channels"] = partial(list_channels, reception=reception)
    routes.actions[ActionId.CHANNELS_MARK] = partial(open_form, reception=reception)
    routes.actions[ActionId.CHANNELS_MENU] = partial(choose_in_menu, reception=reception, watch=watch)
    routes.actions[ActionId.CHANNELS_MARK_AGAIN] = partial(mark_again, reception=reception, watch=watch)
    routes.actions[ActionId.CHANNELS_PARKED] = partial(try_again, reception=reception)
    routes.views[ViewId.CHANNELS_FORM] = partial(submit_form, reception=reception, watch=watch)


async def list_channels(request: Request, *, reception: Reception) -> None:
    """The channels that are read, and why."""
    await request.ack(**(await _list(request.asker, reception)).payload())


async def open_form(request: Request, *, reception: Reception) -> None:
    """*Mark a channel*."""
    await _open(request, None, reception)


async def choose_in_menu(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """*Edit* and *Take off the list*."""
    verb, _, channel = request.body["actions"][0]["selected_option"]["value"].partition(":")
    if verb == "edit":
        await _open(request, channel, reception)
        return
    before = await reception.write(watched_channels.unmark, request.asker, channel)
    watch.read_again(request.asker.workspace_id)
    await request.ack()
    await _show(request.asker, request.body["response_url"], "", reception)
    if before is not None:
        await _respond(request.body["response_url"], unmarked_message(before), reception, replace=False)


async def mark_again(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """*Undo* under what was taken off."""
    choice = choice_of(request.body["actions"][0]["value"])
    notice = await _mark(request.asker, choice, reception, watch)
    await request.ack()
    await _show(request.asker, request.body["response_url"], notice, reception)


async def submit_form(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """The form: checked, saved, closed; then the list."""
    choice, response_url = read_channel_form(request.body["view"])
    try:
        notice = await _mark(request.asker, choice, reception, watch)
    except (ChampionRefused, ChannelRefused) as refused:
        field = ActionId.CHANNELS_CHAMPION if isinstance(refused, ChampionRefused) else ActionId.CHANNELS_CARRIES
        await request.ack(response_action="errors", errors={field: field_error(refused)})
        return
    await request.ack()
    if response_url:
        await _show(request.asker, response_url, notice, reception)


async def try_again(request: Request, *, reception: Reception) -> None:
    """*Try those again*: the messages that could not be worked off."""
    count = await reception.write(watched_channels.try_parked_again, request.asker, reception.now)
    await request.ack()
    await _show(request.asker, request.body["response_url"], again_notice(count), reception)


async def _open(request: Request, channel: str | None, reception: Reception) -> None:
    known = await reception.read(watched_channels.to_mark, request.asker, channel)
    form = channel_form(known, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def _mark(asker: Asker, choice: ChannelChoice, reception: Reception, watch: PraiseWatch) -> str:
    """Saves, and says so; what is marked is read from the next message on."""
    if choice.channel is None:
        raise ChannelRefused("Which channel?", "Choose one.")
    await reception.write(
        watched_channels.mark,
        asker,
        choice.channel,
        choice.champion,
        reception.now,
        carries_customers_words=choice.carries_customers_words,
    )
    watch.read_again(asker.workspace_id)
    membership = await _membership(reception)
    return saved_notice(choice, is_member=membership is None or choice.channel in membership.channels)


async def _list(asker: Asker, reception: Reception, notice: str = "") -> Message:
    membership = await _membership(reception)
    person, channels, parked = await reception.read(watched_channels.channels_to_show, asker, membership)
    return channels_message(
        channels, parked, may_change=person.role is Role.ADMIN, knows_shared=membership is not None, notice=notice
    )


async def _membership(reception: Reception) -> Membership | None:
    """The channels that we are in; None where Slack doesn't say in time."""
    try:
        async with asyncio.timeout(MEMBERSHIP_SECONDS):
            return await reception.messenger.membership()
    except (TimeoutError, SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("our channels are not known", reason=f"{type(unsaid).__name__} {unsaid}".strip())
        return None


async def _show(asker: Asker, response_url: str, notice: str, reception: Reception) -> None:
    # It is saved: a list that fails now must not look like a failure to save.
    try:
        listed = await _list(asker, reception, notice)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the list could not be read", reason=str(unsaid))
        return
    await _respond(response_url, listed, reception, replace=True)


async def _respond(response_url: str, message: Message, reception: Reception, *, replace: bool) -> None:
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))
