"""Somebody who was helped is asked, answers with one tap, says thanks, and may want no more questions."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.blocks.ids import ActionId
from bot.clock import system_clock
from bot.db import workspace_settings as settings_rows
from bot.db.audit import AuditRow
from bot.db.help_questions import HelpQuestionRow
from bot.db.people import PersonRow
from bot.domain.workspace_settings import WorkspaceSettings
from jobs.help_questions import ask_those_helped
from playground.model import Message, Outcome
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, MAYA, Office, find_button, labels


def said(message: Message) -> str:
    return f"{message.text} {message.blocks}"


async def at_noon(office: Office) -> None:
    """Everybody works today, and it is about noon where everybody is."""
    offset = 12 - datetime.now(UTC).hour

    def move(session: Session) -> None:
        # In the names of these zones what is east of Greenwich is negative (tz database, "etcetera").
        session.execute(update(PersonRow).values(time_zone=f"Etc/GMT{-offset:+d}" if offset else "UTC"))
        before = settings_rows.settings_of(session, TEAM_ID)
        every_day = WorkspaceSettings(days_off=(), asks_those_helped=before.asks_those_helped)
        settings_rows.save(session, TEAM_ID, every_day)

    await office.program.store.write(move)


async def switch_on(office: Office) -> None:
    """An admin checks the box in the workspace's settings."""
    shown = await office.type(DANA, "/praiseworthy settings")
    assert "not asked whether" in said(shown)
    await office.press(DANA, shown, "Change")
    view = office.form(DANA)
    field = ActionId.SETTINGS_ASKS_HELPED.value
    box = next(block["element"] for block in view.blocks if block["block_id"] == field)
    values = {field: {field: {"type": "checkboxes", "selected_options": box["options"]}}}
    outcome = await office.playground.workspace.submit_view(DANA, view.id, {"values": values})
    assert outcome.ok, outcome.sentence
    assert (await office.program.store.read(settings_rows.settings_of, TEAM_ID)).asks_those_helped


async def ask(office: Office) -> None:
    await ask_those_helped(workspace_id=TEAM_ID, store=office.program.store, clock=system_clock)


@pytest.fixture
async def question(office: Office) -> Message:
    """The question to Bruno about Ana's help."""
    await office.make_manager(MAYA, of=[ANA])
    await switch_on(office)
    await at_noon(office)
    await office.type(ANA, "/logwork 47m helped @bruno reset his VPN token 2 days ago")
    await ask(office)
    return await office.until(lambda: next(iter(office.direct_messages(BRUNO)), None))


async def shows(office: Office, message: Message, words: str) -> Message:
    """The message once it shows these words."""
    return await office.until(lambda: now if words in said(now := office.now(message)) else None)


async def told(office: Office, person: str, words: str) -> Message:
    """What the bot has told the person, once it has."""
    return await office.until(lambda: next((m for m in office.direct_messages(person) if words in said(m)), None))


async def thank(office: Office, words: str) -> Outcome:
    """Submits the form for thanks with these words, and that it is solved."""
    view = office.form(BRUNO)
    values: dict[str, Any] = {
        ActionId.HELPED_WORDS.value: {"type": "plain_text_input", "value": words},
        ActionId.HELPED_SOLVED.value: {
            "type": "radio_buttons",
            "selected_option": view.blocks[2]["element"]["options"][0],
        },
    }
    state = {action: {action: value} for action, value in values.items()}
    return await office.playground.workspace.submit_view(BRUNO, view.id, {"values": state})


def unanswered(session: Session) -> list[tuple[str | None, datetime | None]]:
    """Answer and thanks of each question."""
    rows = session.execute(select(HelpQuestionRow.answer, HelpQuestionRow.thanked_at))
    return [(row.answer, row.thanked_at) for row in rows]


def denied(session: Session) -> list[tuple[str, str]]:
    """Who was denied what, from the audit log."""
    return [(row.actor, row.subject) for row in session.execute(select(AuditRow.actor, AuditRow.subject))]


async def test_an_answer_is_one_tap_and_can_be_changed(office: Office, question: Message) -> None:
    assert "reset his VPN token" in said(question)
    assert "47" not in question.text
    assert labels(question.blocks) == ["Solved", "Not yet", "Say thanks", "Don't ask me"]
    await office.press(BRUNO, question, "Not yet")
    answered = await shows(office, question, "You said: not yet")
    assert labels(answered.blocks) == ["Solved", "Say thanks", "Don't ask me"]
    message = await told(office, ANA, "isn't solved yet")
    assert f"<@{BRUNO}>" in message.text
    await office.press(BRUNO, answered, "Solved")
    await shows(office, question, "You said: solved")
    await shows(office, message, "solved after all")
    page = await office.type(ANA, "/praiseworthy questions")
    assert "1 solved, 0 not yet, of 1 asked" in said(page)
    await ask(office)
    assert len(office.direct_messages(BRUNO)) == 1


async def test_thanks_reach_the_helper_and_their_manager_is_asked(office: Office, question: Message) -> None:
    await office.press(BRUNO, question, "Say thanks")
    assert not (await thank(office, "  ")).ok
    outcome = await thank(office, "You saved my morning <!channel>")
    assert outcome.ok, outcome.sentence
    message = await told(office, ANA, "says thanks")
    assert "You saved my morning &lt;!channel&gt;" in message.text
    await told(office, MAYA, "You saved my morning")
    shown = await shows(office, question, "Your thanks were sent")
    assert "You said: solved" in said(shown)
    assert labels(shown.blocks) == ["Not yet", "Don't ask me"]


async def test_whoever_wants_none_finds_the_way_back(office: Office, question: Message) -> None:
    await office.press(BRUNO, question, "Don't ask me")
    shown = await shows(office, question, "You won't be asked again")
    page = await office.type(BRUNO, "/praiseworthy questions")
    assert "You are not asked" in page.text
    await office.press(BRUNO, page, "Ask me again")
    page = await office.until(lambda: now if "Don't ask me" in labels((now := office.reply(BRUNO)).blocks) else None)
    await office.press(BRUNO, page, "Don't ask me")
    await office.until(lambda: office.reply(BRUNO) if "You are not asked" in office.reply(BRUNO).text else None)
    await office.press(BRUNO, shown, "Ask me again")
    await office.until(lambda: None if "won't be asked" in said(office.now(question)) else True)


async def test_an_entry_that_was_taken_back_says_so(office: Office, question: Message) -> None:
    await office.press(ANA, office.reply(ANA), "Undo")
    await office.press(BRUNO, question, "Solved")
    shown = await shows(office, question, "took this entry back")
    assert labels(shown.blocks) == ["Don't ask me"]


@pytest.mark.parametrize("intruder", [ANA, CARLA, GUS])
async def test_a_forged_press_changes_nothing(office: Office, question: Message, intruder: str) -> None:
    for label in ("Solved", "Say thanks", "Don't ask me"):
        block, button = find_button(question.blocks, label)
        for value in (button["value"], "999999999", "9" * 30, "x"):
            await office.playground.workspace.block_action(
                intruder,
                message=question,
                block_id=block["block_id"],
                action_id=button["action_id"],
                value={"type": "button", "value": value},
            )
    assert office.playground.workspace.view_of(intruder) is None
    assert await office.program.store.read(unanswered) == [(None, None)]
    page = await office.type(BRUNO, "/praiseworthy questions")
    assert labels(page.blocks) == ["Don't ask me"]
    assert (intruder, "help_question:1") in await office.program.store.read(denied)
