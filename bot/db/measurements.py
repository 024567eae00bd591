"""Measurements of goals: table and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class MeasurementRow(Base):
    """A goal's value on a date. Of one goal and date one row is counted; what it corrected stays as history."""

    __tablename__ = "measurements"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        ForeignKeyConstraint(["workspace_id", "goal_id"], ["goals.workspace_id", "goals.id"]),
        Index(None, "workspace_id", "goal_id", "state", "measured_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    goal_id: Mapped[int]
    value: Mapped[float] = mapped_column(Double)
    measured_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str | None] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(16))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(16))
    corrects_id: Mapped[int | None]
    origin_key: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
