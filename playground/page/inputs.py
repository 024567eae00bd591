"""Inputs that a person types into or ticks: text, numbers, dates, times, checkboxes, radio buttons.

They are the browser's own elements, given their value once (`defaultValue`): a redraw of the page can't overwrite what
is being typed, and the value reaches the server with each keystroke.
"""

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from playground.page.markup import attributes, box, html
from playground.page.mrkdwn import plain_html, text_object_html
from playground.page.surface import Field

_HTML_TYPES = {
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",
    "datepicker": "date",
    "timepicker": "time",
}
_INITIAL = {"datepicker": "initial_date", "timepicker": "initial_time"}
_STATE = {"datepicker": "selected_date", "timepicker": "selected_time"}


def draw_text_input(field: Field) -> None:
    """`plain_text_input`, `email_text_input`, `url_text_input`, `number_input`, `datepicker`, `timepicker`."""
    element = field.element
    key = _STATE.get(field.kind, "value")
    shown = field.begin(**{key: element.get(_INITIAL.get(field.kind, "initial_value"))})[key]
    multiline = bool(element.get("multiline"))
    made = ui.element("textarea" if multiline else "input").classes("input" + (" tall" if multiline else ""))
    if not multiline:
        attributes(made, type=_HTML_TYPES.get(field.kind, "text"), autocomplete="off")
    if field.kind == "number_input":
        attributes(made, inputmode="decimal" if element.get("is_decimal_allowed") else "numeric")
    if element.get("max_length"):
        attributes(made, maxlength=int(element["max_length"]))
    if element.get("focus_on_load"):
        attributes(made, data_autofocus=True)
    attributes(made, aria_label=field.name, placeholder=field.placeholder, defaultValue=str(shown or ""))
    _when_given(made, field, key, at_once=field.kind in _STATE)


def _when_given(made: Element, field: Field, key: str, *, at_once: bool) -> None:
    """Keep each keystroke; tell the bot on a date's change, and on Enter or each character as the element asks."""
    wanted = (field.element.get("dispatch_action_config") or {}).get("trigger_actions_on", ["on_enter_pressed"])
    each_character = at_once or "on_character_entered" in wanted

    async def given(event: GenericEventArguments) -> None:
        value = event.args or None
        if each_character:
            await field.give(**{key: value})
        else:
            field.keep(**{key: value})

    made.on("change" if at_once else "input", given, js_handler="(e) => emit(e.target.value)")
    if not at_once and field.dispatch and "on_enter_pressed" in wanted:
        made.on(
            "keydown",
            lambda event: field.give(**{key: event.args or None}),
            js_handler="(e) => { if (e.key === 'Enter' && !e.shiftKey) { e.preventDefault(); emit(e.target.value); } }",
        )


def draw_datetime(field: Field) -> None:
    """`datetimepicker`: local time of the person in, Unix seconds out."""
    zone = field.surface.reader.zone
    seconds = field.begin(selected_date_time=field.element.get("initial_date_time"))["selected_date_time"]
    shown = field.surface.reader.moment(seconds).strftime("%Y-%m-%dT%H:%M") if seconds else ""
    made = ui.element("input").classes("input")
    attributes(made, type="datetime-local", aria_label=field.name, defaultValue=shown)

    async def given(event: GenericEventArguments) -> None:
        from_page = str(event.args or "")
        await field.give(selected_date_time=_unix_seconds(from_page, zone) if from_page else None)

    made.on("change", given, js_handler="(e) => emit(e.target.value)")


def _unix_seconds(local: str, zone: ZoneInfo) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=zone).timestamp())


def draw_checkboxes(field: Field) -> None:
    """`checkboxes`: any number of options."""
    initial = list(field.element.get("initial_options") or [])
    chosen: list[Any] = list(field.begin(selected_options=initial)["selected_options"])

    async def tick(option: dict[str, Any], ticked: bool) -> None:
        values = {one["value"] for one in chosen if one["value"] != option["value"]} | (
            {option["value"]} if ticked else set()
        )
        chosen[:] = [one for one in field.element["options"] if one["value"] in values]
        await field.give(selected_options=list(chosen))

    _options(field, "checkbox", {one["value"] for one in chosen}, tick)


def draw_radio_buttons(field: Field) -> None:
    """`radio_buttons`: exactly one option."""
    now = field.begin(selected_option=field.element.get("initial_option"))["selected_option"]

    async def tick(option: dict[str, Any], _ticked: bool) -> None:
        await field.give(selected_option=option)

    _options(field, "radio", {now["value"]} if now else set(), tick)


def _options(field: Field, kind: str, chosen: set[str], tick: Callable[[dict[str, Any], bool], Any]) -> None:
    with box("ticks") as group:
        attributes(group, role="radiogroup" if kind == "radio" else "group", aria_label=field.name)
        for option in field.element["options"]:
            with box("tick", tag="label"):
                made = ui.element("input")
                attributes(made, type=kind, defaultChecked=option["value"] in chosen)
                if kind == "radio":
                    attributes(made, name=escape(f"radio-{group.id}"))
                made.on(
                    "change",
                    lambda event, one=option: tick(one, bool(event.args)),
                    js_handler="(e) => emit(e.target.checked)",
                )
                said = text_object_html(option["text"], field.surface.reader)
                if option.get("description"):
                    said += f'<span class="tick-more">{plain_html(option["description"]["text"])}</span>'
                html(said, tag="span", classes="tick-words")
