"""What survey and ticket systems send, signed as "Standard Webhooks" asks; `POST /hooks/measurements` takes numbers.

The signature is that of the specification ("Standard Webhooks", symmetric, `v1`): HMAC-SHA256 over id, timestamp and
body, with a timestamp no more than five minutes away. Whoever has the secret may measure every goal of the workspace
and note praise (`bot.praise_hook`).
"""

import datetime as dt
import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from prometheus_client import Counter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from bot.blocks.measurements import doubt_message
from bot.clock import Clock
from bot.db.store import Store
from bot.domain.goals import Confidence
from bot.domain.measurements import MAX_NOTE
from bot.domain.message_text import storable
from bot.domain.numbers import MAX_VALUE
from bot.domain.record_ids import LARGEST_ID
from bot.errors import DatabaseUnreachable
from bot.services import measurement_import
from bot.services.measurement_import import SentMeasurement, SentOutcome

HOOK_PATH = "/hooks/measurements"
MOST_BYTES = 1_000_000
MOST_MEASUREMENTS = 1_000
MOST_PROBLEMS = 100
"""Problems that one answer lists."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_log = structlog.stdlib.get_logger("praiseworthy.hooks")
_requests = Counter("praiseworthy_hook_requests", "Requests to the hooks", ["outcome"])
_measurements = Counter("praiseworthy_hook_measurements", "Measurements taken from the hook", ["state"])


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    goal: Annotated[int, Field(ge=1, le=LARGEST_ID)]
    value: Annotated[float, Field(ge=-MAX_VALUE, le=MAX_VALUE, allow_inf_nan=False)]
    date: dt.date | None = None
    note: Annotated[str, Field(max_length=MAX_NOTE)] = ""
    confidence: Confidence | None = None

    def measurement(self) -> SentMeasurement:
        return SentMeasurement(self.goal, self.value, self.date, storable(self.note).strip(), self.confidence)


class _SentMany(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    measurements: Annotated[list[_Sent], Field(min_length=1, max_length=MOST_MEASUREMENTS)]


class Unfit(Exception):
    """The body can't be taken; the problems name what and where."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__()
        self.problems = problems


class _TooLarge(Exception):
    """The body has more than `MOST_BYTES`."""


class _Gone(Exception):
    """The sender hung up before the body's end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request is answered; `outcome` is what the metrics call it."""

    status: int
    outcome: str
    problems: Iterable[str] = ()


class SignedHook(ABC):
    """An ASGI application that takes signed JSON. `secret` is of the form `whsec_…`."""

    def __init__(self, secret: str) -> None:
        self._webhook = Webhook(secret)

    @abstractmethod
    async def take(self, body: bytes, request: str) -> Answer:
        """Works off a body that was rightly signed; `request` is its `webhook-id`.

        Raises `Unfit`, or `DatabaseUnreachable` when nothing of it was kept.
        """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] != "POST":
            await _answer(send, 405, "method", ["Send it with POST."], allow="POST")
            return
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            await _answer(send, 415, "content_type", ["Content-Type must be application/json."])
            return
        try:
            body = await _body(headers, receive)
        except _TooLarge:
            await _answer(send, 413, "too_large", [f"The body may have {MOST_BYTES:,} bytes."])
            return
        except _Gone:
            _requests.labels("gone").inc()
            return
        if not self._is_signed(body, headers):
            await _answer(send, 401, "unsigned", ["The signature is missing, wrong or too old."])
            return
        try:
            answer = await self.take(body, headers["webhook-id"])
        except Unfit as unfit:
            answer = Answer(400, "unfit", unfit.problems)
        except DatabaseUnreachable as error:
            _log.warning("what a hook sent was not kept", reason=str(error))
            answer = Answer(503, "unreachable", ["The database does not answer. Send it again later."])
        await _answer(send, answer.status, answer.outcome, answer.problems)

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            self._webhook.verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            # ValueError: a header, or a body, that isn't even of the form that is signed.
            return False
        return True


class MeasurementHook(SignedHook):
    """The ASGI application behind `HOOK_PATH`."""

    def __init__(self, secret: str, workspace_id: str, store: Store, clock: Clock) -> None:
        super().__init__(secret)
        self._workspace_id = workspace_id
        self._store = store
        self._clock = clock

    async def take(self, body: bytes, request: str) -> Answer:
        """Keeps the numbers, all of them or none."""
        sent, where = _read(body)
        outcome = await self._store.write(
            measurement_import.take_sent, self._workspace_id, sent, request, doubt_message, self._clock()
        )
        if outcome.problems:
            raise Unfit([f"{where(problem.index, problem.field)}: {problem.reason}" for problem in outcome.problems])
        _count(outcome)
        _log.info("hook taken", counted=outcome.counted, to_confirm=outcome.to_confirm, repeated=outcome.is_repeated)
        return Answer(204, "repeated" if outcome.is_repeated else "done")


class Hooks:
    """The hooks by their paths."""

    def __init__(self, hooks: Mapping[str, SignedHook]) -> None:
        self._hooks = dict(hooks)

    def at(self, path: str) -> SignedHook | None:
        """The hook behind the path, if there is one."""
        return self._hooks.get(path)


def _count(outcome: SentOutcome) -> None:
    _measurements.labels("counted").inc(outcome.counted)
    _measurements.labels("to_confirm").inc(outcome.to_confirm)


async def _body(headers: dict[str, str], receive: Receive) -> bytes:
    """The whole body. Raises `_TooLarge` as soon as it is known to be, and `_Gone`."""
    stated = headers.get("content-length", "0")
    if stated.isdigit() and int(stated[:20]) > MOST_BYTES:
        raise _TooLarge
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] != "http.request":
            raise _Gone
        body += event.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _TooLarge
        if not event.get("more_body"):
            return bytes(body)


def _read(body: bytes) -> tuple[list[SentMeasurement], Callable[[int, str], str]]:
    """What was sent, and how a field of one of them is named. Raises `Unfit`."""
    said = read_object(body, '{"goal": 12, "value": 4.4} or {"measurements": […]}')
    try:
        if "measurements" in said:
            many = _SentMany.model_validate_json(body).measurements
            return [one.measurement() for one in many], named_in("measurements")
        return [_Sent.model_validate_json(body).measurement()], named_alone
    except ValidationError as error:
        raise unfit(error) from None


def read_object(body: bytes, example: str) -> dict[str, Any]:
    """The JSON object that a body is. Raises `Unfit` with the example."""
    try:
        # What is nested a thousand deep is nothing that we take either.
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unfit(["The body isn't JSON."]) from None
    if not isinstance(said, dict):
        raise Unfit([f"The body must be an object: {example}."])
    return said


def unfit(error: ValidationError) -> Unfit:
    """What is wrong with a body, each problem with its place and nothing of what was sent."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return Unfit([f"{_place(problem['loc'])}: {problem['msg']}" for problem in found])


def named_in(name: str) -> Callable[[int, str], str]:
    """How a field of one of many is named: 'measurements[3].value'."""
    return lambda index, field: f"{name}[{index}].{field}"


def named_alone(_index: int, field: str) -> str:
    """How a field is named where only one was sent."""
    return field


def _place(location: Iterable[int | str]) -> str:
    """('measurements', 3, 'value') → 'measurements[3].value'."""
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part[:80]}"
    return place.removeprefix(".") or "body"


async def _answer(send: Send, status: int, outcome: str, problems: Iterable[str] = (), *, allow: str = "") -> None:
    _requests.labels(outcome).inc()
    listed = list(problems)
    shown = listed[:MOST_PROBLEMS]
    if len(listed) > len(shown):
        shown.append(f"… and {len(listed) - len(shown)} more")
    body = json.dumps({"problems": shown}, ensure_ascii=False).encode() if shown else b""
    headers = [(b"content-type", b"application/json; charset=utf-8")] if body else []
    if status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    if allow:
        headers.append((b"allow", allow.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
