"""When one's digest comes: the line under it, the form, and what is said when it was changed."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.blocks.elements import actions, button, input_block, option, state_of
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, plain, section
from bot.domain.deliveries import Message
from bot.domain.schedules import zone_named
from bot.domain.subscriptions import DigestChange, DigestChoice, DigestKind, DigestPart, Subscription
from bot.errors import Refused
from slack_limits import (
    MESSAGE_BLOCKS,
    VIEW_CLOSE,
    VIEW_PRIVATE_METADATA,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MOST_CHANNELS = 10
"""Channels that a team digest may go to."""

LONGEST_PAUSE_DAYS = 366

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NAMES = {
    DigestKind.MANAGER: "weekly digest",
    DigestKind.PERSON: "weekly note",
    DigestKind.LEADER: "monthly digest",
    DigestKind.TEAM: "team digest",
}
_SHOW = {
    DigestKind.MANAGER: "Show my team's week",
    DigestKind.PERSON: "Show my own week",
    DigestKind.LEADER: "Show the month",
}
_PARTS = {
    DigestPart.RESULTS: "Results",
    DigestPart.SAID: "What customers said",
    DigestPart.COACHING: "Coach this week",
    DigestPart.UNATTENDED: "Customers without attention",
    DigestPart.HELP: "Where off-system help went",
}


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Where the form came from; travels in `private_metadata`. `response_url` takes the reply."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: DigestKind
    response_url: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; without the address when it has no room for it."""
        address = self.response_url if self.response_url and len(self.response_url) < _ROOM else None
        return json.dumps({"kind": self.kind.value, "response_url": address}, separators=(",", ":"))

    @classmethod
    def load(cls, private_metadata: str) -> "SettingsPlace":
        """From `private_metadata`. Raises `Refused` for another version's form."""
        place: SettingsPlace = _known(_PLACE, private_metadata)
        return place


_ROOM = VIEW_PRIVATE_METADATA.value - 100
_PLACE = TypeAdapter(SettingsPlace)
_CHOICE = TypeAdapter(DigestChoice)


def _known(adapter: TypeAdapter[Any], text: str) -> Any:
    try:
        return adapter.validate_json(text)
    except ValidationError:
        raise Refused("This is not known here any more.", "Type `/praiseworthy digest` to see it anew.") from None


def choice_from(value: str) -> DigestChoice:
    """A choice that a button carries. Raises `Refused` for another version's button."""
    choice: DigestChoice = _known(_CHOICE, value)
    return choice


def shown_now(
    message: Message, subscription: Subscription, kinds: tuple[DigestKind, ...], today: date
) -> list[Message]:
    """A digest as it is shown to its owner, with what can be done; in two messages where Slack's limit needs it."""
    when = when_next(subscription, today)
    below = [context(when), _below(subscription.kind, kinds)]
    if len(message.blocks) + len(below) <= MESSAGE_BLOCKS.value:
        return [Message(message.text, [*message.blocks, *below])]
    return [message, Message(when, below)]


def sent_message(kind: DigestKind) -> Message:
    """The digest is on its way to its owner."""
    text = f"Your {_NAMES[kind]} is on its way: it comes as a direct message from me in a moment."
    return Message(text, [section(text), actions(button("Settings", ActionId.DIGEST_SETTINGS, kind))])


def changed_message(change: DigestChange, today: date, *, undone: bool = False) -> Message:
    """What is set now, when the digest comes next, and how to change it back."""
    text = f"{'Changed back' if undone else 'Saved'}. {when_next(change.subscription, today)}"
    if change.after.channels:
        goes_to = " ".join(f"<#{channel}>" for channel in change.after.channels)
        text += f" Results, customers' words and open questions also go to {goes_to}."
    blocks = [section(text)]
    if change.after.parts_left_out:
        left_out = [name for part, name in _PARTS.items() if part.value in change.after.parts_left_out]
        blocks.append(context(f"Left out: {', '.join(left_out)}."))
    buttons = [button("Change", ActionId.DIGEST_SETTINGS, change.after.kind)]
    if not undone:
        before = _CHOICE.dump_json(change.before).decode()
        buttons.insert(0, button("Undo", ActionId.DIGEST_CHANGE_BACK, before))
    return Message(text, [*blocks, actions(*buttons)])


def settings_form(choice: DigestChoice, place: SettingsPlace) -> dict[str, Any]:
    """The form for one digest of one's own."""
    kind = choice.kind
    states = [option("On", "on"), option("Off", "off")]
    blocks = [
        input_block(
            f"Your {_NAMES[kind]}",
            {
                "type": "radio_buttons",
                "action_id": ActionId.DIGEST_ON,
                "options": states,
                "initial_option": states[0 if choice.is_on else 1],
            },
        )
    ]
    if kind is not DigestKind.LEADER:
        blocks.append(input_block("Day", weekday_menu(ActionId.DIGEST_WEEKDAY, choice.weekday or 0)))
    hint = "The first working day of the month. " if kind is DigestKind.LEADER else ""
    blocks += [
        input_block(
            "Time",
            {"type": "timepicker", "action_id": ActionId.DIGEST_AT, "initial_time": f"{choice.at:%H:%M}"},
            hint=f"{hint}In your own time zone, as Slack knows it. Days off move it to the next working day.",
        ),
        input_block(
            "Pause until",
            {
                "type": "datepicker",
                "action_id": ActionId.DIGEST_PAUSE,
                **({"initial_date": choice.paused_until.isoformat()} if choice.paused_until else {}),
            },
            optional=True,
            hint="The first day on which it may come again.",
        ),
    ]
    if kind is DigestKind.MANAGER:
        blocks += _manager_fields(choice)
    return {
        "type": "modal",
        "callback_id": ViewId.DIGEST_SETTINGS,
        "title": plain(f"Your {_NAMES[kind]}", VIEW_TITLE.value),
        "submit": plain("Save", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def read_settings(state: dict[str, Any], kind: DigestKind, today: date) -> tuple[DigestChoice | None, dict[str, str]]:
    """What stands in a submitted form ("View submission payload"), or what is wrong with which field."""
    field = partial(state_of, state)

    at, pause = field(ActionId.DIGEST_AT).get("selected_time"), field(ActionId.DIGEST_PAUSE).get("selected_date")
    if not at:
        return None, {ActionId.DIGEST_AT: "Choose the time."}
    paused_until = date.fromisoformat(pause) if pause else None
    if paused_until and (paused_until - today).days > LONGEST_PAUSE_DAYS:
        return None, {ActionId.DIGEST_PAUSE: "A pause is a year at most; to have none at all, turn it off."}
    weekday = field(ActionId.DIGEST_WEEKDAY).get("selected_option")
    kept = {option["value"] for option in field(ActionId.DIGEST_PARTS).get("selected_options") or []}
    if kind is DigestKind.MANAGER and not kept:
        return None, {ActionId.DIGEST_PARTS: "Choose a part at least; to have none at all, turn the digest off."}
    is_manager = kind is DigestKind.MANAGER
    return (
        DigestChoice(
            kind=kind,
            is_on=(field(ActionId.DIGEST_ON).get("selected_option") or {}).get("value") != "off",
            weekday=int(weekday["value"]) if weekday else None,
            at=time.fromisoformat(at),
            # A pause that is over is none.
            paused_until=paused_until if paused_until and paused_until > today else None,
            parts_left_out=frozenset(part.value for part in DigestPart if is_manager and part.value not in kept),
            channels=tuple(field(ActionId.DIGEST_CHANNELS).get("selected_conversations") or ())[:MOST_CHANNELS],
        ),
        {},
    )


def not_in_channels(names: int) -> str:
    """Under the field of channels: the bot isn't in `names` of those chosen."""
    which = "one of these channels" if names == 1 else f"{names} of these channels"
    return f"I'm not in {which}, so I can't post there. Invite me (type /invite @Praiseworthy there), then save again."


def read_outside(names: int) -> str:
    """Under the field of channels: people from outside read `names` of those chosen."""
    which = "one of these channels" if names == 1 else f"{names} of these channels"
    return f"People from outside read {which}. Choose channels that only your own people read."


def weekday_menu(action: ActionId, chosen: int) -> Block:
    """A menu of the seven days; the value is 0 for Monday."""
    options = [option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
    return {"type": "static_select", "action_id": action, "options": options, "initial_option": options[chosen]}


def _manager_fields(choice: DigestChoice) -> list[Block]:
    options = {part: option(name, part.value) for part, name in _PARTS.items()}
    kept = [option for part, option in options.items() if part.value not in choice.parts_left_out]
    return [
        input_block(
            "What is in it",
            {
                "type": "checkboxes",
                "action_id": ActionId.DIGEST_PARTS,
                "options": list(options.values()),
                **({"initial_options": kept} if kept else {}),
            },
            optional=True,
        ),
        input_block(
            "Also post a team digest to",
            {
                "type": "multi_conversations_select",
                "action_id": ActionId.DIGEST_CHANNELS,
                "max_selected_items": MOST_CHANNELS,
                "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
                **({"initial_conversations": list(choice.channels)} if choice.channels else {}),
            },
            optional=True,
            hint="Results, customers' words and open questions only: nothing about single people, and no coaching.",
        ),
    ]


def when_next(subscription: Subscription, today: date) -> str:
    """When a digest comes, and when next, on its owner's clock; or that it is off."""
    name = _NAMES[subscription.kind]
    if not subscription.is_on:
        return f"Your {name} is off; `/praiseworthy digest` shows it whenever you like."
    local = subscription.next_run_at.astimezone(zone_named(subscription.person.time_zone))
    how_often = "once a month" if subscription.weekday is None else f"on {WEEKDAYS[subscription.weekday]}s"
    until = subscription.paused_until
    paused = f", paused until {_day(until)}" if until and until > today else ""
    return f"Your {name} comes {how_often} at {subscription.at:%H:%M} your time{paused}; the next one {_moment(local)}."


def _moment(local: datetime) -> str:
    return f"on {_day(local.date())} at {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _below(kind: DigestKind, kinds: tuple[DigestKind, ...]) -> Block:
    others = [
        {**button(_SHOW[other], ActionId.DIGEST_SHOW, other), "action_id": f"{ActionId.DIGEST_SHOW}:{other}"}
        for other in kinds
        if other is not kind
    ]
    return actions(
        button("Send it to me now", ActionId.DIGEST_SEND, kind),
        button("Settings", ActionId.DIGEST_SETTINGS, kind),
        *others,
    )
