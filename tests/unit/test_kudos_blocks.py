"""Whatever kudos say, and however many join in: within Slack's limits, readable alone, and inert."""

import json
from collections.abc import Collection
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kudos import (
    VOICES_SHOWN,
    help_message,
    manager_message,
    no_place_message,
    post_message,
    receipt_message,
    told_message,
    undone_message,
    voice_message,
)
from bot.blocks.kudos_form import KudosForm, KudosPlace, form_of, kudos_view, read_form
from bot.domain.behaviours import DEFAULT_BEHAVIOURS, MAX_BEHAVIOUR, MOST_BEHAVIOURS
from bot.domain.deliveries import Message
from bot.domain.kudos import MAX_TAGS, MAX_WORDS, MOST_THANKED, Kudos, KudosField, KudosRefused, KudosSettings, Thanked
from bot.domain.kudos_line import MAX_TYPED
from playground.block_kit import check_message, check_view
from tests.unit.test_blocks import assert_good, generous, slack_ids, texts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
AUTHOR = "U0100"
CHANNEL = "C0KUDOS"

thanked = st.lists(
    st.builds(Thanked, st.integers(1, 99), slack_ids, texts(255), st.booleans()),
    min_size=1,
    max_size=MOST_THANKED,
    unique_by=lambda one: one.slack_id,
).map(tuple)
names = st.lists(texts(MAX_BEHAVIOUR), max_size=MOST_BEHAVIOURS, unique=True).map(tuple)


@st.composite
def kudos_of_all_kinds(draw: st.DrawFn) -> Kudos:
    is_private = draw(st.booleans())
    return Kudos(
        id=draw(st.integers(1, 2**31 - 1)),
        workspace_id="T0HERE",
        author_id=100,
        author_slack_id=AUTHOR,
        thanked=draw(thanked),
        words=draw(texts(MAX_WORDS)),
        behaviours=draw(names),
        tags=draw(st.lists(texts(100), max_size=MAX_TAGS).map(tuple)),
        is_private=is_private,
        tells_managers=draw(st.booleans()),
        channel=None if is_private else CHANNEL,
        praise_id=None,
        created_at=NOW,
        is_undone=draw(st.booleans()),
        voices=draw(st.lists(slack_ids, max_size=100, unique=True).map(tuple)),
    )


def assert_fine(message: Message, mentioned: Collection[str] = ()) -> None:
    """Good, but for the link to the channel, which is ours."""
    shown = json.dumps(message.blocks).replace(f"<#{CHANNEL}>", "")
    assert check_message(message.text, message.blocks) == []
    assert_good(Message(message.text.replace(f"<#{CHANNEL}>", ""), json.loads(shown)), mentioned)


@generous
@given(kudos_of_all_kinds(), names.map(lambda found: found or DEFAULT_BEHAVIOURS))
def test_every_message_is_good(kudos: Kudos, behaviours: tuple[str, ...]) -> None:
    settings = KudosSettings(CHANNEL, behaviours)
    mentioned = {AUTHOR, *(one.slack_id for one in kudos.thanked)}
    assert_fine(post_message(kudos), mentioned | set(kudos.voices))
    assert_fine(told_message(kudos, kudos.thanked[0]), mentioned)
    assert_fine(manager_message(kudos, kudos.thanked), mentioned)
    assert_fine(receipt_message(kudos, settings), mentioned)
    assert_fine(undone_message(kudos), mentioned)
    assert_fine(voice_message(kudos, joined=True), mentioned)
    assert_fine(voice_message(kudos, joined=False), mentioned)
    assert_fine(help_message(settings))
    assert check_view(kudos_view(form_of(kudos), settings, KudosPlace("https://hooks.slack.com/x", True))) == []


@pytest.mark.parametrize("letter", ["&", "<", "🎉", "x"])
def test_as_long_as_can_be(letter: str) -> None:
    people = tuple(Thanked(number, f"U0{number:09d}", letter * 255) for number in range(MOST_THANKED))
    kudos = Kudos(
        id=2**31 - 1,
        workspace_id="T0HERE",
        author_id=100,
        author_slack_id=AUTHOR,
        thanked=people,
        words=letter * MAX_WORDS,
        behaviours=tuple(f"{number}{letter * (MAX_BEHAVIOUR - 1)}" for number in range(MOST_BEHAVIOURS)),
        tags=(letter * 100,) * MAX_TAGS,
        is_private=False,
        tells_managers=True,
        channel=CHANNEL,
        praise_id=None,
        created_at=NOW,
        is_undone=False,
        voices=tuple(f"U1{number:09d}" for number in range(1_000)),
    )
    everybody = {AUTHOR, *(one.slack_id for one in people), *kudos.voices}
    post = post_message(kudos)
    assert_fine(post, everybody)
    assert f"{1_000 - VOICES_SHOWN} more" in str(post.blocks[-1])
    assert_fine(receipt_message(kudos, KudosSettings(None, kudos.behaviours)), everybody)
    assert_fine(told_message(kudos, people[0]), everybody)


def private_kudos() -> Kudos:
    ana, bruno = Thanked(1, "U0ANA", "Ana Pereira"), Thanked(2, "U0BRUNO", "Bruno Keller")
    return Kudos(7, "T0HERE", 100, AUTHOR, (ana, bruno), "patience", (), (), True, True, None, None, NOW, False)


def test_private_kudos_name_nobody_else_to_the_person() -> None:
    kudos = private_kudos()
    assert "U0BRUNO" not in str(told_message(kudos, kudos.thanked[0]))
    assert "U0BRUNO" not in str(manager_message(kudos, kudos.thanked[:1]))


@pytest.mark.parametrize("length", [1, 2_000, MAX_TYPED])
def test_a_line_without_a_channel_is_given_back_whole(length: int) -> None:
    refused = KudosRefused(KudosField.CHANNEL, "No channel <!here>.", "Choose one.")
    message = no_place_message(refused, "<" * length, "/kudos " + "<" * length)
    assert_fine(message)
    given_back = "".join(
        block["elements"][0]["elements"][0]["text"] for block in message.blocks if block["type"] == "rich_text"
    )
    assert given_back == "/kudos " + "<" * length


def test_an_empty_form_gives_nothing() -> None:
    assert read_form({}) == KudosForm()


def test_the_place_of_a_form_survives_the_way_through_slack() -> None:
    place = KudosPlace("https://hooks.slack.com/x", True)
    assert KudosPlace.load(place.dump()) == place
    assert KudosPlace.load(KudosPlace("x" * 4_000).dump()) == KudosPlace()
