"""Files: the ticket, the bytes, the message that shares them, and their way back to a reader."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.files import CEILING_BYTES, Files
from playground.server import Playground, running
from playground.store import Contents
from tests.playground.conftest import MANIFEST

ANA, HELP_DESK = "U0ANA", "C0HELPDESK"
ANAS = "D0ANA"
CSV = b"who,minutes\nAna,45\n"


async def share(client: AsyncWebClient, channel: str | None, **more: Any) -> str:
    """The file's id."""
    answer = await client.files_upload_v2(filename="effort.csv", content=CSV, title="Effort", channel=channel, **more)
    file_id: str = answer["file"]["id"]
    return file_id


async def uploaded(client: AsyncWebClient, content: bytes = CSV) -> str:
    """The id of a file whose bytes have come, before it is shared."""
    answer = await client.files_getUploadURLExternal(filename="effort.csv", length=len(content))
    async with httpx.AsyncClient() as web:
        assert (await web.post(answer["upload_url"], content=content)).status_code == 200
    file_id: str = answer["file_id"]
    return file_id


def error_of(refused: pytest.ExceptionInfo[SlackApiError]) -> str:
    error: str = refused.value.response["error"]
    return error


async def test_the_sdk_shares_a_file_in_a_message(slack: Playground, client: AsyncWebClient) -> None:
    file_id = await share(client, ANAS, initial_comment="Your *effort*")
    [message] = slack.workspace.timeline(ANA, ANAS)
    assert message.text == "Your *effort*"
    [file] = message.files
    assert (file["id"], file["name"], file["title"]) == (file_id, "effort.csv", "Effort")
    assert (file["pretty_type"], file["mimetype"], file["size"]) == ("CSV", "text/csv", len(CSV))
    [shown] = (await client.conversations_history(channel=ANAS))["messages"]
    assert shown["subtype"] == "file_share"
    assert shown["files"][0]["id"] == file_id


async def test_a_file_comes_back_as_it_was_and_never_as_a_page(slack: Playground, client: AsyncWebClient) -> None:
    page = b"<script>alert(1)</script>"
    await client.files_upload_v2(filename="né / a.html", content=page, title="A page", channel=ANAS)
    [message] = slack.workspace.timeline(ANA, ANAS)
    [file] = message.files
    async with httpx.AsyncClient() as web:
        for address in (file["url_private"], file["url_private_download"]):
            answer = await web.get(address)
            assert answer.content == page
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await web.get(f"{slack.base_url}/files-pri/guessed/a.html")).status_code == 404


async def test_a_form_with_a_file_in_it_is_taken_too(slack: Playground, client: AsyncWebClient) -> None:
    answer = await client.files_getUploadURLExternal(filename="effort.csv", length=len(CSV))
    async with httpx.AsyncClient() as web:
        sent = await web.post(answer["upload_url"], files={"filename": ("effort.csv", CSV)})
    assert (sent.status_code, sent.text) == (200, f"OK - {len(CSV)}")
    await client.files_completeUploadExternal(files=[{"id": answer["file_id"]}], channel_id=ANAS)
    [message] = slack.workspace.timeline(ANA, ANAS)
    assert message.files[0]["title"] == "effort.csv"


async def test_without_a_channel_nobody_sees_it(slack: Playground, client: AsyncWebClient) -> None:
    before = len(slack.workspace.timeline(ANA, HELP_DESK))
    await share(client, None)
    assert slack.workspace.timeline(ANA, ANAS) == []
    assert len(slack.workspace.timeline(ANA, HELP_DESK)) == before


async def test_an_upload_is_shared_once(client: AsyncWebClient) -> None:
    files: list[dict[str, str | None]] = [{"id": await uploaded(client)}]
    await client.files_completeUploadExternal(files=files, channel_id=ANAS)
    with pytest.raises(SlackApiError) as refused:
        await client.files_completeUploadExternal(files=files, channel_id=ANAS)
    assert error_of(refused) == "file_not_found"


async def test_a_refusal_leaves_the_upload_to_another_try(slack: Playground, client: AsyncWebClient) -> None:
    files: list[dict[str, str | None]] = [{"id": await uploaded(client)}]
    with pytest.raises(SlackApiError):
        await client.files_completeUploadExternal(files=files, channel_id="C0NOWHERE")
    await client.files_completeUploadExternal(files=files, channel_id=ANAS)
    assert len(slack.workspace.timeline(ANA, ANAS)) == 1


async def test_bytes_that_never_came_are_not_shared(slack: Playground, client: AsyncWebClient) -> None:
    answer = await client.files_getUploadURLExternal(filename="effort.csv", length=5)
    async with httpx.AsyncClient() as web:
        assert (await web.post(answer["upload_url"], content=b"too many")).status_code == 400
        assert (await web.post(f"{slack.base_url}/upload/v1/guessed", content=b"12345")).status_code == 404
    with pytest.raises(SlackApiError) as refused:
        await client.files_completeUploadExternal(files=[{"id": answer["file_id"]}], channel_id=ANAS)
    assert error_of(refused) == "file_not_found"


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), (ANA, "invalid_arguments"), (HELP_DESK, "not_in_channel")],
)
async def test_where_a_file_cant_be_shared(slack: Playground, client: AsyncWebClient, channel: str, error: str) -> None:
    slack.workspace.conversations[HELP_DESK].members.discard(slack.workspace.bot.id)
    with pytest.raises(SlackApiError) as refused:
        await share(client, channel)
    assert error_of(refused) == error


@pytest.mark.parametrize(
    ("length", "error"),
    [
        ("0", "missing_argument"),
        ("many", "invalid_arguments"),
        (str(CEILING_BYTES + 1), "file_upload_size_restricted"),
    ],
)
async def test_what_is_refused_before_the_bytes(client: AsyncWebClient, length: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("files.getUploadURLExternal", params={"filename": "a.csv", "length": length})
    assert error_of(refused) == error


async def test_no_list_of_files_is_refused(client: AsyncWebClient) -> None:
    for files in ("[]", '"F0A"', '[{"title": "no id"}]'):
        with pytest.raises(SlackApiError) as refused:
            await client.api_call("files.completeUploadExternal", params={"files": files, "channel_id": ANAS})
        assert error_of(refused) == "invalid_arguments"


async def test_without_the_scope_nothing_is_uploaded(tmp_path: Path) -> None:
    poorer = json.loads(json.dumps(MANIFEST))
    poorer["oauth_config"]["scopes"]["bot"].remove("files:write")
    path = tmp_path / "poorer.json"
    path.write_text(json.dumps(poorer), encoding="utf-8")
    async with running(manifest=path) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        with pytest.raises(SlackApiError) as refused:
            await share(client, ANAS)
    assert error_of(refused) == "missing_scope"
    assert refused.value.response["needed"] == "files:write"


def test_the_oldest_contents_go_first_and_a_message_outlives_its_file() -> None:
    files = Files("http://here", ceiling_bytes=10)
    shared = []
    for letter in ("a", "b", "c"):
        upload = files.announce(f"{letter}.txt", 4)
        files.receive(files.upload_url(upload).rpartition("/")[2], letter.encode() * 4)
        shared.append(files.keep(*files.complete([upload.file_id]), title=letter, user="U0", channel="D0"))
    assert [files.path_of(file) is not None for file in shared] == [False, True, True]


async def test_a_saved_message_keeps_its_file_card(slack: Playground, client: AsyncWebClient) -> None:
    await share(client, ANAS)
    saved = json.loads(json.dumps(slack.workspace.contents.to_json()))
    [message] = Contents.from_json(saved).messages[ANAS]
    assert message.files[0]["name"] == "effort.csv"
    assert Files().path_of(message.files[0]) is None
