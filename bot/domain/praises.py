"""Praise: a customer's own words about a person's service, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.work_logs import Customer


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

    `score` is the classifier's, 0 to 1, None where a person noted it; `reason` says in words why it was noticed.
    `asked_id` is the person who is asked to act, since `asked_at`; `later_until` when they pressed *Later*.
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
    asked_id: int | None
    asked_at: datetime | None
    reminded_at: datetime | None
    later_until: datetime | None
    handled_by: int | None
    kudos_id: int | None
    dismissed_because: str | None
    created_at: datetime
