"""What is kept about somebody, who sees it, and what they may have deleted: as values for a page, a form and a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.card_looks import CardLook
from bot.domain.people import Person
from bot.domain.watched_channels import ReadChannel
from bot.errors import Refused

MOST_LOOKS = 10
"""Looks that the page shows; the download has all."""

MOST_NAMED = 5
"""Leaders and admins that the page names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one table has about somebody: rows by column. `called` says in words what a row is."""

    name: str
    called: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who can see what is kept about somebody: those above by name, the nearest first, and leaders and admins."""

    above: tuple[Person, ...]
    leaders: tuple[Person, ...]
    admins: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """All that `/praiseworthy privacy` shows. `counts` are rows by table; `knows_shared` as Slack told of channels."""

    person: Person
    counts: Mapping[str, int]
    channels: tuple[ReadChannel, ...]
    knows_shared: bool
    watchers: Watchers
    looks: tuple[CardLook, ...]
    kept_days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ToForget:
    """Somebody whom an admin may have forgotten, with how much is kept about them, by table."""

    person: Person
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A forgetting that is over: when it was asked for (UTC), and how many entries still count."""

    asked_at: datetime
    entries: int


class NotThatName(Refused):
    """The name typed to confirm isn't the person's."""


def check_before(before: date | None, today: date) -> None:
    """Raises `Refused` for a date to come: 'entries before it' would be more than is meant."""
    if before is not None and before > today:
        raise Refused("That day is still to come.", "Choose today or an earlier day, or leave it empty for all.")
