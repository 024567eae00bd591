"""Whole `/goal` lines: the corpus in goal_lines.toml, measurements, and what holds for any text."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goal_line import MAX_TYPED, GoalLine, parse_goal_line, parse_measurement_line
from bot.domain.goals import Confidence
from bot.errors import Refused

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "goal_lines.toml").read_text(encoding="utf-8"))
LINES = [(kind, line) for kind, lines in CORPUS.items() for line in lines]


def read(typed: str) -> GoalLine:
    return parse_goal_line(typed, NOW)


@pytest.mark.parametrize("expected", [line for _, line in LINES], ids=lambda line: str(line["line"]))
def test_lines_of_the_corpus(expected: dict[str, Any]) -> None:
    if "refused" in expected:
        with pytest.raises(Refused, match=expected["refused"]) as refusal:
            read(expected["line"])
        assert refusal.value.typed == expected["line"]
        assert refusal.value.remedy
        return
    line = read(expected["line"])
    assert {
        "title": line.title,
        "for": line.for_words,
        "person": line.for_slack_id,
        "baseline": line.baseline,
        "target": line.target,
        "unit": line.unit,
        "direction": line.direction.value,
        "starts": line.starts_on,
        "due": line.due_on,
        "tags": list(line.tags),
        "customers": list(line.customers),
        "parent": line.parent_id,
        "why": line.why,
        "line": line.typed,
    } == {
        "for": None,
        "person": None,
        "baseline": None,
        "unit": "",
        "starts": NOW.date(),
        "due": date(2027, 3, 31),
        "tags": [],
        "customers": [],
        "parent": None,
        "why": "",
    } | expected


def test_words_that_own_nothing_go_back_into_the_title() -> None:
    line = read("waiting time for customers at Acme from 9 to 5 min by March").without_owner()
    assert (line.title, line.for_words) == ("Waiting time for customers at Acme", None)


def test_too_long_a_line_is_refused() -> None:
    typed = "CSAT " * MAX_TYPED
    with pytest.raises(Refused, match="characters"):
        read(typed)


@pytest.mark.parametrize(
    ("typed", "goal_id", "value", "unit", "on", "note", "confidence"),
    [
        ("12 = 4.4", 12, 4.4, "", None, "", None),
        ("#12=4,4 yesterday", 12, 4.4, "", date(2026, 11, 21), "", None),
        ("12: 85 % after the survey", 12, 85, "%", None, "after the survey", None),
        ("12 = 4.4 low confidence", 12, 4.4, "", None, "", Confidence.LOW),
        ("12 = 4.4, confidence: high, new survey", 12, 4.4, "", None, "new survey", Confidence.HIGH),
        ("12 4.4", 12, 4.4, "", None, "", None),
        ("12 85%", 12, 85, "%", None, "", None),
        ("12 is 4.4", 12, 4.4, "", None, "", None),
        ("12 = 5 tickets", 12, 5, "tickets", None, "", None),
        ("12 = 5 tickets are left", 12, 5, "", None, "tickets are left", None),
        ("#3 €12k on 20 Nov", 3, 12000, "€", date(2026, 11, 20), "", None),
        ("12 = -3", 12, -3, "", None, "", None),
        ("12 &lt;4 h", 12, 4, "hours", None, "", None),
        ("12 = 12 345", 12, 12345, "", None, "", None),
        ("12 = 4.6/5 on monday", 12, 4.6, "/5", date(2026, 11, 16), "", None),
        ("12 = 4.4 2026-11-03", 12, 4.4, "", date(2026, 11, 3), "", None),
        ("12 = 4.4 asked 40 people", 12, 4.4, "", None, "asked 40 people", None),
        ("12 = 4.4 gestern", 12, 4.4, "", date(2026, 11, 21), "", None),
    ],
)
def test_measurements_are_read(
    typed: str, goal_id: int, value: float, unit: str, on: date | None, note: str, confidence: Confidence | None
) -> None:
    line = parse_measurement_line(typed, NOW)
    assert line is not None
    assert (line.goal_id, line.value, line.unit, line.on) == (goal_id, value, unit, on)
    assert (line.note, line.confidence, line.typed) == (note, confidence, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12",
        "#12",
        "CSAT = 4.4",
        "12 renewals at Acme by March",
        "12 4th-line escalations",
        "12 200 calls by Friday",
    ],
)
def test_other_lines_are_no_measurements(typed: str) -> None:
    assert parse_measurement_line(typed, NOW) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("12 = abc", "“abc” isn't a number"),
        ("12 =", "no number"),
        ("12 = 4.4abc", "isn't a number"),
        ("12 = 1,234", "can be 1234 or 1.234"),
        ("12 = 1e400", "more than can be kept"),
        ("12 = nan", "“nan” isn't a number"),
        ("12 = 4.4 tomorrow", "23 Nov 2026 is in the future"),
        ("12 = 4.4 on 3/4", "can be"),
        ("99999999999999999999 = 4", "no goal 99999999999999999999"),
    ],
)
def test_wrong_measurements_are_refused_with_their_text(typed: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem) as refusal:
        parse_measurement_line(typed, NOW)
    assert refusal.value.typed == typed
    assert refusal.value.remedy


ROWS = (
    "CSAT from to 4.1 4,6 12% €12k by end of March for Support with Acme under 3 #3 because keep reduce &gt;= ≥ - →",
    'this quarter in 6 weeks until Friday 3/4 31.3. <@U1|ana> <@U2> #tag at least most now ( ) " , . : = 12 = of a',
    "½ 4h 2027 Q2 tickets per day yesterday low confidence down up von auf bis de à hasta d'ici <https://a.b|c> 1,234",
)
PIECES = [piece for row in ROWS for piece in row.split(" ")]
lines = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join))


@given(lines)
def test_any_line_is_a_goal_or_refused_with_its_text(typed: str) -> None:
    try:
        line = read(typed)
    except Refused as refusal:
        if refusal.typed != typed or not refusal.remedy:
            raise AssertionError(refusal.problem) from refusal
    else:
        assert line.title
        assert line.due_on >= NOW.date()
        assert line.without_owner().title
        assert line.typed == typed


@given(st.one_of(lines, lines.map(lambda line: f"12 = {line}"), lines.map(lambda line: f"12 4.4 {line}")))
def test_any_line_is_a_measurement_or_none_or_refused(typed: str) -> None:
    try:
        line = parse_measurement_line(typed, NOW)
    except Refused as refusal:
        if refusal.typed != typed:
            raise AssertionError(refusal.problem) from refusal
    else:
        assert line is None or line.on is None or line.on <= NOW.date()
