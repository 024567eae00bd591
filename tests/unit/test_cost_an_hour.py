"""What an hour costs: as it is typed, kept by a button, and shown only to those who set it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.blocks.ids import ActionId
from bot.blocks.workspace_settings import (
    changed_message,
    read_settings,
    settings_form,
    settings_from,
    summary_message,
)
from bot.domain.workspace_settings import WorkspaceSettings, cost_an_hour_words, read_cost_an_hour
from bot.errors import Refused
from playground.block_kit import check_view

TODAY = date(2026, 11, 18)
SET = WorkspaceSettings(cost_an_hour=45.5, currency="EUR")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("45 EUR", (45.0, "EUR")),
        ("45,50 €", (45.5, "EUR")),
        ("€45", (45.0, "EUR")),
        ("EUR 45.50", (45.5, "EUR")),
        ("SEK 450", (450.0, "SEK")),
        ("45 euros an hour", (45.0, "EUR")),
        ("60 USD/h", (60.0, "USD")),
        ("$60 per hour", (60.0, "USD")),
        ("7000 jpy", (7_000.0, "JPY")),
        ("0.01 EUR", (0.01, "EUR")),
        ("10000000 IDR", (10_000_000.0, "IDR")),
        ("  ", None),
        ("", None),
    ],
)
def test_what_is_read(typed: str, read: tuple[float, str] | None) -> None:
    assert read_cost_an_hour(typed) == read


@pytest.mark.parametrize(
    "typed", ["45", "much", "0 EUR", "-5 EUR", "1e9 EUR", "45 kr", "45 %", "EUR", "nan EUR", "45 hours", "45 <!here>"]
)
def test_what_is_not(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cost_an_hour(typed)
    assert refused.value.remedy


@pytest.mark.parametrize("cost", [0.01, 1.0, 45.5, 99.99, 1_234.5, 10_000_000.0])
def test_what_is_shown_can_be_read(cost: float) -> None:
    settings = WorkspaceSettings(cost_an_hour=cost, currency="CHF")
    assert read_cost_an_hour(cost_an_hour_words(settings)) == (cost, "CHF")


def test_only_those_who_set_it_see_it() -> None:
    assert "45.50 EUR" in str(summary_message(SET, TODAY, may_change=True).blocks)
    for_everybody = summary_message(SET, TODAY, may_change=False)
    assert "45.50" not in str(for_everybody.blocks) + for_everybody.text
    assert "45.50 EUR" in str(changed_message(SET, None, TODAY).blocks)
    assert "costs" not in str(changed_message(WorkspaceSettings(), None, TODAY).blocks)


def test_undo_brings_it_back() -> None:
    message = changed_message(WorkspaceSettings(), SET, TODAY)
    (undo,) = [
        element
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == ActionId.SETTINGS_CHANGE_BACK
    ]
    assert settings_from(undo["value"]) == SET


def submitted(form: dict[str, Any], cost: str) -> dict[str, Any]:
    """What stands in the form when only the cost is typed anew."""
    values: dict[str, Any] = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {
                block["block_id"]: {
                    "value": element.get("initial_value"),
                    "selected_option": element.get("initial_option"),
                    "selected_options": element.get("initial_options") or [],
                    "selected_time": element.get("initial_time"),
                }
            }
    values[ActionId.SETTINGS_COST][ActionId.SETTINGS_COST]["value"] = cost
    return {"values": values}


def test_the_form() -> None:
    form = settings_form(SET, TODAY, None)
    assert check_view(form) == []
    changed, errors = read_settings(submitted(form, "50 USD"))
    assert errors == {}
    assert changed == replace(SET, cost_an_hour=50.0, currency="USD")
    cleared, errors = read_settings(submitted(form, ""))
    assert (cleared, errors) == (WorkspaceSettings(), {})
    nothing, errors = read_settings(submitted(form, "50"))
    assert nothing is None
    assert set(errors) == {ActionId.SETTINGS_COST}
