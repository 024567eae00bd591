"""Text for Block Kit: escaped, cut to size, and never live unless we mean it."""

import re
from collections.abc import Collection
from typing import Any

from slack_limits import SECTION_TEXT

Block = dict[str, Any]

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The three characters that Slack asks to escape ("Formatting message text")."""
    return "".join(_ESCAPED.get(character, character) for character in text)


def escape_to(text: str, most: int) -> str:
    """`escape`, cut with '…' so that the escaped text has at most `most` characters and no broken entity."""
    pieces = [_ESCAPED.get(character, character) for character in text]
    if sum(map(len, pieces)) <= most:
        return "".join(pieces)
    room = most - 1
    kept: list[str] = []
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def show(text: str, mentions: Collection[str], most: int) -> str:
    """A summary for mrkdwn: the people in `mentions` stay mentions, everything else that looks live is inert."""
    shown = ""
    position = 0
    for match in _MENTION.finditer(text):
        if match[1] not in mentions:
            continue
        shown += escape_to(text[position : match.start()], max(most - len(shown), 1))
        if len(shown) + len(match[0]) > most or shown.endswith("…"):
            return shown if shown.endswith("…") else shown + "…"
        shown += match[0]
        position = match.end()
    return shown + escape_to(text[position:], max(most - len(shown), 1)) if position < len(text) else shown


def plain(text: str, most: int) -> Block:
    """A plain_text object, cut to size."""
    return {"type": "plain_text", "text": text if len(text) <= most else text[: most - 1] + "…", "emoji": True}


def mrkdwn(text: str) -> Block:
    """A mrkdwn object that makes no links or mentions of its own (`verbatim`); the text is escaped already."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> Block:
    """A section of escaped mrkdwn."""
    return {"type": "section", "text": mrkdwn(text)}


def context(text: str) -> Block:
    """A line of small print of escaped mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def verbatim(text: str) -> list[Block]:
    """Somebody's own text given back whole, to be copied: preformatted rich text, in which nothing is live."""
    size = SECTION_TEXT.value
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": text[start : start + size]}],
                }
            ],
        }
        for start in range(0, min(len(text), 10 * size), size)
    ]
