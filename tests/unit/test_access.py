"""Who may do what: every kind of person, every relation, every action, as docs/access.md says."""

from dataclasses import replace
from itertools import product

import pytest

from bot.domain.access import Action, Denied, allow
from bot.domain.people import Person, Role

OWN, OTHERS = 1, 2

PEOPLE = {
    "technician": Person(OWN, "T1", "U1", "Ana", "UTC"),
    "manager": Person(OWN, "T1", "U1", "Maya", "UTC", given_role="manager"),
    "leader": Person(OWN, "T1", "U1", "Leo", "UTC", given_role="leader"),
    "admin": Person(OWN, "T1", "U1", "Dana", "UTC", is_admin=True),
    "admin who was made a technician": Person(OWN, "T1", "U1", "Tom", "UTC", is_admin=True, given_role="technician"),
    "guest": Person(OWN, "T1", "U1", "Gus", "UTC", is_guest=True),
    "outsider": Person(OWN, "T1", "U1", "Carla", "UTC", is_outside=True),
    "outside admin": Person(OWN, "T1", "U1", "Cora", "UTC", is_admin=True, is_outside=True),
    "bot": Person(OWN, "T1", "U1", "Bot", "UTC", is_bot=True),
    "gone": Person(OWN, "T1", "U1", "Otto", "UTC", is_gone=True),
}
COLLEAGUES = ("technician", "manager", "leader", "admin", "admin who was made a technician")
LEADS_ALL = ("leader", "admin")

ANYBODY = {(kind, relation) for kind in COLLEAGUES for relation in ("stranger", "owner", "above", "manages")}
OWNER = {(kind, "owner") for kind in COLLEAGUES}
ABOVE = {(kind, "above") for kind in COLLEAGUES}
ROLES = {(kind, relation) for kind in LEADS_ALL for relation in ("stranger", "owner", "above", "manages")}
ADMINS = {("admin", relation) for relation in ("stranger", "owner", "above", "manages")}
MANAGERS = {(kind, "manages") for kind in COLLEAGUES} | {
    ("manager", relation) for relation in ("stranger", "owner", "above", "manages")
}

ALLOWED = {
    Action.LOG_WORK: ANYBODY,
    Action.CHOOSE_FROM_RECORDS: ANYBODY,
    Action.SEE_OWN: ANYBODY,
    Action.CLAIM_PEOPLE: ANYBODY,
    Action.SEE_WORK_LOG: OWNER,
    Action.CHANGE_WORK_LOG: OWNER,
    Action.AGREE_TO_GOAL: OWNER,
    Action.SET_PERSON_GOAL: OWNER | ABOVE | ROLES,
    Action.SEE_PERSON_GOAL: OWNER | ABOVE | ROLES,
    Action.MEASURE_GOAL: OWNER | ABOVE | ROLES,
    Action.SET_TEAM_GOAL: ABOVE | ROLES,
    Action.SET_ORGANISATION_GOAL: ROLES,
    Action.SEE_ORGANISATION: ROLES,
    Action.GIVE_KUDOS: ANYBODY,
    Action.NOTE_PRAISE: ANYBODY,
    Action.CHANGE_KUDOS: OWNER,
    Action.HANDLE_PRAISE: (ABOVE | ROLES) - OWNER,
    Action.ANSWER_HELP_QUESTION: OWNER,
    Action.MANAGE_CUSTOMERS: MANAGERS | ROLES,
    Action.MANAGE_PEOPLE: ADMINS,
    Action.CHANGE_SETTINGS: ADMINS,
    Action.SEE_SCORECARD: OWNER | ABOVE | ROLES,
    Action.SEE_PUBLIC_CARD: ANYBODY,
    Action.SEE_TEAM_SCORECARD: ABOVE | ROLES,
    Action.SEE_EFFORT: MANAGERS | ROLES,
    Action.SEE_EFFORT_BY_PERSON: ABOVE,
    Action.SEE_KEPT: OWNER | {("guest", "owner"), ("outsider", "owner"), ("outside admin", "owner")},
    Action.DELETE_OWN_TEXTS: OWNER | {("guest", "owner"), ("outsider", "owner"), ("outside admin", "owner")},
    Action.FORGET_PERSON: ADMINS,
}

CASES = list(product(PEOPLE, ("stranger", "owner", "above", "manages"), Action))


def attempt(kind: str, relation: str, action: Action) -> None:
    allow(
        PEOPLE[kind],
        action,
        OWN if relation == "owner" else OTHERS,
        above={OWN} if relation == "above" else set(),
        manages=relation == "manages",
        subject="work_log:7",
    )


@pytest.mark.parametrize(("kind", "relation", "action"), CASES)
def test_who_may_do_what(kind: str, relation: str, action: Action) -> None:
    if (kind, relation) in ALLOWED[action]:
        attempt(kind, relation, action)
        return
    with pytest.raises(Denied) as denied:
        attempt(kind, relation, action)
    assert denied.value.problem.endswith(".")
    assert denied.value.remedy.endswith(".") or not denied.value.remedy
    denial = denied.value.denial
    assert denial is not None
    assert (denial.workspace_id, denial.actor, denial.action, denial.subject) == ("T1", "U1", action, "work_log:7")


@pytest.mark.parametrize("action", [Action.SEE_WORK_LOG, Action.AGREE_TO_GOAL])
def test_what_nobody_owns_is_nobodys(action: Action) -> None:
    with pytest.raises(Denied):
        allow(PEOPLE["admin"], action)


@pytest.mark.parametrize(
    ("kind", "is_said"),
    [
        ("guest", "you are here as a guest."),
        ("outsider", "you are from another company or workspace."),
        ("outside admin", "you are from another company or workspace."),
    ],
)
@pytest.mark.parametrize("action", [Action.LOG_WORK, Action.SEE_PUBLIC_CARD])
def test_a_refusal_says_as_what_somebody_is_here(kind: str, is_said: str, action: Action) -> None:
    with pytest.raises(Denied) as denied:
        allow(PEOPLE[kind], action)
    assert denied.value.problem.endswith(is_said)


def test_until_roles_are_given_slacks_admins_are_admins_and_everybody_else_is_a_technician() -> None:
    assert PEOPLE["admin"].role is Role.ADMIN
    assert PEOPLE["technician"].role is Role.TECHNICIAN
    assert replace(PEOPLE["technician"], given_role="admin").role is Role.ADMIN


def test_a_denial_keeps_what_the_audit_log_needs_when_the_text_is_given_back() -> None:
    with pytest.raises(Denied) as denied:
        allow(PEOPLE["guest"], Action.LOG_WORK)
    again = denied.value.with_typed("20m printer")
    assert again.typed == "20m printer"
    assert again.denial == denied.value.denial
    assert (again.problem, again.remedy) == (denied.value.problem, denied.value.remedy)
