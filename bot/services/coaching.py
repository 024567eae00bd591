"""What a manager answers to the prompts and questions of a digest. Nobody else sees the answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import coaching as rows
from bot.db import customers as customer_rows
from bot.db import deliveries as delivery_rows
from bot.db import goal_changes
from bot.db import goals as goal_rows
from bot.domain.access import Action
from bot.domain.coaching import (
    Answer,
    Answered,
    HelpAsked,
    PromptRef,
    answer_about_effort,
    answer_to_prompt,
    effort_about,
)
from bot.domain.customers import customer_key
from bot.domain.deliveries import Message
from bot.domain.goals import Goal, GoalState, Owner
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.record_ids import read_id
from bot.errors import Refused
from bot.services.acting import Asker, acting
from bot.services.goal_reach import leads_all, may_set, reach_of
from bot.services.goals import MAX_CUSTOMERS, goal_to_set

MAX_TAGS = 20
"""Tags that one goal may have, as many as its form takes."""


def answer_prompt(session: Session, asker: Asker, prompt: PromptRef, answer: Answer, now: datetime) -> Answered:
    """*Done*, *Snooze a week*, *Not useful*. The latest answer holds; the same twice is once."""
    person = acting(session, asker, Action.SEE_OWN)
    answered = answer_to_prompt(answer, prompt.kind, prompt.since, person.local(now).date())
    rows.remember(session, person.workspace_id, person.id, prompt.about, answered, now)
    return answered


def take_back(session: Session, asker: Asker, prompt: PromptRef) -> None:
    """*Undo* of an answer to a prompt."""
    person = acting(session, asker, Action.SEE_OWN)
    rows.forget(session, person.workspace_id, person.id, prompt.about)


def worth_it(session: Session, asker: Asker, thing: str, now: datetime) -> Answered:
    """*Worth it*: the question rests for eight weeks. Raises `Refused`."""
    person = acting(session, asker, Action.SEE_OWN)
    asked = _help_asked(session, person, thing)
    return _rest(session, person, asked, Answer.WORTH_IT, now)


def ask_again(session: Session, asker: Asker, thing: str) -> HelpAsked:
    """*Undo* of an answer about help. Raises `Refused`."""
    person = acting(session, asker, Action.SEE_OWN)
    asked = _help_asked(session, person, thing)
    rows.forget(session, person.workspace_id, person.id, effort_about(asked.thing))
    return asked


def help_asked(session: Session, asker: Asker, thing: str) -> HelpAsked:
    """What a question about help was about. Raises `Refused` when it isn't known any more."""
    return _help_asked(session, acting(session, asker, Action.SEE_OWN), thing)


def goals_to_link(session: Session, asker: Asker, words: str, most: int) -> list[Goal]:
    """Open goals that the person may change and whose title or owner contains the words, those due first."""
    person = acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    reach = reach_of(session, person)
    found = goal_rows.open_of(session, person.workspace_id, reach.people, reach.teams, leads_all(person))
    key = customer_key(words)
    allowed: dict[Owner, bool] = {}
    fitting: list[Goal] = []
    for goal in found:
        if key not in customer_key(f"{goal.id} {goal.title} {goal.owner.name}"):
            continue
        if goal.owner not in allowed:
            allowed[goal.owner] = may_set(session, person, goal.owner)
        if allowed[goal.owner]:
            fitting.append(goal)
        if len(fitting) == most:
            break
    return fitting


def link(session: Session, asker: Asker, thing: str, goal_id: int, now: datetime) -> tuple[HelpAsked, Goal]:
    """*Link to a goal*: the goal is about this customer, or has this tag, from now on. Raises `Refused` or `Denied`."""
    person, goal = goal_to_set(session, asker, goal_id)
    asked = _help_asked(session, person, thing)
    if goal.state is not GoalState.OPEN:
        raise Refused("That goal isn't open any more.", "Choose another, or reopen it first.")
    draft = goal.draft()
    if asked.customer is not None and asked.customer not in goal.customers:
        if len(goal.customers) >= MAX_CUSTOMERS:
            raise Refused(f"That goal is about {MAX_CUSTOMERS} customers already.", "Choose another, or set a new one.")
        named = sorted((*goal.customers, asked.customer), key=lambda customer: (customer.name, customer.id))
        draft = replace(draft, customers=tuple(named))
    if asked.customer is None and asked.tag not in goal.tags:
        if len(goal.tags) >= MAX_TAGS:
            raise Refused(f"That goal has {MAX_TAGS} tags already.", "Choose another, or set a new one.")
        draft = replace(draft, tags=(*goal.tags, asked.tag))
    return asked, goal_changes.change(session, goal, draft, person.id, now)


def stop(
    session: Session,
    asker: Asker,
    thing: str,
    channel: str | None,
    text: str,
    request: str,
    now: datetime,
    *,
    draw: Callable[[str, str], Message],
) -> HelpAsked:
    """*Let's stop*: the question rests, and the manager's words go to the channel, if one was chosen.

    `draw` makes a message of the manager's Slack id and the words; `request` names the request, so that the same one
    twice is one message. Raises `Refused`.
    """
    person = acting(session, asker, Action.SEE_OWN)
    asked = _help_asked(session, person, thing)
    _rest(session, person, asked, Answer.STOPPING, now)
    if channel is not None:
        message = draw(person.slack_id, storable(text))
        delivery_rows.queue(session, person.workspace_id, f"stop:{request}", channel, message, now)
    return asked


def _rest(session: Session, person: Person, asked: HelpAsked, answer: Answer, now: datetime) -> Answered:
    answered = answer_about_effort(answer, person.local(now).date())
    rows.remember(session, person.workspace_id, person.id, effort_about(asked.thing), answered, now)
    return answered


def _help_asked(session: Session, person: Person, thing: str) -> HelpAsked:
    kind, _, name = thing.partition(":")
    if kind == "tag" and name and len(effort_about(thing)) <= rows.MAX_ABOUT:
        return HelpAsked(f"#{name}", tag=name)
    customer_id = read_id(name) if kind == "customer" else None
    known = customer_rows.by_id(session, person.workspace_id, customer_id) if customer_id else None
    if known is None:
        raise Refused("That customer isn't known any more.", "Wait for the next digest, or ask who merged it.")
    return HelpAsked(known.name, customer=known)
