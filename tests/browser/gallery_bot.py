"""A small Bolt app on the playground with its page: `python gallery_bot.py` prints the page's address and serves.

It shows every block and input to the page's own tests, which so don't depend on the product.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import running
from tests.browser import gallery_blocks as blocks

MANIFEST = {
    "display_information": {"name": "Gallery"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/gallery",
                "description": "Shows blocks",
                "usage_hint": "[modal | blocks | many | file | silent]",
            },
            {"command": "/gather", "description": "Another command"},
        ],
        "shortcuts": [
            {"name": "Look closer", "type": "message", "callback_id": "look", "description": "Opens the modal"}
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["channels:read", "chat:write", "commands", "files:write", "im:write", "mpim:write", "users:read"]
        }
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "reaction_added"]}},
}
CUSTOMERS = ("Acme Corp", "Globex Retail", "Finance")


def register_openings(app: AsyncApp) -> None:
    """What is asked for by a command, a shortcut or an event."""

    @app.command("/gallery")
    async def gallery(ack: Any, command: Any, client: AsyncWebClient) -> None:
        word = command["text"].strip()
        if word == "silent":
            await asyncio.sleep(3.5)  # longer than Slack waits
            return
        if word == "modal":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=blocks.modal())
            return
        if word == "blocks":
            await ack()
            await client.chat_postMessage(channel=command["channel_id"], text="Results", blocks=blocks.showcase())
            return
        if word == "file":
            await ack()
            await client.files_upload_v2(
                channel=command["channel_id"],
                filename=f"{'effort-by-customer-' * 6}2026.csv",
                content=b"who,minutes\nAna,45\n",
                title="Effort <b>by</b> customer",
                initial_comment="Your *effort*, as a file",
            )
            return
        if word == "together":
            await ack()
            opened = await client.conversations_open(users=f"{command['user_id']},U0LEO")
            await client.chat_postMessage(channel=opened["channel"]["id"], text="For both of you")
            return
        if word == "chart":
            await ack()
            try:
                await client.chat_postMessage(channel=command["channel_id"], text="Tickets", blocks=[blocks.pie()])
            except SlackApiError as refused:
                await client.chat_postMessage(
                    channel=command["channel_id"], text=f"Slack says {refused.response['error']}"
                )
            return
        shown = blocks.many_buttons() if word == "many" else blocks.answer()
        await ack(text=f"You wrote {command['text']}", blocks=shown)

    @app.shortcut("look")
    async def look(ack: Any, shortcut: Any, client: AsyncWebClient) -> None:
        await ack()
        view = blocks.modal()
        view["blocks"][0]["element"]["initial_value"] = shortcut["message"]["text"]
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    @app.event("app_home_opened")
    async def home(event: Any, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks.showcase()[:4]})

    @app.event("reaction_added")
    async def reacted(event: Any, client: AsyncWebClient) -> None:
        opened = await client.conversations_open(users=event["user"])
        await client.chat_postMessage(channel=opened["channel"]["id"], text=f"You reacted with {event['reaction']}")


def register_interactions(app: AsyncApp) -> None:
    """What is pressed, chosen and submitted."""

    @app.action("push")
    async def push(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await ack()
        view = blocks.modal() | {"title": blocks.plain("On top"), "blocks": blocks.modal()["blocks"][1:2]}
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.action("redraw")
    async def redraw(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await ack()
        view = blocks.modal()
        view["blocks"].insert(0, {"type": "section", "text": blocks.mrkdwn("Drawn anew")})
        await client.views_update(view_id=body["view"]["id"], view=view)

    @app.action("count")
    async def count(ack: Any, respond: Any) -> None:
        await ack()
        await respond(
            text="Counted", replace_original=True, blocks=[{"type": "section", "text": blocks.mrkdwn("Counted")}]
        )

    for name in ("undo", "pick", "more"):

        @app.action(name)
        async def chosen(ack: Any, action: Any, respond: Any) -> None:
            await ack()
            said = action.get("selected_option", action).get("value")
            await respond(text=f"Got {action['action_id']}: {said}", replace_original=False)

    @app.options("value")
    async def suggest(ack: Any, payload: Any) -> None:
        wanted = str(payload.get("value", "")).lower()
        found = [blocks.option(one) for one in CUSTOMERS if wanted in one.lower()]
        if payload["block_id"] == "customers":
            await ack(option_groups=[{"label": blocks.plain("Important"), "options": found}] if found else [])
            return
        await ack(options=found)

    @app.view("everything")
    async def submitted(ack: Any, view: Any, body: Any, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if (values.get("minutes") or {}).get("value", {}).get("value") == "13":
            await ack(response_action="errors", errors={"minutes": "Thirteen is not <b>possible</b>."})
            return
        await ack()
        text = json.dumps(values, sort_keys=True).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        await client.chat_postEphemeral(channel="C0HELPDESK", user=body["user"]["id"], text=f"```{text}```")


async def serve(manifest: Path) -> None:
    """Until the process is ended."""
    async with running(manifest=manifest, with_page=True) as playground:
        client = AsyncWebClient(token=playground.bot_token, base_url=playground.api_url)
        app = AsyncApp(client=client)
        register_openings(app)
        register_interactions(app)
        handler: Any = AsyncSocketModeHandler(
            app, playground.app_token, web_client=AsyncWebClient(base_url=playground.api_url)
        )
        await handler.connect_async()
        sys.stdout.write(f"{playground.base_url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder, "manifest.json")
        manifest.write_text(json.dumps(MANIFEST), encoding="utf-8")
        asyncio.run(serve(manifest))


if __name__ == "__main__":
    main()
