"""The page itself: what people write and press, with the gallery app answering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Chat, OpenChat


def test_a_message_is_formatted_and_nothing_in_it_can_act(ana: Chat) -> None:
    ana.write("*bold* _slanted_ ~gone~ `code` :tada: <img src=x onerror=\"document.title='broken in'\"> @bruno #vpn")
    message = ana.message("onerror")
    expect(message.locator("strong")).to_have_text("bold")
    expect(message.locator("em")).to_have_text("slanted")
    expect(message.locator("s")).to_have_text("gone")
    expect(message.locator("code")).to_have_text("code")
    expect(message.get_by_role("img", name="tada")).to_be_visible()
    expect(message.locator("img")).to_have_count(0)
    expect(ana.page).not_to_have_title("broken in")


def test_shift_enter_begins_a_line_and_enter_sends(ana: Chat) -> None:
    composer = ana.page.get_by_label("Message or /command")
    composer.press_sequentially("first line")
    composer.press("Shift+Enter")
    composer.press_sequentially("second line")
    composer.press("Enter")
    expect(composer).to_have_value("")
    assert "first line\nsecond line" in ana.message("second line").inner_text()


def test_completion_of_commands_members_and_channels(ana: Chat) -> None:
    composer = ana.page.get_by_label("Message or /command")
    composer.press_sequentially("/ga")
    options = ana.page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("[modal | blocks | many | file | silent]")
    composer.press("ArrowDown")
    composer.press("Enter")
    expect(composer).to_have_value("/gather ")
    composer.fill("")
    composer.press_sequentially("ask @bru")
    composer.press("Tab")
    composer.press_sequentially("in #vp")
    composer.press("Enter")
    expect(composer).to_have_value("ask @bruno in #vpn ")
    composer.press("Escape")
    expect(options).to_have_count(0)
    composer.fill("")


def test_a_commands_answer_is_seen_by_one_person_only(ana: Chat, gallery: str, open_chat: OpenChat) -> None:
    bruno = open_chat(f"{gallery}/?as=U0BRUNO&in=C0HELPDESK")
    ana.write("/gallery answer")
    answer = ana.message("Noted")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("@Bruno Keller <quickly>")
    ana.write("to everybody")
    bruno.message("to everybody")
    expect(bruno.page.get_by_text("Noted")).to_have_count(0)
    expect(ana.page.get_by_text("/gallery answer")).to_have_count(0)


def test_buttons_selects_and_overflow_menus_reach_the_app(ana: Chat) -> None:
    ana.write("/gallery answer")
    answer = ana.message("Noted")
    ana.press("Undo", answer)
    ana.press("Keep it")
    expect(ana.dialog).to_have_count(0)
    ana.press("Undo", answer)
    ana.press("Yes, undo")
    ana.message("Got undo: Undo")
    answer.get_by_role("combobox", name="Pick a customer").click()
    ana.page.get_by_role("option", name="Globex").click()
    ana.message("Got pick: globex")
    ana.press("More options", answer)
    ana.page.get_by_role("menuitem", name="Archive").click()
    ana.message("Got more: archive")
    ana.press("Count", answer)
    ana.message("Counted")


def test_a_command_without_an_answer_is_told_to_the_person(ana: Chat) -> None:
    ana.write("/gallery silent")
    notice = ana.page.get_by_test_id("notice").filter(has_text="/gallery")
    expect(notice).to_be_visible()
    ana.press("Dismiss", notice)
    expect(notice).to_have_count(0)


def test_a_redraw_keeps_what_is_being_typed(ana: Chat, gallery: str, open_chat: OpenChat) -> None:
    bruno = open_chat(f"{gallery}/?as=U0BRUNO&in=C0HELPDESK")
    composer = ana.page.get_by_label("Message or /command")
    composer.press_sequentially("half a sent")
    bruno.write("another message meanwhile")
    ana.message("another message meanwhile")
    ana.page.keyboard.type("ence")  # wherever the focus is
    expect(composer).to_have_value("half a sentence")
    expect(composer).to_be_focused()
    ana.reload()
    expect(composer).to_have_value("half a sentence")
    composer.fill("")


def test_reactions_are_counted_and_taken_back(ana: Chat, gallery: str, open_chat: OpenChat) -> None:
    bruno = open_chat(f"{gallery}/?as=U0BRUNO&in=C0HELPDESK")
    ana.write("react to this")
    for chat in (ana, bruno):
        message = chat.message("react to this")
        message.hover()
        chat.press("React with +1", message)
    chip = ana.message("react to this").get_by_role("button", name=re.compile(r"^\+1, 2"))
    expect(chip).to_be_visible()
    chip.click()
    expect(ana.message("react to this").get_by_role("button", name=re.compile(r"^\+1, 1: Bruno"))).to_be_visible()


def test_unread_messages_are_counted_until_they_are_seen(gallery: str, open_chat: OpenChat) -> None:
    chidi = open_chat(f"{gallery}/?as=U0CHIDI&in=C0GENERAL")
    app = chidi.page.get_by_role("navigation").get_by_role("button", name="Praiseworthy")
    message = chidi.page.get_by_test_id("message").last
    message.hover()
    chidi.press("React with memo", message)
    expect(app.get_by_label("1 unread")).to_be_visible()
    app.click()
    chidi.message("You reacted with memo")
    expect(app.get_by_label("1 unread")).to_have_count(0)


def test_the_address_keeps_person_and_conversation(ana: Chat) -> None:
    ana.open_conversation("vpn")
    ana.act_as("Maya Lindqvist")
    expect(ana.page).to_have_url(re.compile("as=U0MAYA&in=C0VPN"))
    ana.reload()
    expect(ana.page.get_by_role("button", name="Acting as Maya Lindqvist")).to_be_visible()
    expect(ana.page.get_by_role("heading", level=1)).to_contain_text("vpn")


def test_a_thread_is_shown_below_its_message(ana: Chat) -> None:
    ana.write("a question for the thread")
    ana.message_action(ana.message("a question for the thread"), "Reply in thread")
    expect(ana.page.get_by_role("button", name="Leave the thread")).to_be_visible()
    ana.write("an answer in the thread")
    expect(ana.message("an answer in the thread")).to_have_class(re.compile("reply"))
    expect(ana.message("a question for the thread")).to_contain_text("1 reply")
    ana.write("/gallery modal")
    notice = ana.page.get_by_test_id("notice").filter(has_text="/gallery modal")
    expect(notice).to_contain_text("not supported in threads")
    ana.press("Dismiss", notice)
    ana.press("Leave the thread")


def test_the_home_tab_is_drawn_by_the_app(gallery: str, open_chat: OpenChat) -> None:
    leo = open_chat(f"{gallery}/?as=U0LEO&in=C0GENERAL")
    leo.open_conversation("Praiseworthy")
    leo.page.get_by_role("tab", name="Home").click()
    expect(leo.page.get_by_test_id("home").get_by_role("heading", name="Results")).to_be_visible()
    leo.reload()
    expect(leo.page.get_by_test_id("home").get_by_role("heading", name="Results")).to_be_visible()
    leo.page.get_by_role("tab", name="Messages").click()
    expect(leo.page.get_by_label("Message or /command")).to_be_visible()


def test_shown_blocks(ana: Chat) -> None:
    ana.write("/gallery blocks")
    message = ana.message("bold words")
    expect(message.get_by_role("heading", name="Results")).to_be_visible()
    expect(message.get_by_text("2025-11-21 15:46 in #vpn")).to_be_visible()
    expect(message.get_by_role("columnheader", name="Minutes")).to_be_visible()
    expect(
        message.get_by_role("img", name="Open tickets, line chart. Open: Mon 40, Tue 36. Target: Mon 38, Tue 35")
    ).to_be_visible()
    expect(message.locator("canvas")).to_be_visible()
    expect(ana.page).not_to_have_title("broken in")


def test_a_shared_file_can_be_fetched(ana: Chat) -> None:
    ana.write("/gallery file")
    message = ana.message("as a file")
    expect(message.get_by_test_id("file")).to_contain_text("Effort <b>by</b> customer")
    expect(message.get_by_test_id("file")).to_contain_text("CSV, 19 B")
    with ana.page.expect_download() as fetched:
        message.get_by_role("link", name="Download").click()
    assert fetched.value.suggested_filename.endswith("2026.csv")
    assert fetched.value.path().read_bytes() == b"who,minutes\nAna,45\n"


def test_several_people_talk_directly(ana: Chat, gallery: str, open_chat: OpenChat) -> None:
    ana.write("/gallery together")
    ana.open_conversation("Leo Hart, Praiseworthy")
    ana.message("For both of you")
    leo = open_chat(f"{gallery}/?as=U0LEO&in=C0GENERAL")
    leo.open_conversation("Ana Pereira, Praiseworthy")
    leo.message("For both of you")


def test_a_person_changes_their_zone_leaves_and_comes_back(gallery: str, open_chat: OpenChat) -> None:
    gus = open_chat(f"{gallery}/?as=U0GUS&in=C0HELPDESK")
    gus.page.get_by_test_id("acting-as").click()
    gus.page.get_by_role("menuitem", name="Account of Gus Meyer").click()
    zone = gus.dialog.get_by_label("Time zone")
    zone.fill("Moon/Base")
    gus.press("Save")
    expect(gus.dialog.get_by_text("There is no such time zone")).to_be_visible()
    zone.fill("Pacific/Auckland")
    gus.press("Save")
    expect(gus.dialog).to_have_count(0)
    gus.page.get_by_test_id("acting-as").click()
    expect(gus.page.get_by_test_id("person-gus")).to_contain_text("Pacific/Auckland")
    gus.page.get_by_role("menuitem", name="Account of Gus Meyer").click()
    gus.press("Deactivate account")
    expect(gus.page.get_by_role("button", name="Acting as Ana Pereira")).to_be_visible()
    gus.page.get_by_test_id("acting-as").click()
    expect(gus.page.get_by_test_id("person-gus")).to_have_count(0)
    gus.page.get_by_role("menuitem", name="Bring Gus Meyer back").click()
    gus.act_as("Gus Meyer")


def test_a_workspace_without_charts_can_be_tried(ana: Chat) -> None:
    ana.page.get_by_role("button", name="Faults").click()
    ana.page.get_by_role("menuitemcheckbox", name="No charts in this workspace").click()
    expect(ana.page.get_by_role("menuitemcheckbox", name="No charts", checked=True)).to_be_visible()
    ana.page.keyboard.press("Escape")
    ana.write("/gallery chart")
    ana.message("Slack says invalid_blocks")
    ana.page.get_by_role("button", name="Faults").click()
    ana.page.get_by_role("menuitem", name="Fair weather again").click()
    ana.page.keyboard.press("Escape")
    ana.write("/gallery chart")
    expect(ana.message("Tickets").get_by_role("img", name="pie chart. Acme 3, Globex 1")).to_be_visible()


def test_a_modal_shows_in_the_tab_that_opened_it(ana: Chat, gallery: str, open_chat: OpenChat) -> None:
    other = open_chat(f"{gallery}/?as=U0ANA&in=C0HELPDESK")
    ana.write("/gallery modal")
    expect(ana.dialog).to_be_visible()
    other.write("meanwhile in the other window")
    other.message("meanwhile in the other window")
    expect(other.dialog).to_have_count(0)
    ana.press("Cancel")
    expect(ana.dialog).to_have_count(0)


def test_words_typed_right_after_reply_in_thread_are_kept(ana: Chat) -> None:
    ana.write("quick question")
    message = ana.message("quick question")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    ana.page.get_by_role("menuitem", name="Reply in thread").click()
    ana.page.keyboard.type("typed at once")
    expect(ana.page.get_by_label("Message or /command")).to_have_value("typed at once")
    expect(ana.page.get_by_role("button", name="Leave the thread")).to_be_visible()
    ana.page.keyboard.press("Enter")
    expect(ana.message("typed at once")).to_have_class(re.compile("reply"))
    ana.press("Leave the thread")
