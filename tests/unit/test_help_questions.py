"""Asking those who were helped: when, about what, what the answers say; and messages that keep to Slack's limits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.help_questions import (
    answer_from,
    page_message,
    question_from,
    question_message,
    question_or_page,
    read_thanks,
    share_words,
    thanks_message,
    thanks_view,
    told_message,
)
from bot.blocks.ids import ActionId
from bot.domain.deliveries import Message
from bot.domain.help_questions import (
    MAX_THANKS,
    AskingPage,
    Gathered,
    Help,
    HelpAnswer,
    HelpQuestion,
    SolvedShare,
    check_thanks,
    day_to_ask,
    purpose,
    to_ask,
)
from bot.domain.people import Person
from bot.domain.work_logs import MAX_SUMMARY
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from playground.block_kit import check_message, check_view

BRUNO = Person(2, "T0HERE", "U0BRUNO", "Bruno Keller", "Europe/Lisbon")
TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
HELP = Help(1, 1, "U0ANA", "Ana Pereira", True, "reset the VPN token", date(2026, 11, 17), ("U0BRUNO",))
QUESTION = HelpQuestion(7, 2, HELP, TODAY)

NASTY = [
    "",
    "x" * MAX_SUMMARY,
    "<!channel> <https://evil.example|click> <@U0ANA> &" * 40,
    "a\n\n*b*\u2028c\r\nd\n> e",
    "\n" * MAX_SUMMARY,
    "مرحبا \u202e evil",
    "🎉" * 900,
    "```\ncode",
    "&" * MAX_SUMMARY,
]


def gathered(*questions: HelpQuestion, **changes: bool) -> Gathered:
    return Gathered(BRUNO, questions, NOW, **changes)


def labels(message: Message) -> list[str]:
    return [e["text"]["text"] for block in message.blocks if block["type"] == "actions" for e in block["elements"]]


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/Lisbon", "2026-11-18T10:00", TODAY),
        ("Europe/Lisbon", "2026-11-18T09:59", None),
        ("Europe/Lisbon", "2026-11-18T16:59", TODAY),
        ("Europe/Lisbon", "2026-11-18T17:00", None),
        ("America/New_York", "2026-11-18T15:00", TODAY),
        ("America/New_York", "2026-11-18T10:00", None),
        ("Pacific/Kiritimati", "2026-11-17T20:00", TODAY),
        ("Asia/Kathmandu", "2026-11-18T04:15", TODAY),
        ("Europe/Lisbon", "2026-11-21T10:00", None),
        ("Europe/Lisbon", "2026-11-20T10:00", None),
        ("Europe/Nowhere", "2026-11-18T10:00", TODAY),
    ],
)
def test_the_time_to_ask(zone: str, now: str, day: date | None) -> None:
    settings = WorkspaceSettings(holidays=frozenset({date(2026, 11, 20)}))
    moment = datetime.fromisoformat(f"{now}+00:00")
    assert day_to_ask(replace(BRUNO, time_zone=zone), settings, moment) == day


@pytest.mark.parametrize(
    ("help_", "asked"),
    [
        (HELP, True),
        (replace(HELP, on=TODAY), False),
        (replace(HELP, on=TODAY + timedelta(days=1)), False),
        (replace(HELP, on=TODAY - timedelta(days=7)), True),
        (replace(HELP, on=TODAY - timedelta(days=8)), False),
        (replace(HELP, helper_id=BRUNO.id), False),
        (replace(HELP, helped=("U0DANA",)), False),
        (replace(HELP, helper_is_here=False), False),
        (replace(HELP, is_undone=True), False),
    ],
)
def test_what_is_asked_about(help_: Help, asked: bool) -> None:
    assert bool(to_ask([help_], BRUNO, TODAY)) == asked


def test_one_message_a_week() -> None:
    assert purpose(2, date(2026, 11, 16)) == purpose(2, date(2026, 11, 22)) == "helped:2:2026-W47"
    assert purpose(2, date(2027, 1, 1)) == "helped:2:2026-W53"


@pytest.mark.parametrize(
    ("share", "known", "said"),
    [
        (SolvedShare(), None, "nobody was asked"),
        (SolvedShare(3, 1, 6), None, "3 solved, 1 not yet, of 6 asked. A share is said from 5 answers on."),
        (SolvedShare(4, 1, 6), 0.8, "solved for 80 % of those who answered (4 of 5; 6 asked)."),
        (SolvedShare(0, 5, 5), 0.0, "solved for 0 %"),
        (SolvedShare(5, 0, 5), 1.0, "solved for 100 %"),
        (SolvedShare(999, 1, 1_000), 0.999, "solved for 99 % of those who answered (999 of 1,000; 1,000 asked)"),
    ],
)
def test_a_share_is_said_from_five_answers_on(share: SolvedShare, known: float | None, said: str) -> None:
    assert share.share == known
    assert said in share_words(share)


def test_each_question_has_its_own_buttons() -> None:
    message = question_message(gathered(QUESTION))
    assert message.text == (
        "Ana Pereira helped you yesterday, Tue 17 Nov: “reset the VPN token”. Did it solve the matter?"
    )
    assert labels(message) == ["Solved", "Not yet", "Say thanks", "Don't ask me"]
    assert "staffed next year" in str(message.blocks)


def test_an_answer_is_shown_with_what_it_can_be_changed_to() -> None:
    answered = replace(QUESTION, answer=HelpAnswer.NOT_YET, answered_at=NOW)
    message = question_message(gathered(answered))
    assert "You said: not yet. Ana Pereira is told. You can change it until Wed 25 Nov." in str(message.blocks)
    assert labels(message) == ["Solved", "Say thanks", "Don't ask me"]
    old = replace(answered, answered_at=NOW - timedelta(days=8), thanked_at=NOW)
    assert labels(question_message(gathered(old))) == ["Don't ask me"]


def test_nobody_is_told_where_the_helper_has_left() -> None:
    gone = replace(QUESTION, help=replace(HELP, helper_is_here=False), answer=HelpAnswer.NOT_YET, answered_at=NOW)
    message = question_message(gathered(gone))
    assert "told" not in str(message.blocks)
    assert "Say thanks" not in labels(message)


def test_whoever_wants_none_finds_the_way_back() -> None:
    assert labels(question_message(gathered(QUESTION, wants_none=True)))[-1] == "Ask me again"
    off = AskingPage(False, True, SolvedShare(), TODAY, TODAY)
    assert labels(page_message(off)) == []
    assert labels(page_message(replace(off, is_on=True))) == ["Ask me again"]
    assert labels(page_message(replace(off, is_on=True, wants_none=False))) == ["Don't ask me"]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_written_fits_and_nothing_of_it_is_live(text: str) -> None:
    one = replace(
        QUESTION,
        help=replace(HELP, summary=text, helper_name=text[:255], permalink=f"https://x.example/{text}"),
        answer=HelpAnswer.NOT_YET,
        answered_at=NOW,
        thanked_at=NOW,
    )
    shown = [
        question_message(gathered(one)),
        question_message(gathered(*(replace(one, id=number, answer=None) for number in range(5)))),
        question_message(gathered(replace(one, help=replace(one.help, is_undone=True)), wants_none=True)),
        told_message(one, BRUNO),
        told_message(replace(one, answer=HelpAnswer.SOLVED), BRUNO),
        thanks_message(one, BRUNO, text[:MAX_THANKS]),
    ]
    for message in shown:
        assert check_message(message.text, message.blocks) == []
        assert message.text.strip()
        assert "<!channel>" not in str(message)
        assert "<https://evil" not in str(message)
    assert check_view(thanks_view(one, TODAY)) == []


@pytest.mark.parametrize("text", ["a\nb\r\nc\u2028d", "one\n\n<@U0X> two"])
def test_no_line_falls_out_of_the_quote(text: str) -> None:
    message = thanks_message(QUESTION, BRUNO, text)
    _, *lines = message.blocks[0]["text"]["text"].split("\n")
    assert lines
    assert all(line.startswith(">") for line in lines)


def test_minutes_do_not_reach_the_one_who_was_helped() -> None:
    assert "minutes" not in Help.__slots__


@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", "9" * 10, "٣", "1:2"])
def test_forged_buttons(value: str) -> None:
    with pytest.raises(Refused):
        question_from(value)
    with pytest.raises(Refused):
        question_or_page(value)
    with pytest.raises(Refused):
        answer_from(f"{ActionId.HELPED_ANSWER}:{value}")


def test_thanks_are_read_from_the_form() -> None:
    assert read_thanks({}) == ("", None)
    chosen = {"selected_option": {"value": "solved"}}
    values = {
        ActionId.HELPED_WORDS: {ActionId.HELPED_WORDS: {"value": "Great"}},
        ActionId.HELPED_SOLVED: {ActionId.HELPED_SOLVED: chosen},
    }
    assert read_thanks({"values": values}) == ("Great", HelpAnswer.SOLVED)
    assert check_thanks("  Great\x00 ") == "Great"
