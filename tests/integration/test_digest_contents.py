"""What stands in digests, from rows of a real database; and that the statements stay the same for any number."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.db.store import Store
from bot.domain.coaching import Answer, Kind, PromptRef
from bot.domain.pace import Pace
from bot.domain.people import Role
from bot.domain.subscriptions import DigestKind, Period
from bot.services import coaching
from bot.services.acting import Asker
from tests.integration.digest_story import NOW, TODAY, Story, day, leaders, managers, notes


@pytest.fixture
async def story(store: Store) -> Story:
    return await Story(store).begin()


async def test_a_manager_sees_the_results_of_their_people_and_teams(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    team = await story.team("Support", lead=maya)
    ana = await story.person("Ana", manager=maya)
    bruno = await story.person("Bruno", team=team)
    gone = await story.person("Gil", manager=maya, is_gone=True)
    other = await story.person("Otto")
    owners: dict[str, dict[str, Any]] = {
        "Maya's": {"person": maya},
        "Ana's": {"person": ana},
        "Bruno's": {"person": bruno},
        "Support's": {"team": team},
        "Gil's": {"person": gone},
        "Otto's": {"person": other},
        "Everybody's": {},
    }
    for title, owner in owners.items():
        await story.goal(title, maya, **owner)
    await story.goal("Over", maya, person=ana, state="closed")
    (digest,) = await managers(store, story.due(maya))
    assert {line.goal.title for line in digest.results} == {"Maya's", "Ana's", "Bruno's", "Support's"}
    assert digest.people == 2
    (leader,) = await managers(store, story.due(maya, given_role=Role.LEADER.value))
    assert "Everybody's" in {line.goal.title for line in leader.results}


async def test_a_manager_of_managers_sees_their_teams_results_and_is_not_told_that_nobody_helped(
    store: Store, story: Story
) -> None:
    leo = await story.person("Leo")
    maya = await story.person("Maya", manager=leo)
    team = await story.team("Support", lead=maya)
    gone = await story.person("Gil", manager=leo, is_gone=True)
    old = await story.team("Old", lead=gone)
    ana = await story.person("Ana", manager=maya)
    goal = await story.goal("Support's", leo, team=team)
    await story.measured(goal, 1, 50.0)
    await story.goal("Old's", leo, team=old)
    await story.goal("Ana's", leo, person=ana)
    await story.helped(ana, None, 1)
    (digest,) = await managers(store, story.due(leo))
    assert {line.goal.title for line in digest.results} == {"Support's"}
    assert not digest.expects_help
    assert not [prompt for prompt in digest.prompts if prompt.kind is Kind.NOTHING_LOGGED]
    await story.person("Bea", manager=leo)
    (digest,) = await managers(store, story.due(leo))
    assert digest.expects_help


async def test_a_result_tells_where_it_stands_and_what_changed_since_last_week(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    await story.goal("CSAT", maya, person=maya, points=[(30, 20), (9, 41.5), (1, 30.25)])
    goal = (await managers(store, story.due(maya)))[0].results[0]
    standing = goal.standing
    assert standing.latest
    assert standing.latest.value == 30.25
    assert standing.latest.on == day(1)
    assert standing.before
    assert standing.before.value == 41.5
    assert (standing.pace, standing.pace_before, standing.age_days) == (Pace.AT_RISK, Pace.ON_TRACK, 1)
    assert standing.slipped
    assert [point.value for point in goal.points] == [20, 41.5, 30.25]


async def test_only_counted_measurements_up_to_today_count(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    goal = await story.goal("CSAT", maya, person=maya, points=[(3, 50)])
    await story.measured(goal, 2, 99, "withdrawn")
    await story.measured(goal, 2, 98, "to_confirm")
    await story.measured(goal, -3, 97)
    (line,) = (await managers(store, story.due(maya)))[0].results
    assert line.standing.latest
    assert line.standing.latest.value == 50


async def test_a_measurement_from_before_the_charts_days_is_still_known(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    await story.goal("Old", maya, person=maya, points=[(200, 7), (150, 33.125)])
    await story.goal("Rare", maya, person=maya, baseline=None, points=[(300, 10), (120, 40), (2, 55)])
    (digest,) = await managers(store, story.due(maya))
    lines = {line.goal.title: line.standing for line in digest.results}
    assert lines["Old"].latest
    assert lines["Old"].latest.value == 33.125
    assert (lines["Old"].pace, lines["Old"].age_days) == (Pace.NO_RECENT_DATA, 150)
    assert lines["Rare"].before
    assert lines["Rare"].before.value == 40
    assert lines["Rare"].pace is Pace.ON_TRACK


async def test_activity_stands_apart(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    await story.goal("Calls", maya, person=maya, is_activity=True)
    (digest,) = await managers(store, story.due(maya))
    assert [line.goal.title for line in digest.activities] == ["Calls"]
    assert digest.results == ()
    assert not digest.is_empty


async def test_help_is_summed_by_customer_and_tag_with_the_week_before(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    otto = await story.person("Otto")
    acme, globex = await story.customer("Acme"), await story.customer("Globex")
    await story.goal("Acme's", maya, person=ana, customers=[acme])
    await story.goal("VPN", maya, person=ana, tags=["vpn"])
    await story.helped(ana, acme, 1, 7, 8, 14)
    await story.helped(ana, acme, 0, 15)  # of this week, and of the one before both
    await story.helped(ana, globex, 2, minutes=90, tags=["printer"])
    await story.helped(ana, globex, 2, minutes=20, tags=["vpn"])
    await story.helped(ana, None, 3, minutes=None)
    await story.helped(ana, acme, 2, undone_at=NOW)
    await story.helped(otto, acme, 2)
    effort = (await managers(store, story.due(maya)))[0].effort
    shares = {one.name: (one.minutes, one.before, one.unserved) for one in (*effort.by_customer, *effort.by_tag)}
    assert shares == {
        "Acme": (60, 60, 0),
        "Globex": (110, 0, 90),
        "": (0, 0, 0),
        "printer": (90, 0, 90),
        "vpn": (20, 0, 0),
    }
    assert (effort.minutes, effort.before, effort.entries) == (170, 60, 5)
    assert [(one.name, one.minutes) for one in effort.unserved] == [("Globex", 90)]


async def test_what_is_worth_it_is_not_asked_for_eight_weeks(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    acme = await story.customer("Acme")
    await story.helped(ana, acme, 2, minutes=90)
    asker = Asker(story.workspace_id, "U0MAYA")

    async def asked() -> list[str]:
        return [one.thing for one in (await managers(store, story.due(maya)))[0].effort.unserved]

    assert await asked() == [f"customer:{acme}"]
    await store.write(coaching.worth_it, asker, f"customer:{acme}", NOW - dt.timedelta(days=55))
    assert await asked() == []
    await store.write(coaching.worth_it, asker, f"customer:{acme}", NOW - dt.timedelta(days=56))
    assert await asked() == [f"customer:{acme}"]


async def test_a_customer_gone_quiet_is_shown_to_those_whose_people_served_it(store: Store, story: Story) -> None:
    maya, otto = await story.person("Maya"), await story.person("Otto")
    ana = await story.person("Ana", manager=maya)
    gil = await story.person("Gil", manager=maya, is_gone=True)
    olga = await story.person("Olga", manager=otto)
    quiet, lively, elsewhere = [await story.customer(name) for name in ("Quiet", "Lively", "Elsewhere")]
    await story.helped(gil, quiet, 40, 43, 43, 46, 66)  # gaps of 3, 3 and 20 days: the usual one is 3
    await story.helped(ana, lively, 40, 43, 46, 49)
    await story.helped(olga, lively, 3)  # another team's contact counts
    await story.helped(olga, elsewhere, 40, 43, 46, 49)
    mayas, ottos = await managers(store, story.due(maya), story.due(otto))
    (found,) = mayas.unattended
    assert (found.rhythm.customer.name, found.days) == ("Quiet", 40)
    assert (found.rhythm.contacts, found.rhythm.usual_gap, found.rhythm.last_on) == (4, 3, day(40))
    assert [one.rhythm.customer.name for one in ottos.unattended] == ["Elsewhere"]


async def test_an_important_customer_served_now_and_then_is_shown(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    seldom = await story.customer("Seldom", is_important=True)
    often = await story.customer("Often", is_important=True)
    await story.helped(ana, seldom, 2, 30, 90)
    await story.helped(ana, often, 2, 9, 16, 23, 30)
    (found,) = (await managers(store, story.due(maya)))[0].unattended
    assert (found.rhythm.customer.name, found.rhythm.lately, found.rhythm.contacts) == ("Seldom", 2, 3)


async def test_an_answered_prompt_comes_back_only_when_the_facts_change(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    goal = await story.goal("CSAT", maya, person=ana, points=[(9, 10), (8, 10)])
    asker = Asker(story.workspace_id, "U0MAYA")

    async def prompts() -> list[Kind]:
        return [prompt.kind for prompt in (await managers(store, story.due(maya)))[0].prompts]

    await story.measured(goal, 2, 11)
    assert Kind.OFF_TRACK in await prompts()
    prompt = PromptRef(Kind.OFF_TRACK, f"goal:{goal}", day(2))
    await store.write(coaching.answer_prompt, asker, prompt, Answer.DONE, NOW)
    assert Kind.OFF_TRACK not in await prompts()
    await story.measured(goal, 1, 12)
    assert Kind.OFF_TRACK in await prompts()
    await store.write(coaching.answer_prompt, asker, prompt, Answer.NOT_USEFUL, NOW)
    assert Kind.OFF_TRACK not in await prompts()
    await store.write(coaching.take_back, asker, prompt)
    assert Kind.OFF_TRACK in await prompts()


async def test_a_manager_with_nobody_and_no_goals_gets_a_welcome(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    (digest,) = await managers(store, story.due(maya))
    assert digest.is_empty


async def test_each_due_digest_has_its_own(store: Store, story: Story) -> None:
    """One manager may have two, for themselves and for a channel; another may be a day ahead."""
    maya, otto = await story.person("Maya"), await story.person("Otto")
    await story.goal("Hers", maya, person=maya, points=[(0, 50)])
    await story.goal("His", otto, person=otto, points=[(0, 60)])
    twice = story.due(maya)
    early = story.due(otto)
    early = replace(early, today=day(1))
    made = await managers(store, twice, early, story.due(maya, DigestKind.TEAM))
    assert [[line.goal.title for line in digest.results] for digest in made] == [["Hers"], ["His"], ["Hers"]]
    assert made[0].results[0].standing.latest
    assert made[1].results[0].standing.latest is None  # it is measured tomorrow, from there


async def test_each_due_digest_has_the_help_of_its_own_week(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    acme = await story.customer("Acme")
    await story.helped(ana, acme, 1, minutes=10)
    await story.helped(ana, acme, 8, minutes=20)
    await story.helped(ana, acme, 15, minutes=40)
    earlier = Period("2026-W46", day(14), day(8))
    late = replace(story.due(maya), period=earlier)
    one, other = await managers(store, story.due(maya), late)
    assert (one.effort.minutes, one.effort.before) == (10, 20)
    assert (other.effort.minutes, other.effort.before) == (20, 40)


async def test_nothing_crosses_a_workspace(store: Store) -> None:
    here, there = await Story(store).begin(), await Story(store, "T0ELSEWHERE").begin()
    maya, otto = await here.person("Maya"), await there.person("Otto")
    # Rows that point across, as no use case makes them: still nothing of them is seen.
    spy = await there.person("Spy", manager=maya)
    team = await there.team("Theirs", lead=maya)
    await there.person("Member", team=team)
    acme = await there.customer("Acme", is_important=True)
    await there.goal("Theirs", otto, person=maya)
    await there.goal("Their team's", otto, team=team)
    await there.helped(spy, acme, 2)
    await there.helped(maya, acme, 2)
    mine, theirs = await managers(store, here.due(maya), there.due(otto))
    assert mine.is_empty
    assert not (mine.unattended)
    assert not (mine.effort.entries)
    assert not (mine.prompts)
    assert theirs.is_empty
    (note,) = await notes(store, here.due(maya, DigestKind.PERSON))
    assert note.is_empty


async def test_a_note_says_what_ones_help_led_to(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    top = await story.team("Service")
    team = await story.team("Support", lead=maya, parent=top)
    ana = await story.person("Ana", manager=maya, team=team)
    acme, globex = await story.customer("Acme"), await story.customer("Globex")
    await story.goal("Team's", maya, team=team, customers=[acme], points=[(9, 40), (1, 50)])
    await story.goal("Top's", maya, team=top, tags=["vpn"])
    await story.goal("Mine", maya, person=ana)
    await story.goal("Everybody's", maya, customers=[globex])
    await story.helped(ana, acme, 1, 2, minutes=20)
    await story.helped(ana, None, 2, minutes=10, tags=["vpn"])
    await story.helped(ana, globex, 9)  # the week before
    (note,) = await notes(store, story.due(ana, DigestKind.PERSON, team_id=team))
    assert {(one.line.goal.title, one.minutes, one.entries) for one in note.served} == {
        ("Team's", 40, 2),
        ("Top's", 10, 1),
    }
    assert [line.goal.title for line in note.goals] == ["Mine"]
    assert (note.entries, note.minutes) == (3, 50)
    assert [customer.name for customer in note.customers] == ["Acme"]


async def test_a_leader_sees_the_cascade_and_the_months_help(store: Store, story: Story) -> None:
    leo = await story.person("Leo")
    top = await story.team("Service")
    below = await story.team("Support", parent=top)
    ana = await story.person("Ana", team=below)
    acme = await story.customer("Acme")
    await story.goal("Everybody's", leo, points=[(2, 60)])
    await story.goal("Top's", leo, team=top, points=[(2, 60)])
    await story.goal("Support's", leo, team=below, points=[(2, 10)])
    await story.goal("Ana's", leo, person=ana, points=[(2, 60)])
    await story.goal("Calls", leo, person=ana, is_activity=True)
    await story.goal("Leo's", leo, person=leo, points=[(2, 60)])
    october = (TODAY - dt.date(2026, 10, 20)).days
    await story.helped(ana, acme, october, october + 1, minutes=60)
    await story.helped(ana, acme, 2)
    digest, other = await leaders(store, story.due(leo, DigestKind.LEADER), story.due(ana, DigestKind.LEADER))
    assert [(team.name, team.depth, team.on_track, team.results, team.activities) for team in digest.teams] == [
        ("Service", 0, 1, 1, 0),
        ("Support", 1, 1, 2, 1),
    ]
    assert (digest.on_track, digest.results) == (4, 5)
    assert digest.without_team
    assert digest.without_team.results == 1
    assert [(one.name, one.minutes) for one in digest.effort] == [("Acme", 120)]
    assert digest.working_hours == 176  # 22 working days
    assert digest.full_time == pytest.approx(2 / 176)
    assert other.teams == digest.teams
    assert other.due.person.id == ana


@pytest.mark.parametrize("kind", [DigestKind.MANAGER, DigestKind.PERSON])
async def test_the_statements_are_the_same_for_three_and_for_sixty(
    store: Store, story: Story, kind: DigestKind
) -> None:
    people = []
    for number in range(60):
        manager = await story.person(f"Manager{number}")
        people.append(manager)
        report = await story.person(f"Report{number}", manager=manager)
        await story.goal(f"Goal {number}", manager, person=report, points=[(2, 50)])
        await story.helped(report, await story.customer(f"Customer {number}"), 2)
    make = managers if kind is DigestKind.MANAGER else notes
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", count)
    try:
        counts = []
        for some in (people[:3], people):
            statements.clear()
            made = await make(store, *(story.due(person, kind) for person in some))
            assert len(made) == len(some)
            counts.append(len(statements))
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert counts[0] == counts[1] > 0
