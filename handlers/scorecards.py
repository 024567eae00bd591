"""`/scorecard`: a person's or a team's results at a glance."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
