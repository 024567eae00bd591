"""`/kudos` from the keyboard to the post and back: who is told, who joins in, what is taken back, what is refused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.clock import system_clock
from bot.db.deliveries import DeliveryRow
from bot.db.kudos import KudosRow, KudosVoiceRow
from bot.db.people import PersonRow
from playground.model import Message
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, HELP_DESK, MAYA, Office, filled, find_button, labels

CHIDI, LEO = "U0CHIDI", "U0LEO"
KUDOS_CHANNEL = "C0KUDOS"


def said(message: Message) -> str:
    """All that a message shows."""
    return str(message.blocks)


def posts(office: Office, channel: str = HELP_DESK, person: str = DANA) -> list[Message]:
    """What the bot has posted in a channel and stands there, for everybody."""
    workspace = office.playground.workspace
    return [
        message
        for message in workspace.timeline(person, channel)
        if message.user == workspace.bot.id and not message.ephemeral_to and not message.deleted
    ]


async def posted(office: Office, channel: str = HELP_DESK, person: str = DANA) -> Message:
    """The only post in the channel, once it is there."""
    await office.until(lambda: posts(office, channel, person) or None)
    (post,) = posts(office, channel, person)
    return post


async def told(office: Office, person: str, words: str) -> Message:
    """The direct message with these words, once it is there."""
    return await office.until(lambda: next((one for one in office.direct_messages(person) if words in one.text), None))


def untold(office: Office, person: str) -> bool:
    """Whether nobody has been thanked towards this person in a direct message that stands."""
    return not [one for one in office.direct_messages(person) if "thanks" in one.text and not one.deleted]


async def submit(office: Office, person: str, **changes: Any) -> str:
    """Submits the open form as it is filled, with these fields' states changed; what is wrong, if anything."""
    view = office.form(person)
    values: dict[str, Any] = {}
    for block in view.blocks:
        element, field = block["element"], block["block_id"].rpartition(".")[2]
        states = {
            "multi_users_select": {"selected_users": element.get("initial_users", [])},
            "plain_text_input": {"value": element.get("initial_value")},
            "checkboxes": {"selected_options": element.get("initial_options", [])},
            "conversations_select": {"selected_conversation": element.get("initial_conversation")},
        }
        kind = element["type"]
        state = {**filled(element, None), **states.get(kind, {}), **changes.get(field, {})}
        values[block["block_id"]] = {block["block_id"]: state}
    outcome = await office.playground.workspace.submit_view(person, view.id, {"values": values})
    return str(view.errors) if view.errors else outcome.sentence


async def quiet(office: Office) -> None:
    """Waits until every message has reached Slack, or never will."""
    busy = select(DeliveryRow.id).where(DeliveryRow.state.in_(["due", "claimed", "outdated", "unwanted"]))

    async with asyncio.timeout(20):
        while await office.program.store.read(lambda session: session.execute(busy).first()) is not None:
            await asyncio.sleep(0.05)


async def count(office: Office, column: Any) -> int:
    """So many rows."""
    return len(await office.program.store.read(lambda session: session.execute(select(column)).all()))


async def test_kudos_are_posted_and_those_thanked_are_told(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana @bruno for staying late with Acme #listening")
    assert f"<@{ANA}> and <@{BRUNO}>" in reply.text
    assert "*It shows* *Listening*" in said(reply)
    post = await posted(office)
    assert f"<@{MAYA}> thanks <@{ANA}> and <@{BRUNO}>: staying late with Acme" in post.text
    assert "Listening" in said(post)
    assert "staying late with Acme" in said(await told(office, ANA, "thanks you"))
    await told(office, BRUNO, "thanks you")
    await quiet(office)
    assert len(office.direct_messages(ANA)) == 1
    assert untold(office, MAYA)


async def test_a_behaviour_is_one_tap_and_can_be_taken_off(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late")
    assert "Which behaviour was it?" in said(reply)
    post = await posted(office)
    reply = await office.press(MAYA, reply, "Clear head")
    assert "*It shows* *Clear head*" in said(reply)
    await office.until(lambda: "Clear head" in said(office.now(post)) or None)
    await office.press(MAYA, reply, "✓ Clear head")
    await office.until(lambda: "Clear head" not in said(office.now(post)) or None)


async def test_colleagues_add_their_voice_each_once(office: Office) -> None:
    await office.type(MAYA, "/kudos @ana for staying late")
    post = await posted(office)
    await asyncio.gather(*(office.press(person, post, "Add my voice") for person in (BRUNO, CHIDI, LEO, DANA)))
    await office.press(BRUNO, post, "Add my voice")
    await quiet(office)
    shown = str(office.now(post).blocks[-1])
    assert all(shown.count(f"<@{person}>") == 1 for person in (BRUNO, CHIDI, LEO, DANA))
    assert await count(office, KudosVoiceRow.id) == 4
    await office.press(BRUNO, office.reply(BRUNO), "Take it back")
    await office.until(lambda: f"<@{BRUNO}>" not in str(office.now(post).blocks[-1]) or None)


async def test_neither_the_author_nor_the_one_thanked_alone_joins_in(office: Office) -> None:
    await office.type(MAYA, "/kudos @ana for staying late")
    post = await posted(office)
    await office.press(MAYA, post, "Add my voice")
    assert "You gave these kudos" in office.reply(MAYA).text
    await office.press(ANA, post, "Add my voice")
    assert "These kudos are for you" in office.reply(ANA).text
    await office.press(GUS, post, "Add my voice")
    assert "guest" in office.reply(GUS).text
    assert await count(office, KudosVoiceRow.id) == 0


async def test_undo_removes_the_post_and_what_was_told(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late --manager")
    await posted(office)
    await told(office, ANA, "thanks you")
    reply = await office.press(MAYA, reply, "Undo")
    assert reply.text.startswith("Taken back")
    await quiet(office)
    assert posts(office) == []
    assert untold(office, ANA)
    assert labels(reply.blocks) == ["Give it again"]


async def test_what_was_taken_back_is_given_again_from_the_form(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late #empathy")
    reply = await office.press(MAYA, reply, "Undo")
    await quiet(office)
    await office.press(MAYA, reply, "Give it again")
    assert await submit(office, MAYA) == ""
    post = await posted(office)
    assert "staying late" in post.text
    assert "Empathy" in said(post)


async def test_undo_is_for_the_author_and_for_ten_minutes(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late")
    await posted(office)
    _, button = find_button(reply.blocks, "Undo")
    post = await posted(office)
    forged = office.now(post)
    find_button(forged.blocks, "Add my voice")[1].update(action_id=button["action_id"], value=button["value"])
    await office.press(BRUNO, forged, "Add my voice")
    assert "somebody else's" in office.reply(BRUNO).text
    old = update(KudosRow).values(created_at=system_clock() - timedelta(minutes=11))
    await office.program.store.write(lambda session: session.execute(old).close())
    await office.press(MAYA, reply, "Undo")
    assert "older" in office.reply(MAYA).text
    await quiet(office)
    assert len(posts(office)) == 1


async def test_private_kudos_reach_only_the_person_and_where_wished_their_manager(office: Office) -> None:
    await office.make_manager(LEO, of=[ANA])
    reply = await office.type(MAYA, "/kudos @ana for keeping calm with Globex --private --manager")
    assert "They are private" in reply.text
    mine = await told(office, ANA, "thanks you")
    assert "only you see it, and the person you report to" in said(mine)
    theirs = await told(office, LEO, "thanks")
    assert f"<@{ANA}>" in theirs.text
    await quiet(office)
    assert posts(office) == []
    assert untold(office, DANA)


async def test_without_the_wish_no_manager_is_told(office: Office) -> None:
    await office.make_manager(LEO, of=[ANA])
    await office.type(MAYA, "/kudos @ana for keeping calm --private")
    await told(office, ANA, "thanks you")
    await quiet(office)
    assert untold(office, LEO)


async def test_a_manager_of_several_is_told_once_and_not_of_their_own_thanks(office: Office) -> None:
    await office.make_manager(LEO, of=[ANA, BRUNO])
    await office.make_manager(MAYA, of=[CHIDI])
    await office.type(MAYA, "/kudos @ana @bruno @chidi for staying late --manager")
    message = await told(office, LEO, "thanks")
    assert f"<@{ANA}> and <@{BRUNO}>" in message.text
    await quiet(office)
    assert len(office.direct_messages(LEO)) == 1
    assert untold(office, MAYA)


async def test_the_form_gives_kudos(office: Office) -> None:
    await office.playground.workspace.command(MAYA, HELP_DESK, "/kudos", "")
    empathy = {"text": {"type": "plain_text", "text": "Empathy"}, "value": "Empathy"}
    await submit(office, MAYA, people={"selected_users": [ANA]}, words={"value": " … "})
    assert "doesn't say what for" in str(office.form(MAYA).errors["kudos.words"])
    await submit(office, MAYA, people={"selected_users": [MAYA]}, words={"value": "being me"})
    assert "for somebody else" in str(office.form(MAYA).errors["kudos.people"])
    await submit(
        office,
        MAYA,
        people={"selected_users": [ANA]},
        words={"value": "her patience <!channel> #acme"},
        behaviours={"selected_options": [empathy]},
        channel={"selected_conversation": KUDOS_CHANNEL},
    )
    post = await posted(office, KUDOS_CHANNEL)
    assert "her patience &lt;!channel&gt;" in said(post)
    assert "*Empathy*" in said(post)
    assert "#acme" in said(post)
    assert "are saved" in office.reply(MAYA).text


async def test_from_a_direct_message_one_chooses_where(office: Office) -> None:
    workspace = office.playground.workspace
    (direct,) = [one.id for one in workspace.conversations_of(MAYA) if one.kind == "im"][:1]
    reply = await office.type(MAYA, "/kudos @ana for staying late & more #listening", direct)
    assert "There is no channel to post this in" in reply.text
    assert "/praiseworthy settings" in reply.text
    assert "/kudos @ana for staying late & more #listening" in said(reply)
    assert await count(office, KudosRow.id) == 0
    await office.press(MAYA, reply, "Choose where")
    assert await submit(office, MAYA, channel={"selected_conversation": KUDOS_CHANNEL}) == ""
    post = await posted(office, KUDOS_CHANNEL)
    assert "staying late &amp; more" in said(post)
    assert "*Listening*" in said(post)


async def test_in_a_channel_without_the_bot_one_chooses_where(office: Office) -> None:
    workspace = office.playground.workspace
    workspace.conversations["C0VPN"].members.discard(workspace.bot.id)
    reply = await office.type(MAYA, "/kudos @ana for staying late", "C0VPN")
    assert "I am not in the channel" in reply.text
    assert labels(reply.blocks) == ["Choose where"]
    assert await count(office, KudosRow.id) == 0
    private = await office.type(MAYA, "/kudos @ana for staying late --private", "C0VPN")
    assert "They are private" in private.text


async def test_the_workspaces_channel_is_where_kudos_go(office: Office) -> None:
    shown = await office.type(DANA, "/praiseworthy settings")
    await office.press(DANA, shown, "Change")
    kudos = {"kudos_channel": {"selected_conversation": KUDOS_CHANNEL}, "at": {"selected_time": "09:00"}}
    office.playground.workspace.conversations[KUDOS_CHANNEL].members.discard(office.playground.workspace.bot.id)
    assert "I am not in that channel" in await submit(office, DANA, **kudos)
    office.playground.workspace.conversations[KUDOS_CHANNEL].members.add(office.playground.workspace.bot.id)
    assert await submit(office, DANA, **kudos, behaviours={"value": "Owns it\nListening"}) == ""
    assert f"Kudos are posted in <#{KUDOS_CHANNEL}>" in said(office.reply(DANA))
    reply = await office.type(MAYA, "/kudos @ana for calling everybody back #owns-it")
    assert f"<#{KUDOS_CHANNEL}>" in reply.text
    assert "✓ Owns it" in labels(reply.blocks)
    post = await posted(office, KUDOS_CHANNEL)
    assert "*Owns it*" in said(post)
    assert posts(office) == []
    office.playground.workspace.conversations[KUDOS_CHANNEL].members.discard(office.playground.workspace.bot.id)
    reply = await office.type(MAYA, "/kudos @ana for her patience")
    assert "I am not in the channel" in reply.text
    assert await count(office, KudosRow.id) == 1


async def test_what_cannot_be_is_refused_and_given_back(office: Office) -> None:
    for line, why in (
        ("for staying late", "Nobody is mentioned"),
        ("@nobody for staying late", "I don't know who “@nobody” is"),
        ("@maya for being me", "Kudos are for somebody else"),
        ("@praiseworthy for the bot", "is a bot"),
        ("@ana", "doesn't say what for"),
        ("@ana … !", "doesn't say what for"),
        ("@ana " + "a" * 2_001, "That is 2,001 characters"),
        ("@ana " + "a" * 8_000, "characters"),
        ("@carla for her patience --private", "is from outside"),
    ):
        reply = await office.type(MAYA, f"/kudos {line}")
        assert why in reply.text
        assert line[:200] in said(reply)
    assert await count(office, KudosRow.id) == 0


async def test_who_left_is_not_thanked(office: Office) -> None:
    gone = update(PersonRow).where(PersonRow.slack_id == BRUNO).values(is_gone=True)
    await office.program.store.write(lambda session: session.execute(gone).close())
    reply = await office.type(MAYA, "/kudos @bruno for staying late")
    assert "isn't in this workspace any more" in reply.text


async def test_guests_give_none_and_people_from_outside_are_thanked_in_the_post_alone(office: Office) -> None:
    assert "guest" in (await office.type(GUS, "/kudos @ana for the badge printer")).text
    assert await count(office, KudosRow.id) == 0
    reply = await office.type(MAYA, "/kudos @carla @gus for the test data", "C0GLOBEX")
    assert "being from outside" in reply.text
    post = await posted(office, "C0GLOBEX", ANA)
    assert f"<@{CARLA}>" in post.text
    await told(office, GUS, "thanks you")
    await quiet(office)
    assert untold(office, CARLA)
    assert untold(office, DANA)


async def test_a_person_whom_the_bot_has_not_met_is_learnt(office: Office) -> None:
    unmet = delete(PersonRow).where(PersonRow.slack_id == GUS)
    await office.program.store.write(lambda session: session.execute(unmet).close())
    await office.type(MAYA, "/kudos @gus for the badge printer")
    await told(office, GUS, "thanks you")


async def test_help_says_what_can_be_typed(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos help")
    assert "/kudos @ana @bruno for staying late" in said(reply)
    assert "*Clear head* Thinks calmly" in said(reply)


@pytest.mark.parametrize("fault", ["500", "ratelimited", "drop"])
async def test_an_outage_does_not_leave_a_post_that_was_taken_back(office: Office, fault: str) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late")
    await posted(office)
    office.playground.faults.add("chat.delete", fault, times=2)
    await office.press(MAYA, reply, "Undo")
    await quiet(office)
    assert posts(office) == []
    assert untold(office, ANA)
    assert untold(office, DANA)


async def test_a_post_that_somebody_removed_is_taken_back_all_the_same(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late")
    post = await posted(office)
    office.now(post).deleted = True
    reply = await office.press(MAYA, reply, "Undo")
    assert reply.text.startswith("Taken back")
    await quiet(office)
    assert office.direct_messages(DANA) == []


async def test_a_post_that_cannot_go_is_told_to_an_admin(office: Office) -> None:
    reply = await office.type(MAYA, "/kudos @ana for staying late --private")
    await told(office, ANA, "thanks you")
    office.playground.faults.add("chat.delete", "compliance_exports_prevent_deletion")
    await office.press(MAYA, reply, "Undo")
    notice = await told(office, DANA, "could not be taken back")
    assert "compliance_exports_prevent_deletion" in notice.text


async def test_a_forged_button_changes_nothing(office: Office) -> None:
    await office.type(MAYA, "/kudos @ana for staying late")
    post = await posted(office)
    for action, value in (
        ("kudos.behaviour:0", "1:1:Empathy"),
        ("kudos.again", "1"),
        ("kudos.undo", "999"),
        ("kudos.undo", "x"),
        ("kudos.join", "99999999999"),
    ):
        forged = office.now(post)
        forged.blocks[-1]["elements"][0].update(action_id=action, value=value)
        outcome = await office.playground.workspace.block_action(
            BRUNO,
            message=forged,
            block_id=forged.blocks[-1]["block_id"],
            action_id=action,
            value={"type": "button", "value": value},
        )
        assert outcome.ok
        assert office.reply(BRUNO).text.startswith(("Those kudos", "That button"))
    assert await count(office, KudosVoiceRow.id) == 0
