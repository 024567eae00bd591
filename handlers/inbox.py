"""What works off an event that was kept (`jobs.inbox` calls it; `bot.app` brings the two together)."""

from collections.abc import Awaitable, Callable

from bot.db.inbox import InboxEvent

EventWorker = Callable[[InboxEvent], Awaitable[None]]
