"""Effort for budgeting from real rows: whose help, which entries, by what, and how many statements it takes."""

import datetime as dt
from contextlib import aclosing

import pytest

from bot.db import workspace_settings as settings_rows
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.effort_report import EffortReport
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import customer_merging, effort_report
from bot.services.acting import Asker
from tests.integration.counting import statements
from tests.integration.digest_story import NOW, Story, day

MAYA, LEO = Asker("T0HERE", "U0MAYA"), Asker("T0HERE", "U0LEO")


async def made(store: Store, asker: Asker, typed: str = "") -> EffortReport:
    """The report that the words ask for."""
    asked = await store.read(effort_report.asked_for, asker, typed, NOW)
    async with aclosing(store.stream(effort_report.effort_reports, asker, asked)) as reports:
        return await anext(reports)


def minutes(report: EffortReport) -> dict[str, tuple[int, int]]:
    """The minutes of the period and of that before, by line."""
    return {line.name: (line.minutes, line.before) for line in report.lines}


class Office:
    """A manager with three people in two teams, a leader, and somebody who reports to nobody here."""

    def __init__(self, store: Store) -> None:
        self.story = Story(store)

    async def open(self) -> "Office":
        story = await self.story.begin()
        self.desk, self.field = await story.team("Desk"), await story.team("Field")
        self.leo = await story.person("Leo", given_role="leader")
        self.maya = await story.person("Maya", manager=self.leo)
        self.ana = await story.person("Ana", manager=self.maya, team=self.desk)
        self.bruno = await story.person("Bruno", manager=self.maya, team=self.field)
        self.cleo = await story.person("Cleo", manager=self.ana, team=self.field)
        self.omar = await story.person("Omar", team=self.field)
        self.acme, self.globex = await story.customer("Acme"), await story.customer("Globex")
        return self


@pytest.fixture
async def people(store: Store) -> Office:
    """The office, on both databases."""
    return await Office(store).open()


async def test_a_manager_sees_everybody_below_and_a_leader_everybody(store: Store, people: Office) -> None:
    for person, took in (
        (people.ana, 10),
        (people.bruno, 20),
        (people.cleo, 40),
        (people.omar, 80),
        (people.maya, 160),
    ):
        await people.story.helped(person, people.acme, 3, minutes=took)
    managers, leaders = await made(store, MAYA), await made(store, LEO)
    assert (managers.minutes, managers.is_whole, managers.colleagues) == (70, False, 3)
    assert (leaders.minutes, leaders.is_whole, leaders.colleagues) == (310, True, 6)


async def test_who_manages_nobody_sees_nothing(store: Store, people: Office) -> None:
    await people.story.person("Dario")
    with pytest.raises(Denied):
        await made(store, Asker("T0HERE", "U0DARIO"))
    with pytest.raises(Denied):
        await made(store, Asker("T0HERE", "U0OMAR"), "by person")


async def test_a_leader_sees_persons_only_of_the_own_chain(store: Store, people: Office) -> None:
    await people.story.person("Lea", given_role="leader")
    lea = Asker("T0HERE", "U0LEA")
    assert not (await made(store, lea)).sees_people
    with pytest.raises(Denied):
        await made(store, lea, "by person")
    await people.story.helped(people.omar, people.acme, 3)
    await people.story.helped(people.ana, people.acme, 3)
    report = await made(store, LEO, "by person")
    assert (minutes(report), report.minutes) == ({"Ana": (30, 0)}, 30)


async def test_a_question_of_another_day_is_decided_again(store: Store, people: Office) -> None:
    """What was allowed when it was asked isn't when it is made."""
    asked = await store.read(effort_report.asked_for, MAYA, "by person", NOW)
    await people.story.person("Dario")
    async with aclosing(store.stream(effort_report.effort_reports, Asker("T0HERE", "U0DARIO"), asked)) as reports:
        with pytest.raises(Denied):
            await anext(reports)


async def test_which_entries_count(store: Store, people: Office) -> None:
    story = people.story
    await story.helped(people.ana, people.acme, 0, 6, minutes=10)
    await story.helped(people.ana, people.acme, 7, 13, minutes=100)
    await story.helped(people.ana, people.acme, 14, minutes=1_000)
    await story.helped(people.ana, people.acme, 2, minutes=None)
    await story.helped(people.ana, people.acme, 2, minutes=500, undone_at=NOW)
    report = await made(store, MAYA, "last 7 days")
    assert (report.minutes, report.before, report.entries, report.untimed) == (20, 200, 3, 1)
    (line,) = report.lines
    assert (line.minutes, line.before, line.entries, line.untimed) == (20, 200, 3, 1)


async def test_days_are_those_of_the_one_who_helped(store: Store, people: Office) -> None:
    """An entry stands on its local date, wherever midnight is for the manager."""
    await people.story.helped(
        people.ana, people.acme, 0, minutes=30, created_at=NOW + dt.timedelta(days=3), local_date=day(0)
    )
    assert (await made(store, MAYA, "today")).minutes == 30


async def test_by_customer(store: Store, people: Office) -> None:
    story = people.story
    await story.helped(people.ana, people.acme, 3, minutes=30)
    await story.helped(people.bruno, people.globex, 3, 4, minutes=45)
    await story.helped(people.cleo, None, 3, 95, minutes=600)
    report = await made(store, MAYA)
    assert list(minutes(report).items()) == [("Globex", (90, 0)), ("Acme", (30, 0)), ("", (600, 600))]


async def test_a_merged_customer_counts_for_the_one_that_it_is_now(store: Store, people: Office) -> None:
    await people.story.helped(people.ana, people.acme, 3, minutes=30)
    await people.story.helped(people.ana, people.globex, 3, 100, minutes=45)
    merge = await store.write(customer_merging.merge_customers, LEO, people.globex, people.acme, NOW)
    assert minutes(await made(store, MAYA)) == {"Acme": (75, 45)}
    await store.write(customer_merging.undo_merge, LEO, merge.id, NOW)
    assert minutes(await made(store, MAYA)) == {"Acme": (30, 0), "Globex": (45, 45)}


async def test_important_customers_that_nobody_served(store: Store, people: Office) -> None:
    await people.story.customer("Initech", is_important=True)
    hooli = await people.story.customer("Hooli", is_important=True)
    await people.story.helped(people.ana, hooli, 100)
    assert (await made(store, LEO)).unserved == ("Initech",)
    # Whose customer it is, one manager's people don't say.
    assert (await made(store, MAYA)).unserved == ()


async def test_by_tag(store: Store, people: Office) -> None:
    story = people.story
    await story.helped(people.ana, people.acme, 3, minutes=30, tags=["vpn", "onsite"])
    await story.helped(people.bruno, people.acme, 3, minutes=60, tags=["vpn"])
    await story.helped(people.bruno, people.acme, 3, minutes=7)
    report = await made(store, MAYA, "by tag")
    assert list(minutes(report).items()) == [("vpn", (90, 0)), ("onsite", (30, 0)), ("", (7, 0))]
    assert report.minutes == 97


async def test_by_team(store: Store, people: Office) -> None:
    story = people.story
    await story.helped(people.ana, people.acme, 3, minutes=30)
    await story.helped(people.bruno, people.acme, 3, minutes=60)
    gone = await story.person("Gone", manager=people.maya, team=people.field, is_gone=True)
    await story.helped(gone, people.acme, 3, minutes=5)
    report = await made(store, MAYA, "by team")
    assert minutes(report) == {"Desk": (30, 0), "Field": (65, 0)}
    assert [line.colleagues for line in report.lines] == [1, 2]
    assert all(report.share_of_time(line.minutes, line.colleagues) for line in report.lines)


async def test_teams_of_one_or_two_stand_together_for_a_leader(store: Store, people: Office) -> None:
    await people.story.helped(people.ana, people.acme, 3, minutes=30)
    await people.story.helped(people.omar, people.acme, 3, minutes=60)
    report = await made(store, LEO, "by team")
    # Three are in the one team, and one in the other.
    assert minutes(report) == {"Field": (60, 0), "": (30, 0)}


async def test_by_person_stands_by_name_and_without_those_who_left(store: Store, people: Office) -> None:
    story = people.story
    await story.helped(people.cleo, people.acme, 3, minutes=600)
    await story.helped(people.ana, people.acme, 3, minutes=10)
    await story.helped(people.bruno, people.acme, 3, minutes=30)
    gone = await story.person("Aaron", manager=people.maya, is_gone=True)
    forgotten = await story.person("Abel", manager=people.maya, is_gone=True, forgotten_at=NOW)
    await story.helped(gone, people.acme, 3, minutes=5)
    await story.helped(forgotten, people.acme, 3, minutes=7)
    report = await made(store, MAYA, "by person")
    assert list(minutes(report)) == ["Ana", "Bruno", "Cleo", ""]
    assert minutes(report)[""] == (12, 0)
    assert report.minutes == 652
    assert report.seen_people == (people.ana, people.bruno, people.cleo)


async def test_people_in_full_time_and_cost(store: Store, people: Office) -> None:
    await people.story.helped(people.ana, people.acme, 1, minutes=960)
    report = await made(store, MAYA, "last 7 days")
    assert (report.full_time, report.share) == (0.4, 0.4 / 3)
    assert report.rate is None
    settings = WorkspaceSettings(
        hours_a_week=20,
        holidays=frozenset({day(3)}),
        cost_an_hour=45.5,
        currency="EUR",
        holiday_names={day(3): "Feast"},
    )
    await store.write(settings_rows.save, "T0HERE", settings)
    report = await made(store, MAYA, "last 7 days")
    assert report.full_time == 1.0
    assert report.rate is not None
    assert report.rate.of(report.minutes) == 728.0


async def test_nobody_and_nothing(store: Store, people: Office) -> None:
    await people.story.person("Max", given_role="manager")
    report = await made(store, Asker("T0HERE", "U0MAX"))
    assert (report.colleagues, report.minutes, report.lines, report.share) == (0, 0, (), None)
    assert not report.sees_people


async def test_another_workspace_never_counts(store: Store, people: Office) -> None:
    other = await Story(store, "T0THERE").begin()
    stranger = await other.person("Strange", given_role="leader")
    customer = await other.customer("Theirs", is_important=True)
    await other.helped(stranger, customer, 3, minutes=999, tags=["theirs"])
    await people.story.helped(people.ana, people.acme, 3, minutes=30, tags=["ours"])
    for typed in ("", "by team", "by tag", "by person"):
        report = await made(store, LEO, typed)
        assert (report.minutes, report.colleagues) == (30, 4 if typed == "by person" else 6)
        assert "Theirs" not in report.unserved
    theirs = await made(store, Asker("T0THERE", "U0STRANGE"))
    assert (theirs.minutes, theirs.colleagues, list(minutes(theirs))) == (999, 1, ["Theirs"])


@pytest.mark.parametrize("typed", ["", "by team", "by tag", "by person"])
async def test_the_number_of_statements_is_the_same_whatever_there_is(store: Store, people: Office, typed: str) -> None:
    async def counted() -> int:
        with statements() as run:
            await made(store, LEO, typed)
        return len(run)

    await people.story.helped(people.ana, people.acme, 3, tags=["a"])
    few = await counted()
    for number in range(12):
        customer = await people.story.customer(f"Customer {number}")
        person = await people.story.person(f"Person {number}", manager=people.maya)
        await people.story.helped(person, customer, 1, 2, 100, tags=[f"tag {number}", "b"])
    assert await counted() == few
