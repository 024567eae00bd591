"""Kudos: tables and queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.people import MOST_IN_LIST, PersonRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.db.touched import touch_home
from bot.domain.kudos import Kudos, Spread, Thanked, closed_circles


class KudosRow(Base):
    """One recognition."""

    __tablename__ = "kudos"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        UniqueConstraint("workspace_id", "id"),
        Index(None, "workspace_id", "created_at"),
        Index(None, "workspace_id", "author_id", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    behaviours: Mapped[list[str]] = mapped_column(JsonColumn)
    tags: Mapped[list[str]] = mapped_column(JsonColumn)
    is_private: Mapped[bool]
    tells_managers: Mapped[bool]
    channel: Mapped[str | None] = mapped_column(String(32))
    praise_id: Mapped[int | None]
    origin_key: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class KudosPersonRow(Base):
    """Somebody who is thanked."""

    __tablename__ = "kudos_people"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kudos_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "kudos_id"], ["kudos.workspace_id", "kudos.id"]),
        Index(None, "workspace_id", "person_id", "kudos_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    kudos_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class KudosVoiceRow(Base):
    """A colleague who joined in, once."""

    __tablename__ = "kudos_voices"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kudos_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "kudos_id"], ["kudos.workspace_id", "kudos.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    kudos_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


FEW = 500
"""So many people are looked up by their own kudos; for more, all kudos of the days are read."""

_ADD = InsertUnlessThere(KudosRow.__table__, ["workspace_id", "origin_key"])
_ADD_VOICE = InsertUnlessThere(KudosVoiceRow.__table__, ["workspace_id", "kudos_id", "person_id"])
_KUDOS = select(KudosRow.__table__, PersonRow.slack_id.label("author_slack_id")).join(
    PersonRow, PersonRow.id == KudosRow.author_id
)


def add(session: Session, kudos: Kudos, origin_key: str) -> Kudos | None:
    """Inserts kudos (`kudos.id` is ignored); None when the same request (`origin_key`) gave them before."""
    kudos_id = _ADD.run(
        session,
        {
            "workspace_id": kudos.workspace_id,
            "author_id": kudos.author_id,
            "words": kudos.words,
            "behaviours": list(kudos.behaviours),
            "tags": list(kudos.tags),
            "is_private": kudos.is_private,
            "tells_managers": kudos.tells_managers,
            "channel": kudos.channel,
            "praise_id": kudos.praise_id,
            "origin_key": origin_key,
            "created_at": kudos.created_at,
            "undone_at": None,
        },
    )
    if kudos_id is None:
        return None
    touch_home(session, kudos.workspace_id, *(thanked.person_id for thanked in kudos.thanked))
    session.execute(
        insert(KudosPersonRow),
        [
            {"workspace_id": kudos.workspace_id, "kudos_id": kudos_id, "person_id": thanked.person_id}
            for thanked in kudos.thanked
        ],
    )
    return by_id(session, kudos.workspace_id, kudos_id)


def by_id(session: Session, workspace_id: str, kudos_id: int) -> Kudos | None:
    """The kudos with this id, undone ones too; None when this workspace has none."""
    return _one(session, workspace_id, KudosRow.id == kudos_id)


def made_by(session: Session, workspace_id: str, origin_key: str) -> Kudos | None:
    """The kudos that this request gave before."""
    return _one(session, workspace_id, KudosRow.origin_key == origin_key)


def hold(session: Session, workspace_id: str, kudos_id: int) -> None:
    """Whoever changes kudos begins here: one transaction at a time, so that what is drawn is all that is kept."""
    session.execute(
        select(KudosRow.id).where(KudosRow.workspace_id == workspace_id, KudosRow.id == kudos_id).with_for_update()
    )


def undo(session: Session, kudos: Kudos, now: dt.datetime) -> None:
    """Notes that kudos were taken back: they count nowhere any more."""
    _update(session, kudos, undone_at=now)


def set_behaviours(session: Session, kudos: Kudos, behaviours: Sequence[str]) -> None:
    """Replaces the behaviours."""
    _update(session, kudos, behaviours=list(behaviours))


def add_voice(session: Session, kudos: Kudos, person_id: int, now: dt.datetime) -> None:
    """Notes that somebody joins in; twice is once."""
    _ADD_VOICE.run(
        session, {"workspace_id": kudos.workspace_id, "kudos_id": kudos.id, "person_id": person_id, "at": now}
    )


def remove_voice(session: Session, kudos: Kudos, person_id: int) -> None:
    """Notes that somebody doesn't join in any more."""
    session.execute(
        delete(KudosVoiceRow).where(
            KudosVoiceRow.workspace_id == kudos.workspace_id,
            KudosVoiceRow.kudos_id == kudos.id,
            KudosVoiceRow.person_id == person_id,
        )
    )


def received(
    session: Session,
    workspace_id: str,
    person_ids: Collection[int],
    first: dt.date,
    last: dt.date,
    *,
    with_private: bool = False,
    zone: dt.tzinfo = dt.UTC,
) -> dict[int, tuple[Kudos, ...]]:
    """What was thanked for in these days of `zone` (both included), for each of the people who has any, latest first.

    Undone kudos and circles of two (`closed_circles`) are left out, and so are private ones unless `with_private`:
    those are only for the person's own eyes. Four statements, whatever the number of people.
    """
    within = _within(workspace_id, first, last, zone)
    circles = closed_circles(_thanks(session, within))
    shown = within if with_private else and_(within, KudosRow.is_private.is_(False))
    wanted = frozenset(person_ids)
    if len(wanted) <= FEW:
        of_them = select(KudosPersonRow.kudos_id).where(
            KudosPersonRow.workspace_id == workspace_id, KudosPersonRow.person_id.in_(wanted)
        )
        shown = and_(shown, KudosRow.id.in_(of_them))
    found: dict[int, list[Kudos]] = defaultdict(list)
    for kudos in _all(session, shown):
        for one in kudos.thanked:
            if one.person_id in wanted and frozenset((kudos.author_id, one.person_id)) not in circles:
                found[one.person_id].append(kudos)
    return {person_id: tuple(kudos) for person_id, kudos in found.items()}


def spread(session: Session, workspace_id: str, first: dt.date, last: dt.date, *, zone: dt.tzinfo = dt.UTC) -> Spread:
    """How many of the colleagues were recognised in these days of `zone`; circles of two are left out.

    Private kudos count, since nobody can be told from a number.
    """
    colleagues = set(
        session.execute(
            select(PersonRow.id).where(
                PersonRow.workspace_id == workspace_id,
                *(
                    column.is_(False)
                    for column in (PersonRow.is_guest, PersonRow.is_outside, PersonRow.is_bot, PersonRow.is_gone)
                ),
            )
        ).scalars()
    )
    thanks = _thanks(session, _within(workspace_id, first, last, zone))
    circles = closed_circles(thanks)
    recognised = {thanked for author, thanked in thanks if frozenset((author, thanked)) not in circles}
    return Spread(len(colleagues), len(recognised & colleagues))


def _one(session: Session, workspace_id: str, condition: ColumnElement[bool]) -> Kudos | None:
    row = session.execute(_KUDOS.where(KudosRow.workspace_id == workspace_id, condition)).one_or_none()
    return _with_people(session, [row])[0] if row is not None else None


def _all(session: Session, condition: ColumnElement[bool]) -> list[Kudos]:
    """Latest first."""
    rows = session.execute(_KUDOS.where(condition).order_by(KudosRow.created_at.desc(), KudosRow.id.desc())).all()
    return _with_people(session, rows)


def _with_people(session: Session, rows: Sequence[Row[Any]]) -> list[Kudos]:
    """The kudos of one workspace with those thanked and the voices."""
    thanked: dict[int, list[Thanked]] = defaultdict(list)
    voices: dict[int, list[str]] = defaultdict(list)
    for some in _in_parts([row.id for row in rows]):
        here = rows[0].workspace_id
        found = session.execute(
            select(KudosPersonRow.kudos_id, PersonRow.id, PersonRow.slack_id, PersonRow.name, PersonRow.is_outside)
            .join(PersonRow, PersonRow.id == KudosPersonRow.person_id)
            .where(KudosPersonRow.workspace_id == here, KudosPersonRow.kudos_id.in_(some))
            .order_by(KudosPersonRow.id)
        )
        for person in found:
            thanked[person.kudos_id].append(Thanked(person.id, person.slack_id, person.name, person.is_outside))
        said = session.execute(
            select(KudosVoiceRow.kudos_id, PersonRow.slack_id)
            .join(PersonRow, PersonRow.id == KudosVoiceRow.person_id)
            .where(KudosVoiceRow.workspace_id == here, KudosVoiceRow.kudos_id.in_(some))
            .order_by(KudosVoiceRow.id)
        )
        for voice in said:
            voices[voice.kudos_id].append(voice.slack_id)
    return [
        Kudos(
            id=row.id,
            workspace_id=row.workspace_id,
            author_id=row.author_id,
            author_slack_id=row.author_slack_id,
            thanked=tuple(thanked[row.id]),
            words=row.words,
            behaviours=tuple(row.behaviours),
            tags=tuple(row.tags),
            is_private=row.is_private,
            tells_managers=row.tells_managers,
            channel=row.channel,
            praise_id=row.praise_id,
            created_at=row.created_at,
            is_undone=row.undone_at is not None,
            voices=tuple(voices[row.id]),
        )
        for row in rows
    ]


def _in_parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + MOST_IN_LIST] for start in range(0, len(ids), MOST_IN_LIST))


def _within(workspace_id: str, first: dt.date, last: dt.date, zone: dt.tzinfo) -> ColumnElement[bool]:
    """Kudos of these days that weren't taken back."""
    since = dt.datetime.combine(first, dt.time(), zone).astimezone(dt.UTC)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    return and_(
        KudosRow.workspace_id == workspace_id,
        KudosRow.undone_at.is_(None),
        KudosRow.created_at >= since,
        KudosRow.created_at < until,
    )


def _thanks(session: Session, within: ColumnElement[bool]) -> set[tuple[int, int]]:
    """Who thanked whom."""
    rows = session.execute(
        select(KudosRow.author_id, KudosPersonRow.person_id)
        .join(
            KudosPersonRow,
            and_(KudosPersonRow.workspace_id == KudosRow.workspace_id, KudosPersonRow.kudos_id == KudosRow.id),
        )
        .where(within)
    )
    return {(row.author_id, row.person_id) for row in rows}


def _update(session: Session, kudos: Kudos, **values: Any) -> None:
    touch_home(session, kudos.workspace_id, *(thanked.person_id for thanked in kudos.thanked))
    session.execute(
        update(KudosRow).where(KudosRow.workspace_id == kudos.workspace_id, KudosRow.id == kudos.id).values(**values)
    )
