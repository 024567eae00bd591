"""Whose request it is, and whether that person may make it: where every use case of a person begins."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.domain.access import Action, allow
from bot.domain.people import Person
from bot.errors import Refused, UnknownPerson


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose request it is, in Slack's ids."""

    workspace_id: str
    slack_id: str


def asking(session: Session, asker: Asker) -> Person:
    """The person who asks; what they may do has to be decided still. Raises `UnknownPerson`."""
    person = people_rows.find(session, asker.workspace_id, asker.slack_id)
    if person is None:
        raise UnknownPerson(asker.slack_id)
    return person


def acting(session: Session, asker: Asker, action: Action) -> Person:
    """The person who asks, allowed to do this to what is theirs. Raises `UnknownPerson` or `Denied`."""
    person = asking(session, asker)
    allow(person, action, person.id)
    return person


def check_own_request(person: Person, made_by: int | None) -> None:
    """Before what a request made is given back because it came again. Raises `Refused` where somebody else made it."""
    if made_by != person.id:
        raise Refused("That was somebody else's request.", "Make it anew.")
