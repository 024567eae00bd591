"""A reaction on a message as a work log, and its question for the minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import deliveries, people, work_logs
from bot.domain.deliveries import Message, Posted
from bot.domain.message_text import beginning
from bot.domain.work_log_line import WorkLogDraft
from bot.domain.work_logs import Origin, Source, WorkLogReceipt
from bot.services.acting import Asker
from bot.services.work_logs import log_draft, redo, undo

DrawQuestion = Callable[[WorkLogReceipt], Message]


@dataclass(frozen=True, slots=True)
class ReactedMessage:
    """The message that a person reacted to, its text in plain words. `author` is None for a message from an app."""

    channel: str
    ts: str
    text: str
    author: str | None
    permalink: str | None


def log_reaction(
    session: Session, asker: Asker, message: ReactedMessage, draw_question: DrawQuestion, now: datetime
) -> tuple[WorkLogReceipt, Posted | None]:
    """Logs the help that a reaction points at and queues the question for the minutes to the person who reacted.

    The same person and message is the same entry: reacting again after undoing puts it back. Returns the entry with
    where its question stands, if it was asked before. Raises `UnknownPerson` or `Refused`.
    """
    key = _origin_key(asker, message.channel, message.ts)
    before = work_logs.by_origin(session, asker.workspace_id, key)
    if before is not None:
        receipt = redo(session, asker, before.id, now)
        return receipt, _ask(session, asker, receipt, draw_question, now)
    actor = people.find(session, asker.workspace_id, asker.slack_id)
    helped = (message.author,) if message.author and message.author != asker.slack_id else ()
    today = (actor.local(now) if actor else now).date()
    draft = WorkLogDraft(
        summary=beginning(message.text) or "Helped with a message",
        minutes=None,
        on=today,
        at=None,
        helped=helped,
        tags=(),
        references=(),
        links=(),
        customer=None,
        customer_key=None,
    )
    receipt = log_draft(session, asker, draft, Origin(Source.REACTION, key, message.text, message.permalink), now)
    return receipt, _ask(session, asker, receipt, draw_question, now)


def undo_reaction(
    session: Session, asker: Asker, channel: str, ts: str, now: datetime
) -> tuple[WorkLogReceipt, Posted | None] | None:
    """Takes back what a reaction logged; a question that is not on its way yet is withdrawn.

    Returns the entry with where its question stands, if it does; None when the reaction logged nothing.
    """
    entry = work_logs.by_origin(session, asker.workspace_id, _origin_key(asker, channel, ts))
    if entry is None:
        return None
    receipt = undo(session, asker, entry.id, now)
    deliveries.withdraw(session, asker.workspace_id, _purpose(entry.id), now)
    return receipt, deliveries.sent_to(session, asker.workspace_id, _purpose(entry.id))


def _ask(
    session: Session, asker: Asker, receipt: WorkLogReceipt, draw_question: DrawQuestion, now: datetime
) -> Posted | None:
    purpose = _purpose(receipt.entry.id)
    deliveries.queue(session, asker.workspace_id, purpose, asker.slack_id, draw_question(receipt), now)
    return deliveries.sent_to(session, asker.workspace_id, purpose)


def _origin_key(asker: Asker, channel: str, ts: str) -> str:
    return f"reaction:{asker.slack_id}:{channel}:{ts}"


def _purpose(entry_id: int) -> str:
    return f"minutes:work_log:{entry_id}"
