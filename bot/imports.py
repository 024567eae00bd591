"""`praiseworthy import`: reads a file, runs the use case that it belongs to, and says what changed.

Composition for the command line, beside `bot.app`: it needs a database and nothing of Slack.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.domain import customer_import as customer_columns
from bot.domain import measurement_import as measurement_columns
from bot.domain import people_import as people_columns
from bot.domain.csv_rows import ImportReport, Row, read_rows
from bot.errors import CannotStart
from bot.one_transaction import chosen_workspace, in_transaction
from bot.services.customer_import import import_customers
from bot.services.measurement_import import import_measurements
from bot.services.people_import import import_people

MOST_TOLD = 200
"""Changes, and problems, of which each gets a line."""

LARGEST_FILE = 100_000_000
"""Bytes; 100,000 rows have about a tenth of it."""

UseCase = Callable[[Session, str, Sequence[Row], datetime, bool, bool], ImportReport]
"""Session, workspace, rows, now, whether it is a dry run, whether jumps are accepted."""


@dataclass(frozen=True, slots=True)
class Importable:
    """What a file can hold: its columns, and what takes its rows."""

    required: Sequence[str]
    optional: Sequence[str]
    take: UseCase


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported. `workspace` is an id, None for the only one there is."""

    subject: str
    path: Path
    workspace: str | None
    dry_run: bool
    accept_jumps: bool = False


IMPORTABLE = {
    "people": Importable(
        people_columns.REQUIRED,
        people_columns.OPTIONAL,
        lambda session, workspace, rows, now, dry_run, _jumps: import_people(
            session, workspace, rows, now, dry_run=dry_run
        ),
    ),
    "customers": Importable(
        customer_columns.REQUIRED,
        customer_columns.OPTIONAL,
        lambda session, workspace, rows, now, dry_run, _jumps: import_customers(
            session, workspace, rows, now, dry_run=dry_run
        ),
    ),
    "measurements": Importable(
        measurement_columns.REQUIRED,
        measurement_columns.OPTIONAL,
        lambda session, workspace, rows, now, dry_run, jumps: import_measurements(
            session, workspace, rows, now, dry_run=dry_run, accept_jumps=jumps
        ),
    ),
}


async def import_file(order: Order, database_url: str, now: datetime) -> ImportReport:
    """Imports the file in one transaction; nothing is saved when the report has a problem. Raises `CannotStart`."""
    data = _read(order.path)
    subject = IMPORTABLE[order.subject]
    rows, unreadable = read_rows(data, subject.required, subject.optional)
    # What is wrong with the other rows is worth knowing at the same time.
    dry_run = order.dry_run or bool(unreadable)

    def take(session: Session) -> ImportReport:
        workspace, _ = chosen_workspace(session, order.workspace)
        return subject.take(session, workspace, rows, now, dry_run, order.accept_jumps)

    saves = None if dry_run else _is_sound
    report = await in_transaction(take, database_url, saves=saves)
    problems = sorted([*unreadable, *report.problems], key=lambda problem: problem.line)
    return ImportReport(report.changes, report.unchanged, tuple(problems))


def _is_sound(report: ImportReport) -> bool:
    return not report.problems


def told(order: Order, report: ImportReport) -> tuple[str, str]:
    """The report in words: what belongs on standard output, and on standard error."""
    if report.problems:
        lines = _first(f"line {problem.line}: {problem.reason}" for problem in report.problems)
        return "", "\n".join([*lines, f"Nothing was saved: {_count(len(report.problems), 'problem')} in {order.path}."])
    counts = f"{_count(len(report.changes), 'change')}."
    if report.unchanged:
        counts += f" {_count(report.unchanged, 'row')} changed nothing."
    end = f"Nothing was saved (dry run): {counts}" if order.dry_run else f"Saved: {counts}"
    return "\n".join([*_first(report.changes), end]), ""


def _first(lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    rest = len(listed) - MOST_TOLD
    return [*listed[:MOST_TOLD], f"and {rest:,} more"] if rest > 0 else listed


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _read(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise CannotStart(f"{path} has more than {LARGEST_FILE:,} bytes. Make several files of it.")
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotStart(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise CannotStart(f"{path} is a folder. Give the CSV file in it.") from None
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL in it.
        raise CannotStart(f"{path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
