"""The audit log: what somebody was refused, and what was done to other people's places. It keeps ids, never texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, insert, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.schema import Base, UtcDateTime
from bot.domain.access import Action, Denial
from bot.domain.retention import Removal

RETENTION = "retention"
"""The action, and the actor, of what is removed because of its age."""


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


def record_removal(session: Session, workspace_id: str, removed: Removal, line: int | None, now: datetime) -> int:
    """Notes what was removed because of its age: kind, count, until when. `line` is the run's line so far; its id."""
    subject = f"{removed.kind}: {removed.count} before {removed.before.isoformat()}"
    if line is not None:
        session.execute(update(AuditRow).where(AuditRow.id == line).values(subject=subject))
        return line
    values = {"at": now, "actor": RETENTION, "action": RETENTION, "subject": subject, "outcome": "removed"}
    noted: int = session.execute(
        insert(AuditRow).values(workspace_id=workspace_id, **values).returning(AuditRow.id)
    ).scalar_one()
    return noted
