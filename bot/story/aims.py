"""The goals that were set ten weeks ago, agreed to, and measured every week."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import measurements as measurement_rows
from bot.db import teams as team_rows
from bot.domain.goal_pages import ActivityFound, GoalWish
from bot.domain.goals import Direction, MeasurementSource, OwnerKind
from bot.domain.measurements import NewMeasurement
from bot.domain.people import name_key
from bot.services import goal_agreement, goals
from bot.services.acting import Asker
from bot.story.cast import ANA, BRUNO, LEO, MAYA, WORKSPACE
from bot.story.help_given import evening
from handlers.goals import MESSAGES

_GOALS_BEGAN = 10
_GOALS_LAST = 20
"""Weeks: the goals began ten weeks ago and are half way."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """A goal with its weekly measurements, oldest first; `parent` is another aim's name."""

    name: str
    setter: str
    title: str
    owner_kind: OwnerKind
    unit: str
    direction: Direction
    baseline: float
    target: float
    why: str
    measured: tuple[float, ...] = ()
    owner: str | None = None
    parent: str | None = None
    customer: str | None = None
    tags: tuple[str, ...] = ()
    set_weeks_ago: int = _GOALS_BEGAN


_AIMS = (
    _Aim(
        "satisfaction",
        LEO,
        "Customer satisfaction",
        OwnerKind.ORGANISATION,
        "points",
        Direction.UP,
        4.1,
        4.6,
        "Customers who feel heard stay, and tell others.",
        (4.1, 4.1, 4.15, 4.2, 4.2, 4.25, 4.3, 4.3, 4.35, 4.4),
    ),
    _Aim(
        "first contact",
        MAYA,
        "First-contact resolution for Acme",
        OwnerKind.TEAM,
        "%",
        Direction.UP,
        62,
        80,
        "Nobody at Acme should have to call twice for the same thing.",
        (62, 63, 63, 65, 66, 68, 68, 70, 71, 73),
        parent="satisfaction",
        customer="Acme",
        tags=("first-contact",),
    ),
    _Aim(
        "reopened",
        MAYA,
        "Reopened tickets",
        OwnerKind.TEAM,
        "%",
        Direction.DOWN,
        14,
        6,
        "A ticket that comes back was never solved for the customer.",
        (14, 13.8, 13.5, 13.9, 13.2, 13.4, 13, 13.6, 13.1, 13.3),
        parent="satisfaction",
    ),
    _Aim(
        "own reopened",
        MAYA,
        "Tickets that come back to Bruno",
        OwnerKind.PERSON,
        "%",
        Direction.DOWN,
        18,
        8,
        "Solved once is worth more than closed twice.",
        owner=BRUNO,
        parent="reopened",
        set_weeks_ago=0,
    ),
    _Aim(
        "helped at once",
        MAYA,
        "Acme's callers whom one call was enough for",
        OwnerKind.PERSON,
        "%",
        Direction.UP,
        60,
        85,
        "Who has to call again loses half a shift.",
        (60, 61, 63, 64, 67, 68, 70, 72, 73, 75),
        owner=ANA,
        parent="first contact",
        customer="Acme",
        tags=("first-contact",),
    ),
    _Aim(
        "lasting repairs",
        MAYA,
        "Repairs that last a month",
        OwnerKind.PERSON,
        "%",
        Direction.UP,
        55,
        80,
        "A printer that is restarted every day isn't repaired.",
        (55, 56, 55, 57, 56, 55, 57, 56, 56, 57),
        owner=BRUNO,
        parent="reopened",
    ),
)


def set_goals(session: Session, ids: dict[str, int], customers: dict[str, int], now: datetime) -> None:
    """Sets the goals through the use case that `/goal` has, as of the day they were set, and measures them weekly."""
    today = now.astimezone(UTC).date()
    starts_on = today - timedelta(weeks=_GOALS_BEGAN)
    support = team_rows.by_key(session, WORKSPACE, name_key("Support"))
    owners = {
        OwnerKind.ORGANISATION: None,
        OwnerKind.TEAM: support.id if support else None,
    }
    made: dict[str, int] = {}
    for aim in _AIMS:
        wish = GoalWish(
            title=aim.title,
            owner_kind=aim.owner_kind,
            owner_id=ids[aim.owner] if aim.owner else owners[aim.owner_kind],
            unit=aim.unit,
            direction=aim.direction,
            baseline=aim.baseline,
            target=aim.target,
            starts_on=starts_on if aim.set_weeks_ago else today,
            due_on=starts_on + timedelta(weeks=_GOALS_LAST),
            parent_id=made[aim.parent] if aim.parent else None,
            why=aim.why,
            customer_ids=(customers[aim.customer],) if aim.customer else (),
            tags=aim.tags,
        )
        set_at = now - timedelta(weeks=aim.set_weeks_ago)
        request = f"story:{aim.name}"
        receipt = goals.set_wish(session, Asker(WORKSPACE, aim.setter), wish, request, set_at, MESSAGES)
        if isinstance(receipt, ActivityFound):
            raise TypeError(f"the story's goal {aim.title} counts activity")
        goal = receipt.goal
        made[aim.name] = goal.id
        if aim.owner and aim.set_weeks_ago:
            accepted_at = set_at + timedelta(hours=2)
            goal_agreement.accept(
                session, Asker(WORKSPACE, aim.owner), goal.id, goal.times_asked, accepted_at, MESSAGES
            )
        _measure(session, goal.id, aim, ids[aim.setter], starts_on)


def _measure(session: Session, goal_id: int, aim: _Aim, given_by: int, starts_on: date) -> None:
    """One number a week: the last is three days old."""
    for week, value in enumerate(aim.measured, start=1):
        on = starts_on + timedelta(weeks=week, days=-3)
        new = NewMeasurement(goal_id, value, on, MeasurementSource.FORM, given_by)
        measurement_rows.add(session, WORKSPACE, new, f"story:{aim.name}:{week}", evening(on))
