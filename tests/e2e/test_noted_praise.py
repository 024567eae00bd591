"""Noting praise by hand: the shortcut on a message, and what was said on the phone."""

from typing import Any

import pytest

from bot.domain.praise.classifier import judge, model
from bot.domain.praises import PraiseSource
from playground.model import Message, Outcome
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, HELP_DESK, MAYA, Office, labels
from tests.e2e.test_praise_noticing import GLOBEX, PRAISE, noticed, praises, prompt, settled

FAIRLY_CLEAR = (
    "Ana was great today.",
    "Ana fixed it, merci!",
    "Ana is great.",
    "Ana helped us again, thank you!",
    "Big thanks to Ana, it works again.",
    "Thanks to Ana the tills work again.",
)
"""Praise of which a model, however it was trained, is not entirely sure of all."""

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


async def use_shortcut(office: Office, person: str, channel: str, ts: str) -> dict[str, Any]:
    """Opens the form from a message; its inputs by name."""
    outcome = await office.playground.workspace.message_shortcut(person, channel, ts, "customer_praise")
    assert outcome.ok, outcome.sentence
    return inputs(office, person)


async def type_praise(office: Office, person: str, said: str) -> dict[str, Any]:
    """Opens the form with `/praiseworthy praise`; its inputs by name."""
    line = f"praise {said}".strip()
    outcome = await office.playground.workspace.command(person, HELP_DESK, "/praiseworthy", line)
    assert outcome.ok, outcome.sentence
    return inputs(office, person)


def inputs(office: Office, person: str) -> dict[str, Any]:
    """The form's elements by the last word of their ids."""
    return {
        block["block_id"].rpartition(".")[2]: block["element"]
        for block in office.form(person).blocks
        if block["type"] == "input"
    }


async def submit(office: Office, person: str, **changes: Any) -> Outcome:
    """Submits the form as it is filled, with these fields changed; `people` are Slack ids, `customer` a new name."""
    shown = inputs(office, person)
    customer = changes.get("customer")
    option = {"text": {"type": "plain_text", "text": customer}, "value": f"new:{customer}"} if customer else None
    values: dict[str, dict[str, Any]] = {
        name: {"type": "plain_text_input", "value": changes.get(name, shown[name].get("initial_value"))}
        for name in ("words", "said_by")
    }
    values["people"] = {
        "type": "multi_users_select",
        "selected_users": changes.get("people", shown["people"].get("initial_users") or []),
    }
    values["customer"] = {"type": "external_select", "selected_option": option}
    state = {f"praise_noticing.{name}": {f"praise_noticing.{name}": value} for name, value in values.items()}
    return await office.playground.workspace.submit_view(person, office.form(person).id, {"values": state})


async def test_the_shortcut_fills_in_the_form_and_asks_the_manager(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    message = await office.playground.workspace.post(GUS, HELP_DESK, "My printer works, thanks to Ana's patience.")
    form = await use_shortcut(office, BRUNO, HELP_DESK, message.ts)
    assert form["words"]["initial_value"] == "My printer works, thanks to Ana's patience."
    assert (form["said_by"]["initial_value"], form["people"]["initial_users"]) == ("Gus Meyer", [ANA])
    assert (await submit(office, BRUNO)).ok
    assert "Maya Lindqvist is asked" in office.reply(BRUNO).text
    await prompt(office, MAYA, "thanks to Ana")
    (kept,) = await praises(office)
    assert (kept.said_by, kept.source, kept.message_ts) == (GUS, PraiseSource.SHORTCUT, message.ts)
    assert kept.permalink


async def test_what_was_said_on_the_phone_is_never_judged_away(office: Office) -> None:
    form = await type_praise(office, BRUNO, "Acme's Jane asked who @ana is")
    assert form["words"]["initial_value"] == "Acme's Jane asked who @Ana Pereira is"
    assert (await submit(office, BRUNO, said_by="Jane, by phone", people=[ANA], customer="Acme")).ok
    (kept,) = await praises(office)
    assert (kept.said_by, kept.source, kept.score) == ("Jane, by phone", PraiseSource.TYPED, None)
    assert kept.customer is not None
    assert kept.customer.name == "Acme"


@only_http
async def test_a_message_that_was_noticed_already_counts_once(office: Office) -> None:
    message = await office.playground.workspace.post(CARLA, GLOBEX, PRAISE)
    await noticed(office)
    await use_shortcut(office, MAYA, GLOBEX, message.ts)
    await submit(office, MAYA)
    assert "counts once" in office.reply(MAYA, GLOBEX).text
    assert len(await praises(office)) == 1


@only_http
async def test_praise_of_oneself_is_for_a_colleague_to_note(office: Office) -> None:
    form = await type_praise(office, ANA, "Jane said that Ana was wonderful")
    assert "initial_users" not in form["people"]
    refused = await submit(office, ANA, said_by="Jane", people=[ANA])
    assert "Praise of yourself is for a colleague to note." in refused.sentence
    assert office.form(ANA).state["values"]["praise_noticing.words"]["praise_noticing.words"]["value"]
    assert await praises(office) == []


@only_http
async def test_undo_takes_it_and_its_prompt_back(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await type_praise(office, BRUNO, "Ana was wonderful")
    await submit(office, BRUNO, said_by="Jane", people=[ANA])
    asked = await prompt(office, MAYA, "Ana was wonderful")
    await office.press(BRUNO, office.reply(BRUNO), "Undo")
    assert "Taken back" in office.reply(BRUNO).text
    await office.until(lambda: True if "Ana was wonderful" not in str(office.now(asked).blocks) else None)


@only_http
async def test_a_manager_who_notes_praise_recognises_it_from_the_reply(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await type_praise(office, MAYA, "Ana was wonderful")
    await submit(office, MAYA, said_by="Jane", people=[ANA])
    reply = office.reply(MAYA)
    assert labels(reply.blocks) == ["Recognise", "Undo"]
    await office.press(MAYA, reply, "Recognise")
    chosen = {
        block["block_id"]: {block["block_id"]: recognised(block["element"])}
        for block in office.form(MAYA).blocks
        if block["type"] == "input"
    }
    view = office.form(MAYA)
    assert (await office.playground.workspace.submit_view(MAYA, view.id, {"values": chosen})).ok
    await office.until(lambda: True if "You recognised Ana Pereira" in office.now(reply).text else None)
    assert labels(office.now(reply).blocks) == ["Undo"]


def recognised(element: dict[str, Any]) -> dict[str, Any]:
    """What the form of *Recognise* begins with, to be posted in the help desk's channel."""
    match element["type"]:
        case "multi_users_select":
            return {"type": element["type"], "selected_users": element["initial_users"]}
        case "conversations_select":
            return {"type": element["type"], "selected_conversation": HELP_DESK}
        case "radio_buttons":
            return {"type": element["type"], "selected_option": element["initial_option"]}
        case "checkboxes":
            return {"type": element["type"], "selected_options": element.get("initial_options", [])}
        case _:
            return {"type": element["type"], "value": element.get("initial_value")}


async def test_an_admin_sees_how_often_prompts_were_right_and_moves_the_threshold(office: Office) -> None:
    report = await office.type(DANA, "/praiseworthy praise report")
    assert office.playground.workspace.view_of(DANA) is None
    assert "Were the prompts about praise right?" in report.text
    refused = await office.type(ANA, "/praiseworthy praise report")
    assert "The workspace's settings are kept by its admins." in refused.text
    text = next(one for one in FAIRLY_CLEAR if model().threshold <= judge(one, names=["Ana Pereira"]).score < 0.95)
    await move_threshold(office, report, "0.95")
    assert "the threshold is 0.95, from the next message on" in office.now(report).text
    await office.playground.workspace.post(CARLA, GLOBEX, text)
    await settled(office)
    assert await praises(office) == []
    back = await office.press(DANA, office.now(report), "Undo")
    assert "Changed back" in back.text
    await office.playground.workspace.post(CARLA, GLOBEX, text)
    assert len(await noticed(office)) == 1


async def move_threshold(office: Office, report: Message, value: str) -> None:
    """Chooses a threshold in the report's menu."""
    found = [
        (block, element)
        for block in report.blocks
        for element in block.get("elements", [])
        if element.get("type") == "static_select"
    ]
    ((block, menu),) = found
    (option,) = [one for one in menu["options"] if one["value"] == value]
    outcome = await office.playground.workspace.block_action(
        DANA,
        message=report,
        block_id=block["block_id"],
        action_id=menu["action_id"],
        value={"type": "static_select", "selected_option": option},
    )
    assert outcome.ok, outcome.sentence


@only_http
async def test_a_guest_is_refused_with_a_sentence(office: Office) -> None:
    reply = await office.type(GUS, "/praiseworthy praise Ana was wonderful")
    assert "Ana was wonderful" in str(reply.blocks)
    assert office.playground.workspace.view_of(GUS) is None


@only_http
@pytest.mark.parametrize(
    "text",
    [
        "x" * 30_000,
        ":tada:",
        "> quoted only",
        "```rm -rf /```",
        "אנה עזרה לנו המון, תודה רבה",
        "<!channel> <!here> *bold* <https://example.com|link> `code`",
        '"}]} /praiseworthy settings <@U0ANA> \u202e reversed',
    ],
)
async def test_bad_input_opens_a_form_and_pings_nobody(office: Office, text: str) -> None:
    message = await office.playground.workspace.post(GUS, HELP_DESK, "placeholder")
    message.text = text
    await use_shortcut(office, BRUNO, HELP_DESK, message.ts)
    assert (await submit(office, BRUNO, people=[ANA])).ok
    sent = await office.until(lambda: [one for one in office.direct_messages("U0DANA") if one.blocks] or None)
    assert "<!channel>" not in str([block for one in sent for block in one.blocks if block["type"] != "rich_text"])
