"""How the workspace's requests reach the app: Socket Mode, or HTTP requests signed with the signing secret.

Pages "Using Socket Mode", "Verifying requests from Slack", "The Events API".
"""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import httpx
from fastapi import WebSocket, WebSocketDisconnect

from playground.errors import NotAcknowledgedError
from playground.ids import new_id
from playground.model import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
Acknowledgement = Json | str | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One request to the app; `payload` is the documented one."""

    kind: Kind
    payload: Json


class Transport(Protocol):
    """Sends an envelope and gives the acknowledgement's body.

    Raises NotAcknowledgedError. `attempt` counts the repetitions of an event, from 0.
    """

    async def send(
        self, envelope: Envelope, *, timeout: float, attempt: int = 0, reason: str = ""
    ) -> Acknowledgement: ...

    async def close(self) -> None: ...


class SocketMode:
    """Slack's end of Socket Mode: hands out tickets, keeps the connections, matches the acknowledgements."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Acknowledgement]] = {}
        self.connected = asyncio.Event()

    def new_ticket(self) -> str:
        """What `apps.connections.open` puts into the URL; it opens one connection."""
        ticket = new_id("", 32)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Keeps one connection of the app until it ends."""
        await socket.accept()
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.send_json({"type": "error", "error": {"code": 1, "msg": "Socket URL has expired"}})
            await socket.close()
            return
        self._tickets.discard(ticket)
        self._connections.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "connection_info": {"app_id": self._app_id},
                "debug_info": {"host": "playground", "approximate_connection_time": 18060},
            }
        )
        self.connected.set()
        try:
            while True:
                self._acknowledge(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._forget(socket)

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload"))

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        if not self._connections:
            self.connected.clear()

    async def send(self, envelope: Envelope, *, timeout: float, attempt: int = 0, reason: str = "") -> Acknowledgement:
        if not self._connections:
            raise NotAcknowledgedError("dispatch_failed")
        socket = self._connections.pop(0)
        self._connections.append(socket)
        envelope_id = new_id("", 24)
        message: Json = {
            "envelope_id": envelope_id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            message |= {"retry_attempt": attempt, "retry_reason": reason}
        waiting: asyncio.Future[Acknowledgement] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            await socket.send_json(message)
            return await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            raise NotAcknowledgedError("operation_timeout") from None
        except (RuntimeError, WebSocketDisconnect):
            self._forget(socket)
            raise NotAcknowledgedError("dispatch_failed") from None
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks the app to connect anew, as Slack does every few hours, and ends its connections."""
        for socket in list(self._connections):
            self._forget(socket)
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
            await socket.close()

    async def close(self) -> None:
        await self.disconnect("link_disabled")


def signed_headers(body: bytes, *, secret: str, timestamp: int) -> dict[str, str]:
    """The two headers of page "Verifying requests from Slack"; `timestamp` in seconds."""
    base = b"v0:%d:%b" % (timestamp, body)
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": signature}


def encoded(envelope: Envelope) -> tuple[bytes, str]:
    """Body and content type: commands and interactions are forms, events are JSON."""
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    form = envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


class SignedHttp:
    """Requests to the app's request URL."""

    def __init__(self, request_url: str, signing_secret: str) -> None:
        self.request_url = request_url
        self._secret = signing_secret
        self._client = httpx.AsyncClient(trust_env=False)

    async def send(self, envelope: Envelope, *, timeout: float, attempt: int = 0, reason: str = "") -> Acknowledgement:
        body, content_type = encoded(envelope)
        headers = signed_headers(body, secret=self._secret, timestamp=int(time.time()))
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with asyncio.timeout(timeout):
                answer = await self.post(body, {"Content-Type": content_type, **headers})
        except (TimeoutError, httpx.TimeoutException):
            raise NotAcknowledgedError("operation_timeout") from None
        except httpx.HTTPError:
            raise NotAcknowledgedError("dispatch_failed") from None
        if answer.status_code != httpx.codes.OK:
            raise NotAcknowledgedError("dispatch_failed")
        return _read(answer)

    async def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Sends a body as it is, so that a test can leave out, spoil or age the signature."""
        return await self._client.post(self.request_url, content=body, headers=headers, timeout=None)

    async def close(self) -> None:
        await self._client.aclose()


def _read(answer: httpx.Response) -> Acknowledgement:
    if not answer.text:
        return None
    if "application/json" in answer.headers.get("content-type", ""):
        content: Any = answer.json()
        return content if isinstance(content, dict) else None
    return answer.text
