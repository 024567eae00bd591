"""Subscriptions to digests: table and queries. What is due stands here, so that any number of replicas agree."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, JsonColumn, UtcDateTime


class SubscriptionRow(Base):
    """Who gets which digest, when.

    `person_id` is whose digest it is. `to` is that person's Slack id, or a channel for a team's digest. `weekday` is 0
    for Monday, None for a monthly one; `at` is the person's local time. `next_run_at` is in UTC. `last_period` is the
    period (such as '2026-W47') that was queued last.
    """

    __tablename__ = "digest_subscriptions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "person_id", "to"),
        Index(None, "is_on", "next_run_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    to: Mapped[str] = mapped_column(String(32))
    weekday: Mapped[int | None]
    at: Mapped[dt.time]
    parts_left_out: Mapped[list[str]] = mapped_column(JsonColumn)
    is_on: Mapped[bool]
    paused_until: Mapped[dt.date | None]
    next_run_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_period: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
