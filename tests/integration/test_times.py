"""Stored times are UTC; 'today' and 'yesterday' are the person's own, around midnight and when the clocks change."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.db.store import Store
from bot.domain.work_logs import WorkLog
from bot.errors import Refused
from bot.services import people, work_logs
from tests.integration.conftest import ANA, NOW, person

MIDNIGHTS = [
    # Where, the last second of the day in UTC, and the date that ends.
    pytest.param("UTC", "2026-06-15T23:59:59", "2026-06-15", id="utc"),
    pytest.param("Europe/Lisbon", "2026-03-28T23:59:59", "2026-03-28", id="lisbon-before-summer-time"),
    pytest.param("Europe/Lisbon", "2026-03-29T22:59:59", "2026-03-29", id="lisbon-day-of-23-hours"),
    pytest.param("Europe/Lisbon", "2026-10-24T22:59:59", "2026-10-24", id="lisbon-before-winter-time"),
    pytest.param("Europe/Lisbon", "2026-10-25T23:59:59", "2026-10-25", id="lisbon-day-of-25-hours"),
    pytest.param("America/New_York", "2026-03-08T04:59:59", "2026-03-07", id="new-york-before-summer-time"),
    pytest.param("America/New_York", "2026-03-09T03:59:59", "2026-03-08", id="new-york-day-of-23-hours"),
    pytest.param("America/New_York", "2026-11-01T03:59:59", "2026-10-31", id="new-york-before-winter-time"),
    pytest.param("America/New_York", "2026-11-02T04:59:59", "2026-11-01", id="new-york-day-of-25-hours"),
    pytest.param("Australia/Lord_Howe", "2026-04-04T12:59:59", "2026-04-04", id="lord-howe-before-winter-time"),
    pytest.param("Australia/Lord_Howe", "2026-04-05T13:29:59", "2026-04-05", id="lord-howe-day-of-24-and-a-half-hours"),
    pytest.param("Australia/Lord_Howe", "2026-10-03T13:29:59", "2026-10-03", id="lord-howe-before-summer-time"),
    pytest.param("Australia/Lord_Howe", "2026-10-04T12:59:59", "2026-10-04", id="lord-howe-day-of-23-and-a-half-hours"),
    pytest.param("Pacific/Kiritimati", "2026-12-31T09:59:59", "2026-12-31", id="kiritimati"),
    pytest.param("Pacific/Pago_Pago", "2027-01-01T10:59:59", "2026-12-31", id="pago-pago"),
]


async def log(desk: Store, line: str, now: datetime) -> WorkLog:
    return (await desk.write(work_logs.log_line, ANA, line, f"command:{line}{now}", now)).entry


async def live_in(desk: Store, time_zone: str) -> None:
    await desk.write(people.learn, [person(ANA, time_zone=time_zone)], NOW)


async def summaries_of_today(desk: Store, now: datetime) -> list[str]:
    return [entry.summary for entry in (await desk.read(work_logs.entries_of_today, ANA, now)).entries]


@pytest.mark.parametrize(("zone", "last_second", "day"), MIDNIGHTS)
async def test_midnight_is_the_persons_own(desk: Store, zone: str, last_second: str, day: str) -> None:
    await live_in(desk, zone)
    before = datetime.fromisoformat(last_second).replace(tzinfo=UTC)
    after = before + timedelta(seconds=1)
    ending = date.fromisoformat(day)
    assert (await log(desk, "5m evening shift", before)).on == ending
    assert (await log(desk, "5m long past yesterday", before)).on == ending - timedelta(days=1)
    assert (await log(desk, "5m morning coffee", after)).on == ending + timedelta(days=1)
    assert (await log(desk, "5m just past yesterday", after)).on == ending
    assert await summaries_of_today(desk, before) == ["evening shift", "just past"]
    assert await summaries_of_today(desk, after) == ["morning coffee"]
    assert await desk.read(work_logs.today_of, ANA, after) == ending + timedelta(days=1)


async def test_the_week_begins_on_the_persons_monday(desk: Store) -> None:
    await live_in(desk, "America/New_York")
    sunday_evening = datetime(2026, 11, 2, 4, 30, tzinfo=UTC)
    await log(desk, "5m night watch", sunday_evening)
    listed = await desk.read(work_logs.entries_of_week, ANA, sunday_evening)
    assert [entry.summary for entry in listed.entries] == ["night watch"]
    assert (listed.first, listed.today) == (date(2026, 10, 26), date(2026, 11, 1))
    an_hour_later = await desk.read(work_logs.entries_of_week, ANA, sunday_evening + timedelta(hours=1))
    assert an_hour_later.entries == ()


async def test_a_time_of_day_is_the_persons_own(desk: Store) -> None:
    await live_in(desk, "Asia/Tokyo")
    assert str((await log(desk, "5m call at 20:30", NOW)).at) == "20:30:00"
    with pytest.raises(Refused, match="future"):
        await log(desk, "5m call at 21:30", NOW)


async def test_stored_times_are_utc_and_aware(desk: Store, database_url: str) -> None:
    now = datetime(2026, 11, 1, 1, 30, 15, 123_456, tzinfo=timezone(timedelta(hours=-4)))
    entry = await log(desk, "5m call", now)
    read = (await desk.read(work_logs.own_entry, ANA, entry.id, NOW)).entry
    assert read.created_at == now
    assert read.created_at.tzinfo is UTC
    assert entry.created_at == read.created_at

    def as_stored(session: Session) -> str:
        if database_url.startswith("sqlite"):
            return str(session.execute(text("SELECT created_at FROM work_logs")).scalar_one())
        shown = text("SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') FROM work_logs")
        return str(session.execute(shown).scalar_one())

    assert await desk.read(as_stored) == "2026-11-01 05:30:15.123456"


async def test_a_time_without_a_zone_is_a_fault(desk: Store) -> None:
    with pytest.raises(Exception, match="naive"):
        await desk.write(people.learn, [person(ANA)], NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "America", "Europe/", "a" * 64, "x\x01", "Ürümqi"]
)
async def test_an_unknown_zone_falls_back_to_utc(desk: Store, zone: str) -> None:
    await live_in(desk, zone)
    assert (await log(desk, "5m call", datetime(2026, 6, 15, 23, 59, 59, tzinfo=UTC))).on == date(2026, 6, 15)
    assert (await log(desk, "5m call", datetime(2026, 6, 16, 0, 0, 0, tzinfo=UTC))).on == date(2026, 6, 16)
