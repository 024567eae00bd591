"""The top line: which conversation is open, its tabs, and who one acts as."""

from collections.abc import Awaitable, Callable
from functools import partial
from html import escape

from nicegui import ui

from playground.page.account import Account
from playground.page.faces import avatar_html, badge_html, role_of
from playground.page.markup import attributes, box, button, html, icon, menu_item, words
from playground.page.seat import Seat, Tab
from playground.page.weather import Weather
from playground.page.writing import Writing

_OPEN_DRAWER = "() => document.body.classList.toggle('drawer-open')"


class Header:
    """Redrawn only when what it shows has changed."""

    def __init__(self, seat: Seat, on_person: Callable[[str], None], on_tab: Callable[[Tab], Awaitable[None]]) -> None:
        self.seat = seat
        self.on_person = on_person
        self.on_tab = on_tab
        self.look: object = None
        self.account = Account(seat, self._left)
        self.writing = Writing()
        self.frame = box("header", tag="header")

    def show(self) -> None:
        """Bring the line to what the seat shows now."""
        seat = self.seat
        conversation = seat.conversation
        look = [seat.person_id, conversation.id, conversation.topic, len(conversation.members), seat.tab]
        if look == self.look:
            return
        self.look = look
        self.frame.clear()
        with self.frame:
            drawer = button(icon("menu"), classes="tool drawer-button", name="Conversations")
            drawer.on("click", js_handler=_OPEN_DRAWER)
            with box("header-words"):
                self._title()
                if seat.is_app:
                    self._tabs()
            Weather(seat)
            self._switcher()

    def _left(self) -> None:
        """Whoever left can't act any more: the first of the others takes the seat."""
        leaving = self.seat.person_id
        others = [one for one in self.seat.workspace.people.values() if not one.is_bot and not one.deleted]
        self.on_person(next(one.id for one in others if one.id != leaving))

    def _title(self) -> None:
        seat = self.seat
        conversation = seat.conversation
        mark = "" if conversation.is_direct else '<span class="hash" aria-hidden="true">#</span>'
        shared = '<span class="badge outside">SHARED</span>' if conversation.is_ext_shared else ""
        badge = badge_html(seat.member(conversation.other(seat.person_id))) if conversation.kind == "im" else ""
        name = f'<span class="title-words">{escape(seat.title_of(conversation))}</span>'
        html(f"{mark}{name}{shared}{badge}", tag="h1", classes="header-title")
        if conversation.kind != "im":
            html(self._members() + self._topic(), classes="header-more")
        elif not seat.is_app:
            words(role_of(seat.member(conversation.other(seat.person_id))), classes="header-more")

    def _members(self) -> str:
        members = self.seat.conversation.members
        names = ", ".join(sorted(self.seat.member(one).real_name for one in members))
        return f'<span title="{escape(names)}">{len(members)} member{"" if len(members) == 1 else "s"}</span>'

    def _topic(self) -> str:
        topic = self.seat.conversation.topic
        return f'<span class="topic">{escape(topic)}</span>' if topic else ""

    def _tabs(self) -> None:
        tabs: tuple[tuple[Tab, str], ...] = (("home", "Home"), ("messages", "Messages"))
        with box("tabs") as row:
            attributes(row, role="tablist")
            for tab, name in tabs:
                made = button(name, partial(self.on_tab, tab), classes="tab")
                attributes(made, role="tab", aria_selected="true" if self.seat.tab == tab else "false")

    def _switcher(self) -> None:
        seat = self.seat
        me = seat.person
        given, _, family = me.real_name.partition(" ")
        name = f'{escape(given)}<span class="family"> {escape(family)}</span>'
        with box("switcher"):
            opener = button(
                f'{avatar_html(me, "small")}<span class="switcher-words"><span class="switcher-lead">Acting as</span>'
                f'<span class="switcher-name">{name}</span></span>{icon("expand_more")}',
                classes="switcher-button",
            )
            attributes(opener, aria_haspopup="menu", aria_label=f"Acting as {me.real_name}", data_testid="acting-as")
            menu = ui.menu().props("auto-close no-parent-event max-height=80vh anchor='bottom right' self='top right'")
            opener.on("click", partial(self._open_people, menu), args=[])

    def _open_people(self, menu: ui.menu) -> None:
        me = self.seat.person
        menu.clear()
        with menu:
            words("Act as", classes="menu-head")
            for member in self.seat.workspace.people.values():
                if member.is_bot or member.deleted:
                    continue
                item = button(
                    f'{avatar_html(member)}<span class="person-words"><span class="name">{escape(member.real_name)}'
                    f'{badge_html(member)}</span><span class="person-role">{escape(role_of(member))} · '
                    f"{escape(member.tz)}</span></span>{icon('check') if member.id == me.id else ''}",
                    partial(self.on_person, member.id),
                    classes="menu-item person",
                )
                attributes(item, role="menuitem", data_testid=f"person-{member.name}")
            menu_item("manage_accounts", f"Account of {me.real_name}…", self.account.open)
            if not self.seat.conversation.is_direct:
                menu_item("smart_toy", "Post as a survey app…", self._post_as_app)
            self._gone()
        menu.open()

    def _post_as_app(self) -> None:
        """What another app of the workspace says in this channel."""
        act = partial(self.seat.workspace.post_as_app, self.seat.channel_id, "Surveys")
        self.writing.open("Post as a survey app", "Survey answer", "", act)

    def _gone(self) -> None:
        """Those who left can be brought back, as an admin does."""
        gone = [one for one in self.seat.workspace.people.values() if one.deleted]
        if gone:
            words("Deactivated", classes="menu-head")
        for member in gone:
            menu_item("restore", f"Bring {member.real_name} back", partial(self._bring_back, member.id))

    async def _bring_back(self, member_id: str) -> None:
        await self.seat.attempt(self.seat.workspace.deactivate(member_id, deleted=False))
