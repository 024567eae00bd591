"""How long what is kept: set by admins, and enforced daily by `jobs.retention`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit
from bot.db import retention as rows
from bot.domain.access import Action
from bot.domain.retention import UNDO_WITHIN, KeepDays, Removal, Retention, RetentionRun, cutoffs, is_shorter
from bot.services.acting import Asker, acting


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first removal by new days would be, of each kind that has something; none where nothing goes."""

    removals: tuple[Removal, ...]
    begins: datetime


def to_change(session: Session, asker: Asker) -> Retention:
    """What is set. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    return rows.retention_of(session, asker.workspace_id)


def preview(session: Session, asker: Asker, days: KeepDays, now: datetime) -> Preview:
    """What new days would remove; nothing where none is shorter than before. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.CHANGE_SETTINGS)
    begins = now + UNDO_WITHIN
    before = rows.retention_of(session, asker.workspace_id)
    if not is_shorter(days, before.days):
        return Preview((), begins)
    found = [
        Removal(kind, rows.count(session, asker.workspace_id, kind, cutoff), cutoff)
        for kind, cutoff in cutoffs(days, begins).items()
    ]
    return Preview(tuple(one for one in found if one.count), begins)


def change(session: Session, asker: Asker, days: KeepDays, now: datetime) -> tuple[Retention, Retention]:
    """Sets how long what is kept; what was set before, and what is now. Nothing is removed for `UNDO_WITHIN`.

    Raises `UnknownPerson` or `Denied`.
    """
    admin = acting(session, asker, Action.CHANGE_SETTINGS)
    before = rows.retention_of(session, asker.workspace_id)
    if dict(before.days) == dict(days):
        return before, before
    rows.keep_for(session, asker.workspace_id, days, now + UNDO_WITHIN)
    subject = ", ".join(f"{kind} {number}" for kind, number in days.items()) or "all for ever"
    audit.record(
        session, asker.workspace_id, admin.slack_id, Action.CHANGE_SETTINGS, f"kept: {subject}"[:255], "changed", now
    )
    return before, rows.retention_of(session, asker.workspace_id)


def to_remove(session: Session, workspace_id: str, now: datetime) -> Sequence[RetentionRun]:
    """A run for every kind that is removed with age; nothing is removed yet."""
    found = rows.retention_of(session, workspace_id).cutoffs(now)
    return [RetentionRun(Removal(kind, 0, before)) for kind, before in found.items()]


def remove(session: Session, workspace_id: str, run: RetentionRun, now: datetime) -> RetentionRun:
    """The next portion of a run; it is over when the days were changed meanwhile."""
    wanted = rows.retention_of(session, workspace_id).cutoffs(now).get(run.removed.kind)
    if wanted is None or wanted < run.removed.before:
        return replace(run, is_over=True)
    return rows.remove(session, workspace_id, run, now)
