"""Keeping the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit as audit_rows
from bot.domain.access import Denied


def denied(session: Session, denial: Denied, now: datetime) -> None:
    """Notes a denial (it is raised inside a transaction that is rolled back, hence written here)."""
    if denial.denial is not None:
        audit_rows.record_denial(session, denial.denial, now)
