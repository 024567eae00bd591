"""Planning a change of people's places: who reports to whom, which team, which role. Pure, and all of it or nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Literal, TypeVar

from bot.domain.people import MAX_ALIAS, MAX_ALIASES, MAX_TEAM_NAME, Person, Role, Team, name_key
from bot.domain.reporting import cycles

T = TypeVar("T")

MOST_IN_CYCLE = 8
"""People, or teams, of a cycle that are named."""


class Keep(Enum):
    """A thing that is to stay as it is."""

    AS_IS = "as it is"


AS_IS: Literal[Keep.AS_IS] = Keep.AS_IS


class Part(StrEnum):
    """What of a person's place something is about: the names of the columns."""

    PERSON = "person"
    MANAGER = "manager"
    TEAM = "team"
    PARENT_TEAM = "parent_team"
    LEAD = "lead"
    ROLE = "role"
    ALIASES = "aliases"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted for one person, by id. None, or no alias, clears; `line` is where it stands in a file, else 0.

    A team is given by its name and is made when there is none of it. `parent_team` and `leads` are about the team
    that the person is in afterwards.
    """

    person_id: int
    line: int = 0
    manager: int | Keep | None = AS_IS
    team: str | Keep | None = AS_IS
    parent_team: str | Keep | None = AS_IS
    leads: bool | Keep = AS_IS
    role: Role | Keep | None = AS_IS
    aliases: tuple[str, ...] | Keep = AS_IS


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a wish can't be done, and by which part of it; `people` are those whose wishes it is about, by id."""

    line: int
    part: Part
    reason: str
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """People by id and all teams as they are; `aliases` are a person's other names by their key.

    It may be a part of a workspace: those whom the wishes name, everybody above the managers in them, and all admins.
    """

    people: Mapping[int, Person]
    teams: Sequence[Team]
    aliases: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """Where a team stands; its parent is named by the key of its name."""

    name: str
    parent: str | None
    lead_id: int | None


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """Where a person stands; the team is named by the key of its name."""

    given_role: str | None
    manager_id: int | None
    team: str | None


@dataclass(slots=True)
class Plan:
    """What would change, each thing as it would be. Nothing of it may be done when there are faults."""

    new_teams: dict[str, str] = field(default_factory=dict)
    teams: dict[str, TeamPlace] = field(default_factory=dict)
    people: dict[int, PersonPlace] = field(default_factory=dict)
    aliases: dict[int, dict[str, str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def plan(wishes: Sequence[Wish], company: Company) -> Plan:
    """What the wishes, one for each person, come to; what the rules forbid stands in its faults."""
    return _Planning(wishes, company).plan()


def label_of(person: Person | None) -> str:
    """A person in a sentence."""
    if person is None:
        return "nobody"
    return f"{person.name} (left)" if person.is_gone else person.name


def why_not_a_colleague(person: Person) -> str | None:
    """Why somebody can't have a place in the company; None for a colleague."""
    if person.is_gone:
        return f"{person.name} has left the workspace."
    if person.is_bot:
        return f"{person.name} is an app."
    if person.is_guest:
        return f"{person.name} is a guest."
    if person.is_outside:
        return f"{person.name} belongs to another workspace."
    return None


class _Planning:
    def __init__(self, wishes: Sequence[Wish], company: Company) -> None:
        self.wishes = wishes
        self.company = company
        self.result = Plan()
        self.lines_of = {wish.person_id: wish.line for wish in wishes}
        self.keys = {team.id: name_key(team.name) for team in company.teams}
        self.before = {
            self.keys[team.id]: TeamPlace(team.name, self.keys.get(team.parent_id or 0), team.lead_id)
            for team in company.teams
        }
        self.teams = dict(self.before)
        self.places = {wish.person_id: _place(company.people[wish.person_id], self.keys) for wish in wishes}
        self.parent_lines: dict[str, int] = {}
        self.lead_lines: dict[str, int] = {}
        self.changed: Counter[int] = Counter()
        names = Counter(person.name for person in company.people.values())
        self.shared_names = {name for name, count in names.items() if count > 1}

    def plan(self) -> Plan:
        for wish in self.wishes:
            self._place_person(wish)
        # Who leads comes after all teams are known, and who doesn't any more after those who do.
        for wish in self.wishes:
            self._place_team(wish)
        for wish in self.wishes:
            self._end_lead(wish)
        self._refuse_cycles_of_people()
        self._refuse_cycles_of_teams()
        self._refuse_to_lose_the_last_admin()
        self._tell_changes()
        return self.result

    def _fault(self, wish: Wish, part: Part, reason: str, people: Iterable[Wish] = ()) -> None:
        about = tuple(other.person_id for other in people) or (wish.person_id,)
        self.result.faults.append(Fault(wish.line, part, reason, about))

    def _named(self, person_id: int | None) -> str:
        person = self.company.people.get(person_id or 0)
        label = label_of(person)
        return f"{label} ({person.slack_id})" if person and person.name in self.shared_names else label

    def _place_person(self, wish: Wish) -> None:
        person, place = self.company.people[wish.person_id], self.places[wish.person_id]
        manager_id, team, role = place.manager_id, place.team, place.given_role
        if wish.manager is not AS_IS and wish.manager != manager_id:
            manager_id = wish.manager
            self._check_manager(wish, person)
        if wish.team is not AS_IS:
            team = self._team(wish, Part.TEAM, wish.team)
        if wish.role is not AS_IS:
            role = wish.role.value if wish.role else None
        if wish.aliases is not AS_IS:
            self._place_aliases(wish, wish.aliases)
        self.places[wish.person_id] = PersonPlace(role, manager_id, team)

    def _check_manager(self, wish: Wish, person: Person) -> None:
        if not isinstance(wish.manager, int):
            return
        manager = self.company.people[wish.manager]
        reason = why_not_a_colleague(manager)
        if manager.id == person.id:
            self._fault(wish, Part.MANAGER, f"{person.name} can't be their own manager.")
        elif reason:
            self._fault(wish, Part.MANAGER, f"{reason} Choose a colleague as the manager.")

    def _team(self, wish: Wish, part: Part, name: str | None) -> str | None:
        """The key of a team by its name, which is made known when it is new."""
        if name is None:
            return None
        key = name_key(name)
        if not key:
            self._fault(wish, part, f"'{name[:MAX_TEAM_NAME]}' is no name for a team: it needs a letter or a digit.")
            return None
        if len(name) > MAX_TEAM_NAME:
            self._fault(wish, part, f"A team's name has up to {MAX_TEAM_NAME} characters, this one {len(name)}.")
            return None
        if key not in self.teams:
            self.teams[key] = TeamPlace(name, None, None)
            self.result.new_teams[key] = name
            self.changed[wish.person_id] += 1
        return key

    def _place_aliases(self, wish: Wish, names: tuple[str, ...]) -> None:
        aliases: dict[str, str] = {}
        for name in names:
            if not name_key(name):
                self._fault(wish, Part.ALIASES, f"'{name[:MAX_ALIAS]}' is no name: it needs a letter or a digit.")
            elif len(name) > MAX_ALIAS:
                self._fault(wish, Part.ALIASES, f"An alias has up to {MAX_ALIAS} characters, this one {len(name)}.")
            else:
                aliases.setdefault(name_key(name), name)
        if len(aliases) > MAX_ALIASES:
            self._fault(wish, Part.ALIASES, f"A person has up to {MAX_ALIASES} aliases, here are {len(aliases)}.")
        if aliases != self.company.aliases.get(wish.person_id, {}):
            self.result.aliases[wish.person_id] = aliases

    def _place_team(self, wish: Wish) -> None:
        key = self.places[wish.person_id].team
        if key is None:
            self._refuse_without_team(wish)
            return
        if wish.parent_team is not AS_IS:
            parent = self._team(wish, Part.PARENT_TEAM, wish.parent_team)
            other = self.parent_lines.setdefault(key, wish.line)
            if other != wish.line and parent != self.teams[key].parent:
                reason = f"{self.teams[key].name} was given another parent team in line {other}."
                self._fault(wish, Part.PARENT_TEAM, reason)
            elif parent != self.teams[key].parent:
                self.teams[key] = TeamPlace(self.teams[key].name, parent, self.teams[key].lead_id)
                self.changed[wish.person_id] += 1
        if wish.leads is True:
            other = self.lead_lines.setdefault(key, wish.line)
            if other != wish.line:
                self._fault(wish, Part.LEAD, f"{self.teams[key].name} was given a lead in line {other} already.")
            elif self.teams[key].lead_id != wish.person_id:
                self.teams[key] = TeamPlace(self.teams[key].name, self.teams[key].parent, wish.person_id)
                self.changed[wish.person_id] += 1

    def _refuse_without_team(self, wish: Wish) -> None:
        name = self.company.people[wish.person_id].name
        if isinstance(wish.parent_team, str):
            self._fault(wish, Part.PARENT_TEAM, f"{name} is in no team that could have a parent team. Name the team.")
        if wish.leads is True:
            self._fault(wish, Part.LEAD, f"{name} is in no team that they could lead. Name the team.")

    def _end_lead(self, wish: Wish) -> None:
        key = self.places[wish.person_id].team
        if wish.leads is False and key is not None and self.teams[key].lead_id == wish.person_id:
            self.teams[key] = TeamPlace(self.teams[key].name, self.teams[key].parent, None)
            self.changed[wish.person_id] += 1

    def _refuse_cycles_of_people(self) -> None:
        above = {person.id: person.manager_id for person in self.company.people.values()}
        above |= {person_id: place.manager_id for person_id, place in self.places.items()}
        for cycle in cycles(above):
            moved = [
                wish
                for wish in self.wishes
                if wish.person_id in cycle and wish.manager != self.company.people[wish.person_id].manager_id
            ]
            # Their own manager: that is said already.
            if moved and len(cycle) > 1:
                chain = _chain([self._named(person_id) for person_id in _from(moved[0].person_id, cycle)])
                reason = f"They would report to each other in a circle: {chain}{_lines(wish.line for wish in moved)}."
                self._fault(moved[0], Part.MANAGER, reason, moved)

    def _refuse_cycles_of_teams(self) -> None:
        for cycle in cycles({key: team.parent for key, team in self.teams.items()}):
            moved = [
                wish
                for wish in self.wishes
                if isinstance(wish.parent_team, str) and self.places[wish.person_id].team in cycle
            ]
            if moved:
                first = self.places[moved[0].person_id].team
                chain = _chain([self.teams[key].name for key in _from(first, cycle)])
                reason = f"The teams would stand above each other in a circle: {chain}"
                self._fault(moved[0], Part.PARENT_TEAM, f"{reason}{_lines(wish.line for wish in moved)}.")

    def _refuse_to_lose_the_last_admin(self) -> None:
        def is_admin(person: Person, given_role: str | None) -> bool:
            role = Role(given_role) if given_role else (Role.ADMIN if person.is_admin else Role.TECHNICIAN)
            return person.is_colleague and role is Role.ADMIN

        lost = [
            wish
            for wish in self.wishes
            if is_admin(person := self.company.people[wish.person_id], person.given_role)
            and not is_admin(person, self.places[wish.person_id].given_role)
        ]
        if lost and not any(
            is_admin(person, self.places[person.id].given_role if person.id in self.places else person.given_role)
            for person in self.company.people.values()
        ):
            for wish in lost:
                reason = f"{self._named(wish.person_id)} is the last admin. Make somebody else an admin first."
                self._fault(wish, Part.ROLE, reason)

    def _tell_changes(self) -> None:
        result, people = self.result, self.company.people
        result.changes += [f"New team: {name}" for name in result.new_teams.values()]
        for wish in self.wishes:
            person, now = people[wish.person_id], self.places[wish.person_id]
            was = _place(person, self.keys)
            told = []
            if was.manager_id != now.manager_id:
                told.append(f"manager {self._named(was.manager_id)} → {self._named(now.manager_id)}")
            if was.team != now.team:
                told.append(f"team {self._team_name(was.team)} → {self._team_name(now.team)}")
            if was.given_role != now.given_role:
                told.append(f"role {_role(was.given_role)} → {_role(now.given_role)}")
            if was != now:
                result.people[wish.person_id] = now
            if wish.person_id in result.aliases:
                before = self.company.aliases.get(wish.person_id, {})
                told.append(f"aliases {_listed(before.values())} → {_listed(result.aliases[wish.person_id].values())}")
            result.changes += [f"{self._named(wish.person_id)}: {change}" for change in told]
            result.unchanged += not told and not self.changed[wish.person_id]
        for key, team in self.teams.items():
            was_team = self.before.get(key, TeamPlace(team.name, None, None))
            if was_team == team:
                continue
            result.teams[key] = team
            if was_team.parent != team.parent:
                told_parent = f"parent team {self._team_name(was_team.parent)} → {self._team_name(team.parent)}"
                result.changes.append(f"{team.name}: {told_parent}")
            if was_team.lead_id != team.lead_id:
                result.changes.append(
                    f"{team.name}: lead {self._named(was_team.lead_id)} → {self._named(team.lead_id)}"
                )

    def _team_name(self, key: str | None) -> str:
        return self.teams[key].name if key in self.teams else "none"


def _place(person: Person, keys: Mapping[int, str]) -> PersonPlace:
    return PersonPlace(person.given_role, person.manager_id, keys.get(person.team_id or 0))


def _role(given: str | None) -> str:
    return given or "as in Slack"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _from(first: object, cycle: tuple[T, ...]) -> tuple[T, ...]:
    """The cycle told from one of its members."""
    start = next(index for index, member in enumerate(cycle) if member == first)
    return (*cycle[start:], *cycle[:start])


def _chain(names: list[str]) -> str:
    shown = names if len(names) <= MOST_IN_CYCLE else [*names[:MOST_IN_CYCLE], f"… {len(names) - MOST_IN_CYCLE} more"]
    return " → ".join([*shown, names[0]])


def _lines(lines: Iterable[int]) -> str:
    """' (lines 2, 5)' where the wishes stand in a file."""
    known = sorted(line for line in lines if line)
    shown = ", ".join(map(str, known[:MOST_IN_CYCLE])) + (", …" if len(known) > MOST_IN_CYCLE else "")
    return f" ({'line' if len(known) == 1 else 'lines'} {shown})" if known else ""
