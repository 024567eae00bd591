"""What those who were helped say, in the digests of managers and the notes of those who helped."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.blocks.digests import manager_message, person_message, team_message
from bot.db.help_questions import HelpQuestionRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.help_questions import SolvedShare
from bot.domain.subscriptions import DigestKind
from playground.block_kit import check_message
from tests.integration.conftest import HERE
from tests.integration.digest_story import NOW, Story, day, managers, notes


@pytest.fixture
async def story(store: Store) -> Story:
    """An empty workspace."""
    return await Story(store, HERE).begin()


async def helped(story: Story, helper: int, asked: int, on: date, *, answer: str | None = None) -> int:
    """An entry about which somebody was asked, with their answer of that day; returns the entry's id."""

    def add(session: Session) -> int:
        key = f"asked:{len(session.execute(select(WorkLogRow.id)).all())}"
        values = {
            "summary": "helped",
            "local_date": on,
            "helped": [],
            "tags": [],
            "references": [],
            "links": [],
            "source": "line",
            "origin_key": key,
            "typed": "",
            "created_at": NOW,
        }
        entry_id: int = session.execute(
            insert(WorkLogRow).values(workspace_id=HERE, person_id=helper, **values).returning(WorkLogRow.id)
        ).scalar_one()
        answered_at: datetime | None = NOW if answer else None
        session.execute(
            insert(HelpQuestionRow).values(
                workspace_id=HERE,
                work_log_id=entry_id,
                person_id=asked,
                helper_id=helper,
                asked_on=on,
                counts_on=on,
                answer=answer,
                answered_at=answered_at,
            )
        )
        return entry_id

    return await story.store.write(add)


async def test_answers_of_the_period_are_the_managers_and_the_helpers(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana, bruno = await story.person("Ana", manager=maya), await story.person("Bruno", manager=maya)
    otto = await story.person("Otto")
    for _ in range(4):
        await helped(story, ana, otto, day(3), answer="solved")
    await helped(story, bruno, otto, day(3), answer="not_yet")
    await helped(story, bruno, otto, day(3))
    await helped(story, ana, otto, day(0), answer="not_yet")
    await helped(story, ana, otto, day(8), answer="not_yet")
    await helped(story, otto, ana, day(3), answer="not_yet")
    undone = await helped(story, ana, otto, day(3), answer="not_yet")
    await store.write(
        lambda session: session.execute(update(WorkLogRow).where(WorkLogRow.id == undone).values(undone_at=NOW))
    )
    of_maya, of_otto = await managers(store, story.due(maya), story.due(otto))
    assert of_maya.solved == SolvedShare(4, 1, 6)
    assert of_otto.solved == SolvedShare()
    of_ana, of_bruno = await notes(store, story.due(ana, DigestKind.PERSON), story.due(bruno, DigestKind.PERSON))
    assert of_ana.solved == SolvedShare(4, 0, 4)
    assert of_bruno.solved == SolvedShare(0, 1, 2)

    shown = manager_message(of_maya)
    assert "solved for 80 % of those who answered (4 of 5; 6 asked)" in str(shown.blocks)
    assert "solved for 80 %" in str(team_message(of_maya).blocks)
    note = person_message(of_ana)
    assert "4 solved, 0 not yet, of 4 asked. A share is said from 5 answers on." in str(note.blocks)
    for message in (shown, note):
        assert check_message(message.text, message.blocks) == []


async def test_few_answers_do_not_reach_a_channel(store: Store, story: Story) -> None:
    maya = await story.person("Maya")
    ana = await story.person("Ana", manager=maya)
    await helped(story, ana, await story.person("Otto"), day(3), answer="not_yet")
    (digest,) = await managers(store, story.due(maya))
    assert "1 not yet" in str(manager_message(digest).blocks)
    assert "not yet" not in str(team_message(digest).blocks)


async def test_an_answer_alone_is_worth_a_note(store: Store, story: Story) -> None:
    ana = await story.person("Ana")
    await helped(story, ana, await story.person("Otto"), day(3), answer="solved")
    await store.write(lambda session: session.execute(update(WorkLogRow).values(local_date=day(20))))
    (note,) = await notes(store, story.due(ana, DigestKind.PERSON))
    assert not note.entries
    assert not note.is_empty
