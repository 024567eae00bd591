"""A team's card: what its numbers mean, and how it is drawn within Slack's limits for any content."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.team_scorecards import choose_team_message, team_card_message
from bot.domain.attention import Rhythm, Unattended, Want
from bot.domain.deliveries import Message
from bot.domain.digests import GoalLine
from bot.domain.goals import (
    Agreement,
    Goal,
    GoalState,
    Owner,
    OwnerKind,
)
from bot.domain.pace import Pace, standing
from bot.domain.past_periods import default_period
from bot.domain.people import Team
from bot.domain.team_scorecards import (
    HelpGiven,
    Load,
    Results,
    TeamCard,
    TeamChoice,
    Thanks,
    UnknownTeam,
    carrier_of,
    meant_by,
    results_of,
)
from bot.domain.work_logs import Customer
from playground.block_kit import check_message
from tests.unit.goals_made import a_goal, a_measurement

TODAY = date(2026, 11, 23)
QUARTER = default_period(TODAY)
SUPPORT = Team(3, "Support", None, 7)
EVIL = "<!channel> & <https://evil.example|click> <@U0BOSS> *x* "


def goal_line(
    title: str, value: float | None, number: int = 1, *, before: float | None = None, **values: Any
) -> GoalLine:
    """A goal from 0 to 100 % of which half the time is gone, measured yesterday, and `before` the period."""
    plain = a_goal(
        id=number,
        title=title,
        unit="%",
        baseline=0.0,
        target=100.0,
        starts_on=TODAY - timedelta(days=200),
        due_on=TODAY + timedelta(days=200),
    )
    goal = replace(plain, **values)
    points = [(1, value), (92, before)]
    counted = [
        a_measurement(known, TODAY - timedelta(days=ago), goal_id=number) for ago, known in points if known is not None
    ]
    return GoalLine(goal, standing(goal, counted, TODAY, 7, compared_with=QUARTER.first - timedelta(days=1)))


def everybody_sees(_goal: Goal) -> bool:
    return True


def lost(name: str = "Globex") -> Unattended:
    return Unattended(Rhythm(Customer(5, name), True, 20, 2, 3, TODAY - timedelta(days=24)), Want.QUIET, 24)


FULL = TeamCard(
    team=SUPPORT,
    period=QUARTER,
    today=TODAY,
    people=8,
    results=results_of(
        [
            goal_line("CSAT", 55, 1),
            goal_line("Reopened", 10, 2, before=60),
            goal_line("First answer", None, 3),
            goal_line("Calls", 5, 4, is_activity=True),
        ],
        everybody_sees,
    ),
    thanks=Thanks(8, 5, ("Ana Pereira", "Bruno Keller"), 0),
    load=Load(2_040, 1_680, 120, 6, True, "Dev Patel", 90, 30, 1),
    unattended=(lost(),),
    below=(Team(4, "Field Service", 3),),
    teams_below=2,
)


def texts(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def test_a_card_has_results_first_and_help_last_as_context() -> None:
    message = team_card_message(FULL)
    assert check_message(message.text, message.blocks) == []
    shown = texts(message)
    parts = [
        "Support: results",
        "8 people, with 2 teams below",
        "1 of 3 results is on track; 5 of 8 were thanked in public; 1 customer is without attention.",
        "1 on track · 1 off track · 1 no recent data",
        "1 slipped since Wed 26 Aug.",
        "1 goal counts activity, not results",
        "data_visualization",
        "What needs attention",
        "*Reopened* · 10 % → 100 % · off track · down 50 percentage points since Wed 26 Aug",
        "*First answer*",
        "*Recognition*",
        "Nobody thanked Ana Pereira or Bruno Keller in public yet.",
        "Customers without attention",
        "*Context: off-system help* (not a result)",
        "34 h in 120 entries, noted by 6 of 8; 28 h in the 90 days before.",
        "Besides, of people who left: 1 h 30 min in 1 entry; 30 min in the 90 days before.",
        "Dev Patel carries most of it. Who could share it?",
        "Field Service",
        "can see that you looked",
    ]
    places = [shown.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_the_text_reads_well_alone() -> None:
    assert team_card_message(FULL).text == (
        "Support, the last 90 days: 1 of 3 results is on track; 5 of 8 were thanked in public; 1 customer is without "
        "attention. Needs attention: Reopened, First answer. Context: 34 h of off-system help."
    )


def test_the_chart_counts_results_by_pace() -> None:
    (chart,) = [block for block in team_card_message(FULL).blocks if block["type"] == "data_visualization"]
    (series,) = chart["chart"]["series"]
    assert {point["label"]: point["value"] for point in series["data"]} == {
        "on track": 1,
        "off track": 1,
        "no recent data": 1,
    }


def test_nothing_known_yet_says_what_would_fill_the_card_and_shows_no_zeros() -> None:
    empty = TeamCard(SUPPORT, QUARTER, TODAY, 4, Results({}), Thanks(4, 0, ("Ana",)), Load())
    message = team_card_message(empty)
    assert "Nothing is known yet of Support" in message.text
    shown = texts(message)
    for word in ("/goal new", "/kudos", "/logwork"):
        assert word in shown
        assert word in message.text
    assert "Recognition" not in shown
    assert "Ana" not in shown


def test_names_are_said_kindly_and_the_rest_counted() -> None:
    many = replace(FULL, thanks=Thanks(30, 3, ("Ana", "Bruno"), 19))
    assert "Nobody thanked Ana, Bruno or 19 more in public yet." in texts(team_card_message(many))
    one = replace(FULL, thanks=Thanks(3, 2, ("Ana",)))
    assert "Nobody thanked Ana in public yet." in texts(team_card_message(one))


def test_of_who_may_not_be_named_it_is_only_said_that_one_carries_most() -> None:
    shown = texts(team_card_message(replace(FULL, load=replace(FULL.load, carrier=None))))
    assert "One person carries most of it." in shown
    assert "Dev Patel" not in shown


def test_results_in_need_are_sorted_by_urgency_and_those_of_others_only_counted() -> None:
    lines = [
        goal_line("No data", None, 1),
        goal_line("Off track", 10, 2),
        goal_line("Slipped", 10, 3, before=60),
        goal_line("Hidden", 10, 4),
        goal_line("Given up", 10, 5, state=GoalState.CLOSED),
        goal_line("Reached", 100, 8, state=GoalState.CLOSED),
        goal_line("Asked", 10, 9, agreement=Agreement.ASKED),
        goal_line("Missed", 10, 6, due_on=TODAY - timedelta(days=1)),
        goal_line("Fine", 90, 7),
    ]
    results = results_of(lines, lambda goal: goal.title != "Hidden")
    assert [line.goal.title for line in results.in_need] == ["Missed", "Slipped", "Off track", "No data"]
    assert results.more_in_need == 1
    assert results.paces == {
        Pace.ON_TRACK: 1,
        Pace.OFF_TRACK: 3,
        Pace.NO_RECENT_DATA: 1,
        Pace.REACHED: 1,
        Pace.MISSED: 1,
    }
    assert results.unagreed == 1


@pytest.mark.parametrize(
    ("minutes", "people", "carries"),
    [
        ((600, 100, 100), 3, 1),
        ((600, 300, 200), 3, None),
        ((600, 400), 3, None),
        ((610, 400), 2, None),
        ((300,), 5, None),
        ((), 5, None),
    ],
    ids=["most", "just under", "exactly the share", "too few people", "too little", "nothing"],
)
def test_one_carries_most_of_the_help(minutes: tuple[int, ...], people: int, carries: int | None) -> None:
    given_help = [HelpGiven(number, each, 1, 0) for number, each in enumerate(minutes, 1)]
    assert carrier_of(given_help, people, QUARTER) == carries


@pytest.mark.parametrize(
    ("typed", "meant", "is_near"),
    [
        ("west", ["Support West"], False),
        ("the support team", ["Support", "Support West"], False),
        ("Suport", ["Support"], True),
        ("Fild Service", ["Field Service"], True),
    ],
)
def test_teams_that_may_be_meant(typed: str, meant: list[str], *, is_near: bool) -> None:
    teams = [Team(1, "Field Service"), Team(2, "Support"), Team(3, "Support West")]
    choice = meant_by(typed, teams)
    assert ([team.name for team in choice.teams], choice.is_near) == (meant, is_near)


@pytest.mark.parametrize("typed", ["Zebras", "🎉", "x" * 4_000])
def test_a_name_near_to_none_names_the_teams(typed: str) -> None:
    with pytest.raises(UnknownTeam) as refused:
        meant_by(typed, [Team(1, "Field Service")])
    assert refused.value.remedy == "The teams are Field Service."
    assert len(refused.value.problem) < 200
    with pytest.raises(UnknownTeam) as refused:
        meant_by(typed, [])
    assert "/praiseworthy people" in refused.value.remedy


_NAMES = st.text(min_size=1, max_size=300) | st.just("&" * 255) | st.just(EVIL * 8)
_HUGE = st.integers(0, 10_000_000)


@given(
    name=_NAMES,
    paces=st.dictionaries(st.sampled_from([one for one in Pace if one is not Pace.NOT_STARTED]), st.integers(1, 9_999)),
    in_need=st.integers(0, 8),
    numbers=st.tuples(*[_HUGE] * 6),
    unthanked=st.lists(_NAMES, max_size=8),
    carrier=st.none() | _NAMES,
    customers=st.integers(0, 200),
    below=st.integers(0, 300),
)
def test_any_card_keeps_to_the_limits_and_is_inert(
    name: str,
    paces: dict[Pace, int],
    in_need: int,
    numbers: tuple[int, ...],
    unthanked: list[str],
    carrier: str | None,
    customers: int,
    below: int,
) -> None:
    one, two, three, four, five, six = numbers
    need = tuple(goal_line(name, 10, number, owner=Owner(OwnerKind.TEAM, 3, name)) for number in range(in_need))
    card = TeamCard(
        team=Team(3, name),
        period=QUARTER,
        today=TODAY,
        people=one,
        results=Results(paces, two, three, need, four, five),
        thanks=Thanks(one, min(two, one), tuple(unthanked), six),
        load=Load(one, two, three, four, carrier is not None, carrier, four, one, two),
        unattended=(lost(name),) * customers,
        below=tuple(Team(number, name) for number in range(below)),
        teams_below=below,
    )
    message = team_card_message(card)
    assert check_message(message.text, message.blocks) == []
    live = json.dumps([block for block in message.blocks if block["type"] in {"section", "context"}])
    assert "<!channel>" not in live + message.text
    assert "<@U0BOSS>" not in live + message.text


@given(typed=_NAMES, name=_NAMES, count=st.integers(1, 8), more=_HUGE, is_near=st.booleans())
def test_any_choice_keeps_to_the_limits(typed: str, name: str, count: int, more: int, *, is_near: bool) -> None:
    teams = tuple(Team(number, name) for number in range(count))
    message = choose_team_message(TeamChoice(typed, teams, more, is_near), QUARTER)
    assert check_message(message.text, message.blocks) == []
