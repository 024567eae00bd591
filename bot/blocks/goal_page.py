"""A goal's page: what is wanted, how it stands, what it serves and what serves it, and what was changed."""

from collections.abc import Sequence
from datetime import date

from bot.blocks.elements import actions, button
from bot.blocks.goals import (
    ACTIVITY,
    NAME_LENGTH,
    TITLE_LENGTH,
    WORDS_LENGTH,
    about,
    agreement,
    asked_for,
    changed_parts,
    line,
    opening,
    progress,
    shown_value,
)
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, section
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.goal_pages import GoalPage
from bot.domain.goals import Agreement, Direction, Goal, GoalChange, GoalState, stated
from bot.domain.pace import Pace

PARENTS_SHOWN = 5
HISTORY_LENGTH = 2_500
"""Characters of the history of changes: with its title it stays within one section."""


def page_message(page: GoalPage) -> Message:
    """A goal's page."""
    goal, today = page.goal, page.today
    state = {GoalState.CLOSED: " · closed", GoalState.WITHDRAWN: " · taken back"}.get(goal.state, "")
    label = f" · {ACTIVITY}" if goal.is_activity else ""
    blocks = [section(f"*Goal {goal.id}: {escape_to(goal.title, TITLE_LENGTH)}*{label}{state}")]
    blocks.append(section(_standing(page)))
    if goal.why:
        blocks.append(section(f"*Why it matters:* {escape_to(goal.why, WORDS_LENGTH)}"))
    blocks += [context(note) for note in about(goal)]
    if agreed := agreement(goal):
        blocks.append(section(_agreed(goal, agreed)))
    blocks.append(section(_numbers(page)))
    blocks += _cascade(page)
    if history := history_lines(goal, page.changes, today):
        blocks.append(section("*Changes*\n" + _fitting(history, HISTORY_LENGTH)))
    blocks += _page_buttons(page)
    text = f"Goal {goal.id} for {escape_to(goal.owner.name, NAME_LENGTH)}: {escape_to(goal.title, TITLE_LENGTH)}"
    return Message(f"{text}: {progress(page.standing)}, due {describe_day(goal.due_on, today)}", blocks)


def history_lines(goal: Goal, changes: Sequence[GoalChange], today: date) -> list[str]:
    """'target 4.5 → 4.6 by Maya, Tue 3 Nov', latest first; `changes` are the goal's latest ones, latest first."""
    after = stated(goal)
    lines = []
    for change in changes:
        before = after | dict(change.before)
        said = changed_parts(before, after, before["unit"], today)
        if said:
            day = describe_day(change.at.date(), today)
            lines.append(f"{'; '.join(said)} by {escape_to(change.by_name, NAME_LENGTH)}, {day}")
        after = before
    return lines


def _standing(page: GoalPage) -> str:
    """Whose it is, from where to where, how it stands today and where it should be by now."""
    goal, standing, today = page.goal, page.standing, page.today
    whose = f"For *{escape_to(goal.owner.name, NAME_LENGTH)}*"
    by = f", set by {escape_to(page.set_by, NAME_LENGTH)}" if page.set_by else ""
    lines = [f"{whose}{by}: {asked_for(goal, today)}", f"*{progress(standing)}*"]
    is_running = goal.state is GoalState.OPEN and standing.pace not in {Pace.NOT_STARTED, Pace.REACHED, Pace.MISSED}
    if is_running and standing.expected is not None and goal.direction in {Direction.UP, Direction.DOWN}:
        lines.append(f"If progress ran evenly it would be at {shown_value(round(standing.expected, 2), goal)} today.")
    if standing.pace is Pace.NOT_STARTED:
        lines.append(f"It starts {describe_day(goal.starts_on, today)}.")
    return "\n".join(lines)


def _agreed(goal: Goal, agreed: str) -> str:
    said = f"*Agreement:* {agreed}"
    if goal.agreement is Agreement.CHANGE_PROPOSED and goal.proposal:
        said += f": “{escape_to(goal.proposal, WORDS_LENGTH)}”"
    return said


def _numbers(page: GoalPage) -> str:
    """The latest measurements, and how to give the next one."""
    goal = page.goal
    if not page.measurements:
        return f"*Numbers:* none yet. `/goal {goal.id} = …` records one."
    lines = []
    for measurement in page.measurements:
        note = f": {escape_to(measurement.note, 300)}" if measurement.note else ""
        sure = f" ({measurement.confidence.value} confidence)" if measurement.confidence else ""
        lines.append(
            f"{describe_day(measurement.on, page.today)}: *{shown_value(measurement.value, goal)}*{sure}{note}"
        )
    earlier = page.measurement_count - len(page.measurements)
    if earlier:
        lines.append(f"and {earlier} earlier")
    return "*Numbers*\n" + "\n".join(lines)


def _cascade(page: GoalPage) -> list[Block]:
    """What the goal serves, up to the top, and what serves it: each with its own progress."""
    blocks: list[Block] = []
    if page.parents or page.unseen_parent:
        blocks.append(section("*It serves*"))
        blocks += [opening(section(line(parent, page.today)), parent.goal) for parent in page.parents[:PARENTS_SHOWN]]
        further = len(page.parents) - PARENTS_SHOWN
        if further > 0:
            blocks.append(context(f"and {further} further up"))
        if page.unseen_parent:
            blocks.append(context("and a goal that is between somebody and those they report to"))
    if page.children:
        blocks.append(section(f"*Goals that serve it* ({page.child_count})"))
        blocks += [opening(section(line(child, page.today)), child.goal) for child in page.children]
    if page.unseen_children:
        others = "another goal" if page.children else "one goal"
        count = others if page.unseen_children == 1 else f"{page.unseen_children} goals"
        blocks.append(context(f"{count[:1].upper()}{count[1:]} below, between somebody and those they report to"))
    turns = [
        {**button(label, ActionId.GOAL_PAGE, f"{page.goal.id}:{other}"), "action_id": f"{ActionId.GOAL_PAGE}:{label}"}
        for label, other in (("Before", page.child_page - 1), ("More below", page.child_page + 1))
        if 0 <= other < page.child_pages
    ]
    if turns:
        blocks.append(context(f"Page {page.child_page + 1} of {page.child_pages}"))
        blocks.append(actions(*turns))
    return blocks


def _page_buttons(page: GoalPage) -> list[Block]:
    goal = page.goal
    buttons: list[Block] = []
    if goal.state is GoalState.OPEN:
        if page.is_owner and goal.agreement is Agreement.ASKED:
            asked = f"{goal.id}:{goal.times_asked}"
            buttons.append(button("Accept", ActionId.GOAL_ACCEPT, asked))
            buttons.append(button("Propose a change", ActionId.GOAL_PROPOSE, asked))
        if page.may_measure:
            buttons.append(button("Update", ActionId.GOAL_MEASURE, goal.id))
    if page.may_set and goal.state is GoalState.WITHDRAWN:
        buttons.append(button("Redo", ActionId.GOAL_REDO, goal.id))
    elif page.may_set:
        buttons.append(button("Edit", ActionId.GOAL_EDIT, goal.id))
        if goal.state is GoalState.OPEN:
            buttons.append(button("Close", ActionId.GOAL_CLOSE, goal.id))
        else:
            buttons.append(button("Reopen", ActionId.GOAL_REOPEN, goal.id))
    if goal.state is GoalState.OPEN:
        buttons.append(button("Set a goal under this one", ActionId.GOAL_UNDER, goal.id))
    buttons.append(button("All goals", ActionId.GOAL_LIST_PAGE, 0))
    return [actions(*buttons)]


def _fitting(lines: Sequence[str], most: int) -> str:
    """As many lines as fit, whole."""
    kept: list[str] = []
    for one in lines:
        if sum(map(len, kept)) + len(kept) + len(one) > most:
            break
        kept.append(one)
    return "\n".join(kept) if kept else "many parts at once"
