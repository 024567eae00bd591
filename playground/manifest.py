"""What the app's manifest tells Slack (page "App manifest reference")."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from playground.model import CommandInfo, Json, ShortcutInfo

_MESSAGE_EVENTS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The declared name, commands, message shortcuts, event subscriptions and bot scopes."""

    app_name: str
    commands: list[CommandInfo] = field(default_factory=list)
    message_shortcuts: list[ShortcutInfo] = field(default_factory=list)
    events: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Raises OSError or ValueError when there is no manifest to read."""
        content: Json = json.loads(path.read_text(encoding="utf-8"))
        features = content.get("features", {})
        subscriptions = content.get("settings", {}).get("event_subscriptions", {})
        return cls(
            app_name=content["display_information"]["name"],
            commands=[
                CommandInfo(c["command"], c.get("description", ""), c.get("usage_hint", ""))
                for c in features.get("slash_commands", [])
            ],
            message_shortcuts=[
                ShortcutInfo(s["callback_id"], s["name"])
                for s in features.get("shortcuts", [])
                if s["type"] == "message"
            ],
            events=frozenset(subscriptions.get("bot_events", [])),
            scopes=frozenset(content.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        )

    def subscribes_to(self, event: Json) -> bool:
        """Slack sends only the events that an app subscribed to."""
        kind = event["type"]
        return (_MESSAGE_EVENTS[event["channel_type"]] if kind == "message" else kind) in self.events
