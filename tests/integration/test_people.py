"""People: what Slack tells of them, and choosing among them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import people as people_rows
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.people import Person
from bot.services import people, work_logs
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, person

LATER = NOW + timedelta(days=1)


async def learnt(desk: Store, *known: Person) -> None:
    await desk.write(people.learn, list(known), LATER)


async def found(desk: Store, asker: Asker, words: str) -> tuple[list[str], list[str]]:
    recent, others = await desk.read(people.colleagues_to_choose, asker, words, 50)
    return [person.name for person in recent], [person.name for person in others]


async def test_what_slack_tells_anew_takes_the_place_of_the_old(desk: Store) -> None:
    before = await desk.read(people_rows.find, HERE, ANA.slack_id)
    assert before is not None
    await learnt(desk, person(ANA, name="Ana Nova", time_zone="Asia/Tokyo", is_admin=True))
    after = await desk.read(people_rows.find, HERE, ANA.slack_id)
    assert after == replace(before, name="Ana Nova", time_zone="Asia/Tokyo", is_admin=True)


async def test_those_helped_lately_come_first(desk: Store) -> None:
    names = {"U1": "Lodi", "U2": "Zoë", "U3": "Bea"}
    await learnt(desk, *(person(Asker(HERE, slack_id), name=name) for slack_id, name in names.items()))
    await desk.write(work_logs.log_line, ANA, "5m helped <@U0BRUNO|bruno>", "command:1", NOW)
    recent, others = await found(desk, ANA, "")
    assert recent == ["Bruno Keller"]
    assert others == ["Bea", "Lodi", "Zoë"]
    assert await found(desk, ANA, "ZOË") == ([], ["Zoë"])
    assert await found(desk, ANA, "KELLER") == (["Bruno Keller"], [])


async def test_wildcards_are_letters(desk: Store) -> None:
    await learnt(desk, person(Asker(HERE, "U1"), name="100% Pat_"))
    assert await found(desk, ANA, "%") == ([], ["100% Pat_"])
    assert await found(desk, ANA, "t_") == ([], ["100% Pat_"])
    assert await found(desk, ANA, "_r") == ([], [])


async def test_who_left_and_bots_are_not_offered(desk: Store) -> None:
    gone, bot = person(Asker(HERE, "U1"), name="Gone"), person(Asker(HERE, "U2"), name="Bot")
    await learnt(desk, replace(gone, is_gone=True), replace(bot, is_bot=True))
    assert await found(desk, ANA, "") == ([], ["Bruno Keller"])


@pytest.mark.parametrize(
    "who",
    [
        replace(person(ANA), is_guest=True),
        replace(person(ANA), is_outside=True),
        replace(person(ANA), is_bot=True),
        replace(person(ANA), is_gone=True),
    ],
    ids=["guest", "outside", "bot", "gone"],
)
async def test_only_active_members_log_work(desk: Store, who: Person) -> None:
    await learnt(desk, who)
    with pytest.raises(Denied):
        await desk.write(work_logs.log_line, ANA, "5m call", "command:1", NOW)
    with pytest.raises(Denied):
        await desk.read(work_logs.entries_of_week, ANA, NOW)
    with pytest.raises(Denied):
        await found(desk, ANA, "")


async def test_the_first_admin_of_the_workspace(desk: Store) -> None:
    assert await desk.read(people_rows.first_admin, HERE) is None
    await learnt(desk, person(BRUNO, is_admin=True))
    admin = await desk.read(people_rows.first_admin, HERE)
    assert admin is not None
    assert admin.slack_id == BRUNO.slack_id
    assert await desk.read(people_rows.first_admin, ELSEWHERE) is None
