"""Kudos: tables and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime


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
        UniqueConstraint("kudos_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "kudos_id"], ["kudos.workspace_id", "kudos.id"]),
        Index(None, "workspace_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    kudos_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class KudosVoiceRow(Base):
    """A colleague who joined in, once."""

    __tablename__ = "kudos_voices"
    __table_args__ = (
        UniqueConstraint("kudos_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "kudos_id"], ["kudos.workspace_id", "kudos.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    kudos_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
