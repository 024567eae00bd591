"""Arguments of a Web API call: forms carry everything as text, and structured values as JSON in text."""

import json
from typing import Any

from playground.errors import SlackError


class Arguments(dict[str, Any]):
    """The arguments by name; the readers raise SlackError `invalid_arguments` for a missing or unfit value."""

    def text(self, name: str) -> str:
        """A required text."""
        value = self.optional(name)
        if value is None:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def optional(self, name: str) -> str | None:
        """A text, or None when it is missing or empty."""
        value = self.get(name)
        return None if value is None or value == "" else str(value)

    def flag(self, name: str) -> bool:
        """True for true, `true` and `1`."""
        return str(self.get(name, "")).lower() in {"true", "1"}

    def number(self, name: str, otherwise: int, *, most: int) -> int:
        """A whole number from 1 to `most`."""
        try:
            value = int(self.get(name) or otherwise)
        except ValueError:
            value = 0
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def structure(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """A list or an object, given as such or as JSON text; None when it is missing."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error, [f"[ERROR] {name} is not valid JSON"]) from None
