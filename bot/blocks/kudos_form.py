"""The form that `/kudos` alone opens: whom, what for, behaviours, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, plain
from bot.domain.behaviours import describe
from bot.domain.kudos import MAX_WORDS, MOST_THANKED, Kudos, KudosField, KudosSettings
from slack_limits import (
    CHECKBOX_OPTIONS,
    OPTION_DESCRIPTION,
    OPTION_TEXT,
    OPTION_VALUE,
    PLACEHOLDER,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

FIELD_OF = {
    KudosField.PEOPLE: ActionId.KUDOS_PEOPLE,
    KudosField.WORDS: ActionId.KUDOS_WORDS,
    KudosField.CHANNEL: ActionId.KUDOS_CHANNEL,
}
"""Under which field of the form what is wrong stands."""

_PRIVATE, _MANAGER = "private", "manager"
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


@dataclass(frozen=True, slots=True)
class KudosPlace:
    """Where a form came from, in `private_metadata`: `response_url` takes the reply, in place of what was there."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    response_url: str | None = None
    replaces: bool = False

    def dump(self) -> str:
        """As `private_metadata`; without the address where that has no room."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "KudosPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", OPEN_AGAIN)


_PLACE = TypeAdapter(KudosPlace)


@dataclass(frozen=True, slots=True)
class KudosForm:
    """What stands in the form; `behaviours` are names, `channel` a Slack id."""

    thanked: tuple[str, ...] = ()
    words: str = ""
    behaviours: tuple[str, ...] = ()
    is_private: bool = False
    tells_managers: bool = False
    channel: str | None = None


def form_of(kudos: Kudos) -> KudosForm:
    """The form filled with kudos that are to be given again; names stand where the words have people."""
    names = {one.slack_id: one.name for one in kudos.thanked}
    words = _MENTION.sub(lambda found: f"@{names.get(found[1], 'someone')}", kudos.words)
    tags = "".join(f" #{tag}" for tag in kudos.tags)
    return KudosForm(
        thanked=tuple(names),
        words=f"{words}{tags}",
        behaviours=kudos.behaviours,
        is_private=kudos.is_private,
        tells_managers=kudos.tells_managers,
        channel=kudos.channel,
    )


def kudos_view(form: KudosForm, settings: KudosSettings, place: KudosPlace) -> dict[str, Any]:
    """The form."""
    return {
        "type": "modal",
        "callback_id": ViewId.KUDOS_FORM,
        "title": plain("Kudos", VIEW_TITLE.value),
        "submit": plain("Give kudos", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": [
            _people(form.thanked),
            _words(form.words),
            _behaviours(form.behaviours, settings.behaviours),
            _options(form),
            _channel(form.channel or settings.channel, settings),
        ],
    }


def read_form(state: dict[str, Any]) -> KudosForm:
    """What stands in a submitted form ("View submission payload")."""
    options = _chosen(state, ActionId.KUDOS_OPTIONS)
    return KudosForm(
        thanked=tuple(state_of(state, ActionId.KUDOS_PEOPLE).get("selected_users") or []),
        words=state_of(state, ActionId.KUDOS_WORDS).get("value") or "",
        behaviours=_chosen(state, ActionId.KUDOS_BEHAVIOURS),
        is_private=_PRIVATE in options,
        tells_managers=_MANAGER in options,
        channel=state_of(state, ActionId.KUDOS_CHANNEL).get("selected_conversation"),
    )


def _people(thanked: Sequence[str]) -> Block:
    return input_block(
        "Whom do you thank?",
        {
            "type": "multi_users_select",
            "action_id": ActionId.KUDOS_PEOPLE,
            "placeholder": plain("Choose people", PLACEHOLDER.value),
            "max_selected_items": MOST_THANKED,
            **({"initial_users": list(thanked[:MOST_THANKED])} if thanked else {"focus_on_load": True}),
        },
    )


def _words(words: str) -> Block:
    return input_block(
        "What for?",
        {
            "type": "plain_text_input",
            "action_id": ActionId.KUDOS_WORDS,
            "multiline": True,
            "max_length": MAX_WORDS,
            "placeholder": plain("Staying late with Acme until every till worked", PLACEHOLDER.value),
            **({"initial_value": words[:MAX_WORDS]} if words else {}),
        },
        hint="It is what people remember.",
    )


def _behaviours(chosen: Sequence[str], known: Sequence[str]) -> Block:
    options = [_option(name, name, describe(name)) for name in known[: CHECKBOX_OPTIONS.value]]
    initial = [option for option in options if option["value"] in chosen]
    return input_block(
        "Which behaviours does it show?",
        {
            "type": "checkboxes",
            "action_id": ActionId.KUDOS_BEHAVIOURS,
            "options": options,
            **({"initial_options": initial} if initial else {}),
        },
        optional=True,
    )


def _options(form: KudosForm) -> Block:
    private = _option("Private", _PRIVATE, "Only they see it; nothing is posted.")
    manager = _option("Tell their manager", _MANAGER, "The person whom they report to gets it directly.")
    initial = [option for option, is_on in ((private, form.is_private), (manager, form.tells_managers)) if is_on]
    return input_block(
        "Who sees it?",
        {
            "type": "checkboxes",
            "action_id": ActionId.KUDOS_OPTIONS,
            "options": [private, manager],
            **({"initial_options": initial} if initial else {}),
        },
        optional=True,
    )


def _channel(chosen: str | None, settings: KudosSettings) -> Block:
    hint = (
        "Left empty, it goes to the channel for kudos. Private kudos are not posted."
        if settings.channel
        else "A channel that I am in. Private kudos are not posted."
    )
    return input_block(
        "Where is it posted?",
        {
            "type": "conversations_select",
            "action_id": ActionId.KUDOS_CHANNEL,
            "placeholder": plain("Choose a channel", PLACEHOLDER.value),
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            **({"initial_conversation": chosen} if chosen else {}),
        },
        optional=True,
        hint=hint,
    )


def _chosen(state: dict[str, Any], action: ActionId) -> tuple[str, ...]:
    return tuple(option["value"] for option in state_of(state, action).get("selected_options") or [])


def _option(text: str, value: str, description: str) -> Block:
    said = {"description": plain(description, OPTION_DESCRIPTION.value)} if description else {}
    return {"text": plain(text, OPTION_TEXT.value), "value": value[: OPTION_VALUE.value], **said}
