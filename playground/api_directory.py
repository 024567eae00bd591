"""Web API methods about the workspace: who and what is there (pages "auth.test method", "users.list method", …)."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

import slack_limits as limits
from playground.arguments import Arguments
from playground.errors import SlackError
from playground.model import Conversation, Json, Message
from playground.workspace import Workspace

Item = TypeVar("Item")


def _page(items: Sequence[Item], arguments: Arguments, *, default: int, most: int) -> tuple[list[Item], str]:
    """One page of items and the cursor of the next (empty on the last); raises SlackError `invalid_cursor`."""
    limit = arguments.number("limit", default, most=most)
    cursor = arguments.optional("cursor")
    try:
        start = int(base64.b64decode(cursor, validate=True).removeprefix(b"next:")) if cursor else 0
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    after = start + limit
    following = base64.b64encode(f"next:{after}".encode()).decode() if after < len(items) else ""
    return list(items[start:after]), following


def auth_test(workspace: Workspace, _arguments: Arguments) -> Json:
    return {
        "url": f"https://{workspace.payloads.domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    page, following = _page(
        list(workspace.people.values()), arguments, default=limits.PAGE_ITEMS.value, most=limits.PAGE_ITEMS.value
    )
    members = [m.to_slack(with_email=workspace.shows_email) for m in page]
    return {"members": members, "response_metadata": {"next_cursor": following}}


def users_info(workspace: Workspace, arguments: Arguments) -> Json:
    return {"user": workspace.contents.member(arguments.text("user")).to_slack(with_email=workspace.shows_email)}


def users_lookup_by_email(workspace: Workspace, arguments: Arguments) -> Json:
    """The member with this address; raises SlackError `users_not_found`, also for somebody who left."""
    wanted = arguments.text("email").casefold()
    for member in workspace.people.values():
        if member.email.casefold() == wanted and not member.deleted:
            return {"user": member.to_slack(with_email=True)}
    raise SlackError("users_not_found")


def users_profile_get(workspace: Workspace, arguments: Arguments) -> Json:
    """A profile with the workspace's own fields; without `user` the app's own."""
    member = workspace.contents.member(arguments.optional("user") or workspace.bot.id)
    profile = member.profile(with_email=workspace.shows_email, with_fields=True)
    if arguments.flag("include_labels"):
        for field in workspace.contents.profile_fields:
            if field["id"] in profile["fields"]:
                profile["fields"][field["id"]]["label"] = field["label"]
    return {"profile": profile}


def team_profile_get(workspace: Workspace, arguments: Arguments) -> Json:
    """The definitions of the workspace's own profile fields."""
    visibility = arguments.optional("visibility") or "all"
    if visibility not in {"all", "visible", "hidden"}:
        raise SlackError("invalid_arguments", ["[ERROR] visibility must be one of: all, visible, hidden"])
    shown = [
        field
        for field in workspace.contents.profile_fields
        if visibility == "all" or bool(field.get("is_hidden")) == (visibility == "hidden")
    ]
    return {"profile": {"fields": shown, "sections": []}}


def conversations_list(workspace: Workspace, arguments: Arguments) -> Json:
    """Public channels, and those of the other kinds that the app is in."""
    kinds = _kinds(arguments)
    shown = [
        c
        for c in workspace.conversations.values()
        if c.kind in kinds and (c.kind == "channel" or workspace.bot.id in c.members)
    ]
    return _channels(workspace, arguments, shown)


def users_conversations(workspace: Workspace, arguments: Arguments) -> Json:
    """The conversations that the app is in."""
    kinds = _kinds(arguments)
    shown = [c for c in workspace.conversations.values() if c.kind in kinds and workspace.bot.id in c.members]
    return _channels(workspace, arguments, shown)


def _kinds(arguments: Arguments) -> set[str]:
    """The kinds that `types` asks for; raises SlackError `invalid_types`."""
    names = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
    wanted = (arguments.optional("types") or "public_channel").split(",")
    if not set(wanted) <= set(names):
        raise SlackError("invalid_types")
    return {names[kind] for kind in wanted}


def _channels(workspace: Workspace, arguments: Arguments, shown: list[Conversation]) -> Json:
    page, following = _page(shown, arguments, default=100, most=limits.PAGE_ITEMS.value)
    return {
        "channels": [c.to_slack(workspace.bot.id) for c in page],
        "response_metadata": {"next_cursor": following},
    }


def _seen(workspace: Workspace, arguments: Arguments) -> Conversation:
    conversation = workspace.contents.conversation(arguments.text("channel"))
    if conversation.kind != "channel" and workspace.bot.id not in conversation.members:
        raise SlackError("channel_not_found")
    return conversation


def _joined(workspace: Workspace, arguments: Arguments) -> Conversation:
    conversation = _seen(workspace, arguments)
    if workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def conversations_info(workspace: Workspace, arguments: Arguments) -> Json:
    return {"channel": _seen(workspace, arguments).to_slack(workspace.bot.id)}


def conversations_members(workspace: Workspace, arguments: Arguments) -> Json:
    members = sorted(_seen(workspace, arguments).members)
    page, following = _page(members, arguments, default=100, most=limits.PAGE_ITEMS.value)
    return {"members": page, "response_metadata": {"next_cursor": following}}


def _direct_message(workspace: Workspace, users: list[str]) -> Conversation:
    """With one to eight people, besides the app."""
    if len(users) > limits.DIRECT_MESSAGE_USERS.value:
        raise SlackError("too_many_users")
    for user in users:
        member = workspace.contents.member(user)
        if member.is_bot:
            raise SlackError("cannot_dm_bot")
        if member.deleted:
            raise SlackError("user_disabled")
    return workspace.contents.direct_message(*users, workspace.bot.id)


def conversations_open(workspace: Workspace, arguments: Arguments) -> Json:
    channel = arguments.optional("channel")
    if channel:
        conversation = workspace.contents.conversation(channel)
        if not conversation.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
    else:
        conversation = _direct_message(workspace, arguments.text("users").split(","))
    if arguments.flag("return_im"):
        return {"channel": conversation.to_slack(workspace.bot.id)}
    return {"channel": {"id": conversation.id}}


def _history(workspace: Workspace, arguments: Arguments, messages: list[Message]) -> Json:
    oldest, latest = float(arguments.optional("oldest") or 0), float(arguments.optional("latest") or "inf")
    edges = {oldest, latest} if arguments.flag("inclusive") else set()
    within = [m for m in messages if oldest < float(m.ts) < latest or float(m.ts) in edges]
    page, following = _page(within, arguments, default=100, most=limits.HISTORY_ITEMS.value)
    with_metadata = arguments.flag("include_all_metadata")
    shown = [m.to_slack(workspace.team_id, with_metadata=with_metadata) for m in page]
    answer: Json = {"messages": shown, "has_more": bool(following)}
    if following:
        answer["response_metadata"] = {"next_cursor": following}
    return answer


def _kept(workspace: Workspace, conversation: Conversation) -> list[Message]:
    """A conversation's messages by `ts`; ephemeral and deleted ones are not part of its history."""
    messages = workspace.contents.messages.get(conversation.id, [])
    return sorted((m for m in messages if not m.deleted and not m.ephemeral_to), key=lambda m: m.ts)


def conversations_history(workspace: Workspace, arguments: Arguments) -> Json:
    """Newest first; replies in threads are left out."""
    kept = _kept(workspace, _joined(workspace, arguments))
    return _history(workspace, arguments, [m for m in reversed(kept) if m.thread_ts in {None, m.ts}])


def conversations_replies(workspace: Workspace, arguments: Arguments) -> Json:
    """The message that began the thread and its replies, oldest first."""
    kept = _kept(workspace, _joined(workspace, arguments))
    ts = arguments.text("ts")
    thread = [m for m in kept if ts in {m.ts, m.thread_ts}]
    if not thread:
        raise SlackError("thread_not_found")
    return _history(workspace, arguments, thread)


METHODS = {
    "auth.test": auth_test,
    "users.list": users_list,
    "users.info": users_info,
    "users.lookupByEmail": users_lookup_by_email,
    "users.profile.get": users_profile_get,
    "users.conversations": users_conversations,
    "team.profile.get": team_profile_get,
    "conversations.list": conversations_list,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.open": conversations_open,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
}
