"""What a workspace has set for all its people, and its holidays: tables and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, String, UniqueConstraint, delete, false, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.schema import Base, JsonColumn
from bot.db.statements import Upsert
from bot.domain.workspace_settings import WorkspaceSettings


class WorkspaceSettingsRow(Base):
    """A workspace's settings; a workspace without a row has the defaults of `bot.domain.workspace_settings`.

    `days_off` are weekdays, 0 for Monday. `manager_field` is the id of the field in Slack's profiles that says who
    somebody's manager is, None where the workspace keeps that here. `champion_id` is who is asked about praise where
    nobody else is; `behaviours` are names of the workspace's own, None for the default ones.
    """

    __tablename__ = "workspace_settings"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    hours_a_week: Mapped[float] = mapped_column(Double)
    days_off: Mapped[list[int]] = mapped_column(JsonColumn)
    digest_weekday: Mapped[int]
    digest_at: Mapped[dt.time]
    stale_after_days: Mapped[int]
    manager_field: Mapped[str | None] = mapped_column(String(32))
    kudos_channel: Mapped[str | None] = mapped_column(String(32))
    champion_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    behaviours: Mapped[list[str] | None] = mapped_column(JsonColumn)
    asks_those_helped: Mapped[bool] = mapped_column(server_default=false())
    praise_threshold: Mapped[float | None] = mapped_column(Double)


class HolidayRow(Base):
    """A day on which the workspace doesn't work."""

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("workspace_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    on: Mapped[dt.date]
    name: Mapped[str] = mapped_column(String(80))


_FIELDS = ("hours_a_week", "digest_weekday", "digest_at", "stale_after_days", "manager_field")
_SAVE = Upsert(WorkspaceSettingsRow.__table__, ["workspace_id"], [*_FIELDS, "days_off"], ["workspace_id"])


def settings_of(session: Session, workspace_id: str) -> WorkspaceSettings:
    """The workspace's settings with its holidays; the defaults where it has set nothing."""
    columns = WorkspaceSettingsRow.__table__.c
    row = session.execute(
        select(*(columns[name] for name in (*_FIELDS, "days_off"))).where(columns.workspace_id == workspace_id)
    ).one_or_none()
    holidays = session.execute(select(HolidayRow.on, HolidayRow.name).where(HolidayRow.workspace_id == workspace_id))
    named = {holiday.on: holiday.name for holiday in holidays}
    if row is None:
        return WorkspaceSettings(holidays=frozenset(named), holiday_names=named)
    return WorkspaceSettings(
        **{name: getattr(row, name) for name in _FIELDS},
        days_off=tuple(row.days_off),
        holidays=frozenset(named),
        holiday_names=named,
    )


def save(session: Session, workspace_id: str, settings: WorkspaceSettings) -> None:
    """Keeps the settings, and their holidays in place of those before."""
    values = {name: getattr(settings, name) for name in _FIELDS}
    _SAVE.run(session, {"workspace_id": workspace_id, "days_off": list(settings.days_off), **values})
    session.execute(delete(HolidayRow).where(HolidayRow.workspace_id == workspace_id))
    if settings.holidays:
        session.execute(
            insert(HolidayRow),
            [
                {"workspace_id": workspace_id, "on": day, "name": settings.holiday_names.get(day, "")}
                for day in sorted(settings.holidays)
            ],
        )
