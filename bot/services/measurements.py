"""Measuring a goal, by a person: typed or in the form, corrected, confirmed and taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import goals as goal_rows
from bot.db import measurements as measurement_rows
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, allow
from bot.domain.goal_line import MeasurementLine
from bot.domain.goals import Goal, GoalState, Measurement, MeasurementSource, MeasurementState, OwnerKind
from bot.domain.measurements import (
    Filled,
    MeasurementAsked,
    MeasurementReceipt,
    NewMeasurement,
    before_of,
    check_day_measured,
    check_note,
    jumps,
    unknown_goal,
)
from bot.domain.message_text import storable
from bot.domain.numbers import in_unit, show_value
from bot.domain.pace import standing
from bot.domain.people import Person
from bot.domain.record_ids import LARGEST_ID
from bot.errors import Refused
from bot.services.acting import Asker, asking, check_own_request


def measure(session: Session, asker: Asker, line: MeasurementLine, request: str, now: datetime) -> MeasurementReceipt:
    """Keeps what was typed: `/goal 12 = 4.4`. `request` names the request: the same one again has the same effect.

    Raises `UnknownPerson`, or `Refused` with the typed text.
    """
    try:
        person, goal = _to_measure(session, asker, line.goal_id)
        value = in_unit(line.value, line.unit, goal.unit)
        filled = Filled(goal.id, value, line.on or person.local(now).date(), storable(line.note), line.confidence)
        return _keep(session, person, goal, filled, MeasurementSource.TYPED, request, now)
    except Refused as refused:
        raise refused.with_typed(line.typed) from None


def record(
    session: Session,
    asker: Asker,
    filled: Filled,
    unit: str,
    request: str,
    now: datetime,
    *,
    answers: int | None = None,
) -> MeasurementReceipt:
    """Keeps what the form says; `unit` is what was written behind the number.

    `answers` is the measurement about which the form asked 'Is that right?': the same number again says yes, another
    one takes its place. Raises `UnknownPerson` or `Refused`.
    """
    person, goal = _to_measure(session, asker, filled.goal_id)
    filled = replace(filled, value=in_unit(filled.value, unit, goal.unit))
    pending = None
    if answers is not None:
        # Held before it is read: the question may be answered with a button in the same moment.
        measurement_rows.lock_goal(session, person.workspace_id, goal.id)
        pending = measurement_rows.by_id(session, person.workspace_id, answers)
    if pending is not None and pending.goal_id == goal.id and pending.state is MeasurementState.TO_CONFIRM:
        # The form shows a rounded number, which comes back as it was shown.
        if (show_value(pending.value), pending.on) == (show_value(filled.value), filled.on):
            check_day_measured(goal, filled.on, person.local(now).date())
            measurement_rows.describe(session, person.workspace_id, pending.id, filled.note, filled.confidence)
            return _count(session, person, goal, pending, now)
        receipt = _keep(session, person, goal, filled, MeasurementSource.FORM, request, now)
        measurement_rows.withdraw(session, person.workspace_id, pending)
        return receipt
    return _keep(session, person, goal, filled, MeasurementSource.FORM, request, now)


def confirm(session: Session, asker: Asker, measurement_id: int, now: datetime) -> MeasurementReceipt:
    """'Yes, record 44'. Raises `Refused` when it was answered otherwise meanwhile."""
    person, goal, measurement = _own(session, asker, measurement_id)
    if measurement.state is MeasurementState.WITHDRAWN:
        raise Refused("That number was taken back.", f"Give it again: `/goal {goal.id} = …`.")
    if measurement.state is not MeasurementState.TO_CONFIRM:
        return _receipt(session, person, goal, measurement, now)
    return _count(session, person, goal, measurement, now)


def undo(session: Session, asker: Asker, measurement_id: int, now: datetime) -> MeasurementReceipt:
    """Takes a measurement back; what it corrected is counted again. One that is taken back already stays so."""
    person, goal, measurement = _own(session, asker, measurement_id)
    if measurement.state is not MeasurementState.WITHDRAWN:
        measurement_rows.withdraw(session, person.workspace_id, measurement)
    return _receipt(session, person, goal, measurement, now)


def redo(session: Session, asker: Asker, measurement_id: int, now: datetime) -> MeasurementReceipt:
    """Puts a measurement back: it corrects what is counted on its date now."""
    person, goal, measurement = _own(session, asker, measurement_id)
    if measurement.state is MeasurementState.WITHDRAWN:
        return _count(session, person, goal, measurement, now)
    return _receipt(session, person, goal, measurement, now)


def add_note(session: Session, asker: Asker, measurement_id: int, note: str, now: datetime) -> MeasurementReceipt:
    """Says something about a measurement; '' takes it away. Raises `Refused`."""
    person, goal, measurement = _own(session, asker, measurement_id)
    note = storable(note).strip()
    check_note(note)
    measurement_rows.describe(session, person.workspace_id, measurement.id, note, measurement.confidence)
    return _receipt(session, person, goal, measurement, now)


def own_measurement(session: Session, asker: Asker, measurement_id: int, now: datetime) -> MeasurementReceipt:
    """A measurement of a goal that the person may measure. Raises `Refused`."""
    person, goal, measurement = _own(session, asker, measurement_id, holding=False)
    return _receipt(session, person, goal, measurement, now)


def goal_to_measure(session: Session, asker: Asker, goal_id: int, now: datetime) -> MeasurementAsked:
    """What the form for a goal needs. Raises `UnknownPerson` or `Refused`."""
    person, goal = _to_measure(session, asker, goal_id)
    counted = measurement_rows.counted_of(session, person.workspace_id, [goal.id])[goal.id]
    return MeasurementAsked(goal, counted[-1] if counted else None, person.local(now).date())


def measurement_asked(session: Session, asker: Asker, measurement_id: int, now: datetime) -> MeasurementAsked:
    """What the form needs that asks about a measurement whether it is right. Raises `Refused`."""
    _, goal, measurement = _own(session, asker, measurement_id, holding=False)
    return replace(goal_to_measure(session, asker, goal.id, now), pending=measurement)


def history_of(session: Session, asker: Asker, goal_id: int) -> list[Measurement]:
    """Every measurement of a goal, corrected and withdrawn ones too, in the order in which they came."""
    person, goal = _to_measure(session, asker, goal_id)
    return measurement_rows.history_of(session, person.workspace_id, goal.id)


def _to_measure(session: Session, asker: Asker, goal_id: int) -> tuple[Person, Goal]:
    """The person, allowed to measure the goal."""
    person = asking(session, asker)
    goal = goal_rows.by_id(session, person.workspace_id, goal_id) if 0 < goal_id <= LARGEST_ID else None
    if goal is None or goal.state is GoalState.WITHDRAWN:
        allow(person, Action.SEE_OWN)  # a guest hears that first, and not which goals there are
        raise unknown_goal(goal_id)
    owner_id, above = _who_measures(session, person, goal)
    allow(person, Action.MEASURE_GOAL, owner_id, above=above, subject=f"goal:{goal.id}")
    return person, goal


def _who_measures(session: Session, person: Person, goal: Goal) -> tuple[int | None, frozenset[int]]:
    """The owner as `allow` takes it, and those who answer for the owner."""
    owner = goal.owner
    if owner.kind is OwnerKind.ORGANISATION or owner.id is None:
        return goal.set_by, frozenset()
    if owner.kind is OwnerKind.TEAM:
        is_member = person.team_id == owner.id
        return person.id if is_member else None, team_rows.above_team(session, person.workspace_id, owner.id)
    return owner.id, people_rows.managers_above(session, person.workspace_id, owner.id)


def _own(
    session: Session, asker: Asker, measurement_id: int, *, holding: bool = True
) -> tuple[Person, Goal, Measurement]:
    person = asking(session, asker)
    measurement = measurement_rows.by_id(session, person.workspace_id, measurement_id)
    if measurement is None:
        allow(person, Action.SEE_OWN)
        raise Refused("That number isn't kept here.", "`/goal` lists your goals and their numbers.")
    person, goal = _to_measure(session, asker, measurement.goal_id)
    if holding:
        measurement_rows.lock_goal(session, person.workspace_id, goal.id)
        # Read again: while we waited for the goal, somebody else may have answered.
        measurement = measurement_rows.by_id(session, person.workspace_id, measurement_id) or measurement
    return person, goal, measurement


def _keep(
    session: Session,
    person: Person,
    goal: Goal,
    filled: Filled,
    source: MeasurementSource,
    request: str,
    now: datetime,
) -> MeasurementReceipt:
    check_day_measured(goal, filled.on, person.local(now).date())
    check_note(filled.note)
    workspace_id = person.workspace_id
    measurement_rows.lock_goal(session, workspace_id, goal.id)
    counted = measurement_rows.counted_of(session, workspace_id, [goal.id])[goal.id]
    is_doubted = jumps(goal, counted, filled.value, filled.on)
    new = NewMeasurement(goal.id, filled.value, filled.on, source, person.id, filled.note, filled.confidence)
    state = MeasurementState.TO_CONFIRM if is_doubted else MeasurementState.COUNTED
    kept = measurement_rows.add(session, workspace_id, new, request, now, state=state)
    if kept is None:
        kept = measurement_rows.by_origin(session, workspace_id, request)
        if kept is None:
            raise RuntimeError("a measurement was neither added nor there")
        check_own_request(person, kept.given_by)
    return _receipt(session, person, goal, kept, now)


def _count(session: Session, person: Person, goal: Goal, measurement: Measurement, now: datetime) -> MeasurementReceipt:
    measurement_rows.count(session, person.workspace_id, measurement)
    return _receipt(session, person, goal, measurement, now)


def _receipt(
    session: Session, person: Person, goal: Goal, measurement: Measurement, now: datetime
) -> MeasurementReceipt:
    """The measurement as it is in the database now, and the goal's standing on the person's today."""
    workspace_id = person.workspace_id
    measurement = measurement_rows.by_id(session, workspace_id, measurement.id) or measurement
    counted = measurement_rows.counted_of(session, workspace_id, [goal.id])[goal.id]
    today = person.local(now).date()
    is_counted = measurement.state is MeasurementState.COUNTED
    stale_after = settings_rows.settings_of(session, workspace_id).stale_after_days
    on_its_date = next((other for other in counted if other.on == measurement.on), None)
    return MeasurementReceipt(
        goal=goal,
        measurement=measurement,
        standing=standing(goal, counted, today, stale_after, compared_with=today - timedelta(days=7)),
        today=today,
        corrected=measurement_rows.corrected_by(session, workspace_id, measurement.id) if is_counted else None,
        before=before_of(counted, measurement.on),
        instead=None if is_counted else on_its_date,
    )
