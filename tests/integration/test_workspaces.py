"""No query crosses a workspace: every use case, called by somebody elsewhere with our ids, changes and shows nothing.

The stranger has Ana's very Slack id, as people in shared channels do.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db import tables
from bot.db.store import Store
from bot.domain.customers import CustomerDraft
from bot.domain.deliveries import Message
from bot.domain.work_logs import Origin, Source, WorkLog
from bot.errors import Refused
from bot.services import customer_merging, customers, people, reactions, work_logs
from bot.services.acting import Asker
from bot.services.reactions import ReactedMessage
from tests.integration.conftest import ANA, BRUNO, ELSEWHERE, HERE, NOW, STRANGER, person

SECRET = "Hushmere"
"""Stands in everything that is ours and that the stranger must not see."""


@dataclass(frozen=True)
class Ours:
    """What our workspace has."""

    entry: WorkLog
    undone: WorkLog
    mistyped: WorkLog
    reacted: WorkLog


Attempt = Callable[[Session, Ours], object]


def question(_receipt: object) -> Message:
    return Message("How long?")


def message(text: str) -> ReactedMessage:
    return ReactedMessage("C1", "1.1", text, BRUNO.slack_id, None)


def leading(session: Session) -> Asker:
    """The stranger, as an admin of their own workspace."""
    people.learn(session, [person(STRANGER, is_admin=True)], NOW)
    return STRANGER


def customer_of(entry: WorkLog) -> int:
    assert entry.customer is not None
    return entry.customer.id


ATTEMPTS: dict[ModuleType, dict[str, Attempt]] = {
    work_logs: {
        # The very same request keys as ours: elsewhere they are other requests.
        "log_line": lambda session, _: work_logs.log_line(session, STRANGER, "5m call", "command:1", NOW),
        "log_draft": lambda session, _: work_logs.log_draft(
            session,
            STRANGER,
            replace(work_logs.log_line(session, STRANGER, "5m call", "command:2", NOW).entry.draft(), minutes=6),
            Origin(Source.FORM, "command:1"),
            NOW,
        ),
        "log_again": lambda session, _: work_logs.log_again(session, STRANGER, "command:1", NOW),
        "change": lambda session, ours: work_logs.change(session, STRANGER, ours.entry.id, ours.entry.draft(), NOW),
        "set_minutes": lambda session, ours: work_logs.set_minutes(session, STRANGER, ours.entry.id, 1, NOW),
        "undo": lambda session, ours: work_logs.undo(session, STRANGER, ours.entry.id, NOW),
        "redo": lambda session, ours: work_logs.redo(session, STRANGER, ours.undone.id, NOW),
        "choose_customer": lambda session, ours: work_logs.choose_customer(
            session,
            STRANGER,
            work_logs.log_line(session, STRANGER, "5m call for Acme", "command:1", NOW).entry.id,
            customer_of(ours.entry),
            NOW,
        ),
        "own_entry": lambda session, ours: work_logs.own_entry(session, STRANGER, ours.entry.id, NOW),
        "today_of": lambda session, _: work_logs.today_of(session, STRANGER, NOW),
        "entries_of_today": lambda session, _: work_logs.entries_of_today(session, STRANGER, NOW),
        "entries_of_week": lambda session, _: work_logs.entries_of_week(session, STRANGER, NOW),
        "recent_of": lambda session, _: work_logs.recent_of(session, STRANGER),
    },
    people: {
        "learn_workspace": lambda session, _: people.learn_workspace(session, ELSEWHERE, "Other name"),
        "learn": lambda session, _: people.learn(session, [person(STRANGER, name="Other Name")], NOW),
        "learn_newcomer": lambda session, _: people.learn_newcomer(session, person(STRANGER, name="Other Name"), NOW),
        "all_learnt": lambda session, _: people.all_learnt(session, ELSEWHERE, NOW),
        "names_of": lambda session, _: people.names_of(session, ELSEWHERE, [ANA.slack_id, BRUNO.slack_id]),
        "known_of": lambda session, _: people.known_of(session, ELSEWHERE, [ANA.slack_id, BRUNO.slack_id]),
        "colleagues_to_choose": lambda session, _: people.colleagues_to_choose(session, STRANGER, "", 50),
    },
    customers: {
        "customers_to_choose": lambda session, _: customers.customers_to_choose(session, STRANGER, "hushmere", 50),
        "page_of_customers": lambda session, _: customers.page_of_customers(session, STRANGER, "", 0),
        "customer_to_change": lambda session, ours: customers.customer_to_change(
            session, leading(session), customer_of(ours.entry)
        ),
        "change_customer": lambda session, ours: customers.change_customer(
            session, leading(session), customer_of(ours.entry), CustomerDraft("Acme")
        ),
    },
    customer_merging: {
        "merge_preview": lambda session, ours: customer_merging.merge_preview(
            session, leading(session), customer_of(ours.entry)
        ),
        "customers_to_merge_into": lambda session, ours: customer_merging.customers_to_merge_into(
            session, leading(session), customer_of(ours.entry), "hushmere", 50
        ),
        "merge_customers": lambda session, ours: customer_merging.merge_customers(
            session, leading(session), customer_of(ours.mistyped), customer_of(ours.entry), NOW
        ),
        "undo_merge": lambda session, _: customer_merging.undo_merge(session, leading(session), 1, NOW),
    },
    reactions: {
        "log_reaction": lambda session, _: reactions.log_reaction(session, STRANGER, message("Help!"), question, NOW),
        "undo_reaction": lambda session, _: reactions.undo_reaction(session, STRANGER, "C1", "1.1", NOW),
    },
}

CASES = [
    pytest.param(attempt, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module, attempts in ATTEMPTS.items()
    for name, attempt in attempts.items()
]


@pytest.fixture
async def ours(desk: Store) -> Ours:
    """Entries, customers and a question in our workspace."""
    await desk.write(people.learn, [person(ANA, name=f"Ana {SECRET}"), person(BRUNO, name=f"Bruno {SECRET}")], NOW)

    async def log(line: str, request: str) -> WorkLog:
        return (await desk.write(work_logs.log_line, ANA, line, request, NOW)).entry

    entry = await log(f"20m {SECRET} helped <@{BRUNO.slack_id}|bruno> for '{SECRET} Corp' #{SECRET}", "command:1")
    mistyped = await log(f"20m {SECRET} for '{SECRET} Crop'", "command:2")
    undone = await log(f"20m {SECRET}", "command:3")
    await desk.write(work_logs.undo, ANA, undone.id, NOW)
    reacted, _ = await desk.write(reactions.log_reaction, ANA, message(SECRET), question, NOW)
    return Ours(entry, undone, mistyped, reacted.entry)


def rows_here(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Everything that belongs to our workspace."""
    found = {}
    for table in tables.metadata().sorted_tables:
        workspace = table.c.id if table.name == "workspaces" else table.c.workspace_id
        rows = session.execute(select(table).where(workspace == HERE).order_by(*table.primary_key)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return found


@pytest.mark.parametrize("module", ATTEMPTS, ids=lambda module: module.__name__)
def test_every_use_case_is_attempted(module: ModuleType) -> None:
    public = {
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == set(ATTEMPTS[module])


@pytest.mark.parametrize("attempt", CASES)
async def test_a_stranger_changes_and_sees_nothing_of_ours(desk: Store, ours: Ours, attempt: Attempt) -> None:
    before = await desk.read(rows_here)
    assert SECRET in str(before)
    try:
        result = await desk.write(lambda session: attempt(session, ours))
    except Refused as refused:
        result = (refused.problem, refused.remedy)
    assert SECRET.casefold() not in str(result).casefold()
    assert await desk.read(rows_here) == before


async def test_purposes_of_another_workspace_are_other_messages(desk: Store, ours: Ours) -> None:
    purpose = f"minutes:work_log:{ours.reacted.id}"
    before = await desk.read(rows_here)
    await desk.write(delivery_rows.withdraw, ELSEWHERE, purpose, NOW)
    await desk.write(delivery_rows.queue, ELSEWHERE, purpose, STRANGER.slack_id, Message("theirs"), NOW)
    assert await desk.read(delivery_rows.sent_to, ELSEWHERE, purpose) is None
    assert await desk.read(rows_here) == before
