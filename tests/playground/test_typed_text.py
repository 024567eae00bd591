"""What Slack makes of what a person types."""

import pytest

from playground.typed_text import as_slack_sends

MARKS = {
    "@ana": "<@U0ANA|ana>",
    "@Ana Pereira": "<@U0ANA|ana>",
    "@ana-maria": "<@U1|ana-maria>",
    "#vpn": "<#C0VPN|vpn>",
    "#vpn-help": "<#C1|vpn-help>",
}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("20m helped @ana reset", "20m helped <@U0ANA|ana> reset"),
        ("@ANA's token, @ana.", "<@U0ANA|ana>'s token, <@U0ANA|ana>."),
        ("with @ana pereira today", "with <@U0ANA|ana> today"),
        ("@ana-maria and @anabel", "<@U1|ana-maria> and @anabel"),
        ("#vpn #vpn-help #vpns #4521", "<#C0VPN|vpn> <#C1|vpn-help> #vpns #4521"),
        ("mail me@ana or C#vpn", "mail me@ana or C#vpn"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U0ANA>", "&lt;!channel&gt; &lt;@U0ANA&gt;"),
        ("see https://a.b/c?d=1&e=2.", "see <https://a.b/c?d=1&amp;e=2>."),
        ("https://a.b/#vpn @nobody", "<https://a.b/#vpn> @nobody"),
        ("odd \x001\x00 sign", "odd 1 sign"),
        ("", ""),
    ],
)
def test_typed_and_sent(typed: str, sent: str) -> None:
    assert as_slack_sends(typed, MARKS) == sent


def test_without_marks_only_links_and_escapes() -> None:
    assert as_slack_sends("@ana & https://a.b", {}) == "@ana &amp; <https://a.b>"
