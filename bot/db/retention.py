"""How long records are kept, and removing what is older: by kind, in portions, each with its line in the audit log."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, delete, func, null, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.db.audit import AuditRow, record_removal
from bot.db.forgetting import NO_MESSAGE, WAITING
from bot.db.personal_rows import table_of
from bot.db.privacy import empty_entries, has_texts
from bot.db.workspace_settings import WorkspaceSettingsRow, save, settings_of
from bot.domain.goals import GoalState
from bot.domain.retention import KeepDays, Kept, Retention, RetentionRun, known_days

A_PORTION = 500
"""Records in one transaction."""


def retention_of(session: Session, workspace_id: str) -> Retention:
    """How long the workspace keeps what."""
    row = session.execute(
        select(WorkspaceSettingsRow.keep_days, WorkspaceSettingsRow.keep_days_from).where(
            WorkspaceSettingsRow.workspace_id == workspace_id
        )
    ).one_or_none()
    if row is None:
        return Retention({})
    return Retention(known_days(row.keep_days), row.keep_days_from)


def kept_days(session: Session, workspace_id: str) -> Mapping[str, int]:
    """Days by kind, where they are limited."""
    return {kind.value: days for kind, days in retention_of(session, workspace_id).days.items()}


def keep_for(session: Session, workspace_id: str, days: KeepDays, begins: datetime) -> None:
    """Sets how long what is kept; nothing is removed by it before `begins`."""
    if session.get(WorkspaceSettingsRow, workspace_id) is None:
        save(session, workspace_id, settings_of(session, workspace_id))
    session.execute(
        update(WorkspaceSettingsRow)
        .where(WorkspaceSettingsRow.workspace_id == workspace_id)
        .values(keep_days={kind.value: number for kind, number in days.items()} or null(), keep_days_from=begins)
    )


def count(session: Session, workspace_id: str, kind: Kept, before: date) -> int:
    """How many records of a kind are of before a date (UTC)."""
    source, old = _TABLES[kind], _is_old(kind, before)
    rows = select(func.count()).select_from(source).where(source.c.workspace_id == workspace_id, *old)
    return session.execute(rows).scalar_one()


def remove(session: Session, workspace_id: str, run: RetentionRun, now: datetime) -> RetentionRun:
    """Removes a portion of what is older, and notes it in the run's line in the audit log; how far the run has come."""
    kind, before = run.removed.kind, run.removed.before
    source = _TABLES[kind]
    wanted = (
        select(source.c.id)
        .where(source.c.workspace_id == workspace_id, *_is_old(kind, before))
        .order_by(source.c.id)
        .limit(A_PORTION)
    )
    if run.after_id is not None:
        # Otherwise every portion would look again through all that was emptied before it.
        wanted = wanted.where(source.c.id > run.after_id)
    ids = list(session.execute(wanted).scalars())
    if not ids:
        return replace(run, is_over=True)
    _REMOVE[kind](session, workspace_id, ids)
    removed = replace(run.removed, count=run.removed.count + len(ids))
    return RetentionRun(removed, record_removal(session, workspace_id, removed, run.line, now), ids[-1])


def _is_old(kind: Kept, before: date) -> Sequence[ColumnElement[bool]]:
    midnight = datetime.combine(before, time(), UTC)
    columns = _TABLES[kind].c
    old: Sequence[ColumnElement[bool]]
    match kind:
        case Kept.ENTRY_TEXTS:
            old = columns.local_date < before, has_texts()
        case Kept.ENTRIES:
            old = (columns.local_date < before,)
        case Kept.PRAISE:
            old = (columns.said_at < midnight,)
        case Kept.KUDOS:
            old = (columns.created_at < midnight,)
        case Kept.GOALS:
            ended = columns.state != GoalState.OPEN.value
            changed = func.coalesce(columns.changed_at, columns.created_at)
            old = columns.due_on < before, changed < midnight, ended
        case Kept.MESSAGES:
            is_said = columns.message["text"].as_string() != NO_MESSAGE["text"]
            old = columns.ended_at < midnight, columns.state.not_in(WAITING), is_said
        case Kept.LOOKS | Kept.AUDIT_LOG | Kept.PRAISE_EXAMPLES:
            old = (columns.at < midnight,)
    return old


def _delete(session: Session, table: SqlTable, workspace_id: str, column: str, ids: Sequence[Any]) -> None:
    session.execute(delete(table).where(table.c.workspace_id == workspace_id, table.c[column].in_(ids)))


def _let_go(session: Session, table: SqlTable, workspace_id: str, column: str, ids: Sequence[Any]) -> None:
    these = update(table).where(table.c.workspace_id == workspace_id, table.c[column].in_(ids))
    session.execute(these.values({column: None}))


def _entries(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    # Also out of the messages that showed them.
    empty_entries(session, workspace_id, ids)
    _delete(session, table_of("help_questions"), workspace_id, "work_log_id", ids)
    _delete(session, table_of("work_logs"), workspace_id, "id", ids)


def _entry_texts(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    empty_entries(session, workspace_id, ids)


def _praise(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    for name in ("praise_prompts", "praise_examples", "praise_people"):
        _delete(session, table_of(name), workspace_id, "praise_id", ids)
    _let_go(session, table_of("kudos"), workspace_id, "praise_id", ids)
    _delete(session, table_of("praises"), workspace_id, "id", ids)


def _kudos(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    for name in ("kudos_voices", "kudos_people"):
        _delete(session, table_of(name), workspace_id, "kudos_id", ids)
    _let_go(session, table_of("praises"), workspace_id, "kudos_id", ids)
    _delete(session, table_of("kudos"), workspace_id, "id", ids)


def _goals(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    for name in ("measurements", "goal_changes", "goal_customers"):
        _delete(session, table_of(name), workspace_id, "goal_id", ids)
    _let_go(session, table_of("goals"), workspace_id, "parent_id", ids)
    _delete(session, table_of("goals"), workspace_id, "id", ids)


def _messages(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
    """What they said goes; that they were sent stays, so that none is sent again."""
    table = table_of("deliveries")
    session.execute(
        update(table).where(table.c.workspace_id == workspace_id, table.c.id.in_(ids)).values(message=NO_MESSAGE)
    )


def _rows_of(name: str) -> Callable[[Session, str, Sequence[Any]], None]:
    def remove_rows(session: Session, workspace_id: str, ids: Sequence[Any]) -> None:
        _delete(session, table_of(name), workspace_id, "id", ids)

    return remove_rows


_TABLES: dict[Kept, SqlTable] = {
    Kept.ENTRY_TEXTS: table_of("work_logs"),
    Kept.ENTRIES: table_of("work_logs"),
    Kept.PRAISE: table_of("praises"),
    Kept.PRAISE_EXAMPLES: table_of("praise_examples"),
    Kept.KUDOS: table_of("kudos"),
    Kept.GOALS: table_of("goals"),
    Kept.LOOKS: table_of("card_looks"),
    Kept.MESSAGES: table_of("deliveries"),
    Kept.AUDIT_LOG: table_of(AuditRow.__tablename__),
}
_REMOVE: dict[Kept, Callable[[Session, str, Sequence[Any]], None]] = {
    Kept.ENTRY_TEXTS: _entry_texts,
    Kept.ENTRIES: _entries,
    Kept.PRAISE: _praise,
    Kept.PRAISE_EXAMPLES: _rows_of("praise_examples"),
    Kept.KUDOS: _kudos,
    Kept.GOALS: _goals,
    Kept.LOOKS: _rows_of("card_looks"),
    Kept.MESSAGES: _messages,
    Kept.AUDIT_LOG: _rows_of(AuditRow.__tablename__),
}
