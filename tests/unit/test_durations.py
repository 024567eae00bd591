"""Durations alone: a form's field, and how minutes are said."""

import pytest

from bot.domain.durations import MAX_MINUTES_A_DAY, describe_minutes, parse_duration
from bot.errors import Refused


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 20),
        (" 20 ", 20),
        ("20m", 20),
        ("20 Min.", 20),
        ("1h 30", 90),
        ("1h30", 90),
        ("1:30", 90),
        ("14:30", 870),
        ("1,5 h", 90),
        ("1.5 hours", 90),
        ("2 hrs 15", 135),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("an hour and 20 minutes", 80),
        ("20m + 10m", 30),
        ("20m, 10m", 30),
        ("1h and 15 min", 75),
        ("media hora", 30),
        ("dos horas y media", 150),
        ("anderthalb Stunden", 90),
        ("une demi-heure", 30),
        ("0.25h", 15),
        ("0.4m", 1),
        ("24h", MAX_MINUTES_A_DAY),
        ("1440", MAX_MINUTES_A_DAY),
    ],
)
def test_whole_text_is_a_duration(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "  ", "soon", "20m call", "m", "1.5", "-20", "1h 75", "10m cable", "20 +", "+", "0", "0m", "1441", "24h 1m",
     "9" * 40, "1h " * 100, "20-30m", "²", "٣"],
)  # fmt: skip
def test_anything_else_is_refused_and_given_back(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_duration(text)
    assert refusal.value.typed == text
    assert refusal.value.problem
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 min"), (20, "20 min"), (60, "1 h"), (90, "1 h 30 min"), (125, "2 h 5 min"), (1440, "24 h")],
)
def test_minutes_are_said_shortly(minutes: int, said: str) -> None:
    assert describe_minutes(minutes) == said


def test_what_is_said_can_be_typed() -> None:
    assert all(parse_duration(describe_minutes(minutes)) == minutes for minutes in range(1, MAX_MINUTES_A_DAY + 1))
