"""Off-system help of a period, for budgeting: by customer, team, tag or person. Hours are context, never a score."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.named_periods import PERIOD_WORDS
from bot.domain.past_periods import PastPeriod, read_past_period
from bot.errors import Refused

LITTLE_MINUTES_A_WEEK = 10
"""A customer that takes less than this a week, on average over the period, takes or gets little."""

LEAST_OF_A_TEAM = 3
"""Of a team with fewer people, its hours would be one person's: the whole workspace's report puts them together."""

MOST_BUCKETS = 20
"""Points that a chart takes ("Data visualization block")."""

_BY = re.compile(r"\bby[ \t]+([^\s,.;]+)[,.;]?", re.IGNORECASE)
_HOW_TO = f"After the period comes `by customer`, `by team`, `by tag` or `by person`. {PERIOD_WORDS}"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class By(StrEnum):
    """What help is added up by; also the word that is typed."""

    CUSTOMER = "customer"
    TEAM = "team"
    TAG = "tag"
    PERSON = "person"


_WORDS = {by.value: by for by in By} | {f"{by.value}s": by for by in By} | {"people": By.PERSON}


class EffortAsked(NamedTuple):
    """What somebody wants to see. `period` ends today at the latest."""

    by: By
    period: PastPeriod

    @property
    def typed(self) -> str:
        """How it can be typed, and what a button carries: '2026-08-25..2026-11-22 by team'."""
        return f"{self.period.key} by {self.by.value}"


def read_effort(typed: str, today: date) -> EffortAsked:
    """'last quarter by team', 'by person', '': by customer and the last 90 days where nothing else is said.

    `today` is the asker's date. Raises `Refused` for what is neither, and what `read_past_period` raises.
    """
    words = _BY.findall(typed)
    unknown = [word for word in words if word.casefold() not in _WORDS]
    if unknown:
        raise Refused(f"Effort isn't added up by “{_short(unknown[0])}”.", _HOW_TO, typed=typed)
    if len({_WORDS[word.casefold()] for word in words}) > 1:
        raise Refused("Effort is added up by one thing at a time.", _HOW_TO, typed=typed)
    try:
        period, rest = read_past_period(_BY.sub(" ", typed).strip(), today)
    except Refused as refused:
        raise refused.with_typed(typed) from None
    if rest.strip():
        raise Refused(f"“{_short(rest.strip())}” is neither a period nor `by …`.", _HOW_TO, typed=typed)
    return EffortAsked(_WORDS[words[0].casefold()] if words else By.CUSTOMER, period)


@dataclass(frozen=True, slots=True)
class EffortLine:
    """Help for one customer, of one team or person, or under one tag; `id` is ours, None where there is none.

    `name` is '' for what has none: no customer, no team (or too small a one), no tag, people who left. `minutes` and
    `entries` are the period's, `before` the minutes of as many days before. `untimed` of the entries say no time.
    `colleagues` are a team's people who are here.
    """

    name: str
    id: int | None = None
    minutes: int = 0
    before: int = 0
    entries: int = 0
    untimed: int = 0
    colleagues: int = 0
    is_important: bool = False


class Stretch(NamedTuple):
    """A day, week, month or quarter of a period: its name ('Nov 16', 'Nov 2026', 'Q4 2026') and its minutes."""

    name: str
    minutes: int


class StretchKind(StrEnum):
    """How long stretches are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour costs on average, in a currency's code of ISO 4217."""

    an_hour: float
    currency: str

    def of(self, minutes: int) -> float:
        """What so many minutes would have cost."""
        return minutes / 60 * self.an_hour


@dataclass(frozen=True, slots=True)
class EffortReport:
    """The help of a scope: of the whole workspace, or of those who report to somebody, with those who left.

    `minutes`, `entries` and `untimed` are the period's, `before` the minutes of as many days before. `colleagues` are
    those of the scope who are here today; one of them in full time works `working_minutes` in the period (0 where
    nobody works in it). `lines` are in the order in which they are shown; by tag an entry counts under each of its
    tags. `unserved` are important customers for whom nothing was noted in either period. `sees_people`: whether the
    asker may see it by person.
    """

    asked: EffortAsked
    is_whole: bool
    sees_people: bool
    colleagues: int
    working_minutes: float
    minutes: int
    before: int
    entries: int
    untimed: int
    lines: tuple[EffortLine, ...]
    stretch_kind: StretchKind
    stretches: tuple[Stretch, ...]
    unserved: tuple[str, ...] = ()
    rate: Rate | None = None

    @property
    def full_time(self) -> float | None:
        """How many people in full time the help was; None where nobody works in the period."""
        return self.full_time_of(self.minutes)

    @property
    def share(self) -> float | None:
        """The part of the scope's working time; None where nobody is here or works."""
        return self.share_of_time(self.minutes, self.colleagues)

    @property
    def seen_people(self) -> tuple[int, ...]:
        """Ids of those who stand in it by name."""
        if self.asked.by is not By.PERSON:
            return ()
        return tuple(line.id for line in self.lines if line.id is not None)

    def full_time_of(self, minutes: int) -> float | None:
        """How many people in full time so many minutes are."""
        return minutes / self.working_minutes if self.working_minutes else None

    def share_of_time(self, minutes: int, colleagues: int) -> float | None:
        """Which part of the working time of so many people these minutes are."""
        whole = self.working_minutes * colleagues
        return minutes / whole if whole else None


def in_order(by: By, lines: Iterable[EffortLine]) -> tuple[EffortLine, ...]:
    """Customers and tags by need, the most hours first; teams and people by name, since hours rank nobody.

    What has no name comes last.
    """
    ranks = by in {By.CUSTOMER, By.TAG}

    def key(line: EffortLine) -> tuple[bool, int, str, str]:
        return (line.name == "", -line.minutes if ranks else 0, line.name.casefold(), line.name)

    return tuple(sorted(lines, key=key))


def without_names(lines: Iterable[EffortLine]) -> EffortLine:
    """The lines together, as the one that has no name."""
    kept = list(lines)
    return EffortLine(
        "",
        minutes=sum(line.minutes for line in kept),
        before=sum(line.before for line in kept),
        entries=sum(line.entries for line in kept),
        untimed=sum(line.untimed for line in kept),
        colleagues=sum(line.colleagues for line in kept),
    )


def with_small_teams_together(lines: Iterable[EffortLine]) -> list[EffortLine]:
    """Teams of fewer than `LEAST_OF_A_TEAM` people who are here, and those without a team, as one line."""
    kept = list(lines)
    small = [line for line in kept if line.id is None or line.colleagues < LEAST_OF_A_TEAM]
    large = [line for line in kept if not (line.id is None or line.colleagues < LEAST_OF_A_TEAM)]
    return [*large, without_names(small)] if small else large


def little_served(report: EffortReport) -> tuple[EffortLine, ...]:
    """Customers that take or get less than `LITTLE_MINUTES_A_WEEK`; those with an unknown time are left out.

    Important ones first, then by name: what is missing isn't a rank.
    """
    if report.asked.by is not By.CUSTOMER:
        return ()
    most = LITTLE_MINUTES_A_WEEK * report.asked.period.days / 7
    found = [line for line in report.lines if line.name and not line.untimed and line.minutes < most]
    found += [EffortLine(name, is_important=True) for name in report.unserved]
    return tuple(sorted(found, key=lambda line: (not line.is_important, line.name.casefold(), line.name)))


def stretches_of(period: PastPeriod, by_day: Mapping[date, int]) -> tuple[StretchKind, tuple[Stretch, ...]]:
    """The period's minutes, day by day, in as short stretches as a chart takes.

    The first and the last one may be shorter than the others, since a period begins and ends where it wants.
    """
    days = [period.first + timedelta(days=number) for number in range(period.days)]
    kind, names = StretchKind.QUARTER, [_quarter(day) for day in days]
    for shorter, name in ((StretchKind.DAY, _day), (StretchKind.WEEK, _week), (StretchKind.MONTH, _month)):
        named = [name(day, period.first) for day in days]
        if len(set(named)) <= MOST_BUCKETS:
            kind, names = shorter, named
            break
    minutes: dict[str, int] = dict.fromkeys(names, 0)
    for day, name_of_day in zip(days, names, strict=True):
        minutes[name_of_day] += by_day.get(day, 0)
    return kind, tuple(Stretch(name, total) for name, total in minutes.items())


def _day(day: date, _first: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}"


def _week(day: date, first: date) -> str:
    monday = max(day - timedelta(days=day.weekday()), first)
    return _day(monday, first)


def _month(day: date, _first: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _quarter(day: date) -> str:
    return f"Q{(day.month + 2) // 3} {day.year}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
