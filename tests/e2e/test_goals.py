"""`/goal` from the keyboard to the row and back: the cascade, agreeing, activity, and what nobody may do."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from bot.db.goals import GoalRow
from bot.db.known import lately
from bot.db.people import PersonRow
from bot.db.teams import TeamRow
from playground.model import Message
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, GUS, HELP_DESK, MAYA, Office, labels

LEO, CHIDI = "U0LEO", "U0CHIDI"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def arrange(session: Session) -> None:
    """Leo leads the organisation; Maya, who reports to him, leads Support with Ana and Bruno; Chidi has no team."""
    ids = {
        row.slack_id: row.id
        for row in session.execute(select(PersonRow.slack_id, PersonRow.id).where(PersonRow.workspace_id == TEAM_ID))
    }
    team = insert(TeamRow).values(
        workspace_id=TEAM_ID, name="Support", key="support", parent_id=None, lead_id=ids[MAYA], created_at=LONG_AGO
    )
    support = session.execute(team.returning(TeamRow.id)).scalar_one()
    places: dict[str, dict[str, Any]] = {
        LEO: {"given_role": "leader"},
        MAYA: {"manager_id": ids[LEO]},
        ANA: {"manager_id": ids[MAYA], "team_id": support},
        BRUNO: {"manager_id": ids[MAYA], "team_id": support},
    }
    for slack_id, values in places.items():
        session.execute(
            update(PersonRow).where(PersonRow.id == ids[slack_id]).values(**values),
            execution_options={"synchronize_session": False},
        )
    lately(session).forget_all()


@pytest.fixture
async def desk(office: Office) -> Office:
    """The office with its people in their places."""
    await office.program.store.write(arrange)
    return office


def said(message: Message) -> str:
    """All that a message shows."""
    return str(message.blocks)


async def told(office: Office, person: str, words: str) -> Message:
    """The direct message with these words, once it is there."""
    return await office.until(lambda: next((one for one in office.direct_messages(person) if words in one.text), None))


async def stored(office: Office, *columns: Any) -> Sequence[Any]:
    """What the goals' rows say, by id."""
    query = select(*columns).order_by(GoalRow.id)
    return await office.program.store.read(lambda session: session.execute(query).all())


async def test_a_line_is_set_and_read_back(desk: Office) -> None:
    reply = await desk.type(MAYA, "/goal CSAT for Support from 4.1 to 4.6 by end of March")
    assert reply.text.startswith("Set goal 1 for Support: CSAT from 4.1 to 4.6 by ")
    assert labels(reply.blocks) == ["Undo", "Edit", "Open"]
    listed = await desk.type(ANA, "/goal")
    assert listed.text.startswith("Goals: 1 open. 1 CSAT · no number yet → 4.6")
    assert "My team's" in said(listed)
    page = await desk.type(CHIDI, "/goal 1")
    assert page.text.startswith("Goal 1 for Support: CSAT")
    assert labels(page.blocks) == ["Set a goal under this one", "All goals"]


async def test_nothing_yet_says_how_to_begin(desk: Office) -> None:
    reply = await desk.type(ANA, "/goal")
    assert reply.text.startswith("No goals yet")
    assert "/goal CSAT for Support from 4.1 to 4.6" in said(reply)
    assert "/goal 12 = 4.4" in said(await desk.type(ANA, "/goal help"))


async def fill(office: Office, person: str, **changes: Any) -> None:
    """Submits the open form, and is content only when it closes."""
    outcome = await office.submit(person, **changes)
    assert outcome.ok, outcome.sentence


def option(value: str, text: str = "x") -> dict[str, Any]:
    """An option as Slack gives it back."""
    return {"text": {"type": "plain_text", "text": text, "emoji": False}, "value": value}


async def press_beside(office: Office, person: str, message: Message, words: str) -> Message:
    """Presses the button beside the section with these words; returns the message as it is afterwards."""
    block = next(one for one in message.blocks if "accessory" in one and words in one["text"]["text"])
    return await act(office, person, message, block, block["accessory"])


async def forge(office: Office, person: str, message: Message, action_id: str, value: str) -> None:
    """Presses the message's last button as if it were another."""
    block = office.now(message).blocks[-1]
    block["elements"][-1] |= {"action_id": action_id, "value": value}
    await act(office, person, message, block, block["elements"][-1])


async def act(office: Office, person: str, message: Message, block: dict[str, Any], button: dict[str, Any]) -> Message:
    """Presses a button; returns the message as it is afterwards."""
    outcome = await office.playground.workspace.block_action(
        person,
        message=message,
        block_id=block["block_id"],
        action_id=button["action_id"],
        value={"type": "button", "value": button["value"]},
    )
    assert outcome.ok, outcome.sentence
    return office.now(message)


async def menu(office: Office, person: str, field: str, typed: str = "") -> dict[str, str]:
    """What a menu of the open form offers: values by text."""
    offered = await office.playground.workspace.suggestions(
        person, view=office.form(person), block_id=field, action_id=field, query=typed
    )
    return {one["text"]["text"]: one["value"] for group in offered for one in (group.get("options", [group]))}


async def cascade(office: Office) -> Message:
    """Leo's goal for the organisation, Maya's for Support under it, and hers for Ana under that; her last reply."""
    await office.type(LEO, "/goal CSAT for the organisation from 4.1 to 4.5 by end of June")
    page = await office.type(MAYA, "/goal 1")
    await office.press(MAYA, page, "Set a goal under this one")
    owners = await menu(office, MAYA, "goal.owner", "supp")
    await fill(
        office, MAYA, title="CSAT of Support", owner=option(owners["Support"], "Support"), target="4.6", baseline="4,1"
    )
    page = await office.type(MAYA, "/goal 2")
    await office.press(MAYA, page, "Set a goal under this one")
    owners = await menu(office, MAYA, "goal.owner", "ana")
    await fill(
        office,
        MAYA,
        title="CSAT of Ana's customers",
        owner=option(owners["Ana Pereira"], "Ana Pereira"),
        target="4.7",
        baseline="4.2",
        why="Acme renews in July & <b>listens</b>",
    )
    return office.reply(MAYA)


async def test_the_cascade_from_the_organisation_to_a_person(desk: Office) -> None:
    reply = await cascade(desk)
    assert reply.text.startswith("Set goal 3 for Ana Pereira: CSAT of Ana's customers from 4.2 to 4.7 by ")
    assert "Ana Pereira is asked to agree" in said(reply)
    asked = await told(desk, ANA, "Do you agree?")
    assert asked.text.startswith("Maya Lindqvist set goal 3 for you: ")
    assert "Acme renews in July &amp; &lt;b&gt;listens&lt;/b&gt;" in said(asked)
    page = await desk.type(MAYA, "/goal 2")
    assert "It serves" in said(page)
    assert "*1 CSAT*" in said(page)
    assert "*Goals that serve it* (1)" in said(page)
    assert "*3 CSAT of Ana's customers*" in said(page)
    listed = await desk.type(MAYA, "/goal")
    assert [words in said(listed) for words in ("The organisation's", "Teams I answer for", "People I answer for")] == [
        True
    ] * 3
    opened = await press_beside(desk, MAYA, listed, "*1 CSAT*")
    assert opened.text.startswith("Goal 1 for the organisation")


async def test_a_person_accepts_once(desk: Office) -> None:
    await cascade(desk)
    asked = await told(desk, ANA, "Do you agree?")
    accepted = await desk.press(ANA, asked, "Accept")
    assert accepted.text.startswith("You accepted goal 3")
    assert labels(accepted.blocks) == ["Open"]
    await told(desk, MAYA, "Ana Pereira accepted goal 3")
    assert "agreed with Ana Pereira" in said(await desk.type(MAYA, "/goal 3"))
    await asyncio.gather(*(desk.playground.workspace.repeat_last() for _ in range(3)))
    assert len([one for one in desk.direct_messages(MAYA) if "accepted" in one.text]) == 1


async def test_a_proposal_is_answered_by_an_edit_which_asks_again(desk: Office) -> None:
    await cascade(desk)
    asked = await told(desk, ANA, "Do you agree?")
    await desk.press(ANA, asked, "Propose a change")
    assert (await desk.submit(ANA, proposal="4.5 by then, <!channel> two of us are away")).ok
    assert desk.now(asked).text.startswith("You proposed a change of goal 3")
    heard = await told(desk, MAYA, "Ana Pereira proposes a change")
    assert "4.5 by then, &lt;!channel&gt; two" in said(heard)
    await desk.press(MAYA, heard, "Edit the goal")
    await fill(desk, MAYA, target="4.5")
    assert "target 4.7 → 4.5" in said(desk.now(heard))
    again = await told(desk, ANA, "asks you again about goal 3")
    assert "to 4.5 by" in again.text
    await desk.press(ANA, again, "Accept")
    page = await desk.type(ANA, "/goal 3")
    assert "target 4.7 → 4.5" in said(page)
    assert "by Maya Lindqvist, today" in said(page)


async def test_a_goal_that_is_kept_as_it_is_asks_once_more(desk: Office) -> None:
    await cascade(desk)
    asked = await told(desk, ANA, "Do you agree?")
    await desk.press(ANA, asked, "Propose a change")
    await fill(desk, ANA, proposal="4.5")
    heard = await told(desk, MAYA, "Ana Pereira proposes a change")
    kept = await desk.press(MAYA, heard, "Keep as it is")
    assert kept.text.startswith("Kept as it is")
    await desk.playground.workspace.repeat_last()
    again = await told(desk, ANA, "asks you again about goal 3")
    assert len([one for one in desk.direct_messages(ANA) if "asks you again" in one.text]) == 1
    assert (await desk.press(ANA, again, "Accept")).text.startswith("You accepted")


async def test_an_answer_to_terms_that_have_changed_does_not_count(desk: Office) -> None:
    reply = await cascade(desk)
    asked = await told(desk, ANA, "Do you agree?")
    await desk.press(MAYA, reply, "Edit")
    await fill(desk, MAYA, target="4.9")
    await told(desk, ANA, "asks you again about goal 3")
    pressed = await desk.press(ANA, asked, "Accept")
    assert pressed.text.startswith("This goal was changed since. It is now goal 3")
    assert await stored(desk, GoalRow.agreement) == [("not_needed",), ("not_needed",), ("asked",)]


async def test_accepting_a_goal_that_was_taken_back_says_so(desk: Office) -> None:
    reply = await cascade(desk)
    asked = await told(desk, ANA, "Do you agree?")
    assert (await desk.press(MAYA, reply, "Undo")).text.startswith("Taken back: goal 3")
    pressed = await desk.press(ANA, asked, "Accept")
    assert pressed.text.startswith("This was taken back, and nothing is asked of you: goal 3")
    assert (await stored(desk, GoalRow.state, GoalRow.agreement))[2] == ("withdrawn", "asked")
    assert "There is no goal 3 here" in (await desk.type(ANA, "/goal 3")).text


async def test_undo_and_redo(desk: Office) -> None:
    reply = await desk.type(ANA, "/goal CSAT from 4.1 to 4.6 by end of March")
    undone = await desk.press(ANA, reply, "Undo")
    assert undone.text.startswith("Taken back: goal 1 for Ana Pereira")
    assert (await desk.type(ANA, "/goal")).text.startswith("No goals yet")
    redone = await desk.press(ANA, undone, "Redo")
    assert redone.text.startswith("Put back: goal 1")
    assert (await desk.type(ANA, "/goal")).text.startswith("Goals: 1 open")


async def test_close_and_reopen(desk: Office) -> None:
    await desk.type(ANA, "/goal CSAT from 4.1 to 4.6 by end of March")
    page = await desk.type(ANA, "/goal 1")
    closed = await desk.press(ANA, page, "Close")
    assert closed.text.startswith("Closed goal 1")
    assert (await desk.type(ANA, "/goal")).text.startswith("No goals yet")
    assert (await desk.press(ANA, closed, "Reopen")).text.startswith("Reopened goal 1")
    assert "state" not in (await desk.type(ANA, "/goal")).text
    history = said(await desk.type(ANA, "/goal 1"))
    assert "opened again by Ana Pereira" in history
    assert "closed by Ana Pereira" in history


async def test_the_form_says_what_is_wrong_under_the_field(desk: Office) -> None:
    await desk.playground.workspace.command(ANA, HELP_DESK, "/goal", "new CSAT from 4.1 to 4.6 by end of March")
    assert desk.form(ANA).blocks[0]["element"]["initial_value"] == "CSAT"
    for changes, field in (
        ({"target": "soon"}, "goal.target"),
        ({"target": "4.1"}, "goal.target"),
        ({"due_on": "2020-01-01"}, "goal.due_on"),
        ({"why": "so " * 900}, "goal.why"),
        ({"title": "x" * 201}, "goal.title"),
        ({"baseline": "4 %", "unit": "days"}, "goal.baseline"),
        ({"parent_id": option("77")}, "goal.parent_id"),
    ):
        assert not (await desk.submit(ANA, **changes)).ok
        assert list(desk.form(ANA).errors) == [field], desk.form(ANA).errors
    await fill(desk, ANA)
    assert desk.reply(ANA).text.startswith("Set goal 1 for Ana Pereira: CSAT from 4.1 to 4.6 by ")


async def test_a_line_for_the_form_that_cannot_be_read_stays_in_it(desk: Office) -> None:
    await desk.playground.workspace.command(ANA, HELP_DESK, "/goal", "new happier customers & more")
    assert desk.form(ANA).blocks[0]["element"]["initial_value"] == "happier customers & more"


async def test_a_submission_twice_is_one_goal(desk: Office) -> None:
    await desk.playground.workspace.command(ANA, HELP_DESK, "/goal", "new CSAT from 4.1 to 4.6 by end of March")
    await fill(desk, ANA)
    await asyncio.gather(*(desk.playground.workspace.repeat_last() for _ in range(5)))
    assert await stored(desk, GoalRow.title) == [("CSAT",)]


async def test_a_command_twice_is_one_goal(desk: Office) -> None:
    await desk.type(MAYA, "/goal CSAT for @ana from 4.1 to 4.6 by end of March")
    await asyncio.gather(*(desk.playground.workspace.repeat_last() for _ in range(5)))
    assert await stored(desk, GoalRow.title) == [("CSAT",)]
    await told(desk, ANA, "Do you agree?")
    assert len(desk.direct_messages(ANA)) == 1


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ("CSAT from 4.1 to 4.6 by end of March", "Maya Lindqvist"),
        ("CSAT for me from 4.1 to 4.6 by end of March", "Maya Lindqvist"),
        ("CSAT for us from 4.1 to 4.6 by end of March", "Support"),
        ("CSAT for the Support team from 4.1 to 4.6 by end of March", "Support"),
        ("CSAT for @ana from 4.1 to 4.6 by end of March", "Ana Pereira"),
        ("CSAT for Bruno from 4.1 to 4.6 by end of March", "Bruno Keller"),
    ],
)
@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_for_whom(desk: Office, typed: str, owner: str) -> None:
    assert (await desk.type(MAYA, f"/goal {typed}")).text.startswith(f"Set goal 1 for {owner}: CSAT from 4.1 to 4.6")


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_for_nobody_known_it_belongs_to_the_title_and_perhaps_to_a_customer(desk: Office) -> None:
    await desk.type(ANA, "/logwork 5m call for Acme")
    reply = await desk.type(ANA, "/goal renewals for Acme from 80 % to 90 % by end of March")
    assert reply.text.startswith("Set goal 1 for Ana Pereira: Renewals for Acme from 80 % to 90 % by ")
    assert "About Acme" in said(reply)


@pytest.mark.parametrize("office", ["http"], indirect=True)
@pytest.mark.parametrize(
    "typed",
    [
        "happier customers <b> & more",
        "CSAT to 4.6 by 1999-01-01",
        "CSAT from 4.6 to 4.6 by end of March",
        "CSAT under goal 77 from 4.1 to 4.6 by end of March",
        "CSAT for the organisation from 4.1 to 4.6 by end of March",
        "CSAT for @chidi from 4.1 to 4.6 by end of March",
        "CSAT for @gus from 4.1 to 4.6 by end of March",
        "12 = many",
    ],
)
async def test_a_refusal_gives_the_text_back(desk: Office, typed: str) -> None:
    reply = await desk.type(ANA, f"/goal {typed}")
    given_back = "".join(
        piece["text"]
        for block in reply.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        for piece in part["elements"]
    )
    assert given_back.startswith(f"/goal {typed.split('@', maxsplit=1)[0]}"), reply.text
    assert await stored(desk, GoalRow.id) == []


async def test_what_is_out_of_reach_is_refused(desk: Office) -> None:
    await cascade(desk)
    for person in (BRUNO, CHIDI):
        assert "between a person and those they report to" in (await desk.type(person, "/goal 3")).text
    assert "There is no goal 999 here." in (await desk.type(BRUNO, "/goal 999")).text
    assert "1 goal" not in (await desk.type(CHIDI, "/goal")).text
    page = await desk.type(BRUNO, "/goal 2")
    assert "CSAT of Ana's customers" not in said(page)
    assert "One goal below, between somebody and those they report to" in said(page)
    reply = await desk.type(BRUNO, "/goal CSAT under goal 3 from 4.1 to 4.6 by end of March")
    assert "between a person and those they report to" in reply.text
    outside = await desk.type(CHIDI, "/goal CSAT under goal 2 from 4.1 to 4.6 by end of March")
    assert "Goals of Support, the teams under it and their members can" in outside.text
    assert len(await stored(desk, GoalRow.id)) == 3


async def test_guests_have_no_goals(desk: Office) -> None:
    reply = await desk.type(GUS, "/goal")
    assert "guest" in reply.text


async def test_goals_cannot_serve_each_other(desk: Office) -> None:
    await cascade(desk)
    page = await desk.type(LEO, "/goal 1")
    await desk.press(LEO, page, "Edit")
    offered = await menu(desk, LEO, "goal.parent_id")
    assert "1" not in offered.values()
    assert not (await desk.submit(LEO, parent_id=option("2"))).ok
    assert list(desk.form(LEO).errors) == ["goal.parent_id"]
    assert "serves goal 1 already" in str(desk.form(LEO).errors)
    assert not (await desk.submit(LEO, parent_id=option("1"))).ok
    assert (await stored(desk, GoalRow.parent_id))[0] == (None,)


BUSY = "make 50 calls to customers by end of March because of R&D"


async def test_a_typed_goal_that_counts_activity_is_not_saved_silently(desk: Office) -> None:
    reply = await desk.type(ANA, f"/goal {BUSY}")
    assert reply.text.startswith("Not saved yet.")
    assert f"/goal {BUSY}" in said(reply)
    assert await stored(desk, GoalRow.id) == []
    kept = await desk.press(ANA, reply, "Keep it as activity on purpose")
    assert kept.text.startswith("Set goal 1 for Ana Pereira")
    assert "Activity, not a result" in said(kept)
    await asyncio.gather(*(desk.playground.workspace.repeat_last() for _ in range(3)))
    assert await stored(desk, GoalRow.is_activity) == [(True,)]
    assert "Activity, not a result" in said(await desk.type(ANA, "/goal 1"))
    assert " · Activity · " in said(await desk.type(ANA, "/goal"))


async def test_a_typed_goal_that_counts_activity_becomes_a_result_without_typing_it_again(desk: Office) -> None:
    reply = await desk.type(ANA, f"/goal {BUSY}")
    await desk.press(ANA, reply, "Ask for the result instead")
    form = {block["block_id"]: block["element"] for block in desk.form(ANA).blocks if block["type"] == "input"}
    assert "alls" in form["goal.title"]["initial_value"]
    assert form["goal.target"]["initial_value"] == "50"
    await fill(desk, ANA, title="Renewals among customers", target="80", unit="%")
    assert desk.now(reply).text.startswith("Set goal 1 for Ana Pereira: Renewals among customers to 80 % by ")
    assert await stored(desk, GoalRow.is_activity) == [(False,)]


async def test_the_form_says_why_a_goal_measures_busyness_and_keeps_what_was_typed(desk: Office) -> None:
    await desk.playground.workspace.command(ANA, HELP_DESK, "/goal", "new")
    busy: dict[str, Any] = {
        "title": "Make calls to customers", "target": "50", "unit": "calls", "due_on": "2027-03-31", "why": "More talk"
    }  # fmt: skip
    assert (await desk.submit(ANA, **busy)).ok
    form = desk.form(ANA)
    assert "This measures busyness" in form.blocks[0]["text"]["text"]
    inputs = {block["block_id"]: block["element"] for block in form.blocks if block["type"] == "input"}
    assert [inputs[f"goal.{field}"].get("initial_value") for field in ("title", "target", "unit", "why")] == [
        "Make calls to customers", "50", "calls", "More talk"
    ]  # fmt: skip
    assert not (await desk.submit(ANA)).ok
    assert list(desk.form(ANA).errors) == ["goal.title"]
    assert await stored(desk, GoalRow.id) == []
    await fill(desk, ANA, on_purpose=option("keep", "Keep it as activity on purpose"))
    assert await stored(desk, GoalRow.is_activity, GoalRow.why) == [(True, "More talk")]
    page = await desk.type(ANA, "/goal 1")
    await desk.press(ANA, page, "Edit")
    await fill(desk, ANA, why="Even more")
    assert await stored(desk, GoalRow.is_activity, GoalRow.why) == [(True, "Even more")]


async def test_the_form_takes_a_result_after_the_advice(desk: Office) -> None:
    await desk.playground.workspace.command(ANA, HELP_DESK, "/goal", "new")
    assert (await desk.submit(ANA, title="Make calls to customers", target="50 calls", due_on="2027-03-31")).ok
    await fill(desk, ANA, title="Customers who renew", target="90 %")
    assert await stored(desk, GoalRow.title, GoalRow.is_activity) == [("Customers who renew", False)]


FORGED = [
    ("goal.edit", "3"),
    ("goal.close", "3"),
    ("goal.undo", "3"),
    ("goal.redo", "3"),
    ("goal.reopen", "3"),
    ("goal.under", "3"),
    ("goal.open", "3"),
    ("goal.accept", "3:1"),
    ("goal.propose", "3:1"),
    ("goal.keep_terms", "3:1"),
    ("goal.close", "2"),
    ("goal.edit", "1"),
    ("goal.close", "999"),
    ("goal.close", "99999999999999"),
    ("goal.close", ""),
    ("goal.accept", "3"),
    ("goal.open", "-1"),
    ("goal.list_page", "x"),
    ("goal.page", "3:0"),
    ("goal.keep_activity", "|"),
    ("goal.keep_activity", "1.2.3"),
]


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_forged_buttons_change_nothing(desk: Office) -> None:
    await cascade(desk)
    columns = (GoalRow.title, GoalRow.state, GoalRow.agreement, GoalRow.changed_at)
    before = await stored(desk, *columns)
    listed = await desk.type(BRUNO, "/goal")
    for action_id, value in FORGED:
        await forge(desk, BRUNO, listed, action_id, value)
        assert desk.playground.workspace.view_of(BRUNO) is None, action_id
        refused = desk.reply(BRUNO)
        assert refused.ts != listed.ts, action_id
        assert "CSAT of Ana" not in said(refused) + refused.text, action_id
    assert await stored(desk, *columns) == before


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_a_forged_form_changes_nothing(desk: Office) -> None:
    await cascade(desk)
    before = await stored(desk, GoalRow.title, GoalRow.owner_person_id, GoalRow.changed_at)
    ana = before[2][1]
    await desk.playground.workspace.command(BRUNO, HELP_DESK, "/goal", "new CSAT from 4.1 to 4.6 by end of March")
    form = desk.form(BRUNO)
    for changes, metadata in (
        ({}, '{"goal":3}'),
        ({}, '{"goal":2}'),
        ({}, '{"goal":999}'),
        ({}, '{"other":1}'),
        ({}, "nonsense"),
        ({"owner": option(f"person:{ana}")}, "{}"),
        ({"owner": option("organisation:")}, "{}"),
        ({"owner": option("team:1")}, "{}"),
        ({"owner": option("team:999")}, "{}"),
        ({"owner": option("robot:1")}, "{}"),
        ({"parent_id": option("3")}, "{}"),
        ({"parent_id": option("999")}, "{}"),
        ({"customers": [option("999")]}, "{}"),
    ):
        form.payload["private_metadata"] = metadata
        assert not (await desk.submit(BRUNO, **changes)).ok, (changes, metadata)
        assert desk.form(BRUNO).errors, (changes, metadata)
    assert await stored(desk, GoalRow.title, GoalRow.owner_person_id, GoalRow.changed_at) == before


@pytest.mark.parametrize("office", ["http"], indirect=True)
async def test_three_hundred_goals_are_paged_and_every_one_can_be_reached(desk: Office) -> None:
    await cascade(desk)

    def more(session: Session) -> None:
        columns = [column for column in GoalRow.__table__.c if column.name not in {"id", "origin_key", "title"}]
        for number in range(300):
            session.execute(
                insert(GoalRow).from_select(
                    ["origin_key", "title", *(column.name for column in columns)],
                    select(literal(f"more:{number}"), literal("&" * 190 + f" {number}"), *columns).where(
                        GoalRow.id == 2
                    ),
                )
            )

    await desk.program.store.write(more)
    listed = await desk.type(MAYA, "/goal")
    assert listed.text.startswith("Goals: 303 open")
    pages = 1
    while "More" in labels(listed.blocks):
        listed = await desk.press(MAYA, listed, "More")
        pages += 1
    assert pages == 21
    assert "*3 CSAT of Ana's customers*" in said(listed)
    page = await desk.type(MAYA, "/goal 1")
    assert "*Goals that serve it* (301)" in said(page)
    below = await desk.press(MAYA, page, "More below")
    assert "Page 2 of 38" in said(below)
