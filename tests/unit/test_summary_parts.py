"""What stands in a summary that was typed into the form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.line.tokens import MAX_TAG
from bot.domain.summary_parts import links_in, references_in, tag_from


@pytest.mark.parametrize(
    ("summary", "references", "links"),
    [
        ("reset a token", (), ()),
        ("INC0012345 and JIRA-12, see #4521 (INC0012345)", ("INC0012345", "JIRA-12", "#4521"), ()),
        ("see https://a.example/x?y=1&z=2.", (), ("https://a.example/x?y=1&z=2",)),
        ("UTF-8 on win 11, C# and <@U1>", (), ()),
        ("https://a.example/1 https://a.example/1 https://b.example", (), ("https://a.example/1", "https://b.example")),
        ("", (), ()),
    ],
)
def test_references_and_links(summary: str, references: tuple[str, ...], links: tuple[str, ...]) -> None:
    assert references_in(summary) == references
    assert links_in(summary) == links


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("vpn", "vpn"),
        ("#vpn", "vpn"),
        (" ##VPN ", "vpn"),
        ("vpn-token_2", "vpn-token_2"),
        ("Müller", "müller"),
        ("", None),
        ("#", None),
        ("4521", None),
        ("two words", None),
        ("a,b", None),
        ("<#C1|vpn>", None),
        ("x" * MAX_TAG, "x" * MAX_TAG),
        ("x" * (MAX_TAG + 1), None),
    ],
)
def test_what_can_be_a_tag(typed: str, tag: str | None) -> None:
    assert tag_from(typed) == tag


@given(st.text(max_size=60))
def test_a_tag_is_itself_when_it_is_typed_again(typed: str) -> None:
    tag = tag_from(typed)
    if tag is not None:
        assert 0 < len(tag) <= MAX_TAG
        assert tag_from(tag) == tag_from(f"#{tag}") == tag
