"""Attempts about praise: noting it, deciding what becomes of it, and hearing it."""

from typing import Any

from bot.blocks.ids import ActionId, ShortcutId
from bot.blocks.praise_form import PraiseFormPlace, PraiseValues, noted_message, praise_form
from bot.blocks.praise_prompts import PromptPlace, prompt_message
from bot.blocks.praise_recognition import FormPlace, recognition_view, thanks_view
from bot.blocks.watched_channels import channel_form
from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.kudos import KudosSettings
from bot.domain.praise_prompts import PromptView
from bot.domain.praises import Praise, PraiseSource
from bot.domain.recognition import Recognition
from bot.services import praise_decisions as decisions
from bot.services import praise_noticing
from bot.services.praise_noticing import NotedPraise, SaidPraise
from handlers.praise_prompts import MESSAGES
from playground.model import Message
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, suggesting, typing
from tests.access.company import HERE, Actor, Bystander, Who
from tests.access.requests import Shown
from tests.access.world import CHANNEL, NOW, World

attempt = Attempts()

SETTINGS = KudosSettings(None, DEFAULT_BEHAVIOURS)


async def praise_of(world: World, praised: Actor = Who.SELF, noter: Actor = Bystander.COLLEAGUE) -> Praise:
    """What a customer said of Tess, noted by somebody who has nothing to do with it."""
    noted = NotedPraise(
        words=f"Thank you, that was wonderful: {world.new_word()}",
        said_by="Jane Miller",
        praised=(world.slack_id(praised),),
        customer=None,
        said_at=NOW,
        name=world.new_name(),
    )
    receipt = await world.do(praise_noticing.note, noter, noted, NOW, draw=prompt_message)
    return receipt.praise


async def view_of(world: World, praise: Praise, actor: Actor = Who.MANAGER) -> PromptView:
    """The prompt, as Mona is asked."""
    return await world.do(decisions.prompt_of, actor, praise.id, NOW)


async def _pressing(world: World, action_id: ActionId) -> Send:
    view = await view_of(world, await praise_of(world))
    return pressing(world, prompt_message(view).blocks, action_id)


# Noting


@attempt("word praise", opens=True)
async def note_typed(world: World) -> Send:
    return typing(world, "/praiseworthy praise Ana was wonderful")


@attempt("shortcut customer_praise", opens=True)
async def note_message(world: World) -> Send:
    contents = world.front.playground.workspace.contents

    async def send(actor: Actor) -> Shown:
        message = Message(CHANNEL, contents.new_ts(), world.slack_id(Bystander.COLLEAGUE), "That was wonderful")
        return await world.front.use_shortcut(world.members[actor], message, ShortcutId.CUSTOMER_PRAISE)

    return send


def _form() -> dict[str, Any]:
    return praise_form(PraiseValues("That was wonderful", "Jane Miller", ("U1CORA",)), PraiseFormPlace())


@attempt("menu praise_noticing.customer", offers=True)
async def suggest_customers(world: World) -> Send:
    return suggesting(world, _form(), ActionId.PRAISE_CUSTOMER, "new one")


@attempt("form praise_noticing.form", changes=("praises",))
async def submit(world: World) -> Send:
    return submitting(world, _form())


@attempt("button praise_noticing.note_undo", changes=("praises",))
async def undo_note(world: World) -> Send:
    praise = await praise_of(world, Who.PEER, Who.SELF)
    message = noted_message(praise, (), is_new=True, asks_noter=False)
    return pressing(world, message.blocks, ActionId.PRAISE_NOTE_UNDO)


@attempt("event message", changes=("praises",), is_silent=True)
async def hear(world: World) -> Send:
    carries = {"selected_options": [{"value": "carries"}]}
    fields = {"channel": {"selected_conversation": CHANNEL}, "carries": carries}
    await world.front.submit(world.members[Who.ADMIN], channel_form(None, None), fields)
    contents = world.front.playground.workspace.contents

    async def send(actor: Actor) -> Shown:
        person = world.members[actor]
        text = f"Thank you Cora Lane, you were wonderful, you saved our day {world.new_word()}"
        message = Message(CHANNEL, contents.new_ts(), person.id, text)
        payloads = world.front.playground.workspace.payloads
        event = payloads.message_event(message, person, world.front.channel)["event"]
        return await world.front.tell(person, event)

    return send


# Deciding


@attempt("button prompt.open", shows=True)
async def open_prompt(world: World) -> Send:
    return pressing_value(world, ActionId.PROMPT_OPEN, str((await praise_of(world)).id))


@attempt("button prompt.gathered")
async def open_gathered(world: World) -> Send:
    for _ in range(7):
        await praise_of(world)
    world.word = ""
    return pressing_value(world, ActionId.PROMPT_GATHERED, NOW.date().isoformat())


@attempt("button prompt.gathered to turn to one", shows=True)
async def turn_gathered(world: World) -> Send:
    place = PromptPlace((await praise_of(world)).id, NOW.date())
    return pressing_value(world, ActionId.PROMPT_GATHERED, place.dump())


@attempt("button prompt.recognise", opens=True, shows=True)
async def open_recognition(world: World) -> Send:
    return await _pressing(world, ActionId.PROMPT_RECOGNISE)


@attempt("form prompt.recognise", changes=("praises", "kudos"))
async def recognise(world: World) -> Send:
    view = await view_of(world, await praise_of(world))
    form = recognition_view(view, SETTINGS, (), FormPlace(PromptPlace(view.praise.id).dump()))
    return submitting(world, form, channel={"selected_conversation": CHANNEL})


@attempt("button prompt.thank", opens=True, shows=True)
async def open_thanks(world: World) -> Send:
    return await _pressing(world, ActionId.PROMPT_THANK)


@attempt("form prompt.thank", changes=("praises", "deliveries"))
async def thank(world: World) -> Send:
    view = await view_of(world, await praise_of(world))
    return submitting(world, thanks_view(view, FormPlace(PromptPlace(view.praise.id).dump())))


@attempt("button prompt.dismiss", changes=("praises",), shows=True)
async def dismiss(world: World) -> Send:
    return await _pressing(world, ActionId.PROMPT_DISMISS)


@attempt("button prompt.dismiss of praise for a leader", changes=("praises",), shows=True)
async def dismiss_ones_own(world: World) -> Send:
    view = await view_of(world, await praise_of(world, Who.LEADER), Who.ADMIN)
    return pressing(world, prompt_message(view).blocks, ActionId.PROMPT_DISMISS)


async def _dismissed(world: World) -> PromptView:
    praise = await praise_of(world)
    return await world.do(decisions.dismiss, Who.MANAGER, praise.id, NOW, prompt_message)


@attempt("button prompt.because", changes=("praises",), shows=True)
async def give_reason(world: World) -> Send:
    return pressing(world, prompt_message(await _dismissed(world)).blocks, ActionId.PROMPT_BECAUSE)


@attempt("button prompt.reopen", changes=("praises",), shows=True)
async def take_dismissal_back(world: World) -> Send:
    return pressing(world, prompt_message(await _dismissed(world)).blocks, ActionId.PROMPT_REOPEN)


@attempt("button prompt.undo", changes=("praises", "kudos"), shows=True)
async def undo(world: World) -> Send:
    praise = await praise_of(world)
    recognition = Recognition(praise.id, ("U1TESS",), "Well done", "", (), CHANNEL, names_customer=False)
    view = await world.do(decisions.recognise, Who.MANAGER, recognition, world.new_name(), NOW, MESSAGES)
    return pressing(world, prompt_message(view).blocks, ActionId.PROMPT_UNDO)


@attempt("button prompt.later", changes=("praise_prompts",), shows=True)
async def put_off(world: World) -> Send:
    return await _pressing(world, ActionId.PROMPT_LATER)


async def _unsure(world: World) -> PromptView:
    contents = world.front.playground.workspace.contents
    said = SaidPraise(
        source=PraiseSource.OUTSIDE,
        channel=CHANNEL,
        ts=contents.new_ts(),
        said_at=NOW,
        words=f"Thank you, Tess, I think: {world.new_word()}",
        author=world.slack_id(Who.OUTSIDER),
        author_name="Otto",
        sure=(),
        proposed=("U1TESS",),
        score=1.0,
        reason="thank you",
    )
    praise = await world.store.write(praise_noticing.notice, HERE, said, NOW, draw=prompt_message)
    assert praise is not None
    return await view_of(world, praise)


@attempt("menu prompt.concerns", changes=("praise_people",), shows=True)
async def say_whom(world: World) -> Send:
    blocks = prompt_message(await _unsure(world)).blocks
    return pressing(world, blocks, ActionId.PROMPT_CONCERNS, selected_option={"value": "U1TESS"})


@attempt("menu prompt.concerns_other", changes=("praise_people",), shows=True)
async def say_whom_else(world: World) -> Send:
    blocks = prompt_message(await _unsure(world)).blocks
    return pressing(world, blocks, ActionId.PROMPT_CONCERNS_OTHER, selected_user="U1CORA")
