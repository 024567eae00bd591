"""A goal: a *result* wanted by a date, whose it is, and the measurements that tell how it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.work_logs import Customer


class OwnerKind(StrEnum):
    """Who works towards a goal: organisation → team → person is the cascade."""

    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"


class Direction(StrEnum):
    """Which way is good: up or down to the target by the due date, or kept at least / at most there all along."""

    UP = "up"
    DOWN = "down"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Agreement(StrEnum):
    """Whether the person whom a goal was set for agrees to it. Nobody is asked about a team's, or one's own."""

    NOT_NEEDED = "not_needed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    CHANGE_PROPOSED = "change_proposed"


class GoalState(StrEnum):
    """Open goals are in lists and digests. A closed one is over; a withdrawn one was a mistake ('Undo')."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose goal it is. `id` is a person's or a team's, None for the organisation; `slack_id` a person's."""

    kind: OwnerKind
    id: int | None = None
    name: str = ""
    slack_id: str | None = None


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What somebody asks for. `baseline` is None where it isn't known; dates are the setter's local ones."""

    title: str
    owner: Owner
    unit: str
    direction: Direction
    baseline: float | None
    target: float
    starts_on: date
    due_on: date
    parent_id: int | None = None
    why: str = ""
    customers: tuple[Customer, ...] = ()
    tags: tuple[str, ...] = ()
    is_activity: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as it is kept. `set_by` and `answers` are people's ids: who set it, and who answers for it."""

    id: int
    workspace_id: str
    title: str
    owner: Owner
    unit: str
    direction: Direction
    baseline: float | None
    target: float
    starts_on: date
    due_on: date
    parent_id: int | None
    why: str
    customers: tuple[Customer, ...]
    tags: tuple[str, ...]
    is_activity: bool
    state: GoalState
    agreement: Agreement
    proposal: str
    set_by: int
    created_at: datetime


class MeasurementSource(StrEnum):
    """How a measurement came in."""

    TYPED = "typed"
    FORM = "form"
    FILE = "file"
    HOOK = "hook"


class MeasurementState(StrEnum):
    """Counted ones make the picture. 'To confirm' waits for an answer to 'Is that right?'; the others are history."""

    COUNTED = "counted"
    TO_CONFIRM = "to_confirm"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Confidence(StrEnum):
    """How sure the one who measured is that the goal will be reached."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A goal's value on a date. `given_by` is a person's id, None where a survey or ticket system sent it."""

    id: int
    goal_id: int
    value: float
    on: date
    note: str
    confidence: Confidence | None
    source: MeasurementSource
    given_by: int | None
    state: MeasurementState
    created_at: datetime
