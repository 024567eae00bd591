"""A person: a member of the workspace as Slack tells of them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class Person:
    """One member of a workspace.

    `id` is ours (0 before the person is stored), `slack_id` Slack's. `time_zone` is an IANA name. A guest is a
    single- or multi-channel guest; a person from outside belongs to another workspace (Slack Connect).
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

    def local(self, now: datetime) -> datetime:
        """The moment on this person's clock; UTC where the zone is unknown to this machine."""
        try:
            return now.astimezone(ZoneInfo(self.time_zone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # OSError: the name of a folder of zones, such as 'Europe', or one too long for a file.
            return now
