"""Block Kit of every kind that the page draws, for the gallery app."""

from typing import Any

Json = dict[str, Any]

HOSTILE = "<img src=x onerror=\"document.title='broken in'\"> & <script>document.title='broken in'</script>"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, description: str = "") -> Json:
    made: Json = {"text": plain(text), "value": text.lower()}
    return made | ({"description": plain(description)} if description else {})


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": text, **more}


def input_block(label: str, element: Json, **more: Any) -> Json:
    block_id = label.lower().replace(" ", "_")
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def answer() -> list[Json]:
    """An ephemeral answer with buttons, one of them behind a confirmation."""
    confirm = {
        "title": plain("Undo this?"),
        "text": mrkdwn("It will be *taken out*."),
        "confirm": plain("Yes, undo"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    return [
        {"type": "section", "text": mrkdwn("*Noted*: helped <@U0BRUNO> &lt;quickly&gt;")},
        {
            "type": "actions",
            "elements": [
                button("Count", "count", style="primary"),
                button("Undo", "undo", style="danger", confirm=confirm),
                {
                    "type": "static_select",
                    "action_id": "pick",
                    "placeholder": plain("Pick a customer"),
                    "options": [option("Acme"), option("Globex")],
                },
                {"type": "overflow", "action_id": "more", "options": [option("Archive"), option("Copy")]},
            ],
        },
    ]


def showcase() -> list[Json]:
    """The blocks that only show something."""
    line = {
        "type": "line",
        "series": [
            {"name": "Open", "data": [{"label": "Mon", "value": 40}, {"label": "Tue", "value": 36}]},
            {"name": "Target", "data": [{"label": "Mon", "value": 38}, {"label": "Tue", "value": 35}]},
        ],
        "axis_config": {"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "tickets"},
    }
    return [
        {"type": "header", "text": plain("Results :dart:")},
        {"type": "context", "elements": [mrkdwn("<!date^1763740000^{date_num} {time}|then> in <#C0VPN>")]},
        {"type": "section", "fields": [mrkdwn("*Customer*\nAcme"), mrkdwn("*Ticket*\n`INC0012345`")]},
        {"type": "divider"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "bold words", "style": {"bold": True}},
                        {"type": "text", "text": HOSTILE},
                    ],
                }
            ],
        },
        {"type": "table", "rows": [[cell("Day"), cell("Minutes")], [cell("Mon"), cell("20")]]},
        {"type": "data_visualization", "title": "Open tickets", "chart": line},
    ]


def pie() -> Json:
    """A chart of its own."""
    segments = [{"label": "Acme", "value": 3}, {"label": "Globex", "value": 1}]
    return {"type": "data_visualization", "title": "Tickets", "chart": {"type": "pie", "segments": segments}}


def many_buttons() -> list[Json]:
    """Forty buttons in two rows."""
    return [
        {"type": "actions", "elements": [button(f"Choice {row * 20 + at}", f"choice_{row}_{at}") for at in range(20)]}
        for row in range(2)
    ]


def modal() -> Json:
    """A modal with every kind of input."""
    groups = [
        {"label": plain("Recent"), "options": [option("Acme")]},
        {"label": plain("Others"), "options": [option("Globex"), option("Finance")]},
    ]
    external: Json = {"type": "external_select", "min_query_length": 0}
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": plain("Every input"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            input_block(
                "What",
                {"type": "plain_text_input", "multiline": True, "initial_value": HOSTILE},
                hint=plain("As you would tell a colleague."),
            ),
            input_block("Ticket", {"type": "plain_text_input"}, optional=True),
            input_block("Minutes", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "20"}),
            input_block("Kind", {"type": "static_select", "options": [option("Call"), option("Visit")]}),
            input_block("Grouped", {"type": "static_select", "option_groups": groups}, optional=True),
            input_block("Customer", external),
            input_block("Customers", external | {"type": "multi_external_select"}, optional=True),
            input_block(
                "Tags",
                {
                    "type": "multi_static_select",
                    "options": [option("vpn"), option("printer")],
                    "initial_options": [option("vpn")],
                },
            ),
            input_block("Helper", {"type": "users_select", "initial_user": "U0ANA"}),
            input_block("Helped", {"type": "multi_users_select", "max_selected_items": 2}),
            input_block("Channel", {"type": "conversations_select"}),
            input_block("Channels", {"type": "multi_conversations_select"}, optional=True),
            input_block("Team channel", {"type": "channels_select"}, optional=True),
            input_block("Team channels", {"type": "multi_channels_select"}, optional=True),
            input_block(
                "Inside",
                {
                    "type": "conversations_select",
                    "filter": {"include": ["public"], "exclude_external_shared_channels": True},
                },
                optional=True,
            ),
            input_block("Date", {"type": "datepicker", "initial_date": "2026-11-03"}),
            input_block("Time", {"type": "timepicker"}, optional=True),
            input_block("Ways", {"type": "checkboxes", "options": [option("Remote", "From afar"), option("On site")]}),
            input_block("Mood", {"type": "radio_buttons", "options": [option("Good"), option("Bad")]}),
            {
                "type": "actions",
                "block_id": "next",
                "elements": [button("Another view", "push"), button("Redraw", "redraw")],
            },
        ],
    }
