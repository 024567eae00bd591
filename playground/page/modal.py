"""The person's modal: drawn from the top of their stack of views, closed when the stack is empty."""

import json
from html import escape

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from playground.model import Outcome, View
from playground.page.blocks import draw_blocks
from playground.page.markup import attributes, box, button, icon, words
from playground.page.mrkdwn import plain_html
from playground.page.seat import Seat
from playground.page.surface import Surface, Values


class Modal:
    """One dialog; what was typed is kept by view id in `typed`, which all tabs share, so that a reload keeps it."""

    def __init__(self, seat: Seat, typed: dict[str, Values]) -> None:
        self.seat = seat
        self.typed = typed
        self.look: object = None
        self.view: View | None = None
        self.surface: Surface | None = None
        self.busy = False
        self.dialog = ui.dialog().props("no-backdrop-dismiss transition-duration=120 no-shake").classes("modal")
        self.dialog.on_value_change(self._hidden)
        with self.dialog:
            self.card = box("modal-card")

    def show(self) -> None:
        """Bring the dialog to the person's top view."""
        on_top = self.seat.workspace.view_of(self.seat.person_id)
        view = on_top if on_top is not None and self.seat.desks.shows(self.seat, on_top) else None
        self.view = view
        if view is None:
            self.look = None
            if on_top is None and self.surface is not None and self.surface.view is not None:
                self.typed.pop(self.surface.view.id, None)
            self.surface = None
            self.dialog.close()
            return
        look = (view.id, json.dumps(view.payload, sort_keys=True, default=str))
        if look != self.look:
            self.look = look
            self._draw(view)
        self._show_errors(view)
        self.dialog.open()

    def _draw(self, view: View) -> None:
        payload = view.payload
        title = str(payload["title"]["text"])
        self.surface = Surface(self.seat, self.typed.setdefault(view.id, {}), view=view)
        attributes(self.dialog, aria_label=title)
        self.card.clear()
        with self.card:
            with box("modal-head"):
                ui.html(plain_html(title), sanitize=False, tag="h2").classes("modal-title")
                button(icon("close"), self._close, classes="tool", name="Close dialog")
            with box("modal-body"):
                draw_blocks(self.surface, payload.get("blocks") or [])
            self.trouble = words("", classes="modal-trouble")
            attributes(self.trouble, role="alert")
            with box("modal-foot"):
                close = str((payload.get("close") or {}).get("text") or "Cancel")
                button(plain_html(close), self._close)
                if payload.get("submit"):
                    made = button(plain_html(str(payload["submit"]["text"])), self._submit, classes="btn primary")
                    attributes(made, data_testid="modal-submit")

    def _show_errors(self, view: View) -> None:
        if self.surface is None:
            return
        for block_id, line in self.surface.error_lines.items():
            said = escape(view.errors.get(block_id, ""))
            if line.content != said:
                line.set_content(said)
        if view.errors:
            self.card.client.run_javascript(
                "setTimeout(() => [...document.querySelectorAll('.input-error')]"
                ".find((e) => e.textContent)?.scrollIntoView({block: 'nearest'}), 50)"
            )

    async def _submit(self) -> None:
        if self.view is None or self.surface is None or self.busy:
            return
        self.busy = True
        self.trouble.set_content("")
        try:
            outcome = await self.seat.attempt(
                self.seat.workspace.submit_view(self.seat.person_id, self.view.id, self.surface.state())
            )
        finally:
            self.busy = False
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        """What went wrong, unless it stands below the fields already."""
        if not outcome.ok and not (self.view and self.view.errors):
            self.trouble.set_content(escape(outcome.sentence))

    async def _close(self) -> None:
        if self.view is not None:
            view_id = self.view.id
            await self.seat.workspace.close_view(self.seat.person_id, view_id)
            self.typed.pop(view_id, None)
            self.seat.redraw()

    async def _hidden(self, event: ValueChangeEventArguments[bool]) -> None:
        """Escape closes the top view; an unfinished stack below it is shown again."""
        if not event.value and self.view is not None:
            await self._close()
