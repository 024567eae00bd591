"""A `/kudos` line: whom, what for, tags and switches, however it is typed."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.behaviours import DEFAULT_BEHAVIOURS
from bot.domain.kudos import KudosField, KudosRefused
from bot.domain.kudos_line import KudosLine, parse_kudos_line, read_words

ANA, BRUNO = "U0ANA", "U0BRUNO"


def read(typed: str) -> KudosLine:
    return parse_kudos_line(typed, DEFAULT_BEHAVIOURS)


@pytest.mark.parametrize(
    ("typed", "thanked", "words", "tags"),
    [
        ("<@U0ANA|ana> <@U0BRUNO|bruno> for staying late #listening", (ANA, BRUNO), "staying late", ("listening",)),
        ("<@U0ANA> and <@U0BRUNO>, for staying late", (ANA, BRUNO), "staying late", ()),
        ("<@U0ANA>, <@U0BRUNO> &amp; <@U0ANA>: staying late", (ANA, BRUNO), "staying late", ()),
        ("thanks to <@U0ANA|ana> for her patience", (ANA,), "her patience", ()),
        ("<@U0ANA|ana> her patience", (ANA,), "her patience", ()),
        ("<@U0ANA|ana> fortunately stayed", (ANA,), "fortunately stayed", ()),
        ("gracias a <@U0ANA|ana> y <@U0BRUNO> por quedarse", (ANA, BRUNO), "quedarse", ()),
        ("Danke <@U0ANA|ana> für die Geduld #zuhören", (ANA,), "die Geduld", ("zuhören",)),
        ("merci à <@U0ANA|ana> et <@U0BRUNO> pour son calme", (ANA, BRUNO), "son calme", ()),
        ("great job <@U0ANA|ana> on the rollout", (ANA,), "great job <@U0ANA> on the rollout", ()),
        ("<@U0ANA|ana> for helping <@U0GUS|gus>", (ANA,), "helping @gus", ()),
        ("<@U0ANA> for telling <!channel> and <!subteam^S1|@support>", (ANA,), "telling @channel and @support", ()),
        ("<@U0ANA> for #listening to Acme", (ANA,), "listening to Acme", ("listening",)),
        ("<@U0ANA> for it <#C1|listening>", (ANA,), "it", ("listening",)),
        ("<@U0ANA> for keeping <#C1|vpn> calm", (ANA,), "keeping #vpn calm", ()),
        ("<@U0ANA> for it #listening <#C1|acme>, #vpn.", (ANA,), "it", ("listening", "acme", "vpn")),
        ("<@U0ANA> for calm in <#C1|vpn>", (ANA,), "calm in #vpn", ()),
        ("<@U0ANA> for calm in <#C1|vpn> #empathy", (ANA,), "calm in #vpn", ("empathy",)),
        ("<@U0ANA> for ticket #4711 #Acme #acme", (ANA,), "ticket #4711", ("acme",)),
        ("<@U0ANA> for a &lt;b&gt; &amp; <https://x.example/a#frag|the page>", (ANA,), "a <b> & the page", ()),
        ("<@U0ANA> for one\n\ntwo   three", (ANA,), "one\n\ntwo three", ()),
        ("<@U0ANA> for", (ANA,), "", ()),
        ("<@U0ANA> #listening", (ANA,), "", ("listening",)),
        ("<@W0ANA> شكرا", ("W0ANA",), "شكرا", ()),
    ],
)
def test_whom_and_what_for(typed: str, thanked: tuple[str, ...], words: str, tags: tuple[str, ...]) -> None:
    assert read(typed) == KudosLine(thanked, words, tags)


@pytest.mark.parametrize(
    ("typed", "is_private", "tells_managers"),
    [
        ("<@U0ANA> for it", False, False),
        ("--private <@U0ANA> for it", True, False),
        ("<@U0ANA> --manager for it", False, True),
        ("<@U0ANA> for it —PRIVATE --manager", True, True),
    ],
)
def test_switches_stand_anywhere(typed: str, is_private: bool, tells_managers: bool) -> None:
    assert read(typed) == KudosLine((ANA,), "it", (), is_private, tells_managers)


def test_what_only_looks_like_a_switch_stays() -> None:
    line = read("<@U0ANA> for a semi--private matter, --privately")
    assert (line.words, line.is_private) == ("a semi--private matter, --privately", False)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("for staying late", "Nobody is mentioned"),
        ("@ana.p for staying late", "“@ana.p”"),
        ("<!subteam^S1|@support> for staying late", "a group"),
        ("<@U0ANA> <!subteam^S1> for staying late", "a group"),
        ("<!here> for staying late", "a group"),
    ],
)
def test_nobody_can_be_made_out(typed: str, why: str) -> None:
    with pytest.raises(KudosRefused, match=re.escape(why)) as refused:
        read(typed)
    assert refused.value.field is KudosField.PEOPLE


def test_a_line_without_end() -> None:
    with pytest.raises(KudosRefused, match="40,000"):
        read("<@U0ANA> " + "a" * 39_991)


PIECES = st.sampled_from((
    "<@U0ANA|ana>", "<@U0BRUNO>", "<!here>", "<!subteam^S1>", "<#C1|listening>", " for ", "#", "#x", "--private",
    "&amp;", "<https://x|y>", " and ", "\n", ",", "\x00", "\u202e", "\ud800", "<", ">", "@ana", "a", " ",
    "für", "—manager",
))  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=200))
@example("#" * 200)
@example("<@U0ANA>" * 500)
def test_whatever_is_typed_is_read_or_refused_and_only_those_thanked_are_people(typed: str) -> None:
    try:
        line = read(typed)
    except KudosRefused:
        return
    assert line.thanked
    assert len(set(line.thanked)) == len(line.thanked)
    mentioned = re.findall(r"<@([UW][A-Z0-9]+)>", line.words)
    assert set(mentioned) <= set(line.thanked)
    assert line.words == line.words.strip()


@given(st.lists(PIECES, max_size=30).map("".join))
def test_words_of_a_form_name_nobody(typed: str) -> None:
    assert not read_words(typed, DEFAULT_BEHAVIOURS).thanked
