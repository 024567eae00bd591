"""Who looked at whose results: a row for each look, for the one who was looked at to see."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class CardLookRow(Base):
    """Somebody looked at what is kept about somebody else: their card, or a list that has them on a line.

    `what` is a value of `bot.domain.card_looks.Seen`.
    """

    __tablename__ = "card_looks"
    __table_args__ = (
        Index(None, "workspace_id", "seen_id", "at"),
        Index(None, "workspace_id", "looker_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    looker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seen_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(24))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
