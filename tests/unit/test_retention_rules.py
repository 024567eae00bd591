"""How long what is kept: what can be typed, and from which day on what is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.retention import LEAST_DAYS, MOST_DAYS, Kept, Retention, is_shorter, keep_words, read_keep_days
from bot.errors import Refused

NOW = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("", None), ("For ever", None), ("365", 365), ("90 days", 90), ("2 years", 730), ("18 months", 540), ("8w", 56)],
)
def test_what_can_be_typed(typed: str, days: int | None) -> None:
    assert read_keep_days(typed) == days


@pytest.mark.parametrize("typed", ["29", "0", "-40", "3651", "11 years", "soon", "3.5", "99999999999999999999", "٣٦٥"])
def test_what_can_not_be_typed(typed: str) -> None:
    with pytest.raises(Refused):
        read_keep_days(typed)


def test_the_bounds_themselves() -> None:
    assert (read_keep_days(str(LEAST_DAYS)), read_keep_days(str(MOST_DAYS))) == (LEAST_DAYS, MOST_DAYS)


def test_nothing_is_old_before_it_may_begin() -> None:
    kept = Retention({Kept.ENTRIES: 30}, NOW + timedelta(hours=1))
    assert kept.cutoffs(NOW) == {}
    assert kept.cutoffs(NOW + timedelta(hours=1)) == {Kept.ENTRIES: date(2026, 10, 20)}


def test_what_is_shorter() -> None:
    before = {Kept.KUDOS: 100}
    assert is_shorter({Kept.KUDOS: 99}, before)
    assert is_shorter({Kept.KUDOS: 100, Kept.LOOKS: 3_000}, before)
    assert not is_shorter({Kept.KUDOS: 101}, before)
    assert not is_shorter({}, before)


def test_in_words() -> None:
    assert keep_words({}) == "everything is kept for ever"
    assert keep_words({Kept.KUDOS: 1_000}) == "kept are kudos for 1,000 days; all else for ever"
