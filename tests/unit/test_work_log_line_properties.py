"""What holds for any text: a draft or a refusal, stable when described, nothing lost, and quickly."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.customers import customer_key
from bot.domain.dates import OLDEST_DAYS
from bot.domain.durations import MAX_MINUTES_A_DAY
from bot.domain.line.languages import ANDS, ARTICLES, FOR_WORDS
from bot.domain.line.tokens import fold
from bot.domain.work_log_line import MAX_SUMMARY, MAX_TYPED, WorkLogDraft, describe_line, parse_line, settle
from bot.errors import Refused

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
KNOWN = frozenset(map(customer_key, ("Acme", "Acme Corp", "Finance", "Finance 2nd floor", "bob", "a", "the")))

PIECES = (
    "20m 1h30 1h 30 30m 1:30 14:30 at 2pm half an hour and a the of quarter 1.5h ½ 0m 24h 2 hrs 15 min minutes cable",
    "outage ago days week yesterday today tomorrow on monday last friday Nov 3 3rd 11/3 13/11 2026-11-03 03.11. 24/7",
    'for For para für pour Acme acme Corp Finance (2nd floor) bob O\'Brien & &amp; Sons VPN the department team "Ana"',
    "<@U1|ana> <@U2> <#C1|vpn> #vpn #4521 #a#b C# INC0012345 JIRA-12 <https://a.example/x?y=1&amp;z|a> https://b.ex/",
    "<!here> <!channel> <mailto:a@b.example|a@b.example> + - , : · . ( ) [ ] / | ~ @ # ! ' \" “ ” &lt; &gt;",
    "&lt;@U1&gt; hier vor 2 Tagen hace ayer il y a media hora am Montag le el took spent in every since call reset",
)
pieces = st.sampled_from([piece for row in PIECES for piece in row.split(" ")])
lines = st.one_of(
    st.text(max_size=200),
    st.lists(pieces, max_size=14).map(" ".join),
    st.lists(st.one_of(pieces, st.sampled_from((" ", "  ", "\n")), st.text(max_size=3)), max_size=16).map("".join),
)


def read(typed: str, now: datetime = NOW) -> WorkLogDraft | None:
    try:
        return settle(parse_line(typed, now=now), KNOWN)
    except Refused as refusal:
        if refusal.typed == typed and refusal.problem:
            return None
        raise


@settings(max_examples=500, deadline=None)
@given(lines)
def test_any_text_gives_a_draft_within_bounds_or_a_refusal(typed: str) -> None:
    draft = read(typed)
    if draft is None:
        return
    line = parse_line(typed, now=NOW)
    assert draft.minutes is None or 1 <= draft.minutes <= MAX_MINUTES_A_DAY
    assert NOW.date() - timedelta(days=OLDEST_DAYS) <= draft.on <= NOW.date()
    assert 0 < len(draft.summary) <= MAX_SUMMARY
    assert draft.summary == " ".join(draft.summary.split())
    assert set(re.findall(r"<@([A-Z0-9]+)>", draft.summary)) <= set(draft.helped)
    assert len(line.customer_keys) <= 24
    if draft.customer is not None:
        assert draft.customer_key
        assert draft.customer_key in line.customer_keys or draft.customer_key not in KNOWN


@settings(max_examples=500, deadline=None)
@given(lines)
def test_described_and_read_again_is_the_same(typed: str) -> None:
    draft = read(typed)
    if draft is not None:
        described = describe_line(draft, today=NOW.date())
        assert read(described, NOW.replace(hour=23, minute=59)) == draft
        assert describe_line(draft, today=NOW.date()) == described


@settings(max_examples=500, deadline=None)
@given(lines)
def test_no_word_is_lost(typed: str) -> None:
    """Every token that isn't in the summary is in a recognised part: removing anything else would lose a word."""
    draft = read(typed)
    if draft is None:
        return
    line = parse_line(typed, now=NOW)
    left = "".join(fold(f"{draft.summary} {draft.customer or ''}").split())
    for at, token in enumerate(line.tokens):
        if not line.removed[at] and any(map(str.isalnum, token.text)) and token.fold not in JOINING:
            assert "".join(fold(token.text).split()) in left


@given(st.text())
def test_folding_leaves_the_words_apart(typed: str) -> None:
    """A line is cut at its whitespace both as typed and folded, and the pieces must be the same."""
    assert [fold(chunk) for chunk in typed.split()] == fold(typed).split()


JOINING = FOR_WORDS | ARTICLES | ANDS | {"department", "team"}
"""What may go with a customer's name, or hang where something was taken out."""


@pytest.mark.parametrize(
    "piece",
    [
        "20m ", "1", "1:", "for ", "20M ", "hier ", "today ", "3.11. ", "for A ", "(", "<", "<@U", "&lt;", "#", ". ",
        "on ", "a ", "1,", '"', 'for "', "-", "11/3 ", "half an ", "hour and a ", "2 days ", "x.",
        "https://", "1h 30 ", "the ", "il y a ", "'",
    ],
)  # fmt: skip
def test_no_line_is_read_forever(piece: str) -> None:
    """Each of these would take minutes, or the lifetime of the universe, if reading went back and forth in it."""
    typed = (piece * MAX_TYPED)[:3000]
    draft = read(typed)
    assert draft is None or len(draft.summary) <= MAX_SUMMARY
