"""Who is asked for a fresh number, and when: fixed times, quiet days, daylight-saving changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fresh_measurements import AskedPerson, NextDigest, digest_day_to_ask_for, is_stale, week_of_asking
from bot.domain.goals import (
    Agreement,
    Goal,
    GoalState,
    Measurement,
    Owner,
    OwnerKind,
)
from bot.domain.people import Person
from bot.domain.schedules import moment, zone_named
from bot.domain.workspace_settings import WorkspaceSettings
from tests.unit.goals_made import a_goal, a_measurement

ANA = Person(1, "T1", "U1", "Ana", "Europe/Lisbon")
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
SETTINGS = WorkspaceSettings()


def at(local: str, zone: str = "Europe/Lisbon") -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=zone_named(zone)).astimezone(UTC)


def digest(local: str, zone: str = "Europe/Lisbon") -> NextDigest:
    return NextDigest(at(local, zone), zone)


MONDAYS = digest("2026-11-23T09:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20T08:59", None),
        ("2026-11-20T09:00", MONDAY),
        ("2026-11-20T23:59", MONDAY),
        ("2026-11-19T12:00", None),
        ("2026-11-21T12:00", None),
        ("2026-11-22T12:00", None),
        ("2026-11-23T09:30", None),
    ],
)
def test_on_the_working_day_before_from_nine_in_the_morning(now: str, expected: date | None) -> None:
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS), SETTINGS, at(now)) == expected


def test_a_digest_in_the_middle_of_the_week() -> None:
    asked = AskedPerson(ANA, digest("2026-11-19T16:00"))
    assert digest_day_to_ask_for(asked, SETTINGS, at("2026-11-18T09:00")) == date(2026, 11, 19)
    assert digest_day_to_ask_for(asked, SETTINGS, at("2026-11-19T09:00")) is None


def test_holidays_are_no_working_days() -> None:
    friday_off = replace(SETTINGS, holidays=frozenset({FRIDAY}))
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS), friday_off, at("2026-11-20T10:00")) is None
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS), friday_off, at("2026-11-19T10:00")) == MONDAY


def test_without_a_managers_digest_the_workspaces_day_counts() -> None:
    assert digest_day_to_ask_for(AskedPerson(ANA), SETTINGS, at("2026-11-20T09:00")) == MONDAY
    assert digest_day_to_ask_for(AskedPerson(ANA), SETTINGS, at("2026-11-19T09:00")) is None
    wednesdays = replace(SETTINGS, digest_weekday=2)
    assert digest_day_to_ask_for(AskedPerson(ANA), wednesdays, at("2026-11-24T09:00")) == date(2026, 11, 25)
    # The digest of a Monday off comes on Tuesday; the working day before that is Friday still.
    monday_off = replace(SETTINGS, holidays=frozenset({MONDAY}))
    assert digest_day_to_ask_for(AskedPerson(ANA), monday_off, at("2026-11-20T09:00")) == date(2026, 11, 24)


def test_each_on_their_own_clock() -> None:
    kiri = replace(ANA, time_zone="Pacific/Kiritimati")
    hawaii = replace(ANA, time_zone="Pacific/Honolulu")
    asked_in_kiribati = at("2026-11-20T09:00", "Pacific/Kiritimati")
    assert digest_day_to_ask_for(AskedPerson(kiri, MONDAYS), SETTINGS, asked_in_kiribati) == MONDAY
    assert digest_day_to_ask_for(AskedPerson(hawaii, MONDAYS), SETTINGS, asked_in_kiribati) is None
    asked_in_hawaii = at("2026-11-20T09:00", "Pacific/Honolulu")
    assert digest_day_to_ask_for(AskedPerson(hawaii, MONDAYS), SETTINGS, asked_in_hawaii) == MONDAY
    unknown = replace(ANA, time_zone="Mars/Olympus")
    assert digest_day_to_ask_for(AskedPerson(unknown, MONDAYS), SETTINGS, at("2026-11-20T09:00", "UTC")) == MONDAY


@pytest.mark.parametrize(
    ("zone", "friday", "utc"),
    [
        # The clocks change on the Sunday between being asked and the digest.
        ("Europe/Lisbon", "2026-10-23", "08:00"),
        ("Europe/Lisbon", "2026-03-27", "09:00"),
        ("America/New_York", "2026-10-30", "13:00"),
        ("America/New_York", "2026-03-06", "14:00"),
        ("Australia/Lord_Howe", "2026-10-02", "22:30"),
    ],
)
def test_nine_is_nine_on_both_sides_of_a_daylight_saving_change(zone: str, friday: str, utc: str) -> None:
    ana = replace(ANA, time_zone=zone)
    monday = date.fromisoformat(friday) + timedelta(days=3)
    asked = AskedPerson(ana, digest(f"{monday}T09:00", zone))
    nine = at(f"{friday}T09:00", zone)
    assert f"{nine:%H:%M}" == utc
    assert digest_day_to_ask_for(asked, SETTINGS, nine) == monday
    assert digest_day_to_ask_for(asked, SETTINGS, nine - timedelta(seconds=1)) is None
    following = AskedPerson(ana, digest(f"{monday + timedelta(days=7)}T09:00", zone))
    assert digest_day_to_ask_for(following, SETTINGS, at(f"{monday + timedelta(days=4)}T09:00", zone)) is not None


def test_not_when_paused_and_not_those_who_left() -> None:
    now = at("2026-11-20T09:00")
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS, date(2026, 11, 21)), SETTINGS, now) is None
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS, FRIDAY), SETTINGS, now) == MONDAY
    for gone in (replace(ANA, is_gone=True), replace(ANA, is_guest=True), replace(ANA, is_bot=True)):
        assert digest_day_to_ask_for(AskedPerson(gone, MONDAYS), SETTINGS, now) is None


def test_a_workspace_that_never_works_is_never_asked() -> None:
    never = replace(SETTINGS, days_off=(0, 1, 2, 3, 4, 5, 6))
    assert digest_day_to_ask_for(AskedPerson(ANA, MONDAYS), never, at("2026-11-20T09:00")) is None


@given(
    zone=st.sampled_from(["Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]),
    first=st.dates(date(2025, 1, 1), date(2027, 12, 1)),
    weekday=st.integers(0, 6),
    days_off=st.sets(st.integers(0, 6), max_size=5),
    holidays=st.sets(st.integers(0, 20), max_size=6),
)
def test_looking_every_quarter_of_an_hour_meets_each_digest_once(
    zone: str, first: date, weekday: int, days_off: set[int], holidays: set[int]
) -> None:
    """Each digest of the workspace's own day has one day of asking before it, and asks on no quiet day."""
    settings = WorkspaceSettings(
        days_off=tuple(days_off),
        holidays=frozenset(first + timedelta(days=day) for day in holidays),
        digest_weekday=weekday,
    )
    ana = replace(ANA, time_zone=zone)
    asked_for: list[date] = []
    for day in range(21):
        local = first + timedelta(days=day)
        found = {
            digest_day_to_ask_for(AskedPerson(ana), settings, moment(local, clock, zone_named(zone)))
            for clock in (time(9), time(12, 15), time(23, 45))
        }
        assert len(found) == 1
        meant = found.pop()
        if meant is not None:
            assert not settings.is_quiet(local)
            assert meant > local
            assert all(settings.is_quiet(local + timedelta(days=more)) for more in range(1, (meant - local).days))
            asked_for.append(meant)
    assert asked_for == sorted(set(asked_for))


GOAL = a_goal(owner=Owner(OwnerKind.PERSON, 1, "Ana", "U1"), agreement=Agreement.ACCEPTED)


def measured(on: date) -> Measurement:
    return a_measurement(4.4, on)


@pytest.mark.parametrize(
    ("latest", "stale"),
    [
        (date(2026, 11, 12), True),
        (date(2026, 11, 15), True),
        (date(2026, 11, 16), False),  # a week old on the day of the digest is recent still
        (date(2026, 11, 20), False),
        (None, True),
    ],
)
def test_stale_is_what_would_be_old_in_the_digest(latest: date | None, stale: bool) -> None:
    assert is_stale(GOAL, measured(latest) if latest else None, MONDAY, FRIDAY, 7) is stale


@pytest.mark.parametrize(
    "goal",
    [
        replace(GOAL, state=GoalState.CLOSED),
        replace(GOAL, state=GoalState.WITHDRAWN),
        replace(GOAL, starts_on=MONDAY),
        replace(GOAL, starts_on=date(2026, 11, 17)),
        replace(GOAL, due_on=date(2026, 11, 19)),
        replace(GOAL, agreement=Agreement.CHANGE_PROPOSED),
    ],
    ids=["closed", "withdrawn", "not begun", "just begun", "over", "change proposed"],
)
def test_some_goals_are_never_asked_about(goal: Goal) -> None:
    assert not is_stale(goal, None, MONDAY, FRIDAY, 7)


def test_the_week_of_asking_is_the_iso_week() -> None:
    assert [week_of_asking(day) for day in (date(2026, 11, 22), MONDAY, date(2027, 1, 1))] == [
        "2026-W47",
        "2026-W48",
        "2026-W53",
    ]
