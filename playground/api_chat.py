"""Web API methods that write: messages and reactions (pages "chat.postMessage method", "reactions.add method", …)."""

from typing import Any

from playground.arguments import Arguments
from playground.errors import SlackError
from playground.model import Conversation, Json, Message
from playground.workspace import Workspace


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.structure("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    event_type = metadata.get("event_type")
    if not isinstance(event_type, str) or not event_type:
        raise SlackError("invalid_metadata_schema")
    return {"event_type": event_type, "event_payload": metadata["event_payload"]}


def _body(arguments: Arguments) -> Json:
    return {
        "text": arguments.optional("text"),
        "blocks": arguments.structure("blocks", error="invalid_blocks_format"),
        "attachments": arguments.structure("attachments"),
    }


def _target(workspace: Workspace, arguments: Arguments) -> Conversation:
    """The conversation by id or name; a person's id opens the direct message."""
    channel = arguments.text("channel")
    named = [c for c in workspace.conversations.values() if c.name and c.name == channel.removeprefix("#")]
    if channel in workspace.people and not workspace.people[channel].is_bot:
        return workspace.contents.direct_message(channel, workspace.bot.id)
    conversation = named[0] if named else workspace.contents.conversation(channel)
    if workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel" if conversation.kind == "channel" else "channel_not_found")
    return conversation


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = _target(workspace, arguments)
    body = _body(arguments) | {"metadata": _metadata(arguments)}
    thread_ts = arguments.optional("thread_ts")
    message = workspace.replies.say(conversation.id, body, thread_ts=thread_ts)
    workspace.link.start(workspace.announce(message))
    shown = message.to_slack(workspace.team_id, with_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = _target(workspace, arguments)
    user = workspace.contents.member(arguments.text("user"))
    if user.id not in conversation.members:
        raise SlackError("user_not_in_channel")
    message = workspace.replies.say(
        conversation.id, _body(arguments), thread_ts=arguments.optional("thread_ts"), ephemeral_to=user.id
    )
    return {"message_ts": message.ts}


def _own(workspace: Workspace, arguments: Arguments, refusal: str) -> Message:
    message = workspace.contents.message(
        workspace.contents.conversation(arguments.text("channel")).id, arguments.text("ts")
    )
    if message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != workspace.bot.id:
        raise SlackError(refusal)
    return message


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """What isn't given stays, except that a text without blocks takes the blocks away."""
    message = _own(workspace, arguments, "cant_update_message")
    before = workspace.as_sent(message)
    body: dict[str, Any] = _body(arguments)
    metadata = _metadata(arguments)
    workspace.replies.rewrite(message, body | ({"metadata": metadata} if metadata else {}))
    conversation = workspace.contents.conversation(message.channel)
    workspace.link.start(workspace.tell_changed(message, before, conversation))
    shown = message.to_slack(workspace.team_id)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    message = _own(workspace, arguments, "cant_delete_message")
    message.deleted = True
    workspace.link.start(workspace.tell_deleted(message))
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = workspace.contents.conversation(arguments.text("channel"))
    message = workspace.contents.message(conversation.id, arguments.text("message_ts"))
    place = f"{conversation.id}/p{message.ts.replace('.', '')}"
    return {
        "channel": conversation.id,
        "permalink": f"https://{workspace.payloads.domain}.slack.com/archives/{place}",
    }


def reactions_add(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = workspace.contents.conversation(arguments.text("channel"))
    if workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    ts, name = arguments.text("timestamp"), arguments.text("name").strip(":")
    if not workspace.contents.add_reaction(conversation.id, ts, name, workspace.bot.id):
        raise SlackError("already_reacted")
    return {}


def reactions_get(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = workspace.contents.conversation(arguments.text("channel"))
    message = workspace.contents.message(conversation.id, arguments.text("timestamp"))
    return {"type": "message", "channel": conversation.id, "message": message.to_slack(workspace.team_id)}


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "reactions.add": reactions_add,
    "reactions.get": reactions_get,
}
