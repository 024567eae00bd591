"""Goals: tables and queries."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.customers import CustomerRow
from bot.db.people import PersonRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.teams import TeamRow
from bot.domain.goals import (
    Agreement,
    Direction,
    Goal,
    GoalGroup,
    GoalReach,
    GoalState,
    Owner,
    OwnerKind,
)
from bot.domain.work_logs import Customer

_MOST_IDS = 1_000
"""Ids in one statement."""


class GoalRow(Base):
    """One goal. `owner_person_id` or `owner_team_id` is set as `owner_kind` says; the organisation has neither."""

    __tablename__ = "goals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "state", "owner_person_id"),
        Index(None, "workspace_id", "state", "owner_team_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    title: Mapped[str] = mapped_column(Text)
    owner_kind: Mapped[str] = mapped_column(String(16))
    owner_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    unit: Mapped[str] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(16))
    baseline: Mapped[float | None] = mapped_column(Double)
    target: Mapped[float] = mapped_column(Double)
    starts_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id"), index=True)
    why: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JsonColumn)
    is_activity: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    agreement: Mapped[str] = mapped_column(String(16))
    proposal: Mapped[str] = mapped_column(Text)
    times_asked: Mapped[int] = mapped_column(server_default="0")
    set_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    origin_key: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class GoalCustomerRow(Base):
    """A customer whom a goal is about."""

    __tablename__ = "goal_customers"
    __table_args__ = (
        UniqueConstraint("goal_id", "customer_id"),
        ForeignKeyConstraint(["workspace_id", "goal_id"], ["goals.workspace_id", "goals.id"]),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
        Index(None, "workspace_id", "customer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    goal_id: Mapped[int]
    customer_id: Mapped[int]


class GoalChangeRow(Base):
    """What a goal said before it was changed, as JSON by field: changes are kept as history."""

    __tablename__ = "goal_changes"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "goal_id"], ["goals.workspace_id", "goals.id"]),
        Index(None, "workspace_id", "goal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    goal_id: Mapped[int]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    before: Mapped[dict[str, object]] = mapped_column(JsonColumn)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_goals = GoalRow.__table__
_people = PersonRow.__table__
_teams = TeamRow.__table__

_GOALS = (
    select(
        _goals,
        _people.c.name.label("owner_person"),
        _people.c.slack_id.label("owner_slack_id"),
        _teams.c.name.label("owner_team"),
    )
    .select_from(
        _goals.outerjoin(
            _people, (_goals.c.owner_person_id == _people.c.id) & (_goals.c.workspace_id == _people.c.workspace_id)
        ).outerjoin(_teams, (_goals.c.owner_team_id == _teams.c.id) & (_goals.c.workspace_id == _teams.c.workspace_id))
    )
    .where(_goals.c.workspace_id == bindparam("workspace_id"))
)
_BY_DUE = (_goals.c.due_on, _goals.c.id)
_NOT_WITHDRAWN = _goals.c.state != GoalState.WITHDRAWN.value
_BY_IDS = _GOALS.where(_goals.c.id.in_(bindparam("goal_ids", expanding=True)))
_BY_ORIGIN = _GOALS.where(_goals.c.origin_key == bindparam("origin_key"))
_OPEN = _GOALS.where(_goals.c.state == GoalState.OPEN.value)
_OF_WHO_IS_HERE = or_(
    _goals.c.owner_person_id.is_(None),
    _goals.c.owner_person_id.not_in(select(_people.c.id).where(_people.c.is_gone.is_(True)).correlate(None)),
)
_CHILDREN = _GOALS.where(_goals.c.parent_id == bindparam("goal_id"), _NOT_WITHDRAWN).order_by(
    _goals.c.state.desc(), *_BY_DUE
)
_CUSTOMERS = (
    select(GoalCustomerRow.goal_id, CustomerRow.id, CustomerRow.name)
    .join(
        CustomerRow,
        (CustomerRow.id == GoalCustomerRow.customer_id) & (CustomerRow.workspace_id == GoalCustomerRow.workspace_id),
    )
    .where(
        GoalCustomerRow.workspace_id == bindparam("workspace_id"),
        GoalCustomerRow.goal_id.in_(bindparam("goal_ids", expanding=True)),
    )
    .order_by(CustomerRow.name, CustomerRow.id)
)


def _chain_of_parents() -> Select[Any]:
    # `UNION` without `ALL`: the walk ends even where the data has a loop (PostgreSQL: "WITH Queries").
    start = (
        select(_goals.c.parent_id.label("id"))
        .where(_goals.c.workspace_id == bindparam("workspace_id"), _goals.c.id == bindparam("goal_id"))
        .cte("up", recursive=True)
    )
    up = start.union(
        select(_goals.c.parent_id)
        .select_from(start.join(_goals, _goals.c.id == start.c.id))
        .where(_goals.c.workspace_id == bindparam("workspace_id"))
    )
    return select(up.c.id).where(up.c.id.is_not(None))


_PARENTS = _chain_of_parents()


def goal_from(row: Row[Any], customers: Sequence[Customer]) -> Goal:
    """A row of `goals` joined with `owner_person`, `owner_slack_id` and `owner_team`, as a goal."""
    return Goal(
        id=row.id,
        workspace_id=row.workspace_id,
        title=row.title,
        owner=_owner(row),
        unit=row.unit,
        direction=Direction(row.direction),
        baseline=row.baseline,
        target=row.target,
        starts_on=row.starts_on,
        due_on=row.due_on,
        parent_id=row.parent_id,
        why=row.why,
        customers=tuple(customers),
        tags=tuple(row.tags),
        is_activity=row.is_activity,
        state=GoalState(row.state),
        agreement=Agreement(row.agreement),
        proposal=row.proposal,
        set_by=row.set_by_id,
        created_at=row.created_at,
        times_asked=row.times_asked,
    )


def _owner(row: Row[Any]) -> Owner:
    match OwnerKind(row.owner_kind):
        case OwnerKind.TEAM as kind:
            return Owner(kind, row.owner_team_id, row.owner_team or "")
        case OwnerKind.PERSON as kind:
            return Owner(kind, row.owner_person_id, row.owner_person or "", row.owner_slack_id)
        case kind:
            return Owner(kind, None, "the organisation")


def customers_of(session: Session, workspace_id: str, goal_ids: Sequence[int]) -> dict[int, list[Customer]]:
    """The customers whom goals are about, by goal id and in the order of their names."""
    found: dict[int, list[Customer]] = {}
    for some in _in_portions(goal_ids):
        for row in session.execute(_CUSTOMERS, {"workspace_id": workspace_id, "goal_ids": some}):
            found.setdefault(row.goal_id, []).append(Customer(row.id, row.name))
    return found


def by_id(session: Session, workspace_id: str, goal_id: int) -> Goal | None:
    """The goal, in whatever state; None when this workspace has none of that id."""
    return by_ids(session, workspace_id, [goal_id]).get(goal_id)


def by_ids(session: Session, workspace_id: str, goal_ids: Collection[int]) -> dict[int, Goal]:
    """Those of the goals that this workspace has, in whatever state, by id."""
    rows = [
        row
        for some in _in_portions(sorted(goal_ids))
        for row in session.execute(_BY_IDS, {"workspace_id": workspace_id, "goal_ids": some})
    ]
    return {goal.id: goal for goal in _with_customers(session, workspace_id, rows)}


def by_origin(session: Session, workspace_id: str, origin_key: str) -> Goal | None:
    """The goal that a request made, in whatever state."""
    rows = session.execute(_BY_ORIGIN, {"workspace_id": workspace_id, "origin_key": origin_key}).all()
    return next(iter(_with_customers(session, workspace_id, rows)), None)


def open_of(
    session: Session,
    workspace_id: str,
    person_ids: Collection[int],
    team_ids: Collection[int],
    with_organisation: bool,
) -> list[Goal]:
    """The open goals of these people and teams, and the organisation's if asked for, by due date."""
    owned = _owned_by(person_ids, team_ids, with_organisation)
    rows = session.execute(_OPEN.where(owned).order_by(*_BY_DUE), {"workspace_id": workspace_id}).all()
    return _with_customers(session, workspace_id, rows)


def open_counts(session: Session, workspace_id: str, reach: GoalReach) -> dict[GoalGroup, int]:
    """How many open goals there are in each group that has any; those of people who left are left out."""
    group = _group_of(reach)
    rows = session.execute(
        select(group.label("group"), func.count().label("goals"))
        .where(
            _goals.c.workspace_id == workspace_id,
            _goals.c.state == GoalState.OPEN.value,
            _owned_by(reach.people, reach.teams, with_organisation=True),
            _OF_WHO_IS_HERE,
        )
        .group_by(group)
    )
    return {GoalGroup(row.group): row.goals for row in rows}


def open_page(session: Session, workspace_id: str, reach: GoalReach, skip: int, most: int) -> list[Goal]:
    """A page of the open goals in reach, as `open_counts` counts them: by group, then by due date."""
    rows = session.execute(
        _OPEN.where(_owned_by(reach.people, reach.teams, with_organisation=True), _OF_WHO_IS_HERE)
        .order_by(_group_of(reach), *_BY_DUE)
        .offset(skip)
        .limit(most),
        {"workspace_id": workspace_id},
    ).all()
    return _with_customers(session, workspace_id, rows)


def children_of(session: Session, workspace_id: str, goal_id: int) -> list[Goal]:
    """The goals that serve this one directly and were not withdrawn: open ones first, by due date."""
    rows = session.execute(_CHILDREN, {"workspace_id": workspace_id, "goal_id": goal_id}).all()
    return _with_customers(session, workspace_id, rows)


def parents_of(session: Session, workspace_id: str, goal_id: int) -> list[Goal]:
    """The goal that this one serves, the one that that one serves, and so on to the top."""
    walk = {"workspace_id": workspace_id, "goal_id": goal_id}
    above = by_ids(session, workspace_id, set(session.execute(_PARENTS, walk).scalars()))
    this = by_id(session, workspace_id, goal_id)
    parents: list[Goal] = []
    next_id = this.parent_id if this else None
    while next_id is not None and (parent := above.pop(next_id, None)) is not None:
        parents.append(parent)
        next_id = parent.parent_id
    return parents


def _owned_by(person_ids: Collection[int], team_ids: Collection[int], with_organisation: bool) -> ColumnElement[bool]:
    """Whose goals: the ids stand in the statement itself, since drivers take some 32,000 parameters at most."""
    owned: list[ColumnElement[bool]] = [
        _goals.c.owner_person_id.in_(bindparam("people", sorted(person_ids), expanding=True, literal_execute=True)),
        _goals.c.owner_team_id.in_(bindparam("teams", sorted(team_ids), expanding=True, literal_execute=True)),
    ]
    if with_organisation:
        owned.append(_goals.c.owner_kind == OwnerKind.ORGANISATION.value)
    return or_(*owned)


def _group_of(reach: GoalReach) -> ColumnElement[int]:
    mine: BindParameter[Any] = bindparam("my_teams", sorted(reach.my_teams), expanding=True, literal_execute=True)
    return case(
        (_goals.c.owner_kind == OwnerKind.ORGANISATION.value, literal_column(str(GoalGroup.ORGANISATION.value))),
        (_goals.c.owner_team_id.in_(mine), literal_column(str(GoalGroup.MY_TEAM.value))),
        (_goals.c.owner_person_id == literal_column(str(int(reach.me))), literal_column(str(GoalGroup.MINE.value))),
        (_goals.c.owner_kind == OwnerKind.TEAM.value, literal_column(str(GoalGroup.TEAMS.value))),
        else_=literal_column(str(GoalGroup.PEOPLE.value)),
    )


def _with_customers(session: Session, workspace_id: str, rows: Sequence[Row[Any]]) -> list[Goal]:
    customers = customers_of(session, workspace_id, [row.id for row in rows]) if rows else {}
    return [goal_from(row, customers.get(row.id, ())) for row in rows]


def _in_portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _MOST_IDS):
        yield ids[start : start + _MOST_IDS]
