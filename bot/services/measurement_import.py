"""Many measurements at once: a file that somebody imports, and what a survey or ticket system sends."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy.orm import Session

from bot.db import answerers
from bot.db import deliveries as delivery_rows
from bot.db import goals as goal_rows
from bot.db import measurements as measurement_rows
from bot.db import people as people_rows
from bot.domain.csv_rows import ImportReport, Problem, Row
from bot.domain.deliveries import Message
from bot.domain.goals import Confidence, Goal, GoalState, Measurement, MeasurementSource, MeasurementState
from bot.domain.measurement_import import (
    MeasurementRowRead,
    Placed,
    counted_all,
    describe_change,
    place,
    read_measurement_row,
)
from bot.domain.measurements import NewMeasurement, before_of, check_day_measured, latest_day, unknown_goal
from bot.domain.numbers import show_value
from bot.domain.people import Person
from bot.errors import Refused

DrawDoubt = Callable[[Goal, Measurement, Measurement | None, date], Message]
"""How 'Is that right?' is drawn: goal, number, the one before it, and the date of the person who is asked."""


@dataclass(frozen=True, slots=True)
class SentMeasurement:
    """A number that a system sent. `on` is None where it says no date: then it is of today."""

    goal_id: int
    value: float
    on: date | None = None
    note: str = ""
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class SentProblem:
    """What is wrong with a number that was sent: its place in the list, from 0, the field and a sentence."""

    index: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class SentOutcome:
    """How it ended. With a problem, nothing is kept; `is_repeated` says that this very request was done before."""

    problems: tuple[SentProblem, ...] = ()
    counted: int = 0
    to_confirm: int = 0
    is_repeated: bool = False


def import_measurements(
    session: Session,
    workspace_id: str,
    rows: Sequence[Row],
    now: datetime,
    *,
    dry_run: bool,
    accept_jumps: bool = False,
) -> ImportReport:
    """Keeps the measurements of a file, or says what would change; nothing at all when a row has a problem.

    A number that jumps is a problem unless `accept_jumps`. Columns: `REQUIRED` and `OPTIONAL` of
    `bot.domain.measurement_import`.
    """
    read, problems = _read(rows)
    goal_ids = {row.goal_id for row in read}
    if not dry_run:
        measurement_rows.lock_goals(session, workspace_id, goal_ids)
    goals = goal_rows.by_ids(session, workspace_id, goal_ids)
    today = _todays(session, workspace_id, goals, now)
    lines: dict[tuple[int, date], int] = {}
    by_goal: defaultdict[int, list[NewMeasurement]] = defaultdict(list)
    for row in read:
        try:
            new = _checked(row, goals.get(row.goal_id), today, now)
        except Refused as refused:
            problems.append(Problem(row.line, f"{refused.problem} {refused.remedy}".strip()))
            continue
        first = lines.setdefault((new.goal_id, new.on), row.line)
        if first != row.line:
            problems.append(Problem(row.line, f"Goal {new.goal_id} has a number for {new.on} in line {first} already."))
            continue
        by_goal[new.goal_id].append(new)
    placed = _placed(session, workspace_id, goals, by_goal)
    if accept_jumps:
        placed = counted_all(placed)
    problems += [
        Problem(lines[one.new.goal_id, one.new.on], _jump(goals[one.new.goal_id], one))
        for one in placed
        if one.state is MeasurementState.TO_CONFIRM and not one.is_unchanged
    ]
    changed = sorted(
        (one for one in placed if not one.is_unchanged), key=lambda one: lines[one.new.goal_id, one.new.on]
    )
    if not problems and not dry_run:
        # Named after this import: a later one may bring a number back that was corrected in between.
        name = f"file:{uuid4().hex}"
        keyed = [(one, f"{name}:{number}") for number, one in enumerate(changed)]
        measurement_rows.add_many(session, workspace_id, keyed, now)
    return ImportReport(
        tuple(describe_change(goals[one.new.goal_id], one) for one in changed),
        len(placed) - len(changed),
        tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def take_sent(
    session: Session,
    workspace_id: str,
    sent: Sequence[SentMeasurement],
    request: str,
    draw: DrawDoubt,
    now: datetime,
) -> SentOutcome:
    """Keeps what a system sent, all of it or, when there is a problem, nothing. `request` names the request.

    A number that jumps waits; who answers for the goal is asked about it by direct message.
    """
    key = f"hook:{sha256(request.encode()).hexdigest()[:40]}"
    goal_ids = {one.goal_id for one in sent}
    measurement_rows.lock_goals(session, workspace_id, goal_ids)
    if measurement_rows.by_origin(session, workspace_id, f"{key}:0") is not None:
        return SentOutcome(is_repeated=True)
    goals = goal_rows.by_ids(session, workspace_id, goal_ids)
    today = _todays(session, workspace_id, goals, now)
    problems: list[SentProblem] = []
    indexes: dict[tuple[int, date], int] = {}
    by_goal: defaultdict[int, list[NewMeasurement]] = defaultdict(list)
    for index, one in enumerate(sent):
        goal = goals.get(one.goal_id)
        if goal is None or goal.state is GoalState.WITHDRAWN:
            problems.append(SentProblem(index, "goal", unknown_goal(one.goal_id).problem))
            continue
        on = one.on or today[goal.id]
        try:
            check_day_measured(goal, on, today[goal.id], last=latest_day(now))
        except Refused as refused:
            problems.append(SentProblem(index, "date", refused.problem))
            continue
        first = indexes.setdefault((goal.id, on), index)
        if first != index:
            reason = f"goal {goal.id} has a number for {on} in measurements[{first}] already"
            problems.append(SentProblem(index, "date", reason))
            continue
        by_goal[goal.id].append(
            NewMeasurement(goal.id, one.value, on, MeasurementSource.HOOK, None, one.note, one.confidence)
        )
    if problems:
        return SentOutcome(tuple(problems))
    placed = _placed(session, workspace_id, goals, by_goal)
    keyed = [(one, f"{key}:{indexes[one.new.goal_id, one.new.on]}") for one in placed]
    measurement_rows.add_many(session, workspace_id, keyed, now)
    doubted = [origin for one, origin in keyed if one.state is MeasurementState.TO_CONFIRM]
    _ask_about(session, workspace_id, goals, doubted, draw, now)
    return SentOutcome(counted=len(placed) - len(doubted), to_confirm=len(doubted))


def _read(rows: Iterable[Row]) -> tuple[list[MeasurementRowRead], list[Problem]]:
    read: list[MeasurementRowRead] = []
    problems: list[Problem] = []
    for row in rows:
        found, wrong = read_measurement_row(row)
        problems += wrong
        if found is not None:
            read.append(found)
    return read, problems


def _checked(row: MeasurementRowRead, goal: Goal | None, today: Mapping[int, date], now: datetime) -> NewMeasurement:
    if goal is None or goal.state is GoalState.WITHDRAWN:
        raise unknown_goal(row.goal_id)
    new = row.measured(goal, today[goal.id])
    check_day_measured(goal, new.on, today[goal.id], last=latest_day(now))
    return new


def _placed(
    session: Session, workspace_id: str, goals: Mapping[int, Goal], news: Mapping[int, Sequence[NewMeasurement]]
) -> list[Placed]:
    counted = measurement_rows.counted_of(session, workspace_id, news)
    return [one for goal_id, some in news.items() for one in place(goals[goal_id], counted[goal_id], some)]


def _answerers(session: Session, workspace_id: str, goals: Mapping[int, Goal]) -> dict[int, Person]:
    """Who answers for each of the goals, by the goal's id."""
    ids = answerers.answerers_of(session, workspace_id, goals)
    people = people_rows.by_ids(session, workspace_id, set(ids.values()))
    return {goal_id: people[person_id] for goal_id, person_id in ids.items() if person_id in people}


def _todays(session: Session, workspace_id: str, goals: Mapping[int, Goal], now: datetime) -> dict[int, date]:
    """The date on the clock of who answers for each goal: what is sent without one is of that day."""
    people = _answerers(session, workspace_id, goals)
    utc = now.astimezone(UTC).date()
    return {goal_id: people[goal_id].local(now).date() if goal_id in people else utc for goal_id in goals}


def _ask_about(
    session: Session,
    workspace_id: str,
    goals: Mapping[int, Goal],
    origin_keys: Sequence[str],
    draw: DrawDoubt,
    now: datetime,
) -> None:
    if not origin_keys:
        return
    doubted = measurement_rows.by_origins(session, workspace_id, origin_keys).values()
    ids = {measurement.goal_id for measurement in doubted}
    counted = measurement_rows.counted_of(session, workspace_id, ids)
    people = _answerers(session, workspace_id, {goal_id: goals[goal_id] for goal_id in ids})
    for measurement in doubted:
        person = people.get(measurement.goal_id)
        if person is None or not person.is_colleague:
            continue
        before = before_of(counted[measurement.goal_id], measurement.on)
        message = draw(goals[measurement.goal_id], measurement, before, person.local(now).date())
        delivery_rows.queue(session, workspace_id, f"doubt:{measurement.id}", person.slack_id, message, now)


def _jump(goal: Goal, placed: Placed) -> str:
    before = placed.before if placed.before is not None else goal.baseline
    known = f" Before it was {show_value(before, goal.unit)}." if before is not None else ""
    return (
        f"{show_value(placed.new.value, goal.unit)} for goal {goal.id} is far from what it was.{known} "
        "Correct it, or say that jumps are right (--accept-jumps)."
    )
