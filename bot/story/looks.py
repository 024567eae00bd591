"""Who looked at whose card in the weeks before: those above them, of course, and each of them can see it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.card_looks import Seen
from bot.services import card_looks
from bot.services.acting import Asker
from bot.story.cast import ANA, BRUNO, CHIDI, LEO, MAYA, WORKSPACE

_LOOKS = (
    (34, MAYA, Seen.SCORECARD, (ANA,)),
    (33, MAYA, Seen.SCORECARD, (BRUNO,)),
    (20, LEO, Seen.TEAM_SCORECARD, (ANA, BRUNO, CHIDI)),
    (12, CHIDI, Seen.PUBLIC_CARD, (ANA,)),
    (6, MAYA, Seen.SCORECARD, (ANA,)),
    (6, MAYA, Seen.EFFORT, (ANA, BRUNO, CHIDI)),
)
"""Days ago, who looked, at what, and whose it was."""


def look_at_cards(session: Session, ids: dict[str, int], now: datetime) -> None:
    """Notes the looks as a card, a team's card or a list of people does; `ids` are ours by Slack id."""
    for number, (days_ago, looker, what, seen) in enumerate(_LOOKS):
        then = now - timedelta(days=days_ago)
        seen_ids = [ids[one] for one in seen]
        card_looks.note_look(session, Asker(WORKSPACE, looker), seen_ids, what, f"story:look:{number}", then)
