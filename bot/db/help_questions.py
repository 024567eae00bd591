"""Questions to those who were helped, whether it solved the matter: tables and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class HelpQuestionRow(Base):
    """One question about one entry to one person who was helped."""

    __tablename__ = "help_questions"
    __table_args__ = (
        UniqueConstraint("work_log_id", "person_id"),
        Index(None, "workspace_id", "person_id", "asked_at"),
        Index(None, "workspace_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    work_log_id: Mapped[int] = mapped_column(ForeignKey("work_logs.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str | None] = mapped_column(String(16))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class HelpQuestionOptOutRow(Base):
    """Somebody who doesn't want to be asked."""

    __tablename__ = "help_question_opt_outs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
