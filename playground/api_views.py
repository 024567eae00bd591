"""Web API methods of modals and the Home tab (pages "views.open method" and its neighbours)."""

import json
from typing import Any

import slack_limits as limits
from playground.arguments import Arguments
from playground.errors import SlackError
from playground.model import Json
from playground.workspace import Workspace


def _view(arguments: Arguments, kind: str) -> Any:
    view = arguments.structure("view")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    if len(json.dumps(view).encode()) > limits.VIEW_BYTES.value:
        raise SlackError("view_too_large")
    if view.get("type") != kind:
        raise SlackError("invalid_arguments", [f"[ERROR] unsupported type: {view.get('type')} [json-pointer:/view]"])
    return view


def open_modal(workspace: Workspace, arguments: Arguments) -> Json:
    view = _view(arguments, "modal")
    person_id = workspace.link.triggers.exchange(arguments.text("trigger_id"))
    return {"view": workspace.payloads.view(workspace.contents.views.open(person_id, view))}


def push(workspace: Workspace, arguments: Arguments) -> Json:
    view = _view(arguments, "modal")
    person_id = workspace.link.triggers.exchange(arguments.text("trigger_id"))
    return {"view": workspace.payloads.view(workspace.contents.views.push(person_id, view))}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    shown = workspace.contents.views.find(arguments.optional("view_id"), arguments.optional("external_id"))
    view = _view(arguments, shown.type)
    updated = workspace.contents.views.update(shown, view, hash_=arguments.optional("hash"))
    return {"view": workspace.payloads.view(updated)}


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    person = workspace.contents.member(arguments.text("user_id"))
    view = _view(arguments, "home")
    published = workspace.contents.views.publish(person.id, view, hash_=arguments.optional("hash"))
    return {"view": workspace.payloads.view(published)}


METHODS = {
    "views.open": open_modal,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
