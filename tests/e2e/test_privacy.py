"""Whose data it is: a person sees, downloads and deletes theirs; an admin has somebody forgotten, and sets how long."""

import json
from io import BytesIO
from zipfile import ZipFile

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.domain.people import Role
from playground.model import Message
from tests.e2e.conftest import ANA, BRUNO, DANA, GUS, HELP_DESK, MAYA, Office, labels
from tests.integration.everything import everything

PRIVACY = "/praiseworthy privacy"
TRACES = ("bruno keller", "u0bruno", "zanzibar")


async def page(office: Office, person: str) -> Message:
    """`/praiseworthy privacy`, which is answered a moment after its acknowledgement."""
    before = {message.ts for message in ephemeral(office, person)}
    workspace = office.playground.workspace
    outcome = await workspace.command(person, HELP_DESK, "/praiseworthy", "privacy")
    assert outcome.ok, outcome.sentence
    return await office.until(lambda: next((m for m in ephemeral(office, person) if m.ts not in before), None))


def ephemeral(office: Office, person: str) -> list[Message]:
    return [m for m in office.playground.workspace.timeline(person, HELP_DESK) if m.ephemeral_to == person]


def posts(office: Office, words: str) -> list[Message]:
    return [m for m in office.playground.workspace.timeline(ANA, HELP_DESK) if words in m.text and not m.ephemeral_to]


async def test_one_sees_what_is_kept_and_downloads_it(office: Office) -> None:
    await office.make_manager(DANA, of=[ANA])
    await office.type(ANA, "/logwork 25m printer on fire for Acme")
    shown = await page(office, ANA)
    text = json.dumps(shown.blocks)
    assert "help that you logged: 1" in text
    assert "Dana" in text
    assert labels(shown.blocks) == ["Download my data", "Delete my work logs' texts"]
    await office.press(ANA, shown, "Download my data")
    (file,) = await office.until(
        lambda: next((message.files for message in office.direct_messages(ANA) if message.files), None)
    )
    async with aiohttp.ClientSession() as web, web.get(file["url_private_download"]) as answer:
        content = await answer.read()
    with ZipFile(BytesIO(content)) as zipped:
        assert {"README.txt", "kept.json", "work_logs.csv", "people.csv"} <= set(zipped.namelist())
        kept = json.loads(zipped.read("kept.json"))["kept"]
    assert kept["work_logs"]["rows"][0]["typed"] == "25m printer on fire for Acme"


async def test_one_deletes_the_texts_of_ones_entries(office: Office) -> None:
    await office.type(ANA, "/logwork 25m printer on fire for Acme")
    await office.press(ANA, await page(office, ANA), "Delete my work logs' texts")
    assert (await office.submit(ANA)).ok
    done = await office.until(lambda: next((m for m in ephemeral(office, ANA) if m.text.startswith("Deleted")), None))
    assert "1 entry" in done.text
    listed = json.dumps((await office.type(ANA, "/logwork today")).blocks)
    assert "(text deleted)" in listed
    assert "printer" not in listed
    assert "25" in listed


async def test_an_admin_has_somebody_forgotten(office: Office) -> None:
    await office.set_role(DANA, Role.ADMIN)
    await office.make_manager(MAYA, of=[BRUNO])
    await office.type(BRUNO, "/logwork 25m zanzibar on fire for Acme")
    await office.type(BRUNO, "/kudos @ana for the zanzibar weekend")
    post = await office.until(lambda: next(iter(posts(office, "zanzibar")), None))
    await office.type(ANA, "/logwork 10m helped @bruno with his token")
    await page(office, BRUNO)
    workspace = office.playground.workspace
    outcome = await workspace.command(DANA, HELP_DESK, "/praiseworthy", "privacy forget @bruno")
    assert outcome.ok, outcome.sentence
    await office.submit(DANA, name="Somebody Else")
    assert office.form(DANA).errors == {"privacy.name": "That isn't the name. Type it as it stands above."}
    with capture_logs() as lines:
        assert (await office.submit(DANA, name="Bruno Keller")).ok
        told = await office.until(
            lambda: next((m for m in office.direct_messages(DANA) if m.text.startswith("Done:")), None)
        )
    assert "1 entry still counts" in told.text
    assert not [line for line in lines if any(trace in str(line).casefold() for trace in TRACES)]
    left = await office.program.store.read(
        lambda session: [one for one in everything(session) if any(trace in one[1] for trace in TRACES)]
    )
    assert left == []
    # What was posted says so too.
    await office.until(lambda: office.now(post).text.startswith("a former colleague thanks <@U0ANA>") or None)
    assert "zanzibar" not in json.dumps(office.now(post).blocks)
    # What is said of somebody forgotten could be said of anybody new.
    assert "Nothing is kept here about that person." in (await office.type(MAYA, "/scorecard @bruno")).text
    # Who comes back is somebody new.
    assert "zanzibar" not in json.dumps((await office.type(BRUNO, "/logwork today")).blocks)


async def test_who_is_no_admin_is_refused_and_a_guest_sees_their_own(office: Office) -> None:
    refused = await office.type(ANA, f"{PRIVACY} forget @bruno")
    assert "admins" in refused.text
    assert "who you are here" in json.dumps((await page(office, GUS)).blocks)


async def test_an_admin_sets_how_long_what_is_kept(office: Office) -> None:
    await office.set_role(DANA, Role.ADMIN)
    await office.type(ANA, "/logwork 25m printer on fire for Acme yesterday")
    await office.press(DANA, await office.type(DANA, "/praiseworthy settings"), "How long is kept what")
    await office.submit(DANA, **{"days:entries": "7"})
    assert list(office.form(DANA).errors) == ["retention.days:entries"]
    assert (await office.submit(DANA, **{"days:entries": "", "days:looks": "1 year"})).ok
    saved = office.reply(DANA)
    assert "who looked at whose results for 365 days" in saved.text
    undone = await office.press(DANA, saved, "Undo")
    assert "everything is kept for ever" in undone.text


@pytest.mark.parametrize("line", ["privacy what", "privacy forget", "privacy forget Nobody At All"])
async def test_what_is_not_understood_is_said(office: Office, line: str) -> None:
    await office.set_role(DANA, Role.ADMIN)
    assert (await office.type(DANA, f"/praiseworthy {line}")).text
