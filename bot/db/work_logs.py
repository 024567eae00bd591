"""Work logs: table and queries. The statements on the way of `/logwork` are built once, at import."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.customers import CustomerRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.db.touched import touch_home
from bot.domain.durations import MAX_MINUTES_A_DAY
from bot.domain.work_log_line import WorkLogDraft
from bot.domain.work_logs import Customer, Origin, Source, WorkLog


class WorkLogRow(Base):
    """One entry. Lists are JSON arrays, so that an entry is one row and logging it one INSERT."""

    __tablename__ = "work_logs"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        Index(None, "workspace_id", "person_id", "local_date"),
        # `undone_at` is in it so that digests can read the days of contact from the index alone.
        Index(None, "workspace_id", "customer_id", "local_date", "undone_at"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
        {"sqlite_autoincrement": True},  # an id is never used again: buttons in old messages carry it
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    customer_id: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int | None]
    local_date: Mapped[dt.date]
    local_time: Mapped[dt.time | None]
    helped: Mapped[list[str]] = mapped_column(JsonColumn)
    tags: Mapped[list[str]] = mapped_column(JsonColumn)
    references: Mapped[list[str]] = mapped_column(JsonColumn)
    links: Mapped[list[str]] = mapped_column(JsonColumn)
    source: Mapped[str] = mapped_column(String(16))
    origin_key: Mapped[str] = mapped_column(String(255))
    typed: Mapped[str] = mapped_column(Text)
    permalink: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


_logs = WorkLogRow.__table__
_customers = CustomerRow.__table__

_DAY_TOTAL = select(func.coalesce(func.sum(_logs.c.minutes), 0)).where(
    _logs.c.workspace_id == bindparam("workspace_id"),
    _logs.c.person_id == bindparam("person_id"),
    _logs.c.local_date == bindparam("local_date"),
    _logs.c.undone_at.is_(None),
    _logs.c.id != bindparam("except_id"),
)
# The day's total is looked at by the INSERT itself: one statement instead of two on the way of `/logwork`.
_INSERT = InsertUnlessThere(
    _logs,
    ["workspace_id", "origin_key"],
    leaving_out=["changed_at", "undone_at"],
    only_if=or_(
        bindparam("minutes", type_=_logs.c.minutes.type).is_(None),
        _DAY_TOTAL.scalar_subquery() + bindparam("minutes", type_=_logs.c.minutes.type) <= MAX_MINUTES_A_DAY,
    ),
)
_ENTRIES = (
    select(_logs, _customers.c.name.label("customer_name"))
    .select_from(
        _logs.outerjoin(
            _customers,
            (_logs.c.customer_id == _customers.c.id) & (_logs.c.workspace_id == _customers.c.workspace_id),
        )
    )
    .where(_logs.c.workspace_id == bindparam("workspace_id"))
)
_BY_ID = _ENTRIES.where(_logs.c.id == bindparam("entry_id"))
_BY_ORIGIN = _ENTRIES.where(_logs.c.origin_key == bindparam("origin_key"))
_OF_PERSON = _ENTRIES.where(_logs.c.person_id == bindparam("person_id"), _logs.c.undone_at.is_(None))
_BETWEEN = _OF_PERSON.where(_logs.c.local_date.between(bindparam("first"), bindparam("last"))).order_by(
    _logs.c.local_date, _logs.c.id
)
_LATEST = _OF_PERSON.order_by(_logs.c.id.desc()).limit(bindparam("most"))


_SAID = ("summary", "minutes", "on", "at", "helped", "tags", "references", "links")


def _entry(row: Row[Any]) -> WorkLog:
    return WorkLog(
        id=row.id,
        workspace_id=row.workspace_id,
        person_id=row.person_id,
        summary=row.summary,
        minutes=row.minutes,
        on=row.local_date,
        at=row.local_time,
        customer=Customer(row.customer_id, row.customer_name) if row.customer_id is not None else None,
        helped=tuple(row.helped),
        tags=tuple(row.tags),
        references=tuple(row.references),
        links=tuple(row.links),
        origin=Origin(Source(row.source), row.origin_key, row.typed, row.permalink),
        created_at=row.created_at,
        is_undone=row.undone_at is not None,
    )


def _said(draft: WorkLogDraft) -> dict[str, Any]:
    """What a draft says, under the names that an entry has for it."""
    return {name: getattr(draft, name) for name in _SAID}


def _content(draft: WorkLogDraft, customer: Customer | None) -> dict[str, Any]:
    """What a draft says, under the columns' names."""
    return {
        "customer_id": customer.id if customer else None,
        "summary": draft.summary,
        "minutes": draft.minutes,
        "local_date": draft.on,
        "local_time": draft.at,
        "helped": list(draft.helped),
        "tags": list(draft.tags),
        "references": list(draft.references),
        "links": list(draft.links),
    }


def add(
    session: Session,
    workspace_id: str,
    person_id: int,
    draft: WorkLogDraft,
    customer: Customer | None,
    origin: Origin,
    now: dt.datetime,
) -> WorkLog | None:
    """Inserts an entry; None when the same request (`origin.key`) made one before, or the person's day is full."""
    inserted = _INSERT.run(
        session,
        {
            **_content(draft, customer),
            "workspace_id": workspace_id,
            "person_id": person_id,
            "source": origin.source.value,
            "origin_key": origin.key,
            "typed": origin.typed,
            "permalink": origin.permalink,
            "created_at": now,
            "except_id": 0,
        },
    )
    if inserted is None:
        return None
    touch_home(session, workspace_id, person_id)
    return WorkLog(
        id=inserted,
        workspace_id=workspace_id,
        person_id=person_id,
        customer=customer,
        origin=origin,
        created_at=now,
        **_said(draft),
    )


def day_total(session: Session, workspace_id: str, person_id: int, on: dt.date, *, except_id: int = 0) -> int:
    """The minutes that a person has logged for a date, undone entries and entry `except_id` left out."""
    total: int = session.execute(
        _DAY_TOTAL, {"workspace_id": workspace_id, "person_id": person_id, "local_date": on, "except_id": except_id}
    ).scalar_one()
    return total


def by_id(session: Session, workspace_id: str, entry_id: int) -> WorkLog | None:
    """The entry, undone or not; None when this workspace has none of that id."""
    row = session.execute(_BY_ID, {"workspace_id": workspace_id, "entry_id": entry_id}).one_or_none()
    return _entry(row) if row is not None else None


def by_origin(session: Session, workspace_id: str, origin_key: str) -> WorkLog | None:
    """The entry that a request made, undone or not."""
    row = session.execute(_BY_ORIGIN, {"workspace_id": workspace_id, "origin_key": origin_key}).one_or_none()
    return _entry(row) if row is not None else None


def between(session: Session, workspace_id: str, person_id: int, first: dt.date, last: dt.date) -> list[WorkLog]:
    """A person's entries of these local dates (both included), undone ones left out, oldest first."""
    rows = session.execute(
        _BETWEEN, {"workspace_id": workspace_id, "person_id": person_id, "first": first, "last": last}
    )
    return [_entry(row) for row in rows]


def latest(session: Session, workspace_id: str, person_id: int, most: int) -> list[WorkLog]:
    """A person's entries, undone ones left out, latest logged first; at most `most`."""
    rows = session.execute(_LATEST, {"workspace_id": workspace_id, "person_id": person_id, "most": most})
    return [_entry(row) for row in rows]


def change(
    session: Session, entry: WorkLog, draft: WorkLogDraft, customer: Customer | None, now: dt.datetime
) -> WorkLog:
    """Replaces what an entry says; returns it as it is now."""
    _update(session, entry, now, **_content(draft, customer))
    return replace(entry, customer=customer, **_said(draft))


def set_minutes(session: Session, entry: WorkLog, minutes: int, now: dt.datetime) -> WorkLog:
    """Notes how long it took."""
    _update(session, entry, now, minutes=minutes)
    return replace(entry, minutes=minutes)


def set_undone(session: Session, entry: WorkLog, undone: bool, now: dt.datetime) -> WorkLog:
    """Takes an entry out of every list and sum, or puts it back."""
    _update(session, entry, now, undone_at=now if undone else None)
    return replace(entry, is_undone=undone)


def set_customer(session: Session, entry: WorkLog, customer: Customer, now: dt.datetime) -> WorkLog:
    """Gives the entry to another customer."""
    _update(session, entry, now, customer_id=customer.id)
    return replace(entry, customer=customer)


def has_other_entries(session: Session, workspace_id: str, customer_id: int, except_id: int) -> bool:
    """Whether any entry but this one, undone or not, names the customer."""
    found = session.execute(
        select(WorkLogRow.id)
        .where(
            WorkLogRow.workspace_id == workspace_id,
            WorkLogRow.customer_id == customer_id,
            WorkLogRow.id != except_id,
        )
        .limit(1)
    )
    return found.first() is not None


def has_only_undone(session: Session, workspace_id: str, customer_id: int) -> bool:
    """Whether entries name the customer, and all of them are undone."""
    named = (
        select(WorkLogRow.id)
        .where(WorkLogRow.workspace_id == workspace_id, WorkLogRow.customer_id == customer_id)
        .limit(1)
    )
    live = session.execute(named.where(WorkLogRow.undone_at.is_(None))).first()
    return live is None and session.execute(named).first() is not None


def _update(session: Session, entry: WorkLog, now: dt.datetime, **values: Any) -> None:
    touch_home(session, entry.workspace_id, entry.person_id)
    session.execute(
        update(WorkLogRow)
        .where(WorkLogRow.workspace_id == entry.workspace_id, WorkLogRow.id == entry.id)
        .values(**values, changed_at=now),
        execution_options={"synchronize_session": False},
    )
