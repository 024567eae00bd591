"""What a workspace sets, as it is typed; and forms and replies that keep to Slack's limits for all of it."""

from datetime import date, time, timedelta

import pytest

from bot.blocks.workspace_settings import changed_message, settings_form, settings_from, summary_message
from bot.domain.workspace_settings import (
    MAX_HOLIDAY_NAME,
    MAX_HOLIDAYS,
    WorkspaceSettings,
    holiday_lines,
    read_days_off,
    read_holidays,
    read_hours_a_week,
    read_stale_after_days,
)
from bot.errors import Refused
from playground.block_kit import check_message, check_view

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("typed", "hours"), [("40", 40.0), (" 37,5 ", 37.5), ("37.5h", 37.5), ("1", 1.0), ("80", 80.0)]
)
def test_hours(typed: str, hours: float) -> None:
    assert read_hours_a_week(typed) == hours


@pytest.mark.parametrize("typed", ["", "many", "0", "81", "-5", "nan", "inf", "1e9", "4 0", "٤٠ hours"])
def test_hours_that_cannot_be(typed: str) -> None:
    with pytest.raises(Refused):
        read_hours_a_week(typed)


@pytest.mark.parametrize(("typed", "days"), [("7", 7), ("90 days", 90), ("1 day", 1), (" 3d ", 3)])
def test_days(typed: str, days: int) -> None:
    assert read_stale_after_days(typed) == days


@pytest.mark.parametrize("typed", ["", "0", "91", "7.5", "-1", "soon", "99999999999"])
def test_days_that_cannot_be(typed: str) -> None:
    with pytest.raises(Refused):
        read_stale_after_days(typed)


def test_somebody_works_on_some_day() -> None:
    assert read_days_off({6, 5}) == (5, 6)
    assert read_days_off(set()) == ()
    with pytest.raises(Refused):
        read_days_off(set(range(7)))


@pytest.mark.parametrize(
    ("line", "day", "name"),
    [
        ("2026-12-25 Christmas Day", date(2026, 12, 25), "Christmas Day"),
        ("2026-12-25", date(2026, 12, 25), ""),
        ("25.12.2026: Weihnachten", date(2026, 12, 25), "Weihnachten"),
        ("1. 5. 2027  –  Tag der Arbeit", date(2027, 5, 1), "Tag der Arbeit"),
        ("25 Dec 2026, Christmas", date(2026, 12, 25), "Christmas"),
        ("4 July 2027 Independence Day", date(2027, 7, 4), "Independence Day"),
        ("2028-02-29 Leap day", date(2028, 2, 29), "Leap day"),
    ],
)
def test_holidays(line: str, day: date, name: str) -> None:
    assert read_holidays(f"\n{line}\r\n\n") == {day: name}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Christmas 2026-12-25", "Line 1"),
        ("2026-12-25\n12/25/2026 Christmas", "Line 2"),
        ("2027-02-29", "no day 2027-02-29"),
        ("2026-13-01", "no day 2026-13-01"),
        ("0000-01-01", "no day 0000-01-01"),
        ("25 Foo 2026", "Line 1"),
        ("2026-12-25\n25.12.2026", "twice"),
        (f"2026-12-25 {'x' * (MAX_HOLIDAY_NAME + 1)}", "too long"),
        ("\n".join(str(TODAY + timedelta(days=day)) for day in range(MAX_HOLIDAYS + 1)), str(MAX_HOLIDAYS)),
    ],
)
def test_holidays_that_cannot_be_read(typed: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_holidays(typed)
    assert said in f"{refused.value.problem} {refused.value.remedy}"


def many(name: str) -> WorkspaceSettings:
    named = {TODAY + timedelta(days=day): name for day in range(MAX_HOLIDAYS)}
    return WorkspaceSettings(37.25, (), frozenset(named), 6, time(23, 59), 90, None, named, True)


@pytest.mark.parametrize("settings", [WorkspaceSettings(), many("<!channel> & Co " * 5), many("")])
def test_whatever_is_set_fits(settings: WorkspaceSettings) -> None:
    assert check_view(settings_form(settings, TODAY, "https://hooks.example/" + "x" * 5_000)) == []
    for message in (
        summary_message(settings, TODAY, may_change=True),
        summary_message(settings, TODAY, may_change=False),
        changed_message(settings, settings, TODAY),
    ):
        assert check_message(message.text, message.blocks) == []
        assert "<!channel>" not in str(message)


def test_undo_carries_what_was_set() -> None:
    christmas = date(2026, 12, 25)
    settings = WorkspaceSettings(
        37.5, (4, 5), frozenset({christmas}), 2, time(8, 30), 3, None, {christmas: "Day"}, True
    )
    (_, _, actions) = changed_message(WorkspaceSettings(), settings, TODAY).blocks
    assert settings_from(actions["elements"][0]["value"]) == settings
    assert read_holidays(holiday_lines(settings)) == dict(settings.holiday_names)
    with pytest.raises(Refused):
        settings_from("{}")
