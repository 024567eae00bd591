"""Praise: a customer's own words about a person's service, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.message_text import storable
from bot.domain.work_logs import Customer

MAX_WORDS = 3_000
"""Characters of a customer's words that are kept: as many as one field of a form takes ("Plain-text input element")."""

MAX_SAID_BY = 255
"""Characters of the name of who said it."""

_LEFT_OUT = "\n[…]\n"


class PraiseSource(StrEnum):
    """Where it was noticed."""

    OUTSIDE = "outside"
    CUSTOMERS_CHANNEL = "customers_channel"
    SHORTCUT = "shortcut"
    HOOK = "hook"
    TYPED = "typed"
    HELPED = "helped"


class PraiseState(StrEnum):
    """Open praise waits for somebody to decide. A withdrawn one lost its message before that."""

    OPEN = "open"
    RECOGNISED = "recognised"
    THANKED = "thanked"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Praised:
    """Somebody whom the praise may concern; `is_sure` when the words leave no doubt, or a person said so."""

    person_id: int
    slack_id: str
    name: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Praise:
    """Praise as it is kept. `words` are the customer's; `said_by` is a Slack id, or a name where Slack has none.

    `score` is the classifier's, 0 to 1, None where a person (`noted_by`, our id) noted it; `reason` says in words why
    it was noticed. Who is asked to act, and since when, `bot.domain.praise_prompts` says. `handled_by` is our id of who
    decided, `handled_at` when, in UTC.
    """

    id: int
    workspace_id: str
    source: PraiseSource
    words: str
    said_by: str
    said_at: datetime
    channel: str | None
    message_ts: str | None
    permalink: str | None
    customer: Customer | None
    praised: tuple[Praised, ...]
    score: float | None
    reason: str
    state: PraiseState
    handled_by: int | None
    kudos_id: int | None
    dismissed_because: str | None
    created_at: datetime
    noted_by: int | None = None
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewPraise:
    """Praise that is to be kept. `origin_key` names the message, so that one message is one praise.

    `praised` are ids of people with whether each is sure. The rest is as in `Praise`.
    """

    source: PraiseSource
    words: str
    said_by: str
    said_at: datetime
    origin_key: str
    reason: str
    praised: tuple[tuple[int, bool], ...] = ()
    channel: str | None = None
    message_ts: str | None = None
    permalink: str | None = None
    customer_id: int | None = None
    score: float | None = None
    noted_by_id: int | None = None


def message_key(channel: str, ts: str) -> str:
    """The origin of what was said in a Slack message, however it was noticed."""
    return f"message:{channel}:{ts}"


def kept_words(text: str) -> str:
    """A customer's words as they are kept: of more than `MAX_WORDS` characters, the beginning and the end."""
    words = storable(text).strip()
    if len(words) <= MAX_WORDS:
        return words
    room = MAX_WORDS - len(_LEFT_OUT)
    end = room // 3
    return words[: room - end].rstrip() + _LEFT_OUT + words[-end:].lstrip()
