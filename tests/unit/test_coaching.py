"""Which prompts a manager gets, in which order, and when an answered one comes back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coaching import (
    MOST_PROMPTS,
    Answer,
    Answered,
    Carrier,
    Kind,
    Prompt,
    PromptRef,
    answer_about_effort,
    answer_to_prompt,
    choose,
    is_answered,
    prompts_about,
    rests,
)
from bot.domain.goals import (
    Agreement,
    Goal,
    Owner,
    OwnerKind,
)
from bot.domain.pace import Standing, standing
from tests.unit.goals_made import a_goal, a_measurement

TODAY = date(2026, 11, 23)
FIRST = date(2026, 11, 16)


def goal(number: int = 12, owner: str = "Ana", **values: Any) -> Goal:
    plain: dict[str, Any] = {
        "title": f"Goal {number}",
        "owner": Owner(OwnerKind.PERSON, number, owner, f"U0{number}"),
        "unit": "%",
        "baseline": 0.0,
        "target": 100.0,
        "starts_on": TODAY - timedelta(days=50),
        "due_on": TODAY + timedelta(days=50),
        "created_at": datetime(2026, 10, 4, tzinfo=UTC),
    }
    return a_goal(id=number, **(plain | values))


def stands(of: Goal, *points: tuple[int, float]) -> Standing:
    counted = [a_measurement(value, TODAY - timedelta(days=ago), goal_id=of.id) for ago, value in points]
    return standing(of, counted, TODAY, 7, compared_with=FIRST - timedelta(days=1))


def found(
    *standings: Standing, expects_help: bool = True, has_help: bool = True, carrier: Carrier | None = None
) -> list[Prompt]:
    return prompts_about(
        standings, first=FIRST, today=TODAY, expects_help=expects_help, has_help=has_help, carrier=carrier
    )


@pytest.mark.parametrize(
    ("of", "points", "kind", "said"),
    [
        (goal(), [(9, 45.0), (1, 30.0)], Kind.SLIPPED, "from on track to at risk: 30 % now, 50 % at an even pace"),
        (goal(), [(9, 5.0), (1, 6.0)], Kind.OFF_TRACK, "is off track: 6 % now"),
        (goal(), [(9, 28.0), (1, 32.0)], Kind.AT_RISK, "is at risk: 32 % now, 50 % at an even pace"),
        (goal(), [(9, 5.0), (1, 32.0)], Kind.AT_RISK, "went from off track to at risk: 32 % now"),
        (goal(), [(20, 40.0)], Kind.NO_DATA, "was last measured 20 days ago"),
        (goal(), [], Kind.NO_DATA, "has never been measured"),
        (goal(), [(1, 100.0)], Kind.REACHED, "is reached: 100 %"),
        (goal(due_on=TODAY - timedelta(days=1)), [(2, 50.0)], Kind.MISSED, "ended at 50 %; 100 % was wanted"),
        (goal(agreement=Agreement.CHANGE_PROPOSED), [(1, 50.0)], Kind.PROPOSED, "Ana proposes to change"),
        (goal(agreement=Agreement.ASKED), [(1, 50.0)], Kind.UNAGREED, "hasn't been agreed for 50 days"),
    ],
)
def test_each_fact_makes_a_prompt_with_its_reason(
    of: Goal, points: list[tuple[int, float]], kind: Kind, said: str
) -> None:
    (prompt,) = found(stands(of, *points))
    assert prompt.kind is kind
    assert said in prompt.reason
    assert prompt.question.rstrip().endswith(("?", "for what."))
    assert prompt.with_whom == "Ana"


def test_what_goes_well_or_was_asked_lately_is_no_prompt() -> None:
    asked_lately = goal(agreement=Agreement.ASKED, created_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert found(stands(asked_lately, (1, 50.0))) == []


def test_a_new_goal_has_a_week_until_it_is_measured() -> None:
    assert found(stands(goal(starts_on=TODAY - timedelta(days=6)))) == []
    assert len(found(stands(goal(starts_on=TODAY - timedelta(days=7))))) == 1


def test_help_that_nobody_noted_is_asked_about_without_blaming_anybody() -> None:
    (prompt,) = found(stands(goal(), (1, 50.0)), has_help=False)
    assert (prompt.kind, prompt.with_whom) == (Kind.NOTHING_LOGGED, "")
    assert found(has_help=False) == []


def test_who_has_only_managers_below_is_not_told_that_nobody_noted_help() -> None:
    assert found(stands(goal(), (1, 50.0)), expects_help=False, has_help=False) == []


def test_three_at_most_the_pressing_ones_first_and_praise_always() -> None:
    standings = [
        stands(goal(1, "A"), (1, 100.0)),
        stands(goal(2, "B"), (20, 40.0)),
        stands(goal(3, "C"), (9, 5.0), (1, 6.0)),
        stands(goal(4, "D"), (9, 45.0), (1, 30.0)),
    ]
    chosen = choose(found(*standings, carrier=Carrier(9, "E")), {}, TODAY)
    assert [prompt.kind for prompt in chosen] == [Kind.SLIPPED, Kind.OFF_TRACK, Kind.REACHED]


def test_one_conversation_a_person() -> None:
    standings = [stands(goal(1), (9, 5.0), (1, 6.0)), stands(goal(2), (20, 40.0)), stands(goal(3, "B"), (20, 40.0))]
    chosen = choose(found(*standings), {}, TODAY)
    assert [(prompt.kind, prompt.with_whom) for prompt in chosen] == [(Kind.OFF_TRACK, "Ana"), (Kind.NO_DATA, "B")]


def test_done_holds_until_there_is_a_newer_fact() -> None:
    done = answer_to_prompt(Answer.DONE, Kind.OFF_TRACK, TODAY, TODAY)
    prompt = Prompt(Kind.OFF_TRACK, "goal:1", TODAY, "", "", "")
    assert is_answered(prompt, done, TODAY + timedelta(days=300))
    assert not is_answered(replace(prompt, since=TODAY + timedelta(days=1)), done, TODAY + timedelta(days=1))


def test_done_about_what_goes_on_holds_four_weeks() -> None:
    done = answer_to_prompt(Answer.DONE, Kind.CARRIES, FIRST, TODAY)
    for weeks, answered in ((1, True), (4, True), (5, False)):
        prompt = Prompt(Kind.CARRIES, "person:1", FIRST + timedelta(weeks=weeks), "", "", "")
        assert is_answered(prompt, done, TODAY) is answered


def test_snoozed_holds_a_week_and_not_useful_for_good() -> None:
    prompt = Prompt(Kind.NO_DATA, "goal:1", FIRST, "", "", "")
    snoozed = answer_to_prompt(Answer.SNOOZED, Kind.NO_DATA, FIRST, TODAY)
    assert is_answered(prompt, snoozed, TODAY + timedelta(days=6))
    assert not is_answered(prompt, snoozed, TODAY + timedelta(days=7))
    never = answer_to_prompt(Answer.NOT_USEFUL, Kind.NO_DATA, FIRST, TODAY)
    assert is_answered(replace(prompt, since=date(2030, 1, 1)), never, date(2030, 1, 1))


def test_worth_it_holds_eight_weeks() -> None:
    worth = answer_about_effort(Answer.WORTH_IT, TODAY)
    assert rests(worth, TODAY + timedelta(days=55))
    assert not rests(worth, TODAY + timedelta(days=56))
    assert not rests(None, TODAY)


@pytest.mark.parametrize(
    "text", ["", "off_track|goal:1", "off_track|goal:x|2026-11-23", "odd|goal:1|2026-11-23", "a|b|c|d"]
)
def test_a_button_that_is_not_ours_is_no_prompt(text: str) -> None:
    assert PromptRef.parse(text) is None


@given(
    st.sampled_from(Kind),
    st.one_of(st.integers(1, 2**31 - 1).map("goal:{}".format), st.just("team"), st.just("person:5")),
    st.dates(),
)
def test_a_prompt_survives_its_button(kind: Kind, thing: str, since: date) -> None:
    ref = PromptRef(kind, thing, since)
    assert PromptRef.parse(str(ref)) == ref


_PROMPTS = st.builds(
    Prompt,
    kind=st.sampled_from(Kind),
    thing=st.sampled_from(["goal:1", "goal:2", "goal:3", "person:1", "team"]),
    since=st.dates(date(2026, 11, 1), date(2026, 11, 23)),
    with_whom=st.sampled_from(["", "Ana", "Bruno", "Chidi"]),
    reason=st.just("r"),
    question=st.just("q"),
)


@given(st.lists(_PROMPTS), st.lists(st.tuples(_PROMPTS, st.sampled_from(Answer))))
def test_never_more_than_three_and_never_what_was_answered(
    prompts: list[Prompt], answers: list[tuple[Prompt, Answer]]
) -> None:
    given_: dict[str, Answered] = {
        prompt.about: answer_to_prompt(answer, prompt.kind, prompt.since, TODAY) for prompt, answer in answers
    }
    chosen = choose(prompts, given_, TODAY)
    assert len(chosen) <= MOST_PROMPTS
    assert not any(is_answered(prompt, given_.get(prompt.about), TODAY) for prompt in chosen)
    waiting = [prompt for prompt in prompts if not is_answered(prompt, given_.get(prompt.about), TODAY)]
    assert bool(chosen) == bool(waiting)
    assert any(prompt.kind is Kind.REACHED for prompt in waiting) == any(p.kind is Kind.REACHED for p in chosen)
