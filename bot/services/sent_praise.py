"""Praise that other systems send: survey tools, review sites, ticket systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.domain.people import Person
from bot.domain.praise_prompts import Draw
from bot.domain.praises import MAX_SAID_BY, NewPraise, PraiseSource, kept_words
from bot.errors import Refused
from bot.services import praise_noticing

CLOCKS_APART = timedelta(days=1)
"""How far ahead of ours another system's clock may be: it may send a date of its own time zone as UTC."""


@dataclass(frozen=True, slots=True)
class SentPraise:
    """Words that a system sent and that were found to be praise, or are said to be.

    `person` is an address or a Slack id, None where the system doesn't know; `sure` and `proposed` are Slack ids of
    those whom the words name. `score` is None where nobody judged. `index` is its place in what was sent.
    """

    index: int
    words: str
    author: str
    customer: str | None
    person: str | None
    said_at: datetime | None
    url: str | None
    sure: tuple[str, ...]
    proposed: tuple[str, ...]
    score: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class SentProblem:
    """What is wrong with one of them: its place, from 0, the field and a sentence."""

    index: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class SentOutcome:
    """How many were new, and how many were kept before."""

    kept: int = 0
    repeated: int = 0


class SentRefused(Refused):
    """Something of it can't be taken: the transaction keeps nothing, not even a new customer."""

    def __init__(self, problems: tuple[SentProblem, ...]) -> None:
        super().__init__("Something of it can't be taken.")
        self.problems = problems


def take_sent(
    session: Session, workspace_id: str, sent: Sequence[SentPraise], request: str, now: datetime, *, draw: Draw
) -> SentOutcome:
    """Keeps what a system sent, all of it or, when there is a problem, nothing. `request` names the request.

    The same words with the same `url` are the same praise in any request; without one, only in the same request.
    Raises `SentRefused`.
    """
    problems: list[SentProblem] = []
    new: list[NewPraise] = []
    for one in sent:
        person = _person(session, workspace_id, one.person) if one.person else None
        if one.person and (person is None or not person.is_colleague):
            problems.append(SentProblem(one.index, "person", "Nobody who is here has this address or Slack id."))
        if one.said_at is not None and one.said_at > now + CLOCKS_APART:
            problems.append(SentProblem(one.index, "said_at", "That is in the future."))
        if problems:
            continue
        try:
            customer_id = praise_noticing.customer_id_of(session, workspace_id, one.customer, now)
        except Refused as refused:
            problems.append(SentProblem(one.index, "customer", refused.problem))
            continue
        sure = (person.slack_id,) if person else one.sure
        proposed = () if person else one.proposed
        new.append(
            NewPraise(
                source=PraiseSource.HOOK,
                words=kept_words(one.words),
                said_by=one.author[:MAX_SAID_BY],
                said_at=min(one.said_at or now, now),
                origin_key=_origin_key(one, request),
                reason=one.reason,
                praised=praise_noticing.concerned(session, workspace_id, sure, proposed),
                permalink=one.url,
                customer_id=customer_id,
                score=one.score,
            )
        )
    if problems:
        raise SentRefused(tuple(problems))
    kept = [praise_noticing.keep(session, workspace_id, one, now, draw=draw) for one in new]
    return SentOutcome(kept=sum(one is not None for one in kept), repeated=sum(one is None for one in kept))


def _person(session: Session, workspace_id: str, named: str) -> Person | None:
    if "@" in named:
        return people_rows.by_email(session, workspace_id, named)
    return people_rows.find(session, workspace_id, named)


def _origin_key(sent: SentPraise, request: str) -> str:
    said = f"{sent.url}\n{sent.words}" if sent.url else f"{request}\n{sent.index}"
    return f"hook:{sha256(said.encode()).hexdigest()[:40]}"
