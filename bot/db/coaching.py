"""What managers answered to prompts and questions of their digests: table and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.schema import Base, UtcDateTime
from bot.db.statements import Upsert
from bot.domain.coaching import Answered

MAX_ABOUT = 128
"""Characters of what an answer is about."""


class AnswerRow(Base):
    """A manager's latest answer about one thing. `about` is what it is about, such as 'coach:behind:goal:12'."""

    __tablename__ = "digest_answers"
    __table_args__ = (UniqueConstraint("workspace_id", "manager_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    about: Mapped[str] = mapped_column(String(MAX_ABOUT))
    answer: Mapped[str] = mapped_column(String(16))
    until: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_answers = AnswerRow.__table__
_REMEMBER = Upsert(
    _answers, ["workspace_id", "manager_id", "about"], ["answer", "until", "answered_at"], ["answer", "until"]
)


def remember(
    session: Session, workspace_id: str, manager_id: int, about: str, answered: Answered, now: dt.datetime
) -> None:
    """Keeps a manager's answer, in place of an earlier one about the same."""
    _REMEMBER.run(
        session,
        {
            "workspace_id": workspace_id,
            "manager_id": manager_id,
            "about": about,
            "answer": answered.answer.value,
            "until": answered.until,
            "answered_at": now,
        },
    )


def forget(session: Session, workspace_id: str, manager_id: int, about: str) -> None:
    """Takes a manager's answer back."""
    session.execute(
        delete(AnswerRow).where(
            AnswerRow.workspace_id == workspace_id, AnswerRow.manager_id == manager_id, AnswerRow.about == about
        )
    )
