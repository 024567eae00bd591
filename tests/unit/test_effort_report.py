"""Effort for budgeting: what is asked for, orders, small teams, little help, and the stretches of a period."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.effort_report import (
    By,
    EffortAsked,
    EffortLine,
    EffortReport,
    Rate,
    StretchKind,
    in_order,
    little_served,
    read_effort,
    stretches_of,
    with_small_teams_together,
)
from bot.domain.past_periods import PastPeriod
from bot.errors import Refused

TODAY = date(2026, 11, 22)
"""A Sunday."""

NINETY = PastPeriod(date(2026, 8, 25), TODAY, "the last 90 days")


def report(*lines: EffortLine, by: By = By.CUSTOMER, period: PastPeriod = NINETY, **values: Any) -> EffortReport:
    """A report of these lines."""
    plain: dict[str, Any] = {
        "asked": EffortAsked(by, period),
        "is_whole": True,
        "sees_people": True,
        "colleagues": 10,
        "working_minutes": 30_000.0,
        "minutes": sum(line.minutes for line in lines),
        "before": sum(line.before for line in lines),
        "entries": sum(line.entries for line in lines),
        "untimed": sum(line.untimed for line in lines),
        "lines": in_order(by, lines),
        "stretch_kind": StretchKind.WEEK,
        "stretches": (),
    }
    return EffortReport(**(plain | values))


@pytest.mark.parametrize(
    ("typed", "by", "first", "last"),
    [
        ("", By.CUSTOMER, date(2026, 8, 25), TODAY),
        ("by team", By.TEAM, date(2026, 8, 25), TODAY),
        ("By People", By.PERSON, date(2026, 8, 25), TODAY),
        ("last quarter by tags", By.TAG, date(2026, 7, 1), date(2026, 9, 30)),
        ("by customer last quarter", By.CUSTOMER, date(2026, 7, 1), date(2026, 9, 30)),
        ("2026", By.CUSTOMER, date(2026, 1, 1), TODAY),
        ("2026-01-01..2026-03-31 by person", By.PERSON, date(2026, 1, 1), date(2026, 3, 31)),
        ("by team, last 30 days", By.TEAM, date(2026, 10, 24), TODAY),
        ("by team by teams", By.TEAM, date(2026, 8, 25), TODAY),
    ],
)
def test_what_is_asked_for(typed: str, by: By, first: date, last: date) -> None:
    asked = read_effort(typed, TODAY)
    assert (asked.by, asked.period.first, asked.period.last) == (by, first, last)


@pytest.mark.parametrize("typed", ["by colour", "by team by tag", "Acme", "last quarter for Acme", "tomorrow", "by"])
def test_what_cannot_be_asked_for_comes_back_as_it_was_typed(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_effort(typed, TODAY)
    assert refused.value.typed == typed
    assert refused.value.remedy


@pytest.mark.parametrize("by", By)
def test_a_button_carries_what_can_be_typed(by: By) -> None:
    asked = EffortAsked(by, NINETY)
    again = read_effort(asked.typed, TODAY)
    assert (again.by, again.period.key) == (by, NINETY.key)


@pytest.mark.parametrize("by", [By.CUSTOMER, By.TAG])
def test_customers_and_tags_stand_by_need(by: By) -> None:
    lines = [EffortLine("", minutes=900), EffortLine("Acme", minutes=60), EffortLine("Zorg", minutes=600)]
    assert [line.name for line in in_order(by, lines)] == ["Zorg", "Acme", ""]


@pytest.mark.parametrize("by", [By.TEAM, By.PERSON])
def test_hours_never_order_people_or_teams(by: By) -> None:
    lines = [EffortLine("", minutes=900), EffortLine("bruno", minutes=600), EffortLine("Ana", minutes=60)]
    assert [line.name for line in in_order(by, lines)] == ["Ana", "bruno", ""]


def test_teams_of_one_or_two_stand_together() -> None:
    lines = [
        EffortLine("Large", 1, 100, 10, 4, 1, colleagues=3),
        EffortLine("Pair", 2, 60, 20, 3, 1, colleagues=2),
        EffortLine("Alone", 3, 30, 5, 2, 0, colleagues=1),
        EffortLine("", None, 7, 1, 1, 0, colleagues=9),
    ]
    assert with_small_teams_together(lines) == [lines[0], EffortLine("", None, 97, 26, 6, 1, colleagues=12)]


def test_little_is_less_than_ten_minutes_a_week() -> None:
    week = PastPeriod(TODAY - timedelta(days=6), TODAY, "the last 7 days")
    lines = [
        EffortLine("Enough", 1, minutes=10, entries=1),
        EffortLine("Little", 2, minutes=9, entries=1),
        EffortLine("Gone", 3, before=240),
        EffortLine("Unknown", 4, minutes=0, entries=3, untimed=3),
        EffortLine("Weighty", 5, minutes=1, entries=1, is_important=True),
        EffortLine("", minutes=1, entries=1),
    ]
    found = little_served(report(*lines, period=week, unserved=("Absent",)))
    assert [(line.name, line.is_important) for line in found] == [
        ("Absent", True),
        ("Weighty", True),
        ("Gone", False),
        ("Little", False),
    ]


@pytest.mark.parametrize("by", [By.TEAM, By.TAG, By.PERSON])
def test_only_customers_get_little(by: By) -> None:
    assert little_served(report(EffortLine("Ana", 1, minutes=1, entries=1), by=by)) == ()


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (1, StretchKind.DAY),
        (20, StretchKind.DAY),
        (21, StretchKind.WEEK),
        (130, StretchKind.WEEK),
        (150, StretchKind.MONTH),
        (580, StretchKind.MONTH),
        (1_096, StretchKind.QUARTER),
    ],
)
def test_a_period_is_cut_into_what_a_chart_takes(days: int, kind: StretchKind) -> None:
    period = PastPeriod(TODAY - timedelta(days=days - 1), TODAY, "")
    by_day = {period.first + timedelta(days=number): 1 for number in range(days)}
    found, stretches = stretches_of(period, by_day)
    assert found is kind
    assert 1 <= len(stretches) <= 20
    assert len({one.name for one in stretches}) == len(stretches)
    assert sum(one.minutes for one in stretches) == days


def test_stretches_without_help_are_there_too() -> None:
    _, stretches = stretches_of(PastPeriod(date(2026, 11, 4), date(2026, 11, 29), ""), {date(2026, 11, 23): 30})
    assert stretches == (("Nov 4", 0), ("Nov 9", 0), ("Nov 16", 0), ("Nov 23", 30))


def test_shares_and_people_in_full_time() -> None:
    made = report(EffortLine("Acme", minutes=15_000))
    assert made.full_time == 0.5
    assert made.share == 0.05
    assert made.share_of_time(3_000, 1) == 0.1


def test_where_nobody_works_nothing_is_divided() -> None:
    made = report(EffortLine("Acme", minutes=60), working_minutes=0.0, colleagues=0)
    assert (made.full_time, made.share) == (None, None)


def test_cost() -> None:
    assert Rate(45.5, "EUR").of(90) == 68.25
