"""A small workspace for digests, row by row: whatever a test doesn't say has a plain default."""

import datetime as dt
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.db.customers import CustomerRow
from bot.db.goals import GoalCustomerRow, GoalRow
from bot.db.measurements import MeasurementRow
from bot.db.people import PersonRow, folded
from bot.db.store import Store
from bot.db.teams import TeamRow
from bot.db.work_logs import WorkLogRow
from bot.domain.digests import LeaderDigest, ManagerDigest, PersonNote
from bot.domain.people import Person
from bot.domain.subscriptions import DigestKind, DueDigest, Period
from bot.services import people
from bot.services.digest_contents import leader_digests, manager_digests, person_notes

TODAY = dt.date(2026, 11, 23)
"""A Monday."""

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
WEEK = Period("2026-W47", dt.date(2026, 11, 16), dt.date(2026, 11, 22))
MONTH = Period("2026-10", dt.date(2026, 10, 1), dt.date(2026, 10, 31))


def day(ago: int) -> dt.date:
    """So many days ago."""
    return TODAY - dt.timedelta(days=ago)


class Story:
    """Adds rows to one workspace; every method returns the row's id."""

    def __init__(self, store: Store, workspace_id: str = "T0HERE") -> None:
        self.store = store
        self.workspace_id = workspace_id
        self._count = 0

    async def begin(self) -> "Story":
        """Makes the workspace known."""
        await self.store.write(people.learn_workspace, self.workspace_id, self.workspace_id)
        return self

    async def _add(self, row: type[Any], **values: Any) -> int:
        def use_case(session: Session) -> int:
            added = session.execute(insert(row).values(workspace_id=self.workspace_id, **values).returning(row.id))
            return int(added.scalar_one())

        return await self.store.write(use_case)

    def _key(self) -> str:
        self._count += 1
        return f"story:{self._count}"

    async def person(self, name: str, *, manager: int | None = None, team: int | None = None, **values: Any) -> int:
        """A colleague."""
        plain = {
            "slack_id": f"U0{name.upper()}",
            "name": name,
            "folded_name": folded(name),
            "time_zone": "Europe/Lisbon",
            "is_admin": False,
            "is_guest": False,
            "is_outside": False,
            "is_bot": False,
            "is_gone": False,
            "updated_at": NOW,
            "manager_id": manager,
            "team_id": team,
        }
        return await self._add(PersonRow, **(plain | values))

    async def team(self, name: str, lead: int | None = None, parent: int | None = None) -> int:
        """A team."""
        key = name.casefold()
        return await self._add(TeamRow, name=name, key=key, lead_id=lead, parent_id=parent, created_at=NOW)

    async def customer(self, name: str, *, is_important: bool = False) -> int:
        """A customer."""
        return await self._add(CustomerRow, name=name, is_important=is_important, created_at=NOW)

    async def goal(
        self,
        title: str,
        set_by: int,
        *,
        person: int | None = None,
        team: int | None = None,
        customers: Sequence[int] = (),
        points: Sequence[tuple[int, float]] = (),
        **values: Any,
    ) -> int:
        """A goal of a person, of a team or of the organisation, from 0 to 100 %; `points` are (days ago, value)."""
        plain: dict[str, Any] = {
            "title": title,
            "owner_kind": "person" if person else "team" if team else "organisation",
            "owner_person_id": person,
            "owner_team_id": team,
            "unit": "%",
            "direction": "up",
            "baseline": 0.0,
            "target": 100.0,
            "starts_on": day(50),
            "due_on": TODAY + dt.timedelta(days=50),
            "parent_id": None,
            "why": "",
            "tags": [],
            "is_activity": False,
            "state": "open",
            "agreement": "not_needed",
            "proposal": "",
            "times_asked": 0,
            "set_by_id": set_by,
            "origin_key": self._key(),
            "created_at": NOW - dt.timedelta(days=50),
        }
        goal = await self._add(GoalRow, **(plain | values))
        for customer in customers:
            await self._add(GoalCustomerRow, goal_id=goal, customer_id=customer)
        for ago, value in points:
            await self.measured(goal, ago, value)
        return goal

    async def measured(self, goal: int, ago: int, value: float, state: str = "counted") -> int:
        """A measurement so many days ago."""
        return await self._add(
            MeasurementRow,
            goal_id=goal,
            value=value,
            measured_on=day(ago),
            note="",
            source="typed",
            state=state,
            origin_key=self._key(),
            created_at=NOW,
        )

    async def helped(
        self,
        person: int,
        customer: int | None,
        *ago: int,
        minutes: int | None = 30,
        tags: Sequence[str] = (),
        **values: Any,
    ) -> None:
        """An entry on each of these days ago."""
        for days in ago:
            plain = {
                "person_id": person,
                "customer_id": customer,
                "summary": "helped",
                "minutes": minutes,
                "local_date": day(days),
                "helped": [],
                "tags": list(tags),
                "references": [],
                "links": [],
                "source": "line",
                "origin_key": self._key(),
                "typed": "helped",
                "created_at": NOW,
            }
            await self._add(WorkLogRow, **(plain | values))

    def due(self, person: int, kind: DigestKind = DigestKind.MANAGER, **values: Any) -> DueDigest:
        """A due digest of this person."""
        whose = Person(person, self.workspace_id, f"U{person}", "Somebody", "Europe/Lisbon", **values)
        period = MONTH if kind is DigestKind.LEADER else WEEK
        return DueDigest(person, self.workspace_id, kind, whose, whose.slack_id, period, TODAY)


async def managers(store: Store, *due: DueDigest) -> list[ManagerDigest]:
    """The managers' digests."""
    async with aclosing(store.stream(manager_digests, due)) as made:
        return [digest async for digest in made]


async def notes(store: Store, *due: DueDigest) -> list[PersonNote]:
    """The persons' notes."""
    async with aclosing(store.stream(person_notes, due)) as made:
        return [note async for note in made]


async def leaders(store: Store, *due: DueDigest) -> list[LeaderDigest]:
    """The leaders' digests."""
    async with aclosing(store.stream(leader_digests, due)) as made:
        return [digest async for digest in made]
