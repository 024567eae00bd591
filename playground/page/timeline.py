"""The message list. Rows are kept by key and redrawn only when they changed, so nothing flickers or loses its place."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from playground.model import Json, Message, Notice
from playground.page.blocks import draw_blocks
from playground.page.markup import attributes, box, button, html, words
from playground.page.message_html import (
    body_html,
    file_html,
    head_html,
    only_you_html,
    reactions_html,
    replies_html,
    tools_html,
)
from playground.page.mrkdwn import safe_html
from playground.page.reading import day_name
from playground.page.seat import Seat
from playground.page.surface import Surface, Values

_TOGETHER_SECONDS = 300  # messages of one author within five minutes stand under one name
_CLICKS = (
    "(e) => { const b = e.target.closest('[data-act]'); const row = b && b.closest('[data-ts]'); "
    "if (row) emit([b.dataset.act, row.dataset.ts, b.dataset.name || '', b.id || '']); }"
)


@dataclass
class Row:
    """One line of the list: redrawn when `look` differs from what was drawn."""

    key: str
    look: str
    draw: Callable[[], None]


class Timeline:
    """The messages of the seat's conversation, as its person sees them."""

    def __init__(self, seat: Seat, on_more: Callable[[Message], None]) -> None:
        self.seat = seat
        self.on_more = on_more
        self.rows: dict[str, tuple[str, Element]] = {}
        self.values: dict[str, Values] = {}
        with box("scroller") as self.frame:
            self.list = box("messages")
        attributes(self.list, role="log", aria_live="polite", aria_label="Messages", data_testid="messages")
        self.list.on("click", self._clicked, js_handler=_CLICKS)

    def show(self) -> None:
        """Bring the list to what the workspace holds now."""
        wanted = self._wanted()
        keys = {row.key for row in wanted}
        for key in [key for key in self.rows if key not in keys]:
            self.rows.pop(key)[1].delete()
        for at, row in enumerate(wanted):
            known = self.rows.get(row.key)
            if known is None:
                with self.list:
                    element = box()
            else:
                element = known[1]
            if self.list.default_slot.children[at] is not element:
                element.move(target_index=at)
            if known is None or known[0] != row.look:
                element.clear()
                self.rows[row.key] = (row.look, element)
                with element:
                    row.draw()

    def _wanted(self) -> list[Row]:
        seat = self.seat
        timeline = [one for one in seat.workspace.timeline(seat.person_id, seat.channel_id) if not one.deleted]
        replies: dict[str, list[Message]] = {}
        known = {one.ts for one in timeline}
        roots: list[Message] = []
        for message in timeline:
            if message.thread_ts and message.thread_ts != message.ts and message.thread_ts in known:
                replies.setdefault(message.thread_ts, []).append(message)
            else:
                roots.append(message)
        rows: list[Row] = []
        if len(roots) > seat.shown:
            rows.append(Row("earlier", str(seat.shown), self._draw_earlier))
        reader = seat.reader()
        today = reader.moment(time.time()).date()
        before: Message | None = None
        current: date | None = None
        for message in roots[-seat.shown :]:
            day = reader.moment(message.ts).date()
            if day != current:
                name = day_name(day, today)
                rows.append(Row(f"day {day}", name, partial(self._draw_day, name)))
                current, before = day, None
            below = replies.get(message.ts, [])
            rows.append(self._row(message, before, replies=len(below)))
            before = None if below else message
            last: Message | None = None
            for reply in below:
                rows.append(self._row(reply, last, reply=True))
                last = reply
        for at, notice in enumerate(seat.workspace.notices.get(seat.person_id, [])):
            if notice.channel in (None, seat.channel_id):
                rows.append(Row(f"notice {at}", notice.text, partial(self._draw_notice, notice)))
        if not rows:
            rows.append(Row("empty", "", self._draw_empty))
        return rows

    def _row(self, message: Message, before: Message | None, *, replies: int = 0, reply: bool = False) -> Row:
        compact = (
            before is not None
            and before.user == message.user
            and bool(before.ephemeral_to) == bool(message.ephemeral_to)
            and float(message.ts) - float(before.ts) < _TOGETHER_SECONDS
        )
        look = json.dumps([asdict(message), compact, replies, reply, self.seat.person_id], default=str)
        return Row(
            f"message {message.ts}",
            look,
            partial(self._draw, message, compact=compact, replies=replies, reply=reply),
        )

    def _draw(self, message: Message, *, compact: bool, replies: int, reply: bool) -> None:
        seat = self.seat
        head = only_you_html() if message.ephemeral_to else ""
        head += head_html(message, seat, compact=compact)
        classes = " ".join(
            name
            for name, applies in (
                ("message", True),
                ("compact", compact),
                ("ephemeral", bool(message.ephemeral_to)),
                ("reply", reply),
            )
            if applies
        )
        tail = reactions_html(message, seat) + replies_html(replies)
        tools = "" if message.ephemeral_to else tools_html()
        with box(classes, tag="article") as row:
            attributes(row, data_ts=message.ts, data_testid="message", aria_label=seat.member(message.user).real_name)
            if not message.blocks and not message.attachments and not message.files:
                html(
                    f'{head}<div class="content">{body_html(message, seat.reader())}{tail}</div>{tools}',
                    classes="inside",
                )
                return
            html(head, classes="inside")
            with box("content"):
                if message.blocks:
                    self._draw_blocks(message, message.blocks)
                elif message.text:
                    html(body_html(message, seat.reader()))
                for attachment in message.attachments:
                    self._draw_attachment(message, attachment)
                for file in message.files:
                    html(file_html(file, seat.workspace.files.path_of(file)), classes="file")
            html(f'<div class="content">{tail}</div>{tools}', classes="inside")

    def _draw_blocks(self, message: Message, blocks: list[Json]) -> None:
        values = self.values.setdefault(message.ts, {})
        with box("blocks"):
            draw_blocks(Surface(self.seat, values, message=message), blocks)

    def _draw_attachment(self, message: Message, attachment: Json) -> None:
        with box("attachment"):
            if attachment.get("blocks"):
                self._draw_blocks(message, attachment["blocks"])
            else:
                html(safe_html(str(attachment.get("text") or attachment.get("fallback") or "")), classes="mrkdwn")

    def _draw_empty(self) -> None:
        words("No messages here yet.", classes="empty")

    def _draw_day(self, name: str) -> None:
        words(name, tag="span", classes="day-name")

    def _draw_notice(self, notice: Notice) -> None:
        with box("notice") as line:
            attributes(line, role="status", data_testid="notice")
            html(f'<span class="slackbot" aria-hidden="true">!</span><span>{safe_html(notice.text)}</span>')
            button("Dismiss", lambda: self._dismiss(notice), classes="btn quiet")

    def _dismiss(self, notice: Notice) -> None:
        held = self.seat.workspace.notices.get(self.seat.person_id, [])
        if notice in held:
            held.remove(notice)
        self.seat.redraw()

    def _draw_earlier(self) -> None:
        def more() -> None:
            self.seat.shown += 150
            self.seat.redraw()

        button("Show earlier messages", more, classes="btn quiet")

    def message(self, ts: str) -> Message | None:
        """The message with this `ts`, as the seat's person sees it."""
        timeline = self.seat.workspace.timeline(self.seat.person_id, self.seat.channel_id)
        return next((one for one in timeline if one.ts == ts), None)

    async def toggle(self, message: Message, name: str) -> None:
        """Add one's reaction, or take it back."""
        seat = self.seat
        act = seat.workspace.unreact if seat.person_id in message.reactions.get(name, []) else seat.workspace.react
        await act(seat.person_id, message.channel, message.ts, name)

    async def _clicked(self, event: GenericEventArguments) -> None:
        act, ts, name, _ = event.args
        message = self.message(str(ts))
        if message is None:
            return
        if act == "toggle":
            await self.toggle(message, str(name))
        elif act == "more":
            self.on_more(message)
