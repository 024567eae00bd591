"""Asking for fresh numbers, on both databases: one message for each owner and week, whoever looks and how often."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db import workspace_settings as settings_rows
from bot.db.deliveries import DeliveryRow
from bot.db.goals import GoalRow
from bot.db.store import Store
from bot.db.subscriptions import SubscriptionRow
from bot.domain.goals import Agreement, GoalState
from bot.domain.subscriptions import DigestKind
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import measurements, people
from bot.services.acting import Asker
from jobs.fresh_measurements import ask_for_fresh_measurements
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person
from tests.integration.measured import add_goal, add_team, change_person, line, organisations, person_id, teams

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Nine in the morning in Lisbon, on the last working day before Monday's digests."""

OLD = date(2026, 9, 1)


async def look(store: Store, now: datetime = FRIDAY, workspace_id: str = HERE) -> None:
    await ask_for_fresh_measurements(workspace_id=workspace_id, store=store, clock=lambda: now)


def asked(session: Session) -> list[tuple[str, str, str]]:
    """Workspace, recipient and text of each message that asks for numbers."""
    rows = session.execute(
        select(DeliveryRow.workspace_id, DeliveryRow.to, DeliveryRow.message)
        .where(DeliveryRow.purpose.startswith("fresh:"))
        .order_by(DeliveryRow.to, DeliveryRow.created_at)
    )
    return [(row.workspace_id, row.to, row.message["text"]) for row in rows]


def buttons(session: Session) -> list[str]:
    """What the *Update* buttons of all messages carry."""
    return [
        element["value"]
        for message in session.scalars(select(DeliveryRow.message))
        for block in message["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]


def subscribe(session: Session, manager: Asker, /, **changes: Any) -> None:
    """A digest on the coming Monday at nine in Lisbon."""
    values = {
        "workspace_id": manager.workspace_id,
        "kind": DigestKind.MANAGER.value,
        "person_id": person_id(session, manager),
        "to": manager.slack_id,
        "weekday": 0,
        "at": time(9),
        "parts_left_out": [],
        "is_on": True,
        "paused_until": None,
        "next_run_at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "time_zone": "Europe/Lisbon",
        "last_period": None,
        "created_at": NOW,
    }
    session.execute(insert(SubscriptionRow).values(**values | changes))


def recipients(found: list[tuple[str, str, str]]) -> list[str]:
    return [to for _, to, _ in found]


@pytest.fixture
async def goal(desk: Store) -> int:
    """Ana's goal, which nobody has measured since September."""
    return await desk.write(add_goal, ANA, starts_on=OLD)


async def test_an_owner_is_asked_once_a_week_about_all_stale_goals(desk: Store, goal: int) -> None:
    other = await desk.write(add_goal, ANA, starts_on=OLD, title="First answers")
    fresh = await desk.write(add_goal, ANA, starts_on=OLD)
    await desk.write(measurements.measure, ANA, line(fresh, 4.4), "command:1", NOW)
    for quarter in range(4):
        await look(desk, FRIDAY + timedelta(minutes=15 * quarter))
    ((workspace_id, to, text),) = await desk.read(asked)
    assert (workspace_id, to) == (HERE, ANA.slack_id)
    assert "these 2 goals" in text
    assert await desk.read(buttons) == [str(goal), str(other)]
    await look(desk, FRIDAY + timedelta(days=7))
    assert recipients(await desk.read(asked)) == [ANA.slack_id] * 2


@pytest.mark.usefixtures("goal")
async def test_replicas_that_look_at_once_ask_once(desk: Store, database_url: str) -> None:
    async with opened(database_url) as other:
        await asyncio.gather(*(look(store) for store in (desk, other) * 4))
    assert len(await desk.read(asked)) == 1


@pytest.mark.usefixtures("goal")
async def test_nobody_is_asked_at_other_times(desk: Store) -> None:
    for now in (FRIDAY - timedelta(seconds=1), FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)):
        await look(desk, now)
    assert await desk.read(asked) == []


async def test_a_goal_that_was_measured_meanwhile_is_left_alone(desk: Store, goal: int) -> None:
    await desk.write(measurements.measure, ANA, line(goal, 4.4), "command:1", NOW)
    await look(desk)
    assert await desk.read(asked) == []


async def test_a_number_that_waits_for_an_answer_is_no_fresh_one(desk: Store, goal: int) -> None:
    await desk.write(measurements.measure, ANA, line(goal, 44), "command:1", NOW)
    await look(desk)
    assert len(await desk.read(asked)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"state": GoalState.CLOSED.value},
        {"state": GoalState.WITHDRAWN.value},
        {"agreement": Agreement.CHANGE_PROPOSED.value},
        {"starts_on": date(2026, 12, 1)},
        {"due_on": date(2026, 11, 19)},
    ],
    ids=["closed", "withdrawn", "change proposed", "not begun", "over"],
)
async def test_some_goals_are_not_asked_about(desk: Store, goal: int, values: dict[str, Any]) -> None:
    await desk.write(
        lambda session: session.execute(update(GoalRow).where(GoalRow.id == goal).values(**values)).close()
    )
    await look(desk)
    assert await desk.read(asked) == []


@pytest.mark.usefixtures("goal")
async def test_those_who_left_or_paused_are_not_asked(desk: Store) -> None:
    await desk.write(subscribe, ANA, kind=DigestKind.PERSON.value, paused_until=date(2026, 11, 30))
    await look(desk)
    assert await desk.read(asked) == []
    await desk.write(add_goal, BRUNO, starts_on=OLD)
    await desk.write(change_person, BRUNO, is_gone=True)
    await look(desk)
    assert await desk.read(asked) == []


@pytest.mark.usefixtures("goal")
async def test_the_day_before_the_managers_own_digest(desk: Store) -> None:
    wednesday = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    await desk.write(lambda session: change_person(session, ANA, manager_id=person_id(session, BRUNO)))
    await desk.write(subscribe, BRUNO, weekday=3, next_run_at=datetime(2026, 11, 19, 16, 0, tzinfo=UTC))
    await look(desk, FRIDAY)
    assert await desk.read(asked) == []
    await look(desk, wednesday)
    assert recipients(await desk.read(asked)) == [ANA.slack_id]


@pytest.mark.usefixtures("goal")
async def test_a_manager_who_switched_the_digest_off_leaves_the_workspaces_day(desk: Store) -> None:
    await desk.write(lambda session: change_person(session, ANA, manager_id=person_id(session, BRUNO)))
    await desk.write(subscribe, BRUNO, weekday=3, next_run_at=datetime(2026, 11, 19, 16, 0, tzinfo=UTC), is_on=False)
    await look(desk)
    assert recipients(await desk.read(asked)) == [ANA.slack_id]


@pytest.mark.usefixtures("goal")
async def test_holidays_move_it(desk: Store) -> None:
    settings = WorkspaceSettings(holidays=frozenset({date(2026, 11, 20)}))
    await desk.write(settings_rows.save, HERE, settings)
    await look(desk)
    assert await desk.read(asked) == []
    await look(desk, FRIDAY - timedelta(days=1))
    assert len(await desk.read(asked)) == 1


async def test_a_teams_lead_and_who_set_the_organisations_goal(desk: Store) -> None:
    team = await desk.write(add_team, HERE, "Support", BRUNO)
    await desk.write(add_goal, ANA, **teams(team, starts_on=OLD))
    await look(desk)
    assert recipients(await desk.read(asked)) == [BRUNO.slack_id]
    await desk.write(add_goal, ANA, **organisations(starts_on=OLD))
    await look(desk)
    assert recipients(await desk.read(asked)) == [ANA.slack_id, BRUNO.slack_id]


@pytest.mark.usefixtures("goal")
async def test_each_workspace_for_itself(desk: Store) -> None:
    await desk.write(add_goal, STRANGER, starts_on=OLD)
    await look(desk, workspace_id=ELSEWHERE)
    assert [workspace_id for workspace_id, _, _ in await desk.read(asked)] == [ELSEWHERE]
    await look(desk)
    assert sorted(workspace_id for workspace_id, _, _ in await desk.read(asked)) == [ELSEWHERE, HERE]


async def test_the_statements_do_not_grow_with_the_owners(desk: Store) -> None:
    async def statements_of_a_look(now: datetime) -> int:
        executed: list[str] = []

        def note(*arguments: Any) -> None:
            executed.append(arguments[2])

        event.listen(Engine, "before_cursor_execute", note)
        try:
            await look(desk, now)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len([one for one in executed if one.lstrip().upper().startswith(("SELECT", "WITH"))])

    await desk.write(add_goal, ANA, starts_on=OLD)
    few = await statements_of_a_look(FRIDAY)
    crowd = [Asker(HERE, f"U0{number:03}") for number in range(60)]
    await desk.write(people.learn, [person(asker) for asker in crowd], NOW)
    for number, asker in enumerate(crowd):
        await desk.write(add_goal, asker, starts_on=OLD, origin_key=f"crowd:{number}")
    assert await statements_of_a_look(FRIDAY + timedelta(days=7)) == few
    assert len(await desk.read(asked)) == 62
