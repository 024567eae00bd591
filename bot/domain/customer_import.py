"""Customers from a CSV file: what its rows ask for, what they would change, and why a row can't be taken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.csv_rows import Problem, Row
from bot.domain.customers import customer_key, name_of, problem_of_name

REQUIRED = ("name",)
OPTIONAL = ("aliases", "important", "channels")

_CLEARED = "-"
_SEPARATOR = "|"
_MOST_SHOWN = 5
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
_ANSWERS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class CustomerState:
    """What is known of a customer. `id` is 0 for a new one; `names` are by key and hold its own one too."""

    id: int
    name: str
    names: Mapping[str, str]
    channels: tuple[str, ...] = ()
    is_important: bool = False

    @property
    def others(self) -> list[str]:
        """Its other names, in the order of their keys."""
        return [name for key, name in sorted(self.names.items()) if key != customer_key(self.name)]


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """A customer before (None for a new one) and after."""

    before: CustomerState | None
    after: CustomerState


@dataclass(slots=True)
class ImportPlan:
    """What a file would change, and what is wrong with it."""

    changes: list[CustomerChange] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A row; None stands for an empty cell."""

    line: int
    key: str
    name: str
    aliases: dict[str, str] | None
    is_important: bool | None
    channels: tuple[str, ...] | None


def plan_import(rows: Sequence[Row], known: Iterable[CustomerState]) -> ImportPlan:
    """Compares the rows with all customers that are known.

    A row is about the customer whose own name it has, else about a new one. An empty cell changes nothing, `-` clears,
    anything else takes the place of what was there. Problems come in the order of their lines.
    """
    plan = ImportPlan()
    by_key: dict[str, CustomerState] = {}
    by_channel: dict[str, CustomerState] = {}
    for customer in known:
        by_key.update(dict.fromkeys(customer.names, customer))
        by_channel.update(dict.fromkeys(customer.channels, customer))
    wanted = _wanted(rows, plan.problems)
    pairs = [(row, *_before_and_after(row, by_key.get(row.key))) for row in wanted]
    in_file = {before.id for _, before, _ in pairs if before}
    names: dict[str, _Wanted] = {}
    channels: dict[str, _Wanted] = {}
    for row, before, after in pairs:
        by_id = {channel: channel for channel in after.channels}
        reasons = _taken(row, after.names, names, by_key, in_file, "“{0}” is a name of {1}")
        reasons += _taken(row, by_id, channels, by_channel, in_file, "{0} is about {1}")
        plan.problems += [Problem(row.line, reason) for reason in reasons]
        if before == after:
            plan.unchanged += 1
        else:
            plan.changes.append(CustomerChange(before, after))
    plan.problems.sort(key=lambda problem: problem.line)
    return plan


def describe_change(change: CustomerChange) -> str:
    """One line: 'Acme Corp: other names Acme → Acme, ACME Ltd; important'."""
    before, after = change.before, change.after
    parts = [] if before else ["new"]
    if before and before.name != after.name:
        parts.append(f"was written {before.name}")
    for title, old, new in (
        ("other names", before.others if before else [], after.others),
        ("channels", list(before.channels) if before else [], list(after.channels)),
    ):
        if old != new:
            parts.append(f"{title} {_listed(old)} → {_listed(new)}" if before else f"{title} {_listed(new)}")
    if after.is_important != (before is not None and before.is_important):
        parts.append("important" if after.is_important else "no longer important")
    return f"{after.name}: {'; '.join(parts) or 'another spelling of a name'}"


def _listed(values: Sequence[str]) -> str:
    more = len(values) - _MOST_SHOWN
    return ", ".join(values[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "") if values else "none"


def _wanted(rows: Sequence[Row], problems: list[Problem]) -> list[_Wanted]:
    wanted: dict[str, _Wanted] = {}
    for row in rows:
        name = name_of(row.values["name"])
        reasons = [reason] if (reason := _problem_of_cell("name", name)) else []
        aliases, wrong = _aliases(row.values.get("aliases", ""))
        reasons += wrong
        importance = row.values.get("important", "").casefold()
        if importance not in {"", _CLEARED, *_ANSWERS}:
            reasons.append(f"“{_cut(importance)}” in the column 'important' is neither yes nor no.")
        channels, wrong = _channels(row.values.get("channels", ""))
        reasons += wrong
        key = customer_key(name)
        if key in wanted:
            reasons.append(f"“{name}” stands on line {wanted[key].line} already.")
        problems += [Problem(row.line, reason) for reason in reasons]
        if not reasons:
            is_important = None if importance == "" else _ANSWERS.get(importance, False)
            wanted[key] = _Wanted(row.line, key, name, aliases, is_important, channels)
    return list(wanted.values())


def _aliases(cell: str) -> tuple[dict[str, str] | None, list[str]]:
    if cell in {"", _CLEARED}:
        return (None if not cell else {}), []
    names = [name for name in map(name_of, cell.split(_SEPARATOR)) if name]
    reasons = [reason for name in names if (reason := problem_of_name(name))]
    aliases: dict[str, str] = {}
    for name in names:
        aliases.setdefault(customer_key(name), name)
    return aliases, reasons


def _channels(cell: str) -> tuple[tuple[str, ...] | None, list[str]]:
    if cell in {"", _CLEARED}:
        return (None if not cell else ()), []
    channels = tuple(dict.fromkeys(channel for part in cell.split(_SEPARATOR) if (channel := part.strip())))
    reasons = [
        f"“{_cut(channel)}” is not a channel's id, such as C024BE91L: the end of a channel's details in Slack shows it."
        for channel in channels
        if not _CHANNEL.fullmatch(channel)
    ]
    return channels, reasons


def _problem_of_cell(column: str, name: str) -> str | None:
    return problem_of_name(name) if name else f"The column '{column}' is empty."


def _before_and_after(row: _Wanted, owner: CustomerState | None) -> tuple[CustomerState | None, CustomerState]:
    before = owner if owner is not None and customer_key(owner.name) == row.key else None
    if row.aliases is not None:
        others: Mapping[str, str] = row.aliases
    else:
        others = before.names if before else {}
    channels = before.channels if before else ()
    if row.channels is not None and set(row.channels) != set(channels):
        channels = row.channels
    after = CustomerState(
        id=before.id if before else 0,
        name=row.name,
        names={**others, row.key: row.name},
        channels=channels,
        is_important=row.is_important if row.is_important is not None else before is not None and before.is_important,
    )
    return before, after


def _taken(
    row: _Wanted,
    claimed: Mapping[str, str],
    claims: dict[str, _Wanted],
    owners: Mapping[str, CustomerState],
    in_file: set[int],
    sentence: str,
) -> list[str]:
    """Why some of what the row claims isn't free: a row before it claims it, or a customer that isn't in the file."""
    reasons = []
    for key, shown in claimed.items():
        other = claims.setdefault(key, row)
        owner = owners.get(key)
        if other is not row:
            reasons.append(f"{sentence.format(shown, other.name)} on line {other.line}.")
        elif owner is not None and owner.id not in in_file:
            reasons.append(f"{sentence.format(shown, owner.name)} already.")
    return reasons


def _cut(text: str) -> str:
    most = 40
    return text if len(text) <= most else f"{text[:most]}…"
