"""Days to come, as goals say them: 'by end of March', 'until Friday', 'by Q2', 'this quarter', 'in 6 weeks'.

A date without a year is the next one. Of a period ('March', 'Q2', 'this week') its last day is meant, unless its
start or middle is said, and the day before it after 'before'. Spanish, German and French have the common forms.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from bot.domain.line.languages import word_set
from bot.domain.line.tokens import Token, lead_at, match_words, render, tokenize, word_at
from bot.domain.periods import Period, full_day, period_at, span_at
from bot.errors import DayRefused

_HOW_TO = "Write it like by end of March, by 31 March 2027, until Friday, by Q2 or in 6 weeks."


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_LEADS = _phrases(
    "no later than|at the latest by|due by|due on|due|by|until|till|til|through|up until|bis spätestens|bis zum|"
    "bis zur|bis|spätestens|zum|hasta el|hasta|para el|para|a más tardar el|d'ici à|d'ici au|d'ici|jusqu'à|"
    "jusqu'au|jusqu'en|au plus tard le|pour le|pour"
)
_BEFORE_LEADS = _phrases("before|antes de|antes del|avant|vor")
_SPAN_LEADS = _phrases(
    "over the next|in the next|within the next|for the next|during the next|within|in|innerhalb von|binnen|"
    "in den nächsten|en los próximos|en las próximas|dentro de|en|dans les|dans"
)
_PERIOD_LEADS = word_set("in during over im en")
_LOOSE = word_set("the den dem der el la le")


class Due(NamedTuple):
    """Tokens `start` to `end` (exclusive) say the day; `said` is their text."""

    start: int
    end: int
    day: date
    said: str


def read_due(text: str, today: date) -> date:
    """The day that a text says which is nothing else, with or without 'by'. Raises DayRefused."""
    tokens = tokenize(text[:200])
    if not tokens:
        raise DayRefused("There is no date.", _HOW_TO)
    free = [False] * len(tokens)
    due = find_due(tokens, free, today)
    if due is None:
        found = period_at(tokens, 0, today)
        due = None if found is None else _due(tokens, 0, found.end, found.last, today)
    if due is None or due.end - due.start < len(tokens):
        raise DayRefused(f"“{text.strip()[:80]}” isn't a date.", _HOW_TO)
    return due.day


def find_due(tokens: Sequence[Token], taken: Sequence[bool], today: date) -> Due | None:
    """The day by which, in a line: the last one with a word such as 'by', else one that stands for itself.

    Tokens that are `taken` are left alone. Raises DayRefused for a day that is over or can be read in two ways.
    """
    for find in (_led, _standing_alone):
        for at in range(len(tokens) - 1, -1, -1):
            due = None if taken[at] or not lead_at(tokens, at) else find(tokens, at, today)
            if due is not None and not any(taken[due.start : due.end]):
                return _from_its_beginning(tokens, taken, due, find, today)
    return None


def _from_its_beginning(
    tokens: Sequence[Token],
    taken: Sequence[bool],
    due: Due,
    find: Callable[[Sequence[Token], int, date], Due | None],
    today: date,
) -> Due:
    """The longest that ends there: 'bis zum 31. März' was found at 'zum', '31 de marzo de 2027' at 'marzo'."""
    for at in range(max(0, due.start - 4), due.start):
        longer = None if any(taken[at : due.end]) else find(tokens, at, today)
        if longer is not None and longer.end == due.end:
            return longer
    return due


def find_start(tokens: Sequence[Token], taken: Sequence[bool], today: date) -> Due | None:
    """The day from which, in a line: 'starting 1 December', 'ab Montag'; of a period its first day."""
    for at, token in enumerate(tokens):
        if taken[at] or token.fold not in _START_LEADS:
            continue
        begin = at + 1
        while word_at(tokens, begin) in _START_GLUE:
            begin += 1
        found = period_at(tokens, begin, today)
        if found is not None and not any(taken[at : found.end]):
            return _due(tokens, at, found.end, found.first, found.first)
    return None


_START_LEADS = word_set("starting beginning ab empezando")
_START_GLUE = word_set("on from in the with dem den el le")


def _led(tokens: Sequence[Token], at: int, today: date) -> Due | None:
    """'by March', 'before Q2', 'd'ici 6 semaines'."""
    for leads, is_before in ((_LEADS, False), (_BEFORE_LEADS, True)):
        for lead in leads:
            if not match_words(tokens, at, lead):
                continue
            begin = at + len(lead)
            found = _after_lead(tokens, begin, today)
            if found is not None:
                day = date.fromordinal(found.first.toordinal() - 1) if is_before else found.last
                return _due(tokens, at, found.end, day, today)
    return None


def _after_lead(tokens: Sequence[Token], begin: int, today: date) -> Period | None:
    if word_at(tokens, begin) in _LOOSE:
        found = period_at(tokens, begin + 1, today)
        if found is not None:
            return found
    return period_at(tokens, begin, today) or (
        span_at(tokens, begin, today) if word_at(tokens, begin - 1) == "d'ici" else None
    )


def _standing_alone(tokens: Sequence[Token], at: int, today: date) -> Due | None:
    """'in 6 weeks', 'this quarter', 'in March', 'end of June', '2027-03-31', 'Q2 2027'."""
    for lead in _SPAN_LEADS:
        if match_words(tokens, at, lead):
            span = span_at(tokens, at + len(lead), today)
            if span is not None:
                return _due(tokens, at, span.end, span.last, today)
    if word_at(tokens, at) in _PERIOD_LEADS:
        begin = at + 2 if word_at(tokens, at + 1) in _LOOSE else at + 1
        found = period_at(tokens, begin, today)
        if found is not None and not found.is_weekday:
            return _due(tokens, at, found.end, found.last, today)
        return None
    found = period_at(tokens, at, today)
    if found is None or not found.stands_alone:
        return None
    # The last date of 'end of March' begins at 'end', not at 'March'.
    return _due(tokens, at, found.end, found.last, today)


def _due(tokens: Sequence[Token], start: int, end: int, day: date, today: date) -> Due:
    if day < today:
        raise DayRefused(
            f"{full_day(day)} is in the past.", "Say a date that is still to come, with its year if it is next year's."
        )
    return Due(start, end, day, render(tokens[start:end]))
