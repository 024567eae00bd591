"""What somebody has deleted of their own entries, and who sees what is kept about them: queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db.deliveries import DeliveryRow
from bot.db.forgetting import NO_MESSAGE, SHORTEST_TEXT, WAITING, without_texts
from bot.db.help_questions import HelpQuestionRow
from bot.db.people import MOST_IN_LIST, PersonRow
from bot.db.personal_rows import table_of
from bot.db.work_logs import WorkLogRow
from bot.domain.forgetting import TEXT_DELETED
from bot.domain.help_questions import purpose
from bot.domain.people import Person, Role
from bot.domain.personal_data import BY_NAME, TEXTS_OF_ENTRIES

_logs = WorkLogRow.__table__

NO_TEXTS: Mapping[str, Any] = {name: BY_NAME["work_logs"].columns[name].becomes for name in TEXTS_OF_ENTRIES}
"""What the columns of an entry become when its texts go."""


def has_texts() -> ColumnElement[bool]:
    """Whether an entry still has a text."""
    return or_(_logs.c.summary != TEXT_DELETED, _logs.c.typed != "", _logs.c.permalink.is_not(None))


def entries_with_texts(session: Session, person: Person, before: date | None) -> int:
    """How many of the person's entries have texts; of days before `before`, or all."""
    return session.execute(select(func.count()).select_from(WorkLogRow).where(*_own(person, before))).scalar_one()


def delete_texts(session: Session, person: Person, before: date | None, most: int) -> int:
    """Deletes the texts of at most `most` of the person's entries, and out of the messages that showed them."""
    wanted = select(_logs.c.id).where(*_own(person, before)).order_by(_logs.c.id).limit(most)
    return empty_entries(session, person.workspace_id, list(session.execute(wanted).scalars()))


def empty_entries(session: Session, workspace_id: str, entry_ids: Sequence[int]) -> int:
    """Deletes the texts of these entries, at most a few thousand, and out of the messages that showed them; how many.

    Minutes, date, customer and tags stay.
    """
    if not entry_ids:
        return 0
    these = (_logs.c.workspace_id == workspace_id, _logs.c.id.in_(entry_ids))
    texts = session.execute(select(_logs.c.summary).where(*these)).scalars()
    _empty_messages(session, workspace_id, entry_ids, [text for text in texts if len(text) >= SHORTEST_TEXT])
    session.execute(update(WorkLogRow).where(*these).values(**NO_TEXTS))
    return len(entry_ids)


def with_role(session: Session, workspace_id: str, role: Role) -> list[Person]:
    """Colleagues who were given this role, by name."""
    ids = session.execute(
        select(PersonRow.id).where(PersonRow.workspace_id == workspace_id, PersonRow.given_role == role.value)
    ).scalars()
    found = people_rows.by_ids(session, workspace_id, ids).values()
    return sorted((person for person in found if person.is_colleague), key=lambda person: (person.name, person.id))


def _own(person: Person, before: date | None) -> list[ColumnElement[bool]]:
    conditions = [_logs.c.workspace_id == person.workspace_id, _logs.c.person_id == person.id, has_texts()]
    return conditions if before is None else [*conditions, _logs.c.local_date < before]


def _empty_messages(session: Session, workspace_id: str, entry_ids: Sequence[int], texts: Sequence[str]) -> None:
    """The question for the minutes, and what those who were helped were asked and the helper told."""
    asked = session.execute(
        select(HelpQuestionRow.id, HelpQuestionRow.person_id, HelpQuestionRow.asked_on).where(
            HelpQuestionRow.workspace_id == workspace_id, HelpQuestionRow.work_log_id.in_(entry_ids)
        )
    ).all()
    purposes = [
        *(f"minutes:work_log:{entry_id}" for entry_id in entry_ids),
        *{purpose(row.person_id, row.asked_on) for row in asked},
        *(f"helped:{row.id}:{told}" for row in asked for told in ("thanks", "not_yet")),
    ]
    deliveries = table_of(DeliveryRow.__tablename__)
    for start in range(0, len(purposes), MOST_IN_LIST):
        rows = session.execute(
            select(deliveries.c.id, deliveries.c.state, deliveries.c.message).where(
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.purpose.in_(purposes[start : start + MOST_IN_LIST]),
            )
        ).all()
        for row in rows:
            left = without_texts(row.message, texts) if row.state in WAITING else NO_MESSAGE
            session.execute(update(DeliveryRow).where(DeliveryRow.id == row.id).values(message=left))
