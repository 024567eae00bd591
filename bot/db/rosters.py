"""The names by which colleagues are found in customers' words, and who is from outside: read anew as they change."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import Session

from bot.db.people import PersonAliasRow, PersonRow
from bot.db.workspace_settings import WorkspaceSettingsRow

_people = PersonRow.__table__
_IS_COLLEAGUE = not_(or_(_people.c.is_gone, _people.c.is_bot, _people.c.is_guest, _people.c.is_outside))


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody's ids, name and whether they are a colleague who is here, or from outside."""

    person_id: int
    slack_id: str
    name: str
    is_colleague: bool
    is_outside: bool


def changed_since(session: Session, workspace_id: str, since: datetime | None) -> list[Named]:
    """Everybody of whom something changed since then; everybody at all without `since`."""
    query = select(
        _people.c.id,
        _people.c.slack_id,
        _people.c.name,
        _IS_COLLEAGUE.label("is_colleague"),
        _people.c.is_outside,
    ).where(_people.c.workspace_id == workspace_id)
    if since is not None:
        query = query.where(_people.c.updated_at >= since)
    return [
        Named(row.id, row.slack_id, row.name, bool(row.is_colleague), row.is_outside) for row in session.execute(query)
    ]


def other_names(session: Session, workspace_id: str) -> dict[int, tuple[str, ...]]:
    """Other names by person's id, of those who go by any."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.execute(
        select(PersonAliasRow.person_id, PersonAliasRow.name)
        .where(PersonAliasRow.workspace_id == workspace_id)
        .order_by(PersonAliasRow.id)
    ):
        found[row.person_id].append(row.name)
    return {person_id: tuple(names) for person_id, names in found.items()}


def threshold(session: Session, workspace_id: str) -> float | None:
    """The score from which the workspace takes a message for praise; None where it leaves that to the classifier."""
    found: float | None = session.execute(
        select(WorkspaceSettingsRow.praise_threshold).where(WorkspaceSettingsRow.workspace_id == workspace_id)
    ).scalar_one_or_none()
    return found
