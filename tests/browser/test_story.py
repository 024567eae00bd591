"""What somebody finds who starts the program for the first time, without a workspace and without data of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenChat


def test_a_leader_sees_the_goals_and_how_they_stand(product: str, open_chat: OpenChat) -> None:
    leo = open_chat(f"{product}/?as=U0LEO&in=C0GENERAL")
    leo.write("/goal")
    goals = leo.message("Customer satisfaction")
    expect(goals).to_contain_text("First-contact resolution for Acme")
    expect(goals).to_contain_text("on track")
    expect(goals).to_contain_text("off track")


def test_a_manager_sees_what_needs_attention(product: str, open_chat: OpenChat) -> None:
    maya = open_chat(f"{product}/?as=U0MAYA&in=C0GENERAL")
    maya.write("/praiseworthy digest")
    digest = maya.message("Globex Retail")
    expect(digest.get_by_role("img", name="Reopened tickets, line chart")).to_be_visible()
    assert not maya.scrolls_sideways()


def test_a_technician_agrees_to_a_goal_and_it_stays_agreed(product: str, open_chat: OpenChat) -> None:
    bruno = open_chat(f"{product}/?as=U0BRUNO&in=C0GENERAL")
    bruno.open_conversation("Praiseworthy")
    bruno.press("Accept", bruno.message("Tickets that come back to Bruno"))
    expect(bruno.message("You accepted goal").get_by_role("button", name="Accept")).to_have_count(0)
    bruno.reload()
    bruno.message("You accepted goal")


def test_a_leader_sees_from_two_cards_who_serves_customers(product: str, open_chat: OpenChat) -> None:
    leo = open_chat(f"{product}/?as=U0LEO&in=C0GENERAL")
    leo.write("/scorecard @ana")
    praised = leo.message("Ana Pereira: the last 90 days")
    expect(praised).to_contain_text("on track")
    expect(praised.get_by_role("link").first).to_be_visible()
    leo.write("/scorecard @bruno")
    busy = leo.message("Bruno Keller: the last 90 days")
    expect(busy).to_contain_text("off track")
    expect(busy.get_by_role("link")).to_have_count(0)
    assert not leo.scrolls_sideways()


def test_a_manager_fetches_the_effort_as_files(product: str, open_chat: OpenChat) -> None:
    maya = open_chat(f"{product}/?as=U0MAYA&in=D0MAYA", (360, 780))
    maya.write("/praiseworthy effort by customer")
    maya.press("Export", maya.message("Hours by customer"))
    files = maya.page.get_by_test_id("file")
    expect(files).to_have_count(2)
    with maya.page.expect_download() as fetched:
        files.filter(has_text=".csv").get_by_role("link", name="Download").click()
    assert b"Globex Retail" in fetched.value.path().read_bytes()
    assert not maya.scrolls_sideways()


def test_home_shows_a_manager_what_waits_and_it_is_drawn_anew_at_once(product: str, open_chat: OpenChat) -> None:
    maya = open_chat(f"{product}/?as=U0MAYA&in=D0MAYA", (360, 780))
    maya.page.get_by_role("tab", name="Home").click()
    home = maya.page.get_by_test_id("home")
    expect(home).to_contain_text("Goals I answer for")
    expect(home.get_by_role("button", name="Recognise")).to_be_visible()
    assert not maya.scrolls_sideways()
    home.get_by_role("button", name="Later").click()
    expect(home.get_by_role("button", name="Recognise")).to_have_count(0)
