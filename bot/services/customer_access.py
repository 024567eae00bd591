"""Whether somebody may change customers: managers, leaders and admins may."""

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.domain.access import Action, Denied, allow
from bot.domain.people import Person
from bot.services.acting import Asker, asking


def managing(session: Session, asker: Asker, subject: str) -> Person:
    """The person who asks, allowed to change customers; `subject` is for the audit log. Raises `Denied`."""
    person = asking(session, asker)
    _allow(session, person, subject)
    return person


def may_manage(session: Session, person: Person) -> bool:
    """Whether the person may change customers."""
    try:
        _allow(session, person, "")
    except Denied:
        return False
    return True


def _allow(session: Session, person: Person, subject: str) -> None:
    manages = people_rows.manages(session, person.workspace_id, person.id)
    allow(person, Action.MANAGE_CUSTOMERS, manages=manages, subject=subject)
