"""What a person's card is made of: a fixed number of statements, each along an index of the person's own rows.

So a card's time depends on what the person did in the period, not on how long or how large the workspace is.
"""

import datetime as dt
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from bot.db.customers import CustomerRow
from bot.db.due_rows import HERE, TODAY
from bot.db.goal_points import goals_with_points
from bot.db.goals import GoalRow
from bot.db.kudos import KudosPersonRow, KudosRow
from bot.db.people import PersonAliasRow, PersonRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraisePersonRow, PraiseRow
from bot.db.schema import UtcDateTime
from bot.db.work_logs import WorkLogRow
from bot.domain.digests import CHART_DAYS
from bot.domain.goals import GoalState, OwnerKind
from bot.domain.past_periods import PastPeriod
from bot.domain.people import name_key
from bot.domain.praises import PraiseState
from bot.domain.scorecards import Entry, KudosGot

WORDS = 600
"""Characters of kudos and of customers' words that are read for a card."""

_PERSON = bindparam("person_id", type_=Integer())
_BEFORE = bindparam("before", type_=Date())
_FIRST = bindparam("first", type_=Date())
_LAST = bindparam("last", type_=Date())
_SINCE = bindparam("since", type_=UtcDateTime())
_UNTIL = bindparam("until", type_=UtcDateTime())

_WITH_PRIVATE = bindparam("with_private", type_=Boolean())

_logs = WorkLogRow.__table__
_customers = CustomerRow.__table__
_goals = GoalRow.__table__
_kudos = KudosRow.__table__
_thanked = KudosPersonRow.__table__
_praises = PraiseRow.__table__
_of = PraisePersonRow.__table__
_authors = aliased(PersonRow.__table__, name="authors")
_speakers = aliased(PersonRow.__table__, name="speakers")
_handlers = aliased(PersonRow.__table__, name="handlers")

_KUDOS = (
    select(
        _kudos.c.author_id,
        _authors.c.name.label("author"),
        func.substr(_kudos.c.words, 1, WORDS).label("words"),
        _kudos.c.behaviours,
        _kudos.c.tags,
        _kudos.c.is_private,
        _kudos.c.praise_id,
        _kudos.c.created_at,
    )
    .select_from(_thanked)
    .join(_kudos, and_(_kudos.c.workspace_id == HERE, _kudos.c.id == _thanked.c.kudos_id))
    .join(_authors, _authors.c.id == _kudos.c.author_id)
    .where(
        _thanked.c.workspace_id == HERE,
        _thanked.c.person_id == _PERSON,
        _kudos.c.undone_at.is_(None),
        _kudos.c.created_at >= _SINCE,
        _kudos.c.created_at < _UNTIL,
        or_(_kudos.c.is_private.is_(False), _WITH_PRIVATE),
    )
    .order_by(_kudos.c.created_at.desc(), _kudos.c.id.desc())
)
_PRAISES: Select[Any] = (
    select(
        _praises.c.id,
        func.substr(_praises.c.words, 1, WORDS).label("words"),
        _praises.c.said_by,
        _praises.c.said_at,
        _praises.c.permalink,
        _praises.c.state,
        _praises.c.score,
        _speakers.c.name.label("speaker"),
        _handlers.c.name.label("handler"),
        _customers.c.name.label("customer"),
        _kudos.c.behaviours,
    )
    .select_from(_of)
    .join(_praises, and_(_praises.c.workspace_id == HERE, _praises.c.id == _of.c.praise_id))
    .outerjoin(_customers, and_(_customers.c.workspace_id == HERE, _customers.c.id == _praises.c.customer_id))
    .outerjoin(_speakers, and_(_speakers.c.workspace_id == HERE, _speakers.c.slack_id == _praises.c.said_by))
    .outerjoin(_handlers, _handlers.c.id == _praises.c.handled_by_id)
    .outerjoin(
        _kudos,
        and_(
            _kudos.c.workspace_id == HERE,
            _kudos.c.id == _praises.c.kudos_id,
            _kudos.c.undone_at.is_(None),
            or_(_kudos.c.is_private.is_(False), _WITH_PRIVATE),
        ),
    )
    .where(
        _of.c.workspace_id == HERE,
        _of.c.person_id == _PERSON,
        _of.c.is_sure.is_(True),
        _praises.c.state.in_(bindparam("states", expanding=True)),
        _praises.c.said_at >= _SINCE,
        _praises.c.said_at < _UNTIL,
    )
    .order_by(_praises.c.said_at.desc(), _praises.c.id.desc())
)


def entries(session: Session, workspace_id: str, person_id: int, period: PastPeriod) -> list[Entry]:
    """The person's entries of the period and of as many days before, but those that were undone."""
    statement = _entries_statement(session.get_bind().dialect.name)
    parameters = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "before": period.before().first,
        "first": period.first,
        "last": period.last,
    }
    found = session.execute(statement, parameters).scalar_one()
    # SQLite's booleans are numbers.
    return [
        Entry(customer, name, tuple(tags), tuple(helped), minutes, bool(is_now))
        for customer, name, tags, helped, minutes, is_now in json.loads(found or "[]")
    ]


@cache
def _entries_statement(dialect: str) -> Select[Any]:
    """All entries as one JSON text: read in one go, a hundred take half the time that a hundred rows do."""
    values = (_logs.c.customer_id, _customers.c.name, _logs.c.tags, _logs.c.helped, _logs.c.minutes)
    is_now = _logs.c.local_date >= _FIRST
    if dialect == "sqlite":
        lists = {_logs.c.tags: func.json(_logs.c.tags), _logs.c.helped: func.json(_logs.c.helped)}
        listed: ColumnElement[Any] = func.json_group_array(
            func.json_array(*(lists.get(value, value) for value in values), is_now)
        )
    else:
        listed = cast(func.json_agg(func.json_build_array(*values, is_now)), Text)
    return (
        select(type_coerce(listed, String))
        .select_from(_logs)
        .outerjoin(_customers, and_(_customers.c.id == _logs.c.customer_id, _customers.c.workspace_id == HERE))
        .where(
            _logs.c.workspace_id == HERE,
            _logs.c.person_id == _PERSON,
            _logs.c.local_date.between(_BEFORE, _LAST),
            _logs.c.undone_at.is_(None),
        )
    )


def kudos_got(
    session: Session, workspace_id: str, person_id: int, since: dt.datetime, until: dt.datetime, *, with_private: bool
) -> list[KudosGot]:
    """Kudos that the person got from `since` to before `until` (UTC), the latest first; circles of two still in it."""
    parameters = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "since": since,
        "until": until,
        "with_private": with_private,
    }
    return [
        KudosGot(
            row.author_id,
            row.author,
            row.words,
            tuple(row.behaviours),
            tuple(row.tags),
            row.is_private,
            row.praise_id,
            row.created_at,
        )
        for row in session.execute(_KUDOS, parameters)
    ]


def praise_got(
    session: Session, workspace_id: str, person_id: int, since: dt.datetime, until: dt.datetime, *, is_own: bool
) -> Sequence[Row[Any]]:
    """Rows of customers' words that surely are about the person, said from `since` to before `until` (UTC).

    What somebody acted on; and, for the person's own eyes, what waits for somebody to decide. `behaviours` are those
    of the kudos that answer it, private ones for the person's own eyes only.
    """
    states = [PraiseState.RECOGNISED.value, PraiseState.THANKED.value, *([PraiseState.OPEN.value] if is_own else [])]
    parameters = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "since": since,
        "until": until,
        "states": states,
        "with_private": is_own,
    }
    return session.execute(_PRAISES, parameters).all()


def asked_about(session: Session, workspace_id: str, praise_ids: Sequence[int]) -> list[str]:
    """Names of those who are here and were asked about any of these praises, the longest asked first."""
    rows = session.execute(
        select(PersonRow.id, PersonRow.name)
        .join(PraisePromptRow, PraisePromptRow.person_id == PersonRow.id)
        .where(
            PraisePromptRow.workspace_id == workspace_id,
            PraisePromptRow.praise_id.in_(praise_ids),
            PersonRow.workspace_id == workspace_id,
            PersonRow.is_gone.is_(False),
        )
        .order_by(PraisePromptRow.id)
    )
    return list({row.id: row.name for row in rows}.values())


def goals(
    session: Session, workspace_id: str, person_id: int, first: dt.date, as_of: dt.date, *, with_coming: bool
) -> Sequence[Row[Any]]:
    """Rows for `bot.services.goal_lines.line_on`: the person's goals that ran between the days, with their points.

    Those that are open and still to start are among them where `with_coming`; what was withdrawn is not.
    """
    dialect = session.get_bind().dialect.name
    parameters = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "first": first,
        "with_coming": with_coming,
        "today": as_of,
        "chart_since": first - dt.timedelta(days=CHART_DAYS),
    }
    return session.execute(_goal_statement(dialect), parameters).all()


@cache
def _goal_statement(dialect: str) -> Select[Any]:
    mine = (
        select(literal(0).label("n"), _goals.c.id.label("goal_id"))
        .where(
            _goals.c.workspace_id == HERE,
            _goals.c.owner_kind == OwnerKind.PERSON.value,
            _goals.c.owner_person_id == _PERSON,
            _goals.c.state.in_((GoalState.OPEN.value, GoalState.CLOSED.value)),
            or_(
                _goals.c.starts_on <= TODAY,
                and_(bindparam("with_coming", type_=Boolean()), _goals.c.state == GoalState.OPEN.value),
            ),
            or_(_goals.c.due_on >= _FIRST, _goals.c.state == GoalState.OPEN.value),
        )
        .cte("mine")
    )
    return goals_with_points(dialect, mine)


def ids_by_other_name(session: Session, workspace_id: str, name: str) -> list[int]:
    """Ids of those whom the workspace knows by this other name, whatever its case."""
    found = session.scalars(
        select(PersonAliasRow.person_id).where(
            PersonAliasRow.workspace_id == workspace_id, PersonAliasRow.key == name_key(name)
        )
    )
    return sorted(set(found))
