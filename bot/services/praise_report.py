"""`praiseworthy praise report`: how often prompts were right, and the threshold."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit, rosters
from bot.db import praise_report as report_rows
from bot.domain.access import Action
from bot.domain.praise.classifier import model
from bot.domain.praise_report import PraiseReport


def report_of(session: Session, workspace_id: str, name: str, tried: float | None) -> PraiseReport:
    """The workspace's report; without a threshold to try, for the one that it has."""
    own = rosters.threshold(session, workspace_id)
    threshold = own if own is not None else model().threshold
    tried = tried if tried is not None else threshold
    return PraiseReport(
        workspace=name,
        threshold=threshold,
        is_own_threshold=own is not None,
        tried=tried,
        by_source=report_rows.counts(session, workspace_id, tried),
        because=report_rows.reasons(session, workspace_id),
    )


def set_threshold(session: Session, workspace_id: str, threshold: float | None, actor: str, now: datetime) -> None:
    """Sets the workspace's threshold, None for the program's own. `actor` is who did, for the audit log."""
    report_rows.set_threshold(session, workspace_id, threshold)
    said = f"praise_threshold:{threshold if threshold is not None else 'default'}"
    audit.record(session, workspace_id, actor, Action.CHANGE_SETTINGS, said, "changed", now)
