"""The Web API: `/api/<method>` with Slack's authentication, argument forms, errors, rate limits and faults.

Pages "Using the Slack Web API", "Rate limits".
"""

import asyncio
import json
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

import slack_limits as limits
from playground import api_chat, api_directory, api_views
from playground.arguments import Arguments
from playground.errors import SlackError
from playground.model import Json
from playground.transport import SocketMode
from playground.workspace import Workspace

Method = Callable[[Workspace, Arguments], Json]
METHODS: dict[str, Method] = {**api_directory.METHODS, **api_chat.METHODS, **api_views.METHODS}
_TIERS = {
    "users.list": limits.TIER_2_PER_MINUTE,
    "conversations.list": limits.TIER_2_PER_MINUTE,
    "conversations.history": limits.TIER_3_PER_MINUTE,
    "conversations.replies": limits.TIER_3_PER_MINUTE,
    "conversations.info": limits.TIER_3_PER_MINUTE,
    "conversations.open": limits.TIER_3_PER_MINUTE,
    "chat.update": limits.TIER_3_PER_MINUTE,
    "chat.delete": limits.TIER_3_PER_MINUTE,
    "reactions.add": limits.TIER_3_PER_MINUTE,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A received call and what it was answered; `error` is None for an accepted one."""

    method: str
    arguments: Json
    error: str | None


@dataclass(slots=True)
class RateLimits:
    """Slack's tiers per method and one message a second per channel, when `enabled`."""

    enabled: bool = False
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, method: str, arguments: Arguments) -> int:
        """Seconds to wait before the call would be accepted; 0 accepts and counts it."""
        if not self.enabled:
            return 0
        if method == "chat.postMessage":
            return self._take(
                f"{method} {arguments.get('channel')}", limits.POSTS_PER_SECOND_AND_CHANNEL.value, seconds=1
            )
        return self._take(method, _TIERS.get(method, limits.TIER_4_PER_MINUTE).value, seconds=60)

    def _take(self, key: str, most: int, *, seconds: float) -> int:
        now = time.monotonic()
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= seconds:
            times.popleft()
        if len(times) >= most:
            return max(1, math.ceil(times[0] + seconds - now))
        times.append(now)
        return 0


@dataclass(slots=True)
class Faults:
    """Faults for the next calls of a method, in order.

    `500`: refused with a server error; `hang`: never answered; `drop`: carried out, and the connection ends before
    the answer has arrived; any other word is a refusal with that error of Slack's, such as `account_inactive`.
    """

    _next: dict[str, deque[str]] = field(default_factory=dict)

    def add(self, method: str, fault: str, *, times: int = 1) -> None:
        self._next.setdefault(method, deque()).extend([fault] * times)

    def take(self, method: str) -> str | None:
        waiting = self._next.get(method)
        return waiting.popleft() if waiting else None


class CutOffResponse(Response):
    """Announces a body and ends without it, so that the server closes the connection."""

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


@dataclass(slots=True)
class WebApi:
    """Answers the calls of the app."""

    workspace: Workspace
    bot_token: str
    app_token: str
    socket_mode: SocketMode | None
    socket_url: str = ""
    rate_limits: RateLimits = field(default_factory=RateLimits)
    faults: Faults = field(default_factory=Faults)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=5000))

    async def handle(self, request: Request) -> Response:
        """One call, from the request to Slack's answer."""
        method = request.path_params["method"]
        arguments = await _read(request)
        fault = self.faults.take(method)
        if fault == "hang":
            self.calls.append(Call(method, dict(arguments), None))
            await asyncio.Event().wait()
        elif fault and fault != "drop":
            error = "internal_error" if fault == "500" else fault
            self.calls.append(Call(method, dict(arguments), error))
            status = {"500": 500, "ratelimited": 429}.get(fault, 200)
            headers = {"Retry-After": "1"} if fault == "ratelimited" else None
            return JSONResponse({"ok": False, "error": error}, status_code=status, headers=headers)
        wait = self.rate_limits.wait(method, arguments)
        if wait:
            self.calls.append(Call(method, dict(arguments), "ratelimited"))
            return JSONResponse(
                {"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(wait)}
            )
        answer = self._answer(method, arguments, _token(request, arguments))
        self.calls.append(Call(method, dict(arguments), answer.get("error")))
        self.workspace.changed()
        return CutOffResponse() if fault == "drop" else JSONResponse(answer)

    def _answer(self, method: str, arguments: Arguments, token: str | None) -> Json:
        try:
            return {"ok": True, **self._call(method, arguments, token)}
        except SlackError as refused:
            answer: Json = {"ok": False, "error": refused.error}
            if refused.messages:
                answer |= {"errors": refused.messages, "response_metadata": {"messages": refused.messages}}
            return answer

    def _call(self, method: str, arguments: Arguments, token: str | None) -> Json:
        if method != "apps.connections.open" and method not in METHODS:
            raise SlackError("unknown_method")
        if not token:
            raise SlackError("not_authed")
        if token not in {self.bot_token, self.app_token}:
            raise SlackError("invalid_auth")
        if (token == self.app_token) != (method == "apps.connections.open"):
            raise SlackError("not_allowed_token_type")
        if method in METHODS:
            return METHODS[method](self.workspace, arguments)
        if self.socket_mode is None:
            raise SlackError("socket_mode_not_enabled")
        return {"url": f"{self.socket_url}?ticket={self.socket_mode.new_ticket()}&app_id={self.workspace.app_id}"}


async def _read(request: Request) -> Arguments:
    """Arguments from the query, a form or a JSON body, whichever was used."""
    found: Json = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        found |= body if isinstance(body, dict) else {}
    else:
        found |= dict(await request.form())
    return Arguments(found)


def _token(request: Request, arguments: Arguments) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    given = arguments.pop("token", None)
    return str(given) if given else None
