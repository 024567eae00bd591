"""What a manager answers to the prompts and questions of a digest."""

import asyncio
from functools import partial

import structlog

from bot.blocks.coaching import (
    HelpPlace,
    answer_from,
    goal_options,
    help_buttons,
    link_view,
    linked_message,
    prompt_answered,
    prompt_buttons,
    prompt_from,
    read_link,
    read_stop,
    stop_view,
    stopped_message,
    taken_back_message,
    to_team_message,
    with_block,
    worth_it_block,
)
from bot.blocks.failures import field_error
from bot.blocks.goal_form import id_chosen
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block
from bot.domain.deliveries import Message
from bot.errors import PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import coaching, work_logs
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.coaching")

MOST_OPTIONS = 50
"""Goals that the menu offers; typing narrows them."""

CHANNEL_SECONDS = 1.5
"""What looking at a channel may take of the three seconds that a submission has."""


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.actions[ActionId.COACH_ANSWER] = partial(answer, reception=reception)
    routes.actions[ActionId.COACH_UNDO] = partial(undo_answer, reception=reception)
    routes.actions[ActionId.HELP_WORTH_IT] = partial(worth_it, reception=reception)
    routes.actions[ActionId.HELP_UNDO] = partial(undo_worth_it, reception=reception)
    routes.actions[ActionId.HELP_LINK] = partial(open_link, reception=reception)
    routes.actions[ActionId.HELP_STOP] = partial(open_stop, reception=reception)
    routes.options[ActionId.HELP_GOAL] = partial(suggest_goals, reception=reception)
    routes.views[ViewId.HELP_LINK] = partial(submit_link, reception=reception)
    routes.views[ViewId.HELP_STOP] = partial(submit_stop, reception=reception)


async def answer(request: Request, *, reception: Reception) -> None:
    """*Done*, *Snooze a week* and *Not useful* under a prompt."""
    pressed = request.body["actions"][0]
    prompt, said = prompt_from(pressed.get("value") or ""), answer_from(pressed["action_id"])
    answered = await reception.write(coaching.answer_prompt, request.asker, prompt, said, reception.now)
    today = await reception.read(work_logs.today_of, request.asker, reception.now)
    await _put(request, prompt_answered(prompt, answered, today), reception)


async def undo_answer(request: Request, *, reception: Reception) -> None:
    """*Undo* of such an answer: the buttons are back."""
    prompt = prompt_from(request.body["actions"][0].get("value") or "")
    await reception.write(coaching.take_back, request.asker, prompt)
    await _put(request, prompt_buttons(prompt), reception)


async def worth_it(request: Request, *, reception: Reception) -> None:
    """*Worth it*."""
    thing = request.body["actions"][0].get("value") or ""
    answered = await reception.write(coaching.worth_it, request.asker, thing, reception.now)
    today = await reception.read(work_logs.today_of, request.asker, reception.now)
    await _put(request, worth_it_block(thing, answered, today), reception)


async def undo_worth_it(request: Request, *, reception: Reception) -> None:
    """*Undo* of *Worth it*: the buttons are back."""
    asked = await reception.write(coaching.ask_again, request.asker, request.body["actions"][0].get("value") or "")
    await _put(request, help_buttons(asked.thing), reception)


async def open_link(request: Request, *, reception: Reception) -> None:
    """*Link to a goal*."""
    asked = await reception.read(coaching.help_asked, request.asker, request.body["actions"][0].get("value") or "")
    place = HelpPlace(asked.thing, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], link_view(asked, place))
    await request.ack()


async def suggest_goals(request: Request, *, reception: Reception) -> None:
    """Open goals that the manager may change."""
    typed = (request.body.get("value") or "").strip()
    found = await reception.read(coaching.goals_to_link, request.asker, typed, MOST_OPTIONS)
    await request.ack(option_groups=goal_options(found))


async def submit_link(request: Request, *, reception: Reception) -> None:
    """The goal that was chosen is about this customer, or has this tag, from now on."""
    view = request.body["view"]
    place = HelpPlace.load(view["private_metadata"])
    goal_id = id_chosen(read_link(view["state"]))
    if goal_id is None:
        await request.ack(response_action="errors", errors={ActionId.HELP_GOAL: "Choose a goal."})
        return
    try:
        asked, goal = await reception.write(coaching.link, request.asker, place.thing, goal_id, reception.now)
    except Refused as refused:
        await request.ack(response_action="errors", errors={ActionId.HELP_GOAL: field_error(refused)})
        return
    await request.ack()
    await _reply(place, linked_message(asked, goal), reception)


async def open_stop(request: Request, *, reception: Reception) -> None:
    """*Let's stop*: a draft to the team."""
    asked = await reception.read(coaching.help_asked, request.asker, request.body["actions"][0].get("value") or "")
    place = HelpPlace(asked.thing, request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], stop_view(asked, place))
    await request.ack()


async def submit_stop(request: Request, *, reception: Reception) -> None:
    """Sends the words to the channel, or gives them back to be copied."""
    view = request.body["view"]
    place = HelpPlace.load(view["private_metadata"])
    text, channel = read_stop(view["state"])
    if not text.strip():
        await request.ack(response_action="errors", errors={ActionId.HELP_TEXT: "Say it in a sentence or two."})
        return
    if channel is not None and (problem := await _unfit(channel, reception)):
        await request.ack(response_action="errors", errors={ActionId.HELP_CHANNEL: problem})
        return
    asked = await reception.write(
        coaching.stop, request.asker, place.thing, channel, text, view["id"], reception.now, draw=to_team_message
    )
    await request.ack()
    await _reply(place, stopped_message(asked, channel, text), reception)


async def _unfit(channel: str, reception: Reception) -> str:
    """Why words to the team can't stand in a channel; '' where they can. What isn't known is none for them."""
    try:
        async with asyncio.timeout(CHANNEL_SECONDS):
            among_ourselves = await reception.messenger.is_among_ourselves(channel)
    except (SlackRefused, SlackUnanswered, TimeoutError) as unsaid:
        _log.warning("not known who reads a channel", reason=str(unsaid) or type(unsaid).__name__)
        return "Slack didn't tell me in time who reads that channel. Press the button again, or leave this empty."
    if among_ourselves is None:
        return "I am not in that channel. Invite me there first, or leave this empty."
    return "" if among_ourselves else "People from outside read that channel. Choose another, or leave this empty."


async def _put(request: Request, block: Block, reception: Reception) -> None:
    """Puts a block in place of the one that was pressed; the answer is saved already.

    Slack sends a message's blocks along, but not those of one that only its reader sees: there it is said below.
    """
    await request.ack()
    message = request.body.get("message")
    text = message.get("text") if message else block.get("text", {}).get("text")
    # A line that stands below a digest of its own is replaced by the next one, and the digest stays.
    is_own_line = message is None and request.body["actions"][0]["action_id"] in _UNDO
    blocks = with_block(message.get("blocks") or [], block) if message else [block]
    shown = taken_back_message(block) if is_own_line else Message(text or "Taken back.", blocks)
    try:
        await reception.messenger.respond(
            request.body["response_url"], shown, replace=message is not None or is_own_line
        )
    except (SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("saved, but the message was not replaced", reason=str(unsaid))


_UNDO = {ActionId.COACH_UNDO.value, ActionId.HELP_UNDO.value}


async def _reply(place: HelpPlace, message: Message, reception: Reception) -> None:
    # It is saved and the form closed: a reply that fails now must not look like a failure to save.
    if not place.response_url:
        return
    try:
        await reception.messenger.respond(place.response_url, message, replace=False)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", reason=str(unsaid))
