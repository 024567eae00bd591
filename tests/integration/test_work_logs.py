"""Logging help: one request is one entry, a day has 24 hours, and everybody changes only their own."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.work_logs import Origin, Source, WorkLogReceipt
from bot.errors import MinutesRefused, Refused, UnknownPerson
from bot.services import work_logs
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, HERE, NOW

LATER = NOW + timedelta(minutes=5)


async def log(desk: Store, line: str, request: str, asker: Asker = ANA) -> WorkLogReceipt:
    return await desk.write(work_logs.log_line, asker, line, request, NOW)


def count(session: Session) -> int:
    return session.execute(select(func.count()).select_from(WorkLogRow)).scalar_one()


def standing_minutes(session: Session) -> int:
    """The minutes of all entries that are not undone."""
    total = session.execute(select(func.sum(WorkLogRow.minutes)).where(WorkLogRow.undone_at.is_(None))).scalar_one()
    return total or 0


async def test_the_same_request_again_returns_the_entry_it_made(desk: Store) -> None:
    first = await log(desk, "20m call for Acme #vpn", "command:1")
    again = await log(desk, "20m call for Acme #vpn", "command:1")
    assert again.entry == first.entry
    assert await desk.read(count) == 1


async def test_the_same_request_twenty_times_at_once_is_one_entry(desk: Store) -> None:
    receipts = await asyncio.gather(*(log(desk, "20m call for Acme", "command:1") for _ in range(20)))
    assert len({receipt.entry.id for receipt in receipts}) == 1
    assert await desk.read(count) == 1


async def test_repeating_the_same_again_is_one_entry(desk: Store) -> None:
    await log(desk, "20m call for Acme", "command:1")
    receipts = [await desk.write(work_logs.log_again, ANA, "command:2", NOW) for _ in range(3)]
    assert len({receipt.entry.id for receipt in receipts}) == 1
    assert await desk.read(count) == 2


async def test_two_people_who_log_the_same_help_are_two_entries(desk: Store) -> None:
    ana = await log(desk, "20m call for Acme", "command:1")
    bruno = await log(desk, "20m call for Acme", "command:2", BRUNO)
    assert ana.entry.id != bruno.entry.id
    assert ana.entry.customer == bruno.entry.customer
    assert (await desk.read(work_logs.entries_of_today, BRUNO, NOW)).entries == (bruno.entry,)


async def test_an_entry_is_read_back_as_it_was_logged(desk: Store) -> None:
    line = "1h30 with <@U0BRUNO|bruno> on the printer for O'Brien & Sons #vpn INC0012345 https://acme.example/7"
    logged = (await log(desk, line, "command:1")).entry
    assert logged.minutes == 90
    assert logged.helped == ("U0BRUNO",)
    assert logged.tags == ("vpn",)
    assert logged.references == ("INC0012345",)
    assert logged.links
    assert logged.customer is not None
    assert logged.origin == Origin(Source.LINE, "command:1", line)
    assert (await desk.read(work_logs.own_entry, ANA, logged.id, NOW)).entry == logged


async def test_a_day_has_24_hours(desk: Store) -> None:
    await log(desk, "23h45m on call", "command:1")
    with pytest.raises(MinutesRefused):
        await log(desk, "16m call", "command:2")
    await log(desk, "15m call", "command:3")
    with pytest.raises(MinutesRefused):
        await log(desk, "1m call", "command:4")
    await log(desk, "1m call", "command:5", BRUNO)
    await log(desk, "24h on call yesterday", "command:6")
    assert await desk.read(standing_minutes) == 24 * 60 + 1 + 24 * 60


async def test_a_day_is_never_overrun_by_requests_at_once(desk: Store) -> None:
    ends = await asyncio.gather(
        *(log(desk, "37m call", f"command:{number}") for number in range(50)), return_exceptions=True
    )
    assert sum(isinstance(end, WorkLogReceipt) for end in ends) == 24 * 60 // 37
    assert all(isinstance(end, WorkLogReceipt | MinutesRefused) for end in ends)
    assert await desk.read(standing_minutes) == 24 * 60 // 37 * 37


async def test_a_day_is_never_overrun_by_taps_and_redos_at_once(desk: Store) -> None:
    open_entries = [(await log(desk, f"call {number}", f"command:{number}")).entry.id for number in range(40)]
    undone = [(await log(desk, "60m call", f"command:u{number}")).entry.id for number in range(5)]
    for entry_id in undone:
        await desk.write(work_logs.undo, ANA, entry_id, NOW)
    ends = await asyncio.gather(
        *(desk.write(work_logs.set_minutes, ANA, entry_id, 60, NOW) for entry_id in open_entries),
        *(desk.write(work_logs.redo, ANA, entry_id, NOW) for entry_id in undone),
        return_exceptions=True,
    )
    assert sum(isinstance(end, WorkLogReceipt) for end in ends) == 24
    assert await desk.read(standing_minutes) == 24 * 60


async def test_undone_entries_leave_room(desk: Store) -> None:
    full = (await log(desk, "24h on call", "command:1")).entry
    undone = await desk.write(work_logs.undo, ANA, full.id, NOW)
    assert undone.entry.is_undone
    await log(desk, "20m call", "command:2")
    with pytest.raises(MinutesRefused):
        await desk.write(work_logs.redo, ANA, full.id, NOW)
    listed = await desk.read(work_logs.entries_of_today, ANA, NOW)
    assert [entry.minutes for entry in listed.entries] == [20]


async def test_undo_and_redo_twice_are_as_once(desk: Store) -> None:
    entry = (await log(desk, "20m call for Acme", "command:1")).entry
    for _ in range(2):
        assert (await desk.write(work_logs.undo, ANA, entry.id, NOW)).entry.is_undone
    for _ in range(2):
        assert (await desk.write(work_logs.redo, ANA, entry.id, NOW)).entry == entry
    assert (await desk.read(work_logs.entries_of_week, ANA, NOW)).entries == (entry,)


async def test_an_undone_entry_takes_no_minutes_and_no_customer(desk: Store) -> None:
    acme = (await log(desk, "5m call for Acme", "command:1")).entry.customer
    assert acme is not None
    entry = (await log(desk, "call", "command:2")).entry
    await desk.write(work_logs.undo, ANA, entry.id, NOW)
    for receipt in (
        await desk.write(work_logs.set_minutes, ANA, entry.id, 15, NOW),
        await desk.write(work_logs.choose_customer, ANA, entry.id, acme.id, NOW),
    ):
        assert receipt.entry == replace(entry, is_undone=True)
    assert (await desk.read(work_logs.own_entry, ANA, entry.id, NOW)).entry == replace(entry, is_undone=True)


async def test_the_latest_tap_holds(desk: Store) -> None:
    entry = (await log(desk, "call", "command:1")).entry
    for minutes in (15, 60, 30):
        await desk.write(work_logs.set_minutes, ANA, entry.id, minutes, LATER)
    assert (await desk.read(work_logs.own_entry, ANA, entry.id, NOW)).entry == replace(entry, minutes=30)


async def test_a_change_touches_that_entry_alone(desk: Store) -> None:
    before, edited, after = [(await log(desk, f"{number}0m call", f"command:{number}")).entry for number in (1, 2, 3)]
    draft = replace(edited.draft(), summary="two calls", minutes=45, customer="Finance", tags=("phone",))
    changed = (await desk.write(work_logs.change, ANA, edited.id, draft, LATER)).entry
    assert (changed.summary, changed.minutes, changed.tags) == ("two calls", 45, ("phone",))
    assert changed.customer is not None
    assert changed.customer.name == "Finance"
    assert changed.origin == edited.origin
    assert (await desk.read(work_logs.entries_of_today, ANA, NOW)).entries == (before, changed, after)


async def test_a_change_counts_the_entry_once(desk: Store) -> None:
    entry = (await log(desk, "23h on call", "command:1")).entry
    await log(desk, "30m call", "command:2")
    changed = await desk.write(work_logs.change, ANA, entry.id, replace(entry.draft(), minutes=23 * 60 + 30), NOW)
    assert changed.entry.minutes == 23 * 60 + 30
    with pytest.raises(MinutesRefused):
        await desk.write(work_logs.change, ANA, entry.id, replace(entry.draft(), minutes=23 * 60 + 31), NOW)


async def test_others_entries_are_denied(desk: Store) -> None:
    entry = (await log(desk, "20m call for Acme", "command:1")).entry
    assert entry.customer is not None
    customer_id, draft = entry.customer.id, replace(entry.draft(), minutes=1)
    attempts: tuple[Callable[[Session], WorkLogReceipt], ...] = (
        lambda session: work_logs.undo(session, BRUNO, entry.id, NOW),
        lambda session: work_logs.redo(session, BRUNO, entry.id, NOW),
        lambda session: work_logs.set_minutes(session, BRUNO, entry.id, 5, NOW),
        lambda session: work_logs.choose_customer(session, BRUNO, entry.id, customer_id, NOW),
        lambda session: work_logs.change(session, BRUNO, entry.id, draft, NOW),
        lambda session: work_logs.own_entry(session, BRUNO, entry.id, NOW),
    )
    for attempt in attempts:
        with pytest.raises(Denied) as denied:
            await desk.write(attempt)
        assert denied.value.denial is not None
        assert (denied.value.denial.actor, denied.value.denial.subject) == ("U0BRUNO", f"work_log:{entry.id}")
    assert (await desk.read(work_logs.own_entry, ANA, entry.id, NOW)).entry == entry


async def test_an_entry_that_never_was_is_refused(desk: Store) -> None:
    with pytest.raises(Refused, match="doesn't exist"):
        await desk.write(work_logs.undo, ANA, 4711, NOW)


async def test_who_is_not_known_yet_is_asked_for(desk: Store) -> None:
    with pytest.raises(UnknownPerson):
        await log(desk, "20m call", "command:1", Asker(HERE, "U0NEW"))
    assert await desk.read(count) == 0


async def test_refusals_carry_the_typed_text_and_save_nothing(desk: Store) -> None:
    line = "20m call for Brandnew 2031-01-01"
    with pytest.raises(Refused) as refused:
        await log(desk, line, "command:1")
    assert refused.value.typed == line
    assert await desk.read(count) == 0


async def test_recent_choices_come_latest_first(desk: Store) -> None:
    await log(desk, "5m call for Acme #vpn", "command:1")
    await log(desk, "5m helped <@U0BRUNO|bruno> for Finance #mail", "command:2")
    recent = await desk.read(work_logs.recent_of, ANA)
    assert [customer.name for customer in recent.customers] == ["Finance", "Acme"]
    assert recent.helped == ("U0BRUNO",)
    assert recent.tags == ("mail", "vpn")
