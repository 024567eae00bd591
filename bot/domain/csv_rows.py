"""Reading the rows of a CSV file, however a spreadsheet has written it (RFC 4180, and what Excel makes of it)."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_ROWS = 100_000
"""Rows that one file may have; more make several files."""

_DELIMITERS = ",;\t"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_COMPARED = re.compile(r"[\s_\-\u200b\ufeff]+")
_EXCELS_HINT = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` is where it begins, as an editor counts; `values` by column, '' where a cell is empty.

    Every column that may stand in the file is a key, also one that the file doesn't have. `decimal_mark` is '.' where
    commas separate the cells, and '' where the file doesn't tell.
    """

    line: int
    values: dict[str, str]
    decimal_mark: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be taken: a sentence, without its line."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed, or would change, with a line for each change. A problem means that nothing is saved."""

    changes: tuple[str, ...]
    unchanged: int
    problems: tuple[Problem, ...]


def read_rows(data: bytes, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[list[Row], list[Problem]]:
    """The rows of a file, and what is wrong with it; empty lines are passed over.

    UTF-8 with or without a byte-order mark, UTF-16 with one, else Windows-1252; commas, semicolons or tabs. Columns
    may stand in any order, their names in any case and with any spaces; cells come without spaces around them.
    """
    columns = [*required, *optional]
    text = _decode(data)
    if text is None:
        return [], [Problem(1, "The file is not text in an encoding known here. Save it as 'CSV UTF-8'.")]
    delimiter, lines_before, text = _delimiter(text, columns)
    rows = _cells(text, delimiter, lines_before)
    header = next(rows, None)
    if header is None:
        return [], [Problem(1, f"The file is empty. Its first line names the columns: {', '.join(columns)}.")]
    if isinstance(header, Problem):
        return [], [header]
    line, names = header
    chosen, problems = _columns(line, names, required, columns)
    if problems:
        return [], problems
    return _read(rows, chosen, dict.fromkeys(columns, ""), "." if delimiter == "," else "")


def _read(
    cells: "Iterator[tuple[int, list[str]] | Problem]", columns: list[str], empty: dict[str, str], decimal_mark: str
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for found in cells:
        if isinstance(found, Problem):
            problems.append(found)
            continue
        line, values = found
        if len(rows) == MOST_ROWS:
            problems.append(Problem(line, f"A file may have {MOST_ROWS:,} rows. Make several files of it."))
            break
        if len(values) != len(columns):
            problems.append(
                Problem(line, f"The row has {_count(len(values))}, the header {len(columns)}. {_shown(values)}")
            )
        elif any("\0" in value for value in values):
            problems.append(Problem(line, "A cell holds a NUL character, which is no text."))
        else:
            rows.append(Row(line, empty | dict(zip(columns, values, strict=True)), decimal_mark))
    return rows, problems


def _decode(data: bytes) -> str | None:
    encodings = [name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str, columns: Sequence[str]) -> tuple[str, int, str]:
    """The delimiter, how many lines stand before the header for it, and the text without them.

    It is the one with which the header names most columns; Excel can also write it into a line of its own, 'sep=;'.
    """
    first, end, rest = text.partition("\n")
    hint = _EXCELS_HINT.fullmatch(first)
    if hint and end:
        return hint[1], 1, rest

    def fitting(delimiter: str) -> tuple[int, int]:
        header = next(_cells(text, delimiter, 0), None)
        names = header[1] if isinstance(header, tuple) else []
        return len({_compared(name) for name in names} & {_compared(name) for name in columns}), len(names)

    return max(_DELIMITERS, key=fitting), 0, text


def _cells(text: str, delimiter: str, lines_before: int) -> "Iterator[tuple[int, list[str]] | Problem]":
    """Each row that isn't empty, with the line where it begins; trailing empty cells of the header's count don't."""
    # newline="": lines end with \n, \r or \r\n, as in an editor, and stay as they are for the reader.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width: int | None = None
    while True:
        line = lines_before + reader.line_num + 1
        try:
            values = [value.strip() for value in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line, _quoting(str(error)))
            if "expected after" not in str(error):
                return
            continue
        if not any(values):
            continue
        # A spreadsheet may write empty cells for columns that nobody named.
        while values and not values[-1] and (width is None or len(values) > width):
            values.pop()
        width = len(values) if width is None else width
        yield line, values


def _quoting(error: str) -> str:
    if "expected after" in error:
        return 'Text follows a closing quote. Inside quotes, a quote is written twice: "".'
    if "limit" in error:
        return f"A cell has more than {csv.field_size_limit():,} characters. Perhaps a quote is not closed."
    return "A quote is opened and not closed."


def _columns(
    line: int, names: Sequence[str], required: Sequence[str], columns: Sequence[str]
) -> tuple[list[str], list[Problem]]:
    known = {_compared(name): name for name in columns}
    chosen = [known.get(_compared(name), "") for name in names]
    problems = [
        Problem(line, f"There is no column '{name[:_MOST_SHOWN]}'. These may stand here: {', '.join(columns)}.")
        if name
        else Problem(line, f"Column {number} has no name. These may stand here: {', '.join(columns)}.")
        for number, (name, column) in enumerate(zip(names, chosen, strict=True), 1)
        if not column
    ]
    problems += [
        Problem(line, f"The column '{name}' stands there {chosen.count(name)} times.")
        for name in columns
        if chosen.count(name) > 1
    ]
    problems += [
        Problem(line, f"The column '{name}' is missing. The first line names the columns: {', '.join(columns)}.")
        for name in required
        if name not in chosen
    ]
    return chosen, problems


def _compared(name: str) -> str:
    return _NOT_COMPARED.sub("", name.casefold())


def _count(number: int) -> str:
    return "1 field" if number == 1 else f"{number} fields"


def _shown(values: Sequence[str]) -> str:
    start = " | ".join(values)
    return f"It begins with: {start[:_MOST_SHOWN]}{'…' if len(start) > _MOST_SHOWN else ''}"
