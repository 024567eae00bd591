"""Attempts about measurements of goals."""

from bot.blocks.ids import ActionId
from bot.blocks.measurement_form import MeasurementPlace, measurement_view, note_view
from bot.blocks.measurements import measured_message
from bot.domain.goal_line import MeasurementLine
from bot.domain.measurements import MeasurementReceipt
from bot.services import measurements
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, typing
from tests.access.attempts_goals import FOR_ALL, FOR_TEAM, goal_of
from tests.access.company import Actor, Who
from tests.access.world import NOW, World

attempt = Attempts()


async def measured(world: World, value: float = 20, actor: Actor = Who.SELF) -> MeasurementReceipt:
    """A measurement of a goal of Tess's."""
    goal = (await goal_of(world)).goal
    line = MeasurementLine(goal.id, value, "", None, "", None, "")
    return await world.do(measurements.measure, actor, line, world.new_name(), NOW)


async def doubtful(world: World) -> MeasurementReceipt:
    """One that is asked about."""
    receipt = await measured(world)
    line = MeasurementLine(receipt.goal.id, 9_000, "", None, "", None, "")
    return await world.do(measurements.measure, Who.SELF, line, world.new_name(), NOW)


@attempt("command /goal 12 = 4.4", changes=("measurements",), shows=True)
async def measure(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world)).goal.id} = 20")


@attempt("command /goal 12 = 4.4 of a team", changes=("measurements",), shows=True)
async def measure_for_team(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world, FOR_TEAM)).goal.id} = 20")


@attempt("command /goal 12 = 4.4 of the organisation", changes=("measurements",), shows=True)
async def measure_for_all(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world, FOR_ALL, Who.LEADER)).goal.id} = 20")


@attempt("button goal.measure", opens=True, shows=True)
async def open_form(world: World) -> Send:
    return pressing_value(world, ActionId.GOAL_MEASURE, str((await goal_of(world)).goal.id))


@attempt("button measurement.confirm", changes=("measurements",), shows=True)
async def confirm(world: World) -> Send:
    return pressing(world, measured_message(await doubtful(world)).blocks, ActionId.MEASUREMENT_CONFIRM)


@attempt("button measurement.other", opens=True, shows=True)
async def give_another(world: World) -> Send:
    return pressing(world, measured_message(await doubtful(world)).blocks, ActionId.MEASUREMENT_OTHER)


@attempt("button measurement.undo", changes=("measurements",), shows=True)
async def undo(world: World) -> Send:
    return pressing(world, measured_message(await measured(world)).blocks, ActionId.MEASUREMENT_UNDO)


@attempt("button measurement.redo", changes=("measurements",), shows=True)
async def redo(world: World) -> Send:
    receipt = await measured(world)
    undone = await world.do(measurements.undo, Who.SELF, receipt.measurement.id, NOW)
    return pressing(world, measured_message(undone).blocks, ActionId.MEASUREMENT_REDO)


@attempt("button measurement.add_note", opens=True, shows=True)
async def open_note(world: World) -> Send:
    return pressing(world, measured_message(await measured(world)).blocks, ActionId.MEASUREMENT_ADD_NOTE)


@attempt("form measurement.form", changes=("measurements",))
async def submit(world: World) -> Send:
    goal = (await goal_of(world)).goal
    asked = await world.do(measurements.goal_to_measure, Who.SELF, goal.id, NOW)
    return submitting(world, measurement_view(asked, MeasurementPlace(goal.id)), value={"value": "20"})


@attempt("form measurement.note_form", changes=("measurements",))
async def submit_note(world: World) -> Send:
    receipt = await measured(world)
    view = note_view(receipt, MeasurementPlace(receipt.measurement.id))
    return submitting(world, view, note={"value": "Two were away"})
