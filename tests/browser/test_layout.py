"""Nothing is cut off or wider than the screen, on a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Chat, OpenChat

SIZES = [pytest.param((1280, 800), id="desk"), pytest.param((390, 844), id="phone")]
LONG_WORD = "pneumonoultramicroscopicsilicovolcanoconiosis" * 4


@pytest.fixture(params=SIZES)
def chat(request: pytest.FixtureRequest, gallery: str, open_chat: OpenChat) -> Chat:
    return open_chat(f"{gallery}/?as=U0DANA&in=C0GENERAL", request.param)


def test_messages_and_blocks_fit(chat: Chat) -> None:
    chat.write(f"{LONG_WORD} https://example.com/{LONG_WORD} `{LONG_WORD}` ```{LONG_WORD}```")
    chat.message(LONG_WORD)
    assert not chat.scrolls_sideways()
    for words, seen in (("blocks", "bold words"), ("many", "Choice 39"), ("answer", "Noted"), ("file", "as a file")):
        chat.write(f"/gallery {words}")
        chat.message(seen)
        assert not chat.scrolls_sideways(), words


def test_a_list_at_its_end_stays_there(chat: Chat) -> None:
    for at in range(12):
        chat.write(f"line {at}\n\nof some height")
    expect(chat.message("line 11")).to_be_in_viewport()


def test_a_modal_fits_and_its_buttons_stay_in_sight(chat: Chat) -> None:
    chat.write("/gallery modal")
    expect(chat.dialog.get_by_role("heading", name="Every input")).to_be_in_viewport()
    expect(chat.dialog.get_by_role("button", name="Save")).to_be_in_viewport()
    assert not chat.scrolls_sideways()
    chat.dialog.get_by_role("radio").last.scroll_into_view_if_needed()
    expect(chat.dialog.get_by_role("radio").last).to_be_in_viewport()
    chat.press("Cancel")


def test_on_a_phone_conversations_are_in_a_drawer_and_menus_can_be_touched(gallery: str, open_chat: OpenChat) -> None:
    chat = open_chat(f"{gallery}/?as=U0MAYA&in=C0GENERAL", (390, 844))
    expect(chat.page.get_by_role("navigation", name="Conversations")).not_to_be_visible()
    chat.page.get_by_role("button", name="Conversations").tap()
    chat.page.get_by_role("navigation", name="Conversations").get_by_role("button", name="vpn").tap()
    expect(chat.page.get_by_role("heading", level=1)).to_contain_text("vpn")
    expect(chat.page.get_by_role("navigation", name="Conversations")).not_to_be_visible()
    chat.write("touch me")
    more = chat.message("touch me").get_by_role("button", name="More actions")
    expect(more).to_have_css("opacity", "1")
    more.tap()
    expect(chat.page.get_by_role("menuitem", name="Look closer")).to_be_in_viewport()
    assert not chat.scrolls_sideways()


def test_the_person_switcher_fits(chat: Chat) -> None:
    chat.page.get_by_test_id("acting-as").click()
    outsider = chat.page.get_by_role("menuitem", name="Carla Rossi")
    expect(outsider).to_contain_text("EXTERNAL")
    expect(outsider).to_be_in_viewport(ratio=1)
    assert not chat.scrolls_sideways()
