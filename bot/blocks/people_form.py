"""The forms about people: claiming them, choosing and editing one, and choosing the profile field of managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import input_block, option_as_named, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, plain, section
from bot.domain.company import Part, Wish
from bot.domain.message_text import storable
from bot.domain.people import MAX_ALIAS, MAX_ALIASES, Person, ProfileField, Role, Standing, Team
from bot.domain.record_ids import read_id
from slack_limits import (
    OPTION_DESCRIPTION,
    OPTION_GROUP_LABEL,
    PLACEHOLDER,
    PLAIN_TEXT_INPUT,
    SELECT_OPTIONS,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MOST_CLAIMED = 50
"""People in one claim."""

NO_FIELD = "none"
_AS_IN_SLACK = "slack"
_LEADS = "yes"
_TEAM = "team:"

FIELD_OF = {
    Part.PERSON: ActionId.PEOPLE_MANAGER,
    Part.MANAGER: ActionId.PEOPLE_MANAGER,
    Part.TEAM: ActionId.PEOPLE_TEAM,
    Part.PARENT_TEAM: ActionId.PEOPLE_PARENT_TEAM,
    Part.LEAD: ActionId.PEOPLE_LEAD,
    Part.ROLE: ActionId.PEOPLE_ROLE,
    Part.ALIASES: ActionId.PEOPLE_ALIASES,
}
"""Under which field of the form what is wrong with a part of the wish stands."""


@dataclass(frozen=True, slots=True)
class PeoplePlace:
    """Where a form came from, in `private_metadata`: `person` is who is edited; `response_url` takes the reply."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    person: int | None = None
    response_url: str | None = None

    def dump(self) -> str:
        """As `private_metadata`; without the address where that has no room."""
        return dump_place(self, "response_url")

    @classmethod
    def load(cls, private_metadata: str) -> "PeoplePlace":
        """From `private_metadata`. Raises `Refused` for what `dump` did not write, as another version's form."""
        return load_place(_PLACE, private_metadata or "{}", OPEN_AGAIN)


_PLACE = TypeAdapter(PeoplePlace)


def claim_view(place: PeoplePlace) -> dict[str, Any]:
    """*I lead these people*."""
    chosen = {
        **_select("multi_external_select", ActionId.PEOPLE_CLAIMED, "Choose colleagues"),
        "max_selected_items": MOST_CLAIMED,
        "focus_on_load": True,
    }
    blocks = [
        input_block("Who reports to you?", chosen),
        context("They are told by direct message and can say that it is wrong."),
    ]
    return _modal(ViewId.PEOPLE_CLAIM, "I lead these people", "They report to me", place, blocks)


def choose_view(place: PeoplePlace) -> dict[str, Any]:
    """The first step of *Edit a person*."""
    person = {**_select("external_select", ActionId.PEOPLE_PERSON, "Choose a person"), "focus_on_load": True}
    return _modal(ViewId.PEOPLE_CHOOSE, "Edit a person", "Next", place, [input_block("Whom?", person)])


def edit_view(standing: Standing, place: PeoplePlace) -> dict[str, Any]:
    """The second step: a person's place as it is."""
    person = standing.person
    roles = [
        option_as_named("As in Slack: its admins are admins, all others technicians", _AS_IN_SLACK),
        *(option_as_named(role.capitalize(), role.value) for role in Role),
    ]
    given = next((option for option in roles if option["value"] == person.given_role), roles[0])
    leads = [option_as_named("Leads this team", _LEADS)]
    blocks = [
        section(f"*<@{person.slack_id}>*"),
        input_block(
            "Reports to",
            {
                **_select("external_select", ActionId.PEOPLE_MANAGER, "Nobody"),
                **({"initial_option": person_option(standing.manager)} if standing.manager else {}),
            },
            optional=True,
        ),
        input_block(
            "Team",
            {
                **_select("external_select", ActionId.PEOPLE_TEAM, "Choose or type a team"),
                **({"initial_option": team_option(standing.team.name)} if standing.team else {}),
            },
            optional=True,
        ),
        input_block(
            "That team is part of",
            {
                **_select("external_select", ActionId.PEOPLE_PARENT_TEAM, "No other team"),
                **({"initial_option": team_option(standing.parent_team.name)} if standing.parent_team else {}),
            },
            optional=True,
            hint="When you move the person, their new team stays where it is unless you change this.",
        ),
        input_block(
            "Lead",
            {
                "type": "checkboxes",
                "action_id": ActionId.PEOPLE_LEAD,
                "options": leads,
                **({"initial_options": leads} if standing.leads_team else {}),
            },
            optional=True,
        ),
        input_block(
            "Role",
            {"type": "static_select", "action_id": ActionId.PEOPLE_ROLE, "options": roles, "initial_option": given},
        ),
        input_block(
            "Other names",
            {
                "type": "plain_text_input",
                "action_id": ActionId.PEOPLE_ALIASES,
                "multiline": True,
                "max_length": min((MAX_ALIAS + 1) * MAX_ALIASES, PLAIN_TEXT_INPUT.value),
                **({"initial_value": "\n".join(standing.aliases)} if standing.aliases else {}),
            },
            optional=True,
            hint="One on each line.",
        ),
    ]
    return _modal(ViewId.PEOPLE_EDIT, "Edit a person", "Save", place, blocks)


def field_view(fields: Sequence[ProfileField], chosen: str | None, place: PeoplePlace) -> dict[str, Any]:
    """*Manager from Slack profiles*: the fields of the workspace's profiles that name a person."""
    options = [option_as_named("Don't read managers from profiles", NO_FIELD)]
    options += [option_as_named(field.label, field.id) for field in fields[: SELECT_OPTIONS.value - 1]]
    initial = next((option for option in options if option["value"] == chosen), options[0])
    element = {
        "type": "static_select",
        "action_id": ActionId.PEOPLE_PROFILE_FIELD,
        "options": options,
        "initial_option": initial,
    }
    blocks = [
        input_block("Which field says who somebody's manager is?", element),
        context(
            "Only fields of the kind “person” are listed. Who has nothing in the field keeps the manager set here."
        ),
    ]
    return _modal(ViewId.PEOPLE_FIELD, "Manager from profiles", "Save", place, blocks)


def person_option(person: Person) -> Block:
    """A colleague, with the address, which tells two of the same name apart."""
    option = option_as_named(person.name, str(person.id))
    if person.email:
        option["description"] = {**plain(person.email, OPTION_DESCRIPTION.value), "emoji": False}
    return option


def person_options(people: Sequence[Person]) -> list[Block]:
    """Options for a menu of colleagues."""
    return [person_option(person) for person in people[: SELECT_OPTIONS.value]]


def team_option(name: str) -> Block:
    """A team; its whole name is the value, so that a submission can be read without asking."""
    return option_as_named(name, f"{_TEAM}{name}")


def team_options(teams: Sequence[Team], typed: str, *, offers_new: bool) -> list[Block]:
    """Option groups for the team menus: those there are, and what was typed as a new one."""
    groups = [("Teams", [team_option(team.name) for team in teams[: SELECT_OPTIONS.value]])]
    if offers_new:
        groups.append(("New", [option_as_named(f"New team: {typed}", f"{_TEAM}{typed}")]))
    return [
        {"label": plain(label, OPTION_GROUP_LABEL.value), "options": options} for label, options in groups if options
    ]


def people_chosen(state: dict[str, Any]) -> list[int]:
    """The people in a submitted claim."""
    return [_id(option) for option in state_of(state, ActionId.PEOPLE_CLAIMED).get("selected_options") or []]


def person_chosen(state: dict[str, Any]) -> int:
    """Who is to be edited."""
    return _id(state_of(state, ActionId.PEOPLE_PERSON)["selected_option"])


def field_chosen(state: dict[str, Any]) -> tuple[str, str] | None:
    """The profile field's id and label; None where none is to be read."""
    option = state_of(state, ActionId.PEOPLE_PROFILE_FIELD)["selected_option"]
    return None if option["value"] == NO_FIELD else (option["value"], option["text"]["text"])


def read_edit(state: dict[str, Any], person_id: int) -> Wish:
    """What a submitted form asks for."""

    def chosen(action: ActionId) -> Any:
        return state_of(state, action).get("selected_option")

    manager, role = chosen(ActionId.PEOPLE_MANAGER), chosen(ActionId.PEOPLE_ROLE)
    team, parent = _team_chosen(chosen(ActionId.PEOPLE_TEAM)), _team_chosen(chosen(ActionId.PEOPLE_PARENT_TEAM))
    aliases = storable(state_of(state, ActionId.PEOPLE_ALIASES).get("value") or "")
    return Wish(
        person_id=person_id,
        manager=_id(manager) if manager else None,
        team=team,
        parent_team=parent,
        leads=bool(state_of(state, ActionId.PEOPLE_LEAD).get("selected_options")),
        role=None if role is None or role["value"] == _AS_IN_SLACK else Role(role["value"]),
        aliases=tuple(name for line in aliases.splitlines() if (name := " ".join(line.split()))),
    )


def _team_chosen(option: dict[str, Any] | None) -> str | None:
    return " ".join(storable(option["value"].removeprefix(_TEAM)).split()) if option else None


def _id(option: dict[str, Any]) -> int:
    return read_id(option["value"]) or 0


def _select(kind: str, action: ActionId, words: str) -> Block:
    return {
        "type": kind,
        "action_id": action,
        "min_query_length": 0,
        "placeholder": plain(words, PLACEHOLDER.value),
    }


def _modal(view: ViewId, title: str, submit: str, place: PeoplePlace, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": view,
        "title": plain(title, VIEW_TITLE.value),
        "submit": plain(submit, VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": place.dump(),
        "blocks": blocks,
    }
