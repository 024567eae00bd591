"""`/scorecard` from the keyboard: one's own card, a report's, a peer's, sharing it, and who looked."""

import json

from bot.domain.people import Role
from playground.model import Member, Message
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, GUS, HELP_DESK, MAYA, Office, labels

NEVER_ZEROS = ("0 results", "0 kudos", "0 entries")


def said(message: Message) -> str:
    """All that a message shows."""
    return json.dumps(message.blocks, ensure_ascii=False)


async def shows(office: Office, person: str, words: str) -> Message:
    """The latest ephemeral message to the person, once it has these words."""

    def found() -> Message | None:
        message = office.reply(person)
        return message if words in said(message) else None

    return await office.until(found)


async def show(office: Office, person: str, which: Message) -> None:
    """Presses the first *Show*, which stands beside a name."""
    block = next(block for block in which.blocks if "accessory" in block)
    button = block["accessory"]
    outcome = await office.playground.workspace.block_action(
        person,
        message=which,
        block_id=block["block_id"],
        action_id=button["action_id"],
        value={"type": "button", "value": button["value"]},
    )
    assert outcome.ok, outcome.sentence


async def test_a_leader_looks_and_shares_and_the_person_sees_who_looked(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA])
    await office.type(ANA, "/logwork 20m helped @bruno with the VPN for Acme #vpn")
    await office.type(BRUNO, "/kudos @ana for staying calm with Acme #clear-head #vpn")
    await office.type(MAYA, "/goal CSAT for @ana from 4.1 to 4.6 by 31 December 2030")
    empty = await office.type(MAYA, "/scorecard @bruno 2020-01-01..2020-03-31")
    assert "The public card" in said(empty)

    card = await office.type(MAYA, "/scorecard @ana this year")
    assert "Clear head: once in kudos" in said(card)
    assert "*vpn*" in said(card)
    assert "Context, not a result" in said(card)
    assert not any(zeros in said(card) for zeros in NEVER_ZEROS)
    assert "*CSAT* " not in said(card), "Ana didn't agree to it yet"
    assert "waits to be agreed to" in said(card)

    await office.press(MAYA, card, "Share with them")
    receipt = await shows(office, MAYA, "Shared: ")
    await office.press(MAYA, card, "Share with them")

    def shared() -> list[Message]:
        workspace = office.playground.workspace
        return [
            message
            for conversation in workspace.conversations_of(ANA)
            if {ANA, MAYA, workspace.bot.id} == set(conversation.members)
            for message in workspace.timeline(ANA, conversation.id)
            if not message.deleted
        ]

    (both,) = await office.until(lambda: shared() or None)
    assert "Clear head: once in kudos" in said(both)
    assert labels(both.blocks) == []

    await office.type(ANA, "/goal Time to repair from 10 to 5 by 31 December 2030")
    for value in ("= 9 on 1 November", "= 8"):
        await office.type(ANA, f"/goal 2 {value}")
    await office.type(ANA, "/scorecard")
    own = await shows(office, ANA, "Looked at by Maya")
    assert '"type": "data_visualization"' in said(own)
    assert "`/scorecard @name last quarter`" in said(own)
    assert "Share with them" not in labels(own.blocks)

    await office.press(MAYA, receipt, "Take it back")
    await office.until(lambda: not shared() or None)


async def test_a_peer_sees_the_public_card_and_the_person_that_they_looked(office: Office) -> None:
    await office.type(BRUNO, "/kudos @ana for staying calm with Acme #clear-head")
    card = await office.type(BRUNO, "/scorecard ana")
    assert "staying calm with Acme" in said(card)
    assert "Results" not in said(card)
    assert labels(card.blocks) == []
    assert "Looked at by Bruno" in said(await office.type(ANA, "/scorecard me last 30 days"))


async def test_somebody_of_whom_slack_has_not_told_is_asked_after(office: Office) -> None:
    workspace = office.playground.workspace
    workspace.people["U0NOVA"] = Member("U0NOVA", TEAM_ID, "nova", "Nova Lee")
    workspace.conversations[HELP_DESK].members.add("U0NOVA")
    office.playground.faults.add("users.info", "user_not_found")
    assert "Nothing is kept here about that person." in (await office.type(ANA, "/scorecard @nova")).text
    card = await office.type(ANA, "/scorecard @nova")
    assert "Nothing public is known of Nova Lee" in said(card)


async def test_guests_get_nothing_and_that_is_said(office: Office) -> None:
    for line in ("/scorecard", "/scorecard @ana", "/scorecard team Support"):
        reply = await office.type(GUS, line)
        assert "for members of the workspace" in reply.text


async def test_the_time_before_a_name_of_several_and_what_cannot_be(office: Office) -> None:
    await office.set_role(MAYA, Role.LEADER)
    await office.type(ANA, "/logwork 20m helped @bruno with the VPN for Acme #vpn")
    card = await office.type(MAYA, "/scorecard @ana this month")
    assert "*vpn*" in said(card)
    await office.press(MAYA, card, "The time before")
    await shows(office, MAYA, "Nothing is known yet of Ana")
    which = await office.type(MAYA, "/scorecard an last month")
    assert "Whose card do you mean?" in which.text
    await show(office, MAYA, which)
    await shows(office, MAYA, "Nothing is known yet")
    for line, words in (
        ("/scorecard Zebedee", "No colleague here is called"),
        ("/scorecard @ana next quarter", "still to come"),
        ("/scorecard @gus", "has no card"),
    ):
        assert words in (await office.type(MAYA, line)).text
    assert "team Support" in said(await office.type(MAYA, "/scorecard help"))
