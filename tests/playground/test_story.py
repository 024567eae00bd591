"""The story of the sample: told once, into a new database of the playground's own workspace."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.db import customers as customer_rows
from bot.db import goals as goal_rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.db.database import open_database
from bot.db.goals import GoalRow
from bot.db.measurements import MeasurementRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.goals import Agreement, OwnerKind
from bot.domain.people import Role
from bot.messenger import person_from_slack
from bot.playground_story import ANA, BRUNO, LEO, MAYA, WORKSPACE, tell, write_story
from bot.services import people
from playground import sample
from playground.server import running
from tests.e2e.conftest import MANIFEST, settings_for

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PEOPLE = [person_from_slack(sample.TEAM_ID, member.to_slack()) for member in sample.sample().people.values()]


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    store = Store(open_database(sqlite_url))
    await store.open()
    yield store
    await store.close()


def counts(session: Session) -> list[int]:
    """Entries, goals and measurements."""
    rows = (WorkLogRow, GoalRow, MeasurementRow)
    return [session.execute(select(func.count()).select_from(row)).scalar_one() for row in rows]


async def test_it_is_told_once(store: Store) -> None:
    assert await store.write(write_story, PEOPLE, NOW)
    assert (await store.read(settings_rows.settings_of, WORKSPACE)).kudos_channel == "C0KUDOS"
    told = await store.read(counts)
    assert all(told)
    assert not await store.write(write_story, PEOPLE, NOW + timedelta(days=1))
    assert await store.read(counts) == told


async def test_a_database_that_knows_anything_hears_nothing(store: Store) -> None:
    await store.write(people.learn_workspace, "T0OTHER", "Another team")
    await store.write(customer_rows.add, "T0OTHER", "Wayne Enterprises", "wayne", NOW)
    assert not await store.write(write_story, PEOPLE, NOW)
    assert await store.read(counts) == [0, 0, 0]


@pytest.mark.parametrize("day", [16, 18, 20, 21, 22], ids=["Monday", "Wednesday", "Friday", "Saturday", "Sunday"])
async def test_it_says_what_the_sample_promises(sqlite_store: Store, day: int) -> None:
    now = NOW.replace(day=day)
    today = now.date()
    await sqlite_store.write(write_story, PEOPLE, now)
    known = await sqlite_store.read(people_rows.everybody, WORKSPACE)
    by_slack_id = {person.slack_id: person for person in known.values()}
    assert by_slack_id[LEO].role is Role.LEADER
    assert by_slack_id[MAYA].manager_id == by_slack_id[LEO].id
    reach = await sqlite_store.read(people_rows.reach_of, WORKSPACE, by_slack_id[MAYA].id)
    assert {by_slack_id[ANA].id, by_slack_id[BRUNO].id} <= reach

    def entries(session: Session) -> list[WorkLogRow]:
        return list(session.execute(select(WorkLogRow)).scalars())

    logged = await sqlite_store.read(entries)
    names = await sqlite_store.read(customer_rows.all_names, WORKSPACE)
    globex, acme = names["Globex"].id, names["Acme Corp"].id
    assert all(row.local_date < today for row in logged)
    assert today - max(row.local_date for row in logged if row.customer_id == globex) > timedelta(weeks=4)
    assert {row.person_id for row in logged if row.customer_id == globex} == {by_slack_id[ANA].id}
    busiest = Counter(row.person_id for row in logged).most_common(1)
    assert busiest[0][0] == by_slack_id[BRUNO].id
    assert not any(row.customer_id for row in logged if row.person_id == by_slack_id[BRUNO].id)
    assert any(row.customer_id == acme for row in logged if row.person_id == by_slack_id[ANA].id)

    goals = await sqlite_store.read(goal_rows.by_ids, WORKSPACE, [1, 2, 3, 4])
    assert [goal.owner.kind for goal in goals.values()] == [
        OwnerKind.ORGANISATION,
        OwnerKind.TEAM,
        OwnerKind.TEAM,
        OwnerKind.PERSON,
    ]
    assert [goal.parent_id for goal in goals.values()] == [None, 1, 1, 3]
    assert goals[4].agreement is Agreement.ASKED
    assert goals[4].owner.slack_id == BRUNO


async def test_the_playground_tells_it_and_another_workspace_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    async with running(manifest=MANIFEST) as slack:
        slack.workspace.team_id = "T0ELSEWHERE"
        assert not await tell(settings_for(slack, sqlite_url), system_clock)
        slack.workspace.team_id = WORKSPACE
        del slack.workspace.people[ANA]
        assert not await tell(settings_for(slack, sqlite_url), system_clock)
    new = f"sqlite:///{tmp_path / 'new.db'}"
    async with running(manifest=MANIFEST) as slack:
        settings = settings_for(slack, new)
        assert await tell(settings, system_clock)
        assert not await tell(settings, system_clock)


async def test_the_story_names_the_playgrounds_people() -> None:
    people_there = sample.sample().people
    assert sample.TEAM_ID == WORKSPACE
    assert {ANA, BRUNO, LEO, MAYA} <= set(people_there)
