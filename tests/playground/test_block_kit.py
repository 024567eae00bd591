"""What the playground refuses and accepts in messages and views."""

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View as SdkView

import slack_limits as limits
from playground.block_kit import check_blocks, check_message, check_view, with_ids

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "Acme", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def inputs(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("What"), "element": element} | more


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Undo"), "action_id": "undo"} | more


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()]} | more


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really*"), "confirm": plain("Yes"), "deny": plain("No")}
LINE = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi ", "style": {"bold": True}}]}
PIE: Json = {"type": "pie", "segments": [{"label": "VPN", "value": 3}]}


def chart(content: Json) -> Json:
    return {"type": "data_visualization", "title": "Help", "chart": content}


def xy(kind: str, **series: Mapping[str, float]) -> Json:
    """A chart with axes of Monday and Tuesday; the points of each series by their label."""
    made = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in points.items()]}
        for name, points in series.items()
    ]
    axes = {"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "Points"}
    return {"type": kind, "series": made, "axis_config": axes}


def twice(content: Json) -> Json:
    return content | {"series": content["series"] * 2}


BARS = {
    "type": "bar",
    "series": [{"name": "VPN", "data": [{"label": "Mon", "value": 3}]}],
    "axis_config": {"categories": ["Mon"]},
}

ACCEPTED: list[Json] = [
    {"type": "divider", "block_id": "d"},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "section", "text": mrkdwn("x" * 3000), "accessory": button()},
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    {"type": "section", "text": plain("Who?"), "accessory": {"type": "multi_users_select", "action_id": "u"}},
    {
        "type": "context",
        "elements": [mrkdwn("x"), {"type": "image", "image_url": "https://a.b/c.png", "alt_text": "x"}],
    },
    {"type": "image", "image_url": "https://a.b/c.png", "alt_text": "a chart", "title": plain("Chart")},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(button(style="danger", value="", confirm=CONFIRM), select(initial_option=option())),
    actions({"type": "overflow", "options": [option(value="1"), option(value="2")]}),
    actions(select(options=[option(value=str(n)) for n in range(100)])),
    actions(
        {"type": "static_select", "option_groups": [{"label": plain("Own"), "options": [option()]}]},
        {"type": "datepicker", "initial_date": "2026-11-20"},
        {"type": "timepicker", "initial_time": "23:59"},
        {"type": "checkboxes", "options": [{"text": mrkdwn("*Yes*"), "value": "y"}]},
        {"type": "radio_buttons", "options": [option()], "initial_option": option()},
    ),
    inputs({"type": "plain_text_input", "action_id": "t", "max_length": 3000, "multiline": True}, optional=True),
    inputs({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}, hint=plain("Minutes")),
    inputs({"type": "multi_external_select", "min_query_length": 0, "initial_options": [option()]}),
    inputs({"type": "conversations_select", "filter": {"include": ["public"]}}, dispatch_action=True),
    {"type": "rich_text", "elements": [LINE, {"type": "rich_text_list", "style": "bullet", "elements": [LINE]}]},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U0ANA"}]}],
    },
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]], "column_settings": [{"align": "right"}]},
    {"type": "data_visualization", "title": "Help", "chart": PIE},
    {"type": "data_visualization", "title": "Help", "chart": BARS},
    chart(xy("line", Now={"Mon": -1.5, "Tue": 2}, Pace={"Mon": 0, "Tue": 4})),
    chart(xy("area", Now={"Mon": 1, "Tue": 2})),
]

REFUSED: list[tuple[Json, str]] = [
    ({"type": "sections"}, "unsupported type: sections [json-pointer:/blocks/0/type]"),
    ({"text": plain("x")}, "missing required field: type"),
    ({"type": "header"}, "missing required field: text"),
    ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ({"type": "header", "text": plain("")}, "must be more than 0 characters"),
    ({"type": "header", "text": {"type": "plain_text", "text": 7}}, "must provide a string"),
    ({"type": "divider", "text": plain("x")}, "invalid additional property: text"),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
    ({"type": "section"}, "must provide one of: text, fields"),
    ({"type": "section", "text": mrkdwn("x" * 3001)}, "must be less than 3001 characters"),
    ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "must be less than 2001 characters"),
    ({"type": "section", "text": plain("x"), "accessory": {"type": "plain_text_input"}}, "unsupported type"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    ({"type": "actions", "elements": []}, "no fewer than 1 items allowed"),
    (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items allowed"),
    (actions(button(), button()), "`action_id` undo already exists [json-pointer:/blocks/0]"),
    (actions({"type": "multi_static_select", "options": [option()]}), "unsupported type: multi_static_select"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters"),
    (actions(button(value=12)), "must provide a string"),
    (actions(button(style="default")), "value must be one of: primary, danger"),
    (actions(button(url="no url")), "must be a valid URL"),
    (actions(button(confirm=CONFIRM | {"title": plain("x" * 101)})), "must be less than 101 characters"),
    (actions(select(options=[])), "no fewer than 1 items allowed"),
    (actions(select(options=[option(value=str(n)) for n in range(101)])), "no more than 100 items allowed"),
    (actions(select(options=[option("x" * 76)])), "must be less than 76 characters"),
    (actions(select(options=[option(value="x" * 151)])), "must be less than 151 characters"),
    (actions(select(options=[option() | {"description": plain("x" * 76)}])), "must be less than 76 characters"),
    (actions(select(initial_option=option("Other"))), "initial option is not among the options"),
    (actions(select(placeholder=plain("x" * 151))), "must be less than 151 characters"),
    (actions(select(option_groups=[{"label": plain("x"), "options": [option()]}])), "only one of options"),
    (actions({"type": "overflow", "options": [option()]}), "no fewer than 2 items allowed"),
    (actions({"type": "overflow", "options": [option(value=str(n)) for n in range(6)]}), "no more than 5 items"),
    (actions({"type": "datepicker", "initial_date": "20.11.2026"}), "must be a date as YYYY-MM-DD"),
    (actions({"type": "timepicker", "initial_time": "24:00"}), "must be a time as HH:mm"),
    (inputs(button()), "unsupported type: button"),
    (inputs({"type": "number_input"}), "missing required field: is_decimal_allowed"),
    (inputs({"type": "plain_text_input", "max_length": 3001}), "must be between 1 and 3000"),
    (inputs({"type": "plain_text_input", "min_length": 5, "max_length": 4}), "min_length must not be greater"),
    (inputs({"type": "plain_text_input"}, optional="yes"), "must provide a boolean"),
    (inputs({"type": "plain_text_input"}, hint=plain("x" * 2001)), "must be less than 2001 characters"),
    ({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}, "unsupported type: text"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "no more than 20 items allowed"),
    ({"type": "data_visualization", "title": "x" * 51, "chart": PIE}, "must be less than 51 characters"),
    (chart(PIE | {"segments": [{"label": "VPN", "value": 0}]}), "must be greater than 0"),
    (chart(PIE | {"segments": [{"label": str(n), "value": 1} for n in range(7)]}), "no more than 6 items allowed"),
    (chart(PIE | {"segments": [{"label": "VPN", "value": float("nan")}]}), "must provide a number"),
    (chart(xy("line", Pace={"Mon": 1})), "data must have exactly one entry for every category"),
    (chart(xy("line", Pace={"Mon": 1, "Wed": 2})), "data must have exactly one entry for every category"),
    (chart(xy("bar", **{"x" * 21: {"Mon": 1, "Tue": 2}})), "must be less than 21 characters"),
    (chart(twice(xy("area", Pace={"Mon": 1, "Tue": 2}))), "series name Pace already exists"),
    (chart(xy("line", **{str(n): {"Mon": 1, "Tue": 2} for n in range(7)})), "no more than 6 items allowed"),
    (chart(xy("line", Pace={"Mon": 1, "Tue": 2}) | {"axis_config": {}}), "missing required field: categories"),
    (chart(xy("radar", Pace={"Mon": 1, "Tue": 2})), "unsupported type: radar"),
]


@pytest.mark.parametrize("block", ACCEPTED)
def test_sound_blocks_are_accepted(block: Json) -> None:
    assert check_blocks([block]) == []
    assert check_blocks(with_ids([block])) == []


@pytest.mark.parametrize(("block", "sentence"), REFUSED)
def test_unsound_blocks_are_refused_with_the_place(block: Json, sentence: str) -> None:
    problems = check_blocks([block])
    assert any(sentence in problem for problem in problems), problems
    assert all("[json-pointer:/blocks" in problem for problem in problems)


def test_what_the_sdk_builds_is_accepted() -> None:
    built = [
        sdk.SectionBlock(
            text=sdk.MarkdownTextObject(text="*x*"), accessory=sdk.ButtonElement(text="Go", action_id="g")
        ),
        sdk.ActionsBlock(
            elements=[sdk.StaticSelectElement(placeholder="Who", options=[sdk.Option(value="1", text="A")])]
        ),
        sdk.InputBlock(label="What", element=sdk.PlainTextInputElement(action_id="t")),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="x")]),
        sdk.HeaderBlock(text="x"),
    ]
    blocks = [block.to_dict() for block in built]
    assert check_message("x", blocks) == []
    assert check_view(SdkView(type="modal", title="Edit", submit="Save", blocks=blocks).to_dict()) == []


def test_a_message_as_a_whole() -> None:
    assert check_message("x" * limits.MESSAGE_TEXT.value, None) == []
    assert check_message("x", [{"type": "divider"}] * 50) == []
    assert check_message(None, []) == ["[ERROR] no_text [json-pointer:/text]"]
    assert check_message("x" * 40_001, None) == ["[ERROR] msg_too_long [json-pointer:/text]"]
    assert check_message("x", [{"type": "divider"}] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_message("x", {"type": "divider"}) == ["[ERROR] must provide an array [json-pointer:/blocks]"]
    twice = [{"type": "divider", "block_id": "a"}] * 2
    assert check_message("x", twice) == ["[ERROR] `block_id` a already exists [json-pointer:/blocks]"]
    assert check_message("x", [ACCEPTED[-1]] * 3) == [
        "[ERROR] no more than 2 of data_visualization allowed [json-pointer:/blocks]"
    ]


MODAL: Json = {"type": "modal", "title": plain("Edit"), "submit": plain("Save"), "blocks": [ACCEPTED[12]]}
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}] * 100}


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (MODAL, None),
        (HOME, None),
        (MODAL | {"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        (MODAL | {"submit": plain("x" * 25)}, "must be less than 25 characters"),
        (MODAL | {"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        (MODAL | {"callback_id": "x" * 256}, "must be less than 256 characters"),
        ({k: v for k, v in MODAL.items() if k != "title"}, "missing required field: title"),
        ({k: v for k, v in MODAL.items() if k != "submit"}, "missing required field: submit"),
        (MODAL | {"blocks": [{"type": "table", "rows": []}]}, "unsupported type: table"),
        (HOME | {"title": plain("x")}, "invalid additional property: title"),
        (HOME | {"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed"),
        ({"type": "workflow", "blocks": []}, "unsupported type: workflow"),
        ("modal", "must provide an object"),
        (
            MODAL | {"blocks": [inputs({"type": "plain_text_input", "focus_on_load": True})] * 2},
            "only one element may have focus_on_load",
        ),
    ],
)
def test_views(view: Any, sentence: str | None) -> None:
    problems = check_view(view)
    if sentence is None:
        assert problems == []
    else:
        assert any(sentence in problem for problem in problems), problems


def test_missing_ids_are_filled_in_and_given_ones_stay() -> None:
    given = [actions(button()), actions({"type": "datepicker"})]
    filled = with_ids(given)
    assert filled[0]["elements"][0]["action_id"] == "undo"
    assert filled[1]["elements"][0]["action_id"]
    assert filled[0]["block_id"] != filled[1]["block_id"]
    assert "block_id" not in given[0]
