"""Selects of every kind as one widget: a field to type into, what was chosen as chips, and a list that opens below."""

import json
from functools import partial
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments

from playground.page.buttons import confirmed
from playground.page.markup import attributes, box, button, html, icon, words
from playground.page.offers import Offer, all_offers, given_offers, initial_key, matching, options, value_key
from playground.page.surface import Field

_MOST_SHOWN = 100
_KEYS = (
    "(e) => { if (['ArrowDown', 'ArrowUp', 'Enter'].includes(e.key)) { e.preventDefault(); "
    "emit([e.key, e.target.value]); } else if (e.key === 'Backspace' && !e.target.value) { emit([e.key, '']); } }"
)


class Picker:
    """One select on the page (source: 'Select menu element', 'Multi-select menu element')."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.several = field.kind.startswith("multi_")
        self.external = "external" in field.kind
        self.most = int(field.element.get("max_selected_items") or 0)
        key = value_key(field.kind)
        self.chosen = given_offers(field, field.begin(**{key: self._initial()})[key])
        self.listed: list[Offer] = []
        self.active = 0
        self.asked = 0
        with box("picker") as self.frame:
            self.chips = box("picker-chips")
            self.input = ui.element("input").classes("picker-input")
            attributes(
                self.input,
                type="text",
                role="combobox",
                autocomplete="off",
                aria_label=field.name,
                aria_expanded="false",
                aria_autocomplete="list",
                placeholder=field.placeholder or ("Choose…" if not self.external else "Type to search…"),
                defaultValue="" if self.several or not self.chosen else self.chosen[0].label,
            )
            self.tail = box("picker-tail")
            self.menu = (
                ui.menu().props("no-parent-event no-focus no-refocus fit max-height=300px").classes("picker-menu")
            )
        with self.menu:
            self.list = box("picker-list")
            attributes(self.list, role="listbox", aria_label=field.name)
            self.list.on("mousedown", js_handler="(e) => e.preventDefault()")  # the field keeps the focus
        self.menu.on("hide", lambda: attributes(self.input, aria_expanded="false"), args=[])
        self.input.on("focus", self._open, js_handler="(e) => { e.target.select(); emit(); }")
        self.input.on("click", self._open, args=[])
        self.input.on(
            "input", self._typed, js_handler="(e) => emit(e.target.value)", throttle=0.15, leading_events=False
        )
        self.input.on("keydown", self._key, js_handler=_KEYS)
        self.input.on("blur", self._left, args=[])
        self._draw_chosen()

    def _initial(self) -> object:
        element = self.field.element
        if element.get("default_to_current_conversation") and initial_key(self.field.kind) not in element:
            current = self.field.surface.seat.channel_id
            return [current] if self.several else current
        return element.get(initial_key(self.field.kind), [] if self.several else None)

    async def _open(self) -> None:
        if not self.menu.value:
            await self._list("")

    async def _typed(self, event: GenericEventArguments) -> None:
        await self._list(str(event.args or ""))

    async def _list(self, query: str) -> None:
        self.asked += 1
        asked = self.asked
        empty = "Nothing found"
        if self.external:
            least = int(self.field.element.get("min_query_length", 3))  # Slack's own default
            if len(query) < least:
                offers, empty = [], f"Type at least {least} character{'s' if least > 1 else ''}"
            else:
                offers = options(await self.field.surface.suggestions(self.field.block_id, self.field.action_id, query))
        else:
            offers = matching(all_offers(self.field), query)
        if asked != self.asked or self.list.is_deleted:
            return  # a newer question was asked meanwhile
        self.listed = offers[:_MOST_SHOWN]
        self.active = 0
        self._draw_list(empty)
        self.menu.open()
        attributes(self.input, aria_expanded="true")

    def _draw_list(self, empty: str = "Nothing found") -> None:
        self.list.clear()
        taken = {one.key for one in self.chosen}
        group = ""
        with self.list:
            if not self.listed:
                words(empty, classes="picker-empty")
            for at, offer in enumerate(self.listed):
                if offer.group != group:
                    group = offer.group
                    words(group, classes="picker-group")
                more = f'<span class="picker-more">{escape(offer.more)}</span>' if offer.more else ""
                mark = icon("check") if offer.key in taken else ""
                line = html(f"<span>{escape(offer.label)}</span>{more}{mark}", classes="picker-option")
                line.classes("active" if at == self.active else "")
                attributes(line, role="option", aria_selected="true" if offer.key in taken else "false")
                line.on("click", partial(self._choose, offer), args=[])

    async def _key(self, event: GenericEventArguments) -> None:
        key, typed = event.args
        if key == "Backspace":
            if self.several and self.chosen:
                await self._give(self.chosen[:-1])
            return
        if key == "Enter":
            if not self.menu.value:
                return
            shown_for_single = self.chosen[0].label if self.chosen and not self.several else ""
            if typed != shown_for_single and not matching(self.listed[self.active : self.active + 1], typed):
                await self._list(typed)  # Enter came before the list of what was typed
            if self.listed:
                await self._choose(self.listed[self.active])
            return
        if not self.menu.value:
            await self._list("")
        elif self.listed:
            self.active = (self.active + (1 if key == "ArrowDown" else -1)) % len(self.listed)
            self._draw_list()

    async def _choose(self, offer: Offer) -> None:
        if not await confirmed(self.field.element.get("confirm"), self.field):
            return
        if not self.several:
            self.menu.close()
            await self._give([offer])
            return
        if offer.key in {one.key for one in self.chosen}:
            chosen = [one for one in self.chosen if one.key != offer.key]
        elif self.most and len(self.chosen) >= self.most:
            return
        else:
            chosen = [*self.chosen, offer]
        self.menu.close()
        await self._give(chosen)

    async def _give(self, chosen: list[Offer]) -> None:
        self.chosen = chosen
        self._draw_chosen()
        self._show()
        value = [one.value for one in chosen] if self.several else (chosen[0].value if chosen else None)
        await self.field.give(**{value_key(self.field.kind): value})

    def _left(self) -> None:
        self.asked += 1
        self.menu.close()
        self._show()

    def _show(self) -> None:
        """Put the chosen one's name into the field; several stand beside it as chips."""
        label = "" if self.several or not self.chosen else self.chosen[0].label
        self.input.client.run_javascript(
            f"{{const e = document.getElementById('{self.input.html_id}'); if (e) e.value = {json.dumps(label)};}}"
        )

    def _draw_chosen(self) -> None:
        self.chips.clear()
        self.tail.clear()
        with self.chips:
            for offer in self.chosen if self.several else []:
                rest = [one for one in self.chosen if one.key != offer.key]
                with box("picker-chip", tag="span"):
                    words(offer.label, tag="span")
                    button("×", partial(self._give, rest), classes="chip-x", name=f"Remove {offer.label}")
        with self.tail:
            if self.chosen and not self.several:
                button("×", partial(self._give, []), classes="chip-x", name=f"Clear {self.field.name}")
            html(icon("expand_more"), tag="span")
