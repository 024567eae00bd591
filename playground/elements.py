"""Block Kit's composition objects and elements as tables (pages "Block elements" and "Composition objects")."""

import re

import slack_limits as limits
from playground.model import Json
from playground.schema import (
    Check,
    Problems,
    boolean,
    integer,
    items,
    matching,
    needs_one,
    not_both,
    note,
    number,
    one_of,
    record,
    string,
    typed,
)
from slack_limits import Limit

DATE = matching(
    lambda text: bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text)),
    "must be a date as YYYY-MM-DD",
)
TIME = matching(lambda text: bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text)), "must be a time as HH:mm")
NUMBER = matching(lambda text: bool(re.fullmatch(r"-?\d+(\.\d+)?", text)), "must be a number as text")
URL = matching(
    lambda text: len(text) <= limits.BUTTON_URL.value and bool(re.match(r"[a-z][a-z0-9+.-]*:", text)),
    "must be a valid URL",
)


def plain_text(limit: Limit, *, least: int = 1) -> Check:
    """A `plain_text` object."""
    return typed({"plain_text": record({"text": string(limit, least=least)}, {"emoji": boolean})})


def any_text(limit: Limit) -> Check:
    """A `plain_text` or `mrkdwn` object."""
    return typed(
        {
            "plain_text": record({"text": string(limit)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(limit)}, {"verbatim": boolean}),
        }
    )


CONFIRM = record(
    {
        "title": plain_text(limits.CONFIRM_TITLE),
        "text": any_text(limits.CONFIRM_TEXT),
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)


def _option(text: Check) -> Check:
    return record(
        {"text": text, "value": string(limits.OPTION_VALUE)},
        {"description": any_text(limits.OPTION_DESCRIPTION), "url": string(limits.OPTION_URL)},
    )


OPTION = _option(plain_text(limits.OPTION_TEXT))
MARKED_OPTION = _option(any_text(limits.OPTION_TEXT))
OPTIONS = items(OPTION, limits.SELECT_OPTIONS.value)
OPTION_GROUP = record({"label": plain_text(limits.OPTION_GROUP_LABEL), "options": OPTIONS}, {})
OPTION_GROUPS = items(OPTION_GROUP, limits.SELECT_OPTION_GROUPS.value)
IDS = items(string(), limits.SELECT_OPTIONS.value)


def _initial_is_offered(element: Json, pointer: str, problems: Problems) -> None:
    offered = list(element.get("options", []))
    for group in element.get("option_groups", []):
        offered += group["options"]
    chosen = element.get("initial_options", [])
    if "initial_option" in element:
        chosen = [element["initial_option"]]
    for option in chosen:
        if option not in offered:
            note(problems, "initial option is not among the options", pointer)


def _lengths_in_order(element: Json, pointer: str, problems: Problems) -> None:
    if element.get("min_length", 0) > element.get("max_length", limits.PLAIN_TEXT_INPUT.value):
        note(problems, "min_length must not be greater than max_length", pointer)


_ACTION: dict[str, Check] = {"action_id": string(limits.ACTION_ID)}
_INPUT = _ACTION | {"focus_on_load": boolean}
_CHOICE = _INPUT | {"confirm": CONFIRM, "placeholder": plain_text(limits.PLACEHOLDER)}
_MANY = _CHOICE | {"max_selected_items": integer(1)}
_OFFER: dict[str, Check] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_SOURCES = (needs_one("options", "option_groups"), not_both("options", "option_groups"), _initial_is_offered)
_ANSWERABLE: dict[str, Check] = {"response_url_enabled": boolean}
_FILTER = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_DISPATCH = record({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
_EXTERNAL: dict[str, Check] = {"min_query_length": integer(0)}
_WRITTEN = _INPUT | {"placeholder": plain_text(limits.PLACEHOLDER), "dispatch_action_config": _DISPATCH}

IMAGE = record(
    {"alt_text": string(limits.IMAGE_ALT_TEXT)},
    {"image_url": string(limits.IMAGE_URL), "slack_file": record({}, {"id": string(), "url": string()})},
    needs_one("image_url", "slack_file"),
)

ELEMENTS: dict[str, Check] = {
    "image": IMAGE,
    "button": record(
        {"text": plain_text(limits.BUTTON_TEXT)},
        _ACTION
        | {
            "url": URL,
            "value": string(limits.BUTTON_VALUE, least=0),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(limits.BUTTON_ACCESSIBILITY_LABEL),
        },
    ),
    "static_select": record({}, _CHOICE | _OFFER | {"initial_option": OPTION}, *_SOURCES),
    "multi_static_select": record({}, _MANY | _OFFER | {"initial_options": OPTIONS}, *_SOURCES),
    "external_select": record({}, _CHOICE | _EXTERNAL | {"initial_option": OPTION}),
    "multi_external_select": record({}, _MANY | _EXTERNAL | {"initial_options": OPTIONS}),
    "users_select": record({}, _CHOICE | {"initial_user": string()}),
    "multi_users_select": record({}, _MANY | {"initial_users": IDS}),
    "conversations_select": record({}, _CHOICE | _CONVERSATIONS | _ANSWERABLE | {"initial_conversation": string()}),
    "multi_conversations_select": record({}, _MANY | _CONVERSATIONS | {"initial_conversations": IDS}),
    "channels_select": record({}, _CHOICE | _ANSWERABLE | {"initial_channel": string()}),
    "multi_channels_select": record({}, _MANY | {"initial_channels": IDS}),
    "overflow": record(
        {"options": items(OPTION, limits.OVERFLOW_OPTIONS.value, least=limits.OVERFLOW_OPTIONS_MIN.value)},
        _ACTION | {"confirm": CONFIRM},
    ),
    "datepicker": record({}, _CHOICE | {"initial_date": DATE}),
    "timepicker": record({}, _CHOICE | {"initial_time": TIME, "timezone": string()}),
    "datetimepicker": record({}, _INPUT | {"confirm": CONFIRM, "initial_date_time": integer(0)}),
    "checkboxes": record(
        {"options": items(MARKED_OPTION, limits.CHECKBOX_OPTIONS.value)},
        _INPUT | {"confirm": CONFIRM, "initial_options": items(MARKED_OPTION, limits.CHECKBOX_OPTIONS.value)},
        _initial_is_offered,
    ),
    "radio_buttons": record(
        {"options": items(MARKED_OPTION, limits.RADIO_OPTIONS.value)},
        _INPUT | {"confirm": CONFIRM, "initial_option": MARKED_OPTION},
        _initial_is_offered,
    ),
    "plain_text_input": record(
        {},
        _WRITTEN
        | {
            "initial_value": string(limits.PLAIN_TEXT_INPUT, least=0),
            "multiline": boolean,
            "min_length": integer(0, limits.PLAIN_TEXT_INPUT.value),
            "max_length": integer(1, limits.PLAIN_TEXT_INPUT.value),
        },
        _lengths_in_order,
    ),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        _WRITTEN | {"initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    ),
    "email_text_input": record({}, _WRITTEN | {"initial_value": string()}),
    "url_text_input": record({}, _WRITTEN | {"initial_value": string()}),
}

_ONE = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "datepicker",
    "timepicker",
    "checkboxes",
    "radio_buttons",
)
_SEVERAL = tuple(kind for kind in ELEMENTS if kind.startswith("multi_"))
IN_ACTIONS = ("button", "overflow", "datetimepicker", *_ONE)
IN_SECTION = ("button", "overflow", "image", *_ONE, *_SEVERAL)
IN_INPUT = (
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "datetimepicker",
    *_ONE,
    *_SEVERAL,
)

_STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_STYLED: dict[str, Check] = {"style": _STYLE}
INLINE = typed(
    {
        "text": record({"text": string()}, _STYLED),
        "link": record({"url": string()}, _STYLED | {"text": string(least=0), "unsafe": boolean}),
        "user": record({"user_id": string()}, _STYLED),
        "channel": record({"channel_id": string()}, _STYLED),
        "usergroup": record({"usergroup_id": string()}, _STYLED),
        "broadcast": record({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "emoji": record({"name": string()}, _STYLED | {"unicode": string(), "skin_tone": integer(1, 6)}),
        "date": record({"timestamp": number, "format": string()}, _STYLED | {"url": string(), "fallback": string()}),
    }
)
_INLINES = items(INLINE, least=0)
RICH_SECTION = record({"elements": _INLINES}, {})
RICH_TEXT_ELEMENTS: dict[str, Check] = {
    "rich_text_section": RICH_SECTION,
    "rich_text_quote": record({"elements": _INLINES}, {"border": integer(0, 1)}),
    "rich_text_preformatted": record({"elements": _INLINES}, {"border": integer(0, 1), "language": string()}),
    "rich_text_list": record(
        {"style": one_of("bullet", "ordered"), "elements": items(typed({"rich_text_section": RICH_SECTION}))},
        {"indent": integer(0, 8), "border": integer(0, 1), "offset": integer(0)},
    ),
}
