"""Bad weather that can be switched on: rate limits, failing calls, blocks that a workspace doesn't have."""

import math
import time
from collections import deque
from dataclasses import dataclass, field

import slack_limits as limits
from playground.arguments import Arguments

_TIERS = {
    "users.list": limits.TIER_2_PER_MINUTE,
    "conversations.list": limits.TIER_2_PER_MINUTE,
    "users.conversations": limits.TIER_3_PER_MINUTE,
    "conversations.history": limits.TIER_3_PER_MINUTE,
    "conversations.replies": limits.TIER_3_PER_MINUTE,
    "conversations.info": limits.TIER_3_PER_MINUTE,
    "conversations.open": limits.TIER_3_PER_MINUTE,
    "chat.update": limits.TIER_3_PER_MINUTE,
    "chat.delete": limits.TIER_3_PER_MINUTE,
    "reactions.add": limits.TIER_3_PER_MINUTE,
    "team.profile.get": limits.TIER_3_PER_MINUTE,
    "users.lookupByEmail": limits.TIER_3_PER_MINUTE,
}


@dataclass(slots=True)
class RateLimits:
    """Slack's tiers per method and one message a second per channel, when `enabled` (page "Rate limits")."""

    enabled: bool = False
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, method: str, arguments: Arguments) -> int:
        """Seconds to wait before the call would be accepted; 0 accepts and counts it."""
        if not self.enabled:
            return 0
        if method == "chat.postMessage":
            return self._take(
                f"{method} {arguments.get('channel')}", limits.POSTS_PER_SECOND_AND_CHANNEL.value, seconds=1
            )
        return self._take(method, _TIERS.get(method, limits.TIER_4_PER_MINUTE).value, seconds=60)

    def _take(self, key: str, most: int, *, seconds: float) -> int:
        now = time.monotonic()
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= seconds:
            times.popleft()
        if len(times) >= most:
            return max(1, math.ceil(times[0] + seconds - now))
        times.append(now)
        return 0


@dataclass(slots=True)
class Faults:
    """Faults for the next calls of a method, in order, and kinds of block that are refused as long as they stand here.

    `500`: refused with a server error; `hang`: never answered; `drop`: carried out, and the connection ends before
    the answer has arrived; any other word is a refusal with that error of Slack's, such as `account_inactive`.

    `refused_blocks` names the types of a message's blocks that are answered `invalid_blocks`, as in a workspace
    that doesn't have them yet: `faults.refused_blocks.add("data_visualization")`.
    """

    refused_blocks: set[str] = field(default_factory=set)
    _next: dict[str, deque[str]] = field(default_factory=dict)

    def add(self, method: str, fault: str, *, times: int = 1) -> None:
        self._next.setdefault(method, deque()).extend([fault] * times)

    def take(self, method: str) -> str | None:
        waiting = self._next.get(method)
        return waiting.popleft() if waiting else None

    def waiting(self) -> dict[str, list[str]]:
        """The faults that are still to come, by method."""
        return {method: list(faults) for method, faults in self._next.items() if faults}

    def clear(self) -> None:
        """Fair weather again."""
        self._next.clear()
        self.refused_blocks.clear()
