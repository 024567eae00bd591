"""How often prompts about praise were right: one statement each."""

from collections import defaultdict

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from bot.db import workspace_settings as settings_rows
from bot.db.praises import PraiseExampleRow, PraiseRow
from bot.db.workspace_settings import WorkspaceSettingsRow
from bot.domain.praise_report import Counts
from bot.domain.praises import PraiseSource, PraiseState

_RIGHT = (PraiseState.RECOGNISED.value, PraiseState.THANKED.value)


def counts(session: Session, workspace_id: str, tried: float) -> dict[PraiseSource, Counts]:
    """The counts per source, for a threshold that is tried."""
    right = PraiseRow.state.in_(_RIGHT)
    wrong = PraiseRow.state == PraiseState.DISMISSED.value
    scored, kept = PraiseRow.score.is_not(None), PraiseRow.score >= tried
    examples = PraiseExampleRow.person_was_right
    columns = {
        "right": right,
        "wrong": wrong,
        "open": PraiseRow.state == PraiseState.OPEN.value,
        "withdrawn": PraiseRow.state == PraiseState.WITHDRAWN.value,
        "scored_right": right & scored,
        "scored_wrong": wrong & scored,
        "kept_right": right & kept,
        "kept_wrong": wrong & kept,
        "person_right": right & examples.is_(True),
        "person_wrong": right & examples.is_(False),
    }
    rows = session.execute(
        select(
            PraiseRow.source,
            *(func.sum(case((holds, 1), else_=0)).label(name) for name, holds in columns.items()),
        )
        .outerjoin(
            PraiseExampleRow,
            (PraiseExampleRow.praise_id == PraiseRow.id) & (PraiseExampleRow.workspace_id == PraiseRow.workspace_id),
        )
        .where(PraiseRow.workspace_id == workspace_id)
        .group_by(PraiseRow.source)
    )
    return {PraiseSource(row.source): Counts(**{name: int(getattr(row, name)) for name in columns}) for row in rows}


def decided_scores(session: Session, workspace_id: str) -> list[tuple[float, bool]]:
    """The score of each decided prompt that has one, with whether it was right."""
    decided = (*_RIGHT, PraiseState.DISMISSED.value)
    rows = session.execute(
        select(PraiseRow.score, PraiseRow.state.in_(_RIGHT).label("was_right")).where(
            PraiseRow.workspace_id == workspace_id, PraiseRow.state.in_(decided), PraiseRow.score.is_not(None)
        )
    )
    return [(row.score, bool(row.was_right)) for row in rows]


def reasons(session: Session, workspace_id: str) -> dict[str, int]:
    """How often something wasn't praise for which reason; 'not said' where nobody said."""
    rows = session.execute(
        select(PraiseRow.dismissed_because, func.count())
        .where(PraiseRow.workspace_id == workspace_id, PraiseRow.state == PraiseState.DISMISSED.value)
        .group_by(PraiseRow.dismissed_because)
    )
    found: defaultdict[str, int] = defaultdict(int)
    for because, count in rows:
        found[because or "not said"] += count
    return dict(found)


def set_threshold(session: Session, workspace_id: str, value: float | None) -> None:
    """Sets the workspace's own threshold; None for the program's."""
    change = (
        update(WorkspaceSettingsRow)
        .where(WorkspaceSettingsRow.workspace_id == workspace_id)
        .values(praise_threshold=value)
        .returning(WorkspaceSettingsRow.workspace_id)
    )
    if session.execute(change).first() is None:
        settings_rows.save(session, workspace_id, settings_rows.settings_of(session, workspace_id))
        session.execute(change)
