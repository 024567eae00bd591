"""The buttons under a digest's prompts and questions, what stands in their place afterwards, and the two forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import button, input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.goal_form import parent_option
from bot.blocks.goals import NAME_LENGTH, named
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape_to, plain, section, verbatim
from bot.domain.coaching import Answer, Answered, HelpAsked, PromptRef
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.goals import Goal
from bot.errors import Refused
from slack_limits import (
    BLOCK_ID,
    BUTTON_VALUE,
    OPTION_GROUP_LABEL,
    PLACEHOLDER,
    SECTION_TEXT,
    SELECT_OPTIONS,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MAX_WORDS = SECTION_TEXT.value - 500
"""Characters of a message to the team: escaped and with its sender, it stays within one section in nearly all cases."""

_ANSWERS = ((Answer.DONE, "Done"), (Answer.SNOOZED, "Snooze a week"), (Answer.NOT_USEFUL, "Not useful"))


@dataclass(frozen=True, slots=True)
class HelpPlace:
    """What a form is about and where it came from; travels in `private_metadata`."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    thing: str
    response_url: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; without the address when it has no room for it."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "HelpPlace":
        """From `private_metadata`. Raises `Refused` for another version's form."""
        return load_place(_PLACE, private_metadata, OPEN_AGAIN)


_PLACE = TypeAdapter(HelpPlace)


def prompt_from(value: str) -> PromptRef:
    """The prompt that a button carries. Raises `Refused` for a value that isn't ours."""
    prompt = PromptRef.parse(value)
    if prompt is None:
        raise Refused("That button isn't known here.", "`/praiseworthy digest` shows your digest anew.")
    return prompt


def answer_from(action_id: str) -> Answer:
    """The answer that a button's action id carries behind its ':'. Raises `Refused` for one that isn't ours."""
    detail = action_id.partition(":")[2]
    if detail not in {answer.value for answer, _ in _ANSWERS}:
        raise Refused("That button isn't known here.", "`/praiseworthy digest` shows your digest anew.")
    return Answer(detail)


def prompt_buttons(prompt: PromptRef) -> Block:
    """*Done*, *Snooze a week*, *Not useful*."""
    return {
        "type": "actions",
        "block_id": _prompt_block(prompt),
        "elements": [_button(label, f"{ActionId.COACH_ANSWER}:{answer}", str(prompt)) for answer, label in _ANSWERS],
    }


def prompt_answered(prompt: PromptRef, answered: Answered, today: date) -> Block:
    """What stands in the buttons' place."""
    words = {
        Answer.DONE: "Done. This comes back only when something new happens.",
        Answer.NOT_USEFUL: "Not useful: you will not be asked about this again.",
    }
    until = describe_day(answered.until, today) if answered.until else ""
    said = words.get(answered.answer, f"Snoozed until {until}.")
    return _in_place(_prompt_block(prompt), said, ActionId.COACH_UNDO, str(prompt))


def help_buttons(thing: str) -> Block:
    """*Link to a goal*, *Worth it*, *Let's stop*."""
    return {
        "type": "actions",
        "block_id": _help_block(thing),
        "elements": [
            _button("Link to a goal", ActionId.HELP_LINK, thing),
            _button("Worth it", ActionId.HELP_WORTH_IT, thing),
            _button("Let's stop", ActionId.HELP_STOP, thing),
        ],
    }


def worth_it_block(thing: str, answered: Answered, today: date) -> Block:
    """What stands in the place of the buttons after *Worth it*."""
    until = f" until {describe_day(answered.until, today)}" if answered.until else ""
    return _in_place(_help_block(thing), f"Worth it: I won't ask{until}.", ActionId.HELP_UNDO, thing)


def linked_message(asked: HelpAsked, goal: Goal) -> Message:
    """The reply to *Link to a goal*, with the way to take it back."""
    text = (
        f"Linked: help for {_name(asked)} serves {named(goal)} from now on. "
        f"To take it back, open `/goal {goal.id}` and press *Edit*."
    )
    return Message(text, [section(text)])


def stopped_message(asked: HelpAsked, channel: str | None, text: str) -> Message:
    """The reply to *Let's stop*: where it will stand, or the words to copy."""
    if channel is not None:
        said = f"Your message about {_name(asked)} goes to <#{channel}> now. I will ask again in four weeks."
        return Message(said, [section(said)])
    said = f"Nothing was sent. Here are your words about {_name(asked)} to copy; I will ask again in four weeks."
    return Message(said, [section(said), *verbatim(text)])


def taken_back_message(buttons: Block) -> Message:
    """What stands in the place of an answer that was taken back, where the question stands further up."""
    said = "Taken back: the question stands again."
    return Message(said, [section(said), buttons])


def to_team_message(slack_id: str, text: str) -> Message:
    """A manager's words for a channel. Nothing in them is live."""
    shown = escape_to(text, SECTION_TEXT.value)
    return Message(f"<@{slack_id}>: {shown}", [section(shown), context(f"From <@{slack_id}>, sent with Praiseworthy")])


def with_block(blocks: Sequence[Block], block: Block) -> list[Block]:
    """The blocks with this one in place of the one that has its id."""
    return [block if one.get("block_id") == block["block_id"] else one for one in blocks]


def link_view(asked: HelpAsked, place: HelpPlace) -> dict[str, Any]:
    """The form of *Link to a goal*."""
    select = {
        "type": "external_select",
        "action_id": ActionId.HELP_GOAL,
        "min_query_length": 0,
        "placeholder": plain("Choose a goal", PLACEHOLDER.value),
    }
    hint = "Only goals that you may change are listed. None fits? Close this and set one: /goal new"
    intro = f"Which goal does help for *{_name(asked)}* serve? It will count for that goal from now on."
    return _view(
        ViewId.HELP_LINK, "Link to a goal", "Link", place, [section(intro), input_block("Goal", select, hint=hint)]
    )


def stop_view(asked: HelpAsked, place: HelpPlace) -> dict[str, Any]:
    """The form of *Let's stop*: words to the team, to be edited, and where they go."""
    words = {
        "type": "plain_text_input",
        "action_id": ActionId.HELP_TEXT,
        "multiline": True,
        "max_length": MAX_WORDS,
        "initial_value": asked.stop_draft()[:MAX_WORDS],
    }
    channel = {
        "type": "conversations_select",
        "action_id": ActionId.HELP_CHANNEL,
        "placeholder": plain("Choose a channel", PLACEHOLDER.value),
        # Words among ourselves: not where a customer reads.
        "filter": {
            "include": ["public", "private"],
            "exclude_bot_users": True,
            "exclude_external_shared_channels": True,
        },
    }
    return _view(
        ViewId.HELP_STOP,
        "Let's stop",
        "Send or copy",
        place,
        [
            input_block("What would you tell the team?", words),
            input_block("Where?", channel, hint="Leave it empty to get the words back, to copy.", optional=True),
        ],
    )


def goal_options(goals: Sequence[Goal]) -> list[Block]:
    """Option groups for the goals' menu."""
    options = [parent_option(goal) for goal in goals][: SELECT_OPTIONS.value]
    return [{"label": plain("Open goals", OPTION_GROUP_LABEL.value), "options": options}] if options else []


def read_stop(state: dict[str, Any]) -> tuple[str, str | None]:
    """The words and the channel of a submitted form."""
    return state_of(state, ActionId.HELP_TEXT).get("value") or "", state_of(state, ActionId.HELP_CHANNEL).get(
        "selected_conversation"
    )


def read_link(state: dict[str, Any]) -> Block | None:
    """The goal that was chosen, as an option."""
    chosen: Block | None = state_of(state, ActionId.HELP_GOAL).get("selected_option")
    return chosen


def _name(asked: HelpAsked) -> str:
    return escape_to(asked.name, NAME_LENGTH)


def _prompt_block(prompt: PromptRef) -> str:
    return f"coach/{prompt.kind}/{prompt.thing}"


def _help_block(thing: str) -> str:
    return f"help/{thing}"[: BLOCK_ID.value]


def _in_place(block_id: str, said: str, undo: ActionId, value: str) -> Block:
    return {**section(f"_{said}_"), "block_id": block_id, "accessory": _button("Undo", undo, value)}


def _button(label: str, action: str, value: str) -> Block:
    return button(label, action, value[: BUTTON_VALUE.value])


def _view(callback: ViewId, title: str, submit: str, place: HelpPlace, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }
