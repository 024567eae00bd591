"""Agreed expectations: what the owner of a goal is asked, and what the one who set it hears."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import actions, button, state_of
from bot.blocks.form_places import COPY_FIRST, dump_place, load_place
from bot.blocks.goals import NAME_LENGTH, WORDS_LENGTH, about, named, read_back
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape_to, plain, section
from bot.domain.deliveries import Message
from bot.domain.goal_pages import Question
from bot.domain.goals import Agreement, GoalState
from slack_limits import (
    INPUT_LABEL,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)


def question_message(question: Question) -> Message:
    """For the owner: the goal, why it matters, *Accept* and *Propose a change*; afterwards, what became of it."""
    goal = question.goal
    who = escape_to(question.set_by, NAME_LENGTH) or "Somebody"
    what = read_back(goal, question.today, whose="you")
    if goal.state is not GoalState.OPEN:
        became = "taken back" if goal.state is GoalState.WITHDRAWN else "closed"
        text = f"This was {became}, and nothing is asked of you: {what}"
        return Message(text, [section(text)])
    if question.is_old:
        text = f"This goal was changed since. It is now {what}"
        return Message(text, [section(text), actions(_open(question))])
    match goal.agreement:
        case Agreement.ACCEPTED:
            text = f"You accepted {what}"
            return Message(text, [section(text), context(f"{who} hears of it."), actions(_open(question))])
        case Agreement.CHANGE_PROPOSED:
            text = f"You proposed a change of {what}"
            proposal = section(f"“{escape_to(goal.proposal, WORDS_LENGTH)}”")
            return Message(text, [section(text), proposal, context(f"{who} hears of it."), actions(_open(question))])
        case Agreement.NOT_NEEDED:
            text = f"Nothing is asked of you any more: {what}"
            return Message(text, [section(text), actions(_open(question))])
    again = "set" if goal.times_asked == 1 else "asks you again about"
    text = f"{who} {again} {what}. Do you agree?"
    blocks = [section(text)]
    if goal.why:
        blocks.append(section(f"*Why it matters:* {escape_to(goal.why, WORDS_LENGTH)}"))
    if question.parent is not None:
        blocks.append(context(f"It serves {named(question.parent)}."))
    blocks += [context(note) for note in about(goal)]
    return Message(text, [*blocks, actions(*_answers(question), _open(question))])


def answer_message(question: Question) -> Message:
    """For the one who asked: that the owner accepted, or what they propose instead."""
    goal = question.goal
    owner = escape_to(goal.owner.name, NAME_LENGTH)
    what = read_back(goal, question.today)
    if goal.agreement is not Agreement.CHANGE_PROPOSED:
        text = f"{owner} accepted {what}"
        return Message(text, [section(text), actions(_open(question))])
    text = f"{owner} proposes a change of {what}"
    return Message(
        text,
        [
            section(text),
            section(f"“{escape_to(goal.proposal, WORDS_LENGTH)}”"),
            actions(
                button("Edit the goal", ActionId.GOAL_EDIT, goal.id),
                button("Keep as it is", ActionId.GOAL_KEEP_TERMS, _asked(question)),
                _open(question),
            ),
        ],
    )


def change_message(question: Question) -> Message:
    """For the one who set it: the owner changed what was agreed."""
    goal = question.goal
    text = (
        f"{escape_to(goal.owner.name, NAME_LENGTH)} changed what you set: it is now {read_back(goal, question.today)}"
    )
    edit = button("Edit the goal", ActionId.GOAL_EDIT, goal.id)
    return Message(text, [section(text), actions(edit, _open(question))])


def kept_message(question: Question) -> Message:
    """For the one who keeps a goal as it is: what follows."""
    goal = question.goal
    owner = escape_to(goal.owner.name, NAME_LENGTH)
    what = read_back(goal, question.today)
    if goal.state is not GoalState.OPEN:
        text = f"This was {'taken back' if goal.state is GoalState.WITHDRAWN else 'closed'}: {what}"
    elif goal.agreement is Agreement.ASKED:
        text = f"Kept as it is: {what}. {owner} is asked once more."
    else:
        text = f"This was answered already: {what}"
    return Message(text, [section(text), actions(_open(question))])


@dataclass(frozen=True, slots=True)
class ProposalPlace:
    """What a proposal answers; travels in `private_metadata`. `response_url` takes the reply."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    goal: int
    times_asked: int
    response_url: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; an address for which it has no room is left out."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "ProposalPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", COPY_FIRST)


_PLACE = TypeAdapter(ProposalPlace)


def read_proposal(state: dict[str, Any]) -> str:
    """The words in a submitted view's `state` ("View submission payload")."""
    return str(state_of(state, ActionId.GOAL_PROPOSAL).get("value") or "")


def proposal_view(question: Question, place: ProposalPlace) -> dict[str, Any]:
    """The modal for *Propose a change*."""
    return {
        "type": "modal",
        "callback_id": ViewId.GOAL_PROPOSAL_FORM,
        "title": plain("Propose a change", VIEW_TITLE.value),
        "submit": plain("Propose", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": [
            section(f"About {read_back(question.goal, question.today, whose='you')}"),
            {
                "type": "input",
                "block_id": ActionId.GOAL_PROPOSAL,
                "label": plain("What would you change, and why?", INPUT_LABEL.value),
                "element": {
                    "type": "plain_text_input",
                    "action_id": ActionId.GOAL_PROPOSAL,
                    "multiline": True,
                    "max_length": PLAIN_TEXT_INPUT.value,
                    "placeholder": plain("4.4 by June: two of us are away in May", PLACEHOLDER.value),
                    "focus_on_load": True,
                },
            },
        ],
    }


def _answers(question: Question) -> list[Block]:
    return [
        {**button("Accept", ActionId.GOAL_ACCEPT, _asked(question)), "style": "primary"},
        button("Propose a change", ActionId.GOAL_PROPOSE, _asked(question)),
    ]


def _open(question: Question) -> Block:
    return button("Open", ActionId.GOAL_OPEN, question.goal.id)


def _asked(question: Question) -> str:
    """The goal, and which time of asking it was: a later change makes the answer void."""
    return f"{question.goal.id}:{question.goal.times_asked}"
