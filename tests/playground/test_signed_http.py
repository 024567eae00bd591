"""Signed requests to a real Bolt app under uvicorn."""

import time
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import slack_limits as limits
from playground.server import Playground
from playground.transport import encoded, signed_headers

Json = dict[str, Any]
Pair = tuple[Playground, AsyncApp]
MODAL: Json = {
    "type": "modal",
    "callback_id": "edit",
    "title": {"type": "plain_text", "text": "Edit"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "VPN"},
        }
    ],
}


async def test_commands_modals_and_events_arrive(over_http: Pair) -> None:
    playground, app = over_http
    seen: list[str] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
        await ack("plain words")

    @app.view("edit")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"what": "No"})

    @app.event("reaction_added")
    async def reacted(event: Json) -> None:
        seen.append(event["reaction"])

    workspace = playground.workspace
    assert (await workspace.command("U0ANA", "C0VPN", "/logwork", "ñ & 20m")).ok
    assert workspace.timeline("U0ANA", "C0VPN")[-1].text == "plain words"
    view = workspace.view_of("U0ANA")
    assert view is not None
    assert (await workspace.submit_view("U0ANA", view.id, {"values": {}})).error == "errors"
    assert view.errors == {"what": "No"}
    await workspace.react("U0ANA", "C0VPN", workspace.timeline("U0ANA", "C0VPN")[0].ts, "memo")
    assert seen == ["memo"]


async def test_a_failing_app_is_told_as_such(over_http: Pair) -> None:
    playground, _app = over_http
    outcome = await playground.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
    assert (outcome.ok, outcome.error) == (False, "dispatch_failed")
    assert playground.workspace.notices["U0ANA"][0].channel == "C0VPN"


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        ({}, 200),
        ({"X-Slack-Signature": "v0=0"}, 401),
        ({"X-Slack-Signature": ""}, 401),
        ({"X-Slack-Request-Timestamp": "1"}, 401),
    ],
)
async def test_signatures_can_be_spoilt(over_http: Pair, spoil: dict[str, str], status: int) -> None:
    playground, app = over_http
    seen: list[str] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck) -> None:
        seen.append("called")
        await ack()

    await playground.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
    body, content_type = encoded(playground.workspace.link.sent[-1])
    headers = signed_headers(body, secret=playground.signing_secret, timestamp=int(time.time()))
    answer = await playground.signed_http.post(body, {"Content-Type": content_type, **headers, **spoil})
    assert answer.status_code == status
    assert len(seen) == (2 if status == 200 else 1)


async def test_an_old_signature_is_refused(over_http: Pair) -> None:
    playground, _app = over_http
    await playground.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
    body, content_type = encoded(playground.workspace.link.sent[-1])
    timestamp = int(time.time()) - limits.SIGNATURE_AGE_SECONDS.value - 1
    headers = signed_headers(body, secret=playground.signing_secret, timestamp=timestamp)
    answer = await playground.signed_http.post(body, {"Content-Type": content_type, **headers})
    assert answer.status_code == 401


async def test_a_repeated_event_says_so(over_http: Pair) -> None:
    playground, app = over_http
    playground.workspace.link.event_retry_seconds = (0.0,)
    requests: list[tuple[str, str]] = []

    @app.middleware
    async def look(req: Any, next: Any) -> None:  # noqa: A002  # Bolt finds its arguments by their names
        numbers = req.headers.get("x-slack-retry-num", [""])
        reasons = req.headers.get("x-slack-retry-reason", [""])
        requests.append((numbers[0], reasons[0]))
        await next()

    await playground.workspace.react("U0ANA", "C0VPN", playground.workspace.timeline("U0ANA", "C0VPN")[0].ts, "memo")
    await playground.workspace.link.settled()
    assert requests == [("", ""), ("1", "connection_failed")]
