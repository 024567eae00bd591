"""A report on effort as files for a spreadsheet: CSV of its lines, XLSX with the whole."""

from typing import NamedTuple

from bot.blocks.effort_report import HEADS, name_of
from bot.domain.effort_report import By, EffortLine, EffortReport, little_served
from bot.spreadsheets import Cell, Sheet, csv_bytes, xlsx_bytes


class ExportedFile(NamedTuple):
    """A file: its name, and what is in it."""

    name: str
    content: bytes


def exported(report: EffortReport) -> list[ExportedFile]:
    """The report's files. Hours have two decimals, shares are parts of 1, and what is unknown is empty.

    The time of entries that say none is in no number; how many those are stands in a column of its own.
    """
    period = report.asked.period
    stem = f"effort-by-{report.asked.by.value}-{period.first.isoformat()}-to-{period.last.isoformat()}"
    lines = _lines(report)
    little = _little(report)
    sheets = [_summary(report), lines, _over_time(report), *([little] if little.rows else [])]
    return [ExportedFile(f"{stem}.csv", csv_bytes(lines)), ExportedFile(f"{stem}.xlsx", xlsx_bytes(sheets))]


def _summary(report: EffortReport) -> Sheet:
    period, rate = report.asked.period, report.rate
    before = period.before()
    rows: list[tuple[str, Cell]] = [
        ("First day", period.first.isoformat()),
        ("Last day", period.last.isoformat()),
        ("Whose help", "everybody's" if report.is_whole else "those who report to the one who asked"),
        ("People who are here", report.colleagues),
        ("Hours", _hours(report.minutes)),
        (f"Hours from {before.first.isoformat()} to {before.last.isoformat()}", _hours(report.before)),
        ("Entries", report.entries),
        ("Entries without a time", report.untimed),
        ("Part of the working time", _rounded(report.share)),
        ("People in full time", _rounded(report.full_time)),
        ("Hours that one person works in full time", _hours(round(report.working_minutes))),
    ]
    if rate:
        rows += [(f"An hour costs ({rate.currency})", rate.an_hour)]
        rows += [(f"Would have cost ({rate.currency})", round(rate.of(report.minutes), 2))]
    return Sheet("Summary", ("What", "Value"), rows)


def _lines(report: EffortReport) -> Sheet:
    by = report.asked.by
    head = [HEADS[by], "Hours", "Hours before", "Entries", "Entries without a time"]
    if by is By.CUSTOMER:
        head.append("Important")
    if by is By.TEAM:
        head += ["People who are here", "Part of their working time"]
    elif by is not By.PERSON:
        head.append("Part of all help")
    if by is not By.PERSON:
        head.append("People in full time")
        head += [f"Cost ({report.rate.currency})"] if report.rate else []
    return Sheet(f"By {by.value}", tuple(head), [_row(report, line) for line in report.lines])


def _row(report: EffortReport, line: EffortLine) -> list[Cell]:
    by = report.asked.by
    cells: list[Cell] = [
        name_of(line, report),
        _hours(line.minutes),
        _hours(line.before),
        line.entries,
        line.untimed,
    ]
    if by is By.CUSTOMER:
        cells.append("yes" if line.is_important else "")
    if by is By.TEAM:
        cells += [line.colleagues, _rounded(report.share_of_time(line.minutes, line.colleagues))]
    elif by is not By.PERSON:
        cells.append(_rounded(line.minutes / report.minutes if report.minutes else None))
    if by is not By.PERSON:
        cells.append(_rounded(report.full_time_of(line.minutes)))
        cells += [round(report.rate.of(line.minutes), 2)] if report.rate else []
    return cells


def _over_time(report: EffortReport) -> Sheet:
    rows = [(one.name, _hours(one.minutes)) for one in report.stretches]
    return Sheet("Over time", (report.stretch_kind.value.capitalize(), "Hours"), rows)


def _little(report: EffortReport) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (line.name, "yes" if line.is_important else "", _hours(line.minutes), _hours(line.before))
        for line in little_served(report)
    ]
    return Sheet("Take or get little", ("Customer", "Important", "Hours", "Hours before"), rows)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
