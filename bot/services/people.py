"""Learning who the people are, and choosing among them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import forgotten_people as forgotten_rows
from bot.db import people as people_rows
from bot.domain.access import Action
from bot.domain.naming.tokens import name_fold
from bot.domain.people import Person
from bot.services.acting import Asker, acting
from bot.services.work_logs import recent_of


def learn_workspace(session: Session, workspace_id: str, name: str) -> None:
    """Makes sure that the workspace is known: every other row belongs to one."""
    people_rows.remember_workspace(session, workspace_id, name)


def learn(session: Session, people: Sequence[Person], now: datetime) -> None:
    """Keeps what Slack tells of these people; who was forgotten stays so."""
    forgotten = {
        (workspace_id, slack_id)
        for workspace_id in {person.workspace_id for person in people}
        for slack_id in forgotten_rows.among(
            session, workspace_id, [one.slack_id for one in people if one.workspace_id == workspace_id]
        )
    }
    remembered = [person for person in people if (person.workspace_id, person.slack_id) not in forgotten]
    people_rows.remember_many(session, remembered, now)


def learn_newcomer(session: Session, person: Person, now: datetime) -> None:
    """Keeps somebody of whom others, or Slack, speak, of a workspace that may be new; who was forgotten stays so."""
    people_rows.ensure_workspace(session, person.workspace_id)
    learn(session, [person], now)


def learn_asker(session: Session, person: Person, now: datetime) -> None:
    """Keeps somebody who uses the program, also when they were forgotten: they came back."""
    people_rows.ensure_workspace(session, person.workspace_id)
    forgotten_rows.welcome_back(session, person.workspace_id, person.slack_id)
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
    fitting = [person for person in first if name_fold(words) in name_fold(person.name) and not person.is_gone]
    return fitting, [person for person in found if person not in fitting and person.slack_id != asker.slack_id]


def known_of(session: Session, workspace_id: str, slack_ids: Sequence[str]) -> list[Person]:
    """Those of the people that Slack has told of."""
    return people_rows.find_many(session, workspace_id, slack_ids)
