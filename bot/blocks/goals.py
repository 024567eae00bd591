"""Goals as people see them: a line, the reply that reads one back, lists, a goal's page and the help."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, section, verbatim
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.goal_pages import ActivityFound, GoalList, GoalReceipt, Happened
from bot.domain.goals import (
    Agreement,
    Direction,
    Goal,
    GoalGroup,
    GoalState,
    stated,
)
from bot.domain.message_text import typed_text
from bot.domain.numbers import show_value
from bot.domain.pace import Pace, Standing, headline
from slack_limits import BUTTON_VALUE

TITLE_LENGTH = 500
"""Characters of a title that are shown of its own, escaped; in a list it is `SHORT_TITLE_LENGTH`."""

SHORT_TITLE_LENGTH = 160
NAME_LENGTH = 120
WORDS_LENGTH = 1_500
"""Characters that are shown of a reason or a proposal, escaped."""

ACTIVITY = "Activity, not a result"

_GROUPS = {
    GoalGroup.ORGANISATION: "The organisation's",
    GoalGroup.MY_TEAM: "My team's",
    GoalGroup.MINE: "Mine",
    GoalGroup.TEAMS: "Teams I answer for",
    GoalGroup.PEOPLE: "People I answer for",
}
_PARTS = {
    "title": "title",
    "owner": "whose",
    "unit": "unit",
    "direction": "way",
    "baseline": "start value",
    "target": "target",
    "starts_on": "start",
    "due_on": "due",
    "parent_id": "serves",
    "why": "why it matters",
    "customers": "customers",
    "tags": "tags",
    "is_activity": "kind",
    "state": "state",
    "agreement": "agreement",
}
"""Parts of a goal whose changes are told."""

_WAYS = {"up": "rise", "down": "fall", "at_least": "keep at least", "at_most": "keep at most"}
_TOLD: dict[str, Callable[[Any], str]] = {
    "why": lambda _: "why it matters was reworded",
    "is_activity": lambda is_activity: "kept as activity" if is_activity else "asks for a result now",
    "state": {"open": "opened again", "closed": "closed", "withdrawn": "taken back"}.__getitem__,
    "agreement": {
        "not_needed": "nobody has to agree",
        "asked": "asked to agree",
        "accepted": "agreed",
        "change_proposed": "a change proposed",
    }.__getitem__,
}
_HAPPENED = {
    Happened.SET: "Set",
    Happened.CHANGED: "Changed",
    Happened.TAKEN_BACK: "Taken back:",
    Happened.PUT_BACK: "Put back:",
    Happened.CLOSED: "Closed",
    Happened.REOPENED: "Reopened",
}


def asked_for(goal: Goal, today: date) -> str:
    """'from 4.1 to 4.6 by Tue 31 Mar', 'at least 90 % until Tue 31 Mar'; escaped."""
    target = shown_value(goal.target, goal)
    due = describe_day(goal.due_on, today)
    match goal.direction:
        case Direction.AT_LEAST:
            return f"at least {target} until {due}"
        case Direction.AT_MOST:
            return f"at most {target} until {due}"
        case _:
            way = f"from {shown_value(goal.baseline, goal)} to" if goal.baseline is not None else "to"
            return f"{way} {target} by {due}"


def progress(standing: Standing) -> str:
    """'4.4 → 4.6 · at risk', 'no number yet → 4.6', '92 % (at least 90 %) · on track'; escaped."""
    goal, latest = standing.goal, standing.latest
    now = shown_value(latest.value, goal) if latest else "no number yet"
    target = shown_value(goal.target, goal)
    kept = {Direction.AT_LEAST: "at least", Direction.AT_MOST: "at most"}.get(goal.direction)
    way = f"{now} ({kept} {target})" if kept else f"{now} → {target}"
    if goal.state is GoalState.CLOSED:
        return f"{way} · closed"
    # What has no number yet has no old one either.
    return way if latest is None and standing.pace is Pace.NO_RECENT_DATA else f"{way} · {standing.pace.value}"


def line(standing: Standing, today: date) -> str:
    """One line of mrkdwn: '*12 CSAT* · 4.4 → 4.6 · at risk · due Tue 31 Mar · Support'."""
    goal = standing.goal
    parts = [
        f"*{goal.id} {escape_to(goal.title, SHORT_TITLE_LENGTH)}*",
        *(["Activity"] if goal.is_activity else []),
        progress(standing),
        f"due {describe_day(goal.due_on, today)}",
        escape_to(goal.owner.name, NAME_LENGTH),
        *([agreement(goal)] if goal.agreement in {Agreement.ASKED, Agreement.CHANGE_PROPOSED} else []),
    ]
    return " · ".join(parts)


def read_back(goal: Goal, today: date, whose: str | None = None) -> str:
    """'goal 12 for Support: CSAT from 4.1 to 4.6 by Tue 31 Mar'; `whose` in place of the owner's name. Escaped."""
    whose = escape_to(goal.owner.name, NAME_LENGTH) if whose is None else whose
    return f"goal {goal.id} for {whose}: {escape_to(goal.title, TITLE_LENGTH)} {asked_for(goal, today)}"


def receipt_message(receipt: GoalReceipt) -> Message:
    """The reply to a request about one goal: how it was understood, what follows, and what can be done about it."""
    goal = receipt.goal
    happened = Happened.TAKEN_BACK if goal.state is GoalState.WITHDRAWN else receipt.happened
    text = f"{_HAPPENED[happened]} {read_back(goal, receipt.today)}"
    blocks = [section(text)]
    if goal.state is GoalState.WITHDRAWN:
        return Message(text, [*blocks, actions(button("Redo", ActionId.GOAL_REDO, goal.id))])
    notes = about(goal)
    if receipt.parent is not None:
        notes.append(f"It serves {named(receipt.parent)}.")
    if goal.why:
        notes.append(f"Why it matters: {escape_to(goal.why, WORDS_LENGTH)}")
    if goal.is_activity:
        notes.insert(0, f"{ACTIVITY}: it never counts in a summary of results.")
    if receipt.before is not None:
        changed = changed_parts(stated(receipt.before), stated(goal), goal.unit, receipt.today)
        notes.insert(0, "; ".join(changed) if changed else "Nothing was changed.")
    blocks += [context(note) for note in notes]
    if goal.agreement is Agreement.ASKED and goal.state is GoalState.OPEN:
        blocks.append(context(f"{escape_to(goal.owner.name, NAME_LENGTH)} is asked to agree; you hear what they say."))
    buttons = [button("Edit", ActionId.GOAL_EDIT, goal.id), button("Open", ActionId.GOAL_OPEN, goal.id)]
    if receipt.happened in {Happened.SET, Happened.PUT_BACK}:
        buttons.insert(0, button("Undo", ActionId.GOAL_UNDO, goal.id))
    elif receipt.happened is Happened.CLOSED:
        buttons.insert(0, button("Reopen", ActionId.GOAL_REOPEN, goal.id))
    elif receipt.happened is Happened.REOPENED:
        buttons.insert(0, button("Close", ActionId.GOAL_CLOSE, goal.id))
    return Message(text, [*blocks, actions(*buttons)])


def activity_message(found: ActivityFound, request: str) -> Message:
    """The reply to a typed goal that counts activity: why that is busyness, and the question to ask instead.

    Nothing was saved: the buttons carry the line, which `domain.goal_pages.MAX_LINE` keeps short enough for them.
    """
    text = f"{found.activity.reason} {found.activity.ask}"
    value = f"{request}|{found.typed}"[: BUTTON_VALUE.value]
    return Message(
        f"Not saved yet. {escape(text)}",
        [
            section(f"*Not saved yet.* {escape_to(found.activity.reason, WORDS_LENGTH)}"),
            section(escape_to(found.activity.ask, WORDS_LENGTH)),
            *verbatim(f"/goal {typed_text(found.typed)}"),
            actions(
                button("Ask for the result instead", ActionId.GOAL_ASK_FOR_RESULT, value),
                button("Keep it as activity on purpose", ActionId.GOAL_KEEP_ACTIVITY, value),
            ),
        ],
    )


def carried(value: str) -> tuple[str, str]:
    """The request's name and the typed line that `activity_message` put into a button's value."""
    request, _, typed = value.partition("|")
    return request, typed


def list_message(listed: GoalList) -> Message:
    """`/goal`: a page of goals in groups, each with *Open*; what to type where there are none."""
    total = listed.total
    if not total:
        text = (
            "No goals yet, neither yours nor of those you answer for. Set one in a line, such as "
            "`/goal CSAT for Support from 4.1 to 4.6 by end of March`; `/goal new` opens a form."
        )
        return Message(text, [section(text), actions(button("New goal", ActionId.GOAL_NEW, "new"))])
    title = f"Goals: {total} open"
    blocks = [section(f"*{title}*")]
    if listed.pages == 1:
        blocks.append(context(headline(standing for _, standing in listed.goals)))
    group = None
    for group_of, standing in listed.goals:
        if group_of is not group:
            group = group_of
            blocks.append(section(f"*{_GROUPS[group]}* ({listed.counts.get(group, 0)})"))
        blocks.append(opening(section(line(standing, listed.today)), standing.goal))
    if listed.pages > 1:
        blocks.append(context(f"Page {listed.page + 1} of {listed.pages}"))
    turns = [
        {**button(label, ActionId.GOAL_LIST_PAGE, other), "action_id": f"{ActionId.GOAL_LIST_PAGE}:{label}"}
        for label, other in (("Before", listed.page - 1), ("More", listed.page + 1))
        if 0 <= other < listed.pages
    ]
    blocks.append(actions(*turns, button("New goal", ActionId.GOAL_NEW, "new")))
    first = "; ".join(line(standing, listed.today).replace("*", "") for _, standing in listed.goals[:3])
    return Message(f"{title}. {first}", blocks)


def help_message() -> Message:
    """`/goal help`: what can be typed, by example."""
    text = "A goal is a result wanted by a date: what it is, for whom, from which value to which, and why it matters."
    return Message(
        text,
        [
            section(text),
            section(
                "`/goal CSAT for Support from 4.1 to 4.6 by end of March`\n"
                "`/goal first-contact resolution for me to 80 % by 30 June #quality`\n"
                "`/goal answer time for @ana at most 4 hours until December`"
            ),
            section(
                "*For whom*  `for Support`  `for us`  `for the organisation`  `for @ana`; without it it is yours\n"
                "*From where to where*  `from 4.1 to 4.6`  `to 80 %`  `at least 90 %`  `at most 4 hours`\n"
                "*By when*  `by 31 March`  `by end of March`  `by 2026-06-30`"
            ),
            section(
                "`/goal` lists yours and those you answer for\n`/goal 12` shows a goal's page\n"
                "`/goal 12 = 4.4` records where it stands\n`/goal new` opens a form"
            ),
            context("Counting calls, tickets or hours tells how busy somebody is, not what came of it: ask for that."),
        ],
    )


def named(goal: Goal) -> str:
    """'goal 12, CSAT (Support)'; escaped."""
    owner = escape_to(goal.owner.name, NAME_LENGTH)
    return f"goal {goal.id}, {escape_to(goal.title, SHORT_TITLE_LENGTH)} ({owner})"


def about(goal: Goal) -> list[str]:
    """The customers whom a goal is about and its tags, in small print; escaped."""
    customers = ", ".join(customer.name for customer in goal.customers)
    tags = ", ".join(goal.tags)
    return [
        *([f"About {escape_to(customers, 600)}"] if customers else []),
        *([f"Tags: {escape_to(tags, 600)}"] if tags else []),
    ]


def agreement(goal: Goal) -> str:
    """Whether the owner agrees, '' where nobody was asked; escaped."""
    owner = escape_to(goal.owner.name, NAME_LENGTH)
    match goal.agreement:
        case Agreement.ASKED:
            return f"not agreed yet: {owner} is asked"
        case Agreement.ACCEPTED:
            return f"agreed with {owner}"
        case Agreement.CHANGE_PROPOSED:
            return f"not agreed: {owner} proposes a change"
        case _:
            return ""


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any], unit: str, today: date) -> list[str]:
    """'target 4.5 → 4.6' for each part that differs, of what `stated` says; escaped."""
    said = []
    for part, name in _PARTS.items():
        was, is_now = before[part], after[part]
        if was == is_now:
            continue
        if part in {"why", "is_activity", "state", "agreement"}:
            said.append(_TOLD[part](is_now))
        else:
            said.append(f"{name} {_part(part, was, unit, today)} → {_part(part, is_now, unit, today)}")
    return said


def shown_value(value: float, goal: Goal) -> str:
    """A value in the goal's unit, which is somebody's own words; escaped."""
    return escape_to(show_value(value, goal.unit), 80)


def opening(block: Block, goal: Goal) -> Block:
    """The section with *Open* beside it."""
    return {**block, "accessory": button("Open", ActionId.GOAL_OPEN, goal.id)}


def _part(part: str, value: Any, unit: str, today: date) -> str:
    """One part's value in words; escaped."""
    if value is None or value in ("", []):
        return "none"
    match part:
        case "target" | "baseline":
            said = show_value(value, unit)
        case "starts_on" | "due_on":
            said = describe_day(date.fromisoformat(value), today)
        case "direction":
            said = _WAYS[value]
        case "parent_id":
            said = f"goal {value}"
        case "customers" | "tags":
            said = ", ".join(value)
        case _:
            said = str(value)
    return escape_to(said, 100)
