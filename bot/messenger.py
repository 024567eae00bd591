"""The only wrapper of Slack's Web API client: every call to Slack, and what its errors mean."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.deliveries import Delivery, Message, Posted
from bot.domain.people import Person
from bot.errors import PraiseworthyError

METADATA_TYPE = "praiseworthy_delivery"
"""`event_type` of the metadata by which a message is found again."""

HISTORY_LOOKED_THROUGH = 200
"""Messages of a conversation's recent history in which an uncertain delivery is looked for."""

TIMEOUT_SECONDS = 10

PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Errors after which some of the call may have been done nevertheless ("chat.postMessage", its errors)."""

PAGE_OF_MEMBERS = 200
"""Slack recommends no more than 200 results at a time ("users.list")."""


class SlackRefused(PraiseworthyError):
    """Slack answered 'no'. `error` is its error name; `retry_after` seconds when it asked to wait."""

    def __init__(self, error: str, retry_after: float | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after


class SlackUnanswered(PraiseworthyError):
    """No clear answer came: the call may or may not have had its effect."""


class Messenger:
    """Calls Slack for one workspace's bot. Every method raises `SlackRefused` or `SlackUnanswered`."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession) -> None:
        # The client's own retries are off: they can post a message twice after a lost answer.
        self.client = AsyncWebClient(
            token=token, base_url=api_url, session=session, timeout=TIMEOUT_SECONDS, retry_handlers=[]
        )
        self.api_url = api_url
        self._session = session

    async def identify(self) -> AsyncSlackResponse:
        """Who we are (`auth.test`)."""
        return await self._call(self.client.auth_test())

    async def socket_address(self, app_token: str) -> str:
        """Where to connect for Socket Mode (`apps.connections.open`)."""
        answer = await self._call(self.client.apps_connections_open(app_token=app_token))
        address: str = answer["url"]
        return address

    async def person(self, workspace_id: str, slack_id: str) -> Person:
        """What Slack tells of a person (`users.info`)."""
        answer = await self._call(self.client.users_info(user=slack_id))
        return person_from_slack(workspace_id, answer["user"])

    async def pages_of_people(self, workspace_id: str) -> AsyncIterator[list[Person]]:
        """All members, page by page (`users.list`); waits as long as Slack asks for between pages."""
        cursor = ""
        while True:
            try:
                answer = await self._call(self.client.users_list(limit=PAGE_OF_MEMBERS, cursor=cursor))
            except SlackRefused as refused:
                if refused.retry_after is None:
                    raise
                await asyncio.sleep(refused.retry_after)
                continue
            yield [person_from_slack(workspace_id, member) for member in answer["members"]]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def post(self, delivery: Delivery) -> Posted:
        """Posts a delivery with its id in the metadata (`chat.postMessage`)."""
        channel = await self._conversation(delivery.to)
        answer = await self._call(
            self.client.chat_postMessage(
                channel=channel,
                text=delivery.message.text,
                blocks=delivery.message.blocks,
                metadata={"event_type": METADATA_TYPE, "event_payload": {"id": delivery.id}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return Posted(answer["channel"], answer["ts"])

    async def find(self, delivery: Delivery) -> Posted | None:
        """Looks for a delivery in its conversation's recent history (`conversations.history`)."""
        channel = await self._conversation(delivery.to)
        answer = await self._call(
            self.client.conversations_history(channel=channel, limit=HISTORY_LOOKED_THROUGH, include_all_metadata=True)
        )
        for message in answer["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == METADATA_TYPE and metadata["event_payload"].get("id") == delivery.id:
                return Posted(channel, message["ts"])
        return None

    async def update(self, posted: Posted, message: Message) -> None:
        """Replaces a message of ours (`chat.update`)."""
        await self._call(
            self.client.chat_update(channel=posted.channel, ts=posted.ts, text=message.text, blocks=message.blocks)
        )

    async def message_at(self, channel: str, ts: str) -> dict[str, Any] | None:
        """One message, a reply in a thread too; None when it is gone or the bot can't read there."""
        try:
            answer = await self._call(
                self.client.conversations_replies(channel=channel, ts=ts, latest=ts, oldest=ts, inclusive=True, limit=1)
            )
        except SlackRefused as refused:
            if refused.error in {"thread_not_found", "channel_not_found", "not_in_channel", "missing_scope"}:
                return None
            raise
        found: dict[str, Any] | None = next(
            (message for message in answer["messages"] if message.get("ts") == ts), None
        )
        return found

    async def permalink(self, channel: str, ts: str) -> str | None:
        """The message's address (`chat.getPermalink`); None when it is gone."""
        try:
            answer = await self._call(self.client.chat_getPermalink(channel=channel, message_ts=ts))
        except SlackRefused as refused:
            if refused.error in {"message_not_found", "channel_not_found", "not_in_channel"}:
                return None
            raise
        permalink: str = answer["permalink"]
        return permalink

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Opens a modal (`views.open`)."""
        await self._call(self.client.views_open(trigger_id=trigger_id, view=view))

    async def publish_home(self, slack_id: str, view: dict[str, Any]) -> None:
        """Shows a person's App Home (`views.publish`)."""
        await self._call(self.client.views_publish(user_id=slack_id, view=view))

    async def respond(self, response_url: str, message: Message, *, replace: bool) -> None:
        """Answers an interaction later: ephemeral, or in place of the message that it came from."""
        webhook = AsyncWebhookClient(response_url, session=self._session, timeout=TIMEOUT_SECONDS, retry_handlers=[])
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await webhook.send_dict(
                    {**message.payload(), "replace_original": replace, "response_type": "ephemeral"}
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackUnanswered("response_url") from error
        if answer.status_code != 200:
            raise SlackRefused(f"response_url answered {answer.status_code}")

    async def _conversation(self, to: str) -> str:
        """A channel's id as it is; for a person's, the direct message with them (`conversations.open`)."""
        if not to.startswith(("U", "W")):
            return to
        answer = await self._call(self.client.conversations_open(users=to))
        channel: str = answer["channel"]["id"]
        return channel

    async def _call(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        try:
            # Our own limit: with a session of ours the client leaves its `timeout` to it, whose default is minutes.
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await call
        except SlackApiError as error:
            response = error.response
            refusal = str(response.get("error", response.status_code))
            if response.status_code >= 500 or refusal in PERHAPS_DONE:
                raise SlackUnanswered(f"{refusal}, status {response.status_code}") from error
            waits = response.headers.get("Retry-After") if response.status_code == 429 else None
            raise SlackRefused(refusal, float(waits) if waits else None) from error
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as error:
            # ValueError: an answer that is not JSON, from something between Slack and us.
            raise SlackUnanswered(type(error).__name__) from error


def person_from_slack(workspace_id: str, user: dict[str, Any]) -> Person:
    """Slack's user object ("User object") as a person of this workspace.

    From outside is who belongs to another team (Slack Connect); on Enterprise Grid the workspace is the organisation.
    """
    profile = user.get("profile") or {}
    grid = (user.get("enterprise_user") or {}).get("enterprise_id")
    belongs_here = workspace_id in {user.get("team_id"), grid}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return Person(
        id=0,
        workspace_id=workspace_id,
        slack_id=user["id"],
        name=str(name or user["id"])[:255],
        time_zone=str(user.get("tz") or "UTC"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_outside=bool(user.get("is_stranger")) or not belongs_here,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_gone=bool(user.get("deleted")),
    )
