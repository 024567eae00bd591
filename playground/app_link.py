"""The workspace's line to the app: the transport, its patience, repeated events, and what the app may use in return."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import slack_limits as limits
from playground.errors import NotAcknowledgedError
from playground.grants import ResponseUrls, Triggers
from playground.transport import Acknowledgement, Envelope, Transport

# Page "The Events API": almost at once, after a minute, after five minutes.
EVENT_RETRY_SECONDS = (1.0, 60.0, 300.0)
_REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}


@dataclass(slots=True)
class AppLink:
    """Sends envelopes; `patience_seconds` and `event_retry_seconds` can be shortened in tests."""

    transport: Transport
    triggers: Triggers = field(default_factory=Triggers)
    response_urls: ResponseUrls = field(default_factory=ResponseUrls)
    patience_seconds: float = limits.ACKNOWLEDGEMENT_SECONDS.value
    event_retry_seconds: tuple[float, ...] = EVENT_RETRY_SECONDS
    sent: deque[Envelope] = field(default_factory=lambda: deque(maxlen=500))
    _background: set[asyncio.Task[object]] = field(default_factory=set)

    async def send(self, envelope: Envelope) -> Acknowledgement:
        """Sends once; raises NotAcknowledgedError."""
        self.sent.append(envelope)
        return await self.transport.send(envelope, timeout=self.patience_seconds)

    async def send_event(self, envelope: Envelope) -> None:
        """Sends an event; raises NotAcknowledgedError of the first try, while the repetitions go on behind it."""
        try:
            await self.send(envelope)
        except NotAcknowledgedError as failed:
            self.start(self._repeat(envelope, failed.error))
            raise

    async def _repeat(self, envelope: Envelope, error: str) -> None:
        for attempt, delay in enumerate(self.event_retry_seconds, start=1):
            await asyncio.sleep(delay)
            self.sent.append(envelope)
            try:
                reason = _REASONS[error]
                await self.transport.send(envelope, timeout=self.patience_seconds, attempt=attempt, reason=reason)
            except NotAcknowledgedError as failed:
                error = failed.error
            else:
                return

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Runs something that nobody waits for, until it is done or the link is closed."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settled(self) -> None:
        """Waits for what is still under way, such as the repetitions of an event."""
        while self._background:
            await asyncio.gather(*self._background, return_exceptions=True)

    async def close(self) -> None:
        """Ends what is still under way, and the transport."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.transport.close()
