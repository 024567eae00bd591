"""How long what is kept: nothing goes on the day it is set, then what is older, and the audit log says how much."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.db import deliveries, tables
from bot.db import people as people_rows
from bot.db import retention as rows
from bot.db.audit import AuditRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.deliveries import Message
from bot.domain.forgetting import TEXT_DELETED
from bot.domain.people import Place
from bot.domain.retention import Kept
from bot.services import retention, workspace_settings
from jobs.retention import remove_what_is_old
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER
from tests.integration.everything import fill

TOMORROW = NOW + timedelta(days=1, minutes=1)
LONG_AGO = NOW - timedelta(days=100)

TABLES = {
    Kept.ENTRIES: "work_logs",
    Kept.PRAISE: "praises",
    Kept.PRAISE_EXAMPLES: "praise_examples",
    Kept.KUDOS: "kudos",
    Kept.GOALS: "goals",
    Kept.LOOKS: "card_looks",
}


@pytest.fixture
async def old(desk: Store) -> Store:
    """An admin, and two rows of every table, of a hundred days ago."""

    def tell(session: Session) -> None:
        ids = {one.slack_id: one.id for one in people_rows.everybody(session, HERE).values()}
        people_rows.place_many(session, HERE, {ids["U0ANA"]: Place("admin", None, None)}, NOW)
        fill(session, ids["U0ANA"], ids["U0BRUNO"])
        metadata = tables.metadata().tables
        session.execute(update(metadata["goals"]).values(state="closed"))
        for table in metadata.values():
            when = {
                column.name: LONG_AGO if str(column.type) == "DATETIME" else LONG_AGO.date()
                for column in table.c
                if column.name in {"local_date", "said_at", "created_at", "changed_at", "at", "due_on", "ended_at"}
                and str(column.type) in {"DATETIME", "DATE"}
                and table.name != "people"
            }
            if when:
                session.execute(update(table).values(when))

    await desk.write(tell)
    return desk


async def run(store: Store, now: datetime = TOMORROW) -> None:
    await remove_what_is_old(workspace_id=HERE, store=store, clock=lambda: now)


def count(name: str) -> Callable[[Session], int]:
    table = tables.metadata().tables[name]
    return lambda session: session.execute(select(func.count()).select_from(table)).scalar_one()


def removed(session: Session) -> list[str]:
    found = select(AuditRow.subject).where(AuditRow.action == "retention").order_by(AuditRow.id)
    return list(session.execute(found).scalars())


@pytest.mark.parametrize("kind", TABLES)
async def test_what_is_older_goes_with_what_hangs_on_it(old: Store, kind: Kept) -> None:
    await old.write(retention.change, ANA, {kind: 60}, NOW)
    await run(old)
    assert await old.read(count(TABLES[kind])) == 0
    cutoff = TOMORROW.date() - timedelta(days=60)
    assert await old.read(removed) == [f"{kind.value}: 2 before {cutoff}"]


async def test_what_is_younger_stays(old: Store) -> None:
    await old.write(retention.change, ANA, dict.fromkeys(Kept, 102), NOW)
    before = {name: await old.read(count(name)) for name in TABLES.values()}
    await run(old)
    assert {name: await old.read(count(name)) for name in TABLES.values()} == before
    assert await old.read(removed) == []


async def test_nothing_goes_for_a_day_so_that_it_can_be_undone(old: Store) -> None:
    before, _ = await old.write(retention.change, ANA, {Kept.ENTRIES: 30}, NOW)
    await run(old, NOW + timedelta(hours=23))
    assert await old.read(count("work_logs")) == 2
    await old.write(retention.change, ANA, before.days, NOW + timedelta(hours=23))
    await run(old, NOW + timedelta(days=3))
    assert await old.read(count("work_logs")) == 2


async def test_texts_go_and_minutes_stay(old: Store) -> None:
    await old.write(lambda session: session.execute(update(WorkLogRow).values(minutes=30)))
    await old.write(retention.change, ANA, {Kept.ENTRY_TEXTS: 30}, NOW)
    await run(old)
    found = await old.read(lambda session: session.execute(select(WorkLogRow.summary, WorkLogRow.minutes)).all())
    assert {tuple(row) for row in found} == {(TEXT_DELETED, 30)}
    assert len(await old.read(removed)) == 1
    await run(old, TOMORROW + timedelta(days=1))
    assert len(await old.read(removed)) == 1


async def test_what_was_delivered_is_emptied_and_never_sent_again(old: Store) -> None:
    await old.write(retention.change, ANA, {Kept.MESSAGES: 30}, NOW)
    await run(old)
    table = tables.metadata().tables["deliveries"]
    messages = await old.read(lambda session: [row.message for row in session.execute(select(table))])
    assert messages == [{"text": "", "blocks": []}] * 2
    purpose = await old.read(lambda session: str(session.execute(select(table.c.purpose)).scalars().first()))
    await old.write(deliveries.queue, HERE, purpose, "U0BRUNO", Message("again"), NOW)
    assert await old.write(deliveries.claim, 10, NOW) == []


async def test_the_audit_log_itself(old: Store) -> None:
    await old.write(retention.change, ANA, {Kept.AUDIT_LOG: 30}, NOW)
    await run(old)
    left = await old.read(lambda session: list(session.execute(select(AuditRow.action)).scalars()))
    assert left == ["change_settings", "retention"]


async def test_many_go_in_portions_and_have_one_line(old: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "A_PORTION", 1)
    await old.write(retention.change, ANA, {Kept.KUDOS: 30}, NOW)
    await run(old)
    assert await old.read(count("kudos_people")) == 0
    assert [line.partition(" before")[0] for line in await old.read(removed)] == ["kudos: 2"]


async def test_a_change_in_between_stops_a_run(old: Store) -> None:
    await old.write(retention.change, ANA, {Kept.KUDOS: 30}, NOW)
    (wanted,) = await old.read(retention.to_remove, HERE, TOMORROW)
    await old.write(retention.change, ANA, {Kept.KUDOS: 3_000}, TOMORROW)
    done = await old.write(retention.remove, HERE, wanted, TOMORROW)
    assert (done.is_over, done.removed.count) == (True, 0)
    assert await old.read(count("kudos")) == 2


async def test_open_goals_and_messages_that_wait_stay(old: Store) -> None:
    metadata = tables.metadata().tables
    await old.write(lambda session: session.execute(update(metadata["goals"]).values(state="open")))
    await old.write(lambda session: session.execute(update(metadata["deliveries"]).values(state="due", ended_at=None)))
    await old.write(retention.change, ANA, {Kept.GOALS: 30, Kept.MESSAGES: 30}, NOW)
    await run(old)
    assert await old.read(removed) == []


async def test_the_preview_says_what_would_go_and_a_longer_time_removes_nothing(old: Store) -> None:
    found = await old.read(retention.preview, ANA, {Kept.ENTRIES: 60, Kept.KUDOS: 3_000}, NOW)
    assert [(one.kind, one.count) for one in found.removals] == [(Kept.ENTRIES, 2)]
    await old.write(retention.change, ANA, {Kept.ENTRIES: 60}, NOW)
    assert (await old.read(retention.preview, ANA, {Kept.ENTRIES: 90}, NOW)).removals == ()


async def test_only_admins_set_it_and_the_audit_log_says_so(old: Store) -> None:
    with pytest.raises(Denied):
        await old.write(retention.change, BRUNO, {Kept.ENTRIES: 60}, NOW)
    with pytest.raises(Denied):
        await old.read(retention.preview, BRUNO, {}, NOW)
    await old.write(retention.change, ANA, {Kept.ENTRIES: 60}, NOW)
    line = select(AuditRow.subject).where(AuditRow.action == "change_settings")
    assert await old.read(lambda session: session.execute(line).scalar_one()) == "kept: entries 60"


async def test_it_stands_in_the_settings_and_outlives_their_change(old: Store) -> None:
    await old.write(retention.change, ANA, {Kept.ENTRIES: 60}, NOW)
    _, current = await old.read(workspace_settings.to_change, ANA)
    assert current.keep_days == {Kept.ENTRIES: 60}
    await old.write(workspace_settings.change, ANA, current, NOW)
    assert (await old.read(retention.to_change, ANA)).days == {Kept.ENTRIES: 60}


async def test_another_workspace_keeps_its_own(old: Store) -> None:
    def log_elsewhere(session: Session) -> None:
        theirs = people_rows.find(session, ELSEWHERE, STRANGER.slack_id)
        assert theirs is not None
        here = session.execute(select(WorkLogRow.__table__).limit(1)).one()._mapping
        values = {**here, "workspace_id": ELSEWHERE, "person_id": theirs.id, "customer_id": None}
        values.pop("id")
        session.execute(insert(WorkLogRow).values(values))

    await old.write(log_elsewhere)
    await old.write(retention.change, ANA, {Kept.ENTRIES: 30}, NOW)
    await run(old)
    assert await old.read(count("work_logs")) == 1


async def test_cutoffs_are_whole_days(old: Store) -> None:
    await old.write(retention.change, ANA, {Kept.LOOKS: 30}, NOW)
    (wanted,) = await old.read(retention.to_remove, HERE, TOMORROW)
    assert wanted.removed.before == date(2026, 10, 20)
