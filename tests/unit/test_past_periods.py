"""Periods in words: the same days for every way to say them, never a day to come, and what is left over given back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.named_periods import PeriodRefused
from bot.domain.past_periods import MOST_DAYS, PastPeriod, default_period, read_past_period
from bot.errors import DayRefused, Refused

TODAY = date(2026, 11, 22)
"""A Sunday."""


@pytest.mark.parametrize(
    ("typed", "first", "last", "words"),
    [
        ("", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("last 90 days", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("90d", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("past 90 days", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("los últimos 90 días", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("les 90 derniers jours", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("letzte 90 Tage", "2026-08-25", "2026-11-22", "the last 90 days"),
        ("this quarter", "2026-10-01", "2026-11-22", "this quarter"),
        ("quarter to date", "2026-10-01", "2026-11-22", "this quarter"),
        ("last quarter", "2026-07-01", "2026-09-30", "last quarter"),
        ("past quarter", "2026-08-23", "2026-11-22", "the past quarter"),
        ("past 6 months", "2026-05-23", "2026-11-22", "the past 6 months"),
        ("12 weeks", "2026-08-31", "2026-11-22", "the last 12 weeks"),
        ("this month", "2026-11-01", "2026-11-22", "this month"),
        ("el mes pasado", "2026-10-01", "2026-10-31", "last month"),
        ("le mois dernier", "2026-10-01", "2026-10-31", "last month"),
        ("letzten Monat", "2026-10-01", "2026-10-31", "last month"),
        ("this week", "2026-11-16", "2026-11-22", "this week"),
        ("last week", "2026-11-09", "2026-11-15", "last week"),
        ("last year", "2025-01-01", "2025-12-31", "last year"),
        ("ytd", "2026-01-01", "2026-11-22", "this year"),
        ("March", "2026-03-01", "2026-03-31", "March 2026"),
        ("March 2025", "2025-03-01", "2025-03-31", "March 2025"),
        ("2026-03", "2026-03-01", "2026-03-31", "March 2026"),
        ("December", "2025-12-01", "2025-12-31", "December 2025"),
        ("November", "2026-11-01", "2026-11-22", "November 2026"),
        ("last November", "2025-11-01", "2025-11-30", "November 2025"),
        ("2026", "2026-01-01", "2026-11-22", "2026 so far"),
        ("2025", "2025-01-01", "2025-12-31", "2025"),
        ("Q1 2026", "2026-01-01", "2026-03-31", "Q1 2026"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "Q1 2026"),
        ("2026 q1", "2026-01-01", "2026-03-31", "Q1 2026"),
        ("Q4", "2026-10-01", "2026-11-22", "Q4 2026"),
        ("H1", "2026-01-01", "2026-06-30", "H1 2026"),
        ("H2 2025", "2025-07-01", "2025-12-31", "H2 2025"),
        ("since 1 March", "2026-03-01", "2026-11-22", "since 1 Mar"),
        ("since March 1st", "2026-03-01", "2026-11-22", "since 1 Mar"),
        ("since Q3", "2026-07-01", "2026-11-22", "since 1 Jul"),
        ("since 24 December", "2025-12-24", "2026-11-22", "since 24 Dec 2025"),
        ("desde el 1 de marzo", "2026-03-01", "2026-11-22", "since 1 Mar"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31", "1 Jan – 31 Mar 2026"),
        ("2026-01-01 - 2026-03-31", "2026-01-01", "2026-03-31", "1 Jan – 31 Mar 2026"),
        ("from 1 March until today", "2026-03-01", "2026-11-22", "1 Mar – 22 Nov 2026"),
        ("January to March", "2026-01-01", "2026-03-31", "1 Jan – 31 Mar 2026"),
        ("Jan-Mar 2025", "2025-01-01", "2025-03-31", "1 Jan – 31 Mar 2025"),
        ("November to February", "2025-11-01", "2026-02-28", "1 Nov 2025 – 28 Feb 2026"),
        ("Nov to Feb 2026", "2025-11-01", "2026-02-28", "1 Nov 2025 – 28 Feb 2026"),
        ("1.3.2026 bis 31.3.2026", "2026-03-01", "2026-03-31", "1–31 Mar 2026"),
        ("yesterday", "2026-11-21", "2026-11-21", "yesterday"),
        ("29 February", "2024-02-29", "2024-02-29", "29 Feb 2024"),
    ],
)
def test_days_of_words(typed: str, first: str, last: str, words: str) -> None:
    period, rest = read_past_period(typed, TODAY)
    assert (period.first.isoformat(), period.last.isoformat(), period.words, rest) == (first, last, words, "")


@pytest.mark.parametrize(
    ("typed", "words", "rest"),
    [
        ("<@U0ANA|ana> last quarter", "last quarter", "<@U0ANA>"),
        ("last quarter <@U0ANA>", "last quarter", "<@U0ANA>"),
        ("<@U0ANA> last quarter by tag", "last quarter", "<@U0ANA> by tag"),
        ("ana in March", "March 2026", "ana"),
        ("team Support for the last 30 days", "the last 30 days", "team Support"),
        ("by customer last month", "last month", "by customer"),
        ("last month by customer", "last month", "by customer"),
        ("ana maria lópez", "the last 90 days", "ana maria lópez"),
        ("Support 2026 team", "the last 90 days", "Support 2026 team"),
        ("O&amp;M 2025", "2025", "O&M"),
    ],
)
def test_the_rest_is_given_back(typed: str, words: str, rest: str) -> None:
    period, left = read_past_period(typed, TODAY)
    assert (period.words, left) == (words, rest)


@pytest.mark.parametrize(
    "typed",
    [
        *("next quarter", "2030", "Q1 2027", "December 2026", "2026-12-01..2026-12-31", "last 0 days", "Q5", "H3 2026"),
        *("31 February", "last 5000 days", "since 2020", "2.5 weeks", "2026-03-31..2026-01-01", "9999 years"),
        "1/2/2026",
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(typed: str) -> None:
    with pytest.raises((PeriodRefused, DayRefused)) as refused:
        read_past_period(typed, TODAY)
    assert refused.value.problem
    assert refused.value.remedy


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WORDS = """last this past 90 7 0 days weeks months quarter year Q1 H2 2026 2025 March may since from to until .. - , .
and 1 31 st de <@U0ANA> ana team by customer today yesterday 2026-01-01 1.3.2026 ytd next"""
pieces = st.lists(
    st.sampled_from(WORDS.split()),
    max_size=7,
).map(" ".join)


@given(pieces | st.text(max_size=80), days)
def test_whatever_is_typed_no_day_is_to_come_and_the_period_is_bounded(typed: str, today: date) -> None:
    try:
        period, rest = read_past_period(typed, today)
    except Refused:
        return
    assert period.first <= period.last <= today
    assert period.days <= MOST_DAYS
    assert period.words
    assert len(rest) <= len(typed) + 8


@given(days, st.integers(0, MOST_DAYS - 1), st.integers(0, 2_000))
def test_a_button_carries_the_very_days(first: date, length: int, later: int) -> None:
    period = PastPeriod(first, first + timedelta(days=length), "whatever")
    read, rest = read_past_period(period.key, period.last + timedelta(days=later))
    assert (read.first, read.last, rest) == (period.first, period.last, "")


@given(days)
def test_the_time_before_is_as_long_and_touches_it(today: date) -> None:
    period = default_period(today)
    before = period.before()
    assert (before.days, before.last) == (period.days, period.first - timedelta(days=1))
