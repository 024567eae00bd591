"""Managers as a field of Slack's profiles tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import workspace_settings
from bot.domain.company import Wish, plan, why_not_a_colleague
from bot.domain.people import Person
from bot.services.placing import carry_out, company_of


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people report to somebody else now, and why some were left as they are."""

    changed: int
    left_out: tuple[str, ...]


def field_to_read(session: Session, workspace_id: str) -> str | None:
    """The id of the field that managers are read from, None for none."""
    return workspace_settings.settings_of(session, workspace_id).manager_field


def people_to_read(session: Session, workspace_id: str) -> list[Person]:
    """The colleagues whose profiles have the field."""
    return [person for person in people_rows.everybody(session, workspace_id).values() if person.is_colleague]


def take(session: Session, workspace_id: str, named: Mapping[int, Sequence[str]], now: datetime) -> Taken:
    """Gives people the manager whom their profile names: `named` has Slack ids by the person's id.

    The first colleague of several counts. Who names nobody keeps the manager set here. People in a cycle, and those
    who name nobody who could be a manager, are left as they are and told in the result.
    """
    people_rows.hold_places(session, workspace_id)
    company = company_of(session, workspace_id)
    by_slack_id = {person.slack_id: person for person in company.people.values()}
    wishes: dict[int, Wish] = {}
    left_out: list[str] = []
    for person_id, slack_ids in named.items():
        person = company.people.get(person_id)
        if person is None or not person.is_colleague or not slack_ids:
            continue
        fitting = [
            manager
            for slack_id in slack_ids
            if (manager := by_slack_id.get(slack_id)) and manager.id != person_id and not why_not_a_colleague(manager)
        ]
        if fitting:
            wishes[person_id] = Wish(person_id, manager=fitting[0].id)
        else:
            # By our ids: this is logged, and a profile may name somebody who was forgotten here.
            left_out.append(f"person {person.id}: their profile names nobody who can be a manager here")
    planned = plan(list(wishes.values()), company)
    while planned.faults:
        # Each cycle goes as a whole: nobody can tell which of its members is wrong.
        for fault in planned.faults:
            left_out.append(fault.reason)
            for person_id in fault.people:
                wishes.pop(person_id, None)
        planned = plan(list(wishes.values()), company)
    carry_out(session, workspace_id, planned, now)
    return Taken(len(planned.people), tuple(left_out))
