"""Which dates may be measured, which numbers are asked about, and what becomes of many at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.csv_rows import Row, read_rows
from bot.domain.goals import (
    Agreement,
    Confidence,
    Direction,
    Measurement,
    MeasurementSource,
    MeasurementState,
    Owner,
    OwnerKind,
)
from bot.domain.measurement_import import OPTIONAL, REQUIRED, place, read_measurement_row
from bot.domain.measurements import MAX_NOTE, NewMeasurement, check_day_measured, jumps, latest_day
from bot.errors import DayRefused
from tests.unit.goals_made import a_goal, a_measurement

TODAY = date(2026, 11, 18)
GOAL = a_goal(owner=Owner(OwnerKind.PERSON, 1, "Ana", "U1"), agreement=Agreement.ACCEPTED)


def measured(value: float, on: date = TODAY, number: int = 1) -> Measurement:
    return a_measurement(value, on, id=number)


def new(value: float, on: date = TODAY) -> NewMeasurement:
    return NewMeasurement(12, value, on, MeasurementSource.FILE)


@pytest.mark.parametrize(
    ("before", "value", "is_asked"),
    [
        (4.2, 44, True),
        (4.2, 0.42, True),
        (4.2, 4.6, False),
        (4.2, 9, False),
        (4.2, 0, False),
        (None, 44, True),
        (None, 4.4, False),
        (44, 45, False),  # what was said to be right is what the next one is compared with
    ],
)
def test_a_number_that_jumps_is_asked_about(before: float | None, value: float, is_asked: bool) -> None:
    counted = [measured(before, TODAY - timedelta(days=7))] if before is not None else []
    assert jumps(GOAL, counted, value, TODAY) is is_asked


@pytest.mark.parametrize(
    ("baseline", "target", "before", "value"), [(0, 100, 2, 50), (1, 30, 2, 29), (500, 20, 400, 25)]
)
def test_a_number_on_the_way_to_the_target_is_no_jump(
    baseline: float, target: float, before: float, value: float
) -> None:
    direction = Direction.UP if target > baseline else Direction.DOWN
    goal = replace(GOAL, baseline=baseline, target=target, direction=direction)
    assert not jumps(goal, [measured(before, TODAY - timedelta(days=7))], value, TODAY)


def test_later_numbers_do_not_count_for_an_earlier_date() -> None:
    later = [measured(4.2, TODAY - timedelta(days=7)), measured(44, TODAY)]
    assert jumps(GOAL, later, 43, TODAY - timedelta(days=3))
    assert not jumps(GOAL, later, 43, TODAY)


def test_a_leap_day_is_five_years_ago_on_the_28th() -> None:
    leap = date(2028, 2, 29)
    goal = replace(GOAL, due_on=leap)
    check_day_measured(goal, date(2023, 2, 28), leap)
    with pytest.raises(DayRefused):
        check_day_measured(goal, date(2023, 2, 27), leap)


def test_the_latest_day_is_that_of_the_first_zone() -> None:
    assert latest_day(datetime(2026, 11, 18, 9, 59, tzinfo=UTC)) == TODAY
    assert latest_day(datetime(2026, 11, 18, 10, 0, tzinfo=UTC)) == TODAY + timedelta(days=1)


DAYS = st.integers(0, 12).map(lambda day: TODAY - timedelta(days=day))
VALUES = st.sampled_from([0.0, 0.4, 4.1, 4.2, 4.4, 4.6, 5.0, 41.0, 44.0, 480.0])


@given(
    counted=st.dictionaries(DAYS, VALUES, max_size=6),
    news=st.dictionaries(DAYS, VALUES, min_size=1, max_size=6),
)
def test_many_at_once_are_as_one_after_the_other_by_date(counted: dict[date, float], news: dict[date, float]) -> None:
    kept = [measured(value, on, number) for number, (on, value) in enumerate(sorted(counted.items()))]
    placed = place(GOAL, kept, [new(value, on) for on, value in news.items()])
    assert [one.new.on for one in placed] == sorted(news)
    for one in placed:
        is_asked = jumps(GOAL, kept, one.new.value, one.new.on)
        assert one.state is (MeasurementState.TO_CONFIRM if is_asked else MeasurementState.COUNTED)
        there = next((before for before in kept if before.on == one.new.on), None)
        if one.corrects is not None:
            assert one.corrects.value == counted[one.new.on]
        assert (there is None) == (one.corrects is None)
        if not is_asked:
            kept = sorted(
                [*(k for k in kept if k is not there), measured(one.new.value, one.new.on)], key=lambda k: k.on
            )


def row(**values: str) -> Row:
    return Row(2, {"goal": "12", "value": "4.4", "date": "", "note": "", "confidence": ""} | values)


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20 00:00:00", date(2026, 11, 20)),
        ("2026-11-20T23:30:00Z", date(2026, 11, 20)),
        ("20.11.2026", date(2026, 11, 20)),
        ("1.2.2026", date(2026, 2, 1)),
        ("", None),
    ],
)
def test_dates_of_a_file(cell: str, on: date | None) -> None:
    read, problems = read_measurement_row(row(date=cell))
    assert problems == []
    assert read is not None
    assert read.on == on


@pytest.mark.parametrize("cell", ["11/20/2026", "20-11-2026", "2026", "tomorrow", "2026-02-30", "31.6.2026", "46346"])
def test_a_date_that_can_be_read_in_two_ways_or_none_is_refused(cell: str) -> None:
    read, problems = read_measurement_row(row(date=cell))
    assert read is None
    assert [problem.reason.partition(":")[0] for problem in problems] == ["date"]


def test_every_cell_that_is_wrong_is_named() -> None:
    wrong = row(goal="x", value="x", date="x", note="x" * (MAX_NOTE + 1), confidence="x")
    read, problems = read_measurement_row(wrong)
    assert read is None
    assert [(problem.line, problem.reason.partition(":")[0]) for problem in problems] == [
        (2, field) for field in ("goal", "value", "date", "note", "confidence")
    ]


@given(st.fixed_dictionaries({name: st.text(max_size=60) for name in ("goal", "value", "date", "note", "confidence")}))
def test_any_row_is_read_or_refused_in_words(values: dict[str, str]) -> None:
    read, problems = read_measurement_row(Row(7, values))
    assert (read is None) == bool(problems)
    assert all(problem.line == 7 and len(problem.reason) < 400 for problem in problems)


def test_confidence_in_any_case() -> None:
    read, _ = read_measurement_row(row(confidence=" High "))
    assert read is not None
    assert read.confidence is Confidence.HIGH


@pytest.mark.parametrize(("data", "value"), [(b"goal,value\n12,4.125\n", 4.125), (b"goal;value\n12;4.125\n", None)])
def test_where_commas_separate_cells_a_point_is_a_decimal_point(data: bytes, value: float | None) -> None:
    (found,), problems = read_rows(data, REQUIRED, OPTIONAL)
    assert not problems
    read, reasons = read_measurement_row(found)
    assert (read.value if read else None) == value
    assert bool(reasons) == (value is None)
