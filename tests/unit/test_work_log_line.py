"""Whole `/logwork` lines: the corpus in work_log_lines.toml, and what the corpus can't say."""

import tomllib
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.customers import customer_key
from bot.domain.work_log_line import (
    MAX_SUMMARY,
    WorkLogDraft,
    describe_line,
    parse_line,
    settle,
)
from bot.errors import Refused

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=LISBON)
CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "work_log_lines.toml").read_text(encoding="utf-8"))
KNOWN = frozenset(customer_key(name) for name in CORPUS.pop("known"))
LINES = [(kind, line) for kind, lines in CORPUS.items() for line in lines]
LEAST = {
    "durations": 120,
    "dates": 120,
    "customers": 90,
    "references": 40,
    "traps": 120,
    "languages": 90,
    "hurried": 120,
}


def read(typed: str, now: datetime = NOW, known: frozenset[str] = KNOWN) -> WorkLogDraft:
    return settle(parse_line(typed, now=now), known)


def differences(expected: dict[str, Any]) -> list[str]:
    """How the reading of a line differs from what the corpus says, in words; nothing when it is right."""
    now = expected.get("now", NOW)
    try:
        draft = read(expected["line"], now)
    except Refused as refusal:
        said = f"{refusal.problem} {refusal.remedy}"
        if refusal.typed != expected["line"]:
            return ["the refusal lost the typed text"]
        return [] if expected.get("refused", "\0") in said else [f"refused: {said}"]
    if "refused" in expected:
        return [f"not refused: {draft}"]
    clock = expected.get("at")
    wanted = {
        "summary": expected["summary"],
        "minutes": expected.get("minutes"),
        "on": expected.get("on", now.date()),
        "at": None if clock is None else time.fromisoformat(clock),
        "helped": tuple(expected.get("helped", ())),
        "tags": tuple(expected.get("tags", ())),
        "references": tuple(expected.get("references", ())),
        "links": tuple(expected.get("links", ())),
        "customer": expected.get("customer"),
    }
    found = [
        f"{name}: {getattr(draft, name)!r}, not {value!r}"
        for name, value in wanted.items()
        if getattr(draft, name) != value
    ]
    again = read(describe_line(draft, today=now.date()), now.replace(hour=23, minute=59))
    return found if again == draft else [*found, f"not stable: {again}"]


@pytest.mark.parametrize(("kind", "expected"), LINES, ids=[f"{kind}: {line['line']}" for kind, line in LINES])
def test_line_is_read_as_the_corpus_says(kind: str, expected: dict[str, Any]) -> None:
    assert kind in LEAST
    assert differences(expected) == []


def test_corpus_is_large_enough_and_counted_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    right = Counter(kind for kind, line in LINES if not differences(line))
    with capsys.disabled():
        print()  # noqa: T201 - the report of the corpus
        for kind, lines in CORPUS.items():
            print(f"  {kind:12} {right[kind]:3} of {len(lines):3}")  # noqa: T201 - the report of the corpus
    assert {kind: len(lines) >= LEAST[kind] for kind, lines in CORPUS.items()} == dict.fromkeys(LEAST, True)
    assert len({line["line"] for _, line in LINES}) == len(LINES)


def test_example_of_the_help() -> None:
    draft = read("20m helped <@U0BRUNO|bruno> reset a VPN token for Acme #vpn yesterday", known=frozenset())
    assert draft == WorkLogDraft(
        summary="helped <@U0BRUNO> reset a VPN token",
        minutes=20,
        on=date(2026, 11, 20),
        at=None,
        helped=("U0BRUNO",),
        tags=("vpn",),
        references=(),
        links=(),
        customer="Acme",
        customer_key="acme",
    )
    assert describe_line(draft, today=NOW.date()) == (
        "20m helped <@U0BRUNO> reset a VPN token for Acme #vpn 2026-11-20"
    )


def test_yesterday_is_the_persons_own() -> None:
    """At one in the morning in Lisbon it is still the day before in New York."""
    moment = datetime(2026, 11, 21, 1, 0, tzinfo=LISBON)
    assert read("call yesterday", moment).on == date(2026, 11, 20)
    assert read("call yesterday", moment.astimezone(ZoneInfo("America/New_York"))).on == date(2026, 11, 19)


def test_hours_ago_count_across_a_change_of_the_clocks() -> None:
    """The clocks of Lisbon went back by an hour at 02:00 on 25 October 2026: three hours before 02:30 it was 00:30."""
    now = datetime(2026, 10, 25, 2, 30, tzinfo=LISBON)
    assert read("call 3 hours ago", now).on == date(2026, 10, 25)
    assert read("call 4 hours ago", now).on == date(2026, 10, 24)


def test_keys_to_look_up_are_bounded_and_name_every_reading() -> None:
    line = parse_line("laptops for the Finance department", now=NOW)
    assert {"the finance department", "finance department", "finance"} <= set(line.customer_keys)
    many = parse_line("x " + "for Aa Bb Cc Dd Ee Ff Gg " * 40, now=NOW)
    assert len(many.customer_keys) <= 24


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("x" * (MAX_SUMMARY + 1), "2,001 characters"),
        ("word " * 5000, "25,000 characters"),
        ("help " + " ".join(f"<@U{n}>" for n in range(21)), "21 people"),
        ("help " + " ".join(f"#tag{n}" for n in range(21)), "21 tags"),
        ("", "no words"),
        ("   ", "no words"),
        ("- . -", "no words"),
    ],
)
def test_refusals_give_the_text_back(typed: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem) as refusal:
        read(typed)
    assert refusal.value.typed == typed
    assert refusal.value.remedy


def test_longest_summary_is_kept_whole() -> None:
    assert read("x" * MAX_SUMMARY).summary == "x" * MAX_SUMMARY


def test_control_characters_are_dropped() -> None:
    assert read("call\x00 with\u202e Ana\tand\nBob").summary == "call with Ana and Bob"


def test_typed_lookalike_of_a_mention_is_inert() -> None:
    draft = read("wrote &lt;@U9&gt; to <@U1|ana>")
    assert draft.helped == ("U1",)
    assert draft.summary == "wrote @U9 to <@U1>"


def test_words_that_look_like_more_stay_words_when_described_again() -> None:
    """A summary may come from a form, where nothing is read in it."""
    draft = WorkLogDraft(
        summary="told Ana for Bob: 20m on monday #vpn at 14:30",
        minutes=None,
        on=NOW.date(),
        at=None,
        helped=(),
        tags=(),
        references=(),
        links=(),
        customer="20m Monday Ltd",
        customer_key="20m monday ltd",
    )
    assert read(describe_line(draft, today=NOW.date())) == draft
