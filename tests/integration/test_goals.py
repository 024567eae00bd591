"""Goals in the database: whose they are, who may do what, the cascade, agreement, and one effect a request."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db import goals as goal_rows
from bot.db import people as people_rows
from bot.db.deliveries import DeliveryRow
from bot.db.goals import GoalChangeRow, GoalRow
from bot.db.known import lately
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.db.teams import TeamRow
from bot.domain.access import Denied
from bot.domain.goal_pages import GOALS_A_PAGE, ActivityFound, GoalReceipt, GoalWish, Question
from bot.domain.goal_rules import GoalRefused
from bot.domain.goals import Agreement, Direction, Goal, GoalGroup, GoalState, OwnerKind
from bot.errors import Refused
from bot.services import goal_agreement, goal_pages, goal_reach, goals, people
from bot.services.acting import Asker
from handlers.goals import MESSAGES
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, opened, person

LEO, MAYA, CHIDI = Asker(HERE, "U0LEO"), Asker(HERE, "U0MAYA"), Asker(HERE, "U0CHIDI")
LINE = "CSAT from 4.1 to 4.6 by end of March"


def arrange(session: Session) -> None:
    """Leo leads the organisation; Maya leads Support (Ana) with Night under it (Bruno); Chidi is in Sales."""
    ids = {
        row.slack_id: row.id
        for row in session.execute(select(PersonRow.slack_id, PersonRow.id).where(PersonRow.workspace_id == HERE))
    }
    teams: dict[str, int] = {}
    for name, parent, lead in (("Support", None, "U0MAYA"), ("Night", "Support", None), ("Sales", None, None)):
        values = {
            "workspace_id": HERE,
            "name": name,
            "key": name.lower(),
            "parent_id": teams.get(parent or ""),
            "lead_id": ids.get(lead or ""),
            "created_at": NOW,
        }
        teams[name] = session.execute(insert(TeamRow).values(**values).returning(TeamRow.id)).scalar_one()
    places: dict[str, dict[str, Any]] = {
        "U0LEO": {"given_role": "leader"},
        "U0MAYA": {"manager_id": ids["U0LEO"]},
        "U0ANA": {"manager_id": ids["U0MAYA"], "team_id": teams["Support"]},
        "U0BRUNO": {"team_id": teams["Night"]},
        "U0CHIDI": {"team_id": teams["Sales"]},
    }
    for slack_id, values in places.items():
        session.execute(
            update(PersonRow).where(PersonRow.id == ids[slack_id]).values(**values),
            execution_options={"synchronize_session": False},
        )
    lately(session).forget_all()


@pytest.fixture
async def desk(desk: Store) -> Store:
    """The store with everybody in their place."""
    newcomers = [person(LEO, name="Leo Hart"), person(MAYA, name="Maya Lind"), person(CHIDI, name="Chidi Okafor")]
    await desk.write(people.learn, newcomers, NOW)
    await desk.write(arrange)
    return desk


@pytest.fixture
async def ids(desk: Store) -> dict[str, int]:
    """Ids of people by Slack id, and of teams by name."""
    people_here = select(PersonRow.slack_id, PersonRow.id).where(PersonRow.workspace_id == HERE)
    rows = await desk.read(
        lambda session: [*session.execute(people_here), *session.execute(select(TeamRow.name, TeamRow.id))]
    )
    return {row[0]: row[1] for row in rows}


async def set_line(store: Store, asker: Asker, typed: str, request: str = "") -> Goal:
    """Sets a typed goal that asks for a result."""
    outcome = await store.write(goals.set_line, asker, typed, request or f"command:{typed}", NOW, MESSAGES)
    assert isinstance(outcome, GoalReceipt)
    return outcome.goal


def wish_like(goal: Goal, **changes: Any) -> GoalWish:
    """The goal as a form sends it back, with these parts changed."""
    wish = GoalWish(
        title=goal.title,
        owner_kind=goal.owner.kind,
        owner_id=goal.owner.id,
        unit=goal.unit,
        direction=goal.direction,
        baseline=goal.baseline,
        target=goal.target,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        parent_id=goal.parent_id,
        why=goal.why,
        customer_ids=tuple(customer.id for customer in goal.customers),
        tags=goal.tags,
    )
    return replace(wish, **changes)


async def change(store: Store, asker: Asker, goal: Goal, **changes: Any) -> Goal:
    """Changes a goal through the form."""
    outcome = await store.write(goals.change, asker, goal.id, wish_like(goal, **changes), NOW, MESSAGES)
    assert isinstance(outcome, GoalReceipt)
    return outcome.goal


async def deliveries(store: Store) -> list[tuple[str, str, str]]:
    """What is queued: purpose, to whom, and whether it is due."""
    query = select(DeliveryRow.purpose, DeliveryRow.to, DeliveryRow.state).order_by(DeliveryRow.purpose)
    rows = await store.read(lambda session: session.execute(query).all())
    return [(row.purpose, row.to, row.state) for row in rows]


async def count(store: Store, table: type[GoalRow] | type[GoalChangeRow]) -> int:
    """How many rows there are."""
    return await store.read(lambda session: session.execute(select(func.count()).select_from(table)).scalar_one())


class TestQueries:
    """What others ask of `bot.db.goals`."""

    async def test_open_goals_of_people_teams_and_the_organisation(self, desk: Store, ids: dict[str, int]) -> None:
        of_all = await set_line(desk, LEO, "CSAT for everybody from 4.1 to 4.6 by end of June")
        of_team = await set_line(desk, MAYA, "CSAT for Support from 4.1 to 4.6 by end of May")
        own = await set_line(desk, ANA, "CSAT from 4.1 to 4.6 by end of April")
        closed = await set_line(desk, ANA, "CSAT two from 4.1 to 4.6 by end of March")
        await desk.write(goals.close, ANA, closed.id, NOW, MESSAGES)

        async def found(people: list[str], teams: list[str], everybody: bool) -> list[int]:
            of_people, of_teams = [ids[one] for one in people], [ids[one] for one in teams]
            return [one.id for one in await desk.read(goal_rows.open_of, HERE, of_people, of_teams, everybody)]

        assert await found(["U0ANA"], ["Support"], True) == [own.id, of_team.id, of_all.id]
        assert await found(["U0ANA", "U0BRUNO"], [], False) == [own.id]
        assert await found([], [], False) == []
        assert await desk.read(goal_rows.open_of, ELSEWHERE, [ids["U0ANA"]], [ids["Support"]], True) == []
        many = range(1, 40_000)
        assert [one.id for one in await desk.read(goal_rows.open_of, HERE, many, many, False)] == [own.id, of_team.id]

    async def test_a_goal_is_read_as_it_was_set(self, desk: Store, ids: dict[str, int]) -> None:
        acme = await desk.write(customer_rows.add, HERE, "Acme", "acme", NOW)
        typed = "CSAT for Support at Acme from 4.1 to 4.6 by end of March #vpn because they renew"
        goal = await set_line(desk, MAYA, typed)
        assert (goal.owner.kind, goal.owner.id, goal.owner.name) == (OwnerKind.TEAM, ids["Support"], "Support")
        assert (goal.baseline, goal.target, goal.direction) == (4.1, 4.6, Direction.UP)
        assert (goal.starts_on, goal.due_on) == (date(2026, 11, 18), date(2027, 3, 31))
        assert (goal.customers, goal.tags, goal.why) == ((acme,), ("vpn",), "they renew")
        assert goal.created_at == NOW
        assert await desk.read(goal_rows.by_ids, HERE, [goal.id, 999]) == {goal.id: goal}
        assert await desk.read(goal_rows.by_ids, ELSEWHERE, [goal.id]) == {}

    async def test_parents_and_children(self, desk: Store) -> None:
        top = await set_line(desk, LEO, "CSAT for everybody from 4.1 to 4.6 by end of June")
        middle = await set_line(desk, MAYA, f"CSAT for Support under goal {top.id} from 4.1 to 4.6 by end of May")
        low = await set_line(desk, ANA, f"CSAT under goal {middle.id} from 4.1 to 4.6 by end of April")
        assert [one.id for one in await desk.read(goal_rows.parents_of, HERE, low.id)] == [middle.id, top.id]
        assert [one.id for one in await desk.read(goal_rows.children_of, HERE, top.id)] == [middle.id]
        assert await desk.read(goal_rows.parents_of, ELSEWHERE, low.id) == []
        assert await desk.read(goal_rows.children_of, ELSEWHERE, top.id) == []

    async def test_parents_end_where_the_data_has_a_loop(self, desk: Store) -> None:
        one = await set_line(desk, ANA, f"{LINE} #one")
        two = await set_line(desk, ANA, f"{LINE} #two")

        def tie(session: Session) -> None:
            for goal, parent in ((one, two), (two, one)):
                session.execute(update(GoalRow).where(GoalRow.id == goal.id).values(parent_id=parent.id))

        await desk.write(tie)
        assert [goal.id for goal in await desk.read(goal_rows.parents_of, HERE, one.id)] == [two.id, one.id]
        page = await desk.read(goal_pages.page_of, ANA, one.id, 0, NOW)
        assert page.goal.id == one.id


class TestList:
    """`/goal`."""

    async def test_in_groups_and_pages(self, desk: Store) -> None:
        await set_line(desk, LEO, "CSAT for everybody from 4.1 to 4.6 by end of June")
        await set_line(desk, MAYA, "CSAT for Support from 4.1 to 4.6 by end of May")
        await set_line(desk, MAYA, "CSAT for Night from 4.1 to 4.6 by end of May")
        for number in range(20):
            await set_line(desk, ANA, f"CSAT from 4.1 to 4.6 by end of April #t{number}")
        await set_line(desk, CHIDI, LINE)
        first = await desk.read(goal_pages.list_of, ANA, 0, NOW)
        assert first.counts == {GoalGroup.ORGANISATION: 1, GoalGroup.MY_TEAM: 1, GoalGroup.MINE: 20}
        assert len(first.goals) == GOALS_A_PAGE
        second = await desk.read(goal_pages.list_of, ANA, 99, NOW)
        assert (second.page, second.pages) == (1, 2)
        every = [one.goal.id for _, one in (*first.goals, *second.goals)]
        assert len(set(every)) == len(every) == 22
        maya = await desk.read(goal_pages.list_of, MAYA, 0, NOW)
        assert maya.counts == {GoalGroup.ORGANISATION: 1, GoalGroup.TEAMS: 2, GoalGroup.PEOPLE: 20}
        leo = await desk.read(goal_pages.list_of, LEO, 0, NOW)
        assert leo.counts == {GoalGroup.ORGANISATION: 1, GoalGroup.TEAMS: 2, GoalGroup.PEOPLE: 20}
        bruno = await desk.read(goal_pages.list_of, BRUNO, 0, NOW)
        assert bruno.counts == {GoalGroup.ORGANISATION: 1, GoalGroup.MY_TEAM: 2}
        stranger = await desk.read(goal_pages.list_of, STRANGER, 0, NOW)
        assert stranger.total == 0


class TestAccess:
    """Whose goals somebody may see, set and change."""

    @pytest.mark.parametrize(
        ("asker", "typed"),
        [
            (ANA, "CSAT for everybody from 4.1 to 4.6 by end of June"),
            (MAYA, "CSAT for everybody from 4.1 to 4.6 by end of June"),
            (ANA, "CSAT for Support from 4.1 to 4.6 by end of June"),
            (MAYA, "CSAT for Sales from 4.1 to 4.6 by end of June"),
            (ANA, "CSAT for <@U0BRUNO> from 4.1 to 4.6 by end of June"),
            (MAYA, "CSAT for <@U0LEO> from 4.1 to 4.6 by end of June"),
            (CHIDI, "CSAT for <@U0ANA> from 4.1 to 4.6 by end of June"),
        ],
    )
    async def test_not_for_others(self, desk: Store, asker: Asker, typed: str) -> None:
        with pytest.raises(Denied):
            await set_line(desk, asker, typed)
        assert await count(desk, GoalRow) == 0

    @pytest.mark.parametrize(
        ("asker", "whose"),
        [
            (LEO, "everybody"),
            (LEO, "Sales"),
            (LEO, "<@U0CHIDI>"),
            (MAYA, "Support"),
            (MAYA, "Night"),
            (MAYA, "<@U0ANA>"),
            (MAYA, "<@U0BRUNO>"),
        ],
    )
    async def test_for_those_in_reach(self, desk: Store, asker: Asker, whose: str) -> None:
        goal = await set_line(desk, asker, f"CSAT for {whose} from 4.1 to 4.6 by end of June")
        asked = Agreement.ASKED if goal.owner.kind is OwnerKind.PERSON else Agreement.NOT_NEEDED
        assert goal.agreement is asked

    async def test_what_the_owner_menu_offers(self, desk: Store) -> None:
        async def offered(asker: Asker, words: str = "") -> list[str]:
            return [owner.name for owner in await desk.read(goal_reach.owners_to_choose, asker, words, 50)]

        assert await offered(ANA) == ["Ana Pereira"]
        assert await offered(MAYA) == ["Night", "Support", "Maya Lind", "Ana Pereira", "Bruno Keller"]
        assert await offered(MAYA, "supp") == ["Support"]
        assert (await offered(LEO))[:5] == ["the organisation", "Night", "Sales", "Support", "Leo Hart"]
        assert await offered(STRANGER) == ["Stan Ranger"]

    async def test_a_goal_of_another_workspace_is_as_unknown_as_none(self, desk: Store) -> None:
        goal = await set_line(desk, ANA, LINE)
        words = []
        for goal_id in (goal.id, 999):
            with pytest.raises(Refused) as refused:
                await desk.write(goals.take_back, STRANGER, goal_id, NOW)
            words.append(refused.value.problem.replace(str(goal_id), "N"))
            with pytest.raises(Refused) as refused:
                await desk.read(goal_pages.page_of, STRANGER, goal_id, 0, NOW)
            words.append(refused.value.problem.replace(str(goal_id), "N"))
        assert set(words) == {"There is no goal N here."}

    async def test_nothing_of_another_workspace_can_be_named(self, desk: Store, ids: dict[str, int]) -> None:
        goal = await set_line(desk, ANA, LINE)
        acme = await desk.write(customer_rows.add, HERE, "Acme", "acme", NOW)
        own = await set_line(desk, STRANGER, LINE)
        wrong: list[dict[str, Any]] = [
            {"parent_id": goal.id},
            {"owner_id": ids["U0ANA"]},
            {"owner_kind": OwnerKind.TEAM, "owner_id": ids["Support"]},
            {"customer_ids": (acme.id,)},
        ]
        for changes in wrong:
            with pytest.raises(Refused):
                await change(desk, STRANGER, own, **changes)
        assert await count(desk, GoalChangeRow) == 0


class TestCascade:
    """Who may stand under whom."""

    @pytest.mark.parametrize(
        ("asker", "parent", "child", "is_within"),
        [
            (LEO, "everybody", "Sales", True),
            (LEO, "everybody", "<@U0CHIDI>", True),
            (LEO, "Support", "Night", True),
            (LEO, "Night", "Support", False),
            (LEO, "Support", "<@U0BRUNO>", True),
            (LEO, "Support", "<@U0MAYA>", True),
            (LEO, "Support", "<@U0CHIDI>", False),
            (LEO, "Support", "everybody", False),
            (LEO, "<@U0MAYA>", "<@U0ANA>", True),
            (LEO, "<@U0MAYA>", "Night", True),
            (LEO, "<@U0ANA>", "<@U0MAYA>", False),
            (LEO, "<@U0ANA>", "<@U0ANA>", True),
        ],
    )
    async def test_owners_within_the_parents_reach(
        self, desk: Store, asker: Asker, parent: str, child: str, is_within: bool
    ) -> None:
        above = await set_line(desk, asker, f"CSAT for {parent} from 4.1 to 4.6 by end of June")
        below = f"first answers for {child} under goal {above.id} from 50 % to 60 % by end of June"
        if is_within:
            assert (await set_line(desk, asker, below)).parent_id == above.id
        else:
            with pytest.raises(GoalRefused) as refused:
                await set_line(desk, asker, below)
            assert refused.value.field == "parent"
            assert "can" in refused.value.remedy

    async def test_the_parent_menu_offers_what_would_be_taken(self, desk: Store, ids: dict[str, int]) -> None:
        for whose in ("everybody", "Support", "Night", "Sales", "<@U0MAYA>", "<@U0ANA>"):
            await set_line(desk, LEO, f"CSAT of {whose[2:5]} for {whose} from 4.1 to 4.6 by end of June")

        async def offered(asker: Asker, kind: OwnerKind, owner: int | None, words: str = "") -> list[str]:
            query = goal_pages.parents_to_choose
            found = await desk.read(query, asker, (kind, owner), words, 0, 50)
            return sorted(goal.owner.name for goal in found)

        assert await offered(LEO, OwnerKind.ORGANISATION, None) == ["the organisation"]
        assert await offered(LEO, OwnerKind.TEAM, ids["Night"]) == ["Maya Lind", "Night", "Support", "the organisation"]
        assert await offered(LEO, OwnerKind.PERSON, ids["U0ANA"]) == [
            "Ana Pereira", "Maya Lind", "Support", "the organisation"
        ]  # fmt: skip
        assert await offered(ANA, OwnerKind.PERSON, ids["U0ANA"]) == ["Ana Pereira", "Support", "the organisation"]
        assert await offered(ANA, OwnerKind.PERSON, ids["U0ANA"], "sup") == ["Support"]
        assert await offered(CHIDI, OwnerKind.PERSON, ids["U0CHIDI"]) == ["Sales", "the organisation"]

    async def test_two_who_tie_a_loop_at_the_same_time(self, desk: Store, database_url: str) -> None:
        one = await set_line(desk, LEO, "CSAT one for everybody from 4.1 to 4.6 by end of June")
        two = await set_line(desk, LEO, "CSAT two for everybody from 4.1 to 4.6 by end of June")
        async with opened(database_url) as other:
            outcomes = await asyncio.gather(
                change(desk, LEO, one, parent_id=two.id),
                change(other, LEO, two, parent_id=one.id),
                return_exceptions=True,
            )
        refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert [type(outcome) for outcome in refused] == [GoalRefused]

    async def test_a_goal_with_children_is_not_taken_back_nor_given_away_from_above_them(
        self, desk: Store, ids: dict[str, int]
    ) -> None:
        top = await set_line(desk, MAYA, "CSAT for Support from 4.1 to 4.6 by end of June")
        low = await set_line(desk, ANA, f"CSAT under goal {top.id} from 4.1 to 4.6 by end of April")
        with pytest.raises(Refused):
            await desk.write(goals.take_back, MAYA, top.id, NOW)
        with pytest.raises(Refused):
            await change(desk, MAYA, top, owner_id=ids["Night"])
        await desk.write(goals.take_back, ANA, low.id, NOW)
        assert (await desk.write(goals.take_back, MAYA, top.id, NOW)).goal.state is GoalState.WITHDRAWN
        with pytest.raises(GoalRefused):
            await desk.write(goals.put_back, ANA, low.id, NOW, MESSAGES)


class TestAgreement:
    """A goal set for somebody is theirs to accept."""

    @pytest.fixture
    async def goal(self, desk: Store) -> Goal:
        """Maya's goal for Ana."""
        return await set_line(desk, MAYA, "CSAT for <@U0ANA> from 4.1 to 4.6 by end of March")

    async def test_a_question_that_was_not_sent_is_taken_back_with_the_goal(self, desk: Store, goal: Goal) -> None:
        ask = f"goal-ask:{goal.id}:1"
        assert await deliveries(desk) == [(ask, "U0ANA", "due")]
        await desk.write(goals.take_back, MAYA, goal.id, NOW)
        assert await deliveries(desk) == [(ask, "U0ANA", "withdrawn")]
        await desk.write(goals.put_back, MAYA, goal.id, NOW, MESSAGES)
        assert await deliveries(desk) == [(ask, "U0ANA", "due")]
        await desk.write(goals.close, MAYA, goal.id, NOW, MESSAGES)
        assert await deliveries(desk) == [(ask, "U0ANA", "withdrawn")]

    async def test_only_the_owner_answers(self, desk: Store, goal: Goal) -> None:
        for asker in (MAYA, LEO, BRUNO):
            with pytest.raises(Denied):
                await desk.write(goal_agreement.accept, asker, goal.id, 1, NOW, MESSAGES)
        with pytest.raises(Refused):
            await desk.write(goal_agreement.accept, STRANGER, goal.id, 1, NOW, MESSAGES)
        team = await set_line(desk, MAYA, "CSAT for Support from 4.1 to 4.6 by end of June")
        with pytest.raises(Denied):
            await desk.write(goal_agreement.accept, ANA, team.id, 1, NOW, MESSAGES)

    async def test_two_answers_at_the_same_time_are_one(self, desk: Store, goal: Goal, database_url: str) -> None:
        async with opened(database_url) as other:
            outcomes = await asyncio.gather(
                desk.write(goal_agreement.accept, ANA, goal.id, 1, NOW, MESSAGES),
                other.write(goal_agreement.propose, ANA, goal.id, 1, "4.4", NOW, MESSAGES),
                desk.write(goal_agreement.accept, ANA, goal.id, 1, NOW, MESSAGES),
            )
        assert len({outcome.goal.agreement for outcome in outcomes}) == 1
        told = [purpose for purpose, _, _ in await deliveries(desk) if purpose.startswith("goal-answer")]
        assert told == [f"goal-answer:{goal.id}:1"]
        assert await count(desk, GoalChangeRow) == 1

    @pytest.mark.parametrize(
        ("changes", "is_asked"),
        [
            ({"target": 4.7}, True),
            ({"due_on": date(2027, 6, 30)}, True),
            ({"unit": "points"}, True),
            ({"direction": Direction.AT_LEAST}, True),
            ({"why": "They renew", "title": "CSAT of all", "tags": ("vpn",)}, False),
            ({}, False),
        ],
    )
    async def test_a_change_of_what_was_accepted_asks_again(
        self, desk: Store, goal: Goal, changes: dict[str, Any], is_asked: bool
    ) -> None:
        accepted = (await desk.write(goal_agreement.accept, ANA, goal.id, 1, NOW, MESSAGES)).goal
        changed = await change(desk, MAYA, accepted, **changes)
        assert changed.agreement is (Agreement.ASKED if is_asked else Agreement.ACCEPTED)
        assert ((f"goal-ask:{goal.id}:2", "U0ANA", "due") in await deliveries(desk)) is is_asked

    async def test_the_owner_who_changes_it_tells_who_set_it(self, desk: Store, goal: Goal) -> None:
        changed = await change(desk, ANA, goal, target=4.4)
        assert changed.agreement is Agreement.ACCEPTED
        assert await deliveries(desk) == [
            (f"goal-ask:{goal.id}:1", "U0ANA", "withdrawn"),
            (f"goal-change:{goal.id}:2", "U0MAYA", "due"),
        ]
        late = await desk.write(goal_agreement.accept, ANA, goal.id, 1, NOW, MESSAGES)
        assert late.is_old

    async def test_a_goal_that_goes_to_somebody_else_asks_them(
        self, desk: Store, goal: Goal, ids: dict[str, int]
    ) -> None:
        given = await change(desk, MAYA, goal, owner_id=ids["U0BRUNO"])
        assert given.agreement is Agreement.ASKED
        assert (f"goal-ask:{goal.id}:2", "U0BRUNO", "due") in await deliveries(desk)
        of_team = await change(desk, MAYA, given, owner_kind=OwnerKind.TEAM, owner_id=ids["Night"])
        assert of_team.agreement is Agreement.NOT_NEEDED

    async def test_who_asked_last_hears_the_answer(self, desk: Store, goal: Goal) -> None:
        await change(desk, LEO, goal, target=4.8)
        answered = await desk.write(goal_agreement.propose, ANA, goal.id, 2, "4.7", NOW, MESSAGES)
        assert isinstance(answered, Question)
        assert (f"goal-answer:{goal.id}:2", "U0LEO", "due") in await deliveries(desk)


class TestOnce:
    """One request, one goal; and a refusal leaves nothing behind."""

    async def test_the_same_request_from_two_replicas(self, desk: Store, database_url: str) -> None:
        typed = "CSAT for <@U0ANA> from 4.1 to 4.6 by end of March"
        async with opened(database_url) as other:
            made = await asyncio.gather(
                *(set_line(store, MAYA, typed, "command:1") for store in (desk, other, desk, other))
            )
        assert {goal.id for goal in made} == {made[0].id}
        assert await count(desk, GoalRow) == 1
        assert len(await deliveries(desk)) == 1

    async def test_somebody_elses_request_is_not_answered(self, desk: Store) -> None:
        await set_line(desk, ANA, LINE, "command:1")
        with pytest.raises(Refused):
            await set_line(desk, BRUNO, LINE, "command:1")

    async def test_activity_is_saved_on_purpose_only(self, desk: Store) -> None:
        typed = "make 50 calls by end of March"
        outcome = await desk.write(goals.set_line, ANA, typed, "command:1", NOW, MESSAGES)
        assert isinstance(outcome, ActivityFound)
        assert outcome.typed == typed
        assert await count(desk, GoalRow) == 0
        kept = await desk.write(
            lambda session: goals.set_line(session, ANA, typed, "command:1", NOW, MESSAGES, keeps_activity=True)
        )
        assert isinstance(kept, GoalReceipt)
        assert kept.goal.is_activity
        result = await change(desk, ANA, kept.goal, title="Customers who renew", unit="%")
        assert not result.is_activity

    async def test_what_may_not_be_is_said_before_the_advice(self, desk: Store) -> None:
        with pytest.raises(Denied):
            await desk.write(goals.set_line, ANA, "make 50 calls for Sales by March", "command:1", NOW, MESSAGES)

    async def test_an_overdue_goal_may_be_worded_anew(self, desk: Store) -> None:
        goal = await set_line(desk, ANA, "CSAT from 4.1 to 4.6 by end of March")
        later = datetime(2027, 5, 3, 12, tzinfo=UTC)
        outcome = await desk.write(goals.change, ANA, goal.id, wish_like(goal, title="CSAT of all"), later, MESSAGES)
        assert isinstance(outcome, GoalReceipt)
        assert outcome.goal.title == "CSAT of all"
        wish = wish_like(goal, due_on=date(2027, 4, 30))
        with pytest.raises(GoalRefused):
            await desk.write(goals.change, ANA, goal.id, wish, later, MESSAGES)


async def test_names_that_two_colleagues_share_are_asked_about(desk: Store) -> None:
    await desk.write(people.learn, [person(Asker(HERE, "U9"), name="Ana Lopes")], NOW)
    with pytest.raises(Refused) as refused:
        await set_line(desk, MAYA, "CSAT for Ana from 4.1 to 4.6 by end of March")
    assert "Several colleagues are called Ana" in refused.value.problem
    assert (
        await set_line(desk, MAYA, "CSAT for Ana Pereira from 4.1 to 4.6 by end of March")
    ).owner.slack_id == "U0ANA"


async def test_who_left_gets_no_goal(desk: Store) -> None:
    ana = await desk.read(people_rows.find, HERE, "U0ANA")
    assert ana is not None
    await desk.write(people.learn, [replace(ana, is_gone=True)], NOW)
    with pytest.raises(Refused):
        await set_line(desk, MAYA, "CSAT for <@U0ANA> from 4.1 to 4.6 by end of March")


async def test_goals_of_who_left_are_in_no_list(desk: Store) -> None:
    await set_line(desk, ANA, LINE)
    ana = await desk.read(people_rows.find, HERE, "U0ANA")
    assert ana is not None
    assert (await desk.read(goal_pages.list_of, MAYA, 0, NOW)).total == 1
    await desk.write(people.learn, [replace(ana, is_gone=True)], NOW)
    assert (await desk.read(goal_pages.list_of, MAYA, 0, NOW)).total == 0


async def test_the_owner_menu_finds_those_in_reach_among_many(desk: Store) -> None:
    many = [person(Asker(HERE, f"UA{number}"), name=f"Aaron {number:03}") for number in range(120)]
    await desk.write(people.learn, many, NOW)
    offered = await desk.read(goal_reach.owners_to_choose, MAYA, "", 5)
    assert [owner.name for owner in offered] == ["Night", "Support", "Maya Lind", "Ana Pereira", "Bruno Keller"]
    assert len(await desk.read(goal_reach.owners_to_choose, LEO, "aaron", 50)) == 50
