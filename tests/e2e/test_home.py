"""App Home, as people see it in Slack: drawn when it is opened, and again when something on it changes.

Every button on it is pressed here: on Home there is neither a message nor a `response_url` to answer through.
"""

import re
from typing import Any

import pytest

from bot.blocks.ids import ViewId
from playground.model import View
from tests.e2e.conftest import ANA, BRUNO, DANA, GUS, HELP_DESK, MAYA, Office, find_button, labels
from tests.e2e.test_help_questions import ask, at_noon, switch_on
from tests.e2e.test_praise_prompts import praise
from tests.e2e.test_praise_prompts import submit as submit_prompt

JOURNEY = pytest.mark.parametrize(
    ("office", "database_url"), [("socket", "sqlite"), ("http", "postgresql")], indirect=True
)
"""Each transport and each database once: what they may differ in on the way."""

ONCE = pytest.mark.parametrize(("office", "database_url"), [("http", "sqlite")], indirect=True)
"""For what neither makes a difference to."""


async def opened(office: Office, person: str) -> View:
    """The person's Home, once it is drawn."""
    workspace = office.playground.workspace
    assert (await workspace.open_home(person)).ok
    return await office.until(lambda: workspace.home_of(person))


async def home_with(office: Office, person: str, words: str) -> View:
    """The person's Home, once it says this."""
    workspace = office.playground.workspace

    def found() -> View | None:
        home = workspace.home_of(person)
        return home if home and words in str(home.blocks) else None

    return await office.until(found)


async def press(
    office: Office, person: str, label: str, words: str = "", *, forged: dict[str, str] | None = None
) -> None:
    """Presses a button on the person's Home: the one in the block that says these words, or the first one.

    `forged` is what somebody has made of the button before it is pressed.
    """
    view = office.playground.workspace.home_of(person)
    assert view is not None
    block, element = button_in(view.blocks, label, words)
    element |= forged or {}
    outcome = await office.playground.workspace.block_action(
        person,
        view=view,
        block_id=block["block_id"],
        action_id=element["action_id"],
        value={"type": "button", "value": element["value"]},
    )
    assert outcome.ok, outcome.sentence


def button_in(blocks: list[dict[str, Any]], label: str, words: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A block with the button beside it, where one says these words; else the first such button in a row."""
    for block in blocks:
        accessory = block.get("accessory") or {}
        if accessory.get("text", {}).get("text") == label and words in str(block):
            return block, accessory
    return find_button(blocks, label)


def home_text(office: Office, person: str) -> str:
    """What the person's Home says."""
    home = office.playground.workspace.home_of(person)
    assert home is not None
    return str(home.blocks)


async def nothing_waits(office: Office, person: str) -> None:
    """Until nothing waits for the person any more."""
    await office.until(lambda: True if "Waiting for you" not in home_text(office, person) else None)


@JOURNEY
async def test_it_is_drawn_anew_when_something_changes(office: Office) -> None:
    home = await opened(office, ANA)
    assert "How to begin" in str(home.blocks)
    assert labels(home.blocks)[:2] == ["Log work", "New goal"]
    await office.type(ANA, "/logwork 20m call for Acme")
    home = await home_with(office, ANA, "This week: 1 entry, 20 min")
    assert "How to begin" not in str(home.blocks)


@ONCE
async def test_work_is_logged_from_it(office: Office) -> None:
    await opened(office, ANA)
    await press(office, ANA, "Log work")
    assert (await office.submit(ANA, summary="helped with the printer", duration="15m")).ok
    await home_with(office, ANA, "This week: 1 entry, 15 min")
    await press(office, ANA, "Change an entry")
    (listed,) = await office.until(lambda: office.direct_messages(ANA) or None)
    assert listed.text.startswith("This week: 1 entry")


@JOURNEY
async def test_a_goal_is_updated_in_one_tap_and_its_manager_sees_it(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await office.type(ANA, "/goal CSAT for me from 4.1 to 4.6 by end of December")
    await opened(office, MAYA)
    home = await opened(office, ANA)
    assert "no number yet → 4.6" in str(home.blocks)
    await press(office, ANA, "Update", "CSAT")
    assert (await office.submit(ANA, value="4.2")).ok
    home = await home_with(office, ANA, "4.2 → 4.6")
    await home_with(office, MAYA, "4.2 → 4.6")
    await press(office, ANA, "Undo", "You recorded 4.2")
    await home_with(office, ANA, "no number yet → 4.6")
    await press(office, MAYA, "Open", "CSAT")
    page = await office.until(lambda: next((m for m in office.direct_messages(MAYA) if "CSAT" in m.text), None))
    assert "Update" in labels(page.blocks)


@ONCE
async def test_the_digest_and_the_settings_are_at_hand(office: Office) -> None:
    home = await opened(office, BRUNO)
    assert "Workspace settings" not in labels(home.blocks)
    await press(office, BRUNO, "Show now", "weekly note")
    note = await office.until(lambda: next(iter(office.direct_messages(BRUNO)), None))
    assert note.text.startswith("Your week")
    await press(office, BRUNO, "Privacy")
    await office.until(lambda: next((m for m in office.direct_messages(BRUNO) if "kept about you" in m.text), None))
    await press(office, BRUNO, "Digest settings")
    assert office.form(BRUNO).callback_id == ViewId.DIGEST_SETTINGS
    await opened(office, DANA)
    await press(office, DANA, "Workspace settings")
    assert office.form(DANA).callback_id == ViewId.WORKSPACE_SETTINGS


@JOURNEY
async def test_praise_is_decided_on_it(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA, BRUNO])
    for number, name in enumerate((ANA, BRUNO)):
        await praise(office, (name, True), words=f"Thank you for saving Saturday {number}!", name=str(number))
    home = await opened(office, MAYA)
    assert "Waiting for you* (2)" in str(home.blocks)
    await press(office, MAYA, "Not praise")
    home = await home_with(office, MAYA, "Waiting for you* (1)")
    assert "saving Saturday 1" in str(home.blocks)
    await press(office, MAYA, "Recognise")
    assert office.form(MAYA).callback_id == ViewId.PROMPT_RECOGNISE
    await press(office, MAYA, "Thank privately")
    assert (await submit_prompt(office, MAYA)).ok
    await nothing_waits(office, MAYA)
    await praise(office, (ANA, False), words="Somebody was great", name="unsure")
    await home_with(office, MAYA, "Whom does it concern?")
    await press(office, MAYA, "Later")
    await nothing_waits(office, MAYA)


@ONCE
async def test_whom_praise_concerns_is_said_on_it(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await praise(office, (ANA, False), words="Somebody was great")
    home = await opened(office, MAYA)
    block = next(block for block in home.blocks if block["type"] == "actions" and "users_select" in str(block))
    other = next(element for element in block["elements"] if element["type"] == "users_select")
    outcome = await office.playground.workspace.block_action(
        MAYA,
        view=home,
        block_id=block["block_id"],
        action_id=other["action_id"],
        value={"type": "users_select", "selected_user": BRUNO},
    )
    assert outcome.ok, outcome.sentence
    await home_with(office, MAYA, "praised Bruno Keller")


@ONCE
async def test_what_is_asked_of_a_person_is_answered_on_it(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await office.type(MAYA, "/goal CSAT for @ana from 4.1 to 4.6 by end of December")
    await office.type(MAYA, "/goal Backlog for @ana from 90 to 10 by end of December")
    await opened(office, ANA)
    await home_with(office, ANA, "Waiting for you* (2)")
    await press(office, ANA, "Accept")
    await home_with(office, ANA, "Waiting for you* (1)")
    await office.until(
        lambda: next((m for m in office.direct_messages(ANA) if m.text.startswith("You accepted")), None)
    )
    await press(office, ANA, "Propose a change")
    assert (await office.submit(ANA, proposal="Let us say 20")).ok
    await nothing_waits(office, ANA)
    found = re.search(r"\*(\d+) CSAT", (await office.type(ANA, "/goal")).text + str(office.reply(ANA).blocks))
    assert found is not None
    await office.type(ANA, f"/goal {found[1]} = 4.2")
    await office.type(ANA, f"/goal {found[1]} = 44")
    home = await home_with(office, ANA, "Is that right?")
    await press(office, ANA, next(label for label in labels(home.blocks) if label.startswith("No, it is")))
    assert office.form(ANA).callback_id == ViewId.MEASUREMENT_FORM
    await press(office, ANA, next(label for label in labels(home.blocks) if label.startswith("Yes, record")))
    await home_with(office, ANA, "44 → 4.6")


@ONCE
async def test_a_question_about_help_is_answered_on_it(office: Office) -> None:
    await switch_on(office)
    await at_noon(office)
    await office.type(ANA, "/logwork 47m helped @bruno reset his VPN token 2 days ago")
    await opened(office, BRUNO)
    await ask(office)
    await home_with(office, BRUNO, "Waiting for you* (1)")
    await press(office, BRUNO, "Say thanks")
    assert office.form(BRUNO).callback_id == ViewId.HELPED_THANKS
    await press(office, BRUNO, "Solved")
    await nothing_waits(office, BRUNO)
    await press(office, BRUNO, "Don't ask me")
    await home_with(office, BRUNO, "Ask me again")
    await press(office, BRUNO, "Ask me again")
    await home_with(office, BRUNO, "Don't ask me")


@ONCE
async def test_many_goals_have_pages_that_stay_when_something_changes(office: Office) -> None:
    for number in range(10):
        await office.type(ANA, f"/goal Share {number} for me from 1 to {number + 5} by end of December")
    home = await opened(office, ANA)
    assert "Page 1 of 2" in str(home.blocks)
    await press(office, ANA, "More")
    await home_with(office, ANA, "Page 2 of 2")
    await office.type(ANA, "/logwork 5m call")
    home = await home_with(office, ANA, "This week: 1 entry")
    assert "Page 2 of 2" in str(home.blocks)
    await press(office, ANA, "Before", forged={"value": "9999"})
    await office.type(ANA, "/logwork 5m another call")
    home = await home_with(office, ANA, "This week: 2 entries")
    assert "Page 2 of 2" in str(home.blocks)


@ONCE
@pytest.mark.parametrize(
    "forged", [{"action_id": "home.page:wages:before"}, {"value": "-1"}, {"action_id": "home.page"}]
)
async def test_a_forged_page_is_refused(office: Office, forged: dict[str, str]) -> None:
    for number in range(9):
        await office.type(ANA, f"/goal Share {number} for me from 1 to {number + 5} by end of December")
    await opened(office, ANA)
    await press(office, ANA, "More", forged=forged)
    assert "isn't known here" in str(office.form(ANA).blocks)


@ONCE
async def test_a_guest_has_nothing_there(office: Office) -> None:
    home = await opened(office, GUS)
    assert "you are here as a guest" in str(home.blocks)
    assert labels(home.blocks) == []


@ONCE
async def test_who_has_not_opened_it_is_spared(office: Office) -> None:
    await opened(office, BRUNO)
    await office.type(ANA, "/logwork 20m call for Acme")
    await office.type(BRUNO, "/logwork 20m call for Acme")
    await home_with(office, BRUNO, "This week: 1 entry")
    assert office.playground.workspace.home_of(ANA) is None


@ONCE
async def test_texts_that_are_deleted_vanish_from_it(office: Office) -> None:
    await opened(office, ANA)
    await office.type(ANA, "/logwork 25m printer on fire for Acme")
    await home_with(office, ANA, "printer on fire")
    workspace = office.playground.workspace
    assert (await workspace.command(ANA, HELP_DESK, "/praiseworthy", "privacy")).ok
    shown = await office.until(
        lambda: next((m for m in workspace.timeline(ANA, HELP_DESK) if "Download" in str(m.blocks)), None)
    )
    await office.press(ANA, shown, "Delete my work logs' texts")
    assert (await office.submit(ANA)).ok
    await home_with(office, ANA, "(text deleted)")
    assert "printer on fire" not in home_text(office, ANA)
