"""Praise: tables and queries."""

import datetime as dt

from sqlalchemy import Double, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime


class PraiseRow(Base):
    """A customer's words. `origin_key` names the message, so that one message is one praise."""

    __tablename__ = "praises"
    __table_args__ = (
        UniqueConstraint("workspace_id", "origin_key"),
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "customer_id"], ["customers.workspace_id", "customers.id"]),
        Index(None, "workspace_id", "state", "asked_id"),
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
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    later_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    kudos_id: Mapped[int | None]
    dismissed_because: Mapped[str | None] = mapped_column(String(255))
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

    `people` are the Slack ids of those whom it really concerned, when that was corrected.
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
    people: Mapped[list[str]] = mapped_column(JsonColumn)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
