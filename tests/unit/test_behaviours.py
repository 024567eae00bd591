"""Behaviours: recognised from tags and words in four languages, and a workspace's own."""

import re
from pathlib import Path

import pytest

from bot.domain.behaviours import (
    DEFAULT_BEHAVIOURS,
    KNOWN,
    MAX_BEHAVIOUR,
    MOST_BEHAVIOURS,
    behaviours_in,
    describe,
    is_behaviour,
    other_tags,
    read_behaviours,
)
from bot.errors import Refused
from slack_limits import OPTION_DESCRIPTION


@pytest.mark.parametrize(
    ("tag", "behaviour"),
    [
        ("listening", "Listening"),
        ("LISTENED", "Listening"),
        ("escucha", "Listening"),
        ("zuhören", "Listening"),
        ("Écoute", "Listening"),
        ("clear-head", "Clear head"),
        ("ClearHead", "Clear head"),
        ("clear_head", "Clear head"),
        ("calm", "Clear head"),
        ("cabeza-fría", "Clear head"),
        ("kühlerKopf", "Clear head"),
        ("sang-froid", "Clear head"),
        ("empathy", "Empathy"),
        ("Einfühlungsvermögen", "Empathy"),
        ("empatía", "Empathy"),
        ("positivedemeanour", "Positive demeanour"),
        ("positive-attitude", "Positive demeanour"),
        ("freundlichkeit", "Positive demeanour"),
    ],
)
def test_a_tag_names_a_behaviour(tag: str, behaviour: str) -> None:
    assert behaviours_in([tag], "", DEFAULT_BEHAVIOURS) == (behaviour,)
    assert is_behaviour(tag, DEFAULT_BEHAVIOURS)
    assert other_tags([tag, "acme"], DEFAULT_BEHAVIOURS) == ("acme",)


@pytest.mark.parametrize("tag", ["acme", "listen2", "", "-", "clear-headphones", "日本"])
def test_other_tags_name_none(tag: str) -> None:
    assert behaviours_in([tag], "", DEFAULT_BEHAVIOURS) == ()


@pytest.mark.parametrize(
    ("words", "behaviours"),
    [
        ("keeping a cool head, and for her empathy", ("Clear head", "Empathy")),
        ("Er hat einen kühlen Kopf bewahrt und zugehört", ("Clear head", "Listening")),
        ("for finding the listening port", ()),
        ("cleared the head office's queue", ()),
        ("her positive attitude", ("Positive demeanour",)),
        ("a calm evening", ()),
    ],
)
def test_words_name_a_behaviour_only_where_nothing_else_is_meant(words: str, behaviours: tuple[str, ...]) -> None:
    assert behaviours_in([], words, DEFAULT_BEHAVIOURS) == behaviours


def test_a_workspaces_own_behaviours_are_recognised_by_their_names() -> None:
    own = read_behaviours("Owns it\n\n  #Listening \nGrit")
    assert own == ("Owns it", "Listening", "Grit")
    assert behaviours_in(["grit", "OwnsIt", "escucha", "empathy"], "", own) == own
    assert describe("Grit") == ""


def test_no_synonym_stands_for_two_behaviours() -> None:
    for behaviour in KNOWN.values():
        for synonym in (*behaviour.tags, *behaviour.phrases):
            assert behaviours_in([synonym], "", DEFAULT_BEHAVIOURS) == (behaviour.name,)


def test_what_a_behaviour_means_fits_beside_its_check_box() -> None:
    assert all(0 < len(describe(name)) <= OPTION_DESCRIPTION.value for name in DEFAULT_BEHAVIOURS)


def test_none_named_means_the_four() -> None:
    assert read_behaviours(" \n ") == DEFAULT_BEHAVIOURS


@pytest.mark.parametrize(
    "typed",
    [
        "Grit\ngrit",
        "!!!",
        "a" * (MAX_BEHAVIOUR + 1),
        "\n".join(f"Behaviour {number}" for number in range(MOST_BEHAVIOURS + 1)),
    ],
)
def test_behaviours_that_cannot_be(typed: str) -> None:
    with pytest.raises(Refused):
        read_behaviours(typed)


def test_what_is_documented_is_recognised() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "kudos.md").read_text(encoding="utf-8")
    for behaviour in KNOWN.values():
        found = re.search(rf"^\| {behaviour.name} \| (.*) \| (.*) \|$", page, re.MULTILINE)
        assert found is not None
        for tag in re.findall(r"`([^`]+)`", found[1]):
            assert behaviours_in([tag], "", DEFAULT_BEHAVIOURS) == (behaviour.name,), tag
        for phrase in re.split("[,;] ", found[2]):
            assert behaviours_in([], f"for her {phrase}.", DEFAULT_BEHAVIOURS) == (behaviour.name,), phrase
