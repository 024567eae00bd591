"""The form for an entry: the modal, its menus' options, and reading back what was filled in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape, plain
from bot.domain.durations import describe_minutes
from bot.domain.people import Person
from bot.domain.work_logs import MAX_SUMMARY, Customer, RecentChoices, WorkLog
from slack_limits import INPUT_LABEL, OPTION_GROUP_LABEL, OPTION_TEXT, PLACEHOLDER, SELECT_OPTIONS

MAX_CHOSEN = 20
"""Colleagues, and tags, that one entry may name."""

_KNOWN = "id:"
_NEW = "new:"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form came from; travels in `private_metadata`.

    `entry` is the id of the entry that is edited. `response_url` takes the reply, in place of the message it came
    from when `replaces`. `list_place` is the list that it was opened from. `at` keeps the time of day of the entry
    for its date `on`.
    """

    entry: int | None = None
    response_url: str | None = None
    replaces: bool = False
    list_place: str | None = None
    on: str | None = None
    at: str | None = None
    permalink: str | None = None
    from_home: bool = False

    def dump(self) -> str:
        """As `private_metadata`."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def load(cls, private_metadata: str) -> "FormPlace":
        """From `private_metadata`."""
        return cls(**json.loads(private_metadata or "{}"))


@dataclass(frozen=True, slots=True)
class FormValues:
    """What stands in the form. `helped` and the names in it are by Slack id."""

    on: date
    summary: str = ""
    minutes: int | None = None
    customer: Customer | None = None
    helped: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What was filled in, as typed. `customer_name` is a known customer's or a new one's."""

    summary: str
    duration: str
    on: date | None
    customer_name: str | None
    helped: Mapping[str, str]
    tags: tuple[str, ...]


def values_of(entry: WorkLog, names: Mapping[str, str]) -> FormValues:
    """An entry as it stands in the form; mentions are shown by name."""
    return FormValues(
        on=entry.on,
        summary=with_names(entry.summary, {slack_id: names.get(slack_id, slack_id) for slack_id in entry.helped}),
        minutes=entry.minutes,
        customer=entry.customer,
        helped=entry.helped,
        tags=entry.tags,
    )


def with_names(summary: str, names: Mapping[str, str]) -> str:
    """'<@U1>' → '@Ana': an input shows plain text only."""
    for slack_id, name in names.items():
        summary = summary.replace(f"<@{slack_id}>", f"@{name}")
    return summary


def with_mentions(summary: str, names: Mapping[str, str]) -> str:
    """'@Ana' → '<@U1>' for those who are chosen in the form; longer names first, 'Ana Maria' before 'Ana'."""
    for slack_id, name in sorted(names.items(), key=lambda item: -len(item[1])):
        summary = summary.replace(f"@{name}", f"<@{slack_id}>")
    return summary


def form_view(values: FormValues, place: FormPlace, names: Mapping[str, str]) -> dict[str, Any]:
    """The modal. `names` are the names of `values.helped` by Slack id."""
    blocks = [
        _input(
            "What did you do?",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SUMMARY,
                "multiline": True,
                "max_length": MAX_SUMMARY,
                **({"initial_value": values.summary[:MAX_SUMMARY]} if values.summary else {}),
                "placeholder": plain("helped reset a VPN token", PLACEHOLDER.value),
                "focus_on_load": True,
            },
        ),
        _input(
            "How long did it take?",
            {
                "type": "plain_text_input",
                "action_id": ActionId.DURATION,
                "max_length": 80,
                **({"initial_value": describe_minutes(values.minutes)} if values.minutes is not None else {}),
                "placeholder": plain("20m, 1h 30, half an hour", PLACEHOLDER.value),
            },
            optional=True,
        ),
        _input(
            "For whom?",
            {
                "type": "external_select",
                "action_id": ActionId.CUSTOMER,
                "min_query_length": 0,
                "placeholder": plain("Choose or type a customer", PLACEHOLDER.value),
                **({"initial_option": customer_option(values.customer)} if values.customer else {}),
            },
            optional=True,
        ),
        _input(
            "Who was helped?",
            {
                "type": "multi_external_select",
                "action_id": ActionId.HELPED,
                "min_query_length": 0,
                "max_selected_items": MAX_CHOSEN,
                "placeholder": plain("Choose colleagues", PLACEHOLDER.value),
                **_initial([_option(names.get(slack_id, slack_id), slack_id) for slack_id in values.helped]),
            },
            optional=True,
        ),
        _input(
            "When?",
            {"type": "datepicker", "action_id": ActionId.DATE, "initial_date": values.on.isoformat()},
        ),
        _input(
            "Tags",
            {
                "type": "multi_external_select",
                "action_id": ActionId.TAGS,
                "min_query_length": 0,
                "max_selected_items": MAX_CHOSEN,
                "placeholder": plain("Choose or type tags", PLACEHOLDER.value),
                **_initial([tag_option(tag) for tag in values.tags]),
            },
            optional=True,
        ),
    ]
    if place.permalink:
        blocks.append(context(f"<{escape(place.permalink)}|The message it is about>"))
    return {
        "type": "modal",
        "callback_id": ViewId.WORK_LOG_FORM,
        "title": plain("Edit entry" if place.entry else "Log work", 24),
        "submit": plain("Save" if place.entry else "Log", 24),
        "close": plain("Cancel", 24),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def read_form(state: dict[str, Any]) -> FilledForm:
    """What stands in a submitted view's `state` ("View submission payload")."""
    values = state.get("values", {})

    def value(action: ActionId) -> dict[str, Any]:
        found: dict[str, Any] = values.get(action, {}).get(action) or {}
        return found

    chosen = value(ActionId.CUSTOMER).get("selected_option")
    day = value(ActionId.DATE).get("selected_date")
    return FilledForm(
        summary=value(ActionId.SUMMARY).get("value") or "",
        duration=value(ActionId.DURATION).get("value") or "",
        on=date.fromisoformat(day) if day else None,
        customer_name=_chosen_customer(chosen) if chosen else None,
        helped={
            option["value"]: option["text"]["text"] for option in value(ActionId.HELPED).get("selected_options") or []
        },
        tags=tuple(option["value"] for option in value(ActionId.TAGS).get("selected_options") or []),
    )


def time_kept(place: FormPlace, on: date) -> time | None:
    """The time of day of an edited entry, as long as its date stays."""
    return time.fromisoformat(place.at) if place.at and place.on == on.isoformat() else None


def customer_option(customer: Customer) -> Block:
    """A known customer; its whole name is the value too, so that a submission can be read without asking."""
    return _option(customer.name, f"{_KNOWN}{customer.name}")


def customer_options(
    recent: Sequence[Customer], others: Sequence[Customer], typed: str, *, is_known: bool
) -> list[Block]:
    """Option groups for the customer menu: recent ones, all others, and what was typed as a new one."""
    groups = [
        ("Recent", [customer_option(customer) for customer in recent]),
        ("Customers", [customer_option(customer) for customer in others]),
    ]
    name = " ".join(typed.split())
    if name and not is_known:
        groups.append(("New", [_option(f"New customer: {name}", f"{_NEW}{name}")]))
    return _groups(groups)


def colleague_options(recent: Sequence[Person], others: Sequence[Person]) -> list[Block]:
    """Option groups for the colleagues menu."""
    return _groups(
        [
            ("Recent", [_option(person.name, person.slack_id) for person in recent]),
            ("Everybody", [_option(person.name, person.slack_id) for person in others]),
        ]
    )


def tag_option(tag: str) -> Block:
    """A tag."""
    return _option(f"#{tag}", tag)


def tag_options(recent: RecentChoices, typed: str, new_tag: str | None) -> list[Block]:
    """Option groups for the tags menu; `new_tag` is what was typed, when it can be a tag."""
    fitting = [tag for tag in recent.tags if typed.casefold().lstrip("#") in tag]
    new = [tag_option(new_tag)] if new_tag and new_tag not in fitting else []
    return _groups([("Recent", [tag_option(tag) for tag in fitting]), ("New", new)])


def _chosen_customer(option: dict[str, Any]) -> str:
    value: str = option["value"]
    return value.removeprefix(_KNOWN) if value.startswith(_KNOWN) else value.removeprefix(_NEW)


def _groups(groups: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    return [
        {"label": plain(label, OPTION_GROUP_LABEL.value), "options": options[: SELECT_OPTIONS.value]}
        for label, options in groups
        if options
    ]


def _option(text: str, value: str) -> Block:
    return {"text": plain(text, OPTION_TEXT.value), "value": value}


def _initial(options: list[Block]) -> Block:
    return {"initial_options": options} if options else {}


def _input(label: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain(label, INPUT_LABEL.value),
        "element": element,
        "optional": optional,
    }
