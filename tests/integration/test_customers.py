"""Customers: one whatever the spelling, aliases, and 'Did you mean …?'."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.customers import CustomerNameRow, CustomerRow
from bot.db.store import Store
from bot.domain.work_logs import WorkLogReceipt
from bot.errors import Refused
from bot.services import customers, work_logs
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, NOW, STRANGER, opened


async def log(desk: Store, line: str, request: str, asker: Asker = ANA) -> WorkLogReceipt:
    return await desk.write(work_logs.log_line, asker, line, request, NOW)


def names(session: Session) -> list[str]:
    """The customers' own names."""
    return sorted(session.execute(select(CustomerRow.name)).scalars())


def keys(session: Session) -> dict[str, str]:
    """Which customer each key leads to."""
    rows = session.execute(
        select(CustomerNameRow.key, CustomerRow.name).join(CustomerRow, CustomerNameRow.customer_id == CustomerRow.id)
    )
    return {row.key: row.name for row in rows}


async def mean(desk: Store, receipt: WorkLogReceipt) -> WorkLogReceipt:
    """Presses 'Did you mean …?'."""
    assert receipt.meant is not None
    return await desk.write(work_logs.choose_customer, ANA, receipt.entry.id, receipt.meant.id, NOW)


async def test_spellings_of_one_name_are_one_customer(desk: Store) -> None:
    first = await log(desk, "5m call for 'Müller & Söhne'", "command:1")
    assert first.new_customer
    for number, spelling in enumerate(("MÜLLER & SÖHNE", "Muller and Sohne", "müller & söhne"), start=2):
        receipt = await log(desk, f"5m call for '{spelling}'", f"command:{number}")
        assert (receipt.entry.customer, receipt.new_customer) == (first.entry.customer, False)
    assert await desk.read(names) == ["Müller & Söhne"]


async def test_a_close_name_is_asked_about_and_becomes_an_alias(desk: Store) -> None:
    acme = (await log(desk, "5m call for 'Acme Corp'", "command:1")).entry.customer
    mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
    assert (mistyped.new_customer, mistyped.meant) == (True, acme)
    chosen = await mean(desk, mistyped)
    assert (chosen.entry.customer, chosen.renamed_from) == (acme, "Acme Crop")
    assert await desk.read(names) == ["Acme Corp"]
    again = await log(desk, "10m call for 'Acme Crop'", "command:3")
    assert (again.entry.customer, again.new_customer, again.meant) == (acme, False, None)


async def test_a_name_that_others_use_stays(desk: Store) -> None:
    await log(desk, "5m call for 'Acme Corp'", "command:1")
    mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
    other = await log(desk, "10m call for 'Acme Crop'", "command:3", BRUNO)
    chosen = await mean(desk, mistyped)
    assert chosen.renamed_from is None
    assert await desk.read(names) == ["Acme Corp", "Acme Crop"]
    assert (await desk.read(work_logs.own_entry, BRUNO, other.entry.id, NOW)).entry == other.entry


async def test_choosing_twice_is_as_once(desk: Store) -> None:
    await log(desk, "5m call for 'Acme Corp'", "command:1")
    mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
    first = await mean(desk, mistyped)
    assert (await mean(desk, mistyped)).entry == first.entry
    assert await desk.read(keys) == {"acme corp": "Acme Corp", "acme crop": "Acme Corp"}


async def test_a_customer_that_is_gone_is_refused(desk: Store) -> None:
    await log(desk, "5m call for 'Acme Corp'", "command:1")
    mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
    third = await log(desk, "10m call", "command:3")
    assert mistyped.entry.customer is not None
    await mean(desk, mistyped)
    with pytest.raises(Refused, match="isn't known"):
        await desk.write(work_logs.choose_customer, ANA, third.entry.id, mistyped.entry.customer.id, NOW)


async def test_the_same_new_customer_many_times_at_once_is_one(desk: Store) -> None:
    askers = (ANA, BRUNO)
    receipts = await asyncio.gather(
        *(log(desk, "5m call for Globex", f"command:{number}", askers[number % 2]) for number in range(30))
    )
    assert len({receipt.entry.customer for receipt in receipts}) == 1
    assert await desk.read(names) == ["Globex"]
    assert await desk.read(keys) == {"globex": "Globex"}


async def test_choosing_while_others_log_the_mistyped_name(desk: Store) -> None:
    await log(desk, "5m call for 'Acme Corp'", "command:1")
    mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
    chosen, *logged = await asyncio.gather(
        mean(desk, mistyped),
        *(log(desk, "10m call for 'Acme Crop'", f"command:b{number}", BRUNO) for number in range(10)),
    )
    assert chosen.entry.customer is not None
    assert chosen.entry.customer.name == "Acme Corp"
    listed = await desk.read(work_logs.entries_of_today, BRUNO, NOW)
    assert [entry.id for entry in listed.entries] == [receipt.entry.id for receipt in logged]
    assert set(await desk.read(names)) >= {entry.customer.name for entry in listed.entries if entry.customer}


async def test_the_menu_offers_recent_ones_first_and_finds_aliases(desk: Store) -> None:
    await log(desk, "5m call for 'Acme Corp'", "command:1")
    await mean(desk, await log(desk, "10m call for 'Acme Crop'", "command:2"))
    await log(desk, "5m call for Zeta", "command:3", BRUNO)
    await log(desk, "5m call for 'Acme Corp'", "command:4", STRANGER)
    recent, others, is_known = await desk.read(customers.customers_to_choose, ANA, "", 50)
    assert ([customer.name for customer in recent], [customer.name for customer in others]) == (["Acme Corp"], ["Zeta"])
    assert not is_known
    recent, others, is_known = await desk.read(customers.customers_to_choose, BRUNO, "crop", 50)
    assert [customer.name for customer in [*recent, *others]] == ["Acme Corp"]
    assert (await desk.read(customers.customers_to_choose, ANA, "acme crop", 50))[2]


async def test_a_customer_that_another_replica_gave_away(desk: Store, database_url: str) -> None:
    async with opened(database_url) as other:
        await log(desk, "5m call for 'Acme Corp'", "command:1")
        mistyped = await log(desk, "10m call for 'Acme Crop'", "command:2")
        await log(desk, "10m call for 'Acme Crop'", "command:3", STRANGER)
        await mean(other, mistyped)
        again = await log(desk, "10m call for 'Acme Crop'", "command:4")
    assert again.entry.customer is not None
    assert again.entry.customer.name == "Acme Corp"


async def test_a_new_customer_of_a_refused_entry_never_was(desk: Store) -> None:
    full = await log(desk, "24h on call", "command:1")
    with pytest.raises(Refused):
        await log(desk, "5m call for Newco", "command:2")
    await desk.write(work_logs.undo, ANA, full.entry.id, NOW)
    receipt = await log(desk, "5m call for Newco", "command:3")
    assert receipt.new_customer
    assert await desk.read(names) == ["Newco"]
    assert (await desk.read(work_logs.own_entry, ANA, receipt.entry.id, NOW)).entry == receipt.entry
