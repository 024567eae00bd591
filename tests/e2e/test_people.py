"""`/praiseworthy people`: one's place, claiming people, an admin's changes, and managers from Slack's profiles."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db.audit import AuditRow
from bot.domain.people import Person, Role
from playground.model import Message
from playground.sample import MANAGER_FIELD, TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, CARLA, DANA, GUS, MAYA, Office, find_button, labels

LEO, CHIDI = "U0LEO", "U0CHIDI"
LINE = "/praiseworthy people"


async def place_of(office: Office, slack_id: str) -> Person:
    (person,) = await office.program.store.read(people_rows.find_many, TEAM_ID, [slack_id])
    return person


async def manager_of(office: Office, slack_id: str) -> str | None:
    manager_id = (await place_of(office, slack_id)).manager_id
    manager = await office.program.store.read(people_rows.by_id, TEAM_ID, manager_id or 0)
    return manager.slack_id if manager else None


async def offered(office: Office, person: str, field: str, query: str) -> list[dict[str, Any]]:
    """The options that a menu of the open form offers."""
    options = await office.playground.workspace.suggestions(
        person, view=office.form(person), block_id=f"people.{field}", action_id=f"people.{field}", query=query
    )
    return [option for item in options for option in item.get("options", [item])]


async def chosen(office: Office, person: str, field: str, *names: str) -> list[dict[str, Any]]:
    """The options with these texts."""
    found = []
    for name in names:
        options = await offered(office, person, field, name.removeprefix("New team: "))
        found += [option for option in options if option["text"]["text"] == name]
    assert len(found) == len(names)
    return found


async def open_form(office: Office, person: str, button: str) -> Message:
    message = await office.type(person, LINE)
    return await office.press(person, message, button)


async def claim(office: Office, manager: str, *names: str) -> Message:
    """Claims people by name; the message in which the reply stands."""
    message = await open_form(office, manager, "I lead these people")
    assert (await office.submit(manager, claimed=await chosen(office, manager, "claimed", *names))).ok
    return message


async def edit(office: Office, name: str, **changes: Any) -> Message:
    """Opens the form about somebody as Dana and submits it; the message in which the reply stands."""
    message = await open_form(office, DANA, "Edit a person")
    (person,) = await chosen(office, DANA, "person", name)
    assert (await office.submit(DANA, person=person)).ok
    assert (await office.submit(DANA, **changes)).ok
    return message


async def outcomes(office: Office) -> list[tuple[str, str, str, str]]:
    """What the audit log has: who, what, about whom, and how it ended."""

    def read(session: Session) -> list[tuple[str, str, str, str]]:
        rows = session.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject, AuditRow.outcome))
        return [(row.actor, row.action, row.subject, row.outcome) for row in rows]

    return await office.program.store.read(read)


async def told(office: Office, person: str, words: str) -> Message:
    """Waits for a direct message with these words."""

    def found() -> Message | None:
        return next((message for message in office.direct_messages(person) if words in message.text), None)

    return await office.until(found)


async def test_one_s_own_place(office: Office) -> None:
    alone = await office.type(ANA, LINE)
    assert alone.text == "You report to nobody yet. You are in no team yet. Your role is technician."
    assert labels(alone.blocks) == ["I lead these people"]
    await office.make_manager(MAYA, of=[ANA, BRUNO])
    assert "You report to <@U0MAYA>." in (await office.type(ANA, LINE)).text
    assert "<@U0ANA> and <@U0BRUNO> report to you." in (await office.type(MAYA, LINE)).text
    assert labels((await office.type(DANA, LINE)).blocks) == [
        "I lead these people",
        "Edit a person",
        "Manager from Slack profiles",
    ]


async def test_words_behind_it_are_given_back(office: Office) -> None:
    reply = await office.type(ANA, f"{LINE} Bruno is mine")
    assert "Nothing can follow" in reply.text
    assert f"{LINE} Bruno is mine" in str(reply.blocks)


@pytest.mark.parametrize(
    ("person", "channel", "is_said"),
    [
        (GUS, "C0HELPDESK", "you are here as a guest"),
        (CARLA, "C0GLOBEX", "you are from another company or workspace"),
    ],
)
async def test_a_guest_has_no_place(office: Office, person: str, channel: str, is_said: str) -> None:
    assert is_said in (await office.type(person, LINE, channel)).text


async def test_a_claim_is_told_and_undone(office: Office) -> None:
    message = await claim(office, MAYA, "Ana Pereira", "Bruno Keller")
    reply = office.now(message)
    assert reply.text.startswith("From now on <@U0ANA> and <@U0BRUNO> report to you.")
    assert [await manager_of(office, person) for person in (ANA, BRUNO, CHIDI)] == [MAYA, MAYA, None]
    for person in (ANA, BRUNO):
        notice = await told(office, person, "<@U0MAYA> says that they lead you")
        assert labels(notice.blocks) == ["That's not my manager"]
    undone = await office.press(MAYA, reply, "Undo")
    assert undone.text.startswith("Undone: <@U0ANA> and <@U0BRUNO> report to nobody now.")
    assert [await manager_of(office, person) for person in (ANA, BRUNO)] == [None, None]
    await told(office, ANA, "took that back")


async def test_a_claim_is_disputed(office: Office) -> None:
    await claim(office, MAYA, "Ana Pereira", "Bruno Keller")
    notice = await told(office, ANA, "lead you")
    pressed = await office.press(ANA, notice, "That's not my manager")
    assert pressed.text == "Done: you don't report to <@U0MAYA>. They and the audit log know."
    assert [await manager_of(office, person) for person in (ANA, BRUNO)] == [None, MAYA]
    await told(office, MAYA, "<@U0ANA> says that you are not their manager")
    assert await outcomes(office) == [(ANA, "claim_people", MAYA, "disputed")]


async def test_an_old_button_doesn_t_take_somebody_from_a_new_manager(office: Office) -> None:
    await claim(office, MAYA, "Ana Pereira")
    notice = await told(office, ANA, "lead you")
    await office.make_manager(LEO, of=[ANA])
    await office.press(ANA, notice, "That's not my manager")
    assert await manager_of(office, ANA) == LEO


async def refused_claim(office: Office, manager: str, *names: str) -> str:
    """What stands under the field."""
    message = await open_form(office, manager, "I lead these people")
    await office.submit(manager, claimed=await chosen(office, manager, "claimed", *names))
    assert "Your place" in str(office.now(message).blocks)
    return office.form(manager).errors["people.claimed"]


async def test_who_has_another_manager_is_not_taken_and_neither_are_the_rest(office: Office) -> None:
    await office.make_manager(LEO, of=[ANA])
    said = await refused_claim(office, MAYA, "Ana Pereira", "Bruno Keller")
    assert said.startswith("Ana Pereira reports to Leo Hart. Leave them out.")
    assert [await manager_of(office, person) for person in (ANA, BRUNO)] == [LEO, None]


async def test_nobody_leads_those_above_or_themselves(office: Office) -> None:
    await office.make_manager(LEO, of=[MAYA])
    await office.make_manager(MAYA, of=[ANA])
    assert "You report to Leo Hart" in await refused_claim(office, ANA, "Leo Hart")
    assert "You can't lead yourself." in await refused_claim(office, ANA, "Ana Pereira")
    assert await manager_of(office, LEO) is None


async def test_who_lost_their_manager_can_be_claimed(office: Office) -> None:
    await office.make_manager(LEO, of=[ANA])
    workspace = office.playground.workspace
    workspace.people[LEO].deleted = True
    assert (await workspace.set_member(workspace.people[LEO])).ok
    assert "You report to Leo Hart, who has left." in (await office.type(ANA, LINE)).text
    await claim(office, MAYA, "Ana Pereira")
    assert await manager_of(office, ANA) == MAYA


async def test_only_colleagues_are_offered(office: Office) -> None:
    await open_form(office, MAYA, "I lead these people")
    everybody = [option["text"]["text"] for option in await offered(office, MAYA, "claimed", "")]
    assert everybody == ["Ana Pereira", "Bruno Keller", "Chidi Okafor", "Dana Ruiz", "Leo Hart", "Maya Lindqvist"]


async def test_an_admin_edits_a_person(office: Office) -> None:
    message = await open_form(office, DANA, "Edit a person")
    (ana,) = await chosen(office, DANA, "person", "Ana Pereira")
    await office.submit(DANA, person=ana)
    (maya,) = await chosen(office, DANA, "manager", "Maya Lindqvist")
    (team,) = await chosen(office, DANA, "team", "New team: Service Desk")
    (parent,) = await chosen(office, DANA, "parent_team", "New team: Service")
    lead, leader = {"text": {}, "value": "yes"}, {"text": {}, "value": "leader"}
    changes = {"manager": maya, "team": team, "parent_team": parent, "lead": [lead], "role": leader}
    assert (await office.submit(DANA, **changes, aliases="Annie\n Ana  P.\n")).ok
    reply = office.now(message)
    assert reply.text.startswith("Saved for <@U0ANA>:")
    assert "• Ana Pereira: manager nobody → Maya Lindqvist" in str(reply.blocks)
    own = (await office.type(ANA, LINE)).text
    assert own == (
        "You report to <@U0MAYA>. Your team is Service Desk, which is part of Service. You lead it. "
        "Your role is leader. Other names: “Annie”, “Ana P.”."
    )
    await told(office, ANA, "<@U0DANA> noted that you report to <@U0MAYA>")
    await told(office, MAYA, "<@U0DANA> noted that <@U0ANA> reports to you")
    await office.press(DANA, reply, "Edit again")
    shown = {block["block_id"]: block.get("element", {}) for block in office.form(DANA).blocks}
    assert shown["people.manager"]["initial_option"]["text"]["text"] == "Maya Lindqvist"
    assert shown["people.team"]["initial_option"]["value"] == "team:Service Desk"
    assert shown["people.aliases"]["initial_value"] == "Annie\nAna P."
    assert (await office.submit(DANA)).ok
    assert office.now(message).text == "Nothing changed for <@U0ANA>."


async def test_moving_somebody_leaves_both_teams_where_they_are(office: Office) -> None:
    async def move(name: str, **teams: str) -> None:
        await open_form(office, DANA, "Edit a person")
        await office.submit(DANA, person=(await chosen(office, DANA, "person", name))[0])
        await office.submit(
            DANA, **{field: (await chosen(office, DANA, field, team))[0] for field, team in teams.items()}
        )

    await move("Ana Pereira", team="New team: Desk", parent_team="New team: Service")
    await move("Bruno Keller", team="New team: Field", parent_team="New team: Outside")
    await move("Bruno Keller", team="Desk")
    assert "Your team is Desk, which is part of Service." in (await office.type(BRUNO, LINE)).text
    await move("Bruno Keller", team="Field")
    assert "Your team is Field, which is part of Outside." in (await office.type(BRUNO, LINE)).text


async def test_a_cycle_is_told_under_the_field(office: Office) -> None:
    await office.make_manager(LEO, of=[MAYA])
    await office.make_manager(MAYA, of=[ANA])
    await open_form(office, DANA, "Edit a person")
    await office.submit(DANA, person=(await chosen(office, DANA, "person", "Leo Hart"))[0])
    await office.submit(DANA, manager=(await chosen(office, DANA, "manager", "Ana Pereira"))[0])
    assert office.form(DANA).errors == {
        "people.manager": "They would report to each other in a circle: "
        "Leo Hart → Ana Pereira → Maya Lindqvist → Leo Hart."
    }
    assert await manager_of(office, LEO) is None


async def test_the_last_admin_stays_one(office: Office) -> None:
    await open_form(office, DANA, "Edit a person")
    await office.submit(DANA, person=(await chosen(office, DANA, "person", "Dana Ruiz"))[0])
    await office.submit(DANA, role={"text": {}, "value": "technician"})
    assert "Dana Ruiz is the last admin." in office.form(DANA).errors["people.role"]
    assert (await place_of(office, DANA)).role is Role.ADMIN


async def test_who_is_an_admin_no_more_can_t_save(office: Office) -> None:
    await office.set_role(MAYA, Role.ADMIN)
    await open_form(office, DANA, "Edit a person")
    await office.submit(DANA, person=(await chosen(office, DANA, "person", "Ana Pereira"))[0])
    await office.set_role(DANA, Role.TECHNICIAN)
    await office.submit(DANA, role={"text": {}, "value": "admin"})
    assert "kept by the workspace's admins" in str(office.form(DANA).errors)
    assert (await place_of(office, ANA)).role is Role.TECHNICIAN
    assert ("U0DANA", "manage_people", "", "denied") in await outcomes(office)


async def test_somebody_else_s_buttons_do_nothing(office: Office) -> None:
    admin = await office.type(DANA, LINE)
    for label in ("Edit a person", "Manager from Slack profiles"):
        block, element = find_button(admin.blocks, label)
        await office.playground.workspace.block_action(
            ANA,
            message=admin,
            block_id=block["block_id"],
            action_id=element["action_id"],
            value={"type": "button", "value": element["value"]},
        )
        assert office.playground.workspace.view_of(ANA) is None
    assert [outcome for *_, outcome in await outcomes(office)] == ["denied", "denied"]


async def test_managers_from_slack_s_profiles(office: Office) -> None:
    message = await open_form(office, DANA, "Manager from Slack profiles")
    (block,) = [block for block in office.form(DANA).blocks if block["type"] == "input"]
    assert [option["text"]["text"] for option in block["element"]["options"]] == [
        "Don't read managers from profiles",
        "Manager",
    ]
    field = {"text": {"type": "plain_text", "text": "Manager"}, "value": MANAGER_FIELD}
    assert (await office.submit(DANA, profile_field=field)).ok
    assert "profile field “Manager”" in office.now(message).text
