"""App Home as it is drawn: within Slack's limits for anybody, inert, and results before hours."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.home import home_view, page_turned
from bot.domain.card_looks import CardLook, Seen
from bot.domain.digests import PersonNote, Said, ServedGoal
from bot.domain.goal_pages import Question
from bot.domain.goals import Agreement, MeasurementSource, MeasurementState, Owner, OwnerKind
from bot.domain.goals import Measurement as GoalMeasurement
from bot.domain.help_questions import Help, HelpQuestion
from bot.domain.home import (
    TEAM_GOALS_A_PAGE,
    WAITING_A_PAGE,
    Doubt,
    GoalsPage,
    Home,
    HomePart,
    TeamPart,
    Waiting,
    WaitingPage,
    page_within,
)
from bot.domain.kudos import Kudos, Thanked
from bot.domain.people import Person
from bot.domain.praise_prompts import PromptView
from bot.domain.praises import Praise, Praised, PraiseSource, PraiseState
from bot.domain.schedules import Timetable
from bot.domain.subscriptions import DigestKind, DueDigest, Period, Subscription
from bot.domain.work_logs import WorkLog
from bot.errors import Refused
from playground.block_kit import check_view
from slack_limits import VIEW_BLOCKS
from tests.unit.test_blocks import SHORT, assert_inert, entries, generous, marked_texts, texts
from tests.unit.test_digest_blocks import line

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
MONDAY = Period("2026-W47", date(2026, 11, 16), TODAY)
ANA = "U0000000002"
MAYA = Person(7, "T0HERE", "U0000000007", "Maya Lind", "Europe/Lisbon")
MINE = Owner(OwnerKind.PERSON, MAYA.id, MAYA.name, MAYA.slack_id)


def subscription(kind: DigestKind = DigestKind.PERSON) -> Subscription:
    """The weekly one, as it comes next."""
    at = time(9)
    comes = Timetable(0, at, MAYA.time_zone, lambda _: False).next_run(NOW).at
    return Subscription(1, kind, MAYA, MAYA.slack_id, 0, at, frozenset(), True, None, comes, MAYA.time_zone, None)


def home(**values: Any) -> Home:
    """Somebody's Home with nothing on it but what is given."""
    due = DueDigest(1, "T0HERE", DigestKind.PERSON, MAYA, MAYA.slack_id, MONDAY, TODAY)
    plain: dict[str, Any] = {
        "person": MAYA,
        "now": NOW,
        "note": PersonNote(due),
        "entries": (),
        "kudos": (),
        "waiting": WaitingPage(),
        "goals": GoalsPage(),
        "digest": subscription(),
    }
    return Home(**(plain | values))


def praise(words: str = "Ana saved our day", name: str = "Ana Pereira", *, is_sure: bool = True) -> PromptView:
    """Praise to decide about."""
    kept = Praise(
        id=1,
        workspace_id="T0HERE",
        source=PraiseSource.OUTSIDE,
        words=words,
        said_by="U0JANE",
        said_at=NOW,
        channel="C0ACME",
        message_ts="1.2",
        permalink=None,
        customer=None,
        praised=tuple(Praised(number, f"U0{number:04}", name, is_sure) for number in range(1, 6)),
        score=0.9,
        reason=words[:255],
        state=PraiseState.OPEN,
        handled_by=None,
        kudos_id=None,
        dismissed_because=None,
        created_at=NOW,
        noted_by=None,
    )
    return PromptView(kept, MAYA, name, TODAY, TODAY, later_until=NOW + timedelta(days=1))


def doubt(title: str = "CSAT") -> Doubt:
    """A number that somebody is asked about."""
    goal = line(title).goal
    given = GoalMeasurement(
        5, 12, 44.0, TODAY, "", None, MeasurementSource.TYPED, MAYA.id, MeasurementState.TO_CONFIRM, NOW
    )
    return Doubt(goal, given, None)


def question(words: str, name: str, number: int) -> HelpQuestion:
    """A question about help that Maya got."""
    given = Help(3, 2, ANA, name, True, words, TODAY, (MAYA.slack_id,))
    return HelpQuestion(number, MAYA.id, given, TODAY)


def kudos(words: str, number: int) -> Kudos:
    """What a colleague thanked Maya for."""
    return Kudos(
        number,
        "T0HERE",
        2,
        ANA,
        (Thanked(7, "U0MAYA", "Maya"),),
        words,
        (),
        (),
        True,
        False,
        None,
        None,
        NOW,
        False,
    )


def said(view: dict[str, Any]) -> str:
    """Everything that the view says."""
    return "\n".join(marked_texts(view["blocks"]))


def labels(view: dict[str, Any]) -> list[str]:
    """The labels of all buttons, in rows and beside sections."""
    found = []
    for block in view["blocks"]:
        elements = [*block.get("elements", []), block.get("accessory") or {}]
        found += [one["text"]["text"] for one in elements if one.get("type") == "button"]
    return found


def test_who_is_new_sees_what_to_do_first_in_three_lines() -> None:
    view = home_view(home())
    assert check_view(view) == []
    steps = next(text for text in marked_texts(view) if "How to begin" in text)
    assert [part[:2] for part in steps.splitlines()[1:]] == ["1.", "2.", "3."]
    assert labels(view)[:2] == ["Log work", "New goal"]
    assert "This week" not in said(view)


def test_results_come_before_hours() -> None:
    goal = line("CSAT", (1, 4.2), owner=MINE)
    due = home().note.due
    note = PersonNote(due, served=(ServedGoal(goal, 30, 2),), said=(Said("Jane", "You saved our day"),), minutes=30)
    words = said(home_view(home(note=note, entries=(SHORT,), kudos=(kudos("for staying late", 1),))))
    order = ["led to", "saved our day", "staying late", "This week: 1 entry, 30 min"]
    assert sorted(order, key=words.index) == order
    assert "never a score" in words


def test_a_manager_of_two_hundred_has_pages() -> None:
    lines = tuple(line(f"Goal {number}", (1, 4.1), owner=MINE, id=number) for number in range(600))
    team = TeamPart(200, GoalsPage(lines, 3, TEAM_GOALS_A_PAGE))
    view = home_view(home(team=team))
    assert check_view(view) == []
    assert "Page 4 of 60" in said(view)
    assert "*Goal 30*" in said(view)
    assert "*Goal 29*" not in said(view)
    turns = [one for block in view["blocks"] for one in block.get("elements", []) if "home.page" in str(one)]
    assert [page_turned(one["action_id"], one["value"]) for one in turns] == [(HomePart.TEAM, 2), (HomePart.TEAM, 4)]


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("home.page:goals:more", "-1"),
        ("home.page:goals:more", ""),
        ("home.page:goals:more", "1" * 30),
        ("home.page:wages:more", "1"),
        ("home.page", "1"),
    ],
)
def test_a_page_that_is_not_ours_is_refused(action_id: str, value: str) -> None:
    with pytest.raises(Refused):
        page_turned(action_id, value)


@pytest.mark.parametrize(("page", "count", "shown"), [(0, 0, 0), (9, 0, 0), (9, 21, 2), (1, 20, 1), (2, 20, 1)])
def test_a_page_behind_the_last_is_the_last(page: int, count: int, shown: int) -> None:
    assert page_within(page, count, 10) == shown


def test_settings_are_at_hand_and_the_workspaces_only_for_admins() -> None:
    assert labels(home_view(home()))[-3:] == ["Show now", "Digest settings", "Privacy"]
    admin = replace(MAYA, given_role="admin")
    assert labels(home_view(home(person=admin, asks_helped=True)))[-2:] == ["Don't ask me", "Workspace settings"]
    assert "Ask me again" in labels(home_view(home(asks_helped=True, wants_none=True)))


def test_what_was_recorded_last_can_be_taken_back() -> None:
    goal = line("CSAT", (0, 4.2), owner=MINE)
    view = home_view(home(goals=GoalsPage((goal,)), recorded=(goal.goal, doubt().measurement)))
    assert "You recorded 44/5 for *CSAT*" in said(view)
    assert [label for label in labels(view) if label in {"Undo", "Update"}] == ["Undo", "Update"]


def test_who_looked_is_said_with_the_time_on_the_persons_clock() -> None:
    elsewhere = replace(MAYA, time_zone="Asia/Kolkata")
    looks = (CardLook("U0LEO", "Leo <Stone>", Seen.SCORECARD, NOW),)
    view = home_view(home(person=elsewhere, looks=looks, look_count=12))
    assert "Leo &lt;Stone&gt; saw your card · today at 17:30" in said(view)
    assert "and 11 more: `/praiseworthy privacy`" in said(view)


names = texts(255)


@st.composite
def waiting_things(draw: st.DrawFn) -> Waiting:
    """Anything that may wait for somebody, in any words."""
    words, name = draw(texts(3_000)), draw(names)
    asked = line(draw(texts(500)), owner=MINE, agreement=Agreement.ASKED, why=words, unit=draw(texts(40))).goal
    things: list[Waiting] = [
        praise(words, name, is_sure=draw(st.booleans())),
        Question(asked, None, name, "U0LEO", TODAY),
        doubt(draw(texts(500))),
        question(words[:2_000], name, draw(st.integers(1, 10**9))),
    ]
    return draw(st.sampled_from(things))


@settings(generous, max_examples=60)
@given(
    st.lists(waiting_things(), max_size=WAITING_A_PAGE, unique_by=repr),
    st.lists(entries(), max_size=3),
    st.lists(st.tuples(texts(500), names), max_size=3),
    texts(2_000),
    st.sampled_from([1, 40]),
    st.integers(0, 40),
)
def test_it_keeps_to_the_limits_and_is_inert(
    waits: list[Waiting], logged: list[WorkLog], goals: list[tuple[str, str]], words: str, times: int, page: int
) -> None:
    lines = tuple(
        line(title, (1, 4.2), owner=Owner(OwnerKind.PERSON, 9, name, ANA), unit=title[:40], id=number)
        for number, (title, name) in enumerate(goals * times)
    )
    served = tuple(ServedGoal(one, 30, 2) for one in lines)
    customer_said = tuple(Said(words, words, about=words, became=words) for _ in range(times))
    due = home().note.due
    view = home_view(
        home(
            note=PersonNote(due, served=served, said=customer_said, entries=len(logged), minutes=9),
            entries=tuple(logged * times),
            kudos=tuple(kudos(words, number) for number in range(times)),
            waiting=WaitingPage(
                tuple(waits), len(waits) * times, page_within(page, len(waits) * times, WAITING_A_PAGE)
            ),
            goals=GoalsPage(lines, page_within(page, len(lines), 8)),
            team=TeamPart(200, GoalsPage(lines, page_within(page, len(lines), 10), 10)),
            looks=tuple(CardLook("U0LEO", words, Seen.EFFORT, NOW) for _ in range(3)),
            look_count=1_000,
            asks_helped=True,
        )
    )
    assert check_view(view) == []
    assert len(view["blocks"]) <= VIEW_BLOCKS.value
    assert "never a score" in str(view["blocks"][-1]), "the principle is never cut off"
    assert "Digest settings" in labels(view), "nothing is cut off"
    helped = {slack_id for entry in logged for slack_id in entry.helped}
    # A quote's own sign at the start of a line is ours.
    shown = [re.sub("(?m)^> ", "", text) for text in marked_texts(view)]
    assert_inert(shown, {ANA, MAYA.slack_id, *helped})
