"""The one place where an error becomes what a person sees: a sentence for an expected one, an apology otherwise."""

import html
import json
from typing import Any
from uuid import uuid4

import structlog
from slack_bolt.response import BoltResponse

from bot.blocks.failures import (
    apology_message,
    failure_view,
    not_introduced_message,
    refusal_message,
    unreachable_message,
)
from bot.domain.access import Denied
from bot.domain.deliveries import Message
from bot.domain.message_text import typed_text
from bot.errors import DatabaseUnreachable, NotIntroduced, PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import audit

_log = structlog.stdlib.get_logger("praiseworthy.failures")


async def explain(error: Exception, body: dict[str, Any], *, reception: Reception) -> BoltResponse:
    """Answers a request that failed; the answer rides on the acknowledgement where Slack allows it."""
    if isinstance(error, Denied) and error.denial:
        await _record(error, reception)
    message = _message_for(error, _typed_again(body))
    if "command" in body:
        return _acknowledge({"response_type": "ephemeral", "text": message.text, "blocks": message.blocks})
    if body.get("type") == "view_submission":
        inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
        if not inputs:
            # An error stands under a field; a form without any becomes what has to be said.
            return _acknowledge({"response_action": "update", "view": failure_view(message)})
        # Under a field stands plain text only ("View submission payload").
        sentence = html.unescape(message.text).replace("`", "")
        return _acknowledge({"response_action": "errors", "errors": {inputs[0]: sentence}})
    if body.get("type") == "block_suggestion":
        return _acknowledge({"options": []})
    if "event" in body:
        # Not acknowledged: Slack sends the event again ("The Events API").
        return BoltResponse(status=500)
    if body.get("response_url"):
        try:
            await reception.messenger.respond(body["response_url"], message, replace=False)
        except PraiseworthyError as unsaid:
            _log.warning("could not say what went wrong", reason=str(unsaid))
    elif (body.get("view") or {}).get("type") == "home":
        await _say_over_home(message, body, reception)
    return BoltResponse(status=200, body="")


async def _say_over_home(message: Message, body: dict[str, Any], reception: Reception) -> None:
    """On App Home stands no message that could be answered: a modal says it."""
    try:
        await reception.messenger.open_view(body["trigger_id"], failure_view(message))
    except PraiseworthyError as unsaid:
        _log.warning("could not say what went wrong", reason=str(unsaid))


def _message_for(error: Exception, again: str) -> Message:
    if isinstance(error, Refused):
        return refusal_message(error, again)
    if isinstance(error, DatabaseUnreachable):
        _log.error("database out of reach", may_be_saved=error.may_be_saved, cause=type(error.__cause__).__name__)
        return unreachable_message(error, again)
    if isinstance(error, NotIntroduced):
        _log.warning("a person could not be learnt", reason=str(error))
        return not_introduced_message(again)
    fault = uuid4().hex[:12]
    _log.error("fault", fault=fault, exc_info=error)
    return apology_message(fault, again)


def _typed_again(body: dict[str, Any]) -> str:
    """What the person typed, in the form in which it can be typed again."""
    if "command" not in body:
        return ""
    typed = typed_text(body.get("text") or "")
    return f"{body['command']} {typed}" if typed else ""


def _acknowledge(payload: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(payload), headers={"content-type": ["application/json; charset=utf-8"]}
    )


async def _record(denied: Denied, reception: Reception) -> None:
    try:
        await reception.store.write(audit.denied, denied, reception.now)
    except DatabaseUnreachable:
        _log.error("a denial could not be written to the audit log", exc_info=True)
