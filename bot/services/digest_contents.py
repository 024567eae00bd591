"""What stands in the digests that are due: for all of them at once, with a fixed number of SQL statements.

Rows come from `bot.db.digest_numbers` side by side; here they are put together digest by digest with the rules of
`bot.domain`. Settings are read once for each workspace (a program serves one).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from bot.db import help_questions as question_rows
from bot.db import workspace_settings
from bot.db.customer_rhythms import rhythms_to_look_at
from bot.db.digest_numbers import Rows, led_numbers, manager_numbers, person_numbers
from bot.domain.attention import Rhythm, Unattended, in_order, unattended
from bot.domain.coaching import Answer, Answered, Carrier, choose, effort_about, prompts_about, rests
from bot.domain.digests import (
    MOST_CHARTS,
    GoalLine,
    LeaderDigest,
    ManagerDigest,
    PersonNote,
    Point,
    Said,
    ServedGoal,
)
from bot.domain.effort import Aims, Help, effort_of
from bot.domain.goals import Goal, OwnerKind
from bot.domain.help_questions import SolvedShare
from bot.domain.pace import Pace
from bot.domain.subscriptions import DigestKind, DueDigest
from bot.domain.work_logs import Customer
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services.goal_lines import Counted, goal_line
from bot.services.leader_contents import leader_digests_of
from bot.services.praise_in_digests import posted, said_in_period, waiting

_NEEDS = {Pace.MISSED: 0, Pace.OFF_TRACK: 1, Pace.AT_RISK: 2, Pace.NO_RECENT_DATA: 3}
"""Results that need attention, in the order in which they are listed; slipped ones come before all."""


def manager_digests(session: Session, due: Sequence[DueDigest]) -> Iterator[ManagerDigest]:
    """A manager's (or a team's) digest for each due one, a workspace after the other. For `Store.stream`."""
    for some, settings in _by_workspace(session, due):
        rhythms = rhythms_to_look_at(session, some)
        # Where it is midnight between two of them, digests of one run have different days.
        lost = {today: _lost(rhythms, today, settings) for today in {one.today for one in some}}
        anywhere = {customer for found in lost.values() for customer in found}
        numbers = manager_numbers(session, some, [one for one in rhythms if one.customer.id in anywhere])
        for n, one in enumerate(some):
            yield _manager_digest(n, one, numbers, settings, lost[one.today])


def person_notes(session: Session, due: Sequence[DueDigest]) -> Iterator[PersonNote]:
    """A person's note for each due one, a workspace after the other. For `Store.stream`."""
    for some, settings in _by_workspace(session, due):
        numbers = person_numbers(session, some)
        for n, one in enumerate(some):
            lines, _ = _goal_lines(n, one, numbers, settings)
            yield _person_note(n, one, numbers, lines)


def leader_digests(session: Session, due: Sequence[DueDigest]) -> Iterator[LeaderDigest]:
    """A leader's digest for each due one, a workspace after the other. For `Store.stream`."""
    for some, settings in _by_workspace(session, due):
        yield from leader_digests_of(session, some, settings)


def own_week(session: Session, due: DueDigest) -> tuple[PersonNote, tuple[GoalLine, ...]]:
    """A person's note, and all open goals that it knows: theirs, their teams' and the organisation's, by urgency."""
    numbers = person_numbers(session, [due])
    lines, _ = _goal_lines(0, due, numbers, workspace_settings.settings_of(session, due.workspace_id))
    return _person_note(0, due, numbers, lines), tuple(lines)


def led_goals(session: Session, due: DueDigest) -> tuple[int, tuple[GoalLine, ...]]:
    """How many are here for whom a manager's digest is, and their goals with the manager's own, by urgency."""
    numbers = led_numbers(session, [due])
    lines, _ = _goal_lines(0, due, numbers, workspace_settings.settings_of(session, due.workspace_id))
    return len(numbers["people"].of(0)), tuple(lines)


def _by_workspace(session: Session, due: Sequence[DueDigest]) -> Iterator[tuple[list[DueDigest], WorkspaceSettings]]:
    """The due digests of each workspace with its settings; a program serves one workspace."""
    found: dict[str, list[DueDigest]] = defaultdict(list)
    for one in due:
        found[one.workspace_id].append(one)
    for workspace_id, some in found.items():
        yield some, workspace_settings.settings_of(session, workspace_id)


def _lost(rhythms: Sequence[Rhythm], today: date, settings: WorkspaceSettings) -> dict[int, Unattended]:
    """The customers without attention on a day, by id."""
    found = ((one.customer.id, unattended(one, today, settings)) for one in rhythms)
    return {customer_id: one for customer_id, one in found if one is not None}


def _manager_digest(
    n: int,
    due: DueDigest,
    numbers: Mapping[str, Rows],
    settings: WorkspaceSettings,
    lost: Mapping[int, Unattended],
) -> ManagerDigest:
    lines, points = _goal_lines(n, due, numbers, settings)
    here = numbers["people"].of(n)
    people = {row.id: row.name for row in here}
    expects_help = not all(row.leads for row in here)
    answers = {row.about: Answered(Answer(row.answer), row.until) for row in numbers["answers"].of(n)}
    rested = frozenset(
        about.removeprefix(effort_about(""))
        for about, answered in answers.items()
        if about.startswith(effort_about("")) and rests(answered, due.today)
    )
    helped = _helped(numbers["help"].of(n))
    effort = effort_of(helped, Aims.of(line.goal for line in lines), len(people), rested)
    carrier = next((Carrier(id_, name) for id_, name in people.items() if id_ == effort.carried_by), None)
    results = [line for line in lines if not line.goal.is_activity]
    prompts = choose(
        prompts_about(
            [line.standing for line in results],
            first=due.period.first,
            today=due.today,
            expects_help=expects_help,
            has_help=bool(helped),
            carrier=carrier,
        ),
        answers,
        due.today,
    )
    return ManagerDigest(
        due=due,
        people=len(people),
        expects_help=expects_help,
        results=_with_charts(results, points),
        activities=tuple(line for line in lines if line.goal.is_activity),
        prompts=prompts,
        unattended=in_order([lost[customer_id] for _, customer_id in numbers["lost"].of(n) if customer_id in lost]),
        effort=effort,
        carrier=carrier.name if carrier else None,
        solved=_solved(n, numbers),
        **_said(n, due, numbers),
    )


def _said(n: int, due: DueDigest, numbers: Mapping[str, Rows]) -> dict[str, tuple[Said, ...]]:
    """What customers said: to a channel only what was posted for colleagues to read."""
    said, waits = numbers["said"].of(n), numbers["waiting"].of(n)
    if due.kind is DigestKind.TEAM:
        return {"said": posted(said, due)}
    return {"said": said_in_period(said, due), "waiting": waiting(waits)}


def _person_note(n: int, due: DueDigest, numbers: Mapping[str, Rows], lines: Sequence[GoalLine]) -> PersonNote:
    helped = [one for one in _helped(numbers["help"].of(n)) if one.is_now]
    served = []
    for line in lines:
        aims = Aims.of([line.goal])
        for_it = [one for one in helped if aims.serve(one)]
        if for_it:
            served.append(ServedGoal(line, _minutes(for_it), len(for_it)))
    customers = {Customer(one.customer, one.customer_name or "") for one in helped if one.customer is not None}
    return PersonNote(
        due=due,
        served=tuple(served),
        goals=tuple(line for line in lines if _is_of(line.goal, due)),
        entries=len(helped),
        minutes=_minutes(helped),
        customers=tuple(sorted(customers, key=lambda customer: (customer.name.casefold(), customer.id))),
        said=said_in_period(numbers["said"].of(n), due),
        solved=_solved(n, numbers),
    )


def _solved(n: int, numbers: Mapping[str, Rows]) -> SolvedShare:
    return question_rows.share_of((answer, questions) for _, answer, questions in numbers["solved"].of(n))


def _minutes(helped: Sequence[Help]) -> int:
    return sum(one.minutes or 0 for one in helped)


def _is_of(goal: Goal, due: DueDigest) -> bool:
    return goal.owner.kind is OwnerKind.PERSON and goal.owner.id == due.person.id


def _goal_lines(
    n: int, due: DueDigest, numbers: Mapping[str, Rows], settings: WorkspaceSettings
) -> tuple[list[GoalLine], dict[int, list[Counted]]]:
    """The digest's goals as they stand, those that need attention first; and the chart's days of each."""
    customers: dict[int, list[Customer]] = defaultdict(list)
    for _, goal_id, customer_id, name in numbers["goal_customers"].of(n):
        customers[goal_id].append(Customer(customer_id, name))
    lines = []
    points: dict[int, list[Counted]] = {}
    for row in numbers["goals"].of(n):
        line, points[row.id] = goal_line(row, customers.get(row.id, ()), due, settings)
        lines.append(line)
    lines.sort(key=_urgency)
    return lines, points


def _urgency(line: GoalLine) -> tuple[bool, int, date, int]:
    one = line.standing
    return (not (one.slipped and one.pace in _NEEDS), _NEEDS.get(one.pace, len(_NEEDS)), line.goal.due_on, line.goal.id)


def _with_charts(results: Sequence[GoalLine], points: Mapping[int, list[Counted]]) -> tuple[GoalLine, ...]:
    """The first results that need attention, and of which there is a line to draw, get their points."""
    charted: list[GoalLine] = []
    left = MOST_CHARTS
    for line in results:
        counted = points[line.goal.id]
        if left and line.standing.pace in _NEEDS and len(counted) > 1:
            left -= 1
            charted.append(replace(line, points=tuple(Point(on, value) for on, value in counted)))
        else:
            charted.append(line)
    return tuple(charted)


def _helped(rows: Sequence[Any]) -> list[Help]:
    return [
        Help(person_id, customer, name, _tags(tags), minutes, is_now)
        for _, person_id, customer, name, tags, minutes, is_now in rows
    ]


@lru_cache(maxsize=4_096)
def _tags(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
