"""`rich_text` blocks as HTML (source: 'Rich text block')."""

from html import escape

from playground.model import Json
from playground.page.mrkdwn import broadcast_chip, channel_chip, date_html, emoji_html, link_html, member_chip
from playground.page.reading import Reader

_STYLES = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s"), ("underline", "u"))


def _escaped_for_slack(text: str) -> str:
    """Rich text carries characters as they are; the mrkdwn functions take Slack's entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _piece(piece: Json, reader: Reader) -> str:
    kind = piece.get("type")
    text = str(piece.get("text") or "")
    if kind == "text":
        html = escape(text).replace("\n", "<br>")
    elif kind == "link":
        url = str(piece.get("url") or "")
        html = link_html(_escaped_for_slack(url), _escaped_for_slack(text or url))
    elif kind == "user":
        html = member_chip(str(piece.get("user_id")), "", reader)
    elif kind == "channel":
        html = channel_chip(str(piece.get("channel_id")), "", reader)
    elif kind == "emoji":
        html = emoji_html(str(piece.get("name")))
    elif kind == "broadcast":
        html = broadcast_chip(str(piece.get("range")))
    elif kind == "date":
        html = date_html(
            str(piece.get("timestamp")), str(piece.get("format")), str(piece.get("fallback") or ""), reader
        )
    else:
        html = escape(text)
    style = piece.get("style") or {}
    for name, tag in _STYLES:
        if style.get(name):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _pieces(element: Json, reader: Reader) -> str:
    return "".join(_piece(piece, reader) for piece in element.get("elements") or [])


def _list(element: Json, reader: Reader) -> str:
    tag = "ol" if element.get("style") == "ordered" else "ul"
    indent = min(int(element.get("indent") or 0), 8)
    items = "".join(f"<li>{_pieces(item, reader)}</li>" for item in element.get("elements") or [])
    return f'<{tag} class="indent-{indent}">{items}</{tag}>'


def rich_text_html(block: Json, reader: Reader) -> str:
    """A `rich_text` block: sections, lists, quotes and preformatted parts."""
    out: list[str] = []
    for element in block.get("elements") or []:
        kind = element.get("type")
        if kind == "rich_text_list":
            out.append(_list(element, reader))
        elif kind == "rich_text_quote":
            out.append(f"<blockquote>{_pieces(element, reader)}</blockquote>")
        elif kind == "rich_text_preformatted":
            out.append(f"<pre>{_pieces(element, reader)}</pre>")
        else:
            out.append(f"<div>{_pieces(element, reader)}</div>")
    return "".join(out)
