"""What a workspace sets for all its people, with the defaults, and how it is typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.errors import Refused

MAX_HOURS_A_WEEK = 80
MAX_STALE_AFTER_DAYS = 90
MAX_HOLIDAYS = 100
MAX_HOLIDAY_NAME = 80

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_WITH_DOTS = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
_WITH_A_NAME = re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[A-Za-z]{3})[a-z]*\.?,? (?P<year>\d{4})(?!\d)")


class ChampionRefused(Refused):
    """Somebody who can't be the recognition champion."""


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """`days_off` and `digest_weekday` count from 0 for Monday; `digest_at` is each recipient's local time.

    `holiday_names` has the names of those `holidays` that were given one. `asks_those_helped`: whether those who were
    helped are asked if it solved the matter. Kudos are posted in `kudos_channel`, or where they are typed.
    `champion` (a Slack id) is asked about praise where nobody is above who is praised.
    """

    hours_a_week: float = 40.0
    days_off: tuple[int, ...] = (5, 6)
    holidays: frozenset[date] = frozenset()
    digest_weekday: int = 0
    digest_at: time = time(9)
    stale_after_days: int = 7
    manager_field: str | None = None
    holiday_names: Mapping[date, str] = field(default_factory=dict)
    asks_those_helped: bool = False
    kudos_channel: str | None = None
    behaviours: tuple[str, ...] = DEFAULT_BEHAVIOURS
    champion: str | None = None

    def is_quiet(self, day: date) -> bool:
        """Whether nobody works on that day."""
        return day.weekday() in self.days_off or day in self.holidays

    def with_manager_field(self, manager_field: str | None) -> "WorkspaceSettings":
        """The same with another source of who somebody's manager is."""
        return replace(self, manager_field=manager_field)


def read_hours_a_week(typed: str) -> float:
    """A full-time week's hours: '40', '37.5', '37,5'. Raises `Refused`."""
    try:
        hours = float(typed.strip().removesuffix("h").strip().replace(",", "."))
    except ValueError:
        raise Refused(f"“{_short(typed)}” isn't a number of hours.", "Type one like 40 or 37.5.") from None
    if not 1 <= hours <= MAX_HOURS_A_WEEK:
        raise Refused("A full-time week can't have that many hours.", f"Type a number from 1 to {MAX_HOURS_A_WEEK}.")
    return hours


def read_stale_after_days(typed: str) -> int:
    """The days after which a measurement is old. Raises `Refused`."""
    found = re.fullmatch(r"(\d{1,4})(?: ?d(?:ays?)?)?", typed.strip(), re.IGNORECASE | re.ASCII)
    if found is None or not 1 <= int(found[1]) <= MAX_STALE_AFTER_DAYS:
        raise Refused(
            f"“{_short(typed)}” isn't a number of days.", f"Type a whole number from 1 to {MAX_STALE_AFTER_DAYS}."
        )
    return int(found[1])


def read_days_off(chosen: set[int]) -> tuple[int, ...]:
    """The weekdays on which nobody works, 0 for Monday. Raises `Refused` when no day is left."""
    if len(chosen) == 7:
        raise Refused("Somebody has to work on some day.", "Leave one day of the week unchecked.")
    return tuple(sorted(chosen))


def read_holidays(typed: str) -> dict[date, str]:
    """Holidays by date, with their names ('' for none): one per line, the date and then the name.

    Raises `Refused`, naming the line.
    """
    holidays: dict[date, str] = {}
    for number, line in enumerate(typed.splitlines(), 1):
        text = " ".join(line.split())
        if not text:
            continue
        day, rest = _day_before(text, number)
        name = rest.lstrip(" ,;:-–").strip()
        if day in holidays:
            raise Refused(f"Line {number}: {day.isoformat()} is there twice.", "Keep one of the two lines.")
        if len(name) > MAX_HOLIDAY_NAME:
            raise Refused(f"Line {number}: the name is too long.", f"Use {MAX_HOLIDAY_NAME} characters at most.")
        holidays[day] = name
    if len(holidays) > MAX_HOLIDAYS:
        raise Refused(f"That is {len(holidays)} holidays.", f"{MAX_HOLIDAYS} can be kept: leave out those long past.")
    return holidays


def holiday_lines(settings: WorkspaceSettings, since: date | None = None) -> str:
    """The holidays as `read_holidays` reads them; those from `since` on."""
    days = sorted(day for day in settings.holidays if since is None or day >= since)
    return "\n".join(f"{day.isoformat()} {settings.holiday_names.get(day, '')}".rstrip() for day in days)


def _day_before(text: str, number: int) -> tuple[date, str]:
    for form in (_YEAR_FIRST, _WITH_DOTS, _WITH_A_NAME):
        found = form.match(text)
        if found is None:
            continue
        said = found.groupdict()
        name = said.get("name", "").lower()
        if name and name not in MONTHS:
            break
        month = MONTHS.index(name) + 1 if name else int(said["month"])
        try:
            return date(int(said["year"]), month, int(said["day"])), text[found.end() :]
        except ValueError:
            raise Refused(f"Line {number}: there is no day {found[0]}.", "Correct the date.") from None
    raise Refused(
        f"Line {number}: “{_short(text)}” doesn't begin with a date.",
        "Write one holiday a line, like 2026-12-25 Christmas Day.",
    )


def _short(text: str) -> str:
    said = text.strip()
    return said if len(said) <= 40 else f"{said[:39]}…"
