"""A file of people: what its rows ask for, and whom they mean."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.domain.company import AS_IS, Company, Fault, Keep, Part, Plan, Wish, plan, why_not_a_colleague
from bot.domain.csv_rows import Row
from bot.domain.people import Person, Role
from bot.errors import PraiseworthyError

REQUIRED = (Part.PERSON.value,)
OPTIONAL = tuple(part.value for part in Part if part is not Part.PERSON)

CLEAR = "-"
"""A cell that takes away what was there; an empty one changes nothing."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}", re.IGNORECASE)
_YES = {"yes", "y", "true", "1", "x"}
_NO = {"no", "n", "false", "0"}
_MOST_SHOWN = 80


T = TypeVar("T")


class _Unfit(PraiseworthyError):
    """A cell can't be taken; the sentence is for the person who wrote it."""


class Directory:
    """Finds people by what a file calls them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_slack_id: dict[str, Person] = {}
        self._by_email: defaultdict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._by_slack_id[person.slack_id] = person
            if person.email:
                self._by_email[person.email].append(person)

    def colleague(self, cell: str) -> Person:
        """The colleague with this email address or Slack id. Raises `_Unfit`."""
        person = self._find(cell)
        reason = why_not_a_colleague(person)
        if reason:
            raise _Unfit(f"{reason} Only colleagues who are here have a place in the chain.")
        return person

    def _find(self, cell: str) -> Person:
        mention = _MENTION.fullmatch(cell)
        slack_id = mention[1] if mention else cell
        shown = cell[:_MOST_SHOWN]
        if "@" in slack_id:
            return self._by_address(cell.lower(), shown)
        if not _SLACK_ID.fullmatch(slack_id):
            raise _Unfit(f"'{shown}' is neither an email address nor a Slack id such as U012AB3CD.")
        found = self._by_slack_id.get(slack_id.upper())
        if found is None:
            raise _Unfit(f"Nobody in this workspace has the Slack id '{shown}'.")
        return found

    def _by_address(self, email: str, shown: str) -> Person:
        everybody = self._by_email.get(email, [])
        here = [person for person in everybody if not person.is_gone] or everybody[:1]
        if not here:
            raise _Unfit(f"Nobody in this workspace has the email address '{shown}'.")
        if len(here) > 1:
            ids = ", ".join(sorted(person.slack_id for person in here))
            raise _Unfit(f"'{shown}' is the address of {len(here)} people: {ids}. Give the Slack id instead.")
        return here[0]


def plan_import(rows: Sequence[Row], company: Company) -> Plan:
    """What the rows come to; the faults are in the order of their lines. The company is the whole workspace."""
    directory = Directory(company.people.values())
    wishes: dict[int, Wish] = {}
    faults: list[Fault] = []
    for row in rows:
        wish = _wish(row, directory, faults)
        if wish is None:
            continue
        twice = wishes.setdefault(wish.person_id, wish)
        if twice is not wish:
            name = company.people[wish.person_id].name
            faults.append(Fault(row.line, Part.PERSON, f"{name} stands in line {twice.line} already."))
    result = plan(list(wishes.values()), company)
    result.faults = sorted([*faults, *result.faults], key=lambda fault: fault.line)
    return result


def _wish(row: Row, directory: Directory, faults: list[Fault]) -> Wish | None:
    """What a row asks for; None, and what is wrong with it, when any of its cells can't be taken."""
    before = len(faults)

    def read(part: Part, meaning: Callable[[str], T]) -> T | Keep | None:
        cell = row.values[part]
        if not cell:
            return AS_IS
        if cell == CLEAR:
            return None
        try:
            return meaning(cell)
        except _Unfit as reason:
            faults.append(Fault(row.line, part, f"{part}: {reason}"))
            return None

    person_id = read(Part.PERSON, lambda cell: directory.colleague(cell).id)
    if person_id is AS_IS or row.values[Part.PERSON] == CLEAR:
        faults.append(Fault(row.line, Part.PERSON, "person: Give an email address or a Slack id."))
    manager = read(Part.MANAGER, lambda cell: directory.colleague(cell).id)
    leads = read(Part.LEAD, _yes_or_no)
    aliases = read(Part.ALIASES, _names)
    role = read(Part.ROLE, _role)
    if len(faults) > before or not isinstance(person_id, int):
        return None
    return Wish(
        person_id=person_id,
        line=row.line,
        manager=manager,
        team=read(Part.TEAM, _words),
        parent_team=read(Part.PARENT_TEAM, _words),
        leads=leads if leads is not None else False,
        role=role,
        aliases=aliases if aliases is not None else (),
    )


def _yes_or_no(cell: str) -> bool:
    if cell.casefold() in _YES:
        return True
    if cell.casefold() in _NO:
        return False
    raise _Unfit(f"'{cell[:_MOST_SHOWN]}' is neither yes nor no.")


def _role(cell: str) -> Role:
    try:
        return Role(cell.casefold())
    except ValueError:
        raise _Unfit(f"'{cell[:_MOST_SHOWN]}' is no role. It is one of: {', '.join(Role)}.") from None


def _words(cell: str) -> str:
    return " ".join(cell.split())


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in map(_words, cell.split("|")) if name)
