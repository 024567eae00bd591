"""`/praiseworthy privacy`: what is kept about somebody, and what they can do about it."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
