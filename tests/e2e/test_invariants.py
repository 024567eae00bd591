"""What must hold whatever happens: nothing typed is lost, saved before it is said, once, and never live.

Signatures, failures, members and deliveries have files of their own.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.database import open_database
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from playground.ids import new_trigger_id
from playground.model import Message
from playground.transport import Acknowledgement, Envelope
from tests.e2e.conftest import ANA, BRUNO, HELP_DESK, Office

LINE = "/logwork 20m helped @bruno reset a VPN token for Acme #vpn"


def minutes(session: Session) -> list[int | None]:
    """The minutes of all entries that are not undone."""
    rows = session.execute(select(WorkLogRow.minutes).where(WorkLogRow.undone_at.is_(None)).order_by(WorkLogRow.id))
    return list(rows.scalars())


async def stored(office: Office) -> list[int | None]:
    """What somebody else finds in the database at this moment."""
    store = Store(open_database(office.database_url))
    try:
        return await store.read(minutes)
    finally:
        await store.close()


async def send_command(office: Office, text: str) -> Acknowledgement:
    """A slash command whose text is, letter for letter, what Slack sends; returns the acknowledgement."""
    workspace = office.playground.workspace
    payload = workspace.payloads.command(
        workspace.people[ANA],
        workspace.conversations[HELP_DESK],
        command="/logwork",
        text=text,
        trigger_id=new_trigger_id(),
        response_url=f"{office.playground.base_url}/response/none",
    )
    return await workspace.link.send(Envelope("slash_commands", payload))


class TestTypedTextIsNeverLost:
    """Invariant 1."""

    @pytest.mark.parametrize("office", ["http"], indirect=True)
    @pytest.mark.parametrize(
        "text",
        [
            "20m",
            "25h on the phone",
            "0m call",
            "call 2031-01-01",
            "helped @bruno with <b>bold</b> & co in 1999-01-01",
            "call on 30 Feb for Acme 26h",
            "20m " + "word " * 450,
            "20m call at 23:59 tomorrow 2031-01-01 `code` *bold* “quotes” 🙂",
        ],
    )
    async def test_a_refusal_gives_it_back(self, office: Office, text: str) -> None:
        reply = await office.type(ANA, f"/logwork {text}")
        if reply.text.startswith("Logged"):
            assert len(await stored(office)) == 1
            return
        given_back = "".join(piece["text"] for piece in texts_in(reply.blocks, "text"))
        assert " ".join(f"/logwork {text}".split()) in given_back
        assert await stored(office) == []

    async def test_a_full_day_gives_it_back(self, office: Office) -> None:
        await office.type(ANA, "/logwork 24h on call")
        reply = await office.type(ANA, LINE)
        assert "more than 24 hours" in reply.text
        assert LINE in str(reply.blocks)


async def test_logged_is_said_after_the_commit(office: Office) -> None:
    """Invariant 2: at the moment of each answer, anybody else finds it in the database."""
    acknowledgement = await send_command(office, "20m call for Acme")
    assert isinstance(acknowledgement, dict)
    assert acknowledgement["text"].startswith("Logged 20 min")
    assert await stored(office) == [20]
    reply = await office.type(ANA, "/logwork call")
    assert await stored(office) == [20, None]
    assert (await office.press(ANA, reply, "30 min")).text.startswith("Logged 30 min")
    assert await stored(office) == [20, 30]
    assert (await office.press(ANA, office.now(reply), "Undo")).text.startswith("Undone")
    assert await stored(office) == [20]


class TestOneRequestIsOneEffect:
    """Invariant 3."""

    async def test_a_command(self, office: Office) -> None:
        await office.type(ANA, LINE)
        await asyncio.gather(*(office.playground.workspace.repeat_last() for _ in range(10)))
        assert await stored(office) == [20]

    async def test_again(self, office: Office) -> None:
        await office.type(ANA, LINE)
        await office.type(ANA, "/logwork again")
        await asyncio.gather(*(office.playground.workspace.repeat_last() for _ in range(10)))
        assert await stored(office) == [20, 20]

    async def test_a_submission(self, office: Office) -> None:
        workspace = office.playground.workspace
        await workspace.command(ANA, HELP_DESK, "/logwork", "")
        form = office.form(ANA)
        assert (await office.submit(ANA, summary="call", duration="20m")).ok
        submission = workspace.link.sent[-1]
        assert submission.payload["view"]["id"] == form.id
        await asyncio.gather(*(workspace.link.send(submission) for _ in range(10)))
        assert await stored(office) == [20]

    async def test_buttons(self, office: Office) -> None:
        workspace = office.playground.workspace
        reply = await office.type(ANA, "/logwork call")
        for label, expected in (("15 min", [15]), ("Undo", []), ("Redo", [15])):
            await office.press(ANA, office.now(reply), label)
            pressed = workspace.link.sent[-1]
            await asyncio.gather(*(workspace.link.send(pressed) for _ in range(4)))
            assert await stored(office) == expected

    async def test_an_event(self, office: Office) -> None:
        workspace = office.playground.workspace
        message = await workspace.post(BRUNO, HELP_DESK, "The printer eats paper again")
        await workspace.react(ANA, HELP_DESK, message.ts, "memo")
        event = next(envelope for envelope in reversed(workspace.link.sent) if envelope.kind == "events_api")
        await asyncio.gather(*(workspace.link.send(event) for _ in range(5)))
        await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
        await workspace.link.send(event)
        await office.type(ANA, "/logwork 5m call")
        assert await stored(office) == [None, 5]
        assert len(office.direct_messages(ANA)) == 1


HOSTILE = (
    "<!channel> <!here|here> <!everyone> <!subteam^S123|all> <https://evil.example|Click me> <mailto:a@b.example|mail>"
    " &lt;!channel&gt; &lt;!here&gt; &lt;https://evil.example|Click&gt; &amp;lt;!channel&amp;gt; &lt;@U0MAYA&gt;"
    " <#C0GENERAL|general> <!date^1700000000^{date}^https://evil.example|now>"
)
LIVE = re.compile(r"<[^>]*>")


def texts_in(node: Any, kind: str) -> Iterator[dict[str, Any]]:
    """All text objects, and rich text pieces, of a kind."""
    if isinstance(node, dict):
        if node.get("type") == kind and isinstance(node.get("text"), str):
            yield node
        for value in node.values():
            yield from texts_in(value, kind)
    elif isinstance(node, list):
        for value in node:
            yield from texts_in(value, kind)


def live(text: str, blocks: list[dict[str, Any]]) -> set[str]:
    """What Slack would make a mention or a link of: `<…>` in the fallback text and in mrkdwn.

    Plain text is never live; rich text is, where its elements are not mere text.
    """
    found = set(LIVE.findall(text))
    for piece in texts_in(blocks, "mrkdwn"):
        assert piece.get("verbatim") is True, "Slack would make links and mentions of its own"
        found |= set(LIVE.findall(piece["text"]))
    for kind in ("link", "user", "usergroup", "channel", "broadcast"):
        assert not [block for block in blocks if block["type"] == "rich_text" and f"'type': '{kind}'" in str(block)]
    return found


def live_in(shown: Message) -> set[str]:
    return live(shown.text, shown.blocks)


class TestWhatPeopleTypeIsInert:
    """Invariant 7."""

    @pytest.mark.parametrize("office", ["http"], indirect=True)
    @pytest.mark.parametrize(
        "text",
        [
            f"20m {HOSTILE}",
            f"{HOSTILE}",
            f"20m call for {HOSTILE}",
            f"20m call for '{HOSTILE}'",
            "20m call for '&lt;!channel&gt;' #&lt;!here&gt;",
            f"20m <@{BRUNO}|bruno> told &lt;@U0MAYA&gt; and <@U0LEO|<!channel>> {HOSTILE}",
            f"26h {HOSTILE}",
            f"20m {HOSTILE} 2031-01-01",
            HOSTILE * 12,
        ],
    )
    async def test_in_replies_lists_forms_and_home(self, office: Office, text: str) -> None:
        acknowledgement = await send_command(office, text)
        assert isinstance(acknowledgement, dict)
        people = {f"<@{slack_id}>" for slack_id in re.findall(r"<@(\w+)[|>]", text)}
        assert live(acknowledgement["text"], acknowledgement["blocks"]) <= people
        for line in ("today", "week", "again", "call for '&lt;!channel'"):
            answer = await send_command(office, line)
            assert isinstance(answer, dict)
            assert live(answer["text"], answer["blocks"]) <= people
        workspace = office.playground.workspace
        assert (await workspace.open_home(ANA)).ok
        home = await office.until(lambda: workspace.home_of(ANA))
        assert live("", home.blocks) <= people

    async def test_under_the_buttons(self, office: Office) -> None:
        text = "call <!channel> <https://evil.example|Click> & <b> for '<!here> & Co'"
        reply = await office.type(ANA, f"/logwork {text}")
        assert live_in(reply) == set()
        for label in ("15 min", "Undo", "Redo"):
            assert live_in(await office.press(ANA, office.now(reply), label)) == set()
        other = await office.type(ANA, "/logwork 5m call for '<!here> & Coo'")
        assert live_in(other) == set()
        meant = next(label for label in re.findall(r"'(Did you mean [^']*)'", str(other.blocks)))
        assert live_in(await office.press(ANA, other, meant)) == set()
        await office.press(ANA, office.now(reply), "Edit")
        form = office.form(ANA)
        assert live("", form.blocks) == set()
        assert "<!channel> <https://evil.example|Click> & <b>" in form.blocks[0]["element"]["initial_value"]
        assert (await office.submit(ANA, duration="16m")).ok
        assert live_in(office.now(reply)) == set()

    async def test_from_somebody_elses_message(self, office: Office) -> None:
        workspace = office.playground.workspace
        message = await workspace.post(BRUNO, HELP_DESK, "@channel see https://evil.example & <b> @maya <!here>")
        await workspace.react(ANA, HELP_DESK, message.ts, "memo")
        question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
        mention_or_message = re.compile(rf"<@{BRUNO}>|<https://.*{message.ts.replace('.', '')}.*>")
        assert all(mention_or_message.fullmatch(found) for found in live_in(question))
        await workspace.message_shortcut(ANA, HELP_DESK, message.ts, "log_as_work")
        assert all(message.ts.replace(".", "") in found for found in live("", office.form(ANA).blocks))
        assert (await office.submit(ANA, duration="5m")).ok
        assert all(mention_or_message.fullmatch(found) for found in live_in(office.reply(ANA)))
