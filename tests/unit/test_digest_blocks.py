"""Digests as messages: within Slack's limits for any content, inert, and readable as plain text."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.coaching import (
    HelpPlace,
    link_view,
    prompt_answered,
    prompt_buttons,
    stop_view,
    stopped_message,
    to_team_message,
    with_block,
    worth_it_block,
)
from bot.blocks.digests import leader_message, manager_message, person_message, team_message
from bot.domain.attention import Rhythm, Unattended, Want
from bot.domain.coaching import Answer, Answered, HelpAsked, Kind, Prompt
from bot.domain.deliveries import Message
from bot.domain.digests import (
    CustomerEffort,
    GoalLine,
    LeaderDigest,
    ManagerDigest,
    PersonNote,
    Point,
    Said,
    ServedGoal,
    TeamResults,
)
from bot.domain.effort import Effort, Share, Unserved
from bot.domain.goals import (
    Agreement,
    Direction,
    Owner,
    OwnerKind,
)
from bot.domain.pace import standing
from bot.domain.people import Person
from bot.domain.subscriptions import DigestKind, DigestPart, DueDigest, Period
from bot.domain.work_logs import Customer
from playground.block_kit import check_message, check_view
from tests.unit.goals_made import a_goal, a_measurement

TODAY = date(2026, 11, 23)
WEEK = Period("2026-W47", date(2026, 11, 16), date(2026, 11, 22))
MAYA = Person(7, "T0HERE", "U0MAYA", "Maya", "Europe/Stockholm")
EVIL = "<!channel> & <https://evil.example|click> <@U0BOSS> *x* "


def due(kind: DigestKind = DigestKind.MANAGER, out: frozenset[str] = frozenset()) -> DueDigest:
    return DueDigest(1, "T0HERE", kind, MAYA, MAYA.slack_id, WEEK, TODAY, out)


def line(
    title: str = "CSAT",
    *points: tuple[int, float],
    owner: Owner | None = None,
    charted: bool = False,
    **values: Any,
) -> GoalLine:
    plain = a_goal(
        title=title,
        owner=owner or Owner(OwnerKind.TEAM, 3, "Support"),
        unit="/5",
        baseline=4.0,
        starts_on=TODAY - timedelta(days=50),
        due_on=TODAY + timedelta(days=50),
        why="Because",
    )
    goal = replace(plain, **values)
    counted = [a_measurement(value, TODAY - timedelta(days=ago)) for ago, value in points]
    stood = standing(goal, counted, TODAY, 7, compared_with=WEEK.first - timedelta(days=1))
    kept = tuple(Point(one.on, one.value) for one in sorted(counted, key=lambda one: one.on)) if charted else ()
    return GoalLine(goal, stood, kept)


def prompt(reason: str = "“CSAT” slipped.", number: int = 12) -> Prompt:
    return Prompt(Kind.SLIPPED, f"goal:{number}", WEEK.first, "Ana", reason, "What is in the way?")


def lost(name: str = "Globex", want: Want = Want.QUIET, *, is_important: bool = False) -> Unattended:
    rhythm = Rhythm(Customer(5, name), is_important, 20, 2, 3, TODAY - timedelta(days=24))
    return Unattended(rhythm, want, 24)


FULL = ManagerDigest(
    due=due(),
    people=3,
    results=(
        line("CSAT", (20, 4.1), (13, 4.2), (1, 4.05), charted=True),
        line("Reopened", (1, 4.5), owner=Owner(OwnerKind.PERSON, 9, "Ana Pereira", "U0ANA")),
    ),
    activities=(line("Calls", (1, 4.0), is_activity=True),),
    said=(Said("Carla Rossi", "You saved our opening day"),),
    prompts=(prompt(),),
    unattended=(lost(), lost("Acme", Want.SELDOM, is_important=True)),
    effort=Effort(
        minutes=300,
        before=120,
        entries=7,
        by_customer=(Share("Acme", 180, 120, 0), Share("", 120, 0, 120)),
        by_tag=(Share("vpn", 60, 0, 60),),
        unserved=(Unserved("tag:vpn", "#vpn", 60, 1.0), Unserved("customer:5", "Acme", 90, 0.5)),
        carried_by=9,
    ),
    carrier="Ana Pereira",
)


def texts(message: Message) -> str:
    """Everything that is shown, in order."""
    return json.dumps(message.blocks, ensure_ascii=False)


def test_a_managers_week_has_all_parts_in_order() -> None:
    message = manager_message(FULL)
    assert check_message(message.text, message.blocks) == []
    shown = texts(message)
    parts = [
        "16–22 Nov",
        "1 of 2 results on track, 1 slipped since last week",
        "*Results*",
        "data_visualization",
        "Nov 3: 4.1/5 · Nov 10: 4.2/5 · Nov 22: 4.05/5",
        "Activity, not results",
        "You saved our opening day",
        "Coach this week",
        "Snooze a week",
        "Customers without attention",
        "no contact for 24 days",
        "Where off-system help went",
        "Ana Pereira carries most of it",
        "Link to a goal",
        "never a score or a rank",
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


def test_the_text_reads_well_alone() -> None:
    text = manager_message(FULL).text
    assert text.startswith("Your week in results: 16–22 Nov. 1 of 2 results on track, 1 slipped")
    assert "“CSAT” slipped." in text
    assert "Without attention: Globex, Acme." in text
    assert "Off-system help: 5 h." in text


def test_a_result_tells_all_there_is_to_it() -> None:
    asked = line("CSAT", (13, 4.2), (1, 4.05), agreement=Agreement.ASKED)
    shown = texts(manager_message(replace(FULL, results=(asked,))))
    assert "*CSAT* · 4.05/5 → 4.6/5 · off track · down 0.15 this week · measured yesterday · Support" in shown
    assert "not agreed yet: Support is asked" in shown


def test_activity_is_never_in_the_headline() -> None:
    only_activity = replace(FULL, results=())
    assert "No result goals yet" in manager_message(only_activity).text


def test_the_chart_has_a_point_of_each_series_for_each_day() -> None:
    (chart,) = [block for block in manager_message(FULL).blocks if block["type"] == "data_visualization"]
    assert chart["chart"]["axis_config"]["categories"] == ["Nov 3", "Nov 10", "Nov 22"]
    measured, wanted = chart["chart"]["series"]
    assert [point["value"] for point in measured["data"]] == [4.1, 4.2, 4.05]
    assert [point["label"] for point in wanted["data"]] == ["Nov 3", "Nov 10", "Nov 22"]
    assert wanted["data"][0]["value"] == pytest.approx(4.18)


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        (DigestPart.RESULTS, "*Results*"),
        (DigestPart.SAID, "You saved"),
        (DigestPart.COACHING, "Coach this week"),
        (DigestPart.UNATTENDED, "without attention"),
        (DigestPart.HELP, "off-system help went"),
    ],
)
def test_parts_that_are_left_out_are_gone(part: DigestPart, gone: str) -> None:
    message = manager_message(replace(FULL, due=due(out=frozenset({part.value}))))
    assert gone not in texts(message)
    assert gone in texts(manager_message(FULL))


def test_a_channel_sees_nothing_about_single_persons() -> None:
    message = team_message(FULL)
    assert check_message(message.text, message.blocks) == []
    shown = texts(message) + message.text
    assert "Ana" not in shown
    assert "Reopened" not in shown
    assert not [block for block in message.blocks if block["type"] == "actions"]
    for kept in ("CSAT", "Globex", "Acme", "served no open goal"):
        assert kept in shown


def test_a_manager_with_nobody_is_told_how_to_begin() -> None:
    message = manager_message(ManagerDigest(due()))
    assert check_message(message.text, message.blocks) == []
    assert "/goal new" in message.text
    assert "I lead these people" in texts(message)
    assert "0 of" not in texts(message)


def test_a_week_in_which_nobody_noted_anything_says_so() -> None:
    message = manager_message(ManagerDigest(due(), people=2))
    assert "Nobody noted off-system help" in texts(message)
    assert "/goal new" in texts(message)


def test_who_has_only_managers_below_is_not_told_that_nobody_noted_anything() -> None:
    message = manager_message(ManagerDigest(due(), people=2, expects_help=False))
    assert "Nobody noted" not in str(message.blocks)


def test_a_persons_note_says_thank_you_and_what_came_of_it() -> None:
    moved = line("CSAT", (13, 4.1), (1, 4.4))
    note = PersonNote(due(DigestKind.PERSON), (ServedGoal(moved, 40, 2),), (), (moved,), 3, 50, (Customer(5, "Acme"),))
    message = person_message(note)
    assert check_message(message.text, message.blocks) == []
    assert (
        message.text
        == "Your week: 16–22 Nov. Thank you. You noted help that no ticket shows: 3 entries, 50 min for Acme."
    )
    assert "up 0.3 this week · 2 entries of yours" in texts(message)


def test_a_leaders_month_has_the_cascade_and_the_budget() -> None:
    month = replace(due(DigestKind.LEADER), period=Period("2026-10", date(2026, 10, 1), date(2026, 10, 31)))
    digest = LeaderDigest(
        month,
        (line(),),
        3,
        4,
        (TeamResults("Service", 0, 1, 1, 0), TeamResults("Support", 1, 2, 3, 1), TeamResults("Silent", 0, 0, 0, 0)),
        None,
        (CustomerEffort("Acme", 10_560, 1.0), CustomerEffort("", 30, 0.003)),
        10_590,
        1.003,
        176,
    )
    message = leader_message(digest)
    assert check_message(message.text, message.blocks) == []
    shown = texts(message)
    assert message.text == (
        "Your month in results: October 2026. 3 of 4 results on track. "
        "Off-system help: 176 h, 1.00 people in full time."
    )
    assert "*Support*: 2 of 3 on track, 1 activity" in shown
    assert "1 team has no goal yet" in shown
    assert "No customer named: 30 min · less than 0.01 people" in shown
    empty = leader_message(LeaderDigest(month))
    assert "/goal new" in empty.text


def test_what_people_wrote_is_inert_everywhere() -> None:
    evil = line(EVIL, (13, 4.2), (1, 4.05), charted=True, owner=Owner(OwnerKind.PERSON, 9, EVIL), why=EVIL, unit="u")
    digest = replace(
        FULL,
        results=(evil,),
        activities=(evil,),
        said=(Said(EVIL, EVIL),),
        prompts=(replace(prompt(EVIL), with_whom=EVIL, question=EVIL),),
        unattended=(lost(EVIL),),
        effort=replace(
            FULL.effort, by_customer=(Share(EVIL, 60, 0, 60),), unserved=(Unserved("tag:x", EVIL, 60, 1.0),)
        ),
        carrier=EVIL,
    )
    note = PersonNote(due(), (ServedGoal(evil, 1, 1),), (Said(EVIL, EVIL),), (evil,), 1, 1, (Customer(1, EVIL),))
    leader = LeaderDigest(
        due(), (evil,), 1, 1, (TeamResults(EVIL, 0, 1, 1, 0),), None, (CustomerEffort(EVIL, 60, 0.1),), 60
    )
    asked = HelpAsked(EVIL, customer=Customer(5, EVIL))
    messages = [
        manager_message(digest),
        team_message(digest),
        person_message(note),
        leader_message(leader),
        to_team_message("U0MAYA", EVIL),
    ]
    for message in messages:
        assert check_message(message.text, message.blocks) == []
        for text in (message.text, *_mrkdwn(message.blocks)):
            for live in ("<!channel>", "<https", "<@U0BOSS>"):
                assert live not in text
    assert "<!channel>" not in str(_mrkdwn(link_view(asked, HelpPlace("customer:5"))["blocks"]))


def _mrkdwn(value: Any) -> list[str]:
    """The texts in which Slack would make something live: charts and plain text are not among them."""
    if isinstance(value, list):
        return [text for one in value for text in _mrkdwn(one)]
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for one in value.values() for text in _mrkdwn(one)]
    return []


_NAMES = st.text(min_size=1, max_size=300) | st.just("&" * 255) | st.just(EVIL * 8)
_COUNTS = st.integers(0, 200)
_HUGE = st.integers(0, 10_000_000)


@st.composite
def _lines(draw: st.DrawFn) -> tuple[GoalLine, ...]:
    title = draw(_NAMES)
    points = draw(
        st.lists(st.tuples(st.integers(0, 83), st.floats(-1e12, 1e12)), max_size=60, unique_by=lambda p: p[0])
    )
    unit = draw(st.sampled_from(["", "%", "/5", "€", "x" * 40]))
    direction = draw(st.sampled_from(Direction))
    one = line(
        title, *points, charted=True, unit=unit, direction=direction, owner=Owner(OwnerKind.TEAM, 3, draw(_NAMES))
    )
    return (one,) * draw(_COUNTS)


_EFFORTS = st.builds(
    Effort,
    minutes=_HUGE,
    before=_HUGE,
    entries=_HUGE,
    by_customer=st.lists(st.builds(Share, _NAMES, _HUGE, _HUGE, _HUGE), max_size=30).map(tuple),
    by_tag=st.lists(st.builds(Share, _NAMES, _HUGE, _HUGE, _HUGE), max_size=30).map(tuple),
    unserved=st.lists(
        st.builds(Unserved, st.integers(1).map("customer:{}".format), _NAMES, _HUGE, st.floats(0, 1)),
        max_size=6,
        unique_by=lambda one: one.thing,
    ).map(tuple),
)


@given(
    results=_lines(),
    activities=_lines(),
    name=_NAMES,
    many=_COUNTS,
    effort=_EFFORTS,
    carrier=st.none() | _NAMES,
    people=st.integers(0, 3),
)
def test_a_managers_week_keeps_to_the_limits(
    results: tuple[GoalLine, ...],
    activities: tuple[GoalLine, ...],
    name: str,
    many: int,
    effort: Effort,
    carrier: str | None,
    people: int,
) -> None:
    digest = ManagerDigest(
        due(),
        people,
        results,
        activities,
        (Said(name, name * 5),) * many,
        tuple(replace(prompt(name * 4, number), with_whom=name) for number in range(min(many, 3))),
        (lost(name),) * many,
        effort,
        carrier,
    )
    for message in (manager_message(digest), team_message(digest)):
        assert check_message(message.text, message.blocks) == []
        assert message.text


@given(goals=_lines(), name=_NAMES, many=_COUNTS, minutes=_HUGE)
def test_notes_and_months_keep_to_the_limits(goals: tuple[GoalLine, ...], name: str, many: int, minutes: int) -> None:
    customers = tuple(Customer(number, name) for number in range(many))
    served = tuple(ServedGoal(one, minutes, many) for one in goals)
    note = PersonNote(due(), served, (Said(name, name),) * many, goals, many, minutes, customers)
    teams = tuple(TeamResults(name, number, number, many, many) for number in range(many))
    effort = tuple(CustomerEffort(name, minutes, minutes / 3) for _ in range(many))
    leader = LeaderDigest(due(), goals, many, many, teams, None, effort, minutes, minutes / 7, 160)
    for message in (person_message(note), leader_message(leader)):
        assert check_message(message.text, message.blocks) == []


@given(name=_NAMES, words=st.text(min_size=1, max_size=3_000))
def test_forms_and_replies_keep_to_the_limits(name: str, words: str) -> None:
    asked = HelpAsked(name, customer=Customer(5, name))
    place = HelpPlace("customer:5", "https://slack.example/" + "x" * len(words))
    for view in (link_view(asked, place), stop_view(asked, place)):
        assert check_view(view) == []
        assert HelpPlace.load(view["private_metadata"]).thing == "customer:5"
    for message in (
        stopped_message(asked, "C0HELP", words),
        stopped_message(asked, None, words),
        to_team_message("U1", words),
    ):
        assert check_message(message.text, message.blocks) == []


def test_an_answer_takes_the_buttons_place_and_gives_it_back() -> None:
    blocks = manager_message(FULL).blocks
    ref = FULL.prompts[0].ref
    answered = with_block(blocks, prompt_answered(ref, Answered(Answer.SNOOZED, date(2026, 11, 30)), TODAY))
    assert len(answered) == len(blocks)
    assert check_message("x", answered) == []
    assert "Snoozed until Mon 30 Nov" in json.dumps(answered)
    assert with_block(answered, prompt_buttons(ref)) == blocks
    rested = with_block(blocks, worth_it_block("tag:vpn", Answered(Answer.WORTH_IT, date(2027, 1, 18)), TODAY))
    assert "Mon 18 Jan 2027" in json.dumps(rested)
