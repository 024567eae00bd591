"""The workspace's contents in memory: members, conversations, messages, views; saved to one JSON file if wanted."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from playground.block_kit import with_ids
from playground.errors import SlackError
from playground.ids import new_id
from playground.model import Conversation, Json, Member, Message, View
from playground.view_stacks import ViewStacks

SAVE_DELAY_SECONDS = 0.5


@dataclass(slots=True)
class Contents:
    """What a workspace holds, without any behaviour of people or of the app.

    `profile_fields` are the definitions of its own profile fields; `read` is how far each person has read each
    conversation, by person and conversation, as the last `ts` seen; what was there when it `began` counts as read.
    """

    people: dict[str, Member] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    views: ViewStacks = field(default_factory=ViewStacks)
    last_microseconds: int = 0
    profile_fields: list[Json] = field(default_factory=list)
    read: dict[str, dict[str, str]] = field(default_factory=dict)
    began: str = ""

    def new_ts(self) -> str:
        """A message's `ts`: the time in microseconds, and later than any given before, also after a restart."""
        self.last_microseconds = max(time.time_ns() // 1000, self.last_microseconds + 1)
        seconds, rest = divmod(self.last_microseconds, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def conversation(self, channel_id: str) -> Conversation:
        """Raises SlackError `channel_not_found`."""
        if channel_id not in self.conversations:
            raise SlackError("channel_not_found")
        return self.conversations[channel_id]

    def member(self, person_id: str) -> Member:
        """Raises SlackError `user_not_found`."""
        if person_id not in self.people:
            raise SlackError("user_not_found")
        return self.people[person_id]

    def message(self, channel_id: str, ts: str) -> Message:
        """Raises SlackError `message_not_found`."""
        for message in reversed(self.messages.get(channel_id, [])):
            if message.ts == ts and not message.deleted:
                return message
        raise SlackError("message_not_found")

    def add_message(self, message: Message) -> Message:
        message.blocks = with_ids(message.blocks)
        self.messages.setdefault(message.channel, []).append(message)
        return message

    def add_reaction(self, channel_id: str, ts: str, name: str, person_id: str) -> bool:
        """False when the person reacted so before; nobody can react to an ephemeral message."""
        message = self.message(channel_id, ts)
        if message.ephemeral_to:
            raise SlackError("message_not_found")
        who = message.reactions.setdefault(name, [])
        if person_id in who:
            return False
        who.append(person_id)
        return True

    def remove_reaction(self, channel_id: str, ts: str, name: str, person_id: str) -> bool:
        """False when there was no such reaction."""
        message = self.message(channel_id, ts)
        who = message.reactions.get(name, [])
        if person_id not in who:
            return False
        who.remove(person_id)
        if not who:
            del message.reactions[name]
        return True

    def direct_message(self, *member_ids: str) -> Conversation:
        """The direct message of these members, two or more; it is opened when there is none yet."""
        members = set(member_ids)
        for conversation in self.conversations.values():
            if conversation.is_direct and conversation.members == members:
                return conversation
        if len(members) > 2:
            name = f"mpdm-{'--'.join(sorted(self.member(one).name for one in members))}-1"
            opened = Conversation(id=new_id("G"), name=name, kind="mpim", members=members)
        else:
            opened = Conversation(id=new_id("D"), name="", kind="im", members=members)
        self.conversations[opened.id] = opened
        return opened

    def to_json(self) -> Json:
        """Everything but the open modals."""
        return {
            "people": [asdict(person) for person in self.people.values()],
            "conversations": [asdict(c) | {"members": sorted(c.members)} for c in self.conversations.values()],
            "messages": [asdict(message) for channel in self.messages.values() for message in channel],
            "homes": [asdict(view) for view in self.views.homes.values()],
            "last_microseconds": self.last_microseconds,
            "profile_fields": self.profile_fields,
            "read": self.read,
            "began": self.began,
        }

    @classmethod
    def from_json(cls, saved: Json) -> "Contents":
        contents = cls(
            last_microseconds=saved["last_microseconds"],
            profile_fields=saved.get("profile_fields", []),
            read=saved.get("read", {}),
            began=saved.get("began", ""),
        )
        contents.people = {p["id"]: Member(**p) for p in saved["people"]}
        for conversation in saved["conversations"]:
            members = set(conversation["members"])
            contents.conversations[conversation["id"]] = Conversation(**conversation | {"members": members})
        for message in saved["messages"]:
            contents.messages.setdefault(message["channel"], []).append(Message(**message))
        contents.views.homes = {view["owner"]: View(**view) for view in saved["homes"]}
        return contents


def load(path: Path, otherwise: Callable[[], Contents]) -> Contents:
    """The saved contents, or new ones when nothing was saved; raises ValueError when the file can't be read."""
    if not path.exists():
        return otherwise()
    try:
        return Contents.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a state file of the playground; remove it to begin anew") from error


@dataclass(slots=True)
class Saver:
    """Writes the contents a moment after a change, in one replacement, so that the file is never half written."""

    path: Path
    contents: Contents
    _timer: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SAVE_DELAY_SECONDS, self.save)

    def save(self) -> None:
        """Writes now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(f"{self.path.suffix}.new")
        new.write_text(json.dumps(self.contents.to_json(), ensure_ascii=False), encoding="utf-8")
        new.replace(self.path)
