"""`/praiseworthy praise report`: how often prompts about praise were right, and moving the threshold."""

from functools import partial

import structlog

from bot.blocks.ids import ActionId
from bot.blocks.praise_report import change_of, praise_report_message, threshold_of
from bot.domain.deliveries import Message
from bot.errors import PraiseworthyError
from bot.praise_watch import PraiseWatch
from bot.reception import Reception
from bot.services import praise_report
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.praise")

WORD = "report"
"""What stands alone behind `/praiseworthy praise`; anything longer is something to note."""


def register(routes: Routes, *, reception: Reception, watch: PraiseWatch) -> None:
    """Enters this subject's handlers; the command's word is read by `handlers.noted_praise`."""
    routes.actions[ActionId.PRAISE_THRESHOLD] = partial(move, reception=reception, watch=watch)
    routes.actions[ActionId.PRAISE_THRESHOLD_BACK] = partial(move_back, reception=reception, watch=watch)


async def show(request: Request, *, reception: Reception) -> None:
    """The report, for admins."""
    report = await reception.read(praise_report.report_for, request.asker)
    await request.ack(**praise_report_message(report).payload())


async def move(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """The menu: the chosen threshold holds from the next message on."""
    to = threshold_of(str((request.body["actions"][0].get("selected_option") or {}).get("value") or ""))
    change, report = await reception.write(praise_report.change_threshold, request.asker, to, reception.now)
    watch.read_again(request.asker.workspace_id)
    await request.ack()
    await _show(request, praise_report_message(report, change), reception)


async def move_back(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """*Undo* of a moved threshold."""
    change = change_of(str(request.body["actions"][0].get("value") or ""))
    done, report = await reception.write(praise_report.change_threshold_back, request.asker, change, reception.now)
    watch.read_again(request.asker.workspace_id)
    await request.ack()
    await _show(request, praise_report_message(report, done, undone=True), reception)


async def _show(request: Request, message: Message, reception: Reception) -> None:
    try:
        await reception.messenger.respond(request.body["response_url"], message, replace=True)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", reason=str(unsaid))
