"""The settings of one's own digest: what is shown, read back and said keeps to Slack's limits."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.blocks.digest_settings import (
    MOST_CHANNELS,
    SettingsPlace,
    changed_message,
    choice_from,
    sent_message,
    settings_form,
    shown_now,
)
from bot.domain.deliveries import Message
from bot.domain.people import Person
from bot.domain.subscriptions import DigestChange, DigestChoice, DigestKind, DigestPart, Subscription
from bot.errors import Refused
from playground.block_kit import check_message, check_view
from slack_limits import MESSAGE_BLOCKS

TODAY = date(2026, 11, 18)
ANA = Person(1, "T1", "U0ANA", "Ana", "Europe/Lisbon")
OWN = (DigestKind.MANAGER, DigestKind.LEADER, DigestKind.PERSON)
CHANNELS = tuple(f"C0{number:09}" for number in range(MOST_CHANNELS))


def choice(kind: DigestKind) -> DigestChoice:
    weekday = None if kind is DigestKind.LEADER else 6
    left_out = frozenset(part.value for part in DigestPart)
    return DigestChoice(kind, True, weekday, time(7, 5), date(2027, 1, 4), left_out, CHANNELS)


def subscription(kind: DigestKind, *, is_on: bool = True, paused_until: date | None = None) -> Subscription:
    one = choice(kind)
    at = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    return Subscription(
        1, kind, ANA, "U0ANA", one.weekday, one.at, one.parts_left_out, is_on, paused_until, at, "Europe/Lisbon", None
    )


def message(number: int) -> Message:
    block: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    return Message("Your week", [block] * number)


@pytest.mark.parametrize("kind", OWN)
def test_the_form_and_its_replies_fit(kind: DigestKind) -> None:
    place = SettingsPlace(kind, "https://hooks.example/" + "x" * 5_000)
    assert check_view(settings_form(choice(kind), place)) == []
    change = DigestChange(choice(kind), choice(kind), subscription(kind, paused_until=date(2027, 1, 4)))
    for said in (changed_message(change, TODAY), changed_message(change, TODAY, undone=True), sent_message(kind)):
        assert check_message(said.text, said.blocks) == []
    undo = changed_message(change, TODAY).blocks[-1]["elements"][0]
    assert choice_from(undo["value"]) == change.before


@pytest.mark.parametrize("number", [1, MESSAGE_BLOCKS.value - 2, MESSAGE_BLOCKS.value - 1, MESSAGE_BLOCKS.value])
def test_a_digest_of_any_size_is_shown_with_its_buttons(number: int) -> None:
    shown = shown_now(message(number), subscription(DigestKind.MANAGER), OWN, TODAY)
    assert sum(len(one.blocks) for one in shown) == number + 2
    for one in shown:
        assert check_message(one.text, one.blocks) == []


def test_when_it_comes_is_said_in_words() -> None:
    def said(**changes: Any) -> str:
        (one,) = shown_now(message(1), subscription(DigestKind.PERSON, **changes), (DigestKind.PERSON,), TODAY)
        text: str = one.blocks[1]["elements"][0]["text"]
        return text

    next_one = "the next one on Mon 23 Nov 2026 at 07:05."
    assert said() == f"Your weekly note comes on Sundays at 07:05 your time; {next_one}"
    assert "paused until Mon 4 Jan 2027;" in said(paused_until=date(2027, 1, 4))
    assert "paused" not in said(paused_until=TODAY)
    assert said(is_on=False) == "Your weekly note is off; `/praiseworthy digest` shows it whenever you like."


@pytest.mark.parametrize("value", ["", "{}", "[]", '{"kind": "yearly"}'])
def test_another_versions_button_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        choice_from(value)
    with pytest.raises(Refused):
        SettingsPlace.load(value)
