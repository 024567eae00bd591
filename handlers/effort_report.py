"""`/praiseworthy effort`: where off-system help went, for budgeting."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
