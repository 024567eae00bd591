"""Who reports to whom: one's own place, claiming people and its undoing, and an admin's changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import audit, chain, deliveries, workspace_settings
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.domain.access import Action
from bot.domain.company import AS_IS, Company, Plan, Wish, plan, why_not_a_colleague
from bot.domain.deliveries import Message
from bot.domain.people import Person, Standing, Team, name_key
from bot.errors import Refused
from bot.services.acting import Asker, acting
from bot.services.placing import carry_out

MOST_NAMED = 5
"""People who are named in a refusal."""

Draw = Callable[[Person], Message]
"""A message about somebody; about whom, the use case says."""


@dataclass(frozen=True, slots=True)
class Claim:
    """People who report to the claimant from now on; `origin` names the claim, so that it can be undone."""

    origin: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class PlaceMessages:
    """Draws what an admin's change is told with.

    `to_manager` is about (person, admin), `to_person` about (manager, admin) with None where there is no manager now.
    """

    to_manager: Callable[[Person, Person], Message]
    to_person: Callable[[Person | None, Person], Message]


def own_standing(session: Session, asker: Asker) -> Standing:
    """One's own place. Raises `UnknownPerson` or `Denied`."""
    return _standing(session, acting(session, asker, Action.SEE_OWN))


def colleagues_to_choose(session: Session, asker: Asker, words: str, most: int) -> list[Person]:
    """Colleagues, also oneself, whose name contains the words, by name. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    return people_rows.search(session, asker.workspace_id, words, most, colleagues_only=True)


def teams_to_choose(session: Session, asker: Asker, words: str, most: int) -> tuple[list[Team], bool]:
    """Teams whose name contains the words, and whether one has that very name. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    key = name_key(words)
    found = team_rows.search(session, asker.workspace_id, key, most)
    return found, any(name_key(team.name) == key for team in found)


def check_may_claim(session: Session, asker: Asker) -> None:
    """Before the form of *I lead these people* opens. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.CLAIM_PEOPLE)


def claim(
    session: Session, asker: Asker, person_ids: Sequence[int], origin: str, draw: Draw, now: datetime
) -> tuple[Claim, Standing]:
    """*I lead these people*: those without a manager become the asker's, and each is told; `draw` is about the asker.

    Nobody is taken away from another manager, and nobody from above is taken: all or none. Raises `Refused` with
    their names, `UnknownPerson` or `Denied`.
    """
    me = acting(session, asker, Action.CLAIM_PEOPLE)
    people_rows.hold_places(session, asker.workspace_id)
    chosen = people_rows.by_ids(session, asker.workspace_id, person_ids)
    _refuse_claims(session, me, list(chosen.values()))
    new = tuple(person for person in chosen.values() if person.manager_id != me.id)
    for person in new:
        people_rows.set_manager(session, asker.workspace_id, person.id, me.id, now)
        purpose = _claimed(origin, person.id)
        deliveries.queue(session, asker.workspace_id, purpose, person.slack_id, draw(me), now)
    return Claim(origin, new), _standing(session, me)


def undo_claim(
    session: Session, asker: Asker, origin: str, person_ids: Sequence[int], draw: Draw, now: datetime
) -> tuple[list[Person], Standing]:
    """Takes back a claim: those who still report to the asker report to nobody again, and who was told is told that.

    Raises `UnknownPerson` or `Denied`.
    """
    me = acting(session, asker, Action.CLAIM_PEOPLE)
    people_rows.hold_places(session, asker.workspace_id)
    freed = []
    for person in people_rows.by_ids(session, asker.workspace_id, person_ids).values():
        if person.manager_id != me.id:
            continue
        people_rows.set_manager(session, asker.workspace_id, person.id, None, now)
        freed.append(person)
        purpose = _claimed(origin, person.id)
        if deliveries.withdraw(session, asker.workspace_id, purpose, now) or person.is_gone:
            continue
        undone = f"{purpose}:undone"
        deliveries.queue(session, asker.workspace_id, undone, person.slack_id, draw(me), now)
    return freed, _standing(session, me)


def dispute(session: Session, asker: Asker, manager_id: int, origin: str, draw: Draw, now: datetime) -> Person | None:
    """*That's not my manager*: the asker reports to nobody again, which the manager is told and the audit log keeps.

    Returns the manager, None when that is no colleague's id; pressing twice is once. Raises `UnknownPerson` or
    `Denied`.
    """
    me = acting(session, asker, Action.SEE_OWN)
    people_rows.hold_places(session, asker.workspace_id)
    manager = people_rows.by_id(session, asker.workspace_id, manager_id)
    me = people_rows.by_id(session, asker.workspace_id, me.id) or me
    if manager is None or me.manager_id != manager_id:
        return manager
    people_rows.set_manager(session, asker.workspace_id, me.id, None, now)
    audit.record(session, asker.workspace_id, me.slack_id, Action.CLAIM_PEOPLE, manager.slack_id, "disputed", now)
    if not manager.is_gone:
        deliveries.queue(session, asker.workspace_id, f"disputed:{origin}", manager.slack_id, draw(me), now)
    return manager


def standing_of(session: Session, asker: Asker, person_id: int) -> Standing:
    """Somebody's place, for the form that changes it. Raises `Refused`, `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.MANAGE_PEOPLE)
    person = people_rows.by_id(session, asker.workspace_id, person_id)
    if person is None:
        raise Refused("That person is not known here.", "Choose them again.")
    return _standing(session, person)


def change_place(
    session: Session, asker: Asker, wish: Wish, origin: str, messages: PlaceMessages, now: datetime
) -> tuple[Plan, Standing]:
    """*Edit a person*: does what an admin wishes; nothing where the plan has faults.

    A new manager and the person are told, unless it is the admin. Raises `Refused`, `UnknownPerson` or `Denied`.
    """
    admin = acting(session, asker, Action.MANAGE_PEOPLE)
    people_rows.hold_places(session, asker.workspace_id)
    company = _around(session, asker.workspace_id, wish)
    person = company.people[wish.person_id]
    reason = why_not_a_colleague(person)
    if reason:
        raise Refused(reason, "Only colleagues who are here have a place in the chain.")
    planned = plan([_of_new_team(wish, company)], company)
    if planned.faults:
        return planned, _standing(session, person)
    carry_out(session, asker.workspace_id, planned, now)
    after = people_rows.by_id(session, asker.workspace_id, person.id) or person
    standing = _standing(session, after)
    if planned.changes:
        subject = person.slack_id
        audit.record(session, asker.workspace_id, admin.slack_id, Action.MANAGE_PEOPLE, subject, "changed", now)
    if after.manager_id != person.manager_id:
        _tell(session, standing, admin, origin, messages, now)
    return planned, standing


def manager_field(session: Session, asker: Asker) -> str | None:
    """The profile field that says who somebody's manager is, None for none. Raises `UnknownPerson` or `Denied`."""
    acting(session, asker, Action.MANAGE_PEOPLE)
    return workspace_settings.settings_of(session, asker.workspace_id).manager_field


def choose_manager_field(session: Session, asker: Asker, field_id: str | None, now: datetime) -> None:
    """Takes managers from this field of Slack's profiles from now on. Raises `UnknownPerson` or `Denied`."""
    admin = acting(session, asker, Action.MANAGE_PEOPLE)
    settings = workspace_settings.settings_of(session, asker.workspace_id)
    if settings.manager_field == field_id:
        return
    workspace_settings.save(session, asker.workspace_id, replace(settings, manager_field=field_id))
    subject = field_id or "none"
    audit.record(session, asker.workspace_id, admin.slack_id, Action.MANAGE_PEOPLE, subject, "changed", now)


def _standing(session: Session, person: Person) -> Standing:
    here = person.workspace_id
    team = team_rows.by_id(session, here, person.team_id) if person.team_id else None
    return Standing(
        person=person,
        manager=people_rows.by_id(session, here, person.manager_id) if person.manager_id else None,
        reports=tuple(people_rows.reports_of(session, here, person.id)),
        team=team,
        parent_team=team_rows.by_id(session, here, team.parent_id) if team and team.parent_id else None,
        led_teams=tuple(team_rows.teams_led_by(session, here, person.id)),
        aliases=tuple(people_rows.aliases(session, here, person.id).get(person.id, {}).values()),
    )


def _refuse_claims(session: Session, me: Person, chosen: Sequence[Person]) -> None:
    reasons = [reason for person in chosen if (reason := why_not_a_colleague(person))]
    if reasons:
        raise Refused(" ".join(reasons[:MOST_NAMED]), "Choose colleagues who are here.")
    if any(person.id == me.id for person in chosen):
        raise Refused("You can't lead yourself.", "Leave yourself out.")
    above = chain.managers_up(session, me.workspace_id, me.id)
    leading_me = [person.name for person in chosen if person.id in above]
    if leading_me:
        raise Refused(
            f"You report to {_listed(leading_me)}, directly or not, so they can't report to you.",
            "Leave them out, or ask an admin to change whom you report to.",
        )
    managers = people_rows.by_ids(session, me.workspace_id, {person.manager_id or 0 for person in chosen} - {0, me.id})
    # Somebody whose manager left the workspace has none.
    led = [
        f"{person.name} reports to {managers[person.manager_id].name}"
        for person in chosen
        if person.manager_id in managers and not managers[person.manager_id].is_gone
    ]
    if led:
        raise Refused(f"{_listed(led)}.", "Leave them out. Whoever they report to, or an admin, can change that first.")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join([*names[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


def _claimed(origin: str, person_id: int) -> str:
    return f"claimed:{origin}:{person_id}"


def _of_new_team(wish: Wish, company: Company) -> Wish:
    """The form shows parent and lead of the team that the person was in: left so, they don't mean the new team."""
    teams = {team.id: team for team in company.teams}
    was = teams.get(company.people[wish.person_id].team_id or 0)
    if was is None or (isinstance(wish.team, str) and name_key(wish.team) == name_key(was.name)):
        return wish
    parent = teams.get(was.parent_id or 0)
    kept = parent.name if parent else None
    return replace(
        wish,
        parent_team=AS_IS if wish.parent_team in {kept, None} else wish.parent_team,
        leads=wish.leads or AS_IS,
    )


def _around(session: Session, workspace_id: str, wish: Wish) -> Company:
    """As much of the workspace as a plan for one person needs."""
    teams = team_rows.all_teams(session, workspace_id)
    ids = {wish.person_id} | {team.lead_id for team in teams if team.lead_id}
    if isinstance(wish.manager, int):
        ids |= chain.managers_up(session, workspace_id, wish.manager)
    people = people_rows.by_ids(session, workspace_id, ids)
    if wish.person_id not in people or (isinstance(wish.manager, int) and wish.manager not in people):
        raise Refused("That person is not known here.", "Choose them again.")
    was = people[wish.person_id].manager_id
    people |= people_rows.by_ids(session, workspace_id, [was] if was else [])
    people |= {person.id: person for person in people_rows.admins(session, workspace_id)}
    return Company(people, teams, people_rows.aliases(session, workspace_id, wish.person_id))


def _tell(
    session: Session, standing: Standing, admin: Person, origin: str, messages: PlaceMessages, now: datetime
) -> None:
    person, manager, here = standing.person, standing.manager, admin.workspace_id
    if manager is not None and manager.id != admin.id:
        message = messages.to_manager(person, admin)
        deliveries.queue(session, here, f"placed:{origin}:manager", manager.slack_id, message, now)
    if person.id != admin.id:
        message = messages.to_person(manager, admin)
        deliveries.queue(session, here, f"placed:{origin}:person", person.slack_id, message, now)
