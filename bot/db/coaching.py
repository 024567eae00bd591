"""What managers answered to prompts and questions of their digests: table and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class AnswerRow(Base):
    """A manager's latest answer about one thing. `about` is what it is about, such as 'coach:behind:goal:12'."""

    __tablename__ = "digest_answers"
    __table_args__ = (UniqueConstraint("workspace_id", "manager_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    about: Mapped[str] = mapped_column(String(128))
    answer: Mapped[str] = mapped_column(String(16))
    until: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
