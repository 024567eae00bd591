"""Whatever a card holds: within Slack's limits, readable alone, inert; and its parts in their order."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.charts import chart_of
from bot.blocks.scorecards import (
    card_message,
    card_value,
    help_message,
    public_message,
    share_receipt,
    shared_message,
    unshared_message,
    which_person_message,
)
from bot.domain.behaviours import MAX_BEHAVIOUR, MOST_BEHAVIOURS
from bot.domain.card_looks import CardLook, Seen
from bot.domain.deliveries import Message
from bot.domain.digests import GoalLine, Point, Said
from bot.domain.effort import Effort, Share
from bot.domain.goals import GoalState
from bot.domain.help_questions import SolvedShare
from bot.domain.named_periods import PERIOD_WORDS
from bot.domain.past_periods import PastPeriod, default_period
from bot.domain.people import Person
from bot.domain.scorecards import (
    BehaviourSeen,
    KudosGot,
    PersonCard,
    PublicCard,
    Skill,
    WhichPerson,
)
from playground.block_kit import check_message
from tests.unit.test_blocks import assert_good, permalinks, slack_ids, texts
from tests.unit.test_digest_blocks import line
from tests.unit.test_goal_blocks import standings

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PERIOD = default_period(TODAY)
ANA = Person(1, "T1", "U0000000001", "Ana Pereira", "Europe/Lisbon")
MAYA = Person(2, "T1", "U0000000002", "Maya Lindqvist", "Europe/Lisbon")

some = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

counts = st.integers(0, 3) | st.integers(0, 10**6)
people = st.builds(
    Person, st.integers(1, 2**31 - 1), st.just("T1"), slack_ids, texts(255), st.just("Europe/Lisbon"),
    is_gone=st.booleans(),
)  # fmt: skip
periods = st.builds(
    lambda last, days, words: PastPeriod(last - timedelta(days=days), last, words),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 1_095),
    st.sampled_from(["the last 90 days", "30 Nov 2025 – 28 Feb 2026", "1 Jan – 31 Mar 2026"]),
)
quotes = st.builds(Said, texts(300), texts(600), permalinks, st.just(""), texts(300))
skills = st.builds(Skill, texts(50), counts, counts, counts)
shares = st.builds(Share, texts(255) | st.just(""), counts, counts, counts)
efforts = st.builds(
    Effort,
    minutes=counts,
    before=counts,
    entries=counts,
    by_customer=st.lists(shares, max_size=12).map(tuple),
    by_tag=st.lists(shares, max_size=12).map(tuple),
)
looks = st.builds(CardLook, slack_ids, texts(255), st.sampled_from(Seen), st.just(NOW))
thanks = st.builds(
    KudosGot,
    author_id=st.integers(1, 99),
    author_name=texts(255),
    words=texts(600),
    behaviours=st.lists(texts(MAX_BEHAVIOUR), max_size=MOST_BEHAVIOURS).map(tuple),
    tags=st.lists(texts(50), max_size=20).map(tuple),
    is_private=st.booleans(),
    praise_id=st.none() | st.integers(1, 9),
    at=st.just(NOW),
)


@st.composite
def goal_lines(draw: st.DrawFn) -> GoalLine:
    standing = draw(standings)
    points = draw(st.lists(st.floats(-1e9, 1e9), max_size=40))
    return GoalLine(
        standing.goal,
        standing,
        tuple(Point(TODAY - timedelta(days=len(points) - at), value) for at, value in enumerate(points)),
    )


@st.composite
def cards(draw: st.DrawFn) -> PersonCard:
    """Any card; many goals, of which two at most have points, as the use case gives them."""
    drawn = draw(st.lists(goal_lines(), max_size=4)) * draw(st.sampled_from([1, 1, 10]))
    results = [one if at < 2 else replace(one, points=()) for at, one in enumerate(drawn)]
    is_own = draw(st.booleans())
    return PersonCard(
        person=draw(people),
        period=draw(periods),
        as_of=TODAY,
        is_own=is_own,
        results=tuple(results),
        activities=tuple(replace(one, points=()) for one in drawn[: draw(st.integers(0, 5))]),
        asked=draw(counts),
        praises=draw(counts),
        said=tuple(draw(st.lists(quotes, max_size=2))),
        waiting=tuple(draw(st.lists(quotes, max_size=2))),
        waiting_count=draw(counts),
        deciders=tuple(draw(st.lists(texts(255), max_size=4))),
        kudos=draw(counts),
        private_kudos=draw(counts),
        behaviours=tuple(
            draw(st.lists(st.builds(BehaviourSeen, texts(MAX_BEHAVIOUR), counts, counts), max_size=MOST_BEHAVIOURS + 2))
        ),
        skills=tuple(draw(st.lists(skills, max_size=12))),
        solved=SolvedShare(draw(counts), draw(counts), 10**7),
        effort=draw(efforts),
        looks=tuple(draw(st.lists(looks, max_size=3))),
        look_count=draw(counts),
    )


LINK = re.compile(r"<https://northwind\.slack\.com/[^<>|]*\|where it was said>")


def assert_fine(message: Message, mentioned: Collection[str] = ()) -> None:
    """Good, but for the links to where customers said it, which are ours."""
    assert check_message(message.text, message.blocks) == []
    assert_good(Message(message.text, json.loads(LINK.sub("", json.dumps(message.blocks)))), mentioned)


@some
@given(cards(), people, st.booleans())
def test_every_card_is_good(card: PersonCard, sharer: Person, hint: bool) -> None:
    both = {card.person.slack_id, sharer.slack_id}
    assert_fine(card_message(card, hint=hint))
    assert_fine(shared_message(replace(card, is_own=False), sharer), both)
    assert_fine(share_receipt(card, "1700000000.000100"), both)


@some
@given(people, periods, st.lists(thanks, max_size=9), st.lists(skills, max_size=12))
def test_every_public_card_is_good(
    person: Person, period: PastPeriod, kudos: list[KudosGot], known: list[Skill]
) -> None:
    assert_fine(public_message(PublicCard(person, period, tuple(kudos), tuple(known))), {person.slack_id})


@some
@given(texts(255), st.lists(people, min_size=1, max_size=8), periods, counts, st.booleans())
def test_every_question_who_is_meant_is_good(
    typed: str, found: list[Person], period: PastPeriod, more: int, is_near: bool
) -> None:
    message = which_person_message(WhichPerson(typed, tuple(found), period, more, is_near))
    assert_fine(message, {one.slack_id for one in found})


def test_fixed_messages_are_good() -> None:
    assert_fine(unshared_message())
    assert_fine(help_message(PERIOD_WORDS))


FULL = PersonCard(
    person=ANA,
    period=PERIOD,
    as_of=TODAY,
    is_own=False,
    results=(line("CSAT", (20, 4.1), (13, 4.2), (1, 4.05), charted=True), line("Reopened", (1, 4.5))),
    activities=(line("Calls", (1, 4.0), is_activity=True),),
    asked=1,
    praises=3,
    said=(Said("Carla Rossi", "You saved our opening day", "https://northwind.slack.com/archives/C1/p1"),),
    kudos=2,
    behaviours=(BehaviourSeen("Listening", 2, 1), BehaviourSeen("Empathy", 0, 0)),
    skills=(Skill("vpn", 2, 1), Skill("macs", 0, 0, 1)),
    solved=SolvedShare(8, 1, 12),
    effort=Effort(minutes=300, before=120, entries=7, by_customer=(Share("Acme", 180, 120, 0),)),
)


def shown(message: Message) -> str:
    """Everything that is shown, in order."""
    return json.dumps(message.blocks, ensure_ascii=False)


def test_results_come_first_and_hours_last_and_marked() -> None:
    said = shown(card_message(FULL))
    parts = [
        "1 of 2 results is on track",
        "*Results*",
        "Customers’ words",
        "Behaviours",
        "What people come to",
        "in 7 entries",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "Context, not a result" in said
    assert "never a score or a rank" in said


def test_the_text_reads_well_alone_and_has_no_hours() -> None:
    text = card_message(FULL).text
    assert text.startswith("Ana Pereira, the last 90 days. 1 of 2 results is on track; customers praised Ana 3 times")
    assert "CSAT 4.05/5 → 4.6/5" in text
    assert "entries" not in text


def test_a_card_has_no_total_grade_rank_or_other_colleagues_name() -> None:
    drawn = card_message(FULL)
    words = re.sub(r"never a score or a rank", "", shown(drawn) + drawn.text).casefold()
    for word in ("total", "grade", "score:", "rank", "top ", "best ", "average", "percentile", "leaderboard"):
        assert word not in words


def test_a_gap_between_perception_and_performance_is_said() -> None:
    behind = replace(FULL, results=(line("CSAT", (1, 4.05)), line("Speed", (1, 4.05))))
    assert "People speak well of the service while results lag" in shown(card_message(behind))


def test_a_chart_has_its_numbers_beside_it_and_the_message_reads_without() -> None:
    message = card_message(FULL)
    assert message.has_charts
    for block in chart_of(FULL.results[0])[1:]:
        assert block in message.without_charts().blocks


def test_quotes_link_to_where_they_were_said() -> None:
    assert "<https://northwind.slack.com/archives/C1/p1|where it was said>" in shown(card_message(FULL))


def labels(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


@pytest.mark.parametrize(
    ("count", "deciders", "praises", "says"),
    [
        (1, ("Maya Lindqvist",), 3, "1 more waits for Maya Lindqvist to decide; others don’t see it yet:"),
        (1, ("Maya", "Leo <Stone>"), 0, "1 waits for Maya or Leo &lt;Stone&gt; to decide"),
        (3, ("Maya", "Leo", "Dana"), 3, "3 more wait for somebody to decide"),
        (3, (), 0, "3 wait for somebody to decide"),
    ],
)
def test_words_that_wait_are_quoted_and_not_counted(
    count: int, deciders: tuple[str, ...], praises: int, says: str
) -> None:
    waiting = (Said("Jane, Acme", "What a patient explanation"),)
    card = replace(FULL, is_own=True, waiting=waiting, waiting_count=count, deciders=deciders, praises=praises)
    message = card_message(card)
    assert check_message(message.text, message.blocks) == []
    assert says in shown(message)
    assert "“What a patient explanation” — Jane, Acme" in shown(message)
    assert ("praised 3 times" if praises else "None recognised in this time yet.") in shown(message)
    assert ("_and 2 more_" in shown(message)) == (count == 3)


def test_who_looks_at_whose_card_sees_what_goes_with_it() -> None:
    look = CardLook("U1", "Maya Lindqvist", Seen.SCORECARD, NOW)
    own = card_message(replace(FULL, is_own=True, looks=(look,), look_count=4, private_kudos=1), hint=True)
    assert labels(own) == ["The time before"]
    assert "Looked at by Maya Lindqvist on 22 Nov 2026 and 3 times before" in shown(own)
    assert "1 of them private to you" in shown(own)
    assert "`/scorecard @name last quarter`" in shown(own)
    others = card_message(FULL)
    assert labels(others) == ["Share with them", "The time before"]
    assert "Ana Pereira can see that you looked" in shown(others)
    assert "Looked at by" not in shown(others)
    assert labels(card_message(replace(FULL, person=replace(ANA, is_gone=True)))) == ["The time before"]


@pytest.mark.parametrize(
    ("minutes", "before", "says"),
    [
        (300, 120, "more than in the 90 days before (2 h"),
        (100, 300, "less than in the 90 days before (5 h"),
        (300, 290, "about as much as in the 90 days before (4 h 50"),
        (300, 0, "none noted in the 90 days before"),
        (0, 300, "less than in the 90 days before (5 h"),
        (0, 0, "none noted in the 90 days before"),
    ],
)
def test_the_trend_of_help_is_said_in_words(minutes: int, before: int, says: str) -> None:
    effort = replace(FULL.effort, minutes=minutes, before=before)
    assert says in shown(card_message(replace(FULL, effort=effort))).replace("\u202f", " ").replace("\xa0", " ")


def test_a_shared_card_says_who_shares_it_and_carries_no_buttons() -> None:
    shared = shared_message(FULL, MAYA)
    assert shared.text.startswith("Maya Lindqvist shares a card. Ana Pereira, the last 90 days.")
    assert "<@U0000000002> shares this card with <@U0000000001>" in shown(shared)
    assert labels(shared) == []


@pytest.mark.parametrize("draw", [card_message, lambda card: shared_message(card, MAYA)])
def test_nothing_known_says_what_fills_it_and_shows_no_zeros(draw: Callable[[PersonCard], Message]) -> None:
    said = draw(PersonCard(person=ANA, period=PERIOD, as_of=TODAY, is_own=False))
    assert "Nothing is known yet of Ana Pereira" in said.text
    for way in ("/goal", "/praiseworthy channels", "/kudos", "/logwork"):
        assert way in shown(said)
    assert not re.search(r"\b0 (result|kudos|customer|entries|h\b)", shown(said))


def test_parts_without_anything_say_so_in_words() -> None:
    said = shown(card_message(replace(FULL, results=(), activities=(), praises=0, said=(), behaviours=(), kudos=0)))
    assert "None is agreed yet" in said
    assert "None noted in this time. *Customers’ words*: I notice praise" not in said
    assert "Nobody has named one in this time." in said


def test_what_is_closed_says_how_it_ended() -> None:
    ended = line("CSAT", (1, 4.7), state=GoalState.CLOSED)
    assert "closed · reached" in shown(card_message(replace(FULL, results=(ended,))))


def test_the_public_card_has_kudos_and_skills_alone() -> None:
    got = KudosGot(3, "Otto Brandt", "for <!channel> & patience", ("Listening",), (), False, None, NOW)
    said = shown(public_message(PublicCard(ANA, PERIOD, (got,), FULL.skills)))
    assert "“for &lt;!channel&gt; &amp; patience” — Otto Brandt · shows Listening" in said
    assert "*vpn* (2 customers, 1 colleague)" in said
    assert "named by 1 in kudos" in said
    empty = public_message(PublicCard(ANA, PERIOD, (), ()))
    assert "Nothing public is known of Ana Pereira" in empty.text


def test_a_button_carries_whose_card_and_which_days() -> None:
    assert card_value(12, PERIOD) == "12 2026-08-25..2026-11-22"


@pytest.mark.parametrize("letter", ["&", "<", "🎉", "\u202e", "م", "x"])
def test_everything_as_long_as_can_be(letter: str) -> None:
    charted = line(letter * 500, (20, 4.1), (13, 4.2), (1, 4.05), charted=True)
    many: dict[str, Any] = {
        "person": replace(ANA, name=letter * 255),
        "results": (charted,) * 2 + (line(letter * 500),) * 38,
        "activities": (line(letter * 500, is_activity=True),) * 9,
        "said": (Said(letter * 300, letter * 600, "https://northwind.slack.com/" + "a" * 3_000, "", letter * 300),) * 2,
        "behaviours": tuple(BehaviourSeen(f"{n}{letter * 39}", 10**6 - n, 10**6) for n in range(MOST_BEHAVIOURS)),
        "skills": (Skill(letter * 50, 10**6, 10**6, 10**6),) * 40,
        "effort": Effort(10**6, 10**6, 10**6, (Share(letter * 255, 10**6, 10**6, 0),) * 40),
        "looks": (CardLook("U1", letter * 255, Seen.SCORECARD, NOW),) * 3,
        "look_count": 10**6,
    }
    for is_own in (False, True):
        assert_fine(card_message(replace(FULL, is_own=is_own, **many), hint=True))
    shared = shared_message(replace(FULL, **many), replace(MAYA, name=letter * 255))
    assert_fine(shared, {ANA.slack_id, MAYA.slack_id})
    assert len(card_message(replace(FULL, **many)).blocks) <= 30
