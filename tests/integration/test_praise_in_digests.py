"""What customers said, in the digests of managers, teams, persons and leaders."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.blocks.digests import leader_message, manager_message, person_message, team_message
from bot.blocks.praise_prompts import prompt_message
from bot.db import praises as praise_rows
from bot.db.kudos import KudosPersonRow, KudosRow
from bot.db.praises import PraiseRow
from bot.db.store import Store
from bot.domain.deliveries import Message
from bot.domain.kudos import Spread
from bot.domain.praises import NewPraise, PraiseSource
from bot.domain.subscriptions import DigestKind
from bot.services import praise_prompts
from playground.block_kit import check_message
from tests.integration.conftest import HERE
from tests.integration.digest_story import MONTH, Story, day, leaders, managers, notes


@pytest.fixture
async def story(store: Store) -> Story:
    """An empty workspace."""
    return await Story(store, HERE).begin()


def moment(on: date) -> datetime:
    """Noon of that day."""
    return datetime.combine(on, time(12), UTC)


async def said(story: Story, words: str, on: date, *people: int, sure: bool = True, **decided: Any) -> int:
    """Praise of these people, asked about; with `state`, `by` and perhaps `posted` it was decided that day."""

    def keep(session: Session) -> int:
        new = NewPraise(
            source=PraiseSource.OUTSIDE,
            words=words,
            said_by="Jane Miller",
            said_at=moment(on),
            origin_key=f"test:{words}",
            reason="thanks",
            praised=tuple((person_id, sure) for person_id in people),
        )
        kept = praise_rows.add(session, HERE, new, moment(on))
        assert kept is not None
        praise_prompts.ask(session, kept, moment(on), draw=prompt_message)
        if decided:
            kudos = decided.get("posted")
            kudos_id = _kudos(session, decided["by"], people[0], kudos, on) if kudos else None
            values = {"state": decided["state"], "handled_by_id": decided["by"], "handled_at": moment(on)}
            session.execute(update(PraiseRow).where(PraiseRow.id == kept.id).values(**values, kudos_id=kudos_id))
        return kept.id

    return await story.store.write(keep)


def _kudos(session: Session, author: int, thanked: int, words: str, on: date) -> int:
    row = KudosRow(
        workspace_id=HERE, author_id=author, words=words, behaviours=[], tags=[], is_private=False,
        tells_managers=False, channel="C1", praise_id=None, origin_key=words, created_at=moment(on), undone_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(KudosPersonRow(workspace_id=HERE, kudos_id=row.id, person_id=thanked))
    session.flush()
    return row.id


def drawn(message: Message) -> str:
    """All that a message shows, after a look at its limits."""
    assert check_message(message.text, message.blocks) == []
    return str(message.blocks)


async def test_a_manager_sees_what_waits_and_what_was_recognised(store: Store, story: Story) -> None:
    leo = await story.person("Leo")
    maya = await story.person("Maya", manager=leo)
    ana = await story.person("Ana", manager=maya)
    waits = await said(story, "Ana waits", day(3), ana)
    await said(story, "Ana perhaps", day(2), ana, sure=False)
    await said(story, "Ana shone", day(3), ana, state="recognised", by=maya, posted="for shining")
    await said(story, "Ana helped", day(4), ana, state="thanked", by=maya)
    await said(story, "Ana joked", day(4), ana, state="dismissed", by=maya)
    await said(story, "Ana before", day(20), ana, state="thanked", by=maya)
    await said(story, "Ana today", day(0), ana, state="thanked", by=maya)
    await said(story, "Leo shone", day(3), leo, state="thanked", by=maya)
    await said(story, "Ana long ago", day(3) - timedelta(days=60), ana)
    of_maya, of_leo = await managers(store, story.due(maya), story.due(leo))
    assert [one.words for one in of_maya.waiting] == ["Ana waits", "Ana perhaps"]
    assert of_maya.waiting[0].praise_id == waits
    assert [(one.words, one.became, one.about) for one in of_maya.said] == [
        ("Ana shone", "recognised by Maya", "Ana"),
        ("Ana helped", "Maya said thanks", "Ana"),
    ]
    assert (of_leo.said, of_leo.waiting) == ((), ())
    shows = drawn(manager_message(of_maya))
    assert "“Ana waits” — Jane Miller, about Ana" in shows
    assert "'text': 'Decide'" in shows
    assert "“Ana shone” — Jane Miller, about Ana · recognised by Maya" in shows


async def test_a_channel_sees_only_what_was_posted(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    await said(story, "Ana waits", day(3), ana)
    await said(story, "Ana shone", day(3), ana, state="recognised", by=maya, posted="for shining")
    await said(story, "Ana helped", day(4), ana, state="thanked", by=maya)
    (team,) = await managers(store, story.due(maya, kind=DigestKind.TEAM))
    assert [one.words for one in team.said] == ["for shining"]
    assert team.waiting == ()
    shows = drawn(team_message(team))
    for hidden in ("Ana waits", "Ana shone", "Ana helped", "Jane Miller", "Decide"):
        assert hidden not in shows


async def test_a_person_sees_what_was_said_of_them_recognised_or_not(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana, bruno = await story.person("Ana", manager=maya), await story.person("Bruno", manager=maya)
    await said(story, "both", day(2), ana, bruno)
    await said(story, "thanked", day(3), ana, state="thanked", by=maya)
    await said(story, "joke", day(3), ana, state="dismissed", by=maya)
    await said(story, "perhaps", day(3), ana, sure=False)
    await said(story, "before", day(20), ana)
    await said(story, "after", day(0), ana)
    of_ana, of_bruno = await notes(
        store, story.due(ana, kind=DigestKind.PERSON), story.due(bruno, kind=DigestKind.PERSON)
    )
    assert [one.words for one in of_ana.said] == ["both", "thanked"]
    assert [one.words for one in of_bruno.said] == ["both"]
    assert "“thanked” — Jane Miller · Maya said thanks" in drawn(person_message(of_ana))


async def test_five_quotes_at_most(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    for number in range(4):
        await said(story, f"waits {number}", day(3), ana)
        await said(story, f"shone {number}", day(3), ana, state="thanked", by=maya)
    (digest,) = await managers(store, story.due(maya))
    shows = drawn(manager_message(digest))
    assert (shows.count("“waits"), shows.count("“shone")) == (4, 1)
    assert "and 3 more" in shows


async def test_a_leader_sees_whether_recognition_reaches_everybody(store: Store, story: Story) -> None:
    leo, maya = await story.person("Leo"), await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    await said(story, "Ana shone", MONTH.first, ana, state="recognised", by=maya, posted="for shining")
    await story.goal("CSAT", maya)
    (digest,) = await leaders(store, story.due(leo, kind=DigestKind.LEADER))
    assert digest.spread == Spread(3, 1)
    assert "Recognition reached 1 of 3 colleagues" in drawn(leader_message(digest))
