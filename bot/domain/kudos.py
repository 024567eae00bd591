"""Kudos: recognition that a person posts to colleagues, with the behaviours it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

UNDO_WITHIN = timedelta(minutes=10)
"""How long an author may take kudos back."""

MAX_WORDS = 2_000
"""Characters of what for."""

MOST_THANKED = 20
"""People in one kudos."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody who is thanked; `is_outside` for a person of another workspace, or a guest."""

    person_id: int
    slack_id: str
    name: str
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Kudos:
    """Recognition as it is kept. `voices` are the Slack ids of colleagues who joined in, in their order.

    `channel` is where it is posted, None when it is private: then only those thanked are told, and their managers
    where `tells_managers`.
    """

    id: int
    workspace_id: str
    author_id: int
    author_slack_id: str
    thanked: tuple[Thanked, ...]
    words: str
    behaviours: tuple[str, ...]
    tags: tuple[str, ...]
    is_private: bool
    tells_managers: bool
    channel: str | None
    praise_id: int | None
    created_at: datetime
    is_undone: bool
    voices: tuple[str, ...] = ()
