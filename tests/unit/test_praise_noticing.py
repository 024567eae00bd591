"""Which messages are looked at, decided from the event alone; and what a workspace is told about its channels."""

from typing import Any

import pytest

from bot.blocks.praise_form import PraiseFormPlace, PraiseValues, noted_message, praise_form, read_praise_form
from bot.blocks.watched_channels import channel_form, channels_message, choice_of, unmarked_message
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.praise_noticing import Change, Watched, deleted_in, hear, moment_of
from bot.domain.praises import MAX_WORDS, Praise, Praised, PraiseSource, PraiseState
from bot.domain.watched_channels import ParkedEvent, ReadBecause, ReadChannel, WatchedChannel
from bot.domain.work_logs import Customer
from bot.errors import Refused
from playground.block_kit import check_message, check_view
from tests.integration.conftest import NOW

OURS, THEIRS = "T0OURS", "T0THEIRS"
WATCHED = Watched(us="U0BOT", marked={"C0MARKED"}, outsiders={"U0KNOWN"})


def body(event: dict[str, Any], **outer: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel": "C0SHARED",
        "channel_type": "channel",
        "user": "U0JANE",
        "text": "x",
        "ts": "1.2",
    }
    return {
        "team_id": OURS,
        "is_ext_shared_channel": True,
        "authorizations": [{"team_id": OURS, "enterprise_id": None}],
        "event": said | event,
    } | outer


def changed(message: dict[str, Any], before: dict[str, Any], **event: Any) -> dict[str, Any]:
    said = {"type": "message", "user": "U0JANE", "text": "x", "ts": "1.2", "user_team": THEIRS}
    return body(
        {"subtype": "message_changed", "message": said | message, "previous_message": said | before, "ts": "9.9"}
        | event
    )


OUTSIDE = {"user_team": THEIRS}
LOOKED_AT: dict[str, tuple[dict[str, Any], PraiseSource]] = {
    "another-team": (body(OUTSIDE), PraiseSource.OUTSIDE),
    "another-team-by-source": (body({"source_team": THEIRS}), PraiseSource.OUTSIDE),
    "private-channel": (body(OUTSIDE | {"channel_type": "group"}), PraiseSource.OUTSIDE),
    "known-outsider": (body({"user": "U0KNOWN"}), PraiseSource.OUTSIDE),
    "with-a-file": (body(OUTSIDE | {"subtype": "file_share"}), PraiseSource.OUTSIDE),
    "also-to-channel": (body(OUTSIDE | {"subtype": "thread_broadcast"}), PraiseSource.OUTSIDE),
    "outer-team-is-theirs": (body(OUTSIDE, team_id=THEIRS), PraiseSource.OUTSIDE),
    "colleague-in-marked": (body({"channel": "C0MARKED", "user_team": OURS}), PraiseSource.CUSTOMERS_CHANNEL),
    "app-in-marked": (body({"channel": "C0MARKED", "bot_id": "B1"}), PraiseSource.CUSTOMERS_CHANNEL),
    "legacy-app-in-marked": (
        body({"channel": "C0MARKED", "subtype": "bot_message", "bot_id": "B1", "user": None}),
        PraiseSource.CUSTOMERS_CHANNEL,
    ),
    "mail-in-marked": (
        body({"channel": "C0MARKED", "user": "USLACKBOT", "subtype": "file_share"}),
        PraiseSource.CUSTOMERS_CHANNEL,
    ),
    "edited": (changed({"text": "y"}, {}), PraiseSource.OUTSIDE),
}


@pytest.mark.parametrize(("said", "source"), LOOKED_AT.values(), ids=LOOKED_AT)
def test_what_is_looked_at(said: dict[str, Any], source: PraiseSource) -> None:
    heard = hear(said, WATCHED)
    assert heard is not None
    assert (heard.source, heard.ts) == (source, "1.2")


NOT_LOOKED_AT: dict[str, dict[str, Any]] = {
    "colleague": body({"user_team": OURS}),
    "colleague-unsaid": body({}),
    "grid-colleague": body({"user_team": "E0"}, authorizations=[{"team_id": OURS, "enterprise_id": "E0"}]),
    "another-team-of-a-grid": body(OUTSIDE, is_ext_shared_channel=False),
    "app-elsewhere": body({"bot_id": "B1", "user_team": THEIRS}),
    "direct": body(OUTSIDE | {"channel_type": "im"}),
    "group-direct": body(OUTSIDE | {"channel_type": "mpim"}),
    "home": body(OUTSIDE | {"channel_type": "app_home"}),
    "no-type": body(OUTSIDE | {"channel_type": None}),
    "ours": body({"channel": "C0MARKED", "user": "U0BOT", "bot_id": "B0"}),
    "ours-edited": changed({"user": "U0BOT", "text": "y"}, {"user": "U0BOT"}, channel="C0MARKED"),
    "joined": body({"channel": "C0MARKED", "subtype": "channel_join"}),
    "unfolded-link": changed({"attachments": [{"from_url": "https://a.example"}]}, {}),
    "deleted": body({"subtype": "message_deleted", "deleted_ts": "1.2"}),
    "tombstone": changed({"subtype": "tombstone", "text": "This message was deleted."}, {}),
}


@pytest.mark.parametrize("said", NOT_LOOKED_AT.values(), ids=NOT_LOOKED_AT)
def test_what_is_never_looked_at(said: dict[str, Any]) -> None:
    assert hear(said, WATCHED) is None


def test_an_edit_knows_what_was_said_before() -> None:
    heard = hear(changed({"text": "new", "thread_ts": "1.0"}, {"text": "old"}), WATCHED)
    assert heard is not None
    assert heard.change is Change.EDITED
    assert heard.before is not None
    assert (heard.message["text"], heard.before["text"], heard.thread_ts) == ("new", "old", "1.0")


def test_who_wrote_it() -> None:
    mail = {"mode": "email", "from": [{"name": "Jane Miller", "address": "jane@acme.example"}]}
    by_mail = hear(body({"channel": "C0MARKED", "user": "USLACKBOT", "files": [mail]}), WATCHED)
    by_app = hear(body({"channel": "C0MARKED", "bot_id": "B1", "bot_profile": {"name": "Surveys"}}), WATCHED)
    by_person = hear(body(OUTSIDE | {"user_profile": {"real_name": "Jane"}}), WATCHED)
    found = [(one.author, one.author_name) for one in (by_mail, by_app, by_person) if one]
    assert found == [(None, "Jane Miller"), (None, "Surveys"), ("U0JANE", "Jane")]


def test_a_deletion_is_known_also_of_a_message_with_replies() -> None:
    assert deleted_in(NOT_LOOKED_AT["deleted"]["event"]) == ("C0SHARED", "1.2")
    assert deleted_in(NOT_LOOKED_AT["tombstone"]["event"]) == ("C0SHARED", "1.2")
    assert deleted_in(changed({"text": "y"}, {})["event"]) is None
    assert deleted_in(NOT_LOOKED_AT["deleted"]["event"] | {"channel_type": "im"}) is None


def test_a_messages_moment_is_in_utc() -> None:
    assert moment_of("1795003200.000100").isoformat() == "2026-11-18T12:00:00.000100+00:00"


def praise(**changes: Any) -> Praise:
    given: dict[str, Any] = {
        "id": 7,
        "workspace_id": OURS,
        "source": PraiseSource.TYPED,
        "words": "x",
        "said_by": "Jane",
        "said_at": NOW,
        "channel": None,
        "message_ts": None,
        "permalink": None,
        "customer": None,
        "praised": (),
        "score": None,
        "reason": "noted",
        "state": PraiseState.OPEN,
        "handled_by": None,
        "kudos_id": None,
        "dismissed_because": None,
        "created_at": NOW,
    }
    return Praise(**given | changes)


HOSTILE = "<!channel> *x* & <https://a.example|b> " * 20


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("state", list(PraiseState))
def test_what_is_said_of_a_note_keeps_to_slacks_limits(is_new: bool, state: PraiseState) -> None:
    people = tuple(Praised(number, f"U{number}", HOSTILE, True) for number in range(20))
    noted = praise(praised=people, customer=Customer(1, HOSTILE), state=state)
    message = noted_message(noted, (HOSTILE,) * 3, is_new=is_new, asks_noter=False)
    assert check_message(message.text, message.blocks) == []
    assert "<!channel>" not in message.text


def test_the_form_carries_what_it_was_given() -> None:
    place = PraiseFormPlace("C0", "1.2", "U0JANE", "Jane", "https://hooks.example/" + "x" * 2_900)
    values = PraiseValues("w" * MAX_WORDS, "Jane " * 100, tuple(f"U{number}" for number in range(50)))
    form = praise_form(values, place, Customer(1, "A" * MAX_CUSTOMER_NAME))
    assert check_view(form) == []
    back = PraiseFormPlace.load(form["private_metadata"])
    assert (back.channel, back.ts, back.author, back.response_url) == ("C0", "1.2", "U0JANE", None)
    with pytest.raises(Refused):
        PraiseFormPlace.load("{}x")
    assert read_praise_form({"values": {}}) == PraiseValues()


def test_a_long_list_of_channels_keeps_to_slacks_limits() -> None:
    marked = [
        ReadChannel(f"C{number:010}", (ReadBecause.MARKED, ReadBecause.OUTSIDERS), "U1", "U2", NOW, is_member=False)
        for number in range(200)
    ]
    parked = [ParkedEvent(number, "message", HOSTILE, HOSTILE, NOW) for number in range(5)]
    for may_change in (True, False):
        message = channels_message(marked, parked, may_change=may_change, knows_shared=False, notice="Saved.")
        assert check_message(message.text, message.blocks) == []
    assert "<!channel>" not in str(message.blocks)
    nothing = channels_message([], [], may_change=True, knows_shared=True)
    assert check_message(nothing.text, nothing.blocks) == []
    assert "I read no channel yet" in nothing.text


def test_the_form_for_a_channel_and_its_undo() -> None:
    channel = WatchedChannel("C0MARKED", True, "U1", "U2", NOW)
    for known in (None, channel):
        assert check_view(channel_form(known, "https://hooks.example/" + "x" * 4_000)) == []
    undo = unmarked_message(channel).blocks[-1]["elements"][0]["value"]
    back = choice_of(undo)
    assert (back.channel, back.carries_customers_words, back.champion) == ("C0MARKED", True, "U1")
