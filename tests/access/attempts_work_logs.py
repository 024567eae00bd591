"""Attempts about work logs: `/logwork`, entries and their lists and forms."""

from typing import Any

from bot.blocks.ids import ActionId, ShortcutId
from bot.blocks.work_log_form import FormPlace, FormValues, form_view, values_of
from bot.blocks.work_logs import ListPlace, list_message, receipt_message
from bot.domain.work_logs import WorkLogReceipt
from bot.services import work_logs
from playground.model import Message
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, suggesting, typing
from tests.access.company import CANARY, Actor, Who
from tests.access.requests import Shown
from tests.access.world import CHANNEL, NOW, World

attempt = Attempts()


async def entry_of(world: World, actor: Actor = Who.SELF, line: str = "1m {word}") -> WorkLogReceipt:
    """An entry of Tess's."""
    return await world.do(work_logs.log_line, actor, line.format(word=world.new_word()), world.new_name(), NOW)


async def form_of(world: World) -> dict[str, Any]:
    """The form with Tess's entry."""
    entry = (await entry_of(world)).entry
    return form_view(values_of(entry, {}), FormPlace(entry=entry.id, on=entry.on, at=entry.at), {})


def empty_form() -> dict[str, Any]:
    """The form as it opens for everybody."""
    return form_view(FormValues(on=NOW.date()), FormPlace(), {})


@attempt("command /logwork", changes=("work_logs",))
async def log_line(world: World) -> Send:
    return typing(world, "/logwork 1m printer")


@attempt("command /logwork (alone)", opens=True)
async def open_by_command(world: World) -> Send:
    return typing(world, "/logwork")


@attempt("command /logwork today", shows=True)
async def list_today(world: World) -> Send:
    await entry_of(world)
    return typing(world, "/logwork today")


@attempt("command /logwork week", shows=True)
async def list_week(world: World) -> Send:
    await entry_of(world)
    return typing(world, "/logwork week")


@attempt("command /logwork again", changes=("work_logs",))
async def log_again(world: World) -> Send:
    for actor in Who:
        if actor not in {Who.GUEST, Who.OUTSIDER, Who.GONE, Who.ELSEWHERE}:
            await entry_of(world, actor)
    return typing(world, "/logwork again")


@attempt("command /logwork help")
async def help_with_logging(world: World) -> Send:
    return typing(world, "/logwork help")


@attempt("shortcut log_as_work", opens=True)
async def log_message(world: World) -> Send:
    contents = world.front.playground.workspace.contents

    async def send(actor: Actor) -> Shown:
        message = Message(CHANNEL, contents.new_ts(), world.slack_id(Who.PEER), "The printer again")
        return await world.front.use_shortcut(world.members[actor], message, ShortcutId.LOG_AS_WORK)

    return send


@attempt("button work_log.minutes", changes=("work_logs",), shows=True)
async def set_minutes(world: World) -> Send:
    receipt = await entry_of(world, line="{word}")
    return pressing(world, receipt_message(receipt).blocks, ActionId.MINUTES)


@attempt("button work_log.undo", changes=("work_logs",), shows=True)
async def undo(world: World) -> Send:
    return pressing(world, receipt_message(await entry_of(world)).blocks, ActionId.UNDO)


@attempt("button work_log.redo", changes=("work_logs",), shows=True)
async def redo(world: World) -> Send:
    receipt = await entry_of(world)
    undone = await world.do(work_logs.undo, Who.SELF, receipt.entry.id, NOW)
    return pressing(world, receipt_message(undone).blocks, ActionId.REDO)


@attempt("button work_log.edit", opens=True, shows=True)
async def open_entry(world: World) -> Send:
    return pressing(world, receipt_message(await entry_of(world)).blocks, ActionId.EDIT)


@attempt("button work_log.customer_meant", changes=("work_logs",), shows=True)
async def choose_customer(world: World) -> Send:
    meant = await entry_of(world, line=f"1m {{word}} for '{CANARY}land'")
    assert meant.entry.customer is not None
    entry = (await entry_of(world)).entry
    return pressing_value(world, ActionId.CUSTOMER_MEANT, f"{entry.id}:{meant.entry.customer.id}")


@attempt("menu work_log.list_menu edit", opens=True, shows=True)
async def open_in_list(world: World) -> Send:
    entry = (await entry_of(world)).entry
    chosen = {"value": f"edit:{entry.id}"}
    return pressing(world, await _list(world), ActionId.LIST_MENU, type="overflow", selected_option=chosen)


async def _list(world: World) -> list[dict[str, Any]]:
    week = await world.do(work_logs.entries_of_week, Who.SELF, NOW)
    return list_message(week, ListPlace("week")).blocks


@attempt("menu work_log.list_menu undo", changes=("work_logs",), shows=True)
async def undo_in_list(world: World) -> Send:
    entry = (await entry_of(world)).entry
    chosen = {"value": f"undo:{entry.id}"}
    return pressing(world, await _list(world), ActionId.LIST_MENU, type="overflow", selected_option=chosen)


@attempt("button work_log.list_page", shows=True)
async def turn_page(world: World) -> Send:
    await entry_of(world)
    return pressing_value(world, ActionId.LIST_PAGE, str(ListPlace("week")))


@attempt("button work_log.open_form", opens=True)
async def open_from_home(world: World) -> Send:
    return pressing_value(world, ActionId.OPEN_FORM, "new")


@attempt("menu work_log.customer", offers=True)
async def suggest_customers(world: World) -> Send:
    await entry_of(world, line=f"1m {{word}} for '{CANARY}land'")
    return suggesting(world, empty_form(), ActionId.CUSTOMER)


@attempt("menu work_log.helped", offers=True)
async def suggest_colleagues(world: World) -> Send:
    return suggesting(world, empty_form(), ActionId.HELPED)


@attempt("menu work_log.tags", offers=True, shows=True)
async def suggest_tags(world: World) -> Send:
    await entry_of(world, line="1m printer #{word}")
    return suggesting(world, empty_form(), ActionId.TAGS)


@attempt("form work_log.form", changes=("work_logs",))
async def submit_new(world: World) -> Send:
    return submitting(world, empty_form(), summary={"value": "Printer"}, duration={"value": "1m"})


@attempt("form work_log.form of an entry", changes=("work_logs",))
async def submit_change(world: World) -> Send:
    return submitting(world, await form_of(world), summary={"value": "Something else"})
