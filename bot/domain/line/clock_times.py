"""Times of day in a line: 'at 14:30', 'at 2pm', '10:30am', 'um 14 Uhr', 'à 14h30', 'a las 9:15'."""

import re
from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from bot.domain.line.languages import word_set
from bot.domain.line.tokens import DIGITS, Token, mark_at, word_at


class ClockTime(NamedTuple):
    """Tokens `start` to `end` (exclusive) say a time of day."""

    start: int
    end: int
    at: time


_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]([0-5][0-9]))?(am|pm|a\.m|p\.m|h|uhr)?")
_AT = frozenset({"at", "um", "à", "gegen", "vers", "around", "about"})
_NOT_AT = word_set(
    "the a an my our your his her their every each daily until till til by before after since from for to of between "
    "next open opens"
)
"""Before '9am': it is part of a name ('the 9am standup'), a limit or a plan, not when the help was given."""

_TO = frozenset({"to", "till", "until", "til", "and", "bis", "a", "à", "hasta", "-", "–", "—"})
_HALVES = {"am": "am", "pm": "pm", "a.m": "am", "p.m": "pm"}
_HOUR_WORDS = frozenset({"uhr", "h", "heures", "o'clock"})


def find_clock_time(tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int]) -> ClockTime | None:
    """The first time of day of the line. Without a word like 'at' only am or pm makes one.

    `notable` are places in order, all those among them that begin with a figure.
    """
    for at in notable:
        if taken[at] or tokens[at].lead not in DIGITS:
            continue
        found = _clock_at(tokens, at)
        if found is not None and not any(taken[found.start : found.end]):
            return found
    return None


def _clock_at(tokens: Sequence[Token], at: int) -> ClockTime | None:
    word = tokens[at].fold
    found = _CLOCK.fullmatch(word) if len(word) <= 8 else None
    if found is None:
        return None
    end = at + 1
    half = _HALVES.get(found[3] or "")
    if half is None and word_at(tokens, end) in _HALVES:
        half, end = _HALVES[word_at(tokens, end)], end + 1
    if half is not None and "." in (found[3] or tokens[end - 1].fold) and mark_at(tokens, end) == ".":
        end += 1
    exact = found[2] is not None
    hour_word = found[3] in {"h", "uhr"}
    if half is None and word_at(tokens, end) in _HOUR_WORDS:
        end, hour_word = end + 1, True
    start = _start(tokens, at)
    if start is None or (word_at(tokens, start) in {"around", "about"} and half is None):
        if half is None or not (exact or found[3]) or _is_no_moment(tokens, at, end):
            return None
        start = at
    elif half is None and not exact and not hour_word:
        return None
    if half is None and hour_word and word_at(tokens, start) in {"at", "around", "about"} and not exact:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return ClockTime(start, end, time(hour, minute)) if hour < 24 else None


def _is_no_moment(tokens: Sequence[Token], at: int, end: int) -> bool:
    """'the 9am standup', 'until 5pm', '9am - 11am'."""
    if word_at(tokens, at - 1) in _NOT_AT:
        return True
    return (word_at(tokens, end) or mark_at(tokens, end)) in _TO and word_at(tokens, end + 1)[:1].isdigit()


def _start(tokens: Sequence[Token], at: int) -> int | None:
    """Where the word for 'at' stands, None when there is none."""
    if word_at(tokens, at - 1) in _TO and _CLOCK.fullmatch(word_at(tokens, at - 2)):
        return None  # 'de 9h00 à 9h30' is a range.
    if word_at(tokens, at - 1) in _AT or mark_at(tokens, at - 1) == "@":
        return at - 1
    if word_at(tokens, at - 1) in {"las", "la"} and word_at(tokens, at - 2) == "a":
        return at - 2
    return None
