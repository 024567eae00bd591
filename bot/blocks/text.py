"""Text for Block Kit: escaped, cut to size, and never live unless we mean it."""

import re
from collections.abc import Collection
from typing import Any

from bot.domain.forgetting import SOMEBODY, is_forgotten
from slack_limits import MESSAGE_TEXT, SECTION_TEXT, TEXT_OBJECT

Block = dict[str, Any]

MOST_VERBATIM = MESSAGE_TEXT.value + SECTION_TEXT.value
"""Characters of a text that can be given back: the longest message, and room for the command before it."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_NEEDS_ESCAPING = re.compile(r"[&<>]")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The three characters that Slack asks to escape ("Formatting message text")."""
    return "".join(_escaped(text))


def escape_to(text: str, most: int) -> str:
    """`escape`, cut with '…' so that the escaped text has at most `most` characters and no broken entity."""
    if len(text) <= most and not _NEEDS_ESCAPING.search(text):
        return text
    return _join_to(_escaped(text), most)


def _escaped(text: str) -> list[str]:
    return [_ESCAPED.get(character, character) for character in text]


def _join_to(pieces: list[str], most: int) -> str:
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
    """A summary for mrkdwn: the people in `mentions` stay mentions, everything else that looks live is inert.

    Cut as `escape_to` does, and never inside a mention.
    """
    pieces: list[str] = []
    position = 0
    for match in _MENTION.finditer(text):
        if match[1] in mentions:
            pieces += [*_escaped(text[position : match.start()]), match[0]]
            position = match.end()
    return _join_to([*pieces, *_escaped(text[position:])], most)


def mention(slack_id: str) -> str:
    """Somebody as Slack shows people; in words where they were forgotten, since Slack knows no such id."""
    return SOMEBODY if is_forgotten(slack_id) else f"<@{slack_id}>"


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


def link(address: str, label: str) -> list[Block]:
    """A line of small print that leads to an address; none where the address is too long for a text object."""
    text = f"<{escape(address).replace('|', '%7C')}|{label}>"
    return [context(text)] if len(text) <= TEXT_OBJECT.value else []


def verbatim(text: str) -> list[Block]:
    """Somebody's own text given back whole, to be copied: preformatted rich text, in which nothing is live.

    `MOST_VERBATIM` characters are given back, which is more than Slack lets anybody type.
    """
    size = SECTION_TEXT.value
    kept = text[:MOST_VERBATIM]
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": kept[start : start + size]}],
                }
            ],
        }
        for start in range(0, len(kept), size)
    ]
