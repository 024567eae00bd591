"""Noting praise: the form, and what is said when it was noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import actions, button, input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import escape_to, plain, section
from bot.blocks.work_log_form import chosen_customer, customer_option
from bot.domain.deliveries import Message
from bot.domain.message_text import storable
from bot.domain.praises import MAX_SAID_BY, MAX_WORDS, Praise, PraiseState
from bot.domain.work_logs import Customer
from slack_limits import (
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MOST_PEOPLE = 20
"""People whom one praise may concern."""

_NAME_LENGTH = 200
_NAMES_LENGTH = 600

_BECAME = {
    PraiseState.RECOGNISED: "It has been recognised.",
    PraiseState.THANKED: "The person has been thanked for it.",
    PraiseState.DISMISSED: "It was decided that it isn't praise of a person.",
    PraiseState.WITHDRAWN: "It was taken back.",
}


@dataclass(frozen=True, slots=True)
class PraiseFormPlace:
    """Where the praise stands and where the reply goes; travels in `private_metadata`.

    `channel` and `ts` are the message's, `author` its author's Slack id with the name that the form shows for it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    channel: str | None = None
    ts: str | None = None
    author: str | None = None
    author_name: str = ""
    response_url: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; without the reply's address where that has no room."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "PraiseFormPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write."""
        return load_place(_PLACE, private_metadata, OPEN_AGAIN)


_PLACE = TypeAdapter(PraiseFormPlace)


@dataclass(frozen=True, slots=True)
class PraiseValues:
    """What the form shows at first, and what was filled in. `people` are Slack ids, `customer` is a name."""

    words: str = ""
    said_by: str = ""
    people: tuple[str, ...] = ()
    customer: str | None = None


def praise_form(values: PraiseValues, place: PraiseFormPlace, customer: Customer | None = None) -> dict[str, Any]:
    """The modal. `customer` is the known one to begin with."""
    people = list(values.people[:MOST_PEOPLE])
    blocks = [
        input_block(
            "What the customer said",
            {
                "type": "plain_text_input",
                "action_id": ActionId.PRAISE_WORDS,
                "multiline": True,
                "max_length": min(MAX_WORDS, PLAIN_TEXT_INPUT.value),
                "placeholder": plain("Their own words, as nearly as you remember them", PLACEHOLDER.value),
                **({"initial_value": values.words} if values.words else {}),
            },
        ),
        input_block(
            "Who said it",
            {
                "type": "plain_text_input",
                "action_id": ActionId.PRAISE_SAID_BY,
                "max_length": MAX_SAID_BY,
                "placeholder": plain("Jane Miller, by phone", PLACEHOLDER.value),
                **({"initial_value": values.said_by[:MAX_SAID_BY]} if values.said_by else {}),
            },
        ),
        input_block(
            "Whom it concerns",
            {
                "type": "multi_users_select",
                "action_id": ActionId.PRAISE_PEOPLE,
                "max_selected_items": MOST_PEOPLE,
                "placeholder": plain("Choose colleagues", PLACEHOLDER.value),
                **({"initial_users": people} if people else {}),
            },
            hint="Not yourself. Nobody, if you don't know: whoever is asked about it can say.",
            optional=True,
        ),
        input_block(
            "Customer",
            {
                "type": "external_select",
                "action_id": ActionId.PRAISE_CUSTOMER,
                "min_query_length": 0,
                "placeholder": plain("Choose or type a customer", PLACEHOLDER.value),
                **({"initial_option": customer_option(customer)} if customer else {}),
            },
            optional=True,
        ),
    ]
    return {
        "type": "modal",
        "callback_id": ViewId.PRAISE_FORM,
        "title": plain("Customer praise", VIEW_TITLE.value),
        "submit": plain("Note it", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def read_praise_form(state: Mapping[str, Any]) -> PraiseValues:
    """What stands in a submitted form's `state` ("View submission payload")."""
    chosen = state_of(state, ActionId.PRAISE_CUSTOMER).get("selected_option")
    return PraiseValues(
        words=state_of(state, ActionId.PRAISE_WORDS).get("value") or "",
        said_by=" ".join(storable(state_of(state, ActionId.PRAISE_SAID_BY).get("value") or "").split()),
        people=tuple(state_of(state, ActionId.PRAISE_PEOPLE).get("selected_users") or []),
        customer=storable(chosen_customer(chosen)) if chosen else None,
    )


def noted_message(
    praise: Praise, asked: tuple[str, ...], *, is_new: bool, asks_noter: bool, may_handle: bool = False
) -> Message:
    """The reply to a form: what was noted and who decides what comes of it. `asked` are names.

    Whoever may decide (`may_handle`) finds *Recognise* in it.
    """
    whom = _listed([one.name for one in praise.praised])
    about = f" of {whom}" if whom else ""
    customer = f" ({escape_to(praise.customer.name, _NAME_LENGTH)})" if praise.customer else ""
    next_step = _next_step(asked, asks_noter=asks_noter, may_handle=may_handle)
    text = f"Noted: praise{about}{customer}. {next_step}"
    buttons = [{**button("Recognise", ActionId.PROMPT_RECOGNISE, praise.id), "style": "primary"}] if may_handle else []
    if is_new:
        buttons.append(button("Undo", ActionId.PRAISE_NOTE_UNDO, praise.id))
    else:
        became = _BECAME.get(praise.state, next_step)
        text = f"That message was noticed as praise{about} before, so it counts once. {became}"
    return Message(text, [section(text), *([actions(*buttons)] if buttons else [])])


def taken_back_message(praise: Praise) -> Message:
    """The reply to *Undo*."""
    whom = _listed([one.name for one in praise.praised])
    about = f" of {whom}" if whom else ""
    return _said(f"Taken back: the praise{about} is not noted any more, and nobody is asked about it.")


def _next_step(asked: tuple[str, ...], *, asks_noter: bool, may_handle: bool) -> str:
    if asks_noter:
        return "You can recognise it yourself, here or with the prompt in our direct messages."
    others = f"{_listed(asked)} {'is' if len(asked) == 1 else 'are'} asked what should come of it" if asked else ""
    if may_handle:
        return f"{others}, and you can recognise it yourself." if others else "You can recognise it yourself."
    return f"{others}." if others else "Nobody is here who could be asked about it yet."


def _listed(names: list[str] | tuple[str, ...]) -> str:
    """'Ana, Bruno and Chidi', escaped."""
    if len(names) < 2:
        return escape_to("".join(names), _NAME_LENGTH)
    return escape_to(f"{', '.join(names[:-1])} and {names[-1]}", _NAMES_LENGTH)


def _said(text: str) -> Message:
    return Message(text, [section(text)])
