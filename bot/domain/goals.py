"""A goal: a *result* wanted by a date, whose it is, and the measurements that tell how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

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
    """A goal as it is kept. `set_by` is a person's id; `times_asked` counts how often the owner was asked to agree."""

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
    times_asked: int = 0

    def draft(self) -> GoalDraft:
        """The goal as it would be asked for again."""
        return GoalDraft(**{part.name: getattr(self, part.name) for part in fields(GoalDraft)})


class GoalGroup(IntEnum):
    """The parts of somebody's list of goals, in their order: what is theirs, then what they answer for."""

    ORGANISATION = 0
    MY_TEAM = 1
    MINE = 2
    TEAMS = 3
    PEOPLE = 4


@dataclass(frozen=True, slots=True)
class GoalReach:
    """Whose goals somebody's list has, by id: their own, their teams' (`my_teams`), and those they answer for.

    `people` and `teams` are all of them, the person and their teams included; the organisation's goals are everybody's.
    """

    me: int
    my_teams: frozenset[int]
    people: frozenset[int]
    teams: frozenset[int]


@dataclass(frozen=True, slots=True)
class GoalChange:
    """One change of a goal: who made it, and what the changed parts said before.

    `before` has parts by name, as `stated` writes them. `by` is a person's id.
    """

    goal_id: int
    by: int
    by_name: str
    before: Mapping[str, Any]
    at: datetime


def stated(goal: Goal) -> dict[str, Any]:
    """Every part of a goal that can change, by name, as JSON: dates in ISO form, the owner and customers by name."""
    return {
        "title": goal.title,
        "owner": goal.owner.name,
        "unit": goal.unit,
        "direction": goal.direction.value,
        "baseline": goal.baseline,
        "target": goal.target,
        "starts_on": goal.starts_on.isoformat(),
        "due_on": goal.due_on.isoformat(),
        "parent_id": goal.parent_id,
        "why": goal.why,
        "customers": [customer.name for customer in goal.customers],
        "tags": list(goal.tags),
        "is_activity": goal.is_activity,
        "state": goal.state.value,
        "agreement": goal.agreement.value,
        "proposal": goal.proposal,
        "times_asked": goal.times_asked,
    }


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
