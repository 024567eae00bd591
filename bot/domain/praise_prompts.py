"""The prompt to the one who can act on praise: whom to ask, when again, and what is gathered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.deliveries import Message
from bot.domain.people import Person
from bot.domain.praises import Praise
from bot.domain.workspace_settings import WorkspaceSettings

MOST_A_DAY = 5
"""Prompts of their own that one person gets on one day of theirs; the rest are gathered into one message."""

MOST_SHOWN = 5
"""Praises that a message about several shows."""

REMIND_AFTER_WORKING_DAYS = 2

DAY_BEGINS, DAY_ENDS = time(9), time(17)
"""When somebody is asked again: within their working day."""

_FAR = timedelta(days=400)
"""A workspace that has marked every day as a holiday is asked again nevertheless."""


class NotPraise(StrEnum):
    """Why something isn't praise of a person's service."""

    PRODUCT = "product"
    SARCASM = "sarcasm"
    COMPLAINT = "complaint"
    NOT_A_PERSON = "not_a_person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One person asked about one praise; `id` is 0 before it is stored. Times are in UTC.

    `times_asked` counts the messages of its own that were sent, the latest on `asked_on` (the person's date);
    `gathered_on` is the day in whose gathered message it stands. `reminded_at` is when it was asked once more without
    an answer, `later_until` when to ask again after *Later*.
    """

    id: int
    workspace_id: str
    praise_id: int
    person_id: int
    asked_at: datetime
    times_asked: int = 0
    asked_on: date | None = None
    gathered_on: date | None = None
    reminded_at: datetime | None = None
    later_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PromptView:
    """What a prompt shows to `asked`. `today` is their date, `said_on` the date on which the customer said it, and
    `later_until` is on their clock. `said_by` is a name, '' where none is known.

    `handled_by` is the name of the one who decided and `handled_by_asked` whether that was `asked`; `kudos_channel`
    where the kudos were posted; `may_undo` says that the kudos or thanks can be taken back still. `is_again` is for a
    prompt that was unanswered. `page` is its place where it stands among gathered ones.
    """

    praise: Praise
    asked: Person
    said_by: str
    said_on: date
    today: date
    later_until: datetime | None = None
    handled_by: str = ""
    handled_by_asked: bool = False
    kudos_channel: str | None = None
    may_undo: bool = False
    is_again: bool = False
    page: "Page | None" = None

    @property
    def is_own(self) -> bool:
        """Whether the praise is of the very person who sees it, and so for somebody else to decide about."""
        return any(one.is_sure and one.person_id == self.asked.id for one in self.praise.praised)


@dataclass(frozen=True, slots=True)
class Page:
    """A place among the prompts that were gathered on `day`: the `number`th of `of`, from 1, with its neighbours."""

    day: date
    number: int
    of: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class GatheredView:
    """What came on `day` beyond `MOST_A_DAY` for one person: how many, how many of them wait still, and the first
    `MOST_SHOWN` of those.
    """

    day: date
    today: date
    count: int
    waiting: int
    shown: tuple[Praise, ...]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What waits for somebody who gets no digest in which it would stand: how many, and the first `MOST_SHOWN`."""

    count: int
    shown: tuple[Praise, ...]


Draw = Callable[[PromptView | GatheredView | WaitingView], Message]
"""How `bot.blocks`, which use cases don't know, draws what somebody is asked (`praise_prompts.prompt_message`)."""


def whom_to_ask(
    praise: Praise,
    chains: Sequence[Sequence[Person]],
    fallbacks: Callable[[], Sequence[Person]],
) -> tuple[Person, ...]:
    """Who is asked about the praise; more than one only where several people with different managers are praised.

    `chains` has, for each of `praise.praised`, those above from the nearest on. Each one's nearest who may be asked
    is; where it is unsure who is meant, the first one's alone, since who is asked can say whom it concerns. Where
    there is nobody above: the first of `fallbacks()`. Never somebody whom the praise may concern, nor whose own words
    it is, nor somebody who isn't a colleague any more.
    """
    named = [chain for praised, chain in zip(praise.praised, chains, strict=True) if praised.is_sure]
    nearest = [_first(chain, praise) for chain in (named or chains)] or [None]
    if None in nearest:
        fallback = _first(fallbacks(), praise)
        nearest = [person or fallback for person in nearest]
    asked = tuple(dict.fromkeys(person for person in nearest if person is not None))
    return asked if named else asked[:1]


def may_be_asked(person: Person, praise: Praise) -> bool:
    """Not whom it may concern, nor whoever said it, nor somebody who isn't a colleague any more."""
    is_concerned = any(praised.person_id == person.id for praised in praise.praised)
    return person.is_colleague and not is_concerned and person.slack_id != praise.said_by


def tomorrow_morning(asked: Person, settings: WorkspaceSettings, now: datetime) -> datetime:
    """*Later*: 09:00 on the person's clock, on their next working day, in UTC."""
    local = asked.local(now)
    day = next_working_day(local.date(), settings)
    return at_local(day, DAY_BEGINS, local).astimezone(now.tzinfo)


def remind_at(prompt: Prompt, asked: Person, settings: WorkspaceSettings) -> datetime:
    """When an unanswered prompt is asked about once more: two working days later, within the person's day, in UTC.

    What came on a quiet day or after the day's end counts from the next morning.
    """
    local = asked.local(prompt.asked_at)
    day, at = local.date(), max(local.time().replace(microsecond=0), DAY_BEGINS)
    if settings.is_quiet(day) or at >= DAY_ENDS:
        day, at = next_working_day(day, settings), DAY_BEGINS
    for _ in range(REMIND_AFTER_WORKING_DAYS):
        day = next_working_day(day, settings)
    return at_local(day, at, local).astimezone(prompt.asked_at.tzinfo)


def is_due_again(prompt: Prompt, asked: Person, settings: WorkspaceSettings, now: datetime) -> bool:
    """Whether the person is to be asked again now: *Later* is over, or nothing was answered for two working days."""
    if prompt.later_until is not None:
        return prompt.later_until <= now
    return prompt.reminded_at is None and remind_at(prompt, asked, settings) <= now


def reminder_week(prompt: Prompt, asked: Person, settings: WorkspaceSettings, now: datetime) -> str | None:
    """The week, as '2026-W47', in which one who gets no manager's digest is reminded now of what they didn't answer.

    None outside of their working day, and in the week in which they were asked for the last time.
    """
    local = asked.local(now)
    if prompt.reminded_at is None or settings.is_quiet(local.date()) or not DAY_BEGINS <= local.time() < DAY_ENDS:
        return None
    this_week = local.date().isocalendar()
    last = asked.local(prompt.reminded_at).date().isocalendar()
    return f"{this_week.year}-W{this_week.week:02}" if last[:2] < this_week[:2] else None


def next_working_day(day: date, settings: WorkspaceSettings) -> date:
    """The first day after `day` on which the workspace works."""
    following = day + timedelta(days=1)
    while settings.is_quiet(following) and following - day < _FAR:
        following += timedelta(days=1)
    return following


def at_local(day: date, at: time, local: datetime) -> datetime:
    """That time of that day on the same clock as `local`."""
    return datetime.combine(day, at, local.tzinfo)


def page_of(praise_ids: Sequence[int], praise_id: int, day: date) -> Page | None:
    """The praise's place among those gathered on `day`, None when it isn't there."""
    if praise_id not in praise_ids:
        return None
    at = praise_ids.index(praise_id)
    before = praise_ids[at - 1] if at else None
    after = praise_ids[at + 1] if at + 1 < len(praise_ids) else None
    return Page(day, at + 1, len(praise_ids), before, after)


def _first(people: Iterable[Person], praise: Praise) -> Person | None:
    return next((person for person in people if may_be_asked(person, praise)), None)
