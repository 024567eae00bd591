"""A person: a member of the workspace as Slack tells of them, and what the workspace says of their place in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.customers import customer_key

MAX_TEAM_NAME = 80
"""Characters of a team's name."""

MAX_ALIAS = 80
"""Characters of another name that somebody goes by."""

MAX_ALIASES = 20
"""Other names that one person may have."""


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
class Place:
    """What the workspace says of a person: the role that was given, the manager's and the team's id."""

    given_role: str | None
    manager_id: int | None
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Team:
    """A team: it has a lead (a person's id) and perhaps a parent team."""

    id: int
    name: str
    parent_id: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's place with those around it; all are here, except that the manager may have left."""

    person: Person
    manager: Person | None = None
    reports: tuple[Person, ...] = ()
    team: Team | None = None
    parent_team: Team | None = None
    led_teams: tuple[Team, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def leads_team(self) -> bool:
        """Whether the person leads the very team that they are in."""
        return self.team is not None and self.team.lead_id == self.person.id


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A field of the workspace's own in Slack's profiles that names a person."""

    id: str
    label: str


def name_key(name: str) -> str:
    """The same for spellings that are the same name of a team or of a person, as for a customer's name."""
    return customer_key(name)
