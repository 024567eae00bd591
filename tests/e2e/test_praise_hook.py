"""`POST /hooks/praise` over real HTTP: what is kept, what is let go, what is refused and how."""

import asyncio
import json
from typing import Any

import pytest

from bot.domain.praises import PraiseSource
from bot.hooks import HOOK_PATH
from bot.praise_hook import PRAISE_HOOK_PATH
from tests.e2e.conftest import ANA, BRUNO
from tests.e2e.test_hooks import Hook, hook, signed
from tests.e2e.test_praise_noticing import praises

__all__ = ["hook"]

only_http = pytest.mark.parametrize("hook", ["http"], indirect=True)
TEXT = "Huge thanks to Ana for her patience last night."


@pytest.fixture(autouse=True)
def at_praise(hook: Hook) -> None:
    """Everything here goes to the second path."""
    hook.url = hook.url.replace(HOOK_PATH, PRAISE_HOOK_PATH)


async def test_praise_is_kept_and_somebody_is_asked(hook: Hook) -> None:
    said = {
        "text": TEXT,
        "author": "Jane Miller",
        "customer": "Acme",
        "said_at": "2026-01-05T10:00:00+01:00",
        "url": "https://survey.example/answers/1",
    }
    assert await hook.post(said) == (204, None)
    (kept,) = await praises(hook.office)
    assert (kept.source, kept.said_by, kept.words) == (PraiseSource.HOOK, "Jane Miller", TEXT)
    assert (kept.permalink, kept.said_at.isoformat()) == (said["url"], "2026-01-05T09:00:00+00:00")
    assert [(one.slack_id, one.is_sure) for one in kept.praised] == [(ANA, True)]
    office = hook.office
    await office.until(lambda: next(iter(office.direct_messages("U0DANA")), None))


@only_http
async def test_what_is_no_praise_is_let_go_unless_the_system_says_that_it_is(hook: Hook) -> None:
    assert await hook.post({"text": "great, down again, nice work"}) == (204, None)
    assert await praises(hook.office) == []
    assert await hook.post({"text": "great, down again, nice work", "is_praise": True, "person": ANA}) == (204, None)
    (kept,) = await praises(hook.office)
    assert (kept.score, [one.slack_id for one in kept.praised]) == (None, [ANA])


@only_http
async def test_the_same_request_at_once_is_one(hook: Hook) -> None:
    body = json.dumps({"praises": [{"text": TEXT}, {"text": "no praise"}]}).encode()
    headers = signed(body, message_id="msg_once")
    assert await asyncio.gather(*(hook.send(body, headers) for _ in range(4))) == [(204, None)] * 4
    assert len(await praises(hook.office)) == 1


@only_http
async def test_a_person_by_address(hook: Hook) -> None:
    assert await hook.post({"text": TEXT, "person": "Bruno@northwind.example"}) == (204, None)
    (kept,) = await praises(hook.office)
    assert [one.slack_id for one in kept.praised] == [BRUNO]


@only_http
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ([], "The body must be an object"),
        ({}, "text: Field required"),
        ({"text": ""}, "text: String should have at least 1 character"),
        ({"text": " \u0000 "}, "text: There are no words."),
        ({"text": "x" * 40_001}, "text: String should have at most 40000 characters"),
        ({"text": TEXT, "person": "nobody@example.com"}, "person: Nobody who is here"),
        ({"text": TEXT, "person": "U0CARLA"}, "person: Nobody who is here"),
        ({"text": TEXT, "said_at": "2026-01-05T10:00:00"}, "said_at: Input should have timezone info"),
        ({"text": TEXT, "said_at": "2999-01-05T10:00:00Z"}, "said_at: That is in the future."),
        ({"text": TEXT, "url": "javascript:alert(1)"}, "url: String should match pattern"),
        ({"text": TEXT, "customer": "!!"}, "customer: “!!” can't be a customer's name"),
        ({"text": TEXT, "stars": 5}, "stars: Extra inputs are not permitted"),
        ({"praises": []}, "praises: List should have at least 1 item"),
        ({"praises": [{"text": TEXT}, {"text": TEXT, "person": "U0NOBODY"}]}, "praises[1].person: Nobody who is here"),
    ],
)
async def test_what_cannot_be_taken_is_named_and_nothing_is_kept(hook: Hook, said: Any, problem: str) -> None:
    status, answer = await hook.post(said)
    assert status == 400
    assert answer["problems"][0].startswith(problem)
    assert await praises(hook.office) == []


@only_http
async def test_an_unsigned_request_is_refused(hook: Hook) -> None:
    body = json.dumps({"text": TEXT}).encode()
    assert (await hook.send(body, signed(body, key=b"another")))[0] == 401
    assert await praises(hook.office) == []


@only_http
@pytest.mark.parametrize(
    "text",
    [
        "x" * 40_000,
        TEXT + " <!channel> <@U0BRUNO>",
        "> " + TEXT,
        "```" + TEXT + "```",
        "\u202e" + TEXT,
        ":tada:" * 500,
    ],
)
async def test_bad_input_breaks_nothing(hook: Hook, text: str) -> None:
    assert await hook.post({"text": text, "is_praise": True}) == (204, None)
    office = hook.office
    asked = await office.until(lambda: next(iter(office.direct_messages("U0DANA")), None))
    assert "<!channel>" not in asked.text
