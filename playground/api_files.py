"""Web API methods of files (pages "files.getUploadURLExternal method", "files.completeUploadExternal method")."""

from playground.arguments import Arguments
from playground.errors import SlackError
from playground.model import Conversation, Json
from playground.workspace import Workspace

_CHANNEL_PATTERN = "^[CGDZ][A-Z0-9]{8,}$"
"""As Slack says it; the sample's ids are shorter, so their first letter alone is looked at."""


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    filename = arguments.text("filename")
    try:
        length = int(arguments.text("length"))
    except ValueError:
        raise SlackError("invalid_arguments", ["[ERROR] must provide an integer [json-pointer:/length]"]) from None
    upload = workspace.files.announce(filename, length)
    return {"upload_url": workspace.files.upload_url(upload), "file_id": upload.file_id}


def _place(workspace: Workspace, arguments: Arguments) -> Conversation | None:
    """Where to share, if anywhere; a person's id doesn't stand for the direct message, as in `chat.postMessage`."""
    channel = arguments.optional("channel_id")
    if channel is None:
        return None
    if channel[0] not in "CGDZ":
        sentence = f"[ERROR] input must match regex pattern: {_CHANNEL_PATTERN} [json-pointer:/channel_id]"
        raise SlackError("invalid_arguments", [sentence])
    conversation = workspace.contents.conversation(channel)
    if workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel" if conversation.kind == "channel" else "channel_not_found")
    return conversation


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Shares what was uploaded in one message; without a channel the files stay with the app."""
    wanted = arguments.structure("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, dict) and "id" in one for one in wanted):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    conversation = _place(workspace, arguments)
    uploads = workspace.files.complete([str(one["id"]) for one in wanted])
    place = conversation.id if conversation else None
    shared = [
        workspace.files.keep(upload, title=str(one.get("title") or ""), user=workspace.bot.id, channel=place)
        for upload, one in zip(uploads, wanted, strict=True)
    ]
    if conversation:
        body = {"text": arguments.optional("initial_comment") or "", "files": shared}
        message = workspace.replies.say(conversation.id, body, thread_ts=arguments.optional("thread_ts"))
        workspace.link.start(workspace.announce(message))
    return {"files": [{"id": file["id"], "title": file["title"]} for file in shared]}


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
