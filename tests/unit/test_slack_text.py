"""What a Slack message says: its text or its blocks, and its attachments, in markup and in plain words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message_text import people_in
from bot.domain.slack_text import MAX_CHARACTERS, in_words, marked_up

NAMES = {"U1": "Ana", "U2": "Bruno"}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"blocks": [{"type": "rich_text", "elements": list(elements)}]}


def line(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(elements)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": style} if style else {"type": "text", "text": words}


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("<@U1> was *so* kind", "@Ana was so kind"),
        ("*<@U1>* and _<@U2>_", "@Ana and @Bruno"),
        ("_*both*_", "both"),
        ("&gt; Ana was great\nagreed", "Ana was great\nagreed"),
        ("&gt;&gt;&gt; two\nlines", "two\nlines"),
        ("`code_with_marks` stays", "code_with_marks stays"),
        ("```a *b* _c_\nd```", "a *b* _c_\nd"),
        ("~Bruno~ Ana was great", "Ana was great"),
        ("took ~5 min, not ~10 min", "took ~5 min, not ~10 min"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("see <https://a.example/_x_|the page>", "see the page"),
        ("<https://a.example/_x_>", "https://a.example/_x_"),
        ("<!channel> hello &amp; &lt;@U1&gt;", "@channel hello & <@U1>"),
        ("one\n\n\n\ntwo   three", "one\n\ntwo three"),
        ("", ""),
    ],
)
def test_markup_becomes_words(marked: str, words: str) -> None:
    assert in_words(marked, NAMES) == words


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"text": "Ana was great"}, "Ana was great"),
        ({"text": "  "}, ""),
        ({}, ""),
        (
            rich(line(text("Thanks "), {"type": "user", "user_id": "U1"}, text("!", bold=True))),
            "Thanks <@U1>!",
        ),
        (rich(line(text("Bruno", strike=True), text(" Ana was great"))), "Ana was great"),
        (rich(line(text("<@U1> typed & by hand"))), "&lt;@U1&gt; typed &amp; by hand"),
        (rich(line(text("Ana\nwas great"), kind="rich_text_quote")), "&gt; Ana\n&gt; was great"),
        (rich(line(text("x = 1"), kind="rich_text_preformatted")), "```x = 1```"),
        (rich(line(text("x", code=True))), "`x`"),
        (rich(line(line(text("one")), line(text("two")), kind="rich_text_list")), "one\ntwo"),
        (
            rich(
                line(
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "usergroup", "usergroup_id": "S1"},
                    {"type": "emoji", "name": "tada"},
                    {"type": "date", "timestamp": 1, "fallback": "1 May"},
                    {"type": "link", "url": "https://a.example", "text": "page"},
                    {"type": "link", "url": "https://a.example"},
                    {"type": "color", "value": "#fff"},
                )
            ),
            "<#C1><!here><!subteam^S1>:tada:1 Maypagehttps://a.example",
        ),
        (
            {
                "text": "New answer",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "CSAT <5>"}},
                    {
                        "type": "section",
                        "text": {"type": "mrkdwn", "text": "*Ana* was great"},
                        "fields": [{"type": "mrkdwn", "text": "*Agent*\nAna"}, {"type": "plain_text", "text": "5/5"}],
                    },
                    {"type": "divider"},
                    {
                        "type": "context",
                        "elements": [
                            {"type": "mrkdwn", "text": "<@U2>"},
                            {"type": "image", "image_url": "x", "alt_text": "face"},
                        ],
                    },
                    {"type": "markdown", "text": "**well** done"},
                    {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]},
                ],
            },
            "CSAT &lt;5&gt;\n*Ana* was great\n*Agent*\nAna\n5/5\n<@U2>\n**well** done",
        ),
        ({"text": "Only this", "blocks": [{"type": "divider"}]}, "Only this"),
        (
            {
                "text": "A review",
                "attachments": [
                    {
                        "fallback": "unread",
                        "pretext": "From the survey",
                        "title": "Visit",
                        "text": "Ana was great",
                        "fields": [{"title": "Agent", "value": "Ana"}, {"value": "5"}, {"title": "Alone"}],
                        "footer": "SurveyTool",
                    },
                    {"fallback": "Bruno was great"},
                    {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Mehmet"}}], "text": "old"},
                ],
            },
            "A review\nFrom the survey\nVisit\nAna was great\nAgent: Ana\n5\nAlone\nBruno was great\nMehmet",
        ),
        (
            {
                "text": "look",
                "attachments": [
                    {"from_url": "https://a.example", "text": "a page about us"},
                    {"from_url": "https://s.example", "is_msg_unfurl": True, "text": "Ana was great"},
                ],
            },
            "look\nAna was great",
        ),
        (
            {
                "text": "",
                "files": [
                    {"mode": "email", "subject": "Thank you <all>", "plain_text": "Ana was great"},
                    {"mode": "snippet", "plain_text": "unread"},
                ],
            },
            "Thank you &lt;all&gt;\nAna was great",
        ),
    ],
)
def test_what_a_message_shows(message: dict[str, Any], said: str) -> None:
    assert marked_up(message) == said


def test_only_real_mentions_are_mentions() -> None:
    message = {
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": "<@U1>"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "<@U2>"}},
        ]
    }
    assert people_in(marked_up(message)) == ["U2"]


@pytest.mark.parametrize(
    "message",
    [
        {"text": None, "blocks": "no", "attachments": [1, None, {"fields": {}, "blocks": [None]}], "files": {}},
        {"blocks": [{"type": "section", "text": "no"}, {"type": ["x"]}, {"type": "rich_text", "elements": [[]]}]},
        rich(line({"type": ["user"]}, {"type": "user", "user_id": 1}, {"type": "text", "text": None, "style": []})),
    ],
)
def test_other_shapes_are_passed_over(message: dict[str, Any]) -> None:
    assert in_words(marked_up(message)) in {"", "@someone", "<@>"}


@pytest.mark.parametrize("unit", ["word ", "*", "~a", "`", "&gt;", "<", "\n", "_a ", "<@U1>", "\u202eشكرا "])
def test_an_enormous_message_is_bounded(unit: str) -> None:
    enormous = unit * (2 * MAX_CHARACTERS // len(unit))
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": enormous}}] * 50
    for message in ({"text": enormous}, {"blocks": blocks}, {"attachments": [{"blocks": blocks}] * 100}):
        marked = marked_up(message)
        assert len(marked) <= MAX_CHARACTERS
        assert len(in_words(marked, NAMES)) <= MAX_CHARACTERS


def test_deeply_nested_lists_end() -> None:
    nested = line(text("deep"))
    for _ in range(500):
        nested = line(nested, kind="rich_text_list")
    assert marked_up({**rich(nested), "text": "shallow"}) == "shallow"


@given(st.text(max_size=300))
def test_any_text_is_read(typed: str) -> None:
    marked = marked_up({"text": typed})
    assert in_words(in_words(marked)) == in_words(in_words(in_words(marked)))
    assert "\x00" not in in_words(marked)
