"""How long what is kept: the form, what it would remove, and what is said when it was changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.blocks.elements import actions, button, input_block, state_of
from bot.blocks.failures import field_error
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, plain, section
from bot.domain.deliveries import Message
from bot.domain.retention import (
    CALLED,
    LEAST_DAYS,
    MOST_DAYS,
    KeepDays,
    Kept,
    Removal,
    Retention,
    keep_words,
    read_keep_days,
)
from bot.errors import Refused
from slack_limits import PLACEHOLDER, VIEW_CLOSE, VIEW_SUBMIT, VIEW_TITLE


@dataclass(frozen=True, slots=True)
class RetentionPlace:
    """What the forms carry: where the reply goes, and once they were checked the days by kind."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    response_url: str | None = None
    days: dict[Kept, int] = field(default_factory=dict)


_PLACE = TypeAdapter(RetentionPlace)
_DAYS = TypeAdapter(dict[Kept, int])


def retention_form(days: KeepDays, response_url: str | None) -> dict[str, Any]:
    """A field for each kind."""
    return {
        **_form(ViewId.RETENTION_FORM, "How long is kept what", "Save", RetentionPlace(response_url)),
        "blocks": [
            section(
                f"In days, {LEAST_DAYS} to {MOST_DAYS:,}, or as '2 years'. *Left empty, a kind is kept for ever.* "
                "What is older is removed daily, for good, and the audit log says how much; nothing is removed within "
                "a day after a change."
            ),
            *(_days_field(kind, days.get(kind)) for kind in Kept),
        ],
    }


def confirm_form(days: KeepDays, removals: Sequence[Removal], place: RetentionPlace) -> dict[str, Any]:
    """What the days would remove, before they are saved."""
    lines = [f"• {CALLED[one.kind]}: {one.count:,} from before {one.before.isoformat()}" for one in removals]
    return {
        **_form(
            ViewId.RETENTION_CONFIRM, "What will be removed", "Save", RetentionPlace(place.response_url, dict(days))
        ),
        "blocks": [
            section("\n".join(["*This will be removed tomorrow, for good:*", *lines])),
            section("Until then it can be undone. After that, what is older is removed each day."),
        ],
    }


def read_days(view: dict[str, Any]) -> tuple[dict[Kept, int], dict[str, str]]:
    """The days by kind that stand in the form, or what is wrong with which field."""
    days: dict[Kept, int] = {}
    errors: dict[str, str] = {}
    for kind in Kept:
        action = _action(kind)
        try:
            number = read_keep_days(str(state_of(view["state"], action).get("value") or ""))
        except Refused as refused:
            errors[action] = field_error(refused)
            continue
        if number is not None:
            days[kind] = number
    return ({}, errors) if errors else (days, {})


def place_of(view: dict[str, Any]) -> RetentionPlace:
    """What a form carries. Raises `Refused` for another version's."""
    return load_place(_PLACE, view["private_metadata"], OPEN_AGAIN)


def changed_message(before: Retention, now: Retention, *, undone: bool = False) -> Message:
    """What is kept how long now, from when, and *Undo*."""
    if dict(before.days) == dict(now.days):
        text = f"Nothing changed: {keep_words(now.days)}."
        return Message(text, [section(text)])
    begins = f" Nothing is removed before {_moment(now.begins)}." if now.begins is not None and now.days else ""
    text = f"{'Changed back' if undone else 'Saved'}: {keep_words(now.days)}.{begins}"
    blocks: list[Block] = [section(text)]
    buttons = [button("Change", ActionId.RETENTION_CHANGE, "form")]
    if not undone:
        buttons.insert(0, button("Undo", ActionId.RETENTION_UNDO, json.dumps(dict(before.days))))
    return Message(text, [*blocks, actions(*buttons)])


def days_from(value: str) -> dict[Kept, int]:
    """Days that *Undo* carries. Raises `Refused` for another version's, and for days that can't be."""
    try:
        days = _DAYS.validate_json(value)
    except ValidationError:
        days = None
    if days is None or any(not LEAST_DAYS <= number <= MOST_DAYS for number in days.values()):
        raise Refused("This is not known here any more.", "Type `/praiseworthy settings` to see what is set.")
    return days


def _days_field(kind: Kept, days: int | None) -> Block:
    label = CALLED[kind]
    return input_block(
        f"{label[0].upper()}{label[1:]}",
        {
            "type": "plain_text_input",
            "action_id": _action(kind),
            "max_length": 20,
            "placeholder": plain("For ever", PLACEHOLDER.value),
            **({"initial_value": str(days)} if days is not None else {}),
        },
        optional=True,
    )


def _action(kind: Kept) -> str:
    return f"{ActionId.RETENTION_DAYS}:{kind.value}"


def _moment(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|tomorrow>"


def _form(callback_id: ViewId, title: str, submit: str, place: RetentionPlace) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": dump_place(place, "response_url"),
    }
