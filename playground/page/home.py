"""The app's Home tab, as the bot published it for this person."""

import json

from playground.page.blocks import draw_blocks
from playground.page.markup import attributes, box, words
from playground.page.seat import Seat
from playground.page.surface import Surface, Values


class Home:
    """Redrawn only when the published view changed."""

    def __init__(self, seat: Seat, typed: dict[str, Values]) -> None:
        self.seat = seat
        self.typed = typed
        self.look: object = None
        with box("scroller home-scroller") as self.frame:
            self.body = box("home")
        attributes(self.body, data_testid="home", role="tabpanel", aria_label="Home")

    def show(self) -> None:
        """Bring the tab to what the bot published last."""
        view = self.seat.workspace.home_of(self.seat.person_id)
        look = (self.seat.person_id, view and json.dumps([view.id, view.payload], sort_keys=True, default=str))
        if look == self.look:
            return
        self.look = look
        self.body.clear()
        with self.body:
            if view is None:
                words("The app has not published a Home tab for you yet.", classes="empty")
                return
            with box("blocks"):
                draw_blocks(Surface(self.seat, self.typed.setdefault(view.id, {}), view=view), view.blocks)
