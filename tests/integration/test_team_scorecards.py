"""Teams' cards from real databases: whose numbers count, who may see them, and the looks that are noted."""

import datetime as dt
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db.card_looks import CardLookRow
from bot.db.kudos import KudosPersonRow, KudosRow
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.card_looks import Seen
from bot.domain.pace import Pace
from bot.domain.past_periods import PastPeriod, default_period
from bot.domain.people import Role, Team
from bot.domain.team_scorecards import TeamCard, TeamChoice, UnknownTeam
from bot.errors import Refused
from bot.services.acting import Asker
from bot.services.card_looks import note_look
from bot.services.team_scorecards import team_cards, team_to_see, team_with_id
from tests.integration.counting import statements
from tests.integration.digest_story import NOW, TODAY, Story, day

HERE = "T0HERE"
QUARTER = default_period(TODAY)


@dataclass
class Office:
    """Support, with Field Service below it: Maya leads both, Dana is above her.

    Ana, Bruno and Eve are in Support, Finn is in Field Service; Otto is in Sales, alone; Lea is a leader.
    """

    story: Story
    support: int
    field: int
    sales: int
    people: dict[str, int]

    def asker(self, name: str) -> Asker:
        return Asker(self.story.workspace_id, f"U0{name.upper()}")

    async def card(self, name: str, team: int | None = None, period: PastPeriod = QUARTER) -> TeamCard:
        steps = self.story.store.stream(team_cards, self.asker(name), team or self.support, period, NOW)
        async with aclosing(steps) as cards:
            return await anext(cards)

    async def thanks(self, author: str, thanked: str, ago: int = 5, **values: object) -> None:
        """Kudos so many days ago."""
        moment = dt.datetime.combine(day(ago), dt.time(12), dt.UTC)
        plain: dict[str, object] = {
            "words": "for staying late",
            "behaviours": [],
            "tags": [],
            "is_private": False,
            "tells_managers": False,
            "origin_key": f"{author}{thanked}{ago}{values}",
            "created_at": moment,
        }

        def add(session: Session) -> None:
            row = {"workspace_id": self.story.workspace_id, "author_id": self.people[author], **plain, **values}
            kudos_id = session.execute(insert(KudosRow).values(**row).returning(KudosRow.id)).scalar_one()
            person = {"kudos_id": kudos_id, "person_id": self.people[thanked]}
            session.execute(insert(KudosPersonRow).values(workspace_id=self.story.workspace_id, **person))

        await self.story.store.write(add)


async def build(store: Store, workspace_id: str = HERE) -> Office:
    story = await Story(store, workspace_id).begin()
    dana = await story.person("Dana")
    maya = await story.person("Maya", manager=dana)
    support = await story.team("Support", lead=maya)
    field = await story.team("Field Service", lead=maya, parent=support)
    sales = await story.team("Sales")
    people = {"Dana": dana, "Maya": maya}
    for name in ("Ana", "Bruno", "Eve"):
        people[name] = await story.person(name, manager=maya, team=support)
    people["Finn"] = await story.person("Finn", manager=maya, team=field)
    people["Otto"] = await story.person("Otto", team=sales)
    people["Lea"] = await story.person("Lea", given_role=Role.LEADER.value)
    return Office(story, support, field, sales, people)


@pytest.fixture
async def office(store: Store) -> Office:
    return await build(store)


async def looks(store: Store) -> set[tuple[int, int, str]]:
    """Who looked at whom, at what."""
    rows = select(CardLookRow.looker_id, CardLookRow.seen_id, CardLookRow.what)
    return {(one.looker_id, one.seen_id, one.what) for one in await store.read(lambda s: s.execute(rows).all())}


async def test_results_are_the_teams_its_peoples_and_those_of_the_teams_below(office: Office) -> None:
    story, people = office.story, office.people
    await story.goal("Team's", people["Maya"], team=office.support, points=[(1, 50.0)])
    await story.goal("Below's", people["Maya"], team=office.field, points=[(1, 5.0)])
    await story.goal("Ana's", people["Ana"], person=people["Ana"], points=[(1, 30.0)])
    await story.goal("Finn's", people["Finn"], person=people["Finn"], points=[(60, 9.0)])
    await story.goal("Otto's", people["Otto"], person=people["Otto"], points=[(1, 5.0)])
    await story.goal("All", people["Lea"], points=[(1, 5.0)])
    await story.goal("Calls", people["Ana"], person=people["Ana"], points=[(1, 5.0)], is_activity=True)
    await story.goal("Taken back", people["Ana"], person=people["Ana"], points=[(1, 5.0)], state="withdrawn")
    card = await office.card("Maya")
    assert card.results.paces == {Pace.ON_TRACK: 1, Pace.AT_RISK: 1, Pace.OFF_TRACK: 1, Pace.NO_RECENT_DATA: 1}
    assert [line.goal.title for line in card.results.in_need] == ["Below's", "Ana's", "Finn's"]
    assert (card.results.good, card.results.count, card.results.activities) == (1, 4, 1)
    assert (card.people, card.teams_below, [team.name for team in card.below]) == (4, 1, ["Field Service"])


async def test_a_goal_that_slipped_since_the_period_began_says_so(office: Office) -> None:
    story, people = office.story, office.people
    values: dict[str, Any] = {"starts_on": day(200), "due_on": TODAY + dt.timedelta(days=100)}
    await story.goal("Slipped", people["Maya"], team=office.support, points=[(92, 40.0), (1, 10.0)], **values)
    await story.goal("Improved", people["Maya"], team=office.support, points=[(92, 0.0), (1, 70.0)], **values)
    card = await office.card("Maya")
    assert (card.results.slipped, card.results.improved) == (1, 1)


async def test_a_period_that_is_over_shows_goals_as_they_stood_at_its_end(office: Office) -> None:
    story, people = office.story, office.people
    period = PastPeriod(day(120), day(31), "then")
    values: dict[str, Any] = {"starts_on": day(131), "due_on": day(-69)}
    await story.goal("Good then", people["Maya"], team=office.support, points=[(33, 55.0), (1, 0.0)], **values)
    await story.goal("New", people["Maya"], team=office.support, starts_on=day(10), points=[(1, 0.0)])
    moments = {"closed before": 125, "closed since": 90}
    for title, ago in moments.items():
        changed = dt.datetime.combine(day(ago), dt.time(12), dt.UTC)
        closed: dict[str, Any] = {"state": "closed", "changed_at": changed, **values}
        await story.goal(title, people["Maya"], team=office.support, points=[(ago, 100.0)], **closed)
    card = await office.card("Maya", period=period)
    assert card.results.paces == {Pace.ON_TRACK: 1, Pace.REACHED: 1}


async def test_people_who_left_have_no_results_and_need_no_thanks_but_their_help_counts(office: Office) -> None:
    story, people = office.story, office.people
    gone = await story.person("Gone", manager=people["Maya"], team=office.support, is_gone=True)
    bot = await story.person("Robo", team=office.support, is_bot=True)
    guest = await story.person("Guest", team=office.support, is_guest=True)
    await story.goal("Gone's", gone, person=gone, points=[(1, 5.0)])
    await story.helped(gone, None, 3, minutes=60)
    await story.helped(bot, None, 3, minutes=600)
    await story.helped(guest, None, 3, minutes=30)
    card = await office.card("Maya")
    assert not card.results.paces
    assert (card.load.minutes, card.load.helpers, card.people, card.thanks.colleagues) == (30, 1, 5, 4)
    assert (card.load.left, card.load.left_entries, card.load.left_before) == (60, 1, 0)
    assert (card.load.is_carried, card.load.carrier) == (False, None)
    assert "Guest" not in card.thanks.unthanked


async def test_recognition_names_those_not_thanked_in_public_to_who_may_act(office: Office) -> None:
    await office.thanks("Otto", "Bruno")
    await office.thanks("Otto", "Ana", ago=120)
    await office.thanks("Otto", "Eve", is_private=True)
    await office.thanks("Otto", "Finn", undone_at=NOW)
    card = await office.card("Maya")
    assert (card.thanks.colleagues, card.thanks.thanked) == (4, 1)
    assert card.thanks.unthanked == ("Ana", "Eve", "Finn")


async def test_two_who_only_thank_each_other_count_as_not_thanked(office: Office) -> None:
    await office.thanks("Ana", "Bruno")
    await office.thanks("Bruno", "Ana")
    # Eve and Otto, who is of another team, look like another circle until one sees whom else Otto thanked.
    await office.thanks("Eve", "Otto")
    await office.thanks("Otto", "Eve")
    await office.thanks("Otto", "Lea")
    # Finn and Dana are one indeed.
    await office.thanks("Finn", "Dana")
    await office.thanks("Dana", "Finn", is_private=True)
    await office.thanks("Dana", "Finn", ago=6)
    card = await office.card("Maya")
    assert (card.thanks.thanked, card.thanks.unthanked) == (1, ("Ana", "Bruno", "Finn"))


async def test_load_says_that_one_carries_most_of_it_and_lists_nobodys_hours(office: Office) -> None:
    story, people = office.story, office.people
    await story.helped(people["Ana"], None, 3, 10, 30, minutes=240)
    await story.helped(people["Bruno"], None, 3, minutes=60)
    await story.helped(people["Bruno"], None, 4, minutes=None)
    await story.helped(people["Finn"], None, 100, minutes=120)
    await story.helped(people["Otto"], None, 3, minutes=600)
    await story.helped(people["Eve"], None, 3, minutes=600, undone_at=NOW)
    card = await office.card("Maya")
    load = card.load
    assert (load.minutes, load.before, load.entries, load.helpers) == (780, 120, 5, 2)
    assert (load.is_carried, load.carrier) == (True, "Ana")


async def test_the_leads_own_manager_in_the_team_is_counted_and_not_named(office: Office) -> None:
    story, people = office.story, office.people
    boss = await story.person("Boss", team=office.support)
    await story.helped(boss, None, 3, 4, minutes=300)
    await story.goal("Boss's", boss, person=boss, points=[(1, 5.0)])

    def report_to_boss(session: Session) -> None:
        people_rows.set_manager(session, HERE, people["Maya"], boss, NOW)

    await story.store.write(report_to_boss)
    card = await office.card("Maya")
    assert card.results.paces == {Pace.OFF_TRACK: 1}
    assert (card.results.in_need, card.results.more_in_need) == ((), 1)
    assert (card.load.is_carried, card.load.carrier) == (True, None)
    assert "Boss" not in card.thanks.unthanked
    assert boss not in card.named
    for_leader = await office.card("Lea")
    assert [line.goal.title for line in for_leader.results.in_need] == ["Boss's"]
    assert for_leader.load.carrier == "Boss"


async def test_customers_without_attention_are_those_whom_the_teams_people_served(office: Office) -> None:
    story, people = office.story, office.people
    globex, initech = await story.customer("Globex"), await story.customer("Initech")
    await story.helped(people["Finn"], globex, 30, 33, 36, 39, 42)
    await story.helped(people["Otto"], initech, 30, 33, 36, 39, 42)
    card = await office.card("Maya")
    assert [one.rhythm.customer.name for one in card.unattended] == ["Globex"]


@pytest.mark.parametrize(
    ("name", "may_see"),
    [("Maya", True), ("Dana", True), ("Lea", True), ("Ana", False), ("Otto", False)],
)
async def test_a_teams_card_is_for_its_lead_those_above_and_leaders(office: Office, name: str, may_see: bool) -> None:
    asked = office.story.store.read(team_to_see, office.asker(name), "Support")
    if may_see:
        assert (await asked) == Team(office.support, "Support", None, office.people["Maya"])
        assert (await office.card(name)).team.name == "Support"
        return
    with pytest.raises(Denied):
        await asked
    with pytest.raises(Denied):
        await office.card(name)


@pytest.mark.parametrize("values", [{"is_guest": True}, {"is_outside": True}, {"is_gone": True}])
async def test_guests_and_people_from_outside_learn_not_even_the_names_of_teams(
    office: Office, values: dict[str, bool]
) -> None:
    await office.story.person("Gus", **values)
    for name in ("Support", "Suport", "nothing"):
        with pytest.raises(Denied):
            await office.story.store.read(team_to_see, office.asker("Gus"), name)


async def test_a_look_is_noted_of_who_is_named_once_for_a_request(office: Office) -> None:
    story, people = office.story, office.people
    await story.goal("Ana's", people["Ana"], person=people["Ana"], points=[(1, 5.0)])
    await office.thanks("Otto", "Ana")
    await office.thanks("Otto", "Bruno")
    await office.thanks("Otto", "Finn")
    card = await office.card("Maya")
    assert card.thanks.unthanked == ("Eve",)
    for _ in range(2):
        await story.store.write(note_look, office.asker("Maya"), card.named, Seen.TEAM_SCORECARD, "1", NOW)
    what = Seen.TEAM_SCORECARD.value
    assert await looks(story.store) == {(people["Maya"], people[name], what) for name in ("Ana", "Eve")}


async def test_the_looker_is_neither_named_nor_looked_at(office: Office) -> None:
    story, people = office.story, office.people
    lead = await story.person("Sally", team=office.sales)

    def lead_sales(session: Session) -> None:
        team_rows.change(session, HERE, [Team(office.sales, "Sales", None, lead)])

    await story.store.write(lead_sales)
    await story.goal("Sally's", lead, person=lead, points=[(1, 5.0)])
    card = await office.card("Sally", office.sales)
    assert card.results.in_need
    assert card.thanks.unthanked == ("Otto",)
    assert card.named == {people["Otto"]}


async def test_what_is_said_of_a_team_of_one_is_said_of_that_one(office: Office) -> None:
    await office.thanks("Ana", "Otto")
    await office.story.helped(office.people["Otto"], None, 3)
    assert (await office.card("Lea", office.sales)).named == {office.people["Otto"]}


@pytest.mark.parametrize("name", ["support", " The Support team ", "Team Support", "SUPPORT", "supp"])
async def test_a_team_is_found_by_its_name_and_by_a_part_that_only_one_has(office: Office, name: str) -> None:
    found = await office.story.store.read(team_to_see, office.asker("Maya"), name)
    assert isinstance(found, Team)
    assert found.name == "Support"


@pytest.mark.parametrize("name", ["", "my team", "us"])
async def test_ones_own_team_needs_no_name(office: Office, name: str) -> None:
    sally = await office.story.person("Sally", team=office.sales, given_role=Role.LEADER.value)
    assert sally
    found = await office.story.store.read(team_to_see, office.asker("Sally"), name)
    assert isinstance(found, Team)
    assert found.name == "Sales"
    with pytest.raises(Refused, match="which team"):
        await office.story.store.read(team_to_see, office.asker("Dana"), name)


async def test_a_name_that_several_have_a_part_of_or_is_misspelt_offers_teams(office: Office) -> None:
    await office.story.team("Support West")
    lea = office.asker("Lea")
    within = await office.story.store.read(team_to_see, lea, "upport")
    assert isinstance(within, TeamChoice)
    assert ([team.name for team in within.teams], within.is_near) == (["Support", "Support West"], False)
    near = await office.story.store.read(team_to_see, lea, "Sals")
    assert isinstance(near, TeamChoice)
    assert ([team.name for team in near.teams], near.is_near) == (["Sales"], True)
    with pytest.raises(UnknownTeam, match="no team called Zebras") as unknown:
        await office.story.store.read(team_to_see, lea, "Zebras")
    assert "Support West" in unknown.value.remedy


async def test_another_workspace_has_neither_our_teams_nor_our_numbers(office: Office, store: Store) -> None:
    elsewhere = await build(store, "T0ELSEWHERE")
    people = office.people
    await office.story.goal("Ana's", people["Ana"], person=people["Ana"], points=[(1, 5.0)])
    await office.story.helped(people["Ana"], None, 3)
    await office.thanks("Otto", "Ana")
    assert (await elsewhere.card("Maya", elsewhere.support)).is_empty
    with pytest.raises(Refused):
        await store.read(team_with_id, elsewhere.asker("Lea"), office.support)


async def test_an_empty_team_has_an_empty_card(office: Office) -> None:
    team = await office.story.team("New")
    card = await office.card("Lea", team)
    assert card.is_empty
    assert (card.people, card.named) == (0, frozenset())


async def test_a_larger_team_takes_no_more_statements(office: Office) -> None:
    story, people = office.story, office.people

    async def needed() -> int:
        with statements() as run:
            await office.card("Maya")
        return len(run)

    few = await needed()
    for number in range(12):
        person = await story.person(f"Extra{number}", manager=people["Maya"], team=office.support)
        await story.goal(f"Goal {number}", person, person=person, points=[(1, 5.0)])
        await story.helped(person, None, 3)
    assert await needed() == few
