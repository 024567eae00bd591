"""One table of what Slack may send, and one Bolt listener for each kind of request that looks up in it.

Bolt tries listeners in turn; with a listener for each command and button, the last of them would pay for all before.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from time import perf_counter
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services.acting import Asker

_log = structlog.stdlib.get_logger("praiseworthy.requests")
_requests = Counter("praiseworthy_requests", "Requests from Slack", ["kind", "name", "outcome"])
_seconds = Histogram(
    "praiseworthy_request_seconds",
    "Time until a request from Slack was worked off",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)

_ANY = re.compile(".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """A request from Slack: its payload as Slack documents it, how to acknowledge it, and whose it is."""

    body: dict[str, Any]
    ack: AsyncAck
    asker: Asker


Handler = Callable[[Request], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Routes:
    """Handlers by command, callback id, action id (without ':detail') and event type.

    `subcommands` are the first words after `/praiseworthy`; `handlers.praiseworthy` looks them up.
    """

    commands: dict[str, Handler] = field(default_factory=dict)
    subcommands: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    options: dict[str, Handler] = field(default_factory=dict)
    views: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)

    def attach(self, app: AsyncApp) -> None:
        """Registers one listener for each kind of request, the busy ones first."""

        async def command(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            await _dispatch("command", self.commands, body["command"], Request(body, ack, _asker(context)))

        async def action(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            name = body["actions"][0]["action_id"].partition(":")[0]
            await _dispatch("action", self.actions, name, Request(body, ack, _asker(context)))

        async def options(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            await _dispatch("options", self.options, body["action_id"], Request(body, ack, _asker(context)))

        async def view(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            name = body["view"]["callback_id"]
            await _dispatch("view", self.views, name, Request(body, ack, _asker(context)))

        async def shortcut(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            await _dispatch("shortcut", self.shortcuts, body["callback_id"], Request(body, ack, _asker(context)))

        async def event(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
            await _dispatch("event", self.events, body["event"]["type"], Request(body, ack, _asker(context)))

        app.command(_ANY)(command)
        app.action(_ANY)(action)
        app.options(_ANY)(options)
        app.view(_ANY)(view)
        app.shortcut(_ANY)(shortcut)
        app.event(_ANY)(event)


async def _dispatch(kind: str, handlers: dict[str, Handler], name: str, request: Request) -> None:
    handler = handlers.get(name)
    if handler is None:
        # Another version's button, or a subscription that the manifest doesn't ask for: nothing to do, nothing broken.
        _count(kind, "unknown", "ignored").inc()
        _log.warning("no handler", kind=kind, name=name)
        await request.ack()
        return
    began = perf_counter()
    try:
        await handler(request)
    except Exception:
        _count(kind, name, "failed").inc()
        raise
    finally:
        _time(kind).observe(perf_counter() - began)
    _count(kind, name, "done").inc()


@cache
def _count(kind: str, name: str, outcome: str) -> Counter:
    return _requests.labels(kind, name, outcome)


@cache
def _time(kind: str) -> Histogram:
    return _seconds.labels(kind)


def _asker(context: AsyncBoltContext) -> Asker:
    """The workspace is the organisation where the app is installed for a whole Enterprise Grid, else the team."""
    workspace = context.enterprise_id if context.is_enterprise_install else context.team_id
    return Asker(workspace or "", context.user_id or "")
