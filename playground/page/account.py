"""A person's account as they or an admin would change it: the time zone, leaving the workspace."""

from collections.abc import Callable
from zoneinfo import available_timezones

from nicegui import ui
from nicegui.events import GenericEventArguments

from playground.page.markup import attributes, box, button, words
from playground.page.seat import Seat


class Account:
    """A dialog about the person one acts as; `on_left` is told when they have left."""

    def __init__(self, seat: Seat, on_left: Callable[[], None]) -> None:
        self.seat = seat
        self.on_left = on_left
        self.zone = ""
        self.dialog = ui.dialog().props("transition-duration=120").classes("modal")
        with self.dialog:
            self.card = box("modal-card small")

    def open(self) -> None:
        """Show the account of the seat's person."""
        person = self.seat.person
        self.zone = person.tz
        attributes(self.dialog, aria_label=f"Account of {person.real_name}")
        self.card.clear()
        with self.card:
            words(person.real_name, tag="h2", classes="modal-title")
            with box("modal-body"):
                words("Time zone", classes="input-label")
                field = ui.element("input").classes("input")
                attributes(field, list="zones", aria_label="Time zone", defaultValue=person.tz, autocomplete="off")
                field.on("input", self._typed, js_handler="(e) => emit(e.target.value)")
                with ui.element("datalist") as zones:
                    attributes(zones, id="zones")
                    for name in sorted(available_timezones()):
                        attributes(ui.element("option"), value=name)
                self.trouble = words("", classes="input-error")
                attributes(self.trouble, role="alert")
            with box("modal-foot"):
                button("Deactivate account", self._leave, classes="btn danger")
                button("Cancel", self.dialog.close)
                button("Save", self._save, classes="btn primary")
        self.dialog.open()

    def _typed(self, event: GenericEventArguments) -> None:
        self.zone = str(event.args).strip()

    async def _save(self) -> None:
        if self.zone not in available_timezones():
            self.trouble.set_content("There is no such time zone. A name is like Europe/Lisbon.")
            return
        self.dialog.close()
        await self.seat.attempt(self.seat.workspace.change_zone(self.seat.person_id, self.zone))

    async def _leave(self) -> None:
        self.dialog.close()
        leaving = self.seat.person_id
        self.on_left()
        await self.seat.attempt(self.seat.workspace.deactivate(leaving))
