"""Who is asked for a fresh number, and when: pure, in the local time of the one who is asked.

An owner is asked on the last working day before their manager's digest, so that the digest has it, in the morning of
their own clock. Whether a number is old is asked of the day of the digest: 'no recent data' is what it would say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.goals import Agreement, Goal, GoalState, Measurement
from bot.domain.people import Person
from bot.domain.schedules import MOST_MOVED, Timetable, moment, zone_named
from bot.domain.workspace_settings import WorkspaceSettings

ASKED_AT = time(9)
"""In the owner's own time zone. Who comes to be due later on that day is asked then."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StaleGoal:
    """A goal whose number is old, with its latest counted measurement; None when there is none yet."""

    goal: Goal
    latest: Measurement | None


@dataclass(frozen=True, slots=True)
class NextDigest:
    """When the digest of the owner's manager comes next (UTC), in whose time zone."""

    at: datetime
    time_zone: str

    @property
    def day(self) -> date:
        """The manager's local date of it."""
        return self.at.astimezone(zone_named(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody who answers for goals: `digest` is their manager's, None where there is none that is on.

    `paused_until` is the first day on which they want to hear again, of their own digests and their manager's.
    """

    person: Person
    digest: NextDigest | None = None
    paused_until: date | None = None


def digest_day_to_ask_for(asked: AskedPerson, settings: WorkspaceSettings, now: datetime) -> date | None:
    """The day of the digest that the person is to be asked for right now; None when now is not the time.

    `now` is in UTC. The time is from `ASKED_AT` to the end of the last working day before the digest.
    """
    local = now.astimezone(zone_named(asked.person.time_zone))
    today = local.date()
    if not asked.person.is_colleague or settings.is_quiet(today):
        return None
    if now < moment(today, ASKED_AT, zone_named(asked.person.time_zone)):
        return None
    if asked.paused_until is not None and today < asked.paused_until:
        return None
    day = asked.digest.day if asked.digest else _default_day(asked.person, settings, today)
    return day if _working_day_before(day, settings.is_quiet) == today else None


def is_stale(goal: Goal, latest: Measurement | None, digest_day: date, today: date, stale_after_days: int) -> bool:
    """Whether a goal needs a fresh number by the day of the digest; `today` is the owner's.

    A goal that has just begun is where it started: without a number it is as old as its first day.
    """
    if goal.state is not GoalState.OPEN or goal.agreement is Agreement.CHANGE_PROPOSED:
        return False
    if not goal.starts_on <= today <= goal.due_on:
        return False
    return is_old(latest.on if latest else goal.starts_on, digest_day, stale_after_days)


def is_old(since: date, digest_day: date, stale_after_days: int) -> bool:
    """Whether a number of that day is no recent one any more on the day of the digest."""
    return (digest_day - since).days > stale_after_days


def week_of_asking(today: date) -> str:
    """The ISO week ('2026-W47') in which a goal is asked about once."""
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}"


def _default_day(person: Person, settings: WorkspaceSettings, today: date) -> date:
    """The workspace's own digest day, the next one after today."""
    timetable = Timetable(settings.digest_weekday, settings.digest_at, person.time_zone, settings.is_quiet)
    end_of_today = moment(today + _DAY, time(0), timetable.zone) - timedelta(microseconds=1)
    return timetable.local_day(timetable.next_run(end_of_today).at)


def _working_day_before(day: date, is_quiet: Callable[[date], bool]) -> date | None:
    before = day - _DAY
    while is_quiet(before):
        before -= _DAY
        if day - before > MOST_MOVED:
            return None
    return before
