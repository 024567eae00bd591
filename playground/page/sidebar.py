"""The left side: the workspace's name, channels and direct messages with their unread dots."""

from collections.abc import Callable
from html import escape

from playground.model import Conversation
from playground.page.faces import avatar_html
from playground.page.markup import attributes, box, button, html, icon, words
from playground.page.seat import Seat


class Sidebar:
    """Redrawn only when what it shows has changed."""

    def __init__(self, seat: Seat, on_choose: Callable[[str], None]) -> None:
        self.seat = seat
        self.on_choose = on_choose
        self.look: object = None
        with box("sidebar", tag="nav") as self.frame:
            attributes(self.frame, aria_label="Conversations")

    def show(self) -> None:
        """Bring the list to what the workspace holds now."""
        seat = self.seat
        lines = [
            (one, seat.title_of(one), 0 if one.id == seat.channel_id else seat.marks.unread(seat.person_id, one.id))
            for one in seat.workspace.conversations_of(seat.person_id)
        ]
        look = [seat.person_id, seat.channel_id, [(one.id, one.is_ext_shared, title, n) for one, title, n in lines]]
        if look == self.look:
            return
        self.look = look
        self.frame.clear()
        with self.frame:
            html(
                f'<span class="team-mark" aria-hidden="true">{escape(seat.workspace.team_name[:1])}</span>'
                f"<span>{escape(seat.workspace.team_name)}</span>",
                classes="team",
            )
            with box("sidebar-lists"):
                words("Channels", tag="h2", classes="sidebar-head")
                for one, title, unread in lines:
                    if not one.is_direct:
                        self._line(one, title, unread)
                words("Direct messages", tag="h2", classes="sidebar-head")
                for one, title, unread in lines:
                    if one.is_direct:
                        self._line(one, title, unread)

    def _line(self, conversation: Conversation, title: str, unread: int) -> None:
        current = conversation.id == self.seat.channel_id
        if conversation.kind == "im":
            lead = avatar_html(self.seat.member(conversation.other(self.seat.person_id)), "small")
        else:
            mark = {"private": icon("lock"), "mpim": icon("group")}.get(conversation.kind, "#")
            lead = f'<span class="hash" aria-hidden="true">{mark}</span>'
        shared = (
            f'<span title="Shared with another company">{icon("link")}</span>' if conversation.is_ext_shared else ""
        )
        dot = f'<span class="unread" aria-label="{unread} unread">{unread}</span>' if unread else ""
        made = button(
            f'{lead}<span class="line-name">{escape(title)}</span>{shared}{dot}',
            lambda: self.on_choose(conversation.id),
            classes="line" + (" current" if current else "") + (" has-unread" if unread else ""),
        )
        attributes(made, data_testid=f"conversation-{conversation.id}")
        if current:
            attributes(made, aria_current="page")
