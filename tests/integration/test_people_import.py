"""Importing people into a real database: all of it or nothing, and again without a change."""

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db.store import Store
from bot.domain.csv_rows import ImportReport, Row, read_rows
from bot.domain.people import Person
from bot.domain.people_import import OPTIONAL, REQUIRED
from bot.services import people
from bot.services.acting import Asker
from bot.services.people_import import import_people
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, person

MAYA = Asker(HERE, "U0MAYA")
FILE = """person,manager,team,parent_team,role,lead,aliases
U0ANA,U0MAYA,Support,Service,technician,,Annie
U0BRUNO,U0MAYA,Support,,,,
U0MAYA,,Support,,manager,yes,
"""


@pytest.fixture
async def staff(desk: Store) -> Store:
    await desk.write(people.learn, [person(MAYA, name="Maya Lind")], NOW)
    return desk


def rows_of(text: str) -> Sequence[Row]:
    rows, problems = read_rows(text.encode(), REQUIRED, OPTIONAL)
    assert problems == []
    return rows


async def take(store: Store, text: str, *, dry_run: bool = False) -> ImportReport:
    return await store.write(partial(import_people, dry_run=dry_run), HERE, rows_of(text), NOW)


async def found(store: Store, asker: Asker) -> Person:
    known = await store.read(people_rows.find, asker.workspace_id, asker.slack_id)
    assert known is not None
    return known


async def test_people_get_their_places(staff: Store) -> None:
    report = await take(staff, FILE)
    assert (report.problems, report.unchanged) == ((), 0)
    ana, maya = await found(staff, ANA), await found(staff, MAYA)
    teams = {team.name: team for team in await staff.read(team_rows.all_teams, HERE)}
    assert (ana.manager_id, ana.team_id, ana.role) == (maya.id, teams["Support"].id, "technician")
    assert (teams["Support"].parent_id, teams["Support"].lead_id) == (teams["Service"].id, maya.id)
    assert await staff.read(people_rows.aliases, HERE) == {ana.id: {"annie": "Annie"}}


async def test_the_same_file_again_changes_nothing(staff: Store) -> None:
    await take(staff, FILE)
    assert await take(staff, FILE) == ImportReport((), 3, ())


async def test_a_dry_run_says_the_same_and_saves_nothing(staff: Store) -> None:
    dry = await take(staff, FILE, dry_run=True)
    assert (await found(staff, ANA)).manager_id is None
    assert await staff.read(team_rows.all_teams, HERE) == []
    assert await take(staff, FILE) == dry


async def test_one_bad_row_and_nothing_is_saved(staff: Store) -> None:
    report = await take(staff, FILE + "U0NOBODY,,,,,,\n")
    assert [problem.line for problem in report.problems] == [5]
    assert (await found(staff, ANA)).manager_id is None
    assert await staff.read(team_rows.all_teams, HERE) == []


async def test_what_was_known_lately_is_read_anew(staff: Store) -> None:
    def before_and_after(session: Session) -> tuple[str, str]:
        before = people_rows.find(session, HERE, "U0BRUNO")
        import_people(session, HERE, rows_of("person,role\nU0BRUNO,leader\n"), NOW, dry_run=False)
        after = people_rows.find(session, HERE, "U0BRUNO")
        assert before is not None
        assert after is not None
        return before.role, after.role

    assert await staff.write(before_and_after) == ("technician", "leader")


async def test_clearing(staff: Store) -> None:
    await take(staff, FILE)
    await take(staff, "person,manager,team,role,aliases\nU0ANA,-,-,-,-\n")
    ana = await found(staff, ANA)
    assert (ana.manager_id, ana.team_id, ana.given_role) == (None, None, None)
    assert await staff.read(people_rows.aliases, HERE) == {}


async def test_somebody_of_another_workspace_is_unknown(staff: Store) -> None:
    await staff.write(people.learn, [person(Asker(ELSEWHERE, "U0ELSE"), name="Else")], NOW)
    report = await take(staff, "person\nU0ELSE\n")
    assert [problem.reason for problem in report.problems] == [
        "person: Nobody in this workspace has the Slack id 'U0ELSE'."
    ]


async def test_what_slack_tells_later_leaves_the_place(staff: Store) -> None:
    await take(staff, FILE)
    await staff.write(people.learn, [person(ANA, name="Ana P."), person(BRUNO, name="Bruno K.")], NOW)
    ana = await found(staff, ANA)
    assert (ana.name, ana.role, ana.manager_id) == ("Ana P.", "technician", (await found(staff, MAYA)).id)
