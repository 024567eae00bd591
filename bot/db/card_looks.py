"""Who looked at whose results: a row for each look, for the one who was looked at to see."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Executable, ForeignKey, Index, String, UniqueConstraint, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.bulk import run_many
from bot.db.people import PersonRow
from bot.db.schema import Base, UtcDateTime
from bot.db.touched import touch_home
from bot.domain.card_looks import CardLook, Seen


class CardLookRow(Base):
    """Somebody looked at what is kept about somebody else: their card, or a list that has them on a line.

    `what` is a value of `bot.domain.card_looks.Seen`; `origin_key` names the request, so that one request is one look.
    """

    __tablename__ = "card_looks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key", "seen_id"),
        Index(None, "workspace_id", "seen_id", "at"),
        Index(None, "workspace_id", "looker_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    looker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seen_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(24))
    origin_key: Mapped[str] = mapped_column(String(255))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_looks = CardLookRow.__table__
_ONE_LOOK = ("workspace_id", "origin_key", "seen_id")
_ADD: dict[str, Executable] = {
    "postgresql": postgresql.insert(CardLookRow).on_conflict_do_nothing(index_elements=_ONE_LOOK),
    "sqlite": sqlite.insert(CardLookRow).on_conflict_do_nothing(index_elements=_ONE_LOOK),
}
_OF_SEEN = (_looks.c.workspace_id == bindparam("workspace_id"), _looks.c.seen_id == bindparam("seen_id"))
_LATEST = (
    select(PersonRow.slack_id, PersonRow.name, _looks.c.what, _looks.c.at)
    .join(PersonRow, PersonRow.id == _looks.c.looker_id)
    .where(*_OF_SEEN)
    .order_by(_looks.c.at.desc(), _looks.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT = select(func.count()).select_from(_looks).where(*_OF_SEEN)


def add(
    session: Session,
    workspace_id: str,
    looker_id: int,
    seen_ids: Collection[int],
    what: Seen,
    origin_key: str,
    now: dt.datetime,
) -> None:
    """Notes a look at each of these people but the looker; the same request (`origin_key`) twice is one look."""
    rows = [
        {
            "workspace_id": workspace_id,
            "looker_id": looker_id,
            "seen_id": seen_id,
            "what": what.value,
            "origin_key": origin_key,
            "at": now,
        }
        for seen_id in dict.fromkeys(seen_ids)
        if seen_id != looker_id
    ]
    if rows:
        touch_home(session, workspace_id, *seen_ids)
        run_many(session, _ADD[session.get_bind().dialect.name], rows)


def of_person(session: Session, workspace_id: str, seen_id: int, most: int, skipped: int = 0) -> list[CardLook]:
    """Who looked at what is kept about this person, the latest first: at most `most`, after `skipped` later ones."""
    parameters = {"workspace_id": workspace_id, "seen_id": seen_id, "most": most, "skipped": skipped}
    return [
        CardLook(row.slack_id, row.name, Seen(row.what), row.at) for row in session.execute(_LATEST, parameters).all()
    ]


def count(session: Session, workspace_id: str, seen_id: int) -> int:
    """How many looks at this person are kept."""
    return session.execute(_COUNT, {"workspace_id": workspace_id, "seen_id": seen_id}).scalar_one()
