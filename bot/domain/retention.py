"""How long each kind of record is kept: for ever, or a number of days that an admin sets (docs/privacy.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.errors import Refused

LEAST_DAYS = 30
MOST_DAYS = 3_650
"""Ten years; what is kept longer is kept for ever."""

UNDO_WITHIN = timedelta(days=1)
"""Nothing is removed so soon after the days were changed: until then the change can be undone."""


class Kept(StrEnum):
    """A kind of record that may be removed with age; the value stands in the settings and in the audit log."""

    ENTRY_TEXTS = "entry_texts"
    ENTRIES = "entries"
    PRAISE = "praise"
    PRAISE_EXAMPLES = "praise_examples"
    KUDOS = "kudos"
    GOALS = "goals"
    LOOKS = "looks"
    MESSAGES = "messages"
    AUDIT_LOG = "audit_log"


CALLED = {
    Kept.ENTRY_TEXTS: "texts of entries",
    Kept.ENTRIES: "entries with their minutes",
    Kept.PRAISE: "customers' praise",
    Kept.PRAISE_EXAMPLES: "examples of what praise is",
    Kept.KUDOS: "kudos",
    Kept.GOALS: "ended goals with their measurements",
    Kept.LOOKS: "who looked at whose results",
    Kept.MESSAGES: "what delivered messages said",
    Kept.AUDIT_LOG: "the audit log",
}
"""Each kind in words."""

KeepDays = Mapping[Kept, int]
"""Days by kind; a kind that isn't in it is kept for ever."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What is set; nothing is removed by it before `begins` (UTC, None: it may begin)."""

    days: KeepDays
    begins: datetime | None = None

    def cutoffs(self, now: datetime) -> dict[Kept, date]:
        """The first date (UTC) that is still kept, of each kind that is removed with age."""
        if self.begins is not None and now < self.begins:
            return {}
        return cutoffs(self.days, now)


@dataclass(frozen=True, slots=True)
class Removal:
    """So many records of a kind, of before `before` (a date in UTC), are removed, or would be."""

    kind: Kept
    count: int
    before: date


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """How far a run over one kind has come: `line` is its line in the audit log, `after_id` the last record removed."""

    removed: Removal
    line: int | None = None
    after_id: int | str | None = None
    is_over: bool = False


def cutoffs(days: KeepDays, now: datetime) -> dict[Kept, date]:
    """The first date (UTC) that is still kept, of each kind that `days` names."""
    return {kind: now.date() - timedelta(days=number) for kind, number in days.items()}


def read_keep_days(typed: str) -> int | None:
    """Days as they are typed: '365', '2 years', '18 months', '' for ever (None). Raises `Refused`."""
    text = " ".join(typed.casefold().split())
    if text in {"", "for ever", "forever", "always"}:
        return None
    found = re.fullmatch(r"(\d{1,5}) ?(d|days?|w|weeks?|months?|y|years?)?", text, re.ASCII)
    if found is None:
        raise Refused(f"“{typed.strip()[:40]}” isn't a number of days.", "Type a whole number, or leave it empty.")
    days = int(found[1]) * {"w": 7, "m": 30, "y": 365}.get((found[2] or "d")[0], 1)
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused(f"It can be {LEAST_DAYS} to {MOST_DAYS:,} days.", "Leave it empty to keep them for ever.")
    return days


def known_days(kept: Mapping[str, int] | None) -> dict[Kept, int]:
    """Days by kind as they are stored; a kind that another version kept is left out."""
    kinds = {kind.value: kind for kind in Kept}
    return {kinds[kind]: days for kind, days in (kept or {}).items() if kind in kinds}


def is_shorter(days: KeepDays, before: KeepDays) -> bool:
    """Whether some kind is kept for less time than before, so that something may go."""
    return any(kind not in before or number < before[kind] for kind, number in days.items())


def keep_words(days: KeepDays) -> str:
    """How long what is kept, in one line."""
    if not days:
        return "everything is kept for ever"
    said = ", ".join(f"{CALLED[kind]} for {number:,} days" for kind, number in days.items())
    return f"kept are {said}; all else for ever"
