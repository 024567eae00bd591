"""The Web API, driven by the SDK's own client."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.ids import new_trigger_id
from playground.model import Member
from playground.server import Playground, running

Json = dict[str, Any]


def view(kind: str = "modal", **more: Any) -> Json:
    shown: Json = {"type": kind, "blocks": [{"type": "divider"}]}
    if kind == "modal":
        shown["title"] = {"type": "plain_text", "text": "Edit"}
    return shown | more


async def refusal(client: AsyncWebClient, method: str, **arguments: Any) -> Any:
    """The answer to a call that must be refused."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    return caught.value.response


async def test_who_am_i(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0NORTHWIND", "U0PRAISE", "B0PRAISE")


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        ("xoxb-playground-bot", "apps.connections.open", "not_allowed_token_type"),
        ("xapp-playground-app", "auth.test", "not_allowed_token_type"),
        ("xoxb-playground-bot", "files.upload", "unknown_method"),
    ],
)
async def test_tokens_and_methods_are_checked(slack: Playground, token: str, method: str, error: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        by_field = await client.post(f"{slack.api_url}{method}", data={"token": token})
        by_header = await client.post(f"{slack.api_url}{method}", headers={"Authorization": f"Bearer {token}".strip()})
    assert by_field.json() == by_header.json() == {"ok": False, "error": error}


async def test_members_come_in_pages(slack: Playground, client: AsyncWebClient) -> None:
    for number in range(20):
        slack.workspace.people[f"U1{number}"] = Member(f"U1{number}", "T0NORTHWIND", f"p{number}", "P")
    seen: list[str] = []
    pages = 0
    async for page in await client.users_list(limit=10):
        seen += [member["id"] for member in page["members"]]
        pages += 1
    assert seen == list(slack.workspace.people)
    assert pages == 3
    assert (await refusal(client, "users.list", cursor="nonsense"))["error"] == "invalid_cursor"


async def test_a_member_is_told_as_slack_does(client: AsyncWebClient) -> None:
    carla = (await client.users_info(user="U0CARLA"))["user"]
    assert (carla["team_id"], carla["is_stranger"], carla["tz"]) == ("T0GLOBEX", True, "Europe/Rome")
    dana = (await client.users_info(user="U0DANA"))["user"]
    assert (dana["is_admin"], dana["is_owner"], dana.get("is_stranger")) == (True, True, None)
    assert (await refusal(client, "users.info", user="U0NOBODY"))["error"] == "user_not_found"


async def test_metadata_is_only_given_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "praiseworthy_delivery", "event_payload": {"id": "7"}}
    posted = await client.chat_postMessage(channel="C0VPN", text="Hello", metadata=metadata)
    plain = await client.conversations_history(channel="C0VPN", limit=1)
    full = await client.conversations_history(channel="C0VPN", limit=1, include_all_metadata=True)
    assert plain["messages"][0]["ts"] == full["messages"][0]["ts"] == posted["ts"]
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata
    bad = await refusal(client, "chat.postMessage", channel="C0VPN", text="x", metadata={"event_type": "x"})
    assert bad["error"] == "invalid_metadata_schema"


async def test_history_has_edges_and_pages(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel="C0KUDOS", text=str(n)))["ts"] for n in range(4)]
    between = await client.conversations_history(channel="C0KUDOS", oldest=stamps[0], latest=stamps[3])
    assert [m["ts"] for m in between["messages"]] == [stamps[2], stamps[1]]
    with_edges = await client.conversations_history(
        channel="C0KUDOS", oldest=stamps[0], latest=stamps[3], inclusive=True, limit=3
    )
    assert [m["ts"] for m in with_edges["messages"]] == [stamps[3], stamps[2], stamps[1]]
    assert with_edges["has_more"]
    cursor = with_edges["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(
        channel="C0KUDOS", oldest=stamps[0], latest=stamps[3], inclusive=True, limit=3, cursor=cursor
    )
    assert [m["ts"] for m in rest["messages"]] == [stamps[0]]


async def test_a_thread_has_its_replies(client: AsyncWebClient) -> None:
    first = (await client.chat_postMessage(channel="C0KUDOS", text="first"))["ts"]
    reply = (await client.chat_postMessage(channel="C0KUDOS", text="reply", thread_ts=first))["ts"]
    thread = await client.conversations_replies(channel="C0KUDOS", ts=first)
    assert [m["ts"] for m in thread["messages"]] == [first, reply]
    history = await client.conversations_history(channel="C0KUDOS", limit=1)
    assert history["messages"][0]["ts"] == first


async def test_a_persons_id_opens_the_direct_message(slack: Playground, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users="U0ANA"))["channel"]["id"]
    posted = await client.chat_postMessage(channel="U0ANA", text="How long did it take?")
    assert posted["channel"] == opened == "D0ANA"
    assert slack.workspace.timeline("U0ANA", "D0ANA")[-1].text == "How long did it take?"
    info = (await client.conversations_info(channel="D0ANA"))["channel"]
    assert (info["is_im"], info["user"]) == (True, "U0ANA")


async def test_several_people_share_a_direct_message(slack: Playground, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users="U0ANA,U0LEO"))["channel"]["id"]
    assert (await client.conversations_open(users="U0LEO,U0ANA"))["channel"]["id"] == opened
    posted = await client.chat_postMessage(channel=opened, text="For both of you")
    for person in ("U0ANA", "U0LEO"):
        assert slack.workspace.timeline(person, opened)[-1].ts == posted["ts"]
        assert opened in {one.id for one in slack.workspace.conversations_of(person)}
    assert opened not in {one.id for one in slack.workspace.conversations_of("U0MAYA")}
    info = (await client.conversations_info(channel=opened))["channel"]
    assert (info["is_im"], info["is_mpim"], info["is_private"]) == (False, True, True)
    assert [one["text"] for one in (await client.conversations_history(channel=opened))["messages"]] == [
        "For both of you"
    ]


async def test_a_direct_message_has_its_bounds(client: AsyncWebClient) -> None:
    many = ",".join(["U0ANA", "U0BRUNO", "U0CHIDI", "U0MAYA", "U0LEO", "U0DANA", "U0CARLA", "U0GUS", "U0ANA"])
    assert (await refusal(client, "conversations.open", users=many))["error"] == "too_many_users"
    assert (await refusal(client, "conversations.open", users="U0ANA,U0NOBODY"))["error"] == "user_not_found"
    unfit = await refusal(client, "conversations.open", channel="C0VPN")
    assert unfit["error"] == "method_not_supported_for_channel_type"


async def test_channels_and_their_members(client: AsyncWebClient) -> None:
    channels = (await client.conversations_list(types="public_channel", limit=200))["channels"]
    shared = {c["name"]: c["is_ext_shared"] for c in channels}
    assert shared["globex-shared"]
    assert not shared["vpn"]
    assert "U0CARLA" in (await client.conversations_members(channel="C0GLOBEX"))["members"]


async def test_messages_are_changed_deleted_and_linked(slack: Playground, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel="C0VPN", text="Helo"))["ts"]
    await client.chat_update(channel="C0VPN", ts=ts, text="Hello")
    assert slack.workspace.timeline("U0ANA", "C0VPN")[-1].text == "Hello"
    link = (await client.chat_getPermalink(channel="C0VPN", message_ts=ts))["permalink"]
    assert link == f"https://northwind-support.slack.com/archives/C0VPN/p{ts.replace('.', '')}"
    await client.reactions_add(channel="C0VPN", timestamp=ts, name="memo")
    assert (await client.reactions_get(channel="C0VPN", timestamp=ts))["message"]["reactions"][0]["count"] == 1
    await client.chat_delete(channel="C0VPN", ts=ts)
    assert (await refusal(client, "chat.update", channel="C0VPN", ts=ts, text="x"))["error"] == "message_not_found"
    theirs = slack.workspace.timeline("U0ANA", "C0VPN")[0].ts
    others = await refusal(client, "chat.update", channel="C0VPN", ts=theirs, text="x")
    assert others["error"] == "cant_update_message"


async def test_an_ephemeral_message_is_for_one(slack: Playground, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0VPN", user="U0ANA", text="Only you")
    assert slack.workspace.timeline("U0ANA", "C0VPN")[-1].text == "Only you"
    assert slack.workspace.timeline("U0BRUNO", "C0VPN")[-1].text != "Only you"
    history = await client.conversations_history(channel="C0VPN")
    assert "Only you" not in [m["text"] for m in history["messages"]]
    refused = await refusal(client, "chat.postEphemeral", channel="C0GLOBEX", user="U0LEO", text="x")
    assert refused["error"] == "user_not_in_channel"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0VPN"}, "no_text"),
        ({"channel": "C0VPN", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0VPN", "text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"channel": "C0VPN", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_messages_that_slack_refuses(client: AsyncWebClient, arguments: Json, error: str) -> None:
    assert (await refusal(client, "chat.postMessage", **arguments))["error"] == error


async def test_the_reasons_of_a_refusal_are_told(slack: Playground, client: AsyncWebClient) -> None:
    refused = await refusal(client, "chat.postMessage", channel="C0VPN", blocks=[{"type": "header"}])
    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]
    slack.workspace.conversations["C0VPN"].members.discard("U0PRAISE")
    assert (await refusal(client, "chat.postMessage", channel="C0VPN", text="x"))["error"] == "not_in_channel"
    assert (await refusal(client, "conversations.history", channel="C0VPN"))["error"] == "not_in_channel"
    assert [call.error for call in slack.calls] == ["invalid_blocks", "not_in_channel", "not_in_channel"]


async def test_home_is_published_and_guarded_by_its_hash(slack: Playground, client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id="U0ANA", view=view("home")))["view"]
    second = (await client.views_publish(user_id="U0ANA", view=view("home"), hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    stale = await refusal(client, "views.publish", user_id="U0ANA", view=view("home"), hash=first["hash"])
    assert stale["error"] == "hash_conflict"
    home = slack.workspace.home_of("U0ANA")
    assert home is not None
    assert home.hash == second["hash"]


async def test_three_modals_fit_on_each_other(slack: Playground, client: AsyncWebClient) -> None:
    def trigger() -> str:
        trigger_id = new_trigger_id()
        slack.workspace.link.triggers.add(trigger_id, "U0ANA")
        return trigger_id

    opened = (await client.views_open(trigger_id=trigger(), view=view()))["view"]
    for _ in range(2):
        await client.views_push(trigger_id=trigger(), view=view())
    too_deep = await refusal(client, "views.push", trigger_id=trigger(), view=view())
    assert too_deep["error"] == "push_limit_reached"
    await client.views_update(view_id=opened["id"], view=view(callback_id="changed"))
    unknown = await refusal(client, "views.update", view_id="V0NONE", view=view())
    assert unknown["error"] == "not_found"
    unfit = await refusal(client, "views.open", trigger_id=trigger(), view=view(submit="Save"))
    assert unfit["error"] == "invalid_arguments"
    assert (await refusal(client, "views.open", trigger_id="1.2.a", view=view()))["error"] == "invalid_trigger_id"


async def test_rate_limits_can_be_switched_on(slack: Playground, client: AsyncWebClient) -> None:
    slack.rate_limits.enabled = True
    await client.chat_postMessage(channel="C0VPN", text="one")
    await client.chat_postMessage(channel="C0ACME", text="another channel")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0VPN", text="two")
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["Retry-After"] == "1"
    for _ in range(20):
        await client.users_list()
    assert (await refusal(client, "users.list"))["error"] == "ratelimited"
    await asyncio.sleep(1)
    await client.chat_postMessage(channel="C0VPN", text="two")


async def test_faults_can_be_ordered(slack: Playground, client: AsyncWebClient) -> None:
    slack.faults.add("chat.postMessage", "account_inactive")
    slack.faults.add("chat.postMessage", "500")
    slack.faults.add("chat.postMessage", "drop")
    slack.faults.add("chat.postMessage", "hang")
    assert (await refusal(client, "chat.postMessage", channel="C0VPN", text="x"))["error"] == "account_inactive"
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0VPN", text="one")
    assert caught.value.response.status_code == 500
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C0VPN", text="two")
    assert slack.workspace.timeline("U0ANA", "C0VPN")[-1].text == "two"
    impatient = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        await impatient.chat_postMessage(channel="C0VPN", text="three")
    await client.chat_postMessage(channel="C0VPN", text="four")
    assert [m.text for m in slack.workspace.timeline("U0ANA", "C0VPN")[-2:]] == ["two", "four"]


async def test_profile_fields_of_the_workspace(client: AsyncWebClient) -> None:
    fields = (await client.team_profile_get())["profile"]["fields"]
    [manager] = [field for field in fields if field["type"] == "user"]
    assert manager["label"] == "Manager"
    ana = (await client.users_profile_get(user="U0ANA"))["profile"]
    assert ana["fields"] == {manager["id"]: {"value": "U0MAYA", "alt": ""}}
    assert (ana["email"], ana["real_name"]) == ("ana@northwind.example", "Ana Pereira")
    named = await client.users_profile_get(user="U0MAYA", include_labels=True)
    assert named["profile"]["fields"][manager["id"]] == {"value": "U0LEO", "alt": "", "label": "Manager"}
    assert (await client.team_profile_get(visibility="hidden"))["profile"]["fields"] == []
    assert (await refusal(client, "users.profile.get", user="U0NOBODY"))["error"] == "user_not_found"


async def test_a_member_is_found_by_address(client: AsyncWebClient) -> None:
    found = await client.users_lookupByEmail(email="Ana@northwind.example")
    assert (found["user"]["id"], found["user"]["profile"]["email"]) == ("U0ANA", "ana@northwind.example")
    assert (await refusal(client, "users.lookupByEmail", email="nobody@northwind.example"))[
        "error"
    ] == "users_not_found"


async def test_scopes_are_those_of_the_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    scopes = {"scopes": {"bot": ["users:read", "chat:write"]}}
    manifest.write_text(json.dumps({"display_information": {"name": "Sample"}, "oauth_config": scopes}))
    async with running(manifest=manifest) as playground:
        client = AsyncWebClient(token=playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        assert "email" not in (await client.users_info(user="U0ANA"))["user"]["profile"]
        answer = await refusal(client, "conversations.history", channel="U0ANA")
        assert answer["error"] == "channel_not_found"
        answer = await refusal(client, "conversations.history", channel="C0VPN")
        assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
        assert answer["provided"] == "chat:write,users:read"
        for method in ("team.profile.get", "users.profile.get", "users.lookupByEmail", "conversations.open"):
            assert (await refusal(client, method))["error"] == "missing_scope"
        assert (await refusal(client, "conversations.open", users="U0ANA,U0LEO"))["needed"] == "mpim:write"


async def test_somebody_who_left_is_marked(slack: Playground, client: AsyncWebClient) -> None:
    await slack.workspace.deactivate("U0BRUNO")
    bruno = (await client.users_info(user="U0BRUNO"))["user"]
    assert bruno["deleted"]
    assert "tz" not in bruno
    assert (await refusal(client, "conversations.open", users="U0BRUNO"))["error"] == "user_disabled"
    await slack.workspace.deactivate("U0BRUNO", deleted=False)
    await client.conversations_open(users="U0BRUNO")


async def test_a_workspace_without_charts_refuses_them(slack: Playground, client: AsyncWebClient) -> None:
    chart = {"type": "pie", "segments": [{"label": "Acme", "value": 3}]}
    blocks: list[Json] = [{"type": "divider"}, {"type": "data_visualization", "title": "Help", "chart": chart}]
    slack.faults.refused_blocks.add("data_visualization")
    answer = await refusal(client, "chat.postMessage", channel="C0VPN", text="Help", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["[ERROR] unsupported type: data_visualization [json-pointer:/blocks/1/type]"]
    slack.faults.clear()
    await client.chat_postMessage(channel="C0VPN", text="Help", blocks=blocks)
