"""When digests come: in every zone, across both changes of the clocks, never on a quiet day, once a period."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedules import DAY, MOST_MOVED, Timetable, shown_now

ZONES = [
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "America/St_Johns",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "America/Santiago",
]


def working(_day: date) -> bool:
    return False


def weekend(day: date) -> bool:
    return day.weekday() >= 5


def table(
    time_zone: str = "Europe/Lisbon", at: time = time(9), weekday: int | None = 0, paused_until: date | None = None
) -> Timetable:
    return Timetable(weekday, at, time_zone, weekend, paused_until)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    days_off = draw(st.sets(st.integers(0, 6), max_size=5))
    closed_from = draw(st.dates(date(2025, 1, 1), date(2032, 1, 1)))
    closed_for = timedelta(days=draw(st.integers(0, 40)))

    def is_quiet(day: date) -> bool:
        return day.weekday() in days_off or closed_from <= day < closed_from + closed_for

    return Timetable(
        weekday=draw(st.none() | st.integers(0, 6)),
        at=draw(st.times().map(lambda at: at.replace(second=0, microsecond=0))),
        time_zone=draw(st.sampled_from(ZONES)),
        is_quiet=is_quiet,
        paused_until=draw(st.none() | st.dates(date(2025, 1, 1), date(2032, 1, 1))),
    )


moments = st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(timetables(), moments)
def test_a_run_is_later_at_its_local_time_and_on_a_working_day(plan: Timetable, after: datetime) -> None:
    run = plan.next_run(after)
    local = run.at.astimezone(ZoneInfo(plan.time_zone))
    assert run.at > after
    assert not plan.is_quiet(local.date())
    assert plan.paused_until is None or local.date() >= plan.paused_until
    exists = datetime.combine(local.date(), plan.at, tzinfo=ZoneInfo(plan.time_zone)).astimezone(UTC) == run.at
    assert exists
    assert local.fold == 0
    # The clocks skip an hour at most: a time that a day doesn't have is later by as much, never earlier.
    skipped = datetime.combine(local.date(), local.time()) - datetime.combine(local.date(), plan.at)
    assert timedelta() <= skipped <= timedelta(hours=1)


@given(timetables(), moments)
def test_runs_follow_each_other_one_a_period(plan: Timetable, after: datetime) -> None:
    first = plan.next_run(after)
    second = plan.next_run(first.at)
    assert second.at > first.at
    assert second.period.key > first.period.key
    assert first.period.first <= first.period.last < first.at.astimezone(ZoneInfo(plan.time_zone)).date()
    assert second.period.first > first.period.first


@given(timetables(), moments, st.timedeltas(timedelta(), timedelta(days=120)))
def test_what_was_missed_is_the_latest_run_alone(plan: Timetable, after: datetime, off: timedelta) -> None:
    run = plan.next_run(after)
    now = run.at + off
    latest = plan.latest_run(now)
    assert latest is not None
    assert run.at <= latest.at <= now < plan.next_run(now).at
    assert plan.next_run(latest.at - timedelta(seconds=1)) == latest
    assert plan.next_run(latest.at) == plan.next_run(now)


@pytest.mark.parametrize(
    ("zone", "after", "at", "expected"),
    [
        # Both changes of the clocks, on Sundays; 09:00 stays 09:00.
        ("Europe/Lisbon", utc(2026, 3, 23, 12), time(9), utc(2026, 3, 30, 8)),
        ("Europe/Lisbon", utc(2026, 10, 19, 12), time(9), utc(2026, 10, 26, 9)),
        ("America/New_York", utc(2026, 3, 2, 15), time(9), utc(2026, 3, 9, 13)),
        ("America/New_York", utc(2026, 10, 26, 15), time(9), utc(2026, 11, 2, 14)),
        ("Australia/Sydney", utc(2026, 3, 30), time(9), utc(2026, 4, 5, 23)),
        ("Australia/Sydney", utc(2026, 9, 28), time(9), utc(2026, 10, 4, 22)),
        ("Australia/Lord_Howe", utc(2026, 3, 30), time(9), utc(2026, 4, 5, 22, 30)),
        ("Australia/Lord_Howe", utc(2026, 9, 28), time(9), utc(2026, 10, 4, 22)),
        ("Asia/Kathmandu", utc(2026, 11, 18), time(9), utc(2026, 11, 23, 3, 15)),
        ("Nowhere/Land", utc(2026, 11, 18), time(9), utc(2026, 11, 23, 9)),
        ("Europe", utc(2026, 11, 18), time(9), utc(2026, 11, 23, 9)),
    ],
)
def test_zones(zone: str, after: datetime, at: time, expected: datetime) -> None:
    assert table(zone, at).next_run(after).at == expected


@pytest.mark.parametrize(
    ("zone", "after", "at", "expected"),
    [
        # 02:30 isn't there on 8 March: it is 03:30 EDT.
        ("America/New_York", utc(2026, 3, 5), time(2, 30), utc(2026, 3, 8, 7, 30)),
        # 01:30 is there twice on 1 November: the first, EDT.
        ("America/New_York", utc(2026, 10, 29), time(1, 30), utc(2026, 11, 1, 5, 30)),
        # Half an hour: 02:15 isn't there on 4 October, and 01:45 is there twice on 5 April.
        ("Australia/Lord_Howe", utc(2026, 10, 1), time(2, 15), utc(2026, 10, 3, 15, 45)),
        ("Australia/Lord_Howe", utc(2026, 4, 1), time(1, 45), utc(2026, 4, 4, 14, 45)),
    ],
)
def test_a_time_that_is_not_there_or_there_twice(zone: str, after: datetime, at: time, expected: datetime) -> None:
    assert Timetable(6, at, zone, working).next_run(after).at == expected


def test_quiet_days_move_the_run_to_the_next_working_day() -> None:
    holidays = {date(2026, 12, 28), date(2026, 12, 29)}
    plan = Timetable(0, time(9), "UTC", lambda day: weekend(day) or day in holidays)
    run = plan.next_run(utc(2026, 12, 22))
    assert run.at == utc(2026, 12, 30, 9)
    assert (run.period.key, run.period.first, run.period.last) == ("2026-W52", date(2026, 12, 23), date(2026, 12, 29))
    assert plan.next_run(run.at).at == utc(2027, 1, 4, 9)


def test_after_closed_weeks_there_is_one_digest() -> None:
    plan = Timetable(0, time(9), "UTC", lambda day: weekend(day) or date(2026, 12, 19) <= day <= date(2027, 1, 4))
    run = plan.next_run(utc(2026, 12, 15))
    assert (run.at, run.period.key) == (utc(2027, 1, 5, 9), "2026-W53")
    assert plan.next_run(run.at).at == utc(2027, 1, 11, 9)


def test_where_no_day_is_a_working_day_it_comes_on_its_own_day() -> None:
    plan = Timetable(0, time(9), "UTC", lambda _day: True)
    assert plan.next_run(utc(2026, 11, 18)).at == utc(2026, 11, 23, 9)
    assert MOST_MOVED > 8 * 7 * DAY


def test_monthly_is_about_the_month_before() -> None:
    run = table(weekday=None).next_run(utc(2026, 7, 15))
    assert run.at == utc(2026, 8, 3, 8)
    assert (run.period.key, run.period.first, run.period.last) == ("2026-07", date(2026, 7, 1), date(2026, 7, 31))


def test_paused() -> None:
    plan = table(paused_until=date(2026, 12, 9))
    assert plan.next_run(utc(2026, 11, 18)).at == utc(2026, 12, 14, 9)
    assert plan.latest_run(utc(2026, 12, 8, 12)) is None
    assert plan.latest_run(utc(2026, 12, 9, 12)) is None
    assert plan.latest_run(utc(2026, 12, 14, 9)) == plan.next_run(utc(2026, 11, 18))


def test_a_period_that_was_had_is_passed_over() -> None:
    monday, friday = table(weekday=0), table(weekday=4)
    had = monday.next_run(utc(2026, 11, 18))
    assert friday.next_run(had.at).period.key == had.period.key
    assert friday.next_run(had.at, unless=had.period.key).at == utc(2026, 12, 4, 9)


def test_what_was_missed_waits_for_a_working_day() -> None:
    assert table().next_working_moment(utc(2026, 11, 21, 3)) == utc(2026, 11, 23, 9)
    assert table().next_working_moment(utc(2026, 11, 20, 3)) == utc(2026, 11, 20, 3)


def test_shown_between_two_runs() -> None:
    week = shown_now(0, date(2026, 11, 18))
    assert (week.first, week.last) == (date(2026, 11, 12), date(2026, 11, 18))
    month = shown_now(None, date(2026, 11, 18))
    assert (month.first, month.last) == (date(2026, 11, 1), date(2026, 11, 18))
