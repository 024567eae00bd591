"""What somebody is shown of goals: a goal read back, a list, and a goal's page."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.goal_activity import Activity
from bot.domain.goals import Agreement, Direction, Goal, GoalChange, GoalGroup, GoalState, Measurement, OwnerKind
from bot.domain.pace import Standing
from bot.errors import Refused

GOALS_A_PAGE = 15
"""Goals on a page of a list."""

CHILDREN_A_PAGE = 8
"""Goals below that a goal's page shows at a time."""

CHANGES_SHOWN = 8
"""The latest changes on a goal's page."""

MEASUREMENTS_SHOWN = 5
"""The latest measurements on a goal's page."""

MAX_LINE = 1_800
"""Characters of a typed goal: with a button it has to fit into the button's value."""


@dataclass(frozen=True, slots=True)
class GoalWish:
    """What a form asks for, with ids still to be looked up. `keeps_activity`: on purpose, if it counts some."""

    title: str
    owner_kind: OwnerKind
    owner_id: int | None
    unit: str
    direction: Direction
    baseline: float | None
    target: float
    starts_on: date
    due_on: date
    parent_id: int | None = None
    why: str = ""
    customer_ids: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    keeps_activity: bool = False


class Happened(StrEnum):
    """What a reply about one goal says of it."""

    SET = "set"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"
    PUT_BACK = "put_back"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class GoalReceipt:
    """A goal as it is kept now. `today` is the asker's; `before` is the goal as it was, where it was changed."""

    goal: Goal
    happened: Happened
    today: date
    parent: Goal | None = None
    before: Goal | None = None


@dataclass(frozen=True, slots=True)
class ActivityFound:
    """Nothing was saved: the words count activity. `typed` is the line as it was typed, '' where it was a form."""

    activity: Activity
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What an owner is asked to agree to, and what became of it.

    `set_by` is the name of who asked, `set_by_slack_id` is None where they are not here any more. `is_old`: the goal
    was changed since the message that this is about, and asked about anew. `today` is the reader's.
    """

    goal: Goal
    parent: Goal | None
    set_by: str
    set_by_slack_id: str | None
    today: date
    is_old: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether the owner is asked, and can answer."""
        return not self.is_old and self.goal.state is GoalState.OPEN and self.goal.agreement is Agreement.ASKED


class ProposalRefused(Refused):
    """The words of a proposal cannot be."""


@dataclass(frozen=True, slots=True)
class GoalList:
    """A page of somebody's goals. `counts` are of all pages; `page` counts from 0."""

    goals: tuple[tuple[GoalGroup, Standing], ...]
    counts: dict[GoalGroup, int]
    page: int
    today: date

    @property
    def total(self) -> int:
        """How many goals there are on all pages."""
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max((self.total - 1) // GOALS_A_PAGE + 1, 1)


@dataclass(frozen=True, slots=True)
class GoalPage:
    """Everything about a goal that the asker may see.

    `parents` go from the next one up to the top; `unseen_parent` says that the chain goes on with goals that are not
    for the asker's eyes. `children` are one page of those that may be seen, `child_count` is their number and
    `unseen_children` that of the others.
    """

    standing: Standing
    measurements: tuple[Measurement, ...]
    measurement_count: int
    parents: tuple[Standing, ...]
    unseen_parent: bool
    children: tuple[Standing, ...]
    child_page: int
    child_count: int
    unseen_children: int
    changes: tuple[GoalChange, ...]
    set_by: str
    may_set: bool
    may_measure: bool
    is_owner: bool
    today: date

    @property
    def goal(self) -> Goal:
        """The goal whose page it is."""
        return self.standing.goal

    @property
    def child_pages(self) -> int:
        """How many pages of children there are, at least one."""
        return max((self.child_count - 1) // CHILDREN_A_PAGE + 1, 1)
