"""Who looked at whose results, and at what of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Seen(StrEnum):
    """What was looked at."""

    SCORECARD = "scorecard"
    PUBLIC_CARD = "public_card"
    TEAM_SCORECARD = "team_scorecard"
    EFFORT = "effort"
    EFFORT_EXPORT = "effort_export"


@dataclass(frozen=True, slots=True)
class CardLook:
    """A look at what is kept about somebody; `looker` is a Slack id, `at` is UTC."""

    looker: str
    looker_name: str
    what: Seen
    at: datetime
