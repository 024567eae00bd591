"""A person's card: whose is wanted, who may see what of it, and sharing it with the person."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import card_looks as look_rows
from bot.db import deliveries as delivery_rows
from bot.db import help_questions as question_rows
from bot.db import people as people_rows
from bot.db import scorecards as card_rows
from bot.db import workspace_settings as settings_rows
from bot.db.kudos_around import thanks_around
from bot.domain.access import Action, Denied, allow
from bot.domain.deliveries import Message
from bot.domain.digests import MOST_CHARTS, GoalLine, Point, Said
from bot.domain.effort import Aims, Effort, Help, effort_of
from bot.domain.forgetting import is_forgotten
from bot.domain.goals import GoalState
from bot.domain.kudos import closed_circles
from bot.domain.line.tokens import Kind, tokenize
from bot.domain.named_periods import PERIOD_WORDS
from bot.domain.pace import Pace
from bot.domain.past_periods import PastPeriod, default_period, read_past_period
from bot.domain.people import Person, name_key
from bot.domain.praises import PraiseState
from bot.domain.schedules import moment, zone_named
from bot.domain.scorecards import (
    ACTED_ON,
    MOST_PEOPLE_OFFERED,
    MOST_WAITING,
    Entry,
    KudosGot,
    PersonCard,
    PraiseGot,
    PublicCard,
    TeamAsked,
    UnknownMentioned,
    WhichPerson,
    agreed,
    behaviours_seen,
    best_said,
    skills_of,
    spelt_alike,
    without_circles,
)
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services.acting import Asker, acting
from bot.services.goal_lines import Counted, line_on
from bot.services.praise_prompts import SLACK_ID

LOOKS_ON_CARD = 3
"""The latest looks that one's own card names."""

_ME = frozenset({"", "me", "myself", "my", "mine", "yo", "ich", "moi"})
_TEAM = frozenset({"team", "teams", "equipo", "équipe"})
_MOST_SEARCHED = 200
_MOST_COMPARED = 20_000
"""Colleagues whose names are compared with one that nobody has: some hundredths of a second."""

_NEEDS = {Pace.MISSED: 0, Pace.OFF_TRACK: 1, Pace.AT_RISK: 2, Pace.NO_RECENT_DATA: 3}
_ENDED = (Pace.REACHED, Pace.MISSED)

DrawShared = Callable[[PersonCard, Person], Message]
"""How `bot.blocks`, which use cases don't know, draws a card that somebody shares with the person."""

Answer = PersonCard | PublicCard | WhichPerson | TeamAsked


def card_for_line(session: Session, asker: Asker, typed: str, now: datetime) -> Answer:
    """What `/scorecard` and these words ask for; `typed` is as Slack sent it.

    Nothing but a period, or 'me', is the asker's own card. Raises `Denied` for guests, `UnknownMentioned` for somebody
    of whom Slack may not have told yet, and `Refused` for a name or a period that can't be.
    """
    me = acting(session, asker, Action.SEE_PUBLIC_CARD)
    today = me.local(now).date()
    word, _, rest = typed.strip().partition(" ")
    if word.casefold() in _TEAM:
        period, name = read_past_period(rest, today)
        return TeamAsked(name, period)
    exactly, partly = list[Person](), list[Person]()
    if typed.strip().casefold() not in _ME and not any(token.kind is Kind.MENTION for token in tokenize(typed)):
        # April and May are people, too: a name comes before a month.
        exactly, partly = _called(session, me.workspace_id, typed.strip())
    if exactly:
        return _one_of(session, me, exactly, typed.strip(), default_period(today), now)
    period, rest = read_past_period(typed, today)
    if rest and partly:
        # 'mar' is March, and not a part of Maria.
        return _one_of(session, me, partly, typed.strip(), default_period(today), now)
    if rest.casefold() in _ME:
        return _card(session, me, me, period, now)
    return _of_named(session, me, rest, period, now)


def card_of(session: Session, asker: Asker, person_id: int, period_key: str, now: datetime) -> PersonCard | PublicCard:
    """The card of the person with our id, as far as the asker may see it. Raises `Denied`, `Refused`.

    `period_key` is a `PastPeriod.key`, or any words for a period.
    """
    me = acting(session, asker, Action.SEE_PUBLIC_CARD)
    period, person = _stated(session, me, person_id, period_key, now)
    return _card(session, me, person, period, now)


def share(
    session: Session, asker: Asker, person_id: int, period_key: str, request: str, now: datetime, *, draw: DrawShared
) -> PersonCard:
    """*Share with them*: queues the card for a direct message that the person and the asker are both in.

    `request` names the card that the button stands under: shared twice is shared once. Raises `Refused` for a card
    that isn't the asker's to share, `Denied` for guests.
    """
    me = acting(session, asker, Action.SEE_PUBLIC_CARD)
    period, person = _stated(session, me, person_id, period_key, now)
    above = people_rows.managers_above(session, me.workspace_id, person.id)
    allow(me, Action.SEE_SCORECARD, person.id, above=above, subject=f"person:{person.id}")
    if person.id == me.id:
        raise Refused("That card is your own.", "Only you see it until you show it to somebody.")
    if not person.is_colleague:
        raise Refused(f"{person.name} isn't here any more.", "You can read the card, and nobody is left to share it.")
    card = _whole_card(session, person, period, now, is_own=False)
    together = f"{me.slack_id},{person.slack_id}"
    delivery_rows.queue(session, me.workspace_id, _shared(me, request), together, draw(card, me), now)
    return card


def take_back_shared(session: Session, asker: Asker, request: str, now: datetime) -> None:
    """*Take it back*: removes what the asker shared from that very card; nothing where there is none."""
    me = acting(session, asker, Action.SEE_PUBLIC_CARD)
    amendments.take_back(session, me.workspace_id, _shared(me, request), now)


def _stated(session: Session, me: Person, person_id: int, period_key: str, now: datetime) -> tuple[PastPeriod, Person]:
    """What a button carried. Raises `Refused` for what it can't have."""
    period, rest = read_past_period(period_key, me.local(now).date())
    person = people_rows.by_id(session, me.workspace_id, person_id)
    if person is None or rest or is_forgotten(person.slack_id):
        raise Refused("That card isn't known here.", "`/scorecard @name` shows one.")
    return period, person


def _shared(sharer: Person, request: str) -> str:
    """The sharer is in it, so that nobody can name somebody else's."""
    return f"scorecard:{sharer.slack_id}:shared:{request}"[:255]


def _of_named(session: Session, me: Person, words: str, period: PastPeriod, now: datetime) -> Answer:
    tokens = tokenize(words)
    mentioned = [token.value for token in tokens if token.kind is Kind.MENTION]
    if len(mentioned) > 1:
        raise Refused("A card is one person's.", "Ask for one after the other: `/scorecard @name`.")
    if mentioned:
        if len(tokens) > 1:
            left = "".join(
                token.text if not token.spaced else f" {token.text}"
                for token in tokens
                if token.kind is not Kind.MENTION
            )
            raise Refused(f"I can't read “{left.strip()[:200]}”.", PERIOD_WORDS)
        person = people_rows.find(session, me.workspace_id, mentioned[0])
        if person is None:
            # True of newcomers and of people who were forgotten, without saying which it is.
            raise UnknownMentioned(
                "Nothing is kept here about that person.",
                "Once they use me themselves (`/logwork`, `/goal`), they have a card.",
                slack_id=mentioned[0],
            )
        return _card(session, me, person, period, now)
    exactly, partly = _called(session, me.workspace_id, words)
    named = exactly or partly
    if not named:
        colleagues = people_rows.search(session, me.workspace_id, "", _MOST_COMPARED, colleagues_only=True)
        near = spelt_alike(words, colleagues)[:MOST_PEOPLE_OFFERED]
        if near:
            return WhichPerson(words, tuple(near), period, is_near=True)
        raise Refused(
            f"No colleague here is called “{words[:200]}”.",
            f"Write @ and pick the name that Slack offers, or `me`, or `team Support`. {PERIOD_WORDS}",
        )
    return _one_of(session, me, named, words, period, now)


def _one_of(
    session: Session, me: Person, named: Sequence[Person], typed: str, period: PastPeriod, now: datetime
) -> Answer:
    if len(named) == 1:
        return _card(session, me, named[0], period, now)
    offered = tuple(named[:MOST_PEOPLE_OFFERED])
    return WhichPerson(typed, offered, period, len(named) - len(offered))


def _called(session: Session, workspace_id: str, words: str) -> tuple[list[Person], list[Person]]:
    """Colleagues who go by that name, by the whole of it, else by its words; and those who have it as a part."""
    key = name_key(words)
    if not key:
        return [], []
    people = people_rows.search(session, workspace_id, words, _MOST_SEARCHED, colleagues_only=True)
    others = people_rows.by_ids(session, workspace_id, card_rows.ids_by_other_name(session, workspace_id, words))
    whole = [one for one in people if name_key(one.name) == key]
    whole += [one for one in others.values() if one.is_colleague and one.id not in {known.id for known in whole}]
    wanted = set(key.split())
    return whole or [one for one in people if wanted <= set(name_key(one.name).split())], people


def _card(session: Session, me: Person, person: Person, period: PastPeriod, now: datetime) -> PersonCard | PublicCard:
    """As much of the card as the person who asks may see."""
    if person.is_bot or person.is_guest or person.is_outside:
        raise Refused(f"{person.name} has no card.", "Cards are for members of this workspace.")
    is_own = person.id == me.id
    above = frozenset[int]() if is_own else people_rows.managers_above(session, me.workspace_id, person.id)
    try:
        allow(me, Action.SEE_SCORECARD, person.id, above=above, subject=f"person:{person.id}")
    except Denied:
        if person.is_gone:
            raise Refused(f"{person.name} isn't here any more.", "`/scorecard me` shows your own card.") from None
        return _public_card(session, person, period)
    return _whole_card(session, person, period, now, is_own=is_own)


def _public_card(session: Session, person: Person, period: PastPeriod) -> PublicCard:
    settings = settings_rows.settings_of(session, person.workspace_id)
    kudos = _kudos(session, person, period, is_own=False)
    entries = card_rows.entries(session, person.workspace_id, person.id, period)
    return PublicCard(person, period, kudos, skills_of(entries, kudos, settings.behaviours, person.slack_id))


def _whole_card(session: Session, person: Person, period: PastPeriod, now: datetime, *, is_own: bool) -> PersonCard:
    here = person.workspace_id
    settings = settings_rows.settings_of(session, here)
    lines = _goal_lines(session, person, period, now, settings)
    stated = agreed(lines)
    asked = [line for line in lines if line not in stated and line.goal.state is GoalState.OPEN]
    kudos = _kudos(session, person, period, is_own=is_own)
    since, until = _moments(person, period)
    said = [_praise(row) for row in card_rows.praise_got(session, here, person.id, since, until, is_own=is_own)]
    praises = [one for one in said if one.state in ACTED_ON]
    waiting = [one.said for one in said if one.state not in ACTED_ON]
    helped = card_rows.entries(session, here, person.id, period)
    return PersonCard(
        person=person,
        period=period,
        as_of=period.last,
        is_own=is_own,
        results=tuple(line for line in stated if not line.goal.is_activity),
        activities=tuple(line for line in stated if line.goal.is_activity),
        asked=len(asked),
        praises=len(praises),
        said=best_said(praises),
        waiting=tuple(waiting[:MOST_WAITING]),
        waiting_count=len(waiting),
        deciders=_deciders(session, here, waiting),
        kudos=sum(one.praise_id is None for one in kudos),
        private_kudos=sum(one.is_private for one in kudos),
        behaviours=behaviours_seen(settings.behaviours, kudos, praises),
        skills=skills_of(helped, kudos, settings.behaviours, person.slack_id),
        solved=question_rows.solved_share(session, here, [person.id], period.first, period.last),
        effort=_effort(helped, person),
        looks=tuple(look_rows.of_person(session, here, person.id, LOOKS_ON_CARD)) if is_own else (),
        look_count=look_rows.count(session, here, person.id) if is_own else 0,
    )


def _goal_lines(
    session: Session, person: Person, period: PastPeriod, now: datetime, settings: WorkspaceSettings
) -> list[GoalLine]:
    """The person's goals as they stood at the period's end, those that need attention first; the first with points.

    A closed goal stands on a card only when it came to its end: what was given up before isn't a result.
    """
    is_now = period.last >= person.local(now).date() - timedelta(days=1)
    rows = card_rows.goals(session, person.workspace_id, person.id, period.first, period.last, with_coming=is_now)
    before = period.first - timedelta(days=1)
    drawn = [line_on(row, (), period.last, before, settings) for row in rows]
    kept = [
        (line, counted) for line, counted in drawn if line.goal.state is GoalState.OPEN or line.standing.pace in _ENDED
    ]
    kept.sort(key=lambda one: _urgency(one[0]))
    return _with_points(kept)


def _with_points(lines: Sequence[tuple[GoalLine, list[Counted]]]) -> list[GoalLine]:
    """The first results with a line to draw get their points."""
    left = MOST_CHARTS
    drawn = []
    for line, counted in lines:
        if left and len(counted) > 1 and not line.goal.is_activity and agreed([line]):
            left -= 1
            points = tuple(Point(on, value) for on, value in counted)
            drawn.append(GoalLine(line.goal, line.standing, points))
        else:
            drawn.append(line)
    return drawn


def _urgency(line: GoalLine) -> tuple[int, date, int]:
    return _NEEDS.get(line.standing.pace, len(_NEEDS)), line.goal.due_on, line.goal.id


def _kudos(session: Session, person: Person, period: PastPeriod, *, is_own: bool) -> tuple[KudosGot, ...]:
    """Kudos that the person got, circles of two left out."""
    since, until = _moments(person, period)
    got = card_rows.kudos_got(session, person.workspace_id, person.id, since, until, with_private=is_own)
    if len({one.author_id for one in got}) != 1:
        # Nobody, or several: whoever is thanked by several is in no circle of two.
        return tuple(got)
    thanks = thanks_around(
        session, person.workspace_id, [person.id], period.first, period.last, zone_named(person.time_zone)
    )
    circles = closed_circles((one.author, one.thanked) for one in thanks)
    return without_circles(got, person.id, circles)


def _praise(row: Row[Any]) -> PraiseGot:
    state = PraiseState(row.state)
    speaker = row.speaker or ("" if SLACK_ID.fullmatch(row.said_by) else row.said_by)
    who = row.handler or "somebody"
    became = {PraiseState.RECOGNISED: f"recognised by {who}", PraiseState.THANKED: f"{who} said thanks"}
    said = Said(
        customer=", ".join(name for name in (speaker, row.customer) if name),
        words=row.words,
        permalink=row.permalink,
        became=became.get(state, ""),
        praise_id=row.id,
    )
    return PraiseGot(said, state, row.score, tuple(row.behaviours or ()), row.said_at)


def _deciders(session: Session, workspace_id: str, waiting: Sequence[Said]) -> tuple[str, ...]:
    """Who was asked what becomes of praise that waits."""
    asked = [one.praise_id for one in waiting if one.praise_id is not None]
    return tuple(card_rows.asked_about(session, workspace_id, asked)) if asked else ()


def _effort(helped: Sequence[Entry], person: Person) -> Effort:
    """Off-system help of the period, with that of as many days before."""
    entries = (Help(person.id, one.customer, one.customer_name, one.tags, one.minutes, one.is_now) for one in helped)
    return effort_of(entries, Aims(), people=1)


def _moments(person: Person, period: PastPeriod) -> tuple[datetime, datetime]:
    """The period on the person's own clock: from its first moment to before the day after it (UTC)."""
    zone = zone_named(person.time_zone)
    return moment(period.first, time.min, zone), moment(period.last + timedelta(days=1), time.min, zone)
