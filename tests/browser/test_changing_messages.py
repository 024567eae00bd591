"""One's own message changed and deleted, and what another app says: what causes `message` events with subtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Chat


def test_ones_own_message_can_be_changed_and_deleted(ana: Chat) -> None:
    ana.write("It works agian.")
    ana.message_action(ana.message("agian"), "Edit message…")
    dialog = ana.page.get_by_role("dialog", name="Edit message")
    dialog.get_by_label("Message", exact=True).fill("It works again.")
    dialog.get_by_role("button", name="Save").click()
    changed = ana.message("It works again.")
    expect(changed).to_contain_text("(edited)")
    ana.message_action(changed, "Delete message")
    expect(ana.page.get_by_text("It works again.")).to_have_count(0)


def test_another_app_can_say_something(ana: Chat) -> None:
    ana.page.get_by_test_id("acting-as").click()
    ana.page.get_by_role("menuitem", name="Post as a survey app…").click()
    dialog = ana.page.get_by_role("dialog", name="Post as a survey app")
    dialog.get_by_label("Survey answer").fill("Five stars for the night shift")
    dialog.get_by_role("button", name="Save").click()
    expect(ana.message("Five stars")).to_contain_text("Surveys")
