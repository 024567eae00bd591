"""Noting who looks at whose results, and telling those who are looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import card_looks as look_rows
from bot.domain.access import Action, allow
from bot.domain.card_looks import CardLook, Seen
from bot.services.acting import Asker, asking

LOOKS_SHOWN = 20
"""The latest looks that are listed."""


@dataclass(frozen=True, slots=True)
class LooksAtMe:
    """The latest looks at what is kept about the asker, the latest first; `total` are all that are kept."""

    looks: tuple[CardLook, ...]
    total: int


def note_look(
    session: Session, asker: Asker, seen_ids: Collection[int], what: Seen, request: str, now: datetime
) -> None:
    """Notes that the asker was shown these people (our ids); a look at oneself is none.

    Whether they may see them was decided before. `request` names the request: twice is once. Raises `UnknownPerson`.
    """
    looker = asking(session, asker)
    look_rows.add(session, looker.workspace_id, looker.id, seen_ids, what, request, now)


def looks_at_me(session: Session, asker: Asker, most: int = LOOKS_SHOWN) -> LooksAtMe:
    """Who looked at the asker's card, and when. Raises `UnknownPerson`, `Denied`."""
    person = asking(session, asker)
    allow(person, Action.SEE_KEPT, person.id)
    looks = look_rows.of_person(session, person.workspace_id, person.id, most)
    return LooksAtMe(tuple(looks), look_rows.count(session, person.workspace_id, person.id))
