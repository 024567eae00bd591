"""The one door through which HTML reaches the page, and the few elements that every part is drawn with."""

from collections.abc import Awaitable, Callable
from html import escape

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.html import Html

Click = Callable[[], Awaitable[None] | None]


def html(content: str, *, tag: str = "div", classes: str = "") -> Html:
    """An element with `content` as its HTML. `content` must come from `mrkdwn` or have gone through `html.escape`."""
    return ui.html(content, sanitize=False, tag=tag).classes(classes)


def words(text: str, *, tag: str = "div", classes: str = "") -> Html:
    """An element with plain text."""
    return html(escape(text), tag=tag, classes=classes)


def box(classes: str = "", *, tag: str = "div") -> Element:
    """An empty element to put others into."""
    return ui.element(tag).classes(classes)


def attributes(element: Element, **values: str | bool | int) -> None:
    """Set HTML attributes by keyword; `aria_label` becomes `aria-label`. Values need no quoting."""
    for name, value in values.items():
        element.props[name.replace("_", "-")] = value
    element.update()


def button(content: str, on_click: Click | None = None, *, classes: str = "btn", name: str = "") -> Html:
    """A button with `content` as HTML; `name` is its accessible name where the content has no words."""
    made = html(content, tag="button", classes=classes)
    attributes(made, type="button")
    if name:
        attributes(made, aria_label=name, title=name)
    if on_click is not None:
        made.on("click", on_click, args=[])
    return made


def menu_item(icon_name: str, text: str, on_click: Click, *, role: str = "menuitem") -> Html:
    """A line of a menu: an icon and words."""
    made = button(f"{icon(icon_name)}<span>{escape(text)}</span>", on_click, classes="menu-item")
    attributes(made, role=role)
    return made


def icon(name: str) -> str:
    """A Material icon as HTML; the font is served by NiceGUI itself."""
    return f'<i class="material-icons" aria-hidden="true">{escape(name)}</i>'
