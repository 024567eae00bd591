"""App Home: what stands on a person's own tab, and what makes it old."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.card_looks import CardLook
from bot.domain.digests import GoalLine, PersonNote
from bot.domain.goal_pages import Question
from bot.domain.goals import Goal, Measurement
from bot.domain.help_questions import HelpQuestion
from bot.domain.kudos import Kudos
from bot.domain.people import Person
from bot.domain.praise_prompts import PromptView
from bot.domain.subscriptions import Subscription
from bot.domain.work_logs import WorkLog
from bot.errors import Refused

GOALS_A_PAGE = 8
"""Goals of one's own."""

TEAM_GOALS_A_PAGE = 10
"""Goals of those one answers for."""

WAITING_A_PAGE = 4
"""Things that wait for an answer: one takes seven blocks at most, of the hundred of a Home view ("Home tab views")."""

LATEST_ENTRIES = 5
LATEST_LOOKS = 3
LATEST_KUDOS = 3
"""What is shown of each; the rest is said in numbers, with where it stands."""

KEPT_FRESH = timedelta(days=1)
"""A Home is drawn anew for so long after it was opened last: Slack tells each time ("app_home_opened event")."""

UNDO_SHOWN = timedelta(hours=1)
"""How long what was recorded last stands on Home with its *Undo*."""

MOST_PAGES = 10_000
"""No list has as many pages; a button that says more isn't ours."""


class HomePart(StrEnum):
    """The lists on Home that have pages."""

    WAITING = "waiting"
    GOALS = "goals"
    TEAM = "team"


class Whose(StrEnum):
    """Who is meant by a note that Homes are old."""

    PERSON = "person"
    PERSON_AND_ABOVE = "person_and_above"
    GOAL = "goal"
    PRAISE = "praise"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Touch:
    """What was changed, so that the Homes that show it are old; `id` is what `whose` says: a person's, a goal's …"""

    workspace_id: str
    whose: Whose
    id: int = 0


@dataclass(frozen=True, slots=True)
class Pages:
    """The page of each list that the person has turned to, from 0."""

    waiting: int = 0
    goals: int = 0
    team: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that is kept and not counted until somebody says that it is right. `before` is the latest counted."""

    goal: Goal
    measurement: Measurement
    before: Measurement | None


Waiting = PromptView | Question | Doubt | HelpQuestion
"""What waits for the person: praise to decide, a goal to agree to, a number to confirm, help to answer about."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of what waits, and how many wait on all pages."""

    shown: tuple[Waiting, ...] = ()
    total: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """A page of goals, those that need attention first; `lines` are all of them."""

    lines: tuple[GoalLine, ...] = ()
    page: int = 0
    a_page: int = GOALS_A_PAGE

    @property
    def shown(self) -> tuple[GoalLine, ...]:
        """The goals of this page."""
        return self.lines[self.page * self.a_page : (self.page + 1) * self.a_page]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return pages_of(len(self.lines), self.a_page)


@dataclass(frozen=True, slots=True)
class TeamPart:
    """What somebody who leads people sees besides: how many report to them, and those people's goals by pace."""

    people: int
    goals: GoalsPage


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on a person's Home. `note` is their week so far, results first; the entries are its context.

    `recorded` is the number that they gave last, of which goal, while it may be taken back here. `digest` is the one
    that fits their place, as it comes next. `asks_helped` says that the workspace asks those who were helped, and
    `wants_none` that this person is not to be asked. `looks` are the latest of `look_count` at their card.
    """

    person: Person
    now: datetime
    note: PersonNote
    entries: tuple[WorkLog, ...]
    kudos: tuple[Kudos, ...]
    waiting: WaitingPage
    goals: GoalsPage
    digest: Subscription
    team: TeamPart | None = None
    recorded: tuple[Goal, Measurement] | None = None
    looks: tuple[CardLook, ...] = ()
    look_count: int = 0
    asks_helped: bool = False
    wants_none: bool = False

    @property
    def today(self) -> date:
        """The person's date."""
        return self.note.due.today

    @property
    def is_new(self) -> bool:
        """Nothing is there yet, so that what to do first is the best that can be shown."""
        return not (self.entries or self.kudos or self.goals.lines or self.waiting.total or self.note.said or self.team)


def pages_of(count: int, a_page: int) -> int:
    """How many pages so many things take, at least one."""
    return max((count - 1) // a_page + 1, 1)


def page_within(page: int, count: int, a_page: int) -> int:
    """The page, or the last one where it is behind that: what was on it may be gone."""
    return max(0, min(page, pages_of(count, a_page) - 1))


def unknown_on_home() -> Refused:
    """For a button that isn't ours, or of another version."""
    return Refused("That button isn't known here.", "Open the Home tab again to see it as it is now.")
