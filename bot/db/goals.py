"""Goals: tables and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime


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
