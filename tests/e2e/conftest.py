"""The whole program against a local Slack, in one process: real Bolt, a real transport, a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Program, started
from bot.clock import system_clock
from bot.db import people as people_rows
from bot.db.people import WorkspaceRow
from bot.domain.people import Place, Role
from bot.server import EVENTS_PATH, bind, serving
from bot.settings import Settings
from bot.socket_mode import connected
from playground.model import Message, Outcome, View
from playground.sample import TEAM_ID
from playground.server import Playground, running

T = TypeVar("T")

MANIFEST = Path(__file__).parents[2] / "manifest.json"

ANA, BRUNO, CARLA, GUS, MAYA, DANA = "U0ANA", "U0BRUNO", "U0CARLA", "U0GUS", "U0MAYA", "U0DANA"
HELP_DESK = "C0HELPDESK"


@dataclass
class Office:
    """A workspace with the bot in it, and what people do there."""

    playground: Playground
    program: Program
    request_url: str | None
    database_url: str

    async def type(self, person: str, line: str, channel: str = HELP_DESK) -> Message:
        """Types a slash command and returns the ephemeral reply."""
        command, _, text = line.partition(" ")
        outcome = await self.playground.workspace.command(person, channel, command, text)
        assert outcome.ok, outcome.sentence
        return self.reply(person, channel)

    def reply(self, person: str, channel: str = HELP_DESK) -> Message:
        """The latest ephemeral message to the person."""
        return [m for m in self.playground.workspace.timeline(person, channel) if m.ephemeral_to == person][-1]

    def now(self, message: Message) -> Message:
        """The message as it is now."""
        return self.playground.workspace.contents.message(message.channel, message.ts)

    async def press(self, person: str, message: Message, label: str) -> Message:
        """Presses a button by its label; returns the message as it is afterwards."""
        block, element = find_button(message.blocks, label)
        outcome = await self.playground.workspace.block_action(
            person,
            message=message,
            block_id=block["block_id"],
            action_id=element["action_id"],
            value={"type": "button", "value": element["value"]},
        )
        assert outcome.ok, outcome.sentence
        return self.now(message)

    async def choose(self, person: str, message: Message, block: dict[str, Any], option: dict[str, Any]) -> Message:
        """Chooses an option of a block's overflow menu."""
        outcome = await self.playground.workspace.block_action(
            person,
            message=message,
            block_id=block["block_id"],
            action_id=block["accessory"]["action_id"],
            value={"type": "overflow", "selected_option": option},
        )
        assert outcome.ok, outcome.sentence
        return self.now(message)

    async def members_are_learnt(self) -> None:
        """Waits until the bot has read the list of members, which it does in the background at its start."""
        learnt = select(WorkspaceRow.people_learnt_at)
        async with asyncio.timeout(60):
            while await self.program.store.read(lambda session: session.execute(learnt).scalar_one()) is None:
                await asyncio.sleep(0.05)

    async def until(self, found: Callable[[], T | None]) -> T:
        """Waits for what happens a little later: what `found` returns once it is not None."""
        async with asyncio.timeout(60):
            while (it := found()) is None:
                await asyncio.sleep(0.05)
        return it

    def direct_messages(self, person: str) -> list[Message]:
        """What the bot has written to the person."""
        workspace = self.playground.workspace
        return [
            message
            for conversation in workspace.conversations_of(person)
            if conversation.kind == "im" and workspace.bot.id in conversation.members
            for message in workspace.timeline(person, conversation.id)
        ]

    def form(self, person: str) -> View:
        """The modal that is open for the person."""
        view = self.playground.workspace.view_of(person)
        assert view is not None
        return view

    async def submit(self, person: str, /, **changes: Any) -> Outcome:
        """Submits the open form as it is filled, with these fields changed."""
        view = self.form(person)
        values: dict[str, Any] = {}
        for block in view.blocks:
            if block["type"] != "input":
                continue
            field = block["block_id"].rpartition(".")[2]
            values[block["block_id"]] = {block["block_id"]: filled(block["element"], changes.get(field))}
        return await self.playground.workspace.submit_view(person, view.id, {"values": values})

    async def make_manager(self, manager: str, *, of: Sequence[str]) -> None:
        """Has these people report to the manager, all by Slack id."""

        def place(session: Session) -> None:
            found = {person.slack_id: person for person in people_rows.find_many(session, TEAM_ID, [manager, *of])}
            for report in of:
                people_rows.set_manager(session, TEAM_ID, found[report].id, found[manager].id, system_clock())

        await self.program.store.write(place)

    async def set_role(self, person: str, role: Role) -> None:
        """Gives somebody a role."""

        def give(session: Session) -> None:
            (found,) = people_rows.find_many(session, TEAM_ID, [person])
            place = Place(role.value, found.manager_id, found.team_id)
            people_rows.place_many(session, TEAM_ID, {found.id: place}, system_clock())

        await self.program.store.write(give)


def filled(element: dict[str, Any], change: Any) -> dict[str, Any]:
    """An input's state: what it holds at first, or the change."""
    match element["type"]:
        case "plain_text_input":
            return {"type": "plain_text_input", "value": element.get("initial_value") if change is None else change}
        case "datepicker":
            return {"type": "datepicker", "selected_date": change or element.get("initial_date")}
        case "external_select" | "static_select" | "radio_buttons" as kind:
            return {"type": kind, "selected_option": change or element.get("initial_option")}
        case kind:
            return {"type": kind, "selected_options": change or element.get("initial_options") or []}


def find_button(blocks: list[dict[str, Any]], label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the button with this label."""
    for block in blocks:
        for element in block.get("elements", []):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return block, element
    raise AssertionError(f"no button {label!r} in {labels(blocks)}")


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    """The labels of all buttons."""
    return [
        element["text"]["text"]
        for block in blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]


@pytest.fixture(params=["socket", "http"])
async def office(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Office]:
    """The bot in a workspace, over Socket Mode and over signed HTTP, on both databases."""
    async with AsyncExitStack() as stack:
        listener = bind("127.0.0.1", 0) if request.param == "http" else None
        url = f"http://127.0.0.1:{listener.getsockname()[1]}{EVENTS_PATH}" if listener else None
        playground = await stack.enter_async_context(running(manifest=MANIFEST, request_url=url))
        settings = settings_for(playground, database_url)
        program = await stack.enter_async_context(started(settings))
        if listener:
            await stack.enter_async_context(serving(program.bolt, program.store, listener, 2.0))
        else:
            await stack.enter_async_context(connected(program.bolt, program.messenger, playground.app_token, 2.0))
        office = Office(playground, program, url, database_url)
        await office.members_are_learnt()
        yield office


def settings_for(playground: Playground, database_url: str) -> Settings:
    """Settings as the environment would give them."""
    return Settings(_env_file=None).model_copy(  # type: ignore[call-arg]
        update={
            "api_url": playground.api_url,
            "database_url": database_url,
            "bot_token": SecretStr(playground.bot_token),
            "app_token": SecretStr(playground.app_token),
            "signing_secret": SecretStr(playground.signing_secret),
        }
    )
