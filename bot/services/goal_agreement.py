"""Agreed expectations: a goal that is set for a person is theirs to accept, or to propose a change of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.db import amendments, goal_changes
from bot.db import deliveries as delivery_rows
from bot.db import goals as goal_rows
from bot.db import people as people_rows
from bot.domain.access import Action, allow
from bot.domain.deliveries import Message
from bot.domain.goal_pages import ProposalRefused, Question
from bot.domain.goals import Agreement, Goal, GoalState
from bot.domain.measurements import unknown_goal
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.services.acting import Asker, asking
from bot.services.goal_reach import check_may_set

MAX_PROPOSAL = 1_000
"""Characters of a proposal: a few sentences."""


@dataclass(frozen=True, slots=True)
class GoalMessages:
    """How `bot.blocks`, which use cases don't know, draws what is sent to somebody else.

    `question` is for the owner; `answer` tells the one who asked of it, and `change` that the owner changed the goal.
    """

    question: Callable[[Question], Message]
    answer: Callable[[Question], Message]
    change: Callable[[Question], Message]


def queue_question(session: Session, goal: Goal, setter: Person, now: datetime, draw: GoalMessages) -> None:
    """Asks the owner whether they agree, once for each time that the goal counts."""
    if goal.owner.slack_id is not None:
        owner = people_rows.by_id(session, goal.workspace_id, goal.owner.id or 0)
        question = _question(session, goal, setter, (owner or setter).local(now).date())
        delivery_rows.queue(
            session, goal.workspace_id, _asking_for(goal), goal.owner.slack_id, draw.question(question), now
        )


def withdraw_question(session: Session, goal: Goal, now: datetime) -> None:
    """Takes back a question that hasn't been sent."""
    delivery_rows.withdraw(session, goal.workspace_id, _asking_for(goal), now)


def tell_setter_of_change(session: Session, goal: Goal, now: datetime, draw: GoalMessages) -> None:
    """Tells who set the goal for somebody that its owner changed what was agreed."""
    question = _question(session, goal, None, now.date())
    if question.set_by_slack_id is not None:
        purpose = f"goal-change:{goal.id}:{goal.times_asked}"
        delivery_rows.queue(session, goal.workspace_id, purpose, question.set_by_slack_id, draw.change(question), now)


def question_of(session: Session, asker: Asker, goal_id: int, times_asked: int, now: datetime) -> Question:
    """What the person was asked, as the goal is now. Raises `Refused` or `Denied` for somebody else's."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    goal = goal_rows.by_id(session, person.workspace_id, goal_id)
    if goal is None:
        raise unknown_goal(goal_id)
    allow(person, Action.AGREE_TO_GOAL, goal.owner.id if goal.owner.slack_id else None, subject=f"goal:{goal_id}")
    today = person.local(now).date()
    return _question(session, goal, None, today, is_old=goal.times_asked != times_asked)


def accept(
    session: Session, asker: Asker, goal_id: int, times_asked: int, now: datetime, draw: GoalMessages
) -> Question:
    """*Accept*: the first answer to the latest question counts; the one who set the goal is told."""
    return _answer(session, asker, goal_id, times_asked, Agreement.ACCEPTED, "", now, draw)


def propose(
    session: Session, asker: Asker, goal_id: int, times_asked: int, proposal: str, now: datetime, draw: GoalMessages
) -> Question:
    """*Propose a change*: as `accept`. Raises `ProposalRefused` for a text that says nothing, or too much."""
    text = storable(proposal).strip()
    if not text:
        raise ProposalRefused("There is no proposal yet.", "Say in a sentence what you would change, and why.")
    if len(text) > MAX_PROPOSAL:
        raise ProposalRefused(f"That is {len(text):,} characters.", f"Say it in at most {MAX_PROPOSAL:,}.")
    return _answer(session, asker, goal_id, times_asked, Agreement.CHANGE_PROPOSED, text, now, draw)


def keep_terms(
    session: Session, asker: Asker, goal_id: int, times_asked: int, now: datetime, draw: GoalMessages
) -> Question:
    """*Keep as it is*: the owner is asked once more, with the goal unchanged. Pressed twice it is asked once."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    goal = goal_rows.by_id(session, person.workspace_id, goal_id)
    if goal is None:
        raise unknown_goal(goal_id)
    check_may_set(session, person, goal.owner, goal_id)
    is_open = goal.state is GoalState.OPEN and goal.agreement is Agreement.CHANGE_PROPOSED
    if is_open and goal.times_asked == times_asked:
        goal = goal_changes.ask(session, goal, person.id, now)
        queue_question(session, goal, person, now, draw)
    return _question(session, goal, None, person.local(now).date())


def _answer(
    session: Session,
    asker: Asker,
    goal_id: int,
    times_asked: int,
    agreement: Agreement,
    proposal: str,
    now: datetime,
    draw: GoalMessages,
) -> Question:
    before = question_of(session, asker, goal_id, times_asked, now)
    goal = before.goal
    if not before.is_waiting or goal.owner.id is None:
        return before
    answered = goal_changes.answer(session, goal, agreement, proposal, goal.owner.id, now)
    if answered is None:
        return question_of(session, asker, goal_id, times_asked, now)
    question = _question(session, answered, None, before.today)
    # It may have been answered on App Home: the message with the question shows it too.
    amendments.rewrite(session, goal.workspace_id, _asking_for(goal), draw.question(question), now)
    if question.set_by_slack_id is not None:
        delivery_rows.queue(
            session,
            goal.workspace_id,
            f"goal-answer:{goal.id}:{goal.times_asked}",
            question.set_by_slack_id,
            draw.answer(question),
            now,
        )
    return question


def _question(session: Session, goal: Goal, setter: Person | None, today: date, *, is_old: bool = False) -> Question:
    if setter is None:
        # Who asked last: a goal may have been changed by somebody else than the one who set it first.
        asked_by = goal_changes.asked_last_by(session, goal) or goal.set_by
        setter = people_rows.by_id(session, goal.workspace_id, asked_by)
    parent = goal_rows.by_id(session, goal.workspace_id, goal.parent_id) if goal.parent_id else None
    is_here = setter is not None and setter.is_colleague
    return Question(
        goal=goal,
        parent=parent,
        set_by=setter.name if setter else "",
        set_by_slack_id=setter.slack_id if setter and is_here else None,
        today=today,
        is_old=is_old,
    )


def _asking_for(goal: Goal) -> str:
    return f"goal-ask:{goal.id}:{goal.times_asked}"
