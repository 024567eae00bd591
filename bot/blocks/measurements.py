"""What a person sees of a goal's numbers: the reply to one, 'Is that right?', and being asked for a fresh one."""

from collections.abc import Sequence
from datetime import date

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, section
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.fresh_measurements import StaleGoal
from bot.domain.goals import Confidence, Direction, Goal, Measurement, MeasurementState
from bot.domain.measurements import MeasurementReceipt
from bot.domain.numbers import show_change, show_value
from bot.domain.pace import Pace

TITLE_LENGTH = 200
NOTE_LENGTH = 500
MOST_ASKED = 20
"""Goals in one message that asks for numbers; each takes two blocks of the fifty that a message may have."""

_CONFIDENCE = {Confidence.LOW: "not confident", Confidence.MEDIUM: "fairly confident", Confidence.HIGH: "confident"}


def measured_message(receipt: MeasurementReceipt) -> Message:
    """The reply to a number: what was recorded and how the goal stands, or the question whether it is right."""
    match receipt.measurement.state:
        case MeasurementState.TO_CONFIRM:
            return doubt_message(receipt.goal, receipt.measurement, receipt.before, receipt.today)
        case MeasurementState.WITHDRAWN:
            return _undone_message(receipt)
        case _:
            return _recorded_message(receipt)


def doubt_message(goal: Goal, measurement: Measurement, before: Measurement | None, today: date) -> Message:
    """'Is that right?' about a number that is kept and not counted yet."""
    value = _value(measurement.value, goal)
    whence = " came in" if measurement.given_by is None else ""
    text = f"{_name(goal)}: {value}{whence}. Is that right? {_known(goal, before, today)}"
    return Message(
        text,
        [
            section(text),
            context(f"For {describe_day(measurement.on, today)}. It is kept, and doesn't count until you say so."),
            actions(
                button(
                    f"Yes, record {show_value(measurement.value, goal.unit)}",
                    ActionId.MEASUREMENT_CONFIRM,
                    measurement.id,
                ),
                button("No, it is …", ActionId.MEASUREMENT_OTHER, measurement.id),
            ),
        ],
    )


def fresh_message(goals: Sequence[StaleGoal], today: date) -> Message:
    """Asks for fresh numbers of several goals, each with its *Update*."""
    if len(goals) == 1:
        text = f"Your manager's digest comes soon. How does this goal stand? {_name(goals[0].goal)}"
    else:
        text = f"Your manager's digest comes soon. How do these {len(goals)} goals stand?"
    blocks = [section(text if len(goals) > 1 else "Your manager's digest comes soon. How does this goal stand?")]
    for stale in goals[:MOST_ASKED]:
        latest = stale.latest
        known = (
            f"last {_value(latest.value, stale.goal)}, {describe_day(latest.on, today)}" if latest else "no number yet"
        )
        blocks.append(section(f"*{_name(stale.goal)}*\n{_to_target(stale.goal)} · {known}"))
        blocks.append(
            actions(
                {
                    **button("Update", ActionId.GOAL_MEASURE, stale.goal.id),
                    "action_id": f"{ActionId.GOAL_MEASURE}:{stale.goal.id}",
                }
            )
        )
    left = len(goals) - MOST_ASKED
    blocks.append(context(f"{left} more: `/goal` lists them." if left > 0 else "Or type it: `/goal 12 = 4.4`"))
    return Message(text, blocks)


def standing_line(receipt: MeasurementReceipt) -> str:
    """'now 4.4 → 4.6 by Wed 31 Mar: on track, up 0.3 since Fri 13 Nov' in mrkdwn."""
    goal, standing, today = receipt.goal, receipt.standing, receipt.today
    if standing.latest is None:
        return f"no number yet, {_to_target(goal)}"
    now = f"now {_value(standing.latest.value, goal)}{', ' if _is_kept(goal) else ' '}{_to_target(goal)}"
    expected = ""
    if standing.expected is not None and standing.pace in {Pace.AT_RISK, Pace.OFF_TRACK} and goal.due_on >= today:
        expected = f" (evenly it would be {_value(standing.expected, goal)} today)"
    return f"{now}: {standing.pace.value}{expected}"


def _recorded_message(receipt: MeasurementReceipt) -> Message:
    goal, measurement, today = receipt.goal, receipt.measurement, receipt.today
    said = f"{_value(measurement.value, goal)} for {describe_day(measurement.on, today)}"
    if receipt.corrected is not None:
        said += f", corrected from {_value(receipt.corrected.value, goal)}"
    if measurement.state is MeasurementState.CORRECTED and receipt.instead is not None:
        said += f", corrected to {_value(receipt.instead.value, goal)} since"
    if receipt.before is not None:
        since = describe_day(receipt.before.on, today)
        change = escape_to(show_change(receipt.before.value, measurement.value, goal.unit), 100)
        said += f", {change} since {since}"
    text = f"Recorded {said}. {_name(goal)}: {standing_line(receipt)}."
    blocks = [section(text), *_details(measurement)]
    buttons = [
        button("Change note" if measurement.note else "Add note", ActionId.MEASUREMENT_ADD_NOTE, measurement.id),
        button("Undo", ActionId.MEASUREMENT_UNDO, measurement.id),
    ]
    return Message(text, [*blocks, actions(*buttons)])


def _undone_message(receipt: MeasurementReceipt) -> Message:
    goal, measurement, today = receipt.goal, receipt.measurement, receipt.today
    text = f"Undone: {_value(measurement.value, goal)} for {describe_day(measurement.on, today)}"
    if receipt.instead is not None:
        text += f"; {_value(receipt.instead.value, goal)} counts again"
    text += f". {_name(goal)}: {standing_line(receipt)}."
    return Message(text, [section(text), actions(button("Redo", ActionId.MEASUREMENT_REDO, measurement.id))])


def _details(measurement: Measurement) -> list[Block]:
    confidence = _CONFIDENCE[measurement.confidence] if measurement.confidence else ""
    said = " · ".join(part for part in (confidence, escape_to(measurement.note, NOTE_LENGTH)) if part)
    return [context(said)] if said else []


def _known(goal: Goal, before: Measurement | None, today: date) -> str:
    if before is not None:
        return f"Before it was {_value(before.value, goal)}, {describe_day(before.on, today)}."
    if goal.baseline is not None:
        return f"It began at {_value(goal.baseline, goal)} and is to get to {_value(goal.target, goal)}."
    return f"It is to get to {_value(goal.target, goal)}."


def _to_target(goal: Goal) -> str:
    """'→ 4.6 by Wed 31 Mar 2027', or 'to stay at least 4.5 until …'."""
    target, due = _value(goal.target, goal), describe_day(goal.due_on, date.min)
    if _is_kept(goal):
        return f"to stay at {'least' if goal.direction is Direction.AT_LEAST else 'most'} {target} until {due}"
    return f"→ {target} by {due}"


def _is_kept(goal: Goal) -> bool:
    return goal.direction in {Direction.AT_LEAST, Direction.AT_MOST}


def _name(goal: Goal) -> str:
    return f"Goal {goal.id}, {escape_to(goal.title, TITLE_LENGTH)}"


def _value(value: float, goal: Goal) -> str:
    return escape_to(show_value(value, goal.unit), 100)
