"""The form for a measurement, and the one for its note: the modals, and reading back what was filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, option, state_of
from bot.blocks.form_places import COPY_FIRST, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, escape_to, plain, section
from bot.domain.dates import describe_day
from bot.domain.goals import Confidence
from bot.domain.measurements import MAX_NOTE, MeasurementAsked, MeasurementReceipt
from bot.domain.message_text import storable
from bot.domain.numbers import show_value
from slack_limits import (
    PLACEHOLDER,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MOST_TYPED = 80
"""Characters of a number with its unit."""

TITLE_LENGTH = 200

_CONFIDENCE = {
    Confidence.HIGH: "High: it will be reached",
    Confidence.MEDIUM: "Medium: it may be reached",
    Confidence.LOW: "Low: it needs help",
}


@dataclass(frozen=True, slots=True)
class MeasurementPlace:
    """Where a form came from; travels in `private_metadata`.

    `goal` is the goal's id (the measurement's, in the form for a note). `answers` is the measurement about which the
    form asks 'Is that right?'. `response_url` takes the reply, in place of the message it came from when `replaces`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    goal: int
    answers: int | None = None
    response_url: str | None = None
    replaces: bool = False

    def dump(self) -> str:
        """As `private_metadata`; an address for which it has no room is left out."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "MeasurementPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", COPY_FIRST)


_PLACE = TypeAdapter(MeasurementPlace)


@dataclass(frozen=True, slots=True)
class FilledMeasurement:
    """What was filled in, as typed."""

    value: str
    on: date | None
    note: str
    confidence: Confidence | None


def measurement_view(asked: MeasurementAsked, place: MeasurementPlace) -> dict[str, Any]:
    """The modal; prefilled with `asked.pending`, about which 'Is that right?' is asked."""
    goal, pending = asked.goal, asked.pending
    title = escape_to(goal.title, TITLE_LENGTH)
    known = (
        f"Last: {_shown(asked.latest.value, goal.unit)}, {describe_day(asked.latest.on, asked.today)}."
        if asked.latest
        else "No number yet."
    )
    blocks = [section(f"*Goal {goal.id}: {title}*\n{known} Target: {_shown(goal.target, goal.unit)}.")]
    if pending is not None:
        value = _shown(pending.value, goal.unit)
        blocks.append(section(f"{value} is far from that. Is that right? If so, record it; else correct it first."))
    # What isn't counted any more is no number to begin with: who presses Update has a new one.
    shown = show_value(pending.value, goal.unit) if pending else ""
    on = pending.on if pending else min(asked.today, goal.due_on)
    blocks += [
        input_block(
            "How does it stand?",
            {
                "type": "plain_text_input",
                "action_id": ActionId.MEASUREMENT_VALUE,
                "max_length": MOST_TYPED,
                **({"initial_value": shown[:MOST_TYPED]} if shown else {}),
                "placeholder": plain(f"such as {show_value(goal.target, goal.unit)}", PLACEHOLDER.value),
                "focus_on_load": True,
            },
        ),
        input_block(
            "Measured on",
            {"type": "datepicker", "action_id": ActionId.MEASUREMENT_DATE, "initial_date": on.isoformat()},
        ),
        input_block("Note", _note_input(pending.note if pending else ""), optional=True),
        input_block(
            "How sure are you that it will be reached?",
            {
                "type": "radio_buttons",
                "action_id": ActionId.MEASUREMENT_CONFIDENCE,
                "options": [_option(confidence) for confidence in _CONFIDENCE],
                **({"initial_option": _option(pending.confidence)} if pending and pending.confidence else {}),
            },
            optional=True,
        ),
    ]
    return {
        "type": "modal",
        "callback_id": ViewId.MEASUREMENT_FORM,
        "title": plain("Is that right?" if pending else "Update a goal", VIEW_TITLE.value),
        "submit": plain("Record", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def note_view(receipt: MeasurementReceipt, place: MeasurementPlace) -> dict[str, Any]:
    """The modal for a measurement's note; `place.goal` is the measurement's id."""
    measurement = receipt.measurement
    value = _shown(measurement.value, receipt.goal.unit)
    title = escape_to(receipt.goal.title, TITLE_LENGTH)
    return {
        "type": "modal",
        "callback_id": ViewId.MEASUREMENT_NOTE_FORM,
        "title": plain("Note", VIEW_TITLE.value),
        "submit": plain("Save", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": [
            section(f"*Goal {receipt.goal.id}: {title}*\n{value}, {describe_day(measurement.on, receipt.today)}"),
            input_block("What should be known about it?", _note_input(measurement.note), optional=True),
        ],
    }


def read_measurement(state: dict[str, Any]) -> FilledMeasurement:
    """What stands in a submitted view's `state` ("View submission payload")."""
    day = state_of(state, ActionId.MEASUREMENT_DATE).get("selected_date")
    chosen = state_of(state, ActionId.MEASUREMENT_CONFIDENCE).get("selected_option")
    return FilledMeasurement(
        value=state_of(state, ActionId.MEASUREMENT_VALUE).get("value") or "",
        on=date.fromisoformat(day) if day else None,
        note=read_note(state),
        confidence=Confidence(chosen["value"]) if chosen else None,
    )


def read_note(state: dict[str, Any]) -> str:
    """The note in a submitted view's `state`."""
    return storable(state_of(state, ActionId.MEASUREMENT_NOTE).get("value") or "").strip()


def _note_input(note: str) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": ActionId.MEASUREMENT_NOTE,
        "multiline": True,
        "max_length": MAX_NOTE,
        **({"initial_value": note} if note else {}),
        "placeholder": plain("what helped, what is in the way", PLACEHOLDER.value),
    }


def _option(confidence: Confidence) -> Block:
    return option(_CONFIDENCE[confidence], confidence.value)


def _shown(value: float, unit: str) -> str:
    return escape_to(show_value(value, unit), 100)
