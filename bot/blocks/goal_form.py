"""The form for a goal: the modal, its menus' options, and reading back what was filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, option_as_named, state_of
from bot.blocks.form_places import COPY_FIRST, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, escape_to, plain, section
from bot.domain.goal_activity import Activity
from bot.domain.goals import Direction, Goal, GoalDraft, Owner, OwnerKind
from bot.domain.message_text import storable
from bot.domain.numbers import show_value
from bot.domain.work_logs import Customer
from slack_limits import (
    OPTION_GROUP_LABEL,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    SELECT_OPTIONS,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MAX_CHOSEN = 20
"""Customers, and tags, that one goal may have."""

_WORDS_LENGTH = 1_400
_MOST_DIGITS = 9
"""Of an id: every number of so many digits fits into PostgreSQL's `integer` ("Numeric Types")."""

_DIRECTIONS = {
    Direction.UP: "Rise to the target",
    Direction.DOWN: "Fall to the target",
    Direction.AT_LEAST: "Keep at least the target all along",
    Direction.AT_MOST: "Keep at most the target all along",
}
_INSTEAD, _KEEP = "instead", "keep"
_ON_PURPOSE = {
    _INSTEAD: "Ask for the result instead: change the words below",
    _KEEP: "Keep it as activity on purpose",
}
_OWNER_GROUPS = {
    OwnerKind.ORGANISATION: "Everybody",
    OwnerKind.TEAM: "Teams",
    OwnerKind.PERSON: "People",
}


@dataclass(frozen=True, slots=True)
class GoalPlace:
    """Where a form came from; travels in `private_metadata`.

    `goal` is the id of the goal that is edited. `response_url` takes the reply, in place of the message it came from
    when `replaces`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    goal: int | None = None
    response_url: str | None = None
    replaces: bool = False

    def dump(self) -> str:
        """As `private_metadata`; an address for which it has no room is left out."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "GoalPlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", COPY_FIRST)


_PLACE = TypeAdapter(GoalPlace)


@dataclass(frozen=True, slots=True)
class FilledGoal:
    """What stands in the form, as typed. Owner, parent and customers are the menus' options, as Slack gives them."""

    title: str = ""
    owner: Block | None = None
    unit: str = ""
    direction: Direction = Direction.UP
    baseline: str = ""
    target: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    parent: Block | None = None
    why: str = ""
    customers: tuple[Block, ...] = ()
    tags: tuple[str, ...] = ()
    keeps_activity: bool = False


def filled_with(draft: GoalDraft, parent: Goal | None) -> FilledGoal:
    """A goal, or what a line asks for, as it stands in the form."""
    return FilledGoal(
        title=draft.title,
        owner=owner_option(draft.owner),
        unit=draft.unit,
        direction=draft.direction,
        # Without the unit, which has a field of its own; `read_value` reads both.
        baseline=_number(draft.baseline),
        target=_number(draft.target),
        starts_on=draft.starts_on,
        due_on=draft.due_on,
        parent=parent_option(parent) if parent else None,
        why=draft.why,
        customers=tuple(customer_option(customer) for customer in draft.customers[:MAX_CHOSEN]),
        tags=draft.tags[:MAX_CHOSEN],
        keeps_activity=draft.is_activity,
    )


def goal_view(filled: FilledGoal, place: GoalPlace, advice: Activity | None = None) -> dict[str, Any]:
    """The modal. With `advice` it says first why the goal measures busyness, and asks which way it shall be."""
    blocks = [*(_advice(advice, filled) if advice else []), *_inputs(filled, focus=advice is None)]
    return {
        "type": "modal",
        "callback_id": ViewId.GOAL_FORM,
        "title": plain("Edit goal" if place.goal else "New goal", VIEW_TITLE.value),
        "submit": plain("Save" if place.goal else "Set goal", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }


def read_goal_form(state: dict[str, Any]) -> FilledGoal:
    """What stands in a view's `state` ("View submission payload"); what isn't chosen yet is None or ''."""
    value = partial(state_of, state)

    def text(action: ActionId) -> str:
        return storable(value(action).get("value") or "").strip()

    def day(action: ActionId) -> date | None:
        chosen = value(action).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    chosen = (value(ActionId.GOAL_DIRECTION).get("selected_option") or {}).get("value")
    purpose = (value(ActionId.GOAL_ON_PURPOSE).get("selected_option") or {}).get("value")
    return FilledGoal(
        title=" ".join(text(ActionId.GOAL_TITLE).split()),
        owner=value(ActionId.GOAL_OWNER).get("selected_option"),
        unit=text(ActionId.GOAL_UNIT),
        direction=Direction(chosen) if chosen in set(Direction) else Direction.UP,
        baseline=text(ActionId.GOAL_BASELINE),
        target=text(ActionId.GOAL_TARGET),
        starts_on=day(ActionId.GOAL_STARTS),
        due_on=day(ActionId.GOAL_DUE),
        parent=value(ActionId.GOAL_PARENT).get("selected_option"),
        why=text(ActionId.GOAL_WHY),
        customers=tuple(value(ActionId.GOAL_CUSTOMERS).get("selected_options") or []),
        tags=tuple(option["value"] for option in value(ActionId.GOAL_TAGS).get("selected_options") or []),
        keeps_activity=purpose == _KEEP,
    )


def owner_option(owner: Owner) -> Block:
    """Whom a goal is for; the value is 'organisation:', 'team:3' or 'person:17'."""
    name = "The organisation" if owner.kind is OwnerKind.ORGANISATION else owner.name
    return option_as_named(name, f"{owner.kind.value}:{owner.id or ''}")


def owner_chosen(option: Block | None) -> tuple[OwnerKind, int | None] | None:
    """The kind and id in an owner's option; None for one that isn't ours."""
    kind, _, number = str((option or {}).get("value", "")).partition(":")
    if kind not in set(OwnerKind):
        return None
    if kind == OwnerKind.ORGANISATION:
        return OwnerKind.ORGANISATION, None
    owner_id = id_chosen({"value": number})
    return (OwnerKind(kind), owner_id) if owner_id is not None else None


def id_chosen(option: Block | None) -> int | None:
    """The id in an option's value; None for one that isn't ours."""
    value = str((option or {}).get("value", ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else None


def owner_options(owners: Sequence[Owner]) -> list[Block]:
    """Option groups for the owner's menu."""
    return _groups(
        [
            (label, [owner_option(owner) for owner in owners if owner.kind is kind])
            for kind, label in _OWNER_GROUPS.items()
        ]
    )


def parent_option(goal: Goal) -> Block:
    """A goal that another one may serve."""
    title = goal.title if len(goal.title) <= 45 else f"{goal.title[:44]}…"
    return option_as_named(f"{goal.id} {title} ({goal.owner.name})", str(goal.id))


def parent_options(goals: Sequence[Goal]) -> list[Block]:
    """Option groups for the parent's menu: by whose they are."""
    return _groups(
        [
            (label, [parent_option(goal) for goal in goals if goal.owner.kind is kind])
            for kind, label in _OWNER_GROUPS.items()
        ]
    )


def customer_option(customer: Customer) -> Block:
    """A customer whom a goal may be about."""
    return option_as_named(customer.name, str(customer.id))


def customer_options(recent: Sequence[Customer], others: Sequence[Customer]) -> list[Block]:
    """Option groups for the customers' menu: known ones only, a goal makes none known."""
    return _groups(
        [
            ("Recent", [customer_option(customer) for customer in recent]),
            ("Customers", [customer_option(customer) for customer in others]),
        ]
    )


def tag_options(fitting: Sequence[str], new_tag: str | None) -> list[Block]:
    """Option groups for the tags' menu; `new_tag` is what was typed, when it can be a tag."""
    new = [_tag_option(new_tag)] if new_tag and new_tag not in fitting else []
    return _groups([("Recent", [_tag_option(tag) for tag in fitting]), ("New", new)])


def _advice(advice: Activity, filled: FilledGoal) -> list[Block]:
    options = {value: option_as_named(text, value) for value, text in _ON_PURPOSE.items()}
    return [
        section(f"*This measures busyness.* {escape_to(advice.reason, _WORDS_LENGTH)}"),
        section(f"*Better:* {escape_to(advice.ask, _WORDS_LENGTH)}"),
        input_block(
            "Which shall it be?",
            {
                "type": "radio_buttons",
                "action_id": ActionId.GOAL_ON_PURPOSE,
                "options": list(options.values()),
                "initial_option": options[_KEEP if filled.keeps_activity else _INSTEAD],
            },
        ),
    ]


def _inputs(filled: FilledGoal, *, focus: bool) -> list[Block]:
    directions = {direction: option_as_named(text, direction.value) for direction, text in _DIRECTIONS.items()}
    return [
        input_block(
            "What result?",
            {
                **_text(ActionId.GOAL_TITLE, filled.title, "CSAT of the help desk", PLAIN_TEXT_INPUT.value),
                "focus_on_load": focus,
            },
            hint="What is different for the customer when it is reached; not what is done for it.",
        ),
        input_block(
            "For whom?", _select(ActionId.GOAL_OWNER, "Choose the organisation, a team or a person", filled.owner)
        ),
        input_block(
            "Which way?",
            {
                "type": "radio_buttons",
                "action_id": ActionId.GOAL_DIRECTION,
                "options": list(directions.values()),
                "initial_option": directions[filled.direction],
            },
        ),
        input_block("Target", _text(ActionId.GOAL_TARGET, filled.target, "4.6")),
        input_block("Where it stands now", _text(ActionId.GOAL_BASELINE, filled.baseline, "4.1"), optional=True),
        input_block("Unit", _text(ActionId.GOAL_UNIT, filled.unit, "%, points, hours, €"), optional=True),
        input_block("From", _day(ActionId.GOAL_STARTS, filled.starts_on)),
        input_block("By", _day(ActionId.GOAL_DUE, filled.due_on)),
        input_block(
            "Why does it matter?",
            _text(ActionId.GOAL_WHY, filled.why, "Customers who wait twice leave", PLAIN_TEXT_INPUT.value),
            optional=True,
            hint="One sentence, shown to everyone who works towards it.",
        ),
        input_block(
            "Which goal does it serve?",
            _select(ActionId.GOAL_PARENT, "Choose a goal above", filled.parent),
            optional=True,
        ),
        input_block(
            "Which customers is it about?",
            _select(ActionId.GOAL_CUSTOMERS, "Choose customers", filled.customers),
            optional=True,
        ),
        input_block(
            "Tags",
            _select(ActionId.GOAL_TAGS, "Choose or type tags", tuple(_tag_option(tag) for tag in filled.tags)),
            optional=True,
        ),
    ]


def _text(action: ActionId, value: str, example: str, most: int = 80) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": action,
        "max_length": most,
        **({"initial_value": value[:most]} if value else {}),
        "placeholder": plain(example, PLACEHOLDER.value),
    }


def _day(action: ActionId, value: date | None) -> Block:
    return {
        "type": "datepicker",
        "action_id": action,
        **({"initial_date": value.isoformat()} if value else {}),
        "placeholder": plain("Choose the day", PLACEHOLDER.value),
    }


def _select(action: ActionId, words: str, chosen: Block | tuple[Block, ...] | None) -> Block:
    """A menu whose options come from us while somebody types; a tuple is for a menu of which several are chosen."""
    menu: Block = {"action_id": action, "min_query_length": 0, "placeholder": plain(words, PLACEHOLDER.value)}
    if isinstance(chosen, tuple):
        several = {"initial_options": list(chosen)} if chosen else {}
        return {"type": "multi_external_select", "max_selected_items": MAX_CHOSEN, **menu, **several}
    return {"type": "external_select", **menu, **({"initial_option": chosen} if chosen else {})}


def _number(value: float | None) -> str:
    return show_value(value) if value is not None else ""


def _tag_option(tag: str) -> Block:
    return option_as_named(f"#{tag}", tag)


def _groups(groups: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    return [
        {"label": plain(label, OPTION_GROUP_LABEL.value), "options": options[: SELECT_OPTIONS.value]}
        for label, options in groups
        if options
    ]
