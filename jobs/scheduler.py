"""The one scheduler. It decides only when to look; what is due stands in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.db.inbox import InboxEvent
from bot.db.store import Store
from bot.messenger import Messenger
from bot.precedence import Precedence
from jobs.deliveries import amend_due, deliver_due
from jobs.digests import enrol, send_due_digests
from jobs.forgetting import go_on_forgetting
from jobs.fresh_measurements import ask_for_fresh_measurements
from jobs.help_questions import ask_those_helped
from jobs.inbox import forget_old_events, work_off_events
from jobs.managers import ManagersFromProfiles
from jobs.members import learn_members
from jobs.praise_prompts import ask_about_praise_again
from jobs.retention import remove_what_is_old

Job = Callable[[], Coroutine[Any, Any, None]]

GRACE_SECONDS = 30
"""A run that starts this late still runs (APScheduler's own default is one second)."""

DELIVERIES_AT_ONCE = 8
"""Runs of the delivery worker that may overlap, each with the deliveries that it has claimed."""


class Schedule:
    """The scheduler with its jobs, none overlapping itself unless it may. Use it inside the running event loop."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": GRACE_SECONDS}
        )
        self._in_hand: set[asyncio.Task[None]] = set()

    def every(
        self, interval: timedelta, job: Job, name: str, first: datetime | None = None, *, at_once: int = 1
    ) -> None:
        """Runs `job` at each interval; the first time at `first`, else after one interval.

        `at_once` runs of it may overlap.
        """
        at_first = {} if first is None else {"next_run_time": first}
        self._scheduler.add_job(
            partial(self._run, job),
            "interval",
            seconds=interval.total_seconds(),
            id=name,
            name=name,
            max_instances=at_once,
            **at_first,
        )

    def start(self) -> None:
        """Begins to run jobs."""
        self._scheduler.start()

    async def stop(self, grace: float) -> None:
        """Starts no more jobs; those in hand may take `grace` seconds more."""
        self._scheduler.pause()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=grace)
        self._scheduler.shutdown(wait=False)

    async def _run(self, job: Job) -> None:
        # A task of our own: the scheduler's shutdown cancels its tasks, and a message may be on its way to Slack.
        task = asyncio.ensure_future(job())
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await asyncio.shield(task)


def build_schedule(
    *,
    workspace_id: str,
    workers: Mapping[str, Callable[[InboxEvent], Awaitable[None]]],
    store: Store,
    messenger: Messenger,
    clock: Clock,
    precedence: Precedence,
) -> Schedule:
    """All jobs of the program."""
    schedule = Schedule()
    work_off = partial(work_off_events, workers=workers, store=store, clock=clock, precedence=precedence)
    deliver = partial(deliver_due, store=store, messenger=messenger, clock=clock)
    learn = partial(learn_members, workspace_id=workspace_id, store=store, messenger=messenger, clock=clock)
    schedule.every(timedelta(seconds=0.5), work_off, "inbox")
    # One call that Slack doesn't answer must not hold up everybody else's messages.
    schedule.every(timedelta(seconds=1), deliver, "deliveries", at_once=DELIVERIES_AT_ONCE)
    amend = partial(amend_due, store=store, messenger=messenger, clock=clock)
    schedule.every(timedelta(seconds=1), amend, "amendments", at_once=2)
    schedule.every(timedelta(days=1), learn, "members", first=clock())
    subscribe = partial(enrol, workspace_id=workspace_id, store=store, clock=clock)
    send_digests = partial(send_due_digests, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(hours=1), subscribe, "subscriptions", first=clock())
    schedule.every(timedelta(seconds=20), send_digests, "digests", first=clock())
    ask = partial(ask_for_fresh_measurements, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(minutes=15), ask, "fresh-measurements", first=clock())
    ask_helped = partial(ask_those_helped, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(minutes=15), ask_helped, "help-questions", first=clock())
    again = partial(ask_about_praise_again, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(minutes=5), again, "praise-prompts", first=clock())
    schedule.every(timedelta(hours=6), partial(forget_old_events, store=store, clock=clock), "old-events")
    forget = partial(go_on_forgetting, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(seconds=2), forget, "forgetting")
    # What is old is so by the day: of the day's runs the first removes, and the others are for a first that failed.
    remove = partial(remove_what_is_old, workspace_id=workspace_id, store=store, clock=clock)
    schedule.every(timedelta(hours=6), remove, "retention", first=clock())
    managers = ManagersFromProfiles(workspace_id=workspace_id, store=store, messenger=messenger, clock=clock)
    schedule.every(timedelta(seconds=30), managers.look, "managers")
    return schedule
