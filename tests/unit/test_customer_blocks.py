"""Customers as they are drawn: within Slack's limits whatever they are called, readable alone, inert."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.customers import CustomersPlace, changed_notice, customers_message, described, merge_message
from bot.blocks.customers_form import (
    CustomerFormPlace,
    chosen_to_merge_into,
    customer_form,
    merge_form,
    merge_options,
    read_customer_form,
)
from bot.domain.customers import (
    CUSTOMERS_A_PAGE,
    MAX_CUSTOMER_NAME,
    CustomerDraft,
    CustomerPage,
    CustomerProfile,
    Holdings,
    Merge,
    PastMerge,
    customer_key,
)
from bot.domain.deliveries import Message
from bot.domain.work_logs import Customer
from bot.errors import Refused
from playground.block_kit import check_message, check_view
from playground.elements import OPTIONS
from playground.schema import Problems
from playground.view_stacks import state_of
from slack_limits import BLOCK_ID, PLAIN_TEXT_INPUT, VIEW_PRIVATE_METADATA

PIECES = (
    "<!channel>",
    "<@U0EVIL>",
    "<https://evil.example|bank>",
    "&",
    "<",
    "🎉",
    "`",
    "*",
    "مرحبا",
    "word ",
    "|",
    "/",
)

names = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join),
    st.text(min_size=1, max_size=MAX_CUSTOMER_NAME),
    st.sampled_from(PIECES).map(lambda piece: piece * MAX_CUSTOMER_NAME),
).map(lambda text: (text if text.strip() else "x")[:MAX_CUSTOMER_NAME])
profiles = st.builds(
    CustomerProfile,
    id=st.integers(1, 2**31 - 1),
    name=names,
    is_important=st.booleans(),
    other_names=st.lists(names, max_size=5).flatmap(
        lambda some: st.sampled_from([1, 60]).map(lambda times: tuple(some * times))
    ),
    channels=st.sampled_from([0, 1, 31, 120]).map(lambda count: tuple(f"C0{number:09d}" for number in range(count))),
    merged=st.lists(st.builds(PastMerge, id=st.integers(1, 2**31 - 1), name=names), max_size=8).map(tuple),
)
holdings = st.builds(Holdings, *[st.integers(0, 10**7)] * 4)
pages = st.builds(
    CustomerPage,
    customers=st.lists(profiles, max_size=4, unique_by=lambda customer: customer.id).map(tuple),
    total=st.integers(0, 100_000),
    page=st.integers(0, 10_000),
    words=names | st.just(""),
    may_change=st.booleans(),
)
generous = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def marked_texts(node: Any) -> Iterator[str]:
    """The texts of all mrkdwn objects in Block Kit JSON."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from marked_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from marked_texts(value)


def assert_inert(node: Any) -> None:
    """Nothing in angle brackets but channels."""
    for text in [node] if isinstance(node, str) else marked_texts(node):
        rest = re.sub(r"<#C0\d+>", "", text)
        assert "<" not in rest
        assert ">" not in rest
        assert not re.search(r"&(?!amp;|lt;|gt;)", rest), "an entity was cut"


def assert_good(message: Message) -> None:
    assert check_message(message.text, message.blocks) == []
    assert message.text.strip()
    assert_inert(message.text)
    assert_inert(message.blocks)


@generous
@given(pages, profiles)
def test_a_page(page: CustomerPage, changed: CustomerProfile) -> None:
    assert_good(customers_message(page))
    assert_good(customers_message(page, changed_notice(changed)))


@pytest.mark.parametrize("letter", ["&", "<", "🎉", "x"])
def test_a_page_of_customers_with_everything_as_long_as_it_can_be(letter: str) -> None:
    longest = letter * MAX_CUSTOMER_NAME
    customer = CustomerProfile(
        2**31 - 1,
        longest,
        True,
        (longest,) * 500,
        tuple(f"C0{number:030d}" for number in range(100)),
        (PastMerge(2**31 - 1, longest),) * 9,
    )
    many = tuple(replace(customer, id=2**31 - 1 - number) for number in range(CUSTOMERS_A_PAGE))
    page = CustomerPage(many, 100_000, 5_000, longest, may_change=True)
    message = customers_message(page, changed_notice(customer))
    assert_good(message)
    assert all(len(block.get("block_id", "")) <= BLOCK_ID.value for block in message.blocks)
    assert (
        check_view(customer_form(customer, CustomerFormPlace(1, str(CustomersPlace(5_000, longest)), "u" * 400))) == []
    )


def test_a_page_says_what_is_there_and_what_can_be_done() -> None:
    acme = CustomerProfile(7, "Acme", True, ("ACME Ltd",), ("C0ACME",), (PastMerge(3, "Globex"),))
    message = customers_message(CustomerPage((acme,), 1, may_change=True))
    assert message.text == "1 customer: Acme"
    assert message.blocks[1]["text"]["text"] == "*Acme* · important\nAlso: ACME Ltd\nChannels: <#C0ACME>"
    options = message.blocks[1]["accessory"]["options"]
    assert [(option["text"]["text"], option["value"]) for option in options] == [
        ("Edit", "edit:7"),
        ("Merge into…", "merge:7"),
        ("Take back: Globex", "undo:3"),
    ]
    looked_at = customers_message(CustomerPage((acme,), 1))
    assert not any("accessory" in block for block in looked_at.blocks)


def test_an_empty_list_says_how_a_customer_becomes_known() -> None:
    assert "/logwork" in customers_message(CustomerPage((), 0)).text
    assert "Try a part of the name" in customers_message(CustomerPage((), 0, words="acme")).text


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (Holdings(), "nothing"),
        (Holdings(entries=1), "1 entry"),
        (Holdings(1_200, 1), "1,200 entries and 1 name"),
        (Holdings(2, 3, 1, 4), "2 entries, 3 names, 1 channel and 4 goals"),
    ],
)
def test_what_moves_in_words(moved: Holdings, words: str) -> None:
    assert described(moved) == words


@generous
@given(names, names, holdings, st.booleans())
def test_a_merge(gone: str, into: str, moved: Holdings, is_undone: bool) -> None:
    message = merge_message(Merge(5, 1, gone, 2, into, moved, is_undone=is_undone))
    assert_good(message)
    assert ("Undo" in str(message.blocks[-1])) is not is_undone


@given(st.integers(0, 10**8), names | st.just(""))
def test_a_place_survives_its_journey(page: int, words: str) -> None:
    place = CustomersPlace(page, " ".join(words.split()).replace("\0", ""))
    assert CustomersPlace.parse(str(place)) == place


@pytest.mark.parametrize("text", ["", "x", "-1/acme", "²/acme", "acme/1", "/"])
def test_another_text_is_the_first_page(text: str) -> None:
    assert CustomersPlace.parse(text) == CustomersPlace()


def test_a_page_number_of_any_length() -> None:
    assert CustomersPlace.parse("9" * 5_000 + "/acme").words == "acme"


@generous
@given(profiles, names)
def test_the_form_takes_back_what_it_shows(customer: CustomerProfile, words: str) -> None:
    place = CustomerFormPlace(customer.id, str(CustomersPlace(3, words)), "https://hooks.example/" + "r" * 200)
    view = customer_form(customer, place)
    assert check_view(view) == []
    assert_inert(view)
    assert CustomerFormPlace.load(view["private_metadata"]).customer == customer.id


def test_what_was_not_changed_in_the_form_stays() -> None:
    customer = CustomerProfile(7, "Acme", True, ("ACME Ltd", "Anvils"), ("C0ONE", "C0TWO"))
    view = customer_form(customer, CustomerFormPlace(7))
    draft = read_customer_form(state_of(view["blocks"], {"values": {}}))
    assert draft == CustomerDraft("Acme", ("ACME Ltd", "Anvils"), ("C0ONE", "C0TWO"), is_important=True)


def test_names_that_have_no_room_in_the_form_are_kept() -> None:
    others = tuple(sorted(f"{number:03d}".ljust(MAX_CUSTOMER_NAME, "x") for number in range(100)))
    view = customer_form(CustomerProfile(7, "Acme", other_names=others), CustomerFormPlace(7))
    shown = view["blocks"][1]["element"]["initial_value"]
    assert len(shown) <= PLAIN_TEXT_INPUT.value
    kept_after = CustomerFormPlace.load(view["private_metadata"]).kept_after
    assert kept_after is not None
    kept = [name for name in others if customer_key(name) > kept_after]
    assert [*shown.splitlines(), *kept] == list(others)
    assert f"{len(kept)} more" in view["blocks"][1]["hint"]["text"]


def test_a_form_without_room_for_the_reply_s_address_goes_without() -> None:
    place = CustomerFormPlace(7, "0/acme", "u" * VIEW_PRIVATE_METADATA.value)
    assert CustomerFormPlace.load(place.dump()) == CustomerFormPlace(7, "0/acme")


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "x", '{"customer": "a"}', '{"customer": 1, "more": 2}'])
def test_another_version_s_form_is_refused(metadata: str) -> None:
    with pytest.raises(Refused, match="not known here"):
        CustomerFormPlace.load(metadata)


@generous
@given(profiles, holdings)
def test_the_merge_form(customer: CustomerProfile, moved: Holdings) -> None:
    view = merge_form(customer, moved, CustomerFormPlace(customer.id))
    assert check_view(view) == []
    assert_inert(view)


@given(st.lists(st.builds(Customer, st.integers(1, 2**31 - 1), names), min_size=1, max_size=300))
def test_the_menu_of_customers(customers: list[Customer]) -> None:
    problems: Problems = []
    OPTIONS(merge_options(customers), "/options", problems)
    assert problems == []


@pytest.mark.parametrize("state", [{}, {"values": {}}, {"values": {"customer.into": {"customer.into": {}}}}])
def test_nothing_chosen(state: dict[str, Any]) -> None:
    assert chosen_to_merge_into(state) == ""
