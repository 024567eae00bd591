"""The form for a goal: what it shows, what it reads, and what it refuses under which field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.goal_form import (
    FilledGoal,
    GoalPlace,
    customer_options,
    filled_with,
    goal_view,
    id_chosen,
    owner_chosen,
    owner_option,
    owner_options,
    parent_options,
    read_goal_form,
    tag_options,
)
from bot.domain.goal_activity import Activity
from bot.domain.goals import Direction, Goal, Owner, OwnerKind
from bot.errors import Refused
from handlers.goal_form import wish_of
from playground.block_kit import check_view
from playground.elements import OPTION_GROUPS
from playground.schema import Problems
from playground.view_stacks import state_of
from tests.unit.test_blocks import customers, generous, texts
from tests.unit.test_goal_blocks import CSAT, goals, owners

ADVICE = Activity("Calls show how busy somebody is.", "What should those calls change for the customer?")
ANA = owner_option(Owner(OwnerKind.PERSON, 7, "Ana", "U0ANA"))
FILLED = FilledGoal(
    title="CSAT", owner=ANA, target="4.6", baseline="4.1", starts_on=date(2026, 11, 1), due_on=date(2027, 3, 31)
)


def sent(view: dict[str, Any]) -> FilledGoal:
    """The form read back as it stands, when nothing in it is changed."""
    return read_goal_form(state_of(view["blocks"], {}))


@generous
@given(goals, st.none() | goals, st.booleans())
def test_a_goal_in_the_form(goal: Goal, parent: Goal | None, is_advised: bool) -> None:
    filled = filled_with(goal.draft(), parent)
    view = goal_view(filled, GoalPlace(goal.id, "https://hooks.slack.example/x", True), ADVICE if is_advised else None)
    assert check_view(view) == []
    back = sent(view)
    assert owner_chosen(back.owner) == (goal.owner.kind, goal.owner.id)
    assert id_chosen(back.parent) == (parent.id if parent else None)
    assert back.direction is goal.direction
    assert (back.starts_on, back.due_on) == (goal.starts_on, goal.due_on)
    assert back.keeps_activity is (is_advised and goal.is_activity)


@pytest.mark.parametrize(("target", "baseline"), [(4.6, 4.1), (-3.0, None), (0.0, 12000.0), (1e12, 0.001), (80.0, 8e4)])
@pytest.mark.parametrize("unit", ["", "%", "€", "days", "/5", "tickets"])
def test_a_goal_comes_back_from_the_form_as_it_was(target: float, baseline: float | None, unit: str) -> None:
    goal = replace(CSAT, target=target, baseline=baseline, unit=unit, why="So that they stay", tags=("vpn",))
    wish, errors = wish_of(sent(goal_view(filled_with(goal.draft(), None), GoalPlace(goal.id))))
    assert errors == {}
    assert wish is not None
    assert (wish.title, wish.target, wish.baseline, wish.unit, wish.why, wish.tags) == (
        goal.title, target, baseline, unit, goal.why, goal.tags
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"target": ""}, {"goal.target"}),
        ({"target": "soon", "baseline": "later"}, {"goal.target", "goal.baseline"}),
        ({"unit": "x" * 41}, {"goal.unit"}),
        ({"unit": "days", "target": "4 %"}, {"goal.target"}),
        ({"owner": None}, {"goal.owner"}),
        ({"owner": {"value": "robot:1"}}, {"goal.owner"}),
        ({"owner": {"value": "person:"}}, {"goal.owner"}),
        ({"owner": {"value": "person:99999999999999"}}, {"goal.owner"}),
        ({"parent": {"value": "x"}}, {"goal.parent_id"}),
        ({"starts_on": None, "due_on": None}, {"goal.starts_on", "goal.due_on"}),
    ],
)
def test_what_is_wrong_is_said_under_its_field(changes: dict[str, Any], fields: set[str]) -> None:
    wish, errors = wish_of(replace(FILLED, **changes))
    assert wish is None
    assert set(errors) == fields


@pytest.mark.parametrize(
    ("unit", "target", "baseline", "wanted"),
    [
        ("", "90 %", "80", (80.0, 90.0, "%")),
        ("hours", "90 minutes", "4", (4.0, 1.5, "hours")),
        ("", "€12k", "", (None, 12_000.0, "€")),
        ("points", "4,6", "4,1", (4.1, 4.6, "points")),
    ],
)
def test_numbers_are_read_with_their_units(
    unit: str, target: str, baseline: str, wanted: tuple[float | None, float, str]
) -> None:
    wish, errors = wish_of(replace(FILLED, unit=unit, target=target, baseline=baseline))
    assert errors == {}
    assert wish is not None
    assert (wish.baseline, wish.target, wish.unit) == wanted


def test_private_metadata_that_is_not_ours_is_refused() -> None:
    for text in ("nonsense", '{"goal": "x"}', '{"other": 1}', "[]", '{"goal": 1, "goal2": 2}'):
        with pytest.raises(Refused):
            GoalPlace.load(text)
    place = GoalPlace(7, "https://hooks.slack.example/" + "x" * 4_000, True)
    assert GoalPlace.load(place.dump()) == replace(place, response_url=None)


@generous
@given(st.lists(owners, max_size=120), st.lists(goals, max_size=4), st.lists(customers, max_size=120), texts(50))
def test_the_menus(some: list[Owner], above: list[Goal], known: list[Any], tag: str) -> None:
    for groups in (
        owner_options(some),
        parent_options(above * 40),
        customer_options(known[:50], known[50:]),
        tag_options([tag], None),
    ):
        problems: Problems = []
        if groups:
            OPTION_GROUPS(groups, "/option_groups", problems)
        assert problems == []


def test_the_direction_that_is_unknown_is_the_usual_one() -> None:
    state = {"values": {"goal.direction": {"goal.direction": {"selected_option": {"value": "sideways"}}}}}
    assert read_goal_form(state).direction is Direction.UP
