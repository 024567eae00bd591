"""When a digest comes, and which days it is about: pure, in the recipient's local time.

A *run* belongs to a nominal day: the chosen weekday of each week, or the first of each month. On a quiet day it moves
to the next working day. Of several runs that meet on one day only the last one happens, because its period is the
latest; so after closed weeks there is one digest, not one for each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.subscriptions import Period

MOST_MOVED = timedelta(days=60)
"""A run moves this far at most. Where no day is a working day for longer, it comes on its own day rather than never."""

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Run(NamedTuple):
    """A digest's moment, in UTC, and what it is about."""

    at: datetime
    period: Period


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name; UTC where this machine doesn't know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: the name of a folder of zones, such as 'Europe', or one too long for a file.
        return UTC


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """A local time as a moment in UTC.

    One that a day doesn't have moves forward by what the clock skips; of one that it has twice the first is meant
    (PEP 495, `fold=0`).
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a subscription's digests come.

    `weekday` is 0 for Monday, None for a monthly digest. `at` is local in the IANA zone `time_zone`. `is_quiet` says
    on which days nobody works. Nothing comes before the local day `paused_until`.
    """

    weekday: int | None
    at: time
    time_zone: str
    is_quiet: Callable[[date], bool]
    paused_until: date | None = None

    @property
    def zone(self) -> tzinfo:
        """The zone of `time_zone`."""
        return zone_named(self.time_zone)

    def local_day(self, now: datetime) -> date:
        """The recipient's date at a moment."""
        return now.astimezone(self.zone).date()

    def next_run(self, after: datetime, *, unless: str | None = None) -> Run:
        """The first run that comes later than `after` (UTC); not the one about the period with the key `unless`."""
        nominal = self._nominal_before(self.local_day(after) - DAY)
        if self.paused_until is not None:
            nominal = max(nominal, self._nominal_before(self.paused_until - MOST_MOVED))
        while True:
            run, following = self._run(nominal), self._following(nominal)
            is_last_of_its_day = self._day_of(following) > self._day_of(nominal)
            if is_last_of_its_day and run.at > after and not self._is_paused(nominal) and run.period.key != unless:
                return run
            nominal = following

    def latest_run(self, now: datetime) -> Run | None:
        """The last run that came no later than `now`; None while it is paused."""
        today = self.local_day(now)
        if self.paused_until is not None and today < self.paused_until:
            return None
        # A day more: a local time that doesn't exist may have moved past midnight.
        nominal = self._nominal_before(today + DAY)
        while (run := self._run(nominal)).at > now:
            nominal = self._nominal_before(nominal - DAY)
        return None if self._is_paused(nominal) else run

    def next_working_moment(self, now: datetime) -> datetime:
        """`now`, or, on a quiet day, the digest's time on the next working day."""
        today = self.local_day(now)
        working = self._working_day(today)
        return now if working == today else moment(working, self.at, self.zone)

    def _run(self, nominal: date) -> Run:
        day = self._day_of(nominal)
        if self.weekday is None:
            last = nominal - DAY
            period = Period(f"{last:%Y-%m}", last.replace(day=1), last)
        else:
            year, week, _ = (nominal - WEEK).isocalendar()
            period = Period(f"{year}-W{week:02}", day - WEEK, day - DAY)
        return Run(moment(day, self.at, self.zone), period)

    def _day_of(self, nominal: date) -> date:
        return self._working_day(nominal)

    def _working_day(self, day: date) -> date:
        """The day itself, or the next working day; the day itself when there is none for `MOST_MOVED`."""
        following = day
        while self.is_quiet(following):
            following += DAY
            if following - day > MOST_MOVED:
                return day
        return following

    def _is_paused(self, nominal: date) -> bool:
        return self.paused_until is not None and self._day_of(nominal) < self.paused_until

    def _nominal_before(self, day: date) -> date:
        """The last nominal day that is no later than `day`."""
        if self.weekday is None:
            return day.replace(day=1)
        return day - timedelta(days=(day.weekday() - self.weekday) % 7)

    def _following(self, nominal: date) -> date:
        if self.weekday is None:
            return (nominal.replace(day=28) + timedelta(days=4)).replace(day=1)
        return nominal + WEEK


def shown_now(weekday: int | None, today: date) -> Period:
    """What a digest that is looked at between two runs is about: the last seven days, or the month so far."""
    if weekday is None:
        return Period(f"{today:%Y-%m}", today.replace(day=1), today)
    year, week, _ = today.isocalendar()
    return Period(f"{year}-W{week:02}", today - WEEK + DAY, today)
