"""What a workspace has set for all its people, and its holidays: tables and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, JsonColumn


class WorkspaceSettingsRow(Base):
    """A workspace's settings; a workspace without a row has the defaults of `bot.domain.workspace_settings`.

    `days_off` are weekdays, 0 for Monday. `manager_field` is the id of the field in Slack's profiles that says who
    somebody's manager is, None where the workspace keeps that here.
    """

    __tablename__ = "workspace_settings"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    hours_a_week: Mapped[float] = mapped_column(Double)
    days_off: Mapped[list[int]] = mapped_column(JsonColumn)
    digest_weekday: Mapped[int]
    digest_at: Mapped[dt.time]
    stale_after_days: Mapped[int]
    manager_field: Mapped[str | None] = mapped_column(String(32))


class HolidayRow(Base):
    """A day on which the workspace doesn't work."""

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("workspace_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    on: Mapped[dt.date]
    name: Mapped[str] = mapped_column(String(80))
