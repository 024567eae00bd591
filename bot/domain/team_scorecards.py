"""A team's card: its results and their pace, and how recognition, off-system load and attention are spread.

Nobody's hours stand on it, and nobody is compared with anybody. Where each part comes from: docs/team-scorecards.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.domain.attention import Unattended
from bot.domain.digests import GoalLine
from bot.domain.effort import CARRIED_PEOPLE, CARRIED_SHARE
from bot.domain.goals import Goal, GoalState
from bot.domain.pace import Pace
from bot.domain.past_periods import PastPeriod
from bot.domain.people import MAX_TEAM_NAME, Team, name_key
from bot.domain.scorecards import agreed
from bot.errors import Refused

MOST_IN_NEED = 8
"""Results that need attention on a card; how many more there are is said."""

MOST_UNTHANKED = 8
"""People named as not thanked yet, to whom may act on it."""

MOST_TEAMS_OFFERED = 8
"""Teams that are offered where several may be meant."""

CARRIED_MINUTES_A_WEEK = 30
"""Under half an hour a week on average, nobody carries anything worth a word."""

_CLOSE = 75.0
"""Of 100, in rapidfuzz's scale: 'Suport' is close to 'Support', 'Sales' isn't."""

_NEEDS = {Pace.MISSED: 0, Pace.OFF_TRACK: 1, Pace.AT_RISK: 2, Pace.NO_RECENT_DATA: 3}
"""What needs attention, the most urgent first."""

_GOOD = (Pace.ON_TRACK, Pace.REACHED)

_ENDED = (Pace.REACHED, Pace.MISSED)
"""How a goal ends that isn't given up."""


class UnknownTeam(Refused):
    """No team has that name."""


class HelpGiven(NamedTuple):
    """A person's off-system help in the period, in minutes and entries, and their minutes in as many days before."""

    person_id: int
    minutes: int
    entries: int
    before: int


@dataclass(frozen=True, slots=True)
class TeamPeople:
    """Who is in a team and those below it. `here` are the people who are here; `names` are theirs, by id.

    `colleagues` of them are no guests: whom recognition is for. `all_ids` has who left, too: their help counts.
    """

    names: Mapping[int, str]
    colleagues: frozenset[int]
    all_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """How many results stand at each pace, how many got worse and better since the period began.

    `in_need` are those that need attention and that the looker may see, most urgent first, `more_in_need` those that
    aren't shown. `activities` count activity, `unagreed` wait for their owner's agreement: neither is in the numbers.
    """

    paces: Mapping[Pace, int]
    slipped: int = 0
    improved: int = 0
    in_need: tuple[GoalLine, ...] = ()
    more_in_need: int = 0
    activities: int = 0
    unagreed: int = 0

    @property
    def count(self) -> int:
        """How many results there are."""
        return sum(self.paces.values())

    @property
    def good(self) -> int:
        """Results that are on track or reached."""
        return sum(self.paces.get(pace, 0) for pace in _GOOD)


@dataclass(frozen=True, slots=True)
class Thanks:
    """How many of the colleagues were thanked in public. `unthanked` are names, of those whom the looker answers for.

    Kudos of two people who only thank each other are left out.
    """

    colleagues: int
    thanked: int
    unthanked: tuple[str, ...] = ()
    more_unthanked: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Off-system help of those who are here, in minutes, with that of as many days before; how many of them noted any.

    `left` and `left_before` are minutes of people who left, or who were forgotten, and `left_entries` their entries.
    `is_carried`: one person carries most of it; `carrier` is who, where the looker answers for them.
    """

    minutes: int = 0
    before: int = 0
    entries: int = 0
    helpers: int = 0
    is_carried: bool = False
    carrier: str | None = None
    left: int = 0
    left_before: int = 0
    left_entries: int = 0

    @property
    def is_known(self) -> bool:
        """Whether anybody noted anything."""
        return bool(self.entries or self.before or self.left_entries or self.left_before)


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team's card. `today` is the looker's; goals stand as on the period's last day, customers as today.

    `below` are the teams right below it; `teams_below` counts those further down too. `named` are the ids of the
    people whom the card tells something about: a look at them is noted.
    """

    team: Team
    period: PastPeriod
    today: date
    people: int
    results: Results
    thanks: Thanks
    load: Load
    unattended: tuple[Unattended, ...] = ()
    below: tuple[Team, ...] = ()
    teams_below: int = 0
    named: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Nothing is known yet: the card says what would fill it."""
        return not (
            self.results.paces
            or self.results.activities
            or self.results.unagreed
            or self.thanks.thanked
            or self.load.is_known
            or self.unattended
        )


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """Several teams may be meant by a name: those that contain it, or (`is_near`) those that are spelt alike."""

    typed: str
    teams: tuple[Team, ...]
    more: int
    is_near: bool


def results_of(lines: Iterable[GoalLine], is_seen: Callable[[Goal], bool]) -> Results:
    """Counts the goals, and keeps those that need attention; closed ones need none, and given up ones aren't counted.

    `is_seen` says whether the looker may see a goal: the others are counted, and not shown.
    """
    paces: Counter[Pace] = Counter()
    slipped = improved = activities = unagreed = 0
    in_need: list[GoalLine] = []
    hidden = 0
    for line in lines:
        standing = line.standing
        if line.goal.is_activity:
            activities += 1
            continue
        if not agreed([line]):
            unagreed += 1
            continue
        is_open = line.goal.state is GoalState.OPEN
        if not is_open and standing.pace not in _ENDED:
            continue
        paces[standing.pace] += 1
        slipped += standing.slipped
        improved += standing.improved
        if is_open and standing.pace in _NEEDS:
            if is_seen(line.goal):
                in_need.append(line)
            else:
                hidden += 1
    in_need.sort(key=_urgency)
    return Results(
        paces={pace: paces[pace] for pace in Pace if paces[pace]},
        slipped=slipped,
        improved=improved,
        in_need=tuple(in_need[:MOST_IN_NEED]),
        more_in_need=max(len(in_need) - MOST_IN_NEED, 0) + hidden,
        activities=activities,
        unagreed=unagreed,
    )


def _urgency(line: GoalLine) -> tuple[int, bool, date, int]:
    standing = line.standing
    return (_NEEDS[standing.pace], not standing.slipped, line.goal.due_on, line.goal.id)


def carrier_of(given: Sequence[HelpGiven], people: int, period: PastPeriod) -> int | None:
    """Who carries most of the off-system help (more than `CARRIED_SHARE` of the minutes), None when nobody does.

    Nothing is said of fewer than `CARRIED_PEOPLE`, nor of little help.
    """
    total = sum(one.minutes for one in given)
    if people < CARRIED_PEOPLE or total < CARRIED_MINUTES_A_WEEK * period.days / 7:
        return None
    most = max(given, key=lambda one: one.minutes)
    return most.person_id if most.minutes > CARRIED_SHARE * total else None


def team_keys(name: str) -> tuple[str, ...]:
    """The keys under which a team may be known that is named so: 'the Support team' is Support."""
    key = name_key(name)
    bare = key.removeprefix("the ")
    found = (key, bare, bare.removeprefix("team "), bare.removesuffix(" team"))
    return tuple(dict.fromkeys(one for one in found if one))


def meant_by(name: str, teams: Sequence[Team]) -> TeamChoice:
    """The teams that may be meant by a name that none has: those containing it, else those spelt alike.

    Raises `UnknownTeam` where there are none.
    """
    keys = team_keys(name)
    shortest = min(keys, key=len, default="")
    within = [team for team in teams if shortest and shortest in name_key(team.name)]
    if within:
        return TeamChoice(name, tuple(within[:MOST_TEAMS_OFFERED]), max(len(within) - MOST_TEAMS_OFFERED, 0), False)
    by_key = {name_key(team.name): team for team in teams}
    near = process.extract(shortest, list(by_key), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=MOST_TEAMS_OFFERED)
    if near:
        return TeamChoice(name, tuple(by_key[key] for key, _, _ in near), 0, True)
    said = name if len(name) <= MAX_TEAM_NAME else f"{name[:MAX_TEAM_NAME]}…"
    raise UnknownTeam(f"There is no team called {said}.", _known(teams))


def _known(teams: Sequence[Team]) -> str:
    if not teams:
        return "There are no teams yet: an admin makes them with `/praiseworthy people`."
    names = ", ".join(team.name for team in teams[:MOST_TEAMS_OFFERED])
    left = len(teams) - MOST_TEAMS_OFFERED
    return f"The teams are {names}{f' and {left:,} more' if left > 0 else ''}."
