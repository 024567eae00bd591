"""A person: a member of the workspace as Slack tells of them, and what the workspace says of their place in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Role(StrEnum):
    """What somebody is in the workspace. Whom people report to is a manager, whatever the role says."""

    TECHNICIAN = "technician"
    MANAGER = "manager"
    LEADER = "leader"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """One member of a workspace.

    `id` is ours (0 before the person is stored), `slack_id` Slack's. `time_zone` is an IANA name. A guest is a
    single- or multi-channel guest; a person from outside belongs to another workspace (Slack Connect). `email` is in
    lower case, None where Slack doesn't say. `given_role`, `manager_id` (a person's id) and `team_id` are what the
    workspace says here; Slack doesn't know them.
    """

    id: int
    workspace_id: str
    slack_id: str
    name: str
    time_zone: str
    is_admin: bool = False
    is_guest: bool = False
    is_outside: bool = False
    is_bot: bool = False
    is_gone: bool = False
    email: str | None = None
    given_role: str | None = None
    manager_id: int | None = None
    team_id: int | None = None

    @property
    def role(self) -> Role:
        """The role that was given; until one was, Slack's admins are admins and everybody else is a technician."""
        if self.given_role is not None:
            return Role(self.given_role)
        return Role.ADMIN if self.is_admin else Role.TECHNICIAN

    @property
    def is_colleague(self) -> bool:
        """A member who is here and isn't a bot, a guest or from outside."""
        return not (self.is_guest or self.is_outside or self.is_bot or self.is_gone)

    def local(self, now: datetime) -> datetime:
        """The moment on this person's clock; UTC where the zone is unknown to this machine."""
        try:
            return now.astimezone(ZoneInfo(self.time_zone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # OSError: the name of a folder of zones, such as 'Europe', or one too long for a file.
            return now


@dataclass(frozen=True, slots=True)
class Team:
    """A team: it has a lead (a person's id) and perhaps a parent team."""

    id: int
    name: str
    parent_id: int | None = None
    lead_id: int | None = None
