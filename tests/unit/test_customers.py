"""Customers' names: when two are one, and which was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.customers import closest_customer, customer_key

KNOWN = ("Acme Corp", "Globex Retail", "Finance", "O'Brien & Sons", "Müller GmbH", "Initech", "Initrode", "3M")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Acme Corp", "ACME corp", "  acme   corp ", "“Acme Corp”", "Acme Corp.", "Ａｃｍｅ Corp"),
        ("O'Brien & Sons", "O’Brien and Sons", "obrien AND sons", "O'Brien &  Sons"),
        ("Müller GmbH", "muller gmbh", "Mu\u0308ller GmbH"),
        ("Straße 7", "STRASSE 7"),
        ("Coca-Cola", "coca cola", "Coca–Cola"),
        ("Acme, Inc.", "Acme Inc"),
        ("Finance (2nd floor)", "finance 2nd floor"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({customer_key(name) for name in spellings}) == 1


def test_other_names_have_other_keys() -> None:
    names = (*KNOWN, "Acme", "Acme Corp 2", "Finance 2", "株式会社", "会社", "Ω", "Москва", "مصر")
    assert len({customer_key(name) for name in names}) == len(names)


@given(st.text(max_size=80))
def test_key_of_a_key_is_itself_and_never_empty_for_a_name(name: str) -> None:
    key = customer_key(name)
    assert customer_key(key) == key
    assert key == " ".join(key.split())
    assert key or not any(map(str.isalnum, name))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Acme", "Acme Corp"),
        ("Acme Corp Ltd", "Acme Corp"),
        ("Acme Crop", "Acme Corp"),
        ("Globx Retail", "Globex Retail"),
        ("Retail Globex", "Globex Retail"),
        ("Obrian and sons", "O'Brien & Sons"),
        ("Muller", "Müller GmbH"),
        ("finanse", "Finance"),
        ("Acme Corp", None),
        ("acme corp.", None),
        ("Umbrella", None),
        ("Init", None),
        ("Inite", None),
        ("4M", None),
        ("", None),
        ("???", None),
    ],
)
def test_closest_name_is_offered_only_when_one_is_close(typed: str, meant: str | None) -> None:
    assert closest_customer(typed, KNOWN) == meant


def test_two_equally_close_names_are_no_answer() -> None:
    assert closest_customer("Acme", ("Acme East", "Acme West")) is None
    assert closest_customer("Globex", ()) is None
