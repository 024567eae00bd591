"""What has to be known to listen for praise without asking the database about every message."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import rosters, watched_channels
from bot.db.rosters import Named


@dataclass(frozen=True, slots=True)
class ListeningChanges:
    """What is so now: marked channels, other names by person's id and threshold; and the people who changed."""

    marked: frozenset[str]
    threshold: float | None
    people: tuple[Named, ...]
    other_names: dict[int, tuple[str, ...]]


def listening_changes(session: Session, workspace_id: str, since: datetime | None) -> ListeningChanges:
    """What to listen for; of the people only those who changed since then, everybody without `since`."""
    return ListeningChanges(
        watched_channels.marked(session, workspace_id),
        rosters.threshold(session, workspace_id),
        tuple(rosters.changed_since(session, workspace_id, since)),
        rosters.other_names(session, workspace_id),
    )
