"""The form for an entry: the modal, its menus' options, and reading back what was filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, option_as_named, state_of
from bot.blocks.form_places import COPY_FIRST, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, link, plain
from bot.domain.durations import describe_minutes
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.work_logs import Customer, RecentChoices, WorkLog
from slack_limits import (
    OPTION_GROUP_LABEL,
    OPTION_TEXT,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    SELECT_OPTIONS,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MAX_CHOSEN = 20
"""Colleagues, and tags, that one entry may name."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_KNOWN = "id:"
_NEW = "new:"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form came from; travels in `private_metadata`.

    `entry` is the id of the entry that is edited. `response_url` takes the reply, in place of the message it came
    from when `replaces`. `list_place` is the list that it was opened from. `at` keeps the time of day of the entry
    for its date `on`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    entry: int | None = None
    response_url: str | None = None
    replaces: bool = False
    list_place: str | None = None
    on: date | None = None
    at: time | None = None
    permalink: str | None = None

    def dump(self) -> str:
        """As `private_metadata`. An address for which it has no room is left out, the message's before the reply's."""
        return dump_place(self, "permalink", "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "FormPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", COPY_FIRST)


_PLACE = TypeAdapter(FormPlace)


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
        summary=with_names(entry.summary, {slack_id: _shown(slack_id, names) for slack_id in entry.helped}),
        minutes=entry.minutes,
        customer=entry.customer,
        helped=entry.helped,
        tags=entry.tags,
    )


def with_names(summary: str, names: Mapping[str, str]) -> str:
    """'<@U1>' → '@Ana': an input shows plain text only."""
    return _MENTION.sub(lambda mention: f"@{names[mention[1]]}" if mention[1] in names else mention[0], summary)


def with_mentions(summary: str, names: Mapping[str, str]) -> str:
    """'@Ana' → '<@U1>' for those who are chosen in the form; longer names first, 'Ana Maria' before 'Ana'.

    A name that goes on is another name ('@Anabel'). Of two people with the same name the first one is meant.
    """
    ids = {name: slack_id for slack_id, name in reversed(list(names.items()))}
    longest_first = sorted(ids, key=len, reverse=True)
    if not longest_first:
        return summary
    named = re.compile(f"@({'|'.join(map(re.escape, longest_first))})(?!\\w)")
    return named.sub(lambda mention: f"<@{ids[mention[1]]}>", summary)


def form_view(values: FormValues, place: FormPlace, names: Mapping[str, str]) -> dict[str, Any]:
    """The modal. `names` are the names of `values.helped` by Slack id."""
    blocks = [
        input_block(
            "What did you do?",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SUMMARY,
                "multiline": True,
                # Names are longer than the mentions that they stand for: what is too long is said under the field.
                "max_length": PLAIN_TEXT_INPUT.value,
                **({"initial_value": values.summary[: PLAIN_TEXT_INPUT.value]} if values.summary else {}),
                "placeholder": plain("helped reset a VPN token", PLACEHOLDER.value),
                "focus_on_load": True,
            },
        ),
        input_block(
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
        input_block(
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
        input_block(
            "Who was helped?",
            {
                "type": "multi_external_select",
                "action_id": ActionId.HELPED,
                "min_query_length": 0,
                "max_selected_items": MAX_CHOSEN,
                "placeholder": plain("Choose colleagues", PLACEHOLDER.value),
                **_initial([option_as_named(_shown(slack_id, names), slack_id) for slack_id in values.helped]),
            },
            optional=True,
        ),
        input_block(
            "When?",
            {"type": "datepicker", "action_id": ActionId.DATE, "initial_date": values.on.isoformat()},
        ),
        input_block(
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
        blocks += link(place.permalink, "The message it is about")
    return {
        "type": "modal",
        "callback_id": ViewId.WORK_LOG_FORM,
        "title": plain("Edit entry" if place.entry else "Log work", VIEW_TITLE.value),
        "submit": plain("Save" if place.entry else "Log", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def read_form(state: dict[str, Any]) -> FilledForm:
    """What stands in a submitted view's `state` ("View submission payload")."""
    value = partial(state_of, state)

    chosen = value(ActionId.CUSTOMER).get("selected_option")
    day = value(ActionId.DATE).get("selected_date")
    return FilledForm(
        summary=value(ActionId.SUMMARY).get("value") or "",
        duration=value(ActionId.DURATION).get("value") or "",
        on=date.fromisoformat(day) if day else None,
        customer_name=storable(chosen_customer(chosen)) if chosen else None,
        helped={
            option["value"]: option["text"]["text"] for option in value(ActionId.HELPED).get("selected_options") or []
        },
        tags=tuple(option["value"] for option in value(ActionId.TAGS).get("selected_options") or []),
    )


def time_kept(place: FormPlace, on: date) -> time | None:
    """The time of day of an edited entry, as long as its date stays."""
    return place.at if place.on == on else None


def customer_option(customer: Customer) -> Block:
    """A known customer; its whole name is the value too, so that a submission can be read without asking."""
    return option_as_named(customer.name, f"{_KNOWN}{customer.name}")


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
        groups.append(("New", [option_as_named(f"New customer: {name}", f"{_NEW}{name}")]))
    return _groups(groups)


def colleague_options(recent: Sequence[Person], others: Sequence[Person]) -> list[Block]:
    """Option groups for the colleagues menu."""
    return _groups(
        [
            ("Recent", [option_as_named(person.name, person.slack_id) for person in recent]),
            ("Everybody", [option_as_named(person.name, person.slack_id) for person in others]),
        ]
    )


def tag_option(tag: str) -> Block:
    """A tag."""
    return option_as_named(f"#{tag}", tag)


def tag_options(recent: RecentChoices, typed: str, new_tag: str | None) -> list[Block]:
    """Option groups for the tags menu; `new_tag` is what was typed, when it can be a tag."""
    fitting = [tag for tag in recent.tags if typed.casefold().lstrip("#") in tag]
    new = [tag_option(new_tag)] if new_tag and new_tag not in fitting else []
    return _groups([("Recent", [tag_option(tag) for tag in fitting]), ("New", new)])


def chosen_customer(option: dict[str, Any]) -> str:
    """The name that an option of the customer menu means, known or new."""
    value: str = option["value"]
    return value.removeprefix(_KNOWN) if value.startswith(_KNOWN) else value.removeprefix(_NEW)


def _groups(groups: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    return [
        {"label": plain(label, OPTION_GROUP_LABEL.value), "options": options[: SELECT_OPTIONS.value]}
        for label, options in groups
        if options
    ]


def _shown(slack_id: str, names: Mapping[str, str]) -> str:
    """A colleague's name as the menu shows it and gives it back; the id where no name is known."""
    text: str = plain(names.get(slack_id, slack_id), OPTION_TEXT.value)["text"]
    return text


def _initial(options: list[Block]) -> Block:
    return {"initial_options": options} if options else {}
