"""Asking those who were helped, on both databases: whom, once a week, and what follows from the answers."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.blocks.help_questions import question_message, thanks_message, told_message
from bot.blocks.praise_prompts import prompt_message
from bot.db import help_questions as rows
from bot.db import workspace_settings as settings_rows
from bot.db.deliveries import DeliveryRow
from bot.db.help_questions import HelpQuestionRow
from bot.db.praises import PraisePersonRow, PraiseRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.deliveries import DeliveryState
from bot.domain.help_questions import HelpAnswer, SolvedShare
from bot.domain.praises import PraiseSource
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services import help_questions, people, workspace_settings
from bot.services.acting import Asker
from bot.services.help_questions import HelpMessages
from jobs.help_questions import ask_those_helped
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person
from tests.integration.counting import statements
from tests.integration.measured import change_person, person_id

DANA = Asker(HERE, "U0DANA")
TUESDAY = date(2026, 11, 17)
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""Ten in the morning in Lisbon, the day after the help."""

MESSAGES = HelpMessages(question_message, told_message, thanks_message, prompt_message)


async def look(store: Store, now: datetime = WEDNESDAY, workspace_id: str = HERE) -> None:
    await ask_those_helped(workspace_id=workspace_id, store=store, clock=lambda: now)


def switch_on(session: Session, admin: Asker, now: datetime) -> None:
    workspace_settings.change(session, admin, WorkspaceSettings(asks_those_helped=True), now)


def add_entry(session: Session, helper: Asker, /, *helped: Asker, **changes: Any) -> int:
    """An entry of Tuesday's that names these people; returns its id."""
    values = {
        "workspace_id": helper.workspace_id,
        "person_id": person_id(session, helper),
        "customer_id": None,
        "summary": "reset the VPN token",
        "minutes": 47,
        "local_date": TUESDAY,
        "local_time": None,
        "helped": [asker.slack_id for asker in helped],
        "tags": [],
        "references": [],
        "links": [],
        "source": "line",
        "origin_key": f"test:{len(session.execute(select(WorkLogRow.id)).all())}",
        "typed": "",
        "permalink": None,
        "created_at": datetime(2026, 11, 17, 15, 0, tzinfo=UTC),
        "changed_at": None,
        "undone_at": None,
    }
    return int(session.execute(insert(WorkLogRow).values(**values | changes).returning(WorkLogRow.id)).scalar_one())


def asked(session: Session) -> list[tuple[str, str]]:
    """Recipient and text of each message of questions."""
    return messages(session, "helped:%:2026-W%")


def told(session: Session) -> list[tuple[str, str]]:
    """Recipient and text of what helpers are told."""
    return [*messages(session, "helped:%:not_yet"), *messages(session, "helped:%:thanks")]


def messages(session: Session, purpose: str) -> list[tuple[str, str]]:
    found = session.execute(
        select(DeliveryRow.to, DeliveryRow.message)
        .where(DeliveryRow.purpose.like(purpose), DeliveryRow.state != DeliveryState.WITHDRAWN.value)
        .order_by(DeliveryRow.to, DeliveryRow.created_at)
    )
    return [(row.to, f"{row.message['text']} {row.message['blocks']}") for row in found]


def questions(session: Session) -> list[int]:
    return list(session.scalars(select(HelpQuestionRow.id).order_by(HelpQuestionRow.work_log_id)))


def mark_sent(session: Session) -> None:
    session.execute(update(DeliveryRow).values(state=DeliveryState.SENT.value, channel="D1", ts="1.1", tried_at=NOW))


def undo(session: Session, entry_id: int) -> None:
    session.execute(update(WorkLogRow).where(WorkLogRow.id == entry_id).values(undone_at=NOW))


@pytest.fixture
async def house(desk: Store) -> Store:
    """The desk with an admin, where those who were helped are asked since Monday."""
    await desk.write(people.learn, [person(DANA, name="Dana Weiss", is_admin=True)], NOW)
    await desk.write(switch_on, DANA, datetime(2026, 11, 16, 8, 0, tzinfo=UTC))
    return desk


@pytest.fixture
async def question(house: Store) -> int:
    """Bruno's question about help from Ana."""
    await house.write(add_entry, ANA, BRUNO)
    await look(house)
    (one,) = await house.read(questions)
    return one


async def test_it_is_off_until_the_workspace_turns_it_on(desk: Store) -> None:
    await desk.write(people.learn, [person(DANA, is_admin=True)], NOW)
    await desk.write(add_entry, ANA, BRUNO)
    await look(desk)
    assert await desk.read(asked) == []
    await desk.write(switch_on, DANA, WEDNESDAY - timedelta(minutes=5))
    await look(desk)
    assert await desk.read(asked) == [], "what was noted before isn't asked about"
    await desk.write(add_entry, ANA, BRUNO, created_at=WEDNESDAY - timedelta(minutes=1))
    await look(desk)
    assert len(await desk.read(asked)) == 1
    page = await desk.read(help_questions.page_of, BRUNO, WEDNESDAY)
    assert page.is_on


async def test_a_person_is_asked_once_a_week_about_several_entries(house: Store) -> None:
    first = await house.write(add_entry, ANA, BRUNO, summary="fixed her printer")
    await house.write(add_entry, DANA, BRUNO, ANA)
    for quarter in range(4):
        await look(house, WEDNESDAY + timedelta(minutes=15 * quarter))
    to_ana, to_bruno = await house.read(asked)
    assert (to_ana[0], to_bruno[0]) == (ANA.slack_id, BRUNO.slack_id)
    assert "Dana Weiss helped you yesterday" in to_ana[1]
    assert "fixed her printer" not in to_ana[1]
    assert "2 times" in to_bruno[1]
    assert "fixed her printer" in to_bruno[1]
    assert "47" not in to_bruno[1], "minutes are nothing to those who were helped"
    late = {"local_date": date(2026, 11, 18), "created_at": WEDNESDAY}
    await house.write(add_entry, ANA, BRUNO, summary="the one after", **late)
    await look(house, WEDNESDAY + timedelta(days=1))
    assert len(await house.read(asked)) == 2
    await look(house, datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    again = [text for to, text in await house.read(asked) if to == BRUNO.slack_id]
    assert len(again) == 2
    assert "the one after" in again[1]
    assert "fixed her printer" not in again[1], f"entry {first} was asked about before"


async def test_at_most_five_entries_the_latest_first(house: Store) -> None:
    for number in range(7):
        await house.write(add_entry, ANA, BRUNO, summary=f"job {number}")
    await look(house)
    ((_, text),) = await house.read(asked)
    shown = [number for number in range(7) if f"job {number}" in text]
    assert shown == [2, 3, 4, 5, 6]
    assert text.index("job 6") < text.index("job 2")
    assert len(await house.read(questions)) == 5


async def test_replicas_that_look_at_once_ask_once(house: Store, database_url: str) -> None:
    await house.write(add_entry, ANA, BRUNO)
    async with opened(database_url) as other:
        await asyncio.gather(*(look(store) for store in (house, other) * 4))
    assert len(await house.read(asked)) == 1
    assert len(await house.read(questions)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"undone_at": NOW},
        {"helped": []},
        {"helped": [ANA.slack_id]},
        {"helped": ["U0NOBODY"]},
        {"local_date": date(2026, 11, 10)},
        {"local_date": date(2026, 11, 18)},
        {"created_at": datetime(2026, 11, 16, 7, 59, tzinfo=UTC)},
    ],
    ids=["undone", "nobody", "oneself", "unknown", "older than a week", "today's", "before it was on"],
)
async def test_what_is_not_asked_about(house: Store, changes: dict[str, Any]) -> None:
    await house.write(add_entry, ANA, BRUNO, **changes)
    await look(house)
    assert await house.read(asked) == []


@pytest.mark.parametrize("changed", ["is_guest", "is_outside", "is_bot", "is_gone"])
async def test_who_is_not_asked(house: Store, changed: str) -> None:
    await house.write(add_entry, ANA, BRUNO)
    await house.write(change_person, BRUNO, **{changed: True})
    await look(house)
    assert await house.read(asked) == []


async def test_nobody_is_asked_about_help_from_somebody_who_has_left(house: Store) -> None:
    await house.write(add_entry, ANA, BRUNO)
    await house.write(change_person, ANA, is_gone=True)
    await look(house)
    assert await house.read(asked) == []


async def test_nobody_is_asked_at_other_times_or_on_quiet_days(house: Store) -> None:
    friday = date(2026, 11, 20)
    await house.write(add_entry, ANA, BRUNO, local_date=friday, created_at=WEDNESDAY + timedelta(days=2))
    for when in ("2026-11-20T10:00", "2026-11-21T10:00", "2026-11-23T09:59", "2026-11-23T17:00"):
        await look(house, datetime.fromisoformat(f"{when}+00:00"))
    assert await house.read(asked) == []
    await look(house, datetime(2026, 11, 23, 16, 59, tzinfo=UTC))
    assert len(await house.read(asked)) == 1


async def test_another_workspace_is_left_alone(house: Store) -> None:
    other = Asker(ELSEWHERE, "U0OTHER")
    await house.write(people.learn, [person(other)], NOW)
    await house.write(add_entry, other, STRANGER)
    await look(house)
    await look(house, workspace_id=ELSEWHERE)
    assert await house.read(asked) == []


async def test_the_statements_do_not_grow_with_the_people(house: Store) -> None:
    async def run(now: datetime) -> int:
        with statements() as run:
            _ = [batch async for batch in house.stream(help_questions.due_now, HERE, now)]
        return len([one for one in run if "SELECT" in one])

    await house.write(add_entry, ANA, BRUNO)
    few = await run(WEDNESDAY)
    many = [Asker(HERE, f"U0MANY{number}") for number in range(60)]
    await house.write(people.learn, [person(one) for one in many], NOW)
    for one in many:
        await house.write(add_entry, ANA, one, *many[:3])
    assert await run(WEDNESDAY) == few
    await look(house)
    assert len(await house.read(asked)) == 61


async def test_who_wants_none_is_not_asked_until_they_want_it_again(house: Store, question: int) -> None:
    page = await house.write(help_questions.set_asked, BRUNO, False, question, NOW, question_message)
    assert page.wants_none
    ((_, text),) = await house.read(asked)
    assert "You won't be asked again" in text
    assert "Ask me again" in text
    later = {"local_date": date(2026, 11, 23), "created_at": datetime(2026, 11, 23, 12, 0, tzinfo=UTC)}
    await house.write(add_entry, ANA, BRUNO, **later)
    tuesday = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    await look(house, tuesday)
    assert len(await house.read(asked)) == 1
    for _ in range(2):
        await house.write(help_questions.set_asked, BRUNO, False, None, NOW, question_message)
    page = await house.write(help_questions.set_asked, BRUNO, True, None, NOW, question_message)
    assert not page.wants_none
    await look(house, tuesday)
    assert len(await house.read(asked)) == 2


async def test_solved_is_kept_and_shown(house: Store, question: int) -> None:
    for _ in range(2):
        gathered = await house.write(help_questions.answer, BRUNO, question, HelpAnswer.SOLVED, NOW, MESSAGES)
    assert [one.answer for one in gathered.questions] == [HelpAnswer.SOLVED]
    ((_, text),) = await house.read(asked)
    assert "You said: solved." in text
    assert await house.read(told) == []


async def test_not_yet_tells_the_helper_once_and_the_latest_answer_holds(house: Store, question: int) -> None:
    for _ in range(2):
        await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, NOW, MESSAGES)
    ((to, text),) = await house.read(told)
    assert to == ANA.slack_id
    assert f"<@{BRUNO.slack_id}> says that this isn't solved yet" in text
    assert "> reset the VPN token" in text
    await house.write(mark_sent)
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.SOLVED, NOW, MESSAGES)
    ((_, text),) = await house.read(told)
    assert "solved after all" in text
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, NOW, MESSAGES)
    ((_, text),) = await house.read(told)
    assert "isn't solved yet" in text


async def test_a_slip_that_was_corrected_before_it_was_sent_tells_nobody(house: Store, question: int) -> None:
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, NOW, MESSAGES)
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.SOLVED, NOW, MESSAGES)
    assert await house.read(told) == []
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, NOW, MESSAGES)
    assert len(await house.read(told)) == 1


async def test_an_answer_may_be_changed_for_a_week(house: Store, question: int) -> None:
    late = NOW + timedelta(days=20)
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, late, MESSAGES)
    week_later = late + timedelta(days=7)
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.SOLVED, week_later, MESSAGES)
    too_late = week_later + timedelta(days=7, seconds=1)
    with pytest.raises(Refused, match="more than a week ago"):
        await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, too_late, MESSAGES)


async def test_an_entry_that_was_taken_back_is_not_answered_any_more(house: Store) -> None:
    entry = await house.write(add_entry, ANA, BRUNO)
    await look(house)
    (question,) = await house.read(questions)
    await house.write(undo, entry)
    gathered = await house.write(help_questions.answer, BRUNO, question, HelpAnswer.NOT_YET, NOW, MESSAGES)
    assert gathered.questions[0].answer is None
    assert "took this entry back" in (await house.read(asked))[0][1]
    assert await house.read(told) == []
    with pytest.raises(Refused, match="taken back"):
        await house.read(help_questions.to_thank, BRUNO, question)
    with pytest.raises(Refused, match="taken back"):
        await house.write(help_questions.thank, BRUNO, question, "Thanks!", None, NOW, MESSAGES)


async def test_an_entry_that_names_somebody_else_now_is_not_shown(house: Store, question: int) -> None:
    def change(session: Session) -> None:
        session.execute(update(WorkLogRow).values(helped=[DANA.slack_id], summary="Dana's secret"))

    await house.write(change)
    await house.write(help_questions.answer, BRUNO, question, HelpAnswer.SOLVED, NOW, MESSAGES)
    ((_, text),) = await house.read(asked)
    assert "secret" not in text
    assert "took this entry back" in text


@pytest.mark.parametrize("intruder", [ANA, DANA, STRANGER])
async def test_only_the_one_who_was_helped_answers(house: Store, question: int, intruder: Asker) -> None:
    tries = (
        lambda: house.write(help_questions.answer, intruder, question, HelpAnswer.SOLVED, NOW, MESSAGES),
        lambda: house.write(help_questions.thank, intruder, question, "Well done me", None, NOW, MESSAGES),
        lambda: house.read(help_questions.to_thank, intruder, question),
        lambda: house.write(help_questions.set_asked, intruder, False, question, NOW, question_message),
    )
    for forged in tries:
        with pytest.raises(Refused) as refused:
            await forged()
        assert isinstance(refused.value, Denied) == (intruder is not STRANGER)
    ((_, text),) = await house.read(asked)
    assert "You said" not in text
    assert await house.read(told) == []
    page = await house.read(help_questions.page_of, intruder, NOW)
    assert not page.wants_none


async def test_thanks_reach_the_helper_and_become_praise_with_its_prompt(house: Store, question: int) -> None:
    words = "You saved my morning. <!channel>"
    for _ in range(2):
        await house.write(help_questions.thank, BRUNO, question, words, HelpAnswer.SOLVED, NOW, MESSAGES)
    ((to, text),) = await house.read(told)
    assert to == ANA.slack_id
    assert "You saved my morning." in text
    assert "<!channel>" not in text

    def praise(session: Session) -> list[tuple[str, str, str, int]]:
        found = session.execute(
            select(PraiseRow.source, PraiseRow.words, PraiseRow.said_by, PraisePersonRow.person_id).join(
                PraisePersonRow, PraisePersonRow.praise_id == PraiseRow.id
            )
        )
        return [(row.source, row.words, row.said_by, row.person_id) for row in found]

    ana = await house.read(person_id, ANA)
    assert await house.read(praise) == [(PraiseSource.HELPED.value, words, BRUNO.slack_id, ana)]
    ((prompted, prompt),) = await house.read(messages, "praise:%")
    assert prompted == DANA.slack_id, "where nobody manages Ana, an admin is asked"
    assert "You saved my morning." in prompt
    ((_, text),) = await house.read(asked)
    assert "You said: solved." in text
    assert "Your thanks were sent." in text
    with pytest.raises(Refused, match="already"):
        await house.read(help_questions.to_thank, BRUNO, question)


@pytest.mark.parametrize("words", ["", "  \n ", "\x00", "x" * 1_001])
async def test_thanks_without_words_or_too_long_are_given_back(house: Store, question: int, words: str) -> None:
    with pytest.raises(Refused) as refused:
        await house.write(help_questions.thank, BRUNO, question, words, None, NOW, MESSAGES)
    assert refused.value.typed == words
    assert await house.read(told) == []


async def test_the_share_solved(house: Store) -> None:
    for number in range(6):
        helped = Asker(HERE, f"U0HELPED{number}")
        await house.write(people.learn, [person(helped)], NOW)
        await house.write(add_entry, ANA, helped)
    undone = await house.write(add_entry, ANA, DANA)
    await look(house)
    ana = await house.read(person_id, ANA)

    async def share(first: date = TUESDAY, last: date = date(2026, 11, 30)) -> SolvedShare:
        return await house.read(rows.solved_share, HERE, [ana], first, last)

    async def say(number: int, said: HelpAnswer, now: datetime) -> None:
        question = (await house.read(questions))[number]
        await house.write(help_questions.answer, Asker(HERE, f"U0HELPED{number}"), question, said, now, MESSAGES)

    await house.write(undo, undone)
    assert await share() == SolvedShare(0, 0, 6)
    for number in range(4):
        await say(number, HelpAnswer.SOLVED, NOW)
    assert (await share()).share is None
    await say(4, HelpAnswer.NOT_YET, NOW + timedelta(days=7))
    assert await share() == SolvedShare(4, 1, 6)
    assert (await share()).share == 0.8
    # Each question counts once: when it was answered, or asked while it is not.
    assert await share(last=date(2026, 11, 18)) == SolvedShare(4, 0, 5)
    assert await share(first=date(2026, 11, 19)) == SolvedShare(0, 1, 1)
    assert await house.read(rows.solved_share, ELSEWHERE, [ana], TUESDAY, date(2026, 11, 30)) == SolvedShare()
    assert await house.read(rows.solved_share, HERE, [], TUESDAY, date(2026, 11, 30)) == SolvedShare()
    page = await house.read(help_questions.page_of, ANA, NOW + timedelta(days=7))
    assert page.share == SolvedShare(4, 1, 6)


async def test_switched_off_in_between_nobody_is_asked(house: Store) -> None:
    await house.write(add_entry, ANA, BRUNO)
    batches = [batch async for batch in house.stream(help_questions.due_now, HERE, WEDNESDAY)]
    await house.write(workspace_settings.change, DANA, WorkspaceSettings(), NOW)
    assert await house.write(help_questions.ask, HERE, batches[0], question_message, WEDNESDAY) == 0
    assert await house.read(asked) == []
    assert await house.read(settings_rows.asks_those_helped_since, HERE) is None


async def test_other_settings_do_not_move_the_day_from_which_on_one_asks(house: Store) -> None:
    before = await house.read(settings_rows.asks_those_helped_since, HERE)
    await house.write(switch_on, DANA, NOW)
    assert await house.read(settings_rows.asks_those_helped_since, HERE) == before
