"""Who the people are: learnt from the list of members, from events, and on first sight."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import started
from bot.db.people import PersonRow
from bot.db.work_logs import WorkLogRow
from bot.socket_mode import connected
from playground.model import Member
from playground.sample import TEAM_ID
from playground.server import Playground, running
from tests.e2e.conftest import ANA, BRUNO, DANA, HELP_DESK, MANIFEST, Office, settings_for

NEW = "U0NOVA"


@asynccontextmanager
async def opened(database_url: str, prepare: Callable[[Playground], None]) -> AsyncIterator[Office]:
    """An office whose playground is prepared before the program starts."""
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(running(manifest=MANIFEST))
        prepare(playground)
        program = await stack.enter_async_context(started(settings_for(playground, database_url)))
        await stack.enter_async_context(connected(program.bolt, program.messenger, playground.app_token, 2.0))
        office = Office(playground, program, None, database_url)
        await office.members_are_learnt()
        yield office


def crowded(playground: Playground) -> None:
    """More members than come in two pages."""
    for number in range(450):
        slack_id = f"U1{number:04}"
        playground.workspace.people[slack_id] = Member(slack_id, TEAM_ID, f"p{number}", f"Person {number}")


def newcomer(time_zone: str = "Asia/Tokyo") -> Member:
    return Member(NEW, TEAM_ID, "nova", "Nova Lee", tz=time_zone)


def slip_in(office: Office, member: Member) -> None:
    """Adds a member to the workspace and the help desk without the app hearing of it."""
    office.playground.workspace.people[member.id] = member
    office.playground.workspace.conversations[HELP_DESK].members.add(member.id)


async def known(office: Office, slack_id: str) -> tuple[str, str, bool] | None:
    """Name, time zone, and whether they left, as the database has them."""

    def read(session: Session) -> tuple[str, str, bool] | None:
        row = session.execute(
            select(PersonRow.name, PersonRow.time_zone, PersonRow.is_gone).where(PersonRow.slack_id == slack_id)
        ).one_or_none()
        return (row.name, row.time_zone, row.is_gone) if row else None

    return await office.program.store.read(read)


def calls(office: Office, method: str) -> int:
    return sum(call.method == method for call in office.playground.calls)


async def test_a_long_list_of_members_is_read_in_pages(database_url: str) -> None:
    async with opened(database_url, crowded) as office:
        people = await office.program.store.read(
            lambda session: session.execute(select(func.count()).select_from(PersonRow)).scalar_one()
        )
        assert people == len(office.playground.workspace.people)
        limits = [int(call.arguments["limit"]) for call in office.playground.calls if call.method == "users.list"]
        assert len(limits) == 3
        assert max(limits) <= 200


async def test_a_page_that_slack_makes_wait_is_asked_for_again(database_url: str) -> None:
    def crowded_and_busy(playground: Playground) -> None:
        crowded(playground)
        playground.faults.add("users.list", "ratelimited", times=2)

    async with opened(database_url, crowded_and_busy) as office:
        assert await known(office, "U10449") is not None
        answers = [call.error for call in office.playground.calls if call.method == "users.list"]
        assert answers == ["ratelimited", "ratelimited", None, None, None]


async def test_who_joins_is_learnt(office: Office) -> None:
    assert (await office.playground.workspace.set_member(newcomer())).ok
    assert await known(office, NEW) == ("Nova Lee", "Asia/Tokyo", False)
    slip_in(office, newcomer())
    assert (await office.type(NEW, "/logwork 5m call")).text.startswith("Logged 5 min: call")
    assert calls(office, "users.info") == 0


async def test_who_changes_is_learnt_anew(office: Office) -> None:
    workspace = office.playground.workspace
    changed = replace(workspace.people[BRUNO], name="bruno.k", real_name="Bruno K", tz="Asia/Tokyo")
    assert await known(office, BRUNO) != ("Bruno K", "Asia/Tokyo", False)
    assert (await workspace.set_member(changed)).ok
    assert await known(office, BRUNO) == ("Bruno K", "Asia/Tokyo", False)
    assert (await workspace.set_member(replace(workspace.people[BRUNO], deleted=True))).ok
    assert "active" in (await office.type(BRUNO, "/logwork 5m call")).text


async def test_who_becomes_a_guest_can_no_longer_log(office: Office) -> None:
    workspace = office.playground.workspace
    assert (await office.type(ANA, "/logwork 5m call")).text.startswith("Logged")
    assert (await workspace.set_member(replace(workspace.people[ANA], is_restricted=True))).ok
    reply = await office.type(ANA, "/logwork 6m call")
    assert "Only members" in reply.text
    assert "/logwork 6m call" in str(reply.blocks)


async def test_first_sight_asks_slack_once(office: Office) -> None:
    slip_in(office, newcomer())
    for _ in range(2):
        assert (await office.type(NEW, "/logwork 5m call")).text.startswith("Logged 5 min: call")
    assert calls(office, "users.info") == 1
    assert await known(office, NEW) == ("Nova Lee", "Asia/Tokyo", False)


@pytest.mark.parametrize("line", ["/logwork today", "/logwork week", "/logwork"])
async def test_first_sight_by_anything(office: Office, line: str) -> None:
    slip_in(office, newcomer())
    command, _, text = line.partition(" ")
    assert (await office.playground.workspace.command(NEW, HELP_DESK, command, text)).ok
    assert await known(office, NEW) is not None


async def test_a_stranger_on_first_sight_is_refused(office: Office) -> None:
    slip_in(office, replace(newcomer(), team_id="T0ELSEWHERE", is_stranger=True))
    assert "Only members" in (await office.type(NEW, "/logwork 5m call")).text


async def test_a_changed_time_zone_counts_for_the_next_entry(office: Office) -> None:
    # 25 hours apart: their dates are never the same.
    east, west = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    workspace = office.playground.workspace
    for zone in (east, west):
        assert (await workspace.set_member(replace(workspace.people[DANA], tz=zone))).ok
        assert (await office.type(DANA, f"/logwork 5m call from {zone[8:]}")).text.startswith("Logged")

    def dates(session: Session) -> list[date]:
        return list(session.execute(select(WorkLogRow.local_date).order_by(WorkLogRow.id)).scalars())

    in_the_east, in_the_west = await office.program.store.read(dates)
    assert in_the_east > in_the_west
