"""A subscription: who gets which digest, when; and a digest that is due."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.people import Person


class DigestKind(StrEnum):
    """Whose digest it is: a manager's, one's own note, a leader's month, or a manager's for a channel."""

    MANAGER = "manager"
    PERSON = "person"
    LEADER = "leader"
    TEAM = "team"


class DigestPart(StrEnum):
    """The parts of a manager's digest, each of which may be left out."""

    RESULTS = "results"
    SAID = "said"
    COACHING = "coaching"
    UNATTENDED = "unattended"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Period:
    """What a digest is about: local days, both included.

    `key` is unique among the periods of a subscription: '2026-W47', the ISO week before that of the run, or
    '2026-11', the month before. Keys of one kind sort by time.
    """

    key: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to be made: for whom (`person`), where it goes (`to`, a Slack id), about which period.

    `today` is the person's local date. `parts_left_out` has values of `DigestPart`.
    """

    subscription_id: int
    workspace_id: str
    kind: DigestKind
    person: Person
    to: str
    period: Period
    today: date
    parts_left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as it is kept.

    `weekday` is 0 for Monday, None for a monthly one; `at` is the person's time. `next_run_at` is in UTC, reckoned in
    `time_zone`, which the person may have left since.
    """

    id: int
    kind: DigestKind
    person: Person
    to: str
    weekday: int | None
    at: time
    parts_left_out: frozenset[str]
    is_on: bool
    paused_until: date | None
    next_run_at: datetime
    time_zone: str
    last_period: str | None


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What the owner of a digest chooses; `channels` get the shareable part of a manager's digest."""

    kind: DigestKind
    is_on: bool
    weekday: int | None
    at: time
    paused_until: date | None
    parts_left_out: frozenset[str]
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestChange:
    """What was chosen before, what is now, and the subscription as it is kept."""

    before: DigestChoice
    after: DigestChoice
    subscription: Subscription
