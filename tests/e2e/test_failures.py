"""When something fails: the person is told, gets their text back, and the log holds neither texts nor secrets."""

import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.audit import AuditRow
from bot.db.work_logs import WorkLogRow
from bot.logs import set_up_logs
from playground.model import Member, Message
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, HELP_DESK, Office, find_button
from tests.integration.outages import LockedFile, Outage, wire_to

LINE = "/logwork 20m helped @bruno with <b> & more for Acme #vpn"


def typed_back(message: Message) -> str:
    """The text that a message gives back: preformatted, ready to be copied."""
    return "".join(
        piece["text"]
        for block in message.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_preformatted"
        for piece in element["elements"]
    )


def entries(session: Session) -> list[tuple[int, int | None, bool]]:
    """Id, minutes, and whether it is undone."""
    rows = session.execute(select(WorkLogRow.id, WorkLogRow.minutes, WorkLogRow.undone_at).order_by(WorkLogRow.id))
    return [(row.id, row.minutes, row.undone_at is not None) for row in rows]


def audited(session: Session) -> list[tuple[str, str, str, str]]:
    rows = session.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject, AuditRow.outcome))
    return [(row.actor, row.action, row.subject, row.outcome) for row in rows]


async def last_entry(office: Office) -> int:
    return (await office.program.store.read(entries))[-1][0]


class TestOutOfReach:
    """The database can't be reached."""

    @pytest.fixture
    async def locked_file(self, sqlite_url: str) -> AsyncIterator[LockedFile]:
        """A SQLite file whose write lock can be taken."""
        file = LockedFile(sqlite_url)
        yield file
        await file.end()

    @pytest.fixture
    async def cut_wire(self, postgresql_url: str) -> AsyncIterator[Outage]:
        """PostgreSQL that refuses connections while it is out."""
        async with wire_to(postgresql_url, "refused") as wire:
            yield wire

    @pytest.fixture
    async def muted_wire(self, postgresql_url: str) -> AsyncIterator[Outage]:
        """PostgreSQL that answers nothing while it is out."""
        async with wire_to(postgresql_url, "silent") as wire:
            yield wire

    @pytest.fixture(params=["locked_file", "cut_wire", "muted_wire"])
    def outage(self, request: pytest.FixtureRequest) -> Outage:
        """Each way in which a database is out of reach."""
        outage: Outage = request.getfixturevalue(request.param)
        return outage

    @pytest.fixture
    def database_url(self, outage: Outage) -> str:
        """Where the program finds it."""
        return outage.database_url

    async def test_a_command_says_so_in_time_and_gives_the_text_back(self, office: Office, outage: Outage) -> None:
        await outage.begin()
        reply = await office.type(ANA, LINE)
        assert "not saved" in reply.text
        assert typed_back(reply) == LINE
        await outage.end()
        async with asyncio.timeout(20):
            while not (await office.type(ANA, "/logwork 7m call")).text.startswith("Logged 7 min"):
                continue
        minutes = [minutes for _, minutes, _ in await office.program.store.read(entries)]
        assert minutes == [7]

    async def test_a_form_keeps_what_was_filled_in(self, office: Office, outage: Outage) -> None:
        await office.playground.workspace.command(ANA, HELP_DESK, "/logwork", "")
        await outage.begin()
        outcome = await office.submit(ANA, summary="a long story", duration="20m")
        assert not outcome.ok
        assert "not saved" in outcome.sentence
        await outage.end()
        assert office.form(ANA).state["values"]["work_log.summary"]["work_log.summary"]["value"] == "a long story"
        async with asyncio.timeout(20):
            while not (await office.submit(ANA, summary="a long story", duration="20m")).ok:
                continue
        assert [minutes for _, minutes, _ in await office.program.store.read(entries)] == [20]

    async def test_a_button_says_so_and_changes_nothing(self, office: Office, outage: Outage) -> None:
        reply = await office.type(ANA, LINE)
        await outage.begin()
        after = await office.press(ANA, reply, "Undo")
        assert after.text.startswith("Logged 20 min")
        assert "not saved" in office.reply(ANA).text
        await outage.end()

    async def test_an_event_comes_again(self, office: Office, outage: Outage) -> None:
        workspace = office.playground.workspace
        workspace.link.event_retry_seconds = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
        message = await workspace.post(BRUNO, HELP_DESK, "The printer eats paper again")
        await outage.begin()
        await workspace.react(ANA, HELP_DESK, message.ts, "memo")
        await outage.end()
        await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
        assert len(await office.program.store.read(entries)) == 1


async def slip_in_newcomer(office: Office) -> str:
    """A member whom Slack has not told of."""
    office.playground.workspace.people["U0NOVA"] = Member("U0NOVA", TEAM_ID, "nova", "Nova Lee")
    office.playground.workspace.conversations[HELP_DESK].members.add("U0NOVA")
    return "U0NOVA"


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize("fault", ["500", "hang", "drop", "fatal_error", "user_not_found"])
async def test_a_failing_introduction_is_explained(office: Office, fault: str) -> None:
    newcomer = await slip_in_newcomer(office)
    office.playground.faults.add("users.info", fault)
    reply = await office.type(newcomer, LINE)
    assert "not saved" in reply.text
    assert "Slack" in reply.text
    assert typed_back(reply) == LINE
    assert (await office.type(newcomer, LINE)).text.startswith("Logged 20 min")
    assert len(await office.program.store.read(entries)) == 1


async def forge(office: Office, person: str, message: Message, label: str, value: str) -> None:
    """Presses a button whose value somebody has changed."""
    block, element = find_button(message.blocks, label)
    outcome = await office.playground.workspace.block_action(
        person,
        message=message,
        block_id=block["block_id"],
        action_id=element["action_id"],
        value={"type": "button", "value": value},
    )
    assert outcome.ok, outcome.sentence


@pytest.mark.parametrize("label", ["5 min", "Undo", "Edit"])
async def test_somebody_elses_entry_is_refused_and_audited(office: Office, label: str) -> None:
    await office.type(BRUNO, "/logwork printer jam")
    brunos = await last_entry(office)
    reply = await office.type(ANA, "/logwork paper jam")
    before = await office.program.store.read(entries)
    await forge(office, ANA, reply, label, f"{brunos}:5" if label == "5 min" else str(brunos))
    assert "belongs to somebody else" in office.reply(ANA).text
    assert await office.program.store.read(entries) == before
    assert await office.program.store.read(audited) == [(ANA, "change_work_log", f"work_log:{brunos}", "denied")]


async def test_somebody_elses_entry_in_a_menu_or_form_is_refused_and_audited(office: Office) -> None:
    await office.type(BRUNO, "/logwork 20m printer jam")
    brunos = await last_entry(office)
    reply = await office.type(ANA, "/logwork 20m paper jam")
    before = await office.program.store.read(entries)
    listed = await office.type(ANA, "/logwork today")
    item = next(block for block in listed.blocks if "accessory" in block)
    await office.choose(ANA, listed, item, {"value": f"undo:{brunos}", "text": {"type": "plain_text", "text": "Undo"}})
    assert "belongs to somebody else" in office.reply(ANA).text
    await office.press(ANA, reply, "Edit")
    form = office.form(ANA)
    form.payload["private_metadata"] = json.dumps({"entry": brunos})
    outcome = await office.submit(ANA, duration="1m")
    assert "belongs to somebody else" in outcome.sentence
    assert await office.program.store.read(entries) == before
    denied = (ANA, "change_work_log", f"work_log:{brunos}", "denied")
    assert await office.program.store.read(audited) == [denied, denied]


@pytest.mark.parametrize(
    "value", ["", "abc", "-1", "1.5", "1:2:3", "１", "9" * 10, "9" * 15, "9" * 4000, "1; DROP TABLE x", " 1"]
)
@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_value_that_is_no_entry_is_refused(office: Office, value: str) -> None:
    reply = await office.type(ANA, "/logwork 20m paper jam for Acme")
    before = await office.program.store.read(entries)
    await forge(office, ANA, reply, "Undo", value)
    assert re.search(r"isn't known|doesn't exist", office.reply(ANA).text)
    listed = await office.type(ANA, "/logwork today")
    item = next(block for block in listed.blocks if "accessory" in block)
    for verb in ("undo", "edit"):
        option = {"value": f"{verb}:{value}", "text": {"type": "plain_text", "text": "Undo"}}
        await office.choose(ANA, listed, item, option)
        assert re.search(r"isn't known|doesn't exist", office.reply(ANA).text)
    assert await office.program.store.read(entries) == before


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the program logs, at the finest level, in either format."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    monkeypatch.setattr(sys, "stderr", written)
    set_up_logs("debug", request.param)
    yield written
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


class FaultError(Exception):
    """Nobody expects it."""


def fail(*arguments: Any, **_: Any) -> None:
    what_was_typed = str(arguments)
    raise FaultError(f"{len(what_was_typed)} characters")


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_fault_is_an_apology_with_an_id_that_stands_in_the_log(
    log: io.StringIO, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.work_logs.log_line", fail)
    reply = await office.type(ANA, "/logwork 20m zanzibar for Quetzal")
    assert reply.text.startswith("Sorry")
    assert typed_back(reply) == "/logwork 20m zanzibar for Quetzal"
    fault = re.search(r"\b[0-9a-f]{12}\b", reply.text)
    assert fault is not None
    assert fault[0] in log.getvalue()
    assert "FaultError" in log.getvalue()
    assert "test_failures.py" in log.getvalue()
    assert "zanzibar" not in log.getvalue()


def spoil(session: Session) -> None:
    """Makes the database refuse every entry, and say why at length."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TABLE work_logs"))
    else:
        session.execute(text("ALTER TABLE work_logs ADD CONSTRAINT spoilt CHECK (minutes < 0)"))


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_what_the_database_complains_about_is_not_logged(log: io.StringIO, office: Office) -> None:
    await office.program.store.write(spoil)
    reply = await office.type(ANA, "/logwork 20m zanzibar for Quetzal #xylophone")
    assert reply.text.startswith("Sorry")
    for word in ("zanzibar", "Quetzal", "xylophone"):
        assert word not in log.getvalue()
    assert "fault" in log.getvalue()


async def test_a_run_leaves_neither_texts_nor_secrets_in_the_log(
    log: io.StringIO, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = office.playground.workspace
    reply = await office.type(ANA, "/logwork zanzibar with @bruno for Quetzal #xylophone https://kumquat.example/1")
    tapped = await office.press(ANA, reply, "15 min")
    await office.press(ANA, tapped, "Edit")
    assert (await office.submit(ANA, summary="rhubarb", duration="soon")).ok is False
    assert (await office.submit(ANA, summary="rhubarb", duration="25m")).ok
    await office.type(ANA, "/logwork 26h zanzibar 2031-01-01")
    await office.type(ANA, "/logwork 5m zanzibar for Quetzall")
    await office.type(ANA, "/logwork week")
    message = await workspace.post(BRUNO, HELP_DESK, "My marzipan is broken, @ana")
    await workspace.message_shortcut(ANA, HELP_DESK, message.ts, "log_as_work")
    office.playground.faults.add("conversations.replies", "500")
    office.playground.faults.add("chat.postMessage", "drop")
    await workspace.react(ANA, HELP_DESK, message.ts, "memo")
    await workspace.open_home(ANA)
    await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    monkeypatch.setattr("bot.services.work_logs.log_line", fail)
    await office.type(ANA, "/logwork 5m zanzibar")
    monkeypatch.setattr("bot.services.work_logs.entries_of_week", fail)
    await workspace.open_home(ANA)
    await office.until(lambda: True if "event failed" in log.getvalue() else None)
    playground = office.playground
    secrets = (playground.bot_token, playground.app_token, playground.signing_secret)
    typed = ("zanzibar", "quetzal", "xylophone", "kumquat", "rhubarb", "marzipan")
    written = log.getvalue().casefold()
    assert [word for word in (*secrets, *typed) if word.casefold() in written] == []
    assert "event failed" in written
