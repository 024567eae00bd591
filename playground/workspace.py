"""The workspace as people use it: each act sends the documented payload to the app and waits for its answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from playground.app_link import AppLink
from playground.block_kit import element_at
from playground.errors import NotAcknowledgedError, SlackError
from playground.faults import Faults, RateLimits
from playground.files import Files
from playground.grants import ResponseGrant
from playground.ids import new_trigger_id
from playground.manifest import Manifest
from playground.model import (
    CommandInfo,
    Conversation,
    Json,
    Member,
    Message,
    Notice,
    Outcome,
    ShortcutInfo,
    View,
)
from playground.payloads import Payloads
from playground.replies import Replies
from playground.store import Contents
from playground.transport import Acknowledgement, Envelope, Kind
from playground.typed_text import as_slack_sends, marks_of
from playground.view_stacks import state_of, unfit_inputs

Settle = Callable[[Acknowledgement], Outcome]
DONE = Outcome(ok=True)
MODAL_TROUBLE = "We had some trouble connecting. Try again? ({error})"
ACTION_TROUBLE = "That didn't work: the app did not answer rightly ({error})"


class Workspace:
    """One team with its people, its conversations and one installed app."""

    def __init__(
        self,
        *,
        team_id: str,
        team_name: str,
        app_id: str,
        bot: Member,
        bot_id: str,
        contents: Contents,
        manifest: Manifest,
        link: AppLink,
    ) -> None:
        self.team_id = team_id
        self.team_name = team_name
        self.app_id = app_id
        self.bot = bot
        self.bot_id = bot_id
        self.contents = contents
        self.manifest = manifest
        self.link = link
        self.payloads = Payloads(team_id, team_name, app_id, bot, bot_id)
        self.rate_limits = RateLimits()
        self.faults = Faults()
        self.files = Files()
        self.replies = Replies(
            contents,
            bot=bot,
            bot_id=bot_id,
            app_name=manifest.app_name,
            refused_blocks=self.faults.refused_blocks,
        )
        self.notices: dict[str, list[Notice]] = {}
        self._subscribers: list[Callable[[], None]] = []
        self._last: Callable[[], Awaitable[Outcome]] | None = None

    # What people see

    @property
    def people(self) -> dict[str, Member]:
        return self.contents.people

    @property
    def conversations(self) -> dict[str, Conversation]:
        return self.contents.conversations

    @property
    def shows_email(self) -> bool:
        """Whether the app may read addresses."""
        return "users:read.email" in self.manifest.scopes

    @property
    def commands(self) -> list[CommandInfo]:
        return self.manifest.commands

    @property
    def message_shortcuts(self) -> list[ShortcutInfo]:
        return self.manifest.message_shortcuts

    def conversations_of(self, person_id: str) -> list[Conversation]:
        """The conversations a person is in: channels by name, then direct messages."""
        mine = [c for c in self.conversations.values() if person_id in c.members]
        return sorted(mine, key=lambda c: (c.is_direct, c.name, c.id))

    def timeline(self, person_id: str, channel_id: str) -> list[Message]:
        """What a person sees in a conversation in the order of `ts`, ephemeral messages to that person included."""
        shown = [
            m
            for m in self.contents.messages.get(channel_id, [])
            if not m.deleted and m.ephemeral_to in {None, person_id}
        ]
        return sorted(shown, key=lambda m: m.ts)

    def view_of(self, person_id: str) -> View | None:
        """The modal on top."""
        return self.contents.views.top(person_id)

    def home_of(self, person_id: str) -> View | None:
        return self.contents.views.homes.get(person_id)

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Calls `callback` after each change; the answer ends the subscription."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback) if callback in self._subscribers else None

    def changed(self) -> None:
        """Tells the subscribers."""
        for callback in list(self._subscribers):
            callback()

    # What people do

    async def post(self, person_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> Message:
        """Posts what a person typed; returns when the app has acknowledged the event or failed to."""
        person, conversation = self._present(person_id, channel_id)
        message = self.contents.add_message(
            Message(
                conversation.id,
                self.contents.new_ts(),
                person.id,
                self._typed(text, in_message=True),
                thread_ts=thread_ts,
            )
        )
        self.changed()
        await self.announce(message)
        return message

    async def post_as_app(
        self, channel_id: str, app_name: str, text: str, *, blocks: list[Json] | None = None, **more: Any
    ) -> Message:
        """Posts what another app says, as an incoming webhook does; `more` are further fields of `Message`."""
        bot_id = f"B0{app_name.upper().replace(' ', '')}"
        message = self.contents.add_message(
            Message(
                self.contents.conversation(channel_id).id,
                self.contents.new_ts(),
                bot_id,
                text,
                bot_id=bot_id,
                app_name=app_name,
                blocks=blocks or [],
                **more,
            )
        )
        self.changed()
        await self.announce(message)
        return message

    async def edit(self, person_id: str, channel_id: str, ts: str, text: str) -> None:
        """Changes one's own message; raises SlackError `cant_update_message` for somebody else's."""
        _, conversation = self._present(person_id, channel_id)
        message = self.contents.message(channel_id, ts)
        if message.user != person_id:
            raise SlackError("cant_update_message")
        before = self.as_sent(message)
        message.text, message.edited = self._typed(text, in_message=True), True
        self.changed()
        await self.tell_changed(message, before, conversation)

    async def remove(self, person_id: str, channel_id: str, ts: str) -> None:
        """Deletes one's own message; raises SlackError `cant_delete_message` for somebody else's."""
        self._present(person_id, channel_id)
        message = self.contents.message(channel_id, ts)
        if message.user != person_id:
            raise SlackError("cant_delete_message")
        message.deleted = True
        self.changed()
        await self.tell_deleted(message)

    async def tell_changed(self, message: Message, before: Json, conversation: Conversation) -> None:
        """Sends `message_changed` where the app is a member of the conversation."""
        if self.bot.id in conversation.members:
            now = self.as_sent(message)
            await self._event(self.payloads.changed_event(now, before, conversation, ts=self.contents.new_ts()))

    async def tell_deleted(self, message: Message) -> None:
        """Sends `message_deleted` or, where the message had replies, its change into a tombstone."""
        conversation = self.contents.conversation(message.channel)
        before = self.as_sent(message)
        others = [one for one in self.contents.messages.get(message.channel, []) if not one.deleted]
        has_replies = any(one.thread_ts == message.ts and one.ts != message.ts for one in others)
        if self.bot.id not in conversation.members:
            return
        ts = self.contents.new_ts()
        if has_replies:
            stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
            now = stone | {"text": "This message was deleted.", "ts": message.ts, "thread_ts": message.ts}
            await self._event(self.payloads.changed_event(now, before, conversation, ts=ts))
        else:
            await self._event(self.payloads.deleted_event(before, conversation, ts=ts))

    def as_sent(self, message: Message) -> Json:
        """The message as it stands in events."""
        conversation = self.contents.conversation(message.channel)
        return self.payloads.message(message, self._author(message), conversation)

    def _author(self, message: Message) -> Member | None:
        return None if message.user == message.bot_id else self.contents.member(message.user)

    def command_in_thread(self, person_id: str, channel_id: str, command: str, text: str) -> Outcome:
        """Slack takes no slash command in a thread, and says so; what was typed must not become a message."""
        sentence = f"{command} is not supported in threads. Sorry! You typed: {f'{command} {text}'.strip()}"
        return self._failed(person_id, "not_supported_in_threads", sentence, channel_id)

    async def command(self, person_id: str, channel_id: str, command: str, text: str) -> Outcome:
        """Sends a slash command as typed in a conversation, and shows its answer there."""
        person, conversation = self._present(person_id, channel_id)
        if command not in {info.name for info in self.commands}:
            return self._failed(person_id, "unknown_command", f"{command} is not a valid command.", channel_id)
        grant = ResponseGrant(person_id, channel_id, message_ts=None)
        payload = self.payloads.command(
            person,
            conversation,
            command=command,
            text=self._typed(text),
            trigger_id=new_trigger_id(),
            response_url=self.link.response_urls.add(grant),
        )

        def settle(answer: Acknowledgement) -> Outcome:
            if answer:
                body = answer if isinstance(answer, dict) else {"text": answer}
                self.replies.answer(grant, body)
            return DONE

        return await self._send(
            "slash_commands", payload, person_id, settle, command + ' failed with the error "{error}"', channel_id
        )

    async def message_shortcut(self, person_id: str, channel_id: str, ts: str, callback_id: str) -> Outcome:
        """Uses a message shortcut on a message."""
        person, conversation = self._present(person_id, channel_id)
        if callback_id not in {info.callback_id for info in self.message_shortcuts}:
            raise ValueError(f"the manifest has no message shortcut {callback_id}")
        message = self.contents.message(channel_id, ts)
        url = self.link.response_urls.add(ResponseGrant(person_id, channel_id, None))
        payload = self.payloads.message_action(person, message, conversation, callback_id=callback_id, response_url=url)
        return await self._send("interactive", payload, person_id, _nothing, ACTION_TROUBLE, channel_id)

    async def block_action(
        self,
        person_id: str,
        *,
        message: Message | None = None,
        view: View | None = None,
        block_id: str,
        action_id: str,
        value: Json,
        state: Json | None = None,
    ) -> Outcome:
        """Uses an element of a message or view.

        `value` is the action's own part of the payload, such as `{"type": "button", "value": "12"}`; what the
        element itself says (a button's text and value) is added. `state` is what the inputs around it hold.
        """
        person = self.contents.member(person_id)
        message, view = self._current(message, view)
        blocks = view.blocks if view else message.blocks if message else []
        element = element_at(blocks, block_id, action_id)
        shown = {name: element[name] for name in ("type", "text", "value", "style", "url") if name in element}
        action = shown | value | {"block_id": block_id, "action_id": action_id}
        typed = state or (view.state if view else {})
        around = {**typed, "values": {k: dict(v) for k, v in typed.get("values", {}).items()}}
        around["values"].setdefault(block_id, {})[action_id] = value
        held = state_of(blocks, around)
        url = None
        conversation = None
        if view:
            view.state = held
        elif message:
            conversation = self.contents.conversation(message.channel)
            url = self.link.response_urls.add(
                ResponseGrant(person_id, message.channel, message.ts, thread_ts=message.thread_ts)
            )
        payload = self.payloads.block_actions(
            person, action, message=message, view=view, conversation=conversation, state=held, response_url=url
        )
        place = message.channel if message else None
        return await self._send("interactive", payload, person_id, _nothing, ACTION_TROUBLE, place)

    async def submit_view(self, person_id: str, view_id: str, state: Json) -> Outcome:
        """Submits a modal with what its inputs hold; errors land in the view's `errors`."""
        person = self.contents.member(person_id)
        view = self.contents.views.find(view_id)
        view.state = state_of(view.blocks, state)
        view.errors = unfit_inputs(view)
        if view.errors:
            self.changed()
            return Outcome(ok=False, error="incomplete", sentence="; ".join(view.errors.values()))
        payload = self.payloads.view_submission(person, view)

        def settle(answer: Acknowledgement) -> Outcome:
            self.contents.views.settle(view, answer if isinstance(answer, dict) else {})
            if view.errors:
                return Outcome(ok=False, error="errors", sentence="; ".join(view.errors.values()))
            return DONE

        return await self._send("interactive", payload, person_id, settle, MODAL_TROUBLE)

    async def close_view(self, person_id: str, view_id: str) -> None:
        """Closes a modal; `clear_on_close` closes all. The app hears of it where it asked to (`notify_on_close`)."""
        person = self.contents.member(person_id)
        view = self.contents.views.find(view_id)
        is_cleared = bool(view.payload.get("clear_on_close"))
        gone = self.contents.views.clear(person_id) if is_cleared else self.contents.views.remove(view)
        self.changed()
        for closed in gone:
            if closed.payload.get("notify_on_close"):
                payload = self.payloads.view_closed(person, closed, is_cleared=is_cleared)
                await self._send("interactive", payload, person_id, _nothing, MODAL_TROUBLE)

    async def suggestions(
        self,
        person_id: str,
        *,
        view: View | None = None,
        message: Message | None = None,
        block_id: str,
        action_id: str,
        query: str,
    ) -> list[Json]:
        """The app's options (or option groups) for an external select; none when it doesn't answer rightly."""
        person = self.contents.member(person_id)
        message, view = self._current(message, view)
        conversation = self.contents.conversation(message.channel) if message else None
        payload = self.payloads.block_suggestion(
            person,
            message=message,
            view=view,
            conversation=conversation,
            block_id=block_id,
            action_id=action_id,
            query=query,
        )
        found: list[Json] = []

        def settle(answer: Acknowledgement) -> Outcome:
            found.extend(self.replies.options(answer))
            return DONE

        await self._send("interactive", payload, person_id, settle, "The options could not be loaded ({error})")
        return found

    async def react(self, person_id: str, channel_id: str, ts: str, name: str) -> None:
        """Adds a reaction; a second one of the same person changes nothing."""
        if self.contents.add_reaction(channel_id, ts, name, person_id):
            await self._reaction("reaction_added", person_id, channel_id, ts, name)

    async def unreact(self, person_id: str, channel_id: str, ts: str, name: str) -> None:
        """Takes a reaction back."""
        if self.contents.remove_reaction(channel_id, ts, name, person_id):
            await self._reaction("reaction_removed", person_id, channel_id, ts, name)

    async def _reaction(self, kind: str, person_id: str, channel_id: str, ts: str, name: str) -> None:
        person, conversation = self._present(person_id, channel_id)
        message = self.contents.message(channel_id, ts)
        self.changed()
        if self.bot.id in conversation.members:
            await self._event(self.payloads.reaction_event(kind, person, message, conversation, name=name))

    async def open_home(self, person_id: str) -> Outcome:
        """Opens the app's Home tab."""
        person = self.contents.member(person_id)
        conversation = self.contents.direct_message(person_id, self.bot.id)
        return await self._event(self.payloads.app_home_opened(person, conversation, self.home_of(person_id)))

    async def set_member(self, member: Member) -> Outcome:
        """Adds a member (`team_join`) or changes one (`user_change`)."""
        kind = "user_change" if member.id in self.people else "team_join"
        self.people[member.id] = member
        self.contents.direct_message(member.id, self.bot.id)
        self.changed()
        return await self._event(self.payloads.member_event(kind, member, with_email=self.shows_email))

    async def change_zone(self, person_id: str, tz: str) -> Outcome:
        """A person's new time zone, by its IANA name; raises ZoneInfoNotFoundError when there is none such."""
        return await self.set_member(replace(self.contents.member(person_id), tz=ZoneInfo(tz).key))

    async def deactivate(self, person_id: str, *, deleted: bool = True) -> Outcome:
        """A person leaves the workspace, or comes back: Slack keeps the account and marks it."""
        return await self.set_member(replace(self.contents.member(person_id), deleted=deleted))

    # How it reaches the app

    async def announce(self, message: Message) -> Outcome:
        """Sends a message's event where the app is a member of the conversation."""
        conversation = self.contents.conversation(message.channel)
        if self.bot.id not in conversation.members or message.ephemeral_to:
            return DONE
        return await self._event(self.payloads.message_event(message, self._author(message), conversation))

    async def repeat_last(self) -> Outcome:
        """Sends the very same request again, as Slack may after a lost answer: same trigger, same event id."""
        if self._last is None:
            raise ValueError("nothing was sent yet")
        return await self._last()

    async def _event(self, payload: Json) -> Outcome:
        if not self.manifest.subscribes_to(payload["event"]):
            return DONE
        envelope = Envelope("events_api", payload)
        event = payload["event"]
        author = (event.get("message") or event.get("previous_message") or event).get("user")
        if author != self.bot.id:
            self._last = partial(self._deliver, envelope, str(author), _nothing, "The event failed ({error})", None)
        try:
            await self.link.send_event(envelope)
        except NotAcknowledgedError as failed:
            return Outcome(ok=False, error=failed.error, sentence="The app did not take the event.")
        finally:
            self.changed()
        return DONE

    async def _send(
        self, kind: Kind, payload: Json, person_id: str, settle: Settle, failure: str, channel: str | None = None
    ) -> Outcome:
        if "trigger_id" in payload:
            self.link.triggers.add(payload["trigger_id"], person_id)
        envelope = Envelope(kind, payload)
        self._last = partial(self._deliver, envelope, person_id, settle, failure, channel)
        return await self._last()

    async def _deliver(
        self, envelope: Envelope, person_id: str, settle: Settle, failure: str, channel: str | None
    ) -> Outcome:
        try:
            return settle(await self.link.send(envelope))
        except NotAcknowledgedError as failed:
            return self._failed(person_id, failed.error, failure.format(error=failed.error), channel)
        except SlackError as refused:
            sentence = "; ".join([failure.format(error=refused.error), *refused.messages])
            return self._failed(person_id, refused.error, sentence, channel)
        finally:
            self.changed()

    def _failed(self, person_id: str, error: str, sentence: str, channel: str | None) -> Outcome:
        self.notices.setdefault(person_id, []).append(Notice(sentence, channel))
        self.changed()
        return Outcome(ok=False, error=error, sentence=sentence)

    def _present(self, person_id: str, channel_id: str) -> tuple[Member, Conversation]:
        person = self.contents.member(person_id)
        conversation = self.contents.conversation(channel_id)
        if person_id not in conversation.members:
            raise SlackError("not_in_channel")
        return person, conversation

    def _current(self, message: Message | None, view: View | None) -> tuple[Message | None, View | None]:
        """The message or view as it is now: the one in hand may have been replaced meanwhile."""
        if view:
            return None, self.contents.views.find(view.id)
        return (self.contents.message(message.channel, message.ts) if message else None), None

    def _typed(self, text: str, *, in_message: bool = False) -> str:
        return as_slack_sends(text, marks_of(self.people, self.conversations, in_message=in_message))


def _nothing(_answer: Acknowledgement) -> Outcome:
    return DONE
