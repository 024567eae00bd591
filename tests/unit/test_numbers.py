"""Values and units: read as people type them, shown so that they can be read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers import MAX_VALUE, in_unit, read_value, show_change, show_value, tidy_unit
from bot.errors import Refused


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.6", 4.6, ""),
        ("4,6", 4.6, ""),
        (" 12 ", 12, ""),
        ("1.234,5", 1234.5, ""),
        ("1,234.5", 1234.5, ""),
        ("1.234.567", 1234567, ""),
        ("12 000", 12000, ""),
        ("12\u202f000", 12000, ""),
        ("12'000", 12000, ""),
        ("0,125", 0.125, ""),
        ("1e3", 1000, ""),
        (".5", 0.5, ""),
        ("90%", 90, "%"),
        ("90 percent", 90, "%"),
        ("90 Prozent", 90, "%"),
        ("1,234 %", 1.234, "%"),
        ("€12k", 12000, "€"),
        ("12 k€", 12000, "€"),
        ("12k €", 12000, "€"),
        ("€1,234", 1234, "€"),
        ("€1.234", 1234, "€"),
        ("$ 1.5m", 1500000, "$"),
        ("2 Mio €", 2000000, "€"),
        ("-€500", -500, "€"),
        ("€ -500", -500, "€"),
        ("€12 per ticket", 12, "€ per ticket"),
        ("1.5M", 1500000, ""),
        ("3 days", 3, "days"),
        ("3 Tage", 3, "days"),
        ("1 day", 1, "days"),
        ("2h", 2, "hours"),
        ("20m", 20, "minutes"),
        ("1½ h", 1.5, "hours"),
        ("1h30", 1.5, "hours"),
        ("½", 0.5, ""),
        ("<4 h", 4, "hours"),
        ("&lt;4 h", 4, "hours"),
        (">= 85 %", 85, "%"),
        ("-3", -3, ""),
        ("−3", -3, ""),
        ("+3", 3, ""),
        ("4.6/5", 4.6, "/5"),
        ("4,6 out of 5", 4.6, "/5"),
        ("12 tickets", 12, "tickets"),
        ("3 tickets per week", 3, "tickets per week"),
    ],
)
def test_values_are_read_as_people_type_them(text: str, value: float, unit: str) -> None:
    read = read_value(text)
    assert read.value == pytest.approx(value)
    assert read.unit == unit


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no number"),
        ("   ", "no number"),
        ("abc", "“abc” isn't a number"),
        ("nan", "“nan” isn't a number"),
        ("inf", "“inf” isn't a number"),
        ("-∞", "isn't a number"),
        ("1e400", "more than can be kept"),
        ("9999999999999", "more than can be kept"),
        ("1,234", "“1,234” can be 1234 or 1.234"),
        ("1.234", "“1.234” can be 1234 or 1.234"),
        ("1.2.3", "don't fit together"),
        ("1,23,4", "don't fit together"),
        ("1.23,456.7", "don't fit together"),
        ("1:30", "isn't one number"),
        ("4 or 5 or 6", "isn't one number"),
        ("12 = 4", "isn't one number"),
        ("3 " + "very " * 20 + "long", "isn't one number"),
        ("٣", "isn't a number"),
        ("--3", "isn't a number"),
    ],
)
def test_what_is_no_number_is_named(text: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem) as refusal:
        read_value(text)
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("text", "mark", "value"), [("1.234", ".", 1.234), ("1.234", ",", 1234), ("1,234", ",", 1.234), ("4.6", ",", 4.6)]
)
def test_a_known_decimal_mark_decides(text: str, mark: str, value: float) -> None:
    assert read_value(text, decimal_mark=mark).value == value


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (4.6, "", "4.6"),
        (4.0, "", "4"),
        (-0.0, "", "0"),
        (4.6666666, "", "4.67"),
        (0.00421, "", "0.0042"),
        (90, "%", "90 %"),
        (12000, "€", "€12,000"),
        (12.5, "€", "€12.50"),
        (-500, "€", "-€500"),
        (12000, "CHF", "12,000 CHF"),
        (3, "days", "3 days"),
        (1, "days", "1 day"),
        (1, "ISS", "1 ISS"),
        (4.6, "/5", "4.6/5"),
        (1234, "tickets", "1234 tickets"),
        (12345, "tickets", "12\u202f345 tickets"),
        (1e12, "", "1\u202f000\u202f000\u202f000\u202f000"),
    ],
)
def test_values_are_shown_with_their_unit(value: float, unit: str, said: str) -> None:
    assert show_value(value, unit) == said


@given(
    st.floats(-MAX_VALUE, MAX_VALUE, allow_nan=False),
    st.sampled_from(["", "%", "€", "$", "CHF", "days", "hours", "/5", "tickets", "points", "tickets per week"]),
)
def test_what_is_shown_can_be_read_again(value: float, unit: str) -> None:
    shown = show_value(value, unit)
    again = read_value(shown)
    assert again.unit.rstrip("s") == unit.rstrip("s")
    assert again.value == pytest.approx(value, abs=0.0051)
    assert show_value(again.value, unit) == shown


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value, unit = read_value(text)
    except Refused:
        return
    assert abs(value) <= MAX_VALUE
    assert len(unit) <= 50


@pytest.mark.parametrize(
    ("before", "after", "unit", "said"),
    [
        (4.1, 4.4, "", "up 0.3"),
        (12, 8, "%", "down 4 percentage points"),
        (12, 13, "%", "up 1 percentage point"),
        (500, 1, "€", "down €499"),
        (4.1, 4.4, "/5", "up 0.3"),
        (2, 3, "days", "up 1 day"),
        (1, 1, "", "no change"),
    ],
)
def test_changes_are_said_in_words(before: float, after: float, unit: str, said: str) -> None:
    assert show_change(before, after, unit) == said


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "became"),
    [
        (90, "minutes", "hours", 1.5),
        (2, "weeks", "days", 14),
        (5, "", "%", 5),
        (5, "tickets", "Tickets", 5),
        (1, "ticket", "tickets", 1),
        (4.6, "/5", "", 4.6),
    ],
)
def test_units_convert_where_they_measure_the_same(value: float, unit: str, wanted: str, became: float) -> None:
    assert in_unit(value, unit, wanted) == became


@pytest.mark.parametrize(("unit", "wanted"), [("%", "hours"), ("hours", "days"), ("€", "$"), ("%", "")])
def test_other_units_are_refused(unit: str, wanted: str) -> None:
    with pytest.raises(Refused, match="counted"):
        in_unit(3, unit, wanted)


def test_units_of_a_form_field_are_tidied() -> None:
    assert tidy_unit(" percent ") == "%"
    assert tidy_unit("hrs") == "hours"
    assert tidy_unit("out of 5") == "/5"
    assert tidy_unit("happy customers") == "happy customers"
    for wrong in ("x" * 41, "12 tickets"):
        with pytest.raises(Refused):
            tidy_unit(wrong)
