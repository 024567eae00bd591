"""The audit log: what somebody was refused, and what was done to other people's places. It keeps ids, never texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.schema import Base, UtcDateTime
from bot.domain.access import Action, Denial


class AuditRow(Base):
    """One line of the audit log."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(255))
    outcome: Mapped[str] = mapped_column(String(16))


def record_denial(session: Session, denial: Denial, now: datetime) -> None:
    """Notes that access was refused."""
    session.execute(
        insert(AuditRow).values(
            workspace_id=denial.workspace_id,
            at=now,
            actor=denial.actor,
            action=denial.action.value,
            subject=denial.subject,
            outcome="denied",
        )
    )


def record(
    session: Session, workspace_id: str, actor: str, action: Action, subject: str, outcome: str, now: datetime
) -> None:
    """Notes what somebody did: `actor` is their Slack id, `outcome` a word of at most 16 characters."""
    session.execute(
        insert(AuditRow).values(
            workspace_id=workspace_id, at=now, actor=actor, action=action.value, subject=subject, outcome=outcome
        )
    )
