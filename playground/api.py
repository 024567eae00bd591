"""The Web API: `/api/<method>` with Slack's authentication, scopes, argument forms, errors, rate limits and faults.

Pages "Using the Slack Web API", "Rate limits".
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from playground import api_chat, api_directory, api_files, api_views
from playground.arguments import Arguments
from playground.errors import SlackError
from playground.faults import Faults, RateLimits
from playground.model import Json
from playground.scopes import check_scopes
from playground.transport import SocketMode
from playground.workspace import Workspace

Method = Callable[[Workspace, Arguments], Json]
METHODS: dict[str, Method] = {
    **api_directory.METHODS,
    **api_chat.METHODS,
    **api_files.METHODS,
    **api_views.METHODS,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A received call and what it was answered; `error` is None for an accepted one."""

    method: str
    arguments: Json
    error: str | None


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
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=5000))

    @property
    def rate_limits(self) -> RateLimits:
        return self.workspace.rate_limits

    @property
    def faults(self) -> Faults:
        return self.workspace.faults

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
            answer: Json = {"ok": False, "error": refused.error, **refused.details}
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
            check_scopes(self.workspace, method, arguments)
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
