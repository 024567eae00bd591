"""The forms in which praise becomes recognition, posted or private, and what those thanked privately are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, option_as_named, state_of
from bot.blocks.form_places import COPY_FIRST, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.praise_prompts import PromptPlace, names_of, quote, who_said
from bot.blocks.text import Block, context, escape, escape_to, plain, section
from bot.domain.behaviours import describe
from bot.domain.deliveries import Message
from bot.domain.kudos import MOST_THANKED, KudosSettings
from bot.domain.message_text import storable
from bot.domain.praise_prompts import PromptView
from bot.domain.recognition import (
    MAX_OWN_WORDS,
    MAX_QUOTE,
    MAX_THANKS,
    NOBODY_NAMED,
    Recognition,
    RecognitionField,
    draft_quote,
    draft_thanks,
    draft_words,
)
from slack_limits import (
    CHECKBOX_OPTIONS,
    OPTION_DESCRIPTION,
    PLACEHOLDER,
    TEXT_OBJECT,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

FIELD_OF = {
    RecognitionField.PEOPLE: ActionId.PROMPT_PEOPLE,
    RecognitionField.WORDS: ActionId.PROMPT_WORDS,
    RecognitionField.QUOTE: ActionId.PROMPT_QUOTE,
    RecognitionField.CHANNEL: ActionId.PROMPT_CHANNEL,
}

_NAMED, _UNNAMED = "named", "unnamed"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Which prompt a form belongs to; travels in `private_metadata`. `response_url` takes the reply."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    prompt: str
    response_url: str | None = None

    @property
    def place(self) -> PromptPlace:
        """The prompt. Raises `Refused`."""
        return PromptPlace.load(self.prompt)

    def dump(self) -> str:
        """As `private_metadata`; an address for which it has no room is left out."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "FormPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", COPY_FIRST)


_PLACE = TypeAdapter(FormPlace)


def recognition_view(view: PromptView, settings: KudosSettings, behaviours: Sequence[str], place: FormPlace) -> Block:
    """The modal behind *Recognise*; `behaviours` are those that the customer's words name."""
    praise = view.praise
    channel = settings.channel if settings.channel != praise.channel else None
    return _view(
        ViewId.PROMPT_RECOGNISE,
        "Recognise",
        "Post it",
        place,
        [
            _people(view),
            _text(ActionId.PROMPT_WORDS, "Your words", draft_words(praise, settings.behaviours), MAX_OWN_WORDS),
            _text(ActionId.PROMPT_QUOTE, "The customer's words", draft_quote(praise), MAX_QUOTE, optional=True),
            _naming(view),
            _behaviours(behaviours, settings.behaviours),
            _channel(channel),
        ],
    )


def thanks_view(view: PromptView, place: FormPlace) -> Block:
    """The modal behind *Thank privately*."""
    return _view(
        ViewId.PROMPT_THANK,
        "Thank privately",
        "Send it",
        place,
        [
            _people(view),
            _text(ActionId.PROMPT_WORDS, "Your words", draft_thanks(), MAX_THANKS),
            section("Below them they see what was said, and by whom:"),
            quote(view.praise.words),
            context(who_said(view)),
        ],
    )


def read_recognition(praise_id: int, state: dict[str, Any]) -> Recognition:
    """What stands in a submitted form ("View submission payload")."""
    naming = (state_of(state, ActionId.PROMPT_NAMING).get("selected_option") or {}).get("value")
    return Recognition(
        praise_id=praise_id,
        people=_chosen_people(state),
        words=_typed(state, ActionId.PROMPT_WORDS),
        quote=_typed(state, ActionId.PROMPT_QUOTE),
        behaviours=tuple(
            option["value"] for option in state_of(state, ActionId.PROMPT_BEHAVIOURS).get("selected_options") or []
        ),
        channel=str(state_of(state, ActionId.PROMPT_CHANNEL).get("selected_conversation") or ""),
        names_customer=naming == _NAMED,
    )


def read_thanks(state: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """The people (Slack ids) and the words in a submitted form."""
    return _chosen_people(state), _typed(state, ActionId.PROMPT_WORDS)


def thanks_message(view: PromptView, sender: str, words: str) -> Message:
    """What one of those praised is sent: thanks from `sender` (a Slack id), and the customer's words."""
    from_whom = f"<@{escape(sender)}> thanks you for what {who_said(view)} said"
    others = [one for one in view.praise.praised if one.person_id != view.asked.id]
    if others:
        from_whom += f" about you and {names_of(others)}"
    link = f"<{escape(view.praise.permalink).replace('|', '%7C')}|Where it was said>" if view.praise.permalink else ""
    return Message(
        f"{from_whom}: {escape_to(words, MAX_THANKS)}",
        [
            section(f":sparkles: {from_whom}"),
            section(escape_to(words, TEXT_OBJECT.value)),
            quote(view.praise.words),
            *([context(link)] if link and len(link) <= TEXT_OBJECT.value else []),
            context("Only you see this."),
        ],
    )


def _view(callback: ViewId, title: str, submit: str, place: FormPlace, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def _people(view: PromptView) -> Block:
    # Only who is sure is chosen already: who is only proposed must not be praised by mistake.
    sure = [one.slack_id for one in view.praise.praised if one.is_sure][:MOST_THANKED]
    proposed = [one for one in view.praise.praised if not one.is_sure]
    hint = f"Perhaps {', '.join(one.name for one in proposed[:5])}." if proposed and not sure else ""
    return input_block(
        "Whom does it concern?",
        {
            "type": "multi_users_select",
            "action_id": ActionId.PROMPT_PEOPLE,
            "placeholder": plain("Choose people", PLACEHOLDER.value),
            "max_selected_items": MOST_THANKED,
            **({"initial_users": sure} if sure else {}),
        },
        hint=hint,
    )


def _text(action: ActionId, label: str, draft: str, most: int, *, optional: bool = False) -> Block:
    return input_block(
        label,
        {
            "type": "plain_text_input",
            "action_id": action,
            "multiline": True,
            "max_length": most,
            **({"initial_value": draft[:most]} if draft else {}),
        },
        optional=optional,
    )


def _naming(view: PromptView) -> Block:
    named = ", ".join(
        name for name in (view.said_by, view.praise.customer.name if view.praise.customer else "") if name
    )
    without = option_as_named(f"Without a name: {NOBODY_NAMED}", _UNNAMED)
    options = [option_as_named(f"With the name: {named}", _NAMED), without] if named else [without]
    return input_block(
        "Who said it?",
        {
            "type": "radio_buttons",
            "action_id": ActionId.PROMPT_NAMING,
            "options": options,
            "initial_option": options[0],
        },
    )


def _behaviours(chosen: Sequence[str], known: Sequence[str]) -> Block:
    options = [
        {**option_as_named(name, name), **({"description": plain(told, OPTION_DESCRIPTION.value)} if told else {})}
        for name, told in ((name, describe(name)) for name in known[: CHECKBOX_OPTIONS.value])
    ]
    initial = [option for option in options if option["value"] in chosen]
    return input_block(
        "Which behaviours does it show?",
        {
            "type": "checkboxes",
            "action_id": ActionId.PROMPT_BEHAVIOURS,
            "options": options,
            **({"initial_options": initial} if initial else {}),
        },
        optional=True,
    )


def _channel(chosen: str | None) -> Block:
    return input_block(
        "Where is it posted?",
        {
            "type": "conversations_select",
            "action_id": ActionId.PROMPT_CHANNEL,
            "placeholder": plain("Choose a channel", PLACEHOLDER.value),
            "filter": {
                "include": ["public", "private"],
                "exclude_external_shared_channels": True,
                "exclude_bot_users": True,
            },
            **({"initial_conversation": chosen} if chosen else {}),
        },
        hint="A channel among yourselves that I am in: never where customers read.",
    )


def _chosen_people(state: dict[str, Any]) -> tuple[str, ...]:
    return tuple(state_of(state, ActionId.PROMPT_PEOPLE).get("selected_users") or [])


def _typed(state: dict[str, Any], action: ActionId) -> str:
    return storable(state_of(state, action).get("value") or "").strip()
