"""What a Slack message says, in Slack's markup or in plain words: its text, or its blocks, and its attachments.

Sources: the pages "Formatting message text", "Rich text block", "Section block", "Context block", "Header block",
"Markdown block", "Legacy: Creating rich messages using secondary attachments", "File object".
"""

import re
from collections.abc import Iterator, Mapping

from bot.domain.line.tokens import escape
from bot.domain.message_text import storable, typed_text

MAX_CHARACTERS = 40_000
"""Characters of a message that are read: as many as its text may have ("Truncating really long messages")."""

_MAX_PARTS = 2_000
_MAX_DEPTH = 8
_CODE = re.compile(r"```\s?(.*?)\s?```|`([^`\n]+)`", re.DOTALL)
_QUOTE_MARK = re.compile(r"^[ \t]*>+[ \t]?", re.MULTILINE)
_OPENS, _CLOSES = r"""(?<![^\s(\[{"'*_~>,;:–—-])""", r"""(?![^\s)\]}"'*_~<,;:.!?–—-])"""
_STRUCK = re.compile(rf"{_OPENS}~(?=\S)[^~\n]+(?<=\S)~{_CLOSES}")
_BOLD = re.compile(rf"{_OPENS}\*(?=\S)([^*\n]+)(?<=\S)\*{_CLOSES}")
_ITALIC = re.compile(rf"{_OPENS}_(?=\S)([^_\n]+)(?<=\S)_{_CLOSES}")
_ELEMENTS = {
    "user": ("<@", "user_id", ">"),
    "usergroup": ("<!subteam^", "usergroup_id", ">"),
    "channel": ("<#", "channel_id", ">"),
    "broadcast": ("<!", "range", ">"),
    "emoji": (":", "name", ":"),
}
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_SPACES = re.compile(r"[ \t]{2,}")


def marked_up(message: Mapping[str, object]) -> str:
    """Everything that a message shows, in Slack's markup with mentions as '<@U1>', at most `MAX_CHARACTERS` long.

    `message` is as events and `conversations.history` give it. Slack shows blocks instead of the text, and attachments
    beside either; an attachment that only previews a linked page is nobody's words and is left out. An e-mail that
    Slack's own mail app brought stands in a file: its subject and text are read. Other shapes are passed over.
    """
    shown = _gathered(_blocks(message.get("blocks"), 0)) or _str(message.get("text"))
    parts = [shown, _gathered(_attachments(message.get("attachments"))), _gathered(_mails(message.get("files")))]
    text = "\n".join(part for part in parts if part.strip())
    return _STRUCK.sub("", storable(text[:MAX_CHARACTERS])).strip()


def in_words(marked: str, names: Mapping[str, str] | None = None) -> str:
    """Markup turned into plain words: '<@U1>' into '@Ana' by `names`, without marks of quotes, code and emphasis.

    Lines stay lines. What was struck out isn't said. The same as before for plain words that look like no markup.
    """
    marked = marked[:MAX_CHARACTERS]
    pieces: list[str] = []
    end = 0
    for code in _CODE.finditer(marked):
        pieces.append(_without_marks(marked[end : code.start()], names))
        pieces.append(typed_text(code[1] or code[2] or "", names))
        end = code.end()
    pieces.append(_without_marks(marked[end:], names))
    text = _QUOTE_MARK.sub("", "".join(pieces))
    return _SPACES.sub(" ", _BLANK_LINES.sub("\n\n", text)).strip()[:MAX_CHARACTERS]


def _without_marks(marked: str, names: Mapping[str, str] | None) -> str:
    plain = _STRUCK.sub("", typed_text(marked, names))
    return _BOLD.sub(r"\1", _ITALIC.sub(r"\1", _BOLD.sub(r"\1", plain)))


def _gathered(parts: Iterator[str]) -> str:
    """The parts as lines, until it is enough."""
    kept: list[str] = []
    room = MAX_CHARACTERS
    for number, part in enumerate(parts):
        if room <= 0 or number >= _MAX_PARTS:
            break
        if part.strip():
            kept.append(part[:room])
            room -= len(part) + 1
    return "\n".join(kept)


def _str(value: object) -> str:
    return value if isinstance(value, str) else ""


def _items(value: object) -> Iterator[Mapping[str, object]]:
    """The objects of a list; nothing where it is no list."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield item


def _text_object(value: object) -> str:
    """A text object as markup: plain text is escaped, so that it can't pretend to mention somebody."""
    if isinstance(value, dict):
        text = _str(value.get("text"))
        return text if value.get("type") == "mrkdwn" else escape(text)
    return ""


def _blocks(blocks: object, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    for block in _items(blocks):
        kind = _str(block.get("type"))
        if kind in {"section", "header"}:
            yield _text_object(block.get("text"))
            for fields in _items(block.get("fields")):
                yield _text_object(fields)
        elif kind == "context":
            for element in _items(block.get("elements")):
                yield _text_object(element)
        elif kind == "markdown":
            yield escape(_str(block.get("text")))
        elif kind == "rich_text":
            yield from _rich_text(block.get("elements"), depth + 1)


def _rich_text(elements: object, depth: int) -> Iterator[str]:
    """Sections, list items, quotes and code, each as its own lines."""
    if depth > _MAX_DEPTH:
        return
    for element in _items(elements):
        kind = _str(element.get("type"))
        if kind == "rich_text_list":
            yield from _rich_text(element.get("elements"), depth + 1)
            continue
        said = "".join(_inline(part) for part in _items(element.get("elements")))
        if kind == "rich_text_quote":
            yield "\n".join(f"&gt; {line}" for line in said.splitlines())
        elif kind == "rich_text_preformatted":
            yield f"```{said}```" if said.strip() else ""
        elif kind == "rich_text_section":
            yield said


def _inline(part: Mapping[str, object]) -> str:
    """One element inside a line of rich text, as markup."""
    style = part.get("style")
    if isinstance(style, dict) and style.get("strike"):
        return ""
    kind = _str(part.get("type"))
    if kind == "text":
        text = escape(_str(part.get("text")))
        return f"`{text}`" if isinstance(style, dict) and style.get("code") and text.strip() else text
    if kind == "link":
        return escape(_str(part.get("text")) or _str(part.get("url")))
    if kind == "date":
        return escape(_str(part.get("fallback")))
    if kind in _ELEMENTS:
        before, key, after = _ELEMENTS[kind]
        return f"{before}{_str(part.get(key))}{after}"
    return ""


def _attachments(attachments: object) -> Iterator[str]:
    for attachment in _items(attachments):
        is_shared = bool(attachment.get("is_share") or attachment.get("is_msg_unfurl"))
        if attachment.get("from_url") and not is_shared:
            continue
        parts = [_str(attachment.get("pretext"))]
        shown = _gathered(_blocks(attachment.get("blocks"), 1))
        if shown:
            parts.append(shown)
        else:
            parts += [_str(attachment.get("title")), _str(attachment.get("text"))]
            for entry in _items(attachment.get("fields")):
                title, value = _str(entry.get("title")), _str(entry.get("value"))
                parts.append(f"{title}: {value}" if title and value else title or value)
        said = [part for part in parts if part.strip()]
        yield from said or [_str(attachment.get("fallback"))]


def _mails(files: object) -> Iterator[str]:
    for file in _items(files):
        if file.get("mode") == "email" or file.get("filetype") == "email":
            yield escape(_str(file.get("subject")))
            yield escape(_str(file.get("plain_text")) or _str(file.get("preview_plain_text")))
