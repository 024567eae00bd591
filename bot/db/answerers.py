"""Who answers for a goal: the person whose it is, a team's lead (who set it, where there is none), else who set it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.db.deliveries import DeliveryRow
from bot.db.goals import GoalRow
from bot.db.measurements import MeasurementRow
from bot.db.subscriptions import SubscriptionRow
from bot.db.teams import TeamRow
from bot.domain.fresh_measurements import NextDigest
from bot.domain.goals import Agreement, GoalState, MeasurementState, OwnerKind
from bot.domain.subscriptions import DigestKind

MOST_IN_LIST = 10_000
"""Values in one statement: a driver takes some 32,000 parameters."""

_team = TeamRow.__table__
_ANSWERER = case(
    (GoalRow.owner_kind == OwnerKind.PERSON.value, GoalRow.owner_person_id),
    (GoalRow.owner_kind == OwnerKind.TEAM.value, func.coalesce(_team.c.lead_id, GoalRow.set_by_id)),
    else_=GoalRow.set_by_id,
)
_ANSWERED = select(GoalRow.id, _ANSWERER.label("person_id")).outerjoin(
    _team, (_team.c.id == GoalRow.owner_team_id) & (_team.c.workspace_id == GoalRow.workspace_id)
)


class Answered(NamedTuple):
    """A goal and the person who answers for it, both by id, with the date of its latest counted measurement."""

    goal_id: int
    person_id: int
    starts_on: dt.date
    latest_on: dt.date | None


def answerers_of(session: Session, workspace_id: str, goal_ids: Iterable[int]) -> dict[int, int]:
    """The id of the person who answers for each of the goals, by the goal's id."""
    ids = list(goal_ids)
    found: dict[int, int] = {}
    for start in range(0, len(ids), MOST_IN_LIST):
        some = ids[start : start + MOST_IN_LIST]
        rows = session.execute(_ANSWERED.where(GoalRow.workspace_id == workspace_id, GoalRow.id.in_(some)))
        found |= {row.id: row.person_id for row in rows}
    return found


def running_goals(session: Session, workspace_id: str, first: dt.date, last: dt.date) -> list[Answered]:
    """The open goals that run on one of these days and whose terms are settled, in the order of their ids."""
    latest = (
        select(MeasurementRow.goal_id, func.max(MeasurementRow.measured_on).label("latest_on"))
        .where(
            MeasurementRow.workspace_id == workspace_id,
            MeasurementRow.state == MeasurementState.COUNTED.value,
        )
        .group_by(MeasurementRow.goal_id)
        .subquery()
    )
    rows = session.execute(
        _ANSWERED.add_columns(GoalRow.starts_on, latest.c.latest_on)
        .outerjoin(latest, latest.c.goal_id == GoalRow.id)
        .where(
            GoalRow.workspace_id == workspace_id,
            GoalRow.state == GoalState.OPEN.value,
            GoalRow.agreement != Agreement.CHANGE_PROPOSED.value,
            GoalRow.starts_on <= last,
            GoalRow.due_on >= first,
        )
        .order_by(GoalRow.id)
    )
    return [Answered(row.id, row.person_id, row.starts_on, row.latest_on) for row in rows]


def managers_digests(session: Session, workspace_id: str) -> dict[int, NextDigest]:
    """When each manager's own digest comes next, by the manager's id; without those who have switched it off."""
    rows = session.execute(
        select(SubscriptionRow.person_id, SubscriptionRow.next_run_at, SubscriptionRow.time_zone).where(
            SubscriptionRow.workspace_id == workspace_id,
            SubscriptionRow.kind == DigestKind.MANAGER.value,
            SubscriptionRow.is_on.is_(True),
        )
    )
    return {row.person_id: NextDigest(row.next_run_at, row.time_zone) for row in rows}


def paused(session: Session, workspace_id: str) -> dict[int, dt.date]:
    """The day from which each person who paused a digest of theirs wants to hear again, by the person's id."""
    rows = session.execute(
        select(SubscriptionRow.person_id, func.max(SubscriptionRow.paused_until).label("until"))
        .where(SubscriptionRow.workspace_id == workspace_id, SubscriptionRow.paused_until.is_not(None))
        .group_by(SubscriptionRow.person_id)
    )
    return {row.person_id: row.until for row in rows}


def asked_already(session: Session, workspace_id: str, purposes: Sequence[str]) -> set[str]:
    """Those of the purposes for which a message was queued, whatever became of it."""
    found: set[str] = set()
    for start in range(0, len(purposes), MOST_IN_LIST):
        some = purposes[start : start + MOST_IN_LIST]
        found |= set(
            session.scalars(
                select(DeliveryRow.purpose).where(
                    DeliveryRow.workspace_id == workspace_id, DeliveryRow.purpose.in_(some)
                )
            )
        )
    return found
