"""A dialog to write into: to change one's own message, or to post what another app says."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments

from playground.page.markup import attributes, box, button, words

Save = Callable[[str], Awaitable[object]]


class Writing:
    """One text, and what to do with it."""

    def __init__(self) -> None:
        self.text = ""
        self.save: Save | None = None
        self.dialog = ui.dialog().props("transition-duration=120").classes("modal")
        with self.dialog:
            self.card = box("modal-card small")

    def open(self, title: str, label: str, text: str, save: Save) -> None:
        """Show the text; `save` gets it as it was changed, unless it is empty."""
        self.text, self.save = text, save
        attributes(self.dialog, aria_label=title)
        self.card.clear()
        with self.card:
            words(title, tag="h2", classes="modal-title")
            with box("modal-body"):
                words(label, classes="input-label")
                field = ui.element("textarea").classes("input")
                attributes(field, rows=5, aria_label=label, defaultValue=text)
                field.on("input", self._typed, js_handler="(e) => emit(e.target.value)")
            with box("modal-foot"):
                button("Cancel", self.dialog.close)
                button("Save", self._save, classes="btn primary")
        self.dialog.open()

    def _typed(self, event: GenericEventArguments) -> None:
        self.text = str(event.args)

    async def _save(self) -> None:
        self.dialog.close()
        if self.save is not None and self.text.strip():
            await self.save(self.text.strip())
