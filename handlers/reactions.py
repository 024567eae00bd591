"""The reaction that logs help: kept when it comes, worked off right afterwards."""

from functools import partial
from typing import Any

import structlog

from bot.blocks.work_logs import receipt_message
from bot.db.inbox import InboxEvent
from bot.domain.message_text import people_in, plain_text
from bot.errors import Refused
from bot.reception import Reception
from bot.services import events, people, reactions
from bot.services.acting import Asker
from bot.services.reactions import ReactedMessage
from handlers.inbox import EventWorker
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.reactions")


def register(routes: Routes, workers: dict[str, EventWorker], *, reception: Reception, reaction: str) -> None:
    """Enters this subject's handlers."""
    for kind, work_off in (("reaction_added", log_reaction), ("reaction_removed", undo_reaction)):
        routes.events[kind] = partial(keep_reaction, reception=reception, reaction=reaction)
        workers[kind] = partial(work_off, reception=reception)


async def keep_reaction(request: Request, *, reception: Reception, reaction: str) -> None:
    """Keeps the event when it is our reaction on a message of somebody else than ourselves."""
    event = request.body["event"]
    is_about_us = event.get("item_user") == reception.messenger.bot_user_id
    if event["reaction"] == reaction and event["item"].get("type") == "message" and not is_about_us:
        await reception.store.write(
            events.keep, request.asker.workspace_id, request.body["event_id"], event, _about(event), reception.now
        )
    await request.ack()


async def log_reaction(event: InboxEvent, *, reception: Reception) -> None:
    """Works off `reaction_added`: an entry, and a private question for the minutes."""
    asker = Asker(event.workspace_id, event.event["user"])
    channel, ts = event.event["item"]["channel"], event.event["item"]["ts"]
    found = await reception.messenger.message_at(channel, ts) or {}
    text = found.get("text") or ""
    names = await reception.store.read(people.names_of, asker.workspace_id, people_in(text))
    message = ReactedMessage(
        channel=channel,
        ts=ts,
        text=plain_text(text, names),
        author=None if found.get("bot_id") else event.event.get("item_user"),
        permalink=await reception.messenger.permalink(channel, ts),
    )
    try:
        receipt, question = await reception.write(
            reactions.log_reaction, asker, message, receipt_message, reception.now
        )
    except Refused as refused:
        # Anybody may use the emoji; from those who can't log work it is just an emoji.
        _log.info("reaction logs nothing", event_id=event.event_id, reason=type(refused).__name__)
        return
    if question is not None:
        await reception.messenger.update(question, receipt_message(receipt))


async def undo_reaction(event: InboxEvent, *, reception: Reception) -> None:
    """Works off `reaction_removed`: the entry is undone, and a question that was sent says so."""
    asker = Asker(event.workspace_id, event.event["user"])
    item = event.event["item"]
    undone = await reception.write(reactions.undo_reaction, asker, item["channel"], item["ts"], reception.now)
    if undone is None:
        return
    receipt, question = undone
    if question is not None:
        await reception.messenger.update(question, receipt_message(receipt))


def _about(event: dict[str, Any]) -> str:
    return f"reaction:{event['user']}:{event['item']['channel']}:{event['item']['ts']}"
