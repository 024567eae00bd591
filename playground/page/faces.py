"""How people look in the list: avatars with initials, badges, roles."""

from html import escape
from zlib import crc32

from playground.model import Member
from playground.page.markup import icon

_SHADES = ("#0f766e", "#9a3412", "#4338ca", "#854d0e", "#9d174d", "#075985", "#3f6212", "#6b21a8")


def initials(name: str) -> str:
    """'Ana Pereira' → 'AP'."""
    parts = [part for part in name.split() if part[0].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper() or "?"


def shade(member: Member) -> str:
    """The person's own colour where white initials can be read on it (4.5 to 1, WCAG AA), else one of ours."""
    if len(member.color) == 6 and set(member.color.lower()) <= set("0123456789abcdef"):
        channels = [int(member.color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        if 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) >= 4.5:
            return f"#{member.color}"
    return _SHADES[crc32(member.id.encode()) % len(_SHADES)]


def avatar_html(member: Member, size: str = "") -> str:
    """A square with initials; the app has its own mark."""
    if member.is_bot:
        return f'<span class="avatar bot {size}" aria-hidden="true">{icon("volunteer_activism")}</span>'
    style = f"background:{shade(member)}"
    return f'<span class="avatar {size}" style="{style}" aria-hidden="true">{escape(initials(member.real_name))}</span>'


def role_of(member: Member) -> str:
    """What stands below a name: the title, and where Slack sees an admin."""
    role = member.title or ("App" if member.is_bot else "Member")
    return f"{role} · admin" if (member.is_admin or member.is_owner) and "admin" not in role.casefold() else role


def badge_html(member: Member) -> str:
    """'APP', 'EXTERNAL' or 'GUEST' beside a name."""
    if member.is_bot:
        return '<span class="badge">APP</span>'
    if member.is_stranger:
        return '<span class="badge outside">EXTERNAL</span>'
    if member.is_restricted or member.is_ultra_restricted:
        return '<span class="badge guest">GUEST</span>'
    return ""
