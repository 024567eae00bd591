"""What a workspace has set for all its people, and its holidays: tables and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, String, UniqueConstraint, delete, false, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.people import PersonRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import Upsert
from bot.db.touched import touch_every_home
from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.kudos import KudosSettings
from bot.domain.retention import known_days
from bot.domain.workspace_settings import WorkspaceSettings


class WorkspaceSettingsRow(Base):
    """A workspace's settings; a workspace without a row has the defaults of `bot.domain.workspace_settings`.

    `days_off` are weekdays, 0 for Monday. `manager_field` is the id of the field in Slack's profiles that says who
    somebody's manager is, None where the workspace keeps that here. `champion_id` is who is asked about praise where
    nobody else is; `behaviours` are names of the workspace's own, None for the default ones. Those who were helped are
    asked about what was noted since `asks_those_helped_since`. `keep_days`: how many days each kind of record is kept,
    for ever where it isn't named; nothing is removed by it before `keep_days_from`. `cost_an_hour` is in `currency`, a
    code of ISO 4217.
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
    asks_those_helped_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    praise_threshold: Mapped[float | None] = mapped_column(Double)
    keep_days: Mapped[dict[str, int] | None] = mapped_column(JsonColumn)
    keep_days_from: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    cost_an_hour: Mapped[float | None] = mapped_column(Double)
    currency: Mapped[str | None] = mapped_column(String(3))


class HolidayRow(Base):
    """A day on which the workspace doesn't work."""

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("workspace_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    on: Mapped[dt.date]
    name: Mapped[str] = mapped_column(String(80))


_FIELDS = (
    *("hours_a_week", "digest_weekday", "digest_at", "stale_after_days", "manager_field", "asks_those_helped"),
    *("kudos_channel", "cost_an_hour", "currency"),
)
_LISTS = ("days_off", "behaviours")
_SAVE = Upsert(WorkspaceSettingsRow.__table__, ["workspace_id"], [*_FIELDS, *_LISTS, "champion_id"], ["workspace_id"])


def settings_of(session: Session, workspace_id: str) -> WorkspaceSettings:
    """The workspace's settings with its holidays; the defaults where it has set nothing."""
    columns = WorkspaceSettingsRow.__table__.c
    row = session.execute(
        select(*(columns[name] for name in (*_FIELDS, *_LISTS, "keep_days")), PersonRow.slack_id.label("champion"))
        .outerjoin(PersonRow, PersonRow.id == columns.champion_id)
        .where(columns.workspace_id == workspace_id)
    ).one_or_none()
    holidays = session.execute(select(HolidayRow.on, HolidayRow.name).where(HolidayRow.workspace_id == workspace_id))
    named = {holiday.on: holiday.name for holiday in holidays}
    if row is None:
        return WorkspaceSettings(holidays=frozenset(named), holiday_names=named)
    return WorkspaceSettings(
        **{name: getattr(row, name) for name in _FIELDS},
        days_off=tuple(row.days_off),
        behaviours=tuple(row.behaviours or DEFAULT_BEHAVIOURS),
        champion=row.champion,
        holidays=frozenset(named),
        holiday_names=named,
        keep_days=known_days(row.keep_days),
    )


def kudos_settings_of(session: Session, workspace_id: str) -> KudosSettings:
    """What the workspace has set for kudos; the default behaviours where it has named none."""
    row = session.execute(
        select(WorkspaceSettingsRow.kudos_channel, WorkspaceSettingsRow.behaviours).where(
            WorkspaceSettingsRow.workspace_id == workspace_id
        )
    ).one_or_none()
    if row is None:
        return KudosSettings(None, DEFAULT_BEHAVIOURS)
    return KudosSettings(row.kudos_channel, tuple(row.behaviours or DEFAULT_BEHAVIOURS))


def asks_those_helped_since(session: Session, workspace_id: str, *, hold: bool = False) -> dt.datetime | None:
    """Since when those who were helped are asked; None when they are not.

    With `hold` the answer stays true until the transaction ends, and only one transaction at a time has it.
    """
    query = select(WorkspaceSettingsRow.asks_those_helped_since).where(
        WorkspaceSettingsRow.workspace_id == workspace_id, WorkspaceSettingsRow.asks_those_helped.is_(True)
    )
    since: dt.datetime | None = session.scalar(query.with_for_update() if hold else query)
    return since


def set_asks_those_helped_since(session: Session, workspace_id: str, since: dt.datetime) -> None:
    """From when on what is noted is asked about."""
    session.execute(
        update(WorkspaceSettingsRow)
        .where(WorkspaceSettingsRow.workspace_id == workspace_id)
        .values(asks_those_helped_since=since)
    )


def save(session: Session, workspace_id: str, settings: WorkspaceSettings) -> None:
    """Keeps the settings, and their holidays in place of those before."""
    values = {name: getattr(settings, name) for name in _FIELDS}
    lists = {
        "days_off": list(settings.days_off),
        "behaviours": list(settings.behaviours) if settings.behaviours != DEFAULT_BEHAVIOURS else None,
    }
    champion = select(PersonRow.id).where(
        PersonRow.workspace_id == workspace_id, PersonRow.slack_id == settings.champion
    )
    champion_id = session.execute(champion).scalar_one_or_none() if settings.champion else None
    touch_every_home(session, workspace_id)
    _SAVE.run(session, {"workspace_id": workspace_id, "champion_id": champion_id, **lists, **values})
    session.execute(delete(HolidayRow).where(HolidayRow.workspace_id == workspace_id))
    if settings.holidays:
        session.execute(
            insert(HolidayRow),
            [
                {"workspace_id": workspace_id, "on": day, "name": settings.holiday_names.get(day, "")}
                for day in sorted(settings.holidays)
            ],
        )
