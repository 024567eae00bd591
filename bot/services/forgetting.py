"""An admin's 'forget this person': begun in one transaction, finished by `jobs.forgetting` in small ones."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import audit, personal_rows
from bot.db import deliveries as delivery_rows
from bot.db import forgetting as search_rows
from bot.db import forgotten_people as rows
from bot.db import people as people_rows
from bot.db.touched import touch_every_home
from bot.db.work_logs import WorkLogRow
from bot.domain.access import Action, allow
from bot.domain.deliveries import Message
from bot.domain.forgetting import PREFIX, Forgetting, is_forgotten, same_name
from bot.domain.people import Person
from bot.domain.privacy import Forgotten, NotThatName, ToForget
from bot.errors import Refused
from bot.services.acting import Asker, asking
from bot.services.kudos import DrawPost, redraw_posts

MOST_AT_ONCE = 1_000
"""Rows that one step looks through: some hundredths of a second, in which others wait."""

COUNTED = ("work_logs", "kudos_people", "praise_people", "card_looks")
"""Tables that are counted before a form opens: those with an index by person, so that Slack needn't wait."""

DrawDone = Callable[[Forgotten], Message]
"""Draws what the admin is told in the end; it can name nobody."""


def person_to_forget(session: Session, asker: Asker, target: str) -> ToForget:
    """Whom an admin means: a Slack id, an address, or a whole name; also somebody who left.

    Raises `UnknownPerson`, `Denied`, or `Refused` where nobody or more than one fits.
    """
    admin = asking(session, asker)
    allow(admin, Action.FORGET_PERSON)
    found = _meant(session, asker.workspace_id, target)
    _check_may_be_forgotten(found, admin)
    return ToForget(found, personal_rows.counts(session, found, COUNTED))


def begin(session: Session, asker: Asker, person_id: int, typed_name: str, now: datetime) -> Person:
    """Begins to forget: the row names nobody any more, and what only they had is gone; returns who it was.

    Raises `NotThatName` where the name typed isn't theirs, `Refused`, `UnknownPerson` or `Denied`.
    """
    admin = asking(session, asker)
    allow(admin, Action.FORGET_PERSON, subject=f"person:{person_id}")
    people_rows.hold_places(session, asker.workspace_id)
    person = people_rows.by_id(session, asker.workspace_id, person_id)
    if person is None:
        raise Refused("That person is not known here.", "Open the form again.")
    _check_may_be_forgotten(person, admin)
    if not same_name(typed_name, person.name):
        raise NotThatName("That isn't the name.", "Type it as it stands above.")
    traces = search_rows.traces_of(session, person, f"{PREFIX}{secrets.token_hex(8).upper()}")
    rows.add(session, asker.workspace_id, traces, person.id, admin.id, now)
    search_rows.become_nobody(session, person, traces, now)
    touch_every_home(session, asker.workspace_id)
    _audit(session, asker.workspace_id, admin.slack_id, person.id, "begun", now)
    return person


def is_any_open(session: Session, workspace_id: str) -> bool:
    """Whether somebody is being forgotten."""
    return rows.is_any_open(session, workspace_id)


def go_on(session: Session, workspace_id: str, draw_post: DrawPost, draw_done: DrawDone, now: datetime) -> bool:
    """One step of the oldest forgetting; whether there is more to do. Any process may take the next step."""
    forgetting = rows.next_open(session, workspace_id)
    if forgetting is None:
        return False
    table, after = search_rows.open_search(forgetting)
    step = search_rows.search(session, forgetting, table, after, MOST_AT_ONCE)
    redraw_posts(session, workspace_id, step.kudos_ids, now, draw_post=draw_post)
    if step.after_id is not None:
        rows.come_to(session, forgetting, table, step.after_id)
        return True
    following = search_rows.following(table)
    if following is not None:
        rows.come_to(session, forgetting, following, None)
        return True
    _finish(session, forgetting, draw_done, now)
    return True


def _finish(session: Session, forgetting: Forgetting, draw_done: DrawDone, now: datetime) -> None:
    here = forgetting.workspace_id
    entries = session.execute(
        select(func.count())
        .select_from(WorkLogRow)
        .where(WorkLogRow.workspace_id == here, WorkLogRow.person_id == forgetting.person_id)
    ).scalar_one()
    admin = people_rows.by_id(session, here, forgetting.asked_by_id) if forgetting.asked_by_id else None
    rows.end(session, forgetting)
    touch_every_home(session, here)
    if admin is not None:
        _audit(session, here, admin.slack_id, forgetting.person_id, "forgotten", now)
        if not admin.is_gone:
            message = draw_done(Forgotten(forgetting.asked_at, entries))
            delivery_rows.queue(session, here, f"forgotten:{forgetting.id}", admin.slack_id, message, now)


def _audit(session: Session, workspace_id: str, actor: str, person_id: int, outcome: str, now: datetime) -> None:
    audit.record(session, workspace_id, actor, Action.FORGET_PERSON, f"person:{person_id}", outcome, now)


def _meant(session: Session, workspace_id: str, target: str) -> Person:
    by_id = people_rows.find(session, workspace_id, target)
    if by_id is not None:
        return by_id
    if "@" in target and (by_email := people_rows.by_email(session, workspace_id, target)) is not None:
        return by_email
    named = [
        person for person in people_rows.everybody(session, workspace_id).values() if same_name(target, person.name)
    ]
    if len(named) > 1:
        raise Refused(
            f"{len(named)} people go by that name.",
            "Choose one from the list that Slack offers after @, or type the email address.",
        )
    if not named:
        raise Refused(
            "That person is not known here.", "Choose somebody after @, or type the whole name or the email address."
        )
    return named[0]


def _check_may_be_forgotten(person: Person, admin: Person) -> None:
    if person.id == admin.id:
        raise Refused("You can't have yourself forgotten.", "Ask another admin.")
    if person.is_bot:
        raise Refused("That is an app, not a person.", "Nothing of people's is kept about it.")
    if is_forgotten(person.slack_id):
        raise Refused("That person is forgotten already.", "Nothing is left to do.")
