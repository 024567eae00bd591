"""What a goal may ask for, numbers that are asked about again, and the cascade."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goal_rules import (
    MAX_TAGS,
    MAX_TITLE,
    MAX_WHY,
    GoalRefused,
    check_goal,
    is_jump,
    owner_within,
    would_loop,
)
from bot.domain.goals import Direction, GoalDraft, Owner, OwnerKind
from bot.domain.pace import Course

TODAY = date(2026, 11, 22)
ORGANISATION = Owner(OwnerKind.ORGANISATION)
TEAM, OTHER_TEAM = Owner(OwnerKind.TEAM, 1, "Support"), Owner(OwnerKind.TEAM, 2, "Field")
ANA, BEN = Owner(OwnerKind.PERSON, 1, "Ana"), Owner(OwnerKind.PERSON, 2, "Ben")
DRAFT = GoalDraft(
    title="CSAT",
    owner=TEAM,
    unit="",
    direction=Direction.UP,
    baseline=4.1,
    target=4.6,
    starts_on=TODAY,
    due_on=date(2027, 3, 31),
)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"baseline": None},
        {"direction": Direction.DOWN, "baseline": 12, "target": 5},
        {"direction": Direction.AT_MOST, "baseline": 5, "target": 4},
        {"direction": Direction.AT_LEAST, "baseline": 4, "target": 4},
        {"due_on": TODAY},
        {"due_on": date(2031, 12, 31)},
        {"target": 1e12, "baseline": -1e12},
        {"title": "x" * MAX_TITLE, "why": "y" * MAX_WHY, "tags": tuple(str(tag) for tag in range(MAX_TAGS))},
    ],
)
def test_goals_that_can_be(changed: dict[str, Any]) -> None:
    check_goal(replace(DRAFT, **changed), TODAY)


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"title": " – "}, "title", "no words"),
        ({"title": "x" * (MAX_TITLE + 1)}, "title", "201 characters"),
        ({"why": "x" * (MAX_WHY + 1)}, "why", "1,001 characters"),
        ({"unit": "x" * 41}, "unit", "too long"),
        ({"tags": tuple(str(tag) for tag in range(MAX_TAGS + 1))}, "tags", "21 tags"),
        ({"target": 4.0}, "target", "From 4.1 to 4 isn't up"),
        ({"target": 4.1}, "target", "at 4.1 already"),
        ({"direction": Direction.DOWN}, "target", "From 4.1 to 4.6 isn't down"),
        ({"target": 1e13}, "target", "can be kept"),
        ({"target": float("nan")}, "target", "can be kept"),
        ({"baseline": float("-inf")}, "baseline", "can be kept"),
        ({"due_on": date(2026, 11, 21)}, "due_on", "21 Nov 2026 is in the past"),
        ({"starts_on": date(2027, 4, 1)}, "due_on", "before it starts"),
        ({"due_on": date(2032, 1, 1)}, "due_on", "more than 5 years away"),
        ({"starts_on": date(2020, 1, 1)}, "starts_on", "more than 5 years away"),
    ],
)
def test_goals_that_cannot_be(changed: dict[str, Any], field: str, problem: str) -> None:
    with pytest.raises(GoalRefused, match=problem) as refusal:
        check_goal(replace(DRAFT, **changed), TODAY)
    assert refusal.value.field == field
    assert refusal.value.remedy
    assert refusal.value.with_typed("typed").field == field


def course(direction: Direction, baseline: float | None, target: float) -> Course:
    return Course(direction, baseline, target, TODAY, date(2027, 3, 31))


UP = course(Direction.UP, 4.1, 4.6)
RENEWALS = course(Direction.UP, None, 12)
TO_NOTHING = course(Direction.DOWN, 20, 0)


@pytest.mark.parametrize(
    ("before", "value", "of", "jumps"),
    [
        (4.4, 4.5, UP, False),
        (4.4, 45, UP, True),
        (4.5, 45, UP, True),
        (4.6, 45, UP, True),
        (None, 45, UP, True),
        (None, 4.5, UP, False),
        (4.4, 0.44, UP, True),
        (4.4, 0, UP, False),
        (0, 4.4, UP, False),
        (0, 46, UP, True),
        (4.4, -4.4, UP, False),
        (4.4, -46, UP, True),
        (1, 11, RENEWALS, False),
        (1, 14, RENEWALS, True),
        (None, 1, RENEWALS, True),
        (20, 1, TO_NOTHING, False),
        (20, 99, TO_NOTHING, False),
        (20, 200, TO_NOTHING, True),
        (0, 5, course(Direction.AT_MOST, None, 0), False),
        (12, 120, course(Direction.DOWN, 12, 5), True),
        (9.5, 95, course(Direction.AT_LEAST, None, 90), True),
    ],
)
def test_numbers_that_jump(before: float | None, value: float, of: Course, jumps: bool) -> None:
    assert is_jump(before, value, of) is jumps


@given(st.none() | st.floats(-1e6, 1e6), st.none() | st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_any_number_jumps_or_not(before: float | None, baseline: float | None, target: float, value: float) -> None:
    of = course(Direction.UP, baseline, target)
    assert is_jump(before, value, of) in {True, False}
    assert not is_jump(before, target, of) or before is None or before != target
    if before is not None:
        assert not is_jump(before, before, of)


@pytest.mark.parametrize(
    ("child", "parent", "within"),
    [
        (ORGANISATION, ORGANISATION, True),
        (TEAM, ORGANISATION, True),
        (ANA, ORGANISATION, True),
        (ORGANISATION, TEAM, False),
        (TEAM, TEAM, True),
        (OTHER_TEAM, TEAM, False),
        (ANA, TEAM, True),
        (BEN, TEAM, False),
        (BEN, BEN, True),
        (ORGANISATION, BEN, False),
    ],
)
def test_owner_is_within_the_parents_reach(child: Owner, parent: Owner, within: bool) -> None:
    assert owner_within(child, parent, reach_people={1}, reach_teams={3}) is within


def test_a_team_is_not_a_person_of_the_same_number() -> None:
    assert not owner_within(TEAM, BEN, reach_people={1}, reach_teams=set())


@pytest.mark.parametrize(
    ("goal", "parent", "loops"),
    [(1, 1, True), (1, 2, False), (1, 3, True), (4, 3, False), (4, 9, False), (8, 6, True)],
)
def test_loops_are_seen(goal: int, parent: int, loops: bool) -> None:
    parents = {1: None, 2: None, 3: 1, 4: None, 6: 7, 7: 6}
    assert would_loop(goal, parent, parents) is loops
