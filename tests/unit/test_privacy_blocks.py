"""The page of privacy and its forms keep to Slack's limits, whatever is kept and whoever sees it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.privacy import (
    being_made_message,
    file_comment,
    forgetting_message,
    forgotten_message,
    privacy_message,
    texts_deleted_message,
)
from bot.blocks.privacy_forms import forget_form, place_of, texts_form
from bot.blocks.retention import RetentionPlace, changed_message, confirm_form, days_from, retention_form
from bot.domain.card_looks import CardLook, Seen
from bot.domain.deliveries import Message
from bot.domain.people import Person
from bot.domain.personal_data import TABLES
from bot.domain.privacy import Forgotten, PrivacyPage, ToForget, Watchers
from bot.domain.retention import MOST_DAYS, Kept, Removal, Retention
from bot.domain.watched_channels import ReadBecause, ReadChannel
from bot.errors import Refused
from playground.block_kit import check_message, check_view

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NAMES = st.text(max_size=255).map(lambda name: name or "A")
EVERYTHING = {table.name: 1_234_567 for table in TABLES if table.called}


def person(name: str, number: int = 1) -> Person:
    return Person(number, "T", f"U{number}", name, "UTC")


def page(names: list[str], channels: int, looks: int) -> PrivacyPage:
    people = tuple(person(name, number) for number, name in enumerate(names))
    marked = ReadBecause.MARKED, ReadBecause.OUTSIDERS
    return PrivacyPage(
        person=person("Ana"),
        counts=EVERYTHING if names else {},
        channels=tuple(ReadChannel(f"C{number:010}", (marked[number % 2],)) for number in range(channels)),
        knows_shared=bool(names),
        watchers=Watchers(people, people, people),
        looks=tuple(CardLook("U1", "Ana", Seen.SCORECARD, NOW) for _ in range(looks)),
        kept_days=dict.fromkeys((kind.value for kind in Kept), MOST_DAYS) if names else {},
    )


def checked(message: Message) -> Message:
    assert message.text
    assert check_message(message.text, message.blocks) == []
    return message


@given(names=st.lists(NAMES, max_size=12), channels=st.sampled_from([0, 1, 60, 3_000]), looks=st.integers(0, 10))
def test_the_page_fits_whatever_is_kept(names: list[str], channels: int, looks: int) -> None:
    checked(privacy_message(page(names, channels, looks)))


def test_every_channel_of_a_thousand_is_listed() -> None:
    shown = str(privacy_message(page(["Ana"], 1_000, 0)).blocks)
    assert all(f"<#C{number:010}>" in shown for number in range(1_000))


def test_nothing_kept_has_no_texts_to_delete() -> None:
    assert "Delete my work logs" not in str(privacy_message(page([], 0, 0)).blocks)


@pytest.mark.parametrize(
    "visitor",
    [replace(person("Gus"), is_guest=True), replace(person("Carla"), is_outside=True)],
    ids=["guest", "outside"],
)
def test_who_is_no_member_is_told_of_no_card(visitor: Person) -> None:
    shown = str(checked(privacy_message(replace(page(["Zoe Boss"], 0, 0), person=visitor))).blocks)
    assert "You have no card" in shown
    assert "whom you report" not in shown


def test_those_above_are_named() -> None:
    shown = str(privacy_message(page(["Zoe Boss", "Adam Chief"], 0, 0)).blocks)
    assert "Zoe Boss, Adam Chief" in shown
    assert "nobody, as you report to nobody here" in str(privacy_message(page([], 0, 0)).blocks)


@pytest.mark.parametrize(
    "message",
    [
        being_made_message(),
        forgetting_message(),
        forgotten_message(Forgotten(NOW, 1)),
        forgotten_message(Forgotten(NOW, 12_345)),
        texts_deleted_message(0),
        texts_deleted_message(1),
        texts_deleted_message(12_345),
        changed_message(Retention({}), Retention(dict.fromkeys(Kept, MOST_DAYS), NOW)),
        changed_message(Retention(dict.fromkeys(Kept, MOST_DAYS)), Retention({}, NOW), undone=True),
        changed_message(Retention({}), Retention({})),
    ],
)
def test_replies_fit(message: Message) -> None:
    checked(message)


@given(name=NAMES)
def test_the_forms_fit(name: str) -> None:
    address = "https://hooks.example/" + "x" * 200
    for view in (
        texts_form(12_345, address),
        forget_form(ToForget(person(name), EVERYTHING), address),
        forget_form(ToForget(person(name), {}), None),
        retention_form(dict.fromkeys(Kept, MOST_DAYS), address),
        retention_form({}, None),
        confirm_form(
            dict.fromkeys(Kept, MOST_DAYS),
            [Removal(kind, 1_234_567, date(2026, 1, 1)) for kind in Kept],
            RetentionPlace(address),
        ),
    ):
        assert check_view(view) == []


def test_the_form_to_forget_somebody_lists_what_is_kept_of_them() -> None:
    kept = {"work_logs": 12, "kudos_people": 1_234, "card_looks": 0}
    shown = "\n".join(block["text"]["text"] for block in forget_form(ToForget(person("Bo"), kept), None)["blocks"][:-1])
    assert [one for one in shown.splitlines() if re.search(r": [\d,]+$", one)] == [
        "• entries of help: 12",
        "• kudos that they got: 1,234",
    ]
    assert not re.search(r"\byou", shown), "it is told of somebody else"
    assert "where there are any: kudos that they gave, goals, measurements" in shown


@pytest.mark.parametrize("value", ["", "{}x", '{"cats":90}', '{"kudos":3}', '{"kudos":999999}', '{"kudos":"many"}'])
def test_a_forged_undo_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        days_from(value)


@pytest.mark.parametrize("metadata", ["", "[]", '{"person_id":"x"}', '{"other":1}'])
def test_a_forged_form_is_refused(metadata: str) -> None:
    view: dict[str, Any] = {"private_metadata": metadata}
    with pytest.raises(Refused):
        place_of(view)


def test_the_files_comment_says_how_much() -> None:
    assert "1 record," in file_comment(1)
    assert "12,345 records," in file_comment(12_345)
