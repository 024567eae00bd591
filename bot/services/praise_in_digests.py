"""'What customers said' in digests, from the rows of `bot.db.praise_digests`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.digests import Said
from bot.domain.praises import PraiseState
from bot.domain.subscriptions import DigestKind, DueDigest
from bot.services.praise_prompts import SLACK_ID


def said_in_period(rows: Iterable[Any], due: DueDigest) -> tuple[Said, ...]:
    """What was said, or decided about, in the period on the recipient's clock."""
    period = due.period
    said = _said([row for row in rows if period.first <= due.person.local(row.at).date() <= period.last])
    return tuple(replace(one, about="") for one in said) if due.kind is DigestKind.PERSON else said


def waiting(rows: Iterable[Any]) -> tuple[Said, ...]:
    """What waits for the recipient to decide."""
    return _said(list(rows))


def posted(rows: Iterable[Any], due: DueDigest) -> tuple[Said, ...]:
    """The same for a channel: only what was posted for colleagues to read, in the words that somebody chose for it."""
    period = due.period
    words = {
        row.praise_id: row.posted
        for row in rows
        if row.posted and period.first <= due.person.local(row.at).date() <= period.last
    }
    return tuple(Said("", one) for one in words.values())


def _said(rows: Sequence[Any]) -> tuple[Said, ...]:
    of: dict[int, list[Any]] = {}
    for row in rows:
        of.setdefault(row.praise_id, []).append(row)
    return tuple(
        Said(
            customer=", ".join(name for name in (_speaker(row), row.customer) if name),
            words=row.words,
            permalink=row.permalink,
            about=", ".join(one.praised for one in its_rows if one.praised),
            became=_became(row),
            praise_id=row.praise_id,
        )
        for its_rows in of.values()
        for row in its_rows[:1]
    )


def _speaker(row: Any) -> str:
    return row.speaker or ("" if SLACK_ID.fullmatch(row.said_by) else row.said_by)


def _became(row: Any) -> str:
    who = row.handler or "somebody"
    match row.state:
        case PraiseState.RECOGNISED:
            return f"recognised by {who}"
        case PraiseState.THANKED:
            return f"{who} said thanks"
        case _:
            return ""
