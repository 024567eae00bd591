"""Ids as Slack makes them: unguessable, so that none comes again after a restart."""

import secrets
import string
import time

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str, length: int = 10) -> str:
    """An id such as `V0AB12CD34`: the prefix says what it names."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_trigger_id() -> str:
    """A trigger id in Slack's documented form `132456.7890123.abcdef`."""
    return f"{secrets.randbelow(10**13):013d}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"


def new_hash() -> str:
    """A view's hash."""
    return f"{int(time.time())}.{secrets.token_hex(4)}"
