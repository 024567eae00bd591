"""The app manifest: what Slack is told about the app ("App manifest reference")."""

import json
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "manifest.json"


def manifest(request_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode; with `request_url` (https://…/slack/events) for HTTP."""
    told: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    if request_url is None:
        return told
    for command in told["features"]["slash_commands"]:
        command["url"] = request_url
    settings = told["settings"]
    settings["event_subscriptions"] = {"request_url": request_url, **settings["event_subscriptions"]}
    settings["interactivity"] |= {"request_url": request_url, "message_menu_options_url": request_url}
    settings["socket_mode_enabled"] = False
    return told
