"""`/praiseworthy customers`: the customers, their names, their channels, and merging two."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
