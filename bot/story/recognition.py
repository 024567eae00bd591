"""What customers and colleagues said of the team: kudos and praise, as `/kudos` and the prompts make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.blocks import kudos as kudos_blocks
from bot.db import people as people_rows
from bot.domain.behaviours import CLEAR_HEAD, EMPATHY, LISTENING, POSITIVE_DEMEANOUR, behaviours_in
from bot.domain.naming.roster import Roster, RosterEntry
from bot.domain.people import Person
from bot.domain.praise.classifier import judge
from bot.domain.praise_names import find_praised
from bot.domain.praise_noticing import moment_of
from bot.domain.praises import Praise, PraiseSource
from bot.domain.recognition import Recognition, draft_quote, draft_words
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import kudos, praise_decisions, praise_noticing
from bot.services.acting import Asker
from bot.services.praise_noticing import NotedPraise, SaidPraise
from bot.story.cast import ACME_CHANNEL, ANA, BRUNO, CHIDI, DANA, KUDOS, LEO, MAYA, WORKSPACE
from handlers.praise_prompts import MESSAGES

_DECIDED_AFTER = timedelta(days=2)
"""How old praise is that somebody has decided on: younger praise waits for whoever starts the program."""

_CUSTOMERS_WORDS = "“"
"""Where a colleague passes on what a customer said, it stands in quotation marks."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a customer's channel: its author's Slack id, its text, and its address."""

    channel: str
    ts: str
    author: str
    text: str
    permalink: str | None


@dataclass(frozen=True, slots=True)
class _Thanks:
    """Kudos that somebody gave; private ones are seen by nobody else."""

    days_ago: int
    author: str
    thanked: tuple[str, ...]
    words: str
    behaviours: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_private: bool = False
    voices: tuple[str, ...] = ()


_KUDOS = (
    _Thanks(
        68,
        CHIDI,
        (ANA,),
        "for going through the token renewal with me until I could do it alone",
        (LISTENING.name,),
        ("vpn",),
        voices=(DANA,),
    ),
    _Thanks(
        47,
        DANA,
        (ANA,),
        "for finding out in ten minutes what had kept Acme's loading dock waiting for a day",
        (CLEAR_HEAD.name,),
        ("vpn",),
        voices=(CHIDI, MAYA),
    ),
    _Thanks(
        40, MAYA, (BRUNO,), "for keeping the queue short while three of us were at the customer's", tags=("tickets",)
    ),
    _Thanks(
        33,
        BRUNO,
        (ANA,),
        "for explaining the tablets' certificates to me twice, and not minding",
        (EMPATHY.name,),
        ("tablets",),
    ),
    _Thanks(
        26,
        LEO,
        (ANA,),
        "I hear from Acme how you take the night shift seriously. That is why they stay with us.",
        (EMPATHY.name,),
        is_private=True,
    ),
    _Thanks(
        19,
        ANA,
        (CHIDI,),
        "for the month-end share at Finance: it ran without a call",
        (POSITIVE_DEMEANOUR.name,),
        ("outlook",),
        voices=(MAYA,),
    ),
    _Thanks(
        2,
        CHIDI,
        (ANA,),
        "for staying with Acme's night shift until the last scanner worked",
        (LISTENING.name, CLEAR_HEAD.name),
        ("first-contact",),
    ),
)


def give_kudos(session: Session, now: datetime) -> None:
    """Kudos over the weeks, with those who joined in."""
    for number, thanks in enumerate(_KUDOS):
        then = now - timedelta(days=thanks.days_ago)
        draft = kudos.KudosDraft(
            thanks.thanked, thanks.words, thanks.behaviours, thanks.tags, is_private=thanks.is_private
        )
        given = kudos.give(
            session,
            Asker(WORKSPACE, thanks.author),
            draft,
            f"story:kudos:{number}",
            then,
            draw_post=kudos_blocks.post_message,
            draw_told=kudos_blocks.told_message,
            draw_manager=kudos_blocks.manager_message,
        )
        for voice in thanks.voices:
            kudos.join_in(session, Asker(WORKSPACE, voice), given.id, then, draw_post=kudos_blocks.post_message)


def hear_customers(session: Session, messages: Sequence[Said], settings: WorkspaceSettings, now: datetime) -> None:
    """Notices praise among what was said, as if it were said now; what is older is recognised, the latest waits.

    In #acme no customer reads: Maya passes on what she is told, and notes it with the *Customer praise* shortcut.
    """
    people = {person.slack_id: person for person in people_rows.everybody(session, WORKSPACE).values()}
    roster = Roster(
        RosterEntry(person.id, person.slack_id, person.name) for person in people.values() if person.is_colleague
    )
    for said in sorted(messages, key=lambda one: one.ts):
        author = people.get(said.author)
        if author is None:
            continue
        kept = (
            _noticed(session, said, author, roster) if author.is_outside else _passed_on(session, said, people, roster)
        )
        is_clear = kept is not None and any(one.is_sure for one in kept.praised)
        if kept is not None and is_clear and now - kept.said_at > _DECIDED_AFTER:
            _recognise(session, kept, settings)


def _noticed(session: Session, said: Said, author: Person, roster: Roster) -> Praise | None:
    found = find_praised(said.text, roster, author_slack_id=said.author, author_name=author.name)
    names = [name for entry in (*found.sure, *found.proposed) for name in (entry.name, *entry.aliases)]
    verdict = judge(said.text, names=names, author=author.name)
    if not verdict.is_praise:
        return None
    at = moment_of(said.ts)
    heard = SaidPraise(
        source=PraiseSource.OUTSIDE,
        channel=said.channel,
        ts=said.ts,
        said_at=at,
        words=said.text,
        author=said.author,
        author_name=author.name,
        sure=tuple(entry.slack_id for entry in found.sure),
        proposed=tuple(entry.slack_id for entry in found.proposed),
        score=verdict.score,
        reason="; ".join(part for part in (verdict.reason, found.why) if part),
        permalink=said.permalink,
    )
    return praise_noticing.notice(session, WORKSPACE, heard, at, draw=MESSAGES.prompt)


def _passed_on(session: Session, said: Said, people: dict[str, Person], roster: Roster) -> Praise | None:
    if said.channel != ACME_CHANNEL or said.author != MAYA or _CUSTOMERS_WORDS not in said.text:
        return None
    found = find_praised(said.text, roster, author_slack_id=said.author, author_name=people[said.author].name)
    at = moment_of(said.ts)
    noted = NotedPraise(
        words=said.text.partition(_CUSTOMERS_WORDS)[2].rstrip("” "),
        said_by="Acme's shift lead",
        praised=tuple(entry.slack_id for entry in found.sure),
        customer="Acme",
        said_at=at,
        name=f"story:{said.ts}",
        channel=said.channel,
        ts=said.ts,
        permalink=said.permalink,
    )
    return praise_noticing.note(session, Asker(WORKSPACE, MAYA), noted, at, draw=MESSAGES.prompt).praise


def _recognise(session: Session, praise: Praise, settings: WorkspaceSettings) -> None:
    """Maya recognises it on the next day, in the words that the form proposes."""
    recognition = Recognition(
        praise_id=praise.id,
        people=tuple(one.slack_id for one in praise.praised if one.is_sure),
        words=draft_words(praise, settings.behaviours),
        quote=draft_quote(praise),
        behaviours=tuple(behaviours_in((), praise.words, settings.behaviours)),
        channel=KUDOS,
        names_customer=True,
    )
    then = praise.said_at + timedelta(days=1)
    request = f"story:praise:{praise.id}"
    praise_decisions.recognise(session, Asker(WORKSPACE, MAYA), recognition, request, then, MESSAGES)
