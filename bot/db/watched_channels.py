"""Channels in which customers' words are noticed: table and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class WatchedChannelRow(Base):
    """A channel that an admin marked: it carries customers' words, or it has a recognition champion, or both."""

    __tablename__ = "watched_channels"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    channel: Mapped[str] = mapped_column(String(32))
    carries_customers_words: Mapped[bool]
    champion_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
