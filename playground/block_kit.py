"""Says what Slack would refuse in a message's blocks or in a view (pages "Blocks", "Views").

`check_message` and `check_view` give a list of sentences as in Slack's `response_metadata.messages`; an empty
list means accepted.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Set
from copy import deepcopy
from typing import Any

import slack_limits as limits
from playground.elements import (
    ELEMENTS,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    RICH_TEXT_ELEMENTS,
    any_text,
    plain_text,
)
from playground.model import Json
from playground.schema import (
    Check,
    Problems,
    boolean,
    items,
    needs_one,
    not_both,
    note,
    number,
    one_of,
    record,
    string,
    typed,
)

_ID: dict[str, Check] = {"block_id": string(limits.BLOCK_ID)}
_RICH_TEXT = record({"elements": items(typed(RICH_TEXT_ELEMENTS))}, _ID)
_CHART_LABEL = string(limits.CHART_LABEL)
_POINT = record({"label": _CHART_LABEL, "value": number}, {})
_AXES = record(
    {"categories": items(_CHART_LABEL, limits.CHART_CATEGORIES.value)},
    {"x_label": string(limits.CHART_TITLE), "y_label": string(limits.CHART_TITLE)},
)


def _repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _is_more_than_nothing(segment: Json, pointer: str, problems: Problems) -> None:
    if segment["value"] <= 0:
        note(problems, "must be greater than 0", f"{pointer}/value")


_SEGMENT = record({"label": _CHART_LABEL, "value": number}, {}, _is_more_than_nothing)


def _points_fit_categories(chart: Json, pointer: str, problems: Problems) -> None:
    """Every series has one point for each category and its own name ("Validation rules")."""
    categories = chart["axis_config"]["categories"]
    for category in _repeated(iter(categories)):
        note(problems, f"category {category} already exists", f"{pointer}/axis_config/categories")
    for name in _repeated(series["name"] for series in chart["series"]):
        note(problems, f"series name {name} already exists", f"{pointer}/series")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            note(problems, "data must have exactly one entry for every category", f"{pointer}/series/{index}/data")


_XY_CHART = record(
    {
        "series": items(
            record({"name": _CHART_LABEL, "data": items(_POINT, limits.CHART_CATEGORIES.value)}, {}),
            limits.CHART_SERIES.value,
        ),
        "axis_config": _AXES,
    },
    {},
    _points_fit_categories,
)

BLOCKS: dict[str, Check] = {
    "section": record(
        {},
        _ID
        | {
            "text": any_text(limits.SECTION_TEXT),
            "fields": items(any_text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS.value),
            "accessory": typed(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        needs_one("text", "fields"),
    ),
    "header": record({"text": plain_text(limits.HEADER_TEXT)}, _ID),
    "divider": record({}, _ID),
    "actions": record({"elements": items(typed(ELEMENTS, IN_ACTIONS), limits.ACTIONS_ELEMENTS.value)}, _ID),
    "context": record(
        {
            "elements": items(
                typed(
                    {
                        "image": IMAGE,
                        "mrkdwn": any_text(limits.TEXT_OBJECT),
                        "plain_text": any_text(limits.TEXT_OBJECT),
                    }
                ),
                limits.CONTEXT_ELEMENTS.value,
            )
        },
        _ID,
    ),
    "input": record(
        {"label": plain_text(limits.INPUT_LABEL), "element": typed(ELEMENTS, IN_INPUT)},
        _ID | {"hint": plain_text(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": record(
        {"alt_text": string(limits.IMAGE_ALT_TEXT)},
        _ID
        | {
            "image_url": string(limits.IMAGE_URL),
            "slack_file": record({}, {"id": string(), "url": string()}),
            "title": plain_text(limits.IMAGE_TITLE),
        },
        needs_one("image_url", "slack_file"),
        not_both("image_url", "slack_file"),
    ),
    "rich_text": _RICH_TEXT,
    "markdown": record({"text": string(limits.MARKDOWN_TEXT)}, _ID),
    "table": record(
        {
            "rows": items(
                items(
                    typed(
                        {"raw_text": record({"text": string()}, {}), "rich_text": _RICH_TEXT},
                    ),
                    limits.TABLE_COLUMNS.value,
                ),
                limits.TABLE_ROWS.value,
            )
        },
        _ID
        | {
            "column_settings": items(
                record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}),
                limits.TABLE_COLUMNS.value,
            )
        },
    ),
    "data_visualization": record(
        {
            "title": string(limits.CHART_TITLE),
            "chart": typed(
                {
                    "pie": record({"segments": items(_SEGMENT, limits.CHART_SEGMENTS.value)}, {}),
                    "bar": _XY_CHART,
                    "line": _XY_CHART,
                    "area": _XY_CHART,
                }
            ),
        },
        _ID,
    ),
}
_ONLY_IN_MESSAGES = {"table", "data_visualization", "markdown"}
_IN_VIEWS = tuple(kind for kind in BLOCKS if kind not in _ONLY_IN_MESSAGES)
_MESSAGE_BLOCKS = items(typed(BLOCKS), limits.MESSAGE_BLOCKS.value, least=0)
_VIEW_BLOCKS = items(typed(BLOCKS, _IN_VIEWS), limits.VIEW_BLOCKS.value, least=0)

_ANY_VIEW: dict[str, Check] = {
    "private_metadata": string(limits.VIEW_PRIVATE_METADATA, least=0),
    "callback_id": string(limits.VIEW_CALLBACK_ID, least=0),
    "external_id": string(limits.VIEW_EXTERNAL_ID, least=0),
}
_VIEW = typed(
    {
        "modal": record(
            {"title": plain_text(limits.VIEW_TITLE), "blocks": _VIEW_BLOCKS},
            _ANY_VIEW
            | {
                "submit": plain_text(limits.VIEW_SUBMIT),
                "close": plain_text(limits.VIEW_CLOSE),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": record({"blocks": _VIEW_BLOCKS}, _ANY_VIEW),
    }
)


def elements_of(block: Json) -> list[Json]:
    """The elements of a block that a person can act on (images and texts are left out)."""
    candidates = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions":
        candidates += block["elements"]
    return [e for e in candidates if isinstance(e, dict) and e.get("type") != "image"]


def _check_unique(blocks: list[Json], problems: Problems) -> None:
    for block_id in _repeated(b["block_id"] for b in blocks if "block_id" in b):
        note(problems, f"`block_id` {block_id} already exists", "/blocks")
    for index, block in enumerate(blocks):
        for action_id in _repeated(e["action_id"] for e in elements_of(block) if "action_id" in e):
            note(problems, f"`action_id` {action_id} already exists", f"/blocks/{index}")
    if sum(bool(e.get("focus_on_load")) for b in blocks for e in elements_of(b)) > 1:
        note(problems, "only one element may have focus_on_load", "/blocks")


def element_at(blocks: list[Json], block_id: str, action_id: str) -> Json:
    """The element with these ids; raises ValueError when there is none."""
    for block in blocks:
        for element in elements_of(block):
            if block["block_id"] == block_id and element["action_id"] == action_id:
                return element
    raise ValueError(f"there is no element {action_id} in block {block_id}")


def check_blocks(blocks: Any, refused: Set[str] = frozenset()) -> Problems:
    """Problems of a message's blocks; `refused` are types that the workspace doesn't have."""
    problems: Problems = []
    _MESSAGE_BLOCKS(blocks, "/blocks", problems)
    for index, block in enumerate(blocks if refused and not problems else []):
        if block["type"] in refused:
            note(problems, f"unsupported type: {block['type']}", f"/blocks/{index}/type")
    if not problems:
        _check_unique(blocks, problems)
        kinds = [block["type"] for block in blocks]
        for kind, limit in (("table", limits.MESSAGE_TABLES), ("data_visualization", limits.MESSAGE_CHARTS)):
            if kinds.count(kind) > limit.value:
                note(problems, f"no more than {limit.value} of {kind} allowed", "/blocks")
    return problems


def check_message(text: str | None, blocks: Any, refused: Set[str] = frozenset()) -> Problems:
    """Problems of a message: its text's length, the want of both text and blocks, and its blocks."""
    problems: Problems = []
    if not text and not blocks:
        note(problems, "no_text", "/text")
    if text and len(text) > limits.MESSAGE_TEXT.value:
        note(problems, "msg_too_long", "/text")
    return problems + (check_blocks(blocks, refused) if blocks else [])


def check_view(view: Any) -> Problems:
    """Problems of a modal or Home view."""
    problems: Problems = []
    _VIEW(view, "/view", problems)
    if not problems:
        _check_unique(view["blocks"], problems)
        has_input = any(block["type"] == "input" for block in view["blocks"])
        if view["type"] == "modal" and has_input and "submit" not in view:
            note(problems, "missing required field: submit", "/view")
    return problems


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy of the blocks in which every block and element has an id, as Slack fills them in."""
    filled = deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return filled
