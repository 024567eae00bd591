"""The product's side of the playground's sample: what the team has logged, aimed for and measured before today.

Told once, into a database that knows nothing yet, so that a newcomer's first `/goal` and digest have something to say:
a technician whom customers love and whose help serves results, a busy one whose entries serve none, a 'small'
customer who is going quiet, a manager with a goal on track and one that isn't, a leader above them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import aiohttp
import structlog
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import customers as customer_rows
from bot.db import measurements as measurement_rows
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.db.customers import CustomerChannelRow, CustomerNameRow, CustomerRow
from bot.db.database import SqliteDatabase, open_database
from bot.db.goals import GoalRow
from bot.db.migrate import check_schema, migrate
from bot.db.teams import TeamRow
from bot.db.work_logs import WorkLogRow
from bot.domain.customers import customer_key
from bot.domain.goal_pages import ActivityFound, GoalWish
from bot.domain.goals import Direction, MeasurementSource, OwnerKind
from bot.domain.measurements import NewMeasurement
from bot.domain.people import Person, Place, Role, Team, name_key
from bot.domain.work_logs import Source
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import CannotStart
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.services import goals
from bot.services.acting import Asker
from bot.settings import Settings
from handlers.goals import MESSAGES

_log = structlog.stdlib.get_logger("praiseworthy.story")

WORKSPACE = "T0NORTHWIND"
"""The playground's sample workspace; the story is about its people and is told nowhere else."""

KUDOS = "C0KUDOS"
ANA, BRUNO, CHIDI, MAYA, LEO = "U0ANA", "U0BRUNO", "U0CHIDI", "U0MAYA", "U0LEO"
WEEKS = 12
"""Weeks before this one that the entries cover."""

_GOALS_BEGAN = 10
_GOALS_LAST = 20
"""Weeks: the goals began ten weeks ago and are half way."""

_CUSTOMERS = {
    "Acme": (("Acme Corp", "Acme Corporation"), True, "C0ACME"),
    "Globex Retail": (("Globex",), True, "C0GLOBEX"),
    "Finance": (("Finance department",), False, None),
}
"""Aliases, whether they are important, and their channel."""


@dataclass(frozen=True, slots=True)
class _Habit:
    """Help that somebody gives again and again: on which weekdays (0 is Monday) of which weeks, counted back."""

    who: str
    customer: str | None
    weekdays: tuple[int, ...]
    texts: tuple[str, ...]
    minutes: tuple[int, ...]
    tags: tuple[str, ...] = ()
    weeks: tuple[int, int] = (0, WEEKS)
    times_a_day: int = 1


_HABITS = (
    _Habit(
        ANA,
        "Acme",
        (0, 2, 4),
        (
            "walked the warehouse team through the new VPN token",
            "stayed on the phone until everybody at the loading dock was in",
            "showed the shift lead how to see an expired certificate",
            "sat with Acme's night shift while they tried the new scanners",
        ),
        (45, 60, 35, 50),
        ("vpn", "first-contact"),
    ),
    _Habit(
        ANA,
        "Globex Retail",
        (1,),
        (
            "looked at the store tablets in Milan with their night shift",
            "explained the tablet sync to the new store manager in Turin",
            "talked Globex through the certificate on two tablets",
        ),
        (60, 75, 50),
        ("tablets",),
        # Every week until five weeks ago, then silence.
        weeks=(5, WEEKS),
    ),
    _Habit(
        BRUNO,
        None,
        (0, 1, 2, 3, 4),
        (
            "reset a password",
            "unlocked an account",
            "restarted the print queue",
            "answered a question about the VPN token",
            "reset the same password again",
        ),
        (5, 10, 5, 8, 5),
        ("tickets",),
        times_a_day=3,
    ),
    _Habit(
        CHIDI,
        "Finance",
        (1, 3),
        ("cleared Outlook's password loop for Finance", "set up the month-end share for Finance"),
        (25, 40),
        ("outlook",),
    ),
    _Habit(CHIDI, "Acme", (3,), ("checked Acme's token renewals before the weekend",), (20,), ("vpn",)),
)


@dataclass(frozen=True, slots=True)
class _Aim:
    """A goal with its weekly measurements, oldest first; `parent` is another aim's name."""

    name: str
    setter: str
    title: str
    owner_kind: OwnerKind
    unit: str
    direction: Direction
    baseline: float
    target: float
    why: str
    measured: tuple[float, ...] = ()
    owner: str | None = None
    parent: str | None = None
    customer: str | None = None
    tags: tuple[str, ...] = ()
    set_weeks_ago: int = _GOALS_BEGAN


_AIMS = (
    _Aim(
        "satisfaction",
        LEO,
        "Customer satisfaction",
        OwnerKind.ORGANISATION,
        "points",
        Direction.UP,
        4.1,
        4.6,
        "Customers who feel heard stay, and tell others.",
        (4.1, 4.1, 4.15, 4.2, 4.2, 4.25, 4.3, 4.3, 4.35, 4.4),
    ),
    _Aim(
        "first contact",
        MAYA,
        "First-contact resolution for Acme",
        OwnerKind.TEAM,
        "%",
        Direction.UP,
        62,
        80,
        "Nobody at Acme should have to call twice for the same thing.",
        (62, 63, 63, 65, 66, 68, 68, 70, 71, 73),
        parent="satisfaction",
        customer="Acme",
        tags=("first-contact",),
    ),
    _Aim(
        "reopened",
        MAYA,
        "Reopened tickets",
        OwnerKind.TEAM,
        "%",
        Direction.DOWN,
        14,
        6,
        "A ticket that comes back was never solved for the customer.",
        (14, 13.8, 13.5, 13.9, 13.2, 13.4, 13, 13.6, 13.1, 13.3),
        parent="satisfaction",
    ),
    _Aim(
        "own reopened",
        MAYA,
        "Tickets that come back to Bruno",
        OwnerKind.PERSON,
        "%",
        Direction.DOWN,
        18,
        8,
        "Solved once is worth more than closed twice.",
        owner=BRUNO,
        parent="reopened",
        set_weeks_ago=0,
    ),
)


async def tell(settings: Settings, clock: Clock) -> bool:
    """Writes the story into the settings' database, if that is new and Slack is the playground's sample.

    Gives whether it was told. A database or a Slack that can't be used is left to the start of the program to explain.
    """
    try:
        people = await _sample_people(settings)
        database = open_database(settings.database_url)
    except (SlackRefused, SlackUnanswered, ModuleNotFoundError):
        return False
    try:
        await (migrate if isinstance(database, SqliteDatabase) else check_schema)(database)
        told = bool(people) and await database.run(lambda connection: _told(connection, people, clock()), reads=False)
    except (DBAPIError, OSError, TimeoutError, CannotStart):
        return False
    finally:
        await database.close()
    if told:
        _log.info("sample story told")
    return told


async def _sample_people(settings: Settings) -> list[Person]:
    """The members of the sample workspace; nobody where Slack is another."""
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    async with aiohttp.ClientSession() as session:
        messenger = Messenger(token, settings.api_url, session)
        if (await messenger.identify()).get("team_id") != WORKSPACE:
            return []
        people = [person async for page in messenger.pages_of_people(WORKSPACE) for person in page]
    here = {person.slack_id for person in people if person.is_colleague}
    return people if here.issuperset({ANA, BRUNO, CHIDI, MAYA, LEO}) else []


def _told(connection: Connection, people: Sequence[Person], now: datetime) -> bool:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        told = write_story(session, people, now)
        session.flush()
        if told:
            connection.commit()
        return told


def write_story(session: Session, people: Sequence[Person], now: datetime) -> bool:
    """Writes everything in one transaction; False, and nothing, where anything is known already."""
    if any(session.execute(select(row.id).limit(1)).first() for row in (WorkLogRow, GoalRow, CustomerRow, TeamRow)):
        return False
    people_rows.remember_workspace(session, WORKSPACE, "Northwind Support")
    people_rows.remember_many(session, people, now)
    ids = {person.slack_id: person.id for person in people_rows.everybody(session, WORKSPACE).values()}
    began = now - timedelta(weeks=WEEKS)
    _place_people(session, ids, began)
    customers = {name: _add_customer(session, name, began) for name in _CUSTOMERS}
    session.execute(insert(WorkLogRow), list(_entries(ids, customers, now.astimezone(UTC).date())))
    _set_goals(session, ids, customers, now)
    settings_rows.save(session, WORKSPACE, WorkspaceSettings(kudos_channel=KUDOS))
    return True


def _place_people(session: Session, ids: dict[str, int], now: datetime) -> None:
    support = team_rows.add(session, WORKSPACE, "Support", name_key("Support"), now)
    team_rows.change(session, WORKSPACE, [Team(support.id, support.name, None, ids[MAYA])])
    technician = Place(Role.TECHNICIAN, ids[MAYA], support.id)
    places = {ids[slack_id]: technician for slack_id in (ANA, BRUNO, CHIDI)}
    places[ids[MAYA]] = Place(Role.MANAGER, ids[LEO], support.id)
    places[ids[LEO]] = Place(Role.LEADER, None, None)
    people_rows.place_many(session, WORKSPACE, places, now)


def _add_customer(session: Session, name: str, now: datetime) -> int:
    aliases, is_important, channel = _CUSTOMERS[name]
    added = customer_rows.add(session, WORKSPACE, name, customer_key(name), now)
    belongs = {"workspace_id": WORKSPACE, "customer_id": added.id}
    session.execute(
        insert(CustomerNameRow), [{**belongs, "key": customer_key(alias), "name": alias} for alias in aliases]
    )
    if channel:
        session.execute(insert(CustomerChannelRow), [{**belongs, "channel": channel}])
    customer_rows.mark_important(session, WORKSPACE, added.id, is_important)
    return added.id


def _entries(ids: dict[str, int], customers: dict[str, int], today: date) -> Iterator[dict[str, Any]]:
    """Rows of work logs up to yesterday, so that nothing stands in today's list that one didn't log oneself."""
    monday = today - timedelta(days=today.weekday())
    number = 0
    for habit in _HABITS:
        first, last = habit.weeks
        days = [
            monday - timedelta(weeks=week) + timedelta(days=weekday)
            for week in range(last, first - 1, -1)
            for weekday in habit.weekdays
        ]
        times = [day for day in days if day < today for _ in range(habit.times_a_day)]
        for at, day in enumerate(times):
            number += 1
            text = habit.texts[at % len(habit.texts)]
            minutes = habit.minutes[at % len(habit.minutes)]
            yield {
                "workspace_id": WORKSPACE,
                "person_id": ids[habit.who],
                "customer_id": customers[habit.customer] if habit.customer else None,
                "summary": text,
                "minutes": minutes,
                "local_date": day,
                "local_time": None,
                "helped": [],
                "tags": list(habit.tags),
                "references": [],
                "links": [],
                "source": Source.LINE.value,
                "origin_key": f"story:{number}",
                "typed": f"{minutes}m {text}",
                "permalink": None,
                "created_at": _evening(day),
            }


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(17), UTC)


def _set_goals(session: Session, ids: dict[str, int], customers: dict[str, int], now: datetime) -> None:
    """Sets the goals through the use case that `/goal` has, as of the day they were set, and measures them weekly."""
    today = now.astimezone(UTC).date()
    starts_on = today - timedelta(weeks=_GOALS_BEGAN)
    support = team_rows.by_key(session, WORKSPACE, name_key("Support"))
    owners = {
        OwnerKind.ORGANISATION: None,
        OwnerKind.TEAM: support.id if support else None,
    }
    made: dict[str, int] = {}
    for aim in _AIMS:
        wish = GoalWish(
            title=aim.title,
            owner_kind=aim.owner_kind,
            owner_id=ids[aim.owner] if aim.owner else owners[aim.owner_kind],
            unit=aim.unit,
            direction=aim.direction,
            baseline=aim.baseline,
            target=aim.target,
            starts_on=starts_on if aim.set_weeks_ago else today,
            due_on=starts_on + timedelta(weeks=_GOALS_LAST),
            parent_id=made[aim.parent] if aim.parent else None,
            why=aim.why,
            customer_ids=(customers[aim.customer],) if aim.customer else (),
            tags=aim.tags,
        )
        set_at = now - timedelta(weeks=aim.set_weeks_ago)
        request = f"story:{aim.name}"
        receipt = goals.set_wish(session, Asker(WORKSPACE, aim.setter), wish, request, set_at, MESSAGES)
        if isinstance(receipt, ActivityFound):
            raise TypeError(f"the story's goal {aim.title} counts activity")
        made[aim.name] = receipt.goal.id
        _measure(session, receipt.goal.id, aim, ids[aim.setter], starts_on)


def _measure(session: Session, goal_id: int, aim: _Aim, given_by: int, starts_on: date) -> None:
    """One number a week: the last is three days old."""
    for week, value in enumerate(aim.measured, start=1):
        on = starts_on + timedelta(weeks=week, days=-3)
        new = NewMeasurement(goal_id, value, on, MeasurementSource.FORM, given_by)
        measurement_rows.add(session, WORKSPACE, new, f"story:{aim.name}:{week}", _evening(on))
