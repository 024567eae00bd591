"""The payloads that Slack sends to an app, in their documented shapes.

Pages "Implementing slash commands", "block_actions payload", "view_submission payload", "Shortcut payloads",
"block_suggestion payload", "The Events API".
"""

import time
from dataclasses import dataclass

from playground.ids import new_id, new_trigger_id
from playground.model import Conversation, Json, Member, Message, View

VERIFICATION_TOKEN = "playground-verification-token"


@dataclass(frozen=True, slots=True)
class Payloads:
    """Builds payloads for one workspace and one app."""

    team_id: str
    team_name: str
    app_id: str
    bot: Member
    bot_id: str

    @property
    def domain(self) -> str:
        return self.team_name.lower().replace(" ", "-")

    def view(self, view: View) -> Json:
        """A view in the shape that answers and payloads share."""
        return view.to_slack(team_id=self.team_id, app_id=self.app_id, bot_id=self.bot_id)

    def command(
        self, person: Member, conversation: Conversation, *, command: str, text: str, trigger_id: str, response_url: str
    ) -> Json:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self.team_id,
            "team_domain": self.domain,
            "channel_id": conversation.id,
            "channel_name": "directmessage" if conversation.kind == "im" else conversation.name,
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": self.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id,
        }

    def _interaction(self, kind: str, person: Member) -> Json:
        return {
            "type": kind,
            "token": VERIFICATION_TOKEN,
            "api_app_id": self.app_id,
            "team": {"id": self.team_id, "domain": self.domain},
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _source(
        self, message: Message | None, view: View | None, conversation: Conversation | None, *, with_state: Json
    ) -> Json:
        """Where an element stands: `container` with the message and channel, or the view.

        An ephemeral message isn't kept by Slack, so its content isn't sent back.
        """
        if view is not None:
            return {"container": {"type": "view", "view_id": view.id}, "view": self.view(view)}
        if message is None or conversation is None:
            raise ValueError("an element stands in a message or in a view")
        source: Json = {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": message.ephemeral_to is not None,
            },
            "channel": self._channel(conversation),
            "state": with_state,
        }
        if message.thread_ts:
            source["container"]["thread_ts"] = message.thread_ts
        if message.ephemeral_to is None:
            source["message"] = message.to_slack(self.team_id) | {"app_id": self.app_id}
        return source

    @staticmethod
    def _channel(conversation: Conversation) -> Json:
        return {
            "id": conversation.id,
            "name": "directmessage" if conversation.kind == "im" else conversation.name,
        }

    def block_actions(
        self,
        person: Member,
        action: Json,
        *,
        message: Message | None,
        view: View | None,
        conversation: Conversation | None,
        state: Json,
        response_url: str | None,
    ) -> Json:
        payload = self._interaction("block_actions", person) | {
            "trigger_id": new_trigger_id(),
            "actions": [action | {"action_ts": f"{time.time():.6f}"}],
        }
        if response_url:
            payload["response_url"] = response_url
        return payload | self._source(message, view, conversation, with_state=state)

    def block_suggestion(
        self,
        person: Member,
        *,
        message: Message | None,
        view: View | None,
        conversation: Conversation | None,
        block_id: str,
        action_id: str,
        query: str,
    ) -> Json:
        payload = self._interaction("block_suggestion", person)
        payload |= {"block_id": block_id, "action_id": action_id, "value": query}
        source = self._source(message, view, conversation, with_state={})
        source.pop("state", None)
        return payload | source

    def message_action(
        self, person: Member, message: Message, conversation: Conversation, *, callback_id: str, response_url: str
    ) -> Json:
        return self._interaction("message_action", person) | {
            "callback_id": callback_id,
            "trigger_id": new_trigger_id(),
            "action_ts": f"{time.time():.6f}",
            "message_ts": message.ts,
            "response_url": response_url,
            "channel": self._channel(conversation),
            "message": message.to_slack(self.team_id),
        }

    def view_submission(self, person: Member, view: View) -> Json:
        return self._interaction("view_submission", person) | {
            "trigger_id": new_trigger_id(),
            "view": self.view(view),
            "response_urls": [],
        }

    def view_closed(self, person: Member, view: View, *, is_cleared: bool) -> Json:
        return self._interaction("view_closed", person) | {"view": self.view(view), "is_cleared": is_cleared}

    def event(self, event: Json, conversation: Conversation | None = None) -> Json:
        """The outer `event_callback` around an event."""
        return {
            "type": "event_callback",
            "token": VERIFICATION_TOKEN,
            "team_id": self.team_id,
            "context_team_id": self.team_id,
            "context_enterprise_id": None,
            "api_app_id": self.app_id,
            "event": event,
            "event_id": new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.team_id,
                    "user_id": self.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(conversation and conversation.is_ext_shared),
            "event_context": new_id("", 24),
        }

    def message_event(self, message: Message, author: Member | None, conversation: Conversation) -> Json:
        """A `message` event; in shared channels it tells the author's workspace as `user_team`."""
        event = self.message(message, author, conversation) | self._place(conversation, message.ts)
        if not message.bot_id:
            event["client_msg_id"] = new_id("", 20)
        return self.event(event, conversation)

    def message(self, message: Message, author: Member | None, conversation: Conversation) -> Json:
        """A message inside an event; `author` is None for another app's."""
        shape = message.to_slack(self.team_id)
        if conversation.is_ext_shared and author:
            shape |= {"user_team": author.team_id, "source_team": author.team_id}
        return shape

    def changed_event(self, now: Json, before: Json, conversation: Conversation, *, ts: str) -> Json:
        """`message_changed`; a message with replies that was deleted becomes a tombstone so."""
        event = {"type": "message", "subtype": "message_changed", "message": now, "previous_message": before}
        return self.event(event | {"hidden": True, "ts": ts} | self._place(conversation, ts), conversation)

    def deleted_event(self, before: Json, conversation: Conversation, *, ts: str) -> Json:
        """`message_deleted`."""
        event = {"type": "message", "subtype": "message_deleted", "deleted_ts": before["ts"]}
        event |= {"previous_message": before, "hidden": True, "ts": ts}
        return self.event(event | self._place(conversation, ts), conversation)

    @staticmethod
    def _place(conversation: Conversation, ts: str) -> Json:
        return {
            "channel": conversation.id,
            "channel_type": {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}[conversation.kind],
            "event_ts": ts,
        }

    def reaction_event(
        self, kind: str, person: Member, message: Message, conversation: Conversation, *, name: str
    ) -> Json:
        event = {
            "type": kind,
            "user": person.id,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": f"{time.time():.6f}",
        }
        return self.event(event, conversation)

    def app_home_opened(self, person: Member, conversation: Conversation, home: View | None) -> Json:
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": conversation.id,
            "tab": "home",
            "event_ts": f"{time.time():.6f}",
        }
        if home:
            event["view"] = self.view(home)
        return self.event(event)

    def member_event(self, kind: str, person: Member, *, with_email: bool) -> Json:
        """`team_join` or `user_change`."""
        user = person.to_slack(with_email=with_email)
        return self.event({"type": kind, "user": user, "event_ts": f"{time.time():.6f}"})
