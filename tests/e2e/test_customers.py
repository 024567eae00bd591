"""`/praiseworthy customers` from the keyboard: looking, editing, merging and taking it back."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.csv_rows import Row
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.services.customer_import import import_customers
from playground.model import Message, Outcome
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, DANA, GUS, HELP_DESK, Office, find_button, labels

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LIST = "/praiseworthy customers"


def menus(message: Message) -> dict[str, dict[str, Any]]:
    """The blocks of a list that have a menu, by what they say."""
    return {block["text"]["text"]: block for block in message.blocks if "accessory" in block}


def item(message: Message, name: str) -> dict[str, Any]:
    """The customer's block."""
    return next(block for text, block in menus(message).items() if text.startswith(f"*{name}*"))


async def choose(office: Office, message: Message, name: str, choice: str) -> Message:
    """Chooses from the menu of a customer."""
    block = item(message, name)
    option = next(o for o in block["accessory"]["options"] if o["text"]["text"] == choice)
    return await office.choose(DANA, message, block, option)


async def submit(office: Office, **values: dict[str, Any]) -> Outcome:
    """Submits the open form with these fields changed; the others stay as they are."""
    view = office.form(DANA)
    filled = {f"customer.{field}": {f"customer.{field}": value} for field, value in values.items()}
    return await office.playground.workspace.submit_view(DANA, view.id, {"values": filled})


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


async def merge_into(office: Office, message: Message, gone: str, into: str) -> Outcome:
    await choose(office, message, gone, "Merge into…")
    options = await office.playground.workspace.suggestions(
        DANA, view=office.form(DANA), block_id="customer.into", action_id="customer.into", query=into
    )
    option = next(option for option in options if option["text"]["text"] == into)
    return await submit(office, into={"type": "external_select", "selected_option": option})


async def two_customers(office: Office) -> Message:
    await office.type(ANA, "/logwork 5m call for Globex")
    await office.type(ANA, "/logwork 5m call for Acme")
    return await office.type(DANA, LIST)


async def test_a_colleague_looks_and_a_manager_changes(office: Office) -> None:
    listed = await two_customers(office)
    assert listed.text == "2 customers: Acme, Globex"
    assert list(menus(listed)) == ["*Acme*", "*Globex*"]
    seen = await office.type(ANA, LIST)
    assert (seen.text, menus(seen)) == ("2 customers: Acme, Globex", {})
    assert (await office.type(ANA, f"{LIST} GLO")).text == "1 customer with “GLO” in a name: Globex"
    assert (await office.type(ANA, f"{LIST} <!channel>")).text.startswith("0 customers with “&lt;!channel&gt;”")
    await office.type(ANA, '/logwork 5m call for "O\'Brien & Sons"')
    assert (await office.type(ANA, f"{LIST} brien & s")).text.endswith("in a name: O'Brien &amp; Sons")
    assert "guest" in (await office.type(GUS, LIST)).text


async def test_edit(office: Office) -> None:
    listed = await two_customers(office)
    await choose(office, listed, "Acme", "Edit")
    outcome = await submit(
        office,
        name=text("Acme Corp"),
        other_names=text("Acme\n\n  ACME   Ltd \nAcme"),
        important={
            "type": "checkboxes",
            "selected_options": office.form(DANA).blocks[2]["element"]["options"],
        },
        channels={"type": "multi_conversations_select", "selected_conversations": [HELP_DESK]},
    )
    assert outcome.ok, outcome.sentence
    changed = office.now(listed)
    assert changed.text.startswith("Saved: *Acme Corp*. ")
    assert list(menus(changed)) == [
        f"*Acme Corp* · important\nAlso: Acme, ACME Ltd\nChannels: <#{HELP_DESK}>",
        "*Globex*",
    ]
    assert (await office.type(ANA, "/logwork 5m call for ACME Ltd")).text.startswith("Logged 5 min for Acme Corp")
    await choose(office, changed, "Globex", "Edit")
    assert not (
        await submit(office, channels={"type": "multi_conversations_select", "selected_conversations": [HELP_DESK]})
    ).ok
    assert office.form(DANA).errors["customer.channels"].startswith("That channel is about Acme Corp already.")
    assert not (await submit(office, other_names=text("acme"))).ok
    assert office.form(DANA).errors["customer.other_names"].startswith("“acme” is a name of Acme Corp already.")
    assert not (await submit(office, other_names=text("Globex"), name=text("ACME LTD"))).ok
    assert "customer.name" in office.form(DANA).errors
    assert not (await submit(office, name=text("?!"))).ok


async def test_merge_and_undo(office: Office) -> None:
    listed = await two_customers(office)
    assert (await merge_into(office, listed, "Globex", "Acme")).ok
    assert list(menus(office.now(listed))) == ["*Acme*\nAlso: Globex"]
    reply = office.reply(DANA)
    assert reply.text.startswith("Merged Globex into Acme: 1 entry and 1 name moved.")
    assert (await office.type(ANA, "/logwork 5m call for Globex")).text.startswith("Logged 5 min for Acme")
    undone = await office.press(DANA, reply, "Undo")
    assert undone.text.startswith("Taken back: Globex is a customer of its own again")
    assert labels(undone.blocks) == []
    assert (await office.type(DANA, LIST)).text == "2 customers: Acme, Globex"


async def test_a_merge_can_be_taken_back_from_the_list(office: Office) -> None:
    listed = await two_customers(office)
    assert (await merge_into(office, listed, "Globex", "Acme")).ok
    taken_back = await choose(office, office.now(listed), "Acme", "Take back: Globex")
    assert taken_back.text.startswith("Taken back: Globex is a customer of its own again")
    assert list(menus(taken_back)) == ["*Acme*", "*Globex*"]


async def test_the_menu_does_not_offer_the_customer_itself(office: Office) -> None:
    listed = await two_customers(office)
    await choose(office, listed, "Globex", "Merge into…")
    options = await office.playground.workspace.suggestions(
        DANA, view=office.form(DANA), block_id="customer.into", action_id="customer.into", query=""
    )
    assert [option["text"]["text"] for option in options] == ["Acme"]


async def test_the_same_submission_twice_is_one_merge(office: Office) -> None:
    listed = await two_customers(office)
    assert (await merge_into(office, listed, "Globex", "Acme")).ok
    assert (await office.playground.workspace.repeat_last()).ok
    assert (await office.type(DANA, LIST)).text == "1 customer: Acme"
    assert [o["text"]["text"] for o in menus(await office.type(DANA, LIST)).popitem()[1]["accessory"]["options"]] == [
        "Edit", "Merge into…", "Take back: Globex",
    ]  # fmt: skip


async def test_forged_values_change_nothing(office: Office) -> None:
    listed = await two_customers(office)
    block = item(listed, "Globex")
    for forged in ("edit:0", "edit:x", "merge:99999999999999", "undo:77", "undo:-1", "drop:1", "", "edit:²"):
        await office.choose(DANA, listed, block, {"text": {"type": "plain_text", "text": "Edit"}, "value": forged})
        assert office.reply(DANA).text.startswith(
            ("That choice isn't known", "That customer isn't known", "That merge isn't known")
        )
    for forged in ("", "x", "99999999999999", "0", "1:2"):
        await choose(office, listed, "Globex", "Merge into…")
        option = {"text": {"type": "plain_text", "text": "Acme"}, "value": forged}
        outcome = await submit(office, into={"type": "external_select", "selected_option": option})
        assert not outcome.ok
        assert "customer.into" in office.form(DANA).errors
        await office.playground.workspace.close_view(DANA, office.form(DANA).id)
    assert (await office.type(DANA, LIST)).text == "2 customers: Acme, Globex"


async def test_somebody_who_may_not_change_is_refused_however_they_ask(office: Office) -> None:
    listed = await two_customers(office)
    block = item(listed, "Globex")
    option = block["accessory"]["options"][0]
    await office.playground.workspace.block_action(
        ANA,
        message=listed,
        block_id=block["block_id"],
        action_id=block["accessory"]["action_id"],
        value={"type": "overflow", "selected_option": option},
    )
    assert office.playground.workspace.view_of(ANA) is None


async def test_paging_five_hundred_customers_with_long_names(office: Office) -> None:
    rows = [
        Row(number, {"name": f"{number:03d} &".ljust(MAX_CUSTOMER_NAME, "<x"[number % 2])})
        for number in range(100, 600)
    ]
    report = await office.program.store.write(import_customers, TEAM_ID, rows, NOW, dry_run=False)
    assert report.problems == ()
    message = await office.type(DANA, LIST)
    seen = list(menus(message))
    while "More" in labels(message.blocks):
        find_button(message.blocks, "More")
        message = await office.press(DANA, message, "More")
        seen += list(menus(message))
    assert [text[1:4] for text in seen] == [str(number) for number in range(100, 600)]
    message = await office.press(DANA, message, "Back")
    await choose(office, message, item_name(message), "Edit")
    assert (await submit(office, other_names=text("Another name"))).ok
    assert "Also: Another name" in next(iter(menus(office.now(message))))


def item_name(message: Message) -> str:
    """The name of the first customer of a list."""
    return next(iter(menus(message)))[1:-1]
