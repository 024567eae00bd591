"""Noticing praise in messages: judged when they come, worked off afterwards. What isn't praise is let go at once."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog

from bot.blocks.praise_prompts import prompt_message
from bot.db.inbox import InboxEvent
from bot.domain.message_text import people_in
from bot.domain.people import Person
from bot.domain.praise.classifier import Verdict, judge
from bot.domain.praise_names import Found, find_praised
from bot.domain.praise_noticing import Change, Heard, deleted_in, hear, moment_of
from bot.domain.praises import PraiseSource, message_key
from bot.domain.slack_text import in_words, marked_up
from bot.messenger import SlackRefused
from bot.praise_watch import HEARD, Ears, PraiseWatch
from bot.reception import Reception
from bot.services import events, people, praise_noticing
from bot.services.praise_noticing import SaidPraise
from handlers.inbox import EventWorker
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.praise")


def register(routes: Routes, workers: dict[str, EventWorker], *, reception: Reception, watch: PraiseWatch) -> None:
    """Enters this subject's handlers."""
    routes.events["message"] = partial(hear_message, reception=reception, watch=watch)
    workers["message"] = partial(work_off, reception=reception, watch=watch)


async def hear_message(request: Request, *, reception: Reception, watch: PraiseWatch) -> None:
    """Keeps the message if it may be praise, or may change praise; any other is forgotten here."""
    body = request.body
    workspace_id = request.asker.workspace_id
    kept = _deleted(body["event"])
    if kept is None:
        ears = await watch.ears(workspace_id)
        heard = hear(body, ears.watched)
        kept = await _kept(heard, ears, workspace_id, reception) if heard else None
    if kept is not None:
        about = message_key(kept["channel"], kept["ts"])
        await reception.store.write(events.keep, workspace_id, body["event_id"], kept, about, reception.now)
    await request.ack()


async def work_off(event: InboxEvent, *, reception: Reception, watch: PraiseWatch) -> None:
    """Works off a message that was kept: new praise, other words, or gone."""
    kept = event.event
    place = kept["channel"], kept["ts"]
    now = reception.now
    if kept["change"] == Change.DELETED:
        await reception.store.write(praise_noticing.delete, event.workspace_id, *place, now, draw=prompt_message)
        return
    ears = await watch.ears(event.workspace_id)
    if kept["change"] == Change.EDITED:
        words = _plain(kept["text"], ears)
        verdict = kept["score"], kept["reason"]
        is_known = await reception.store.write(
            praise_noticing.edit, event.workspace_id, place, words, verdict, now, draw=prompt_message
        )
        if is_known or not kept["is_praise"]:
            return
    said = await _said(event.workspace_id, kept, ears, reception)
    if said is not None:
        praise = await reception.store.write(praise_noticing.notice, event.workspace_id, said, now, draw=prompt_message)
        _log.info("praise noticed", event_id=event.event_id, praise=praise.id if praise else None)


def _deleted(event: Mapping[str, Any]) -> dict[str, Any] | None:
    gone = deleted_in(event)
    return {"type": "message", "change": Change.DELETED, "channel": gone[0], "ts": gone[1]} if gone else None


async def _kept(heard: Heard, ears: Ears, workspace_id: str, reception: Reception) -> dict[str, Any] | None:
    """What is kept of a message; None when it has nothing to do with praise."""
    text = marked_up(heard.message)
    verdict = _judge(text, heard, ears)
    HEARD.labels(heard.source, "praise" if verdict.is_praise else "other").inc()
    if not (verdict.is_praise or await _was_praise(heard, ears, workspace_id, reception)):
        return None
    return {
        "type": "message",
        "change": heard.change,
        "source": heard.source,
        "channel": heard.channel,
        "ts": heard.ts,
        "thread_ts": heard.thread_ts,
        "author": heard.author,
        "author_name": heard.author_name,
        "text": text,
        "is_praise": verdict.is_praise,
        "score": verdict.score,
        "reason": verdict.reason,
    }


async def _was_praise(heard: Heard, ears: Ears, workspace_id: str, reception: Reception) -> bool:
    if heard.before is None:
        return False
    if _judge(marked_up(heard.before), heard, ears).is_praise:
        return True
    return await reception.store.read(praise_noticing.is_kept, workspace_id, heard.channel, heard.ts)


def _judge(text: str, heard: Heard, ears: Ears) -> Verdict:
    found = _find(text, heard.author, heard.author_name, ears)
    names = [name for entry in (*found.sure, *found.proposed) for name in (entry.name, *entry.aliases)]
    return judge(_plain(text, ears), names=names, author=heard.author_name, threshold=ears.threshold)


def _find(text: str, author: str | None, author_name: str, ears: Ears, thread: tuple[str, ...] = ()) -> Found:
    return find_praised(text, ears.roster, author_slack_id=author, author_name=author_name, thread=thread)


def _plain(text: str, ears: Ears) -> str:
    known = ears.roster.by_slack_id
    return in_words(text, {one: known[one].name for one in people_in(text) if one in known})


async def _said(workspace_id: str, kept: Mapping[str, Any], ears: Ears, reception: Reception) -> SaidPraise | None:
    """What there is to know of a message: its author, who wrote in its thread, whom it concerns, where it stands.

    None when its author is a colleague after all, in a channel that nobody marked.
    """
    channel, ts, thread_ts = kept["channel"], kept["ts"], kept["thread_ts"]
    author = await _author(workspace_id, kept["author"], reception)
    source = PraiseSource(kept["source"])
    if source is PraiseSource.OUTSIDE and author is not None and not author.is_outside:
        if channel not in ears.watched.marked:
            return None
        source = PraiseSource.CUSTOMERS_CHANNEL
    in_thread = thread_ts is not None and thread_ts != ts
    thread = await reception.messenger.thread_authors(channel, thread_ts, ts) if in_thread else []
    name = author.name if author else kept["author_name"]
    found = _find(kept["text"], kept["author"], name, ears, tuple(thread))
    return SaidPraise(
        source=source,
        channel=channel,
        ts=ts,
        said_at=moment_of(ts),
        words=_plain(kept["text"], ears),
        author=kept["author"],
        author_name=name,
        sure=tuple(entry.slack_id for entry in found.sure),
        proposed=tuple(entry.slack_id for entry in found.proposed),
        score=kept["score"],
        reason="; ".join(part for part in (kept["reason"], found.why) if part),
        permalink=await reception.messenger.permalink(channel, ts),
    )


async def _author(workspace_id: str, slack_id: str | None, reception: Reception) -> Person | None:
    """Who wrote it, asked of Slack when not known; None for an app, and where Slack doesn't tell."""
    if slack_id is None:
        return None
    known = await reception.store.read(people.known_of, workspace_id, [slack_id])
    if known:
        return known[0]
    try:
        person = await reception.messenger.person(workspace_id, slack_id)
    except SlackRefused as refused:
        if refused.retry_after is not None:
            raise
        return None
    await reception.store.write(people.learn_newcomer, person, reception.now)
    return person
