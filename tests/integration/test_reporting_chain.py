"""Who answers for whom, as the database tells it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.domain.people import Person, Team
from bot.services import people
from bot.services.acting import Asker
from tests.integration.conftest import ELSEWHERE, HERE, NOW, person


class Company:
    """People by a letter; who reports to whom, who is in which team, who leads it."""

    def __init__(self, store: Store, ids: dict[str, int]) -> None:
        self.store = store
        self.ids = ids
        self.teams: dict[str, int] = {}

    async def reports(self, **managers: str) -> None:
        def save(session: Session) -> None:
            for report, manager in managers.items():
                session.execute(
                    update(PersonRow).where(PersonRow.id == self.ids[report]).values(manager_id=self.ids[manager])
                )

        await self.store.write(save)

    async def team(self, name: str, lead: str = "", members: str = "", parent: str = "") -> int:
        def save(session: Session) -> int:
            team = team_rows.add(session, HERE, name, name.casefold(), NOW)
            team_rows.change(session, HERE, [Team(team.id, name, self.teams.get(parent), self.ids.get(lead))])
            for member in members:
                session.execute(update(PersonRow).where(PersonRow.id == self.ids[member]).values(team_id=team.id))
            return team.id

        self.teams[name] = await self.store.write(save)
        return self.teams[name]

    def letters(self, ids: frozenset[int]) -> str:
        return "".join(sorted(letter for letter, number in self.ids.items() if number in ids))

    async def above(self, letter: str) -> str:
        return self.letters(await self.store.read(people_rows.managers_above, HERE, self.ids[letter]))

    async def below(self, letter: str) -> str:
        return self.letters(await self.store.read(people_rows.reach_of, HERE, self.ids[letter]))

    async def answer_for(self, team: str) -> str:
        return self.letters(await self.store.read(team_rows.above_team, HERE, self.teams[team]))

    async def mirrors(self) -> bool:
        """Whether who is above somebody is everybody whom that person is below."""
        below = {letter: await self.below(letter) for letter in self.ids}
        above = {letter: await self.above(letter) for letter in self.ids}
        return all(
            above[letter] == "".join(sorted(other for other in below if letter in below[other])) for letter in above
        )


@pytest.fixture
async def company(desk: Store) -> Company:
    members = [person(Asker(HERE, f"U0{letter}"), name=f"Person {letter}") for letter in "ABCDEFGH"]
    await desk.write(people.learn, members, NOW)
    known: list[Person] = await desk.read(people_rows.find_many, HERE, [member.slack_id for member in members])
    return Company(desk, {member.slack_id[-1]: member.id for member in known})


async def test_the_chain_is_transitive(company: Company) -> None:
    await company.reports(B="A", C="B", D="B", E="D")
    assert await company.above("E") == "ABD"
    assert await company.below("A") == "BCDE"
    assert await company.below("B") == "CDE"
    assert (await company.above("A"), await company.below("E"), await company.above("H")) == ("", "", "")
    assert await company.mirrors()


async def test_a_lead_answers_for_the_members_of_the_team_and_of_those_below(company: Company) -> None:
    await company.team("Service", lead="A", members="B")
    await company.team("Support", lead="C", members="CDE", parent="Service")
    await company.reports(A="H", F="E")
    assert await company.below("A") == "BCDEF"
    assert await company.below("C") == "DEF"
    assert await company.above("F") == "ACEH"
    assert await company.answer_for("Support") == "ACH"
    assert await company.answer_for("Service") == "AH"
    assert await company.mirrors()


async def test_a_lead_does_not_answer_for_a_member_to_whom_they_report(company: Company) -> None:
    await company.team("Support", lead="B", members="ABC")
    await company.reports(B="A")
    assert await company.below("B") == "C"
    assert await company.above("A") == ""
    assert await company.below("A") == "BC"
    assert await company.mirrors()


async def test_a_cycle_in_the_data_ends(company: Company) -> None:
    await company.reports(A="B", B="C", C="A", D="C")
    await company.team("One", lead="E", members="F")
    await company.team("Two", lead="F", members="E", parent="One")
    assert await company.above("D") == "ABC"
    assert "A" not in await company.above("A")
    assert await company.mirrors()


async def test_who_manages(company: Company) -> None:
    await company.reports(B="A")
    await company.team("Support", lead="C")
    for letter, manages in (("A", True), ("B", False), ("C", True)):
        assert await company.store.read(people_rows.manages, HERE, company.ids[letter]) is manages


async def test_reports_and_members_are_those_who_are_here(company: Company) -> None:
    await company.reports(B="A", C="A", D="B")
    team = await company.team("Support", members="BC")
    gone = person(Asker(HERE, "U0C"), name="Person C")
    left = Person(0, HERE, gone.slack_id, gone.name, gone.time_zone, is_gone=True)
    await company.store.write(people.learn, [left], NOW + timedelta(days=1))
    reports = await company.store.read(people_rows.reports_of, HERE, company.ids["A"])
    members = await company.store.read(team_rows.members_of, HERE, team)
    assert [member.name for member in reports] == [member.name for member in members] == ["Person B"]
    await company.reports(F="E", E="C")
    assert await company.store.read(people_rows.manages, HERE, company.ids["C"]) is True
    await company.store.write(people.learn, [replace(left, slack_id="U0E", name="Person E")], NOW)
    assert await company.store.read(people_rows.manages, HERE, company.ids["C"]) is False
    assert await company.below("A") == "BCDEF", "their history stays with those who answer for it"


async def test_teams_below(company: Company) -> None:
    service, support = await company.team("Service"), await company.team("Support", parent="Service")
    field = await company.team("Field", parent="Support")
    other = await company.team("Other")
    assert await company.store.read(team_rows.team_and_below, HERE, service) == {service, support, field}
    assert await company.store.read(team_rows.team_and_below, HERE, other) == {other}
    assert await company.store.read(team_rows.team_and_below, HERE, 999_999) == frozenset()


async def test_nothing_is_seen_from_another_workspace(company: Company) -> None:
    await company.reports(B="A")
    team = await company.team("Support", lead="A", members="C")
    ids, read = company.ids, company.store.read
    assert await read(people_rows.by_id, ELSEWHERE, ids["A"]) is None
    assert await read(people_rows.by_ids, ELSEWHERE, ids.values()) == {}
    assert await read(people_rows.managers_above, ELSEWHERE, ids["B"]) == frozenset()
    assert await read(people_rows.reach_of, ELSEWHERE, ids["A"]) == frozenset()
    assert await read(people_rows.reports_of, ELSEWHERE, ids["A"]) == []
    assert await read(people_rows.manages, ELSEWHERE, ids["A"]) is False
    assert await read(team_rows.by_id, ELSEWHERE, team) is None
    assert await read(team_rows.by_key, ELSEWHERE, "support") is None
    assert await read(team_rows.all_teams, ELSEWHERE) == []
    assert await read(team_rows.search, ELSEWHERE, "", 9) == []
    assert await read(team_rows.above_team, ELSEWHERE, team) == frozenset()
    assert await read(team_rows.team_and_below, ELSEWHERE, team) == frozenset()
    assert await read(team_rows.teams_led_by, ELSEWHERE, ids["A"]) == []
    assert await read(team_rows.members_of, ELSEWHERE, team) == []


async def test_finding_teams_by_name(company: Company) -> None:
    for name in ("Support", "Service Desk", "Field Service"):
        await company.team(name, lead="A")
    found = await company.store.read(team_rows.search, HERE, "service", 9)
    assert [team.name for team in found] == ["Field Service", "Service Desk"]
    assert [team.name for team in await company.store.read(team_rows.teams_led_by, HERE, company.ids["A"])] == [
        "Field Service",
        "Service Desk",
        "Support",
    ]
