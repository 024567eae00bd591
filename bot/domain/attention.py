"""Customers without attention: gone quiet against their own rhythm, or important and served only now and then."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.work_logs import Customer
from bot.domain.workspace_settings import WorkspaceSettings

HISTORY_DAYS = 182
"""The days before a digest from which a customer's rhythm is taken: half a year, so that old habits are forgotten."""

LEAST_CONTACTS = 4
"""Days of contact that make a rhythm; with fewer, nothing can be said."""

QUIET_FACTOR = 2.5
"""Quiet: nothing for longer than so many times the usual gap."""

QUIET_WORKING_DAYS = 10
"""And nothing for at least so many working days, so that a daily customer isn't called quiet after a long weekend."""

SELDOM_DAYS = 56
"""The days before a digest in which an important customer should be seen regularly."""

SELDOM_CONTACTS = 4
"""Fewer days of contact than this in `SELDOM_DAYS` (one in two weeks) are 'only now and then'."""

SERVED_DAYS = 56
"""A customer is shown to the managers whose people served it in so many days up to its last day of contact."""


class Want(StrEnum):
    """What a customer is without."""

    QUIET = "quiet"
    SELDOM = "seldom"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A customer's days of contact with anybody of the workspace in the last `HISTORY_DAYS`.

    `usual_gap` is the median number of days between two of them (of an even number of gaps the smaller middle one),
    None with fewer than two. `lately` are the days of contact in the last `SELDOM_DAYS`.
    """

    customer: Customer
    is_important: bool
    contacts: int
    lately: int
    usual_gap: int | None
    last_on: date


@dataclass(frozen=True, slots=True)
class Unattended:
    """A customer without attention, and the numbers that say so. `days` have passed since the last contact."""

    rhythm: Rhythm
    want: Want
    days: int


def working_days(first: date, last: date, settings: WorkspaceSettings) -> int:
    """The days on which the workspace works, both ends included; 0 when `last` comes before `first`."""
    weeks, rest = divmod(max((last - first).days + 1, 0), 7)
    off = set(settings.days_off)
    days = weeks * (7 - len(off)) + sum((first.weekday() + number) % 7 not in off for number in range(rest))
    return days - sum(first <= day <= last and day.weekday() not in off for day in settings.holidays)


def unattended(rhythm: Rhythm, today: date, settings: WorkspaceSettings) -> Unattended | None:
    """What the customer is without on `today`; None when nothing is wrong.

    Quiet comes first, since it is measured by the customer's own habit.
    """
    days = (today - rhythm.last_on).days
    if (
        rhythm.usual_gap is not None
        and rhythm.contacts >= LEAST_CONTACTS
        and days > QUIET_FACTOR * rhythm.usual_gap
        and working_days(rhythm.last_on + timedelta(days=1), today - timedelta(days=1), settings) >= QUIET_WORKING_DAYS
    ):
        return Unattended(rhythm, Want.QUIET, days)
    if rhythm.is_important and rhythm.lately < SELDOM_CONTACTS:
        return Unattended(rhythm, Want.SELDOM, days)
    return None


def in_order(found: list[Unattended]) -> tuple[Unattended, ...]:
    """Important customers first, then by name: what is missing isn't a rank."""
    return tuple(
        sorted(found, key=lambda one: (not one.rhythm.is_important, one.rhythm.customer.name.casefold(), one.days))
    )
