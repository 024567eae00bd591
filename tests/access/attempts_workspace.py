"""Attempts about the workspace: settings, channels, help, App Home, and what Slack tells."""

from typing import Any

from bot.blocks.ids import ActionId
from bot.blocks.praise_report import praise_report_message
from bot.blocks.watched_channels import channel_form
from bot.blocks.workspace_settings import changed_message, settings_form
from bot.domain.home import HomePart
from bot.services import praise_report as praise_reports
from bot.services import watched_channels, workspace_settings
from playground.model import Message
from tests.access.attempts import Attempts, PressOnHome, Send, pressing, pressing_value, submitting, typing
from tests.access.attempts_work_logs import entry_of
from tests.access.company import COLLEAGUES, Actor, Who
from tests.access.requests import Shown
from tests.access.world import CHANNEL, NOW, World

attempt = Attempts()


@attempt("command /praiseworthy")
async def what_there_is(world: World) -> Send:
    return typing(world, "/praiseworthy")


@attempt("word settings")
async def see_settings(world: World) -> Send:
    return typing(world, "/praiseworthy settings")


@attempt("button settings.change", opens=True)
async def open_settings(world: World) -> Send:
    return pressing_value(world, ActionId.SETTINGS_CHANGE, "change")


@attempt("form settings.form", changes=("workspace_settings",))
async def change_settings(world: World) -> Send:
    _, settings = await world.do(workspace_settings.to_change, Who.ADMIN)
    view = settings_form(settings, NOW.date(), None)
    return submitting(world, view, stale={"value": str(20 + int(world.new_name().partition(":")[2]) % 60)})


@attempt("button settings.change_back", changes=("workspace_settings",))
async def change_back(world: World) -> Send:
    _, before = await world.do(workspace_settings.to_change, Who.ADMIN)
    days = 20 + int(world.new_name().partition(":")[2]) % 60
    after = before.__class__(**{**_stated(before), "stale_after_days": days})
    await world.do(workspace_settings.change, Who.ADMIN, after, NOW)
    return pressing(world, changed_message(after, before, NOW.date()).blocks, ActionId.SETTINGS_CHANGE_BACK)


def _stated(settings: Any) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__slots__}


# Channels


async def _mark(world: World) -> None:
    await world.do(watched_channels.mark, Who.ADMIN, CHANNEL, None, NOW, carries_customers_words=True)


@attempt("word channels")
async def list_channels(world: World) -> Send:
    return typing(world, "/praiseworthy channels")


@attempt("button channels.mark", opens=True)
async def open_mark(world: World) -> Send:
    return pressing_value(world, ActionId.CHANNELS_MARK, "mark")


def _menu(world: World, verb: str) -> Send:
    drawn = {"type": "overflow", "action_id": ActionId.CHANNELS_MENU}
    block = {"type": "section", "block_id": f"channel/{CHANNEL}", "accessory": drawn}
    chosen = {"value": f"{verb}:{CHANNEL}"}
    return pressing(world, [block], ActionId.CHANNELS_MENU, type="overflow", selected_option=chosen)


@attempt("menu channels.menu edit", opens=True)
async def open_channel(world: World) -> Send:
    await _mark(world)
    return _menu(world, "edit")


@attempt("menu channels.menu remove", changes=("watched_channels",))
async def unmark(world: World) -> Send:
    await _mark(world)
    return _menu(world, "remove")


@attempt("button channels.mark_again", changes=("watched_channels",))
async def mark_again(world: World) -> Send:
    await world.do(watched_channels.unmark, Who.ADMIN, CHANNEL)
    return pressing_value(world, ActionId.CHANNELS_MARK_AGAIN, f"{CHANNEL}:1:")


@attempt("form channels.form", changes=("watched_channels",))
async def mark(world: World) -> Send:
    await world.do(watched_channels.unmark, Who.ADMIN, CHANNEL)
    carries = {"selected_options": [{"value": "carries"}]}
    return submitting(world, channel_form(None, None), channel={"selected_conversation": CHANNEL}, carries=carries)


@attempt("button channels.parked")
async def try_again(world: World) -> Send:
    return pressing_value(world, ActionId.CHANNELS_PARKED, "again")


# What Slack tells


@attempt("event app_home_opened", shows=True, notes=("home_tabs",))
async def open_home(world: World) -> Send:
    await entry_of(world)

    async def send(actor: Actor) -> Shown:
        person = world.members[actor]
        payloads = world.front.playground.workspace.payloads
        event = payloads.app_home_opened(person, world.front.channel, None)["event"]
        return await world.front.tell_and_look(person, event, world.work_off)

    return send


async def _react(world: World, kind: str, message: Message) -> Send:
    async def send(actor: Actor) -> Shown:
        person = world.members[actor]
        payloads = world.front.playground.workspace.payloads
        event = payloads.reaction_event(kind, person, message, world.front.channel, name="praiseworthy")["event"]
        return await world.front.tell(person, event)

    return send


def _message(world: World) -> Message:
    ts = world.front.playground.workspace.contents.new_ts()
    return Message(CHANNEL, ts, world.slack_id(Who.OUTSIDER), "The printer again")


@attempt("event reaction_added", changes=("work_logs", "deliveries"), is_silent=True)
async def react(world: World) -> Send:
    return await _react(world, "reaction_added", _message(world))


@attempt("event reaction_removed", changes=("work_logs",), is_silent=True)
async def unreact(world: World) -> Send:
    message = _message(world)
    reacting = await _react(world, "reaction_added", message)
    for actor in (*COLLEAGUES, Who.ELSEWHERE):
        await reacting(actor)
    await world.work_off()
    return await _react(world, "reaction_removed", message)


def _member_event(world: World, kind: str) -> Send:
    async def send(actor: Actor) -> Shown:
        person = world.members[actor]
        told = person.to_slack(with_email=True) | {"real_name": f"{person.name} {world.new_word()}", "profile": {}}
        return await world.front.tell(person, {"type": kind, "user": told, "event_ts": "1.1"})

    return send


@attempt("event team_join", changes=("people",), is_silent=True)
async def join(world: World) -> Send:
    return _member_event(world, "team_join")


@attempt("event user_change", changes=("people",), is_silent=True)
async def change_member(world: World) -> Send:
    return _member_event(world, "user_change")


# On App Home


@attempt("button home.page", changes=("home_tabs",))
async def turn_home(world: World) -> Send:
    page = int(world.new_name().partition(":")[2])
    action_id = f"{ActionId.HOME_PAGE}:{HomePart.GOALS}:more"
    return PressOnHome(world, {"type": "button", "action_id": action_id, "value": str(page)})


@attempt("button home.week", changes=("deliveries",))
async def week_on_home(world: World) -> Send:
    return PressOnHome(world, {"type": "button", "action_id": ActionId.HOME_WEEK, "value": "week"})


# How sure the program is of praise


@attempt("word praise report")
async def praise_report(world: World) -> Send:
    return typing(world, "/praiseworthy praise report")


@attempt("menu praise_report.threshold", changes=("workspace_settings",))
async def move_threshold(world: World) -> Send:
    report = await world.do(praise_reports.report_for, Who.ADMIN)
    await world.do(praise_reports.change_threshold, Who.ADMIN, None, NOW)
    blocks = praise_report_message(report).blocks
    return pressing(world, blocks, ActionId.PRAISE_THRESHOLD, selected_option={"value": "0.9"})


@attempt("button praise_report.threshold_back", changes=("workspace_settings",))
async def move_threshold_back(world: World) -> Send:
    await world.do(praise_reports.change_threshold, Who.ADMIN, None, NOW)
    change, report = await world.do(praise_reports.change_threshold, Who.ADMIN, 0.9, NOW)
    return pressing(world, praise_report_message(report, change).blocks, ActionId.PRAISE_THRESHOLD_BACK)
