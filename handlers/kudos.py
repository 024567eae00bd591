"""`/kudos`: the line, the form, *Add my voice*, and what follows a kudos."""

import asyncio
import re
from functools import partial

import structlog

from bot.blocks import kudos as shown
from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.kudos_form import FIELD_OF, KudosForm, KudosPlace, form_of, kudos_view, read_form
from bot.domain.deliveries import Message
from bot.domain.kudos import Kudos, KudosField, KudosRefused, KudosSettings, UnknownThanked
from bot.domain.kudos_line import parse_kudos_line, read_words
from bot.domain.line.tokens import escape
from bot.domain.message_text import typed_text
from bot.errors import PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import kudos as giving
from bot.services import people
from bot.services.kudos import KudosDraft
from handlers.introductions import learn_named
from handlers.routes import Handler, Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.kudos")

SLACK_SECONDS = 1.2
"""What asking Slack whether we are in a channel may take, of the three seconds that an acknowledgement has."""

_CHANNEL = re.compile(r"[CG][A-Z0-9]+")
"""Ids of channels, private ones and group conversations; direct messages begin with D ("Conversation object")."""

_MOST_DIGITS = 9
"""Of an id: every number of so many digits fits into PostgreSQL's `integer` ("Numeric Types")."""


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.commands["/kudos"] = partial(kudos, reception=reception)
    actions: dict[ActionId, Handler] = {
        ActionId.KUDOS_JOIN: partial(join_in, reception=reception),
        ActionId.KUDOS_STEP_BACK: partial(step_back, reception=reception),
        ActionId.KUDOS_UNDO: partial(undo, reception=reception),
        ActionId.KUDOS_AGAIN: partial(open_again, reception=reception),
        ActionId.KUDOS_BEHAVIOUR: partial(choose_behaviour, reception=reception),
        ActionId.KUDOS_PLACE: partial(open_with_line, reception=reception),
    }
    for action_id, handler in actions.items():
        routes.actions[action_id] = handler
    routes.views[ViewId.KUDOS_FORM] = partial(submit_form, reception=reception)


async def kudos(request: Request, *, reception: Reception) -> None:
    """`/kudos`: alone it opens the form, 'help' alone is the command, anything else is a kudos."""
    typed = (request.body.get("text") or "").strip()
    settings = await reception.read(giving.settings_to_give, request.asker)
    if not typed:
        form = KudosForm(channel=settings.channel or _channel_of(request))
        await _open(request, form, settings, reception, replaces=False)
    elif typed.casefold() == "help":
        await request.ack(**shown.help_message(settings).payload())
    else:
        await _give_line(request, typed, settings, reception)


async def open_again(request: Request, *, reception: Reception) -> None:
    """*Give it again*: the form with what was taken back."""
    kudos_id, _ = _numbered(request)
    taken_back, settings = await reception.read(giving.own_kudos, request.asker, kudos_id)
    await _open(request, form_of(taken_back), settings, reception, replaces=True)


async def open_with_line(request: Request, *, reception: Reception) -> None:
    """*Choose where*: the form with the line that had no channel to go to."""
    settings = await reception.read(giving.settings_to_give, request.asker)
    typed = _value(request).strip()
    form = KudosForm()
    if typed:
        line = parse_kudos_line(typed, settings.behaviours)
        names = await reception.store.read(people.names_of, request.asker.workspace_id, line.thanked)
        tags = "".join(f" #{tag}" for tag in line.tags)
        words = typed_text(line.words.replace("&", "&amp;"), names)
        form = KudosForm(line.thanked, f"{words}{tags}", (), line.is_private, line.tells_managers)
    await _open(request, form, settings, reception, replaces=True)


async def submit_form(request: Request, *, reception: Reception) -> None:
    """The form: what is wrong stands under its field; else saved, closed, and said."""
    view = request.body["view"]
    place = KudosPlace.load(view["private_metadata"])
    form = read_form(view["state"])
    settings = await reception.read(giving.settings_to_give, request.asker)
    line = read_words(escape(form.words), settings.behaviours)
    channel = None if form.is_private else form.channel or settings.channel
    draft = KudosDraft(
        form.thanked, line.words, form.behaviours, line.tags, form.is_private, form.tells_managers, channel
    )
    try:
        await _check_is_in(channel, reception)
        given = await give(request, draft, f"view:{view['id']}", reception)
    except KudosRefused as refused:
        await request.ack(response_action="errors", errors={FIELD_OF[refused.field]: field_error(refused)})
        return
    await request.ack()
    if place.response_url:
        await _respond(place.response_url, shown.receipt_message(given, settings), reception, replaces=place.replaces)


async def join_in(request: Request, *, reception: Reception) -> None:
    """*Add my voice*: counted at once; the post is drawn anew by `jobs.deliveries`, once for all who press together."""
    kudos_id, _ = _numbered(request)
    joined = await reception.write(giving.join_in, request.asker, kudos_id, reception.now, draw_post=shown.post_message)
    await _reply(request, shown.voice_message(joined, joined=True), reception)


async def step_back(request: Request, *, reception: Reception) -> None:
    """*Take it back*, of one's voice."""
    kudos_id, _ = _numbered(request)
    left = await reception.write(giving.step_back, request.asker, kudos_id, reception.now, draw_post=shown.post_message)
    await _reply(request, shown.voice_message(left, joined=False), reception)


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo* under one's own kudos."""
    kudos_id, _ = _numbered(request)
    taken_back = await reception.write(giving.undo, request.asker, kudos_id, reception.now)
    await _reply(request, shown.undone_message(taken_back), reception)


async def choose_behaviour(request: Request, *, reception: Reception) -> None:
    """One tap on a behaviour: it is shown, or not any more."""
    kudos_id, rest = _numbered(request)
    wanted, _, name = rest.partition(":")
    changed, settings = await reception.write(
        giving.show_behaviour,
        request.asker,
        kudos_id,
        name,
        reception.now,
        is_shown=wanted == "1",
        draw_post=shown.post_message,
        draw_told=shown.told_message,
    )
    await _reply(request, shown.receipt_message(changed, settings), reception)


async def give(request: Request, draft: KudosDraft, name: str, reception: Reception) -> Kudos:
    """Gives kudos; whoever is thanked and isn't known yet is asked of Slack first. Raises as `bot.services.kudos.give`.

    Raises `KudosRefused` for people of whom Slack doesn't tell, too.
    """
    drawn = partial(
        giving.give,
        draw_post=shown.post_message,
        draw_told=shown.told_message,
        draw_manager=shown.manager_message,
    )
    try:
        return await reception.write(drawn, request.asker, draft, name, reception.now)
    except UnknownThanked as unknown:
        await learn_named(unknown.slack_ids, request.asker.workspace_id, reception)
    try:
        return await reception.write(drawn, request.asker, draft, name, reception.now)
    except UnknownThanked:
        raise KudosRefused(
            KudosField.PEOPLE,
            "Slack doesn't tell me who one of them is.",
            "Choose them from the list that Slack offers.",
        ) from None


async def _give_line(request: Request, typed: str, settings: KudosSettings, reception: Reception) -> None:
    line = parse_kudos_line(typed, settings.behaviours)
    channel = None if line.is_private else settings.channel or _channel_of(request)
    draft = KudosDraft(line.thanked, line.words, (), line.tags, line.is_private, line.tells_managers, channel)
    try:
        await _check_is_in(channel, reception)
        given = await give(request, draft, f"command:{request.body['trigger_id']}", reception)
    except KudosRefused as refused:
        if refused.field is not KudosField.CHANNEL:
            raise
        again = f"/kudos {typed_text(typed)}"
        await request.ack(**shown.no_place_message(refused, typed, again).payload())
        return
    await request.ack(**shown.receipt_message(given, settings).payload())


async def _open(
    request: Request, form: KudosForm, settings: KudosSettings, reception: Reception, *, replaces: bool
) -> None:
    place = KudosPlace(request.body.get("response_url"), replaces)
    await reception.messenger.open_view(request.body["trigger_id"], kudos_view(form, settings, place))
    await request.ack()


async def can_post_in(channel: str, reception: Reception) -> bool:
    """Whether we are in the channel; what Slack doesn't say in time is left to the delivery."""
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            return await reception.messenger.is_in(channel)
    except (TimeoutError, SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("not known whether we are in the channel", reason=str(unsaid) or type(unsaid).__name__)
        return True


async def _check_is_in(channel: str | None, reception: Reception) -> None:
    """Raises `KudosRefused` where we can't post, so that nobody is told 'posted' of what never will be."""
    if channel is not None and not await can_post_in(channel, reception):
        raise KudosRefused(
            KudosField.CHANNEL,
            "I am not in the channel where this would be posted.",
            "Invite me there with `/invite @Praiseworthy`, or choose another channel.",
        )


def _channel_of(request: Request) -> str | None:
    """Where a command was typed; None in a direct message, and in a group conversation, which isn't a channel."""
    channel = str(request.body.get("channel_id") or "")
    is_group = str(request.body.get("channel_name") or "").startswith("mpdm-")
    return channel if _CHANNEL.fullmatch(channel) and not is_group else None


async def _reply(request: Request, message: Message, reception: Reception) -> None:
    """In place of an ephemeral message; under one that stays, such as a post, only for the one who pressed."""
    is_ephemeral = bool((request.body.get("container") or {}).get("is_ephemeral"))
    await request.ack()
    await _respond(request.body["response_url"], message, reception, replaces=is_ephemeral)


async def _respond(response_url: str, message: Message, reception: Reception, *, replaces: bool) -> None:
    try:
        await reception.messenger.respond(response_url, message, replace=replaces)
    except PraiseworthyError as unsaid:
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))


def _numbered(request: Request) -> tuple[int, str]:
    """The id at the beginning of a button's value, and what follows; a value that isn't ours is refused."""
    number, _, rest = _value(request).partition(":")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise Refused("That button isn't known here.", "`/kudos help` says what I can do.")
    return int(number), rest


def _value(request: Request) -> str:
    return str(request.body["actions"][0].get("value") or "")
