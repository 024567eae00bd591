"""Effort for budgeting: where a period's off-system help went, for managers (their people) and leaders (everybody)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit as audit_rows
from bot.db import customers as customer_rows
from bot.db import effort_report as rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.db.effort_report import DaySum, EffortScope
from bot.domain.access import Action, allow
from bot.domain.effort import working_minutes
from bot.domain.effort_report import (
    By,
    EffortAsked,
    EffortLine,
    EffortReport,
    Rate,
    in_order,
    read_effort,
    stretches_of,
    with_small_teams_together,
    without_names,
)
from bot.domain.people import Person
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services.acting import Asker, asking
from bot.services.goal_reach import is_allowed


def asked_for(session: Session, asker: Asker, typed: str, now: datetime) -> EffortAsked:
    """What the words ask for, after whether the asker may see it; quick, so that a refusal rides on the answer.

    Raises `Denied` for who manages nobody, and by person for who has nobody below; and what `read_effort` raises.
    """
    person = asking(session, asker)
    _check_may_see(session, person)
    asked = read_effort(typed, person.local(now).date())
    if asked.by is By.PERSON:
        _own_people(session, person)
    return asked


def effort_reports(session: Session, asker: Asker, asked: EffortAsked) -> Iterator[EffortReport]:
    """The one report that is asked for, for `Store.stream`: it may take longer than an acknowledgement has.

    Raises `Denied` as `asked_for` does.
    """
    person = asking(session, asker)
    _check_may_see(session, person)
    people = people_rows.reach_of(session, asker.workspace_id, person.id)
    if asked.by is By.PERSON:
        people = _own_people(session, person)
    is_whole = asked.by is not By.PERSON and is_allowed(lambda: allow(person, Action.SEE_ORGANISATION))
    scope = EffortScope(asker.workspace_id, None if is_whole else people)
    yield _report(session, scope, asked, sees_people=bool(people))


def record_export(session: Session, asker: Asker, asked: EffortAsked, now: datetime) -> None:
    """Notes in the audit log that a report left Slack as a file."""
    audit_rows.record(session, asker.workspace_id, asker.slack_id, Action.SEE_EFFORT, asked.typed, "exported", now)


def _check_may_see(session: Session, person: Person) -> None:
    allow(person, Action.SEE_EFFORT, manages=people_rows.manages(session, person.workspace_id, person.id))


def _own_people(session: Session, person: Person) -> frozenset[int]:
    """Ids of those whose effort the person may see one by one. Raises `Denied` where there is nobody."""
    below = people_rows.reach_of(session, person.workspace_id, person.id)
    # `reach_of` is the chain seen from above: the person is among those above each of them.
    allow(person, Action.SEE_EFFORT_BY_PERSON, min(below, default=None), above={person.id} if below else ())
    return below


def _report(session: Session, scope: EffortScope, asked: EffortAsked, *, sees_people: bool) -> EffortReport:
    period = asked.period
    settings = settings_rows.settings_of(session, scope.workspace_id)
    days = rows.by_day(session, scope, period)
    now = [day for day in days if day.on >= period.first]
    kind, stretches = stretches_of(period, {day.on: day.minutes for day in now})
    lines = _lines(session, scope, asked)
    return EffortReport(
        asked=asked,
        is_whole=scope.is_whole,
        sees_people=sees_people,
        colleagues=rows.colleagues_here(session, scope),
        working_minutes=working_minutes(period.first, period.last, settings),
        minutes=_minutes(now),
        before=_minutes(days) - _minutes(now),
        entries=sum(day.entries for day in now),
        untimed=sum(day.untimed for day in now),
        lines=in_order(asked.by, lines),
        stretch_kind=kind,
        stretches=stretches,
        unserved=_unserved(session, scope, lines) if asked.by is By.CUSTOMER else (),
        rate=_rate(settings),
    )


def _lines(session: Session, scope: EffortScope, asked: EffortAsked) -> list[EffortLine]:
    lines = rows.lines_by(session, scope, asked.by, asked.period)
    if asked.by is By.TEAM and scope.is_whole:
        return with_small_teams_together(lines)
    unnamed = [line for line in lines if not line.name]
    return [line for line in lines if line.name] + ([without_names(unnamed)] if unnamed else [])


def _unserved(session: Session, scope: EffortScope, lines: Sequence[EffortLine]) -> tuple[str, ...]:
    """Important customers that have no line. Whose customers they are, only the whole workspace can say."""
    if not scope.is_whole:
        return ()
    missing = customer_rows.important_ids(session, scope.workspace_id) - {line.id for line in lines}
    names = customer_rows.names(session, scope.workspace_id, sorted(missing)).values()
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _rate(settings: WorkspaceSettings) -> Rate | None:
    if settings.cost_an_hour is None or settings.currency is None:
        return None
    return Rate(settings.cost_an_hour, settings.currency)


def _minutes(days: Sequence[DaySum]) -> int:
    return sum(day.minutes for day in days)
