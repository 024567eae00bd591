"""`/scorecard team …` through the whole program: the card, whose it isn't, and which team is meant."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.db import audit, card_looks
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.domain.card_looks import Seen
from bot.domain.people import Place, Role, Team
from playground.model import Message
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, BRUNO, GUS, HELP_DESK, MAYA, Office, labels


async def make_team(office: Office, name: str, lead: str, members: list[str], parent: str = "") -> None:
    """A team of these people, under another one if it is named."""

    def make(session: Session) -> None:
        now = system_clock()
        people = {one.slack_id: one for one in people_rows.find_many(session, TEAM_ID, [lead, *members])}
        above = team_rows.by_key(session, TEAM_ID, parent.casefold()) if parent else None
        team = team_rows.add(session, TEAM_ID, name, name.casefold(), now)
        led = Team(team.id, team.name, above.id if above else None, people[lead].id)
        team_rows.change(session, TEAM_ID, [led])
        places = {people[one].id: Place(people[one].given_role, people[one].manager_id, team.id) for one in members}
        people_rows.place_many(session, TEAM_ID, places, now)

    await office.program.store.write(make)


async def card(office: Office, person: str, title: str) -> Message:
    """The card that the person is shown, which comes after the acknowledgement."""

    def shown() -> Message | None:
        timeline = office.playground.workspace.timeline(person, HELP_DESK)
        cards = [one for one in timeline if one.ephemeral_to == person and title in json.dumps(one.blocks)]
        return cards[-1] if cards else None

    return await office.until(shown)


async def typed(office: Office, person: str, line: str) -> None:
    """Types a command whose answer comes later."""
    command, _, text = line.partition(" ")
    outcome = await office.playground.workspace.command(person, HELP_DESK, command, text)
    assert outcome.ok, outcome.sentence


async def looks_at(office: Office, person: str) -> list[tuple[str, Seen]]:
    """Who looked at the person, at what."""

    def query(session: Session) -> list[tuple[str, Seen]]:
        seen = people_rows.find(session, TEAM_ID, person)
        assert seen is not None
        return [(look.looker, look.what) for look in card_looks.of_person(session, TEAM_ID, seen.id, 10)]

    return await office.program.store.read(query)


async def test_a_lead_sees_the_teams_card_and_those_named_see_who_looked(office: Office) -> None:
    await make_team(office, "Helpers", MAYA, [ANA, BRUNO])
    await make_team(office, "Field", MAYA, [], parent="Helpers")
    await office.type(ANA, "/logwork 40m helped @bruno reset a VPN token for Acme")
    await office.type(ANA, "/goal Reopened for me from 12% to 5% by end of next year")
    await typed(office, MAYA, "/scorecard team Helpers last 30 days")
    shown = await card(office, MAYA, "Helpers: results")
    assert "40 min in 1 entry, noted by 1 of 2" in json.dumps(shown.blocks)
    assert "the last 30 days" in shown.text
    assert await looks_at(office, ANA) == [(MAYA, Seen.TEAM_SCORECARD)]

    await office.press(MAYA, shown, "Field")
    below = await card(office, MAYA, "Field: results")
    assert "Nothing is known yet of Field" in below.text


async def test_who_may_not_is_told_so_and_it_is_audited(office: Office) -> None:
    await make_team(office, "Helpers", MAYA, [ANA, BRUNO])
    for person in (ANA, GUS):
        reply = await office.type(person, "/scorecard team Helpers")
        assert "40 min" not in json.dumps(reply.blocks)
        assert "results" not in json.dumps(reply.blocks[:1])
    denied = select(audit.AuditRow.actor, audit.AuditRow.subject)
    rows = await office.program.store.read(lambda session: session.execute(denied).all())
    assert {row.actor for row in rows} == {ANA, GUS}
    assert await looks_at(office, BRUNO) == []


async def test_a_part_of_several_names_asks_which_and_a_button_answers(office: Office) -> None:
    await office.set_role(MAYA, Role.LEADER)
    await make_team(office, "Hotline North", BRUNO, [ANA])
    await make_team(office, "Hotline South", BRUNO, [BRUNO])
    question = await office.type(MAYA, "/scorecard team hotline")
    assert labels(question.blocks) == ["Hotline North", "Hotline South"]
    await office.press(MAYA, question, "Hotline South")
    assert "Hotline South" in (await card(office, MAYA, "Hotline South: results")).text
    near = await office.type(MAYA, "/scorecard team Hotlin Nort")
    assert "Did you mean" in near.text
    unknown = await office.type(MAYA, "/scorecard team Zebras")
    assert "There is no team called Zebras" in unknown.text
