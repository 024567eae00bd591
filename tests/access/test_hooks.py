"""The hooks know no persons: what is signed with the workspace's secret is done there, anything else is refused."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
import httpx
import pytest
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from bot.clock import system_clock
from bot.domain.goal_pages import GoalReceipt
from bot.hooks import HOOK_PATH, Hooks, MeasurementHook, SignedHook
from bot.messenger import Messenger
from bot.praise_hook import PRAISE_HOOK_PATH, PraiseHook
from bot.praise_watch import PraiseWatch
from bot.reception import Reception
from bot.server import build_asgi
from bot.services import goals
from bot.services.acting import Asker
from handlers.goals import MESSAGES
from tests.access.attempts_goals import goal_of
from tests.access.company import ELSEWHERE, HERE, Who
from tests.access.matrix import hooks_in
from tests.access.world import NOW, World

SECRET, ANOTHER = "whsec_" + "QUFB" * 8, "whsec_" + "QkJC" * 8


@pytest.fixture
async def door(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The application with its hooks, for our workspace."""
    async with aiohttp.ClientSession() as session:
        reception = Reception(world.store, Messenger("", "http://bot.invalid/api/", session), system_clock)
        hooks = Hooks(
            {
                HOOK_PATH: MeasurementHook(SECRET, HERE, world.store, system_clock),
                PRAISE_HOOK_PATH: PraiseHook(SECRET, HERE, reception, PraiseWatch(reception)),
            }
        )
        transport = httpx.ASGITransport(cast(Any, build_asgi(None, world.store, hooks)))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.invalid") as client:
            yield client


async def said(world: World, path: str) -> dict[str, Any]:
    """What each hook takes."""
    if path == HOOK_PATH:
        return {"measurements": [{"goal": (await goal_of(world)).goal.id, "value": 20}]}
    return {"praises": [{"text": f"Tess was wonderful, {world.new_word()}", "person": "U1TESS", "is_praise": True}]}


async def post(door: httpx.AsyncClient, path: str, content: dict[str, Any], secret: str, number: str) -> int:
    body, now = json.dumps(content), datetime.now(UTC)
    signature = Webhook(secret).sign(number, now, body)
    headers = {"webhook-id": number, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    answer = await door.post(path, content=body, headers={**headers, "content-type": "application/json"})
    return answer.status_code


def test_the_documented_hooks_are_those_that_there_are() -> None:
    assert set(hooks_in()) == {HOOK_PATH, PRAISE_HOOK_PATH}
    assert set(SignedHook.__subclasses__()) == {MeasurementHook, PraiseHook}


@pytest.mark.parametrize("path", [HOOK_PATH, PRAISE_HOOK_PATH])
async def test_what_is_signed_is_done_and_anything_else_is_refused(
    world: World, door: httpx.AsyncClient, path: str
) -> None:
    content = await said(world, path)
    before = world.rows()
    assert await post(door, path, content, ANOTHER, "msg_1") == httpx.codes.UNAUTHORIZED
    assert (await door.post(path, json=content)).status_code == httpx.codes.UNAUTHORIZED
    assert world.rows() == before
    assert await post(door, path, content, SECRET, "msg_1") == httpx.codes.NO_CONTENT
    assert world.rows() != before


async def test_another_workspaces_goals_and_people_are_not_there(world: World, door: httpx.AsyncClient) -> None:
    def set_theirs(session: Session) -> int:
        line = "answers for the organisation from 10% to 50% by 30 June 2027"
        asker = Asker(ELSEWHERE, world.slack_id(Who.ELSEWHERE))
        receipt = goals.set_line(session, asker, line, "command:theirs", NOW, MESSAGES)
        assert isinstance(receipt, GoalReceipt)
        return receipt.goal.id

    theirs = await world.store.write(set_theirs)
    before = world.rows(ELSEWHERE), world.rows()
    measured = {"measurements": [{"goal": theirs, "value": 20}]}
    assert await post(door, HOOK_PATH, measured, SECRET, "msg_2") == httpx.codes.BAD_REQUEST
    praised = {"praises": [{"text": "Wonderful", "person": "U9STRANGER", "is_praise": True}]}
    assert await post(door, PRAISE_HOOK_PATH, praised, SECRET, "msg_3") == httpx.codes.BAD_REQUEST
    assert (world.rows(ELSEWHERE), world.rows()) == before
