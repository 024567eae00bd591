"""Many measurements at once, on both databases: files, and what a system sends."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.blocks.measurements import doubt_message
from bot.db import measurements as measurement_rows
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.csv_rows import ImportReport, Row, read_rows
from bot.domain.goals import Confidence, GoalState, MeasurementState
from bot.domain.measurement_import import OPTIONAL, REQUIRED
from bot.services import measurement_import, measurements
from bot.services.measurement_import import SentMeasurement, SentOutcome
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER
from tests.integration.measured import add_goal, add_team, line, teams

TODAY = date(2026, 11, 18)


def rows_of(text: str | bytes) -> list[Row]:
    rows, problems = read_rows(text.encode() if isinstance(text, str) else text, REQUIRED, OPTIONAL)
    assert problems == []
    return rows


async def load(desk: Store, rows: Sequence[Row], *, workspace_id: str = HERE, **options: Any) -> ImportReport:
    options.setdefault("dry_run", False)
    return await desk.write(measurement_import.import_measurements, workspace_id, rows, NOW, **options)


async def counted(desk: Store, goal_id: int) -> list[tuple[date, float]]:
    found = await desk.read(measurement_rows.counted_of, HERE, [goal_id])
    return [(one.on, one.value) for one in found[goal_id]]


async def history(desk: Store, goal_id: int) -> list[tuple[float, MeasurementState]]:
    return [(one.value, one.state) for one in await desk.read(measurement_rows.history_of, HERE, goal_id)]


@pytest.fixture
async def goal(desk: Store) -> int:
    """Ana's goal."""
    return await desk.write(add_goal, ANA)


class TestFiles:
    """`praiseworthy import measurements`."""

    async def test_a_file_is_taken(self, desk: Store, goal: int) -> None:
        text = f"﻿Goal;Value;Date;Note;Confidence\n{goal};4,2;2026-11-09;;\n#{goal};4,4;18.11.2026;new script;High\n"
        report = await load(desk, rows_of(text))
        assert report == ImportReport(
            (f"Goal {goal}, 2026-11-09: 4.2", f"Goal {goal}, 2026-11-18: 4.4"), unchanged=0, problems=()
        )
        assert await counted(desk, goal) == [(date(2026, 11, 9), 4.2), (TODAY, 4.4)]
        latest = (await desk.read(measurement_rows.latest_of, HERE, [goal]))[goal]
        assert (latest.note, latest.confidence, latest.given_by) == ("new script", Confidence.HIGH, None)

    async def test_a_dry_run_changes_nothing(self, desk: Store, goal: int) -> None:
        rows = rows_of(f"goal,value\n{goal},4.4\n")
        dry = await load(desk, rows, dry_run=True)
        assert await history(desk, goal) == []
        assert await load(desk, rows) == dry
        assert await counted(desk, goal) == [(TODAY, 4.4)]

    async def test_the_same_file_again_changes_nothing(self, desk: Store, goal: int) -> None:
        rows = rows_of(f"goal,value,date,note\n{goal},4.2,2026-11-09,\n{goal},4.4,2026-11-16,script\n")
        await load(desk, rows)
        before = await desk.read(measurement_rows.history_of, HERE, goal)
        assert await load(desk, rows) == ImportReport((), unchanged=2, problems=())
        assert await desk.read(measurement_rows.history_of, HERE, goal) == before

    async def test_a_number_that_is_there_is_corrected_and_undone(self, desk: Store, goal: int) -> None:
        await desk.write(measurements.measure, ANA, line(goal, 4.2), "command:1", NOW)
        report = await load(desk, rows_of(f"goal,value\n{goal},4.4\n"))
        assert report.changes == (f"Goal {goal}, 2026-11-18: 4.4 (was 4.2)",)
        latest = (await desk.read(measurement_rows.latest_of, HERE, [goal]))[goal]
        await desk.write(measurements.undo, ANA, latest.id, NOW)
        assert await counted(desk, goal) == [(TODAY, 4.2)]
        await load(desk, rows_of(f"goal,value\n{goal},4.4\n"))
        assert await counted(desk, goal) == [(TODAY, 4.4)]

    async def test_every_problem_is_named_and_nothing_is_half_done(self, desk: Store, goal: int) -> None:
        closed = await desk.write(add_goal, ANA, state=GoalState.CLOSED.value)
        over = await desk.write(add_goal, ANA, due_on=date(2026, 11, 10))
        hours = await desk.write(add_goal, ANA, unit="hours", direction="down", baseline=8, target=4)
        elsewhere = await desk.write(add_goal, STRANGER)
        rows = [
            (f"{goal},4.4,2026-11-16,,", None),
            (f"{goal},lots,,,", "value: “lots” isn't a number."),
            ("999,4.4,,,", "There is no goal 999 here."),
            (f"{elsewhere},4.4,,,", f"There is no goal {elsewhere} here."),
            ("CSAT,4.4,,,", "goal: “CSAT” isn't a goal's number."),
            (",4.4,,,", "goal: The goal's number is missing."),
            ("99999999999,4.4,,,", "goal: “99999999999” isn't a goal's number."),
            (f"{goal},,,,", "value: There is no number."),
            (f"{goal},4.4,11/18/2026,,", "date: “11/18/2026” isn't a date."),
            (f"{goal},4.4,30.02.2026,,", "date: “30.02.2026” isn't a date."),
            (f"{goal},4.4,2026-12-24,,", "Thu 24 Dec 2026 is in the future."),
            (f"{goal},4.4,1999-12-24,,", "Fri 24 Dec 1999 is more than 5 years ago."),
            (f"{goal},4.4,,,sure", "confidence: “sure” isn't one."),
            (f"{closed},4.4,,,", f"Goal {closed} is closed."),
            (f"{over},4.4,2026-11-11,,", f"Goal {over} was due on Tue 10 Nov 2026"),
            (f"{goal},4.3,2026-11-16,,", f"Goal {goal} has a number for 2026-11-16 in line 2 already."),
            (f"{goal},44,2026-11-17,,", f"44 for goal {goal} is far from what it was. Before it was 4.4."),
            (f"{hours},85 %,,,", "This is counted in hours, not in %."),
        ]
        report = await load(desk, rows_of("goal,value,date,note,confidence\n" + "\n".join(row for row, _ in rows)))
        expected = [(line, reason) for line, (_, reason) in enumerate(rows, start=2) if reason]
        assert [problem.line for problem in report.problems] == [line for line, _ in expected]
        for problem, (_, reason) in zip(report.problems, expected, strict=True):
            assert problem.reason.startswith(reason)
        assert await history(desk, goal) == []

    async def test_jumps_may_be_accepted(self, desk: Store, goal: int) -> None:
        rows = rows_of(f"goal,value,date\n{goal},4.4,2026-11-16\n{goal},44,2026-11-17\n")
        assert len((await load(desk, rows)).problems) == 1
        assert (await load(desk, rows, accept_jumps=True)).problems == ()
        assert await counted(desk, goal) == [(date(2026, 11, 16), 4.4), (date(2026, 11, 17), 44)]
        assert await load(desk, rows) == ImportReport((), unchanged=2, problems=())

    async def test_another_workspaces_goals_are_left_alone(self, desk: Store, goal: int) -> None:
        report = await load(desk, rows_of(f"goal,value\n{goal},4.4\n"), workspace_id=ELSEWHERE)
        assert [problem.reason.partition(".")[0] for problem in report.problems] == [f"There is no goal {goal} here"]
        assert await history(desk, goal) == []


async def send(
    desk: Store, *sent: SentMeasurement, request: str = "msg_1", workspace_id: str = HERE, now: datetime = NOW
) -> SentOutcome:
    return await desk.write(measurement_import.take_sent, workspace_id, sent, request, doubt_message, now)


def queued(session: Session) -> list[tuple[str, str, str]]:
    """Workspace, recipient and text of every message that is to be sent."""
    rows = session.execute(select(DeliveryRow.workspace_id, DeliveryRow.to, DeliveryRow.message))
    return [(row.workspace_id, row.to, row.message["text"]) for row in rows]


class TestSent:
    """What a survey or ticket system sends."""

    async def test_it_is_kept(self, desk: Store, goal: int) -> None:
        outcome = await send(desk, SentMeasurement(goal, 4.2, date(2026, 11, 16)), SentMeasurement(goal, 4.4))
        assert outcome == SentOutcome(counted=2)
        assert await counted(desk, goal) == [(date(2026, 11, 16), 4.2), (TODAY, 4.4)]

    async def test_the_same_request_again_is_one(self, desk: Store, goal: int) -> None:
        await send(desk, SentMeasurement(goal, 4.2))
        await desk.write(measurements.measure, ANA, line(goal, 4.4), "command:1", NOW)
        assert await send(desk, SentMeasurement(goal, 4.2)) == SentOutcome(is_repeated=True)
        assert await counted(desk, goal) == [(TODAY, 4.4)]
        assert await send(desk, SentMeasurement(goal, 4.5), request="msg_2") == SentOutcome(counted=1)
        assert await counted(desk, goal) == [(TODAY, 4.5)]

    async def test_nothing_is_half_done(self, desk: Store, goal: int) -> None:
        outcome = await send(
            desk,
            SentMeasurement(goal, 4.4),
            SentMeasurement(999, 4.4),
            SentMeasurement(goal, 4.3, TODAY),
            SentMeasurement(goal, 4.3, date(2027, 1, 1)),
        )
        assert [(problem.index, problem.field) for problem in outcome.problems] == [
            (1, "goal"),
            (2, "date"),
            (3, "date"),
        ]
        assert await history(desk, goal) == []

    async def test_without_a_date_it_is_of_the_owners_today(self, desk: Store, goal: int) -> None:
        late = datetime.fromisoformat("2026-11-18T23:30:00-10:00")  # 09:30 of the next day in Lisbon
        await send(desk, SentMeasurement(goal, 4.4), now=late)
        assert await counted(desk, goal) == [(date(2026, 11, 19), 4.4)]

    async def test_a_jump_waits_and_the_owner_is_asked(self, desk: Store, goal: int) -> None:
        outcome = await send(desk, SentMeasurement(goal, 44))
        assert outcome == SentOutcome(to_confirm=1)
        assert await history(desk, goal) == [(44, MeasurementState.TO_CONFIRM)]
        ((workspace_id, to, text),) = await desk.read(queued)
        assert (workspace_id, to) == (HERE, ANA.slack_id)
        assert "44 came in. Is that right?" in text

    async def test_a_teams_jump_is_asked_of_its_lead(self, desk: Store) -> None:
        team = await desk.write(add_team, HERE, "Support", BRUNO)
        goal = await desk.write(add_goal, ANA, **teams(team))
        await send(desk, SentMeasurement(goal, 44))
        assert [to for _, to, _ in await desk.read(queued)] == [BRUNO.slack_id]

    async def test_another_workspaces_goal_is_unknown(self, desk: Store, goal: int) -> None:
        outcome = await send(desk, SentMeasurement(goal, 4.4), workspace_id=ELSEWHERE)
        assert [problem.reason for problem in outcome.problems] == [f"There is no goal {goal} here."]
        assert await history(desk, goal) == []

    async def test_the_same_request_id_in_two_workspaces_is_two(self, desk: Store, goal: int) -> None:
        other = await desk.write(add_goal, STRANGER)
        await send(desk, SentMeasurement(goal, 4.4))
        assert await send(desk, SentMeasurement(other, 4.3), workspace_id=ELSEWHERE) == SentOutcome(counted=1)


async def test_a_thousand_sent_at_once_are_kept(desk: Store) -> None:
    goals = [await desk.write(add_goal, ANA, origin_key=f"test:{number}") for number in range(40)]
    sent = [SentMeasurement(goal, 4.4, date(2026, 10, 1 + day)) for goal in goals for day in range(25)]
    assert await send(desk, *sent) == SentOutcome(counted=1000)
    assert await send(desk, *sent, request="msg_2") == SentOutcome(counted=1000)
    assert len(await counted(desk, goals[0])) == 25
