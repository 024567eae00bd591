"""Days to come, as goals say them. Today is Sunday 22 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goal_dates import find_due, read_due
from bot.domain.line.tokens import tokenize
from bot.errors import DayRefused

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("by end of March", "2027-03-31"),
        ("by the end of March", "2027-03-31"),
        ("end of March 2028", "2028-03-31"),
        ("by March", "2027-03-31"),
        ("by November", "2026-11-30"),
        ("by Feb 2028", "2028-02-29"),
        ("mid-June", "2027-06-15"),
        ("by the middle of June", "2027-06-15"),
        ("by the beginning of March", "2027-03-01"),
        ("before March", "2027-02-28"),
        ("before 1 March", "2027-02-28"),
        ("by 31 March 2027", "2027-03-31"),
        ("by 31 March", "2027-03-31"),
        ("by the 31st of March", "2027-03-31"),
        ("by March 31", "2027-03-31"),
        ("by March 31st, 2027", "2027-03-31"),
        ("by 31.3.", "2027-03-31"),
        ("by 31.03.2027", "2027-03-31"),
        ("by 31/3", "2027-03-31"),
        ("by 31/03/27", "2027-03-31"),
        ("by 2027-03-31", "2027-03-31"),
        ("2027-03-31", "2027-03-31"),
        ("until Friday", "2026-11-27"),
        ("by Fri 27 Nov", "2026-11-27"),
        ("by next Friday", "2026-11-27"),
        ("until Sunday", "2026-11-29"),
        ("tomorrow", "2026-11-23"),
        ("by Q2", "2027-06-30"),
        ("by Q4", "2026-12-31"),
        ("by end of Q2 2027", "2027-06-30"),
        ("Q2/2027", "2027-06-30"),
        ("2027-Q2", "2027-06-30"),
        ("by H1", "2027-06-30"),
        ("this quarter", "2026-12-31"),
        ("next quarter", "2027-03-31"),
        ("by the end of next quarter", "2027-03-31"),
        ("by end of the year", "2026-12-31"),
        ("by year end", "2026-12-31"),
        ("by EOY", "2026-12-31"),
        ("by end of 2027", "2027-12-31"),
        ("this month", "2026-11-30"),
        ("by the end of the week", "2026-11-22"),
        ("next week", "2026-11-29"),
        ("in 6 weeks", "2027-01-03"),
        ("within six weeks", "2027-01-03"),
        ("over the next 3 months", "2027-02-22"),
        ("in a month", "2026-12-22"),
        ("in half a year", "2027-05-22"),
        ("in 2 quarters", "2027-05-22"),
        ("by Christmas", "2026-12-24"),
        ("no later than 31 March", "2027-03-31"),
        ("bis Ende März", "2027-03-31"),
        ("bis zum 31. März", "2027-03-31"),
        ("bis 31.3.2027", "2027-03-31"),
        ("bis Freitag", "2026-11-27"),
        ("dieses Quartal", "2026-12-31"),
        ("bis Jahresende", "2026-12-31"),
        ("in 6 Wochen", "2027-01-03"),
        ("hasta finales de marzo", "2027-03-31"),
        ("antes de marzo", "2027-02-28"),
        ("hasta el 31 de marzo de 2027", "2027-03-31"),
        ("este trimestre", "2026-12-31"),
        ("fin de año", "2026-12-31"),
        ("en 6 semanas", "2027-01-03"),
        ("d'ici fin mars", "2027-03-31"),
        ("d'ici 6 semaines", "2027-01-03"),
        ("avant le 31 mars", "2027-03-30"),
        ("ce trimestre", "2026-12-31"),
        ("jusqu'au 31 mars", "2027-03-31"),
        ("la semaine prochaine", "2026-11-29"),
    ],
)
def test_days_to_come_are_read(said: str, day: str) -> None:
    assert read_due(said, TODAY) == date.fromisoformat(day)


def test_a_leap_day_is_looked_for_in_the_years_to_come() -> None:
    assert read_due("by 29 February", TODAY) == date(2028, 2, 29)


def test_a_month_from_the_last_of_january_ends_with_february() -> None:
    assert read_due("in a month", date(2027, 1, 31)) == date(2027, 2, 28)


def test_next_friday_is_next_weeks() -> None:
    monday = date(2026, 11, 23)
    assert read_due("next Friday", monday) == date(2026, 12, 4)
    assert read_due("this Friday", monday) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("said", "problem", "remedy"),
    [
        ("by 03/04", "“03/04” can be 4 Mar 2027 or 3 Apr 2027", "4 Mar 2027"),
        ("by 03/04/2027", "can be 4 Mar 2027 or 3 Apr 2027", "month as a word"),
        ("by 2025-03-31", "31 Mar 2025 is in the past", "still to come"),
        ("by yesterday", "21 Nov 2026 is in the past", "still to come"),
        ("by end of 2025", "31 Dec 2025 is in the past", "still to come"),
        ("by 20 Nov", "“20 Nov” is just over", "20 Nov 2027"),
        ("by October", "“October” is just over", "31 Oct 2027"),
        ("by 30 February", "There is no day “30 February”", "31 March 2027"),
        ("by 2027-02-30", "There is no day", "31 March 2027"),
        ("by Mon 27 Nov", "27 Nov 2026 is a Friday, not a Monday", "weekday"),
        ("by summer", "isn't a date", "end of March"),
        ("", "no date", "end of March"),
        ("by March for Support", "isn't a date", "end of March"),
    ],
)
def test_what_is_no_day_to_come_is_refused(said: str, problem: str, remedy: str) -> None:
    with pytest.raises(DayRefused, match=problem) as refusal:
        read_due(said, TODAY)
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CSAT 4.6 by March for Support", "by March"),
        ("first reply by Friday up to 90% by end of March", "by end of March"),
        ("tickets solved in 2 days up to 90% by Q2", "by Q2"),
        ("keep calls under 3 this quarter for Acme", "this quarter"),
        ("raise renewals in March to 12", "in March"),
        ("reduce it by 5% until 31.3.", "until 31.3."),
    ],
)
def test_day_of_a_line(line: str, said: str) -> None:
    tokens = tokenize(line)
    due = find_due(tokens, [False] * len(tokens), TODAY)
    assert due is not None
    assert due.said == said


@pytest.mark.parametrize(
    "line",
    ["CSAT from 4.1 to 4.6", "open 24/7", "march forward", "from Monday to Friday", "renewals by Acme", "by 4.6"],
)
def test_lines_without_a_day(line: str) -> None:
    tokens = tokenize(line)
    assert find_due(tokens, [False] * len(tokens), TODAY) is None


@given(st.dates(date(2026, 1, 1), date(2090, 1, 1)), st.integers(0, 1500))
def test_written_dates_are_read_back(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    if day.year < 2100:
        for said in (f"by {day:%Y-%m-%d}", f"by {day.day} {day:%B} {day.year}", f"bis {day:%d.%m.%Y}"):
            assert read_due(said, today) == day


WORDS = (
    "by",
    "in",
    "end",
    "of",
    "the",
    "this",
    "next",
    "Q2",
    "March",
    "31",
    "3/4",
    "31.3.",
    "2027",
    "week",
    ".",
    "6",
    "a",
)


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_any_words_are_a_day_to_come_or_refused(words: list[str]) -> None:
    try:
        day = read_due(" ".join(words), TODAY)
    except DayRefused:
        return
    assert day >= TODAY
