"""Logging help in one line, as a person does it in the browser, with the whole program behind the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Chat, OpenChat

LINE = "20m helped @bruno reset a VPN token for Acme #vpn yesterday"


@pytest.fixture
def ana(product: str, open_chat: OpenChat) -> Chat:
    return open_chat(f"{product}/?as=U0ANA&in=C0HELPDESK")


def test_one_line_is_read_back_and_can_be_undone_and_redone(ana: Chat) -> None:
    ana.write(f"/logwork {LINE}")
    receipt = ana.message("Logged 20 min for Acme")
    expect(receipt).to_contain_text("Only visible to you")
    expect(receipt).to_contain_text("reset a VPN token")
    expect(receipt).to_contain_text("yesterday")
    expect(receipt.get_by_role("button", name="Edit")).to_be_visible()
    ana.press("Undo", receipt)
    redo = ana.page.get_by_role("button", name="Redo", exact=True).last
    expect(redo).to_be_visible()
    redo.click()
    expect(ana.message("Logged 20 min for Acme").get_by_role("button", name="Undo")).to_be_visible()


def test_without_a_duration_one_tap_completes_it(ana: Chat) -> None:
    ana.write("/logwork untangled the headsets for Acme")
    receipt = ana.message("untangled the headsets")
    for minutes in (5, 15, 30, 60):
        expect(receipt.get_by_role("button", name=f"{minutes} min", exact=True)).to_be_visible()
    ana.press("15 min", receipt)
    expect(ana.message("Logged 15 min for Acme")).to_contain_text("untangled the headsets")


def test_the_command_alone_opens_the_form(ana: Chat) -> None:
    ana.write("/logwork")
    expect(ana.dialog).to_be_visible()
    ana.dialog.get_by_label("What did you do?").fill("swapped a docking station")
    ana.dialog.get_by_label("How long did it take?").fill("25m")
    ana.page.get_by_test_id("modal-submit").click()
    expect(ana.dialog).to_have_count(0)
    ana.open_conversation("help-desk")
    ana.write("/logwork today")
    ana.message("swapped a docking station")


def test_edit_opens_the_form_filled_in(ana: Chat) -> None:
    ana.write("/logwork 35m moved the label printer for Acme")
    ana.press("Edit", ana.message("moved the label printer"))
    expect(ana.dialog.get_by_label("What did you do?")).to_have_value("moved the label printer")
    expect(ana.dialog.get_by_role("combobox", name="For whom?")).to_have_value("Acme")
    ana.dialog.get_by_label("How long did it take?").fill("40m")
    ana.page.get_by_test_id("modal-submit").click()
    expect(ana.dialog).to_have_count(0)
    ana.message("Logged 40 min for Acme")


def test_a_wrong_duration_is_refused_in_the_form_without_losing_what_was_typed(ana: Chat) -> None:
    ana.write("/logwork")
    ana.dialog.get_by_label("What did you do?").fill("waited for the lift")
    ana.dialog.get_by_label("How long did it take?").fill("forty days")
    ana.page.get_by_test_id("modal-submit").click()
    expect(ana.dialog.get_by_role("alert").filter(has_text="e").first).to_be_visible()
    expect(ana.dialog.get_by_label("What did you do?")).to_have_value("waited for the lift")
    ana.page.keyboard.press("Escape")
    expect(ana.dialog).to_have_count(0)


def test_a_message_is_logged_by_its_shortcut(ana: Chat) -> None:
    ana.write("Who can look at the till in store 12?")
    ana.message_action(ana.message("the till in store 12"), "Log as work")
    expect(ana.dialog.get_by_label("What did you do?")).to_have_value("Who can look at the till in store 12?")
    ana.dialog.get_by_label("How long did it take?").fill("10m")
    ana.page.get_by_test_id("modal-submit").click()
    expect(ana.dialog).to_have_count(0)


def test_a_memo_reaction_asks_for_the_minutes_in_private(ana: Chat) -> None:
    ana.write("My second screen stays dark after the update")
    message = ana.message("second screen stays dark")
    message.hover()
    ana.press("React with memo", message)
    ana.open_conversation("Praiseworthy")
    question = ana.message("second screen stays dark")
    ana.press("15 min", question)
    expect(ana.message("second screen stays dark")).to_contain_text("15 min")


def test_entries_are_listed_and_a_reload_shows_the_same(ana: Chat) -> None:
    ana.write("/logwork 45m rewired the meeting room for Acme")
    ana.message("Logged 45 min for Acme")
    ana.write("/logwork today")
    listed = ana.message("Today:")
    expect(listed).to_contain_text("rewired the meeting room")
    ana.reload()
    expect(ana.message("Today:")).to_contain_text("rewired the meeting room")
    expect(ana.page.get_by_role("button", name="Acting as Ana Pereira")).to_be_visible()


def test_somebody_from_outside_is_refused(product: str, open_chat: OpenChat) -> None:
    carla = open_chat(f"{product}/?as=U0CARLA&in=C0GLOBEX")
    carla.write("/logwork 20m helped myself")
    expect(carla.page.get_by_test_id("message").filter(has_text="Only visible to you").last).to_be_visible()
    expect(carla.page.get_by_text("Logged 20 min")).to_have_count(0)
    carla.write("/logwork")
    expect(carla.page.get_by_test_id("message").filter(has_text="Only visible to you")).to_have_count(2)
    expect(carla.dialog).to_have_count(0)


def test_on_a_phone_the_same_works(product: str, open_chat: OpenChat) -> None:
    ana = open_chat(f"{product}/?as=U0ANA&in=C0GENERAL", (390, 844))
    ana.write(f"/logwork {LINE}")
    ana.message("Logged 20 min for Acme")
    assert not ana.scrolls_sideways()
    ana.write("/logwork untangled the phones")
    taps = ana.message("untangled the phones").get_by_role("button", name=re.compile(r"\d min"))
    expect(taps).to_have_count(4)
    tops = {round((tap.bounding_box() or {"y": 0.0})["y"]) for tap in taps.all()}
    assert len(tops) == 1, "the four durations stand in one row"
    ana.write("/logwork")
    expect(ana.page.get_by_test_id("modal-submit")).to_be_in_viewport()
    assert not ana.scrolls_sideways()
