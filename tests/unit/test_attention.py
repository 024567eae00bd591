"""Customers without attention: quiet against their own rhythm, or important and seldom served."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attention import Rhythm, Want, in_order, unattended, working_days
from bot.domain.work_logs import Customer
from bot.domain.workspace_settings import WorkspaceSettings

TODAY = date(2026, 11, 23)
"""A Monday."""

PLAIN = WorkspaceSettings()


def rhythm(
    ago: int,
    *,
    gap: int | None = 3,
    contacts: int = 20,
    lately: int = 10,
    is_important: bool = False,
    name: str = "Globex",
) -> Rhythm:
    return Rhythm(Customer(1, name), is_important, contacts, lately, gap, TODAY - timedelta(days=ago))


@pytest.mark.parametrize(
    ("ago", "gap", "contacts", "is_quiet"),
    [
        (24, 3, 20, True),
        (15, 1, 20, True),  # ten working days: Mon 9 to Fri 20 Nov
        (14, 1, 20, False),  # only nine
        (18, 7, 20, True),
        (17, 7, 20, False),  # 2.5 times the usual gap isn't over yet
        (40, 3, 4, True),
        (40, 3, 3, False),  # too few to have a rhythm
        (40, None, 1, False),
        (-1, 3, 20, False),
    ],
)
def test_quiet_is_measured_by_the_customers_own_rhythm(
    ago: int, gap: int | None, contacts: int, is_quiet: bool
) -> None:
    found = unattended(rhythm(ago, gap=gap, contacts=contacts), TODAY, PLAIN)
    assert (found is not None) == is_quiet
    assert found is None or (found.want, found.days) == (Want.QUIET, ago)


def test_holidays_are_no_silence() -> None:
    weeks_off = frozenset(TODAY - timedelta(days=number) for number in range(1, 20))
    assert unattended(rhythm(24), TODAY, WorkspaceSettings(holidays=weeks_off)) is None


def test_important_customers_are_to_be_seen_every_two_weeks() -> None:
    seldom = unattended(rhythm(5, lately=3, is_important=True), TODAY, PLAIN)
    assert seldom is not None
    assert seldom.want is Want.SELDOM
    assert unattended(rhythm(5, lately=4, is_important=True), TODAY, PLAIN) is None
    assert unattended(rhythm(5, lately=0, is_important=False), TODAY, PLAIN) is None
    quiet = unattended(rhythm(40, lately=1, is_important=True), TODAY, PLAIN)
    assert quiet is not None
    assert quiet.want is Want.QUIET


def test_the_list_is_no_rank() -> None:
    ago = {"Zeta": 90, "acme": 30, "Initech": 60}
    found = [
        unattended(rhythm(days, name=name, is_important=name == "Zeta"), TODAY, PLAIN) for name, days in ago.items()
    ]
    names = [one.rhythm.customer.name for one in in_order([one for one in found if one])]
    assert names == ["Zeta", "acme", "Initech"]


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    length=st.integers(-3, 60),
    off=st.sets(st.integers(0, 6)),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2028, 3, 1)), max_size=20),
)
def test_working_days_are_those_that_are_not_quiet(
    first: date, length: int, off: set[int], holidays: frozenset[date]
) -> None:
    settings = WorkspaceSettings(days_off=tuple(off), holidays=holidays)
    last = first + timedelta(days=length)
    days = [first + timedelta(days=number) for number in range(length + 1)]
    assert working_days(first, last, settings) == sum(not settings.is_quiet(one) for one in days)
