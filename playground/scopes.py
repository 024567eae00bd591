"""What the app may call: the bot scopes of its manifest, as each method's page names them."""

from playground.arguments import Arguments
from playground.errors import SlackError
from playground.workspace import Workspace

_SCOPES = {
    "users.list": "users:read",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "users.profile.get": "users.profile:read",
    "team.profile.get": "users.profile:read",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
}
# These need the scope of the kind of conversation that they are about.
_BY_KIND = {
    "conversations.list": "read",
    "users.conversations": "read",
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.history": "history",
    "conversations.replies": "history",
}
_FAMILIES = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def _needed(workspace: Workspace, method: str, arguments: Arguments) -> list[str]:
    if method in _SCOPES:
        return [_SCOPES[method]]
    if method == "conversations.open":
        return ["mpim:write" if "," in (arguments.optional("users") or "") else "im:write"]
    if method not in _BY_KIND:
        return []
    if method in {"conversations.list", "users.conversations"}:
        types = (arguments.optional("types") or "public_channel").split(",")
        families = [_TYPES[kind] for kind in types if kind in _TYPES]
    else:
        conversation = workspace.conversations.get(arguments.optional("channel") or "")
        families = [_FAMILIES[conversation.kind]] if conversation else []
    return [f"{family}:{_BY_KIND[method]}" for family in families]


def check_scopes(workspace: Workspace, method: str, arguments: Arguments) -> None:
    """Raises SlackError `missing_scope` with `needed` and `provided`, as Slack does."""
    granted = workspace.manifest.scopes
    needed = _needed(workspace, method, arguments)
    if not granted.issuperset(needed):
        details = {"needed": ",".join(needed), "provided": ",".join(sorted(granted))}
        raise SlackError("missing_scope", details=details)
