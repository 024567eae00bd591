"""`/praiseworthy effort` from the command to the files that arrive, over Socket Mode and HTTP, on both databases."""

import asyncio
import csv
from io import BytesIO, StringIO

import aiohttp
from openpyxl import load_workbook

from bot.domain.card_looks import Seen
from bot.domain.people import Role
from bot.services import card_looks
from bot.services.acting import Asker
from playground.model import Message
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, DANA, HELP_DESK, MAYA, Office, labels


def cells(message: Message) -> list[list[str]]:
    """The table of a report."""
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]


async def asked(office: Office, person: str, line: str) -> Message:
    """Types a command whose answer comes after the acknowledgement."""

    def said() -> list[Message]:
        return [m for m in office.playground.workspace.timeline(person, HELP_DESK) if m.ephemeral_to == person]

    before = len(said())
    outcome = await office.playground.workspace.command(person, HELP_DESK, "/praiseworthy", line)
    assert outcome.ok, outcome.sentence
    return await office.until(lambda: said()[-1] if len(said()) > before else None)


async def content(message: Message) -> bytes:
    """The only file of a message."""
    (file,) = message.files
    async with aiohttp.ClientSession() as web, web.get(file["url_private_download"]) as answer:
        return await answer.read()


async def test_a_manager_budgets(office: Office) -> None:
    await office.make_manager(MAYA, of=[ANA, BRUNO])
    await office.type(ANA, "/logwork 2h set up the tills for Acme #onsite")
    await office.type(ANA, "/logwork looked after the printer for Acme")
    await office.type(BRUNO, "/logwork 30m reset a token for Globex #vpn")
    await office.type(DANA, "/logwork 3h installed phones for Acme")

    report = await asked(office, MAYA, "effort")
    assert [row[:2] for row in cells(report)[1:]] == [["Acme", "2.0"], ["Globex", "0.5"], ["Together", "2.5"]]
    assert "1 entry without a time" in report.text

    await office.press(MAYA, report, "By person")
    persons = await office.until(lambda: m if cells(m := office.now(report))[0][0] == "Person" else None)
    assert [row[0] for row in cells(persons)[1:]] == ["Ana Pereira", "Bruno Keller", "Together"]
    assert "By person" not in labels(persons.blocks)
    looks = await office.program.store.read(card_looks.looks_at_me, Asker(TEAM_ID, ANA))
    assert [(look.looker, look.what) for look in looks.looks] == [(MAYA, Seen.EFFORT)]

    await office.press(MAYA, persons, "Export")
    await office.until(lambda: m if "Sent to you as files" in (m := office.reply(MAYA)).text else None)
    looks = await office.program.store.read(card_looks.looks_at_me, Asker(TEAM_ID, ANA))
    assert {(look.looker, look.what) for look in looks.looks} == {(MAYA, Seen.EFFORT), (MAYA, Seen.EFFORT_EXPORT)}
    shown = await office.type(ANA, "/scorecard me")
    assert "(in an exported effort report)" in str(shown.blocks)

    await office.press(MAYA, persons, "By customer")
    report = await office.until(lambda: m if cells(m := office.now(report))[0][0] == "Customer" else None)
    await office.press(MAYA, report, "Export")
    text, book = await office.until(
        lambda: found[2:] if len(found := [m for m in office.direct_messages(MAYA) if m.files]) == 4 else None
    )
    rows = list(csv.DictReader(StringIO((await content(text)).decode("utf-8-sig"), newline="")))
    assert [(row["Customer"], row["Hours"], row["Entries without a time"]) for row in rows] == [
        ("Acme", "2.0", "1"),
        ("Globex", "0.5", "0"),
    ]
    sheets = load_workbook(BytesIO(await content(book)))
    assert sheets["By customer"]["A2"].value == "Acme"


async def test_who_manages_nobody_is_told_so_at_once(office: Office) -> None:
    refused = await office.type(ANA, "/praiseworthy effort by team")
    assert "managers, leaders and admins" in refused.text
    misread = await office.type(DANA, "/praiseworthy effort by colour")
    assert "by customer" in misread.text
    assert "/praiseworthy effort by colour" in str(misread.blocks)


async def test_slack_asks_to_wait_and_an_impatient_finger(office: Office) -> None:
    await office.set_role(MAYA, Role.LEADER)
    await office.type(ANA, "/logwork 2h set up the tills for Acme")
    report = await asked(office, MAYA, "effort")
    office.playground.faults.add("files.completeUploadExternal", "ratelimited")
    await asyncio.gather(office.press(MAYA, report, "Export"), office.press(MAYA, report, "Export"))
    await office.until(lambda: m if "Sent to you as files" in (m := office.reply(MAYA)).text else None)
    assert len([m for m in office.direct_messages(MAYA) if m.files]) == 2


async def test_files_that_cannot_be_sent(office: Office) -> None:
    await office.set_role(MAYA, Role.LEADER)
    await office.type(ANA, "/logwork 2h set up the tills for Acme")
    report = await asked(office, MAYA, "effort this year by tag")
    office.playground.faults.add("files.getUploadURLExternal", "missing_scope")
    await office.press(MAYA, report, "Export")
    told = await office.until(lambda: m if "files:write" in (m := office.reply(MAYA)).text else None)
    await office.press(MAYA, told, "Export again")
    await office.until(lambda: m if "Sent to you as files" in (m := office.reply(MAYA)).text else None)
    assert len([m for m in office.direct_messages(MAYA) if m.files]) == 2


async def test_a_workspace_without_charts_or_tables_gets_the_words(office: Office) -> None:
    await office.set_role(MAYA, Role.LEADER)
    await office.type(ANA, "/logwork 2h set up the tills for Acme")
    await office.type(ANA, "/logwork 1h set up the tills for Globex yesterday")
    office.playground.faults.refused_blocks.add("data_visualization")
    report = await asked(office, MAYA, "effort")
    assert [row[0] for row in cells(report)] == ["Customer", "Acme", "Globex", "Together"]
    office.playground.faults.refused_blocks.add("table")
    report = await asked(office, MAYA, "effort")
    assert "• *Acme*: hours 2.0, of all help 66.7 %" in str(report.blocks)
