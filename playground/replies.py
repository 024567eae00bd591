"""What the app says: acknowledgements of commands, response URLs, options, messages of the Web API."""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from playground.block_kit import check_message, with_ids
from playground.elements import OPTION_GROUPS, OPTIONS
from playground.errors import SlackError
from playground.grants import ResponseGrant
from playground.model import Json, Member, Message
from playground.schema import Problems
from playground.store import Contents
from playground.transport import Acknowledgement


def accepted(text: Any, blocks: Any, refused: Set[str] = frozenset()) -> None:
    """Raises SlackError `no_text`, `msg_too_long` or `invalid_blocks` when Slack would refuse the message.

    `refused` are types of blocks that this workspace doesn't have.
    """
    problems = check_message(text, blocks, refused)
    for name in ("no_text", "msg_too_long"):
        if any(name in problem for problem in problems if "json-pointer:/text" in problem):
            raise SlackError(name)
    if problems:
        raise SlackError("invalid_blocks", problems)


@dataclass(slots=True)
class Replies:
    """Writes the app's messages into the workspace."""

    contents: Contents
    bot: Member
    bot_id: str
    app_name: str
    refused_blocks: set[str] = field(default_factory=set)

    def say(
        self, channel_id: str, body: Json, *, thread_ts: str | None = None, ephemeral_to: str | None = None
    ) -> Message:
        """A new message of the app; raises SlackError when Slack would refuse it."""
        text, blocks = body.get("text"), body.get("blocks") or []
        files = body.get("files") or []
        # A file needs no words with it.
        accepted(text or (" " if files else text), blocks, self.refused_blocks)
        return self.contents.add_message(
            Message(
                channel_id,
                self.contents.new_ts(),
                self.bot.id,
                text or "",
                bot_id=self.bot_id,
                app_name=self.app_name,
                blocks=blocks,
                attachments=body.get("attachments") or [],
                files=files,
                thread_ts=thread_ts,
                metadata=body.get("metadata"),
                ephemeral_to=ephemeral_to,
            )
        )

    def rewrite(self, message: Message, body: Json) -> None:
        """New content for a message of the app; raises SlackError when Slack would refuse it."""
        accepted(body.get("text"), body.get("blocks") or [], self.refused_blocks)
        message.text = body.get("text") or ""
        message.blocks = with_ids(body.get("blocks") or [])
        message.attachments = body.get("attachments") or []
        message.metadata = body.get("metadata", message.metadata)
        message.edited = message.ephemeral_to is None

    def answer(self, grant: ResponseGrant, body: Json) -> Message | None:
        """An acknowledgement or a response URL's content: ephemeral unless it says `in_channel`.

        `replace_original` and `delete_original` concern the message that was acted on.
        """
        original = self.contents.message(grant.channel_id, grant.message_ts) if grant.message_ts else None
        if original and body.get("delete_original"):
            original.deleted = True
            return None
        if original and body.get("replace_original"):
            self.rewrite(original, body)
            return original
        in_channel = body.get("response_type") == "in_channel"
        return self.say(
            grant.channel_id,
            body,
            thread_ts=body.get("thread_ts") or grant.thread_ts,
            ephemeral_to=None if in_channel else grant.person_id,
        )

    @staticmethod
    def options(answer: Acknowledgement) -> list[Json]:
        """Options or option groups for an external select; raises SlackError when Slack would refuse them."""
        body = answer if isinstance(answer, dict) else {}
        problems: Problems = []
        name, check = ("option_groups", OPTION_GROUPS) if "option_groups" in body else ("options", OPTIONS)
        found = body.get(name)
        if found == []:
            return []
        check(found, f"/{name}", problems)
        if problems:
            raise SlackError("invalid_arguments", problems)
        return list(found or [])
