"""`/praiseworthy digest` and `/praiseworthy settings` as people meet them, and charts that a workspace refuses."""

from datetime import time
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.blocks.ids import ActionId
from bot.clock import system_clock
from bot.db import deliveries as delivery_rows
from bot.db import workspace_settings as settings_rows
from bot.db.people import PersonRow
from bot.db.subscriptions import SubscriptionRow
from bot.domain.deliveries import Message
from bot.domain.subscriptions import DigestKind
from bot.domain.workspace_settings import WorkspaceSettings
from jobs.digests import send_due_digests
from playground.model import Message as Shown
from playground.model import Outcome
from playground.sample import TEAM_ID
from tests.e2e.conftest import ANA, DANA, GUS, HELP_DESK, MAYA, Office, labels

VPN = "C0VPN"
GLOBEX_SHARED = "C0GLOBEX"

CHART: dict[str, Any] = {
    "type": "data_visualization",
    "title": "CSAT",
    "chart": {
        "type": "line",
        "series": [{"name": "CSAT", "data": [{"label": "1 Nov", "value": 4.1}, {"label": "8 Nov", "value": 4.3}]}],
        "axis_config": {"categories": ["1 Nov", "8 Nov"]},
    },
}


def selected(element: dict[str, Any], change: Any) -> dict[str, Any]:
    """An input's state ("View submission payload"): what it holds at first, or the change."""
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value") if change is None else change}
        case "datepicker" | "timepicker" | "conversations_select" | "users_select":
            one = kind.removesuffix("picker").removesuffix("s_select")
            return {"type": kind, f"selected_{one}": change or element.get(f"initial_{one}")}
        case "multi_conversations_select":
            initial = element.get("initial_conversations") or []
            return {"type": kind, "selected_conversations": initial if change is None else change}
        case "checkboxes":
            initial = element.get("initial_options") or []
            chosen = [option for option in element["options"] if change and option["text"]["text"] in change]
            return {"type": kind, "selected_options": initial if change is None else chosen}
        case _:
            chosen = [option for option in element["options"] if option["text"]["text"] == change]
            return {"type": kind, "selected_option": chosen[0] if chosen else element.get("initial_option")}


async def submit(office: Office, person: str, **changes: Any) -> Outcome:
    """Submits the open form as it is filled, with these fields changed."""
    view = office.form(person)
    values = {
        block["block_id"]: {
            block["block_id"]: selected(block["element"], changes.get(block["block_id"].rpartition(".")[2]))
        }
        for block in view.blocks
        if block["type"] == "input"
    }
    return await office.playground.workspace.submit_view(person, view.id, {"values": values})


def replies(office: Office, person: str) -> list[Shown]:
    return [m for m in office.playground.workspace.timeline(person, HELP_DESK) if m.ephemeral_to == person]


async def typed(office: Office, person: str, line: str) -> Shown:
    """Types a command that answers a little later; the reply."""
    before = len(replies(office, person))
    command, _, text = line.partition(" ")
    outcome = await office.playground.workspace.command(person, HELP_DESK, command, text)
    assert outcome.ok, outcome.sentence
    return await later(office, person, before)


async def later(office: Office, person: str, before: int) -> Shown:
    """The first reply after so many."""
    return await office.until(lambda: next(iter(replies(office, person)[before:]), None))


def text_of(message: Shown) -> str:
    """Everything that a message says."""
    return f"{message.text} {message.blocks}"


async def make_manager(office: Office, person: str, *reports: str) -> None:
    def arrange(session: Session) -> None:
        manager = session.execute(select(PersonRow.id).where(PersonRow.slack_id == person)).scalar_one()
        session.execute(update(PersonRow).where(PersonRow.slack_id.in_(reports)).values(manager_id=manager))

    await office.program.store.write(arrange)


async def subscriptions(office: Office) -> dict[tuple[str, str], SubscriptionRow]:
    def read(session: Session) -> dict[tuple[str, str], SubscriptionRow]:
        rows = session.execute(select(SubscriptionRow)).scalars().all()
        session.expunge_all()
        return {(row.kind, row.to): row for row in rows}

    return await office.program.store.read(read)


async def test_a_manager_sees_the_digest_and_has_it_sent(office: Office) -> None:
    await make_manager(office, MAYA, ANA)
    shown = await typed(office, MAYA, "/praiseworthy digest")
    assert labels(shown.blocks)[-3:] == ["Send it to me now", "Settings", "Show my own week"]
    assert "Your weekly digest comes on Mondays at 09:00 your time; the next one on Mon" in text_of(shown)
    for _ in range(2):
        before = len(replies(office, MAYA))
        await office.press(MAYA, shown, "Send it to me now")
        assert "on its way" in (await later(office, MAYA, before)).text
    await office.until(lambda: office.direct_messages(MAYA) or None)
    assert len(office.direct_messages(MAYA)) == 1


async def test_another_kind_takes_its_place(office: Office) -> None:
    await make_manager(office, MAYA, ANA)
    shown = await typed(office, MAYA, "/praiseworthy digest")
    await office.press(MAYA, shown, "Show my own week")
    own = await office.until(
        lambda: found if "Show my team's week" in labels((found := replies(office, MAYA)[-1]).blocks) else None
    )
    assert "Your weekly note comes on Mondays" in text_of(own)
    assert len(replies(office, MAYA)) == 1


async def test_the_settings_of_ones_own_digest(office: Office) -> None:
    await make_manager(office, MAYA, ANA)
    shown = await typed(office, MAYA, "/praiseworthy digest")
    await office.press(MAYA, shown, "Settings")
    before = len(replies(office, MAYA))
    outcome = await submit(
        office, MAYA, weekday="Thursday", at="16:30", parts=["Results", "Coach this week"], channels=[HELP_DESK]
    )
    assert outcome.ok, outcome.sentence
    saved = await later(office, MAYA, before)
    assert "comes on Thursdays at 16:30 your time; the next one on Thu" in saved.text
    assert f"<#{HELP_DESK}>" in saved.text
    assert "Left out: What customers said, Customers without attention, Where off-system help went." in text_of(saved)
    kept = await subscriptions(office)
    own, team = kept[DigestKind.MANAGER, MAYA], kept[DigestKind.TEAM, HELP_DESK]
    assert (own.weekday, own.at, own.is_on, own.parts_left_out) == (
        3,
        time(16, 30),
        True,
        ["help", "said", "unattended"],
    )
    assert team.is_on
    await office.press(MAYA, saved, "Undo")
    undone = await office.until(lambda: m if (m := office.now(saved)).text.startswith("Changed back") else None)
    assert "comes on Mondays at 09:00" in undone.text
    kept = await subscriptions(office)
    own, team = kept[DigestKind.MANAGER, MAYA], kept[DigestKind.TEAM, HELP_DESK]
    assert (own.weekday, own.at, own.parts_left_out, team.is_on) == (0, time(9), [], False)


async def test_a_technician_opts_out_of_the_weeks_note(office: Office) -> None:
    await office.type(ANA, "/logwork 20m printer for Acme")
    await office.playground.workspace.command(ANA, HELP_DESK, "/praiseworthy", "digest settings")
    assert not any(block["block_id"] == ActionId.DIGEST_PARTS for block in office.form(ANA).blocks)
    before = len(replies(office, ANA))
    assert (await submit(office, ANA, on="Off")).ok
    assert "Your weekly note is off" in (await later(office, ANA, before)).text
    assert not (await subscriptions(office))[DigestKind.PERSON, ANA].is_on


async def test_what_cannot_be_is_said_under_its_field(office: Office) -> None:
    await make_manager(office, MAYA, ANA)
    await office.playground.workspace.command(MAYA, HELP_DESK, "/praiseworthy", "digest settings")
    await submit(office, MAYA, parts=[])
    assert set(office.form(MAYA).errors) == {ActionId.DIGEST_PARTS}
    await submit(office, MAYA, pause="2099-01-01")
    assert set(office.form(MAYA).errors) == {ActionId.DIGEST_PAUSE}
    workspace = office.playground.workspace
    workspace.conversations[VPN].members.discard(workspace.bot.id)
    await submit(office, MAYA, channels=[HELP_DESK, VPN])
    assert "one of these channels" in office.form(MAYA).errors[ActionId.DIGEST_CHANNELS]
    await submit(office, MAYA, channels=[HELP_DESK, GLOBEX_SHARED])
    assert office.form(MAYA).errors[ActionId.DIGEST_CHANNELS].startswith("People from outside read one of")
    assert (DigestKind.TEAM, HELP_DESK) not in await subscriptions(office)


async def test_a_guest_has_no_digest(office: Office) -> None:
    refusal = await typed(office, GUS, "/praiseworthy digest")
    assert "guest" in refusal.text


async def test_a_word_that_is_not_known(office: Office) -> None:
    refusal = await office.type(ANA, "/praiseworthy digest tomorrow")
    assert "digest settings" in refusal.text
    assert "/praiseworthy digest tomorrow" in text_of(refusal)


async def test_the_scheduler_sends_it_when_it_is_due(office: Office) -> None:
    await make_manager(office, MAYA, ANA)

    def due(session: Session) -> None:
        settings_rows.save(session, TEAM_ID, WorkspaceSettings(days_off=()))

    await office.program.store.write(due)
    await office.playground.workspace.command(MAYA, HELP_DESK, "/praiseworthy", "digest settings")
    assert (await submit(office, MAYA)).ok
    await office.program.store.write(
        lambda session: session.execute(update(SubscriptionRow).values(next_run_at=system_clock()))
    )
    await send_due_digests(workspace_id=TEAM_ID, store=office.program.store, clock=system_clock)
    await office.until(lambda: office.direct_messages(MAYA) or None)
    assert len(office.direct_messages(MAYA)) == 1


async def test_an_admin_sets_what_holds_for_everybody(office: Office) -> None:
    shown = await office.type(DANA, "/praiseworthy settings")
    await office.press(DANA, shown, "Change")
    outcome = await submit(
        office,
        DANA,
        hours="37,5",
        holidays="2099-12-24 Holy Night\n25 Dec 2099: <!here> Day",
        weekday="Friday",
        stale="3",
    )
    assert outcome.ok, outcome.sentence
    saved = await office.until(lambda: m if (m := replies(office, DANA)[-1]).text.startswith("Saved") else None)
    assert "37.5 hours" in saved.text
    assert "<!here>" not in text_of(saved)
    kept = await office.program.store.read(settings_rows.settings_of, TEAM_ID)
    assert (kept.hours_a_week, kept.digest_weekday, kept.stale_after_days) == (37.5, 4, 3)
    assert sorted(kept.holiday_names.values()) == ["<!here> Day", "Holy Night"]
    await office.press(DANA, saved, "Undo")
    await office.until(lambda: m if (m := replies(office, DANA)[-1]).text.startswith("Changed back") else None)
    assert await office.program.store.read(settings_rows.settings_of, TEAM_ID) == WorkspaceSettings()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"hours": "many"}, ActionId.SETTINGS_HOURS, "isn't a number of hours"),
        ({"hours": "500"}, ActionId.SETTINGS_HOURS, "from 1 to 80"),
        ({"stale": "0"}, ActionId.SETTINGS_STALE, "from 1 to 90"),
        ({"holidays": "2026-12-25 x\nChristmas"}, ActionId.SETTINGS_HOLIDAYS, "Line 2"),
        ({"holidays": "2026-02-30"}, ActionId.SETTINGS_HOLIDAYS, "no day 2026-02-30"),
        ({"holidays": "2026-12-25\n25.12.2026"}, ActionId.SETTINGS_HOLIDAYS, "there twice"),
    ],
)
async def test_settings_that_cannot_be(office: Office, changes: dict[str, str], field: str, said: str) -> None:
    shown = await office.type(DANA, "/praiseworthy settings")
    await office.press(DANA, shown, "Change")
    await submit(office, DANA, **changes)
    assert said in office.form(DANA).errors[field]
    assert await office.program.store.read(settings_rows.settings_of, TEAM_ID) == WorkspaceSettings()


async def test_others_see_what_is_set(office: Office) -> None:
    shown = await office.type(ANA, "/praiseworthy settings")
    assert "Saturday, Sunday" in text_of(shown)
    assert labels(shown.blocks) == []


async def test_charts_that_the_workspace_refuses_are_left_out_at_once(office: Office) -> None:
    office.playground.faults.refused_blocks.add("data_visualization")
    beside: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "CSAT 4.1 → 4.3"}}
    message = Message("Your week", [CHART, beside])
    await office.program.store.write(delivery_rows.queue, TEAM_ID, "test:1", MAYA, message, system_clock())
    (shown,) = await office.until(lambda: office.direct_messages(MAYA) or None)
    assert (shown.text, [block["type"] for block in shown.blocks]) == ("Your week", ["section"])


async def test_charts_that_are_not_the_reason_stay_refused(office: Office) -> None:
    office.playground.faults.refused_blocks |= {"data_visualization", "section"}
    beside: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "CSAT"}}
    message = Message("Your week", [CHART, beside])
    await office.program.store.write(delivery_rows.queue, TEAM_ID, "test:1", MAYA, message, system_clock())
    await office.until(lambda: [call for call in office.playground.calls if call.error == "invalid_blocks"][1:] or None)
    assert office.direct_messages(MAYA) == []
