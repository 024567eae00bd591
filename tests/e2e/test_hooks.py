"""`POST /hooks/measurements` over real HTTP: signatures, what is refused and how, and the question about a jump.

Specification "Standard Webhooks"; the signatures here are made with the standard library alone.
"""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import started
from bot.db.measurements import MeasurementRow
from bot.hooks import HOOK_PATH, MOST_BYTES
from bot.server import EVENTS_PATH, bind, serving
from bot.services.acting import Asker
from playground.server import running
from tests.e2e.conftest import ANA, MANIFEST, Office, settings_for
from tests.integration.measured import add_goal

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
Headers = dict[str, str]


@dataclass
class Hook:
    """The bot with its hook, and a goal of Ana's."""

    office: Office
    url: str
    goal: int

    async def send(self, body: bytes, headers: Headers, method: str = "POST") -> tuple[int, Any]:
        """The status and the answer's JSON, None without one."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url, data=body, headers=headers) as answer,
        ):
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def post(self, said: Any, **changes: str) -> tuple[int, Any]:
        """Sends JSON rightly signed, with these headers changed."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return await self.send(body, signed(body) | changes)

    async def kept(self) -> list[tuple[int, float, str]]:
        """Goal, value and state of every measurement."""
        rows = select(MeasurementRow.goal_id, MeasurementRow.value, MeasurementRow.state).order_by(MeasurementRow.id)
        found = await self.office.program.store.read(lambda session: session.execute(rows).all())
        return [(row.goal_id, row.value, row.state) for row in found]


def signed(body: bytes, *, at: int | None = None, key: bytes = KEY, message_id: str = "") -> Headers:
    message_id = message_id or f"msg_{uuid4().hex}"
    timestamp = str(int(time.time()) if at is None else at)
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


@pytest.fixture(params=["socket", "http"])
async def hook(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Hook]:
    """The bot with a secret for its hook, in Socket Mode with a port and in HTTP mode, on both databases."""
    async with AsyncExitStack() as stack:
        listener = bind("127.0.0.1", 0)
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        playground = await stack.enter_async_context(running(manifest=MANIFEST, request_url=f"{base}{EVENTS_PATH}"))
        settings = settings_for(playground, database_url).model_copy(update={"hooks_key": SecretStr(SECRET)})
        program = await stack.enter_async_context(started(settings))
        bolt = program.bolt if request.param == "http" else None
        await stack.enter_async_context(serving(bolt, program.store, listener, 2.0, program.hooks))
        office = Office(playground, program, f"{base}{EVENTS_PATH}", database_url)
        await office.members_are_learnt()
        workspace_id = playground.workspace.people[ANA].team_id
        goal = await program.store.write(add_goal, Asker(workspace_id, ANA), due_on=date(2099, 12, 31))
        yield Hook(office, f"{base}{HOOK_PATH}", goal)


only_http = pytest.mark.parametrize("hook", ["http"], indirect=True)


async def test_a_signed_number_is_kept(hook: Hook) -> None:
    assert await hook.post({"goal": hook.goal, "value": 4.4}) == (204, None)
    assert await hook.kept() == [(hook.goal, 4.4, "counted")]


async def test_many_at_once(hook: Hook) -> None:
    today = datetime.now(UTC).date()
    sent = [
        {
            "goal": hook.goal,
            "value": 4 + day / 100,
            "date": (today - timedelta(days=day)).isoformat(),
            "note": "survey",
            "confidence": "high",
        }
        for day in range(1, 31)
    ]
    assert await hook.post({"measurements": sent}) == (204, None)
    assert len(await hook.kept()) == 30


async def test_the_same_message_again_is_one(hook: Hook) -> None:
    body = json.dumps({"goal": hook.goal, "value": 4.4}).encode()
    headers = signed(body, message_id="msg_once")
    answers = await asyncio.gather(*(hook.send(body, headers) for _ in range(4)))
    assert answers == [(204, None)] * 4
    assert await hook.kept() == [(hook.goal, 4.4, "counted")]


def without(name: str) -> Callable[[bytes], Headers]:
    return lambda body: {key: value for key, value in signed(body).items() if key != name}


def with_header(name: str, value: str) -> Callable[[bytes], Headers]:
    return lambda body: signed(body) | {name: value}


WRONG: dict[str, Callable[[bytes], Headers]] = {
    "none": lambda _body: {"Content-Type": "application/json"},
    "another-secret": lambda body: signed(body, key=b"another"),
    "another-body": lambda body: signed(body + b" "),
    "another-id": with_header("webhook-id", "msg_other"),
    "another-time": lambda body: signed(body) | {"webhook-timestamp": str(int(time.time()) - 7)},
    "too-old": lambda body: signed(body, at=int(time.time()) - 320),
    "from-the-future": lambda body: signed(body, at=int(time.time()) + 330),
    "no-id": without("webhook-id"),
    "no-timestamp": without("webhook-timestamp"),
    "no-signature": without("webhook-signature"),
    "no-number": with_header("webhook-timestamp", "soon"),
    "huge-number": with_header("webhook-timestamp", "9" * 500),
    "infinite": with_header("webhook-timestamp", "inf"),
    "no-version": lambda body: signed(body) | {"webhook-signature": signed(body)["webhook-signature"][3:]},
    "no-base64": with_header("webhook-signature", "v1,?"),
    "another-version": lambda body: signed(body) | {"webhook-signature": f"v2{signed(body)['webhook-signature'][2:]}"},
}


@only_http
@pytest.mark.parametrize("sign", WRONG.values(), ids=WRONG)
async def test_a_wrong_signature_gets_401_and_keeps_nothing(hook: Hook, sign: Callable[[bytes], Headers]) -> None:
    body = json.dumps({"goal": hook.goal, "value": 4.4}).encode()
    status, answer = await hook.send(body, sign(body))
    assert (status, list(answer)) == (401, ["problems"])
    assert await hook.kept() == []


@only_http
async def test_a_body_that_is_no_text_is_not_signed(hook: Hook) -> None:
    assert (await hook.post(b"\xff\xfe{}"))[0] == 401


@only_http
async def test_one_of_several_signatures_is_enough(hook: Hook) -> None:
    body = json.dumps({"goal": hook.goal, "value": 4.4}).encode()
    headers = signed(body)
    headers["webhook-signature"] = f"{signed(body, key=b'old')['webhook-signature']} {headers['webhook-signature']}"
    assert await hook.send(body, headers) == (204, None)


UNFIT: list[tuple[str, str]] = [
    ("", "The body isn't JSON."),
    ("{", "The body isn't JSON."),
    ("[" * 50_000, "The body isn't JSON."),
    ("[]", "The body must be an object"),
    ('"goal"', "The body must be an object"),
    ("{}", "goal: Field required"),
    ('{"goal": GOAL}', "value: Field required"),
    ('{"goal": GOAL, "value": "4.4"}', "value: Input should be a valid number"),
    ('{"goal": GOAL, "value": true}', "value: Input should be a valid number"),
    ('{"goal": GOAL, "value": null}', "value: Input should be a valid number"),
    ('{"goal": GOAL, "value": NaN}', "value: Input should be a finite number"),
    ('{"goal": GOAL, "value": 1e999}', "value: Input should be"),
    ('{"goal": GOAL, "value": 1e13}', "value: Input should be less than or equal to"),
    ('{"goal": "GOAL", "value": 4.4}', "goal: Input should be a valid integer"),
    ('{"goal": 0, "value": 4.4}', "goal: Input should be greater than or equal to 1"),
    ('{"goal": 99999999999999999999, "value": 4.4}', "goal: "),
    ('{"goal": 999, "value": 4.4}', "goal: There is no goal 999 here."),
    ('{"goal": GOAL, "value": 4.4, "date": "yesterday"}', "date: Input should be a valid date"),
    ('{"goal": GOAL, "value": 4.4, "date": "2999-01-01"}', "date: Tue 1 Jan 2999 is in the future."),
    ('{"goal": GOAL, "value": 4.4, "date": "1999-01-01"}', "date: Fri 1 Jan 1999 is more than 5 years ago."),
    ('{"goal": GOAL, "value": 4.4, "confidence": "sure"}', "confidence: Input should be 'low', 'medium' or 'high'"),
    ('{"goal": GOAL, "value": 4.4, "note": "LONG"}', "note: String should have at most 1000 characters"),
    ('{"goal": GOAL, "value": 4.4, "unit": "%"}', "unit: Extra inputs are not permitted"),
    ('{"measurements": []}', "measurements: List should have at least 1 item"),
    ('{"measurements": {}}', "measurements: Input should be a valid"),
    ('{"measurements": [{"goal": GOAL, "value": 4.4}, 7]}', "measurements[1]: Input should be an object"),
    (
        '{"measurements": [{"goal": GOAL, "value": 4.4}, {"goal": GOAL, "value": "lots"}]}',
        "measurements[1].value: Input should be a valid number",
    ),
    (
        '{"measurements": [{"goal": GOAL, "value": 4.4}, {"goal": 999, "value": 4.4}]}',
        "measurements[1].goal: There is no goal 999 here.",
    ),
    (
        '{"measurements": [{"goal": GOAL, "value": 4.4}, {"goal": GOAL, "value": 4.5}]}',
        "measurements[1].date: goal GOAL has a number for",
    ),
    ('{"measurements": [MANY]}', "measurements: List should have at most 1000 items"),
]


@only_http
@pytest.mark.parametrize(("said", "problem"), UNFIT)
async def test_what_cannot_be_taken_is_named_and_nothing_is_half_done(hook: Hook, said: str, problem: str) -> None:
    many = ", ".join(['{"goal": GOAL, "value": 4.4}'] * 1001)
    body = said.replace("LONG", "x" * 1001).replace("MANY", many).replace("GOAL", str(hook.goal)).encode()
    status, answer = await hook.post(body)
    assert status == 400
    assert answer["problems"][0].startswith(problem.replace("GOAL", str(hook.goal)))
    assert await hook.kept() == []


@only_http
async def test_other_methods_types_and_sizes(hook: Hook) -> None:
    assert (await hook.send(b"", {}, "GET"))[0] == 405
    assert (await hook.send(b"{}", {}, "PUT"))[0] == 405
    said = {"goal": hook.goal, "value": 4.4}
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx"):
        assert (await hook.post(said, **{"Content-Type": content_type}))[0] == 415
    assert (await hook.post(b" " * (MOST_BYTES + 1)))[0] == 413
    fits = json.dumps(said).encode()
    assert (await hook.post(fits + b" " * (MOST_BYTES - len(fits)), **{"Content-Type": "Application/JSON; a=b"}))[
        0
    ] == 204

    async def in_chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b" " * 100_000

    async with aiohttp.ClientSession() as session:
        headers = signed(b"")
        async with session.post(hook.url, data=in_chunks(), headers=headers) as answer:
            assert answer.status == 413


@only_http
async def test_metrics_count_and_tell_nothing(hook: Hook) -> None:
    await hook.post({"goal": hook.goal, "value": 4.4, "note": "Confidential Corp"})
    async with aiohttp.ClientSession() as session, session.get(hook.url.replace(HOOK_PATH, "/metrics")) as answer:
        metrics = await answer.text()
    assert 'praiseworthy_hook_requests_total{outcome="done"}' in metrics
    assert "Confidential" not in metrics


async def test_a_jump_asks_the_owner_who_answers_with_a_button(hook: Hook) -> None:
    assert await hook.post({"goal": hook.goal, "value": 44}) == (204, None)
    office = hook.office
    question = await office.until(lambda: next(iter(office.direct_messages(ANA)), None))
    assert "Is that right?" in question.text
    assert await hook.kept() == [(hook.goal, 44, "to_confirm")]


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_without_a_secret_there_is_no_hook(office: Office) -> None:
    assert office.request_url is not None
    url = office.request_url.replace(EVENTS_PATH, HOOK_PATH)
    body = b'{"goal": 1, "value": 4.4}'
    async with aiohttp.ClientSession() as session:
        for method in ("POST", "GET"):
            async with session.request(method, url, data=body, headers=signed(body)) as answer:
                assert answer.status == 404
