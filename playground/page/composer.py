"""Where one writes. Keys and completion run in the browser (`static/composer.js`), so that typing never waits."""

import json

from nicegui import ui
from nicegui.events import GenericEventArguments

from playground.model import Message
from playground.page.markup import attributes, box, button, html, icon, words
from playground.page.seat import Seat


class Composer:
    """One composer per conversation and person: it is drawn anew when either changes, with the draft kept there."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.look: object = None
        self.thread: object = None
        with box("composer-frame") as self.frame:
            self.thread_line = box()
            self.writing = box()

    def show(self) -> None:
        """Bring the composer to the seat's conversation; the box to write into stays while a thread is entered."""
        self._show_thread()
        seat = self.seat
        look = (seat.person_id, seat.channel_id)
        if look == self.look:
            return
        self.look = look
        self.writing.clear()
        with self.writing:
            html("", classes="completions")
            with box("composer"):
                mark = "" if seat.conversation.is_direct else "#"
                writing = ui.element("textarea").classes("composer-text")
                attributes(
                    writing,
                    rows=1,
                    aria_label="Message or /command",
                    aria_autocomplete="list",
                    placeholder=f"Message {mark}{seat.title_of(seat.conversation)} or /command",
                    data_composer=f"{seat.person_id}-{seat.channel_id}",
                    data_completions=json.dumps(self._completions()),
                )
                writing.on("composer-send", self._send, js_handler="(e) => emit(e.detail)")
                send = button(icon("send"), classes="send", name="Send")
                send.on("click", js_handler="(e) => window.playgroundSend(e.currentTarget)")
        self.frame.client.run_javascript("window.playgroundComposer && window.playgroundComposer()")

    def _show_thread(self) -> None:
        if self.seat.thread_ts == self.thread:
            return
        self.thread = self.seat.thread_ts
        self.thread_line.clear()
        if self.seat.thread_ts:
            with self.thread_line, box("thread-line"):
                words("Replying in the thread", tag="span")
                button("×", self.leave_thread, classes="chip-x", name="Leave the thread")

    def reply_to(self, message: Message) -> None:
        """Write into the thread of this message; the browser has put the cursor there already."""
        self.seat.thread_ts = message.thread_ts or message.ts
        self.show()

    def leave_thread(self) -> None:
        self.seat.thread_ts = None
        self.show()

    def _completions(self) -> dict[str, list[list[str]]]:
        """What `/`, `@` and `#` offer: [inserted text, what it is called, a hint]."""
        workspace = self.seat.workspace
        return {
            "/": [[one.name, one.description, one.usage_hint] for one in workspace.commands],
            "@": [[f"@{one.name}", one.real_name, one.title] for one in workspace.people.values() if not one.deleted],
            "#": [
                [f"#{one.name}", one.topic, ""]
                for one in workspace.conversations_of(self.seat.person_id)
                if not one.is_direct
            ],
        }

    async def _send(self, event: GenericEventArguments) -> None:
        text = str(event.args or "").strip()
        seat = self.seat
        if not text:
            return
        name, _, rest = text.partition(" ")
        if "\n" in name:
            name, rest = text.split("\n", 1)
        if name.startswith("/") and len(name) > 1:
            if seat.thread_ts:
                seat.workspace.command_in_thread(seat.person_id, seat.channel_id, name, rest.strip())
                return
            await seat.attempt(seat.workspace.command(seat.person_id, seat.channel_id, name, rest.strip()))
            return
        await seat.workspace.post(seat.person_id, seat.channel_id, text, seat.thread_ts)
