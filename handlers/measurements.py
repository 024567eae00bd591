"""Measurements of goals: `/goal 12 = 4.4`, the form, corrections and what a hook sends."""

from bot.reception import Reception
from handlers.routes import Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
