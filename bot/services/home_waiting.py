"""What waits for a person, on their Home: counted as a whole, and read as far as a page shows it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.db import answerers
from bot.db import help_questions as question_rows
from bot.db import measurements as measurement_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db.praise_digests import WAITS_DAYS
from bot.domain.digests import GoalLine
from bot.domain.goals import Agreement, Goal, Measurement, OwnerKind
from bot.domain.help_questions import HelpQuestion
from bot.domain.home import WAITING_A_PAGE, Doubt, Waiting, WaitingPage, page_within
from bot.domain.measurements import before_of
from bot.domain.people import Person
from bot.domain.praise_prompts import Prompt, PromptView
from bot.services import goal_agreement, praise_prompts
from bot.services.acting import Asker

ASKED_LATELY = timedelta(days=14)
"""How long a question about help that nobody answered stays on Home."""

_DAY = timedelta(days=1)

_Read = Callable[[], Waiting | None]
"""Reads one thing whole; None where it is gone."""


def waiting_for(
    session: Session, asker: Asker, person: Person, lines: Mapping[int, GoalLine], now: datetime, page: int
) -> WaitingPage:
    """A page of what waits: praise to decide, goals to agree to, numbers to confirm, and help to answer about.

    `lines` are the goals on the person's Home, by id; a page behind the last is the last one.
    """
    found = [
        *_prompts(session, person, now),
        *_agreements(session, asker, person, lines, now),
        *_doubts(session, person, lines),
        *_questions(session, person, now),
    ]
    page = page_within(page, len(found), WAITING_A_PAGE)
    read = [one() for one in found[page * WAITING_A_PAGE : (page + 1) * WAITING_A_PAGE]]
    return WaitingPage(tuple(one for one in read if one is not None), len(found), page)


def _prompts(session: Session, person: Person, now: datetime) -> Iterator[_Read]:
    said_since = datetime.combine(person.local(now).date(), time.min, UTC) - (WAITS_DAYS + 1) * _DAY
    for prompt in prompt_rows.waiting_for(session, person.workspace_id, person.id, said_since, now):
        yield partial(_prompt, session, person, prompt, now)


def _prompt(session: Session, person: Person, prompt: Prompt, now: datetime) -> PromptView | None:
    praise = praise_rows.by_id(session, person.workspace_id, prompt.praise_id)
    return praise_prompts.view_of(session, praise, person, now, prompt) if praise is not None else None


def _agreements(
    session: Session, asker: Asker, person: Person, lines: Mapping[int, GoalLine], now: datetime
) -> Iterator[_Read]:
    for line in lines.values():
        goal = line.goal
        is_mine = goal.owner.kind is OwnerKind.PERSON and goal.owner.id == person.id
        if is_mine and goal.agreement is Agreement.ASKED:
            yield partial(goal_agreement.question_of, session, asker, goal.id, goal.times_asked, now)


def _doubts(session: Session, person: Person, lines: Mapping[int, GoalLine]) -> Iterator[_Read]:
    """Numbers that the person gave, and those that a system sent for goals for which the person answers."""
    doubted = measurement_rows.to_confirm(session, person.workspace_id, lines)
    sent = {one.goal_id for one in doubted if one.given_by is None}
    answers = answerers.answerers_of(session, person.workspace_id, sent)
    for one in doubted:
        asked = one.given_by if one.given_by is not None else answers.get(one.goal_id)
        if asked == person.id:
            yield partial(_doubt, session, lines[one.goal_id].goal, one)


def _doubt(session: Session, goal: Goal, measurement: Measurement) -> Doubt:
    counted = measurement_rows.counted_of(session, goal.workspace_id, [goal.id])[goal.id]
    return Doubt(goal, measurement, before_of(counted, measurement.on))


def _questions(session: Session, person: Person, now: datetime) -> Iterator[_Read]:
    since = person.local(now).date() - ASKED_LATELY
    for question in question_rows.unanswered_of(session, person.workspace_id, person.id, since):
        if question.help.concerns(person):
            yield partial(_itself, question)


def _itself(question: HelpQuestion) -> HelpQuestion:
    return question
