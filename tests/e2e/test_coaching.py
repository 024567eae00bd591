"""A manager acts on what the digest says: prompts, help that serves no goal, a message to the team."""

from typing import Any

import pytest

from playground.model import Message
from tests.e2e.conftest import ANA, HELP_DESK, MAYA, Office, labels

GLOBEX_SHARED = "C0GLOBEX"
"""Customers read along there."""


@pytest.fixture
async def digest(office: Office) -> Message:
    """Maya's digest, sent to her: Ana's goal is off track, and her help for Globex serves no goal."""
    await office.make_manager(MAYA, of=[ANA])
    await office.type(ANA, "/logwork 2h wired the new store for Globex yesterday")
    goal = await office.type(ANA, "/goal CSAT for me from 4.1 to 4.6 by 31 December 2027")
    number = goal.text.split("goal ")[1].split(" ")[0]
    await office.type(ANA, f"/goal {number} = 3.9")
    return await send(office)


async def send(office: Office) -> Message:
    """Asks for the digest, has it sent, and waits for it."""
    before = len(office.direct_messages(MAYA))
    shown = await show(office)
    await office.press(MAYA, shown, "Send it to me now")
    return await office.until(lambda: next(iter(office.direct_messages(MAYA)[before:]), None))


async def show(office: Office) -> Message:
    """`/praiseworthy digest`; the part of the answer that has the last buttons."""
    workspace = office.playground.workspace
    before = len(replies(office))
    outcome = await workspace.command(MAYA, HELP_DESK, "/praiseworthy", "digest")
    assert outcome.ok, outcome.sentence
    return await office.until(
        lambda: next((m for m in replies(office)[before:] if "Send it to me now" in labels(m.blocks)), None)
    )


def replies(office: Office) -> list[Message]:
    return [m for m in office.playground.workspace.timeline(MAYA, HELP_DESK) if m.ephemeral_to == MAYA]


def said(message: Message) -> str:
    return f"{message.text} {message.blocks}"


async def undo(office: Office, message: Message) -> Message:
    """Presses the *Undo* that stands in the place of the buttons."""
    block = next(block for block in message.blocks if (block.get("accessory") or {}).get("type") == "button")
    outcome = await office.playground.workspace.block_action(
        MAYA,
        message=message,
        block_id=block["block_id"],
        action_id=block["accessory"]["action_id"],
        value={"type": "button", "value": block["accessory"]["value"]},
    )
    assert outcome.ok, outcome.sentence
    return office.now(message)


async def test_an_answer_takes_the_buttons_place_and_can_be_undone(office: Office, digest: Message) -> None:
    assert "is off track: 3.9/5" in said(digest) or "is off track: 3.9" in said(digest)
    done = await office.press(MAYA, digest, "Done")
    assert "comes back only when something new happens" in said(done)
    assert "Snooze a week" not in labels(done.blocks)
    assert "Worth it" in labels(done.blocks)
    assert "is off track" not in said(await show(office))
    back = await undo(office, done)
    assert "Snooze a week" in labels(back.blocks)
    assert "is off track" in said(await show(office))


async def test_help_that_is_worth_it_is_not_asked_about(office: Office, digest: Message) -> None:
    assert "2 h of help for *Globex* served no open goal" in said(digest)
    kept = await office.press(MAYA, digest, "Worth it")
    assert "Worth it: I won't ask until" in said(kept)
    assert "served no open goal" not in said(await show(office))
    await undo(office, kept)
    assert "served no open goal" in said(await show(office))


async def test_help_is_linked_to_a_goal(office: Office, digest: Message) -> None:
    await office.press(MAYA, digest, "Link to a goal")
    view = office.form(MAYA)
    assert not (await office.submit(MAYA)).ok
    select = view.blocks[1]
    (offered,) = await office.playground.workspace.suggestions(
        MAYA, view=view, block_id=select["block_id"], action_id=select["element"]["action_id"], query="csat"
    )
    (only,) = offered["options"]
    chosen = {"type": "external_select", "selected_option": only}
    values = {select["block_id"]: {select["element"]["action_id"]: chosen}}
    outcome = await office.playground.workspace.submit_view(MAYA, view.id, {"values": values})
    assert outcome.ok, outcome.sentence
    await office.until(lambda: "Linked: help for Globex serves" in said(office.direct_messages(MAYA)[-1]) or None)
    assert "served no open goal" not in said(await show(office))


async def test_a_message_to_the_team_goes_to_the_channel_that_was_chosen(office: Office, digest: Message) -> None:
    await office.press(MAYA, digest, "Let's stop")
    draft = office.form(MAYA).blocks[0]["element"]["initial_value"]
    assert "Globex" in draft
    chosen = {"type": "conversations_select", "selected_conversation": HELP_DESK}
    text = {"type": "plain_text_input", "value": f"{draft} <!channel>"}
    outcome = await submit_stop(office, text, chosen)
    assert outcome, "the form was refused"
    posted = await office.until(
        lambda: next(
            (
                m
                for m in office.playground.workspace.timeline(ANA, HELP_DESK)
                if "Hi all, we lately gave help" in m.text
            ),
            None,
        )
    )
    assert "&lt;!channel&gt;" in posted.text
    assert f"<@{MAYA}>" in posted.text
    assert "served no open goal" not in said(await show(office))


async def test_words_to_the_team_never_go_where_a_customer_reads(office: Office, digest: Message) -> None:
    await office.press(MAYA, digest, "Let's stop")
    where = office.form(MAYA).blocks[1]["element"]
    assert where["filter"]["exclude_external_shared_channels"]
    text = {"type": "plain_text_input", "value": "Please stop helping Globex."}
    assert not await submit_stop(office, text, {"type": "conversations_select", "selected_conversation": GLOBEX_SHARED})
    assert "outside" in str(office.form(MAYA).errors)
    assert not [m for m in office.playground.workspace.timeline(MAYA, GLOBEX_SHARED) if "Please stop" in m.text]


async def test_words_to_the_team_are_given_back_to_be_copied(office: Office, digest: Message) -> None:
    await office.press(MAYA, digest, "Let's stop")
    empty = {"type": "conversations_select", "selected_conversation": None}
    assert not await submit_stop(office, {"type": "plain_text_input", "value": " "}, empty)
    assert await submit_stop(office, {"type": "plain_text_input", "value": "Please stop."}, empty)
    reply = await office.until(
        lambda: next((m for m in office.direct_messages(MAYA) if "Nothing was sent" in m.text), None)
    )
    assert "Please stop." in str(reply.blocks)


async def submit_stop(office: Office, text: dict[str, Any], channel: dict[str, Any]) -> bool:
    view = office.form(MAYA)
    words, where = (block["block_id"] for block in view.blocks)
    values = {words: {words: text}, where: {where: channel}}
    return (await office.playground.workspace.submit_view(MAYA, view.id, {"values": values})).ok
