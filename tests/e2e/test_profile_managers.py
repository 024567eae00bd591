"""The job that takes managers from a field of Slack's profiles."""

from datetime import timedelta

import pytest

from bot.clock import system_clock
from bot.db import people as people_rows
from bot.domain.people import Role
from bot.services import roster
from bot.services.acting import Asker
from jobs.managers import ManagersFromProfiles
from playground.sample import MANAGER_FIELD, TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, MAYA, Office

LEO, CHIDI = "U0LEO", "U0CHIDI"


class Job:
    """The job with a clock of its own."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.now = system_clock()
        program = office.program
        self.job = ManagersFromProfiles(
            workspace_id=TEAM_ID, store=program.store, messenger=program.messenger, clock=lambda: self.now
        )

    async def choose(self, field_id: str | None) -> None:
        await self.office.program.store.write(
            roster.choose_manager_field, Asker(TEAM_ID, DANA), field_id, system_clock()
        )

    def says(self, **managers: str) -> None:
        """What stands in people's profiles, by the person's first name."""
        for name, value in managers.items():
            self.office.playground.workspace.people[f"U0{name.upper()}"].fields = {MANAGER_FIELD: value}

    async def chain(self) -> dict[str, str]:
        """Who reports to whom after one look."""
        await self.job.look()
        everybody = await self.office.program.store.read(people_rows.everybody, TEAM_ID)
        return {
            person.slack_id: everybody[person.manager_id].slack_id
            for person in everybody.values()
            if person.manager_id is not None
        }

    def profiles_read(self) -> int:
        return sum(call.method == "users.profile.get" for call in self.office.playground.calls)


@pytest.fixture
def job(office: Office) -> Job:
    return Job(office)


async def test_managers_are_taken_once_a_day(job: Job) -> None:
    assert await job.chain() == {}
    assert job.profiles_read() == 0, "nobody has chosen a field"
    await job.choose(MANAGER_FIELD)
    assert await job.chain() == {ANA: MAYA, BRUNO: MAYA, CHIDI: MAYA, MAYA: LEO}
    asked = job.profiles_read()
    job.says(ana=LEO)
    job.now += timedelta(hours=23)
    assert (await job.chain())[ANA] == MAYA
    assert job.profiles_read() == asked
    job.now += timedelta(hours=1)
    assert (await job.chain())[ANA] == LEO


async def test_slack_s_pace_is_kept(job: Job) -> None:
    await job.choose(MANAGER_FIELD)
    job.office.playground.faults.add("users.profile.get", "ratelimited", times=2)
    assert (await job.chain())[ANA] == MAYA


async def test_a_failure_changes_nothing_and_the_next_look_reads_again(job: Job) -> None:
    await job.choose(MANAGER_FIELD)
    job.office.playground.faults.add("users.profile.get", "internal_error", times=1)
    assert await job.chain() == {}
    assert (await job.chain())[ANA] == MAYA


async def test_a_cycle_is_left_out_and_the_rest_is_taken(job: Job) -> None:
    await job.choose(MANAGER_FIELD)
    await job.office.make_manager(DANA, of=[LEO])
    job.says(leo=MAYA)
    assert await job.chain() == {ANA: MAYA, BRUNO: MAYA, CHIDI: MAYA, LEO: DANA}


async def test_who_can_t_be_a_manager_is_left_out(job: Job) -> None:
    await job.office.make_manager(LEO, of=[ANA, BRUNO, CHIDI])
    await job.choose(MANAGER_FIELD)
    job.says(ana=GUS, bruno=f"{CARLA},{MAYA}", chidi="", maya=MAYA)
    assert await job.chain() == {ANA: LEO, BRUNO: MAYA, CHIDI: LEO}


async def test_places_other_than_the_manager_stay(job: Job) -> None:
    await job.office.set_role(ANA, Role.LEADER)
    await job.choose(MANAGER_FIELD)
    await job.chain()
    (ana,) = await job.office.program.store.read(people_rows.find_many, TEAM_ID, [ANA])
    assert ana.role is Role.LEADER
