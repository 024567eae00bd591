"""What the app may do for a moment: use a trigger to open a modal, use a response URL to answer.

Pages "Modals" (a trigger lives 3 seconds and is used once) and "Handling user interaction" (a response URL lives
30 minutes and is used up to 5 times).
"""

import secrets
import time
from dataclasses import dataclass, field

import slack_limits as limits
from playground.errors import SlackError


@dataclass(slots=True)
class _Trigger:
    person_id: str
    made: float
    used: bool = False


@dataclass(slots=True)
class Triggers:
    """Trigger ids by person; `life_seconds` can be shortened in tests."""

    life_seconds: float = limits.TRIGGER_SECONDS.value
    _made: dict[str, _Trigger] = field(default_factory=dict)

    def add(self, trigger_id: str, person_id: str) -> None:
        self._made[trigger_id] = _Trigger(person_id, time.monotonic())

    def exchange(self, trigger_id: str) -> str:
        """Uses a trigger and gives its person's id; raises SlackError when it is unknown, used or too old."""
        trigger = self._made.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.made > self.life_seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.person_id


@dataclass(slots=True)
class ResponseGrant:
    """Who may be answered through a response URL: the person, where, and the message that was acted on."""

    person_id: str
    channel_id: str
    message_ts: str | None
    thread_ts: str | None = None
    made: float = field(default_factory=time.monotonic)
    uses: int = 0


@dataclass(slots=True)
class ResponseUrls:
    """Response URLs by their unguessable last part; `base` is where they begin."""

    base: str = ""
    life_seconds: float = limits.RESPONSE_URL_SECONDS.value
    _made: dict[str, ResponseGrant] = field(default_factory=dict)

    def add(self, grant: ResponseGrant) -> str:
        """The URL to send to the app."""
        key = secrets.token_urlsafe(24)
        self._made[key] = grant
        return f"{self.base}/{key}"

    def use(self, key: str) -> ResponseGrant:
        """Counts one use; raises SlackError `used_url` or `expired_url`."""
        grant = self._made.get(key)
        if grant is None or time.monotonic() - grant.made > self.life_seconds:
            raise SlackError("expired_url")
        if grant.uses >= limits.RESPONSE_URL_USES.value:
            raise SlackError("used_url")
        grant.uses += 1
        return grant
