"""Who is praised: the messages in praise_names.toml, and what holds for any text."""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.naming.tokens import READ_END, READ_START
from bot.domain.praise_names import MAX_PROPOSED, Found, Roster, RosterEntry, find_praised

CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "praise_names.toml").read_text(encoding="utf-8"))
CASES = [(kind, case) for kind, cases in CORPUS["cases"].items() for case in cases]
KEYS = list(CORPUS["people"])
ROSTER = Roster(
    RosterEntry(number, f"U{key.upper()}", name, tuple(aliases))
    for number, (key, (name, *aliases)) in enumerate(CORPUS["people"].items(), start=1)
)


def look(case: dict[str, Any]) -> Found:
    return find_praised(
        case["text"],
        ROSTER,
        author_slack_id=None if case.get("app") else "UOUTSIDE",
        author_name="Survey" if case.get("app") else case.get("author", "Dana Whitfield"),
        thread=[f"U{key.upper()}" for key in case.get("thread", [])],
    )


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{kind}: {case['text']}" for kind, case in CASES])
def test_cases_of_the_corpus(case: dict[str, Any]) -> None:
    found = look(case)
    assert (
        sorted(KEYS[entry.person_id - 1] for entry in found.sure),
        sorted(KEYS[entry.person_id - 1] for entry in found.proposed),
    ) == (sorted(case.get("sure", [])), sorted(case.get("proposed", [])))


def found_in(
    text: str,
    roster: Roster = ROSTER,
    author: str | None = "UOUTSIDE",
    author_name: str = "Dana Whitfield",
    thread: Sequence[str] = (),
    mentions: Sequence[str] = (),
) -> tuple[list[str], list[str]]:
    found = find_praised(
        text, roster, author_slack_id=author, author_name=author_name, thread=thread, mentions=mentions
    )
    return [entry.slack_id for entry in found.sure], [entry.slack_id for entry in found.proposed]


def test_why_says_whom_and_why() -> None:
    assert look({"text": "Ana and Bruno were great"}).why == "names Ana Pereira and Bruno Costa"
    assert look({"text": "Ana and Anna were great"}).why == "names Ana Pereira; may mean Anna Weber or Anna Kowalska"
    assert look({"text": "so kind", "thread": ["ana"]}).why == "names nobody; Ana Pereira wrote in the thread"
    assert look({"text": "so kind"}).why == "names nobody"


def test_the_author_is_never_praised() -> None:
    assert found_in("Ana was great, so was Bruno", author="UANA") == (["UBRUNO"], [])
    assert found_in("so kind", author="UANA", thread=["UANA", "UBRUNO"]) == ([], ["UBRUNO"])
    assert found_in("so kind", author="UANA", mentions=["UANA"]) == ([], [])


def test_a_mention_from_elsewhere_in_the_message_is_proposed_where_nobody_is_named() -> None:
    assert found_in("so kind", mentions=["UANA", "UNKNOWN"], thread=["UBRUNO"]) == ([], ["UANA"])
    assert found_in("Bruno was so kind", mentions=["UANA"]) == (["UBRUNO"], [])


def test_of_two_of_one_name_the_one_who_wrote_in_the_thread_comes_first() -> None:
    assert found_in("Anna was so kind") == ([], ["UANNA", "UANNAK"])
    assert found_in("Anna was so kind", thread=["UANNAK"]) == ([], ["UANNAK", "UANNA"])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Pereira, Ana", "Ana Pereira"),
        ("Ana Pereira (Support)", "Ana Pereira"),
        ("Ana Pereira | Acme", "Ana Pereira"),
        ("Ana Pereira - IT", "Ana Pereira"),
        ("ana.pereira", "Ana Pereira"),
        ("Dr. Ana Pereira", "Ana"),
        ("Ana 🌞", "Ana"),
        ("Ana Maria Pereira", "Ana Maria"),
        ("Juergen Keller", "Jürgen"),
        ("Jürgen Keller", "Juergen Keller"),
        ("Miguel d'Angelo", "Miguel D’Angelo"),
        ("Анна Иванова", "Анна"),
        ("نور حداد", "نور"),
    ],
)
def test_names_as_slack_shows_them(name: str, written: str) -> None:
    assert found_in(f"{written} was so patient", Roster([RosterEntry(1, "U1", name)])) == (["U1"], [])


@pytest.mark.parametrize("name", ["", " ", "()", "🌞", "-", "x", ",", "The", "<@U1>", "a" * 500, "Ana " * 200])
def test_odd_names_are_in_nobodys_way(name: str) -> None:
    roster = Roster([RosterEntry(1, "U1", name, (name,)), RosterEntry(2, "U2", "Bruno Costa")])
    assert found_in("Bruno was the most patient person at x", roster)[0] == ["U2"]


@pytest.mark.parametrize(
    "unit",
    [
        "Ana Bruno ",
        "<@UANA> ",
        "Ana's ",
        "\u202eشكرا ",
        "a",
        "a-",
        "@a.",
        "<@U",
        "a@a",
        ".",
        "\n",
        "&gt;",
        "`",
        "Thanks, ",
    ],
)
def test_an_enormous_message_costs_no_more_than_what_is_read(unit: str) -> None:
    longest = unit * (40_000 // len(unit))
    assert work(longest, ROSTER) <= 1.3 * work(longest[: READ_START + READ_END], ROSTER) + 2_000


def test_a_message_costs_the_same_with_ten_thousand_colleagues() -> None:
    strangers = [RosterEntry(number, f"UX{number}", f"Given{number} Family{number}") for number in range(1_000, 11_000)]
    text = CORPUS["cases"]["held_out"][4]["text"]
    large = Roster([*ROSTER.by_slack_id.values(), *strangers])
    assert work(text, large) <= 1.05 * work(text, ROSTER)


def work(text: str, roster: Roster) -> int:
    """How many functions are called to read a message."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found_in(text, roster)
    finally:
        sys.setprofile(before)
    return calls


PIECES = (
    *(
        "Ana",
        "Anna",
        "will",
        "Will",
        "Ms",
        "P.",
        "and",
        ",",
        "not",
        "cc",
        "Best,",
        "\n",
        "> ",
        "Thanks",
        "was",
        "<@UANA>",
    ),
    *(
        "?",
        "@Bruno",
        "’s",
        "-",
        "Mark",
        "Agent:",
        "From:",
        "wasn't",
        "`",
        "```",
        "great",
        "Costa",
        "J.",
        ".",
        "!",
        "oder",
    ),
)


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)), st.booleans())
def test_any_text_is_read(text: str, by_app: bool) -> None:
    sure, proposed = found_in(text, author=None if by_app else "UBRUNO", thread=["UANA", "UBRUNO"])
    assert not set(sure) & set(proposed)
    assert len(set(sure)) == len(sure)
    assert len(set(proposed)) == len(proposed) <= MAX_PROPOSED
    assert by_app or "UBRUNO" not in sure + proposed
    assert set(sure + proposed) <= set(ROSTER.by_slack_id)
