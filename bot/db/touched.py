"""Whose App Home a transaction touches: noted by what writes, handed on by the store once it is committed.

A note costs a set's `add` and no statement; who is meant by one (`Whose`) is looked up later, outside of the request.
"""

from typing import Any

from sqlalchemy.orm import Session

from bot.domain.home import Touch, Whose

_IN_SESSION = "touched homes"


def touched_info(touched: set[Touch]) -> dict[Any, Any]:
    """What `Session(info=…)` takes."""
    return {_IN_SESSION: touched}


def touch_home(session: Session, workspace_id: str, *person_ids: int | None) -> None:
    """The Home of these people shows something else now; None is nobody."""
    for person_id in person_ids:
        if person_id is not None:
            _note(session, Touch(workspace_id, Whose.PERSON, person_id))


def touch_above(session: Session, workspace_id: str, person_id: int) -> None:
    """The Home of this person, and of those who answer for them."""
    _note(session, Touch(workspace_id, Whose.PERSON_AND_ABOVE, person_id))


def touch_goal(session: Session, workspace_id: str, goal_id: int) -> None:
    """The Home of everybody who has the goal on it: its owner or the team's members, and those above."""
    _note(session, Touch(workspace_id, Whose.GOAL, goal_id))


def touch_praise(session: Session, workspace_id: str, praise_id: int) -> None:
    """The Home of everybody who was asked about the praise, and of those praised."""
    _note(session, Touch(workspace_id, Whose.PRAISE, praise_id))


def touch_every_home(session: Session, workspace_id: str) -> None:
    """Everybody's Home: for what the workspace sets."""
    _note(session, Touch(workspace_id, Whose.EVERYBODY))


def _note(session: Session, touch: Touch) -> None:
    touched = session.info.get(_IN_SESSION)
    if isinstance(touched, set):
        touched.add(touch)
