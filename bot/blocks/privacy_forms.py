"""The forms of privacy: deleting the texts of one's entries, and an admin's 'forget this person'."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, escape_to, plain, section
from bot.domain.privacy import ToForget
from slack_limits import PLACEHOLDER, PLAIN_TEXT_INPUT, TEXT_OBJECT, VIEW_CLOSE, VIEW_SUBMIT, VIEW_TITLE


@dataclass(frozen=True, slots=True)
class PrivacyPlace:
    """What a form carries: where its reply goes, and for 'forget' the id of the person's row."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    response_url: str | None = None
    person_id: int | None = None


_PLACE = TypeAdapter(PrivacyPlace)

_KEPT = {
    "work_logs": "entries of help",
    "kudos_people": "kudos that they got",
    "praise_people": "customers' praise that has to do with them",
    "card_looks": "looks at results, by them or at theirs",
}
"""What an admin reads of each table, in the order of the list; the person's own page has words of its own."""

_NOT_COUNTED = "kudos that they gave, goals, measurements, messages to them, settings and lines of the audit log"
"""What the form names without counting: that would take longer than Slack waits for a form."""

_WHAT_GOES = """*What goes*
• name, other names, address and Slack id
• what they wrote: entries, kudos, notes, the wording of their own goals
• their settings, their digests, and who looked at their results
• their name in what others wrote: _a former colleague_ stands in its place"""
_WHAT_STAYS = """*What stays, without a name*
• minutes, customers and tags of entries
• values of measurements, and how many kudos there were
• goals of teams"""


def texts_form(count: int, response_url: str | None) -> dict[str, Any]:
    """Deleting the texts of `count` entries, or of those before a day."""
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    return _form(
        ViewId.PRIVACY_TEXTS,
        "Delete texts",
        "Delete",
        PrivacyPlace(response_url),
        [
            section(
                f"This deletes what you wrote in {entries}: the text, the line that you typed, ticket numbers, links "
                "and whom you helped.\n*What stays:* minutes, date, customer and tags, so that the help still counts. "
                "*It can't be undone*; what colleagues noted about you is theirs and stays."
            ),
            input_block(
                "Only entries before",
                {"type": "datepicker", "action_id": ActionId.PRIVACY_BEFORE},
                optional=True,
                hint="Left empty, the texts of all your entries are deleted.",
            ),
        ],
    )


def forget_form(to_forget: ToForget, response_url: str | None) -> dict[str, Any]:
    """Forgetting somebody, which has to be confirmed with their name."""
    name = escape_to(to_forget.person.name, TEXT_OBJECT.value - 2)
    return _form(
        ViewId.PRIVACY_FORGET,
        "Forget this person",
        "Forget",
        PrivacyPlace(response_url, to_forget.person.id),
        [
            section(f"*{name}*"),
            section("\n".join(["*What is kept now*", *_kept(to_forget.counts)])),
            section(_WHAT_GOES),
            section(_WHAT_STAYS),
            section("*It can't be undone.* What stands in Slack itself stays, but posts of kudos are changed."),
            input_block(
                "Type their name",
                {
                    "type": "plain_text_input",
                    "action_id": ActionId.PRIVACY_NAME,
                    "max_length": PLAIN_TEXT_INPUT.value,
                    "placeholder": plain("As it stands above", PLACEHOLDER.value),
                },
                hint="So that nobody is forgotten by mistake.",
            ),
        ],
    )


def _kept(counts: Mapping[str, int]) -> list[str]:
    """How much is kept of somebody, as a short list."""
    lines = [f"• {words}: {counts[table]:,}" for table, words in _KEPT.items() if counts.get(table)]
    return [*lines, "• the name and what Slack tells with it", f"• where there are any: {_NOT_COUNTED}"]


def place_of(view: dict[str, Any]) -> PrivacyPlace:
    """What the form carries. Raises `Refused` for another version's."""
    return load_place(_PLACE, view["private_metadata"], OPEN_AGAIN)


def before_of(view: dict[str, Any]) -> date | None:
    """The day before which texts are deleted; None for all."""
    chosen = state_of(view["state"], ActionId.PRIVACY_BEFORE).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def name_of(view: dict[str, Any]) -> str:
    """The name that was typed."""
    return str(state_of(view["state"], ActionId.PRIVACY_NAME).get("value") or "")


def _form(callback_id: ViewId, title: str, submit: str, place: PrivacyPlace, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": dump_place(place, "response_url"),
        "blocks": blocks,
    }
