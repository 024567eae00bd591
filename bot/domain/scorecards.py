"""A person's card: results, customers' words, behaviours and skills over a period; off-system help as context.

No total, no grade, no rank, and nobody is compared with anybody. docs/scorecards.md says where each part comes from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from rapidfuzz import fuzz

from bot.domain.behaviours import behaviours_in, other_tags
from bot.domain.card_looks import CardLook
from bot.domain.digests import GoalLine, Said
from bot.domain.effort import Effort
from bot.domain.goals import Agreement
from bot.domain.help_questions import SolvedShare
from bot.domain.pace import Pace
from bot.domain.past_periods import PastPeriod
from bot.domain.people import Person, name_key
from bot.domain.praises import PraiseState
from bot.errors import Refused

BEST_QUOTES = 2
"""Customers' words that a card quotes."""

QUOTE_LENGTHS = range(25, 401)
"""Characters of words that are worth quoting where there is a choice: no mere 'thanks', and no letter."""

MOST_STANDING_OUT = 2
"""Of more behaviours that were seen equally often, none stands out."""

MOST_PEOPLE_OFFERED = 8
"""People who are offered where several have one name."""

SPELT_ALIKE = 75.0
"""Of 100, in rapidfuzz's scale (`fuzz.ratio`): 'anna' is close to 'ana', 'bruno' isn't."""

MOST_WAITING = 2
"""Customers' words that wait for somebody to decide, on one's own card; how many more there are is said."""

ACTED_ON = {PraiseState.RECOGNISED: 0, PraiseState.THANKED: 1}
"""What counts as praise on a card, for everybody alike: what somebody decided on. What is quoted first stands first."""

_GOOD = (Pace.ON_TRACK, Pace.REACHED)
_NOBODY_ASKED = SolvedShare()
_NO_EFFORT = Effort()


class UnknownMentioned(Refused):
    """Somebody is mentioned of whom nothing is kept: ask Slack (`users.info`), which may not have told of them yet."""

    def __init__(self, problem: str, remedy: str = "", *, typed: str = "", slack_id: str = "") -> None:
        super().__init__(problem, remedy, typed=typed)
        self.slack_id = slack_id


class Entry(NamedTuple):
    """What a card reads of an entry of off-system help: of the period (`is_now`), or of as many days before.

    `minutes` is None where nobody said how long it took. `customer` is an id, and `customer_name` goes with it;
    `helped` are Slack ids.
    """

    customer: int | None
    customer_name: str | None
    tags: tuple[str, ...]
    helped: tuple[str, ...]
    minutes: int | None
    is_now: bool


class KudosGot(NamedTuple):
    """Kudos that the person got; `praise_id` is the customer's praise that they answer, if any. `at` is UTC."""

    author_id: int
    author_name: str
    words: str
    behaviours: tuple[str, ...]
    tags: tuple[str, ...]
    is_private: bool
    praise_id: int | None
    at: datetime


class PraiseGot(NamedTuple):
    """A customer's words about the person.

    `score` is the classifier's, None where a person noted them. `behaviours` are those of the kudos that answer them,
    as far as the looker may know of these. `at` is UTC.
    """

    said: Said
    state: PraiseState
    score: float | None
    behaviours: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class BehaviourSeen:
    """How often a behaviour was seen in the person: named in colleagues' kudos, and in what customers said."""

    name: str
    by_colleagues: int
    by_customers: int

    @property
    def times(self) -> int:
        """How often in all."""
        return self.by_colleagues + self.by_customers


@dataclass(frozen=True, slots=True)
class Skill:
    """What people come to somebody for: how many customers and colleagues, each counted once.

    `kudos` are the colleagues who named it in kudos.
    """

    name: str
    customers: int
    colleagues: int
    kudos: int = 0


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What every colleague may see: kudos in public, the latest first, and skills."""

    person: Person
    period: PastPeriod
    kudos: tuple[KudosGot, ...]
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """The whole card. Results that need attention come first; `as_of` is the day for which their pace is told.

    `is_own` when the person looks at it. `kudos` are those that the looker may know of, `private_kudos` of them are
    private ones (only ever on one's own card). `praises` are customers' words that somebody recognised or thanked for,
    `said` the best of them. `waiting`, on one's own card alone, are the latest of `waiting_count` that wait for the
    `deciders` (names). `asked` are results that wait for the person's agreement. `looks` are the latest looks at one's
    own card.
    """

    person: Person
    period: PastPeriod
    as_of: date
    is_own: bool
    results: tuple[GoalLine, ...] = ()
    activities: tuple[GoalLine, ...] = ()
    asked: int = 0
    praises: int = 0
    said: tuple[Said, ...] = ()
    waiting: tuple[Said, ...] = ()
    waiting_count: int = 0
    deciders: tuple[str, ...] = ()
    kudos: int = 0
    private_kudos: int = 0
    behaviours: tuple[BehaviourSeen, ...] = ()
    skills: tuple[Skill, ...] = ()
    solved: SolvedShare = _NOBODY_ASKED
    effort: Effort = _NO_EFFORT
    looks: tuple[CardLook, ...] = ()
    look_count: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing is known yet: the card says what would fill it."""
        return not (
            self.results
            or self.activities
            or self.asked
            or self.praises
            or self.waiting_count
            or self.kudos
            or self.skills
            or self.solved.answered
            or self.effort.entries
            or self.effort.before
        )

    @property
    def running(self) -> tuple[GoalLine, ...]:
        """The results whose time has begun."""
        return tuple(line for line in self.results if line.standing.pace is not Pace.NOT_STARTED)

    @property
    def on_track(self) -> int:
        """How many of the running results are on track or reached."""
        return sum(line.standing.pace in _GOOD for line in self.running)

    @property
    def seen_behaviours(self) -> tuple[BehaviourSeen, ...]:
        """The behaviours that somebody saw."""
        return tuple(one for one in self.behaviours if one.times)


@dataclass(frozen=True, slots=True)
class WhichPerson:
    """Several have the name that was typed: who is meant. `more` are not among the people listed.

    `is_near`: nobody has it, and these have one that is spelt much like it.
    """

    typed: str
    people: tuple[Person, ...]
    period: PastPeriod
    more: int = 0
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class TeamAsked:
    """A team's card is wanted; `name` is as it was typed, '' for one's own."""

    name: str
    period: PastPeriod


def spelt_alike(typed: str, people: Iterable[Person]) -> list[Person]:
    """Those whose name, or a word of it, is spelt much like what was typed, the closest first: 'anna' for Ana."""
    key = name_key(typed)

    def closeness(person: Person) -> float:
        name = name_key(person.name)
        return max(fuzz.ratio(key, one) for one in (name, *name.split()))

    close = [(closeness(person), person) for person in people] if key else []
    near = [one for one in close if one[0] >= SPELT_ALIKE]
    return [person for _, person in sorted(near, key=lambda one: (-one[0], one[1].name, one[1].id))]


def agreed(lines: Iterable[GoalLine]) -> list[GoalLine]:
    """Those that the person agreed to, or needn't: what is still asked stands in no card."""
    waiting = {Agreement.ASKED, Agreement.CHANGE_PROPOSED}
    return [line for line in lines if line.goal.agreement not in waiting]


def best_said(praises: Sequence[PraiseGot]) -> tuple[Said, ...]:
    """The quotes for a card: what was recognised, then thanked for; of these what says enough, is surest and latest."""

    def order(one: PraiseGot) -> tuple[int, bool, float, float]:
        says_enough = len(one.said.words) in QUOTE_LENGTHS
        surely = 1.0 if one.score is None else one.score
        return (ACTED_ON.get(one.state, len(ACTED_ON)), not says_enough, -surely, -one.at.timestamp())

    return tuple(one.said for one in sorted(praises, key=order)[:BEST_QUOTES])


def behaviours_seen(
    known: Sequence[str], kudos: Iterable[KudosGot], praises: Iterable[PraiseGot]
) -> tuple[BehaviourSeen, ...]:
    """A workspace's behaviours in their order, with how often each was seen, the unseen ones too; others aren't shown.

    Kudos that answer a customer's praise are the customer's word. Praise that nobody answered with kudos tells of a
    behaviour where its words leave no doubt, once somebody thanked for it.
    """
    colleagues: Counter[str] = Counter()
    customers: Counter[str] = Counter()
    for one in kudos:
        if one.praise_id is None:
            colleagues.update(set(one.behaviours))
    for praise in praises:
        if praise.state in ACTED_ON:
            customers.update(set(praise.behaviours or behaviours_in((), praise.said.words, known)))
    return tuple(BehaviourSeen(name, colleagues[name], customers[name]) for name in known)


def skills_of(
    entries: Iterable[Entry], kudos: Iterable[KudosGot], known_behaviours: Sequence[str], person_slack_id: str
) -> tuple[Skill, ...]:
    """What people come for, from the tags of the period's entries and kudos: what most different people came for first.

    Minutes and the number of entries don't count: ten hours for one customer are one customer. A tag that nobody came
    for, since no customer and no colleague is named, is left out.
    """
    customers: defaultdict[str, set[int]] = defaultdict(set)
    colleagues: defaultdict[str, set[str]] = defaultdict(set)
    thanked: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for tag in entry.tags if entry.is_now else ():
            if entry.customer is not None:
                customers[tag].add(entry.customer)
            colleagues[tag].update(slack_id for slack_id in entry.helped if slack_id != person_slack_id)
    for one in kudos:
        for tag in other_tags(one.tags, known_behaviours):
            thanked[tag].add(one.author_id)
    skills = [
        Skill(tag, len(customers[tag]), len(colleagues[tag]), len(thanked[tag]))
        for tag in {*customers, *colleagues, *thanked}
        if customers[tag] or colleagues[tag] or thanked[tag]
    ]
    return tuple(sorted(skills, key=lambda one: (-(one.customers + one.colleagues + one.kudos), one.name)))


def without_circles(
    kudos: Iterable[KudosGot], person_id: int, circles: frozenset[frozenset[int]]
) -> tuple[KudosGot, ...]:
    """The kudos but those of a pair who only thank each other (`closed_circles`)."""
    return tuple(one for one in kudos if frozenset((one.author_id, person_id)) not in circles)


def strongest(behaviours: Sequence[BehaviourSeen]) -> tuple[str, ...]:
    """What stands out: at most two behaviours that were seen more often than the others, and at least twice."""
    seen = [one for one in behaviours if one.times > 1]
    if not seen:
        return ()
    most = max(one.times for one in seen)
    names = tuple(one.name for one in seen if one.times == most)
    return names if len(names) <= MOST_STANDING_OUT else ()
