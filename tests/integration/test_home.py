"""What stands on App Home, and whose Home is old after a change."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.blocks.goal_agreement import answer_message, change_message, question_message
from bot.blocks.praise_prompts import prompt_message
from bot.db import card_looks, help_questions
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db import workspace_settings as settings_rows
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.card_looks import Seen
from bot.domain.goal_pages import Question
from bot.domain.home import Doubt, Home, HomePart, Touch
from bot.domain.kudos import Kudos, Thanked
from bot.domain.measurements import Filled
from bot.domain.people import Place
from bot.domain.praise_prompts import PromptView
from bot.domain.praises import NewPraise, Praise, PraiseSource, PraiseState
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import goal_agreement, home, measurements, praise_prompts, work_logs
from bot.services.acting import Asker
from tests.integration.counting import statements
from tests.integration.digest_story import TODAY, Story

HERE = "T0HERE"
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
"""A Wednesday: the week so far began on `TODAY`."""

ANA, MAYA = Asker(HERE, "U0ANA"), Asker(HERE, "U0MAYA")


@pytest.fixture
async def story(store: Store) -> Story:
    """A workspace without people."""
    return await Story(store).begin()


async def seen(store: Store, asker: Asker) -> Home:
    """The Home of somebody now."""
    return await store.read(home.home_of, asker, NOW)


async def opened(store: Store, *askers: Asker, at: dt.datetime = NOW) -> None:
    """These people have opened Home."""
    for asker in askers:
        await store.write(home.opened, asker, at)


async def old_after(store: Store, change: Callable[..., Any], *args: Any) -> list[str]:
    """Slack ids of those whose Home a change makes old."""
    touched: set[Touch] = set()
    store.tell_of_touched(touched.update)
    await store.write(change, *args)
    return [asker.slack_id for asker in await store.read(home.old_homes, HERE, touched, NOW)]


async def praise(store: Store, *person_ids: int, name: str = "1") -> Praise:
    """A customer praises these people; who can act is asked."""

    def notice(session: Session) -> Praise:
        new = NewPraise(
            source=PraiseSource.OUTSIDE,
            words="Thank you for saving our day",
            said_by="Jane Miller",
            said_at=NOW,
            origin_key=f"test:{name}",
            reason="thanks",
            praised=tuple((person_id, True) for person_id in person_ids),
        )
        kept = praise_rows.add(session, HERE, new, NOW)
        assert kept is not None
        praise_prompts.ask(session, kept, NOW, draw=prompt_message)
        return kept

    return await store.write(notice)


async def test_results_of_the_week_and_its_hours(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    acme = await story.customer("Acme")
    await story.goal("CSAT", maya, person=ana, customers=[acme], points=[(3, 20.0), (0, 30.0)])
    await story.helped(ana, acme, 0, 8)
    await praise(store, ana)
    found = await seen(store, ANA)
    assert [one.line.goal.title for one in found.note.served] == ["CSAT"]
    assert [one.words for one in found.note.said] == ["Thank you for saving our day"]
    assert (len(found.entries), found.note.minutes) == (1, 30), "the week before is not in it"
    assert found.team is None
    assert not found.is_new


async def test_ones_own_goals_and_those_of_ones_very_team(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    top = await story.team("Service")
    team = await story.team("Support", parent=top)
    ana = await story.person("Ana", manager=maya, team=team)
    otto = await story.person("Otto")
    owners: dict[str, dict[str, Any]] = {
        "Ana's": {"person": ana},
        "Support's": {"team": team},
        "Service's": {"team": top},
        "Otto's": {"person": otto},
        "Everybody's": {},
    }
    for title, owner in owners.items():
        await story.goal(title, maya, **owner)
    assert {line.goal.title for line in (await seen(store, ANA)).goals.lines} == {"Ana's", "Support's"}
    team_part = (await seen(store, MAYA)).team
    assert team_part is not None
    assert (team_part.people, [line.goal.title for line in team_part.goals.lines]) == (1, ["Ana's"])


async def test_the_goals_of_ones_people_come_by_pace(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    await story.goal("Good", maya, person=ana, points=[(0, 90.0)])
    await story.goal("Bad", maya, person=ana, points=[(0, 1.0)])
    await story.goal("Silent", maya, person=ana, points=[(40, 40.0)])
    team = (await seen(store, MAYA)).team
    assert team is not None
    assert [line.goal.title for line in team.goals.lines] == ["Bad", "Silent", "Good"]


async def test_everything_that_waits_is_counted_and_a_page_of_it_shown(store: Store, story: Story) -> None:
    leo = await story.person("Leo")
    maya = await story.person("Maya", manager=leo)
    ana = await story.person("Ana", manager=maya)
    for number in range(4):
        await praise(store, ana, name=str(number))
    await story.goal("Asked", leo, person=maya, agreement="asked", times_asked=1)
    doubted = await story.goal("Doubted", leo, person=maya, points=[(5, 10.0)])
    await story.measured(doubted, 0, 99.0, state="to_confirm")
    await opened(store, MAYA)
    first = (await seen(store, MAYA)).waiting
    assert (first.total, [type(one) for one in first.shown]) == (6, [PromptView] * 4)
    await store.write(home.turn, MAYA, HomePart.WAITING, 1, NOW)
    second = (await seen(store, MAYA)).waiting
    assert [one.goal.title for one in second.shown if isinstance(one, Question | Doubt)] == ["Asked", "Doubted"]
    (doubt,) = [one for one in second.shown if isinstance(one, Doubt)]
    assert (doubt.measurement.value, doubt.before and doubt.before.value) == (99.0, 10.0)
    await store.write(home.turn, MAYA, HomePart.WAITING, 9_999, NOW)
    assert (await seen(store, MAYA)).waiting.page == 1
    assert (await seen(store, ANA)).waiting.total == 0


async def test_opening_it_anew_begins_with_the_first_pages(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    for number in range(20):
        await story.goal(f"Goal {number}", maya, person=maya)
    await opened(store, MAYA)
    await store.write(home.turn, MAYA, HomePart.GOALS, 2, NOW)
    assert (await seen(store, MAYA)).goals.page == 2
    await opened(store, MAYA)
    assert (await seen(store, MAYA)).goals.page == 0


async def test_who_looked_and_what_was_recorded_last(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    goal = await story.goal("CSAT", maya, person=ana)
    for number in range(5):
        await store.write(card_looks.add, HERE, maya, [ana], Seen.SCORECARD, f"command:{number}", NOW)

    def measure(session: Session) -> None:
        filled = Filled(goal, 12.0, TODAY)
        measurements.record(session, ANA, filled, "", "view:1", NOW)

    await store.write(measure)
    found = await seen(store, ANA)
    assert ([look.looker_name for look in found.looks], found.look_count) == (["Maya"] * 3, 5)
    assert found.recorded is not None
    assert (found.recorded[0].title, found.recorded[1].value) == ("CSAT", 12.0)
    later = await store.read(home.home_of, ANA, NOW + dt.timedelta(hours=2))
    assert later.recorded is None


async def test_a_guest_and_the_other_workspace_see_nothing(store: Store, story: Story) -> None:
    ana = await story.person("Ana")
    await story.person("Gus", is_guest=True)
    await story.goal("Ours", ana, person=ana)
    await story.helped(ana, None, 0)
    elsewhere = await Story(store, "T0ELSEWHERE").begin()
    await elsewhere.person("Ana")
    with pytest.raises(Denied):
        await store.write(home.opened, Asker(HERE, "U0GUS"), NOW)
    with pytest.raises(Denied):
        await seen(store, Asker(HERE, "U0GUS"))
    assert (await seen(store, Asker("T0ELSEWHERE", "U0ANA"))).is_new
    await opened(store, Asker("T0ELSEWHERE", "U0ANA"), ANA)
    assert await old_after(store, work_logs.log_line, Asker("T0ELSEWHERE", "U0ANA"), "5m call", "command:1", NOW) == []


async def test_the_statements_are_as_many_for_two_hundred_people(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    team = await story.team("Support", lead=maya)

    async def grow(count: int, prefix: str) -> int:
        for number in range(count):
            ana = await story.person(f"{prefix}{number}", manager=maya, team=team)
            await story.goal(f"CSAT {prefix}{number}", maya, person=ana, points=[(1, 5.0)])
        with statements() as run:
            await seen(store, MAYA)
        return len(run)

    few = await grow(2, "a")
    assert await grow(60, "b") == few
    assert few <= 45


class TestWhoseHomeIsOld:
    """Only theirs who have opened it within a day, and who have what changed on it."""

    async def test_ones_own_entries(self, store: Store, story: Story) -> None:
        maya = await story.person("Maya")
        await story.person("Ana", manager=maya)
        await opened(store, ANA, MAYA)
        assert await old_after(store, work_logs.log_line, ANA, "5m call", "command:1", NOW) == ["U0ANA"]

    async def test_nobody_who_opened_it_longer_ago(self, store: Store, story: Story) -> None:
        await story.person("Ana")
        await opened(store, ANA, at=NOW - dt.timedelta(hours=25))
        assert await old_after(store, work_logs.log_line, ANA, "5m call", "command:1", NOW) == []
        await opened(store, ANA, at=NOW - dt.timedelta(hours=23))
        assert await old_after(store, work_logs.log_line, ANA, "5m call", "command:2", NOW) == ["U0ANA"]

    async def test_a_goal_is_its_owners_and_those_aboves(self, store: Store, story: Story) -> None:
        leo = await story.person("Leo")
        maya = await story.person("Maya", manager=leo)
        ana = await story.person("Ana", manager=maya)
        bruno = await story.person("Bruno", manager=leo)
        team = await story.team("Support", lead=bruno)
        await story.person("Carla", team=team)
        await story.person("Boss", given_role="leader")
        names = ("U0LEO", "U0MAYA", "U0ANA", "U0BRUNO", "U0CARLA", "U0BOSS")
        await opened(store, *(Asker(HERE, name) for name in names))
        anas = await story.goal("Ana's", leo, person=ana)
        supports = await story.goal("Support's", leo, team=team)
        everybodys = await story.goal("Everybody's", leo)

        async def old(goal: int, number: int) -> set[str]:
            filled = Filled(goal, 12.0, TODAY)
            by = Asker(HERE, "U0BOSS") if goal == everybodys else Asker(HERE, "U0LEO")
            return set(await old_after(store, measurements.record, by, filled, "", f"view:{number}", NOW))

        assert await old(anas, 1) == {"U0ANA", "U0MAYA", "U0LEO"}
        assert await old(everybodys, 3) == {"U0BOSS"}
        assert await old(supports, 2) == {"U0CARLA", "U0BRUNO", "U0LEO"}

    async def test_agreeing_and_asking(self, store: Store, story: Story) -> None:
        maya = await story.person("Maya")
        ana = await story.person("Ana", manager=maya)
        goal = await story.goal("CSAT", maya, person=ana, agreement="asked", times_asked=1)
        await opened(store, ANA, MAYA)
        messages = goal_agreement.GoalMessages(question_message, answer_message, change_message)
        assert set(await old_after(store, goal_agreement.accept, ANA, goal, 1, NOW, messages)) == {"U0ANA", "U0MAYA"}

    async def test_praise_is_theirs_who_are_asked_and_of_those_praised(self, store: Store, story: Story) -> None:
        from_above = await story.person("Maya")
        ana = await story.person("Ana", manager=from_above)
        await story.person("Otto")
        await opened(store, ANA, MAYA, Asker(HERE, "U0OTTO"))
        kept = await praise(store, ana)
        decided = await old_after(store, prompt_rows.decide, kept, PraiseState.THANKED, from_above, NOW)
        assert set(decided) == {"U0ANA", "U0MAYA"}

    async def test_kudos_looks_questions_settings_and_places(self, store: Store, story: Story) -> None:
        maya = await story.person("Maya")
        ana = await story.person("Ana")
        await opened(store, ANA, MAYA)
        thanked = (Thanked(ana, "U0ANA", "Ana"),)
        kudos = Kudos(0, HERE, maya, "U0MAYA", thanked, "well done", (), (), False, False, "C1", None, NOW, False)
        assert await old_after(store, kudos_rows.add, kudos, "command:1") == ["U0ANA"]
        looked = (HERE, maya, [ana], Seen.PUBLIC_CARD, "command:2", NOW)
        assert await old_after(store, card_looks.add, *looked) == ["U0ANA"]
        assert await old_after(store, help_questions.opt_out, HERE, ana, NOW) == ["U0ANA"]
        everybody = await old_after(store, settings_rows.save, HERE, WorkspaceSettings())
        assert set(everybody) == {"U0ANA", "U0MAYA"}
        moved = await old_after(store, people_rows.place_many, HERE, {ana: Place(None, maya, None)}, NOW)
        assert set(moved) == {"U0ANA", "U0MAYA"}

    async def test_what_failed_makes_nothing_old(self, store: Store, story: Story) -> None:
        await story.person("Ana")
        await opened(store, ANA)

        def fail(session: Session) -> None:
            work_logs.log_line(session, ANA, "5m call", "command:1", NOW)
            raise ValueError("no")

        touched: set[Touch] = set()
        store.tell_of_touched(touched.update)
        with pytest.raises(ValueError, match="no"):
            await store.write(fail)
        assert touched == set()
