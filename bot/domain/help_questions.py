"""Asking those who were helped whether it solved the matter: when, about what, and what the answers add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.schedules import moment, zone_named
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused

ASKED_FROM = time(10)
ASKED_UNTIL = time(17)
"""On the clock of the one who is asked. What is noted later in the day is asked about on the next working day."""

OLDEST = timedelta(days=7)
"""Help that was given longer ago is not asked about: nobody remembers it well."""

MOST_AT_ONCE = 5
"""Entries in one message."""

CHANGEABLE = timedelta(days=7)
"""How long an answer may be changed after it was given."""

MIN_ANSWERS = 5
"""Answers from which on a share is said: of fewer, one answer moves it too far, and says who gave it."""

MAX_THANKS = 1_000
"""Characters of thanks."""


class HelpAnswer(StrEnum):
    """What somebody says of the help they got."""

    SOLVED = "solved"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Help:
    """What is asked about: an entry as the one who was helped may see it, so without its minutes.

    `helped` are the Slack ids of all whom the entry names; `on` is the helper's local date.
    """

    entry_id: int
    helper_id: int
    helper_slack_id: str
    helper_name: str
    helper_is_here: bool
    summary: str
    on: date
    helped: tuple[str, ...]
    permalink: str | None = None
    is_undone: bool = False

    def concerns(self, person: Person) -> bool:
        """Whether the entry stands and names the person: it may have been undone, or changed, after they were asked."""
        return not self.is_undone and person.slack_id in self.helped


@dataclass(frozen=True, slots=True)
class HelpQuestion:
    """One question about one entry to the person with id `person_id`, asked on a date of theirs."""

    id: int
    person_id: int
    help: Help
    asked_on: date
    answer: HelpAnswer | None = None
    answered_at: datetime | None = None
    thanked_at: datetime | None = None

    def changeable_until(self) -> datetime | None:
        """Until when (UTC) the answer may be changed; None while there is none."""
        return self.answered_at + CHANGEABLE if self.answered_at is not None else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The questions of one message, latest help first, as they stand; `person` is the one who is asked."""

    person: Person
    questions: tuple[HelpQuestion, ...]
    now: datetime
    wants_none: bool = False

    @property
    def today(self) -> date:
        """The date of the one who is asked."""
        return self.person.local(self.now).date()


@dataclass(frozen=True, slots=True)
class SolvedShare:
    """What those who were helped say: how many were asked, for how many it is solved and for how many not yet."""

    solved: int = 0
    not_yet: int = 0
    asked: int = 0

    @property
    def answered(self) -> int:
        """How many said either."""
        return self.solved + self.not_yet

    @property
    def share(self) -> float | None:
        """The share solved of those who answered, 0 to 1; None below `MIN_ANSWERS` answers."""
        return self.solved / self.answered if self.answered >= MIN_ANSWERS else None


@dataclass(frozen=True, slots=True)
class AskingPage:
    """What somebody sees of being asked: whether the workspace asks at all, and whether they want none.

    `share` is what those whom they helped themselves have said from `since` to `today`.
    """

    is_on: bool
    wants_none: bool
    share: SolvedShare
    since: date
    today: date


def purpose(person_id: int, asked_on: date) -> str:
    """What a message of questions is about: a person and an ISO week ('2026-W47'), so at most one a week."""
    year, week, _ = asked_on.isocalendar()
    return f"helped:{person_id}:{year}-W{week:02}"


def day_to_ask(person: Person, settings: WorkspaceSettings, now: datetime) -> date | None:
    """The person's date when they may be asked right now (`now` is in UTC), else None.

    Asked are colleagues who are here, on working days, between `ASKED_FROM` and `ASKED_UNTIL` of their own clock.
    """
    zone = zone_named(person.time_zone)
    today = now.astimezone(zone).date()
    if not person.is_colleague or settings.is_quiet(today):
        return None
    return today if moment(today, ASKED_FROM, zone) <= now < moment(today, ASKED_UNTIL, zone) else None


def to_ask(given: Iterable[Help], person: Person, today: date) -> tuple[Help, ...]:
    """What the person is asked about on a working day: the latest first, at most `MOST_AT_ONCE`.

    That is help from somebody else who is here, given before today, and no longer than `OLDEST` ago.
    """
    wanted = [
        one
        for one in given
        if one.concerns(person)
        and one.helper_id != person.id
        and one.helper_is_here
        and timedelta() < today - one.on <= OLDEST
    ]
    wanted.sort(key=lambda one: (one.on, one.entry_id), reverse=True)
    return tuple(wanted[:MOST_AT_ONCE])


def check_changeable(question: HelpQuestion, now: datetime) -> None:
    """A first answer is always welcome; one that was given may be changed for `CHANGEABLE`. Raises `Refused`."""
    until = question.changeable_until()
    if until is not None and now > until:
        raise Refused(
            "You answered this more than a week ago, and it has been counted.",
            "If it isn't solved after all, write to the one who helped you.",
        )


def check_thanks(words: str) -> str:
    """The words of thanks, as they are kept. Raises `Refused`."""
    kept = storable(words).strip()
    if not kept:
        raise Refused("There are no words yet.", "Say what was good: it is what people remember.", typed=words)
    if len(kept) > MAX_THANKS:
        raise Refused(
            f"That is {len(kept):,} characters; thanks take up to {MAX_THANKS:,}.", "Keep the gist.", typed=words
        )
    return kept
