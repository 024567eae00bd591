"""Who may do what: every kind of person, every action, on what is theirs and what is somebody else's."""

import pytest

from bot.domain.access import Action, Denied, allow
from bot.domain.people import Person

OWN, OTHERS = 1, 2

PEOPLE = {
    "technician": Person(OWN, "T1", "U1", "Ana", "UTC"),
    "admin": Person(OWN, "T1", "U1", "Dana", "UTC", is_admin=True),
    "guest": Person(OWN, "T1", "U1", "Gus", "UTC", is_guest=True),
    "outsider": Person(OWN, "T1", "U1", "Carla", "UTC", is_outside=True),
    "outside admin": Person(OWN, "T1", "U1", "Cora", "UTC", is_admin=True, is_outside=True),
    "bot": Person(OWN, "T1", "U1", "Bot", "UTC", is_bot=True),
    "gone": Person(OWN, "T1", "U1", "Otto", "UTC", is_gone=True),
}
MEMBERS = ("technician", "admin")

ALLOWED = {
    (kind, action, owner)
    for kind in MEMBERS
    for action, owners in {
        Action.LOG_WORK: (None, OWN, OTHERS),
        Action.SEE_WORK_LOG: (OWN,),
        Action.CHANGE_WORK_LOG: (OWN,),
        Action.CHOOSE_FROM_RECORDS: (None, OWN, OTHERS),
    }.items()
    for owner in owners
}


@pytest.mark.parametrize("owner", [None, OWN, OTHERS])
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("kind", PEOPLE)
def test_who_may_do_what(kind: str, action: Action, owner: int | None) -> None:
    if (kind, action, owner) in ALLOWED:
        allow(PEOPLE[kind], action, owner)
        return
    with pytest.raises(Denied) as denied:
        allow(PEOPLE[kind], action, owner, subject="work_log:7")
    assert denied.value.problem.endswith(".")
    denial = denied.value.denial
    assert denial is not None
    assert (denial.workspace_id, denial.actor, denial.action, denial.subject) == ("T1", "U1", action, "work_log:7")


def test_a_denial_keeps_what_the_audit_log_needs_when_the_text_is_given_back() -> None:
    with pytest.raises(Denied) as denied:
        allow(PEOPLE["guest"], Action.LOG_WORK)
    again = denied.value.with_typed("20m printer")
    assert again.typed == "20m printer"
    assert again.denial == denied.value.denial
    assert (again.problem, again.remedy) == (denied.value.problem, denied.value.remedy)
