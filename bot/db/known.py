"""What was read lately: people and customers hardly change, and every `/logwork` asks for both.

Only transactions of the store's writers have it, and only what was found is kept, for `SECONDS` at most. Whatever a
transaction changes it lets go of here, and when a transaction fails the store drops all of it before it tries
again, so that neither a rolled back row nor one that another replica removed lives on.
"""

import time
from collections.abc import Hashable
from typing import Any

from sqlalchemy.orm import Session

SECONDS = 60.0
MOST = 20_000
"""Entries; when there are more, all are dropped, which is simple and rare."""

_IN_SESSION = "known"


class Known:
    """Values by key, each with the moment until which it is taken as known."""

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[float, Any]] = {}

    def get(self, key: Hashable) -> Any | None:
        """The value, or None when it isn't known (any more)."""
        found = self._values.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def keep(self, key: Hashable, value: Any) -> None:
        """Knows the value for `SECONDS`."""
        if len(self._values) >= MOST:
            self._values.clear()
        self._values[key] = (time.monotonic() + SECONDS, value)

    def forget(self, key: Hashable) -> None:
        """Lets go of one value."""
        self._values.pop(key, None)

    def forget_all(self) -> None:
        """Lets go of everything."""
        self._values.clear()


def session_info(known: Known) -> dict[Any, Any]:
    """What `Session(info=…)` takes."""
    return {_IN_SESSION: known}


def lately(session: Session) -> Known:
    """What is known in this session; nothing is, and nothing stays, in a session that was given none."""
    known = session.info.get(_IN_SESSION)
    return known if isinstance(known, Known) else Known()
