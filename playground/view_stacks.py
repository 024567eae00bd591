"""Each person's open modals, and Home tab (pages "Modals", "views.open method" and its neighbours)."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import slack_limits as limits
from playground.block_kit import check_view, elements_of, with_ids
from playground.errors import SlackError
from playground.ids import new_hash, new_id
from playground.model import Json, View

_EMPTY: dict[str, Json] = {
    "plain_text_input": {"value": None},
    "number_input": {"value": None},
    "email_text_input": {"value": None},
    "url_text_input": {"value": None},
    "static_select": {"selected_option": None},
    "external_select": {"selected_option": None},
    "users_select": {"selected_user": None},
    "conversations_select": {"selected_conversation": None},
    "channels_select": {"selected_channel": None},
    "multi_static_select": {"selected_options": []},
    "multi_external_select": {"selected_options": []},
    "multi_users_select": {"selected_users": []},
    "multi_conversations_select": {"selected_conversations": []},
    "multi_channels_select": {"selected_channels": []},
    "datepicker": {"selected_date": None},
    "timepicker": {"selected_time": None},
    "datetimepicker": {"selected_date_time": None},
    "checkboxes": {"selected_options": []},
    "radio_buttons": {"selected_option": None},
}


def _initial(element: Json) -> Json:
    [(name, empty)] = _EMPTY[element["type"]].items()
    return {"type": element["type"], name: element.get(name.replace("selected", "initial", 1), empty)} | (
        {"value": element.get("initial_value")} if name == "value" else {}
    )


def state_of(blocks: list[Json], typed: Json) -> Json:
    """The documented `state` of blocks: each input's own value, or what the app gave it to begin with.

    `typed` is `{"values": {block_id: {action_id: {…}}}}`.
    """
    values: dict[str, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in _EMPTY:
                given = typed.get("values", {}).get(block["block_id"], {}).get(element["action_id"])
                values.setdefault(block["block_id"], {})[element["action_id"]] = deepcopy(given or _initial(element))
    return {"values": values}


def _is_empty(value: Json) -> bool:
    return not any(content for name, content in value.items() if name not in {"type", "timezone"})


def unfit_inputs(view: View) -> dict[str, str]:
    """What Slack itself asks the person to mend before it sends a submission: block id → sentence."""
    wrong: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = view.state["values"][block["block_id"]][element["action_id"]]
        text = value.get("value") or ""
        most = element.get("max_length", limits.PLAIN_TEXT_INPUT.value)
        if _is_empty(value):
            if not block.get("optional"):
                wrong[block["block_id"]] = "Please complete this required field."
        elif element["type"] == "plain_text_input" and not element.get("min_length", 0) <= len(text) <= most:
            wrong[block["block_id"]] = f"Please write {element.get('min_length', 0)} to {most} characters."
        elif element["type"] in _FORMS and not re.fullmatch(_FORMS[element["type"]][0], text):
            wrong[block["block_id"]] = _FORMS[element["type"]][1]
        elif element["type"] == "number_input":
            said = _unfit_number(element, text)
            if said:
                wrong[block["block_id"]] = said
    return wrong


_FORMS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Please enter a valid email address."),
    "url_text_input": (r"https?://[^\s/]+\S*", "Please enter a valid URL, such as https://example.com."),
}


def _unfit_number(element: Json, text: str) -> str | None:
    """What Slack says of a number that can't be, or that lies outside `min_value` and `max_value`."""
    if not re.fullmatch(r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+", text):
        return "Please enter a valid number."
    if "min_value" in element and Decimal(text) < Decimal(element["min_value"]):
        return f"Please enter a number that is {element['min_value']} or more."
    if "max_value" in element and Decimal(text) > Decimal(element["max_value"]):
        return f"Please enter a number that is {element['max_value']} or less."
    return None


@dataclass(slots=True)
class ViewStacks:
    """Modals by person (the last is on top) and Home tabs by person."""

    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def top(self, person_id: str) -> View | None:
        stack = self.stacks.get(person_id)
        return stack[-1] if stack else None

    def find(self, view_id: str | None, external_id: str | None = None) -> View:
        """The view with this id or external id; raises SlackError `not_found`."""
        views = [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())
        for view in views:
            if view.id == view_id or (external_id and view.payload.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def _new(self, person_id: str, payload: Any, *, below: View | None) -> View:
        self._accept(payload)
        view_id = new_id("V")
        payload = payload | {"blocks": with_ids(payload["blocks"])}
        return View(
            id=view_id,
            hash=new_hash(),
            type=payload["type"],
            owner=person_id,
            payload=payload,
            root_view_id=below.root_view_id if below else view_id,
            previous_view_id=below.id if below else None,
            state=state_of(payload["blocks"], {}),
        )

    def _accept(self, payload: Any, *, replacing: View | None = None) -> None:
        problems = check_view(payload)
        if problems:
            raise SlackError("invalid_arguments", problems)
        external_id = payload.get("external_id")
        if external_id:
            try:
                taken = self.find(None, external_id)
            except SlackError:
                return
            if taken is not replacing:
                raise SlackError("duplicate_external_id")

    def open(self, person_id: str, payload: Json) -> View:
        """Shows a modal; one that is already open gives way."""
        view = self._new(person_id, payload, below=None)
        self.stacks[person_id] = [view]
        return view

    def push(self, person_id: str, payload: Any) -> View:
        """Shows a modal on top; raises SlackError `push_limit_reached` when three are open."""
        stack = self.stacks.get(person_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= limits.VIEW_STACK.value:
            raise SlackError("push_limit_reached")
        view = self._new(person_id, payload, below=stack[-1])
        stack.append(view)
        return view

    def update(self, view: View, payload: Any, *, hash_: str | None = None) -> View:
        """Replaces a view's content; what was typed into inputs whose ids stay is kept, as in Slack."""
        if hash_ and hash_ != view.hash:
            raise SlackError("hash_conflict")
        self._accept(payload, replacing=view)
        if payload["type"] != view.type:
            raise SlackError("invalid_arguments", ["[ERROR] view type can't be changed [json-pointer:/view/type]"])
        view.payload = payload | {"blocks": with_ids(payload["blocks"])}
        view.state = state_of(view.blocks, view.state)
        view.hash = new_hash()
        view.errors = {}
        return view

    def publish(self, person_id: str, payload: Json, *, hash_: str | None = None) -> View:
        """Sets a person's Home tab."""
        home = self.homes.get(person_id)
        if home:
            return self.update(home, payload, hash_=hash_)
        self.homes[person_id] = self._new(person_id, payload, below=None)
        return self.homes[person_id]

    def remove(self, view: View) -> list[View]:
        """Takes a modal and those above it away; gives them, top first."""
        stack = self.stacks.get(view.owner, [])
        if view not in stack:
            return []
        index = stack.index(view)
        gone = stack[index:][::-1]
        del stack[index:]
        return gone

    def clear(self, person_id: str) -> list[View]:
        """Takes all of a person's modals away; gives them, top first."""
        return self.stacks.pop(person_id, [])[::-1]

    def settle(self, view: View, answer: Json) -> None:
        """Does what the acknowledgement of a submission asks for; raises SlackError when Slack would refuse it."""
        match answer.get("response_action"):
            case None:
                self.remove(view)
            case "clear":
                self.clear(view.owner)
            case "update":
                self.update(view, answer.get("view"))
            case "push":
                self.push(view.owner, answer.get("view"))
            case "errors":
                inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                errors = answer.get("errors")
                if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
                    raise SlackError(
                        "invalid_arguments", ["[ERROR] errors must name input blocks [json-pointer:/errors]"]
                    )
                view.errors = {str(block_id): str(sentence) for block_id, sentence in errors.items()}
            case other:
                raise SlackError("invalid_arguments", [f"[ERROR] unknown response_action: {other}"])
