"""Signed HTTP: what isn't signed rightly gets 401 and changes nothing; health and metrics stand beside it.

Page "Verifying requests from Slack".
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import tables
from bot.server import EVENTS_PATH
from playground.ids import new_trigger_id
from playground.transport import Envelope, encoded, signed_headers
from tests.e2e.conftest import ANA, HELP_DESK, Office
from tests.integration.outages import Wire, wire_to

pytestmark = pytest.mark.parametrize("office", ["http"], indirect=True)

FIVE_MINUTES = 300
Headers = dict[str, str]
Sign = Callable[[bytes, str], Headers]


def now() -> int:
    return int(time.time())


def signed(body: bytes, secret: str) -> Headers:
    return signed_headers(body, secret=secret, timestamp=now())


def without(name: str) -> Sign:
    return lambda body, secret: {key: value for key, value in signed(body, secret).items() if key != name}


def with_header(name: str, value: str) -> Sign:
    return lambda body, secret: signed(body, secret) | {name: value}


WRONG: dict[str, Sign] = {
    "none": lambda _body, _secret: {},
    "another-secret": lambda body, secret: signed(body, f"{secret}!"),
    "another-body": lambda body, secret: signed(body + b"&", secret),
    "no-signature": without("X-Slack-Signature"),
    "no-timestamp": without("X-Slack-Request-Timestamp"),
    "empty-signature": with_header("X-Slack-Signature", ""),
    "no-version": lambda body, secret: {key: value.removeprefix("v0=") for key, value in signed(body, secret).items()},
    "another-time": with_header("X-Slack-Request-Timestamp", str(now() - 7)),
    "no-number": with_header("X-Slack-Request-Timestamp", "soon"),
    "huge-number": with_header("X-Slack-Request-Timestamp", "9" * 5000),
    "too-old": lambda body, secret: signed_headers(body, secret=secret, timestamp=now() - FIVE_MINUTES - 5),
    "from-the-future": lambda body, secret: signed_headers(body, secret=secret, timestamp=now() + FIVE_MINUTES + 30),
}


def command(office: Office) -> Envelope:
    workspace = office.playground.workspace
    payload = workspace.payloads.command(
        workspace.people[ANA],
        workspace.conversations[HELP_DESK],
        command="/logwork",
        text="20m call for Acme",
        trigger_id=new_trigger_id(),
        response_url=f"{office.playground.base_url}/response/none",
    )
    return Envelope("slash_commands", payload)


def member_event(office: Office) -> Envelope:
    workspace = office.playground.workspace
    changed = replace(workspace.people[ANA], name="Somebody Else", is_admin=True)
    return Envelope("events_api", workspace.payloads.member_event("user_change", changed, with_email=True))


async def undo(office: Office) -> Envelope:
    """The press of a real *Undo* button."""
    reply = await office.type(ANA, "/logwork 20m call")
    await office.press(ANA, reply, "Undo")
    pressed = office.playground.workspace.link.sent[-1]
    await office.press(ANA, office.now(reply), "Redo")
    return pressed


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in tables.metadata().sorted_tables
    }


async def post(office: Office, envelope: Envelope, sign: Sign) -> int:
    """The status that a request is answered with."""
    body, content_type = encoded(envelope)
    headers = {"Content-Type": content_type, **sign(body, office.playground.signing_secret)}
    return (await office.playground.signed_http.post(body, headers)).status_code


async def get(office: Office, path: str) -> tuple[int, str]:
    assert office.request_url is not None
    url = office.request_url.removesuffix(EVENTS_PATH) + path
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("sign", WRONG.values(), ids=WRONG)
async def test_a_wrong_signature_gets_401_and_changes_nothing(office: Office, sign: Sign) -> None:
    envelopes = [command(office), member_event(office), await undo(office)]
    before = await office.program.store.read(everything)
    assert [await post(office, envelope, sign) for envelope in envelopes] == [401, 401, 401]
    assert await office.program.store.read(everything) == before


async def test_a_right_signature_is_taken(office: Office) -> None:
    pressed = await undo(office)
    for number, envelope in enumerate((command(office), member_event(office), pressed)):
        before = await office.program.store.read(everything)
        assert await post(office, envelope, signed) == 200, number
        assert await office.program.store.read(everything) != before


async def test_a_request_of_nearly_five_minutes_ago_is_taken(office: Office) -> None:
    def nearly_old(body: bytes, secret: str) -> Headers:
        return signed_headers(body, secret=secret, timestamp=now() - FIVE_MINUTES + 30)

    assert await post(office, command(office), nearly_old) == 200


async def test_other_paths_are_not_found(office: Office) -> None:
    for path in ("/", "/slack", "/slack/events/", "/slack/install", "/healthz/", "/metrics/x", "/../etc/passwd"):
        assert (await get(office, path))[0] == 404, path


async def test_health_and_metrics(office: Office) -> None:
    await office.type(ANA, "/logwork 20m call for Acme")
    assert (await get(office, "/healthz"))[0] == 200
    status, metrics = await get(office, "/metrics")
    assert status == 200
    assert 'praiseworthy_requests_total{kind="command",name="/logwork",outcome="done"}' in metrics
    assert "praiseworthy_gathered_transactions_count" in metrics
    assert "Acme" not in metrics


class TestWithoutTheDatabase:
    """Health while the database is out of reach."""

    @pytest.fixture
    async def wire(self, postgresql_url: str) -> AsyncIterator[Wire]:
        """A wire to PostgreSQL that can be cut."""
        async with wire_to(postgresql_url, "refused") as wire:
            yield wire

    @pytest.fixture
    def database_url(self, wire: Wire) -> str:
        """The program's end of it."""
        return wire.database_url

    async def test_health_says_so(self, office: Office, wire: Wire) -> None:
        assert (await get(office, "/healthz"))[0] == 200
        await wire.begin()
        assert (await get(office, "/healthz"))[0] == 503
        await wire.end()
        async with asyncio.timeout(20):
            while (await get(office, "/healthz"))[0] != 200:
                continue
