"""The fixed parts of a message as HTML: head, reactions, tools. Buttons carry `data-act`; the timeline hears them."""

from html import escape

from playground.model import Json, Message
from playground.page.emoji import emoji_or_code
from playground.page.faces import avatar_html, badge_html
from playground.page.markup import icon
from playground.page.mrkdwn import typed_text_html
from playground.page.reading import Reader, clock_time
from playground.page.seat import Seat


def body_html(message: Message, reader: Reader) -> str:
    """The text of a message without blocks."""
    edited = ' <span class="edited">(edited)</span>' if message.edited else ""
    return f'<div class="mrkdwn">{typed_text_html(message.text, reader)}{edited}</div>'


def head_html(message: Message, seat: Seat, *, compact: bool) -> str:
    """Avatar, name and time; a message that follows another by the same author shows its time only on hover."""
    reader = seat.reader()
    moment = reader.moment(message.ts)
    stamp = f'<time datetime="{moment.isoformat()}" title="{moment:%A, %d %B %Y, %H:%M:%S}">{clock_time(moment)}</time>'
    if compact:
        return f'<div class="gutter">{stamp}</div>'
    author = seat.member(message.user)
    name = escape(message.app_name or author.real_name if message.bot_id else author.real_name)
    return (
        f'<div class="gutter">{avatar_html(author)}</div>'
        f'<div class="who"><span class="name">{name}</span>{badge_html(author)}{stamp}</div>'
    )


def file_html(file: Json, path: str | None) -> str:
    """A file's card: title, name, kind and size, and where it is fetched; without a `path` it is gone."""
    name, title = str(file["name"]), str(file["title"])
    kind = f"{file['pretty_type']}, {_size(int(file['size']))}"
    fetch = (
        f'<a class="btn" href="{escape(path)}" download="{escape(name)}" aria-label="Download {escape(name)}">'
        f"{icon('download')}Download</a>"
        if path
        else '<span class="file-gone">no longer kept</span>'
    )
    below = f"{kind}" if title == name else f"{name} · {kind}"
    return (
        f'<div class="file-card" data-testid="file">{icon("description")}<div class="file-words">'
        f'<div class="file-title">{escape(title)}</div><div class="file-kind">{escape(below)}</div></div>{fetch}</div>'
    )


def _size(octets: int) -> str:
    """'812 B', '3 kB', '1.2 MB'."""
    if octets < 1_000:
        return f"{octets} B"
    return f"{octets / 1_000:.0f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"


def only_you_html() -> str:
    """Slack's line above an ephemeral message."""
    return f'<div class="only-you">{icon("visibility")}Only visible to you</div>'


def reactions_html(message: Message, seat: Seat) -> str:
    """Chips with counts; a click adds or takes back one's own."""
    chips: list[str] = []
    for name, people in message.reactions.items():
        if not people:
            continue
        mine = seat.person_id in people
        who = ", ".join(seat.member(one).real_name for one in people)
        chips.append(
            f'<button type="button" class="reaction{" mine" if mine else ""}"'
            f' data-act="toggle" data-name="{escape(name)}"'
            f' aria-pressed="{"true" if mine else "false"}" title="{escape(who)}"'
            f' aria-label="{escape(name.replace("_", " "))}, {len(people)}: {escape(who)}">'
            f"<span>{escape(emoji_or_code(name))}</span>{len(people)}</button>"
        )
    return f'<div class="reactions">{"".join(chips)}</div>' if chips else ""


def tools_html() -> str:
    """The bar that appears on hover or focus; on touch and narrow screens only its last button stays, in sight."""
    quick = "".join(
        f'<button type="button" class="tool quick" data-act="toggle" data-name="{name}" '
        f'aria-label="React with {label}" title="React with {label}">{emoji_or_code(name)}</button>'
        for name, label in (("memo", "memo"), ("+1", "+1"), ("raised_hands", "raised hands"))
    )
    more = (
        '<button type="button" class="tool more" data-act="more" aria-label="More actions" title="More actions" '
        f'aria-haspopup="menu">{icon("more_horiz")}</button>'
    )
    return f'<div class="tools" role="toolbar" aria-label="Message actions">{quick}{more}</div>'


def replies_html(count: int) -> str:
    """'2 replies' below the message that began a thread."""
    return f'<div class="replies">{count} repl{"y" if count == 1 else "ies"}</div>' if count else ""
