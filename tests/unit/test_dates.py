"""Days: how they are said, and which may be logged."""

from datetime import date, timedelta

import pytest

from bot.domain.dates import OLDEST_DAYS, check_day, describe_day
from bot.errors import Refused

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "today"),
        (date(2026, 11, 20), "yesterday, Fri 20 Nov"),
        (date(2026, 11, 16), "Mon 16 Nov"),
        (date(2025, 11, 3), "Mon 3 Nov 2025"),
        (date(2026, 11, 22), "Sun 22 Nov"),
    ],
)
def test_day_is_said_as_people_say_it(day: date, said: str) -> None:
    assert describe_day(day, TODAY) == said


def test_yesterday_in_another_year_has_its_year() -> None:
    assert describe_day(date(2026, 12, 31), date(2027, 1, 1)) == "yesterday, Thu 31 Dec 2026"


@pytest.mark.parametrize("back", [0, 1, OLDEST_DAYS])
def test_days_that_may_be_logged(back: int) -> None:
    check_day(TODAY - timedelta(days=back), TODAY)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (TODAY + timedelta(days=1), "Sun 22 Nov 2026 is in the future"),
        (TODAY - timedelta(days=OLDEST_DAYS + 1), "Sat 22 Aug 2026 is more than 90 days ago"),
        (date.min, "more than 90 days ago"),
        (date.max, "in the future"),
    ],
)
def test_days_that_may_not(day: date, problem: str) -> None:
    with pytest.raises(Refused, match=problem) as refusal:
        check_day(day, TODAY)
    assert refusal.value.remedy
