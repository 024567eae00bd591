"""`/goal`: lists, the form, the page of a goal, and agreeing to one."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
