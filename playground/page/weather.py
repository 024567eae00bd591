"""The menu of bad weather: what the workspace does to the app on purpose, to see how the app bears it."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from playground.page.markup import attributes, box, button, icon, menu_item, words
from playground.page.seat import Seat

CHART = "data_visualization"
_FAULTS = (
    ("500", "The next message is refused by a server error"),
    ("drop", "The next message is posted, its answer is lost"),
    ("hang", "The next message is never answered"),
    ("channel_not_found", "The next message finds no channel"),
)


class Weather:
    """Rate limits, charts that this workspace doesn't have, and faults of the next message that the app posts."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        with box("weather"):
            opener = button(icon("thunderstorm"), classes="tool", name="Faults")
            attributes(opener, aria_haspopup="menu")
            self.menu = ui.menu().props(
                "no-parent-event max-height=80vh anchor='bottom right' self='top right' aria-label='Faults'"
            )
            opener.on("click", self._open, args=[])

    def _open(self) -> None:
        self._draw()
        self.menu.open()

    def _draw(self) -> None:
        workspace = self.seat.workspace
        self.menu.clear()
        with self.menu:
            words("Slack in bad weather", classes="menu-head")
            self._switch("Slack's rate limits", workspace.rate_limits.enabled, self._limit)
            self._switch("No charts in this workspace", CHART in workspace.faults.refused_blocks, self._refuse_charts)
            waiting = workspace.faults.waiting().get("chat.postMessage", [])
            for fault, sentence in _FAULTS:
                count = waiting.count(fault)
                said = f"{sentence} ({count} waiting)" if count else sentence
                menu_item("bolt", said, partial(self._add, fault))
            menu_item("wb_sunny", "Fair weather again", self._clear)

    def _switch(self, name: str, is_on: bool, turn: Callable[[], None]) -> None:
        mark = "check_box" if is_on else "check_box_outline_blank"
        item = menu_item(mark, name, turn, role="menuitemcheckbox")
        attributes(item, aria_checked="true" if is_on else "false")

    def _limit(self) -> None:
        limits = self.seat.workspace.rate_limits
        limits.enabled = not limits.enabled
        self._draw()

    def _refuse_charts(self) -> None:
        self.seat.workspace.faults.refused_blocks.symmetric_difference_update({CHART})
        self._draw()

    def _add(self, fault: str) -> None:
        self.seat.workspace.faults.add("chat.postMessage", fault)
        self._draw()

    def _clear(self) -> None:
        self.seat.workspace.faults.clear()
        self.seat.workspace.rate_limits.enabled = False
        self._draw()
