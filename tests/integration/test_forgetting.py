"""After 'forget this person' nothing names them, in any table and in any log line; what others count on stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.blocks.kudos import post_message
from bot.blocks.privacy import forgotten_message
from bot.db import deliveries, forgotten_people, kudos, tables
from bot.db import people as people_rows
from bot.db.audit import AuditRow
from bot.db.deliveries import DeliveryRow
from bot.db.forgetting import MEANWHILE
from bot.db.goals import GoalRow
from bot.db.kudos import KudosRow
from bot.db.measurements import MeasurementRow
from bot.db.people import PersonRow, WorkspaceRow
from bot.db.store import Store
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Denied
from bot.domain.deliveries import DeliveryState, Message, Posted
from bot.domain.forgetting import NAME_AFTERWARDS, SOMEBODY, TEXT_DELETED, is_forgotten
from bot.domain.personal_data import BY_NAME, Holds
from bot.domain.privacy import NotThatName
from bot.errors import Refused
from bot.services import forgetting, people
from bot.services.acting import Asker
from jobs.forgetting import go_on_forgetting
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, person
from tests.integration.everything import PIA, PIA_ALSO, PIA_EMAIL, PIA_NAME, TRACES, everything, fill

ADMIN = Asker(HERE, "U0ADA")
PIAS = Asker(HERE, PIA)


@pytest.fixture
async def full(desk: Store) -> Store:
    """Everything about Pia, and everybody else's rows that name her."""
    pia = replace(person(PIAS, name=PIA_NAME), email=PIA_EMAIL)
    await desk.write(people.learn, [pia, person(ADMIN, name="Ada Admin", is_admin=True)], NOW)

    def tell(session: Session) -> None:
        ids = {one.slack_id: one.id for one in people_rows.everybody(session, HERE).values()}
        people_rows.set_aliases(session, HERE, {ids[PIA]: {"lindy hopper": PIA_ALSO}})
        fill(session, ids[PIA], ids[BRUNO.slack_id])

    await desk.write(tell)
    return desk


def id_of(slack_id: str) -> Callable[[Session], int]:
    """The row of somebody here."""

    def find(session: Session) -> int:
        return session.execute(
            select(PersonRow.id).where(PersonRow.workspace_id == HERE, PersonRow.slack_id == slack_id)
        ).scalar_one()

    return find


async def forget(store: Store, slack_id: str = PIA, name: str = PIA_NAME) -> int:
    """An admin forgets somebody, to the end; the id of the row that stays."""
    person_id = await store.read(id_of(slack_id))
    await store.write(forgetting.begin, ADMIN, person_id, name, NOW)
    await go_on_forgetting(workspace_id=HERE, store=store, clock=lambda: NOW)
    return person_id


def found_of(traces: tuple[str, ...]) -> Callable[[Session], dict[str, str]]:
    return lambda session: {
        place: value for place, value in everything(session) if any(trace in value for trace in traces)
    }


async def test_no_column_of_any_table_names_them_or_has_their_texts(full: Store) -> None:
    before = await full.read(found_of(TRACES))
    assert {place.partition(".")[0] for place in before} >= {"work_logs", "kudos", "deliveries", "audit_log", "goals"}
    await forget(full)
    assert await full.read(found_of(TRACES)) == {}


async def test_the_sums_stay(full: Store) -> None:
    def sums(session: Session) -> dict[str, Any]:
        counted = {
            row.__tablename__: session.execute(select(func.count()).select_from(row)).scalar_one()
            for row in (WorkLogRow, KudosRow, MeasurementRow, GoalRow)
        }
        minutes = session.execute(select(func.sum(WorkLogRow.minutes))).scalar_one()
        values = session.execute(select(func.sum(MeasurementRow.value))).scalar_one()
        return {**counted, "minutes": minutes, "values": values}

    await full.write(lambda session: session.execute(update(WorkLogRow).values(minutes=25)))
    before = await full.read(sums)
    person_id = await forget(full)
    assert await full.read(sums) == before

    def theirs(session: Session) -> tuple[int, str]:
        row = session.execute(select(WorkLogRow).where(WorkLogRow.person_id == person_id)).scalar_one()
        return row.minutes or 0, row.summary

    assert await full.read(theirs) == (25, TEXT_DELETED)


async def test_the_row_that_stays_is_nobody(full: Store) -> None:
    person_id = await forget(full)
    kept = await full.read(people_rows.by_id, HERE, person_id)
    assert kept is not None
    assert (kept.name, kept.email, kept.is_gone, kept.is_colleague) == (NAME_AFTERWARDS, None, True, False)
    assert is_forgotten(kept.slack_id)
    assert await full.read(people_rows.aliases, HERE, person_id) == {}


async def test_no_log_line_names_them_while_they_are_forgotten_and_after(full: Store) -> None:
    with capture_logs() as lines:
        await forget(full)
        await full.write(people.learn, [person(PIAS, name=PIA_NAME)], NOW)
    assert lines
    assert not [line for line in lines if any(trace in str(line).casefold() for trace in TRACES)]


async def test_other_peoples_words_stay_but_for_the_name(full: Store) -> None:
    await forget(full)

    def words(session: Session) -> str:
        bruno = id_of(BRUNO.slack_id)(session)
        return session.execute(select(KudosRow.words).where(KudosRow.author_id == bruno)).scalar_one()

    assert await full.read(words) == f"Said of {', '.join([SOMEBODY] * 3)}, {SOMEBODY} and {SOMEBODY}"


async def test_another_workspace_is_left_alone(full: Store) -> None:
    theirs = Asker(ELSEWHERE, PIA)
    await full.write(people.learn, [person(theirs, name=PIA_NAME)], NOW)
    await forget(full)
    kept = await full.read(people_rows.find, ELSEWHERE, PIA)
    assert kept is not None
    assert kept.name == PIA_NAME


async def test_the_list_of_members_does_not_bring_them_back(full: Store) -> None:
    await forget(full)
    pia = person(PIAS, name=PIA_NAME)
    await full.write(people.learn, [pia, person(ANA, name="Ana Pereira")], NOW)
    await full.write(people.learn_newcomer, pia, NOW)
    assert await full.read(people_rows.find, HERE, PIA) is None
    assert await full.read(people_rows.find, HERE, ANA.slack_id) is not None


async def test_who_comes_back_is_learnt_anew(full: Store) -> None:
    person_id = await forget(full)
    await full.write(people.learn_asker, person(PIAS, name="Pia L."), NOW)
    anew = await full.read(people_rows.find, HERE, PIA)
    assert anew is not None
    assert anew.id != person_id
    await full.write(people.learn, [person(PIAS, name="Pia Berg")], NOW)
    renamed = await full.read(people_rows.find, HERE, PIA)
    assert renamed is not None
    assert renamed.name == "Pia Berg"


async def test_who_was_forgotten_cannot_be_told_from_the_table_alone(full: Store) -> None:
    """The digest is keyed with what stands in another table: the same id elsewhere has another digest."""
    await forget(full)
    await full.write(people.learn, [person(Asker(ELSEWHERE, "U0EVA"), name="Eva", is_admin=True)], NOW)
    stranger = await full.read(people_rows.find, ELSEWHERE, STRANGER.slack_id)
    assert stranger is not None
    await full.write(people.learn, [person(Asker(ELSEWHERE, PIA), name=PIA_NAME)], NOW)
    other = await full.read(people_rows.find, ELSEWHERE, PIA)
    assert other is not None
    await full.write(forgetting.begin, Asker(ELSEWHERE, "U0EVA"), other.id, PIA_NAME, NOW)

    def digests(session: Session) -> set[str]:
        return set(session.execute(select(forgotten_people.ForgottenPersonRow.digest)).scalars())

    assert len(await full.read(digests)) == 2
    keys = await full.read(lambda session: set(session.execute(select(WorkspaceRow.forgetting_key)).scalars()))
    assert len(keys - {None}) == 2


async def test_the_admin_is_told_when_it_is_done_without_a_name(full: Store) -> None:
    await forget(full)

    def told(session: Session) -> list[dict[str, Any]]:
        rows = session.execute(
            select(DeliveryRow.message).where(
                DeliveryRow.to == ADMIN.slack_id, DeliveryRow.state == DeliveryState.DUE.value
            )
        )
        return list(rows.scalars())

    (message,) = await full.read(told)
    assert "1 entry still counts" in message["text"]


async def test_the_audit_log_has_who_did_it_and_no_name(full: Store) -> None:
    person_id = await forget(full)
    lines = await full.read(
        lambda session: session.execute(
            select(AuditRow.actor, AuditRow.subject, AuditRow.outcome)
            .where(AuditRow.action == "forget_person")
            .order_by(AuditRow.id)
        ).all()
    )
    assert [tuple(line) for line in lines] == [
        (ADMIN.slack_id, f"person:{person_id}", outcome) for outcome in ("begun", "forgotten")
    ]


async def test_a_message_to_them_that_waits_is_never_sent(full: Store) -> None:
    await full.write(deliveries.queue, HERE, "a digest", PIA, Message(f"Dear {PIA_NAME}"), NOW)
    await full.write(deliveries.queue, HERE, "told", BRUNO.slack_id, Message(f"<@{PIA}> says zanzibar is hot"), NOW)
    await forget(full)
    taken = await full.write(deliveries.claim, 10, NOW)
    sent = {one.to: one.message.text for one in taken}
    assert set(sent) == {BRUNO.slack_id, ADMIN.slack_id}
    assert sent[BRUNO.slack_id].startswith(SOMEBODY)


async def test_a_message_to_them_and_somebody_else_is_never_sent(full: Store) -> None:
    together = f"{BRUNO.slack_id},{PIA}"
    await full.write(deliveries.queue, HERE, "a card", together, Message("How she is doing"), NOW)
    await forget(full)
    taken = await full.write(deliveries.claim, 10, NOW)
    assert "How she is doing" not in {one.message.text for one in taken}
    assert {one.to for one in taken} == {ADMIN.slack_id}
    assert await full.read(found_of(TRACES)) == {}


async def test_a_forgetting_that_was_cut_off_is_gone_on_with(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 1)
    person_id = await full.read(id_of(PIA))
    await full.write(forgetting.begin, ADMIN, person_id, PIA_NAME, NOW)
    for _ in range(7):
        assert await full.write(forgetting.go_on, HERE, post_message, forgotten_message, NOW)
    assert await full.read(forgetting.is_any_open, HERE)
    await go_on_forgetting(workspace_id=HERE, store=full, clock=lambda: NOW)
    assert await full.read(found_of(TRACES)) == {}
    assert not await full.read(forgetting.is_any_open, HERE)


async def test_a_message_that_was_drawn_before_and_queued_meanwhile_names_nobody(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    person_id = await full.read(id_of(PIA))
    await full.write(forgetting.begin, ADMIN, person_id, PIA_NAME, NOW)
    for _ in range(12):
        await full.write(forgetting.go_on, HERE, post_message, forgotten_message, NOW)
    for number in range(20):
        message = Message(f"The week of {PIA_NAME}")
        await full.write(deliveries.queue, HERE, f"digest {number}", BRUNO.slack_id, message, NOW)
    await go_on_forgetting(workspace_id=HERE, store=full, clock=lambda: NOW)
    assert await full.read(found_of(TRACES)) == {}


async def test_what_came_meanwhile_is_searched_in_steps(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many came, no step looks through more than its share, and each goes on where the last one ended."""
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 3)
    person_id = await full.read(id_of(PIA))
    await full.write(forgetting.begin, ADMIN, person_id, PIA_NAME, NOW)

    def is_at_last_part(session: Session) -> bool:
        found = forgotten_people.next_open(session, HERE)
        return found is not None and found.at_table == MEANWHILE

    while not await full.read(is_at_last_part):
        assert await full.write(forgetting.go_on, HERE, post_message, forgotten_message, NOW)
    for number in range(20):
        message = Message(f"The week of {PIA_NAME}")
        moment = NOW + timedelta(microseconds=number // 4)
        await full.write(deliveries.queue, HERE, f"digest {number}", BRUNO.slack_id, message, moment)

    def naming(session: Session) -> int:
        waiting = select(DeliveryRow.message).where(DeliveryRow.purpose.startswith("digest "))
        return sum(PIA_NAME in message["text"] for message in session.execute(waiting).scalars())

    left = [await full.read(naming)]
    while await full.write(forgetting.go_on, HERE, post_message, forgotten_message, NOW):
        left.append(await full.read(naming))
    assert left[0] == 20
    assert left[-1] == 0
    assert max(before - after for before, after in pairwise(left)) <= 3
    assert not await full.read(forgetting.is_any_open, HERE)


async def test_their_words_go_out_of_messages_that_wait_and_others_stay(full: Store) -> None:
    person_id = await full.read(id_of(PIA))
    texts = [f"Sorted out export number {number}" for number in range(300)]

    def tell(session: Session) -> None:
        for number, text in enumerate(texts):
            entry = WorkLogRow(
                workspace_id=HERE,
                person_id=person_id,
                summary=text,
                helped=[],
                tags=[],
                references=[],
                links=[],
                local_date=NOW.date(),
                created_at=NOW,
                source="typed",
                origin_key=f"export {number}",
                typed="",
            )
            session.add(entry)
            blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"• _{text}_, 5 min"}}]
            said = Message(f"This week: {text}.", blocks)
            deliveries.queue(session, HERE, f"theirs {number}", BRUNO.slack_id, said, NOW)
            deliveries.queue(session, HERE, f"others {number}", ANA.slack_id, Message("Sorted out exports"), NOW)

    await full.write(tell)
    await full.write(forgetting.begin, ADMIN, person_id, PIA_NAME, NOW)

    def waiting(session: Session) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {"theirs": [], "others": []}
        for purpose, message in session.execute(select(DeliveryRow.purpose, DeliveryRow.message)):
            kind = purpose.partition(" ")[0]
            if kind in found:
                found[kind].append(" ".join([message["text"], *(one["text"]["text"] for one in message["blocks"])]))
        return found

    assert await full.read(waiting) == {
        "theirs": [f"This week: {TEXT_DELETED}. • _{TEXT_DELETED}_, 5 min"] * 300,
        "others": ["Sorted out exports"] * 300,
    }


async def test_a_post_of_kudos_is_drawn_anew(full: Store) -> None:
    pia = await full.read(id_of(PIA))

    def post(session: Session) -> int:
        kudos_id = session.execute(select(KudosRow.id).where(KudosRow.author_id == pia)).scalar_one()
        given = kudos.by_id(session, HERE, kudos_id)
        assert given is not None
        drawn = post_message(given)
        deliveries.queue(session, HERE, f"kudos:{kudos_id}:post", "C0KUDOS", drawn, NOW)
        (taken,) = deliveries.claim(session, 1, NOW)
        deliveries.mark_sent(session, taken, Posted("C0KUDOS", "1.1"), NOW)
        return kudos_id

    kudos_id = await full.write(post)
    await forget(full)

    def state(session: Session) -> tuple[str, str]:
        row = session.execute(
            select(DeliveryRow.state, DeliveryRow.message).where(DeliveryRow.purpose == f"kudos:{kudos_id}:post")
        ).one()
        return row.state, row.message["text"]

    outcome, text = await full.read(state)
    assert outcome == DeliveryState.OUTDATED.value
    assert text == f"{SOMEBODY} thanks {SOMEBODY}: {TEXT_DELETED}"


async def test_the_name_has_to_be_typed(full: Store) -> None:
    person_id = await full.read(id_of(PIA))
    with pytest.raises(NotThatName):
        await full.write(forgetting.begin, ADMIN, person_id, "Pia", NOW)
    await full.write(forgetting.begin, ADMIN, person_id, " pia  LINDQVIST ", NOW)
    with pytest.raises(Refused, match="already"):
        await full.write(forgetting.begin, ADMIN, person_id, PIA_NAME, NOW)


async def test_only_admins_forget_and_nobody_themselves(full: Store) -> None:
    person_id = await full.read(id_of(PIA))
    for asker in (BRUNO, PIAS):
        with pytest.raises(Denied):
            await full.write(forgetting.begin, asker, person_id, PIA_NAME, NOW)
        with pytest.raises(Denied):
            await full.read(forgetting.person_to_forget, asker, PIA)
    with pytest.raises(Refused, match="yourself"):
        await full.read(forgetting.person_to_forget, ADMIN, ADMIN.slack_id)


async def test_somebody_of_another_workspace_is_not_known(full: Store) -> None:
    stranger = await full.read(people_rows.find, ELSEWHERE, STRANGER.slack_id)
    assert stranger is not None
    with pytest.raises(Refused):
        await full.write(forgetting.begin, ADMIN, stranger.id, stranger.name, NOW)


@pytest.mark.parametrize("target", [PIA, PIA_NAME, "pia lindqvist", PIA_EMAIL.upper()])
async def test_whom_the_admin_means(full: Store, target: str) -> None:
    found = await full.read(forgetting.person_to_forget, ADMIN, target)
    assert found.person.slack_id == PIA
    assert found.counts["work_logs"] == 1


async def test_two_of_one_name_are_told_apart(full: Store) -> None:
    namesake = Asker(HERE, "U0PIA8")
    await full.write(people.learn, [person(namesake, name=PIA_NAME)], NOW)
    with pytest.raises(Refused, match="2 people"):
        await full.read(forgetting.person_to_forget, ADMIN, PIA_NAME)
    await forget(full)
    kept = await full.read(people_rows.find, HERE, namesake.slack_id)
    assert kept is not None
    assert kept.name == PIA_NAME


def test_every_text_and_everybody_in_every_table_is_declared() -> None:
    """A new column that holds text, JSON or people says what it holds, or this fails."""
    numbers = {"Integer", "Boolean", "Date", "Time", "UtcDateTime", "Double"}
    missing, unknown = [], []
    for table in tables.metadata().sorted_tables:
        declared = BY_NAME[table.name]
        for column in table.c:
            is_person = any(key.column.table.name == "people" for key in column.foreign_keys)
            if column.name == "workspace_id" or (table.name == "workspaces" and column.name == "id"):
                continue
            if (is_person or type(column.type).__name__ not in numbers) and column.name not in declared.columns:
                missing.append(f"{table.name}.{column.name}")
            if is_person and declared.columns[column.name].holds is not Holds.PERSON:
                missing.append(f"{table.name}.{column.name} holds people")
        unknown += [f"{table.name}.{name}" for name in declared.columns if name not in table.c]
    assert (missing, unknown) == ([], [])
    assert set(BY_NAME) == {table.name for table in tables.metadata().sorted_tables}


def test_who_holds_nothing_says_why() -> None:
    silent = [
        f"{table.name}.{name}"
        for table in BY_NAME.values()
        for name, column in table.columns.items()
        if column.holds is Holds.NOTHING and not column.reason
    ]
    assert silent == []
