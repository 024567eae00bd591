"""What is kept about somebody: counted, downloaded whole, and the texts of their entries deleted."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.archives import archive
from bot.db import deliveries, tables
from bot.db import people as people_rows
from bot.db.audit import AuditRow
from bot.db.deliveries import DeliveryRow
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.deliveries import Message, Posted
from bot.domain.forgetting import TEXT_DELETED
from bot.domain.personal_data import BY_NAME
from bot.domain.privacy import Extract, PrivacyPage
from bot.errors import Refused
from bot.services import people, privacy, work_logs
from bot.services.acting import Asker
from tests.integration.conftest import ANA, BRUNO, HERE, NOW, STRANGER, person
from tests.integration.everything import PIA, PIA_NAME, fill

PIAS = Asker(HERE, PIA)


@pytest.fixture
async def full(desk: Store) -> Store:
    """A row of every table about Pia, and one of each that is about Bruno and names her."""
    await desk.write(people.learn, [person(PIAS, name=PIA_NAME)], NOW)

    def tell(session: Session) -> None:
        ids = {one.slack_id: one.id for one in people_rows.everybody(session, HERE).values()}
        fill(session, ids[PIA], ids[BRUNO.slack_id])

    await desk.write(tell)
    return desk


async def all_of(store: Store, asker: Asker) -> dict[str, Extract]:
    return {one.name: one async for one in store.stream(privacy.extracts, asker) if one is not None}


async def page_of(store: Store, asker: Asker) -> PrivacyPage:
    return await anext(store.stream(privacy.privacy_pages, asker, None))


async def log(store: Store, asker: Asker, line: str, request: str) -> int:
    return (await store.write(work_logs.log_line, asker, line, request, NOW)).entry.id


async def test_every_table_that_refers_to_people_is_in_the_download(full: Store) -> None:
    refers = {
        table.name
        for table in tables.metadata().sorted_tables
        if any(key.column.table.name == "people" for column in table.c for key in column.foreign_keys)
    }
    found = await all_of(full, PIAS)
    # Only while somebody is forgotten has the one a person; the other is theirs only where they are the champion.
    assert refers - set(found) == {"forgotten_people", "workspace_settings"}
    assert {"deliveries", "audit_log", "people", "help_you_got"} <= set(found)


async def test_the_download_has_their_rows_and_nobody_elses(full: Store) -> None:
    found = await all_of(full, PIAS)
    for name, extract in found.items():
        assert len(extract.rows) == 1, name
    (entry,) = found["work_logs"].rows
    assert entry["person_id"] == PIA_NAME
    assert "zanzibar" in entry["typed"]
    (got,) = found["help_you_got"].rows
    assert set(got) == {"local_date", "person_id", "summary"}
    assert got["person_id"] == "Bruno Keller"


async def test_columns_that_are_kept_back_have_a_reason(full: Store) -> None:
    found = await all_of(full, PIAS)
    for name, extract in found.items():
        if name == "help_you_got":
            continue
        kept_back = {column.name for column in tables.metadata().tables[name].c} - set(extract.columns)
        assert all(BY_NAME[name].columns[column].reason for column in kept_back - {"workspace_id"}), name


async def test_nobody_else_is_in_a_download(full: Store) -> None:
    """Ana has nothing but herself; and the same id in another workspace is somebody else."""
    assert set(await all_of(full, ANA)) == {"people"}
    assert set(await all_of(full, STRANGER)) == {"people"}


async def test_the_page_counts_what_the_download_has(full: Store) -> None:
    page = await page_of(full, PIAS)
    found = await all_of(full, PIAS)
    assert dict(page.counts) == {name: len(one.rows) for name, one in found.items() if name != "help_you_got"}


async def test_a_message_to_several_is_in_the_download_of_each(desk: Store) -> None:
    """And of nobody whose id begins as one of theirs does."""
    longer = Asker(HERE, f"{ANA.slack_id}2")
    await desk.write(people.learn, [person(longer, name="Ana the second")], NOW)
    together = f"{BRUNO.slack_id},{ANA.slack_id}"
    await desk.write(deliveries.queue, HERE, "a card", together, Message("How Ana is doing"), NOW)
    await desk.write(deliveries.queue, HERE, "another", longer.slack_id, Message("To the second"), NOW)
    for asker in (ANA, BRUNO):
        (sent,) = (await all_of(desk, asker))["deliveries"].rows
        assert sent["message"]["text"] == "How Ana is doing"
        assert (await page_of(desk, asker)).counts["deliveries"] == 1
    (sent,) = (await all_of(desk, longer))["deliveries"].rows
    assert sent["message"]["text"] == "To the second"


async def test_guests_and_people_from_outside_see_theirs(full: Store) -> None:
    await full.write(lambda session: session.execute(update(PersonRow).values(is_guest=True, is_outside=True)))
    assert (await page_of(full, PIAS)).counts["praises"] == 1
    assert "praises" in await all_of(full, PIAS)


async def test_who_left_sees_nothing(full: Store) -> None:
    await full.write(lambda session: session.execute(update(PersonRow).values(is_gone=True)))
    with pytest.raises(Denied):
        await page_of(full, PIAS)


async def test_those_above_are_named_the_nearest_first(desk: Store) -> None:
    boss, chief = person(Asker(HERE, "U0BOSS"), name="Zoe Boss"), person(Asker(HERE, "U0CHIEF"), name="Adam Chief")
    await desk.write(people.learn, [boss, chief], NOW)

    def place(session: Session) -> None:
        ids = {one.slack_id: one.id for one in people_rows.everybody(session, HERE).values()}
        people_rows.set_manager(session, HERE, ids["U0ANA"], ids["U0BOSS"], NOW)
        people_rows.set_manager(session, HERE, ids["U0BOSS"], ids["U0CHIEF"], NOW)

    await desk.write(place)
    page = await page_of(desk, ANA)
    assert [one.name for one in page.watchers.above] == ["Zoe Boss", "Adam Chief"]


def test_the_archive_opens_and_formulas_in_it_are_inert() -> None:
    columns = ("summary", "minutes", "helped", "is_undone", "on")
    row = dict(zip(columns, ('=HYPERLINK("http://evil.example")', 15, ["U0BRUNO"], False, NOW.date()), strict=True))
    found = Extract("work_logs", "help that you logged", columns, (row,))
    with ZipFile(BytesIO(archive("Ana Pereira", [found], NOW))) as zipped:
        assert zipped.testzip() is None
        assert "work_logs.csv: help that you logged (1)" in zipped.read("README.txt").decode()
        kept = json.loads(zipped.read("kept.json"))
        (read,) = csv.DictReader(StringIO(zipped.read("work_logs.csv").decode("utf-8-sig")))
    assert kept["kept"]["work_logs"]["rows"] == [{**row, "on": "2026-11-18"}]
    assert read["summary"].startswith("'=HYPERLINK")
    assert (read["minutes"], read["helped"], read["is_undone"]) == ("15", "U0BRUNO", "no")


async def test_texts_go_and_what_counts_stays(desk: Store) -> None:
    await log(desk, ANA, "25m helped <@U0BRUNO> with zanzibar INC-7 #vpn for Acme https://x.example/zanzibar", "c:1")
    await log(desk, BRUNO, "10m zanzibar again", "c:2")
    assert await desk.read(privacy.texts_to_delete, ANA, None, NOW) == 1
    assert await desk.write(privacy.delete_texts, ANA, None, NOW) == 1
    assert await desk.write(privacy.delete_texts, ANA, None, NOW) == 0
    (entry,) = (await desk.read(work_logs.entries_of_today, ANA, NOW)).entries
    assert (entry.summary, entry.minutes, entry.tags, entry.on) == (TEXT_DELETED, 25, ("vpn",), NOW.date())
    assert entry.customer is not None
    assert (entry.helped, entry.references, entry.links, entry.origin.typed) == ((), (), (), "")
    (other,) = (await desk.read(work_logs.entries_of_today, BRUNO, NOW)).entries
    assert "zanzibar" in other.summary


async def test_only_entries_before_a_day_when_one_is_given(desk: Store) -> None:
    await log(desk, ANA, "25m old zanzibar yesterday", "c:1")
    await log(desk, ANA, "10m new", "c:2")
    assert await desk.write(privacy.delete_texts, ANA, NOW.date(), NOW) == 1
    with pytest.raises(Refused, match="still to come"):
        await desk.write(privacy.delete_texts, ANA, NOW.date() + timedelta(days=2), NOW)
    (entry,) = (await desk.read(work_logs.entries_of_today, ANA, NOW)).entries
    assert entry.summary == "new"


async def test_a_message_that_showed_the_text_does_not_keep_it(desk: Store) -> None:
    entry_id = await log(desk, ANA, "25m zanzibar printers", "c:1")

    def deliver(session: Session) -> None:
        message = Message("How long did zanzibar printers take?")
        deliveries.queue(session, HERE, f"minutes:work_log:{entry_id}", "U0ANA", message, NOW)
        (taken,) = deliveries.claim(session, 1, NOW)
        deliveries.mark_sent(session, taken, Posted("D0ANA", "1.1"), NOW)

    await desk.write(deliver)
    await desk.write(privacy.delete_texts, ANA, None, NOW)
    messages = await desk.read(lambda session: str(session.execute(select(DeliveryRow.message)).scalars().all()))
    assert "zanzibar" not in messages


async def test_the_audit_log_says_how_many_and_no_text(desk: Store) -> None:
    await log(desk, ANA, "25m zanzibar", "c:1")
    await desk.write(privacy.delete_texts, ANA, None, NOW)
    subject = await desk.read(lambda session: session.execute(select(AuditRow.subject)).scalar_one())
    assert subject == "texts of entries: 1"


async def test_a_thousand_entries_are_deleted_in_portions(desk: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "TEXTS_AT_ONCE", 2)
    for number in range(5):
        await log(desk, ANA, f"5m zanzibar {number}", f"c:{number}")
    assert [await desk.write(privacy.delete_texts, ANA, None, NOW) for _ in range(4)] == [2, 2, 1, 0]

    def left(session: Session) -> int:
        rows = select(func.count()).select_from(WorkLogRow).where(WorkLogRow.summary != TEXT_DELETED)
        return session.execute(rows).scalar_one()

    assert await desk.read(left) == 0
