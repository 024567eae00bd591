"""A company in a real database with the real application before it, and what its people have."""

import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import aiohttp
import aiohttp.abc
import httpx
from sqlalchemy.orm import Session

from bot.app import build_bolt, build_routes
from bot.db import people as people_rows
from bot.db import tables
from bot.db import teams as team_rows
from bot.db.database import open_database
from bot.db.store import Store
from bot.domain.people import Person, Place, Team
from bot.messenger import Messenger, person_from_slack
from bot.reception import Reception
from bot.server import build_asgi
from bot.services import people
from bot.services.acting import Asker
from handlers.inbox import EventWorker
from handlers.routes import Routes
from jobs.inbox import work_off_events
from playground.model import Conversation, Member
from playground.server import running
from tests.access.company import CANARY, ELSEWHERE, HERE, PLACES, Actor, Who, members
from tests.access.requests import Front

P = ParamSpec("P")
T = TypeVar("T")

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""

CHANNEL = "C1DESK"
TEAM = "Northgate"

MANIFEST = Path(__file__).parents[2] / "manifest.json"

Rows = Mapping[str, list[Any]]
"""What is kept, by table."""


@dataclass(slots=True)
class World:
    """The company at work. `word` is a word that stands in what was made last, and nowhere else."""

    front: Front
    routes: Routes
    workers: dict[str, EventWorker]
    store: Store
    people: dict[Actor, Person]
    members: dict[Actor, Member]
    team: Team
    file: str
    names_asked: list[str]
    word: str = ""
    open_goals: list[int] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)

    def asker(self, actor: Actor) -> Asker:
        """Somebody, as use cases know them."""
        person = self.people[actor]
        return Asker(person.workspace_id, person.slack_id)

    def slack_id(self, actor: Actor) -> str:
        """Somebody's id in Slack."""
        return self.members[actor].id

    def new_word(self) -> str:
        """A word that nothing else has."""
        self.word = f"quill{next(iter(self._numbers))}x"
        return self.word

    def new_name(self) -> str:
        """A name for a request that nothing else has."""
        return f"test:{next(iter(self._numbers))}"

    async def do(
        self,
        use_case: Callable[Concatenate[Session, Asker, P], T],
        actor: Actor = Who.SELF,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Runs a use case as somebody."""
        return await self.store.write(use_case, self.asker(actor), *args, **kwargs)

    async def place_again(self) -> None:
        """Gives everybody their place, whatever was tried before."""
        self.word = ""
        await self.store.write(_place, self.team, self.people)

    async def work_off(self) -> None:
        """Works off the events that were kept."""
        await work_off_events(workers=self.workers, store=self.store, clock=lambda: NOW)

    def rows(self, workspace_id: str = HERE) -> Rows:
        """Everything that is kept of a workspace."""
        found: dict[str, list[Any]] = {}
        with sqlite3.connect(self.file) as connection:
            for table in tables.metadata().sorted_tables:
                name = "id" if table.name == "workspaces" else "workspace_id"
                statement = f"SELECT * FROM {table.name} WHERE {name} = ?"  # noqa: S608 - our own tables' names
                found[table.name] = sorted(map(repr, connection.execute(statement, (workspace_id,))))
        connection.close()
        return found


class _Resolver(aiohttp.ThreadedResolver):
    """Notes which hosts the program asks for. The playground's has no name, only a number."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def resolve(
        self, host: str, _port: int = 0, _family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        """Finds nothing."""
        self.asked.append(host)
        raise OSError(f"{host} is nowhere")


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[World]:
    """The company in a migrated SQLite file. Jobs don't run: what is queued stays where it can be seen."""
    async with AsyncExitStack() as stack:
        store = Store(open_database(f"sqlite:///{file}"))
        await store.open()
        stack.push_async_callback(store.close)
        playground = await stack.enter_async_context(running(manifest=MANIFEST, request_url="http://bot.invalid"))
        resolver = _Resolver()
        connector = aiohttp.TCPConnector(resolver=resolver)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        messenger = Messenger(playground.bot_token, playground.api_url, session)
        await messenger.identify()
        reception = Reception(store, messenger, lambda: NOW)
        routes, workers = build_routes(reception, "praiseworthy")
        bolt = build_bolt(routes, reception, playground.signing_secret)
        # httpx declares scopes as mappings, and sends dictionaries, which is what applications declare.
        transport = httpx.ASGITransport(cast(Any, build_asgi(bolt, store)))
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://bot.invalid"))
        everybody = members()
        contents = playground.workspace.contents
        ours = [member for member in everybody.values() if member.team_id != ELSEWHERE]
        contents.people.update({member.id: member for member in ours})
        staff = {member.id for member in ours} | {playground.workspace.bot.id}
        channel = Conversation(CHANNEL, "desk", "channel", staff)
        contents.conversations[CHANNEL] = channel
        team, people_now = await store.write(_settle, everybody)
        front = Front(playground, client, channel)
        yield World(front, routes, workers, store, people_now, everybody, team, str(file), resolver.asked)


def _settle(session: Session, everybody: Mapping[Actor, Member]) -> tuple[Team, dict[Actor, Person]]:
    """Learns the people and gives them their places; Mona leads Tess's team."""
    people.learn_workspace(session, HERE, f"{CANARY} Ltd")
    people.learn_workspace(session, ELSEWHERE, "Elsewhere Ltd")
    told = {
        actor: person_from_slack(ELSEWHERE if actor is Who.ELSEWHERE else HERE, member.to_slack(with_email=True))
        for actor, member in everybody.items()
    }
    people.learn(session, list(told.values()), NOW)
    people.all_learnt(session, HERE, NOW)

    def known(actor: Actor) -> Person:
        found = people_rows.find(session, told[actor].workspace_id, told[actor].slack_id)
        assert found is not None
        return found

    team = team_rows.add(session, HERE, TEAM, TEAM.casefold(), NOW)
    team = Team(team.id, team.name, lead_id=known(Who.MANAGER).id, parent_id=None)
    team_rows.change(session, HERE, [team])
    _place(session, team, {actor: known(actor) for actor in PLACES})
    return team, {actor: known(actor) for actor in told}


def _place(session: Session, team: Team, known: Mapping[Actor, Person]) -> None:
    places = {
        known[actor].id: Place(
            role.role,
            known[role.led_by].id if role.led_by else None,
            team.id if actor in {Who.SELF, Who.PEER} else None,
        )
        for actor, role in PLACES.items()
    }
    people_rows.place_many(session, HERE, places, NOW)
