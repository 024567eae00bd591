"""Customers from a CSV file: what rows ask for, and every reason why one can't be taken."""

import pytest

from bot.domain.csv_rows import Problem, Row
from bot.domain.customer_import import CustomerState, ImportPlan, describe_change, plan_import
from bot.domain.customers import MAX_CUSTOMER_NAME, customer_key


def known(
    number: int, name: str, *others: str, channels: tuple[str, ...] = (), important: bool = False
) -> CustomerState:
    return CustomerState(number, name, {customer_key(n): n for n in (name, *others)}, channels, important)


ACME = known(1, "Acme Corp", "Acme", "ACME Ltd", channels=("C0ACME",), important=True)
GLOBEX = known(2, "Globex", channels=("C0GLOBEX",))


def row(line: int, name: str, aliases: str = "", important: str = "", channels: str = "") -> Row:
    return Row(line, {"name": name, "aliases": aliases, "important": important, "channels": channels})


def plan(*rows: Row) -> ImportPlan:
    return plan_import(rows, [ACME, GLOBEX])


def reasons(*rows: Row) -> list[Problem]:
    return plan(*rows).problems


def test_a_new_customer() -> None:
    planned = plan(row(2, "  Initech  ", "Ini|Initech Inc", "yes", "C0INI|C0TECH"))
    assert planned.problems == []
    (change,) = planned.changes
    assert change.before is None
    assert (change.after.name, change.after.others) == ("Initech", ["Ini", "Initech Inc"])
    assert (change.after.channels, change.after.is_important) == (("C0INI", "C0TECH"), True)
    assert describe_change(change) == "Initech: new; other names Ini, Initech Inc; channels C0INI, C0TECH; important"


def test_an_empty_cell_changes_nothing() -> None:
    planned = plan(row(2, "Acme Corp"), row(3, "Globex"))
    assert (planned.changes, planned.unchanged, planned.problems) == ([], 2, [])


def test_a_dash_clears() -> None:
    (change,) = plan(row(2, "Acme Corp", "-", "-", "-")).changes
    assert change.after == known(1, "Acme Corp")
    assert describe_change(change) == (
        "Acme Corp: other names Acme, ACME Ltd → none; channels C0ACME → none; no longer important"
    )


def test_what_stands_in_a_cell_takes_the_place_of_what_was_there() -> None:
    (change,) = plan(row(2, "Acme Corp", "Acme|Acme Inc")).changes
    assert change.after.others == ["Acme", "Acme Inc"]
    assert change.after.channels == ("C0ACME",)


def test_another_spelling_of_the_name_is_the_same_customer() -> None:
    (change,) = plan(row(2, "ACME-corp")).changes
    assert (change.after.id, change.after.name, change.after.others) == (1, "ACME-corp", ["Acme", "ACME Ltd"])
    assert describe_change(change) == "ACME-corp: was written Acme Corp"


def test_the_same_values_in_another_order_are_no_change() -> None:
    both = known(1, "Acme Corp", "Acme", "ACME Ltd", channels=("C0A", "C0B"))
    planned = plan_import([row(2, "Acme Corp", "ACME Ltd|Acme|acme corp", "", "C0B|C0A|C0B")], [both])
    assert (planned.changes, planned.unchanged) == ([], 1)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (row(2, ""), "The column 'name' is empty."),
        (row(2, "!?"), "“!?” can't be a customer's name: it needs a letter or a digit."),
        (row(2, "x" * 81), "too long"),
        (row(2, "&" * 79 + "x"), "too long|can't be"),
        (row(2, "Initech", "ok|--"), "“--” can't be a customer's name"),
        (row(2, "Initech", "y" * 81), "too long"),
        (row(2, "Initech", "", "maybe"), "“maybe” in the column 'important' is neither yes nor no."),
        (row(2, "Initech", "", "", "#initech"), "“#initech” is not a channel's id"),
        (row(2, "Initech", "", "", "C0INI;C0TECH"), "not a channel's id"),
        (row(2, "Acme"), "“Acme” is a name of Acme Corp already."),
        (row(2, "Initech", "globex"), "“globex” is a name of Globex already."),
        (row(2, "Globex", "ACME LTD."), "“ACME LTD.” is a name of Acme Corp already."),
        (row(2, "Globex", "", "", "C0ACME"), "C0ACME is about Acme Corp already."),
    ],
)
def test_why_a_row_is_refused(asked: Row, reason: str) -> None:
    (problem,) = reasons(asked)
    assert problem.line == 2
    assert any(part in problem.reason for part in reason.split("|"))


def test_each_of_a_row_s_faults_is_told() -> None:
    assert len(reasons(row(7, "?", "!", "perhaps", "general"))) == 4


def test_a_customer_twice() -> None:
    assert reasons(row(2, "Initech"), row(3, "Globex"), row(4, "INITECH!")) == [
        Problem(4, "“INITECH!” stands on line 2 already.")
    ]


def test_an_alias_of_two_customers() -> None:
    assert reasons(row(2, "Initech", "Tech"), row(3, "Hooli", "tech")) == [
        Problem(3, "“tech” is a name of Initech on line 2.")
    ]


def test_a_channel_of_two_customers() -> None:
    assert reasons(row(2, "Initech", "", "", "C0ONE"), row(3, "Hooli", "", "", "C0ONE")) == [
        Problem(3, "C0ONE is about Initech on line 2.")
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_name_that_is_given_up_in_the_same_file_is_free(is_first: bool) -> None:
    gives_up, takes = row(2, "Acme Corp", "Acme", "", "-"), row(3, "Globex", "ACME Ltd", "", "C0ACME|C0GLOBEX")
    planned = plan(gives_up, takes) if is_first else plan(takes, gives_up)
    assert planned.problems == []
    assert {change.after.name: change.after.others for change in planned.changes} == {
        "Acme Corp": ["Acme"],
        "Globex": ["ACME Ltd"],
    }


def test_an_alias_that_is_given_up_may_become_a_customer() -> None:
    planned = plan(row(2, "Acme"), row(3, "Acme Corp", "ACME Ltd"))
    assert planned.problems == []
    assert [change.before is None for change in planned.changes] == [True, False]


def test_a_name_that_is_kept_in_the_same_file_is_not_free() -> None:
    assert [problem.line for problem in reasons(row(2, "Globex", "Acme"), row(3, "Acme Corp"))] == [3]


def test_many_names_are_told_shortly() -> None:
    (change,) = plan(row(2, "Initech", "|".join(f"Name {number}" for number in range(40)))).changes
    assert describe_change(change).endswith("Name 12 and 35 more")


def test_names_with_braces_are_told_as_they_are() -> None:
    assert reasons(row(2, "{0}{x}"), row(3, "Hooli", "{0}{x}")) == [
        Problem(3, "“{0}{x}” is a name of {0}{x} on line 2.")
    ]


def test_the_longest_name_is_taken() -> None:
    assert reasons(row(2, "n" * MAX_CUSTOMER_NAME)) == []
