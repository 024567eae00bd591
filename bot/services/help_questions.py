"""Asking those who were helped whether it solved the matter, and what follows from their answers."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import amendments, answerers
from bot.db import deliveries as delivery_rows
from bot.db import help_questions as rows
from bot.db import people as people_rows
from bot.db import praises as praise_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, allow
from bot.domain.deliveries import Message
from bot.domain.help_questions import (
    OLDEST,
    AskingPage,
    Gathered,
    Help,
    HelpAnswer,
    HelpQuestion,
    check_changeable,
    check_thanks,
    day_to_ask,
    purpose,
    to_ask,
)
from bot.domain.people import Person
from bot.domain.praise_prompts import Draw as DrawPrompt
from bot.domain.praises import NewPraise, PraiseSource
from bot.errors import Refused
from bot.services import praise_prompts
from bot.services.acting import Asker, acting, asking

A_BATCH = 10
"""People in one transaction: few enough to stay far from the store's patience."""

RESULT_DAYS = 90
"""The days over which a person sees what came of their own help."""

_DAY = timedelta(days=1)

DrawQuestions = Callable[[Gathered], Message]


@dataclass(frozen=True, slots=True)
class Ask:
    """A message to be queued: to whom, about which entries, on which date of theirs."""

    person: Person
    given: tuple[Help, ...]
    on: date


@dataclass(frozen=True, slots=True)
class HelpMessages:
    """How what is sent is drawn: the questions, and what the helper is told of answers and of thanks.

    `told` gets the question as it is answered, and who answered; `thanked` gets the words as well.
    """

    questions: DrawQuestions
    told: Callable[[HelpQuestion, Person], Message]
    thanked: Callable[[HelpQuestion, Person, str], Message]
    prompt: DrawPrompt


def due_now(session: Session, workspace_id: str, now: datetime) -> Iterator[list[Ask]]:
    """Who is to be asked right now and was not asked this week yet, in batches. For `Store.stream`.

    A fixed number of statements however many people and entries there are, but for lists that are too long for one.
    """
    since = settings_rows.asks_those_helped_since(session, workspace_id)
    if since is None:
        return
    settings = settings_rows.settings_of(session, workspace_id)
    # A day more on both sides: dates are people's own, everywhere on Earth.
    first, last = now.date() - OLDEST - _DAY, now.date() + _DAY
    given: defaultdict[str, list[Help]] = defaultdict(list)
    for one in rows.given_lately(session, workspace_id, first, last, since):
        for slack_id in one.helped:
            given[slack_id].append(one)
    unwilling = rows.opted_out(session, workspace_id)
    days = {
        person: day
        for person in _found(session, workspace_id, list(given))
        if person.id not in unwilling and (day := day_to_ask(person, settings, now)) is not None
    }
    asked = answerers.asked_already(session, workspace_id, [purpose(person.id, day) for person, day in days.items()])
    waiting = {person: day for person, day in days.items() if purpose(person.id, day) not in asked}
    entry_ids = {one.entry_id for person in waiting for one in given[person.slack_id]}
    known = rows.asked_about(session, workspace_id, entry_ids)
    batch: list[Ask] = []
    for person, day in waiting.items():
        new = [one for one in given[person.slack_id] if (one.entry_id, person.id) not in known]
        chosen = to_ask(new, person, day)
        if chosen:
            batch.append(Ask(person, chosen, day))
        if len(batch) == A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def ask(session: Session, workspace_id: str, asks: Sequence[Ask], draw: DrawQuestions, now: datetime) -> int:
    """Queues the messages; how many. The same again changes nothing, and nothing is asked if that was switched off."""
    # Held, so that two replicas don't ask a person about different entries in one week.
    if settings_rows.asks_those_helped_since(session, workspace_id, hold=True) is None:
        return 0
    asked = answerers.asked_already(session, workspace_id, [purpose(one.person.id, one.on) for one in asks])
    count = 0
    for one in asks:
        name = purpose(one.person.id, one.on)
        questions = () if name in asked else tuple(rows.add(session, workspace_id, one.person.id, one.given, one.on))
        if questions:
            message = draw(Gathered(one.person, questions, now))
            delivery_rows.queue(session, workspace_id, name, one.person.slack_id, message, now)
            count += 1
    return count


def answer(
    session: Session, asker: Asker, question_id: int, said: HelpAnswer, now: datetime, messages: HelpMessages
) -> Gathered:
    """*Solved* and *Not yet*: the latest holds, and the message then shows it. Raises `Refused`.

    The one who helped is told of 'not yet', and later, in the same message, if it is solved after all.
    """
    person, question = _own(session, asker, question_id, hold=True)
    if question.help.concerns(person):
        _keep_answer(session, person, question, said, now, messages)
    return _redrawn(session, person, question, now, messages.questions)


def to_thank(session: Session, asker: Asker, question_id: int) -> HelpQuestion:
    """The question under which somebody wants to say thanks. Raises `Refused`."""
    person, question = _own(session, asker, question_id)
    _check_thankable(question, person)
    if question.thanked_at is not None:
        raise Refused("You have said thanks for this already.", "`/kudos` thanks somebody in front of everybody.")
    return question


def thank(
    session: Session,
    asker: Asker,
    question_id: int,
    words: str,
    said: HelpAnswer | None,
    now: datetime,
    messages: HelpMessages,
) -> HelpQuestion:
    """*Say thanks*: the one who helped is told, and the words become praise with its prompt. Raises `Refused`.

    `said` is the answer that was given along with it. The same again changes nothing.
    """
    kept = check_thanks(words)
    person, question = _own(session, asker, question_id, hold=True)
    _check_thankable(question, person)
    if question.thanked_at is not None:
        return question
    if said is not None and said is not question.answer:
        question = _keep_answer(session, person, question, said, now, messages)
    question = rows.set_thanked(session, person.workspace_id, question, now)
    told = messages.thanked(question, person, kept)
    name = f"helped:{question.id}:thanks"
    delivery_rows.queue(session, person.workspace_id, name, question.help.helper_slack_id, told, now)
    new = NewPraise(
        source=PraiseSource.HELPED,
        words=kept,
        said_by=person.slack_id,
        said_at=now,
        origin_key=f"helped:{question.id}",
        reason="thanks from the one who was helped",
        praised=((question.help.helper_id, True),),
    )
    praise = praise_rows.add(session, person.workspace_id, new, now)
    if praise is not None:
        praise_prompts.ask(session, praise, now, draw=messages.prompt)
    _redrawn(session, person, question, now, messages.questions)
    return question


def set_asked(
    session: Session, asker: Asker, wanted: bool, question_id: int | None, now: datetime, draw: DrawQuestions
) -> AskingPage:
    """*Don't ask me* (`wanted` is False) and *Ask me again*; the message of the question shows it, where there is one.

    Raises `Refused`.
    """
    person = acting(session, asker, Action.SEE_OWN)
    if wanted:
        rows.opt_in(session, person.workspace_id, person.id)
    else:
        rows.opt_out(session, person.workspace_id, person.id, now)
    if question_id is not None:
        _, question = _own(session, asker, question_id)
        _redrawn(session, person, question, now, draw)
    return _page(session, person, now)


def page_of(session: Session, asker: Asker, now: datetime) -> AskingPage:
    """What the person may see of being asked, and of the answers about their own help. Raises `Denied` for guests."""
    return _page(session, acting(session, asker, Action.SEE_OWN), now)


def _page(session: Session, person: Person, now: datetime) -> AskingPage:
    today = person.local(now).date()
    since = today - RESULT_DAYS * _DAY
    return AskingPage(
        is_on=settings_rows.asks_those_helped_since(session, person.workspace_id) is not None,
        wants_none=rows.wants_none(session, person.workspace_id, person.id),
        # A day more: somebody further east may have tomorrow's date.
        share=rows.solved_share(session, person.workspace_id, [person.id], since, today + _DAY),
        since=since,
        today=today,
    )


def _found(session: Session, workspace_id: str, slack_ids: Sequence[str]) -> list[Person]:
    return [
        person
        for start in range(0, len(slack_ids), people_rows.MOST_IN_LIST)
        for person in people_rows.find_many(session, workspace_id, slack_ids[start : start + people_rows.MOST_IN_LIST])
    ]


def _own(session: Session, asker: Asker, question_id: int, *, hold: bool = False) -> tuple[Person, HelpQuestion]:
    person = asking(session, asker)
    question = rows.by_id(session, person.workspace_id, question_id, hold=hold)
    owner_id = question.person_id if question else person.id
    allow(person, Action.ANSWER_HELP_QUESTION, owner_id, subject=f"help_question:{question_id}")
    if question is None:
        raise Refused("That question isn't known here.", "`/praiseworthy questions` shows what you may be asked.")
    return person, question


def _check_thankable(question: HelpQuestion, person: Person) -> None:
    if not question.help.concerns(person):
        raise Refused("That entry was taken back by the one who wrote it.", "`/kudos` thanks anybody, for anything.")
    if not question.help.helper_is_here:
        raise Refused(f"{question.help.helper_name} has left, so no thanks can reach them here.")


def _keep_answer(
    session: Session, person: Person, question: HelpQuestion, said: HelpAnswer, now: datetime, messages: HelpMessages
) -> HelpQuestion:
    if said is question.answer:
        return question
    check_changeable(question, now)
    answered = rows.set_answer(session, person.workspace_id, question, said, person.local(now).date(), now)
    name = f"helped:{question.id}:not_yet"
    message = messages.told(answered, person)
    if said is HelpAnswer.NOT_YET and question.help.helper_is_here:
        delivery_rows.queue(session, person.workspace_id, name, question.help.helper_slack_id, message, now)
    if not (said is HelpAnswer.SOLVED and delivery_rows.withdraw(session, person.workspace_id, name, now)):
        amendments.rewrite(session, person.workspace_id, name, message, now)
    return answered


def _redrawn(session: Session, person: Person, question: HelpQuestion, now: datetime, draw: DrawQuestions) -> Gathered:
    """The message of the question as it is now, here and in Slack."""
    gathered = Gathered(
        person,
        tuple(rows.of_message(session, person.workspace_id, person.id, question.asked_on)),
        now,
        wants_none=rows.wants_none(session, person.workspace_id, person.id),
    )
    name = purpose(person.id, question.asked_on)
    amendments.rewrite(session, person.workspace_id, name, draw(gathered), now)
    return gathered
