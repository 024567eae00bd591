"""What a workspace sets for all its people, with the defaults, and how it is typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.numbers import read_value
from bot.domain.retention import Kept
from bot.errors import Refused

MAX_HOURS_A_WEEK = 80
MAX_STALE_AFTER_DAYS = 90
MAX_HOLIDAYS = 100
MAX_HOLIDAY_NAME = 80
MAX_COST_AN_HOUR = 10_000_000
"""In any currency: an hour costs more than a million in some."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_WITH_DOTS = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CURRENCY_FIRST = re.compile(r"([A-Za-z]{3})\s*([0-9].*)")
_AN_HOUR = re.compile(r"\s*(?:/|an?\b|per\b)\s*(?:h|hr|hour)\.?$", re.IGNORECASE)
_CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_WITH_A_NAME = re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[A-Za-z]{3})[a-z]*\.?,? (?P<year>\d{4})(?!\d)")


class ChampionRefused(Refused):
    """Somebody who can't be the recognition champion."""


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """`days_off` and `digest_weekday` count from 0 for Monday; `digest_at` is each recipient's local time.

    `holiday_names` has the names of those `holidays` that were given one. `asks_those_helped`: whether those who were
    helped are asked if it solved the matter. Kudos are posted in `kudos_channel`, or where they are typed.
    `champion` (a Slack id) is asked about praise where nobody is above who is praised. An hour of help costs
    `cost_an_hour` on average, in `currency` (a code of ISO 4217); both are None where nothing is said about cost.
    `keep_days` are set apart (`bot.services.retention`), and stand here to be shown.
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
    cost_an_hour: float | None = None
    currency: str | None = None
    keep_days: Mapping[Kept, int] = field(default_factory=dict)

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


def read_cost_an_hour(typed: str) -> tuple[float, str] | None:
    """What an hour costs and its currency's code: '45 EUR', '€45', '45,50 euros an hour'; None for nothing.

    Raises `Refused`.
    """
    text = _AN_HOUR.sub("", typed.strip())
    if not text:
        return None
    swapped = _CURRENCY_FIRST.fullmatch(text)
    cost, unit = read_value(f"{swapped[2]} {swapped[1]}" if swapped else text)
    currency = _CURRENCY_SIGNS.get(unit, unit.upper())
    if not _CURRENCY.fullmatch(currency):
        raise Refused(
            f"“{_short(typed)}” doesn't say which currency." if not unit else f"“{_short(unit)}” isn't a currency.",
            "Type the cost and the currency's three letters, like 45 EUR.",
        )
    if not 0.01 <= cost <= MAX_COST_AN_HOUR:
        raise Refused("An hour can't cost that much or that little.", f"Type up to {MAX_COST_AN_HOUR:,} {currency}.")
    return round(cost, 2), currency


def cost_an_hour_words(settings: WorkspaceSettings) -> str:
    """'45 EUR', '45.50 EUR', as `read_cost_an_hour` reads it; '' where nothing is set."""
    if settings.cost_an_hour is None or settings.currency is None:
        return ""
    return f"{settings.cost_an_hour:.2f}".removesuffix(".00") + f" {settings.currency}"


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
