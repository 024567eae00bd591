"""Measuring goals as people do it: typed, with the form, with buttons; and with what nobody should send."""

from datetime import date
from typing import Any

import pytest

from bot.blocks.ids import ActionId
from bot.db import measurements as measurement_rows
from bot.services.acting import Asker
from playground.model import Message
from tests.e2e.conftest import ANA, BRUNO, GUS, Office, find_button, labels
from tests.integration.measured import add_goal

DUE = date(2099, 12, 31)


@pytest.fixture
async def goal(office: Office) -> int:
    """Ana's goal: CSAT from 4.1 to 4.6."""
    return await office.program.store.write(add_goal, asker(office), due_on=DUE)


def asker(office: Office, person: str = ANA) -> Asker:
    return Asker(office.playground.workspace.people[person].team_id, person)


async def counted(office: Office, goal_id: int) -> list[float]:
    found = await office.program.store.read(measurement_rows.counted_of, asker(office).workspace_id, [goal_id])
    return [one.value for one in found[goal_id]]


async def forge(office: Office, person: str, message: Message, label: str, value: str) -> None:
    """Presses a button whose value somebody has changed."""
    block, element = find_button(message.blocks, label)
    outcome = await office.playground.workspace.block_action(
        person,
        message=message,
        block_id=block["block_id"],
        action_id=element["action_id"],
        value={"type": "button", "value": value},
    )
    assert outcome.ok, outcome.sentence


async def open_form(office: Office, goal_id: int) -> None:
    """*Update* on the goal's page."""
    await office.press(ANA, await office.type(ANA, f"/goal {goal_id}"), "Update")


async def submit(office: Office, person: str, **changes: Any) -> Any:
    """Submits the open form with these fields changed."""
    view = office.form(person)
    values: dict[str, Any] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element, field = block["element"], block["block_id"].rpartition(".")[2]
        change = changes.get(field)
        state = {
            "plain_text_input": {"value": change or element.get("initial_value")},
            "datepicker": {"selected_date": change or element.get("initial_date")},
            "radio_buttons": {
                "selected_option": next(
                    (option for option in element.get("options", []) if option["value"] == change),
                    element.get("initial_option"),
                )
            },
        }[element["type"]]
        values[block["block_id"]] = {block["block_id"]: {"type": element["type"], **state}}
    return await office.playground.workspace.submit_view(person, view.id, {"values": values})


async def test_a_number_is_recorded_corrected_and_undone(office: Office, goal: int) -> None:
    reply = await office.type(ANA, f"/goal {goal} = 4.2")
    assert reply.text.startswith("Recorded 4.2 for today. ")
    assert f"Goal {goal}, CSAT for Support: now 4.2 → 4.6 by" in reply.text
    reply = await office.type(ANA, f"/goal {goal} = 4.4")
    assert "corrected from 4.2" in reply.text
    assert labels(reply.blocks) == ["Add note", "Undo"]
    reply = await office.press(ANA, reply, "Undo")
    assert reply.text.startswith("Undone: 4.4 for today; 4.2 counts again.")
    assert await counted(office, goal) == [4.2]
    reply = await office.press(ANA, reply, "Redo")
    assert await counted(office, goal) == [4.4]
    assert "Undo" in labels(reply.blocks)


async def test_a_jump_is_asked_about(office: Office, goal: int) -> None:
    await office.type(ANA, f"/goal {goal} = 4.2")
    question = await office.type(ANA, f"/goal {goal} = 44")
    assert "Is that right?" in question.text
    assert labels(question.blocks) == ["Yes, record 44", "No, it is …"]
    assert await counted(office, goal) == [4.2]
    answer = await office.press(ANA, question, "Yes, record 44")
    assert "Recorded 44 for today, corrected from 4.2" in answer.text
    assert await counted(office, goal) == [44]


async def test_no_it_is_something_else(office: Office, goal: int) -> None:
    question = await office.type(ANA, f"/goal {goal} = 44")
    await office.press(ANA, question, "No, it is …")
    assert office.form(ANA).blocks[2]["element"]["initial_value"] == "44"
    assert (await submit(office, ANA, value="4,4")).ok
    answer = await office.until(lambda: found if "Recorded" in (found := office.now(question)).text else None)
    assert answer.text.startswith("Recorded 4.4 for today")
    assert await counted(office, goal) == [4.4]


async def test_the_form_asks_once_more_about_a_jump(office: Office, goal: int) -> None:
    await office.type(ANA, f"/goal {goal} = 4.2")
    await open_form(office, goal)
    assert (await submit(office, ANA, value="44", note="really", confidence="high")).ok
    form = office.form(ANA)
    assert form.payload["title"]["text"] == "Is that right?"
    assert await counted(office, goal) == [4.2]
    assert (await submit(office, ANA)).ok
    assert office.playground.workspace.view_of(ANA) is None
    answer = await office.until(lambda: found if "Recorded" in (found := office.reply(ANA)).text else None)
    assert "Recorded 44 for today" in answer.text
    assert "confident · really" in str(answer.blocks)
    assert await counted(office, goal) == [44]


async def test_the_form_says_what_is_wrong_with_which_field(office: Office, goal: int) -> None:
    await office.type(ANA, f"/goal {goal} = 4.2")
    await open_form(office, goal)
    await submit(office, ANA, value="lots")
    assert list(office.form(ANA).errors) == [ActionId.MEASUREMENT_VALUE]
    await submit(office, ANA, value="4.4", date="2999-01-01")
    assert list(office.form(ANA).errors) == [ActionId.MEASUREMENT_DATE]
    await submit(office, ANA, value="85 %")
    assert "%" in office.form(ANA).errors[ActionId.MEASUREMENT_VALUE]
    assert await counted(office, goal) == [4.2]


async def test_a_note_is_added(office: Office, goal: int) -> None:
    reply = await office.type(ANA, f"/goal {goal} = 4.2")
    await office.press(ANA, reply, "Add note")
    assert (await submit(office, ANA, note="<!channel> the new script")).ok
    changed = await office.until(lambda: found if "script" in str((found := office.now(reply)).blocks) else None)
    assert "&lt;!channel&gt; the new script" in str(changed.blocks)
    assert labels(changed.blocks) == ["Change note", "Undo"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("999 = 4.4", "There is no goal 999 here."),
        ("GOAL = 85 %", "not in %"),
        ("GOAL = 4.4 on 2019-01-01", "more than 5 years ago"),
    ],
)
async def test_a_refusal_gives_the_text_back(office: Office, goal: int, said: str, reason: str) -> None:
    typed = f"/goal {said.replace('GOAL', str(goal))}"
    reply = await office.type(ANA, typed)
    assert reason in reply.text
    assert typed in str(reply.blocks)
    assert await counted(office, goal) == []


async def test_somebody_elses_goal_and_a_guest(office: Office, goal: int) -> None:
    assert "measured by those who work towards it" in (await office.type(BRUNO, f"/goal {goal} = 4.4")).text
    assert "guest" in (await office.type(GUS, f"/goal {goal} = 4.4")).text
    assert await counted(office, goal) == []


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize("value", ["", "0", "-1", "999", "4294967296", "9" * 400, "x", "1:2", "٣", "1e3"])
async def test_forged_values_do_nothing(office: Office, goal: int, value: str) -> None:
    recorded = await office.type(ANA, f"/goal {goal} = 4.2")
    doubted = await office.type(ANA, f"/goal {goal} = 44")
    page = await office.type(ANA, f"/goal {goal}")
    for message, label in (
        (page, "Update"),
        (recorded, "Undo"),
        (recorded, "Add note"),
        (doubted, "Yes, record 44"),
        (doubted, "No, it is …"),
    ):
        await forge(office, ANA, message, label, value)
        said = office.reply(ANA).text
        assert said.startswith(("That button is not known", "That number isn't kept", "There is no goal")), label
    assert office.playground.workspace.view_of(ANA) is None
    assert await counted(office, goal) == [4.2]


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_buttons_of_another_persons_goal_are_refused(office: Office, goal: int) -> None:
    brunos = await office.program.store.write(add_goal, asker(office, BRUNO), due_on=DUE, origin_key="brunos")
    first = await office.type(BRUNO, f"/goal {brunos} = 4.3")
    theirs = find_button(first.blocks, "Undo")[1]["value"]
    recorded = await office.type(ANA, f"/goal {goal} = 4.2")
    for label in ("Undo", "Add note"):
        await forge(office, ANA, recorded, label, theirs)
        assert "measured by those who work towards it" in office.reply(ANA).text
    assert (await counted(office, brunos), await counted(office, goal)) == ([4.3], [4.2])
