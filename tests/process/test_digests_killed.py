"""300 digests while the program is killed again and again and Slack fails in every way: each exactly once."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.db import workspace_settings as settings_rows
from bot.db.database import open_database
from bot.db.deliveries import DeliveryRow
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.domain.deliveries import DeliveryState
from bot.domain.people import Person
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services import digests, people
from playground.model import Member
from playground.sample import TEAM_ID, TEAM_NAME
from playground.server import Playground, running
from tests.process.conftest import MANIFEST, Bot, Launcher, socket_credentials
from tests.process.weather import FAULTS, Weather, weather

RECIPIENTS = 300
SPREAD_OVER = 200
"""Messages over which the kills are spread: those that a killed process had in hand come after the last kill."""

ENOUGH = 180
"""Seconds after which the test gives up. On two quiet processors it takes about one minute."""


def has_started(bot: Bot) -> bool:
    """Whether the process says that it is connected."""
    return any(" connected" in line for line in (*bot.lines, *bot.errors))


@dataclass
class Replicas:
    """Processes of the program, of which one after the other is killed and started again."""

    launcher: Launcher
    variables: dict[str, str]
    chance: random.Random
    bots: list[Bot] = field(default_factory=list)
    kills: int = 0

    async def start(self, number: int) -> None:
        """Starts as many."""
        self.bots = list(await asyncio.gather(*(self._one() for _ in range(number))))

    @property
    def is_one_up(self) -> bool:
        """Whether one has got through its start."""
        return any(has_started(bot) for bot in self.bots)

    async def kill_one(self) -> None:
        """Kills one (SIGKILL), whatever it is doing, and starts another in its place."""
        place = self.chance.choice([n for n, bot in enumerate(self.bots) if has_started(bot)])
        await self.bots[place].kill()
        self.kills += 1
        self.bots[place] = await self._one()

    async def _one(self) -> Bot:
        return await self.launcher("run", "--mode", "socket", **self.variables)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Store]:
    """The test's own look into the database."""
    store = Store(open_database(database_url))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def prepare(store: Store, slack: Playground) -> list[str]:
    """300 managers in the workspace, whose digests were due this week; their Slack ids."""
    members = [Member(f"U{number:05}", TEAM_ID, f"m{number}", f"Manager {number}") for number in range(RECIPIENTS)]
    slack.workspace.people.update({member.id: member for member in members})
    last_week = system_clock() - timedelta(days=8)
    ids = [member.id for member in members]

    def arrange(session: Session) -> None:
        people.learn_workspace(session, TEAM_ID, TEAM_NAME)
        people.learn(session, [Person(0, TEAM_ID, m.id, m.real_name, m.tz) for m in members], last_week)
        session.execute(update(PersonRow).where(PersonRow.slack_id.in_(ids)).values(given_role="manager"))
        # The test runs on any day, and on a day off nothing would be sent.
        settings_rows.save(session, TEAM_ID, WorkspaceSettings(days_off=()))
        digests.enrol(session, TEAM_ID, last_week)

    await store.write(arrange)
    return ids


async def are_all_sent(store: Store) -> bool:
    """Whether every digest is known to stand in Slack, so that nobody will try to post one again."""

    def read(session: Session) -> Counter[str]:
        rows = session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
        return Counter({row[0]: row[1] for row in rows})

    return await store.read(read) == {DeliveryState.SENT.value: RECIPIENTS}


async def kill_now_and_then(replicas: Replicas, line: Weather, kills: int) -> None:
    """Kills at a number of points: before anything is posted, and after every few messages, somewhere in a run."""
    for number in range(kills):
        goal = SPREAD_OVER * number // kills + replicas.chance.randrange(SPREAD_OVER // kills)
        while line.posted < goal or not replicas.is_one_up:
            await asyncio.sleep(0.01)
        await asyncio.sleep(replicas.chance.random() / 4)
        await replicas.kill_one()


def received(slack: Playground, ids: list[str]) -> Counter[str]:
    """How many messages of the bot each of them has."""
    workspace = slack.workspace
    return Counter(
        {
            who: sum(
                message.bot_id is not None
                for message in workspace.timeline(who, workspace.contents.direct_message(who, workspace.bot.id).id)
            )
            for who in ids
        }
    )


@dataclass(frozen=True)
class Outcome:
    """What came of an ordeal. `lost` have no message, `twice` more than one."""

    kills: int
    faults: dict[str, int]
    messages: int
    lost: list[str]
    twice: list[str]


async def endure(launcher: Launcher, database_url: str, *, number: int, kills: int) -> Outcome:
    """So many processes share the database, and are killed so often in all while Slack fails in every way."""
    async with (
        opened(database_url) as store,
        running(manifest=MANIFEST) as slack,
        weather(slack, seed=number, share=0.07) as line,
    ):
        ids = await prepare(store, slack)
        variables = socket_credentials(slack) | {"SLACK_API_URL": line.api_url, "DATABASE_URL": database_url}
        replicas = Replicas(launcher, variables, random.Random(number))
        async with asyncio.timeout(ENOUGH):
            await replicas.start(number)
            await kill_now_and_then(replicas, line, kills)
            while not await are_all_sent(store):
                await asyncio.sleep(0.2)
        await asyncio.gather(*(bot.kill() for bot in replicas.bots))
        counts = received(slack, ids)
        return Outcome(
            kills=replicas.kills,
            faults={fault: line.faults[fault] for fault in FAULTS},
            messages=counts.total(),
            lost=[who for who in ids if not counts[who]],
            twice=[who for who in ids if counts[who] > 1],
        )


async def test_each_digest_arrives_exactly_once(
    praiseworthy: Launcher, postgresql_url: str, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Side by side, since most of the time is spent on waiting: two replicas on PostgreSQL, and one on SQLite.
    outcomes = await asyncio.gather(
        endure(praiseworthy, postgresql_url, number=2, kills=12), endure(praiseworthy, sqlite_url, number=1, kills=6)
    )
    with caplog.at_level(logging.INFO):
        for outcome in outcomes:
            logging.getLogger(__name__).info("%s", outcome)
    assert [(outcome.lost, outcome.twice) for outcome in outcomes] == [([], [])] * 2
    assert [outcome.messages for outcome in outcomes] == [RECIPIENTS] * 2
    assert [outcome.kills for outcome in outcomes] == [12, 6]
    assert all(number for outcome in outcomes for number in outcome.faults.values())
