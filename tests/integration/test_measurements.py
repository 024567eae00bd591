"""Measuring goals, on both databases: recording, corrections, doubts, undo, and who may."""

import asyncio
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import measurements as measurement_rows
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.goals import Confidence, GoalState, Measurement, MeasurementSource, MeasurementState
from bot.domain.measurements import Filled, MeasurementReceipt, NewMeasurement
from bot.domain.pace import Pace
from bot.errors import DayRefused, Refused
from bot.services import measurements
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened
from tests.integration.measured import add_goal, add_team, change_person, line, organisations, person_id, teams

TODAY = date(2026, 11, 18)


async def measure(desk: Store, goal_id: int, value: float, request: str, **given: Any) -> MeasurementReceipt:
    asker = given.pop("asker", ANA)
    return await desk.write(measurements.measure, asker, line(goal_id, value, **given), request, NOW)


async def counted(desk: Store, goal_id: int, workspace_id: str = HERE) -> list[tuple[date, float]]:
    found = await desk.read(measurement_rows.counted_of, workspace_id, [goal_id])
    return [(one.on, one.value) for one in found[goal_id]]


async def history(desk: Store, goal_id: int) -> list[tuple[float, MeasurementState]]:
    return [(one.value, one.state) for one in await desk.read(measurements.history_of, ANA, goal_id)]


@pytest.fixture
async def goal(desk: Store) -> int:
    """Ana's goal."""
    return await desk.write(add_goal, ANA)


async def test_a_number_is_recorded_for_today(desk: Store, goal: int) -> None:
    await measure(desk, goal, 4.2, "command:1", on=date(2026, 11, 9))
    receipt = await measure(desk, goal, 4.4, "command:2", note="new script", confidence=Confidence.HIGH)
    kept = receipt.measurement
    assert (kept.value, kept.on, kept.note, kept.confidence) == (4.4, TODAY, "new script", Confidence.HIGH)
    assert (kept.source, kept.state) == (MeasurementSource.TYPED, MeasurementState.COUNTED)
    assert kept.given_by == await desk.read(person_id, ANA)
    assert receipt.before is not None
    assert (receipt.before.value, receipt.corrected) == (4.2, None)
    assert receipt.standing.pace is Pace.ON_TRACK
    assert await counted(desk, goal) == [(date(2026, 11, 9), 4.2), (TODAY, 4.4)]


async def test_the_same_request_again_is_one_measurement(desk: Store, goal: int) -> None:
    first, second = await asyncio.gather(measure(desk, goal, 4.4, "command:1"), measure(desk, goal, 4.4, "command:1"))
    assert first.measurement == second.measurement
    assert await history(desk, goal) == [(4.4, MeasurementState.COUNTED)]


async def test_a_second_number_of_a_day_corrects_the_first(desk: Store, goal: int) -> None:
    await measure(desk, goal, 4.2, "command:1")
    receipt = await measure(desk, goal, 4.4, "command:2")
    assert receipt.corrected is not None
    assert receipt.corrected.value == 4.2
    assert await counted(desk, goal) == [(TODAY, 4.4)]
    assert await history(desk, goal) == [(4.2, MeasurementState.CORRECTED), (4.4, MeasurementState.COUNTED)]


async def test_undo_brings_back_what_was_corrected(desk: Store, goal: int) -> None:
    await measure(desk, goal, 4.2, "command:1")
    receipt = await measure(desk, goal, 4.4, "command:2")
    for _ in range(2):
        undone = await desk.write(measurements.undo, ANA, receipt.measurement.id, NOW)
        assert undone.instead is not None
        assert (undone.measurement.state, undone.instead.value) == (MeasurementState.WITHDRAWN, 4.2)
        assert await counted(desk, goal) == [(TODAY, 4.2)]
    redone = await desk.write(measurements.redo, ANA, receipt.measurement.id, NOW)
    assert redone.measurement.state is MeasurementState.COUNTED
    assert await counted(desk, goal) == [(TODAY, 4.4)]


async def test_two_replicas_correct_one_day_at_once(desk: Store, goal: int, database_url: str) -> None:
    async with opened(database_url) as other:
        stores = [desk, other] * 8
        await asyncio.gather(
            *(measure(store, goal, 4 + number / 100, f"command:{number}") for number, store in enumerate(stores))
        )
    states = [state for _, state in await history(desk, goal)]
    assert len(states) == 16
    assert states.count(MeasurementState.COUNTED) == 1
    assert len(await counted(desk, goal)) == 1


class TestJumps:
    """A number far from the one before it waits for an answer."""

    async def test_it_is_kept_and_not_counted(self, desk: Store, goal: int) -> None:
        await measure(desk, goal, 4.2, "command:1", on=date(2026, 11, 9))
        receipt = await measure(desk, goal, 44, "command:2")
        assert receipt.measurement.state is MeasurementState.TO_CONFIRM
        assert receipt.standing.latest is not None
        assert receipt.standing.latest.value == 4.2
        assert await counted(desk, goal) == [(date(2026, 11, 9), 4.2)]

    async def test_yes_counts_it(self, desk: Store, goal: int) -> None:
        await measure(desk, goal, 4.2, "command:1")
        doubted = await measure(desk, goal, 44, "command:2")
        for _ in range(2):
            confirmed = await desk.write(measurements.confirm, ANA, doubted.measurement.id, NOW)
            assert confirmed.measurement.state is MeasurementState.COUNTED
            assert await counted(desk, goal) == [(TODAY, 44)]
        await desk.write(measurements.undo, ANA, doubted.measurement.id, NOW)
        assert await counted(desk, goal) == [(TODAY, 4.2)]

    async def test_no_takes_another_number(self, desk: Store, goal: int) -> None:
        doubted = await measure(desk, goal, 44, "command:1")
        filled = Filled(goal, 4.4, TODAY)
        await desk.write(measurements.record, ANA, filled, "", "view:1", NOW, answers=doubted.measurement.id)
        assert await counted(desk, goal) == [(TODAY, 4.4)]
        with pytest.raises(Refused, match="taken back"):
            await desk.write(measurements.confirm, ANA, doubted.measurement.id, NOW)

    async def test_the_same_number_in_the_form_says_yes(self, desk: Store, goal: int) -> None:
        doubted = await measure(desk, goal, 44.123, "command:1")
        filled = Filled(goal, 44.12, TODAY, "really", Confidence.LOW)  # the form shows two decimals
        receipt = await desk.write(measurements.record, ANA, filled, "", "view:1", NOW, answers=doubted.measurement.id)
        kept = receipt.measurement
        assert (kept.id, kept.state, kept.value) == (doubted.measurement.id, MeasurementState.COUNTED, 44.123)
        assert (kept.note, kept.confidence) == ("really", Confidence.LOW)


class TestRefusals:
    """What is wrong is said, and nothing is kept."""

    @pytest.mark.parametrize("goal_id", [999, 0, -1, 2**31, 10**30])
    async def test_an_unknown_goal(self, desk: Store, goal_id: int) -> None:
        with pytest.raises(Refused, match=f"There is no goal {goal_id} here") as refused:
            await measure(desk, goal_id, 4.4, "command:1")
        assert refused.value.typed == f"{goal_id} = 4.4"

    async def test_the_wrong_unit_names_both(self, desk: Store) -> None:
        goal = await desk.write(add_goal, ANA, unit="%", baseline=80, target=90)
        with pytest.raises(Refused, match="in %, not in hours"):
            await measure(desk, goal, 85, "command:1", unit="hours")
        assert await history(desk, goal) == []

    async def test_a_unit_of_the_same_kind_is_converted(self, desk: Store) -> None:
        goal = await desk.write(add_goal, ANA, unit="hours", direction="down", baseline=8, target=4)
        await measure(desk, goal, 360, "command:1", unit="minutes")
        assert await counted(desk, goal) == [(TODAY, 6)]

    @pytest.mark.parametrize(
        ("on", "reason"),
        [(TODAY + timedelta(days=1), "in the future"), (date(2021, 11, 17), "more than 5 years ago")],
    )
    async def test_a_date_that_cannot_be(self, desk: Store, goal: int, on: date, reason: str) -> None:
        with pytest.raises(DayRefused, match=reason):
            await measure(desk, goal, 4.4, "command:1", on=on)
        assert await history(desk, goal) == []

    async def test_a_goal_past_its_due_date_takes_numbers_from_before(self, desk: Store) -> None:
        goal = await desk.write(add_goal, ANA, due_on=date(2026, 11, 15))
        with pytest.raises(DayRefused, match="was due on Sun 15 Nov 2026"):
            await measure(desk, goal, 4.4, "command:1")
        await measure(desk, goal, 4.4, "command:2", on=date(2026, 11, 15))
        assert await counted(desk, goal) == [(date(2026, 11, 15), 4.4)]

    async def test_a_closed_goal_takes_numbers_from_before(self, desk: Store) -> None:
        goal = await desk.write(add_goal, ANA, state=GoalState.CLOSED.value)
        with pytest.raises(DayRefused, match="is closed"):
            await measure(desk, goal, 4.4, "command:1")
        await measure(desk, goal, 4.4, "command:2", on=date(2026, 11, 17))
        assert len(await counted(desk, goal)) == 1

    async def test_a_goal_that_was_taken_back(self, desk: Store) -> None:
        goal = await desk.write(add_goal, ANA, state=GoalState.WITHDRAWN.value)
        with pytest.raises(Refused, match="There is no goal"):
            await measure(desk, goal, 4.4, "command:1")


class TestWhoMay:
    """Those who work towards a goal or answer for it."""

    async def test_somebody_elses_goal_is_refused(self, desk: Store, goal: int) -> None:
        with pytest.raises(Denied, match="measured by those who work towards it"):
            await measure(desk, goal, 4.4, "command:1", asker=BRUNO)

    async def test_the_manager_may(self, desk: Store, goal: int) -> None:
        bruno = await desk.read(person_id, BRUNO)
        await desk.write(change_person, ANA, manager_id=bruno)
        receipt = await measure(desk, goal, 4.4, "command:1", asker=BRUNO)
        assert receipt.measurement.given_by == bruno

    async def test_a_teams_members_and_its_lead_may(self, desk: Store, database_url: str) -> None:
        team = await desk.write(add_team, HERE, "Support", BRUNO)
        goal = await desk.write(add_goal, BRUNO, **teams(team))
        with pytest.raises(Denied):
            await measure(desk, goal, 4.4, "command:1")
        await measure(desk, goal, 4.3, "command:2", asker=BRUNO)
        await desk.write(change_person, ANA, team_id=team)
        async with opened(database_url) as fresh:  # which doesn't know yet who Ana was
            await measure(fresh, goal, 4.4, "command:3")

    async def test_the_organisations_by_who_set_it_and_leaders(self, desk: Store) -> None:
        goal = await desk.write(add_goal, BRUNO, **organisations())
        with pytest.raises(Denied):
            await measure(desk, goal, 4.4, "command:1")
        await measure(desk, goal, 4.4, "command:2", asker=BRUNO)

    async def test_another_workspaces_goal_is_unknown(self, desk: Store, goal: int) -> None:
        receipt = await measure(desk, goal, 4.4, "command:1")
        with pytest.raises(Refused, match="There is no goal"):
            await measure(desk, goal, 4.4, "command:2", asker=STRANGER)
        for use_case in (measurements.undo, measurements.redo, measurements.confirm, measurements.own_measurement):
            with pytest.raises(Refused, match="isn't kept here"):
                await desk.write(use_case, STRANGER, receipt.measurement.id, NOW)
        with pytest.raises(Refused, match="isn't kept here"):
            await desk.write(measurements.add_note, STRANGER, receipt.measurement.id, "mine", NOW)
        assert await counted(desk, goal) == [(TODAY, 4.4)]
        assert await counted(desk, goal, ELSEWHERE) == []

    async def test_the_answer_to_another_workspaces_question_is_none(self, desk: Store, goal: int) -> None:
        doubted = await measure(desk, goal, 44, "command:1")
        other = await desk.write(add_goal, STRANGER)
        filled = Filled(other, 44, TODAY)
        await desk.write(measurements.record, STRANGER, filled, "", "view:1", NOW, answers=doubted.measurement.id)
        assert await history(desk, goal) == [(44, MeasurementState.TO_CONFIRM)]

    async def test_buttons_of_somebody_else(self, desk: Store, goal: int) -> None:
        receipt = await measure(desk, goal, 4.4, "command:1")
        for use_case in (measurements.undo, measurements.redo, measurements.confirm):
            with pytest.raises(Denied):
                await desk.write(use_case, BRUNO, receipt.measurement.id, NOW)


async def test_a_note_is_added_and_changed(desk: Store, goal: int) -> None:
    receipt = await measure(desk, goal, 4.4, "command:1", confidence=Confidence.LOW)
    noted = await desk.write(measurements.add_note, ANA, receipt.measurement.id, " it was the script \0", NOW)
    assert (noted.measurement.note, noted.measurement.confidence) == ("it was the script", Confidence.LOW)
    with pytest.raises(Refused, match="1,000 characters"):
        await desk.write(measurements.add_note, ANA, receipt.measurement.id, "x" * 1001, NOW)


_goals = count(1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("withdraw"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("count"), st.integers(0, 9), st.booleans()),
    ),
    max_size=14,
)


class Model:
    """What a day's chain should be: a pile; the top one is counted."""

    def __init__(self) -> None:
        self.piles: dict[date, list[int]] = {}

    def add(self, measurement: Measurement) -> None:
        if measurement.state is MeasurementState.COUNTED:
            self.piles.setdefault(measurement.on, []).append(measurement.id)

    def withdraw(self, measurement: Measurement) -> None:
        pile = self.piles.get(measurement.on, [])
        if measurement.id in pile:
            pile.remove(measurement.id)

    def count(self, measurement: Measurement) -> None:
        self.piles.setdefault(measurement.on, []).append(measurement.id)

    @property
    def counted(self) -> list[int]:
        return [pile[-1] for _, pile in sorted(self.piles.items()) if pile]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_any_order_of_corrections_and_undos_keeps_one_a_day(desk: Store, steps: list[Any]) -> None:
    goal_id = await desk.write(add_goal, ANA, origin_key=f"chain:{next(_goals)}")
    model, ids = Model(), list[int]()
    for number, (step, which, is_sure) in enumerate(steps):
        if step == "add":
            new = NewMeasurement(goal_id, float(number), TODAY - timedelta(days=which), MeasurementSource.TYPED)
            state = MeasurementState.COUNTED if is_sure else MeasurementState.TO_CONFIRM
            kept = await desk.write(measurement_rows.add, HERE, new, f"{goal_id}:{number}", NOW, state=state)
            assert kept is not None
            model.add(kept)
            ids.append(kept.id)
        elif ids:
            one = await desk.read(measurement_rows.by_id, HERE, ids[which % len(ids)])
            assert one is not None
            is_live = one.state in {MeasurementState.COUNTED, MeasurementState.CORRECTED}
            if step == "withdraw" and one.state is not MeasurementState.WITHDRAWN:
                await desk.write(measurement_rows.withdraw, HERE, one)
                model.withdraw(one)
            elif step == "count" and not is_live:
                await desk.write(measurement_rows.count, HERE, one)
                model.count(one)
        found = await desk.read(measurement_rows.counted_of, HERE, [goal_id])
        assert [one.id for one in found[goal_id]] == model.counted
    assert len(await desk.read(measurement_rows.history_of, HERE, goal_id)) == len(ids)
