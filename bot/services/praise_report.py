"""How often prompts about praise were right, and the threshold: for the command line and, in Slack, for admins."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit, rosters
from bot.db import praise_report as report_rows
from bot.domain.access import Action
from bot.domain.praise.classifier import model
from bot.domain.praise_report import PraiseReport, ThresholdChange, to_try, trials_of
from bot.errors import Refused
from bot.services.acting import Asker, acting

HERE = "this workspace"
"""What a report calls the workspace of whoever reads it in Slack."""


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
        trials=trials_of(report_rows.decided_scores(session, workspace_id), to_try(threshold, model().threshold)),
        program=model().threshold,
    )


def set_threshold(session: Session, workspace_id: str, threshold: float | None, actor: str, now: datetime) -> None:
    """Sets the workspace's threshold, None for the program's own. `actor` is who did, for the audit log."""
    report_rows.set_threshold(session, workspace_id, threshold)
    said = f"praise_threshold:{threshold if threshold is not None else 'default'}"
    audit.record(session, workspace_id, actor, Action.CHANGE_SETTINGS, said, "changed", now)


def report_for(session: Session, asker: Asker) -> PraiseReport:
    """The report of the asker's workspace. Raises `Denied` for whoever isn't an admin."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    return report_of(session, asker.workspace_id, HERE, None)


def change_threshold(
    session: Session, asker: Asker, to: float | None, now: datetime
) -> tuple[ThresholdChange, PraiseReport]:
    """Sets the threshold of the asker's workspace, None for the program's own; what it is already changes nothing.

    Raises `Denied`.
    """
    acting(session, asker, Action.CHANGE_SETTINGS)
    before = rosters.threshold(session, asker.workspace_id)
    if before != to:
        set_threshold(session, asker.workspace_id, to, asker.slack_id, now)
    return ThresholdChange(before, to), report_of(session, asker.workspace_id, HERE, None)


def change_threshold_back(
    session: Session, asker: Asker, change: ThresholdChange, now: datetime
) -> tuple[ThresholdChange, PraiseReport]:
    """*Undo*: sets what was set before the change. Raises `Denied`, and `Refused` where it was changed since."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    if rosters.threshold(session, asker.workspace_id) not in {change.before, change.after}:
        raise Refused(
            "The threshold was changed again since then, so it stays.",
            "`/praiseworthy praise report` shows what it is now.",
        )
    return change_threshold(session, asker, change.before, now)
