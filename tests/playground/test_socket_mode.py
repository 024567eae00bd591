"""A real Bolt app over Socket Mode: what people do reaches it, and what it answers is seen."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground

Json = dict[str, Any]
Connect = Callable[[AsyncApp], AbstractAsyncContextManager[None]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "action_id": "undo", "text": {"type": "plain_text", "text": "Undo"}, "value": "12"}
ACTIONS = {"type": "actions", "block_id": "tools", "elements": [BUTTON]}
MODAL: Json = {
    "type": "modal",
    "callback_id": "edit",
    "private_metadata": "entry 12",
    "notify_on_close": True,
    "title": plain("Edit"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What"),
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "VPN"},
        },
        {
            "type": "input",
            "block_id": "customer",
            "optional": True,
            "label": plain("Customer"),
            "element": {"type": "external_select", "action_id": "pick"},
        },
    ],
}
TYPED = {"values": {"what": {"text": {"type": "plain_text_input", "value": "VPN token"}}}}


async def test_a_command_is_answered_by_its_acknowledgement(
    slack: Playground, app: AsyncApp, connected: Connect
) -> None:
    commands: list[Json] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck, command: Json) -> None:
        commands.append(command)
        await ack(text="Logged", blocks=[ACTIONS])

    async with connected(app):
        outcome = await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m for @bruno & co #vpn")
    assert outcome.ok
    assert commands[0]["text"] == "20m for <@U0BRUNO|bruno> &amp; co <#C0VPN|vpn>"
    assert commands[0]["user_id"] == "U0ANA"
    shown = slack.workspace.timeline("U0ANA", "C0VPN")[-1]
    assert (shown.text, shown.ephemeral_to, shown.blocks[0]["block_id"]) == ("Logged", "U0ANA", "tools")
    assert slack.workspace.timeline("U0BRUNO", "C0VPN")[-1].text != "Logged"
    assert not slack.calls or {call.method for call in slack.calls} <= {"apps.connections.open", "auth.test"}


async def test_a_refused_acknowledgement_is_told_with_slacks_error(
    slack: Playground, app: AsyncApp, connected: Connect
) -> None:
    @app.command("/logwork")
    async def logwork(ack: AsyncAck) -> None:
        await ack(text="Logged", blocks=[{"type": "header", "text": plain("x" * 151)}])

    async with connected(app):
        outcome = await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
    assert outcome.error == "invalid_blocks"
    assert "must be less than 151 characters [json-pointer:/blocks/0/text/text]" in outcome.sentence
    assert slack.workspace.notices["U0ANA"][0].text == outcome.sentence


async def test_without_acknowledgement_the_person_is_told(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    outcome = await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
    assert outcome.error == "dispatch_failed"
    slack.workspace.link.patience_seconds = 0.05

    @app.command("/logwork")
    async def logwork(ack: AsyncAck) -> None:
        await asyncio.sleep(0.2)
        await ack()

    async with connected(app):
        outcome = await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
        assert outcome.error == "operation_timeout"
        assert outcome.sentence == '/logwork failed with the error "operation_timeout"'
        await asyncio.sleep(0.2)


async def test_a_button_on_an_ephemeral_message_replaces_it(
    slack: Playground, app: AsyncApp, connected: Connect
) -> None:
    bodies: list[Json] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck) -> None:
        await ack(text="Logged", blocks=[ACTIONS])

    @app.action("undo")
    async def undo(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        await ack()
        bodies.append(body)
        await respond(text="Undone", replace_original=True)

    async with connected(app):
        await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
        before = slack.workspace.timeline("U0ANA", "C0VPN")
        outcome = await slack.workspace.block_action(
            "U0ANA", message=before[-1], block_id="tools", action_id="undo", value={"type": "button"}
        )
        after = slack.workspace.timeline("U0ANA", "C0VPN")
    assert outcome.ok
    assert bodies[0]["actions"][0]["value"] == "12"
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    assert [m.ts for m in after] == [m.ts for m in before]
    assert (after[-1].text, after[-1].blocks) == ("Undone", [])


async def test_a_response_url_lives_for_five_uses(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    answers: list[tuple[int, str]] = []
    answered = asyncio.Event()

    @app.command("/logwork")
    async def logwork(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        for _ in range(6):
            answer = await respond(text="again", response_type="in_channel")
            answers.append((answer.status_code, answer.body))
        answered.set()

    async with connected(app):
        await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
        async with asyncio.timeout(3):
            await answered.wait()
    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1][1]
    assert [m.text for m in slack.workspace.timeline("U0BRUNO", "C0VPN")[-5:]] == ["again"] * 5


async def _open_modal(slack: Playground, app: AsyncApp, modal: Json) -> None:
    @app.shortcut("log_as_work")
    async def shortcut(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal)
        await ack()

    ts = slack.workspace.timeline("U0ANA", "C0VPN")[0].ts
    assert (await slack.workspace.message_shortcut("U0ANA", "C0VPN", ts, "log_as_work")).ok


async def test_a_modal_keeps_its_errors_until_it_is_right(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    states: list[Json] = []

    @app.view("edit")
    async def submitted(ack: AsyncAck, view: Json) -> None:
        states.append(view["state"]["values"])
        if len(states) == 1:
            await ack(response_action="errors", errors={"what": "Say more"})
        else:
            await ack()

    async with connected(app):
        await _open_modal(slack, app, MODAL)
        view = slack.workspace.view_of("U0ANA")
        assert view is not None
        assert (view.callback_id, view.private_metadata) == ("edit", "entry 12")
        empty = {"values": {"what": {"text": {"type": "plain_text_input", "value": ""}}}}
        incomplete = await slack.workspace.submit_view("U0ANA", view.id, empty)
        assert (incomplete.error, states) == ("incomplete", [])
        refused = await slack.workspace.submit_view("U0ANA", view.id, TYPED)
        assert (refused.ok, view.errors) == (False, {"what": "Say more"})
        accepted = await slack.workspace.submit_view("U0ANA", view.id, TYPED)
    assert accepted.ok
    assert slack.workspace.view_of("U0ANA") is None
    assert states[0]["what"]["text"]["value"] == "VPN token"
    assert states[0]["customer"]["pick"] == {"type": "external_select", "selected_option": None}


async def test_modals_are_pushed_updated_and_cleared(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    closed: list[Json] = []
    second = MODAL | {"callback_id": "second", "title": plain("Second")}

    @app.view("edit")
    async def first_submitted(ack: AsyncAck) -> None:
        await ack(response_action="push", view=second)

    @app.view("second")
    async def second_submitted(ack: AsyncAck) -> None:
        await ack(response_action="update", view=second | {"callback_id": "third"})

    @app.view("third")
    async def third_submitted(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    @app.view_closed("third")
    async def third_closed(ack: AsyncAck, body: Json) -> None:
        closed.append(body)
        await ack()

    workspace = slack.workspace

    async with connected(app):
        await _open_modal(slack, app, MODAL)
        for callback_id in ("edit", "second"):
            view = workspace.view_of("U0ANA")
            assert view is not None
            assert view.callback_id == callback_id
            await workspace.submit_view("U0ANA", view.id, TYPED)
        top = workspace.view_of("U0ANA")
        assert top is not None
        assert top.callback_id == "third"
        await workspace.close_view("U0ANA", top.id)
        assert closed[0]["view"]["id"] == top.id
        below = workspace.view_of("U0ANA")
        assert below is not None
        assert top.previous_view_id == below.id
        await workspace.submit_view("U0ANA", below.id, TYPED)
        pushed = workspace.view_of("U0ANA")
        assert pushed is not None
        await workspace.submit_view("U0ANA", pushed.id, TYPED)
        await workspace.submit_view("U0ANA", pushed.id, TYPED)
    assert workspace.view_of("U0ANA") is None


async def test_suggestions_come_from_the_app(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    @app.options("pick")
    async def pick(ack: AsyncAck, payload: Json) -> None:
        option = {"text": plain(f"Acme {payload['value']}"), "value": "7"}
        await ack(options=[option] if payload["value"] == "ac" else [option] * 101)

    async with connected(app):
        await _open_modal(slack, app, MODAL)
        view = slack.workspace.view_of("U0ANA")
        ask = partial(slack.workspace.suggestions, "U0ANA", view=view, block_id="customer", action_id="pick")
        offered = await ask(query="ac")
        too_many = await ask(query="")
    assert [option["text"]["text"] for option in offered] == ["Acme ac"]
    assert too_many == []


async def test_suggestions_can_come_in_groups(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    groups = [{"label": plain("Important"), "options": [{"text": plain("Acme"), "value": "7"}]}]

    @app.options("pick")
    async def pick(ack: AsyncAck) -> None:
        await ack(option_groups=groups)

    async with connected(app):
        await _open_modal(slack, app, MODAL)
        view = slack.workspace.view_of("U0ANA")
        offered = await slack.workspace.suggestions("U0ANA", view=view, block_id="customer", action_id="pick", query="")
    assert offered == groups


async def test_every_element_tells_its_state(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    """Untouched, an element says what the app gave it; touched, what the person gave (page "Block elements")."""
    states: list[Json] = []

    @app.view("edit")
    async def edited(ack: AsyncAck, view: Json) -> None:
        states.append(view["state"]["values"])
        await ack(response_action="errors", errors={"conversations_select": "Once more"})

    offered = {"text": plain("Acme"), "value": "7"}
    elements: dict[str, Json] = {
        "conversations_select": {"initial_conversation": "C0VPN"},
        "multi_conversations_select": {"initial_conversations": ["C0VPN"]},
        "channels_select": {"initial_channel": "C0ACME"},
        "multi_channels_select": {"initial_channels": ["C0ACME"]},
        "users_select": {"initial_user": "U0ANA"},
        "multi_users_select": {"initial_users": ["U0ANA"]},
        "external_select": {"initial_option": offered},
        "multi_external_select": {"initial_options": [offered]},
        "number_input": {"is_decimal_allowed": True, "initial_value": "4.4", "min_value": "1", "max_value": "5"},
        "timepicker": {"initial_time": "09:00"},
        "datepicker": {"initial_date": "2026-11-30"},
        "checkboxes": {"options": [offered], "initial_options": [offered]},
        "radio_buttons": {"options": [offered], "initial_option": offered},
        "plain_text_input": {"initial_value": "CSAT"},
    }
    blocks = [
        {
            "type": "input",
            "block_id": kind,
            "label": plain(kind),
            "element": {"type": kind, "action_id": "value", **element},
        }
        for kind, element in elements.items()
    ]
    async with connected(app):
        await _open_modal(slack, app, MODAL | {"blocks": blocks})
        view = slack.workspace.view_of("U0ANA")
        assert view is not None
        await slack.workspace.submit_view("U0ANA", view.id, {"values": {}})
        over = {"values": {"number_input": {"value": {"type": "number_input", "value": "5.5"}}}}
        await slack.workspace.submit_view("U0ANA", view.id, over)
        told = dict(view.errors)
        given = {"values": {"channels_select": {"value": {"type": "channels_select", "selected_channel": "C0VPN"}}}}
        await slack.workspace.submit_view("U0ANA", view.id, given)
    values = {kind: next(v for k, v in states[0][kind]["value"].items() if k != "type") for kind in elements}
    assert values == {
        "conversations_select": "C0VPN",
        "multi_conversations_select": ["C0VPN"],
        "channels_select": "C0ACME",
        "multi_channels_select": ["C0ACME"],
        "users_select": "U0ANA",
        "multi_users_select": ["U0ANA"],
        "external_select": offered,
        "multi_external_select": [offered],
        "number_input": "4.4",
        "timepicker": "09:00",
        "datepicker": "2026-11-30",
        "checkboxes": [offered],
        "radio_buttons": offered,
        "plain_text_input": "CSAT",
    }
    assert told == {"number_input": "Please enter a number that is 5 or less."}
    assert states[1]["channels_select"]["value"] == {"type": "channels_select", "selected_channel": "C0VPN"}


async def test_a_persons_changes_are_told(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    users: list[Json] = []

    @app.event("user_change")
    async def changed(event: Json) -> None:
        users.append(event["user"])

    async with connected(app):
        await slack.workspace.change_zone("U0MAYA", "America/Lima")
        await slack.workspace.deactivate("U0MAYA")
        await slack.workspace.deactivate("U0MAYA", deleted=False)
        with pytest.raises(KeyError):
            await slack.workspace.change_zone("U0MAYA", "Moon/Base")
    assert [(user["id"], user.get("tz"), user["deleted"]) for user in users] == [
        ("U0MAYA", "America/Lima", False),
        ("U0MAYA", None, True),
        ("U0MAYA", "America/Lima", False),
    ]
    assert users[0]["profile"]["email"] == "maya@northwind.example"


async def test_a_trigger_is_used_once_and_soon(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    errors: list[str] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await asyncio.sleep(float(command["text"]))
        for _ in range(2):
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
            except SlackApiError as refused:
                errors.append(refused.response["error"])
        await ack()

    async with connected(app):
        await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "0")
        slack.workspace.link.triggers.life_seconds = 0.05
        await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "0.1")
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "expired_trigger_id"]


async def test_events_tell_who_and_where(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    bodies: list[Json] = []

    async def keep(body: Json) -> None:
        bodies.append(body)

    for kind in ("message", "reaction_added", "reaction_removed", "app_home_opened", "team_join", "user_change"):
        app.event(kind)(keep)
    workspace = slack.workspace
    async with connected(app):
        message = await workspace.post("U0CARLA", "C0GLOBEX", "Thanks @ana!")
        await workspace.react("U0ANA", "C0GLOBEX", message.ts, "memo")
        await workspace.react("U0ANA", "C0GLOBEX", message.ts, "memo")
        await workspace.unreact("U0ANA", "C0GLOBEX", message.ts, "memo")
        await workspace.open_home("U0MAYA")
        maya = workspace.people["U0MAYA"]
        await workspace.set_member(maya)
        maya.id = "U0NEW"
        await workspace.set_member(maya)
        workspace.conversations["C0VPN"].members.discard(workspace.bot.id)
        await workspace.post("U0ANA", "C0VPN", "The app is not here")
        await workspace.post("U0ANA", "D0ANA", "The app has not subscribed to message.im")
    events = [body["event"] for body in bodies]
    assert [event["type"] for event in events] == [
        "message",
        "reaction_added",
        "reaction_removed",
        "app_home_opened",
        "user_change",
        "team_join",
    ]
    assert events[0]["text"] == "Thanks <@U0ANA>!"
    assert (events[0]["user_team"], bodies[0]["is_ext_shared_channel"]) == ("T0GLOBEX", True)
    assert (events[1]["item"]["ts"], events[1]["item_user"]) == (message.ts, "U0CARLA")
    assert len({body["event_id"] for body in bodies}) == len(bodies)


async def test_the_same_request_can_come_again(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    seen: list[str] = []

    @app.command("/logwork")
    async def logwork(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        seen.append(command["trigger_id"])
        await client.chat_postMessage(channel="C0VPN", text="An event of the app's own is not what is repeated")
        await ack(text="Logged")

    async with connected(app):
        await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")
        assert (await slack.workspace.repeat_last()).ok
    assert len(seen) == 2
    assert seen[0] == seen[1]


async def test_an_unacknowledged_event_comes_again(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    seen: list[str] = []
    twice = asyncio.Event()
    workspace = slack.workspace
    workspace.link.patience_seconds = 0.1
    workspace.link.event_retry_seconds = (0.05, 0.05)

    @app.event("reaction_added")
    async def reacted(body: Json) -> None:
        seen.append(body["event_id"])
        if len(seen) == 1:
            await asyncio.sleep(0.15)
        else:
            twice.set()

    async with connected(app):
        ts = workspace.timeline("U0ANA", "C0VPN")[0].ts
        await workspace.react("U0ANA", "C0VPN", ts, "memo")
        async with asyncio.timeout(3):
            await twice.wait()
    assert seen[0] == seen[1]


async def test_an_app_that_is_disconnected_comes_back(slack: Playground, app: AsyncApp, connected: Connect) -> None:
    @app.command("/logwork")
    async def logwork(ack: AsyncAck) -> None:
        await ack(text="Logged")

    async with connected(app):
        await slack.socket_mode.disconnect()
        async with asyncio.timeout(10):
            await slack.socket_mode.connected.wait()
        assert (await slack.workspace.command("U0ANA", "C0VPN", "/logwork", "20m")).ok
