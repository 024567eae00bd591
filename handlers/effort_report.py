"""`/praiseworthy effort`: where off-system help went, for budgeting, and the same as files."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from functools import partial

from bot.blocks.effort_report import MOST_ROWS, plain_message, report_message, sent_message, unsent_message
from bot.blocks.ids import ActionId
from bot.domain.card_looks import Seen
from bot.domain.deliveries import Message
from bot.domain.effort_report import EffortAsked, EffortReport
from bot.effort_export import ExportedFile, exported
from bot.messenger import SlackRefused, SlackUnanswered
from bot.reception import Reception
from bot.services import card_looks, effort_report
from bot.services.acting import Asker
from handlers.afterwards import Afterwards
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes

LONGEST_WAIT = 60.0
"""Seconds that a file waits where Slack asks to; after that, the person is told."""


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    afterwards = Afterwards(reception)
    in_hand: set[tuple[Asker, str]] = set()
    routes.subcommands["effort"] = partial(effort, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.EFFORT_SHOW] = partial(show, reception=reception, afterwards=afterwards)
    routes.actions[ActionId.EFFORT_EXPORT] = partial(
        export, reception=reception, afterwards=afterwards, in_hand=in_hand
    )


async def effort(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """`/praiseworthy effort last quarter by team`: acknowledged at once, since adding up may take longer."""
    asked = await reception.read(effort_report.asked_for, request.asker, rest_of(request), reception.now)
    await request.ack()
    afterwards.do(request, _show(request, asked, reception, replace=False))


async def show(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*By team*, *This quarter*, *Earlier*: in place of what is shown."""
    asked = await _asked(request, reception)
    await request.ack()
    afterwards.do(request, _show(request, asked, reception, replace=True))


async def export(
    request: Request, *, reception: Reception, afterwards: Afterwards, in_hand: set[tuple[Asker, str]]
) -> None:
    """*Export*: CSV and XLSX in the direct message; pressed twice, they are sent once."""
    asked = await _asked(request, reception)
    await request.ack()
    this = (request.asker, asked.typed)
    if this not in in_hand:
        in_hand.add(this)
        afterwards.do(request, _export(request, asked, reception, lambda: in_hand.discard(this)))


async def _asked(request: Request, reception: Reception) -> EffortAsked:
    typed = str(request.body["actions"][0].get("value") or "")
    return await reception.read(effort_report.asked_for, request.asker, typed, reception.now)


async def _show(request: Request, asked: EffortAsked, reception: Reception, *, replace: bool) -> None:
    report = await _made(request, asked, reception, Seen.EFFORT, MOST_ROWS)
    message = report_message(report)
    url = request.body["response_url"]
    # A workspace may have no charts yet, or no tables: the words say the same.
    for simpler in (message, message.without_charts()):
        try:
            await reception.messenger.respond(url, simpler, replace=replace)
        except SlackRefused:
            continue
        return
    await reception.messenger.respond(url, plain_message(report), replace=replace)


async def _export(request: Request, asked: EffortAsked, reception: Reception, done: Callable[[], None]) -> None:
    try:
        answer = await _sent(request, asked, reception)
    finally:
        done()
    await reception.messenger.respond(request.body["response_url"], answer, replace=False)


async def _sent(request: Request, asked: EffortAsked, reception: Reception) -> Message:
    """Sends the files; what to say about it."""
    report = await _made(request, asked, reception, Seen.EFFORT_EXPORT)
    # Writing some thousand rows takes long enough to keep others waiting.
    files = await asyncio.to_thread(exported, report)
    names = [file.name for file in files]
    await reception.write(effort_report.record_export, request.asker, asked, reception.now)
    for place, file in enumerate(files):
        comment = f"Off-system help, {asked.period.dates}, by {asked.by.value}." if place == 0 else ""
        try:
            await _send(request.asker.slack_id, file, comment, reception)
        except (SlackRefused, SlackUnanswered) as unsent:
            reason = unsent.error if isinstance(unsent, SlackRefused) else ""
            return unsent_message(names[place:], names[:place], reason, asked)
    return sent_message(names)


async def _send(to: str, file: ExportedFile, comment: str, reception: Reception) -> None:
    """Sends a file, once more where Slack asks to wait a little."""
    send = partial(reception.messenger.send_file, to, filename=file.name, content=file.content, title=file.name)
    try:
        await send(comment=comment)
    except SlackRefused as refused:
        if refused.retry_after is None or refused.retry_after > LONGEST_WAIT:
            raise
        await asyncio.sleep(refused.retry_after)
        await send(comment=comment)


async def _made(
    request: Request, asked: EffortAsked, reception: Reception, what: Seen, most: int | None = None
) -> EffortReport:
    """The report; who will be seen in it by name (the first `most`) can see so before it is shown."""
    async with aclosing(reception.store.stream(effort_report.effort_reports, request.asker, asked)) as reports:
        report = await anext(reports)
    if seen := report.seen_people[:most]:
        await reception.write(
            card_looks.note_look,
            request.asker,
            seen,
            what,
            request.body["trigger_id"],
            reception.now,
        )
    return report
