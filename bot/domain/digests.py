"""What stands in a digest: plain values, ready to be drawn. How each part is found: docs/digests.md."""

from dataclasses import dataclass
from datetime import date

from bot.domain.attention import Unattended
from bot.domain.coaching import Prompt
from bot.domain.effort import Effort
from bot.domain.goals import Goal
from bot.domain.help_questions import SolvedShare
from bot.domain.kudos import Spread
from bot.domain.pace import Standing
from bot.domain.subscriptions import DueDigest
from bot.domain.work_logs import Customer

MOST_CHARTS = 2
"""Charts in a message ("Data visualization block")."""

CHART_DAYS = 84
"""The days before a digest from which a chart's points are taken: twelve weeks."""


_NO_EFFORT = Effort()
_NOBODY_ASKED = SolvedShare()


@dataclass(frozen=True, slots=True)
class Point:
    """A goal's value on a day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal as it stands, and its latest points, oldest first, where a chart of it is wanted."""

    goal: Goal
    standing: Standing
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's own words, who said them, and where.

    `about` names those praised, `became` says what came of it ('recognised by Maya'). `praise_id` is the praise's.
    """

    customer: str
    words: str
    permalink: str | None = None
    about: str = ""
    became: str = ""
    praise_id: int | None = None


@dataclass(frozen=True, slots=True)
class ManagerDigest:
    """A manager's week. Results that need attention come first; `people` is how many report to the manager.

    `expects_help` is whether some of them lead nobody themselves: from the others the manager sees no help, because it
    is those below them who give it.

    `said` is what was recognised or thanked for, `waiting` the praise about which the manager was asked and nobody
    decided. `carrier` is the name of the one who carries most of the off-system help, None when nobody does. `solved`
    is what those whom the manager's people helped say.
    """

    due: DueDigest
    people: int = 0
    results: tuple[GoalLine, ...] = ()
    activities: tuple[GoalLine, ...] = ()
    said: tuple[Said, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    unattended: tuple[Unattended, ...] = ()
    effort: Effort = _NO_EFFORT
    carrier: str | None = None
    solved: SolvedShare = _NOBODY_ASKED
    waiting: tuple[Said, ...] = ()
    expects_help: bool = True

    @property
    def is_empty(self) -> bool:
        """Nobody reports to the manager, there is no goal and nothing waits: the message is a welcome."""
        return not (self.people or self.results or self.activities or self.waiting)

    @property
    def charted(self) -> tuple[GoalLine, ...]:
        """The results that a chart is drawn of."""
        return tuple(line for line in self.results if len(line.points) > 1)[:MOST_CHARTS]


@dataclass(frozen=True, slots=True)
class ServedGoal:
    """A goal that somebody's entries of the week were about, with their minutes."""

    line: GoalLine
    minutes: int
    entries: int


@dataclass(frozen=True, slots=True)
class PersonNote:
    """A person's week: what their help led to, what was said of them, their goals, and their entries as context.

    `solved` is what those whom they helped say.
    """

    due: DueDigest
    served: tuple[ServedGoal, ...] = ()
    said: tuple[Said, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    entries: int = 0
    minutes: int = 0
    customers: tuple[Customer, ...] = ()
    solved: SolvedShare = _NOBODY_ASKED

    @property
    def is_empty(self) -> bool:
        """Nothing was logged and there is no goal: no note is needed."""
        return not (self.entries or self.goals or self.served or self.said or self.solved.answered)


@dataclass(frozen=True, slots=True)
class TeamResults:
    """A team's open results and those of its members: how many are on track, of all. `depth` is 0 for a top team."""

    name: str
    depth: int
    on_track: int
    results: int
    activities: int


@dataclass(frozen=True, slots=True)
class CustomerEffort:
    """A month's off-system help for a customer (`name` '' for none). `full_time` is people, None where unknown."""

    name: str
    minutes: int
    full_time: float | None


@dataclass(frozen=True, slots=True)
class LeaderDigest:
    """A leader's month: the cascade by team, and effort for budgeting. `teams` are in the cascade's order.

    `spread` says whether recognition reaches everybody.
    """

    due: DueDigest
    organisation: tuple[GoalLine, ...] = ()
    on_track: int = 0
    results: int = 0
    teams: tuple[TeamResults, ...] = ()
    without_team: TeamResults | None = None
    effort: tuple[CustomerEffort, ...] = ()
    minutes: int = 0
    full_time: float | None = None
    working_hours: float = 0.0
    spread: Spread | None = None

    @property
    def is_empty(self) -> bool:
        """No goal is open and nothing was logged: the message is a welcome."""
        return not (self.results or self.organisation or self.minutes or self.effort)
