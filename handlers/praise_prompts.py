"""The prompt about praise: *Recognise*, *Thank privately*, *Not praise*, *Later*, and whom it concerns."""

import asyncio
from functools import partial

import structlog

from bot.blocks import kudos as kudos_blocks
from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.praise_prompts import PromptPlace, prompt_message, read_day, unknown_prompt
from bot.blocks.praise_recognition import (
    FIELD_OF,
    FormPlace,
    read_recognition,
    read_thanks,
    recognition_view,
    thanks_message,
    thanks_view,
)
from bot.domain.behaviours import behaviours_in
from bot.domain.deliveries import Message
from bot.domain.kudos import KudosField, KudosRefused, UnknownThanked
from bot.domain.praise_prompts import NotPraise, PromptView
from bot.domain.praises import PraiseState
from bot.domain.recognition import RecognitionField, RecognitionRefused
from bot.errors import PraiseworthyError
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import praise_decisions as decisions
from bot.services.praise_decisions import PraiseMessages, Thanks
from handlers.routes import Handler, Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.praise")

SLACK_SECONDS = 1.5
"""What asking Slack about a channel may take, of the three seconds that an acknowledgement has."""

_OF_KUDOS = {
    KudosField.PEOPLE: RecognitionField.PEOPLE,
    KudosField.WORDS: RecognitionField.WORDS,
    KudosField.CHANNEL: RecognitionField.CHANNEL,
}


def _draw_thanks(thanks: Thanks) -> Message:
    return thanks_message(thanks.view, thanks.sender.slack_id, thanks.words)


MESSAGES = PraiseMessages(
    prompt=prompt_message,
    thanks=_draw_thanks,
    kudos_post=kudos_blocks.post_message,
    kudos_told=kudos_blocks.told_message,
    kudos_manager=kudos_blocks.manager_message,
)


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    actions: dict[ActionId, Handler] = {
        ActionId.PROMPT_RECOGNISE: partial(open_recognition, reception=reception),
        ActionId.PROMPT_THANK: partial(open_thanks, reception=reception),
        ActionId.PROMPT_DISMISS: partial(dismiss, reception=reception),
        ActionId.PROMPT_BECAUSE: partial(give_reason, reception=reception),
        ActionId.PROMPT_REOPEN: partial(take_dismissal_back, reception=reception),
        ActionId.PROMPT_UNDO: partial(undo, reception=reception),
        ActionId.PROMPT_LATER: partial(put_off, reception=reception),
        ActionId.PROMPT_CONCERNS: partial(say_whom, reception=reception),
        ActionId.PROMPT_CONCERNS_OTHER: partial(say_whom, reception=reception),
        ActionId.PROMPT_GATHERED: partial(open_gathered, reception=reception),
        ActionId.PROMPT_OPEN: partial(open_prompt, reception=reception),
    }
    for action_id, handler in actions.items():
        routes.actions[action_id] = handler
    routes.views[ViewId.PROMPT_RECOGNISE] = partial(recognise, reception=reception)
    routes.views[ViewId.PROMPT_THANK] = partial(thank, reception=reception)


async def open_recognition(request: Request, *, reception: Reception) -> None:
    """*Recognise*: the form with a draft; praise that was decided already shows what came of it instead."""
    place = _place(request)
    view, settings = await reception.read(decisions.form_of, request.asker, place.praise_id, reception.now)
    if view.praise.state is not PraiseState.OPEN:
        await _show_as_it_is(request, place, reception)
        return
    named = behaviours_in((), view.praise.words, settings.behaviours)
    form = recognition_view(view, settings, named, FormPlace(place.dump(), request.body.get("response_url")))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def open_thanks(request: Request, *, reception: Reception) -> None:
    """*Thank privately*: the form with a draft; praise that was decided already shows what came of it instead."""
    place = _place(request)
    view = await reception.read(decisions.prompt_of, request.asker, place.praise_id, reception.now)
    if view.praise.state is not PraiseState.OPEN:
        await _show_as_it_is(request, place, reception)
        return
    form = thanks_view(view, FormPlace(place.dump(), request.body.get("response_url")))
    await reception.messenger.open_view(request.body["trigger_id"], form)
    await request.ack()


async def recognise(request: Request, *, reception: Reception) -> None:
    """The form of *Recognise*: what is wrong stands under its field; else posted, and the prompt says so."""
    view = request.body["view"]
    form = FormPlace.load(view["private_metadata"])
    recognition = read_recognition(form.place.praise_id, view["state"])
    try:
        await _check_channel(recognition.channel, reception)
        after = await reception.write(
            decisions.recognise,
            request.asker,
            recognition,
            f"view:{view['id']}",
            reception.now,
            MESSAGES,
            form.place.gathered_on,
        )
    except RecognitionRefused as refused:
        await _refuse(request, refused)
        return
    except KudosRefused as refused:
        await _refuse(request, RecognitionRefused(_OF_KUDOS[refused.field], refused.problem, refused.remedy))
        return
    except UnknownThanked:
        unknown = "Slack hasn't told me yet who one of them is."
        await _refuse(request, RecognitionRefused(RecognitionField.PEOPLE, unknown, "Choose colleagues of yours."))
        return
    await request.ack()
    await _respond(form.response_url, after, reception)


async def thank(request: Request, *, reception: Reception) -> None:
    """The form of *Thank privately*: what is wrong stands under its field; else sent, and the prompt says so."""
    view = request.body["view"]
    form = FormPlace.load(view["private_metadata"])
    people, words = read_thanks(view["state"])
    place = form.place
    try:
        after = await reception.write(
            decisions.thank,
            request.asker,
            place.praise_id,
            people,
            words,
            reception.now,
            MESSAGES,
            place.gathered_on,
        )
    except RecognitionRefused as refused:
        await _refuse(request, refused)
        return
    await request.ack()
    await _respond(form.response_url, after, reception)


async def dismiss(request: Request, *, reception: Reception) -> None:
    """*Not praise*."""
    place = _place(request)
    after = await reception.write(
        decisions.dismiss, request.asker, place.praise_id, reception.now, prompt_message, place.gathered_on
    )
    await _replace(request, after, reception)


async def give_reason(request: Request, *, reception: Reception) -> None:
    """Why it isn't praise, one tap."""
    place = _place(request)
    because = request.body["actions"][0]["action_id"].partition(":")[2]
    if because not in set(NotPraise):
        raise unknown_prompt()
    after = await reception.write(
        decisions.give_reason,
        request.asker,
        place.praise_id,
        NotPraise(because),
        reception.now,
        prompt_message,
        place.gathered_on,
    )
    await _replace(request, after, reception)


async def take_dismissal_back(request: Request, *, reception: Reception) -> None:
    """*It is praise after all*."""
    place = _place(request)
    after = await reception.write(
        decisions.take_dismissal_back, request.asker, place.praise_id, reception.now, prompt_message, place.gathered_on
    )
    await _replace(request, after, reception)


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo* of one's own recognition."""
    place = _place(request)
    after = await reception.write(
        decisions.undo, request.asker, place.praise_id, reception.now, prompt_message, place.gathered_on
    )
    await _replace(request, after, reception)


async def put_off(request: Request, *, reception: Reception) -> None:
    """*Later*."""
    place = _place(request)
    after = await reception.write(
        decisions.put_off, request.asker, place.praise_id, reception.now, prompt_message, place.gathered_on
    )
    await _replace(request, after, reception)


async def say_whom(request: Request, *, reception: Reception) -> None:
    """Whom it concerns: one of those proposed, or somebody else. The menu's action id carries the prompt."""
    action = request.body["actions"][0]
    place = PromptPlace.load(action["action_id"].partition(":")[2])
    slack_id = action.get("selected_user") or (action.get("selected_option") or {}).get("value") or ""
    after = await reception.write(
        decisions.say_whom,
        request.asker,
        place.praise_id,
        str(slack_id),
        reception.now,
        prompt_message,
        place.gathered_on,
    )
    await _replace(request, after, reception)


async def open_gathered(request: Request, *, reception: Reception) -> None:
    """*Open them one by one* below the gathered message, which stays; *Next* and *Before* on a page, in its place."""
    value = _value(request)
    is_page = ":" in value
    if is_page:
        place = PromptPlace.load(value)
        view = await reception.read(
            decisions.prompt_of, request.asker, place.praise_id, reception.now, place.gathered_on
        )
    else:
        view = await reception.read(decisions.gathered_of, request.asker, read_day(value), reception.now)
    await request.ack()
    await _respond(request.body.get("response_url"), view, reception, replace=is_page)


async def open_prompt(request: Request, *, reception: Reception) -> None:
    """*Decide* in a digest, which stays: the prompt below it, for the one who pressed alone."""
    place = _place(request)
    view = await reception.read(decisions.prompt_of, request.asker, place.praise_id, reception.now)
    await request.ack()
    await _respond(request.body.get("response_url"), view, reception, replace=False)


async def _check_channel(channel: str, reception: Reception) -> None:
    """Raises `RecognitionRefused` for a channel that outsiders read, or of which that isn't known: nothing is posted
    where customers read.
    """
    if not channel:
        raise RecognitionRefused(RecognitionField.CHANNEL, "No channel is chosen.", "Choose where it is posted.")
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            among_ourselves = await reception.messenger.is_among_ourselves(channel)
    except (TimeoutError, SlackRefused, SlackUnanswered) as unsaid:
        _log.warning("not known who reads a channel", reason=str(unsaid) or type(unsaid).__name__)
        raise RecognitionRefused(
            RecognitionField.CHANNEL, "Slack didn't tell me in time who reads that channel.", "Press the button again."
        ) from unsaid
    if among_ourselves is None:
        raise RecognitionRefused(
            RecognitionField.CHANNEL,
            "I am not in that channel, so I can't post there.",
            "Invite me with `/invite @Praiseworthy`, or choose another channel.",
        )
    if not among_ourselves:
        raise RecognitionRefused(
            RecognitionField.CHANNEL,
            "People from outside read that channel.",
            "Recognition stays among yourselves: choose another channel.",
        )


async def _show_as_it_is(request: Request, place: PromptPlace, reception: Reception) -> None:
    view = await reception.read(decisions.prompt_of, request.asker, place.praise_id, reception.now, place.gathered_on)
    await _replace(request, view, reception)


async def _refuse(request: Request, refused: RecognitionRefused) -> None:
    await request.ack(response_action="errors", errors={FIELD_OF[refused.field]: field_error(refused)})


async def _replace(request: Request, view: PromptView, reception: Reception) -> None:
    """Puts what came of it in place of the message in which it was pressed; it is saved already."""
    await request.ack()
    await _respond(request.body.get("response_url"), view, reception)


async def _respond(response_url: str | None, view: PromptView, reception: Reception, *, replace: bool = True) -> None:
    if not response_url:
        return
    try:
        await reception.messenger.respond(response_url, prompt_message(view), replace=replace)
    except PraiseworthyError as unsaid:
        # A prompt of its own is brought up to date by `jobs.deliveries` too.
        _log.warning("done, but the reply was not delivered", reason=str(unsaid))


def _place(request: Request) -> PromptPlace:
    return PromptPlace.load(_value(request))


def _value(request: Request) -> str:
    return str(request.body["actions"][0].get("value") or "")
