"""Tables as files that a spreadsheet opens: CSV and XLSX, in which no text is ever taken for a formula."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from xlsxwriter import Workbook

Cell = str | int | float | None
"""Text, a number, or nothing."""

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
SHEET_NAME = 31
"""What a sheet, a cell and a sheet's name take ("Excel specifications and limits")."""

WIDEST = 60
"""Characters: a wider column helps nobody."""

_TAKEN_FOR_A_FORMULA = re.compile(r"[\s\x00-\x20\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\x00]")
"""How a formula begins, also in full width, and with blanks before it that some programs drop.

The characters are those of "CSV Injection" (OWASP) and of ASVS 1.2.10, which asks for it in XLSX as well.
"""
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `head` has a name for every column, and each row has as many cells."""

    name: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def inert(text: str) -> str:
    """The text with `'` before it where a spreadsheet would take it for a formula, else as it is.

    That also holds for what other programs make of the file later (DDE begins with one of the same characters).
    """
    return f"'{text}" if _TAKEN_FOR_A_FORMULA.match(text) else text


def csv_bytes(sheet: Sheet) -> bytes:
    """The table as CSV (RFC 4180): every text in quotes, quotes doubled, in UTF-8 with the mark that Excel looks for.

    Numbers have a decimal point and no separators; what is not known is empty.
    """
    written = StringIO(newline="")
    lines = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    lines.writerow([inert(name) for name in sheet.head])
    for row in sheet.rows:
        lines.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The tables as one workbook, a sheet each; the first row stays in sight. Raises ValueError for too many rows."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            if len(sheet.rows) >= MOST_ROWS:
                raise ValueError(f"{len(sheet.rows)} rows don't fit into a sheet")
            page = book.add_worksheet(_NOT_IN_A_SHEET_NAME.sub(" ", sheet.name)[:SHEET_NAME])
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.head):
                page.write_string(0, column, inert(name)[:MOST_CHARACTERS], bold)
                page.set_column(column, column, _width(sheet, column))
            for place, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        # Never `write`, which guesses from the text what it may be.
                        page.write_string(place, column, inert(cell)[:MOST_CHARACTERS])
                    elif cell is not None:
                        page.write_number(place, column, cell)
    return written.getvalue()


def _width(sheet: Sheet, column: int) -> int:
    """Wide enough for the texts; a head of several words may stand on several lines."""
    words = max(len(word) for word in sheet.head[column].split() or [""])
    texts = max((len(cell) for row in sheet.rows if isinstance(cell := row[column], str)), default=0)
    return min(max(words, texts, 9), WIDEST) + 2
