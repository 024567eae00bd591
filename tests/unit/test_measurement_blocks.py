"""What is shown of measurements keeps to Slack's limits, reads well alone and is inert, whatever was typed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.ids import ActionId
from bot.blocks.measurement_form import MeasurementPlace, measurement_view, note_view, read_measurement
from bot.blocks.measurements import doubt_message, fresh_message, measured_message
from bot.domain.deliveries import Message
from bot.domain.fresh_measurements import StaleGoal
from bot.domain.goal_rules import MAX_TITLE
from bot.domain.goals import Confidence, Direction, Goal, Measurement, MeasurementState
from bot.domain.measurements import MAX_NOTE, MeasurementAsked, MeasurementReceipt
from bot.domain.numbers import MAX_UNIT, MAX_VALUE
from bot.domain.pace import standing
from bot.errors import Refused
from playground.block_kit import check_message, check_view
from slack_limits import VIEW_PRIVATE_METADATA
from tests.unit.test_measurement_rules import GOAL, TODAY, measured

NASTY = st.sampled_from(
    ["CSAT", "<!channel>", "<https://evil.example|bank>", "&lt;", "&", "*bold*", "<@U0EVIL>", "🎉", "مرحبا", "\n", "x"]
)


def texts(most: int) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(NASTY, min_size=1, max_size=8).map(lambda parts: " ".join(parts)[:most]),
        NASTY.map(lambda piece: (piece * most)[:most]),
    )


VALUES = st.floats(-MAX_VALUE, MAX_VALUE)
GOALS = st.builds(
    lambda title, unit, direction, baseline, target: replace(
        GOAL, id=2**31 - 1, title=title, unit=unit, direction=direction, baseline=baseline, target=target
    ),
    texts(MAX_TITLE),
    st.sampled_from(["", "%", "€", "hours", "/5"]) | texts(MAX_UNIT),
    st.sampled_from(Direction),
    st.none() | VALUES,
    VALUES,
)
MEASUREMENTS = st.builds(
    lambda value, note, confidence, state, given_by: replace(
        measured(value), note=note, confidence=confidence, state=state, given_by=given_by
    ),
    VALUES,
    st.just("") | texts(MAX_NOTE),
    st.none() | st.sampled_from(Confidence),
    st.sampled_from(MeasurementState),
    st.none() | st.just(1),
)


def marked(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for one in node for text in marked(one)]
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return own + [text for one in node.values() for text in marked(one)]
    return []


def assert_good(message: Message) -> None:
    assert check_message(message.text, message.blocks) == []
    assert message.text.strip()
    for text in [message.text, *marked(message.blocks)]:
        assert "<" not in text
        assert ">" not in text


def receipt(goal: Goal, measurement: Measurement, other: Measurement | None) -> MeasurementReceipt:
    before = replace(other, on=TODAY - timedelta(days=7), state=MeasurementState.COUNTED) if other else None
    counted = [one for one in (before, measurement) if one and one.state is MeasurementState.COUNTED]
    return MeasurementReceipt(
        goal,
        measurement,
        standing(goal, counted, TODAY, 7, compared_with=TODAY - timedelta(days=7)),
        TODAY,
        corrected=other,
        before=before,
        instead=other,
    )


generous = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@generous
@given(GOALS, MEASUREMENTS, st.none() | MEASUREMENTS)
def test_the_reply_to_a_number(goal: Goal, measurement: Measurement, other: Measurement | None) -> None:
    assert_good(measured_message(receipt(goal, measurement, other)))
    assert_good(doubt_message(goal, measurement, other, TODAY))


@generous
@given(st.lists(st.tuples(GOALS, st.none() | MEASUREMENTS), min_size=1, max_size=2), st.sampled_from([1, 20, 200]))
def test_the_message_that_asks(goals: list[tuple[Goal, Measurement | None]], times: int) -> None:
    assert_good(fresh_message([StaleGoal(goal, latest) for goal, latest in goals] * times, TODAY))


@generous
@given(GOALS, st.none() | MEASUREMENTS, st.none() | MEASUREMENTS, st.sampled_from([0, 200, 5000]))
def test_the_forms(goal: Goal, latest: Measurement | None, pending: Measurement | None, length: int) -> None:
    place = MeasurementPlace(goal.id, answers=pending.id if pending else None, response_url="x" * length or None)
    view = measurement_view(MeasurementAsked(goal, latest, TODAY, pending), place)
    assert check_view(view) == []
    assert len(view["private_metadata"]) <= VIEW_PRIVATE_METADATA.value
    assert MeasurementPlace.load(view["private_metadata"]).goal == goal.id
    assert check_view(note_view(receipt(goal, pending or measured(1), None), place)) == []


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        (Direction.UP, "Goal 12, CSAT: now 4.4 → 4.6 by Wed 31 Mar 2027: "),
        (Direction.AT_LEAST, "Goal 12, CSAT: now 4.4, to stay at least 4.6 until Wed 31 Mar 2027: "),
    ],
)
def test_the_reply_says_how_the_goal_stands(direction: Direction, said: str) -> None:
    goal = replace(GOAL, direction=direction)
    text = measured_message(replace(receipt(goal, measured(4.4), measured(4.2)), corrected=None)).text
    assert text.startswith(f"Recorded 4.4 for today, up 0.2 since Wed 11 Nov. {said}")


def test_what_is_filled_in_is_read() -> None:
    def field(action: ActionId, **state: Any) -> dict[str, Any]:
        return {action: {action: state}}

    state = {
        "values": field(ActionId.MEASUREMENT_VALUE, value="4,4")
        | field(ActionId.MEASUREMENT_DATE, selected_date="2026-11-18")
        | field(ActionId.MEASUREMENT_NOTE, value=" a note\0 ")
        | field(ActionId.MEASUREMENT_CONFIDENCE, selected_option={"value": "low"})
    }
    read = read_measurement(state)
    assert (read.value, read.on, read.note, read.confidence) == ("4,4", date(2026, 11, 18), "a note", Confidence.LOW)
    empty = read_measurement({"values": {}})
    assert (empty.value, empty.on, empty.note, empty.confidence) == ("", None, "", None)


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "x", '{"goal": "x"}', json.dumps({"goal": 1, "more": 2})])
def test_another_versions_form_is_refused(metadata: str) -> None:
    with pytest.raises(Refused, match="not known here"):
        MeasurementPlace.load(metadata)
