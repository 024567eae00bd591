"""Attempts about digests, their settings, and what is answered to them."""

from typing import Any

from bot.blocks.coaching import (
    HelpPlace,
    goal_options,
    help_buttons,
    link_view,
    prompt_answered,
    prompt_buttons,
    stop_view,
    worth_it_block,
)
from bot.blocks.digest_settings import SettingsPlace, changed_message, settings_form
from bot.blocks.ids import ActionId
from bot.domain.coaching import Answer, HelpAsked, Kind, PromptRef
from bot.domain.subscriptions import DigestKind
from bot.services import coaching, digests
from tests.access.attempts import Attempts, Send, patiently, pressing, pressing_value, submitting, suggesting, typing
from tests.access.attempts_customers import customer_of
from tests.access.attempts_goals import goal_of, only_goal_of
from tests.access.attempts_work_logs import entry_of
from tests.access.company import COLLEAGUES, Actor, Who
from tests.access.world import CHANNEL, NOW, World

attempt = Attempts()


@attempt("word digest")
async def show_own(world: World) -> Send:
    return patiently(world, typing(world, "/praiseworthy digest"))


@attempt("button digest.show of the team's week", shows=True)
async def show_team(world: World) -> Send:
    await only_goal_of(world)
    return patiently(world, pressing_value(world, ActionId.DIGEST_SHOW, DigestKind.MANAGER))


@attempt("button digest.show of the month")
async def show_month(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.DIGEST_SHOW, DigestKind.LEADER))


@attempt("button digest.send", changes=("deliveries",))
async def send_now(world: World) -> Send:
    await entry_of(world)
    return patiently(world, pressing_value(world, ActionId.DIGEST_SEND, DigestKind.PERSON))


@attempt("word digest settings", opens=True)
async def open_by_word(world: World) -> Send:
    return typing(world, "/praiseworthy digest settings")


@attempt("button digest.settings", opens=True)
async def open_settings(world: World) -> Send:
    return pressing_value(world, ActionId.DIGEST_SETTINGS, DigestKind.PERSON)


async def _form(world: World, actor: Actor, kind: DigestKind) -> dict[str, Any]:
    choice = await world.do(digests.choice_of, actor, kind, NOW)
    return settings_form(choice, SettingsPlace(choice.kind))


@attempt("form digest.settings", changes=("digest_subscriptions",))
async def submit(world: World) -> Send:
    view = await _form(world, Who.SELF, DigestKind.PERSON)
    # Another minute each time, so that it is a change for whoever asks.
    minute = len(world.new_word()) + int(world.new_name().partition(":")[2]) % 40
    return submitting(world, view, at={"selected_time": f"09:{minute:02}"})


@attempt("form digest.settings of managers", changes=("digest_subscriptions",))
async def submit_manager(world: World) -> Send:
    view = await _form(world, Who.MANAGER, DigestKind.MANAGER)
    minute = 8 + int(world.new_name().partition(":")[2]) % 50
    return submitting(world, view, at={"selected_time": f"08:{minute:02}"})


@attempt("form digest.settings of leaders", changes=("digest_subscriptions",))
async def submit_leader(world: World) -> Send:
    view = await _form(world, Who.LEADER, DigestKind.LEADER)
    minute = 8 + int(world.new_name().partition(":")[2]) % 50
    return submitting(world, view, at={"selected_time": f"08:{minute:02}"})


@attempt("button digest.change_back", changes=("digest_subscriptions",))
async def change_back(world: World) -> Send:
    own = await world.do(digests.choice_of, Who.SELF, DigestKind.PERSON, NOW)
    minute = 8 + int(world.new_name().partition(":")[2]) % 50
    before = own.__class__(**{**_stated(own), "at": own.at.replace(hour=7, minute=minute)})
    change = await world.do(digests.change, Who.SELF, before, NOW)
    after = await world.do(digests.change, Who.SELF, own, NOW)
    assert change.after == before
    return pressing(world, changed_message(after, NOW.date()).blocks, ActionId.DIGEST_CHANGE_BACK)


def _stated(choice: Any) -> dict[str, Any]:
    return {name: getattr(choice, name) for name in choice.__slots__}


# Answers


def _prompt() -> PromptRef:
    return PromptRef(Kind.OFF_TRACK, "goal:1", NOW.date())


@attempt("button coaching.answer", changes=("digest_answers",))
async def answer(world: World) -> Send:
    for actor in (*COLLEAGUES, Who.ELSEWHERE):
        await world.do(coaching.take_back, actor, _prompt())
    return pressing(world, [prompt_buttons(_prompt())], ActionId.COACH_ANSWER)


@attempt("button coaching.undo", changes=("digest_answers",))
async def undo_answer(world: World) -> Send:
    for actor in (*COLLEAGUES, Who.ELSEWHERE):
        answered = await world.do(coaching.answer_prompt, actor, _prompt(), Answer.DONE, NOW)
    return pressing(world, [prompt_answered(_prompt(), answered, NOW.date())], ActionId.COACH_UNDO)


async def _asked(world: World) -> HelpAsked:
    customer = await customer_of(world)
    return await world.do(coaching.help_asked, Who.MANAGER, f"customer:{customer.id}")


@attempt("button coaching.help_worth_it", changes=("digest_answers",))
async def worth_it(world: World) -> Send:
    return pressing(world, [help_buttons((await _asked(world)).thing)], ActionId.HELP_WORTH_IT)


@attempt("button coaching.help_undo", changes=("digest_answers",))
async def undo_worth_it(world: World) -> Send:
    asked = await _asked(world)
    for actor in COLLEAGUES:
        answered = await world.do(coaching.worth_it, actor, asked.thing, NOW)
    return pressing(world, [worth_it_block(asked.thing, answered, NOW.date())], ActionId.HELP_UNDO)


@attempt("button coaching.help_link", opens=True, shows=True)
async def open_link(world: World) -> Send:
    return pressing(world, [help_buttons((await _asked(world)).thing)], ActionId.HELP_LINK)


@attempt("menu coaching.help_goal", offers=True, shows=True)
async def suggest_goals(world: World) -> Send:
    asked = await _asked(world)
    await goal_of(world)
    return suggesting(world, link_view(asked, HelpPlace(asked.thing)), ActionId.HELP_GOAL, world.word)


@attempt("form coaching.help_link", changes=("goal_customers",))
async def link(world: World) -> Send:
    asked = await _asked(world)
    goal = (await goal_of(world)).goal
    [group] = goal_options([goal])
    view = link_view(asked, HelpPlace(asked.thing))
    return submitting(world, view, help_goal={"selected_option": group["options"][0]})


@attempt("button coaching.help_stop", opens=True, shows=True)
async def open_stop(world: World) -> Send:
    return pressing(world, [help_buttons((await _asked(world)).thing)], ActionId.HELP_STOP)


@attempt("form coaching.help_stop", changes=("digest_answers", "deliveries"))
async def stop(world: World) -> Send:
    asked = await _asked(world)
    view = stop_view(asked, HelpPlace(asked.thing))
    return submitting(world, view, help_channel={"selected_conversation": CHANNEL})
