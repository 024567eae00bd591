"""Learning who the people are, and choosing among them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.domain.access import Action
from bot.domain.line.tokens import fold
from bot.domain.people import Person
from bot.services.acting import Asker, acting
from bot.services.work_logs import recent_of


def learn_workspace(session: Session, workspace_id: str, name: str) -> None:
    """Makes sure that the workspace is known: every other row belongs to one."""
    people_rows.remember_workspace(session, workspace_id, name)


def learn(session: Session, people: Sequence[Person], now: datetime) -> None:
    """Keeps what Slack tells of these people."""
    people_rows.remember_many(session, people, now)


def learn_newcomer(session: Session, person: Person, now: datetime) -> None:
    """Keeps somebody who is seen for the first time, of a workspace that may be new as well."""
    people_rows.ensure_workspace(session, person.workspace_id)
    people_rows.remember(session, person, now)


def all_learnt(session: Session, workspace_id: str, now: datetime) -> None:
    """Notes that the whole list of members has been read."""
    people_rows.mark_learnt(session, workspace_id, now)


def names_of(session: Session, workspace_id: str, slack_ids: Sequence[str]) -> dict[str, str]:
    """Names by Slack id, of those that are known."""
    return {person.slack_id: person.name for person in people_rows.find_many(session, workspace_id, slack_ids)}


def colleagues_to_choose(session: Session, asker: Asker, words: str, most: int) -> tuple[list[Person], list[Person]]:
    """People whose name contains the words: those helped lately (latest first), and everybody else by name."""
    acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    found = people_rows.search(session, asker.workspace_id, words, most)
    lately = recent_of(session, asker).helped
    recent = {person.slack_id: person for person in people_rows.find_many(session, asker.workspace_id, lately)}
    first = [recent[slack_id] for slack_id in lately if slack_id in recent]
    fitting = [person for person in first if fold(words) in fold(person.name) and not person.is_gone]
    return fitting, [person for person in found if person not in fitting and person.slack_id != asker.slack_id]


def known_of(session: Session, workspace_id: str, slack_ids: Sequence[str]) -> list[Person]:
    """Those of the people that Slack has told of."""
    return people_rows.find_many(session, workspace_id, slack_ids)
