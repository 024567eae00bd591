"""Praise: tables and queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import (
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import customers
from bot.db.customers import CustomerRow
from bot.db.people import MOST_IN_LIST, PersonRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.db.statements import InsertUnlessThere
from bot.db.touched import touch_praise
from bot.domain.praises import NewPraise, Praise, Praised, PraiseSource, PraiseState
from bot.domain.work_logs import Customer


class PraiseRow(Base):
    """A customer's words. `origin_key` names the message, so that one message is one praise.

    Who is asked about it stands in `bot.db.praise_prompts`.
    """

    __tablename__ = "praises"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
        Index(None, "workspace_id", "state"),
        Index(None, "workspace_id", "said_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    source: Mapped[str] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(String(255))
    said_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str | None] = mapped_column(String(32))
    message_ts: Mapped[str | None] = mapped_column(String(32))
    permalink: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[int | None]
    score: Mapped[float | None] = mapped_column(Double)
    reason: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16))
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    kudos_id: Mapped[int | None]
    dismissed_because: Mapped[str | None] = mapped_column(String(255))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    origin_key: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class PraisePersonRow(Base):
    """Somebody whom the praise concerns, or may concern."""

    __tablename__ = "praise_people"
    __table_args__ = (
        UniqueConstraint("praise_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "praise_id"], ["praises.workspace_id", "praises.id"]),
        Index(None, "workspace_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    praise_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_sure: Mapped[bool]


class PraiseExampleRow(Base):
    """What a person said of a prompt: the workspace's own labelled examples.

    `proposed` are the Slack ids of those whom the program found or proposed, `people` of those whom it concerned.
    `person_was_right` says whether all of the latter were among the former, None where the program named nobody.
    """

    __tablename__ = "praise_examples"
    __table_args__ = (
        UniqueConstraint("praise_id"),
        ForeignKeyConstraint(["workspace_id", "praise_id"], ["praises.workspace_id", "praises.id"]),
        Index(None, "workspace_id", "source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    praise_id: Mapped[int]
    source: Mapped[str] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text)
    score: Mapped[float | None] = mapped_column(Double)
    is_praise: Mapped[bool]
    person_was_right: Mapped[bool | None]
    proposed: Mapped[list[str]] = mapped_column(JsonColumn)
    people: Mapped[list[str]] = mapped_column(JsonColumn)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_praises = PraiseRow.__table__
_praised = PraisePersonRow.__table__
_ADD = InsertUnlessThere(_praises, ["workspace_id", "origin_key"])


def by_id(session: Session, workspace_id: str, praise_id: int) -> Praise | None:
    """The praise, or None when this workspace has none of that id."""
    return by_ids(session, workspace_id, [praise_id]).get(praise_id)


def by_ids(session: Session, workspace_id: str, praise_ids: Iterable[int]) -> dict[int, Praise]:
    """Those of the praises that this workspace has, by id; two statements for each 5,000."""
    wanted = list(praise_ids)
    found: dict[int, Praise] = {}
    for start in range(0, len(wanted), MOST_IN_LIST):
        found |= _read(session, workspace_id, wanted[start : start + MOST_IN_LIST])
    return found


def _read(session: Session, workspace_id: str, praise_ids: list[int]) -> dict[int, Praise]:
    names = select(
        _praised.c.praise_id, _praised.c.person_id, _praised.c.is_sure, PersonRow.slack_id, PersonRow.name
    ).join(PersonRow, PersonRow.id == _praised.c.person_id)
    praised: dict[int, list[Praised]] = defaultdict(list)
    for row in session.execute(
        names.where(_praised.c.workspace_id == workspace_id, _praised.c.praise_id.in_(praise_ids)).order_by(
            _praised.c.id
        )
    ):
        praised[row.praise_id].append(Praised(row.person_id, row.slack_id, row.name, row.is_sure))
    rows = session.execute(
        select(_praises, CustomerRow.name.label("customer_name"))
        .outerjoin(CustomerRow, CustomerRow.id == _praises.c.customer_id)
        .where(_praises.c.workspace_id == workspace_id, _praises.c.id.in_(praise_ids))
    )
    return {
        row.id: Praise(
            id=row.id,
            workspace_id=row.workspace_id,
            source=PraiseSource(row.source),
            words=row.words,
            said_by=row.said_by,
            said_at=row.said_at,
            channel=row.channel,
            message_ts=row.message_ts,
            permalink=row.permalink,
            customer=Customer(row.customer_id, row.customer_name) if row.customer_id is not None else None,
            praised=tuple(praised[row.id]),
            score=row.score,
            reason=row.reason,
            state=PraiseState(row.state),
            handled_by=row.handled_by_id,
            kudos_id=row.kudos_id,
            dismissed_because=row.dismissed_because,
            created_at=row.created_at,
            noted_by=row.noted_by_id,
            handled_at=row.handled_at,
        )
        for row in rows
    }


def add(session: Session, workspace_id: str, new: NewPraise, now: dt.datetime) -> Praise | None:
    """Keeps praise, open; None when what it is of was kept before."""
    praise_id: int | None = _ADD.run(
        session,
        {
            **dict.fromkeys(_praises.c.keys()),
            "workspace_id": workspace_id,
            "source": new.source.value,
            "words": new.words,
            "said_by": new.said_by,
            "said_at": new.said_at,
            "channel": new.channel,
            "message_ts": new.message_ts,
            "permalink": new.permalink,
            "customer_id": new.customer_id,
            "score": new.score,
            "reason": new.reason[:255],
            "noted_by_id": new.noted_by_id,
            "state": PraiseState.OPEN.value,
            "origin_key": new.origin_key,
            "created_at": now,
        },
    )
    if praise_id is None:
        return None
    touch_praise(session, workspace_id, praise_id)
    set_praised(session, workspace_id, praise_id, new.praised)
    return by_id(session, workspace_id, praise_id)


def set_praised(session: Session, workspace_id: str, praise_id: int, praised: Iterable[tuple[int, bool]]) -> None:
    """Adds whom the praise concerns, ids with whether each is sure; nobody twice."""
    rows = [
        {"workspace_id": workspace_id, "praise_id": praise_id, "person_id": person_id, "is_sure": is_sure}
        for person_id, is_sure in dict(praised).items()
    ]
    if rows:
        session.execute(insert(PraisePersonRow), rows)


def by_origin(session: Session, workspace_id: str, origin_key: str) -> Praise | None:
    """The praise of this origin, if it was noticed."""
    praise_id = session.execute(
        select(_praises.c.id).where(_praises.c.workspace_id == workspace_id, _praises.c.origin_key == origin_key)
    ).scalar_one_or_none()
    return by_id(session, workspace_id, praise_id) if praise_id is not None else None


def is_said_again(session: Session, workspace_id: str, said_by: str, words: str, since: dt.datetime) -> bool:
    """Whether the same author's very same words were kept since `since`: a message that was posted twice."""
    found = session.execute(
        select(_praises.c.id).where(
            _praises.c.workspace_id == workspace_id,
            _praises.c.said_at >= since,
            _praises.c.said_by == said_by,
            _praises.c.words == words,
        )
    )
    return found.first() is not None


def customer_of_author(session: Session, workspace_id: str, said_by: str) -> Customer | None:
    """The customer of the author's latest praise that has one."""
    customer_id = session.execute(
        select(_praises.c.customer_id)
        .where(
            _praises.c.workspace_id == workspace_id,
            _praises.c.said_by == said_by,
            _praises.c.customer_id.is_not(None),
        )
        .order_by(_praises.c.said_at.desc(), _praises.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return customers.by_id(session, workspace_id, customer_id) if customer_id is not None else None


def change_words(session: Session, praise: Praise, words: str, score: float | None, reason: str) -> bool:
    """The words as they were edited to; False when the praise isn't open any more."""
    touch_praise(session, praise.workspace_id, praise.id)
    changed = session.execute(
        update(PraiseRow)
        .where(
            PraiseRow.workspace_id == praise.workspace_id,
            PraiseRow.id == praise.id,
            PraiseRow.state == PraiseState.OPEN.value,
        )
        .values(words=words, score=score, reason=reason[:255])
        .returning(PraiseRow.id)
    )
    return changed.first() is not None
