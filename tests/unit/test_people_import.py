"""What a file of people comes to: pure, so without a database."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.company import Company, Plan
from bot.domain.csv_rows import read_rows
from bot.domain.people import Person, Team, name_key
from bot.domain.people_import import OPTIONAL, REQUIRED, plan_import
from bot.domain.reporting import cycles


def member(number: int, name: str, **told: Any) -> Person:
    short = name.split(maxsplit=1)[0].lower()
    return replace(
        Person(number, "T0HERE", f"U0{short.upper()}", name, "UTC", email=f"{short}@acme.example"),
        **told,
    )


ANA, BRUNO, MAYA, LEO = (
    member(1, "Ana Pereira"),
    member(2, "Bruno Keller"),
    member(3, "Maya Lind"),
    member(4, "Leo Hart"),
)
DANA = member(5, "Dana Ruiz", is_admin=True)
GUS = member(6, "Gus Meyer", is_guest=True)
CARLA = member(7, "Carla Rossi", is_outside=True)
GONE = member(8, "Gone Girl", is_gone=True)
ROBO = member(9, "Robo Clerk", is_bot=True)
EVERYBODY = [ANA, BRUNO, MAYA, LEO, DANA, GUS, CARLA, GONE, ROBO]


def company(
    *changed: Person, teams: tuple[Team, ...] = (), aliases: dict[int, dict[str, str]] | None = None
) -> Company:
    people = {person.id: person for person in (*EVERYBODY, *changed)}
    return Company(people, teams, aliases or {})


def planned(text: str, now: Company | None = None) -> Plan:
    rows, problems = read_rows(text.encode(), REQUIRED, OPTIONAL)
    assert problems == []
    return plan_import(rows, now or company())


def faults(text: str, now: Company | None = None) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in planned(text, now).faults]


def test_a_first_file() -> None:
    plan = planned(
        "person,manager,team,parent team,role,lead,aliases\n"
        "ana@acme.example,U0MAYA,Support,,,,Annie|Pereira\n"
        "U0BRUNO,<@U0MAYA|maya>,Support,,technician,no,\n"
        "Maya@Acme.Example,leo@acme.example,Support,Service,manager,yes,\n"
        "LEO@acme.example,,Service,,leader,yes,\n"
    )
    assert plan.faults == []
    assert plan.changes == [
        "New team: Support",
        "New team: Service",
        "Ana Pereira: manager nobody → Maya Lind",
        "Ana Pereira: team none → Support",
        "Ana Pereira: aliases none → Annie, Pereira",
        "Bruno Keller: manager nobody → Maya Lind",
        "Bruno Keller: team none → Support",
        "Bruno Keller: role as in Slack → technician",
        "Maya Lind: manager nobody → Leo Hart",
        "Maya Lind: team none → Support",
        "Maya Lind: role as in Slack → manager",
        "Leo Hart: team none → Service",
        "Leo Hart: role as in Slack → leader",
        "Support: parent team none → Service",
        "Support: lead nobody → Maya Lind",
        "Service: lead nobody → Leo Hart",
    ]
    assert (plan.people[1].manager_id, plan.people[1].team) == (3, "support")
    assert (plan.teams["support"].parent, plan.teams["support"].lead_id) == ("service", 3)
    assert plan.aliases == {1: {"annie": "Annie", "pereira": "Pereira"}}


SUPPORT, SERVICE = Team(1, "Support", parent_id=2, lead_id=3), Team(2, "Service")
PLACED = company(
    replace(ANA, manager_id=3, team_id=1, given_role="manager"),
    replace(MAYA, team_id=1),
    teams=(SUPPORT, SERVICE),
    aliases={1: {"annie": "Annie"}},
)
HEADER = "person,manager,team,parent_team,role,lead,aliases\n"


def test_what_is_so_already_is_no_change() -> None:
    plan = planned(
        HEADER + "U0ANA,U0MAYA,support,service,Manager,no,annie\nU0MAYA,,SUPPORT,,,yes,\nU0BRUNO,,,,,,\n", PLACED
    )
    assert (plan.faults, plan.unchanged) == ([], 2)
    assert plan.changes == ["Ana Pereira: aliases Annie → annie"]


def test_an_empty_cell_changes_nothing_and_a_dash_clears() -> None:
    assert planned(HEADER + "U0ANA,,,,,,\n", PLACED).changes == []
    assert planned(HEADER + "U0ANA,-,-,,-,,-\nU0MAYA,,,-,,-,\n", PLACED).changes == [
        "Ana Pereira: manager Maya Lind → nobody",
        "Ana Pereira: team Support → none",
        "Ana Pereira: role manager → as in Slack",
        "Ana Pereira: aliases Annie → none",
        "Support: parent team Service → none",
        "Support: lead Maya Lind → nobody",
    ]


def test_the_lead_changes_hands_in_either_order() -> None:
    rows = ["U0ANA,,,,,yes,\n", "U0MAYA,,,,,no,\n"]
    for order in (rows, rows[::-1]):
        assert planned(HEADER + "".join(order), PLACED).changes == ["Support: lead Maya Lind → Ana Pereira"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("nobody@acme.example", "Nobody in this workspace has the email address 'nobody@acme.example'."),
        ("U0NOBODY", "Nobody in this workspace has the Slack id 'U0NOBODY'."),
        ("Ana Pereira", "'Ana Pereira' is neither an email address nor a Slack id such as U012AB3CD."),
        ("gus@acme.example", "Gus Meyer is a guest."),
        ("U0CARLA", "Carla Rossi belongs to another workspace."),
        ("U0GONE", "Gone Girl has left the workspace."),
        ("U0ROBO", "Robo Clerk is an app."),
    ],
)
def test_who_can_t_stand_in_a_file(cell: str, said: str) -> None:
    (as_person,) = faults(f"person\n{cell}\n")
    (as_manager,) = faults(f"person,manager\nU0ANA,{cell}\n")
    assert as_person[0] == as_manager[0] == 2
    assert as_person[1].startswith(f"person: {said}")
    assert as_manager[1].startswith(f"manager: {said}")


def test_an_address_of_two_people_is_refused_and_of_one_who_left_and_one_who_is_here_is_not() -> None:
    two = company(replace(BRUNO, email="ana@acme.example"))
    assert faults("person\nana@acme.example\n", two) == [
        (2, "person: 'ana@acme.example' is the address of 2 people: U0ANA, U0BRUNO. Give the Slack id instead.")
    ]
    assert faults("person\nana@acme.example\n", company(replace(GONE, email="ana@acme.example"))) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,,,,x", "person: Give an email address or a Slack id."),
        ("-,,,,,,", "person: Give an email address or a Slack id."),
        ("U0ANA,,,,boss,,", "role: 'boss' is no role. It is one of: technician, manager, leader, admin."),
        ("U0ANA,,,,,maybe,", "lead: 'maybe' is neither yes nor no."),
        ("U0ANA,U0ANA,,,,,", "Ana Pereira can't be their own manager."),
        ("U0ANA,,!!!,,,,", "'!!!' is no name for a team: it needs a letter or a digit."),
        (f"U0ANA,,{'t' * 81},,,,", "A team's name has up to 80 characters, this one 81."),
        ("U0ANA,,,Service,,,", "Ana Pereira is in no team that could have a parent team. Name the team."),
        ("U0ANA,,,,,yes,", "Ana Pereira is in no team that they could lead. Name the team."),
        ("U0ANA,,,,,,a|?", "'?' is no name: it needs a letter or a digit."),
        (f"U0ANA,,,,,,{'a' * 81}", "An alias has up to 80 characters, this one 81."),
        (f"U0ANA,,,,,,{'|'.join(map(str, range(21)))}", "A person has up to 20 aliases, here are 21."),
        (
            "U0ANA,,Support,support,,,",
            "The teams would stand above each other in a circle: Support → Support (line 2).",
        ),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_reason(row: str, said: str) -> None:
    assert faults(f"{HEADER}{row}\n") == [(2, said)]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    assert [
        line for line, _ in faults(HEADER + "U0X,U0Y,,,boss,,\nU0ANA,U0ANA,,,,,\nU0BRUNO,,,,,,\nU0BRUNO,,,,,,\n")
    ] == [
        2,
        2,
        2,
        3,
        5,
    ]


def test_one_person_twice() -> None:
    assert faults("person\nU0ANA\n\nana@acme.example\n") == [(4, "Ana Pereira stands in line 2 already.")]


def test_a_cycle_names_the_people_and_the_lines() -> None:
    assert faults("person,manager\nU0ANA,U0BRUNO\nU0DANA,U0ANA\nU0BRUNO,U0MAYA\nU0MAYA,U0ANA\n") == [
        (
            2,
            "They would report to each other in a circle: Ana Pereira → Bruno Keller → Maya Lind → Ana Pereira "
            "(lines 2, 4, 5).",
        )
    ]


def test_a_cycle_with_what_is_there_already() -> None:
    ((line, said),) = faults("person,manager\nU0MAYA,U0ANA\n", PLACED)
    assert line == 2
    assert said.endswith("circle: Maya Lind → Ana Pereira → Maya Lind (line 2).")


def test_a_cycle_among_teams() -> None:
    text = "person,team,parent_team\nU0ANA,A,B\nU0BRUNO,B,C\nU0MAYA,C,A\n"
    assert faults(text) == [(2, "The teams would stand above each other in a circle: A → B → C → A (lines 2, 3, 4).")]


def test_swapping_manager_and_report_is_no_cycle() -> None:
    assert faults("person,manager\nU0MAYA,U0ANA\nU0ANA,-\n", PLACED) == []


def test_two_rows_that_contradict_each_other_about_a_team() -> None:
    text = "person,team,parent_team,lead\nU0ANA,Support,Service,yes\nU0BRUNO,Support,Field,yes\n"
    assert faults(text) == [
        (3, "Support was given another parent team in line 2."),
        (3, "Support was given a lead in line 2 already."),
    ]


def test_the_last_admin_stays_one() -> None:
    said = [(2, "Dana Ruiz is the last admin. Make somebody else an admin first.")]
    assert faults("person,role\nU0DANA,leader\n") == said
    assert faults("person,role\nU0DANA,leader\nU0ANA,admin\n") == []
    assert faults("person,role\nU0ANA,-\n", company(replace(ANA, given_role="admin"))) == []
    assert faults("person,role\nU0ANA,leader\n", company(replace(DANA, is_admin=False))) == [], "there was none"


def test_people_of_the_same_name_are_told_apart() -> None:
    same = company(replace(BRUNO, name="Ana Pereira"))
    assert planned("person,manager\nU0ANA,U0BRUNO\n", same).changes == [
        "Ana Pereira (U0ANA): manager nobody → Ana Pereira (U0BRUNO)"
    ]


CHAIN = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=12)


@given(CHAIN, CHAIN)
def test_no_plan_without_a_fault_makes_a_cycle(before: list[tuple[int, int]], rows: list[tuple[int, int]]) -> None:
    above = {person: manager or None for person, manager in before}
    if cycles(above):
        return
    people = {number: replace(EVERYBODY[number - 1], manager_id=above.get(number)) for number in range(1, 6)}
    once = dict(rows)
    text = "person,manager\n" + "".join(
        f"{people[person].slack_id},{people[manager].slack_id if manager else '-'}\n"
        for person, manager in once.items()
    )
    plan = planned(text, Company(people, (), {}))
    after = above | {person: place.manager_id for person, place in plan.people.items()}
    wanted = above | {person: manager or None for person, manager in once.items()}
    assert bool(plan.faults) == bool(cycles(wanted))
    if not plan.faults:
        assert {number: after.get(number) for number in people} == {number: wanted.get(number) for number in people}


def test_a_name_s_key_is_what_a_plan_calls_a_team() -> None:
    assert set(planned("person,team\nU0ANA,Field & Service\n").new_teams) == {name_key("Field & Service")}
