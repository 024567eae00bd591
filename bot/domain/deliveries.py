"""A delivery: one message that must reach Slack exactly once, and how long to wait between tries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

LONGEST_TRY = timedelta(seconds=15)
"""How long a worker tries to find and to post one delivery before it gives up for now."""

CLAIM = timedelta(seconds=25)
"""How long a worker may hold a delivery before another one takes it over, which is how late a message may be after a
crash. Longer than a try may take with its writes to the database: two workers never hold the same delivery."""

CLOCK_WAS_WRONG = timedelta(hours=2)
"""No delivery waits this long for its next try: one that is due later was queued by a clock that went ahead."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
MOST_ATTEMPTS = 20

PERMANENT_ERRORS = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cant_delete_message",
        "cant_update_message",
        "channel_not_found",
        "compliance_exports_prevent_deletion",
        "ekm_access_denied",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "messages_tab_disabled",
        "message_not_found",
        "metadata_too_large",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission",
        "no_text",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "users_not_found",
    }
)
"""Errors that trying again does not mend ("chat.postMessage", "chat.update", "chat.delete", "conversations.open")."""

GONE = frozenset({"message_not_found"})
"""What Slack answers about a message that isn't there any more ("chat.update", "chat.delete")."""

CHART = "data_visualization"
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""How Slack refuses a message for one of its blocks, a kind of block that it doesn't know among them."""


class DeliveryState(StrEnum):
    """Where a delivery stands.

    What was sent, or perhaps was, may be outdated (other words are to stand there) or unwanted (it is to go).
    """

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    OUTDATED = "outdated"
    UNWANTED = "unwanted"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack is to show. `text` reads well alone; `blocks` is Block Kit JSON."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """As the arguments that Slack's methods and acknowledgements take."""
        return {"text": self.text, "blocks": self.blocks}

    @property
    def has_charts(self) -> bool:
        """Whether there is a block that a workspace may not have yet ("Data visualization block")."""
        return any(block.get("type") == CHART for block in self.blocks)

    def without_charts(self) -> "Message":
        """The same without its charts, for a workspace that refuses them: the text beside them says the same."""
        return Message(self.text, [block for block in self.blocks if block.get("type") != CHART])


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one conversation.

    `id` is a UUID and travels in the message's metadata. `to` is a channel id, or a person's id for a direct message.
    `queued_at` is in UTC. `is_uncertain` says that an earlier try may have reached Slack, so that the conversation is
    to be looked through before posting again.
    """

    id: str
    workspace_id: str
    to: str
    message: Message
    queued_at: datetime
    attempts: int = 0
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A delivery whose message in Slack is to become what the delivery says now, or to go (`is_unwanted`).

    `posted` is where it stands, None where that has to be found out first.
    """

    delivery: Delivery
    posted: Posted | None
    is_unwanted: bool


def wait_after(attempts: int, retry_after: float | None = None) -> timedelta:
    """How long to wait after the given number of failed tries; Slack's own `Retry-After` (seconds) wins."""
    if retry_after is not None:
        return timedelta(seconds=max(retry_after, 1.0))
    doubled: timedelta = FIRST_WAIT * (2 ** min(max(attempts - 1, 0), 16))
    return min(doubled, LONGEST_WAIT)
