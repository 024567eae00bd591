"""Praise in messages: what is looked at, once a message, whatever edits, retries and deletions; and noting by hand."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import praises as praise_rows
from bot.db.inbox import InboxRow
from bot.db.praises import PraiseRow
from bot.domain.praises import Praise
from playground.model import Message, Outcome
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, HELP_DESK, MAYA, Office

GLOBEX, ACME = "C0GLOBEX", "C0ACME"
PRAISE = "Ana, thank you so much for your help last night, you were so patient and kind with our night shift."

THANKS = "You were so patient and kind with our night shift, thank you so much for your help."

only_http = pytest.mark.parametrize("office", ["http"], indirect=True)


async def praises(office: Office) -> list[Praise]:
    """All praise that is kept, in its order."""
    ids = select(PraiseRow.id).order_by(PraiseRow.id)

    def read(session: Any) -> list[Praise]:
        found = list(session.execute(ids).scalars())
        kept = praise_rows.by_ids(session, TEAM_ID, found)
        return [kept[one] for one in found]

    return await office.program.store.read(read)


async def settled(office: Office) -> None:
    """Waits until every message that was kept is worked off."""
    waiting = select(InboxRow.id).where(InboxRow.ended_at.is_(None))
    async with asyncio.timeout(20):
        while await office.program.store.read(lambda session: session.execute(waiting).first()):
            await asyncio.sleep(0.05)


async def noticed(office: Office) -> list[Praise]:
    await settled(office)
    return await praises(office)


async def prompt(office: Office, person: str, words: str) -> Message:
    """The message to the person that has these words in its blocks."""
    return await office.until(
        lambda: next((one for one in office.direct_messages(person) if words in str(one.blocks)), None)
    )


async def mark(office: Office, channel: str, **chosen: Any) -> Outcome:
    """An admin marks a channel in the form."""
    listed = await office.type(DANA, "/praiseworthy channels")
    await office.press(DANA, listed, "Mark a channel")
    form = office.form(DANA)
    boxes = next(block for block in form.blocks if block["block_id"] == "channels.carries")
    values = {
        "channels.channel": {"type": "conversations_select", "selected_conversation": channel},
        "channels.carries": {"type": "checkboxes", "selected_options": boxes["element"]["options"]},
        "channels.champion": {"type": "users_select", "selected_user": None},
    }
    for name, value in chosen.items():
        values[f"channels.{name}"] |= value
    state = {block: {block: value} for block, value in values.items()}
    return await office.playground.workspace.submit_view(DANA, form.id, {"values": state})


async def test_a_customers_praise_asks_the_manager(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA, BRUNO])
    message = await office.playground.workspace.post(CARLA, GLOBEX, PRAISE)
    asked = await prompt(office, MAYA, "patient and kind with our night shift")
    (kept,) = await noticed(office)
    assert (kept.said_by, kept.channel, kept.message_ts) == (CARLA, GLOBEX, message.ts)
    assert [(one.slack_id, one.is_sure) for one in kept.praised] == [(ANA, True)]
    assert kept.permalink
    assert kept.permalink in str(asked.blocks)
    assert not [one for one in office.playground.workspace.timeline(CARLA, GLOBEX) if one.user == "U0PRAISE"]


async def test_colleagues_are_not_read_where_nobody_marked_the_channel(office: Office) -> None:
    for person, channel in ((BRUNO, ACME), (GUS, HELP_DESK), (MAYA, GLOBEX)):
        await office.playground.workspace.post(person, channel, PRAISE)
    await office.playground.workspace.post_as_app(ACME, "Surveys", PRAISE)
    assert await noticed(office) == []


async def test_two_people_in_one_message_are_two_sure_ones(office: Office) -> None:
    await office.playground.workspace.post(
        CARLA, GLOBEX, "Thanks @ana and @chidi for your kindness and patience, you really listened to us."
    )
    (kept,) = await noticed(office)
    assert {one.slack_id for one in kept.praised if one.is_sure} == {ANA, "U0CHIDI"}


async def test_nobody_named_in_a_thread_proposes_who_wrote_there(office: Office) -> None:
    workspace = office.playground.workspace
    question = await workspace.post(CARLA, GLOBEX, "Our tablets lost the sync again.")
    await workspace.post(ANA, GLOBEX, "I am looking at it.", question.ts)
    await workspace.post(CARLA, GLOBEX, THANKS, question.ts)
    (kept,) = await noticed(office)
    assert [(one.slack_id, one.is_sure) for one in kept.praised] == [(ANA, False)]


@only_http
async def test_the_same_event_again_is_one(office: Office) -> None:
    await office.playground.workspace.post(CARLA, GLOBEX, PRAISE)
    for _ in range(3):
        await office.playground.workspace.repeat_last()
    assert len(await noticed(office)) == 1


@only_http
async def test_the_same_words_posted_twice_are_one(office: Office) -> None:
    for _ in range(2):
        await office.playground.workspace.post(CARLA, GLOBEX, PRAISE)
    assert len(await noticed(office)) == 1


async def test_an_edit_changes_the_quote_of_the_prompt(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    message = await office.playground.workspace.post(CARLA, GLOBEX, PRAISE)
    asked = await prompt(office, MAYA, "night shift")
    await office.playground.workspace.edit(CARLA, GLOBEX, message.ts, PRAISE.replace("night shift", "weekend crew"))
    await office.until(lambda: True if "weekend crew" in str(office.now(asked).blocks) else None)
    (kept,) = await noticed(office)
    assert "weekend crew" in kept.words


@only_http
async def test_an_edit_into_praise_is_noticed_and_a_link_that_unfolds_is_no_edit(office: Office) -> None:
    workspace = office.playground.workspace
    message = await workspace.post(CARLA, GLOBEX, "It works again.")
    assert await noticed(office) == []
    await workspace.edit(CARLA, GLOBEX, message.ts, PRAISE)
    assert len(await noticed(office)) == 1
    before = workspace.as_sent(message)
    message.attachments = [{"text": "A preview", "from_url": "https://globex.example"}]
    await workspace.tell_changed(message, before, workspace.contents.conversation(GLOBEX))
    assert len(await noticed(office)) == 1


@pytest.mark.parametrize("with_replies", [False, True])
async def test_a_deleted_message_withdraws_its_prompt(office: Office, with_replies: bool) -> None:
    await office.make_manager(MAYA, of=[ANA])
    workspace = office.playground.workspace
    message = await workspace.post(CARLA, GLOBEX, PRAISE)
    asked = await prompt(office, MAYA, "night shift")
    if with_replies:
        await workspace.post(MAYA, GLOBEX, "Good to hear.", message.ts)
    await workspace.remove(CARLA, GLOBEX, message.ts)
    await office.until(lambda: True if "deleted" in office.now(asked).text else None)
    assert [one.state for one in await noticed(office)] == ["withdrawn"]
    assert "night shift" not in str(office.now(asked).blocks)


async def test_a_marked_channel_is_read_for_everybody_and_for_apps(office: Office) -> None:
    assert (await mark(office, ACME)).ok
    workspace = office.playground.workspace
    await workspace.post(MAYA, ACME, "Jane of Acme writes: Huge thanks to Ana for her patience last night.")
    await workspace.post_as_app(
        ACME,
        "Surveys",
        "New answer",
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "How did we do?"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "Huge thanks to Bruno for his patience today."}},
        ],
    )
    first, second = await noticed(office)
    assert (first.said_by, [one.slack_id for one in first.praised]) == (MAYA, [ANA])
    assert (second.said_by, second.source) == ("Surveys", "customers_channel")
    assert [one.slack_id for one in second.praised] == [BRUNO]
    listed = await office.type(ANA, "/praiseworthy channels")
    assert f"<#{ACME}>" in str(listed.blocks)
    assert f"<#{GLOBEX}>" in str(listed.blocks)
    assert "Admins can change this" in str(listed.blocks)


@only_http
async def test_taking_a_channel_off_the_list_ends_reading_at_once_and_can_be_undone(office: Office) -> None:
    await mark(office, ACME)
    listed = await office.type(DANA, "/praiseworthy channels")
    row = next(block for block in listed.blocks if block.get("accessory") and ACME in block["text"]["text"])
    await office.choose(DANA, listed, row, row["accessory"]["options"][1])
    await office.playground.workspace.post_as_app(ACME, "Surveys", PRAISE)
    assert await noticed(office) == []
    taken_off = office.reply(DANA)
    assert "is not marked any more" in taken_off.text
    await office.press(DANA, taken_off, "Undo")
    await office.playground.workspace.post_as_app(ACME, "Surveys", PRAISE)
    assert len(await noticed(office)) == 1


@only_http
async def test_only_admins_mark_channels_and_only_colleagues_are_champions(office: Office) -> None:
    listed = await office.type(DANA, "/praiseworthy channels")
    await office.playground.workspace.block_action(
        ANA,
        message=listed,
        block_id=listed.blocks[-1]["block_id"],
        action_id="channels.mark",
        value={"type": "button", "value": "new"},
    )
    assert office.playground.workspace.view_of(ANA) is None
    refused = await mark(office, ACME, champion={"selected_user": CARLA})
    assert "A champion is a colleague" in refused.sentence


@only_http
async def test_what_fails_for_good_is_shown_to_an_admin_and_can_be_tried_again(office: Office) -> None:
    workspace = office.playground.workspace
    parked = update(InboxRow).where(InboxRow.kind == "message").values(attempts=6)
    office.playground.faults.add("chat.getPermalink", "500", times=20)
    await workspace.post(CARLA, GLOBEX, PRAISE)
    await office.program.store.write(lambda session: session.execute(parked).close())
    await settled(office)
    assert await praises(office) == []
    listed = await office.type(DANA, "/praiseworthy channels")
    assert "What I could not work off" in str(listed.blocks)
    assert "internal_error" in str(listed.blocks)
    assert "could not work off" not in str((await office.type(ANA, "/praiseworthy channels")).blocks)
    office.playground.faults.clear()
    again = await office.press(DANA, listed, "Try those again")
    assert "1 is tried again now" in again.text
    assert len(await noticed(office)) == 1
