"""Reading CSV files as spreadsheets write them, and saying where one is broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.csv_rows import MOST_ROWS, Row, read_rows

COLUMNS = ["person", "manager"]
TEXT = "person,manager\nana@acme.example,Zoë\n"
ROWS = [Row(2, {"person": "ana@acme.example", "manager": "Zoë"})]


def reasons(data: bytes, required: list[str] | None = None, optional: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in read_rows(data, required or COLUMNS, optional)[1]]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "cp1252"],
)
def test_every_encoding_a_spreadsheet_writes(encoding: str) -> None:
    assert read_rows(TEXT.encode(encoding), COLUMNS) == (ROWS, [])


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_utf_16_in_either_order(byte_order: str) -> None:
    assert read_rows(f"\ufeff{TEXT}".encode(byte_order), COLUMNS) == (ROWS, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(delimiter: str, newline: str) -> None:
    data = TEXT.replace(",", delimiter).replace("\n", newline).encode()
    assert read_rows(data, COLUMNS) == (ROWS, [])


def test_a_delimiter_in_the_name_of_a_column_is_no_delimiter() -> None:
    assert read_rows(b'"person";"manager"\na,b;c,d\n', COLUMNS)[0][0].values == {"person": "a,b", "manager": "c,d"}


def test_excels_line_with_the_delimiter_counts_as_a_line() -> None:
    assert read_rows(b"sep=;\r\nperson;manager\r\na;b\r\n", COLUMNS)[0] == [Row(3, {"person": "a", "manager": "b"})]


def test_names_of_columns_in_any_case_order_and_spacing() -> None:
    rows, problems = read_rows(b"Parent  Team , PERSON\nIT, a \n", ["person"], ["parent_team", "role"])
    assert problems == []
    assert rows == [Row(2, {"person": "a", "parent_team": "IT", "role": ""})]


def test_lines_are_those_of_an_editor_after_quoted_line_breaks_and_empty_lines() -> None:
    data = b'\nperson,manager\n\n"a\nb",c\r\n,\n  \nd,e\n"f","g\r\rh"\ni,j'
    rows, problems = read_rows(data, COLUMNS)
    assert problems == []
    assert [(row.line, row.values["person"]) for row in rows] == [(4, "a\nb"), (8, "d"), (9, "f"), (12, "i")]


def test_a_row_with_too_few_or_too_many_fields() -> None:
    assert reasons(b"person,manager\na\nb,c\nd,e,f\n") == [
        (2, "The row has 1 field, the header 2. It begins with: a"),
        (4, "The row has 3 fields, the header 2. It begins with: d | e | f"),
    ]
    assert len(read_rows(b"person,manager\na\nb,c\nd,e,f\n", COLUMNS)[0]) == 1


def test_empty_columns_without_a_name_are_passed_over() -> None:
    rows, problems = read_rows(b"person,manager,,\na,b,,\nc,,,\n", COLUMNS)
    assert problems == []
    assert [row.values for row in rows] == [{"person": "a", "manager": "b"}, {"person": "c", "manager": ""}]


def test_an_unknown_column_says_what_may_stand_there() -> None:
    assert reasons(b"person,boss\n", ["person"], ("manager",)) == [
        (1, "There is no column 'boss'. These may stand here: person, manager.")
    ]


def test_a_column_without_a_name_missing_or_twice() -> None:
    assert reasons(b"manager,,Manager\na,b,c\n") == [
        (1, "Column 2 has no name. These may stand here: person, manager."),
        (1, "The column 'manager' stands there 2 times."),
        (1, "The column 'person' is missing. The first line names the columns: person, manager."),
    ]


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b"\xef\xbb\xbf", b"  \n"])
def test_an_empty_file(data: bytes) -> None:
    assert reasons(data) == [(1, "The file is empty. Its first line names the columns: person, manager.")]


def test_an_unclosed_quote_is_told_where_its_row_begins() -> None:
    assert reasons(b'person,manager\na,b\nc,"d\ne,f\n') == [(3, "A quote is opened and not closed.")]


def test_a_quote_that_swallows_a_long_file() -> None:
    ((line, reason),) = reasons(b'person,manager\na,"' + b"b,c\n" * 50_000)
    assert line == 2
    assert "Perhaps a quote is not closed." in reason


def test_text_after_a_closing_quote_spoils_only_its_row() -> None:
    rows, problems = read_rows(b'person,manager\n"a"x,b\nc,d\n', COLUMNS)
    assert [row.line for row in rows] == [3]
    assert [problem.line for problem in problems] == [2]


def test_nul() -> None:
    assert reasons(b"person,manager\na\0,b\n") == [(2, "A cell holds a NUL character, which is no text.")]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"person,manager\n\x81,b\n", b"\xef\xbb\xbf\xff"])
def test_no_encoding_fits(data: bytes) -> None:
    assert reasons(data) == [(1, "The file is not text in an encoding known here. Save it as 'CSV UTF-8'.")]


def test_as_many_rows_as_may_be_and_one_more() -> None:
    data = b"person,manager\n" + b"a,b\n" * MOST_ROWS
    rows, problems = read_rows(data, COLUMNS)
    assert (len(rows), problems) == (MOST_ROWS, [])
    assert reasons(data + b"c,d\n") == [(MOST_ROWS + 2, "A file may have 100,000 rows. Make several files of it.")]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).map(str.strip)


@given(
    st.lists(st.tuples(CELL.filter(bool), CELL), max_size=8), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"])
)
def test_what_the_csv_module_writes_is_read_as_it_was(
    cells: list[tuple[str, str]], delimiter: str, newline: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([("person", "manager"), *cells])
    rows, problems = read_rows(file.getvalue().encode(), COLUMNS)
    assert problems == []
    assert [(row.values["person"], row.values["manager"]) for row in rows] == cells


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    rows, problems = read_rows(data, COLUMNS)
    assert all(set(row.values) == set(COLUMNS) for row in rows)
    assert all(problem.line >= 1 and problem.reason for problem in problems)
