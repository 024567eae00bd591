"""Who gets which digest, and when it comes: enrolled, changed, moved by days off and by a change of zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db import subscriptions as rows
from bot.db import workspace_settings as settings_rows
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.db.teams import TeamRow
from bot.domain.access import Denied
from bot.domain.people import Person
from bot.domain.subscriptions import DigestChoice, DigestKind, Subscription
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services import digests, people, work_logs, workspace_settings
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, person
from tests.integration.counting import statements

MAYA, LEO, DANA = (Asker(HERE, f"U0{name}") for name in ("MAYA", "LEO", "DANA"))
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""09:00 in Lisbon on the Monday after NOW."""

EMPTY = frozenset[str]()


def place(session: Session, /, asker: Asker, **values: object) -> None:
    """Gives somebody their place, as `/praiseworthy people` does."""
    session.execute(
        update(PersonRow)
        .where(PersonRow.workspace_id == asker.workspace_id, PersonRow.slack_id == asker.slack_id)
        .values(**values)
    )


def known(session: Session, asker: Asker) -> Person:
    from_slack = session.query(PersonRow).filter_by(workspace_id=asker.workspace_id, slack_id=asker.slack_id).one()
    return Person(**{name: getattr(from_slack, name) for name in Person.__dataclass_fields__})


def kept(session: Session, asker: Asker) -> dict[DigestKind, Subscription]:
    """Somebody's subscriptions, team digests aside."""
    mine = rows.of_person(session, asker.workspace_id, known(session, asker).id)
    return {one.kind: one for one in mine if one.kind is not DigestKind.TEAM}


@pytest.fixture
async def house(desk: Store) -> Store:
    """Ana and Bruno report to Maya; Leo leads; Dana is an admin. Nobody is subscribed yet."""
    await desk.write(people.learn, [person(who) for who in (MAYA, LEO, DANA)], NOW)

    def arrange(session: Session) -> None:
        maya = known(session, MAYA)
        place(session, ANA, manager_id=maya.id)
        place(session, BRUNO, manager_id=maya.id)
        place(session, LEO, given_role="leader")
        place(session, DANA, given_role="admin")

    await desk.write(arrange)
    return desk


async def test_whoever_should_have_one_is_enrolled_once(house: Store) -> None:
    await house.write(work_logs.log_line, ANA, "20m printer for Acme", "command:1", NOW)
    for _ in range(2):
        await house.write(digests.enrol, HERE, NOW)
    assert set(await house.read(kept, MAYA)) == {DigestKind.MANAGER}
    assert set(await house.read(kept, LEO)) == {DigestKind.LEADER}
    assert set(await house.read(kept, ANA)) == {DigestKind.PERSON}
    for nobody in (BRUNO, DANA, STRANGER):
        assert await house.read(kept, nobody) == {}


async def test_a_lead_of_a_team_and_the_role_make_a_manager_too(house: Store) -> None:
    def lead(session: Session) -> None:
        bruno = known(session, BRUNO)
        session.add(TeamRow(workspace_id=HERE, name="Desk", key="desk", lead_id=bruno.id, created_at=NOW))
        place(session, DANA, given_role="manager")

    await house.write(lead)
    await house.write(digests.enrol, HERE, NOW)
    assert set(await house.read(kept, BRUNO)) == {DigestKind.MANAGER}
    assert set(await house.read(kept, DANA)) == {DigestKind.MANAGER}


@pytest.mark.parametrize("what", ["is_gone", "is_guest", "is_bot", "is_outside"])
async def test_those_who_left_guests_and_bots_get_none(house: Store, what: str) -> None:
    await house.write(work_logs.log_line, MAYA, "20m printer for Acme", "command:1", NOW)
    await house.write(place, MAYA, **{what: True})
    await house.write(digests.enrol, HERE, NOW)
    assert await house.read(kept, MAYA) == {}


async def test_nobody_is_a_manager_of_those_who_left(house: Store) -> None:
    for asker in (ANA, BRUNO):
        await house.write(place, asker, is_gone=True)
    await house.write(digests.enrol, HERE, NOW)
    assert await house.read(kept, MAYA) == {}


async def test_old_work_enrols_nobody(house: Store) -> None:
    await house.write(work_logs.log_line, ANA, "20m printer for Acme", "command:1", NOW)
    await house.write(digests.enrol, HERE, NOW + digests.CONTRIBUTED_LATELY + timedelta(days=1))
    assert await house.read(kept, ANA) == {}


async def test_the_defaults_are_the_workspaces(house: Store) -> None:
    await house.write(settings_rows.save, HERE, WorkspaceSettings(digest_weekday=3, digest_at=time(8, 30)))
    await house.write(digests.enrol, HERE, NOW)
    maya = (await house.read(kept, MAYA))[DigestKind.MANAGER]
    assert (maya.weekday, maya.at, maya.to) == (3, time(8, 30), MAYA.slack_id)
    assert maya.next_run_at == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
    leo = (await house.read(kept, LEO))[DigestKind.LEADER]
    assert (leo.weekday, leo.next_run_at) == (None, datetime(2026, 12, 1, 8, 30, tzinfo=UTC))


async def test_settings_are_kept_with_their_holidays(house: Store) -> None:
    christmas = date(2026, 12, 25)
    wanted = WorkspaceSettings(37.5, (6,), frozenset({christmas}), 4, time(16), 3, "Xf1", {christmas: "Christmas Day"})
    for _ in range(2):
        await house.write(settings_rows.save, HERE, wanted)
    assert await house.read(settings_rows.settings_of, HERE) == wanted
    assert await house.read(settings_rows.settings_of, ELSEWHERE) == WorkspaceSettings()


async def test_days_off_that_change_move_what_is_to_come(house: Store) -> None:
    await house.write(digests.enrol, HERE, NOW)
    monday = date(2026, 11, 23)
    closed = WorkspaceSettings(holidays=frozenset({monday}), holiday_names={monday: "Day of rest"})
    _, before = await house.write(workspace_settings.change, DANA, closed, NOW)
    assert (await house.read(kept, MAYA))[DigestKind.MANAGER].next_run_at == MONDAY + timedelta(days=1)
    await house.write(workspace_settings.change, DANA, before, NOW)
    assert (await house.read(kept, MAYA))[DigestKind.MANAGER].next_run_at == MONDAY


async def test_a_new_default_is_followed_by_those_who_had_the_old_one(house: Store) -> None:
    await house.write(work_logs.log_line, ANA, "20m printer for Acme", "command:1", NOW)
    await house.write(digests.enrol, HERE, NOW)
    own = DigestChoice(DigestKind.PERSON, True, 2, time(7), None, EMPTY)
    await house.write(digests.change, ANA, own, NOW)
    await house.write(workspace_settings.change, DANA, WorkspaceSettings(digest_weekday=4, digest_at=time(15)), NOW)
    maya, ana = (await house.read(kept, MAYA))[DigestKind.MANAGER], (await house.read(kept, ANA))[DigestKind.PERSON]
    assert (maya.weekday, maya.at, maya.next_run_at) == (4, time(15), datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    assert (ana.weekday, ana.at) == (2, time(7))


async def test_only_admins_change_settings(house: Store) -> None:
    with pytest.raises(Denied):
        await house.write(workspace_settings.change, MAYA, WorkspaceSettings(hours_a_week=1), NOW)
    assert await house.read(settings_rows.settings_of, HERE) == WorkspaceSettings()


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/New_York", datetime(2026, 11, 23, 14, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 11, 23, 3, 15, tzinfo=UTC)),
        ("Not/AZone", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
    ],
)
async def test_a_new_time_zone_moves_the_digest(house: Store, zone: str, at: datetime) -> None:
    await house.write(digests.enrol, HERE, NOW)
    await house.write(people.learn, [person(MAYA, time_zone=zone)], NOW)
    await house.write(digests.follow_people, HERE, NOW)
    assert (await house.read(kept, MAYA))[DigestKind.MANAGER].next_run_at == at
    assert await house.write(digests.follow_people, HERE, NOW) == 0


async def test_what_is_chosen_is_kept_and_can_be_changed_back(house: Store) -> None:
    await house.write(digests.enrol, HERE, NOW)
    wanted = DigestChoice(
        DigestKind.MANAGER, True, 4, time(7, 15), date(2026, 12, 10), frozenset({"coaching"}), ("C0GENERAL", "C0KUDOS")
    )
    change = await house.write(digests.change, MAYA, wanted, NOW)
    assert change.subscription.next_run_at == datetime(2026, 12, 11, 7, 15, tzinfo=UTC)
    assert await house.read(digests.choice_of, MAYA, DigestKind.MANAGER, NOW) == wanted
    await house.write(digests.change, MAYA, change.before, NOW)
    assert await house.read(digests.choice_of, MAYA, DigestKind.MANAGER, NOW) == change.before
    assert (await house.read(kept, MAYA))[DigestKind.MANAGER].next_run_at == MONDAY


async def test_the_team_digest_comes_with_the_managers_own(house: Store) -> None:
    wanted = DigestChoice(DigestKind.MANAGER, True, 4, time(7, 15), None, EMPTY, ("C0GENERAL",))
    await house.write(digests.change, MAYA, wanted, NOW)

    def team(session: Session) -> list[Subscription]:
        return rows.of_person(session, HERE, known(session, MAYA).id, (DigestKind.TEAM,))

    (one,) = await house.read(team)
    assert (one.to, one.weekday, one.at, one.is_on) == ("C0GENERAL", 4, time(7, 15), True)
    await house.write(digests.change, MAYA, replace(wanted, channels=()), NOW)
    (one,) = await house.read(team)
    assert not one.is_on


async def test_a_managers_digest_is_not_for_everybody(house: Store) -> None:
    with pytest.raises(Refused):
        await house.write(digests.change, ANA, DigestChoice(DigestKind.MANAGER, True, 0, time(9), None, EMPTY), NOW)


async def test_a_wrong_clock_is_forgotten(house: Store) -> None:
    years_ahead = NOW + timedelta(days=1500)
    await house.write(digests.enrol, HERE, years_ahead)
    await house.write(digests.reckon_again, HERE, NOW)
    assert (await house.read(kept, MAYA))[DigestKind.MANAGER].next_run_at == MONDAY


async def test_enrolling_many_takes_as_many_statements_as_enrolling_one(house: Store) -> None:
    with statements() as for_few:
        assert await house.write(digests.enrol, HERE, NOW) == 2
    crowd = [person(Asker(HERE, f"U{number:05}")) for number in range(300)]
    await house.write(people.learn, crowd, NOW)
    for one in crowd:
        await house.write(place, Asker(HERE, one.slack_id), given_role="manager")
    with statements() as for_many:
        assert await house.write(digests.enrol, HERE, NOW) == len(crowd)
    assert len(for_many) == len(for_few)
