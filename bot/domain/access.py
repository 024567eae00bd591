"""Who may do and see what. Decided here alone (docs/access.md is the same in words)."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Person
from bot.errors import Refused


class Action(StrEnum):
    """What somebody wants to do; the value stands in the audit log."""

    LOG_WORK = "log_work"
    SEE_WORK_LOG = "see_work_log"
    CHANGE_WORK_LOG = "change_work_log"
    CHOOSE_FROM_RECORDS = "choose_from_records"


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


def allow(actor: Person, action: Action, owner_id: int | None = None, *, subject: str = "") -> None:
    """Returns when `actor` may do `action` to what the person with id `owner_id` owns.

    Raises `Denied` with a sentence for the actor. Slack tells who is from outside (`users.info`: `team_id`,
    `is_stranger`, `is_restricted`, `is_ultra_restricted`; see "User object").
    """
    denial = Denial(actor.workspace_id, actor.slack_id, action, subject)
    if actor.is_outside or actor.is_guest:
        raise Denied(
            "Only members of this workspace can log work; you are here as a guest.",
            "A colleague from the workspace can note the help for you.",
            denial=denial,
        )
    if actor.is_bot or actor.is_gone:
        raise Denied("Only people who are active in this workspace can log work.", denial=denial)
    if action in {Action.SEE_WORK_LOG, Action.CHANGE_WORK_LOG} and owner_id != actor.id:
        raise Denied(
            "That entry belongs to somebody else.",
            "You can change your own: `/logwork today` lists them.",
            denial=denial,
        )
