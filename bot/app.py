"""The composition root: builds everything from settings, runs it and shuts it down in order.

The only importer of handlers and jobs.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, system_clock
from bot.db.database import Database, SqliteDatabase, open_database
from bot.db.migrate import check_schema, migrate
from bot.db.store import Store
from bot.errors import CannotStart
from bot.home_refresh import HomeRefresh
from bot.hooks import HOOK_PATH, Hooks, MeasurementHook
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.praise_hook import PRAISE_HOOK_PATH, PraiseHook
from bot.praise_watch import PraiseWatch
from bot.precedence import Precedence
from bot.reception import Reception
from bot.server import EVENTS_PATH, bind, serving
from bot.services import people
from bot.settings import Mode, Settings
from bot.socket_mode import connected
from handlers import (
    coaching,
    customers,
    digests,
    effort_report,
    failures,
    goals,
    help_questions,
    home,
    kudos,
    measurements,
    noted_praise,
    praise_noticing,
    praise_prompts,
    praiseworthy,
    privacy,
    reactions,
    retention,
    scorecards,
    team_scorecards,
    watched_channels,
    work_logs,
    workspace_settings,
)
from handlers import people as people_handlers
from handlers.inbox import EventWorker
from handlers.routes import Routes
from jobs.scheduler import build_schedule

_log = structlog.stdlib.get_logger("praiseworthy")

REQUESTS_SECONDS = 5.0
JOBS_SECONDS = 3.0
"""What requests, and then jobs, in hand may still take after SIGTERM: everything is over within ten seconds."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program without a transport: `bolt` takes requests, `store` keeps, `messenger` calls Slack.

    `hooks` take measurements and praise from other systems, where a secret for them is set. `precedence` is what the
    transport and the jobs share: people go first.
    """

    bolt: AsyncApp
    store: Store
    messenger: Messenger
    precedence: Precedence
    hooks: Hooks | None = None


def build_routes(
    reception: Reception, reaction: str, homes: HomeRefresh | None = None
) -> tuple[Routes, dict[str, EventWorker]]:
    """Every handler, and what works off kept events. `homes` draws App Homes, where they are kept up to date."""
    routes = Routes()
    workers: dict[str, EventWorker] = {}
    work_logs.register(routes, reception=reception, reaction=reaction)
    reactions.register(routes, workers, reception=reception, reaction=reaction)
    show_home = partial(home.show_home, reception=reception)
    home.register(routes, workers, reception=reception, draw=homes.draw if homes else show_home)
    for subject in (
        people_handlers,
        customers,
        kudos,
        goals,
        measurements,
        digests,
        coaching,
        workspace_settings,
        help_questions,
        praise_prompts,
        scorecards,
        team_scorecards,
        effort_report,
        privacy,
        retention,
    ):
        subject.register(routes, reception=reception)
    watch = PraiseWatch(reception)
    praise_noticing.register(routes, workers, reception=reception, watch=watch)
    noted_praise.register(routes, reception=reception, watch=watch)
    watched_channels.register(routes, reception=reception, watch=watch)
    praiseworthy.register(routes)
    return routes, workers


def build_bolt(routes: Routes, reception: Reception, signing_secret: str) -> AsyncApp:
    """The Bolt app; errors of any handler go to `handlers.failures`."""
    logger = logging.getLogger("slack_bolt")
    # Bolt looks for SLACK_BOT_TOKEN itself, and would warn that our client's token, the same one, is taken instead.
    logger.addFilter(lambda record: "`token` will be unused" not in record.getMessage())
    bolt = AsyncApp(
        logger=logger,
        client=reception.messenger.client,
        signing_secret=signing_secret,
        # Otherwise Bolt polls for the acknowledgement every 10 ms (docs/architecture.md).
        process_before_response=True,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )
    routes.attach(bolt)

    async def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return await failures.explain(error, body, reception=reception)

    bolt.error(on_error)
    return bolt


@asynccontextmanager
async def started(settings: Settings, *, clock: Clock = system_clock) -> AsyncIterator[Program]:
    """Everything but the transport, started and, at the end, shut down in order. Raises `CannotStart`."""
    async with AsyncExitStack() as stack:
        store = await _open_store(settings.database_url)
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        messenger = Messenger(_reveal(settings.bot_token), settings.api_url, session)
        workspace_id = await _identify(messenger, store)
        reception = Reception(store, messenger, clock)
        homes = HomeRefresh(workspace_id, store, clock, partial(home.show_home, reception=reception))
        homes.start()
        stack.push_async_callback(homes.stop)
        routes, workers = build_routes(reception, settings.reaction, homes)
        bolt = build_bolt(routes, reception, _reveal(settings.signing_secret))
        precedence = Precedence()
        schedule = build_schedule(
            workspace_id=workspace_id,
            workers=workers,
            store=store,
            messenger=messenger,
            clock=clock,
            precedence=precedence,
        )
        schedule.start()
        stack.push_async_callback(schedule.stop, JOBS_SECONDS)
        secret = _reveal(settings.hooks_key)
        hooks = _hooks(secret, workspace_id, reception) if secret else None
        yield Program(bolt, store, messenger, precedence, hooks)


async def run(settings: Settings, mode: Mode, port: int | None, stop: asyncio.Event) -> None:
    """Runs until `stop` is set, then takes no more requests and finishes those in hand. Raises `CannotStart`.

    `port` is where HTTP mode listens; in Socket Mode, health and metrics are served there when it is given.
    """
    async with AsyncExitStack() as stack:
        starting = asyncio.create_task(_start(settings, mode, port, stack))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            # Told to stop while Slack or the database keeps us waiting: what has begun so far is undone.
            starting.cancel()
            await asyncio.wait({starting})
        if not starting.cancelled():
            await starting
        await stopping
        _log.info("stopping")
    _log.info("stopped")


async def _start(settings: Settings, mode: Mode, port: int | None, stack: AsyncExitStack) -> None:
    """Starts everything in its order; the stack ends it in the reverse order. Raises `CannotStart`."""
    listener = bind(settings.host, port) if port is not None else None
    if listener:
        stack.callback(listener.close)
    program = await stack.enter_async_context(started(settings))
    if listener:
        bolt = program.bolt if mode is Mode.HTTP else None
        serves = serving(bolt, program.store, listener, REQUESTS_SECONDS, program.hooks, program.precedence)
        await stack.enter_async_context(serves)
        host, bound = listener.getsockname()[:2]
        _log.info("listening", address=f"http://{host}:{bound}{EVENTS_PATH if bolt else ''}")
    if mode is not Mode.HTTP:
        token = _reveal(settings.app_token)
        await stack.enter_async_context(
            connected(program.bolt, program.messenger, token, REQUESTS_SECONDS, program.precedence)
        )
        _log.info("connected")
    _spare_what_stays()


def _hooks(secret: str, workspace_id: str, reception: Reception) -> Hooks:
    return Hooks(
        {
            HOOK_PATH: MeasurementHook(secret, workspace_id, reception.store, reception.clock),
            PRAISE_HOOK_PATH: PraiseHook(secret, workspace_id, reception, PraiseWatch(reception)),
        }
    )


def _spare_what_stays() -> None:
    """What is there after the start stays: the garbage collector need not look through it again and again.

    Measured at 8 % of the work for a `/logwork`, and at much of its slowest requests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def migrate_database(settings: Settings) -> None:
    """`praiseworthy migrate`. Raises `CannotStart`."""
    database = _open_database(settings.database_url)
    try:
        await _with_schema(migrate, database)
    finally:
        await database.close()


async def _open_store(database_url: str) -> Store:
    """SQLite is migrated on the way; PostgreSQL has to be (`praiseworthy migrate`), since replicas share it."""
    database = _open_database(database_url)
    try:
        await _with_schema(migrate if isinstance(database, SqliteDatabase) else check_schema, database)
    except CannotStart:
        await database.close()
        raise
    store = Store(database)
    await store.open()
    return store


def _open_database(database_url: str) -> Database:
    try:
        return open_database(database_url)
    except ModuleNotFoundError as missing:
        raise CannotStart(
            f"The database's driver {missing.name} is not installed: install praiseworthy[postgresql]."
        ) from missing


async def _with_schema(step: Callable[[Database], Awaitable[None]], database: Database) -> None:
    try:
        await step(database)
    except (DBAPIError, OSError, TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        raise CannotStart(f"The database {database.address} can't be used: {reason}.") from error


async def _identify(messenger: Messenger, store: Store) -> str:
    """The workspace that the bot token belongs to, made known to the store."""
    try:
        identity = await messenger.identify()
    except SlackRefused as refused:
        raise CannotStart(f"Slack refuses SLACK_BOT_TOKEN: {refused.error}.") from refused
    except SlackUnanswered as unanswered:
        raise CannotStart(f"Slack can't be reached at {messenger.api_url}.") from unanswered
    if identity.get("is_enterprise_install"):
        workspace_id, name = identity["enterprise_id"], identity.get("enterprise")
    else:
        workspace_id, name = identity["team_id"], identity.get("team")
    await store.write(people.learn_workspace, workspace_id, name or workspace_id)
    return str(workspace_id)


def _reveal(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
