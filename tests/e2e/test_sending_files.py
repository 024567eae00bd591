"""The messenger's files: shared with a person or in a channel, and what becomes of a failure."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from playground.server import Playground, running
from tests.e2e.conftest import ANA, HELP_DESK, MANIFEST


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with running(manifest=MANIFEST) as playground:
        yield playground


@pytest.fixture
async def messenger(slack: Playground) -> AsyncIterator[Messenger]:
    async with aiohttp.ClientSession() as session:
        yield Messenger(slack.bot_token, slack.api_url, session)


async def send(messenger: Messenger, to: str, content: bytes = b"who,minutes\n") -> None:
    await messenger.send_file(to, filename="effort.csv", content=content, title="Effort", comment="Your *effort*")


@pytest.mark.parametrize(("to", "place"), [(ANA, "D0ANA"), (HELP_DESK, HELP_DESK)])
async def test_a_file_arrives_with_its_comment(slack: Playground, messenger: Messenger, to: str, place: str) -> None:
    await send(messenger, to)
    message = slack.workspace.timeline(ANA, place)[-1]
    assert message.text == "Your *effort*"
    [file] = message.files
    assert (file["name"], file["title"]) == ("effort.csv", "Effort")
    async with aiohttp.ClientSession() as web, web.get(file["url_private_download"]) as answer:
        assert await answer.read() == b"who,minutes\n"


async def test_a_refusal_names_slacks_error(slack: Playground, messenger: Messenger) -> None:
    slack.faults.add("files.getUploadURLExternal", "file_uploads_disabled")
    with pytest.raises(SlackRefused) as refused:
        await send(messenger, ANA)
    assert refused.value.error == "file_uploads_disabled"
    with pytest.raises(SlackRefused) as refused:
        await send(messenger, "C0NOWHERE")
    assert refused.value.error == "channel_not_found"


async def test_asked_to_wait_it_says_how_long(slack: Playground, messenger: Messenger) -> None:
    slack.faults.add("files.completeUploadExternal", "ratelimited")
    with pytest.raises(SlackRefused) as refused:
        await send(messenger, ANA)
    assert refused.value.retry_after == 1


@pytest.mark.parametrize("fault", ["500", "drop", "internal_error"])
async def test_a_lost_answer_is_not_taken_for_a_refusal(slack: Playground, messenger: Messenger, fault: str) -> None:
    slack.faults.add("files.completeUploadExternal", fault)
    with pytest.raises(SlackUnanswered):
        await send(messenger, ANA)


async def test_bytes_that_dont_get_through_are_shared_nowhere(slack: Playground, messenger: Messenger) -> None:
    slack.workspace.files.base = f"{slack.base_url}/nowhere"
    with pytest.raises(SlackUnanswered):
        await send(messenger, ANA)
    assert slack.workspace.timeline(ANA, "D0ANA") == []
