"""The page's window: puts the parts together, and redraws what changed when the workspace says so."""

import asyncio
from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, ui
from nicegui import app as nicegui_app

from playground.page.composer import Composer
from playground.page.header import Header
from playground.page.home import Home
from playground.page.markup import box
from playground.page.message_menu import MessageMenu
from playground.page.modal import Modal
from playground.page.seat import Desks, ReadMarks, Seat, Tab
from playground.page.sidebar import Sidebar
from playground.page.surface import Values
from playground.page.timeline import Timeline
from playground.workspace import Workspace

_STATIC = Path(__file__).parent.parent / "static"
_FAVICON = "📝"
_REDRAW_SECONDS = 0.02  # changes that come together are drawn together


class Window:
    """One browser tab: its seat and its parts."""

    def __init__(self, seat: Seat, typed: dict[str, Values]) -> None:
        self.seat = seat
        self.client = ui.context.client
        self.waiting = False
        self.stop = seat.workspace.subscribe(self.changed)
        self.client.on_delete(self.stop)
        seat.redraw = self.changed
        self.client.on_connect(lambda: self._opened(is_open=True))
        self.client.on_disconnect(lambda: self._opened(is_open=False))
        with box("shell"):
            self.sidebar = Sidebar(seat, self.choose)
            box("backdrop").on("click", js_handler="() => document.body.classList.remove('drawer-open')")
            with box("main", tag="main"):
                self.header = Header(seat, self.act_as, self.choose_tab)
                self.middle = box("middle")
                self.composer = Composer(seat)
            self.modal = Modal(seat, typed)
            self.menu = MessageMenu(seat, self.composer.reply_to)
        self.home: Home | None = None
        self.typed = typed
        self.timeline: Timeline | None = None
        self.open_middle()
        self.show()

    def changed(self) -> None:
        """Called by the workspace after each change: draw once, shortly after."""
        if not self.waiting:
            self.waiting = True
            asyncio.get_running_loop().call_later(_REDRAW_SECONDS, self._redraw)

    def _opened(self, *, is_open: bool) -> None:
        """A tab that was closed or reloaded gives its modal to the person's next one."""
        self.seat.is_open = is_open
        self.seat.workspace.changed()

    def _redraw(self) -> None:
        self.waiting = False
        if not self.client.is_deleted:
            with self.client:
                self.show()

    def open_middle(self) -> None:
        """A fresh message list or Home tab: it begins at its end, as when a conversation is opened."""
        self.middle.clear()
        self.home = self.timeline = None
        with self.middle:
            if self.seat.is_app and self.seat.tab == "home":
                self.home = Home(self.seat, self.typed)
            else:
                self.timeline = self.menu.timeline = Timeline(self.seat, self.menu.open)
        self.composer.frame.set_visibility(self.home is None)

    def show(self) -> None:
        """Bring every part to what the workspace holds now."""
        if self.timeline is not None:
            self.seat.marks.mark(self.seat.person_id, self.seat.channel_id)
            self.timeline.show()
        if self.home is not None:
            self.home.show()
        self.sidebar.show()
        self.header.show()
        self.composer.show()
        self.modal.show()

    def choose(self, channel_id: str) -> None:
        """Open another conversation."""
        self.seat.channel_id = channel_id
        self._moved()

    def act_as(self, person_id: str) -> None:
        """Become another person; they see what they may see."""
        seat = self.seat
        seat.person_id = person_id
        allowed = [one.id for one in seat.workspace.conversations_of(person_id)]
        if seat.channel_id not in allowed:
            seat.channel_id = allowed[0]
        self._moved()

    async def choose_tab(self, tab: Tab) -> None:
        """Home or Messages of the app; opening Home tells the bot."""
        self.seat.tab = tab
        self._moved()
        if tab == "home":
            await self.seat.attempt(self.seat.workspace.open_home(self.seat.person_id))

    def _moved(self) -> None:
        self.seat.thread_ts = None
        with self.client:  # the button that was pressed may be drawn anew meanwhile
            self.open_middle()
            self.show()
            ui.navigate.history.replace(self.seat.url)
            ui.run_javascript("document.body.classList.remove('drawer-open')")


def _seat(workspace: Workspace, marks: ReadMarks, desks: Desks, person: str, channel: str, tab: str) -> Seat:
    """The seat that the address names, or the first person in their first channel."""
    people = [one.id for one in workspace.people.values() if not one.is_bot and not one.deleted]
    person_id = person if person in people else people[0]
    allowed = [one.id for one in workspace.conversations_of(person_id)]
    first = next((one for one in allowed if workspace.conversations[one].name == "help-desk"), allowed[0])
    return Seat(
        workspace=workspace,
        marks=marks,
        desks=desks,
        person_id=person_id,
        channel_id=channel if channel in allowed else first,
        tab="home" if tab == "home" else "messages",
    )


def mount(app: FastAPI, workspace: Workspace) -> None:
    """Serve the page at `/` of `app`; call it after every other route is declared."""
    marks = ReadMarks(workspace)
    desks = Desks()
    typed: dict[str, Values] = {}
    nicegui_app.add_static_files("/playground-static", _STATIC)

    @ui.page("/", title=f"{workspace.team_name} · Playground")
    async def window(client: Client) -> None:
        query = client.request.query_params
        ui.add_head_html('<link rel="stylesheet" href="/playground-static/playground.css">')
        ui.add_head_html('<script src="/playground-static/composer.js" defer></script>')
        seat = _seat(workspace, marks, desks, query.get("as", ""), query.get("in", ""), query.get("tab", ""))
        made = Window(seat, typed)
        if made.home is not None:
            await client.connected()
            await seat.attempt(workspace.open_home(seat.person_id))

    ui.run_with(
        app,
        title="Playground",
        favicon=_FAVICON,
        dark=False,
        language="en-US",
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=10,
        storage_secret="playground",
        show_welcome_message=False,
    )
