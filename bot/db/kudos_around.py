"""Who thanked whom around a few people, by their own rows alone: the workspace's other kudos aren't read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from bot.db.kudos import KudosPersonRow, KudosRow
from bot.db.people import MOST_IN_LIST


class Thank(NamedTuple):
    """Somebody thanked somebody; both are people's ids."""

    author: int
    thanked: int
    is_private: bool


def thanks_around(
    session: Session,
    workspace_id: str,
    person_ids: Collection[int],
    first: dt.date,
    last: dt.date,
    zone: dt.tzinfo = dt.UTC,
) -> frozenset[Thank]:
    """The thanks that these people gave and got in these days of `zone` (both included), undone ones left out.

    And those of people who may be in a circle of two with one of them, so that `closed_circles` of the answer is right
    for every pair that one of these people is in.
    """
    within = and_(
        KudosRow.workspace_id == workspace_id,
        KudosRow.undone_at.is_(None),
        KudosRow.created_at >= _begin(first, zone),
        KudosRow.created_at < _begin(last + dt.timedelta(days=1), zone),
    )
    wanted = frozenset(person_ids)
    found = set(_touching(session, within, wanted))
    partners = _only_partners(found, wanted)
    return frozenset(found | set(_touching(session, within, partners)))


def _touching(session: Session, within: ColumnElement[bool], person_ids: Collection[int]) -> Iterator[Thank]:
    columns = (KudosRow.author_id, KudosPersonRow.person_id, KudosRow.is_private)
    joined = and_(KudosPersonRow.workspace_id == KudosRow.workspace_id, KudosPersonRow.kudos_id == KudosRow.id)
    ids = sorted(person_ids)
    for start in range(0, len(ids), MOST_IN_LIST):
        some = ids[start : start + MOST_IN_LIST]
        # Two statements instead of an OR, so that each has its index.
        for of_them in (KudosRow.author_id.in_(some), KudosPersonRow.person_id.in_(some)):
            rows = session.execute(select(*columns).join(KudosPersonRow, joined).where(within, of_them))
            yield from (Thank(*row) for row in rows)


def _only_partners(thanks: Iterable[Thank], person_ids: frozenset[int]) -> set[int]:
    """Who is the only one with whom one of the people exchanged thanks, and isn't one of them."""
    partners: dict[int, set[int]] = defaultdict(set)
    for author, thanked, _ in thanks:
        if author in person_ids:
            partners[author].add(thanked)
        if thanked in person_ids:
            partners[thanked].add(author)
    return {next(iter(them)) for them in partners.values() if len(them) == 1} - person_ids


def _begin(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
