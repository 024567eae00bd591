"""The only wrapper of Slack's Web API client: every call to Slack, and what its errors mean."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient
from yarl import URL

from bot.domain.deliveries import Delivery, Message, Posted
from bot.domain.people import Person, ProfileField
from bot.domain.watched_channels import Membership
from bot.errors import PraiseworthyError

METADATA_TYPE = "praiseworthy_delivery"
"""`event_type` of the metadata by which a message is found again."""

CLOCKS_APART = timedelta(hours=1)
"""How much Slack's clock may be behind ours when a message is looked for since it was queued."""

PAGE_OF_MESSAGES = 200
"""Slack recommends no more than 200 results at a time ("conversations.history")."""

PAGE_OF_CHANNELS = 200
"""Slack recommends no more than 200 results at a time ("users.conversations")."""

TIMEOUT_SECONDS = 10

UPLOAD_SECONDS = 60
"""For all three calls of an upload and the file's bytes between them, on a slow line too."""

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Where a local Slack may stand, whatever it calls itself."""

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
        self.bot_user_id = ""
        # A direct message keeps its id, and opening one is limited far more than posting is ("Rate limits").
        self._direct: dict[str, str] = {}
        self._session = session

    async def identify(self) -> AsyncSlackResponse:
        """Who we are (`auth.test`)."""
        identity = await self._call(self.client.auth_test())
        self.bot_user_id = identity.get("user_id") or ""
        return identity

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
            cursor = _next_page(answer)
            if not cursor:
                return

    async def fields_of_people(self) -> list[ProfileField]:
        """The profile fields that name a person (`team.profile.get`, fields of type `user`), in their order."""
        answer = await self._call(self.client.team_profile_get())
        fields = sorted(answer["profile"].get("fields") or [], key=lambda field: field.get("ordering") or 0)
        return [
            ProfileField(field["id"], str(field.get("label") or field["id"]))
            for field in fields
            if field.get("type") == "user"
        ]

    async def people_in_profile(self, slack_id: str, field_id: str) -> list[str]:
        """The Slack ids in a field of a person's profile (`users.profile.get`); waits as long as Slack asks for."""
        while True:
            try:
                answer = await self._call(self.client.users_profile_get(user=slack_id))
            except SlackRefused as refused:
                if refused.retry_after is None:
                    raise
                await asyncio.sleep(refused.retry_after)
                continue
            # Slack sends an empty list instead of an empty object ("users.profile.get").
            fields = answer["profile"].get("fields") or {}
            value = str((fields.get(field_id) or {}).get("value") or "")
            return [part.strip() for part in value.split(",") if part.strip()]

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
        """Looks for a delivery in its conversation since it was queued (`conversations.history`), page by page."""
        channel = await self._conversation(delivery.to)
        oldest = f"{(delivery.queued_at - CLOCKS_APART).timestamp():.6f}"
        cursor = ""
        while True:
            answer = await self._call(
                self.client.conversations_history(
                    channel=channel, oldest=oldest, cursor=cursor, limit=PAGE_OF_MESSAGES, include_all_metadata=True
                )
            )
            for message in answer["messages"]:
                metadata = message.get("metadata") or {}
                if metadata.get("event_type") == METADATA_TYPE and metadata["event_payload"].get("id") == delivery.id:
                    return Posted(channel, message["ts"])
            cursor = _next_page(answer)
            if not cursor:
                return None

    async def update(self, posted: Posted, message: Message) -> None:
        """Replaces a message of ours (`chat.update`)."""
        await self._call(
            self.client.chat_update(channel=posted.channel, ts=posted.ts, text=message.text, blocks=message.blocks)
        )

    async def delete(self, posted: Posted) -> None:
        """Removes a message of ours (`chat.delete`)."""
        await self._call(self.client.chat_delete(channel=posted.channel, ts=posted.ts))

    async def message_at(self, channel: str, ts: str) -> dict[str, Any] | None:
        """One message ("Retrieving messages"), a reply in a thread too; None when it is gone or can't be read."""
        history = await self._unless_refused(
            self.client.conversations_history(channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1)
        )
        found = _message_of(history, ts)
        if found is None:
            thread = await self._unless_refused(
                self.client.conversations_replies(channel=channel, ts=ts, latest=ts, oldest=ts, inclusive=True, limit=1)
            )
            found = _message_of(thread, ts)
        return found

    async def thread_authors(self, channel: str, thread_ts: str, before: str) -> list[str]:
        """Slack ids of the people who wrote in a thread until the message `before` (`conversations.replies`).

        Its first `PAGE_OF_MESSAGES` messages are read; nobody where the thread is gone or can't be read.
        """
        answer = await self._unless_refused(
            self.client.conversations_replies(
                channel=channel, ts=thread_ts, latest=before, inclusive=False, limit=PAGE_OF_MESSAGES
            )
        )
        messages: list[dict[str, Any]] = answer["messages"] if answer else []
        return list(dict.fromkeys(one["user"] for one in messages if one.get("user") and not one.get("bot_id")))

    async def latest_messages(self, channel: str, since: datetime) -> list[dict[str, Any]]:
        """A channel's latest `PAGE_OF_MESSAGES` messages since then, newest first; none where we aren't in it."""
        answer = await self._unless_refused(
            self.client.conversations_history(
                channel=channel, oldest=f"{since.timestamp():.6f}", limit=PAGE_OF_MESSAGES
            )
        )
        messages: list[dict[str, Any]] = answer["messages"] if answer else []
        return messages

    async def membership(self) -> Membership:
        """The channels that we are in (`users.conversations`), page by page."""
        channels: list[dict[str, Any]] = []
        cursor = ""
        while True:
            answer = await self._call(
                self.client.users_conversations(
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=PAGE_OF_CHANNELS,
                    cursor=cursor,
                )
            )
            channels += answer["channels"]
            cursor = _next_page(answer)
            if not cursor:
                break
        shared = tuple(channel["id"] for channel in channels if channel.get("is_ext_shared"))
        return Membership(frozenset(channel["id"] for channel in channels), shared)

    async def is_in(self, channel: str) -> bool:
        """Whether we are in the channel (`conversations.history` refuses those who are not)."""
        return await self._unless_refused(self.client.conversations_history(channel=channel, limit=1)) is not None

    async def is_among_ourselves(self, channel: str) -> bool | None:
        """Whether nobody from outside reads a channel (`conversations.info`); None where we aren't in it."""
        answer = await self._unless_refused(self.client.conversations_info(channel=channel))
        if answer is None or not answer["channel"].get("is_member"):
            return None
        return not (answer["channel"].get("is_ext_shared") or answer["channel"].get("is_pending_ext_shared"))

    async def permalink(self, channel: str, ts: str) -> str | None:
        """The message's address (`chat.getPermalink`); None when it is gone or can't be read."""
        answer = await self._unless_refused(self.client.chat_getPermalink(channel=channel, message_ts=ts))
        return answer["permalink"] if answer else None

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Opens a modal (`views.open`)."""
        await self._call(self.client.views_open(trigger_id=trigger_id, view=view))

    async def publish_home(self, slack_id: str, view: dict[str, Any]) -> None:
        """Shows a person's App Home (`views.publish`)."""
        await self._call(self.client.views_publish(user_id=slack_id, view=view))

    async def send_file(self, to: str, *, filename: str, content: bytes, title: str, comment: str) -> None:
        """Shares a file in a channel or, for a person's id, in the direct message, with a comment in mrkdwn.

        Three calls: `files.getUploadURLExternal`, the bytes to the address that it names, and
        `files.completeUploadExternal` ("Working with files"); the app needs the scope `files:write`. Nothing is
        shown before the last one. Slack refuses an empty file (`missing_argument`) and, where an admin restricted
        uploads, any (`file_uploads_disabled`) or a large one (`file_upload_size_restricted`).
        """
        channel = await self._conversation(to)
        await self._call(
            self.client.files_upload_v2(
                channel=channel, filename=filename, content=content, title=title, initial_comment=comment
            ),
            seconds=UPLOAD_SECONDS,
        )

    async def respond(self, response_url: str, message: Message, *, replace: bool) -> None:
        """Answers an interaction later: ephemeral, or in place of the message that it came from.

        The address may have travelled in a form: `SlackRefused` where it isn't one of Slack's.
        """
        if not is_of_slack(response_url, self.api_url):
            raise SlackRefused("response_url is not Slack's")
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
        """A channel's id as it is; for a person's, or several with commas between, the direct message with them.

        Up to eight people; for several the app needs the scope `mpim:write` ("conversations.open").
        """
        if not to.startswith(("U", "W")):
            return to
        if to not in self._direct:
            answer = await self._call(self.client.conversations_open(users=to))
            self._direct[to] = answer["channel"]["id"]
        return self._direct[to]

    async def _unless_refused(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse | None:
        """The answer, or None when Slack says no for good; asked to wait, it raises `SlackRefused`."""
        try:
            return await self._call(call)
        except SlackRefused as refused:
            if refused.retry_after is not None:
                raise
            return None

    async def _call(
        self, call: Awaitable[AsyncSlackResponse], *, seconds: float = TIMEOUT_SECONDS
    ) -> AsyncSlackResponse:
        try:
            # Our own limit: with a session of ours the client leaves its `timeout` to it, whose default is minutes.
            async with asyncio.timeout(seconds):
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


def is_of_slack(response_url: str, api_url: str) -> bool:
    """Whether an address is of the Slack that we call: of the API's host or one below it, such as hooks.slack.com.

    Read as the client reads it that would call it. Nothing else on the network is ever asked for anything.
    """
    try:
        there, here = URL(response_url), URL(api_url)
    except ValueError:
        return False
    if there.host is None or here.host is None or there.scheme not in {"https", here.scheme}:
        return False
    is_local = {there.host, here.host} <= _THIS_MACHINE
    return is_local or there.host == here.host or there.host.endswith(f".{here.host}")


def _message_of(answer: AsyncSlackResponse | None, ts: str) -> dict[str, Any] | None:
    messages: list[dict[str, Any]] = answer["messages"] if answer else []
    return next((message for message in messages if message.get("ts") == ts), None)


def _next_page(answer: AsyncSlackResponse) -> str:
    """The cursor of the next page, '' on the last one ("Pagination")."""
    return (answer.get("response_metadata") or {}).get("next_cursor") or ""


def person_from_slack(workspace_id: str, user: dict[str, Any]) -> Person:
    """Slack's user object ("User object") as a person of this workspace.

    From outside is who belongs to another team (Slack Connect); on Enterprise Grid the workspace is the organisation.
    """
    profile = user.get("profile") or {}
    grid = (user.get("enterprise_user") or {}).get("enterprise_id")
    team = user.get("team_id") or profile.get("team") or workspace_id
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name")
    return Person(
        id=0,
        workspace_id=workspace_id,
        slack_id=user["id"],
        name=str(name or user["id"])[:255],
        time_zone=str(user.get("tz") or "UTC"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_outside=bool(user.get("is_stranger")) or workspace_id not in {team, grid},
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_gone=bool(user.get("deleted")),
        email=str(profile.get("email") or "").strip().lower()[:320] or None,
    )
