"""Persons' cards from real databases: whose numbers count, who sees what of it, and the looks that are noted."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.db.card_looks import CardLookRow
from bot.db.deliveries import DeliveryRow
from bot.db.kudos import KudosPersonRow, KudosRow
from bot.db.people import PersonAliasRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraisePersonRow, PraiseRow
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.card_looks import Seen
from bot.domain.deliveries import Message
from bot.domain.pace import Pace
from bot.domain.past_periods import default_period
from bot.domain.people import Person, Role
from bot.domain.scorecards import BehaviourSeen, PersonCard, PublicCard, Skill, TeamAsked, WhichPerson
from bot.errors import Refused
from bot.services import scorecards
from bot.services.acting import Asker
from bot.services.card_looks import looks_at_me, note_look
from tests.integration.conftest import ELSEWHERE, HERE
from tests.integration.counting import statements
from tests.integration.digest_story import NOW, TODAY, Story, day

PERIOD = default_period(TODAY).key
LISTENING, EMPATHY = "Listening", "Empathy"


def noon(ago: int) -> dt.datetime:
    """Noon so many days ago."""
    return dt.datetime.combine(day(ago), dt.time(12), dt.UTC)


def draw(card: PersonCard, sharer: Person) -> Message:
    return Message(f"{sharer.name} shares {card.person.name}: {card.kudos} kudos")


@dataclass
class Office:
    """Ana and Bruno report to Maya, and she to Dana; Otto is a peer, Lea a leader, Ada an admin, Gus a guest."""

    story: Story
    people: dict[str, int]

    @property
    def store(self) -> Store:
        return self.story.store

    def asker(self, name: str) -> Asker:
        return Asker(self.story.workspace_id, f"U0{name.upper()}")

    async def type(self, who: str, typed: str, now: dt.datetime = NOW) -> scorecards.Answer:
        return await self.store.read(scorecards.card_for_line, self.asker(who), typed, now)

    async def whole(self, who: str, typed: str = "") -> PersonCard:
        card = await self.type(who, typed)
        assert isinstance(card, PersonCard)
        return card

    async def public(self, who: str, typed: str) -> PublicCard:
        card = await self.type(who, typed)
        assert isinstance(card, PublicCard)
        return card

    async def thanks(self, author: str, *thanked: str, ago: int = 5, **values: Any) -> int:
        """Kudos so many days ago."""
        plain = {
            "words": "for staying late",
            "behaviours": [],
            "tags": [],
            "is_private": False,
            "tells_managers": False,
            "origin_key": f"{author}{thanked}{ago}{values}",
            "created_at": noon(ago),
        }

        def add(session: Session) -> int:
            row = {"workspace_id": self.story.workspace_id, "author_id": self.people[author], **plain, **values}
            kudos_id = session.execute(insert(KudosRow).values(**row).returning(KudosRow.id)).scalar_one()
            for name in thanked:
                person = {"kudos_id": kudos_id, "person_id": self.people[name]}
                session.execute(insert(KudosPersonRow).values(workspace_id=self.story.workspace_id, **person))
            return kudos_id

        return await self.store.write(add)

    async def praised(self, name: str, words: str, ago: int = 5, *, sure: bool = True, **values: Any) -> int:
        """A customer's words so many days ago."""
        plain = {
            "source": "outside",
            "words": words,
            "said_by": "Jane Miller",
            "said_at": noon(ago),
            "permalink": "https://northwind.slack.com/archives/C1/p1",
            "reason": "thanks",
            "state": "thanked",
            "handled_by_id": self.people["Maya"],
            "origin_key": f"{name}{words}{ago}",
            "created_at": noon(ago),
        }

        def add(session: Session) -> int:
            row = {"workspace_id": self.story.workspace_id, **plain, **values}
            praise_id = session.execute(insert(PraiseRow).values(**row).returning(PraiseRow.id)).scalar_one()
            about = {"praise_id": praise_id, "person_id": self.people[name], "is_sure": sure}
            session.execute(insert(PraisePersonRow).values(workspace_id=self.story.workspace_id, **about))
            return praise_id

        return await self.store.write(add)

    async def asked_about(self, praise_id: int, *names: str) -> None:
        """These people were asked what becomes of the praise; who isn't known has left."""

        async def ask(name: str) -> None:
            person_id = self.people.get(name) or await self.story.person(name, is_gone=True)
            row = {"praise_id": praise_id, "person_id": person_id, "asked_at": NOW, "times_asked": 1}
            await self.store.write(
                lambda session: session.execute(
                    insert(PraisePromptRow).values(workspace_id=self.story.workspace_id, **row)
                )
            )

        for name in names:
            await ask(name)

    async def looks(self) -> list[tuple[int, int, str]]:
        """Who looked at whom, at what."""
        rows = select(CardLookRow.looker_id, CardLookRow.seen_id, CardLookRow.what)
        found = await self.store.read(lambda session: session.execute(rows).all())
        return [(row.looker_id, row.seen_id, row.what) for row in found]


async def build(store: Store, workspace_id: str = HERE) -> Office:
    story = await Story(store, workspace_id).begin()
    dana = await story.person("Dana")
    maya = await story.person("Maya", manager=dana)
    people = {"Dana": dana, "Maya": maya}
    for name in ("Ana", "Bruno"):
        people[name] = await story.person(name, manager=maya)
    people["Otto"] = await story.person("Otto")
    people["Lea"] = await story.person("Lea", given_role=Role.LEADER.value)
    people["Ada"] = await story.person("Ada", given_role=Role.ADMIN.value)
    people["Gus"] = await story.person("Gus", is_guest=True)
    people["Olga"] = await story.person("Olga", is_outside=True)
    return Office(story, people)


@pytest.fixture
async def office(store: Store) -> Office:
    return await build(store)


async def test_nothing_known_is_said_and_not_shown_as_zeros(office: Office) -> None:
    card = await office.whole("Ana")
    assert card.is_empty
    assert card.is_own
    assert (await office.public("Otto", "<@U0ANA>")).skills == ()


@pytest.mark.parametrize("who", ["Ana", "Maya", "Dana", "Lea", "Ada"])
async def test_oneself_the_chain_leaders_and_admins_see_the_whole_card(office: Office, who: str) -> None:
    assert (await office.whole(who, "<@U0ANA>")).person.id == office.people["Ana"]


@pytest.mark.parametrize("who", ["Otto", "Bruno"])
async def test_colleagues_see_the_public_card(office: Office, who: str) -> None:
    await office.thanks("Otto", "Ana", words="for public help")
    await office.thanks("Maya", "Ana", words="for private help", is_private=True)
    await office.praised("Ana", "Ana is splendid, she saved our morning")
    card = await office.public(who, "<@U0ANA>")
    assert [one.words for one in card.kudos] == ["for public help"]


async def test_managers_below_and_reports_of_reports_see_what_their_place_gives(office: Office) -> None:
    assert isinstance(await office.type("Ana", "<@U0MAYA>"), PublicCard)
    assert isinstance(await office.type("Maya", "<@U0DANA>"), PublicCard)


@pytest.mark.parametrize("who", ["Gus", "Olga"])
@pytest.mark.parametrize("typed", ["", "me", "<@U0ANA>", "ana", "team Support", "Ana last quarter"])
async def test_guests_and_people_from_outside_get_nothing(office: Office, who: str, typed: str) -> None:
    with pytest.raises(Denied) as denied:
        await office.type(who, typed)
    assert denied.value.denial is not None
    with pytest.raises(Denied):
        await office.store.read(scorecards.card_of, office.asker(who), office.people["Ana"], PERIOD, NOW)
    with pytest.raises(Denied):
        await office.store.write(scorecards.share, office.asker(who), office.people["Ana"], PERIOD, "1", NOW, draw=draw)


async def test_results_are_the_persons_agreed_goals_as_they_stand(office: Office) -> None:
    story, ana = office.story, office.people["Ana"]
    good = await story.goal("Good", ana, person=ana, points=[(80, 10.0), (1, 60.0)], starts_on=day(100))
    late = await story.goal("Late", ana, person=ana, points=[(1, 20.0)])
    await story.goal("Calls", ana, person=ana, points=[(1, 5.0)], is_activity=True)
    await story.goal("Asked", ana, person=ana, agreement="asked")
    await story.goal("Withdrawn", ana, person=ana, state="withdrawn")
    await story.goal("Coming", ana, person=ana, starts_on=TODAY + dt.timedelta(days=5))
    await story.goal("Bruno's", ana, person=office.people["Bruno"], points=[(1, 5.0)])
    await story.goal("Everybody's", ana, points=[(1, 5.0)])
    card = await office.whole("Maya", "<@U0ANA>")
    assert [(line.goal.id, line.standing.pace) for line in card.results[:2]] == [
        (late, Pace.OFF_TRACK),
        (good, Pace.ON_TRACK),
    ]
    assert [line.goal.title for line in card.results[2:]] == ["Coming"]
    assert [line.goal.title for line in card.activities] == ["Calls"]
    assert (card.asked, card.on_track, len(card.running)) == (1, 1, 2)
    assert [len(line.points) for line in card.results] == [0, 2, 0]


async def test_a_period_that_is_over_tells_how_goals_stood_then(office: Office) -> None:
    story, ana = office.story, office.people["Ana"]
    then: dict[str, Any] = {"starts_on": day(300), "due_on": day(100)}
    await story.goal("Reached", ana, person=ana, points=[(150, 40.0), (101, 100.0)], state="closed", **then)
    await story.goal("Given up", ana, person=ana, points=[(150, 5.0)], state="closed", starts_on=day(300))
    await story.goal("Later", ana, person=ana, points=[(1, 5.0)], starts_on=day(20))
    card = await office.whole("Maya", f"<@U0ANA> {day(200)}..{day(90)}")
    assert [(line.goal.title, line.standing.pace) for line in card.results] == [("Reached", Pace.REACHED)]
    assert card.results[0].standing.latest is not None
    assert card.results[0].standing.latest.value == 100.0
    assert [line.goal.title for line in (await office.whole("Maya", "<@U0ANA>")).results] == ["Later"]


async def test_customers_words_are_those_that_somebody_decided_on_for_everybody_alike(office: Office) -> None:
    await office.praised("Ana", "You saved our morning, thank you so much", state="recognised")
    await office.praised("Ana", "Thanks for the patience with all of us", ago=4)
    waits = await office.praised("Ana", "Open as yet", ago=3, state="open", handled_by_id=None)
    await office.asked_about(waits, "Maya", "Gone")
    await office.praised("Ana", "Perhaps Ana", ago=3, sure=False)
    await office.praised("Ana", "A joke", ago=3, state="dismissed")
    await office.praised("Ana", "Too long ago", ago=120)
    await office.praised("Bruno", "Bruno did it", ago=3)
    card = await office.whole("Maya", "<@U0ANA>")
    assert card.praises == 2
    assert [(one.words, one.became) for one in card.said] == [
        ("You saved our morning, thank you so much", "recognised by Maya"),
        ("Thanks for the patience with all of us", "Maya said thanks"),
    ]
    assert card.said[0].permalink == "https://northwind.slack.com/archives/C1/p1"
    assert (card.waiting, card.waiting_count, card.deciders) == ((), 0, ())
    own = await office.whole("Ana")
    assert (own.praises, own.said) == (card.praises, card.said)
    assert ([one.words for one in own.waiting], own.waiting_count, own.deciders) == (["Open as yet"], 1, ("Maya",))


async def test_words_that_wait_are_the_latest_and_counted(office: Office) -> None:
    for ago in (3, 5, 4):
        await office.praised("Ana", f"Said {ago} days ago", ago=ago, state="open", handled_by_id=None)
    own = await office.whole("Ana")
    assert ([one.words for one in own.waiting], own.waiting_count) == (["Said 3 days ago", "Said 4 days ago"], 3)
    assert not own.is_empty
    assert not (await office.whole("Maya", "<@U0ANA>")).waiting_count


async def test_private_kudos_stand_on_ones_own_card_alone(office: Office) -> None:
    praise = await office.praised("Ana", "You were so calm with us yesterday", state="recognised")
    await office.thanks("Otto", "Ana", behaviours=[LISTENING])
    secret = await office.thanks("Lea", "Ana", behaviours=[EMPATHY], tags=["secret"], is_private=True)
    answer = await office.thanks("Maya", "Ana", behaviours=[EMPATHY], is_private=True, praise_id=praise)

    def link(session: Session) -> None:
        session.execute(update(PraiseRow).where(PraiseRow.id == praise).values(kudos_id=answer))

    await office.store.write(link)
    assert secret
    own, seen = await office.whole("Ana"), await office.whole("Maya", "<@U0ANA>")
    assert (own.kudos, own.private_kudos) == (2, 2)
    assert (seen.kudos, seen.private_kudos) == (1, 0)
    assert seen.seen_behaviours == (BehaviourSeen(LISTENING, 1, 0),)
    assert set(own.seen_behaviours) == {BehaviourSeen(LISTENING, 1, 0), BehaviourSeen(EMPATHY, 1, 1)}
    assert "secret" in {one.name for one in own.skills}
    assert "secret" not in {one.name for one in (*seen.skills, *(await office.public("Otto", "<@U0ANA>")).skills)}


async def test_two_who_only_thank_each_other_dont_count_and_a_third_opens_the_circle(office: Office) -> None:
    await office.thanks("Ana", "Bruno")
    await office.thanks("Bruno", "Ana", behaviours=[LISTENING])
    assert (await office.whole("Ana")).kudos == 0
    assert (await office.public("Otto", "<@U0ANA>")).kudos == ()
    await office.thanks("Bruno", "Otto")
    assert (await office.whole("Ana")).kudos == 1


async def test_skills_count_who_came_and_not_how_long_it_took(office: Office) -> None:
    story, ana = office.story, office.people["Ana"]
    acme, globex = await story.customer("Acme"), await story.customer("Globex")
    await story.helped(ana, acme, 3, 4, 5, 6, minutes=400, tags=["printers"])
    await story.helped(ana, acme, 3, minutes=5, tags=["vpn"], helped=["U0BRUNO", "U0ANA"])
    await story.helped(ana, globex, 4, minutes=None, tags=["vpn"], helped=["U0OTTO"])
    await story.helped(ana, None, 4, tags=["nobody"])
    await story.helped(ana, acme, 4, tags=["undone"], undone_at=NOW)
    await story.helped(ana, acme, 120, tags=["long-ago"])
    await office.thanks("Otto", "Ana", tags=["vpn", "Listening"])
    card = await office.whole("Maya", "<@U0ANA>")
    assert card.skills == (Skill("vpn", 2, 2, 1), Skill("printers", 1, 0))
    assert (await office.public("Otto", "<@U0ANA>")).skills == card.skills


async def test_help_outside_tickets_is_context_beside_as_many_days_before(office: Office) -> None:
    story, ana = office.story, office.people["Ana"]
    acme = await story.customer("Acme")
    await story.helped(ana, acme, 3, 89, minutes=30, tags=["vpn"])
    await story.helped(ana, acme, 90, 179, minutes=100)
    await story.helped(ana, acme, 180, minutes=1_000)
    await story.helped(office.people["Bruno"], acme, 3, minutes=1_000)
    effort = (await office.whole("Maya", "<@U0ANA>")).effort
    assert (effort.entries, effort.minutes, effort.before) == (2, 60, 200)
    assert [(one.name, one.minutes, one.before) for one in effort.by_customer] == [("Acme", 60, 200)]


async def test_days_are_those_of_the_person_looked_at(office: Office) -> None:
    tokyo = await office.story.person("Yuki", manager=office.people["Maya"], time_zone="Asia/Tokyo")
    office.people["Yuki"] = tokyo
    # 1 October in Tokyo, 30 September in Lisbon.
    at = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)
    await office.thanks("Otto", "Yuki", created_at=at)
    assert (await office.whole("Maya", "<@U0YUKI> this quarter")).kudos == 1
    assert (await office.whole("Maya", "<@U0YUKI> last quarter")).kudos == 0


async def test_names_are_looked_up_and_asked_about_where_several_have_one(office: Office) -> None:
    first = await office.story.person("Ana Pereira", slack_id="U0ANA2", manager=office.people["Maya"])
    assert (await office.whole("Maya", "ana pereira last quarter")).person.id == first
    assert (await office.whole("Maya", "ana")).person.id == office.people["Ana"], "the whole name comes first"
    second = await office.story.person("Maria Lopez", slack_id="U0MARIA1")
    third = await office.story.person("Mariana Cruz", slack_id="U0MARIA2")
    which = await office.type("Maya", "mari this month")
    assert isinstance(which, WhichPerson)
    assert [person.id for person in which.people] == [second, third]
    assert (which.period.words, which.typed) == ("this month", "mari")
    assert (await office.whole("Lea", "maria")).person.id == second, "a whole word comes before a part"
    with pytest.raises(Refused, match="No colleague here is called"):
        await office.type("Maya", "Zebedee")
    near = await office.type("Maya", "Brunno last quarter")
    assert isinstance(near, WhichPerson)
    assert ([person.name for person in near.people], near.is_near) == (["Bruno"], True)
    with pytest.raises(Refused, match="I can't read “gibberish”"):
        await office.type("Maya", "<@U0ANA> gibberish")
    with pytest.raises(Refused):
        await office.type("Maya", "Gus")


@pytest.mark.parametrize("typed", ["jose", "josé", "JOSÉ pereira", "Jose Pereira last quarter"])
async def test_a_name_is_found_with_and_without_its_accents(office: Office, typed: str) -> None:
    jose = await office.story.person("José Pereira", slack_id="U0JOSE")
    await office.story.person("Josephine Okafor", slack_id="U0JOSEPHINE")
    assert (await office.whole("Lea", typed)).person.id == jose


async def test_another_name_and_a_name_that_is_a_month(office: Office) -> None:
    april = await office.story.person("April")

    def known_as(session: Session) -> None:
        session.execute(
            insert(PersonAliasRow).values(workspace_id=HERE, person_id=office.people["Bruno"], key="bear", name="Bear")
        )

    await office.store.write(known_as)
    assert (await office.whole("Maya", "Bear")).person.id == office.people["Bruno"]
    assert (await office.whole("Lea", "april")).person.id == april
    mine = await office.whole("Maya", "March")
    assert mine.is_own
    assert mine.period.words == "March 2026"


@pytest.mark.parametrize("typed", ["mar", "last week"])
async def test_a_period_is_no_part_of_a_name(office: Office, typed: str) -> None:
    await office.story.person("Maria Lastweek")
    await office.story.person("Omar Last Weekend")
    card = await office.whole("ana", typed)
    assert card.is_own


async def test_a_team_is_handed_on_with_its_period(office: Office) -> None:
    asked = await office.type("Maya", "team Field Service last month")
    assert isinstance(asked, TeamAsked)
    assert (asked.name, asked.period.words) == ("Field Service", "last month")


@pytest.mark.parametrize(
    "typed", ["<@U0ANA> <@U0BRUNO>", "<@U0ANA> gibberish", "<@U0NOBODY>", "<@U0GUS>", "<@U0OLGA>", "next quarter"]
)
async def test_what_cannot_be_is_refused(office: Office, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        await office.type("Maya", typed)
    assert not isinstance(refused.value, Denied)
    assert refused.value.remedy


async def test_who_left_has_a_card_for_those_above_alone(office: Office) -> None:
    office.people["Gone"] = await office.story.person("Gone", manager=office.people["Maya"], is_gone=True)
    assert (await office.whole("Maya", "<@U0GONE>")).person.is_gone
    with pytest.raises(Refused, match="isn't here any more"):
        await office.type("Otto", "<@U0GONE>")
    with pytest.raises(Refused, match="isn't here any more"):
        await office.store.write(
            scorecards.share, office.asker("Maya"), office.people["Gone"], PERIOD, "1", NOW, draw=draw
        )


async def test_who_was_forgotten_has_no_card(office: Office) -> None:
    forgotten = await office.story.person("Former", slack_id="XFORGOTTEN1", is_gone=True, manager=office.people["Maya"])
    with pytest.raises(Refused, match="isn't known here"):
        await office.store.read(scorecards.card_of, office.asker("Maya"), forgotten, PERIOD, NOW)


async def test_a_look_is_noted_once_for_a_request_and_never_at_oneself(office: Office) -> None:
    ana, maya = office.people["Ana"], office.people["Maya"]
    for request in ("command:1", "command:1", "command:2"):
        await office.store.write(note_look, office.asker("Maya"), [ana], Seen.SCORECARD, request, NOW)
    await office.store.write(note_look, office.asker("Ana"), [ana], Seen.SCORECARD, "command:3", NOW)
    await office.store.write(note_look, office.asker("Otto"), [ana], Seen.PUBLIC_CARD, "command:4", NOW)
    assert await office.looks() == [
        (maya, ana, "scorecard"),
        (maya, ana, "scorecard"),
        (office.people["Otto"], ana, "public_card"),
    ]
    seen = await office.store.read(looks_at_me, office.asker("Ana"), 2)
    assert (seen.total, [one.looker_name for one in seen.looks]) == (3, ["Otto", "Maya"])
    assert (await office.store.read(looks_at_me, office.asker("Maya"))).total == 0
    own = await office.whole("Ana")
    assert (own.look_count, [one.looker_name for one in own.looks]) == (3, ["Otto", "Maya", "Maya"])
    assert (await office.whole("Maya", "<@U0ANA>")).look_count == 0, "who else looked is for the person alone"


async def queued(store: Store) -> list[tuple[str, str, str]]:
    """Where messages go, what they say and how they stand."""
    rows = await store.read(
        lambda session: session.execute(select(DeliveryRow.to, DeliveryRow.message, DeliveryRow.state)).all()
    )
    return [(row.to, row.message["text"], row.state) for row in rows]


async def test_sharing_is_one_message_to_both_without_what_is_private_and_can_be_taken_back(office: Office) -> None:
    ana = office.people["Ana"]
    await office.thanks("Otto", "Ana")
    await office.thanks("Lea", "Ana", is_private=True)
    for _ in range(2):
        await office.store.write(scorecards.share, office.asker("Maya"), ana, PERIOD, "1.2", NOW, draw=draw)
    assert await queued(office.store) == [("U0MAYA,U0ANA", "Maya shares Ana: 1 kudos", "due")]
    await office.store.write(scorecards.take_back_shared, office.asker("Lea"), "1.2", NOW)
    assert [state for *_, state in await queued(office.store)] == ["due"], "somebody else's stays"
    await office.store.write(scorecards.take_back_shared, office.asker("Maya"), "1.2", NOW)
    assert [state for *_, state in await queued(office.store)] == ["withdrawn"]


async def test_only_who_sees_the_whole_card_can_share_it(office: Office) -> None:
    for who, error in (("Otto", Denied), ("Ana", Refused)):
        with pytest.raises(error):
            await office.store.write(
                scorecards.share, office.asker(who), office.people["Ana"], PERIOD, "1", NOW, draw=draw
            )
    assert await queued(office.store) == []


async def test_a_forged_button_shows_no_more_than_the_command(office: Office) -> None:
    otto, ana = office.asker("Otto"), office.people["Ana"]
    assert isinstance(await office.store.read(scorecards.card_of, otto, ana, "", NOW), PublicCard)
    for key in ("whatever", "2026-13-45..2026-01-01", "2027-01-01..2027-02-01", "<@U0ANA>"):
        with pytest.raises(Refused):
            await office.store.read(scorecards.card_of, otto, ana, key, NOW)
    with pytest.raises(Refused):
        await office.store.read(scorecards.card_of, otto, 10**9, PERIOD, NOW)


async def test_another_workspace_appears_nowhere(office: Office) -> None:
    there = await build(office.store, ELSEWHERE)
    acme = await there.story.customer("Acme")
    await there.story.helped(there.people["Ana"], acme, 3, tags=["theirs"], helped=["U0BRUNO"])
    await there.story.goal("Theirs", there.people["Ana"], person=there.people["Ana"], points=[(1, 5.0)])
    await there.thanks("Otto", "Ana")
    await there.praised("Ana", "Their customer said so")
    assert (await office.whole("Ana")).is_empty
    assert not (await there.whole("Ana")).is_empty
    with pytest.raises(Refused):
        await office.store.read(scorecards.card_of, office.asker("Lea"), there.people["Ana"], PERIOD, NOW)
    with pytest.raises(Refused):
        await office.store.write(
            scorecards.share, office.asker("Lea"), there.people["Ana"], PERIOD, "1", NOW, draw=draw
        )


async def test_a_card_takes_no_more_statements_whatever_is_known(office: Office) -> None:
    async def count() -> int:
        await office.whole("Maya", "<@U0ANA>")
        with statements() as run:
            await office.whole("Maya", "<@U0ANA>")
        return len([one for one in run if one.lstrip().upper().startswith(("SELECT", "WITH"))])

    story, ana = office.story, office.people["Ana"]
    await office.thanks("Otto", "Ana")
    few = await count()  # with one who thanked, who may be a circle with Ana: the most there is to ask
    for number in range(4):
        customer = await story.customer(f"Customer {number}")
        await story.helped(ana, customer, *range(20), tags=[f"tag{number}"])
        await story.goal(f"Goal {number}", ana, person=ana, points=[(ago, 5.0) for ago in range(9)])
        await office.thanks("Lea", "Ana", ago=number)
        await office.praised("Ana", f"Well done for the {number}th time", ago=number)
    assert await count() <= few
    assert few <= 20
