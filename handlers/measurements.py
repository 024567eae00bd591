"""Measurements of goals: `/goal 12 = 4.4`, the form, corrections and what a hook sends."""

from functools import partial

import structlog

from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.measurement_form import (
    MeasurementPlace,
    measurement_view,
    note_view,
    read_measurement,
    read_note,
)
from bot.blocks.measurements import measured_message
from bot.domain.goal_line import MeasurementLine
from bot.domain.goals import MeasurementState
from bot.domain.measurements import Filled, MeasurementReceipt, check_note
from bot.domain.numbers import read_value
from bot.domain.record_ids import read_id
from bot.errors import DayRefused, PraiseworthyError, Refused
from bot.reception import Reception
from bot.services import measurements
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.measurements")


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.actions[ActionId.GOAL_MEASURE] = partial(open_form, reception=reception)
    routes.actions[ActionId.MEASUREMENT_CONFIRM] = partial(confirm, reception=reception)
    routes.actions[ActionId.MEASUREMENT_OTHER] = partial(give_another, reception=reception)
    routes.actions[ActionId.MEASUREMENT_UNDO] = partial(undo, reception=reception)
    routes.actions[ActionId.MEASUREMENT_REDO] = partial(redo, reception=reception)
    routes.actions[ActionId.MEASUREMENT_ADD_NOTE] = partial(open_note_form, reception=reception)
    routes.views[ViewId.MEASUREMENT_FORM] = partial(submit_form, reception=reception)
    routes.views[ViewId.MEASUREMENT_NOTE_FORM] = partial(submit_note_form, reception=reception)


async def measure(request: Request, line: MeasurementLine, *, reception: Reception) -> None:
    """`/goal 12 = 4.4`: recorded, or kept and asked about."""
    name = f"command:{request.body['trigger_id']}"
    receipt = await reception.write(measurements.measure, request.asker, line, name, reception.now)
    await request.ack(**measured_message(receipt).payload())


async def open_form(request: Request, *, reception: Reception) -> None:
    """*Update* on a goal's page and in a message that asks for numbers."""
    goal_id = _id_in(request)
    asked = await reception.read(measurements.goal_to_measure, request.asker, goal_id, reception.now)
    place = MeasurementPlace(goal_id, response_url=request.body.get("response_url"))
    await reception.messenger.open_view(request.body["trigger_id"], measurement_view(asked, place))
    await request.ack()


async def confirm(request: Request, *, reception: Reception) -> None:
    """*Yes, record 44*."""
    receipt = await reception.write(measurements.confirm, request.asker, _id_in(request), reception.now)
    await _replace_with(receipt, request, reception)


async def give_another(request: Request, *, reception: Reception) -> None:
    """*No, it is …*: the form with what was given; its reply takes the question's place."""
    measurement_id = _id_in(request)
    asked = await reception.read(measurements.measurement_asked, request.asker, measurement_id, reception.now)
    if asked.pending is None or asked.pending.state is not MeasurementState.TO_CONFIRM:
        # It was answered elsewhere: the message shows what became of it.
        receipt = await reception.read(measurements.own_measurement, request.asker, measurement_id, reception.now)
        await _replace_with(receipt, request, reception)
        return
    place = MeasurementPlace(
        asked.goal.id, answers=measurement_id, response_url=request.body.get("response_url"), replaces=True
    )
    await reception.messenger.open_view(request.body["trigger_id"], measurement_view(asked, place))
    await request.ack()


async def undo(request: Request, *, reception: Reception) -> None:
    """*Undo*."""
    receipt = await reception.write(measurements.undo, request.asker, _id_in(request), reception.now)
    await _replace_with(receipt, request, reception)


async def redo(request: Request, *, reception: Reception) -> None:
    """*Redo*."""
    receipt = await reception.write(measurements.redo, request.asker, _id_in(request), reception.now)
    await _replace_with(receipt, request, reception)


async def open_note_form(request: Request, *, reception: Reception) -> None:
    """*Add note*."""
    measurement_id = _id_in(request)
    receipt = await reception.read(measurements.own_measurement, request.asker, measurement_id, reception.now)
    place = MeasurementPlace(measurement_id, response_url=request.body.get("response_url"), replaces=True)
    await reception.messenger.open_view(request.body["trigger_id"], note_view(receipt, place))
    await request.ack()


async def submit_form(request: Request, *, reception: Reception) -> None:
    """The form: checked, saved, closed and answered, or followed by the question whether the number is right."""
    view = request.body["view"]
    place = MeasurementPlace.load(view["private_metadata"])
    read = _read(view["state"], place)
    if isinstance(read, dict):
        await request.ack(response_action="errors", errors=read)
        return
    filled, unit = read
    name = f"view:{view['id']}" + (f":{place.answers}" if place.answers is not None else "")
    try:
        receipt = await reception.write(
            measurements.record, request.asker, filled, unit, name, reception.now, answers=place.answers
        )
    except DayRefused as refused:
        await request.ack(response_action="errors", errors={ActionId.MEASUREMENT_DATE: field_error(refused)})
        return
    if receipt.measurement.state is MeasurementState.TO_CONFIRM:
        await _ask_in_form(request, receipt, place, reception)
        return
    await request.ack()
    await _reply(place, receipt, reception)


async def submit_note_form(request: Request, *, reception: Reception) -> None:
    """The form for a note."""
    view = request.body["view"]
    place = MeasurementPlace.load(view["private_metadata"])
    note = read_note(view["state"])
    receipt = await reception.write(measurements.add_note, request.asker, place.goal, note, reception.now)
    await request.ack()
    await _reply(place, receipt, reception)


async def _ask_in_form(
    request: Request, receipt: MeasurementReceipt, place: MeasurementPlace, reception: Reception
) -> None:
    """The same form again, with the question: closing it leaves the number kept and not counted."""
    measurement_id = receipt.measurement.id
    asked = await reception.read(measurements.measurement_asked, request.asker, measurement_id, reception.now)
    asking = MeasurementPlace(place.goal, measurement_id, place.response_url, place.replaces)
    await request.ack(response_action="update", view=measurement_view(asked, asking))


def _read(state: dict[str, object], place: MeasurementPlace) -> tuple[Filled, str] | dict[str, str]:
    """What the form says and the unit behind its number, or what is wrong with which field."""
    form = read_measurement(state)
    errors: dict[str, str] = {}
    value, unit = 0.0, ""
    try:
        value, unit = read_value(form.value)
    except Refused as refused:
        errors[ActionId.MEASUREMENT_VALUE] = field_error(refused)
    try:
        check_note(form.note)
    except Refused as refused:
        errors[ActionId.MEASUREMENT_NOTE] = field_error(refused)
    if form.on is None:
        errors[ActionId.MEASUREMENT_DATE] = "Choose the day."
    if errors or form.on is None:
        return errors
    return Filled(place.goal, value, form.on, form.note, form.confidence), unit


async def _reply(place: MeasurementPlace, receipt: MeasurementReceipt, reception: Reception) -> None:
    # It is saved: a reply that fails now must not look like a failure to save.
    if place.response_url is None:
        return
    try:
        await reception.messenger.respond(place.response_url, measured_message(receipt), replace=place.replaces)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", goal=receipt.goal.id, reason=str(unsaid))


async def _replace_with(receipt: MeasurementReceipt, request: Request, reception: Reception) -> None:
    """Shows what became of it where the button was pressed; done is done, though the message stay as it was."""
    place = MeasurementPlace(receipt.goal.id, response_url=request.body.get("response_url"), replaces=True)
    await _reply(place, receipt, reception)
    await request.ack()


def _id_in(request: Request) -> int:
    """The id that a button carries. Raises `Refused` for anything that isn't one."""
    number = read_id(request.body["actions"][0].get("value") or "")
    if number is None:
        raise Refused("That button is not known here any more.", "`/goal` lists your goals.")
    return number
