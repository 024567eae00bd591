"""Kudos in the database: given once, counted rightly, and never outside their workspace."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.db.deliveries import DeliveryRow
from bot.db.store import Store
from bot.domain.access import Denied
from bot.domain.deliveries import Message
from bot.domain.kudos import UNDO_WITHIN, Kudos, KudosRefused, Spread, Thanked, UnknownThanked
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services import kudos as giving
from bot.services import people
from bot.services.acting import Asker
from bot.services.kudos import KudosDraft
from tests.integration.conftest import ANA, BRUNO, HERE, NOW, STRANGER, person
from tests.integration.counting import statements

MAYA, LEO = Asker(HERE, "U0MAYA"), Asker(HERE, "U0LEO")
TODAY = NOW.date()


def draw_post(kudos: Kudos) -> Message:
    return Message(f"post {kudos.words} {' '.join(kudos.behaviours)} {' '.join(kudos.voices)}".strip())


def draw_told(kudos: Kudos, thanked: Thanked) -> Message:
    return Message(f"told {thanked.slack_id} {' '.join(kudos.behaviours)}".strip())


def draw_manager(kudos: Kudos, theirs: tuple[Thanked, ...]) -> Message:
    return Message(f"manager {kudos.words} {len(theirs)}")


give = partial(giving.give, draw_post=draw_post, draw_told=draw_told, draw_manager=draw_manager)
join_in = partial(giving.join_in, draw_post=draw_post)


@pytest.fixture
async def team(desk: Store) -> Store:
    """The desk with Maya and Leo."""
    await desk.write(people.learn, [person(MAYA, name="Maya Lindqvist"), person(LEO, name="Leo Hart")], NOW)
    return desk


async def thank(
    store: Store, author: Asker, *thanked: Asker, request: str = "", at: datetime = NOW, **values: Any
) -> Kudos:
    draft = KudosDraft(tuple(one.slack_id for one in thanked), "staying late", channel="C1")
    name = request or f"{author.slack_id}:{thanked}:{at}:{values}"
    return await store.write(give, author, replace(draft, **values), name, at)


async def messages(store: Store) -> dict[str, str]:
    """What is queued, by purpose."""
    query = select(DeliveryRow.purpose, DeliveryRow.message)
    rows = await store.read(lambda session: session.execute(query).all())
    return {row.purpose: row.message["text"] for row in rows}


async def received(store: Store, *who: int, first: date = TODAY, last: date = TODAY, **kwargs: Any) -> dict[int, int]:
    """How many kudos each of these people has."""
    found = await store.read(kudos_rows.received, HERE, who, first, last, **kwargs)
    return {person_id: len(kudos) for person_id, kudos in found.items()}


async def ids(store: Store) -> dict[str, int]:
    """Ids of the people here, by Slack id."""
    slack_ids = [one.slack_id for one in (ANA, BRUNO, MAYA, LEO)]

    def read(session: Session) -> dict[str, int]:
        return {one.slack_id: one.id for one in people_rows.find_many(session, HERE, slack_ids)}

    return await store.read(read)


async def test_the_same_request_gives_once(team: Store) -> None:
    given = await asyncio.gather(*(thank(team, MAYA, ANA, BRUNO, request="command:1") for _ in range(8)))
    assert len({kudos.id for kudos in given}) == 1
    assert [one.slack_id for one in given[0].thanked] == [ANA.slack_id, BRUNO.slack_id]
    assert sorted((await messages(team)).values()) == ["post staying late", "told U0ANA", "told U0BRUNO"]
    other = await thank(team, MAYA, ANA, request="command:2")
    assert other.id != given[0].id


async def test_a_refused_kudos_leaves_nothing(team: Store) -> None:
    for who, draft, error in (
        (MAYA, KudosDraft((), "x y", channel="C1"), KudosRefused),
        (MAYA, KudosDraft(("U0MAYA",), "x y", channel="C1"), KudosRefused),
        (MAYA, KudosDraft(("U0ANA",), " ", channel="C1"), KudosRefused),
        (MAYA, KudosDraft(("U0ANA",), "x y"), KudosRefused),
        (MAYA, KudosDraft(("U0NOBODY",), "x y", channel="C1"), UnknownThanked),
        (MAYA, KudosDraft(tuple(f"U{n}" for n in range(21)), "x y", channel="C1"), UnknownThanked),
    ):
        with pytest.raises(error):
            await team.write(give, who, draft, "command:1", NOW)
    assert await messages(team) == {}


async def test_a_channel_that_is_chosen_wins_over_the_workspaces(team: Store) -> None:
    await team.write(settings_rows.save, HERE, WorkspaceSettings(kudos_channel="C2"))
    assert (await thank(team, MAYA, ANA, channel=None)).channel == "C2"
    assert (await thank(team, MAYA, ANA, channel="C3")).channel == "C3"
    assert (await thank(team, MAYA, ANA, is_private=True)).channel is None


async def test_voices_are_each_once_in_their_order(team: Store) -> None:
    kudos = await thank(team, MAYA, ANA, BRUNO)
    await asyncio.gather(*(team.write(join_in, who, kudos.id, NOW) for who in (LEO, ANA, LEO, ANA)))
    shown = await team.read(kudos_rows.by_id, HERE, kudos.id)
    assert shown is not None
    assert sorted(shown.voices) == ["U0ANA", "U0LEO"]
    assert (await messages(team))[f"kudos:{kudos.id}:post"] == f"post staying late  {' '.join(shown.voices)}"
    await team.write(partial(giving.step_back, draw_post=draw_post), LEO, kudos.id, NOW)
    assert (await messages(team))[f"kudos:{kudos.id}:post"].endswith("U0ANA")


async def test_only_the_author_takes_back_within_ten_minutes(team: Store) -> None:
    kudos = await thank(team, MAYA, ANA)
    with pytest.raises(Denied):
        await team.write(giving.undo, BRUNO, kudos.id, NOW)
    with pytest.raises(Refused):
        await team.write(giving.undo, STRANGER, kudos.id, NOW)
    with pytest.raises(Refused, match="ten minutes"):
        await team.write(giving.undo, MAYA, kudos.id, NOW + UNDO_WITHIN + timedelta(seconds=1))
    undone = await team.write(giving.undo, MAYA, kudos.id, NOW + UNDO_WITHIN)
    assert undone.is_undone
    assert await team.write(giving.undo, MAYA, kudos.id, NOW + 2 * UNDO_WITHIN) == undone
    with pytest.raises(Refused, match="taken back"):
        await team.write(join_in, LEO, kudos.id, NOW)


async def test_a_behaviour_is_shown_in_every_message(team: Store) -> None:
    kudos = await thank(team, MAYA, ANA, tags=("calm", "acme"))
    assert (kudos.behaviours, kudos.tags) == (("Clear head",), ("acme",))
    show = partial(giving.show_behaviour, draw_post=draw_post, draw_told=draw_told)
    changed, _ = await team.write(partial(show, is_shown=True), MAYA, kudos.id, "Empathy", NOW)
    assert changed.behaviours == ("Clear head", "Empathy")
    await team.write(partial(show, is_shown=False), MAYA, kudos.id, "Clear head", NOW)
    assert set((await messages(team)).values()) == {"post staying late Empathy", "told U0ANA Empathy"}
    unknown, _ = await team.write(partial(show, is_shown=True), MAYA, kudos.id, "Ranking", NOW)
    assert unknown.behaviours == ("Empathy",)


async def test_what_people_received_leaves_out_what_was_taken_back_and_other_days(team: Store) -> None:
    who = await ids(team)
    await thank(team, MAYA, ANA, BRUNO)
    await thank(team, LEO, ANA, at=NOW - timedelta(days=1))
    undone = await thank(team, LEO, BRUNO)
    await team.write(giving.undo, LEO, undone.id, NOW)
    assert await received(team, *who.values()) == {who["U0ANA"]: 1, who["U0BRUNO"]: 1}
    yesterday = TODAY - timedelta(days=1)
    assert await received(team, who["U0ANA"], first=yesterday) == {who["U0ANA"]: 2}
    assert await received(team, who["U0LEO"]) == {}
    assert await team.read(kudos_rows.received, STRANGER.workspace_id, who.values(), yesterday, TODAY) == {}


async def test_a_day_is_the_readers(team: Store) -> None:
    who = await ids(team)
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    await thank(team, MAYA, ANA, at=late)
    for zone, day in ((UTC, 18), (ZoneInfo("Asia/Tokyo"), 19), (ZoneInfo("America/New_York"), 18)):
        on = date(2026, 11, day)
        assert await received(team, who["U0ANA"], first=on, last=on, zone=zone) == {who["U0ANA"]: 1}
    on = date(2026, 11, 18)
    assert await received(team, who["U0ANA"], first=on, last=on, zone=ZoneInfo("Asia/Tokyo")) == {}


async def test_private_kudos_are_for_the_persons_own_eyes(team: Store) -> None:
    who = await ids(team)
    await thank(team, MAYA, ANA, is_private=True)
    assert await received(team, who["U0ANA"]) == {}
    assert await received(team, who["U0ANA"], with_private=True) == {who["U0ANA"]: 1}


async def test_circles_of_two_are_in_no_count(team: Store) -> None:
    who = await ids(team)
    await thank(team, ANA, BRUNO)
    await thank(team, BRUNO, ANA)
    assert await received(team, *who.values()) == {}
    assert await team.read(kudos_rows.spread, HERE, TODAY, TODAY) == Spread(4, 0)
    await thank(team, MAYA, LEO)
    assert await team.read(kudos_rows.spread, HERE, TODAY, TODAY) == Spread(4, 1)
    await thank(team, MAYA, ANA)
    assert await received(team, *who.values()) == {who["U0ANA"]: 2, who["U0BRUNO"]: 1, who["U0LEO"]: 1}
    assert await team.read(kudos_rows.spread, HERE, TODAY, TODAY) == Spread(4, 3)


async def test_the_spread_counts_colleagues_alone(team: Store) -> None:
    carla = replace(person(Asker(HERE, "U0CARLA"), name="Carla Rossi"), is_outside=True)
    gus = replace(person(Asker(HERE, "U0GUS"), name="Gus Meyer"), is_guest=True)
    await team.write(people.learn, [carla, gus], NOW)
    await thank(team, MAYA, Asker(HERE, "U0CARLA"), Asker(HERE, "U0GUS"))
    assert await team.read(kudos_rows.spread, HERE, TODAY, TODAY) == Spread(4, 0)
    assert "told U0CARLA" not in (await messages(team)).values()
    assert "told U0GUS" in (await messages(team)).values()


async def test_however_many_people_it_takes_as_many_statements(team: Store) -> None:
    who = await ids(team)
    for number in range(30):
        await thank(team, MAYA, ANA, BRUNO, at=NOW + timedelta(seconds=number))
    with statements() as run:
        few = await received(team, who["U0ANA"])
        of_few = len(run)
        many = await received(team, *who.values(), *range(1_000_000, 1_000_000 + kudos_rows.FEW))
    assert few[who["U0ANA"]] == many[who["U0ANA"]] == 30
    assert len(run) - of_few == of_few
