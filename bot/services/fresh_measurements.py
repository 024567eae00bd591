"""Asking owners for fresh numbers: who is due now, and queueing one message for each."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import answerers
from bot.db import deliveries as delivery_rows
from bot.db import goals as goal_rows
from bot.db import measurements as measurement_rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.deliveries import Message
from bot.domain.fresh_measurements import (
    AskedPerson,
    StaleGoal,
    digest_day_to_ask_for,
    is_old,
    is_stale,
    week_of_asking,
)
from bot.domain.people import Person

A_BATCH = 20
"""People in one transaction: few enough to stay far from the store's patience."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """A message to be queued: to whom, about which goals. `today` is that person's date."""

    person: Person
    goals: tuple[StaleGoal, ...]
    today: date

    @property
    def purpose(self) -> str:
        """Once a person and week, so once a goal and week however often one looks."""
        return f"fresh:{self.person.id}:{week_of_asking(self.today)}"


def due_now(session: Session, workspace_id: str, now: datetime) -> Iterator[list[Ask]]:
    """Who is to be asked for fresh numbers right now and was not asked this week yet, in batches.

    A fixed number of statements however many people there are, but for lists that are too long for one.
    """
    settings = settings_rows.settings_of(session, workspace_id)
    # A day more on both sides: dates are the owners' own, everywhere on Earth.
    running = answerers.running_goals(session, workspace_id, now.date() - _DAY, now.date() + _DAY)
    people = people_rows.by_ids(session, workspace_id, {answered.person_id for answered in running})
    digests = answerers.managers_digests(session, workspace_id)
    paused = answerers.paused(session, workspace_id)
    days: dict[int, date] = {}
    for person in people.values():
        digest = digests.get(person.manager_id) if person.manager_id is not None else None
        day = digest_day_to_ask_for(AskedPerson(person, digest, paused.get(person.id)), settings, now)
        if day is not None:
            days[person.id] = day
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for answered in running:
        day = days.get(answered.person_id)
        if day is not None and is_old(answered.latest_on or answered.starts_on, day, settings.stale_after_days):
            wanted[answered.person_id].append(answered.goal_id)
    asks = [Ask(people[person_id], (), people[person_id].local(now).date()) for person_id in wanted]
    asked = answerers.asked_already(session, workspace_id, [ask.purpose for ask in asks])
    todo = [ask for ask in asks if ask.purpose not in asked]
    ids = [goal_id for ask in todo for goal_id in wanted[ask.person.id]]
    goals = goal_rows.by_ids(session, workspace_id, ids)
    latest = measurement_rows.latest_of(session, workspace_id, ids)
    batch: list[Ask] = []
    for ask in todo:
        stale = tuple(
            StaleGoal(goals[goal_id], latest.get(goal_id))
            for goal_id in wanted[ask.person.id]
            if is_stale(goals[goal_id], latest.get(goal_id), days[ask.person.id], ask.today, settings.stale_after_days)
        )
        if stale:
            batch.append(Ask(ask.person, stale, ask.today))
        if len(batch) == A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def ask(
    session: Session,
    workspace_id: str,
    asks: Sequence[Ask],
    draw: Callable[[Sequence[StaleGoal], date], Message],
    now: datetime,
) -> None:
    """Queues the messages; the same again changes nothing."""
    for one in asks:
        message = draw(one.goals, one.today)
        delivery_rows.queue(session, workspace_id, one.purpose, one.person.slack_id, message, now)
