"""Turns what a person typed into what Slack sends (pages "Formatting text for app surfaces", "Slash commands")."""

import re
from collections.abc import Mapping

from playground.model import Conversation, Member

_URL = re.compile(r"(?<![\w<])https?://[^\s<>|]+[^\s<>|.,;:!?)'\"]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """The three characters that Slack escapes."""
    return re.sub(r"[&<>]", lambda found: _ESCAPES[found[0]], text)


def as_slack_sends(text: str, marks: Mapping[str, str]) -> str:
    """Mentions, channels and links in Slack's form, all else escaped.

    `marks` maps what can be typed, its sign included, to what Slack sends: `@ana` to `<@U0ANA|ana>`, `#vpn` to
    `<#C0VPN|vpn>`. The longest fitting one wins, whatever the case, and only as a whole word. URLs become
    `<https://…>`.
    """
    # Each found piece is set aside, so that nothing inside it is turned or escaped again.
    aside: list[str] = []

    def keep(piece: str) -> str:
        aside.append(piece)
        return f"\0{len(aside) - 1}\0"

    text = _URL.sub(lambda found: keep(f"<{escaped(found[0])}>"), text.replace("\0", ""))
    if marks:
        by_typed = {typed.lower(): mark for typed, mark in marks.items()}
        longest_first = "|".join(re.escape(typed) for typed in sorted(by_typed, key=len, reverse=True))
        whole = re.compile(rf"(?<![\w@#&])(?:{longest_first})(?!\w|[.-]\w)", re.IGNORECASE)
        text = whole.sub(lambda found: keep(by_typed[found[0].lower()]), text)
    return re.sub(r"\0(\d+)\0", lambda found: aside[int(found[1])], escaped(text))


def marks_of(
    people: Mapping[str, Member], conversations: Mapping[str, Conversation], *, in_message: bool
) -> dict[str, str]:
    """The marks of a workspace: labels stand beside people's ids in commands, not in messages."""
    marks = {"@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>"} if in_message else {}
    for person in people.values():
        mark = f"<@{person.id}>" if in_message else f"<@{person.id}|{person.name}>"
        marks |= {f"@{person.name}": mark, f"@{person.real_name}": mark}
    for conversation in conversations.values():
        if conversation.kind == "channel":
            marks[f"#{conversation.name}"] = f"<#{conversation.id}|{conversation.name}>"
    return marks
