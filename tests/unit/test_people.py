"""A person's own clock."""

from datetime import UTC, datetime

import pytest

from bot.domain.people import Person


def person(time_zone: str) -> Person:
    return Person(1, "T1", "U1", "Ana", time_zone)


@pytest.mark.parametrize(
    ("time_zone", "now", "local"),
    [
        ("Europe/Lisbon", "2026-11-21T23:30", "2026-11-21 23:30"),
        ("Asia/Tokyo", "2026-11-21T23:30", "2026-11-22 08:30"),
        ("America/Chicago", "2026-11-21T03:30", "2026-11-20 21:30"),
        ("Asia/Kolkata", "2026-11-21T18:29", "2026-11-21 23:59"),
        ("Europe/Berlin", "2026-03-29T00:59", "2026-03-29 01:59"),
        ("Europe/Berlin", "2026-03-29T01:00", "2026-03-29 03:00"),
        ("Europe/Berlin", "2026-10-25T00:30", "2026-10-25 02:30"),
        ("Europe/Berlin", "2026-10-25T01:30", "2026-10-25 02:30"),
    ],
)
def test_the_date_and_time_are_the_person_s_own(time_zone: str, now: str, local: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert f"{person(time_zone).local(moment):%Y-%m-%d %H:%M}" == local
    assert person(time_zone).local(moment).astimezone(UTC) == moment


@pytest.mark.parametrize("time_zone", ["", "Nowhere/Atall", "Europe", "../../etc/passwd", "x" * 300, "a\0b"])
def test_an_unknown_zone_is_utc(time_zone: str) -> None:
    moment = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert f"{person(time_zone).local(moment):%Y-%m-%d %H:%M %z}" == "2026-11-21 23:30 +0000"
