"""The forms for a customer: what is to be known of it, and which other one it is merged into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.customers import CustomersPlace, described
from bot.blocks.elements import input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, escape, plain, section
from bot.domain.customers import MAX_CUSTOMER_NAME, CustomerDraft, CustomerProfile, Holdings, customer_key, name_of
from bot.domain.work_logs import Customer
from slack_limits import (
    OPTION_TEXT,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    SELECT_OPTIONS,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

_IMPORTANT = "important"


@dataclass(frozen=True, slots=True)
class CustomerFormPlace:
    """Which customer a form is about and where it came from; travels in `private_metadata`.

    `list_place` is the list, whose message `response_url` replaces. `kept_after`: names with a later key did not fit
    into the form and stay as they are.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    customer: int
    list_place: str = ""
    response_url: str | None = None
    kept_after: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; without the reply's address where that has no room."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "CustomerFormPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write."""
        return load_place(_PLACE, private_metadata, OPEN_AGAIN)

    @property
    def place(self) -> CustomersPlace:
        """The list that it came from."""
        return CustomersPlace.parse(self.list_place)


_PLACE = TypeAdapter(CustomerFormPlace)


def customer_form(customer: CustomerProfile, place: CustomerFormPlace) -> dict[str, Any]:
    """The modal of *Edit*."""
    shown, kept_after = _fitting(customer.other_names)
    left_out = len(customer.other_names) - len(shown)
    hint = "One name on each line. What is written with any of them counts for this customer."
    if left_out:
        hint += f" {left_out:,} more have no room here and stay."
    important = {"text": plain("Important: say so when it goes unattended", OPTION_TEXT.value), "value": _IMPORTANT}
    channels = customer.channels[: SELECT_OPTIONS.value]
    blocks = [
        input_block(
            "Name",
            {
                "type": "plain_text_input",
                "action_id": ActionId.CUSTOMER_NAME,
                "max_length": MAX_CUSTOMER_NAME,
                "initial_value": customer.name[:MAX_CUSTOMER_NAME],
            },
        ),
        input_block(
            "Other names",
            {
                "type": "plain_text_input",
                "action_id": ActionId.CUSTOMER_OTHER_NAMES,
                "multiline": True,
                "max_length": PLAIN_TEXT_INPUT.value,
                **({"initial_value": "\n".join(shown)} if shown else {}),
            },
            hint=hint,
            optional=True,
        ),
        input_block(
            "Attention",
            {
                "type": "checkboxes",
                "action_id": ActionId.CUSTOMER_IMPORTANT,
                "options": [important],
                **({"initial_options": [important]} if customer.is_important else {}),
            },
            optional=True,
        ),
        input_block(
            "Channels",
            {
                "type": "multi_conversations_select",
                "action_id": ActionId.CUSTOMER_CHANNELS,
                "filter": {"include": ["public", "private"]},
                "max_selected_items": SELECT_OPTIONS.value,
                "placeholder": plain("Choose channels that are about this customer", PLACEHOLDER.value),
                **({"initial_conversations": list(channels)} if channels else {}),
            },
            hint="A channel is about one customer.",
            optional=True,
        ),
    ]
    return _modal(ViewId.CUSTOMER_FORM, "Edit customer", "Save", replace(place, kept_after=kept_after), blocks)


def read_customer_form(state: Mapping[str, Any]) -> CustomerDraft:
    """What stands in a submitted form's `state` ("View submission payload")."""
    other_names = (state_of(state, ActionId.CUSTOMER_OTHER_NAMES).get("value") or "").splitlines()
    return CustomerDraft(
        name=name_of(state_of(state, ActionId.CUSTOMER_NAME).get("value") or ""),
        other_names=tuple(name for name in map(name_of, other_names) if name),
        channels=tuple(state_of(state, ActionId.CUSTOMER_CHANNELS).get("selected_conversations") or []),
        is_important=bool(state_of(state, ActionId.CUSTOMER_IMPORTANT).get("selected_options")),
    )


def merge_form(customer: CustomerProfile, holdings: Holdings, place: CustomerFormPlace) -> dict[str, Any]:
    """The modal of *Merge into…*."""
    name = escape(customer.name)
    blocks = [
        input_block(
            "Which customer is it really?",
            {
                "type": "external_select",
                "action_id": ActionId.CUSTOMER_INTO,
                "min_query_length": 0,
                "placeholder": plain("Choose a customer", PLACEHOLDER.value),
            },
        ),
        section(
            f"What moves there from *{name}*: {described(holdings)}. {name} is then one of its names, and in no list "
            "any more. You can take it back."
        ),
    ]
    return _modal(ViewId.CUSTOMER_MERGE_FORM, "Merge customer", "Merge", place, blocks)


def chosen_to_merge_into(state: Mapping[str, Any]) -> str:
    """The id that was chosen, as it came; '' when there is none."""
    chosen = state_of(state, ActionId.CUSTOMER_INTO).get("selected_option") or {}
    return str(chosen.get("value") or "")


def merge_options(customers: Sequence[Customer]) -> list[Block]:
    """The options of *Merge into…*."""
    return [
        {"text": {**plain(customer.name, OPTION_TEXT.value), "emoji": False}, "value": str(customer.id)}
        for customer in customers[: SELECT_OPTIONS.value]
    ]


def _fitting(names: Sequence[str]) -> tuple[list[str], str | None]:
    """As many of the names as the input takes, and the last one's key when that isn't all ('' when it is none)."""
    shown: list[str] = []
    length = 0
    for name in names:
        length += len(name) + 1
        if length > PLAIN_TEXT_INPUT.value:
            return shown, customer_key(shown[-1]) if shown else ""
        shown.append(name)
    return shown, None


def _modal(view: ViewId, title: str, submit: str, place: CustomerFormPlace, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": view,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }
