"""From when until when somebody worked: '14:00-14:45 call', 'yesterday from 9:15am to 10am'.

A range is often something else (opening hours, a maintenance window, a meeting that was moved), so that it counts
only at an end of the line, between exact times, for a few hours at most, and in doubt stays words.
"""

import re
from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from bot.domain.line.languages import FOR_WORDS, word_set
from bot.domain.line.tokens import DIGITS, Kind, Token, mark_at, render, word_at


class WorkedRange(NamedTuple):
    """Tokens `start` to `end` (exclusive) say that the work began `at` a time and took `minutes`."""

    start: int
    end: int
    at: time
    minutes: int


LONGEST_RANGE = 240
"""Minutes. Longer ones are rather somebody's hours."""

_CLOCK = r"([0-9]{1,2})(?:[:h]([0-5][0-9]))? ?(am|pm)?"
_RANGE = re.compile(rf"{_CLOCK} ?(?:-|–|—| to | till | until | bis | a | à | hasta ) ?{_CLOCK}(?: ?uhr)?")
_MOST_TOKENS = 6
_FROM = frozenset({"from", "von", "de", "desde", "at"})
_NOT_WORKED = word_set(
    "window windows outage downtime hours shift shifts slot slots schedule schedules scheduled rota times on-call "
    "oncall to for between support coverage job jobs run runs running backup backups cron sla rule rules port ports "
    "ratio score page pages every daily the a this open opening closed booked moved changed set planned invite "
    "appointment available freeze blackout öffnungszeiten horario horaires wartungsfenster"
)
"""Beside a range: it says somebody's hours or a plan."""


def find_worked_range(tokens: Sequence[Token], taken: Sequence[bool], notable: Sequence[int]) -> WorkedRange | None:
    """The only range of a line that says the work, or None; tokens that are `taken` are left alone.

    `notable` are places in order, all those among them that begin with a figure.
    """
    found = None
    for at in notable:
        if taken[at] or tokens[at].lead not in DIGITS or (found is not None and at < found.end):
            continue
        worked = _range_at(tokens, at)
        if worked is None or any(taken[worked.start : worked.end]):
            continue
        if found is not None:
            return None
        found = worked
    return found if found is not None and _is_the_work(tokens, taken, found) else None


def _range_at(tokens: Sequence[Token], at: int) -> WorkedRange | None:
    for end in range(min(len(tokens), at + _MOST_TOKENS), at, -1):
        found = _RANGE.fullmatch(render(tokens[at:end]).casefold())
        if found is None:
            continue
        exact = (found[2] is not None and found[5] is not None) or found[6] is not None
        begun, ended = _minute_of_day(found, 1, found[3] or found[6]), _minute_of_day(found, 4, found[6])
        if not exact or begun is None or ended is None or not 0 < ended - begun <= LONGEST_RANGE:
            return None
        start = at - 1 if word_at(tokens, at - 1) in _FROM else at
        return WorkedRange(start, end, time(*divmod(begun, 60)), ended - begun)
    return None


def _minute_of_day(found: re.Match[str], group: int, half: str | None) -> int | None:
    hour, minute = int(found[group]), int(found[group + 1] or 0)
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour < 24 else None


def _is_the_work(tokens: Sequence[Token], taken: Sequence[bool], worked: WorkedRange) -> bool:
    def says_something(at: int) -> bool:
        return not taken[at] and tokens[at].kind is not Kind.MARK and tokens[at].kind is not Kind.TAG

    before = {word_at(tokens, worked.start - 2), word_at(tokens, worked.start - 1)}
    # A 'for' behind it brings in the customer: what follows that is no longer beside the range.
    after = {word_at(tokens, worked.end), word_at(tokens, worked.end + 1)} - FOR_WORDS
    if word_at(tokens, worked.end) in FOR_WORDS:
        after = set()
    if not _NOT_WORKED.isdisjoint(before | after) or mark_at(tokens, worked.start - 1) in {"#", "@"}:
        return False
    opens = not any(says_something(at) for at in range(worked.start))
    closes = word_at(tokens, worked.end) in FOR_WORDS or not any(
        says_something(at) for at in range(worked.end, len(tokens))
    )
    return opens or closes
