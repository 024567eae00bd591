"""A bad line to Slack: it stands between the program and a playground, and some calls fail on it, in every way."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from playground.server import Playground

FAULTS = (
    "ratelimited",
    "500, not done",
    "500, done",
    "cut off, not done",
    "cut off, done",
    "no answer, not done",
    "no answer, done",
)
"""What may become of a call: 'done' is one that Slack carries out although nobody hears of it."""

MOST_UNANSWERED = 6

_TROUBLED = {"chat.postMessage", "conversations.open", "conversations.history"}


class Weather:
    """Passes calls on to a playground's Web API, a share of them with a fault."""

    def __init__(self, slack: Playground, chance: random.Random, share: float) -> None:
        self.api_url = ""
        self.faults: Counter[str] = Counter()
        self.posted = 0
        self.on_post: Callable[[], None] = lambda: None
        self._slack = slack
        self._chance = chance
        self._share = share
        self._is_over = asyncio.Event()

    def clear_up(self) -> None:
        """Nobody waits for an answer any more, and nothing fails from now on."""
        self._share = 0.0
        self._is_over.set()

    async def pass_on(self, request: web.Request, session: aiohttp.ClientSession) -> web.StreamResponse:
        """One call."""
        method = request.match_info["method"]
        is_troubled = method in _TROUBLED and self._chance.random() < self._share
        fault = self._chance.choice([one for one in FAULTS if self._may_be(one)]) if is_troubled else ""
        self.faults[fault] += 1
        if fault == "ratelimited":
            return web.json_response({"ok": False, "error": fault}, status=429, headers={"Retry-After": "1"})
        answer = b""
        if not fault.endswith("not done"):
            answer = await self._answer(request, session)
            if method == "chat.postMessage":
                self.posted += 1
                self.on_post()
        if fault.startswith("500"):
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        if fault.startswith("no answer"):
            await self._is_over.wait()
        if fault and request.transport:
            request.transport.close()
        return web.Response(body=answer, content_type="application/json")

    def _may_be(self, fault: str) -> bool:
        """Waiting for an answer that never comes takes the test's time, so that it happens a few times only."""
        return not fault.startswith("no answer") or self.faults[fault] < MOST_UNANSWERED

    async def _answer(self, request: web.Request, session: aiohttp.ClientSession) -> bytes:
        address = f"{self._slack.base_url}{request.path_qs}"
        kept = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        async with session.request(request.method, address, data=await request.read(), headers=kept) as answered:
            return await answered.read()


@asynccontextmanager
async def weather(slack: Playground, *, seed: int, share: float) -> AsyncIterator[Weather]:
    """A line on which this share of the calls that deliver something fails; `api_url` is where it begins."""
    line = Weather(slack, random.Random(seed), share)
    async with aiohttp.ClientSession() as session:
        application = web.Application()

        async def pass_on(request: web.Request) -> web.StreamResponse:
            return await line.pass_on(request, session)

        application.router.add_route("*", "/api/{method}", pass_on)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert runner.addresses
        line.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}{urlsplit(slack.api_url).path}"
        try:
            yield line
        finally:
            line.clear_up()
            await runner.cleanup()
