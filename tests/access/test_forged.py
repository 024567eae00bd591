"""Requests that nobody gets by pressing what they see: spoilt values and metadata, others' ids, other addresses.

Slack signs what it sends, so that these come from a mistake of ours, another version's message, or somebody who has
the secret: none may break the program, reach what isn't the asker's, or call anywhere but Slack.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.routes import Routes
from tests.access.attempts import Attempt, Patient, Press, PressOnHome, Submission, refusal_sentences
from tests.access.company import CANARY, ELSEWHERE, Who
from tests.access.subjects import all_attempts
from tests.access.world import World

FAULT = "went wrong on our side"
ADDRESS = "http://evil.invalid/take"

FORMS = [attempt for attempt in all_attempts() if attempt.request.startswith("form ")]
PRESSES = [
    attempt
    for attempt in all_attempts()
    # A menu that asks for its choices carries nothing.
    if attempt.request.startswith(("button ", "menu ")) and not attempt.offers
]

METADATA = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a string": '"12"',
    "null": "null",
    "an unknown field": '{"who": "U1TESS"}',
    "an id that is none": '{"goal": -1, "entry": -1, "person": -1, "customer": -1}',
    "an id that is text": '{"goal": "1 OR 1=1", "entry": "x", "person": "x", "customer": "x"}',
    "an enormous id": json.dumps(dict.fromkeys(("goal", "entry", "person", "customer"), 10**40)),
    "an enormous text": json.dumps({"response_url": "x" * 500_000}),
    "deep": "[" * 50_000,
    "another prompt": '{"prompt": "999999999"}',
    "a number": "999999999",
}

VALUES = (
    "",
    "x",
    "0",
    "-1",
    "999999999",
    "9" * 400,
    "٣",
    "1e9",
    ":",
    "999999999:999999999",
    "999999999:2026-13-45",
    "off_track|goal:999999999|2026-02-31",
    "customer:999999999",
    "tag:" + "x" * 2_000,
    "edit:",
    "edit:x",
    '{"a": 1}',
    "\x00",
    "x" * 100_000,
    "../../etc/passwd",
    "'; DROP TABLE people; --",
)


def forged(pressed: Press | PressOnHome, value: str) -> Press | PressOnHome:
    """The same button or menu with another value."""
    element = {**pressed.element, "value": value}
    if isinstance(pressed, PressOnHome):
        return replace(pressed, element=element)
    chosen = dict(pressed.chosen or {})
    for name, other in (("selected_option", {"value": value}), ("selected_user", value)):
        if name in chosen:
            chosen[name] = other
    return replace(pressed, element=element, chosen=chosen or None)


def answering(view: dict[str, Any], response_url: str) -> dict[str, Any]:
    """The form with another address for its reply; one that has no place for an address as it is."""
    metadata = view.get("private_metadata") or "{}"
    if not metadata.startswith("{"):
        return view
    return spoilt(view, json.dumps({**json.loads(metadata), "response_url": response_url}))


def spoilt(view: dict[str, Any], metadata: str) -> dict[str, Any]:
    return {**view, "private_metadata": metadata}


@pytest.mark.parametrize("what", METADATA)
@pytest.mark.parametrize("attempt", FORMS, ids=str)
async def test_a_form_with_spoilt_metadata_changes_nothing(world: World, attempt: Attempt, what: str) -> None:
    await world.place_again()
    sent = await attempt.prepare(world)
    assert isinstance(sent, Submission)
    elsewhere, before = world.rows(ELSEWHERE), world.rows()
    # Only an admin of theirs gets past the first refusals of most forms.
    shown = await replace(sent, view=spoilt(sent.view, METADATA[what]))(Who.ADMIN)
    assert FAULT not in shown.words
    assert world.rows(ELSEWHERE) == elsewhere
    if sent.view["private_metadata"] and any(sentence in shown.words for sentence in _refusals()):
        assert {**world.rows(), "audit_log": []} == {**before, "audit_log": []}


@pytest.mark.parametrize("attempt", PRESSES, ids=str)
async def test_a_button_with_a_spoilt_value_is_refused_and_breaks_nothing(world: World, attempt: Attempt) -> None:
    await world.place_again()
    sent = await attempt.prepare(world)
    pressed = sent.send if isinstance(sent, Patient) else sent
    assert isinstance(pressed, Press | PressOnHome)
    elsewhere = world.rows(ELSEWHERE)
    for value in VALUES:
        spoilt_press = forged(pressed, value)
        send = replace(sent, send=spoilt_press) if isinstance(sent, Patient) else spoilt_press
        shown = await send(Who.ADMIN)
        assert FAULT not in shown.words, repr(value)[:80]
    assert world.rows(ELSEWHERE) == elsewhere


@pytest.mark.parametrize("attempt", FORMS, ids=str)
async def test_what_a_form_says_goes_to_slack_alone(world: World, attempt: Attempt) -> None:
    await world.place_again()
    sent = await attempt.prepare(world)
    assert isinstance(sent, Submission)
    forged = answering(sent.view, ADDRESS)
    for actor in (Who.SELF, Who.ADMIN):
        assert FAULT not in (await replace(sent, view=forged)(actor)).words
    assert "evil.invalid" not in world.names_asked


@pytest.mark.parametrize("attempt", FORMS, ids=str)
async def test_the_view_id_of_somebody_elses_form_gives_nothing_of_theirs(world: World, attempt: Attempt) -> None:
    await world.place_again()
    sent = await attempt.prepare(world)
    assert isinstance(sent, Submission)
    front, owner, other = world.front, world.members[Who.SELF], world.members[Who.PEER]
    word = world.new_word()
    fields = {**sent.fields, **{name: {"value": f"{word} said"} for name in ("summary", "words", "title")}}
    payload = front.payload_of(owner, answering(sent.view, front.response_url(owner)), fields)
    await front.send(owner, payload)
    stolen = front.payload_of(other, answering(sent.view, front.response_url(other)), fields)
    stolen["view"]["id"] = payload["view"]["id"]
    rows = world.rows()
    typed = json.loads(json.dumps(stolen).replace(word, "stolen"))
    shown = await front.send(other, typed)
    assert FAULT not in shown.words
    assert word not in shown.words.casefold()
    mine = {table: [row for row in kept if word in row] for table, kept in rows.items()}
    now = {table: [row for row in kept if word in row] for table, kept in world.rows().items()}
    assert now == mine


async def test_somebody_of_whom_slack_does_not_tell_gets_nothing(world: World) -> None:
    stranger = replace(world.members[Who.SELF], id="U9NOBODY", name="nobody")
    before = world.rows()
    for line in ("/logwork 5m call", "/goal", "/praiseworthy people", "/kudos <@U1CORA> thanks"):
        shown = await world.front.command(stranger, line)
        assert "Slack didn't tell me who you are" in shown.words
        assert CANARY not in shown.words
    assert world.rows() == before


@pytest.mark.parametrize("kind", ["button", "form", "shortcut", "menu"])
async def test_what_nobody_answers_changes_nothing(world: World, kind: str) -> None:
    """Another version's ids, and ids of one kind where another is meant."""
    before, person = world.rows(), world.members[Who.ADMIN]
    names = _names(world.routes)
    for name in ("", "work_log", "work_log.undo.all", "__class__", "x" * 255, *names):
        if name in names[: len(names) // 2] and kind in {"button", "menu"}:
            continue
        drawn = {"type": "button", "action_id": f"{name}?", "value": "1"}
        view = {"type": "modal", "callback_id": f"{name}?", "private_metadata": "1", "blocks": []}
        match kind:
            case "button":
                shown = await world.front.press(person, drawn)
            case "form":
                shown = await world.front.submit(person, view, {})
            case "menu":
                shown = await world.front.suggest(person, view, f"{name}?", "")
            case _:
                message = world.front.message(person)
                shown = await world.front.use_shortcut(person, message, f"{name}?")
        assert not shown.words.strip()
    assert world.rows() == before


def _names(routes: Routes) -> list[str]:
    return [str(name) for table in (routes.actions, routes.views, routes.options, routes.shortcuts) for name in table]


def _refusals() -> list[str]:
    return [*refusal_sentences(), "is not known here any more", "isn't known here"]
