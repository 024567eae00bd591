"""Effort as messages and files: what they say, and that they keep to Slack's limits whatever the names are."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.blocks.effort_report import MOST_ROWS, plain_message, report_message, sent_message, trend, unsent_message
from bot.blocks.text import Block
from bot.domain.effort_report import By, EffortAsked, EffortLine, EffortReport, Rate, stretches_of
from bot.domain.past_periods import PastPeriod
from bot.effort_export import exported
from playground.block_kit import check_message
from tests.unit.test_effort_report import NINETY, TODAY, report

EUR = Rate(45.5, "EUR")
ACME = EffortLine("Acme", 1, 5_400, 2_700, 40, 2)
GLOBEX = EffortLine("Globex", 2, 30, 600, 2, is_important=True)
NOBODY = EffortLine("", None, 60, 0, 3)


def full(by: By = By.CUSTOMER, **values: Any) -> EffortReport:
    """A report with something of everything."""
    _, stretches = stretches_of(NINETY, {TODAY - timedelta(days=number): 61 for number in range(90)})
    return report(ACME, GLOBEX, NOBODY, by=by, stretches=stretches, **values)


def table(blocks: list[Block]) -> list[list[str]]:
    """The cells of the table."""
    (found,) = [block for block in blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]


def words(blocks: list[Block]) -> str:
    """What sections and small print say."""
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return "\n".join(
        texts + [one["text"] for block in blocks if block["type"] == "context" for one in block["elements"]]
    )


def test_a_report_says_what_a_budget_needs() -> None:
    message = report_message(full(rate=EUR))
    assert table(message.blocks) == [
        ["Customer", "Hours", "Before", "Of all help", "Full-time people", "Cost", "Without a time"],
        ["Acme", "90.0", "45.0", "98.4 %", "0.18", "4,095 EUR", "2"],
        ["Globex (important)", "0.5", "10.0", "0.5 %", "under 0.01", "23 EUR", "–"],
        ["No customer named", "1.0", "–", "1.1 %", "under 0.01", "46 EUR", "–"],
        ["Together", "91.5", "55.0", "100.0 %", "0.18", "4,163 EUR", "2"],
    ]
    said = words(message.blocks)
    for part in (
        "*92 h* of off-system help by 10 people · 1.8 % of their working time · 0.18 people in full time",
        "about 4,163 EUR",
        "Up 36 h (66 %) on the 90 days before · 45 entries · 2 entries without a time, which nobody guesses",
        "Globex (important): 30 min, 10 h before",
        "One person in full time: 500 h in these 90 days",
        "45.50 EUR an hour",
    ):
        assert part in said
    assert message.text.startswith("Off-system help: 25 Aug – 22 Nov 2026. 92 h of off-system help")
    assert message.text.endswith("By customer: Acme 90 h, Globex 30 min, No customer named 1 h.")


def test_nothing_is_said_of_cost_where_no_rate_is_set() -> None:
    message = report_message(full())
    assert "Cost" not in table(message.blocks)[0]
    assert "EUR" not in words(message.blocks) + message.text


def test_persons_have_hours_and_nothing_that_compares_them() -> None:
    message = report_message(full(By.PERSON, rate=EUR))
    assert table(message.blocks)[0] == ["Person", "Hours", "Before", "Without a time"]
    # The whole over time, and no chart of people.
    charts = [block["title"] for block in message.blocks if block["type"] == "data_visualization"]
    assert charts == ["Week by week, all together"]
    assert "People who left" in [row[0] for row in table(message.blocks)]


def test_nothing_noted() -> None:
    message = report_message(report(colleagues=0, is_whole=False))
    assert "No off-system help was noted." in message.text
    assert "`/praiseworthy people`" in message.text
    assert not [block for block in message.blocks if block["type"] in {"table", "data_visualization"}]
    assert "Export" not in str(message.blocks)


def test_without_its_charts_a_message_says_the_same() -> None:
    message = report_message(full()).without_charts()
    assert "Nov 16: 7.1 h" in words(message.blocks)
    assert table(message.blocks)[1][:2] == ["Acme", "90.0"]


def test_buttons_lead_to_what_can_be_typed() -> None:
    message = report_message(full(By.TEAM, sees_people=False))
    buttons = {
        element["text"]["text"]: element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }
    assert buttons == {
        "By customer": "2026-08-25..2026-11-22 by customer",
        "By tag": "2026-08-25..2026-11-22 by tag",
        "Export": "2026-08-25..2026-11-22 by team",
        "Earlier": "2026-05-27..2026-08-24 by team",
        "Last 30 days": "last 30 days by team",
        "Last 90 days": "last 90 days by team",
        "This quarter": "this quarter by team",
        "This year": "this year by team",
    }


@pytest.mark.parametrize(
    ("now", "before", "days", "said"),
    [
        (60, 60, 7, "as much as in the 7 days before"),
        (90, 60, 7, "up 30 min (50 %) on the 7 days before"),
        (0, 60, 1, "down 1 h (100 %) on the day before"),
        (90, 0, 90, "up 1 h 30 min on the 90 days before"),
    ],
)
def test_trends(now: int, before: int, days: int, said: str) -> None:
    assert trend(now, before, days) == said


def test_what_was_not_sent_and_what_to_do() -> None:
    asked = EffortAsked(By.TAG, NINETY)
    lacking = unsent_message(["a.csv", "a.xlsx"], [], "missing_scope", asked)
    assert "`files:write`" in lacking.text
    half = unsent_message(["a.xlsx"], ["a.csv"], "", asked)
    assert "a.xlsx could not be sent" in half.text
    assert "a.csv is in our direct message" in half.text
    for message in (lacking, half, sent_message(["a.csv", "a.xlsx"])):
        assert check_message(message.text, message.blocks) == []


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=255)
_MINUTES = st.integers(0, 10**9)
_LINES = st.builds(
    EffortLine,
    st.one_of(_TEXT, st.sampled_from(["", "A" * 255, "<!channel>", "&" * 255, "<@U0ANA>", "=1+1"])),
    st.integers(1, 99),
    minutes=_MINUTES,
    before=_MINUTES,
    entries=_MINUTES,
    untimed=st.integers(0, 3),
    colleagues=st.integers(0, 9),
    is_important=st.booleans(),
)


@given(
    st.lists(_LINES, max_size=150),
    st.sampled_from(By),
    st.integers(1, 1_096),
    st.sampled_from([None, EUR, Rate(10_000_000, "IDR")]),
    st.booleans(),
)
def test_every_report_keeps_to_the_limits(
    lines: list[EffortLine], by: By, days: int, rate: Rate | None, is_whole: bool
) -> None:
    period = PastPeriod(TODAY - timedelta(days=days - 1), TODAY, "")
    kind, stretches = stretches_of(period, {TODAY: 10**9})
    made = report(*lines, by=by, period=period, rate=rate, is_whole=is_whole, stretch_kind=kind, stretches=stretches)
    made = replace(made, entries=max(made.entries, 1), unserved=("B" * 255, "<!here>"))
    message = report_message(made)
    assert check_message(message.text, message.blocks) == []
    simpler = plain_message(made)
    assert check_message(simpler.text, simpler.blocks) == []
    assert "<!" not in words(simpler.blocks)
    assert "<!channel>" not in message.text
    assert "<!" not in words(message.blocks)
    if lines:
        cells = table(message.blocks)
        assert len(cells) <= MOST_ROWS + 2
        # "Table block": 10,000 characters in all cells together.
        assert sum(len(cell) for row in cells for cell in row) <= 10_000
    files = exported(made)
    assert [file.name.rpartition(".")[2] for file in files] == ["csv", "xlsx"]
    assert all(file.content for file in files)


def test_the_files_hold_every_line_and_the_whole() -> None:
    lines = [EffortLine(f"Customer {number}", number, minutes=100 + number, entries=1) for number in range(300)]
    _, stretches = stretches_of(NINETY, {TODAY: 90})
    made = report(*lines, ACME, GLOBEX, EffortLine("=1+1", 9, minutes=1, entries=1), rate=EUR, stretches=stretches)
    text, book = exported(made)
    assert text.name == "effort-by-customer-2026-08-25-to-2026-11-22.csv"
    assert book.name == "effort-by-customer-2026-08-25-to-2026-11-22.xlsx"
    rows = list(csv.DictReader(StringIO(text.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 303
    assert rows[0] == {
        "Customer": "Acme",
        "Hours": "90.0",
        "Hours before": "45.0",
        "Entries": "40",
        "Entries without a time": "2",
        "Important": "",
        "Part of all help": str(round(5_400 / made.minutes, 4)),
        "People in full time": "0.18",
        "Cost (EUR)": "4095.0",
    }
    assert rows[-1]["Customer"] == "'=1+1"
    sheets = load_workbook(BytesIO(book.content))
    assert sheets.sheetnames == ["Summary", "By customer", "Over time", "Take or get little"]
    summary = {str(row[0].value): row[1].value for row in sheets["Summary"].iter_rows(min_row=2)}
    assert summary["First day"] == "2026-08-25"
    assert summary["Hours"] == round(made.minutes / 60, 2)
    assert summary["Entries without a time"] == 2
    assert summary["Hours that one person works in full time"] == 500
    page = sheets["By customer"]
    assert (page["A2"].value, page["B2"].value, page["B2"].data_type) == ("Acme", 90, "n")
    assert page.max_row == 304
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in sheets["Over time"][1]] == ["Week", "Hours"]


def test_persons_stand_in_the_files_by_name() -> None:
    lines = [EffortLine("Zoe", 1, minutes=900, entries=1), EffortLine("Ana", 2, minutes=10, entries=1)]
    text, _ = exported(report(*lines, by=By.PERSON, rate=EUR))
    rows = list(csv.reader(StringIO(text.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Person", "Hours", "Hours before", "Entries", "Entries without a time"]
    assert [row[0] for row in rows[1:]] == ["Ana", "Zoe"]
