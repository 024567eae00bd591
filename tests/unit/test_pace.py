"""Pace: the examples of docs/pace.md, and what holds for any course and value."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goals import (
    Direction,
    Goal,
    Measurement,
    MeasurementState,
)
from bot.domain.pace import Course, Pace, Standing, course_of, expected, headline, kept_within, pace, standing
from tests.unit.goals_made import a_goal, a_measurement

START, DUE = date(2027, 1, 1), date(2027, 4, 11)
"""100 days, so that a day is a hundredth of the way."""

UP = Course(Direction.UP, 4.0, 5.0, START, DUE)
DOWN = Course(Direction.DOWN, 12, 2, START, DUE, "%")
KEEP_UNDER = Course(Direction.AT_MOST, None, 4, START, DUE, "hours")
KEEP_OVER = Course(Direction.AT_LEAST, None, 85, START, DUE, "%")

RANKS = {Pace.MISSED: 0, Pace.OFF_TRACK: 0, Pace.AT_RISK: 1, Pace.ON_TRACK: 2, Pace.REACHED: 3}


def day(number: int) -> date:
    return START + timedelta(days=number)


def pace_on(course: Course, value: float | None, number: int, *, age: int = 0) -> Pace:
    return pace(course, value, None if value is None else day(number - age), day(number), 7)


@pytest.mark.parametrize(
    ("number", "value"), [(-5, 4.0), (0, 4.0), (1, 4.01), (50, 4.5), (99, 4.99), (100, 5.0), (400, 5.0)]
)
def test_expected_value_runs_evenly(number: int, value: float) -> None:
    assert expected(UP, day(number)) == pytest.approx(value)


def test_expected_value_of_other_courses() -> None:
    assert expected(DOWN, day(50)) == 7
    assert expected(KEEP_UNDER, day(50)) == 4
    assert expected(replace(UP, baseline=None), day(50)) is None
    assert expected(replace(UP, due_on=START), START) == 5
    assert expected(Course(Direction.UP, 4.1, 4.6, START, DUE), DUE) == 4.6


@pytest.mark.parametrize(
    ("course", "value", "number", "expected_pace"),
    [
        (UP, 4.0, -1, Pace.NOT_STARTED),
        (UP, None, 50, Pace.NO_RECENT_DATA),
        (UP, 4.0, 0, Pace.ON_TRACK),
        (UP, 4.5, 50, Pace.ON_TRACK),
        (UP, 4.41, 50, Pace.ON_TRACK),
        (UP, 4.39, 50, Pace.AT_RISK),
        (UP, 4.26, 50, Pace.AT_RISK),
        (UP, 4.24, 50, Pace.OFF_TRACK),
        (UP, 3.99, 1, Pace.AT_RISK),
        (UP, 5.0, 10, Pace.REACHED),
        (UP, 5.4, 10, Pace.REACHED),
        (UP, 4.91, 95, Pace.ON_TRACK),
        (UP, 4.89, 95, Pace.AT_RISK),
        (UP, 4.8, 95, Pace.OFF_TRACK),
        (UP, 4.99, 100, Pace.OFF_TRACK),
        (UP, 4.99, 101, Pace.MISSED),
        (UP, 5.0, 101, Pace.REACHED),
        (DOWN, 7, 50, Pace.ON_TRACK),
        (DOWN, 9, 50, Pace.AT_RISK),
        (DOWN, 11, 50, Pace.OFF_TRACK),
        (DOWN, 1, 50, Pace.REACHED),
        (KEEP_UNDER, 3.9, 50, Pace.ON_TRACK),
        (KEEP_UNDER, 4.0, 50, Pace.ON_TRACK),
        (KEEP_UNDER, 4.2, 50, Pace.AT_RISK),
        (KEEP_UNDER, 4.3, 50, Pace.OFF_TRACK),
        (KEEP_UNDER, 3.9, 101, Pace.REACHED),
        (KEEP_UNDER, 4.1, 101, Pace.MISSED),
        (KEEP_OVER, 85, 50, Pace.ON_TRACK),
        (KEEP_OVER, 84.3, 50, Pace.AT_RISK),
        (KEEP_OVER, 84.2, 50, Pace.OFF_TRACK),
        (replace(UP, baseline=None), 4.9, 50, Pace.AT_RISK),
        (replace(UP, baseline=None), 5.0, 50, Pace.REACHED),
        (replace(UP, baseline=None), 4.9, 100, Pace.OFF_TRACK),
        (replace(UP, baseline=5.0), 4.9, 50, Pace.AT_RISK),
        (replace(UP, due_on=START), 4.9, 0, Pace.OFF_TRACK),
        (replace(UP, due_on=START), 5.0, 0, Pace.REACHED),
    ],
)
def test_examples(course: Course, value: float | None, number: int, expected_pace: Pace) -> None:
    assert pace_on(course, value, number) is expected_pace


def test_old_numbers_say_nothing_but_a_goal_once_reached_stays_reached() -> None:
    assert pace_on(UP, 4.5, 50, age=7) is Pace.ON_TRACK
    assert pace_on(UP, 4.5, 50, age=8) is Pace.NO_RECENT_DATA
    assert pace_on(UP, 5.0, 50, age=8) is Pace.REACHED
    assert pace_on(KEEP_UNDER, 3.0, 50, age=8) is Pace.NO_RECENT_DATA


def test_how_a_goal_ended_is_asked_of_its_due_date() -> None:
    assert pace(UP, 4.9, day(98), day(300), 7) is Pace.MISSED
    assert pace(UP, 4.9, day(90), day(300), 7) is Pace.NO_RECENT_DATA


def test_what_is_near_depends_on_the_scale() -> None:
    assert kept_within(KEEP_UNDER) == pytest.approx(0.2)
    assert kept_within(Course(Direction.AT_LEAST, None, 99.5, START, DUE, "%")) == pytest.approx(0.025)
    assert kept_within(Course(Direction.AT_LEAST, None, 4.5, START, DUE, "/5")) == pytest.approx(0.025)
    assert kept_within(Course(Direction.AT_MOST, None, 0, START, DUE)) == 0


numbers = st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 3))
courses = st.builds(
    lambda direction, baseline, target, days, unit: Course(
        direction, baseline, target, START, START + timedelta(days=days), unit
    ),
    st.sampled_from(Direction),
    st.none() | numbers,
    numbers,
    st.integers(0, 400),
    st.sampled_from(["", "%", "/5", "hours"]),
)
days = st.integers(-30, 500)


@given(courses, numbers, numbers, days, st.integers(0, 20))
def test_better_value_never_gives_a_worse_pace(course: Course, one: float, other: float, number: int, age: int) -> None:
    worse, better = sorted((one, other), reverse=not course.up_is_good)
    said = pace_on(course, worse, number, age=age), pace_on(course, better, number, age=age)
    unknown = {Pace.NOT_STARTED, Pace.NO_RECENT_DATA}
    if said[0] in unknown:
        assert said[1] in {said[0], Pace.REACHED}
    else:
        assert RANKS[said[0]] <= RANKS[said[1]]


@given(courses, numbers, days, st.integers(0, 20))
def test_never_on_track_on_the_wrong_side(course: Course, value: float, number: int, age: int) -> None:
    said = pace_on(course, value, number, age=age)
    if said in {Pace.ON_TRACK, Pace.REACHED} and not course.is_reached(value):
        assert said is Pace.ON_TRACK
        assert not course.is_kept
        assert day(number) < course.due_on
        assert course.baseline is not None
        assert value >= course.baseline if course.up_is_good else value <= course.baseline


@given(courses, days)
def test_what_is_expected_is_on_track(course: Course, number: int) -> None:
    should_be = expected(course, day(number))
    has_a_way = course.is_kept or course.way is not None
    if should_be is None or number < 0 or not has_a_way:
        return
    assert pace_on(course, should_be, number) in {Pace.ON_TRACK, Pace.REACHED}


@given(courses, numbers, st.integers(0, 500))
def test_only_reached_is_good_once_it_is_due(course: Course, value: float, after: int) -> None:
    today = course.due_on + timedelta(days=after)
    said = pace(course, value, today, today, 7)
    if course.is_kept and after == 0:
        return
    assert (said is Pace.REACHED) == course.is_reached(value)


GOAL = a_goal(baseline=4.0, target=5.0, starts_on=START, due_on=DUE)


def measured(number: int, value: float, *, state: MeasurementState = MeasurementState.COUNTED) -> Measurement:
    return a_measurement(
        value,
        day(number),
        id=number + 1,
        state=state,
        created_at=datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=number),
    )


def stand(*known: Measurement, goal: Goal = GOAL, number: int = 50) -> Standing:
    return standing(goal, known, day(number), 7, compared_with=day(number - 7))


def test_standing_takes_the_latest_up_to_today_in_any_order() -> None:
    now = stand(
        measured(60, 4.9), measured(48, 4.3), measured(42, 4.45), measured(49, 1, state=MeasurementState.WITHDRAWN)
    )
    assert (now.latest, now.before) == (measured(48, 4.3), measured(42, 4.45))
    assert (now.pace, now.pace_before, now.age_days, now.expected) == (Pace.AT_RISK, Pace.ON_TRACK, 2, 4.5)
    assert now.slipped
    assert not now.improved


def test_standing_improves() -> None:
    now = stand(measured(42, 4.0), measured(50, 4.6))
    assert now.improved
    assert not now.slipped


def test_what_is_not_known_is_neither_better_nor_worse() -> None:
    now = stand(measured(30, 4.3))
    assert (now.pace, now.slipped, now.improved) == (Pace.NO_RECENT_DATA, False, False)
    empty = stand()
    assert (empty.latest, empty.before, empty.age_days, empty.pace) == (None, None, None, Pace.NO_RECENT_DATA)


def test_first_measurement_stands_in_for_a_baseline_from_its_day_on() -> None:
    goal = replace(GOAL, baseline=None)
    now = stand(measured(20, 4.0), measured(50, 4.2), goal=goal)
    assert now.expected == pytest.approx(4.375)
    assert now.pace is Pace.AT_RISK
    assert stand(measured(50, 4.0), goal=goal).pace is Pace.ON_TRACK
    assert stand(measured(50, 5.5), goal=goal).expected is None


@given(st.permutations([measured(number, 4 + number / 100) for number in range(40, 60)]))
def test_order_of_measurements_does_not_matter(known: list[Measurement]) -> None:
    assert stand(*known) == stand(*sorted(known, key=lambda one: one.on))


def with_pace(now: Pace, before: Pace = Pace.ON_TRACK, *, is_activity: bool = False) -> Standing:
    goal = replace(GOAL, is_activity=is_activity)
    return Standing(goal, None, None, now, before, None, None)


ON, RISK, OFF, NONE = Pace.ON_TRACK, Pace.AT_RISK, Pace.OFF_TRACK, Pace.NO_RECENT_DATA


@pytest.mark.parametrize(
    ("standings", "said"),
    [
        ([], "No result goals yet"),
        ([with_pace(ON, is_activity=True)], "No result goals yet"),
        ([with_pace(Pace.NOT_STARTED)], "1 result still to start"),
        ([with_pace(ON)], "The only result is on track"),
        ([with_pace(OFF, OFF)], "The only result is not on track"),
        ([with_pace(ON), with_pace(ON)], "Both results on track"),
        ([with_pace(ON)] * 3, "All 3 results on track"),
        ([with_pace(OFF, OFF)] * 4, "None of 4 results on track"),
        (
            [with_pace(ON), with_pace(ON), with_pace(OFF, OFF), with_pace(RISK, RISK), with_pace(RISK, ON)],
            "2 of 5 results on track, 1 slipped since last week",
        ),
        (
            [with_pace(ON, RISK), with_pace(RISK, ON), with_pace(NONE, ON), with_pace(ON, is_activity=True)],
            "1 of 3 results on track, 1 without recent data, 1 slipped, 1 improved since last week",
        ),
        (
            [with_pace(Pace.REACHED, Pace.REACHED), with_pace(Pace.MISSED, OFF)],
            "1 of 2 results on track, 1 reached, 1 missed, 1 slipped since last week",
        ),
    ],
)
def test_headline_says_it_in_words(standings: list[Standing], said: str) -> None:
    assert headline(standings) == said


def test_headline_of_another_period() -> None:
    assert headline([with_pace(OFF)] * 2, since="since last month") == (
        "None of 2 results on track, 2 slipped since last month"
    )


def test_course_of_a_goal() -> None:
    assert course_of(GOAL) == UP
