"""Kudos: recognition that a person posts to colleagues, with the behaviours it shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import Person
from bot.errors import PraiseworthyError, Refused

UNDO_WITHIN = timedelta(minutes=10)
"""How long an author may take kudos back."""

MAX_WORDS = 2_000
"""Characters of what for."""

MOST_THANKED = 20
"""People in one kudos."""

MAX_TAGS = 20
"""Tags of one kudos."""


class KudosField(StrEnum):
    """What of kudos has to be corrected."""

    PEOPLE = "people"
    WORDS = "words"
    CHANNEL = "channel"


class KudosRefused(Refused):
    """Kudos that can't be: `field` is what to correct."""

    def __init__(self, field: KudosField, problem: str, remedy: str = "", *, typed: str = "") -> None:
        super().__init__(problem, remedy, typed=typed)
        self.field = field

    def with_typed(self, typed: str) -> "KudosRefused":
        """The same refusal, carrying the person's text."""
        return KudosRefused(self.field, self.problem, self.remedy, typed=self.typed or typed)


class UnknownThanked(PraiseworthyError):
    """Slack has not told of these people (Slack ids) yet: ask it (`users.info`) and try again."""

    def __init__(self, slack_ids: tuple[str, ...]) -> None:
        super().__init__(", ".join(slack_ids))
        self.slack_ids = slack_ids


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody who is thanked; `is_outside` for a person of another workspace, who is told by the post alone."""

    person_id: int
    slack_id: str
    name: str
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Kudos:
    """Recognition as it is kept. `voices` are the Slack ids of colleagues who joined in, in their order.

    `words` is plain text, with people as `<@U123>`. `channel` is where it is posted, None when it is private: then
    only those thanked are told, and their managers where `tells_managers`.
    """

    id: int
    workspace_id: str
    author_id: int
    author_slack_id: str
    thanked: tuple[Thanked, ...]
    words: str
    behaviours: tuple[str, ...]
    tags: tuple[str, ...]
    is_private: bool
    tells_managers: bool
    channel: str | None
    praise_id: int | None
    created_at: datetime
    is_undone: bool
    voices: tuple[str, ...] = ()

    def may_be_undone(self, now: datetime) -> bool:
        """Whether the author may still take it back."""
        return not self.is_undone and now - self.created_at <= UNDO_WITHIN

    def may_join_in(self, person_id: int) -> bool:
        """Whether somebody can add their voice: not the author, and nobody for thanks to themself alone."""
        thanked = {one.person_id for one in self.thanked}
        return person_id != self.author_id and thanked != {person_id}


@dataclass(frozen=True, slots=True)
class KudosSettings:
    """What a workspace has set for kudos: where they are posted (None: where they are typed), and its behaviours."""

    channel: str | None
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Whether recognition reaches everybody: how many of the colleagues were recognised. Nobody is named or ranked."""

    colleagues: int
    recognised: int


def check_thanked(author: Person, thanked: Sequence[Person], *, is_private: bool) -> None:
    """Raises `KudosRefused` for people who can't be thanked."""
    if not thanked:
        raise KudosRefused(
            KudosField.PEOPLE,
            "Nobody is mentioned.",
            "Say whom you thank: `/kudos @ana for staying late with Acme`, choosing the name that Slack offers.",
        )
    if len(thanked) > MOST_THANKED:
        raise KudosRefused(
            KudosField.PEOPLE, f"That is {len(thanked)} people.", f"Thank {MOST_THANKED} people at a time at most."
        )
    for person in thanked:
        if person.id == author.id:
            raise KudosRefused(
                KudosField.PEOPLE, "Kudos are for somebody else.", "Leave yourself out; `/logwork` notes what you did."
            )
        if person.is_bot:
            raise KudosRefused(KudosField.PEOPLE, f"{person.name} is a bot.", "Thank the people behind it.")
        if person.is_gone:
            raise KudosRefused(
                KudosField.PEOPLE, f"{person.name} isn't in this workspace any more.", "Thank them where they are now."
            )
        if is_private and person.is_outside:
            raise KudosRefused(
                KudosField.PEOPLE,
                f"{person.name} is from outside, and private kudos reach only members of this workspace.",
                "Post it in a channel that you share, or write to them yourself.",
            )


def check_words(words: str) -> None:
    """Raises `KudosRefused` for words that say nothing, or too much."""
    if not any(character.isalnum() for character in words):
        raise KudosRefused(
            KudosField.WORDS,
            "The kudos doesn't say what for.",
            "Say what for: it is what people remember. For example: for staying late with Acme.",
        )
    if len(words) > MAX_WORDS:
        raise KudosRefused(KudosField.WORDS, f"That is {len(words):,} characters.", f"Say it in at most {MAX_WORDS:,}.")


def closed_circles(thanks: Iterable[tuple[int, int]]) -> frozenset[frozenset[int]]:
    """Pairs of people who only thank each other, from (author, thanked) of one period.

    A → B and B → A, and neither of the two thanks anybody else or is thanked by anybody else.
    """
    given: dict[int, set[int]] = defaultdict(set)
    received: dict[int, set[int]] = defaultdict(set)
    for author, thanked in thanks:
        if author == thanked:
            continue
        given[author].add(thanked)
        received[thanked].add(author)

    def only(one: int, other: int) -> bool:
        return given[one] == {other} and received[one] == {other}

    ones = [(one, next(iter(others))) for one, others in list(given.items()) if len(others) == 1]
    return frozenset(frozenset((one, other)) for one, other in ones if only(one, other) and only(other, one))
