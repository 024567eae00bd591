"""Slack's requests, made by hand so that anybody can make any: signed, and answered by the real application."""

import asyncio
import html
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from bot.server import EVENTS_PATH
from playground.block_kit import with_ids
from playground.grants import ResponseGrant
from playground.ids import new_hash, new_id, new_trigger_id
from playground.model import Conversation, Json, Member, Message, View
from playground.payloads import Payloads
from playground.server import Playground
from playground.transport import Envelope, Kind, encoded, signed_headers
from playground.view_stacks import state_of
from tests.access.company import ELSEWHERE


@dataclass(frozen=True, slots=True)
class Shown:
    """What one person was shown in answer to a request, and `offered` where a menu asked."""

    strings: tuple[str, ...] = ()
    offered: int = 0
    is_form: bool = False

    @property
    def words(self) -> str:
        """All of it, as it reads."""
        return html.unescape("\n".join(self.strings)).replace("`", "")


@dataclass(slots=True)
class Front:
    """The application behind its door, and the playground as Slack for what it answers."""

    playground: Playground
    client: httpx.AsyncClient
    channel: Conversation
    answers: list[Any] = field(default_factory=list)

    async def command(self, person: Member, line: str) -> Shown:
        """A slash command."""
        command, _, text = line.partition(" ")
        with self._listening(person) as heard:
            payload = self._payloads(person).command(
                person,
                self.channel,
                command=command,
                text=text,
                trigger_id=self._trigger(person),
                response_url=self.response_url(person, None),
            )
            await self._send("slash_commands", payload)
        return heard()

    async def press(self, person: Member, element: Json, value: Json | None = None, *, block_id: str = "b") -> Shown:
        """A button or menu of an ephemeral message; `value` is what was chosen in a menu."""
        with self._listening(person) as heard:
            message = self.message(person)
            action: Json = {name: element[name] for name in ("type", "text", "value", "style") if name in element}
            action |= {"block_id": block_id, "action_id": element["action_id"], **(value or {})}
            payload = self._payloads(person).block_actions(
                person,
                action,
                message=message,
                view=None,
                conversation=self.channel,
                state={"values": {}},
                response_url=self.response_url(person, message.ts),
            )
            await self._interact(person, payload)
        return heard()

    async def press_on_home(self, person: Member, element: Json) -> Shown:
        """A button on App Home, where no message stands that could be answered."""
        with self._listening(person) as heard:
            home = View(new_id("V"), new_hash(), "home", person.id, {"type": "home", "blocks": []}, "")
            action = {**element, "block_id": "b"}
            payload = self._payloads(person).block_actions(
                person, action, message=None, view=home, conversation=None, state={"values": {}}, response_url=None
            )
            await self._interact(person, payload)
        return heard()

    async def submit(self, person: Member, view: Json, fields: dict[str, Any]) -> Shown:
        """A form, filled as it is but for these fields (by the last part of their ids)."""
        with self._listening(person) as heard:
            await self._interact(person, self.payload_of(person, view, fields))
        return heard()

    async def suggest(self, person: Member, view: Json, action_id: str, query: str) -> Shown:
        """A menu in a form that asks for its options."""
        with self._listening(person) as heard:
            payload = self._payloads(person).block_suggestion(
                person,
                message=None,
                view=self.form(person, view),
                conversation=None,
                block_id=action_id,
                action_id=action_id,
                query=query,
            )
            await self._send("interactive", payload)
        shown = heard()
        answer = self.answers[-1] or {}
        groups = [{"options": answer.get("options", [])}, *answer.get("option_groups", [])]
        return replace(shown, offered=sum(len(group["options"]) for group in groups))

    async def use_shortcut(self, person: Member, message: Message, callback_id: str) -> Shown:
        """A message shortcut."""
        with self._listening(person) as heard:
            payload = self._payloads(person).message_action(
                person,
                message,
                self.channel,
                callback_id=callback_id,
                response_url=self.response_url(person, None),
            )
            await self._interact(person, payload)
        return heard()

    async def tell(self, person: Member, event: Json) -> Shown:
        """An event."""
        with self._listening(person) as heard:
            await self._send("events_api", self._payloads(person).event(event))
        return heard()

    async def tell_and_look(self, person: Member, event: Json, work_off: Callable[[], Awaitable[None]]) -> Shown:
        """An event, and what the person sees once it is worked off."""
        with self._listening(person) as heard:
            await self._send("events_api", self._payloads(person).event(event))
            await work_off()
        return heard()

    async def send(self, person: Member, payload: Json) -> Shown:
        """An interaction whose payload a test has spoilt."""
        with self._listening(person) as heard:
            await self._interact(person, payload)
        return heard()

    async def later(self, person: Member, sending: Awaitable[Shown]) -> Shown:
        """What is shown when the answer comes after the acknowledgement."""
        acknowledged = await sending
        async with asyncio.timeout(20):
            while not acknowledged.words.strip() and not self._messages(person):
                await asyncio.sleep(0.01)
        messages = [(one.text, one.blocks) for one in self._messages(person)]
        return Shown((*acknowledged.strings, *_strings(messages)), is_form=acknowledged.is_form)

    def _messages(self, person: Member) -> list[Message]:
        contents = self.playground.workspace.contents
        shown = [one for one in contents.messages[self.channel.id] if one.ephemeral_to in {person.id, None}]
        return [one for one in shown if one.text != "Before"]

    def forms_of(self, person: Member) -> tuple[str, ...]:
        """What stands in the modals that are open for the person."""
        stack = self.playground.workspace.contents.views.stacks.get(person.id, [])
        return tuple(_strings([one.payload for one in stack]))

    def form(self, person: Member, view: Json) -> View:
        """A modal as it would be open for the person; every call is another one."""
        payload = {**view, "blocks": with_ids(view["blocks"])}
        number = new_id("V")
        form = View(number, new_hash(), "modal", person.id, payload, number)
        form.state = state_of(form.blocks, {"values": {}})
        return form

    def payload_of(self, person: Member, view: Json, fields: dict[str, Any]) -> Json:
        """The payload of a submission."""
        shown = self.form(person, view)
        for block in shown.blocks:
            name = block["block_id"].rpartition(".")[2]
            if name in fields and "element" in block:
                kind, action_id = block["element"]["type"], block["element"]["action_id"]
                shown.state["values"][block["block_id"]] = {action_id: {"type": kind, **fields[name]}}
        return self._payloads(person).view_submission(person, shown)

    def _payloads(self, person: Member) -> Payloads:
        """Requests from another workspace carry its id: Slack fills it in, nobody who presses can."""
        ours = self.playground.workspace.payloads
        return replace(ours, team_id=ELSEWHERE) if person.team_id == ELSEWHERE else ours

    def message(self, person: Member) -> Message:
        """A message that only this person sees, as what is pressed stands in."""
        contents = self.playground.workspace.contents
        bot = self.playground.workspace.bot.id
        message = Message(self.channel.id, contents.new_ts(), bot, "Before", ephemeral_to=person.id)
        return contents.add_message(message)

    def response_url(self, person: Member, message_ts: str | None = None) -> str:
        """An address at which the person can be answered, in place of the message where there is one."""
        grant = ResponseGrant(person.id, self.channel.id, message_ts)
        return self.playground.workspace.link.response_urls.add(grant)

    def _trigger(self, person: Member) -> str:
        trigger = new_trigger_id()
        self.playground.workspace.link.triggers.add(trigger, person.id)
        return trigger

    async def _interact(self, person: Member, payload: Json) -> None:
        await self._send("interactive", {**payload, "trigger_id": self._trigger(person)})

    async def _send(self, kind: Kind, payload: Json) -> None:
        body, content_type = encoded(Envelope(kind, payload))
        headers = signed_headers(body, secret=self.playground.signing_secret, timestamp=int(time.time()))
        answer = await self.client.post(EVENTS_PATH, content=body, headers={"Content-Type": content_type, **headers})
        assert answer.status_code == httpx.codes.OK, f"{answer.status_code}: {answer.text}"
        is_json = "application/json" in answer.headers.get("content-type", "")
        self.answers.append(answer.json() if is_json and answer.text else answer.text)

    @contextmanager
    def _listening(self, person: Member) -> Iterator[Callable[[], Shown]]:
        """What the person is shown from here on: nobody else makes requests meanwhile."""
        contents = self.playground.workspace.contents
        contents.messages[self.channel.id] = []
        contents.views.stacks.pop(person.id, None)
        contents.views.homes.pop(person.id, None)
        self.answers.clear()

        def heard() -> Shown:
            messages = self._messages(person)
            forms = contents.views.stacks.get(person.id, [])
            home = contents.views.homes.get(person.id)
            seen: list[Any] = [*self.answers, *((one.text, one.blocks) for one in messages)]
            seen += [one.payload for one in forms]
            seen += [home.payload] if home else []
            updates = [one["view"] for one in self.answers if isinstance(one, dict) and "view" in one]
            # What only says something, such as a refusal over App Home, has nothing to submit.
            is_form = any(view.get("submit") for view in [*(one.payload for one in forms), *updates])
            return Shown(tuple(_strings(seen)), is_form=is_form)

        yield heard


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
