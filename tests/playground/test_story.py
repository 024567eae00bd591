"""The story of the sample: told once, into a new database of the playground's own workspace."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.db import customers as customer_rows
from bot.db import goals as goal_rows
from bot.db import help_questions as question_rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.db.database import open_database
from bot.db.deliveries import DeliveryRow
from bot.db.goals import GoalRow
from bot.db.kudos import KudosPersonRow
from bot.db.measurements import MeasurementRow
from bot.db.praises import PraiseRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.goals import Agreement, OwnerKind
from bot.domain.people import Role
from bot.domain.praises import PraiseState
from bot.messenger import person_from_slack
from bot.playground_story import tell, tell_database
from bot.services import card_looks, people
from bot.services.acting import Asker
from bot.story.cast import ACME_CHANNEL, ANA, BRUNO, COLLEAGUES, GLOBEX_SHARED, LEO, MAYA, WORKSPACE
from bot.story.recognition import Said
from playground import sample
from playground.server import running
from tests.e2e.conftest import MANIFEST, settings_for

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PEOPLE = [person_from_slack(sample.TEAM_ID, member.to_slack()) for member in sample.sample().people.values()]


def said_in_sample() -> list[Said]:
    """What stands in the customers' channels, as old as it is when the playground starts at `NOW`."""
    aged = NOW.timestamp() - time.time()
    return [
        Said(channel, f"{float(message.ts) + aged:.6f}", message.user, message.text, f"https://slack.example/{number}")
        for channel in (GLOBEX_SHARED, ACME_CHANNEL)
        for number, message in enumerate(sample.sample().messages[channel])
    ]


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    store = Store(open_database(sqlite_url))
    await store.open()
    yield store
    await store.close()


async def told(url: str, now: datetime, said: Sequence[Said] = ()) -> bool:
    """The story, written as the program writes it: in one transaction, which may take longer than a request's."""
    database = open_database(url)
    try:
        return await tell_database(database, PEOPLE, now, said)
    finally:
        await database.close()


def counts(session: Session) -> list[int]:
    """Entries, goals and measurements."""
    rows = (WorkLogRow, GoalRow, MeasurementRow)
    return [session.execute(select(func.count()).select_from(row)).scalar_one() for row in rows]


async def test_it_is_told_once(store: Store, database_url: str) -> None:
    assert await told(database_url, NOW)
    workspace = await store.read(settings_rows.settings_of, WORKSPACE)
    assert (workspace.kudos_channel, workspace.cost_an_hour, workspace.currency) == ("C0KUDOS", 38.0, "EUR")
    kept = await store.read(counts)
    assert all(kept)
    assert not await told(database_url, NOW + timedelta(days=1))
    assert await store.read(counts) == kept


async def test_a_database_that_knows_anything_hears_nothing(store: Store, database_url: str) -> None:
    await store.write(people.learn_workspace, "T0OTHER", "Another team")
    await store.write(customer_rows.add, "T0OTHER", "Wayne Enterprises", "wayne", NOW)
    assert not await told(database_url, NOW)
    assert await store.read(counts) == [0, 0, 0]


@pytest.mark.parametrize("day", [16, 18, 20, 21, 22], ids=["Monday", "Wednesday", "Friday", "Saturday", "Sunday"])
async def test_it_says_what_the_sample_promises(sqlite_store: Store, sqlite_url: str, day: int) -> None:
    now = NOW.replace(day=day)
    today = now.date()
    await told(sqlite_url, now)
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

    goals = await sqlite_store.read(goal_rows.by_ids, WORKSPACE, [1, 2, 3, 4, 5, 6])
    assert [goal.owner.kind for goal in goals.values()] == [
        OwnerKind.ORGANISATION,
        OwnerKind.TEAM,
        OwnerKind.TEAM,
        OwnerKind.PERSON,
        OwnerKind.PERSON,
        OwnerKind.PERSON,
    ]
    assert [goal.parent_id for goal in goals.values()] == [None, 1, 1, 3, 2, 3]
    assert [(goals[at].owner.slack_id, goals[at].agreement) for at in (4, 5, 6)] == [
        (BRUNO, Agreement.ASKED),
        (ANA, Agreement.ACCEPTED),
        (BRUNO, Agreement.ACCEPTED),
    ]


async def test_what_is_said_tells_who_serves_customers(sqlite_store: Store, sqlite_url: str) -> None:
    await told(sqlite_url, NOW, said_in_sample())
    known = await sqlite_store.read(people_rows.everybody, WORKSPACE)
    ana, bruno = (next(one for one in known.values() if one.slack_id == who) for who in (ANA, BRUNO))
    since, until = (NOW - timedelta(weeks=13)).date(), NOW.date()
    shares = {
        one.id: await sqlite_store.read(question_rows.solved_share, WORKSPACE, [one.id], since, until)
        for one in (ana, bruno)
    }
    assert shares[ana.id].share == 1
    assert (shares[bruno.id].share or 1) < 0.5

    def praises(session: Session) -> list[PraiseRow]:
        return list(session.execute(select(PraiseRow).order_by(PraiseRow.said_at)).scalars())

    kept = await sqlite_store.read(praises)
    assert [PraiseState(one.state) for one in kept] == [PraiseState.RECOGNISED] * 4 + [PraiseState.OPEN]
    assert all(one.permalink for one in kept)

    def thanked(session: Session) -> Counter[int]:
        return Counter(session.execute(select(KudosPersonRow.person_id)).scalars())

    kudos = await sqlite_store.read(thanked)
    assert kudos[ana.id] > kudos[bruno.id] > 0


async def test_somebody_looked_at_each_card(sqlite_store: Store, sqlite_url: str) -> None:
    await told(sqlite_url, NOW)
    for who in (ANA, BRUNO):
        seen = await sqlite_store.read(card_looks.looks_at_me, Asker(WORKSPACE, who))
        assert {look.looker for look in seen.looks} >= {MAYA, LEO}


async def test_only_what_is_new_is_sent(sqlite_store: Store, sqlite_url: str) -> None:
    """Weeks of messages would come at once otherwise."""
    await told(sqlite_url, NOW, said_in_sample())

    def waiting(session: Session) -> list[datetime]:
        return list(session.execute(select(DeliveryRow.created_at)).scalars())

    queued = await sqlite_store.read(waiting)
    assert 0 < len(queued) < 10
    assert min(queued) > NOW - timedelta(days=4)


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
    assert set(people_there) >= COLLEAGUES
