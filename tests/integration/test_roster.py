"""Claims and an admin's changes in a real database: once, together, and within the workspace."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db.audit import AuditRow
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.company import Wish
from bot.domain.deliveries import DeliveryState, Message
from bot.domain.people import Person, Role
from bot.errors import Refused
from bot.services import people, roster
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person

MAYA, DANA = Asker(HERE, "U0MAYA"), Asker(HERE, "U0DANA")


def about(someone: Person | None, _admin: Person | None = None) -> Message:
    return Message(f"about {someone.name if someone else 'nobody'}")


TELLING = roster.PlaceMessages(about, about)


@pytest.fixture
async def staff(desk: Store) -> Store:
    members = [person(MAYA, name="Maya Lind"), person(DANA, name="Dana Ruiz", is_admin=True)]
    await desk.write(people.learn, members, NOW)
    return desk


async def id_of(store: Store, asker: Asker) -> int:
    known = await store.read(people_rows.find, asker.workspace_id, asker.slack_id)
    assert known is not None
    return known.id


async def claim(store: Store, manager: Asker, *claimed: Asker, origin: str = "V1") -> roster.Claim:
    ids = [await id_of(store, one) for one in claimed]
    done, _ = await store.write(roster.claim, manager, ids, origin, about, NOW)
    return done


async def change(store: Store, wish: Wish, origin: str = "V1", by: Asker = DANA) -> list[str]:
    """What was changed; an assertion that nothing stood against it."""
    plan, _ = await store.write(roster.change_place, by, wish, origin, TELLING, NOW)
    assert plan.faults == []
    return plan.changes


async def manager_of(store: Store, asker: Asker) -> int | None:
    known = await store.read(people_rows.find, asker.workspace_id, asker.slack_id)
    assert known is not None
    return known.manager_id


async def queued(store: Store) -> list[tuple[str, str]]:
    """To whom messages are on their way, and what they say."""

    def read(session: Session) -> list[tuple[str, str]]:
        rows = session.execute(
            select(DeliveryRow.to, DeliveryRow.message).where(DeliveryRow.state != DeliveryState.WITHDRAWN.value)
        )
        return sorted((row.to, row.message["text"]) for row in rows)

    return await store.read(read)


async def test_the_same_claim_twice_is_one(staff: Store) -> None:
    first = await claim(staff, MAYA, ANA, BRUNO)
    again = await claim(staff, MAYA, ANA, BRUNO)
    assert ([one.slack_id for one in first.people], again.people) == (["U0ANA", "U0BRUNO"], ())
    assert await queued(staff) == [("U0ANA", "about Maya Lind"), ("U0BRUNO", "about Maya Lind")]


async def test_undoing_a_claim_that_nobody_was_told_of_yet_tells_nobody(staff: Store) -> None:
    done = await claim(staff, MAYA, ANA)
    freed, standing = await staff.write(
        roster.undo_claim, MAYA, done.origin, [one.id for one in done.people], about, NOW
    )
    assert ([one.slack_id for one in freed], standing.reports) == (["U0ANA"], ())
    assert await queued(staff) == []
    assert await manager_of(staff, ANA) is None


async def test_a_dispute_is_noted_once(staff: Store) -> None:
    await claim(staff, MAYA, ANA)
    maya = await id_of(staff, MAYA)
    for _ in range(2):
        manager = await staff.write(roster.dispute, ANA, maya, "D1:1.0", about, NOW)
        assert manager is not None
        assert manager.name == "Maya Lind"
    assert ("U0MAYA", "about Ana Pereira") in await queued(staff)
    assert await staff.read(lambda session: session.execute(select(func.count(AuditRow.id))).scalar_one()) == 1


async def test_two_who_claim_each_other_at_once_make_no_cycle(staff: Store, database_url: str) -> None:
    async with opened(database_url) as replica:
        outcomes = await asyncio.gather(
            claim(staff, ANA, BRUNO, origin="V1"), claim(replica, BRUNO, ANA, origin="V2"), return_exceptions=True
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Claim", "Refused"]
    managers = {await manager_of(staff, ANA), await manager_of(staff, BRUNO)}
    assert None in managers
    assert len(managers) == 2


async def test_nobody_of_another_workspace_is_claimed_or_edited(staff: Store) -> None:
    stranger = await id_of(staff, STRANGER)
    done, _ = await staff.write(roster.claim, MAYA, [stranger, 0], "V1", about, NOW)
    assert done.people == ()
    assert await manager_of(staff, STRANGER) is None
    for wish in (Wish(stranger, role=Role.LEADER), Wish(await id_of(staff, ANA), manager=stranger)):
        with pytest.raises(Refused, match="not known here"):
            await staff.write(roster.change_place, DANA, wish, "V1", TELLING, NOW)
    with pytest.raises(Refused, match="not known here"):
        await staff.read(roster.standing_of, DANA, stranger)
    assert await staff.read(people_rows.admins, ELSEWHERE) == []


async def test_who_left_is_not_claimed_or_edited_and_is_told_nothing(staff: Store) -> None:
    gone = replace(person(ANA, name="Ana Pereira"), is_gone=True)
    done = await claim(staff, MAYA, ANA)
    await staff.write(people.learn, [gone], NOW)
    with pytest.raises(Refused, match="has left the workspace"):
        await claim(staff, BRUNO, ANA, origin="V2")
    with pytest.raises(Refused, match="has left the workspace"):
        await change(staff, Wish(await id_of(staff, ANA), role=Role.LEADER))
    _, standing = await staff.write(roster.undo_claim, MAYA, done.origin, [0], about, NOW)
    assert standing.reports == ()
    assert await manager_of(staff, ANA) == await id_of(staff, MAYA), "the history keeps to whom they reported"


async def test_an_admin_s_change_tells_the_person_and_the_manager_once(staff: Store) -> None:
    wish = Wish(await id_of(staff, ANA), manager=await id_of(staff, MAYA))
    assert await change(staff, wish) == ["Ana Pereira: manager nobody → Maya Lind"]
    assert await change(staff, wish) == []
    assert await queued(staff) == [("U0ANA", "about Maya Lind"), ("U0MAYA", "about Ana Pereira")]


async def test_an_admin_is_not_told_of_what_they_did_themselves(staff: Store) -> None:
    await change(staff, Wish(await id_of(staff, ANA), manager=await id_of(staff, DANA)))
    await change(staff, Wish(await id_of(staff, DANA), manager=await id_of(staff, MAYA)), "V2")
    assert await queued(staff) == [("U0ANA", "about Dana Ruiz"), ("U0MAYA", "about Dana Ruiz")]


async def test_a_long_cycle_is_seen_from_a_part_of_the_company(staff: Store) -> None:
    chain = [MAYA, ANA, BRUNO, DANA]
    for number, (manager, report) in enumerate(pairwise(chain)):
        await change(staff, Wish(await id_of(staff, report), manager=await id_of(staff, manager)), f"V{number}")
    wish = Wish(await id_of(staff, MAYA), manager=await id_of(staff, DANA))
    plan, _ = await staff.write(roster.change_place, DANA, wish, "V9", TELLING, NOW)
    ((_, reason),) = [(fault.part, fault.reason) for fault in plan.faults]
    assert all(name in reason for name in ("Maya Lind", "Ana Pereira", "Bruno Keller", "Dana Ruiz"))
    assert await manager_of(staff, MAYA) is None


async def test_only_admins_change_places(staff: Store) -> None:
    wish = Wish(await id_of(staff, ANA), role=Role.ADMIN)
    for use in (
        staff.write(roster.change_place, ANA, wish, "V1", TELLING, NOW),
        staff.write(roster.choose_manager_field, ANA, "Xf1", NOW),
        staff.read(roster.standing_of, ANA, wish.person_id),
        staff.read(roster.manager_field, ANA),
    ):
        with pytest.raises(Denied):
            await use
    await change(staff, Wish(await id_of(staff, BRUNO), role=Role.ADMIN))
    assert await change(staff, Wish(await id_of(staff, DANA), role=Role.TECHNICIAN), "V2", by=BRUNO)
    with pytest.raises(Denied):
        await change(staff, wish)


async def test_a_given_admin_is_who_is_told_of_trouble_after_slack_s(staff: Store) -> None:
    await change(staff, Wish(await id_of(staff, BRUNO), role=Role.ADMIN))
    await change(staff, Wish(await id_of(staff, DANA), role=Role.LEADER), "V2")
    first = await staff.read(people_rows.first_admin, HERE)
    assert first is not None
    assert first.slack_id == BRUNO.slack_id
