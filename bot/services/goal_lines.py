"""A goal of a digest as it stands, from its row and the points that came with it."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.db.goal_points import point_of, points_of
from bot.db.goals import goal_from
from bot.domain.digests import GoalLine
from bot.domain.goals import Goal, Measurement, MeasurementSource, MeasurementState
from bot.domain.pace import standing
from bot.domain.subscriptions import DueDigest
from bot.domain.work_logs import Customer
from bot.domain.workspace_settings import WorkspaceSettings

Counted = tuple[date, float]

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def goal_line(
    row: Row[Any], customers: Sequence[Customer], due: DueDigest, settings: WorkspaceSettings
) -> tuple[GoalLine, list[Counted]]:
    """The goal as it stands, compared with the day before the digest's period; and its chart's days, oldest first."""
    return line_on(row, customers, due.today, due.period.first - timedelta(days=1), settings)


def line_on(
    row: Row[Any], customers: Sequence[Customer], day: date, compared_with: date, settings: WorkspaceSettings
) -> tuple[GoalLine, list[Counted]]:
    """The goal as it stood on a day, compared with an earlier one; and its chart's days until then, oldest first."""
    goal = goal_from(row, customers)
    counted = _up_to(points_of(row), day)
    known = _known(goal, row, counted, compared_with)
    now = standing(goal, known, day, settings.stale_after_days, compared_with=compared_with)
    return GoalLine(goal, now), counted


def _known(goal: Goal, row: Row[Any], counted: list[Counted], before: date) -> list[Measurement]:
    """The measurements that tell how a goal stands: the first, the latest, and the latest on the day before."""
    outside = [point_of(text) for text in (row.first, row.older) if text]
    kept = dict.fromkeys([*outside, *_up_to(counted, before)[-1:], *counted[-1:]])
    return [_measurement(goal.id, on, value) for on, value in kept]


def _up_to(points: list[Counted], day: date) -> list[Counted]:
    """Those of the points, oldest first, that are not after the day."""
    return points[: bisect_right(points, (day, math.inf))]


def _measurement(goal_id: int, on: date, value: float) -> Measurement:
    """Only value and day are known here, and only they are asked for."""
    return Measurement(
        id=0,
        goal_id=goal_id,
        value=value,
        on=on,
        note="",
        confidence=None,
        source=MeasurementSource.TYPED,
        given_by=None,
        state=MeasurementState.COUNTED,
        created_at=_LONG_AGO,
    )
