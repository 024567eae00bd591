"""Attempts about what those who were helped are asked."""

from bot.blocks.help_questions import question_message, thanks_view
from bot.blocks.ids import ActionId
from bot.db import help_questions as rows
from bot.domain.help_questions import Gathered, Help, HelpQuestion
from bot.services import help_questions
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, typing
from tests.access.attempts_work_logs import entry_of
from tests.access.company import COLLEAGUES, HERE, Bystander, Who
from tests.access.world import NOW, World

attempt = Attempts()


async def question_of(world: World) -> HelpQuestion:
    """What Tess is asked about help that a colleague gave her."""
    receipt = await entry_of(world, Bystander.COLLEAGUE, line="1m {word} with <@U1TESS>")
    helper, entry = world.people[Bystander.COLLEAGUE], receipt.entry
    given = Help(entry.id, helper.id, helper.slack_id, helper.name, True, entry.summary, entry.on, ("U1TESS",))
    asked = world.people[Who.SELF].id
    [question] = await world.store.write(rows.add, HERE, asked, [given], NOW.date())
    return question


async def _pressing(world: World, action_id: ActionId) -> Send:
    gathered = Gathered(world.people[Who.SELF], (await question_of(world),), NOW)
    return pressing(world, question_message(gathered).blocks, action_id)


@attempt("word questions")
async def page(world: World) -> Send:
    return typing(world, "/praiseworthy questions")


@attempt("button helped.answer", changes=("help_questions",))
async def answer(world: World) -> Send:
    return await _pressing(world, ActionId.HELPED_ANSWER)


@attempt("button helped.thank", opens=True, shows=True)
async def open_thanks(world: World) -> Send:
    question = await question_of(world)
    return pressing_value(world, ActionId.HELPED_THANK, str(question.id))


@attempt("form helped.thanks", changes=("help_questions", "praises", "deliveries"))
async def thank(world: World) -> Send:
    question = await question_of(world)
    return submitting(world, thanks_view(question, NOW.date()), words={"value": "You listened"})


@attempt("button helped.stop on the page", changes=("help_question_opt_outs",))
async def stop(world: World) -> Send:
    for actor in (*COLLEAGUES, Who.ELSEWHERE):
        await world.do(help_questions.set_asked, actor, True, None, NOW, question_message)
    return pressing_value(world, ActionId.HELPED_STOP, "page")


@attempt("button helped.stop", changes=("help_question_opt_outs",))
async def stop_in_message(world: World) -> Send:
    await world.do(help_questions.set_asked, Who.SELF, True, None, NOW, question_message)
    return await _pressing(world, ActionId.HELPED_STOP)


@attempt("button helped.resume on the page", changes=("help_question_opt_outs",))
async def resume(world: World) -> Send:
    for actor in (*COLLEAGUES, Who.ELSEWHERE):
        await world.do(help_questions.set_asked, actor, False, None, NOW, question_message)
    return pressing_value(world, ActionId.HELPED_RESUME, "page")


@attempt("button helped.resume", changes=("help_question_opt_outs",))
async def resume_in_message(world: World) -> Send:
    question = await question_of(world)
    await world.do(help_questions.set_asked, Who.SELF, False, None, NOW, question_message)
    gathered = Gathered(world.people[Who.SELF], (question,), NOW, wants_none=True)
    return pressing(world, question_message(gathered).blocks, ActionId.HELPED_RESUME)
