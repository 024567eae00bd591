"""What those who were helped answer when they are asked whether it solved the matter."""

from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.help_questions import (
    answer_from,
    page_message,
    question_from,
    question_message,
    question_or_page,
    read_thanks,
    thanks_message,
    thanks_view,
    told_message,
)
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.praise_prompts import prompt_message
from bot.errors import PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import help_questions, work_logs
from bot.services.help_questions import HelpMessages
from handlers.messages_tab import is_on_home
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.help_questions")

MESSAGES = HelpMessages(question_message, told_message, thanks_message, prompt_message)


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.subcommands["questions"] = partial(questions, reception=reception)
    routes.actions[ActionId.HELPED_ANSWER] = partial(answer, reception=reception)
    routes.actions[ActionId.HELPED_THANK] = partial(open_thanks, reception=reception)
    routes.actions[ActionId.HELPED_STOP] = partial(set_asked, reception=reception, wanted=False)
    routes.actions[ActionId.HELPED_RESUME] = partial(set_asked, reception=reception, wanted=True)
    routes.views[ViewId.HELPED_THANKS] = partial(submit_thanks, reception=reception)


async def questions(request: Request, *, reception: Reception) -> None:
    """`/praiseworthy questions`: whether one is asked, and what came of one's own help."""
    page = await reception.read(help_questions.page_of, request.asker, reception.now)
    await request.ack(**page_message(page).payload())


async def answer(request: Request, *, reception: Reception) -> None:
    """*Solved* and *Not yet*. The message shows it through its delivery, so that the latest answer is what it shows."""
    pressed = request.body["actions"][0]
    question_id, said = question_from(str(pressed.get("value") or "")), answer_from(pressed["action_id"])
    await reception.write(help_questions.answer, request.asker, question_id, said, reception.now, MESSAGES)
    await request.ack()


async def open_thanks(request: Request, *, reception: Reception) -> None:
    """*Say thanks*."""
    question_id = question_from(str(request.body["actions"][0].get("value") or ""))
    question = await reception.read(help_questions.to_thank, request.asker, question_id)
    today = await reception.read(work_logs.today_of, request.asker, reception.now)
    await reception.messenger.open_view(request.body["trigger_id"], thanks_view(question, today))
    await request.ack()


async def submit_thanks(request: Request, *, reception: Reception) -> None:
    """The words of thanks."""
    view = request.body["view"]
    words, said = read_thanks(view["state"])
    question_id = question_from(view["private_metadata"])
    try:
        await reception.write(help_questions.thank, request.asker, question_id, words, said, reception.now, MESSAGES)
    except Refused as refused:
        await request.ack(response_action="errors", errors={ActionId.HELPED_WORDS: field_error(refused)})
        return
    await request.ack()


async def set_asked(request: Request, *, reception: Reception, wanted: bool) -> None:
    """*Don't ask me* and *Ask me again*, in a message of questions or on the page."""
    question_id = question_or_page(str(request.body["actions"][0].get("value") or ""))
    page = await reception.write(
        help_questions.set_asked, request.asker, wanted, question_id, reception.now, question_message
    )
    await request.ack()
    if question_id is None and not is_on_home(request):
        try:
            await reception.messenger.respond(request.body["response_url"], page_message(page), replace=True)
        except PraiseworthyError as unsaid:
            _log.warning("done, but the reply was not delivered", reason=str(unsaid))
