"""One `/kudos` line: whom, what for, the tags, and whether it is private or for the manager too.

`@one @another for staying late with Acme #listening --private`, as Slack sends it: people are `<@U123|name>`
("Slash commands", escaping). 'for', 'por', 'für' and 'pour' may be left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.behaviours import is_behaviour
from bot.domain.kudos import MAX_TAGS, KudosField, KudosRefused
from bot.domain.message_text import storable, typed_text

MAX_TYPED = 8_000
"""Characters of a line, mentions included."""

_PERSON = r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>"
_MENTION = re.compile(_PERSON)
_GROUP = re.compile(r"<!(?:subteam\^[^<>]*|here|channel|everyone)(?:\|[^<>]*)?>")
_BETWEEN = (
    r"(?:\s|[,;:+/]|&amp;|(?:kudos|thanks|thank you|thx|gracias|danke|vielen dank|merci|obrigado|and|also|to|with"
    r"|y|e|a|und|an|auch|mit|et|à|avec)(?=[\s,;:]))*"
)
_NEXT_PERSON = re.compile(_BETWEEN + _PERSON, re.IGNORECASE)
_NEXT_GROUP = re.compile(_BETWEEN + _GROUP.pattern, re.IGNORECASE)
_FOR = re.compile(r"[\s,;:–—-]*(?:(?:for|por|für|fuer|pour)(?=\s|\Z))?\s*", re.IGNORECASE)
_FLAG = re.compile(r"(?<!\S)(?:--|—|–)(private|manager)(?!\S)", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w#&/<])#(?=[\w-]*[^\W\d_])(\w[\w-]*)")
_CHANNEL = re.compile(r"<#C[A-Z0-9]+\|([^<>]+)>")
_PIECE = re.compile(r"\S+")
_TYPED_NAME = re.compile(r"(?<!\S)@(\w[\w.'-]*)")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class KudosLine:
    """A line as it was read. `thanked` are Slack ids; `words` is plain text in which only they are `<@U123>`."""

    thanked: tuple[str, ...]
    words: str
    tags: tuple[str, ...]
    is_private: bool = False
    tells_managers: bool = False


def parse_kudos_line(typed: str, known: Sequence[str]) -> KudosLine:
    """Reads a line as Slack sent it; `known` are the workspace's behaviours.

    Those thanked are the people before the words, or, where the line begins with words, all who are mentioned. Raises
    `KudosRefused` where nobody can be made out or the line is too long; empty words are for the caller to refuse.
    """
    if len(typed) > MAX_TYPED:
        raise KudosRefused(
            KudosField.WORDS, f"That is {len(typed):,} characters.", "Say it in a few sentences.", typed=typed
        )
    flags = {flag.casefold() for flag in _FLAG.findall(typed)}
    rest = _FLAG.sub(" ", storable(typed))
    thanked: list[str] = []
    position = 0
    while found := _NEXT_PERSON.match(rest, position):
        thanked.append(found[1])
        position = found.end()
    if _NEXT_GROUP.match(rest, position) or (not thanked and _GROUP.search(rest) and not _MENTION.search(rest)):
        raise KudosRefused(
            KudosField.PEOPLE, "Kudos are for people, and a group was mentioned.", "Mention each of them by name."
        )
    if not thanked:
        thanked = _MENTION.findall(rest)
    if not thanked:
        raise _nobody(rest)
    rest = rest[position:]
    line = read_words(rest[_for_ends(rest) :], known, thanked)
    return replace(
        line,
        thanked=tuple(dict.fromkeys(thanked)),
        is_private="private" in flags,
        tells_managers="manager" in flags,
    )


def read_words(text: str, known: Sequence[str], thanked: Sequence[str] = ()) -> KudosLine:
    """The words and tags of a text as Slack sends it; tags at its end are taken off, others stay as words.

    Slack makes a tag a channel where there is one of that name. It counts as a tag where the name is a behaviour's, and
    behind another tag at the end ('#listening #acme'); elsewhere it is a word ('calm in #vpn').
    """
    text = _CHANNEL.sub(lambda channel: f"#{channel[1]}" if is_behaviour(channel[1], known) else channel[0], text)
    text, last = _without_last_tags(text)
    tags = dict.fromkeys(tag.casefold() for tag in (*_TAG.findall(text), *last))
    words = _plain(_TAG.sub(r"\1", text), frozenset(thanked))
    lines = (_SPACES.sub(" ", line).strip() for line in words.split("\n"))
    return KudosLine((), "\n".join(lines).strip(" \n,;"), tuple(tags)[:MAX_TAGS])


def _without_last_tags(text: str) -> tuple[str, list[str]]:
    """The text without the tags at its end, and those; a channel among them, behind a tag, is one of them."""
    pieces = list(_PIECE.finditer(text))
    tags: list[str] = []
    behind: list[str] = []
    end = len(text)
    for piece in reversed(pieces):
        word = piece[0].rstrip(".,;")
        if tag := _TAG.fullmatch(word):
            tags = [tag[1], *behind, *tags]
            behind = []
            end = piece.start()
        elif channel := _CHANNEL.fullmatch(word):
            behind = [channel[1], *behind]
        else:
            break
    return text[:end], tags


def _plain(text: str, thanked: frozenset[str]) -> str:
    """Slack's markup in words, but for those who are thanked."""
    pieces: list[str] = []
    position = 0
    for mention in _MENTION.finditer(text):
        if mention[1] in thanked:
            pieces += [typed_text(text[position : mention.start()]), f"<@{mention[1]}>"]
            position = mention.end()
    return "".join([*pieces, typed_text(text[position:])])


def _for_ends(rest: str) -> int:
    found = _FOR.match(rest)
    return found.end() if found else 0


def _nobody(rest: str) -> KudosRefused:
    named = _TYPED_NAME.search(rest)
    problem = f"I don't know who “@{named[1][:40]}” is." if named else "Nobody is mentioned."
    return KudosRefused(
        KudosField.PEOPLE,
        problem,
        "Type @ and choose the name that Slack offers: `/kudos @ana for staying late with Acme`.",
    )
