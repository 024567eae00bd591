"""Where off-system help went: hours by customer and tag, and what of it serves no goal. Context, never a score."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.domain.attention import working_days
from bot.domain.goals import Goal
from bot.domain.workspace_settings import WorkspaceSettings

CARRIED_SHARE = 0.6
"""'One person carries most of it': more than this share of the week's minutes."""

CARRIED_PEOPLE = 3
"""Among fewer people than this, somebody always has the larger part: nothing is said."""

CARRIED_MINUTES = 120
"""Under two hours in the week, nobody carries anything worth a word."""

LEAST_UNSERVED_MINUTES = 60
"""Time without a goal is asked about from an hour in the week."""


class Help(NamedTuple):
    """One entry of a week (`is_now`), or of the one before. `minutes` is None where nobody said how long it took.

    `customer` is an id, and `customer_name` goes with it; both are None where no customer was named.
    """

    person_id: int
    customer: int | None
    customer_name: str | None
    tags: tuple[str, ...]
    minutes: int | None
    is_now: bool


class Share(NamedTuple):
    """Minutes for one customer, or under one tag, with those of the week before and those that serve no goal."""

    name: str
    minutes: int
    before: int
    unserved: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """Help that serves no goal, by customer, or by tag where no customer was named.

    `thing` names it in answers and buttons: 'customer:5' or 'tag:vpn'.
    """

    thing: str
    name: str
    minutes: int
    share: float


@dataclass(frozen=True, slots=True)
class Effort:
    """A week's off-system help. Customers and tags by name; an entry without customer counts as `name` ''."""

    minutes: int = 0
    before: int = 0
    entries: int = 0
    by_customer: tuple[Share, ...] = ()
    by_tag: tuple[Share, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    carried_by: int | None = None


@dataclass(frozen=True, slots=True)
class Aims:
    """What the open goals of somebody's reach are about: customers' ids and tags."""

    customers: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    def of(cls, goals: Iterable[Goal]) -> "Aims":
        """The aims of these goals."""
        customers: set[int] = set()
        tags: set[str] = set()
        for goal in goals:
            customers.update(customer.id for customer in goal.customers)
            tags.update(goal.tags)
        return cls(frozenset(customers), frozenset(tags))

    def serve(self, help_: Help) -> bool:
        """Whether the help is about any of them."""
        return help_.customer in self.customers or not self.tags.isdisjoint(help_.tags)


class _Sum:
    __slots__ = ("before", "minutes", "unserved")

    def __init__(self) -> None:
        self.minutes = self.before = self.unserved = 0


_NOT_SAID = ""


def effort_of(helped: Iterable[Help], aims: Aims, people: int, rested: frozenset[str] = frozenset()) -> Effort:
    """Adds up a week's help. `people` could have helped (for `carried_by`); `rested` things aren't asked about."""
    customers: defaultdict[tuple[int | None, str], _Sum] = defaultdict(_Sum)
    tagged: defaultdict[str, _Sum] = defaultdict(_Sum)
    loose: defaultdict[str, _Sum] = defaultdict(_Sum)
    of_people: defaultdict[int, int] = defaultdict(int)
    total = before = entries = 0
    for one in helped:
        person_id, customer, name, tags, known_minutes, is_now = one
        minutes = known_minutes or 0
        sums = [customers[customer, name or _NOT_SAID], *[tagged[tag] for tag in tags]]
        if not is_now:
            before += minutes
            for each in sums:
                each.before += minutes
            continue
        entries += 1
        total += minutes
        of_people[person_id] += minutes
        if customer is None:
            sums += [loose[tag] for tag in tags]
        unserved = 0 if aims.serve(one) else minutes
        for each in sums:
            each.minutes += minutes
            each.unserved += unserved
    asked = [(f"customer:{key}", name, each) for (key, name), each in customers.items() if key is not None]
    asked += [(f"tag:{tag}", f"#{tag}", each) for tag, each in loose.items()]
    return Effort(
        minutes=total,
        before=before,
        entries=entries,
        by_customer=_by_name((name, each) for (_, name), each in customers.items()),
        by_tag=_by_name(tagged.items()),
        unserved=_unserved(asked, rested),
        carried_by=_carried_by(of_people, total, people),
    )


def _unserved(things: Iterable[tuple[str, str, _Sum]], rested: frozenset[str]) -> tuple[Unserved, ...]:
    asked = [
        Unserved(thing, name, each.unserved, each.unserved / each.minutes)
        for thing, name, each in things
        if each.unserved >= LEAST_UNSERVED_MINUTES and thing not in rested
    ]
    return tuple(sorted(asked, key=lambda one: (-one.share, one.name.casefold(), one.thing)))


def _carried_by(of_people: Mapping[int, int], total: int, people: int) -> int | None:
    if people < CARRIED_PEOPLE or total < CARRIED_MINUTES:
        return None
    person_id, minutes = max(of_people.items(), key=lambda item: item[1])
    return person_id if minutes > CARRIED_SHARE * total else None


def _by_name(sums: Iterable[tuple[str, _Sum]]) -> tuple[Share, ...]:
    """By name, what has none at the end."""
    return tuple(
        Share(name, each.minutes, each.before, each.unserved)
        for name, each in sorted(sums, key=lambda item: (item[0] == _NOT_SAID, item[0].casefold(), item[0]))
    )


def working_minutes(first: date, last: date, settings: WorkspaceSettings) -> float:
    """The minutes that one person in full time works between the dates, both included; holidays and days off out."""
    days_a_week = 7 - len(set(settings.days_off))
    if days_a_week <= 0:
        return 0.0
    return working_days(first, last, settings) * settings.hours_a_week * 60 / days_a_week


def full_time(minutes: int, first: date, last: date, settings: WorkspaceSettings) -> float | None:
    """How many people in full time that would have been; None where nobody works in that time."""
    whole = working_minutes(first, last, settings)
    return minutes / whole if whole else None
