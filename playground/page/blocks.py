"""Draws Block Kit on a surface: layout blocks here, interactive elements in the files for them."""

from collections.abc import Callable, Sequence
from html import escape

from playground.model import Json
from playground.page.buttons import draw_button, draw_overflow
from playground.page.choices import Picker
from playground.page.data_blocks import draw_chart, draw_table
from playground.page.inputs import draw_checkboxes, draw_datetime, draw_radio_buttons, draw_text_input
from playground.page.markup import attributes, box, html, words
from playground.page.mrkdwn import mrkdwn_html, plain_html, safe_html, text_object_html
from playground.page.rich_text import rich_text_html
from playground.page.surface import Field, Surface

_ELEMENTS: dict[str, Callable[[Field], object]] = {
    "button": draw_button,
    "overflow": draw_overflow,
    "checkboxes": draw_checkboxes,
    "radio_buttons": draw_radio_buttons,
    "datetimepicker": draw_datetime,
    **dict.fromkeys(
        ("plain_text_input", "email_text_input", "url_text_input", "number_input", "datepicker", "timepicker"),
        draw_text_input,
    ),
    **{
        prefix + kind: Picker
        for prefix in ("", "multi_")
        for kind in ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
    },
}


def draw_blocks(surface: Surface, blocks: Sequence[Json]) -> None:
    """Draw all blocks in order; a kind that the page doesn't know is named instead of left out."""
    surface.present.clear()
    for at, block in enumerate(blocks):
        block_id = str(block.get("block_id") or f"block-{at}")
        draw = _BLOCKS.get(str(block.get("type")), _unknown)
        with box(f"piece block-{escape(str(block.get('type')))}"):
            draw(surface, block_id, block)


def _element(surface: Surface, block_id: str, element: Json, *, label: str = "", dispatch: bool = True) -> None:
    draw = _ELEMENTS.get(str(element.get("type")))
    if draw is None:
        words(f"[{element.get('type')}]", classes="unknown")
        return
    draw(Field(surface, block_id, element, label, dispatch))


def _section(surface: Surface, block_id: str, block: Json) -> None:
    with box("section-words"):
        if block.get("text"):
            html(text_object_html(block["text"], surface.reader), classes="mrkdwn")
        if block.get("fields"):
            with box("fields"):
                for one in block["fields"]:
                    html(text_object_html(one, surface.reader), classes="mrkdwn field")
    accessory = block.get("accessory")
    if not accessory:
        return
    with box("accessory"):
        if accessory.get("type") == "image":
            _picture(accessory, "thumb")
        else:
            label = str((block.get("text") or {}).get("text", ""))[:80] if accessory["type"] not in _NAMED else ""
            _element(surface, block_id, accessory, label=label)


_NAMED = ("button", "overflow")


def _context(surface: Surface, _block_id: str, block: Json) -> None:
    for element in block.get("elements") or []:
        if element.get("type") == "image":
            _picture(element, "tiny")
        else:
            html(text_object_html(element, surface.reader), tag="span", classes="mrkdwn")


def _actions(surface: Surface, block_id: str, block: Json) -> None:
    for element in block.get("elements") or []:
        _element(surface, block_id, element)


def _header(_surface: Surface, _block_id: str, block: Json) -> None:
    html(plain_html(str(block["text"]["text"])), tag="h3")


def _divider(_surface: Surface, _block_id: str, _block: Json) -> None:
    box(tag="hr")


def _image(surface: Surface, _block_id: str, block: Json) -> None:
    if block.get("title"):
        html(text_object_html(block["title"], surface.reader), classes="image-title")
    _picture(block, "picture")


def _picture(block: Json, classes: str) -> None:
    """A picture from the web is not fetched: the page stays inside this machine; its words are shown instead."""
    source = str(block.get("image_url") or "")
    alt = safe_html(str(block.get("alt_text") or ""))
    if source.startswith(("data:image/", "/")) and not source.startswith("//"):
        html(f'<img src="{escape(source)}" alt="{alt}">', tag="span", classes=classes)
    else:
        html(f'<span role="img" aria-label="{alt}">🖼 {alt}</span>', tag="span", classes=f"{classes} absent")


def _input(surface: Surface, block_id: str, block: Json) -> None:
    label = str(block["label"]["text"])
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    html(plain_html(label) + optional, classes="input-label")
    _element(surface, block_id, block["element"], label=label, dispatch=bool(block.get("dispatch_action")))
    if block.get("hint"):
        html(plain_html(str(block["hint"]["text"])), classes="hint")
    error = words("", classes="input-error")
    attributes(error, role="alert", data_block=block_id)
    surface.error_lines[block_id] = error


def _rich_text(surface: Surface, _block_id: str, block: Json) -> None:
    html(rich_text_html(block, surface.reader), classes="mrkdwn rich")


def _markdown(surface: Surface, _block_id: str, block: Json) -> None:
    html(mrkdwn_html(str(block.get("text") or ""), surface.reader), classes="mrkdwn")


def _table(surface: Surface, _block_id: str, block: Json) -> None:
    draw_table(block, surface.reader)


def _chart(_surface: Surface, _block_id: str, block: Json) -> None:
    draw_chart(block)


def _unknown(_surface: Surface, _block_id: str, block: Json) -> None:
    words(f"[{block.get('type')} block]", classes="unknown")


_BLOCKS: dict[str, Callable[[Surface, str, Json], None]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "table": _table,
    "data_visualization": _chart,
}
