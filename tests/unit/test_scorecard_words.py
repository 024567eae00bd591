"""What a card is summed up in, what stands out, and how perception is held against performance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.digests import GoalLine, Said
from bot.domain.goals import Agreement, Owner, OwnerKind
from bot.domain.help_questions import SolvedShare
from bot.domain.pace import Pace, Standing
from bot.domain.past_periods import default_period
from bot.domain.people import Person
from bot.domain.praises import PraiseState
from bot.domain.scorecard_words import gap, perception, performance, sum_up
from bot.domain.scorecards import (
    BehaviourSeen,
    Entry,
    KudosGot,
    PersonCard,
    PraiseGot,
    agreed,
    behaviours_seen,
    best_said,
    skills_of,
    strongest,
    without_circles,
)
from tests.unit.goals_made import a_goal

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = Person(1, "T1", "U0ANA", "Ana Pereira", "Europe/Lisbon")
LISTENING, EMPATHY = "Listening", "Empathy"


def line(pace: Pace, **changes: Any) -> GoalLine:
    plain = a_goal(
        id=1,
        owner=Owner(OwnerKind.PERSON, 1, "Ana Pereira", "U0ANA"),
        starts_on=TODAY,
        due_on=TODAY,
        agreement=Agreement.ACCEPTED,
    )
    goal = replace(plain, **changes)
    return GoalLine(goal, Standing(goal, None, None, pace, Pace.NO_RECENT_DATA, None, None))


def card(*paces: Pace, **values: Any) -> PersonCard:
    plain: dict[str, Any] = {"person": ANA, "period": default_period(TODAY), "as_of": TODAY, "is_own": False}
    return PersonCard(**(plain | {"results": tuple(map(line, paces))} | values))


GOOD, RISK, OFF = Pace.ON_TRACK, Pace.AT_RISK, Pace.OFF_TRACK
HEARD = (BehaviourSeen(LISTENING, 3, 2), BehaviourSeen(EMPATHY, 1, 0))


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (card(), "Little is known yet: no result is agreed, and nobody’s words about Ana’s service are noted."),
        (
            card(is_own=True),
            "Little is known yet: no result is agreed, and nobody’s words about your service are noted.",
        ),
        (
            card(Pace.NOT_STARTED),
            "Little is known yet: the only result is still to start, and nobody’s words about Ana’s service are noted.",
        ),
        (card(GOOD), "The only result is on track; nobody’s words about Ana’s service are noted in this time."),
        (card(OFF, OFF), "None of 2 results is on track; nobody’s words about Ana’s service are noted in this time."),
        (
            card(Pace.NO_RECENT_DATA, Pace.NO_RECENT_DATA),
            "None of 2 results has a recent number; nobody’s words about Ana’s service are noted in this time.",
        ),
        (
            card(praises=4, behaviours=HEARD),
            "Customers praised Ana 4 times, above all for listening; no result is agreed yet that would show what it "
            "leads to.",
        ),
        (
            card(GOOD, GOOD, OFF, praises=1),
            "2 of 3 results are on track, and customers praised Ana once.",
        ),
        (
            card(GOOD, GOOD, praises=4, kudos=2, behaviours=HEARD, is_own=True),
            "Both results are on track; customers praised you 4 times and colleagues thanked you twice, "
            "above all for listening.",
        ),
        (
            card(GOOD, OFF, RISK, praises=4, behaviours=HEARD),
            "Customers praised Ana 4 times, above all for listening, but 1 of 3 results is on track.",
        ),
        (
            card(GOOD, is_own=True, waiting_count=1),
            "The only result is on track; what a customer said of you waits to be recognised.",
        ),
        (
            card(is_own=True, waiting_count=2),
            "Little is known yet: no result is agreed, and 2 things that customers said of you wait to be recognised.",
        ),
        (card(Pace.MISSED, kudos=3), "Colleagues thanked Ana 3 times, but the only result is missed."),
        (card(Pace.REACHED, kudos=1, is_own=True), "The only result is reached, and colleagues thanked you once."),
        (
            card(OFF, OFF, Pace.NO_RECENT_DATA, praises=2),
            "Customers praised Ana twice, but none of 3 results is on track (1 without a recent number).",
        ),
        (
            card(Pace.NOT_STARTED, Pace.NOT_STARTED, kudos=2),
            "Colleagues thanked Ana twice; 2 results are still to start.",
        ),
    ],
)
def test_one_sentence_from_what_is_known(shown: PersonCard, words: str) -> None:
    assert sum_up(shown) == words


def test_neither_hours_nor_numbers_of_entries_are_in_the_sentence() -> None:
    quiet, busy = card(OFF), card(OFF, effort=replace(card().effort, minutes=90_000, entries=900))
    assert sum_up(quiet) == sum_up(busy)
    assert performance(quiet) == performance(busy)
    assert gap(quiet) == gap(busy)


def test_results_that_wait_to_start_are_in_no_count() -> None:
    assert sum_up(card(GOOD, Pace.NOT_STARTED, praises=2)).startswith("The only result is on track")


@pytest.mark.parametrize("name", ["Ana", "李小龙", "🎉 Party", "x" * 300, "   ", "O'Brien-Smith Jr"])
def test_any_name_reads(name: str) -> None:
    said = sum_up(card(GOOD, praises=2, person=replace(ANA, name=name)))
    assert said.endswith(".")
    assert len(said) < 400


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (card(praises=1), ""),
        (card(), ""),
        (card(praises=2), "no result shows yet"),
        (card(Pace.NO_RECENT_DATA, praises=2), "no result shows yet"),
        (card(GOOD, GOOD, praises=2), "agree"),
        (card(GOOD, GOOD, praises=1), "hardly anybody says so"),
        (card(OFF, OFF, GOOD, praises=1, kudos=1), "what stands between the two"),
        (card(OFF, OFF, GOOD), "before judging either"),
        (card(OFF, GOOD, praises=5), ""),
    ],
)
def test_perception_is_held_against_performance_where_both_are_known(shown: PersonCard, says: str) -> None:
    assert (says in gap(shown)) if says else gap(shown) == ""


def test_a_share_of_solved_is_said_from_enough_answers_on() -> None:
    assert performance(card(GOOD, solved=SolvedShare(4, 0, 9))) == "The only result is on track"
    assert performance(card(solved=SolvedShare(9, 1, 20))) == "Those who were helped say solved in 9 of 10 answers"
    assert performance(card()) == ""


def test_perception_names_who_saw_it() -> None:
    seen = (*HEARD, BehaviourSeen("Clear head", 0, 0), BehaviourSeen("Calm", 0, 1))
    assert perception(seen) == [
        "Listening: 3 times in kudos, twice in customers’ words",
        "Empathy: once in kudos",
        "Calm: once in customers’ words",
    ]


@pytest.mark.parametrize(
    ("times", "names"),
    [([], []), ([1, 0], []), ([2, 1], [0]), ([2, 2], [0, 1]), ([3, 3, 3], []), ([5, 2], [0])],
)
def test_what_stands_out_was_seen_more_often_than_the_rest(times: list[int], names: list[int]) -> None:
    behaviours = [BehaviourSeen(str(place), number, 0) for place, number in enumerate(times)]
    assert strongest(behaviours) == tuple(map(str, names))


def got(author: int = 2, **values: Any) -> KudosGot:
    plain: dict[str, Any] = {
        "author_name": "Otto",
        "words": "for staying late",
        "behaviours": (),
        "tags": (),
        "is_private": False,
        "praise_id": None,
        "at": NOON,
    }
    return KudosGot(author, **(plain | values))


def praise(words: str = "You were so patient with us", **values: Any) -> PraiseGot:
    plain: dict[str, Any] = {"state": PraiseState.THANKED, "score": 0.9, "behaviours": (), "at": NOON}
    return PraiseGot(Said("Jane", words), **(plain | values))


def quotes(*praises: PraiseGot) -> list[str]:
    return [one.words for one in best_said(praises)]


def test_the_best_words_are_recognised_say_enough_and_are_sure() -> None:
    recognised = praise("Short", state=PraiseState.RECOGNISED)
    sure = praise("She had our shop running within minutes", score=0.95)
    noted = praise("He explained it until all of us understood", score=None)
    older = replace_at(noted, "The nicest help that we had this year", 5)
    waiting = praise("Nobody decided about these words as yet", state=PraiseState.OPEN, score=1.0)
    thanks = praise("Thanks!", score=1.0)
    assert quotes(waiting, thanks, sure, recognised) == ["Short", "She had our shop running within minutes"]
    assert quotes(thanks, waiting, sure) == [sure.said.words, "Thanks!"]
    assert quotes(older, noted) == [noted.said.words, older.said.words]
    assert quotes() == []


def replace_at(one: PraiseGot, words: str, days: int) -> PraiseGot:
    return one._replace(said=Said("Jane", words), at=one.at - timedelta(days=days))


def test_behaviours_come_from_kudos_from_answered_praise_and_from_plain_words() -> None:
    seen = behaviours_seen(
        DEFAULT_BEHAVIOURS,
        [got(behaviours=(LISTENING, LISTENING)), got(behaviours=(EMPATHY,), praise_id=7), got(behaviours=("Gone",))],
        [
            praise(behaviours=(EMPATHY,), state=PraiseState.RECOGNISED),
            praise("What a cool head in all that trouble"),
            praise("What a cool head", state=PraiseState.OPEN),
        ],
    )
    assert {one.name: (one.by_colleagues, one.by_customers) for one in seen} == {
        "Positive demeanour": (0, 0),
        "Clear head": (0, 1),
        LISTENING: (1, 0),
        EMPATHY: (0, 1),
    }


def entry(customer: int | None, tags: Sequence[str], helped: Sequence[str] = (), minutes: int = 5) -> Entry:
    name = None if customer is None else f"Customer {customer}"
    return Entry(customer, name, tuple(tags), tuple(helped), minutes, is_now=True)


def test_skills_are_in_the_order_of_how_many_different_ones_came() -> None:
    entries = [
        *[entry(1, ["printers"], minutes=600)] * 50,
        entry(1, ["vpn"]),
        entry(2, ["vpn", "mail"], ["U0BRUNO", "U0ANA"]),
        entry(None, ["nobody"], ["U0ANA"]),
    ]
    skills = skills_of(entries, [got(tags=("macs", LISTENING)), got(tags=("macs",))], DEFAULT_BEHAVIOURS, "U0ANA")
    assert [(one.name, one.customers, one.colleagues, one.kudos) for one in skills] == [
        ("vpn", 2, 1, 0),
        ("mail", 1, 1, 0),
        ("macs", 0, 0, 1),
        ("printers", 1, 0, 0),
    ]


def test_a_circles_kudos_are_left_out() -> None:
    assert without_circles([got(2), got(3)], 1, frozenset({frozenset({1, 2}), frozenset({3, 4})})) == (got(3),)


def test_what_is_still_asked_stands_in_no_card() -> None:
    lines = [line(GOOD, agreement=agreement) for agreement in Agreement]
    assert [one.goal.agreement for one in agreed(lines)] == [Agreement.NOT_NEEDED, Agreement.ACCEPTED]
