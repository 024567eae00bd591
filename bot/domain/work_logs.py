"""A work log: one piece of off-system help, and the rules that hold for it whichever way it came in."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.dates import check_day
from bot.domain.durations import MAX_MINUTES_A_DAY, describe_minutes
from bot.domain.work_log_line import WorkLogDraft
from bot.errors import DayRefused, MinutesRefused, Refused

MAX_SUMMARY = 2_000
"""Characters of a summary; it leaves room for markup within one section block."""

ONE_TAP_MINUTES = (5, 15, 30, 60)
"""The durations that a person can add with one tap."""


class Source(StrEnum):
    """The way in which an entry came in."""

    LINE = "line"
    FORM = "form"
    REACTION = "reaction"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the service is for, outside (Acme) or inside (the Finance department)."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry came from.

    `key` names the request for good ('command:<trigger_id>', 'view:<view id>', …): the same key is the same entry.
    `typed` is what the person typed, untouched. `permalink` leads to the message that an entry was made from.
    """

    source: Source
    key: str
    typed: str = ""
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class WorkLog:
    """One entry. `minutes` is None until somebody says how long it took; `on` is the person's local date."""

    id: int
    workspace_id: str
    person_id: int
    summary: str
    minutes: int | None
    on: date
    at: time | None
    customer: Customer | None
    helped: tuple[str, ...]
    tags: tuple[str, ...]
    references: tuple[str, ...]
    links: tuple[str, ...]
    origin: Origin
    created_at: datetime
    is_undone: bool = False

    def draft(self) -> WorkLogDraft:
        """What the entry says, without where it came from: to edit it or to repeat it."""
        return WorkLogDraft(
            summary=self.summary,
            minutes=self.minutes,
            on=self.on,
            at=self.at,
            helped=self.helped,
            tags=self.tags,
            references=self.references,
            links=self.links,
            customer=self.customer.name if self.customer else None,
            customer_key=None,
        )


@dataclass(frozen=True, slots=True)
class WorkLogReceipt:
    """What came of a request about one entry, for the reply.

    `today` is the person's date, to say 'yesterday' by. `new_customer`: the entry made its customer known.
    `meant`: a known customer whose name is close to the new one's.
    """

    entry: WorkLog
    today: date
    new_customer: bool = False
    meant: Customer | None = None
    renamed_from: str | None = None


@dataclass(frozen=True, slots=True)
class WorkLogPeriod:
    """A person's entries between two local dates (both included), undone ones left out, oldest first."""

    entries: tuple[WorkLog, ...]
    first: date
    last: date
    today: date

    @property
    def minutes(self) -> int:
        """The minutes that are known; entries without a duration count nothing."""
        return sum(entry.minutes or 0 for entry in self.entries)


@dataclass(frozen=True, slots=True)
class RecentChoices:
    """What a person chose lately, latest first: shown first in the form."""

    customers: tuple[Customer, ...] = ()
    helped: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def recent_choices(entries: list[WorkLog]) -> RecentChoices:
    """The distinct customers, colleagues and tags of entries that are given latest first."""
    return RecentChoices(
        customers=tuple(dict.fromkeys(entry.customer for entry in entries if entry.customer)),
        helped=tuple(dict.fromkeys(slack_id for entry in entries for slack_id in entry.helped)),
        tags=tuple(dict.fromkeys(tag for entry in entries for tag in entry.tags)),
    )


def check_draft(draft: WorkLogDraft, now: datetime) -> None:
    """The rules for an entry from any source; `now` is in the person's zone. Raises `Refused`."""
    if not draft.summary.strip():
        raise Refused("I can't tell what was done.", "Say it in a few words: `20m helped @colleague with her printer`.")
    if len(draft.summary) > MAX_SUMMARY:
        raise Refused(
            f"That is {len(draft.summary):,} characters; an entry takes up to {MAX_SUMMARY:,}.",
            "Keep the gist and link to the rest.",
        )
    if draft.customer is not None and len(draft.customer) > MAX_CUSTOMER_NAME:
        raise Refused(
            f"A customer's name can have up to {MAX_CUSTOMER_NAME} characters.", "Use the name people know them by."
        )
    try:
        check_day(draft.on, now.date())
    except Refused as refused:
        raise DayRefused(refused.problem, refused.remedy, typed=refused.typed) from None
    if draft.at is not None and draft.on == now.date() and draft.at > now.time():
        raise DayRefused(f"{draft.at:%H:%M} today is in the future.", "Log it once it has happened.")


def check_day_total(minutes: int | None, already: int) -> None:
    """A person's day has 24 hours. `already` is the minutes of the day's other entries. Raises `MinutesRefused`."""
    if minutes is None:
        return
    if minutes < 1:
        raise MinutesRefused("An entry takes at least 1 minute.", "Leave the time out if you don't know it.")
    if minutes > MAX_MINUTES_A_DAY:
        raise MinutesRefused(f"{describe_minutes(minutes)} is longer than a day.", "Log each day on its own.")
    if already + minutes > MAX_MINUTES_A_DAY:
        raise MinutesRefused(
            f"With {describe_minutes(minutes)} more, that day would have {describe_minutes(already + minutes)}: "
            "more than 24 hours.",
            f"{describe_minutes(already)} is logged for it so far; `/logwork week` lists it.",
        )


def week_of(today: date) -> tuple[date, date]:
    """Monday of the week and today."""
    return today - timedelta(days=today.weekday()), today


def for_today(draft: WorkLogDraft, today: date) -> WorkLogDraft:
    """The same help, done again today at no stated time."""
    return replace(draft, on=today, at=None)
