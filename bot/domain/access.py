"""Who may do and see what. Decided here alone (docs/access.md is the same in words)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Person, Role
from bot.errors import Refused


class Action(StrEnum):
    """What somebody wants to do; the value stands in the audit log."""

    LOG_WORK = "log_work"
    SEE_WORK_LOG = "see_work_log"
    CHANGE_WORK_LOG = "change_work_log"
    CHOOSE_FROM_RECORDS = "choose_from_records"
    SEE_OWN = "see_own"
    MANAGE_PEOPLE = "manage_people"
    CLAIM_PEOPLE = "claim_people"
    MANAGE_CUSTOMERS = "manage_customers"
    CHANGE_SETTINGS = "change_settings"
    SET_ORGANISATION_GOAL = "set_organisation_goal"
    SET_TEAM_GOAL = "set_team_goal"
    SET_PERSON_GOAL = "set_person_goal"
    SEE_PERSON_GOAL = "see_person_goal"
    AGREE_TO_GOAL = "agree_to_goal"
    MEASURE_GOAL = "measure_goal"
    SEE_ORGANISATION = "see_organisation"
    NOTE_PRAISE = "note_praise"
    GIVE_KUDOS = "give_kudos"
    CHANGE_KUDOS = "change_kudos"
    HANDLE_PRAISE = "handle_praise"
    ANSWER_HELP_QUESTION = "answer_help_question"
    SEE_SCORECARD = "see_scorecard"
    SEE_PUBLIC_CARD = "see_public_card"
    SEE_TEAM_SCORECARD = "see_team_scorecard"
    SEE_EFFORT = "see_effort"
    SEE_EFFORT_BY_PERSON = "see_effort_by_person"
    SEE_KEPT = "see_kept"
    DELETE_OWN_TEXTS = "delete_own_texts"
    FORGET_PERSON = "forget_person"


class Denied(Refused):
    """Access was refused: clear to the person, and written to the audit log."""

    def __init__(self, problem: str, remedy: str = "", *, typed: str = "", denial: "Denial | None" = None) -> None:
        super().__init__(problem, remedy, typed=typed)
        self.denial = denial

    def with_typed(self, typed: str) -> "Denied":
        """The same denial, carrying the person's text."""
        return Denied(self.problem, self.remedy, typed=self.typed or typed, denial=self.denial)


@dataclass(frozen=True, slots=True)
class Denial:
    """What the audit log keeps of a denial."""

    workspace_id: str
    actor: str
    action: Action
    subject: str


_EVERY_COLLEAGUE = {
    Action.LOG_WORK,
    Action.CHOOSE_FROM_RECORDS,
    Action.SEE_OWN,
    Action.CLAIM_PEOPLE,
    Action.GIVE_KUDOS,
    Action.NOTE_PRAISE,
    Action.SEE_PUBLIC_CARD,
}
_ABOUT_ONESELF = {Action.SEE_KEPT, Action.DELETE_OWN_TEXTS}
"""Whoever is kept here may see that and take their texts back: guests and people from outside too."""
_OWNER = {
    Action.SEE_WORK_LOG,
    Action.CHANGE_WORK_LOG,
    Action.AGREE_TO_GOAL,
    Action.CHANGE_KUDOS,
    Action.ANSWER_HELP_QUESTION,
}
_OWNER_OR_ABOVE = {Action.SET_PERSON_GOAL, Action.SEE_PERSON_GOAL, Action.MEASURE_GOAL, Action.SEE_SCORECARD}
_ABOVE = {Action.SET_TEAM_GOAL, Action.HANDLE_PRAISE, Action.SEE_TEAM_SCORECARD}
_OWN_CHAIN = {Action.SEE_EFFORT_BY_PERSON}
_NEVER_THE_OWNER = {Action.HANDLE_PRAISE}
_LEADERS = {Action.SET_ORGANISATION_GOAL, Action.SEE_ORGANISATION}
_MANAGERS = {Action.MANAGE_CUSTOMERS, Action.SEE_EFFORT}
_ADMINS = {Action.MANAGE_PEOPLE, Action.CHANGE_SETTINGS, Action.FORGET_PERSON}

_REFUSALS = {
    Action.ANSWER_HELP_QUESTION: (
        "That question is for the one who was helped.",
        "`/praiseworthy questions` shows what you may be asked.",
    ),
    Action.CHANGE_KUDOS: ("Those kudos are somebody else's.", "You can add your voice to them."),
    Action.SEE_WORK_LOG: (
        "That entry belongs to somebody else.",
        "You can change your own: `/logwork today` lists them.",
    ),
    Action.CHANGE_WORK_LOG: (
        "That entry belongs to somebody else.",
        "You can change your own: `/logwork today` lists them.",
    ),
    Action.AGREE_TO_GOAL: ("That goal is somebody else's to agree to.", "`/goal` lists yours."),
    Action.SET_PERSON_GOAL: (
        "A person's goal is set by that person or somebody they report to.",
        "Ask their manager, or set a goal of your own.",
    ),
    Action.SEE_PERSON_GOAL: (
        "That goal is between a person and those they report to.",
        "`/goal` lists yours and those you answer for.",
    ),
    Action.MEASURE_GOAL: (
        "That goal is measured by those who work towards it or answer for it.",
        "Send them the number instead.",
    ),
    Action.HANDLE_PRAISE: (
        "What becomes of that praise is for somebody else to decide.",
        "Who is asked about it, those the person reports to, recognition champions, leaders and admins can.",
    ),
    Action.SET_TEAM_GOAL: (
        "A team's goal is set by its lead, or by somebody above.",
        "Ask the team's lead, or set a goal of your own.",
    ),
    Action.SET_ORGANISATION_GOAL: (
        "The organisation's goals are set by its leaders.",
        "Ask a leader, or set a goal for your team or yourself.",
    ),
    Action.SEE_ORGANISATION: ("That is for the organisation's leaders.", "Ask a leader for it."),
    Action.MANAGE_CUSTOMERS: (
        "Customers are kept by managers, leaders and admins.",
        "Ask your manager; `/logwork` makes a new customer known by itself.",
    ),
    Action.MANAGE_PEOPLE: ("People and teams are kept by the workspace's admins.", "Ask an admin."),
    Action.CHANGE_SETTINGS: ("The workspace's settings are kept by its admins.", "Ask an admin."),
    Action.SEE_SCORECARD: (
        "That card is for the person, those they report to, leaders and admins.",
        "What everybody may see of a colleague is on their public card.",
    ),
    Action.SEE_TEAM_SCORECARD: (
        "A team's card is for its lead, those above, leaders and admins.",
        "`/scorecard me` shows yours.",
    ),
    Action.SEE_EFFORT: (
        "Where the effort goes is shown to managers, leaders and admins.",
        "`/scorecard me` shows your own.",
    ),
    Action.SEE_EFFORT_BY_PERSON: (
        "Effort by person is shown to those whom the people report to.",
        "By customer, team or tag it is there for every manager.",
    ),
    Action.SEE_KEPT: (
        "What is kept about somebody is for that person.",
        "`/praiseworthy privacy` shows what is kept about you.",
    ),
    Action.DELETE_OWN_TEXTS: ("Those texts are somebody else's.", "`/praiseworthy privacy` has yours."),
    Action.FORGET_PERSON: ("People are forgotten by the workspace's admins.", "Ask an admin."),
}


def allow(
    actor: Person,
    action: Action,
    owner_id: int | None = None,
    *,
    above: Collection[int] = (),
    manages: bool = False,
    subject: str = "",
) -> None:
    """Returns when `actor` may do `action` to what the person with id `owner_id` owns.

    `above` are the ids of those who answer for the owner: all managers up the chain, and the leads of a team and of
    the teams above it; for praise also who is asked about it and the recognition champions. `manages` says that
    somebody reports to the actor. Raises `Denied` with a sentence for the actor. Slack tells who is from outside
    (`users.info`: `team_id`, `is_stranger`, `is_restricted`, `is_ultra_restricted`; see "User object").
    """
    denial = Denial(actor.workspace_id, actor.slack_id, action, subject)
    if (actor.is_outside or actor.is_guest) and action not in _ABOUT_ONESELF:
        here_as = "you are from another company or workspace" if actor.is_outside else "you are here as a guest"
        raise Denied(
            f"Only members of this workspace can log work; {here_as}."
            if action is Action.LOG_WORK
            else f"This is for members of the workspace; {here_as}.",
            "A colleague from the workspace can note the help for you."
            if action is Action.LOG_WORK
            else "A colleague from the workspace can do it for you.",
            denial=denial,
        )
    if actor.is_bot or actor.is_gone:
        raise Denied("Only people who are active in this workspace can do that.", denial=denial)
    if not _may(actor, action, is_owner=owner_id == actor.id, is_above=actor.id in above, manages=manages):
        raise Denied(*_REFUSALS[action], denial=denial)


def _may(actor: Person, action: Action, *, is_owner: bool, is_above: bool, manages: bool) -> bool:
    leads_all = actor.role in {Role.LEADER, Role.ADMIN}
    return (
        action in _EVERY_COLLEAGUE
        or (action in _OWNER | _ABOUT_ONESELF and is_owner)
        or (action in _OWN_CHAIN and is_above)
        or (action in _OWNER_OR_ABOVE and (is_owner or is_above or leads_all))
        or (action in _ABOVE and (is_above or leads_all) and not (is_owner and action in _NEVER_THE_OWNER))
        or (action in _LEADERS and leads_all)
        or (action in _MANAGERS and (manages or leads_all or actor.role is Role.MANAGER))
        or (action in _ADMINS and actor.role is Role.ADMIN)
    )
