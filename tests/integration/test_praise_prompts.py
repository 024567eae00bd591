"""Who is asked about praise, how often, and what is kept: on real databases."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.blocks.praise_prompts import prompt_message
from bot.blocks.praise_recognition import thanks_message
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db import workspace_settings as settings_rows
from bot.db.audit import AuditRow
from bot.db.deliveries import DeliveryRow
from bot.db.known import lately
from bot.db.people import PersonRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraiseExampleRow, PraiseRow
from bot.db.store import Store
from bot.db.watched_channels import WatchedChannelRow
from bot.domain.access import Denied
from bot.domain.deliveries import Message
from bot.domain.kudos import Kudos
from bot.domain.praise_prompts import NotPraise
from bot.domain.praise_report import STEPS, ThresholdChange
from bot.domain.praises import NewPraise, Praise, PraiseSource, PraiseState
from bot.domain.recognition import Recognition
from bot.domain.workspace_settings import ChampionRefused
from bot.errors import CannotStart, Refused
from bot.praise_command import ReportOrder, praise_report_lines
from bot.services import people, praise_decisions, praise_prompts, praise_report, workspace_settings
from bot.services.acting import Asker
from bot.services.praise_decisions import PraiseMessages
from jobs.praise_prompts import ask_about_praise_again
from tests.integration.conftest import ANA, BRUNO, HERE, NOW, STRANGER, opened, person

MAYA, LEO, DANA = Asker(HERE, "U0MAYA"), Asker(HERE, "U0LEO"), Asker(HERE, "U0DANA")
TEAM = (ANA, BRUNO, MAYA, LEO, DANA)
MORNING = datetime.fromisoformat("2026-11-19T09:00:00+00:00")
"""The next one after NOW, in Lisbon."""


def _draw_kudos(kudos: Kudos, *_: Any) -> Message:
    return Message(kudos.words)


MESSAGES = PraiseMessages(
    prompt=prompt_message,
    thanks=lambda thanks: thanks_message(thanks.view, thanks.sender.slack_id, thanks.words),
    kudos_post=_draw_kudos,
    kudos_told=_draw_kudos,
    kudos_manager=_draw_kudos,
)


@pytest.fixture
async def crew(desk: Store) -> Store:
    """Ana and Bruno report to Maya, Maya to Leo; Dana is an admin."""
    everybody = [person(MAYA, name="Maya Lindqvist"), person(LEO, name="Leo Hart")]
    await desk.write(people.learn, [*everybody, person(DANA, name="Dana Silva", is_admin=True)], NOW)
    await reports(desk, ANA, MAYA)
    await reports(desk, BRUNO, MAYA)
    await reports(desk, MAYA, LEO)
    return desk


async def reports(store: Store, who: Asker, manager: Asker | None) -> None:
    ids = await ids_of(store)
    above = ids[manager.slack_id] if manager else None
    await store.write(people_rows.set_manager, HERE, ids[who.slack_id], above, NOW)


async def ids_of(store: Store) -> dict[str, int]:
    everybody = await store.read(people_rows.everybody, HERE)
    return {one.slack_id: one.id for one in everybody.values()}


async def notice(store: Store, *praised: Asker, sure: bool = True, now: datetime = NOW, **values: Any) -> Praise:
    """Keeps praise of these people and asks about it."""
    ids = await ids_of(store)
    fields: dict[str, Any] = {
        "source": PraiseSource.OUTSIDE,
        "words": "Ana saved our day",
        "said_by": "Jane Miller",
        "said_at": now,
        "origin_key": "message:C1:1",
        "reason": "thanks + name",
        "praised": tuple((ids[one.slack_id], sure) for one in praised),
        "channel": "C1",
    }
    new = NewPraise(**(fields | values))

    def keep(session: Session) -> Praise:
        kept = praise_rows.add(session, HERE, new, now)
        assert kept is not None
        praise_prompts.ask(session, kept, now, draw=prompt_message)
        return kept

    return await store.write(keep)


async def asked(store: Store) -> list[str]:
    """Slack ids of those to whom something about praise is queued, oldest first, withdrawn ones left out."""
    query = (
        select(DeliveryRow.to)
        .where(DeliveryRow.purpose.like("praise%"), DeliveryRow.state != "withdrawn")
        .order_by(DeliveryRow.created_at, DeliveryRow.purpose)
    )
    return list(await store.read(lambda session: session.execute(query).scalars().all()))


async def stored(store: Store, *columns: Any) -> Sequence[Any]:
    return await store.read(lambda session: [tuple(row) for row in session.execute(select(*columns))])


async def is_gone(store: Store, who: Asker) -> None:
    def leave(session: Session) -> None:
        session.execute(
            update(PersonRow)
            .where(PersonRow.workspace_id == HERE, PersonRow.slack_id == who.slack_id)
            .values(is_gone=True),
            execution_options={"synchronize_session": False},
        )
        lately(session).forget_all()

    await store.write(leave)


class TestWhom:
    async def test_the_manager_of_each(self, crew: Store) -> None:
        await reports(crew, BRUNO, LEO)
        await notice(crew, ANA, BRUNO)
        assert sorted(await asked(crew)) == [LEO.slack_id, MAYA.slack_id]

    async def test_the_next_above_where_the_manager_left(self, crew: Store) -> None:
        await is_gone(crew, MAYA)
        await notice(crew, ANA)
        assert await asked(crew) == [LEO.slack_id]

    async def test_the_next_above_where_the_manager_is_praised_too(self, crew: Store) -> None:
        await notice(crew, ANA, MAYA)
        assert await asked(crew) == [LEO.slack_id]

    async def test_the_channels_champion_then_an_admin(self, crew: Store) -> None:
        await notice(crew, LEO)
        assert await asked(crew) == [DANA.slack_id]
        ids = await ids_of(crew)
        champion = insert(WatchedChannelRow).values(
            workspace_id=HERE, channel="C2", carries_customers_words=False, champion_id=ids[BRUNO.slack_id],
            marked_by_id=ids[DANA.slack_id], marked_at=NOW,
        )  # fmt: skip
        await crew.write(lambda session: session.execute(champion))
        await notice(crew, LEO, channel="C2", origin_key="2")
        assert await asked(crew) == [DANA.slack_id, BRUNO.slack_id]

    async def test_the_workspaces_champion_where_the_channel_has_none(self, crew: Store) -> None:
        before = await crew.read(settings_rows.settings_of, HERE)
        with_champion = replace(before, champion=BRUNO.slack_id)
        await crew.write(workspace_settings.change, DANA, with_champion, NOW)
        assert (await crew.read(settings_rows.settings_of, HERE)).champion == BRUNO.slack_id
        await notice(crew, LEO)
        assert await asked(crew) == [BRUNO.slack_id]
        await crew.write(workspace_settings.change, DANA, before, NOW)
        await notice(crew, LEO, origin_key="2")
        assert await asked(crew) == [BRUNO.slack_id, DANA.slack_id]
        with pytest.raises(ChampionRefused):
            await crew.write(workspace_settings.change, DANA, replace(before, champion="U0NOBODY"), NOW)

    async def test_a_cycle_ends(self, crew: Store) -> None:
        await reports(crew, LEO, ANA)
        await notice(crew, ANA, MAYA, LEO)
        assert await asked(crew) == [DANA.slack_id]

    async def test_asking_twice_is_asking_once(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        await asyncio.gather(
            *(crew.write(praise_prompts.ask, kept, NOW, draw=prompt_message) for _ in range(5)),
        )
        assert await asked(crew) == [MAYA.slack_id]


class TestHowOften:
    async def test_five_a_day_from_two_replicas_at_once(self, crew: Store, database_url: str) -> None:
        async with opened(database_url) as other:
            stores = [crew, other]
            await asyncio.gather(
                *(notice(stores[n % 2], ANA, origin_key=str(n)) for n in range(12)),
            )
        own = await stored(crew, PraisePromptRow.asked_on, PraisePromptRow.gathered_on)
        assert len([1 for asked_on, _ in own if asked_on]) == 5
        assert len([1 for _, gathered_on in own if gathered_on]) == 7
        assert len(await asked(crew)) == 6

    async def test_the_next_day_has_five_of_its_own(self, crew: Store) -> None:
        for n in range(6):
            await notice(crew, ANA, origin_key=str(n))
        await notice(crew, ANA, origin_key="next", now=MORNING)
        assert len(await asked(crew)) == 7

    async def test_unanswered_it_comes_once_more_and_not_again(self, crew: Store) -> None:
        await notice(crew, ANA)
        for hours in (1, 24, 47):
            await again(crew, NOW + timedelta(hours=hours))
        assert await asked(crew) == [MAYA.slack_id]
        for hours in (48, 49, 72, 400):
            await again(crew, NOW + timedelta(hours=hours))
        assert await asked(crew) == [MAYA.slack_id, MAYA.slack_id]

    async def test_later_comes_the_next_working_morning(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        view = await crew.write(praise_decisions.put_off, MAYA, kept.id, NOW, prompt_message)
        assert view.later_until == MORNING
        await again(crew, MORNING - timedelta(minutes=1))
        assert len(await asked(crew)) == 1
        await asyncio.gather(*(again(crew, MORNING) for _ in range(3)))
        assert len(await asked(crew)) == 2
        await again(crew, MORNING + timedelta(days=10))
        assert len(await asked(crew)) == 3

    async def test_what_was_decided_does_not_come_again(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        await crew.write(praise_decisions.put_off, MAYA, kept.id, NOW, prompt_message)
        await crew.write(praise_decisions.dismiss, MAYA, kept.id, NOW, prompt_message)
        await again(crew, NOW + timedelta(days=10))
        assert len(await asked(crew)) == 1

    async def test_who_gets_no_managers_digest_is_reminded_once_a_week(self, crew: Store) -> None:
        await reports(crew, ANA, None)  # so that Dana, an admin to whom nobody reports, is asked
        kept = [await notice(crew, ANA, origin_key=str(n), words=f"Ana {n}") for n in range(2)]
        await again(crew, NOW + timedelta(days=2))
        assert await asked(crew) == [DANA.slack_id] * 4
        for hours in (0, 1, 24):
            await again(crew, NOW + timedelta(days=6, hours=hours))
        await again(crew, NOW + timedelta(days=6, hours=10))  # late in the evening
        reminder = select(DeliveryRow.to, DeliveryRow.message).where(DeliveryRow.purpose.like("praise-waiting:%"))
        (sent,) = await crew.read(lambda session: session.execute(reminder).all())
        assert sent.to == DANA.slack_id
        assert "2 customers' words wait for you" in sent.message["text"]
        for one in kept:
            await crew.write(praise_decisions.dismiss, DANA, one.id, NOW, prompt_message)
        await again(crew, NOW + timedelta(days=14))
        assert len(await crew.read(lambda session: session.execute(reminder).all())) == 1

    async def test_a_manager_who_has_it_in_the_digest_is_not_reminded(self, crew: Store) -> None:
        await notice(crew, ANA)
        for days in (2, 6, 13):
            await again(crew, NOW + timedelta(days=days))
        assert await asked(crew) == [MAYA.slack_id] * 2

    async def test_a_manager_is_not_asked_about_their_own_words(self, crew: Store) -> None:
        await notice(crew, ANA, said_by=MAYA.slack_id, source=PraiseSource.HELPED)
        assert await asked(crew) == [LEO.slack_id]

    async def test_for_one_who_left_somebody_else_is_asked(self, crew: Store) -> None:
        await notice(crew, ANA)
        await is_gone(crew, MAYA)
        await again(crew, NOW + timedelta(days=2))
        assert await asked(crew) == [MAYA.slack_id, LEO.slack_id]
        await again(crew, NOW + timedelta(days=3))
        assert len(await asked(crew)) == 2


async def again(store: Store, now: datetime) -> None:
    await ask_about_praise_again(workspace_id=HERE, store=store, clock=lambda: now)


class TestDeciding:
    async def test_two_who_decide_at_once(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        outcomes = await asyncio.gather(
            crew.write(praise_decisions.recognise, MAYA, wish(kept), "view:1", NOW, MESSAGES),
            crew.write(praise_decisions.recognise, LEO, wish(kept), "view:2", NOW, MESSAGES),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in outcomes) == ["PromptView", "RecognitionRefused"]
        assert len([to for to in await posts(crew) if to == "C9"]) == 1

    async def test_the_same_form_twice_is_one_recognition(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        views = await asyncio.gather(
            *(crew.write(praise_decisions.recognise, MAYA, wish(kept), "view:1", NOW, MESSAGES) for _ in range(4))
        )
        assert {view.praise.state for view in views} == {PraiseState.RECOGNISED}
        assert len([to for to in await posts(crew) if to == "C9"]) == 1

    async def test_who_may_and_who_may_not(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        for who in (ANA, BRUNO):
            with pytest.raises(Denied):
                await crew.write(praise_decisions.dismiss, who, kept.id, NOW, prompt_message)
        with pytest.raises(Refused, match="isn't known"):
            await crew.write(praise_decisions.dismiss, STRANGER, kept.id, NOW, prompt_message)
        for who in (MAYA, LEO, DANA):
            assert (await crew.read(praise_decisions.prompt_of, who, kept.id, NOW)).praise == kept
        mine = await notice(crew, DANA, origin_key="2")
        with pytest.raises(Denied):
            await crew.write(praise_decisions.dismiss, DANA, mine.id, NOW, prompt_message)

    async def test_what_came_of_it_is_kept(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        await crew.write(praise_decisions.dismiss, MAYA, kept.id, NOW, prompt_message)
        await crew.write(praise_decisions.give_reason, MAYA, kept.id, NotPraise.PRODUCT, NOW, prompt_message)
        ids = await ids_of(crew)
        assert await stored(crew, PraiseRow.state, PraiseRow.dismissed_because, PraiseRow.handled_by_id) == [
            ("dismissed", "product", ids[MAYA.slack_id])
        ]
        assert await stored(crew, PraiseExampleRow.is_praise, PraiseExampleRow.words) == [(False, kept.words)]

    async def test_private_thanks_go_back_for_ten_minutes(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        await crew.write(praise_decisions.thank, MAYA, kept.id, [ANA.slack_id], "Thanks", NOW, MESSAGES)
        with pytest.raises(Denied):
            await crew.write(praise_decisions.undo, LEO, kept.id, NOW, prompt_message)
        late = NOW + timedelta(minutes=11)
        with pytest.raises(Refused, match="for ten minutes"):
            await crew.write(praise_decisions.undo, MAYA, kept.id, late, prompt_message)
        view = await crew.write(praise_decisions.undo, MAYA, kept.id, NOW + timedelta(minutes=9), prompt_message)
        assert view.praise.state is PraiseState.OPEN
        assert await asked(crew) == [MAYA.slack_id]
        await crew.write(praise_decisions.thank, MAYA, kept.id, [ANA.slack_id], "Thank you", late, MESSAGES)
        assert sorted(await asked(crew)) == [ANA.slack_id, MAYA.slack_id]

    async def test_a_correction_is_kept_against_what_was_first_proposed(self, crew: Store) -> None:
        columns = (PraiseExampleRow.person_was_right, PraiseExampleRow.proposed, PraiseExampleRow.people)
        kept = await notice(crew, ANA, sure=False)
        await crew.write(praise_decisions.say_whom, MAYA, kept.id, BRUNO.slack_id, NOW, prompt_message)
        assert await stored(crew, *columns) == [(False, [ANA.slack_id], [BRUNO.slack_id])]
        await crew.write(praise_decisions.say_whom, MAYA, kept.id, ANA.slack_id, NOW, prompt_message)
        assert await stored(crew, *columns) == [(True, [ANA.slack_id], [ANA.slack_id])]

    async def test_a_prompt_that_was_not_sent_is_taken_back_with_its_message(self, crew: Store) -> None:
        kept = await notice(crew, ANA)
        await crew.write(praise_prompts.withdraw, kept, NOW, draw=prompt_message)
        assert await asked(crew) == []
        assert await stored(crew, PraiseRow.state) == [("withdrawn",)]


async def posts(store: Store) -> list[str]:
    """Where messages about kudos go."""
    query = select(DeliveryRow.to).where(DeliveryRow.purpose.like("kudos%"))
    return list(await store.read(lambda session: session.execute(query).scalars().all()))


def wish(kept: Praise) -> Recognition:
    return Recognition(kept.id, (ANA.slack_id,), "for staying:", "Ana saved our day", (), "C9", names_customer=True)


async def test_a_person_sees_what_customers_said_even_when_nobody_recognised_it(crew: Store) -> None:
    mine = await notice(crew, ANA)
    thanked = await notice(crew, ANA, origin_key="2", now=NOW + timedelta(minutes=1))
    await crew.write(praise_decisions.thank, MAYA, thanked.id, [ANA.slack_id], "Thanks", NOW, MESSAGES)
    dismissed = await notice(crew, ANA, origin_key="3")
    await crew.write(praise_decisions.dismiss, MAYA, dismissed.id, NOW, prompt_message)
    await notice(crew, ANA, sure=False, origin_key="4")
    await notice(crew, BRUNO, origin_key="5")
    await notice(crew, ANA, origin_key="6", said_at=NOW - timedelta(days=1))
    ana = (await ids_of(crew))[ANA.slack_id]
    day = date(2026, 11, 18)
    found = await crew.read(prompt_rows.praise_of, HERE, ana, day, day)
    assert [one.id for one in found] == [thanked.id, mine.id]
    assert await crew.read(prompt_rows.praise_of, "T0ELSEWHERE", ana, day, day) == []


async def test_the_report_counts_what_people_said(crew: Store) -> None:
    for n, (score, source) in enumerate(
        [
            (0.9, PraiseSource.OUTSIDE),
            (0.6, PraiseSource.OUTSIDE),
            (0.65, PraiseSource.OUTSIDE),
            (None, PraiseSource.TYPED),
        ]
    ):
        await notice(crew, ANA, origin_key=str(n), score=score, source=source)
    first, second, third, _ = (row[0] for row in await stored(crew, PraiseRow.id))
    await crew.write(praise_decisions.thank, MAYA, first, [ANA.slack_id], "Thanks", NOW, MESSAGES)
    await crew.write(praise_decisions.thank, MAYA, second, [BRUNO.slack_id], "Thanks", NOW, MESSAGES)
    await crew.write(praise_decisions.dismiss, MAYA, third, NOW, prompt_message)
    report = await crew.read(praise_report.report_of, HERE, "Here", 0.7)
    outside = report.by_source[PraiseSource.OUTSIDE]
    assert (outside.right, outside.wrong, outside.kept_right, outside.kept_wrong) == (2, 1, 1, 0)
    assert (outside.person_right, outside.person_wrong) == (1, 1)
    assert report.by_source[PraiseSource.TYPED].open == 1
    assert report.because == {"not said": 1}
    await crew.write(praise_report.set_threshold, HERE, 0.8, "command line", NOW)
    changed = await crew.read(praise_report.report_of, HERE, "Here", None)
    assert (changed.threshold, changed.tried, changed.is_own_threshold) == (0.8, 0.8, True)
    await crew.write(praise_report.set_threshold, HERE, None, "command line", NOW)
    assert not (await crew.read(praise_report.report_of, HERE, "Here", None)).is_own_threshold


async def test_in_slack_admins_move_the_threshold_and_back(crew: Store) -> None:
    for number, (score, wrong) in enumerate(((0.7, True), (0.72, False), (0.9, False), (None, False))):
        kept = await notice(crew, ANA, origin_key=str(number), words=f"Ana {number}", score=score)
        if wrong:
            await crew.write(praise_decisions.dismiss, MAYA, kept.id, NOW, prompt_message)
        else:
            await crew.write(praise_decisions.thank, MAYA, kept.id, [ANA.slack_id], "Thanks", NOW, MESSAGES)
    report = await crew.read(praise_report.report_for, DANA)
    command_line = await crew.read(praise_report.report_of, HERE, praise_report.HERE, None)
    assert report == command_line
    trials = {trial.threshold: (trial.right, trial.wrong) for trial in report.trials}
    assert {report.threshold, report.program, *STEPS} == set(trials)
    assert [trials[step] for step in (0.65, 0.7, 0.75, 0.9, 0.95)] == [(0, 0), (0, 0), (1, 1), (1, 1), (2, 1)]
    change, report = await crew.write(praise_report.change_threshold, DANA, 0.75, NOW)
    assert (change, report.threshold) == (ThresholdChange(None, 0.75), 0.75)
    _, report = await crew.write(praise_report.change_threshold_back, DANA, change, NOW)
    assert not report.is_own_threshold
    await crew.write(praise_report.change_threshold, DANA, 0.8, NOW)
    with pytest.raises(Refused, match="changed again"):
        await crew.write(praise_report.change_threshold_back, DANA, change, NOW)
    for nobody in (MAYA, LEO, ANA):
        with pytest.raises(Denied):
            await crew.read(praise_report.report_for, nobody)
        with pytest.raises(Denied):
            await crew.write(praise_report.change_threshold, nobody, 0.5, NOW)
    assert await stored(crew, AuditRow.actor, AuditRow.subject) == [
        (DANA.slack_id, "praise_threshold:0.75"),
        (DANA.slack_id, "praise_threshold:default"),
        (DANA.slack_id, "praise_threshold:0.8"),
    ]


async def test_the_command_line_reports_and_sets_the_threshold(crew: Store, database_url: str) -> None:
    await notice(crew, ANA)
    lines = await praise_report_lines(ReportOrder(HERE), database_url, NOW)
    assert lines[0].startswith("Praise noticed in Team T0HERE (T0HERE); threshold ")
    assert lines[0].endswith("(the program's).")
    lines = await praise_report_lines(ReportOrder(HERE, 0.9, sets_threshold=True, to=0.75), database_url, NOW)
    assert lines[0].endswith("threshold 0.75 (the workspace's own).")
    assert (await praise_report_lines(ReportOrder(HERE), database_url, NOW))[0] == lines[0]
    with pytest.raises(CannotStart, match="There are 2 workspaces"):
        await praise_report_lines(ReportOrder(None), database_url, NOW)
