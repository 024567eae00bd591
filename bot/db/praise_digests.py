"""Praise for digests: rows for all that are due at once, each beginning with the digest's place in the list."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from bot.db.customers import CustomerRow
from bot.db.due_rows import HERE
from bot.db.kudos import KudosRow
from bot.db.people import PersonRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraisePersonRow, PraiseRow
from bot.db.schema import UtcDateTime
from bot.domain.praises import PraiseState
from bot.domain.subscriptions import DueDigest

WAITS_DAYS = 28
"""Praise that nobody decided about stands in the digest of who was asked for so many days."""

WORDS = 400
"""Characters of a customer's words that are read for a digest."""

_SAID_SINCE = bindparam("said_since", type_=UtcDateTime())
_WAITS_SINCE = bindparam("waits_since", type_=UtcDateTime())

_speaker = aliased(PersonRow.__table__, name="speaker")
_handler = aliased(PersonRow.__table__, name="handler")
_praised = aliased(PersonRow.__table__, name="praised")
_praises = PraiseRow.__table__
_of = PraisePersonRow.__table__
_kudos = KudosRow.__table__
_customers = CustomerRow.__table__
_prompts = PraisePromptRow.__table__

_DECIDED = (PraiseState.RECOGNISED.value, PraiseState.THANKED.value)


def praise_parameters(due: Sequence[DueDigest]) -> dict[str, datetime]:
    """The earliest moments that are read; whose day it was on the recipient's clock is decided row by row."""
    first = min(one.period.first for one in due)
    today = min(one.today for one in due)
    a_day = timedelta(days=1)
    return {
        "said_since": datetime.combine(first, time.min, UTC) - a_day,
        "waits_since": datetime.combine(today, time.min, UTC) - a_day * (WAITS_DAYS + 1),
    }


def decided_praise(people: CTE) -> Select[Any]:
    """What was recognised or thanked for, of each digest's `people`, latest first: a row for each of those praised."""
    moment = _praises.c.handled_at
    return _rows(
        people,
        people.c.person_id == _of.c.person_id,
        moment,
        and_(_praises.c.state.in_(_DECIDED), moment >= _SAID_SINCE),
    )


def praise_of_persons(people: CTE) -> Select[Any]:
    """What was said of each digest's person, decided or not, latest first."""
    moment = _praises.c.said_at
    states = (PraiseState.OPEN.value, *_DECIDED)
    return _rows(
        people,
        people.c.person_id == _of.c.person_id,
        moment,
        and_(_praises.c.state.in_(states), moment >= _SAID_SINCE),
    )


def waiting_praise(due: CTE) -> Select[Any]:
    """What waits for the one whom each digest is for, longest first: a row for each who may be praised."""
    return (
        select(due.c.n, *_columns(_praises.c.said_at))
        .select_from(due)
        .join(_prompts, and_(_prompts.c.workspace_id == HERE, _prompts.c.person_id == due.c.person_id))
        .join(
            _praises,
            and_(
                _praises.c.workspace_id == HERE,
                _praises.c.id == _prompts.c.praise_id,
                _praises.c.state == PraiseState.OPEN.value,
                _praises.c.said_at >= _WAITS_SINCE,
            ),
        )
        .outerjoin(_of, and_(_of.c.workspace_id == HERE, _of.c.praise_id == _praises.c.id))
        .outerjoin(_praised, _praised.c.id == _of.c.person_id)
        .outerjoin(_customers, and_(_customers.c.workspace_id == HERE, _customers.c.id == _praises.c.customer_id))
        .outerjoin(_speaker, and_(_speaker.c.workspace_id == HERE, _speaker.c.slack_id == _praises.c.said_by))
        .outerjoin(_handler, _handler.c.id == _praises.c.handled_by_id)
        .outerjoin(_kudos, _its_kudos())
        .order_by(due.c.n, _praises.c.said_at, _praises.c.id, _of.c.id)
    )


def _rows(
    people: CTE, is_theirs: ColumnElement[bool], moment: ColumnElement[Any], condition: ColumnElement[bool]
) -> Select[Any]:
    return (
        select(people.c.n, *_columns(moment))
        .select_from(_praises)
        .join(
            _of,
            and_(_of.c.workspace_id == HERE, _of.c.praise_id == _praises.c.id, _of.c.is_sure.is_(True)),
        )
        .join(people, is_theirs)
        .join(_praised, _praised.c.id == _of.c.person_id)
        .outerjoin(_customers, and_(_customers.c.workspace_id == HERE, _customers.c.id == _praises.c.customer_id))
        .outerjoin(_speaker, and_(_speaker.c.workspace_id == HERE, _speaker.c.slack_id == _praises.c.said_by))
        .outerjoin(_handler, _handler.c.id == _praises.c.handled_by_id)
        .outerjoin(_kudos, _its_kudos())
        .where(_praises.c.workspace_id == HERE, condition)
        .order_by(people.c.n, moment.desc(), _praises.c.id.desc(), _of.c.id)
    )


def _columns(moment: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return (
        _praises.c.id.label("praise_id"),
        func.substr(_praises.c.words, 1, WORDS).label("words"),
        _praises.c.said_by,
        _speaker.c.name.label("speaker"),
        _customers.c.name.label("customer"),
        _praises.c.permalink,
        _praises.c.state,
        moment.label("at"),
        _praised.c.name.label("praised"),
        _handler.c.name.label("handler"),
        func.substr(_kudos.c.words, 1, WORDS).label("posted"),
    )


def _its_kudos() -> ColumnElement[bool]:
    return and_(
        _kudos.c.workspace_id == HERE,
        _kudos.c.id == _praises.c.kudos_id,
        _kudos.c.undone_at.is_(None),
        _kudos.c.is_private.is_(False),
    )
