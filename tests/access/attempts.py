"""Attempts: one request each, made by everybody; and what came of it, seen from outside."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.ids import ActionId
from bot.domain.access import Action, Denied, allow
from bot.domain.people import Person
from playground.block_kit import elements_of
from playground.model import Json
from tests.access.company import CANARY, Actor, Who
from tests.access.matrix import Cell
from tests.access.requests import Shown
from tests.access.world import World

Send = Callable[[Actor], Awaitable[Shown]]
Prepare = Callable[[World], Awaitable[Send]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of the matrix.

    `prepare` makes what the request is about, fresh, and gives what sends it. Where the request is allowed it changes
    these tables (none: it only shows), and the answer `shows` the word of what was made, `opens` a form or `offers`
    choices. `is_silent`: nobody is told of a refusal, as with an emoji. `notes` are tables in which a look at
    somebody's things leaves its line.
    """

    request: str
    prepare: Prepare
    changes: tuple[str, ...] = ()
    shows: bool = False
    opens: bool = False
    offers: bool = False
    is_silent: bool = False
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.request


class Attempts:
    """The attempts of one subject, by the requests' names in docs/access.md."""

    def __init__(self) -> None:
        self.all: list[Attempt] = []

    def __call__(self, request: str, **outcome: Any) -> Callable[[Prepare], Prepare]:
        """Enters what the decorated function prepares."""

        def enter(prepare: Prepare) -> Prepare:
            self.all.append(Attempt(request, prepare, **outcome))
            return prepare

        return enter


_NOT_KNOWN = (
    "isn't known here",
    "isn't known any more",
    "not known here",
    "doesn't exist any more",
    "There is no goal",
    "There is no open goal",
    "Nobody here is who",
    "isn't kept here",
    "aren't known here",
    "You gave these kudos",
    "That digest is for those",
    "Nothing is kept here about that person",
    "That card is your own",
    "There is no such team",
    "There is no team",
    "Whoever they report to, or an admin, can change that first",
    "somebody else's",
)
"""How answers say that there is no such thing here: of another workspace's things nobody is told even that."""

_FAULT = "went wrong on our side"

UNSEEN = frozenset({"audit_log", "inbox"})
"""What a refusal may leave behind: its line in the audit log, and an event that came to nothing."""


async def check(world: World, attempt: Attempt, actor: Actor, cell: Cell) -> None:
    """Makes the attempt as somebody. Fails unless what came of it is what the matrix says."""
    await world.place_again()
    send = await attempt.prepare(world)
    before = world.rows()
    shown = await send(actor)
    await world.work_off()
    after = world.rows()
    changed = {table for table in after if after[table] != before[table]} - UNSEEN
    assert _FAULT not in shown.words, shown.words
    refusals = [sentence for sentence in refusal_sentences() if sentence in shown.words]
    shows_word = bool(world.word) and world.word in shown.words.casefold()
    match cell:
        case Cell.NO:
            told = attempt.is_silent or refusals or (attempt.offers and after["audit_log"] != before["audit_log"])
            assert told, f"not refused: {shown.words}"
            assert not changed
            assert not shows_word
            assert not shown.is_form
            assert not shown.offered
        case Cell.LIMITED:
            assert not refusals, f"refused: {refusals}, {shown.words}"
            assert changed <= set(attempt.notes)
            assert not shows_word
        case Cell.YES:
            assert not refusals, f"refused: {refusals}, {shown.words}"
            assert set(attempt.changes) <= changed
            assert attempt.changes or changed <= set(attempt.notes)
            assert shows_word or not attempt.shows, shown.words
            assert shown.is_form or not attempt.opens
            assert shown.offered or not attempt.offers
    if actor is Who.ELSEWHERE:
        assert CANARY.casefold() not in shown.words.casefold()
        assert after == before


def refusal_sentences() -> Iterable[str]:
    """What those are told who may not, as access itself says it, and what is said of things that aren't known here."""
    yield from _denials()
    yield from _NOT_KNOWN


def _denials() -> Iterable[str]:
    technician = Person(1, "T", "U", "", "UTC")
    guest, outsider = replace(technician, is_guest=True), replace(technician, is_outside=True)
    people = (technician, guest, outsider, replace(technician, is_gone=True))
    for action in Action:
        for person in people:
            try:
                allow(person, action, 2)
            except Denied as denied:
                yield re.sub("`", "", denied.problem)


def element(blocks: Iterable[Json], action_id: ActionId | str) -> tuple[Json, str]:
    """The first button or menu with this id in what the product drew, and its block's id. Raises AssertionError."""
    for block in blocks:
        for found in elements_of(block):
            if str(found.get("action_id", "")).partition(":")[0] == str(action_id):
                return found, str(block.get("block_id", "b"))
    raise AssertionError(f"nothing has the id {action_id}")


@dataclass(frozen=True, slots=True)
class Press:
    """Presses a button, or chooses in a menu."""

    world: World
    element: Json
    block_id: str = "b"
    chosen: Json | None = None

    async def __call__(self, actor: Actor) -> Shown:
        """As somebody."""
        member = self.world.members[actor]
        return await self.world.front.press(member, self.element, self.chosen, block_id=self.block_id)


@dataclass(frozen=True, slots=True)
class Submission:
    """Submits a form, filled as it is but for these fields."""

    world: World
    view: Json
    fields: Json

    async def __call__(self, actor: Actor) -> Shown:
        """As somebody."""
        return await self.world.front.submit(self.world.members[actor], self.view, self.fields)


@dataclass(frozen=True, slots=True)
class PressOnHome:
    """Presses a button on App Home."""

    world: World
    element: Json
    is_answered_later: bool = False

    async def __call__(self, actor: Actor) -> Shown:
        """As somebody; what is shown comes as a direct message, or as a modal where it is refused."""
        member, front = self.world.members[actor], self.world.front
        home = self.world.people[actor].workspace_id
        before = self.world.rows(home)["deliveries"]
        shown = await front.press_on_home(member, self.element)
        async with asyncio.timeout(20):
            while self.is_answered_later and not front.forms_of(member):
                if self.world.rows(home)["deliveries"] != before:
                    break
                await asyncio.sleep(0.01)
        return Shown((*shown.strings, *front.forms_of(member)), is_form=shown.is_form)


def pressing(world: World, blocks: Iterable[Json], action_id: ActionId | str, **chosen: Any) -> Press:
    """Presses a button, or chooses in a menu, that the product drew for somebody."""
    found, block_id = element(blocks, action_id)
    return Press(world, found, block_id, chosen or None)


def pressing_value(world: World, action_id: str, value: str) -> Press:
    """Presses a button with this value."""
    drawn = {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "Press"}}
    return Press(world, drawn)


def submitting(world: World, view: Json, **fields: Any) -> Submission:
    """Submits a form that the product drew for somebody."""
    return Submission(world, view, fields)


def suggesting(world: World, view: Json, action_id: str, query: str = "") -> Send:
    """Opens a menu of a form that the product drew for somebody."""

    async def send(actor: Actor) -> Shown:
        return await world.front.suggest(world.members[actor], view, action_id, query)

    return send


def typing(world: World, line: str) -> Send:
    """Types a slash command."""

    async def send(actor: Actor) -> Shown:
        return await world.front.command(world.members[actor], line)

    return send


@dataclass(frozen=True, slots=True)
class Patient:
    """Sends what is answered after the acknowledgement, and waits for the answer."""

    world: World
    send: Send

    async def __call__(self, actor: Actor) -> Shown:
        """As somebody."""
        return await self.world.front.later(self.world.members[actor], self.send(actor))


def patiently(world: World, send: Send) -> Patient:
    """For what is answered after the acknowledgement."""
    return Patient(world, send)
