"""Whatever goals say, and however many there are: within Slack's limits, readable alone, and inert."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.goal_agreement import (
    ProposalPlace,
    answer_message,
    change_message,
    kept_message,
    proposal_view,
    question_message,
)
from bot.blocks.goal_page import history_lines, page_message
from bot.blocks.goals import activity_message, carried, help_message, line, list_message, receipt_message
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.goal_activity import Activity
from bot.domain.goal_pages import (
    CHANGES_SHOWN,
    CHILDREN_A_PAGE,
    GOALS_A_PAGE,
    MAX_LINE,
    MEASUREMENTS_SHOWN,
    ActivityFound,
    GoalList,
    GoalPage,
    GoalReceipt,
    Happened,
    Question,
)
from bot.domain.goal_rules import MAX_TITLE, MAX_WHY
from bot.domain.goals import (
    Agreement,
    Confidence,
    Direction,
    Goal,
    GoalChange,
    GoalGroup,
    GoalState,
    Measurement,
    MeasurementSource,
    MeasurementState,
    Owner,
    OwnerKind,
    stated,
)
from bot.domain.measurements import MAX_NOTE
from bot.domain.numbers import MAX_UNIT
from bot.domain.pace import Standing, standing
from bot.domain.work_logs import Customer
from bot.services.goal_agreement import MAX_PROPOSAL
from playground.block_kit import check_view
from tests.unit.goals_made import a_goal
from tests.unit.test_blocks import TODAY, assert_good, customers, generous, texts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

CSAT = a_goal(starts_on=date(2026, 11, 1), created_at=NOW)

numbers = st.floats(-1e12, 1e12) | st.sampled_from([0.0, 4.6, 1e-9, 1e12, -1e12])
days = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
owners = st.one_of(
    st.just(Owner(OwnerKind.ORGANISATION, None, "the organisation")),
    texts(80).map(lambda name: Owner(OwnerKind.TEAM, 3, name)),
    texts(255).map(lambda name: Owner(OwnerKind.PERSON, 7, name, "U0ANA")),
)
goals = st.builds(
    Goal,
    id=st.integers(1, 10**9 - 1),
    workspace_id=st.just("T1"),
    title=texts(MAX_TITLE),
    owner=owners,
    unit=st.just("") | texts(MAX_UNIT) | st.sampled_from(["%", "/5", "€"]),
    direction=st.sampled_from(Direction),
    baseline=st.none() | numbers,
    target=numbers,
    starts_on=days,
    due_on=days,
    parent_id=st.none() | st.integers(1, 10**9 - 1),
    why=st.just("") | texts(MAX_WHY),
    customers=st.lists(customers, max_size=20).map(tuple),
    tags=st.lists(texts(50), max_size=20).map(tuple),
    is_activity=st.booleans(),
    state=st.sampled_from(GoalState),
    agreement=st.sampled_from(Agreement),
    proposal=st.just("") | texts(MAX_PROPOSAL),
    set_by=st.just(1),
    created_at=st.just(NOW),
    times_asked=st.integers(0, 10**6),
)


def measured(goal: Goal, value: float, day: date, note: str = "", number: int = 1) -> Measurement:
    """A counted measurement."""
    kind, state = MeasurementSource.TYPED, MeasurementState.COUNTED
    return Measurement(number, goal.id, value, day, note, Confidence.LOW, kind, 1, state, NOW)


def standing_of(goal: Goal, *values: float) -> Standing:
    """How the goal stands with these values, the last of today."""
    counted = [
        measured(goal, value, TODAY - timedelta(days=len(values) - at), number=at) for at, value in enumerate(values, 1)
    ]
    return standing(goal, counted, TODAY, 7, compared_with=TODAY - timedelta(days=7))


standings = (
    st.builds(standing_of, goals)
    | st.builds(standing_of, goals, numbers)
    | st.builds(standing_of, goals, numbers, numbers)
)


@st.composite
def pages(draw: st.DrawFn) -> GoalPage:
    """Any page, up to the fullest."""
    this = draw(standings)
    relatives = draw(st.lists(standings, min_size=1, max_size=2))
    parent_count, child_count = draw(st.integers(0, 12)), draw(st.integers(0, 300))
    child_page = draw(st.integers(0, max((child_count - 1) // CHILDREN_A_PAGE, 0)))
    shown = min(CHILDREN_A_PAGE, child_count - child_page * CHILDREN_A_PAGE)
    notes = draw(st.lists(st.just("") | texts(MAX_NOTE), max_size=MEASUREMENTS_SHOWN))
    befores = draw(st.lists(goals, max_size=CHANGES_SHOWN))
    return GoalPage(
        standing=this,
        measurements=tuple(measured(this.goal, draw(numbers), draw(days), note) for note in notes),
        measurement_count=len(notes) + (draw(st.integers(0, 999)) if notes else 0),
        parents=tuple(relatives * 6)[:parent_count],
        unseen_parent=draw(st.booleans()),
        children=tuple(relatives * 8)[:shown],
        child_page=child_page,
        child_count=child_count,
        unseen_children=draw(st.integers(0, 300)),
        changes=tuple(GoalChange(this.goal.id, 1, draw(texts(255)), stated(before), NOW) for before in befores),
        set_by=draw(st.just("") | texts(255)),
        may_set=draw(st.booleans()),
        may_measure=draw(st.booleans()),
        is_owner=draw(st.booleans()),
        today=TODAY,
    )


@generous
@given(pages())
def test_a_page(page: GoalPage) -> None:
    assert_good(page_message(page))


@generous
@given(st.lists(standings, min_size=1, max_size=3), st.integers(0, 300), st.integers(0, 25))
def test_a_list(drawn: list[Standing], count: int, page: int) -> None:
    every = [(GoalGroup(at * 5 // max(count, 1)), drawn[at % len(drawn)]) for at in range(count)]
    page = min(page, max((count - 1) // GOALS_A_PAGE, 0))
    counts = {group: sum(one is group for one, _ in every) for group in GoalGroup}
    shown = tuple(every[page * GOALS_A_PAGE : (page + 1) * GOALS_A_PAGE])
    assert_good(list_message(GoalList(shown, counts, page, TODAY)))


@generous
@given(goals, goals, st.sampled_from(Happened), st.booleans())
def test_a_receipt(goal: Goal, other: Goal, happened: Happened, is_changed: bool) -> None:
    before = replace(other, id=goal.id) if is_changed else None
    assert_good(receipt_message(GoalReceipt(goal, happened, TODAY, other, before)))


@generous
@given(goals, st.none() | goals, st.just("") | texts(255), st.booleans())
def test_a_question_and_its_answers(goal: Goal, parent: Goal | None, set_by: str, is_old: bool) -> None:
    question = Question(goal, parent, set_by, "U0MAYA" if set_by else None, TODAY, is_old)
    for draw in (question_message, answer_message, change_message, kept_message):
        assert_good(draw(question))
    for address in (None, "https://hooks.slack.example/x", "https://hooks.slack.example/" + "x" * 4_000):
        place = ProposalPlace(goal.id, goal.times_asked, address)
        assert check_view(proposal_view(question, place)) == []
        assert ProposalPlace.load(place.dump()).goal == goal.id


@generous
@given(texts(MAX_LINE), texts(1_000), texts(1_000))
def test_a_line_that_counts_activity_travels_whole_in_its_buttons(typed: str, reason: str, ask: str) -> None:
    request = "1234567890123.1234567890123." + "f" * 40
    message = activity_message(ActivityFound(Activity(reason, ask), typed), request)
    assert_good(message)
    buttons: list[dict[str, Any]] = message.blocks[-1]["elements"]
    assert [carried(button["value"]) for button in buttons] == [(request, typed)] * 2


def test_the_help() -> None:
    assert_good(help_message())


@pytest.mark.parametrize("letter", ["&", "<", "🎉", "\u202e", "`", "x"])
def test_a_goal_with_everything_as_long_as_it_can_be(letter: str) -> None:
    goal = replace(
        CSAT,
        title=letter * MAX_TITLE,
        owner=Owner(OwnerKind.PERSON, 1, letter * 255, "U0ANA"),
        unit=letter * MAX_UNIT,
        target=123456789012.345,
        why=letter * MAX_WHY,
        customers=tuple(Customer(number, letter * MAX_CUSTOMER_NAME) for number in range(20)),
        tags=(letter * 50,) * 20,
        is_activity=True,
        agreement=Agreement.CHANGE_PROPOSED,
        proposal=letter * MAX_PROPOSAL,
    )
    fullest = standing_of(goal, 1.23456789, -123456789012.345)
    changes = tuple(
        GoalChange(12, 1, letter * 255, stated(replace(CSAT, title=letter * 199 + str(at))), NOW) for at in range(8)
    )
    page = GoalPage(
        fullest,
        tuple(measured(goal, 1e11 + 0.1, TODAY, letter * MAX_NOTE) for _ in range(MEASUREMENTS_SHOWN)),
        1_000,
        (fullest,) * 9,
        True,
        (fullest,) * CHILDREN_A_PAGE,
        3,
        300,
        300,
        changes,
        letter * 255,
        True,
        True,
        True,
        TODAY,
    )
    assert_good(page_message(page))
    every = GoalList(
        tuple((GoalGroup(at % 5), fullest) for at in range(GOALS_A_PAGE)), dict.fromkeys(GoalGroup, 60), 3, TODAY
    )
    assert_good(list_message(every))
    assert_good(receipt_message(GoalReceipt(goal, Happened.CHANGED, TODAY, goal, CSAT)))
    assert_good(question_message(Question(goal, goal, letter * 255, "U0MAYA", TODAY)))


def test_a_line_says_where_it_stands_in_words() -> None:
    assert line(standing_of(CSAT, 4.4), TODAY) == "*12 CSAT* · 4.4 → 4.6 · on track · due Wed 31 Mar 2027 · Support"
    assert "no number yet → 4.6 · due" in line(standing_of(CSAT), TODAY)
    kept = replace(CSAT, direction=Direction.AT_LEAST, unit="%", target=90.0, is_activity=True)
    assert "*12 CSAT* · Activity · 80 % (at least 90 %) · off track" in line(standing_of(kept, 80), TODAY)


def test_the_history_says_each_change_with_what_it_became() -> None:
    owner = Owner(OwnerKind.PERSON, 7, "Ana", "U0ANA")
    now = replace(CSAT, owner=owner, target=4.6, agreement=Agreement.ACCEPTED, due_on=date(2027, 3, 31))
    changes = [
        GoalChange(12, 7, "Ana", {"agreement": "asked"}, NOW),
        GoalChange(12, 1, "Maya", {"target": 4.5, "due_on": "2026-12-31"}, NOW - timedelta(days=18)),
        GoalChange(12, 1, "Maya", {"target": 4.4, "why": "old"}, datetime(2025, 11, 3, tzinfo=UTC)),
    ]
    assert history_lines(now, changes, TODAY) == [
        "agreed by Ana, today",
        "target 4.5 → 4.6; due Thu 31 Dec → Wed 31 Mar 2027 by Maya, Tue 3 Nov",
        "target 4.4 → 4.5; why it matters was reworded by Maya, Mon 3 Nov 2025",
    ]
