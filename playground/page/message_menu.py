"""The menu of one message: reactions, a reply in the thread, the app's message shortcuts; changing one's own."""

from collections.abc import Callable
from functools import partial
from html import escape

from nicegui import ui

from playground.model import Message
from playground.page.emoji import EMOJI, QUICK_REACTIONS
from playground.page.markup import attributes, box, button, icon, menu_item, words
from playground.page.seat import Seat
from playground.page.timeline import Timeline
from playground.page.writing import Writing

# At once in the browser, so that what is typed next lands in the composer without waiting for the server.
_WRITE = "() => document.querySelector('[data-composer]')?.focus()"


class MessageMenu:
    """One menu for all messages: it opens at the message whose button was pressed."""

    def __init__(self, seat: Seat, on_reply: Callable[[Message], None]) -> None:
        self.seat = seat
        self.on_reply = on_reply
        self.timeline: Timeline | None = None
        with box("menu-anchor"):
            self.menu = ui.menu().props("no-parent-event no-refocus auto-close anchor='bottom right' self='top right'")
        attributes(self.menu, aria_label="Message actions")
        self.writing = Writing()

    def open(self, message: Message) -> None:
        """Show what can be done with this message."""
        self.menu.clear()
        with self.menu:
            with box("menu-reactions") as row:
                attributes(row, role="group", aria_label="Add reaction")
                for name in QUICK_REACTIONS:
                    button(
                        EMOJI[name],
                        partial(self._react, message, name),
                        classes="tool",
                        name=f"React with {name.replace('_', ' ')}",
                    )
            reply = button(
                f"{icon('reply')}<span>Reply in thread</span>", partial(self.on_reply, message), classes="menu-item"
            )
            reply.on("click", js_handler=_WRITE)
            attributes(reply, role="menuitem")
            if message.user == self.seat.person_id:
                menu_item("edit", "Edit message…", partial(self._edit, message))
                menu_item("delete", "Delete message", partial(self._delete, message))
            if self.seat.workspace.message_shortcuts:
                words("Message shortcuts", classes="menu-head")
            for shortcut in self.seat.workspace.message_shortcuts:
                item = button(
                    f"{icon('bolt')}<span>{escape(shortcut.name)}</span>",
                    partial(self._shortcut, message, shortcut.callback_id),
                    classes="menu-item",
                )
                attributes(item, role="menuitem")
        self.menu.props["target"] = f'[data-ts="{message.ts}"] [data-act="more"]'
        self.menu.update()
        self.menu.open()

    async def _react(self, message: Message, name: str) -> None:
        if self.timeline is not None:
            await self.timeline.toggle(message, name)

    def _edit(self, message: Message) -> None:
        act = partial(self.seat.workspace.edit, self.seat.person_id, message.channel, message.ts)
        self.writing.open("Edit message", "Message", message.text, act)

    async def _delete(self, message: Message) -> None:
        await self.seat.workspace.remove(self.seat.person_id, message.channel, message.ts)

    async def _shortcut(self, message: Message, callback_id: str) -> None:
        seat = self.seat
        await seat.attempt(seat.workspace.message_shortcut(seat.person_id, message.channel, message.ts, callback_id))
