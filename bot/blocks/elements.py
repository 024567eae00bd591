"""The parts of Block Kit that every message and every form draws alike: buttons, rows of them, inputs and options."""

from collections.abc import Mapping
from typing import Any

from bot.blocks.text import Block, plain
from slack_limits import BUTTON_TEXT, INPUT_HINT, INPUT_LABEL, OPTION_TEXT


def button(label: str, action: str, value: int | str) -> Block:
    """A button ("Button element")."""
    return {"type": "button", "text": plain(label, BUTTON_TEXT.value), "action_id": action, "value": str(value)}


def actions(*elements: Block) -> Block:
    """A row of buttons and menus ("Actions block")."""
    return {"type": "actions", "elements": list(elements)}


def input_block(label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A field of a form, under its element's action id ("Input block")."""
    return {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain(label, INPUT_LABEL.value),
        "element": element,
        "optional": optional,
        **({"hint": plain(hint, INPUT_HINT.value)} if hint else {}),
    }


def option(text: str, value: str) -> Block:
    """A choice in words of ours ("Option object")."""
    return {"text": plain(text, OPTION_TEXT.value), "value": value}


def option_as_named(text: str, value: str) -> Block:
    """A choice under somebody's own name: not escaped into ':tada:' ("Text object"), so it comes back as it is."""
    return {"text": {**plain(text, OPTION_TEXT.value), "emoji": False}, "value": value}


def state_of(state: Mapping[str, Any], action: str) -> dict[str, Any]:
    """What stands in a form's field that `input_block` drew, {} where nothing does ("View submission payload")."""
    found: dict[str, Any] = state.get("values", {}).get(action, {}).get(action) or {}
    return found
