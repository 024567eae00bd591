"""Merging customers: what moves, what is taken back, and what happens meanwhile."""

import asyncio

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db import customer_merging as merging_rows
from bot.db import customers as customer_rows
from bot.db.customers import CustomerChannelRow, CustomerNameRow, CustomerRow
from bot.db.goals import GoalCustomerRow, GoalRow
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.customers import CustomerDraft, Holdings, Merge
from bot.domain.work_logs import Customer
from bot.errors import Refused
from bot.services import customer_merging, customers, people, work_logs
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person

BOSS, OTHER_BOSS = Asker(HERE, "U0BOSS"), Asker(ELSEWHERE, "U0BOSS")


@pytest.fixture
async def office(desk: Store) -> Store:
    """The desk, and an admin in each workspace."""
    await desk.write(people.learn, [person(BOSS, is_admin=True), person(OTHER_BOSS, is_admin=True)], NOW)
    return desk


async def log(store: Store, customer: str, request: str, asker: Asker = ANA) -> Customer:
    receipt = await store.write(work_logs.log_line, asker, f"5m call for '{customer}'", f"command:{request}", NOW)
    assert receipt.entry.customer is not None
    return receipt.entry.customer


async def merge(store: Store, gone: Customer | int, into: Customer | int, asker: Asker = BOSS) -> Merge:
    ids = [customer if isinstance(customer, int) else customer.id for customer in (gone, into)]
    return await store.write(customer_merging.merge_customers, asker, ids[0], ids[1], NOW)


async def undo(store: Store, merged: Merge) -> Merge:
    return await store.write(customer_merging.undo_merge, BOSS, merged.id, NOW)


async def curate(store: Store, customer: Customer, *others: str, channels: tuple[str, ...] = ()) -> None:
    draft = CustomerDraft(customer.name, others, channels, is_important=bool(channels))
    await store.write(customers.change_customer, BOSS, customer.id, draft)


def add_goal(session: Session, *about: int) -> int:
    """A goal about these customers; what else it says doesn't matter here."""
    owner = session.execute(select(PersonRow.id).where(PersonRow.workspace_id == HERE).limit(1)).scalar_one()
    number = len(session.execute(select(GoalRow.id)).all())
    said = {
        "workspace_id": HERE, "set_by_id": owner, "origin_key": f"goal:{number}", "tags": [], "created_at": NOW,
        "starts_on": NOW.date(), "due_on": NOW.date(),
    }  # fmt: skip
    unsaid = {
        column.name: column.type.python_type()
        for column in GoalRow.__table__.columns
        if not column.nullable and not column.primary_key and column.name not in said
    }
    goal_id: int = session.execute(insert(GoalRow).values(unsaid | said).returning(GoalRow.id)).scalar_one()
    for customer_id in about:
        session.execute(insert(GoalCustomerRow).values(workspace_id=HERE, goal_id=goal_id, customer_id=customer_id))
    return goal_id


def state(session: Session) -> dict[str, object]:
    """All that hangs on customers, by the customer's name."""
    names = {row.id: row.name for row in session.execute(select(CustomerRow.id, CustomerRow.name))}
    return {
        "names": {
            row.name: names[row.customer_id]
            for row in session.execute(select(CustomerNameRow.name, CustomerNameRow.customer_id))
        },
        "channels": {
            row.channel: names[row.customer_id]
            for row in session.execute(select(CustomerChannelRow.channel, CustomerChannelRow.customer_id))
        },
        "goals": sorted(
            (row.goal_id, names[row.customer_id])
            for row in session.execute(select(GoalCustomerRow.goal_id, GoalCustomerRow.customer_id))
        ),
        "entries": [
            names[customer_id] if customer_id else None
            for customer_id in session.execute(select(WorkLogRow.customer_id).order_by(WorkLogRow.id)).scalars()
        ],
        "important": sorted(
            session.execute(select(CustomerRow.name).where(CustomerRow.is_important.is_(True))).scalars()
        ),
    }


async def test_everything_moves_and_comes_back(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    await log(office, "Globex", "3", BRUNO)
    await curate(office, globex, "GBX", channels=("C0GBX",))
    both, alone = await office.write(add_goal, globex.id, acme.id), await office.write(add_goal, globex.id)
    before = await office.read(state)
    merged = await merge(office, globex, acme)
    assert merged.moved == Holdings(entries=2, names=2, channels=1, goals=2)
    assert await office.read(state) == {
        "names": dict.fromkeys(("Globex", "GBX", "Acme"), "Acme"),
        "channels": {"C0GBX": "Acme"},
        "goals": [(both, "Acme"), (alone, "Acme")],
        "entries": ["Acme", "Acme", "Acme"],
        "important": ["Acme"],
    }
    assert (await undo(office, merged)).is_undone
    assert await office.read(state) == before


async def test_what_was_logged_meanwhile_stays(office: Store) -> None:
    await log(office, "Globex", "1")
    acme = await log(office, "Acme", "2")
    globex = await log(office, "Globex", "3")
    merged = await merge(office, globex, acme)
    assert await log(office, "Globex", "4") == acme
    await undo(office, merged)
    assert (await office.read(state))["entries"] == ["Globex", "Acme", "Globex", "Acme"]
    assert await log(office, "Globex", "5") == globex


async def test_an_entry_that_was_given_to_a_third_one_meanwhile_stays_there(office: Store) -> None:
    receipt = await office.write(work_logs.log_line, ANA, "5m call for Globex", "command:1", NOW)
    acme, zeta = await log(office, "Acme", "2"), await log(office, "Zeta", "3")
    assert receipt.entry.customer is not None
    merged = await merge(office, receipt.entry.customer, acme)
    await office.write(work_logs.choose_customer, ANA, receipt.entry.id, zeta.id, NOW)
    await undo(office, merged)
    assert (await office.read(state))["entries"] == ["Zeta", "Acme", "Zeta"]


async def test_old_buttons_lead_to_the_one_that_is_left(office: Store) -> None:
    one, two, three = [await log(office, name, name) for name in ("One Inc", "Second Ltd", "Third Co")]
    await merge(office, one, two)
    await merge(office, two, three)
    for old in (one, two, three):
        assert await office.read(customer_rows.by_id, HERE, old.id) == three
    assert await office.read(customer_rows.names, HERE, [one.id, three.id, 999]) == {
        one.id: "Third Co",
        three.id: "Third Co",
    }
    entry = await office.write(work_logs.log_line, ANA, "5m call", "command:9", NOW)
    chosen = await office.write(work_logs.choose_customer, ANA, entry.entry.id, one.id, NOW)
    assert chosen.entry.customer == three


@pytest.mark.parametrize("first_is_first", [True, False])
async def test_a_chain_can_be_taken_back_in_any_order(office: Store, first_is_first: bool) -> None:
    one, two, three = [await log(office, name, name) for name in ("One Inc", "Second Ltd", "Third Co")]
    before = await office.read(state)
    merges = [await merge(office, one, two), await merge(office, two, three)]
    for merged in merges if first_is_first else reversed(merges):
        await undo(office, merged)
    assert await office.read(state) == before


async def test_a_merged_customer_is_nowhere_offered(office: Store) -> None:
    globex, acme = await log(office, "Globex Retail", "1"), await log(office, "Acme", "2")
    await merge(office, globex, acme)
    for words in ("", "globex"):
        recent, others, _ = await office.read(customers.customers_to_choose, ANA, words, 50)
        assert {customer.name for customer in [*recent, *others]} <= {"Acme"}
        assert [c.name for c in (await office.read(customers.page_of_customers, BOSS, words, 0)).customers] == ["Acme"]
    receipt = await office.write(work_logs.log_line, ANA, "5m call for 'Globx Retail'", "command:3", NOW)
    assert receipt.meant == acme


async def test_merging_twice_is_as_once(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    assert await merge(office, globex, acme) == await merge(office, globex, acme)


async def test_undoing_twice_is_as_once(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    merged = await merge(office, globex, acme)
    assert await undo(office, merged) == await undo(office, merged)
    assert (await merge(office, globex, acme)).id != merged.id


async def test_what_cannot_be_merged(office: Store) -> None:
    globex, acme, zeta = [await log(office, name, name) for name in ("Globex", "Acme", "Zeta")]
    foreign = await log(office, "Foreign", "9", STRANGER)
    before = await office.read(state)
    for gone, into, reason in (
        (acme.id, acme.id, "into itself"),
        (acme.id, foreign.id, "isn't known any more"),
        (foreign.id, acme.id, "isn't known any more"),
        (acme.id, 2**31 - 1, "isn't known any more"),
        (0, acme.id, "isn't known any more"),
    ):
        with pytest.raises(Refused, match=reason):
            await merge(office, gone, into)
    with pytest.raises(Refused, match="isn't known any more"):
        await merge(office, acme, globex, OTHER_BOSS)
    assert await office.read(state) == before
    await merge(office, globex, acme)
    with pytest.raises(Refused, match="Globex was merged into Acme already"):
        await merge(office, globex, zeta)
    with pytest.raises(Refused) as refused:
        await merge(office, zeta, globex)
    assert refused.value.remedy == "It was merged into Acme: choose that one."


async def test_another_workspace_s_merge_is_not_known(office: Store) -> None:
    merged = await merge(office, await log(office, "Globex", "1"), await log(office, "Acme", "2"))
    with pytest.raises(Refused, match="isn't known here"):
        await office.write(customer_merging.undo_merge, OTHER_BOSS, merged.id, NOW)
    assert await office.read(customer_rows.by_id, ELSEWHERE, merged.gone_id) is None
    assert (await office.read(customer_merging.merge_preview, BOSS, merged.into_id))[1].entries == 2


async def test_only_managers_merge(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    with pytest.raises(Denied, match="managers, leaders and admins"):
        await merge(office, globex, acme, ANA)
    merged = await merge(office, globex, acme)
    with pytest.raises(Denied):
        await office.write(customer_merging.undo_merge, ANA, merged.id, NOW)


async def test_a_name_that_is_somebody_else_s_now_is_not_given_back(office: Store) -> None:
    globex, acme, zeta = [await log(office, name, name) for name in ("Globex", "Acme", "Zeta")]
    merged = await merge(office, globex, acme)
    await curate(office, acme)
    await curate(office, zeta, "Globex")
    before = await office.read(state)
    with pytest.raises(Refused, match="“Globex” is a name of Zeta now"):
        await undo(office, merged)
    assert await office.read(state) == before
    await curate(office, zeta)
    await undo(office, merged)
    assert (await office.read(state))["names"] == {"Globex": "Globex", "Acme": "Acme", "Zeta": "Zeta"}


async def test_a_name_that_the_other_one_took_as_its_own_is_not_given_back(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    merged = await merge(office, globex, acme)
    await curate(office, Customer(acme.id, "Globex"), "Acme")
    with pytest.raises(Refused, match="“Globex” is a name of Globex now"):
        await undo(office, merged)


async def test_two_merges_at_once_are_one_and_a_refusal(office: Store, database_url: str) -> None:
    async with opened(database_url) as replica:
        for number in range(5):
            one, two, three = [await log(office, f"{name} {number}", f"{name}{number}") for name in ("Ax", "By", "Cz")]
            outcomes = await asyncio.gather(
                merge(office, one, two),
                merge(replica, one, three),
                merge(replica, two, one),
                merge(office, three, one),
                return_exceptions=True,
            )
            done = [outcome for outcome in outcomes if isinstance(outcome, Merge)]
            assert done
            assert all(isinstance(outcome, Merge | Refused) for outcome in outcomes), outcomes
            for customer in (one, two, three):
                assert await office.read(customer_rows.by_id, HERE, customer.id) is not None
    entries = (await office.read(state))["entries"]
    assert isinstance(entries, list)
    assert len(entries) == 15


async def test_no_entry_stays_behind_when_others_log_meanwhile(office: Store, database_url: str) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")
    async with opened(database_url) as replica:
        await log(replica, "Globex", "warm", BRUNO)

        async def log_somehow(store: Store, number: int) -> None:
            try:
                await log(store, "Globex", f"b{number}", BRUNO)
            except IntegrityError:
                await log(store, "Globex", f"b{number}", BRUNO)

        logging = asyncio.gather(*(log_somehow(store, number) for number, store in enumerate([office, replica] * 10)))
        merged = await merge(office, globex, acme)
        await logging
        await log_somehow(replica, 99)
        assert (await office.read(state))["entries"] == ["Acme"] * 24
        await undo(office, merged)
        entries = (await office.read(state))["entries"]
        assert isinstance(entries, list)
        assert entries.count("Globex") == merged.moved.entries


async def test_undoing_while_it_is_merged_on(office: Store, database_url: str) -> None:
    async with opened(database_url) as replica:
        for number in range(5):
            one, two, three = [await log(office, f"{name} {number}", f"{name}{number}") for name in ("Ax", "By", "Cz")]
            merged = await merge(office, one, two)
            await asyncio.gather(undo(office, merged), merge(replica, two, three))
            assert await office.read(customer_rows.by_id, HERE, one.id) == one
            assert (await office.read(merging_rows.holdings, HERE, one.id)).entries == 1
            assert (await office.read(merging_rows.holdings, HERE, three.id)).entries == 2


async def test_a_mistyped_name_takes_along_what_was_said_of_it(office: Store) -> None:
    acme = await log(office, "Acme Corp", "1")
    mistyped = await office.write(work_logs.log_line, ANA, "5m call for 'Acme Crop'", "command:2", NOW)
    typed = mistyped.entry.customer
    assert typed is not None
    await curate(office, typed, channels=("C0CROP",))
    both, alone = await office.write(add_goal, typed.id, acme.id), await office.write(add_goal, typed.id)
    old = await office.write(customer_rows.add, HERE, "Old Name", "old name", NOW)
    merged = await merge(office, old, typed)
    await office.write(work_logs.choose_customer, ANA, mistyped.entry.id, acme.id, NOW)
    found = await office.read(state)
    assert found["goals"] == [(both, "Acme Corp"), (alone, "Acme Corp")]
    assert (found["channels"], found["important"]) == ({"C0CROP": "Acme Corp"}, ["Acme Corp"])
    assert await office.read(customer_rows.by_id, HERE, typed.id) is None
    assert await office.read(customer_rows.by_id, HERE, old.id) == acme
    assert (await undo(office, merged)).into == "Acme Corp"
    assert await log(office, "Old Name", "3") == old


async def test_a_manager_whose_people_report_to_them_may_merge(office: Store) -> None:
    globex, acme = await log(office, "Globex", "1"), await log(office, "Acme", "2")

    def report_to(session: Session, manager: Asker, report: Asker) -> None:
        ids = {
            row.slack_id: row.id
            for row in session.execute(select(PersonRow.slack_id, PersonRow.id).where(PersonRow.workspace_id == HERE))
        }
        found = session.get(PersonRow, ids[report.slack_id])
        assert found is not None
        found.manager_id = ids[manager.slack_id]

    await office.write(report_to, BRUNO, ANA)
    assert (await merge(office, globex, acme, BRUNO)).into == "Acme"
