"""What a workspace sets for all its people: the form, the summary, and what is said when it was changed."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any, ClassVar, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.blocks.digest_settings import WEEKDAYS, weekday_menu
from bot.blocks.elements import actions, button, input_block, option
from bot.blocks.failures import field_error
from bot.blocks.form_places import COPY_FIRST, REPLY_PLACE, ReplyPlace, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape, plain, section
from bot.domain.behaviours import DEFAULT_BEHAVIOURS, MOST_BEHAVIOURS, read_behaviours
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.retention import keep_words
from bot.domain.workspace_settings import (
    WorkspaceSettings,
    cost_an_hour_words,
    holiday_lines,
    read_cost_an_hour,
    read_days_off,
    read_holidays,
    read_hours_a_week,
    read_stale_after_days,
)
from bot.errors import Refused
from slack_limits import (
    BUTTON_VALUE,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

T = TypeVar("T")

HOLIDAYS_SHOWN = 5
"""Holidays to come that a summary names."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Settings as a button carries them."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    hours: float
    off: tuple[int, ...]
    weekday: int
    at: time
    stale: int
    holidays: str
    asks: bool = False
    kudos: str | None = None
    behaviours: tuple[str, ...] = DEFAULT_BEHAVIOURS
    champion: str | None = None
    cost: float | None = None
    currency: str | None = None


_KEPT = TypeAdapter(_Kept)


def summary_message(settings: WorkspaceSettings, today: date, *, may_change: bool) -> Message:
    """What is set, for everybody to see."""
    text = f"What is set for everybody here: {_line(settings)}"
    lines = [*_lines(settings, today), f"• How long is kept what: {keep_words(settings.keep_days)}"]
    if may_change:
        # What an hour costs is for those who budget, not for everybody.
        lines += _cost_lines(settings)
    blocks = [section("\n".join(["*What is set for everybody here*", *lines]))]
    if may_change:
        keep = button("How long is kept what", ActionId.RETENTION_CHANGE, "form")
        blocks.append(actions(button("Change", ActionId.SETTINGS_CHANGE, "form"), keep))
    else:
        blocks.append(
            context("Admins can change this. `/praiseworthy digest settings` is for when your own digest comes.")
        )
    return Message(text, blocks)


def changed_message(
    settings: WorkspaceSettings, before: WorkspaceSettings | None, today: date, *, undone: bool = False
) -> Message:
    """What is set now, and *Undo* as long as what was set before fits into a button."""
    text = f"{'Changed back' if undone else 'Saved'} for everybody here: {_line(settings)}"
    title = "*Changed back for everybody here*" if undone else "*Saved for everybody here*"
    buttons = [button("Change", ActionId.SETTINGS_CHANGE, "form")]
    kept = _dump(before) if before else ""
    if before and len(kept) <= BUTTON_VALUE.value:
        buttons.insert(0, button("Undo", ActionId.SETTINGS_CHANGE_BACK, kept))
    return Message(
        text,
        [
            section("\n".join([title, *_lines(settings, today), *_cost_lines(settings)])),
            context(
                "Digests that come on the default day and time, and those that meet a day off, have moved with it."
            ),
            actions(*buttons),
        ],
    )


def settings_from(value: str) -> WorkspaceSettings:
    """Settings that a button carries. Raises `Refused` for another version's button."""
    try:
        kept = _KEPT.validate_json(value)
    except ValidationError:
        raise Refused("This is not known here any more.", "Type `/praiseworthy settings` to see what is set.") from None
    named = read_holidays(kept.holidays)
    return WorkspaceSettings(
        hours_a_week=kept.hours,
        days_off=kept.off,
        holidays=frozenset(named),
        digest_weekday=kept.weekday,
        digest_at=kept.at,
        stale_after_days=kept.stale,
        holiday_names=named,
        asks_those_helped=kept.asks,
        kudos_channel=kept.kudos,
        behaviours=kept.behaviours,
        champion=kept.champion,
        cost_an_hour=kept.cost,
        currency=kept.currency,
    )


def settings_form(settings: WorkspaceSettings, today: date, response_url: str | None) -> dict[str, Any]:
    """The form. `response_url` takes the reply."""
    return {
        "type": "modal",
        "callback_id": ViewId.WORKSPACE_SETTINGS,
        "title": plain("Workspace settings", VIEW_TITLE.value),
        "submit": plain("Save", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": dump_place(ReplyPlace(response_url), "response_url"),
        "blocks": [
            *_time_fields(settings, today),
            *_digest_fields(settings),
            *_goal_fields(settings),
            *_help_fields(settings),
            *_cost_fields(settings),
            *_kudos_fields(settings),
        ],
    }


def response_url_of(private_metadata: str) -> str | None:
    """Where the form's reply goes. Raises `Refused` for what `settings_form` did not write."""
    return load_place(REPLY_PLACE, private_metadata or "{}", COPY_FIRST).response_url


def read_settings(state: dict[str, Any]) -> tuple[WorkspaceSettings | None, dict[str, str]]:
    """What stands in a submitted form ("View submission payload"), or what is wrong with which field."""
    values = state.get("values", {})
    errors: dict[str, str] = {}

    def field(action: ActionId) -> dict[str, Any]:
        found: dict[str, Any] = values.get(action, {}).get(action) or {}
        return found

    def checked(action: ActionId, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Refused as refused:
            errors[action] = field_error(refused)
            return otherwise

    days_off = {int(option["value"]) for option in field(ActionId.SETTINGS_DAYS_OFF).get("selected_options") or []}
    weekday = field(ActionId.SETTINGS_WEEKDAY).get("selected_option") or {"value": "0"}
    at = field(ActionId.SETTINGS_AT).get("selected_time")
    if not at:
        errors[ActionId.SETTINGS_AT] = "Choose the time."
    settings = WorkspaceSettings(
        hours_a_week=checked(
            ActionId.SETTINGS_HOURS, lambda: read_hours_a_week(field(ActionId.SETTINGS_HOURS).get("value") or ""), 0.0
        ),
        days_off=checked(ActionId.SETTINGS_DAYS_OFF, lambda: read_days_off(days_off), ()),
        digest_weekday=int(weekday["value"]),
        digest_at=time.fromisoformat(at) if at else time(),
        stale_after_days=checked(
            ActionId.SETTINGS_STALE, lambda: read_stale_after_days(field(ActionId.SETTINGS_STALE).get("value") or ""), 0
        ),
        asks_those_helped=bool(field(ActionId.SETTINGS_ASKS_HELPED).get("selected_options")),
        kudos_channel=field(ActionId.SETTINGS_KUDOS_CHANNEL).get("selected_conversation"),
        behaviours=checked(
            ActionId.SETTINGS_BEHAVIOURS,
            lambda: read_behaviours(field(ActionId.SETTINGS_BEHAVIOURS).get("value") or ""),
            DEFAULT_BEHAVIOURS,
        ),
        champion=field(ActionId.SETTINGS_CHAMPION).get("selected_user"),
    )
    typed = field(ActionId.SETTINGS_HOLIDAYS).get("value") or ""
    named: dict[date, str] = checked(ActionId.SETTINGS_HOLIDAYS, lambda: read_holidays(typed), {})
    settings = replace(settings, holidays=frozenset(named), holiday_names=named)
    said = field(ActionId.SETTINGS_COST).get("value") or ""
    cost, currency = checked(ActionId.SETTINGS_COST, lambda: read_cost_an_hour(said), None) or (None, None)
    settings = replace(settings, cost_an_hour=cost, currency=currency)
    return (None, errors) if errors else (settings, {})


def _time_fields(settings: WorkspaceSettings, today: date) -> list[Block]:
    days = [option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
    off = [days[number] for number in settings.days_off]
    holidays = holiday_lines(settings)
    if len(holidays) > PLAIN_TEXT_INPUT.value:
        holidays = holiday_lines(settings, today)[: PLAIN_TEXT_INPUT.value].rpartition("\n")[0]
    return [
        input_block(
            "Hours of a full-time week",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SETTINGS_HOURS,
                "max_length": 10,
                "initial_value": f"{settings.hours_a_week:g}",
            },
            hint="A month's help is also said in people who work that much. It is never held against anybody.",
        ),
        input_block(
            "Days off each week",
            {
                "type": "checkboxes",
                "action_id": ActionId.SETTINGS_DAYS_OFF,
                "options": days,
                **({"initial_options": off} if off else {}),
            },
            optional=True,
        ),
        input_block(
            "Holidays",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SETTINGS_HOLIDAYS,
                "multiline": True,
                "max_length": PLAIN_TEXT_INPUT.value,
                "placeholder": plain("2026-12-25 Christmas Day", PLACEHOLDER.value),
                **({"initial_value": holidays} if holidays else {}),
            },
            optional=True,
            hint="One a line: the date, then its name. What would be sent on that day comes on the next working day.",
        ),
    ]


def _digest_fields(settings: WorkspaceSettings) -> list[Block]:
    return [
        input_block("Digests come on", weekday_menu(ActionId.SETTINGS_WEEKDAY, settings.digest_weekday)),
        input_block(
            "at",
            {
                "type": "timepicker",
                "action_id": ActionId.SETTINGS_AT,
                "initial_time": f"{settings.digest_at:%H:%M}",
            },
            hint="In each person's own time zone. Who has chosen a time of their own keeps it.",
        ),
    ]


def _goal_fields(settings: WorkspaceSettings) -> list[Block]:
    return [
        input_block(
            "Ask for a new measurement after",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SETTINGS_STALE,
                "max_length": 10,
                "initial_value": str(settings.stale_after_days),
            },
            hint="Days.",
        )
    ]


def _help_fields(settings: WorkspaceSettings) -> list[Block]:
    asks = option("Ask those who were helped whether it solved the matter", "ask")
    return [
        input_block(
            "Help that was noted",
            {
                "type": "checkboxes",
                "action_id": ActionId.SETTINGS_ASKS_HELPED,
                "options": [asks],
                **({"initial_options": [asks]} if settings.asks_those_helped else {}),
            },
            optional=True,
            hint="At most once a week, on the working day after the help. They see what was noted, by whom and for "
            "which day, not how long it took; each can switch it off for themselves.",
        )
    ]


def _cost_fields(settings: WorkspaceSettings) -> list[Block]:
    cost = cost_an_hour_words(settings)
    return [
        input_block(
            "What an hour of work costs",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SETTINGS_COST,
                "max_length": 40,
                "placeholder": plain("45 EUR", PLACEHOLDER.value),
                **({"initial_value": cost} if cost else {}),
            },
            optional=True,
            hint="On average, with its currency. Then /praiseworthy effort also says what help would have cost. "
            "Left empty, nothing is said about cost.",
        )
    ]


def _kudos_fields(settings: WorkspaceSettings) -> list[Block]:
    channel = settings.kudos_channel
    return [
        input_block(
            "Kudos are posted in",
            {
                "type": "conversations_select",
                "action_id": ActionId.SETTINGS_KUDOS_CHANNEL,
                "placeholder": plain("Choose a channel", PLACEHOLDER.value),
                "filter": {"include": ["public", "private"], "exclude_bot_users": True},
                **({"initial_conversation": channel} if channel else {}),
            },
            optional=True,
            hint="A channel that I am in. Left empty, they are posted where they are typed.",
        ),
        input_block(
            "Behaviours that kudos can show",
            {
                "type": "plain_text_input",
                "action_id": ActionId.SETTINGS_BEHAVIOURS,
                "multiline": True,
                "max_length": PLAIN_TEXT_INPUT.value,
                "initial_value": "\n".join(settings.behaviours),
            },
            optional=True,
            hint=f"One a line, {MOST_BEHAVIOURS} at most. Left empty, they are {', '.join(DEFAULT_BEHAVIOURS)}.",
        ),
        input_block(
            "Recognition champion",
            {
                "type": "users_select",
                "action_id": ActionId.SETTINGS_CHAMPION,
                "placeholder": plain("Choose somebody", PLACEHOLDER.value),
                **({"initial_user": settings.champion} if settings.champion else {}),
            },
            optional=True,
            hint="Is asked about customers' praise where nobody is above who is praised. Left empty, an admin is.",
        ),
    ]


def _lines(settings: WorkspaceSettings, today: date) -> list[str]:
    lines = [
        f"• A full-time week has {settings.hours_a_week:g} hours",
        f"• Days off: {', '.join(WEEKDAYS[day] for day in settings.days_off) or 'none'}",
        f"• Digests come on {WEEKDAYS[settings.digest_weekday]}s at {settings.digest_at:%H:%M}, each person's own time",
        f"• A measurement is old after {_days(settings.stale_after_days)}",
        f"• Those who were helped are {'asked' if settings.asks_those_helped else 'not asked'} whether it solved the "
        "matter",
        f"• Kudos are posted {f'in <#{settings.kudos_channel}>' if settings.kudos_channel else 'where they are typed'}",
        f"• Behaviours: {escape(', '.join(settings.behaviours))}",
        f"• Recognition champion: {f'<@{settings.champion}>' if settings.champion else 'none, an admin is asked'}",
    ]
    coming = sorted(day for day in settings.holidays if day >= today)
    if coming:
        named = [f"{describe_day(day, today)} {settings.holiday_names.get(day, '')}".rstrip() for day in coming]
        more = f", and {len(named) - HOLIDAYS_SHOWN} more" if len(named) > HOLIDAYS_SHOWN else ""
        lines.insert(2, f"• Holidays: {escape(', '.join(named[:HOLIDAYS_SHOWN]))}{more}")
    return lines


def _cost_lines(settings: WorkspaceSettings) -> list[str]:
    cost = cost_an_hour_words(settings)
    return [f"• An hour of work costs {cost} on average: only admins see it here"] if cost else []


def _line(settings: WorkspaceSettings) -> str:
    return (
        f"a week of {settings.hours_a_week:g} hours, digests on {WEEKDAYS[settings.digest_weekday]}s at "
        f"{settings.digest_at:%H:%M}, measurements old after {_days(settings.stale_after_days)}."
    )


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _dump(settings: WorkspaceSettings) -> str:
    kept = _Kept(
        settings.hours_a_week,
        settings.days_off,
        settings.digest_weekday,
        settings.digest_at,
        settings.stale_after_days,
        holiday_lines(settings),
        settings.asks_those_helped,
        settings.kudos_channel,
        settings.behaviours,
        settings.champion,
        settings.cost_an_hour,
        settings.currency,
    )
    return json.dumps(asdict(kept), separators=(",", ":"), default=str)
