"""Whose goals somebody may see and set, and for whom they answer."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.domain.access import Action, Denied, allow
from bot.domain.goal_rules import owner_within
from bot.domain.goals import Goal, GoalReach, Owner, OwnerKind
from bot.domain.line.tokens import fold
from bot.domain.people import Person, Team, name_key
from bot.errors import Refused
from bot.services.acting import Asker, asking

ORGANISATION = Owner(OwnerKind.ORGANISATION, None, "the organisation")

_ORGANISATION_WORDS = {
    name_key(words)
    for words in (
        "organisation",
        "the organisation",
        "our organisation",
        "organization",
        "the organization",
        "everybody",
        "everyone",
        "all of us",
        "the company",
        "our company",
        "the whole company",
    )
}
_ME_WORDS = {"me", "myself"}
_TEAM_WORDS = {"us", "my team", "our team", "the team"}
_MOST_OF_ONE_NAME = 50


def reach_of(session: Session, person: Person) -> GoalReach:
    """Whose goals the person's list has. Leaders and admins answer for every team."""
    here = person.workspace_id
    teams = {team.id: team for team in team_rows.all_teams(session, here)}
    people = people_rows.reach_of(session, here, person.id) | {person.id}
    answers = {
        team.id
        for team in teams.values()
        if leads_all(person) or any(above.lead_id in people for above in _upwards(team, teams))
    }
    mine = frozenset(team.id for team in _upwards(teams.get(person.team_id or 0), teams))
    return GoalReach(person.id, mine, frozenset(people), mine | answers)


def leads_all(person: Person) -> bool:
    """Whether the person may set goals for everybody."""
    return is_allowed(lambda: allow(person, Action.SET_ORGANISATION_GOAL))


def check_may_set(session: Session, person: Person, owner: Owner, goal_id: int | None = None) -> None:
    """Raises `Denied` unless the person may set, change and close this owner's goals."""
    subject = f"goal:{goal_id}" if goal_id else f"{owner.kind}:{owner.id or ''}"
    here = person.workspace_id
    if owner.kind is OwnerKind.PERSON and owner.id is not None:
        above = people_rows.managers_above(session, here, owner.id)
        allow(person, Action.SET_PERSON_GOAL, owner.id, above=above, subject=subject)
    elif owner.kind is OwnerKind.TEAM and owner.id is not None:
        above = team_rows.above_team(session, here, owner.id)
        allow(person, Action.SET_TEAM_GOAL, above=above, subject=subject)
    else:
        allow(person, Action.SET_ORGANISATION_GOAL, subject=subject)


def check_may_see(session: Session, person: Person, goal: Goal) -> None:
    """Raises `Denied` unless the person may see the goal: organisation's and teams' are for every colleague."""
    if goal.owner.kind is OwnerKind.PERSON and goal.owner.id is not None:
        above = people_rows.managers_above(session, person.workspace_id, goal.owner.id)
        allow(person, Action.SEE_PERSON_GOAL, goal.owner.id, above=above, subject=f"goal:{goal.id}")
    else:
        allow(person, Action.SEE_OWN, person.id, subject=f"goal:{goal.id}")


def is_allowed(check: Callable[[], None]) -> bool:
    """Whether a check passes; nothing is written to the audit log."""
    try:
        check()
    except Denied:
        return False
    return True


def may_set(session: Session, person: Person, owner: Owner) -> bool:
    """Whether the person may set this owner's goals."""
    return is_allowed(lambda: check_may_set(session, person, owner))


def is_within(session: Session, workspace_id: str, owner: Owner, parent: Owner) -> bool:
    """Whether a goal of `owner` may serve one of `parent` (`owner_within`)."""
    people: set[int] = set()
    teams: set[int] = set()
    if parent.id is not None and owner.id is not None:
        if owner.kind is OwnerKind.TEAM:
            above = team_rows.above_team(session, workspace_id, owner.id)
            is_in = (
                parent.id in above
                if parent.kind is OwnerKind.PERSON
                else owner.id in team_rows.team_and_below(session, workspace_id, parent.id)
            )
            teams = {owner.id} if is_in else set()
        elif owner.kind is OwnerKind.PERSON:
            above = people_rows.managers_above(session, workspace_id, owner.id)
            is_in = (
                parent.id in above
                if parent.kind is OwnerKind.PERSON
                else _is_of_team(session, workspace_id, owner.id, parent.id, above)
            )
            people = {owner.id} if is_in else set()
    return owner_within(owner, parent, reach_people=people, reach_teams=teams)


def seen_by(session: Session, person: Person, goals: Iterable[Goal]) -> list[Goal]:
    """Those of the goals that the person may see."""
    below = people_rows.reach_of(session, person.workspace_id, person.id)

    def is_seen(goal: Goal) -> bool:
        if goal.owner.kind is not OwnerKind.PERSON or goal.owner.id is None:
            return True
        owner_id = goal.owner.id
        above = {person.id} if owner_id in below else set[int]()
        return is_allowed(lambda: allow(person, Action.SEE_PERSON_GOAL, owner_id, above=above))

    return [goal for goal in goals if is_seen(goal)]


def owner_of_person(person: Person) -> Owner:
    """A person as the owner of a goal."""
    return Owner(OwnerKind.PERSON, person.id, person.name, person.slack_id)


def owner_of_team(team: Team) -> Owner:
    """A team as the owner of a goal."""
    return Owner(OwnerKind.TEAM, team.id, team.name)


def owner_with(session: Session, workspace_id: str, kind: OwnerKind, owner_id: int | None) -> Owner:
    """The owner of this kind and id. Raises `Refused` when the workspace has none, or the person has left."""
    if kind is OwnerKind.ORGANISATION:
        return ORGANISATION
    if kind is OwnerKind.TEAM and owner_id is not None:
        team = team_rows.by_id(session, workspace_id, owner_id)
        if team is not None:
            return owner_of_team(team)
    if kind is OwnerKind.PERSON and owner_id is not None:
        person = people_rows.by_id(session, workspace_id, owner_id)
        if person is not None and person.is_colleague:
            return owner_of_person(person)
    raise Refused("Nobody here is who that goal was for.", "Choose the organisation, a team or a colleague.")


def owner_said(session: Session, person: Person, words: str, slack_id: str | None) -> Owner | None:
    """Whom 'for …' names: me, us, the organisation, a team or a colleague; None when it names none of these.

    Raises `Refused` for somebody who can have no goal here, and for a name that two colleagues share.
    """
    here = person.workspace_id
    if slack_id:
        named = people_rows.find(session, here, slack_id)
        if named is None or not named.is_colleague:
            raise Refused("Goals are for colleagues who are active in this workspace.", "Name one of them, or a team.")
        return owner_of_person(named)
    key = name_key(words)
    if key in _ME_WORDS:
        return owner_of_person(person)
    if key in _ORGANISATION_WORDS:
        return ORGANISATION
    if key in _TEAM_WORDS:
        return owner_of_team(_own_team(session, person))
    team = _team_named(session, here, key)
    if team is not None:
        return owner_of_team(team)
    return _colleague_named(session, here, words)


def owners_to_choose(session: Session, asker: Asker, words: str, most: int) -> list[Owner]:
    """Whom the person may set a goal for, by name: the organisation, teams, then people, the asker first."""
    person = asking(session, asker)
    allow(person, Action.CHOOSE_FROM_RECORDS, person.id)
    here = person.workspace_id
    key = name_key(words)
    found = [ORGANISATION] if leads_all(person) and key in name_key("the organisation everybody") else []
    teams = [owner_of_team(team) for team in team_rows.search(session, here, key, most)]
    found += [team for team in teams if may_set(session, person, team)]
    if leads_all(person):
        others = people_rows.search(session, here, words, most)
    else:
        below = people_rows.by_ids(session, here, people_rows.reach_of(session, here, person.id))
        fitting = [other for other in below.values() if fold(words) in fold(other.name)]
        others = sorted(fitting, key=lambda other: fold(other.name))[:most]
    people = [person] if key in name_key(f"me {person.name}") else []
    people += [other for other in others if other.id != person.id and other.is_colleague]
    return [*found, *map(owner_of_person, people)]


def _own_team(session: Session, person: Person) -> Team:
    here = person.workspace_id
    team = team_rows.by_id(session, here, person.team_id) if person.team_id else None
    led = team_rows.teams_led_by(session, here, person.id) if team is None else []
    if team is None and len(led) == 1:
        team = led[0]
    if team is None:
        raise Refused("I don't know which team is yours.", "Write the team's name: `for Support`.")
    return team


def _team_named(session: Session, workspace_id: str, key: str) -> Team | None:
    for name in (key, key.removeprefix("the "), key.removeprefix("team "), key.removesuffix(" team")):
        team = team_rows.by_key(session, workspace_id, name) if name else None
        if team is None:
            bare = name.removeprefix("the ").removesuffix(" team")
            team = team_rows.by_key(session, workspace_id, bare) if bare else None
        if team is not None:
            return team
    return None


def _colleague_named(session: Session, workspace_id: str, words: str) -> Owner | None:
    key = name_key(words)
    if not key:
        return None
    people = [
        other for other in people_rows.search(session, workspace_id, words, _MOST_OF_ONE_NAME) if other.is_colleague
    ]
    whole = [other for other in people if name_key(other.name) == key]
    named = whole or [other for other in people if key in name_key(other.name).split()]
    if len(named) > 1:
        raise Refused(f"Several colleagues are called {words}.", "Write @ and pick the one whom you mean.")
    return owner_of_person(named[0]) if named else None


def _is_of_team(session: Session, workspace_id: str, person_id: int, team_id: int, above: frozenset[int]) -> bool:
    """Whether the person is in the team or in one below, leads one of these, or reports to who leads the team."""
    person = people_rows.by_id(session, workspace_id, person_id)
    team = team_rows.by_id(session, workspace_id, team_id)
    if person is None or team is None:
        return False
    teams = team_rows.team_and_below(session, workspace_id, team_id)
    led = team_rows.teams_led_by(session, workspace_id, person_id)
    return person.team_id in teams or team.lead_id in above or any(one.id in teams for one in led)


def _upwards(team: Team | None, teams: dict[int, Team]) -> list[Team]:
    """The team and those above it; ends where the data has a cycle."""
    found: list[Team] = []
    while team is not None and team not in found:
        found.append(team)
        team = teams.get(team.parent_id) if team.parent_id is not None else None
    return found
