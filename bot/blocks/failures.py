"""What a person sees when something could not be done: what was wrong, what would be right, and their own text."""

import re
from typing import Any

from bot.blocks.text import escape_to, plain, section, verbatim
from bot.domain.deliveries import Message
from bot.errors import DatabaseUnreachable, Refused
from slack_limits import VIEW_CLOSE, VIEW_TITLE

_DRAWN = re.compile(r"(?P<sign>[*`])(?P<words>[^*`]+)(?P=sign)")


def refusal_message(refused: Refused, again: str) -> Message:
    """A refusal. `again` is the person's text as it can be typed again ('' where nothing was typed)."""
    text = " ".join(part for part in (_sentence(refused.problem), _sentence(refused.remedy)) if part)
    return Message(text, [section(text), *_given_back(again)])


def field_error(refused: Refused) -> str:
    """A refusal as it stands under a field of a form, which shows plain text only ("View submission payload")."""
    # '*Merge into…*' and `/goal new` stand there without the signs that draw them bold or as code elsewhere.
    remedy = _DRAWN.sub(r"\g<words>", refused.remedy)
    return f"{refused.problem} {remedy}".strip()


def unreachable_message(error: DatabaseUnreachable, again: str) -> Message:
    """The database did not answer in time."""
    if error.may_be_saved:
        text = "I can't tell yet whether this was saved: look at `/logwork today` before you send it again."
    elif error.was_reading:
        text = "The database can't be reached right now, so there is nothing to show. Please try again in a minute."
    else:
        text = "This was not saved: the database can't be reached right now. Please send it again in a minute."
    return Message(text, [section(text), *_given_back(again)])


def not_introduced_message(again: str) -> Message:
    """Slack did not say who the person is, who is seen for the first time."""
    text = "This was not saved: Slack didn't tell me who you are just now. Please send it again in a minute."
    return Message(text, [section(text), *_given_back(again)])


def apology_message(fault: str, again: str) -> Message:
    """A fault of ours. `fault` is the id under which it stands in the log."""
    text = f"Sorry, that went wrong on our side and was not done. Your admin can find it under the id {fault}."
    return Message(text, [section(text), *_given_back(again)])


def _sentence(text: str) -> str:
    return escape_to(text, 1_000)


def _given_back(again: str) -> list[dict[str, object]]:
    return [section("Your text:"), *verbatim(again)] if again.strip() else []


def failure_view(message: Message) -> dict[str, Any]:
    """What went wrong, over App Home: a modal that says it and can only be closed."""
    return {
        "type": "modal",
        "title": plain("That did not work", VIEW_TITLE.value),
        "close": plain("Close", VIEW_CLOSE.value),
        "blocks": message.blocks,
    }
