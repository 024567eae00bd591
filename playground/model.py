"""What the playground's workspace consists of: plain values, with the shapes that Slack documents for them."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
# What Slack doesn't tell of a deactivated account.
_ONLY_OF_THE_ACTIVE = (
    "tz",
    "tz_label",
    "tz_offset",
    "is_admin",
    "is_owner",
    "is_primary_owner",
    "is_restricted",
    "is_ultra_restricted",
)


@dataclass(slots=True)
class Member:
    """A person, a guest, a stranger from another workspace, or the app's bot user.

    `fields` holds the values of the workspace's own profile fields by field id; `email` is shown to apps that may
    read it.
    """

    id: str
    team_id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/London"
    color: str = "9f69e7"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    email: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def tz_offset(self) -> int:
        """Seconds east of UTC at this moment."""
        offset = datetime.fromtimestamp(time.time(), UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def profile(self, *, with_email: bool, with_fields: bool = False) -> Json:
        """The profile as Slack sends it; the workspace's own fields come from `users.profile.get` alone."""
        shape: Json = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
        }
        if with_email and self.email:
            shape["email"] = self.email
        if with_fields:
            shape["fields"] = {name: {"value": value, "alt": ""} for name, value in self.fields.items()}
        return shape

    def to_slack(self, *, with_email: bool = False) -> Json:
        """The member as Slack sends it (page "User object"); the address needs the scope `users:read.email`."""
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "profile": self.profile(with_email=with_email),
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": True,
            "updated": 0,
        }
        if self.is_stranger:
            user["is_stranger"] = True
        if self.deleted:
            for name in _ONLY_OF_THE_ACTIVE:
                del user[name]
        return user


@dataclass(slots=True)
class Conversation:
    """A channel or a direct message: of two (`im`, without a name) or of several (`mpim`)."""

    id: str
    name: str
    kind: Literal["channel", "private", "im", "mpim"]
    members: set[str]
    topic: str = ""
    is_ext_shared: bool = False

    @property
    def is_direct(self) -> bool:
        return self.kind in {"im", "mpim"}

    def other(self, member_id: str) -> str:
        """The other member of a direct message (oneself when one talks to oneself)."""
        return next((m for m in sorted(self.members) if m != member_id), member_id)

    def to_slack(self, viewer: str) -> Json:
        """The conversation as `viewer` gets it (page "Conversation object")."""
        shape: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": False,
            "is_im": self.kind == "im",
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "private",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_org_shared": False,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
        }
        if self.kind == "im":
            return shape | {"user": self.other(viewer)}
        return shape | {
            "name": self.name,
            "name_normalized": self.name,
            "is_general": self.name == "general",
            "is_member": viewer in self.members,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass(slots=True)
class Message:
    """A message; `ephemeral_to` names the only person who sees it, `reactions` maps a name to those who reacted.

    `user` of another app's message is that app's `bot_id`: Slack names no user there (page "bot_message event").
    """

    channel: str
    ts: str
    user: str
    text: str
    bot_id: str | None = None
    app_name: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    edited: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    ephemeral_to: str | None = None
    deleted: bool = False

    def to_slack(self, team_id: str, *, with_metadata: bool = False) -> Json:
        """The message as in `conversations.history` (page "Message event")."""
        shape: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": team_id}
        if self.bot_id and self.user == self.bot_id:
            del shape["user"]
            shape |= {"subtype": "bot_message", "username": self.app_name}
        if self.bot_id:
            shape |= {"bot_id": self.bot_id, "bot_profile": {"id": self.bot_id, "name": self.app_name}}
        if self.blocks:
            shape["blocks"] = self.blocks
        if self.files:
            shape |= {"subtype": "file_share", "files": self.files, "upload": False}
        if self.attachments:
            shape["attachments"] = self.attachments
        if self.thread_ts:
            shape["thread_ts"] = self.thread_ts
        if self.edited:
            shape["edited"] = {"user": self.user, "ts": self.ts}
        if self.reactions:
            shape["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()]
        if with_metadata and self.metadata:
            shape["metadata"] = self.metadata
        return shape


@dataclass(slots=True)
class View:
    """A modal or a person's Home tab.

    `payload` is what the app sent (title, blocks, submit, close, …), with ids filled in; `state` is
    `{"values": {block_id: {action_id: {…}}}}`; `errors` maps a block id to the sentence shown below it.
    """

    id: str
    hash: str
    type: Literal["modal", "home"]
    owner: str
    payload: Json
    root_view_id: str
    previous_view_id: str | None = None
    state: Json = field(default_factory=lambda: {"values": {}})
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def callback_id(self) -> str:
        return str(self.payload.get("callback_id") or "")

    @property
    def private_metadata(self) -> str:
        return str(self.payload.get("private_metadata") or "")

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    def to_slack(self, *, team_id: str, app_id: str, bot_id: str) -> Json:
        """The view as Slack sends it in payloads and answers (page "Views")."""
        fixed: Json = {
            "id": self.id,
            "team_id": team_id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
            "hash": self.hash,
            "root_view_id": self.root_view_id,
            "previous_view_id": self.previous_view_id,
            "state": self.state,
        }
        defaults: Json = {
            "title": None,
            "close": None,
            "submit": None,
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return defaults | self.payload | fixed


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """A slash command as the manifest declares it; `name` begins with a slash."""

    name: str
    description: str
    usage_hint: str


@dataclass(frozen=True, slots=True)
class ShortcutInfo:
    """A message shortcut as the manifest declares it."""

    callback_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a person's act: `error` is Slack's word for it, `sentence` what the person reads."""

    ok: bool
    error: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that Slack itself shows to one person, such as a command that failed."""

    text: str
    channel: str | None = None
