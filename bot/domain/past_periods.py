"""Periods that are over or still run, in words: 'last quarter', 'last 90 days', 'March', 'Q1 2026', 'since 1 March'.

A name without its year is the latest that has begun. Nothing of a period is later than today. Spanish, German and
French have the common forms.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.line.calendar_days import date_or_none
from bot.domain.line.duration_phrases import number_at
from bot.domain.line.languages import MONTHS, word_set
from bot.domain.line.tokens import Kind, Token, mark_at, render, tokenize, word_at
from bot.domain.named_periods import (
    LAST,
    MONTHS_IN,
    PERIOD_WORDS,
    UNITS,
    YEAR,
    PeriodRefused,
    Said,
    dates_words,
    day_words,
    end_of_month,
    month_start,
    whole_at,
)

DEFAULT_DAYS = 90
"""Where no period is said: about a quarter, whenever one looks."""

MOST_DAYS = 1_096
"""Three years: longer is history rather than how things are, and would make a report's work unbounded."""

_MOST_READ = 300
_COMPACT = re.compile(r"([0-9]{1,5})(d|w|mo|y)")
_LAST_MANY = LAST | word_set("past recent vergangenen últimos últimas ultimos ultimas derniers dernières dernieres")
_SINCE = word_set("since seit desde depuis")
_FROM = word_set("from between ab von vom de du entre zwischen")
_TO = word_set("to until till through thru and bis al hasta y und au à et")
_LEADS = word_set("in for over during of on within the im für über en durante pour los las les der die den el la le")


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """Local days from the first to the last, both included; `words` name the period: 'the last 90 days'."""

    first: date
    last: date
    words: str

    @property
    def days(self) -> int:
        """How many days it has, at least one."""
        return (self.last - self.first).days + 1

    @property
    def dates(self) -> str:
        """'25 Aug – 22 Nov 2026', '1–31 Oct 2026'."""
        return dates_words(self.first, self.last)

    @property
    def key(self) -> str:
        """'2026-08-25..2026-11-22': what a button carries; `read_past_period` reads it."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def before(self) -> "PastPeriod":
        """As many days, right before."""
        first, last = self.first - timedelta(days=self.days), self.first - timedelta(days=1)
        return PastPeriod(first, last, f"the {self.days} days before" if self.days > 1 else "the day before")


def default_period(today: date) -> PastPeriod:
    """The last 90 days."""
    return _last_days(DEFAULT_DAYS, today)


def read_past_period(text: str, today: date) -> tuple[PastPeriod, str]:
    """The period that a text says, and the rest of the text (plain; people as `<@U123>`).

    The period stands at the beginning, after a person who is mentioned, or at the end; where none is said it is the
    last 90 days. `text` is as Slack sent it, `today` the asker's date. Raises `PeriodRefused` for a period that is
    still to come, that is longer than `MOST_DAYS`, or that doesn't exist, and `DayRefused` for a date of two readings.
    """
    tokens = tokenize(text[:_MOST_READ])
    for start, end, said in _found(tokens, today):
        period = _checked(said, render(tokens[start:end]), today)
        return period, render([*tokens[:start], *tokens[end:]])
    return default_period(today), render(tokens)


def _found(tokens: Sequence[Token], today: date) -> list[tuple[int, int, Said]]:
    """Where a period is said, with the words that lead to it: the one that counts, or nothing."""
    count = len(tokens)
    for start in range(count):
        begins = start == 0 or tokens[start - 1].kind is Kind.MENTION
        at = start
        while word_at(tokens, at) in _LEADS:
            at += 1
        said = _period_at(tokens, at, today)
        if said is not None and (begins or said.end == count):
            return [(start, said.end, said)]
    return []


def _checked(said: Said, typed: str, today: date) -> PastPeriod:
    if said.first > today:
        raise PeriodRefused(f"“{typed}” is still to come.", f"Say a time that has begun. {PERIOD_WORDS}")
    if said.last < said.first:
        raise PeriodRefused(f"“{typed}” ends before it begins.", f"Write the earlier day first. {PERIOD_WORDS}")
    last = min(said.last, today)
    if (last - said.first).days >= MOST_DAYS:
        raise PeriodRefused(f"“{typed}” is longer than three years.", "Say a shorter time, or one year after another.")
    return PastPeriod(said.first, last, said.words)


def _period_at(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """The longest period that begins at this token."""
    readers: tuple[Callable[[Sequence[Token], int, date], Said | None], ...] = (_since, _range, _counted, whole_at)
    return next((said for read in readers if (said := read(tokens, at, today)) is not None), None)


def _since(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'since 1 March', 'since March', 'seit Q1', 'since last Friday' is none."""
    if word_at(tokens, at) not in _SINCE:
        return None
    begin = _after_articles(tokens, at + 1)
    found = whole_at(tokens, begin, today)
    if found is None:
        return None
    return Said(found.end, found.first, max(today, found.first), f"since {day_words(found.first, today)}")


def _range(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'2026-01-01..2026-03-31', 'January to March 2026', 'from 1 March until today', 'Jan-Mar'."""
    joined = _joined_months(tokens, at, today)
    if joined is not None:
        return joined
    begin = _after_articles(tokens, at + 1) if word_at(tokens, at) in _FROM else at
    one = whole_at(tokens, begin, today)
    second_at = None if one is None else _after_to(tokens, one.end)
    if one is None or second_at is None:
        return None
    other = whole_at(tokens, second_at, today)
    if other is None:
        return None
    first = one.first
    if not one.has_year and first > other.last:
        # 'November to February': the first one is of the year before.
        first = date_or_none(first.year - 1, first.month, first.day) or first - timedelta(days=365)
    elif not one.has_year and other.has_year:
        year = (
            other.last.year if (first.month, first.day) <= (other.last.month, other.last.day) else other.last.year - 1
        )
        first = date_or_none(year, first.month, first.day) or first
    return Said(other.end, first, other.last, dates_words(first, min(other.last, today)))


def _joined_months(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'Jan-Mar', 'jan-mar 2026': one word for the tokens."""
    head, _, tail = word_at(tokens, at).partition("-")
    if head not in MONTHS or tail not in MONTHS:
        return None
    year = word_at(tokens, at + 1)
    closing = month_start(MONTHS[tail], int(year) if YEAR.fullmatch(year) else None, today)
    opening = closing.replace(month=MONTHS[head])
    first = opening if opening <= closing else opening.replace(year=opening.year - 1)
    last = end_of_month(closing)
    return Said(at + 2 if YEAR.fullmatch(year) else at + 1, first, last, dates_words(first, min(last, today)))


def _counted(tokens: Sequence[Token], at: int, today: date) -> Said | None:
    """'last 90 days', 'past quarter', '12 weeks', '90d', 'letzte 3 Monate', 'les 90 derniers jours'."""
    is_led = word_at(tokens, at) in _LAST_MANY
    number_place = at + 1 if is_led else at
    compact = _COMPACT.fullmatch(word_at(tokens, number_place))
    if compact is not None:
        return _ending_today(int(compact[1]), UNITS[compact[2]], number_place + 1, today)
    if is_led and word_at(tokens, at) == "past" and word_at(tokens, number_place) in UNITS:
        return _ending_today(1, UNITS[word_at(tokens, number_place)], number_place + 1, today)
    number = number_at(tokens, number_place)
    unit_at = number_place + 1
    if word_at(tokens, unit_at) in _LAST_MANY:
        unit_at += 1
    unit = UNITS.get(word_at(tokens, unit_at))
    if number is None or unit is None:
        return None
    if number != int(number):
        raise PeriodRefused(f"“{render(tokens[at : unit_at + 1])}” is no whole number.", PERIOD_WORDS)
    return _ending_today(int(number), unit, unit_at + 1, today)


def _ending_today(count: int, unit: str, end: int, today: date) -> Said:
    if count < 1:
        raise PeriodRefused("That is no time at all.", PERIOD_WORDS)
    days = {"day": count, "week": 7 * count}.get(unit)
    if days is not None:
        period = _last_days(min(days, MOST_DAYS + 1), today)
        if unit == "week":
            period = PastPeriod(period.first, period.last, f"the last {_count(count, unit)}")
        return Said(end, period.first, period.last, period.words)
    months = min(count, MOST_DAYS) * MONTHS_IN[unit]
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return Said(end, date.min, today, "")
    first = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])) + timedelta(days=1)
    # 'Last quarter' is the calendar's, hence the other word.
    return Said(end, first, today, f"the past {_count(count, unit)}")


def _last_days(days: int, today: date) -> PastPeriod:
    words = "today" if days == 1 else f"the last {days:,} days"
    return PastPeriod(today - timedelta(days=days - 1), today, words)


def _after_articles(tokens: Sequence[Token], at: int) -> int:
    while word_at(tokens, at) in _LEADS:
        at += 1
    return at


def _after_to(tokens: Sequence[Token], at: int) -> int | None:
    """Where the second end of a range begins: after 'to', a dash, or two dots or more."""
    if word_at(tokens, at) in _TO:
        return _after_articles(tokens, at + 1)
    end = at
    while mark_at(tokens, end) in {".", "…"}:
        end += 1
    if end - at >= 2 or (end > at and tokens[at].text == "…"):
        return end
    return at + 1 if mark_at(tokens, at) in {"-", "–", "—", "→"} else None


def _count(count: int, unit: str) -> str:
    return unit if count == 1 else f"{count:,} {unit}s"
