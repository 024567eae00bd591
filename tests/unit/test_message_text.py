"""The text of a Slack message in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message_text import MAX_EXCERPT, excerpt, people_in, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<@U1> can you help?", "@Ana can you help?"),
        ("<@U2|bruno>, please", "@bruno, please"),
        ("<@U1|old.name> left", "@Ana left"),
        ("<@U9> who", "@someone who"),
        ("see <#C1|vpn> and <#C2>", "see #vpn and #channel"),
        ("<!here> fire", "@here fire"),
        ("<!channel|channel> fire", "channel fire"),
        ("<!subteam^S1|@support> look", "@support look"),
        ("<!subteam^S1> look", "@subteam look"),
        ("<!date^1392734382^{date}|18 Feb> meeting", "18 Feb meeting"),
        ("<https://a.example/x?y=1&amp;z> is down", "https://a.example/x?y=1&z is down"),
        ("<https://a.example|the wiki> is down", "the wiki is down"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("typed &amp;lt; itself", "typed &lt; itself"),
        ("&lt;@U1&gt; typed by hand", "<@U1> typed by hand"),
        ("  two\n\nlines\tand more ", "two lines and more"),
        ("", ""),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    assert plain_text(text, {"U1": "Ana"}) == plain


def test_people_in() -> None:
    assert people_in("<@U1> and <@U2|bruno>, not <#C1|vpn> <!here> <https://x> &lt;@U3&gt; <@U1>") == ["U1", "U2", "U1"]
    assert people_in("nobody") == []


def test_a_short_message_is_its_own_excerpt() -> None:
    assert excerpt("<@U1> can you\nhelp?", {"U1": "Ana"}) == "@Ana can you help?"


def test_a_long_message_is_cut_at_a_word() -> None:
    cut = excerpt("printer " * 60)
    assert cut == " ".join(["printer"] * 19) + "…"


@given(
    st.one_of(st.text(max_size=400), st.lists(st.sampled_from(["<@U1>", "&amp;", "<", ">", " ", "word"])).map("".join))
)
def test_an_excerpt_is_the_start_of_the_message_and_not_long(text: str) -> None:
    cut = excerpt(text)
    assert len(cut) <= MAX_EXCERPT
    assert plain_text(text).startswith(cut.removesuffix("…"))
    if len(plain_text(text)) <= MAX_EXCERPT:
        assert cut == plain_text(text)
    else:
        assert cut.endswith("…")
        assert len(cut) >= MAX_EXCERPT // 2
