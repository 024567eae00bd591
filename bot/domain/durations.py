"""Durations in whole minutes: reading them from a form field or a line, and saying them."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from bot.domain.line.duration_context import Reading, read_context
from bot.domain.line.duration_phrases import DURATION_LEADS, Amount, DurationPhrase, duration_at
from bot.domain.line.languages import ANDS, APPROXIMATELY, FOR_WORDS
from bot.domain.line.tokens import Kind, Token, mark_at, match_words, tokenize, word_at
from bot.errors import Refused

MAX_MINUTES_A_DAY = 1440

_HOW_TO = "Write it like 20m, 1h30 or half an hour."
_DURING = FOR_WORDS | {"in", "por", "durante", "pendant", "of", "de", "von", "spent", "lasting", "last", "past"}
_LABELS = frozenset({"time", "duration", "total", "dauer", "zeit", "tiempo", "duración", "durée", "temps"})
_PRONOUNS = frozenset({"me", "us"})


class TimeSpent(NamedTuple):
    """The tokens `start` to `end` (exclusive), with the words that only lead to the duration, say `minutes`."""

    start: int
    end: int
    minutes: Amount


def parse_duration(text: str) -> int:
    """Minutes, 1 to 1440, from text that is nothing but a duration: '1h 30', 'half an hour', '20m + 10m'.

    A number alone is minutes. Parts of a minute are rounded. Raises Refused.
    """
    try:
        return _read_whole(text)
    except Refused as refusal:
        raise refusal.with_typed(text) from None


def _read_whole(text: str) -> int:
    tokens = tokenize(text[:200])
    typed = text.strip()
    if len(tokens) == 1 and typed.isascii() and typed.isdigit():
        return _whole_minutes(int(typed) if len(typed) < 7 else 10**6, typed)
    total: Amount = 0
    at = 0
    while at < len(tokens):
        found = duration_at(tokens, at)
        if found is None:
            raise Refused(f"“{typed[:80]}” isn't a duration." if typed else "There is no duration.", _HOW_TO)
        total += found.minutes
        at = found.end
        if at + 1 < len(tokens) and (mark_at(tokens, at) in {"+", "&", ",", ";"} or word_at(tokens, at) in ANDS):
            at += 1
        elif at + 1 == len(tokens) and mark_at(tokens, at) == ".":
            break
    if not tokens:
        raise Refused("There is no duration.", _HOW_TO)
    return _whole_minutes(total, typed)


def describe_minutes(minutes: int) -> str:
    """'20 min', '1 h', '1 h 30 min'."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def find_time_spent(tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int]) -> list[TimeSpent]:
    """Every duration of a line that is the time spent, left to right; tokens that are `taken` are left alone.

    `notable` are places in order, all those among them that have one of `DURATION_LEADS`.
    """
    spent: list[TimeSpent] = []
    perhaps: list[DurationPhrase] = []
    end = 0
    for at in notable:
        if tokens[at].lead not in DURATION_LEADS or taken[at] or at < end:
            continue
        found = duration_at(tokens, at)
        if found is None or any(taken[found.start : found.end]):
            continue
        reading = read_context(tokens, found)
        if reading is Reading.SPENT:
            spent.append(_with_leading_words(tokens, found, floor_at=spent[-1].end if spent else 0))
        elif reading is Reading.PERHAPS:
            perhaps.append(found)
        end = found.end
    if not spent and len(perhaps) == 1:
        spent.append(_with_leading_words(tokens, perhaps[0], floor_at=0))
    return spent


def total_minutes(spent: Sequence[TimeSpent]) -> int | None:
    """The sum in whole minutes, None when nothing was said. Raises Refused outside 1 minute to 24 hours."""
    if not spent:
        return None
    total = sum([part.minutes for part in spent])
    too_long = total > MAX_MINUTES_A_DAY
    return _whole_minutes(
        total, " + ".join(describe_minutes(floor(part.minutes)) for part in spent) if too_long else ""
    )


def _whole_minutes(minutes: Amount, said: str) -> int:
    if minutes <= 0:
        raise Refused("No time at all can't be logged.", "Log at least 1 minute, or leave the duration out.")
    if minutes > MAX_MINUTES_A_DAY:
        raise Refused(
            f"{said[:80]} is more than a day has.",
            "One entry is 24 hours at most: log each day on its own.",
        )
    return minutes if isinstance(minutes, int) else max(1, floor(minutes + Fraction(1, 2)))


def _with_leading_words(tokens: Sequence[Token], found: DurationPhrase, *, floor_at: int) -> TimeSpent:
    """Takes in the words that only lead to the duration: 'for about', 'spent', 'time:', '~', and an 'of' after it."""
    end = found.end
    if word_at(tokens, end) in {"of", "long"}:
        end += 1
    return TimeSpent(_led_from(tokens, found, floor_at) if found.start > floor_at else found.start, end, found.minutes)


def _led_from(tokens: Sequence[Token], found: DurationPhrase, floor_at: int) -> int:
    start = found.start
    if start > floor_at and (mark_at(tokens, start - 1) == "~" or word_at(tokens, start - 1) in APPROXIMATELY):
        start -= 1
    if start > floor_at and word_at(tokens, start - 1) == "the" and word_at(tokens, start) in {"last", "past"}:
        start -= 1
    while start > floor_at and _leads(tokens, start - 1, found.end):
        start -= 1
    if start > floor_at + 1 and mark_at(tokens, start - 1) == ":" and word_at(tokens, start - 2) in _LABELS:
        start -= 2
    elif (
        start > floor_at + 2 and mark_at(tokens, start - 1) == ":" and match_words(tokens, start - 3, ("time", "spent"))
    ):
        start -= 3
    return start


def _leads(tokens: Sequence[Token], at: int, end: int) -> bool:
    word = word_at(tokens, at)
    if word in {"took", "lasted"} or (word in _PRONOUNS and word_at(tokens, at - 1) == "took"):
        return end >= len(tokens) or tokens[end].kind is not Kind.WORD
    if word == "the":
        return word_at(tokens, at + 1) in {"last", "past"}
    return word in _DURING
