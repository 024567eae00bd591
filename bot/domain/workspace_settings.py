"""What a workspace sets for all its people, with the defaults."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """`days_off` and `digest_weekday` count from 0 for Monday; `digest_at` is each recipient's local time."""

    hours_a_week: float = 40.0
    days_off: tuple[int, ...] = (5, 6)
    holidays: frozenset[date] = frozenset()
    digest_weekday: int = 0
    digest_at: time = time(9)
    stale_after_days: int = 7
    manager_field: str | None = None

    def is_quiet(self, day: date) -> bool:
        """Whether nobody works on that day."""
        return day.weekday() in self.days_off or day in self.holidays
