"""Modals on the page: every input, errors, views pushed and updated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Chat

HOSTILE = "<img src=x onerror=\"document.title='broken in'\"> & <script>document.title='broken in'</script>"


def fill_what_is_required(ana: Chat) -> None:
    ana.choose("Kind", "Visit")
    ana.choose("Customer", "Globex Retail")
    ana.choose("Helped", "Bruno Keller")
    ana.choose("Channel", "#vpn")
    ana.dialog.get_by_label("Remote").check()
    ana.dialog.get_by_label("Bad").check()


def submitted_values(ana: Chat) -> Any:
    expect(ana.dialog).to_have_count(0)
    return json.loads(ana.message('"what"').locator("pre").inner_text())


def test_every_input_reaches_the_app(ana: Chat) -> None:
    ana.write("/gallery modal")
    expect(ana.dialog.get_by_role("heading", name="Every input")).to_be_visible()
    fill_what_is_required(ana)
    ana.dialog.get_by_label("What", exact=True).fill("walked the floor & <listened>")
    ana.dialog.get_by_label("Minutes").fill("35")
    ana.choose("Grouped", "Finance")
    ana.choose("Customers", "Acme Corp")
    ana.page.get_by_role("combobox", name="Customers", exact=True).click()
    expect(ana.page.get_by_text("Important", exact=True)).to_be_visible()
    ana.choose("Customers", "Finance")
    ana.choose("Team channel", "#kudos")
    ana.choose("Team channels", "#general")
    ana.choose("Team channels", "#vpn")
    ana.page.get_by_role("combobox", name="Inside", exact=True).click()
    expect(ana.page.get_by_role("option", name="#acme")).to_be_visible()
    expect(ana.page.get_by_role("option", name="#globex-shared")).to_have_count(0)
    expect(ana.page.get_by_role("option", name="Praiseworthy")).to_have_count(0)
    ana.page.keyboard.press("Escape")
    ana.choose("Tags", "printer")
    ana.choose("Helped", "Carla Rossi")
    ana.choose("Helped", "Chidi Okafor")  # a third is more than the app allows
    ana.page.keyboard.press("Escape")
    ana.dialog.get_by_label("Date").fill("2026-10-30")
    ana.dialog.get_by_label("Time").fill("14:30")
    ana.press("Save")
    values = submitted_values(ana)
    chosen = {block_id: state["value"] for block_id, state in values.items() if block_id != "next"}
    assert chosen["what"]["value"] == "walked the floor & <listened>"
    assert chosen["ticket"]["value"] is None
    assert chosen["minutes"]["value"] == "35"
    assert chosen["kind"]["selected_option"]["value"] == "visit"
    assert chosen["grouped"]["selected_option"]["value"] == "finance"
    assert chosen["customer"]["selected_option"]["value"] == "globex retail"
    assert [one["value"] for one in chosen["customers"]["selected_options"]] == ["acme corp", "finance"]
    assert [one["value"] for one in chosen["tags"]["selected_options"]] == ["vpn", "printer"]
    assert chosen["helper"]["selected_user"] == "U0ANA"
    assert chosen["helped"]["selected_users"] == ["U0BRUNO", "U0CARLA"]
    assert chosen["channel"]["selected_conversation"] == "C0VPN"
    assert chosen["channels"]["selected_conversations"] == []
    assert chosen["team_channel"]["selected_channel"] == "C0KUDOS"
    assert chosen["team_channels"]["selected_channels"] == ["C0GENERAL", "C0VPN"]
    assert chosen["date"]["selected_date"] == "2026-10-30"
    assert chosen["time"]["selected_time"] == "14:30"
    assert [one["value"] for one in chosen["ways"]["selected_options"]] == ["remote"]
    assert chosen["mood"]["selected_option"]["value"] == "bad"


def test_untouched_inputs_keep_the_apps_values(ana: Chat) -> None:
    ana.write("/gallery modal")
    expect(ana.dialog.get_by_label("What", exact=True)).to_have_value(HOSTILE)
    fill_what_is_required(ana)
    ana.press("Save")
    values = submitted_values(ana)
    assert values["what"]["value"]["value"] == HOSTILE
    assert values["minutes"]["value"]["value"] == "20"
    assert values["date"]["value"]["selected_date"] == "2026-11-03"
    expect(ana.page).not_to_have_title("broken in")


def test_errors_stand_below_their_fields_and_nothing_typed_is_lost(ana: Chat) -> None:
    ana.write("/gallery modal")
    ana.press("Save")
    expect(ana.dialog.get_by_role("alert").filter(has_text="required").first).to_be_visible()
    fill_what_is_required(ana)
    ana.dialog.get_by_label("Minutes").fill("13")
    ana.press("Save")
    expect(ana.dialog.get_by_text("Thirteen is not <b>possible</b>.")).to_be_visible()
    expect(ana.dialog.get_by_role("combobox", name="Kind")).to_have_value("Visit")
    ana.dialog.get_by_label("Minutes").fill("14")
    ana.press("Save")
    assert submitted_values(ana)["minutes"]["value"]["value"] == "14"


def test_a_view_on_top_and_a_view_drawn_anew_keep_what_was_typed(ana: Chat) -> None:
    ana.write("/gallery modal")
    ana.dialog.get_by_label("Minutes").fill("47")
    ana.choose("Kind", "Visit")
    ana.press("Redraw")
    expect(ana.dialog.get_by_text("Drawn anew")).to_be_visible()
    expect(ana.dialog.get_by_label("Minutes")).to_have_value("47")
    expect(ana.dialog.get_by_role("combobox", name="Kind")).to_have_value("Visit")
    ana.press("Another view")
    expect(ana.dialog.get_by_role("heading", name="On top")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.dialog.get_by_role("heading", name="Every input")).to_be_visible()
    ana.reload()
    expect(ana.dialog.get_by_label("Minutes")).to_have_value("47")
    ana.press("Cancel")
    expect(ana.dialog).to_have_count(0)


def test_a_select_is_used_with_the_keyboard(ana: Chat) -> None:
    ana.write("/gallery modal")
    customer = ana.dialog.get_by_role("combobox", name="Customer", exact=True)
    customer.focus()
    customer.press_sequentially("glo")
    expect(ana.page.get_by_role("option")).to_have_count(1)
    customer.press("Enter")
    expect(customer).to_have_value("Globex Retail")
    helped = ana.dialog.get_by_role("combobox", name="Helped")
    helped.focus()
    expect(ana.page.get_by_role("option", name="Ana Pereira")).to_be_visible()
    helped.press("ArrowDown")
    helped.press("Enter")
    expect(ana.dialog.get_by_role("button", name="Remove Bruno Keller")).to_be_visible()
    helped.press("Backspace")
    expect(ana.dialog.get_by_role("button", name="Remove Bruno Keller")).to_have_count(0)
    ana.press("Cancel")


def test_a_message_shortcut_opens_its_modal(ana: Chat) -> None:
    ana.write("something worth a closer look")
    ana.message_action(ana.message("something worth a closer look"), "Look closer")
    expect(ana.dialog.get_by_label("What", exact=True)).to_have_value("something worth a closer look")
    ana.page.keyboard.press("Escape")
    expect(ana.dialog).to_have_count(0)
