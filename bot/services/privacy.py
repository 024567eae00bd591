"""Whose data it is: what is kept about the asker, all of it to download, and their entries' texts deleted."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.db import audit, personal_rows
from bot.db import card_looks as look_rows
from bot.db import people as people_rows
from bot.db import privacy as rows
from bot.db import retention as retention_rows
from bot.db.touched import touch_home
from bot.domain.access import Action
from bot.domain.people import Person, Role
from bot.domain.personal_data import TABLES
from bot.domain.privacy import MOST_LOOKS, Extract, PrivacyPage, Watchers, check_before
from bot.domain.watched_channels import Membership
from bot.services.acting import Asker, acting
from bot.services.watched_channels import read_channels

TEXTS_AT_ONCE = 2_000
"""Entries whose texts are deleted in one transaction."""


def privacy_pages(session: Session, asker: Asker, membership: Membership | None) -> Iterator[PrivacyPage]:
    """The one page of what is kept about the asker (to `Store.stream`, since it counts a good part of the history).

    Raises `UnknownPerson` or `Denied`.
    """
    person = acting(session, asker, Action.SEE_KEPT)
    here = asker.workspace_id
    yield PrivacyPage(
        person=person,
        counts=personal_rows.counts(session, person),
        channels=tuple(one for one in read_channels(session, here, membership) if one.because),
        knows_shared=membership is not None,
        watchers=_watchers(session, person),
        looks=tuple(look_rows.of_person(session, here, person.id, MOST_LOOKS)),
        kept_days=retention_rows.kept_days(session, here),
    )


def may_see(session: Session, asker: Asker) -> Person:
    """The asker, who may see what is kept about them. Raises `UnknownPerson` or `Denied`."""
    return acting(session, asker, Action.SEE_KEPT)


def extracts(session: Session, asker: Asker) -> Iterator[Extract | None]:
    """All that is kept about the asker, table by table (to `Store.stream`); None between two for what has nothing.

    Raises `UnknownPerson` or `Denied`.
    """
    person = acting(session, asker, Action.SEE_KEPT)
    for table in TABLES:
        yield personal_rows.extract(session, person, table)
    yield personal_rows.extract_of_mentions(session, person)


def texts_to_delete(session: Session, asker: Asker, before: date | None, now: datetime) -> int:
    """How many of the asker's entries have texts, of days before `before` or at all. Raises as `delete_texts`."""
    person = acting(session, asker, Action.DELETE_OWN_TEXTS)
    check_before(before, person.local(now).date())
    return rows.entries_with_texts(session, person, before)


def delete_texts(session: Session, asker: Asker, before: date | None, now: datetime) -> int:
    """Deletes the texts of at most `TEXTS_AT_ONCE` of the asker's entries; how many, 0 when none is left.

    Minutes, date, customer and tags stay. Doing it again deletes what is left. The audit log keeps that it was done,
    of how many. Raises `UnknownPerson`, `Denied`, and `Refused` for a day to come.
    """
    person = acting(session, asker, Action.DELETE_OWN_TEXTS)
    check_before(before, person.local(now).date())
    count = rows.delete_texts(session, person, before, TEXTS_AT_ONCE)
    if count:
        touch_home(session, person.workspace_id, person.id)
        subject = f"texts of entries: {count}" + (f" before {before.isoformat()}" if before else "")
        audit.record(session, asker.workspace_id, person.slack_id, Action.DELETE_OWN_TEXTS, subject, "deleted", now)
    return count


def _watchers(session: Session, person: Person) -> Watchers:
    here = person.workspace_id
    ids = people_rows.managers_above(session, here, person.id)
    above = [one for one in people_rows.by_ids(session, here, ids).values() if one.is_colleague]
    nearest = [person.manager_id]
    chain = {one.id: one for one in above}
    while nearest[-1] in chain and chain[nearest[-1]].manager_id not in nearest:
        nearest.append(chain[nearest[-1]].manager_id)
    order = {person_id: place for place, person_id in enumerate(nearest)}
    return Watchers(
        above=tuple(sorted(above, key=lambda one: (order.get(one.id, len(order)), one.name))),
        leaders=tuple(rows.with_role(session, here, Role.LEADER)),
        admins=tuple(people_rows.admins(session, here)),
    )
