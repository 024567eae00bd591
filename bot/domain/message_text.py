"""The text of a Slack message in plain words ("Formatting message text")."""

import html
import re
from collections.abc import Mapping

MAX_EXCERPT = 160
"""Characters of a message that stand in for a summary."""

_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_SPACE = re.compile(r"\s+")
_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which no database takes and nobody can have meant."""
    return _NOT_STORABLE.sub("", text)


def plain_text(text: str, names: Mapping[str, str] | None = None) -> str:
    """`typed_text` in one line."""
    return _SPACE.sub(" ", typed_text(text, names)).strip()


def typed_text(text: str, names: Mapping[str, str] | None = None) -> str:
    """Slack's markup turned into words: '<@U1>' → '@Ana', '<#C1|vpn>' → '#vpn', '<https://x|label>' → 'label'."""

    def words(token: re.Match[str]) -> str:
        sign, target, label = token.groups()
        if sign == "@":
            return f"@{(names or {}).get(target) or label or 'someone'}"
        if sign == "#":
            return f"#{label or 'channel'}"
        if sign == "!":
            return label or f"@{target.split('^')[0]}"
        return label or target

    return storable(html.unescape(_TOKEN.sub(words, text)))


def people_in(text: str) -> list[str]:
    """The Slack ids of those who are mentioned."""
    return [token[2] for token in _TOKEN.finditer(text) if token[1] == "@"]


def excerpt(text: str, names: Mapping[str, str] | None = None) -> str:
    """The start of a message in plain words, as `beginning` cuts it."""
    return beginning(plain_text(text, names))


def beginning(plain: str) -> str:
    """The start of a text that is in plain words already, cut at a word, at most `MAX_EXCERPT` characters."""
    if len(plain) <= MAX_EXCERPT:
        return plain
    cut = plain[: MAX_EXCERPT - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[MAX_EXCERPT // 2 :] else cut) + "…"
