"""Keeping praise that was noticed, or that somebody notes, and asking the one who can act. Each message once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.domain.access import Action
from bot.domain.customers import customer_key, name_of, problem_of_name
from bot.domain.people import Person
from bot.domain.praise_prompts import Draw
from bot.domain.praises import MAX_SAID_BY, NewPraise, Praise, PraiseSource, PraiseState, kept_words, message_key
from bot.domain.work_logs import Customer
from bot.errors import Refused
from bot.services import praise_decisions, praise_prompts
from bot.services.acting import Asker, acting, check_own_request

TWICE_WITHIN = timedelta(hours=1)
"""The same words of the same author within this time are a message that was posted twice."""


class WordsRefused(Refused):
    """There are no words to keep."""


class PraisedRefused(Refused):
    """Those whom praise is said to concern can't be."""


class CustomerRefused(Refused):
    """The customer's name is none."""


@dataclass(frozen=True, slots=True)
class SaidPraise:
    """A Slack message in which praise was noticed.

    `author` is a Slack id, None for an app's message, of which `author_name` says what it calls itself. `sure` and
    `proposed` are Slack ids of whom it may concern. `score` and `reason` are the classifier's.
    """

    source: PraiseSource
    channel: str
    ts: str
    said_at: datetime
    words: str
    author: str | None
    author_name: str
    sure: tuple[str, ...]
    proposed: tuple[str, ...]
    score: float
    reason: str
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class NotedPraise:
    """Praise that a person notes. `said_by` is a Slack id or a name, `praised` are Slack ids, `customer` is a name.

    `channel` and `ts` are those of the message, None for what was said elsewhere; `name` then names the request.
    """

    words: str
    said_by: str
    praised: tuple[str, ...]
    customer: str | None
    said_at: datetime
    name: str
    channel: str | None = None
    ts: str | None = None
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of praise that was noted. `asked` are names; `is_new` is False where it was noticed before.

    `asks_noter` says that whoever noted it is asked themself, `may_handle` that they may decide about it at once.
    """

    praise: Praise
    is_new: bool
    asked: tuple[str, ...]
    asks_noter: bool
    may_handle: bool


def is_kept(session: Session, workspace_id: str, channel: str, ts: str) -> bool:
    """Whether praise was noticed in that message."""
    return praise_rows.by_origin(session, workspace_id, message_key(channel, ts)) is not None


def notice(session: Session, workspace_id: str, said: SaidPraise, now: datetime, *, draw: Draw) -> Praise | None:
    """Keeps praise and asks about it; None when the message was noticed before, or its author said the same just now.

    The customer is the channel's, else that of the author's earlier praise.
    """
    said_by = said.author or said.author_name[:MAX_SAID_BY]
    words = kept_words(said.words)
    if praise_rows.is_said_again(session, workspace_id, said_by, words, said.said_at - TWICE_WITHIN):
        return None
    new = NewPraise(
        source=said.source,
        words=words,
        said_by=said_by,
        said_at=said.said_at,
        origin_key=message_key(said.channel, said.ts),
        reason=said.reason,
        praised=concerned(session, workspace_id, said.sure, said.proposed, without={said.author}),
        channel=said.channel,
        message_ts=said.ts,
        permalink=said.permalink,
        customer_id=_customer_id(customer_of_message(session, workspace_id, said.channel, said_by)),
        score=said.score,
    )
    return keep(session, workspace_id, new, now, draw=draw)


def keep(session: Session, workspace_id: str, new: NewPraise, now: datetime, *, draw: Draw) -> Praise | None:
    """Keeps praise and asks about it; None when what it is of was kept before."""
    praise = praise_rows.add(session, workspace_id, new, now)
    if praise is not None:
        praise_prompts.ask(session, praise, now, draw=draw)
    return praise


def edit(
    session: Session,
    workspace_id: str,
    message: tuple[str, str],
    words: str,
    verdict: tuple[float, str],
    now: datetime,
    *,
    draw: Draw,
) -> bool:
    """A message (channel and `ts`) was edited: an open prompt shows its words as they are now, with score and reason.

    False when no praise was noticed in it before. What was decided already keeps the words it was decided on.
    """
    praise = praise_rows.by_origin(session, workspace_id, message_key(*message))
    if praise is None:
        return False
    kept = kept_words(words)
    if praise.state is PraiseState.OPEN and kept != praise.words:
        # What a person noted isn't for the classifier to doubt.
        score, reason = (None, praise.reason) if praise.score is None else verdict
        if praise_rows.change_words(session, praise, kept, score, reason):
            changed = praise_rows.by_id(session, workspace_id, praise.id)
            praise_prompts.redraw(session, changed or praise, now, draw=draw)
    return True


def delete(session: Session, workspace_id: str, channel: str, ts: str, now: datetime, *, draw: Draw) -> None:
    """A message was deleted: open praise in it is withdrawn, with its prompt."""
    praise = praise_rows.by_origin(session, workspace_id, message_key(channel, ts))
    if praise is not None:
        praise_prompts.withdraw(session, praise, now, draw=draw)


def form_basis(
    session: Session, asker: Asker, channel: str, author: str | None
) -> tuple[Person | None, Customer | None]:
    """The message's author, where known, and the customer that the channel is about, or the author. Raises `Denied`."""
    acting(session, asker, Action.NOTE_PRAISE)
    known = people_rows.find(session, asker.workspace_id, author) if author else None
    return known, customer_of_message(session, asker.workspace_id, channel, author or "")


def note(session: Session, asker: Asker, noted: NotedPraise, now: datetime, *, draw: Draw) -> Receipt:
    """Keeps what a person says is praise, without judging it, and asks about it.

    Raises `Denied`, `WordsRefused`, `PraisedRefused` or `CustomerRefused`.
    """
    person = acting(session, asker, Action.NOTE_PRAISE)
    words = kept_words(noted.words)
    if not words:
        raise WordsRefused("There are no words yet.", "Type what the customer said, as nearly as you remember it.")
    praised = _praised(session, person, noted.praised)
    is_message = noted.channel is not None and noted.ts is not None
    key = message_key(noted.channel, noted.ts) if noted.channel and noted.ts else f"noted:{noted.name}"
    new = NewPraise(
        source=PraiseSource.SHORTCUT if is_message else PraiseSource.TYPED,
        words=words,
        said_by=noted.said_by.strip()[:MAX_SAID_BY],
        said_at=noted.said_at,
        origin_key=key[:255],
        reason=f"noted by {person.name}",
        praised=tuple((one.id, True) for one in praised),
        channel=noted.channel,
        message_ts=noted.ts,
        permalink=noted.permalink,
        customer_id=customer_id_of(session, asker.workspace_id, noted.customer, now),
        noted_by_id=person.id,
    )
    kept = keep(session, asker.workspace_id, new, now, draw=draw)
    praise = kept or praise_rows.by_origin(session, asker.workspace_id, new.origin_key)
    if praise is None:
        raise LookupError("praise that is there already isn't found")
    if not is_message:
        check_own_request(person, praise.noted_by)
    asked_ids = [prompt.person_id for prompt in prompt_rows.of_praise(session, asker.workspace_id, praise.id)]
    asked = people_rows.by_ids(session, asker.workspace_id, asked_ids)
    names = tuple(asked[one].name for one in asked_ids if one in asked and one != person.id)
    return Receipt(
        praise,
        kept is not None,
        names,
        asks_noter=person.id in asked_ids,
        may_handle=praise.state is PraiseState.OPEN and praise_decisions.may_handle(session, person, praise),
    )


def take_back(session: Session, asker: Asker, praise_id: int, now: datetime, *, draw: Draw) -> Praise:
    """Withdraws praise that the asker noted, as long as nobody decided on it. Raises `Denied` or `Refused`."""
    person = acting(session, asker, Action.NOTE_PRAISE)
    praise = praise_rows.by_id(session, asker.workspace_id, praise_id)
    if praise is None or praise.noted_by != person.id:
        raise Refused("That is somebody else's note.", "Ask whoever noted it, or whoever was asked about it.")
    if praise.state not in {PraiseState.OPEN, PraiseState.WITHDRAWN}:
        raise Refused("Somebody has acted on it already.", "Tell them that it was a mistake.")
    praise_prompts.withdraw(session, praise, now, draw=draw)
    return praise


def customer_of_message(session: Session, workspace_id: str, channel: str, said_by: str) -> Customer | None:
    """The customer that the channel is about, else that of the author's earlier praise."""
    return customer_rows.of_channel(session, workspace_id, channel) or (
        praise_rows.customer_of_author(session, workspace_id, said_by) if said_by else None
    )


def customer_id_of(session: Session, workspace_id: str, name: str | None, now: datetime) -> int | None:
    """The customer of that name, which is made known if it isn't yet. Raises `CustomerRefused`."""
    name = name_of(name or "")
    if not name:
        return None
    problem = problem_of_name(name)
    if problem:
        raise CustomerRefused(problem, "Type another, or leave it empty.")
    key = customer_key(name)
    known = customer_rows.by_keys(session, workspace_id, [key]).get(key)
    return (known or customer_rows.add(session, workspace_id, name, key, now)).id


def concerned(
    session: Session,
    workspace_id: str,
    sure: Sequence[str],
    proposed: Sequence[str],
    *,
    without: Collection[str | None] = (),
) -> tuple[tuple[int, bool], ...]:
    """Our ids of those of the people who are colleagues and here, with whether each is sure; the sure ones first."""
    found = {
        person.slack_id: person
        for person in people_rows.find_many(session, workspace_id, [*sure, *proposed])
        if person.is_colleague and person.slack_id not in without
    }
    ids: dict[int, bool] = {}
    for slack_id, is_sure in _marked(sure, proposed):
        if slack_id in found:
            ids.setdefault(found[slack_id].id, is_sure)
    return tuple(ids.items())


def _marked(sure: Iterable[str], proposed: Iterable[str]) -> Iterable[tuple[str, bool]]:
    yield from ((slack_id, True) for slack_id in sure)
    yield from ((slack_id, False) for slack_id in proposed)


def _praised(session: Session, noter: Person, slack_ids: Sequence[str]) -> list[Person]:
    if noter.slack_id in slack_ids:
        raise PraisedRefused(
            "Praise of yourself is for a colleague to note.",
            "Ask somebody who heard it: the same shortcut, or `/praiseworthy praise`, is theirs too.",
        )
    found = {person.slack_id: person for person in people_rows.find_many(session, noter.workspace_id, slack_ids)}
    for slack_id in slack_ids:
        person = found.get(slack_id)
        if person is None or not person.is_colleague:
            who = person.name if person else "One of these"
            raise PraisedRefused(
                f"{who} isn't a colleague who is here: no guest, no app, nobody from outside.", "Choose somebody else."
            )
    return [found[slack_id] for slack_id in dict.fromkeys(slack_ids)]


def _customer_id(customer: Customer | None) -> int | None:
    return customer.id if customer else None
