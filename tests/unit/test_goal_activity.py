"""Goals that count activity are told from results: the figures on goal_texts.toml, and what is said of them."""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goal_activity import find_activity
from bot.domain.goal_line import parse_goal_line
from bot.domain.goals import Direction
from bot.errors import Refused

TEXTS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "goal_texts.toml").read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Figures(NamedTuple):
    precision: float
    recall: float
    missed: list[str]
    wrong: list[str]


def figures(part: str) -> Figures:
    missed = [text for text in TEXTS[part]["activity"] if find_activity(text) is None]
    wrong = [text for text in TEXTS[part]["result"] if find_activity(text) is not None]
    found = len(TEXTS[part]["activity"]) - len(missed)
    return Figures(found / (found + len(wrong)), found / len(TEXTS[part]["activity"]), missed, wrong)


@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [("develop", 0.98, 0.98), ("held_out", 0.97, 0.95), ("held_out_2", 0.97, 0.9), ("held_out_3", 0.97, 0.6)],
)
def test_precision_and_recall(
    part: str, precision: float, recall: float, record_property: Callable[[str, object], None]
) -> None:
    reached = figures(part)
    record_property("precision", reached.precision)
    record_property("recall", reached.recall)
    assert reached.precision >= precision, reached
    assert reached.recall >= recall, reached


def test_half_of_the_texts_are_activity_and_no_text_is_there_twice() -> None:
    texts = [text for part in TEXTS.values() for kind in part.values() for text in kind]
    assert len({text.casefold() for text in texts}) == len(texts) >= 240
    for part in TEXTS.values():
        assert len(part["activity"]) == len(part["result"])


def test_the_words_that_a_line_leaves_as_the_title_tell_as_much_as_the_line() -> None:
    """Asked of the texts that have a number: their title, unit, target and direction, as `/goal` asks it."""
    told: dict[str, list[bool]] = {"activity": [], "result": []}
    for kind, answers in told.items():
        for text in TEXTS["develop"][kind] + TEXTS["held_out"][kind]:
            try:
                line = parse_goal_line(f"{text} by 31 March 2027", NOW)
            except Refused:
                continue
            answers.append(find_activity(line.title, line.unit, line.target, direction=line.direction) is not None)
    assert len(told["activity"]) > 90
    assert len(told["result"]) > 90
    assert sum(told["activity"]) / len(told["activity"]) > 0.9
    assert sum(told["result"]) / len(told["result"]) < 0.03


@pytest.mark.parametrize(
    ("title", "unit", "target", "direction", "is_activity"),
    [
        ("Calls", "", 50, Direction.UP, True),
        ("Calls", "per day", 50, None, True),
        ("Be online", "hours", 8, Direction.UP, True),
        ("Password reset calls", "", 150, Direction.DOWN, False),
        ("Closed tickets", "", 400, Direction.UP, True),
        ("Reopened tickets", "%", 5, Direction.DOWN, False),
        ("Renewals", "", 12, Direction.UP, False),
        ("CSAT", "", 4.6, Direction.UP, False),
        ("Answer every call", "seconds", 20, Direction.AT_MOST, False),
        ("", "", None, None, False),
    ],
)
def test_titles_beside_their_numbers(
    title: str, unit: str, target: float | None, direction: Direction | None, *, is_activity: bool
) -> None:
    assert (find_activity(title, unit, target, direction=direction) is not None) is is_activity


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("make 50 calls", "What should those calls change for the customer?"),
        ("close 200 tickets", "those tickets are done"),
        ("be online 8 hours", "because somebody is there"),
        ("log 6 hours daily", "after that time"),
        ("attend all meetings", "after those meetings"),
        ("write 10 KB articles", "solve with those articles"),
        ("run 4 trainings", "notice after those trainings"),
        ("average handle time below 5 minutes", "solved at once"),
        ("install 200 printers", "once those printers are done"),
    ],
)
def test_advice_fits_what_is_counted(text: str, ask: str) -> None:
    found = find_activity(text)
    assert found is not None
    assert ask in found.ask
    assert found.reason.endswith(".")
    assert found.ask.endswith("?")


@given(
    st.text(max_size=80),
    st.text(max_size=10),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.sampled_from(Direction),
)
def test_any_text_is_told(title: str, unit: str, target: float | None, direction: Direction | None) -> None:
    found = find_activity(title, unit, target, direction=direction)
    assert found is None or found.ask
