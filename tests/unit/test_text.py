"""Text for Block Kit: escaped, cut to size, never cut inside what Slack reads as one thing."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.text import MOST_VERBATIM, escape, escape_to, link, plain, show, verbatim
from slack_limits import MESSAGE_TEXT, TEXT_OBJECT

texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from("&<>a é🎉…\n"), max_size=60).map("".join))
with_mentions = st.lists(
    st.sampled_from(["<@U1>", "<@U2>", "<@U3|x>", "<!here>", "&", "<", "a", " ", "é🎉"]), max_size=30
).map("".join)
WHOLE = re.compile(r"(?:[^&<>]|&amp;|&lt;|&gt;)*")


@given(texts)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert WHOLE.fullmatch(escape(text))
    assert html.unescape(escape(text)) == html.unescape(html.unescape(escape(text))) or "&" in text
    assert escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(texts, st.integers(1, 80))
def test_escape_to_never_exceeds_and_never_cuts_an_entity(text: str, most: int) -> None:
    cut = escape_to(text, most)
    assert len(cut) <= most
    assert WHOLE.fullmatch(cut)
    if len(escape(text)) <= most:
        assert cut == escape(text)
    else:
        assert cut.endswith("…")
        assert escape(text).startswith(cut.removesuffix("…"))
        assert len(cut.removesuffix("…")) >= most - len("&amp;…") or escape(text)[len(cut) - 1].isspace()


@given(with_mentions, st.integers(1, 80))
def test_show_never_exceeds_and_never_cuts_a_mention(text: str, most: int) -> None:
    shown = show(text, ["U1"], most)
    assert len(shown) <= most
    assert WHOLE.fullmatch(shown.replace("<@U1>", ""))
    whole = show(text, ["U1"], 10_000)
    assert whole == escape(text).replace("&lt;@U1&gt;", "<@U1>")
    assert shown == whole if len(whole) <= most else whole.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("reset <@U1> <@U2>", 100, "reset <@U1> &lt;@U2&gt;"),
        ("reset <@U1>", 11, "reset <@U1>"),
        ("reset <@U1>", 10, "reset…"),
        ("reset <@U1>!", 11, "reset…"),
        ("<!channel> & co", 100, "&lt;!channel&gt; &amp; co"),
        ("", 10, ""),
    ],
)
def test_show(text: str, most: int, shown: str) -> None:
    assert show(text, ["U1"], most) == shown


@pytest.mark.parametrize("piece", ["a", "&", "<!channel>", "🎉", "\n"])
@pytest.mark.parametrize("length", [0, 1, 2_999, 3_000, 3_001, 40_000, MESSAGE_TEXT.value + len("/logwork ")])
def test_verbatim_gives_back_the_whole_text(piece: str, length: int) -> None:
    text = (piece * length)[:length]
    given_back = [block["elements"][0]["elements"][0]["text"] for block in verbatim(text)]
    assert "".join(given_back) == text
    assert all(0 < len(part) <= 3_000 for part in given_back)


def test_verbatim_stops_at_its_documented_maximum() -> None:
    blocks = verbatim("x" * (MOST_VERBATIM + 1))
    assert sum(len(block["elements"][0]["elements"][0]["text"]) for block in blocks) == MOST_VERBATIM


@given(st.text(max_size=100), st.integers(1, 80))
def test_plain_is_cut_to_size(text: str, most: int) -> None:
    cut = plain(text, most)["text"]
    assert len(cut) <= most
    assert cut == text if len(text) <= most else text.startswith(cut.removesuffix("…"))


def test_a_link_keeps_its_label_apart_and_leads_nowhere_when_it_is_too_long() -> None:
    (block,) = link("https://a.example/?x=1&y=<b>|c", "There")
    assert block["elements"][0]["text"] == "<https://a.example/?x=1&amp;y=&lt;b&gt;%7Cc|There>"
    assert link("https://a.example/" + "a" * TEXT_OBJECT.value, "There") == []
