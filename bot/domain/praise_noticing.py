"""Which messages are looked at for praise: decided from the event alone, before anything of it is read.

Slack's pages: "message event" and its subtypes, "Slack Connect: developing for shared channels" (`user_team`,
`is_ext_shared_channel`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.domain.praises import PraiseSource

_CHANNELS = frozenset({"channel", "group"})
"""Public and private channels. Direct messages, to us or in a group, are never looked at."""

_SAID = frozenset({None, "bot_message", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that somebody wrote; the others tell of joins, topics, pins and the like."""


class Change(StrEnum):
    """What happened to a message."""

    SAID = "said"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at in one workspace.

    `marked` are the channels that an admin marked as carrying customers' words, `outsiders` the Slack ids of those who
    are known to be from outside; `us` our own bot user.
    """

    us: str
    marked: Collection[str] = frozenset()
    outsiders: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message to look at. `message` and `before` (of an edit) are as Slack sends them; `author` is None for an app's.

    `author_name` is what the message itself says of who wrote it, '' where it says nothing.
    """

    change: Change
    source: PraiseSource
    channel: str
    ts: str
    thread_ts: str | None
    author: str | None
    author_name: str
    message: Mapping[str, Any]
    before: Mapping[str, Any] | None = None


def hear(body: Mapping[str, Any], watched: Watched) -> Heard | None:
    """The message of an `event_callback` with a `message` event, None when it isn't one to look at.

    Looked at is what people from outside write in channels, and everything that is written in marked channels; never
    our own messages.
    """
    event = body["event"]
    if event.get("channel_type") not in _CHANNELS:
        return None
    change, message, before = _changed(event)
    if change is None or message.get("subtype") not in _SAID or _is_ours(message, watched.us):
        return None
    source = _source(body, event["channel"], message, watched)
    if source is None:
        return None
    return Heard(
        change,
        source,
        event["channel"],
        message["ts"],
        message.get("thread_ts"),
        None if _is_from_app(message) else message.get("user"),
        _author_name(message),
        message,
        before,
    )


def deleted_in(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Channel and `ts` of the message that the event says was deleted; None for any other event.

    A message with replies stays as a tombstone: Slack sends that as a change ("message_changed event").
    """
    if event.get("channel_type") not in _CHANNELS:
        return None
    if event.get("subtype") == "message_deleted":
        return event["channel"], event["deleted_ts"]
    message = event.get("message") or {}
    if event.get("subtype") == "message_changed" and message.get("subtype") == "tombstone":
        return event["channel"], message["ts"]
    return None


def moment_of(ts: str) -> datetime:
    """When a message was written, in UTC: its `ts` is seconds since 1970."""
    return datetime.fromtimestamp(float(ts), UTC)


def _changed(
    event: Mapping[str, Any],
) -> tuple[Change | None, Mapping[str, Any], Mapping[str, Any] | None]:
    if event.get("subtype") != "message_changed":
        return Change.SAID, event, None
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    # Slack sends a change, too, when it has unfolded a link.
    is_same = all(message.get(part) == before.get(part) for part in ("text", "blocks", "files"))
    return None if is_same else Change.EDITED, message, before


def _is_ours(message: Mapping[str, Any], us: str) -> bool:
    return message.get("user") == us or (message.get("bot_profile") or {}).get("user_id") == us


def _is_from_app(message: Mapping[str, Any]) -> bool:
    return bool(message.get("bot_id")) or message.get("user") in {None, "USLACKBOT"}


def _source(body: Mapping[str, Any], channel: str, message: Mapping[str, Any], watched: Watched) -> PraiseSource | None:
    if not _is_from_app(message) and (message["user"] in watched.outsiders or _is_of_other_team(body, message)):
        return PraiseSource.OUTSIDE
    return PraiseSource.CUSTOMERS_CHANNEL if channel in watched.marked else None


def _is_of_other_team(body: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
    team = message.get("user_team") or message.get("source_team")
    if not team or body.get("is_ext_shared_channel") is False:
        return False
    # In a shared channel the outer `team_id` need not be ours; the authorization is the installation that hears it.
    installations = body.get("authorizations") or [body]
    return all(team not in {one.get("team_id"), one.get("enterprise_id")} for one in installations)


def _author_name(message: Mapping[str, Any]) -> str:
    """The sender of a mail that was forwarded into the channel ("File object"), else what the author calls itself."""
    profile = message.get("user_profile") or {}
    app = message.get("bot_profile") or {}
    for file in message.get("files") or []:
        for sender in file.get("from") or [] if file.get("mode") == "email" else []:
            return str(sender.get("name") or sender.get("address") or "")
    name = message.get("username") or profile.get("real_name") or profile.get("display_name") or app.get("name")
    return str(name or "")
