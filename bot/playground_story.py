"""Tells the sample's story once, into a database that knows nothing yet: then a newcomer's first `/goal`, digest and
scorecard have something to say.

A technician whom customers love and whose help serves results, a busy one whose entries serve none, a 'small'
customer who is going quiet, a manager with a goal on track and one that isn't, a leader above them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import people as people_rows
from bot.db.customers import CustomerRow
from bot.db.database import Database, SqliteDatabase, open_database
from bot.db.deliveries import DeliveryRow
from bot.db.goals import GoalRow
from bot.db.migrate import check_schema, migrate
from bot.db.teams import TeamRow
from bot.db.work_logs import WorkLogRow
from bot.domain.people import Person
from bot.errors import CannotStart
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.settings import Settings
from bot.story.aims import set_goals
from bot.story.cast import (
    ACME_CHANNEL,
    COLLEAGUES,
    GLOBEX_SHARED,
    WEEKS,
    WORKSPACE,
    add_customers,
    place_people,
    set_workspace,
)
from bot.story.help_given import ask_those_helped, entries
from bot.story.looks import look_at_cards
from bot.story.recognition import Said, give_kudos, hear_customers

_log = structlog.stdlib.get_logger("praiseworthy.story")

_STILL_SENT = timedelta(days=3)
"""Messages that are younger are sent when the program starts; those of the weeks before were read long ago."""


async def tell(settings: Settings, clock: Clock) -> bool:
    """Writes the story into the settings' database, if that is new and Slack is the playground's sample.

    Gives whether it was told. A database or a Slack that can't be used is left to the start of the program to explain.
    """
    try:
        people, said = await _sample(settings, clock())
        database = open_database(settings.database_url)
    except (SlackRefused, SlackUnanswered, ModuleNotFoundError):
        return False
    try:
        await (migrate if isinstance(database, SqliteDatabase) else check_schema)(database)
        told = bool(people) and await tell_database(database, people, clock(), said)
    except (DBAPIError, OSError, TimeoutError, CannotStart):
        return False
    finally:
        await database.close()
    if told:
        _log.info("sample story told")
    return told


async def tell_database(database: Database, people: Sequence[Person], now: datetime, said: Sequence[Said] = ()) -> bool:
    """Writes the story into a database, however long that takes; False where it knows anything already."""
    return await database.run(lambda connection: _told(connection, people, now, said), reads=False)


async def _sample(settings: Settings, now: datetime) -> tuple[list[Person], list[Said]]:
    """The members of the sample workspace, and what was said about customers; nobody where Slack is another."""
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    async with aiohttp.ClientSession() as session:
        messenger = Messenger(token, settings.api_url, session)
        if (await messenger.identify()).get("team_id") != WORKSPACE:
            return [], []
        people = [person async for page in messenger.pages_of_people(WORKSPACE) for person in page]
        if not {person.slack_id for person in people if person.is_colleague} >= COLLEAGUES:
            return [], []
        said = [
            Said(channel, one["ts"], one["user"], one["text"], await messenger.permalink(channel, one["ts"]))
            for channel in (GLOBEX_SHARED, ACME_CHANNEL)
            for one in await messenger.latest_messages(channel, now - timedelta(weeks=WEEKS))
            if one.get("user")
        ]
    return people, said


def _told(connection: Connection, people: Sequence[Person], now: datetime, said: Sequence[Said]) -> bool:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        told = write_story(session, people, now, said)
        session.flush()
        if told:
            connection.commit()
        return told


def write_story(session: Session, people: Sequence[Person], now: datetime, said: Sequence[Said] = ()) -> bool:
    """Writes everything in one transaction; False, and nothing, where anything is known already."""
    if any(session.execute(select(row.id).limit(1)).first() for row in (WorkLogRow, GoalRow, CustomerRow, TeamRow)):
        return False
    people_rows.remember_workspace(session, WORKSPACE, "Northwind Support")
    people_rows.remember_many(session, people, now)
    ids = {person.slack_id: person.id for person in people_rows.everybody(session, WORKSPACE).values()}
    began = now - timedelta(weeks=WEEKS + 1)
    today = now.astimezone(UTC).date()
    place_people(session, ids, began)
    customers = add_customers(session, began)
    workspace = set_workspace(session, today, began)
    session.execute(insert(WorkLogRow), list(entries(ids, customers, today, workspace.holidays)))
    set_goals(session, ids, customers, now)
    ask_those_helped(session, now)
    give_kudos(session, now)
    hear_customers(session, said, workspace, now)
    look_at_cards(session, ids, now)
    session.execute(
        delete(DeliveryRow).where(DeliveryRow.workspace_id == WORKSPACE, DeliveryRow.created_at < now - _STILL_SENT)
    )
    return True
