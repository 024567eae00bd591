"""Customers: one whatever the spelling, aliases, and 'Did you mean …?'."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db.customers import CustomerNameRow, CustomerRow
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.csv_rows import ImportReport, Row
from bot.domain.customers import (
    MAX_CUSTOMER_NAME,
    ChannelsRefused,
    CustomerDraft,
    CustomerPage,
    CustomerProfile,
    NameRefused,
    OtherNamesRefused,
)
from bot.domain.work_logs import Customer, WorkLogReceipt
from bot.errors import Refused, UnknownPerson
from bot.services import customer_merging, customers, people, work_logs
from bot.services.acting import Asker
from bot.services.customer_import import import_customers
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person

BOSS, OTHER_BOSS = Asker(HERE, "U0BOSS"), Asker(ELSEWHERE, "U0BOSS")


@pytest.fixture
async def office(desk: Store) -> Store:
    """The desk, and an admin in each workspace."""
    await desk.write(people.learn, [person(BOSS, is_admin=True), person(OTHER_BOSS, is_admin=True)], NOW)
    return desk


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


async def change(
    store: Store, customer: Customer, draft: CustomerDraft, asker: Asker = BOSS, kept_after: str | None = None
) -> CustomerProfile:
    return await store.write(customers.change_customer, asker, customer.id, draft, kept_after)


async def known(store: Store, name: str, asker: Asker = ANA) -> Customer:
    customer = (await log(store, f"5m call for '{name}'", f"command:{asker.workspace_id}:{name}", asker)).entry.customer
    assert customer is not None
    return customer


async def listed(store: Store, words: str = "", number: int = 0, asker: Asker = BOSS) -> CustomerPage:
    return await store.read(customers.page_of_customers, asker, words, number)


async def test_a_customer_that_only_undone_entries_name_is_offered_by_its_whole_name_only(desk: Store) -> None:
    receipt = await log(desk, "5m call for 'Fat Finger'", "command:1")
    await log(desk, "5m call for Fingertip", "command:2")

    async def offered(words: str) -> list[str]:
        _, others, _ = await desk.read(customers.customers_to_choose, BRUNO, words, 50)
        return [customer.name for customer in others]

    assert await offered("") == ["Fat Finger", "Fingertip"]
    await desk.write(work_logs.undo, ANA, receipt.entry.id, NOW)
    assert (await offered(""), await offered("finger")) == (["Fingertip"], ["Fingertip"])
    assert await offered("fat finger") == ["Fat Finger"]
    await desk.write(work_logs.redo, ANA, receipt.entry.id, NOW)
    assert await offered("") == ["Fat Finger", "Fingertip"]


async def test_a_customer_of_whom_something_was_said_is_offered_though_its_entries_were_undone(office: Store) -> None:
    receipt = await log(office, "5m call for Quiet", "command:1")
    await office.write(work_logs.undo, ANA, receipt.entry.id, NOW)
    assert receipt.entry.customer is not None
    await change(office, receipt.entry.customer, CustomerDraft("Quiet", channels=("C0QUIET",)))
    _, others, _ = await office.read(customers.customers_to_choose, BRUNO, "", 50)
    assert [customer.name for customer in others] == ["Quiet"]


async def test_what_is_said_of_a_customer_is_listed(office: Store) -> None:
    acme = await known(office, "Acme")
    draft = CustomerDraft("ACME Corp", ("Acme", "Roadrunner Supplies"), ("C0ONE", "G0TWO", "C0ONE"), is_important=True)
    changed = await change(office, acme, draft)
    assert changed == CustomerProfile(acme.id, "ACME Corp", True, ("Acme", "Roadrunner Supplies"), ("C0ONE", "G0TWO"))
    assert (await listed(office, "roadrunner")).customers == (changed,)
    assert await known(office, "roadrunner supplies") == Customer(acme.id, "ACME Corp")
    assert await office.read(customer_rows.of_channel, HERE, "G0TWO") == Customer(acme.id, "ACME Corp")
    assert await office.read(customer_rows.of_channel, ELSEWHERE, "G0TWO") is None
    assert await office.read(customer_rows.important_ids, HERE) == {acme.id}
    assert await office.read(customer_rows.important_ids, ELSEWHERE) == set()
    assert await office.read(customer_rows.names, ELSEWHERE, [acme.id]) == {}
    plain = await change(office, acme, CustomerDraft("Acme"))
    assert plain == CustomerProfile(acme.id, "Acme")
    assert await office.read(keys) == {"acme": "Acme"}


async def test_what_is_another_s_already_says_whose(office: Store) -> None:
    acme, globex = await known(office, "Acme"), await known(office, "Globex")
    await change(office, globex, CustomerDraft("Globex", ("GBX",), ("C0GBX",)))
    with pytest.raises(NameRefused, match="“gbx” is a name of Globex already"):
        await change(office, acme, CustomerDraft("gbx"))
    with pytest.raises(OtherNamesRefused, match="“Globex!” is a name of Globex already"):
        await change(office, acme, CustomerDraft("Acme", ("Globex!",)))
    with pytest.raises(ChannelsRefused, match="Channel 2 of these is about Globex already"):
        await change(office, acme, CustomerDraft("New Acme", ("Other",), ("C0ACME", "C0GBX")))
    for wrong in (CustomerDraft("..."), CustomerDraft("x" * 81), CustomerDraft("&" * 80 + "x")):
        with pytest.raises(NameRefused):
            await change(office, acme, wrong)
    with pytest.raises(OtherNamesRefused, match="letter or a digit"):
        await change(office, acme, CustomerDraft("Acme", ("ok", "--")))
    assert [c.name for c in (await listed(office)).customers] == ["Acme", "Globex"]
    assert await office.read(keys) == {"acme": "Acme", "globex": "Globex", "gbx": "Globex"}


async def test_workspaces_share_nothing(office: Store) -> None:
    here, there = await known(office, "Acme"), await known(office, "Acme", STRANGER)
    await change(office, here, CustomerDraft("Acme", ("Anvils",), ("C0ACME",)))
    await change(office, there, CustomerDraft("Acme", ("Anvils",), ("C0ACME",)), OTHER_BOSS)
    assert [c.id for c in (await listed(office)).customers] == [here.id]
    with pytest.raises(Refused, match="isn't known any more"):
        await change(office, there, CustomerDraft("Mine now"))
    assert [c.name for c in (await listed(office, asker=OTHER_BOSS)).customers] == ["Acme"]


async def test_everybody_may_look_and_managers_may_change(office: Store) -> None:
    acme = await known(office, "Acme")
    assert not (await listed(office, asker=ANA)).may_change
    assert (await listed(office, asker=BOSS)).may_change
    with pytest.raises(Denied, match="managers, leaders and admins"):
        await change(office, acme, CustomerDraft("Mine"), ANA)
    guest = Asker(HERE, "U0GUEST")
    with pytest.raises(UnknownPerson):
        await listed(office, asker=guest)


async def test_names_that_had_no_room_in_the_form_stay(office: Store) -> None:
    acme = await known(office, "Acme")
    await change(office, acme, CustomerDraft("Acme", ("Beta", "Delta", "Zeta")))
    changed = await change(office, acme, CustomerDraft("Acme", ("Gamma",)), kept_after="delta")
    assert changed.other_names == ("Gamma", "Zeta")


async def test_pages_of_many_customers_with_long_names(office: Store) -> None:
    rows = [
        Row(
            number,
            {"name": f"{number:03d} {'x' * MAX_CUSTOMER_NAME}"[:MAX_CUSTOMER_NAME], "aliases": f"Other {number}"},
        )
        for number in range(500)
    ]
    report = await office.write(import_customers, HERE, rows, NOW, dry_run=False)
    assert (len(report.changes), report.problems) == (500, ())
    seen = [customer.name[:3] for number in range(50) for customer in (await listed(office, "", number)).customers]
    assert seen == [f"{number:03d}" for number in range(500)]
    last = await listed(office, "", 10**8)
    assert (last.page, last.pages, last.total) == (49, 50, 500)
    assert [c.name[:3] for c in (await listed(office, "other 42")).customers] == [
        "042",
        *(f"{n}" for n in range(420, 429)),
    ]
    assert ((await listed(office, "%_")).total, (await listed(office, "%_")).words) == (500, "")
    assert (await listed(office, "nobody")).customers == ()


async def run_import(store: Store, *rows: tuple[str, str, str, str], dry_run: bool = False) -> ImportReport:
    """Rows of name, aliases, important, channels."""
    columns = ("name", "aliases", "important", "channels")
    numbered = [Row(line, dict(zip(columns, row, strict=True))) for line, row in enumerate(rows, start=2)]
    return await store.write(import_customers, HERE, numbered, NOW, dry_run=dry_run)


async def test_an_import_makes_customers_what_its_rows_say(office: Store) -> None:
    acme, globex = await known(office, "Acme"), await known(office, "Globex")
    await change(office, globex, CustomerDraft("Globex", ("GBX", "Other"), ("C0GBX",)))
    rows = (
        ("ACME", "GBX|Anvils", "yes", "C0GBX|C0ACME"),
        ("Globex", "-", "", "-"),
        ("Initech", "Ini", "no", "C0INI"),
        ("Hooli", "", "", ""),
    )
    dry = await run_import(office, *rows, dry_run=True)
    assert (await listed(office)).total == 2
    report = await run_import(office, *rows)
    assert report == dry
    assert (len(report.changes), report.unchanged, report.problems) == (4, 0, ())
    found = {customer.name: customer for customer in (await listed(office)).customers}
    assert found["ACME"] == CustomerProfile(acme.id, "ACME", True, ("Anvils", "GBX"), ("C0GBX", "C0ACME"))
    assert found["Globex"] == CustomerProfile(globex.id, "Globex")
    assert (found["Initech"].other_names, found["Initech"].channels) == (("Ini",), ("C0INI",))
    assert await known(office, "gbx") == Customer(acme.id, "ACME")
    again = await run_import(office, *rows)
    assert (again.changes, again.unchanged) == ((), 4)


async def test_one_bad_row_and_nothing_is_imported(office: Store) -> None:
    await known(office, "Globex")
    await known(office, "Acme", STRANGER)
    report = await run_import(office, ("Initech", "", "", ""), ("Hooli", "globex", "", ""), ("Acme", "", "", ""))
    assert [(problem.line, problem.reason) for problem in report.problems] == [
        (3, "“globex” is a name of Globex already.")
    ]
    assert await office.read(names) == ["Acme", "Globex"]


async def test_an_import_after_a_merge_finds_the_one_that_is_left(office: Store) -> None:
    acme, globex = await known(office, "Acme"), await known(office, "Globex")
    await office.write(customer_merging.merge_customers, BOSS, globex.id, acme.id, NOW)
    report = await run_import(office, ("Globex", "", "yes", ""))
    assert [problem.reason for problem in report.problems] == ["“Globex” is a name of Acme already."]
