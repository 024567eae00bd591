"""Slack's mrkdwn as HTML (source: 'Formatting message text').

Every character that people or the bot wrote goes through `html.escape`; only the tags written in this file reach the
page, and links open nothing but http(s) and mail addresses.
"""

import re
from html import escape

from playground.page.emoji import EMOJI, emoji_or_code
from playground.page.reading import Reader, slack_date

_PRE = re.compile(r"```(.+?)```", re.DOTALL)
_ANGLE = re.compile(r"<([^<>\n]+)>")
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_EMOJI = re.compile(r":([a-z0-9_+\-]+)(?:::skin-tone-\d)?:")
_INLINE = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|(?P<angle><[^<>\n]+>)"
    r"|(?P<emoji>:[a-z0-9_+\-]+(?:::skin-tone-\d)?:)"
    r"|(?<![\w*])\*(?P<bold>\S|\S[^\n]*?\S)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>\S|\S[^\n]*?\S)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>\S|\S[^\n]*?\S)~(?![\w~])"
)
_QUOTE = re.compile(r"^(?:&gt;|>) ?")
_BARE_LINK = re.compile(r"https?://[^\s<>|]+")


def decoded(text: str) -> str:
    """The three entities that Slack uses, as characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def safe_html(text: str) -> str:
    """Slack text (with Slack's three entities) as text for HTML."""
    return escape(decoded(text), quote=True)


def link_html(url: str, label: str) -> str:
    """A link, or only its words where the address is of a kind that must not be opened."""
    if not _SAFE_LINK.match(decoded(url)):
        return safe_html(label)
    return f'<a href="{safe_html(url)}" target="_blank" rel="noopener noreferrer">{safe_html(label)}</a>'


def member_chip(member_id: str, fallback: str, reader: Reader) -> str:
    """'@Ana Pereira' as a chip; the reader's own name stands out."""
    name = reader.member_names.get(member_id) or fallback or member_id
    mine = " me" if member_id == reader.person_id else ""
    return f'<span class="chip-mention{mine}">@{safe_html(name)}</span>'


def channel_chip(channel_id: str, fallback: str, reader: Reader) -> str:
    """'#vpn' as a chip."""
    name = reader.channel_names.get(channel_id) or fallback or "private channel"
    return f'<span class="chip-mention">#{safe_html(name)}</span>'


def broadcast_chip(name: str) -> str:
    """'@here', '@channel', '@everyone'."""
    return f'<span class="chip-mention me">@{safe_html(name)}</span>'


def date_html(ts: str, form: str, fallback: str, reader: Reader) -> str:
    """A `<!date>` in the reader's own zone, or its fallback when it can't be read."""
    if not ts.isdigit() or "{ago}" in form:
        return safe_html(fallback)
    try:
        return safe_html(slack_date(form, reader.moment(ts)))
    except (OverflowError, OSError, ValueError):  # seconds beyond the calendar
        return safe_html(fallback)


def _angle(inner: str, reader: Reader) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@U", "@W", "@B")):
        return member_chip(target[1:], label, reader)
    if target.startswith("#C") or target.startswith("#G"):
        return channel_chip(target[1:], label, reader)
    if target.startswith("!date^"):
        parts = target.split("^")
        html = date_html(parts[1], parts[2] if len(parts) > 2 else "", label, reader)
        return link_html(parts[3], decoded(label)) if len(parts) > 3 and not html else html
    if target.startswith("!subteam^"):
        return f'<span class="chip-mention">{safe_html(label or "@group")}</span>'
    if target.startswith("!"):
        return broadcast_chip(label.removeprefix("@") or target[1:])
    return link_html(target, label or target.removeprefix("mailto:"))


def _inline(text: str, reader: Reader) -> str:
    out: list[str] = []
    end = 0
    for match in _INLINE.finditer(text):
        out.append(safe_html(text[end : match.start()]))
        end = match.end()
        whole = match.group(0)
        if match["code"]:
            out.append(f"<code>{safe_html(_ANGLE.sub(_plain_angle, whole[1:-1]))}</code>")
        elif match["angle"]:
            out.append(_angle(whole[1:-1], reader))
        elif match["emoji"]:
            out.append(emoji_html(whole.strip(":").split("::", 1)[0]))
        elif match["bold"]:
            out.append(f"<strong>{_inline(match['bold'], reader)}</strong>")
        elif match["italic"]:
            out.append(f"<em>{_inline(match['italic'], reader)}</em>")
        else:
            out.append(f"<s>{_inline(match['strike'], reader)}</s>")
    out.append(safe_html(text[end:]))
    return "".join(out)


def _plain_angle(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    return label or target


def emoji_html(name: str) -> str:
    """One emoji with its name for screen readers; an unknown shortcode stays text."""
    if name not in EMOJI:
        return escape(f":{name}:")
    return f'<span role="img" aria-label="{escape(name.replace("_", " "))}">{emoji_or_code(name)}</span>'


def _paragraphs(text: str, reader: Reader) -> str:
    out: list[str] = []
    quote: list[str] = []
    plain: list[str] = []

    def flush() -> None:
        if quote:
            out.append(f"<blockquote>{'<br>'.join(quote)}</blockquote>")
        if plain:
            out.append("<br>".join(plain))
        quote.clear()
        plain.clear()

    for line in text.split("\n"):
        quoted = _QUOTE.match(line)
        if bool(quoted) != bool(quote) and (quote or plain):
            flush()
        (quote if quoted else plain).append(_inline(line[quoted.end() :] if quoted else line, reader))
    flush()
    return "".join(out)


def mrkdwn_html(text: str, reader: Reader) -> str:
    """Slack's mrkdwn as HTML, safe to be put into the page."""
    out: list[str] = []
    for position, part in enumerate(_PRE.split(text)):
        if position % 2:
            out.append(f"<pre>{safe_html(_ANGLE.sub(_plain_angle, part.strip(chr(10))))}</pre>")
        elif part.strip("\n") or not position:
            out.append(_paragraphs(part.strip("\n") if position else part.rstrip("\n"), reader))
    return "".join(out)


def plain_html(text: str, *, emoji: bool = True) -> str:
    """A `plain_text` object's text: nothing is formatted but emoji and line ends."""
    if not emoji:
        return safe_html(text).replace("\n", "<br>")
    parts = _EMOJI.split(text)
    html = [safe_html(part) if not at % 2 else emoji_html(part) for at, part in enumerate(parts)]
    return "".join(html).replace("\n", "<br>")


def text_object_html(text: dict[str, object], reader: Reader) -> str:
    """A text object (source: 'Text object'), `mrkdwn` or `plain_text`."""
    words = str(text.get("text", ""))
    if text.get("type") == "mrkdwn":
        return mrkdwn_html(words, reader)
    return plain_html(words, emoji=text.get("emoji") is not False)


def typed_text_html(text: str, reader: Reader) -> str:
    """A person's own message: mrkdwn, with bare addresses made links as Slack does when it stores a message."""
    linked = "".join(
        part if at % 2 else _BARE_LINK.sub(lambda found: f"<{found[0]}>", part)
        for at, part in enumerate(re.split(r"(<[^<>]+>|```.+?```|`[^`]+`)", text, flags=re.DOTALL))
    )
    return mrkdwn_html(linked, reader)
