"""Buttons and overflow menus, with Slack's confirmation dialog before them."""

import json
from typing import Any

from nicegui import ui

from playground.model import Json
from playground.page.markup import attributes, box, button, html, icon, words
from playground.page.mrkdwn import decoded, plain_html, text_object_html
from playground.page.surface import Field

_SAFE_SCHEMES = ("http://", "https://", "mailto:")


async def confirmed(confirm: Json | None, field: Field) -> bool:
    """Ask as the element's `confirm` object says (source: 'Confirmation dialog object'); True when there is none."""
    if not confirm:
        return True
    with ui.dialog() as dialog, box("modal-card small"):
        attributes(dialog, aria_label=str(confirm["title"]["text"]))
        words(str(confirm["title"]["text"]), tag="h2", classes="modal-title")
        html(text_object_html(confirm["text"], field.surface.reader), classes="mrkdwn modal-body")
        with box("modal-foot"):
            button(plain_html(confirm["deny"]["text"]), lambda: dialog.submit(False))
            style = "danger" if confirm.get("style") == "danger" else "primary"
            button(plain_html(confirm["confirm"]["text"]), lambda: dialog.submit(True), classes=f"btn {style}")
    answer = await dialog
    dialog.delete()
    return bool(answer)


def draw_button(field: Field) -> None:
    """A `button` element: `style`, `url`, `confirm`, `accessibility_label`."""
    element = field.element
    style = element.get("style", "")
    content = plain_html(str(element["text"]["text"]))
    url = decoded(str(element.get("url", "")))
    linked = url.startswith(_SAFE_SCHEMES)
    made = html(content, tag="a" if linked else "button", classes=f"btn {style}")
    if linked:
        attributes(made, href=url, target="_blank", rel="noopener noreferrer")
    else:
        attributes(made, type="button")
    if element.get("accessibility_label"):
        attributes(made, aria_label=str(element["accessibility_label"]))

    async def click() -> None:
        if not await confirmed(element.get("confirm"), field):
            return
        attributes(made, aria_busy="true")
        value: Json = {"type": "button", "text": element["text"]}
        if "value" in element:
            value["value"] = element["value"]
        await field.surface.act(field.block_id, field.action_id, value)
        if not made.is_deleted:
            attributes(made, aria_busy="false")

    made.on("click", click, args=[])


def draw_overflow(field: Field) -> None:
    """An `overflow` element: up to five options behind three dots."""
    element = field.element
    with box("overflow"):
        opener = button(icon("more_horiz"), classes="btn icon", name="More options")
        attributes(opener, aria_haspopup="menu")
        with ui.menu().props("auto-close no-parent-event") as menu:
            for option in element.get("options", []):
                _overflow_item(field, option)
        opener.on("click", menu.open, args=[])


def _overflow_item(field: Field, option: dict[str, Any]) -> None:
    async def choose() -> None:
        if await confirmed(field.element.get("confirm"), field):
            await field.surface.act(field.block_id, field.action_id, {"type": "overflow", "selected_option": option})

    item = button(plain_html(str(option["text"]["text"])), choose, classes="menu-item")
    attributes(item, role="menuitem")
    url = decoded(str(option.get("url", "")))
    if url.startswith(_SAFE_SCHEMES):
        item.on("click", js_handler=f"() => window.open({json.dumps(url)}, '_blank', 'noopener')")
