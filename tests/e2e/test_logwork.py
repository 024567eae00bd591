"""`/logwork` from the keyboard to the row and back."""

import pytest

from tests.e2e.conftest import ANA, BRUNO, CARLA, GUS, HELP_DESK, Office, find_button, labels

LINE = "/logwork 20m helped @bruno reset a VPN token for Acme #vpn yesterday"


async def test_a_line_is_logged_and_read_back(office: Office) -> None:
    reply = await office.type(ANA, LINE)
    assert reply.text.startswith(f"Logged 20 min for Acme: helped <@{BRUNO}> reset a VPN token · vpn · yesterday, ")
    assert labels(reply.blocks) == ["Edit", "Undo"]


async def test_undo_and_redo(office: Office) -> None:
    reply = await office.type(ANA, LINE)
    undone = await office.press(ANA, reply, "Undo")
    assert undone.text.startswith("Undone: 20 min for Acme")
    assert "Nothing yet" in (await office.type(ANA, "/logwork week")).blocks[-1]["text"]["text"]
    redone = await office.press(ANA, undone, "Redo")
    assert redone.text.startswith("Logged 20 min for Acme")


async def test_minutes_with_one_tap(office: Office) -> None:
    reply = await office.type(ANA, "/logwork printer jam for Acme")
    assert labels(reply.blocks) == ["5 min", "15 min", "30 min", "60 min", "Edit", "Undo"]
    tapped = await office.press(ANA, reply, "15 min")
    assert tapped.text.startswith("Logged 15 min for Acme: printer jam")
    assert labels(tapped.blocks) == ["Edit", "Undo"]


async def test_the_same_request_twice_is_one_entry(office: Office) -> None:
    await office.type(ANA, LINE)
    assert (await office.playground.workspace.repeat_last()).ok
    again = office.reply(ANA)
    assert again.text.startswith("Logged 20 min for Acme")
    await office.type(BRUNO, LINE.replace("@bruno", "@ana"))
    assert (await office.type(ANA, "/logwork week")).text in {"This week: 1 entry, 20 min", "This week: 0 entries"}


async def test_did_you_mean(office: Office) -> None:
    await office.type(ANA, "/logwork 5m call for 'Acme Corp'")
    reply = await office.type(ANA, "/logwork 10m call for Acme Crop")
    assert reply.text.startswith("Logged 10 min for Acme Crop: call")
    assert str(reply.blocks).count("Did you mean") == 1
    chosen = await office.press(ANA, reply, "Did you mean Acme Corp?")
    assert chosen.text.startswith("Logged 10 min for Acme Corp: call")
    assert (await office.type(ANA, "/logwork 15m call for Acme Crop")).text.startswith("Logged 15 min for Acme Corp")


async def test_edit(office: Office) -> None:
    reply = await office.type(ANA, LINE)
    await office.press(ANA, reply, "Edit")
    form = office.form(ANA)
    assert form.blocks[0]["element"]["initial_value"] == "helped @Bruno Keller reset a VPN token"
    assert (await office.submit(ANA, duration="1h 30", summary="helped @Bruno Keller with two VPN tokens")).ok
    changed = office.now(reply)
    assert changed.text.startswith(f"Logged 1 h 30 min for Acme: helped <@{BRUNO}> with two VPN tokens · vpn")


async def test_the_form_says_what_is_wrong_under_the_field(office: Office) -> None:
    await office.playground.workspace.command(ANA, HELP_DESK, "/logwork", "")
    outcome = await office.submit(ANA, summary="call", duration="soon")
    assert not outcome.ok
    assert list(office.form(ANA).errors) == ["work_log.duration"]
    outcome = await office.submit(ANA, summary="call", duration="20m", date="2031-01-01")
    assert list(office.form(ANA).errors) == ["work_log.date"]
    assert (await office.submit(ANA, summary="call", duration="20m")).ok
    assert office.reply(ANA).text.startswith("Logged 20 min: call")


async def test_who_was_helped_is_read_back_where_the_summary_does_not_name_them(office: Office) -> None:
    await office.playground.workspace.command(ANA, HELP_DESK, "/logwork", "")
    helped = [{"text": {"type": "plain_text", "text": "Bruno Keller"}, "value": BRUNO}]
    assert (await office.submit(ANA, summary="untangled the headsets", duration="20m", helped=helped)).ok
    assert office.reply(ANA).text == f"Logged 20 min: untangled the headsets · helped <@{BRUNO}> · today"
    assert f"helped <@{BRUNO}> · today" in str((await office.type(ANA, "/logwork today")).blocks)


async def test_a_refusal_under_a_field_has_no_marks_of_formatting(office: Office) -> None:
    await office.type(ANA, "/logwork 20h travelled to Acme")
    await office.playground.workspace.command(ANA, HELP_DESK, "/logwork", "")
    assert not (await office.submit(ANA, summary="call", duration="10h")).ok
    assert "; /logwork week lists it." in office.form(ANA).errors["work_log.duration"]


@pytest.mark.parametrize("label", ["15 min", "Did you mean Acme Corp?", "Edit"])
async def test_a_button_of_an_entry_that_was_undone_elsewhere_offers_redo(office: Office, label: str) -> None:
    await office.type(ANA, "/logwork 5m call for 'Acme Corp' yesterday")
    reply = await office.type(ANA, "/logwork printer jam for Acme Crop")
    listed = await office.type(ANA, "/logwork today")
    entry = next(block for block in listed.blocks if "accessory" in block)
    await office.choose(ANA, listed, entry, entry["accessory"]["options"][1])
    pressed = await office.press(ANA, reply, label)
    assert pressed.text.startswith("Undone: entry for Acme Crop: printer jam")
    assert labels(pressed.blocks) == ["Redo"]


async def test_edit_in_a_list_of_an_entry_that_was_undone_elsewhere_offers_redo(office: Office) -> None:
    reply = await office.type(ANA, "/logwork 20m printer jam")
    listed = await office.type(ANA, "/logwork today")
    entry = next(block for block in listed.blocks if "accessory" in block)
    await office.press(ANA, reply, "Undo")
    chosen = await office.choose(ANA, listed, entry, entry["accessory"]["options"][0])
    assert chosen.text == "Today: 0 entries"
    assert (await office.press(ANA, chosen, "Redo")).text == "Today: 1 entry, 20 min"


async def test_a_new_tag_of_several_words_becomes_one(office: Office) -> None:
    workspace = office.playground.workspace
    await workspace.command(ANA, HELP_DESK, "/logwork", "")
    offered = await workspace.suggestions(
        ANA, view=office.form(ANA), block_id="work_log.tags", action_id="work_log.tags", query="two words"
    )
    assert "two-words" in str(offered)


async def test_list_edit_and_undo(office: Office) -> None:
    await office.type(ANA, "/logwork 20m call for Acme")
    await office.type(ANA, "/logwork 10m mail")
    listed = await office.type(ANA, "/logwork today")
    assert listed.text == "Today: 2 entries, 30 min"
    first = next(block for block in listed.blocks if "accessory" in block)
    undone = await office.choose(ANA, listed, first, first["accessory"]["options"][1])
    assert undone.text == "Today: 1 entry, 20 min"
    find_button(undone.blocks, "Redo")
    redone = await office.press(ANA, undone, "Redo")
    assert redone.text == "Today: 2 entries, 30 min"
    second = next(block for block in redone.blocks if "accessory" in block)
    await office.choose(ANA, redone, second, second["accessory"]["options"][0])
    await office.submit(ANA, duration="1h")
    assert office.now(listed).text == "Today: 2 entries, 1 h 20 min"


async def test_again(office: Office) -> None:
    await office.type(ANA, LINE)
    again = await office.type(ANA, "/logwork again")
    assert again.text.startswith(f"Logged 20 min for Acme: helped <@{BRUNO}> reset a VPN token · vpn · today")


async def test_help(office: Office) -> None:
    assert "#vpn" in str((await office.type(ANA, "/logwork help")).blocks)


async def test_refusals_give_the_text_back(office: Office) -> None:
    reply = await office.type(ANA, "/logwork 20m fixed <the> mail & more in 2031-01-01")
    assert "future" in reply.text
    assert "fixed <the> mail & more" in str(reply.blocks[-1])


async def test_people_from_outside_cannot_log_work(office: Office) -> None:
    for person in (CARLA, GUS):
        place = next(c.id for c in office.playground.workspace.conversations_of(person) if c.kind == "channel")
        reply = await office.type(person, "/logwork 20m call", place)
        assert "Only members" in reply.text


async def test_what_no_database_takes_is_let_go_of(office: Office) -> None:
    reply = await office.type(ANA, "/logwork 20m call\x00 for Acme")
    assert reply.text.startswith("Logged 20 min for Acme: call · today")
    await office.press(ANA, reply, "Edit")
    assert (await office.submit(ANA, summary="two\x00 calls")).ok
    assert office.now(reply).text.startswith("Logged 20 min for Acme: two calls")


async def test_did_you_mean_stays_until_it_is_answered(office: Office) -> None:
    await office.type(ANA, "/logwork 5m call for 'Acme Corp'")
    reply = await office.type(ANA, "/logwork call for Acme Crop")
    tapped = await office.press(ANA, reply, "15 min")
    undone = await office.press(ANA, tapped, "Undo")
    assert undone.text.startswith("Undone: 15 min for Acme Crop")
    again = await office.press(ANA, undone, "Redo")
    chosen = await office.press(ANA, again, "Did you mean Acme Corp?")
    assert chosen.text.startswith("Logged 15 min for Acme Corp: call")


async def test_a_name_that_was_undone_is_not_suggested(office: Office) -> None:
    await office.press(ANA, await office.type(ANA, "/logwork 5m call for Globexx"), "Undo")
    reply = await office.type(ANA, "/logwork 5m call for Globex")
    assert labels(reply.blocks) == ["Edit", "Undo"]
