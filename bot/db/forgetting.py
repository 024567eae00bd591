"""Forgetting in the database: who they were, their own texts, and the search through everybody else's.

What a table holds, and what becomes of it, stands in `bot.domain.personal_data`; here is one way for all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db.known import lately
from bot.db.people import PersonAliasRow, PersonRow
from bot.db.personal_rows import Whose, is_theirs, table_of, through
from bot.domain.deliveries import DeliveryState, Message
from bot.domain.forgetting import NAME_AFTERWARDS, Forgetting, Texts, Traces, shared_names
from bot.domain.people import Person, name_key
from bot.domain.personal_data import BY_NAME, TABLES, Among, Column, Holds, Table, Through, Way

AT_ONCE = 5_000
"""Rows of a table that are emptied with the first step; more are found by the search."""

OWN_TEXTS = 500
"""Of each column, the latest of the person's texts that are looked for in messages which still wait."""

SHORTEST_TEXT = Texts.SHORTEST
"""Characters: shorter texts are not looked for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCHED = {Holds.WORDS, Holds.JSON, Holds.SLACK_ID, Holds.KEY}
DRAWN_WITHIN = timedelta(minutes=10)
"""How long before it is queued a message may have been drawn: digests of many are queued in batches."""

_FIRST, _LAST = "deliveries", "kudos"
"""Messages go first; kudos last, because their posts are drawn anew into messages."""

MEANWHILE = "deliveries meanwhile"
"""The search's last part, named as if it were a table: messages that were drawn before the person was nobody, and
queued after. Their ids are in no order, so they are searched by when they came.
"""

WAITING = tuple(
    state.value for state in (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.OUTDATED, DeliveryState.UNWANTED)
)
"""States of messages that Slack is still to be told."""

NO_MESSAGE = Message("").payload()
"""What is kept of a message that was delivered and emptied."""

SEARCHED = tuple(
    sorted(
        (table.name for table in TABLES if any(column.holds in _SEARCHED for column in table.columns.values())),
        key=lambda name: (name != _FIRST, name == _LAST),
    )
)
"""Tables that are searched, in their order. People's own rows are none: somebody else's name is theirs."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a step of the search came to: the last id that was looked at (None: the table is done), and ids of kudos
    whose posts name the person or said their words.
    """

    after_id: str | None
    kudos_ids: tuple[int, ...] = ()


def traces_of(session: Session, person: Person, pseudonym: str) -> Traces:
    """What names the person, and which of it others go by as well."""
    here = person.workspace_id
    names = (person.name, *people_rows.aliases(session, here, person.id).get(person.id, {}).values())
    others = [
        *session.execute(
            select(PersonRow.name).where(PersonRow.workspace_id == here, PersonRow.id != person.id)
        ).scalars(),
        *session.execute(
            select(PersonAliasRow.name).where(
                PersonAliasRow.workspace_id == here, PersonAliasRow.person_id != person.id
            )
        ).scalars(),
    ]
    return Traces(person.slack_id, pseudonym, names, person.email, shared_names(names, others))


def become_nobody(session: Session, person: Person, traces: Traces, now: datetime) -> None:
    """The row stays, for the sums, and names nobody; what was theirs alone goes, and what they wrote is emptied."""
    whose = Whose(person.workspace_id, person.id, (traces.slack_id, traces.pseudonym))
    own = _own_texts(session, whose)
    for table in TABLES:
        _let_go(session, table, person)
        _empty_own(session, table, whose)
    _clean_waiting(session, traces, whose, own)
    session.execute(
        update(PersonRow)
        .where(PersonRow.workspace_id == person.workspace_id, PersonRow.id == person.id)
        .values(
            slack_id=traces.pseudonym,
            name=NAME_AFTERWARDS,
            folded_name=people_rows.folded(NAME_AFTERWARDS),
            time_zone="UTC",
            email=None,
            is_admin=False,
            is_gone=True,
            given_role=None,
            forgotten_at=now,
            updated_at=now,
        )
    )
    lately(session).forget_all()


def search(session: Session, forgetting: Forgetting, table_name: str, after_id: str | None, most: int) -> Searched:
    """Looks through at most `most` rows of a table from `after_id` on, and takes the person out of them.

    Of `MEANWHILE`, `after_id` is what an earlier step of it returned.
    """
    if table_name == MEANWHILE:
        return _search_meanwhile(session, forgetting, after_id, most)
    source = table_of(table_name)
    (key,) = source.primary_key
    rows = select(source).where(source.c.workspace_id == forgetting.workspace_id).order_by(key).limit(most)
    if after_id is not None:
        rows = rows.where(key > key.type.python_type(after_id))
    found = [dict(row._mapping) for row in session.execute(rows)]
    kudos_ids = _take_out(session, forgetting, BY_NAME[table_name], found)
    return Searched(str(found[-1][key.name]) if len(found) == most else None, kudos_ids)


def _search_meanwhile(session: Session, forgetting: Forgetting, after: str | None, most: int) -> Searched:
    columns = table_of(_FIRST).c
    since, after_id = (forgetting.asked_at - DRAWN_WITHIN, "") if after is None else _moment_and_id(after)
    rows = (
        select(table_of(_FIRST))
        .where(
            columns.workspace_id == forgetting.workspace_id,
            columns.created_at >= since,
            or_(columns.created_at > since, columns.id > after_id),
        )
        .order_by(columns.created_at, columns.id)
        .limit(most)
    )
    found = [dict(row._mapping) for row in session.execute(rows)]
    _take_out(session, forgetting, BY_NAME[_FIRST], found)
    if len(found) < most:
        return Searched(None)
    microseconds = (found[-1]["created_at"] - _EPOCH) // timedelta(microseconds=1)
    return Searched(f"{microseconds} {found[-1]['id']}")


def _moment_and_id(after: str) -> tuple[datetime, str]:
    microseconds, _, row_id = after.partition(" ")
    return _EPOCH + timedelta(microseconds=int(microseconds)), row_id


def _take_out(
    session: Session, forgetting: Forgetting, table: Table, found: Sequence[Mapping[str, Any]]
) -> tuple[int, ...]:
    """Takes the person out of these rows; ids of kudos whose posts are to be drawn anew."""
    source = table_of(table.name)
    (key,) = source.primary_key
    theirs = _Theirs(session, table, _whose(forgetting), found)
    kudos_ids: set[int] = set()
    for row in found:
        if table.name == "inbox" and _sent_by(row["event"], forgetting.traces.slack_id):
            session.execute(delete(source).where(key == row[key.name]))
            continue
        changes = _changes(session, table, row, forgetting.traces, theirs)
        if table.name == _FIRST:
            changes |= _delivered(row, forgetting.traces)
        if changes:
            session.execute(update(source).where(key == row[key.name]).values(changes))
        if table.name == _LAST and (changes or theirs.concerns(row)):
            kudos_ids.add(row["id"])
    if table.name == _LAST:
        kudos_ids |= _joined_by(session, forgetting, [row["id"] for row in found])
    return tuple(sorted(kudos_ids))


def _joined_by(session: Session, forgetting: Forgetting, kudos_ids: Sequence[int]) -> set[int]:
    """Those of the kudos to which the person added their voice."""
    voices = table_of("kudos_voices")
    return set(
        session.execute(
            select(voices.c.kudos_id).where(
                voices.c.workspace_id == forgetting.workspace_id,
                voices.c.person_id == forgetting.person_id,
                voices.c.kudos_id.in_(kudos_ids),
            )
        ).scalars()
    )


def _whose(forgetting: Forgetting) -> Whose:
    # Other tables may have been searched already: there, the pseudonym stands in the id's place.
    ids = (forgetting.traces.slack_id, forgetting.traces.pseudonym)
    return Whose(forgetting.workspace_id, forgetting.person_id, ids)


class _Theirs:
    """Which of the rows are the person's, by each way that the table declares."""

    def __init__(self, session: Session, table: Table, whose: Whose, rows: Sequence[Mapping[str, Any]]) -> None:
        self._table = table
        self._whose = whose
        self._through: dict[Through, set[Any]] = {}
        ways = {*table.whose, *(column.whose for column in table.columns.values())}
        for way in ways:
            if isinstance(way, Through):
                values = {row[way.column] for row in rows}
                remote = table_of(way.table).c[way.remote]
                found = session.execute(select(remote).where(remote.in_(values), through(way, whose)))
                self._through[way] = set(found.scalars())

    def by(self, way: Way, row: Mapping[str, Any]) -> bool:
        """Whether the row is theirs, by this way."""
        if isinstance(way, Through):
            return row[way.column] in self._through[way]
        if isinstance(way, Among):
            return not set(self._whose.slack_ids).isdisjoint(row[way.column].split(","))
        return row[way] == self._whose.person_id if isinstance(row[way], int) else row[way] in self._whose.slack_ids

    def concerns(self, row: Mapping[str, Any]) -> bool:
        """Whether the row is theirs, by any way."""
        return any(self.by(way, row) for way in self._table.whose)


def _changes(session: Session, table: Table, row: Mapping[str, Any], traces: Traces, theirs: _Theirs) -> dict[str, Any]:
    """The columns of a row that become something else."""
    changes: dict[str, Any] = {}
    concerns_them = theirs.concerns(row)
    lengths = table_of(table.name).c
    for name, column in table.columns.items():
        value = row[name]
        if value is None or column.holds not in _SEARCHED:
            continue
        cleaned = _cleaned(column, value, traces, theirs, row, concerns_them=concerns_them)
        length = getattr(lengths[name].type, "length", None)
        if length is not None and cleaned is not None:
            cleaned = cleaned[:length]
        if cleaned != value:
            changes[name] = cleaned
    key = next((name for name, column in table.columns.items() if column.holds is Holds.NAME_KEY), None)
    if key is not None and "name" in changes:
        changes |= _free_name(session, table_of(table.name), row["workspace_id"], changes["name"])
    return changes


def _cleaned(
    column: Column, value: Any, traces: Traces, theirs: _Theirs, row: Mapping[str, Any], *, concerns_them: bool
) -> Any:
    if column.whose is not None and theirs.by(column.whose, row):
        return column.becomes
    match column.holds:
        case Holds.WORDS:
            return traces.without(value, concerns_them=concerns_them)
        case Holds.KEY:
            return traces.without_ids(value)
        case Holds.SLACK_ID if value in {traces.slack_id, traces.pseudonym}:
            return traces.pseudonym
        case _:
            return traces.without_in(value, concerns_them=concerns_them)


def _free_name(session: Session, table: SqlTable, workspace_id: str, name: str) -> dict[str, str]:
    """A name whose key nothing else has: with a number where it is taken."""
    number = 1
    while True:
        tried = name if number == 1 else f"{name[:240]} {number}"
        key = name_key(tried)
        taken = session.execute(select(table.c.id).where(table.c.workspace_id == workspace_id, table.c.key == key))
        if taken.first() is None:
            return {"name": tried, "key": key}
        number += 1


def _delivered(row: Mapping[str, Any], traces: Traces) -> dict[str, Any]:
    """What was delivered is emptied whoever it was for: nobody needs it again, and it may say what they wrote."""
    is_to_them = _is_to_them(row["to"], traces)
    if row["state"] not in WAITING:
        changes: dict[str, Any] = {} if row["message"] == NO_MESSAGE else {"message": NO_MESSAGE}
    elif is_to_them:
        changes = {"message": NO_MESSAGE, "state": DeliveryState.WITHDRAWN.value}
    else:
        return {}
    if is_to_them:
        if row["to"] != traces.pseudonym:
            changes["to"] = traces.pseudonym
        if row["channel"] or row["ts"]:
            changes |= {"channel": None, "ts": None}
    return changes


def _is_to_them(to: str, traces: Traces) -> bool:
    """Whether a message is for the person, alone or in a direct message of several."""
    return not {traces.slack_id, traces.pseudonym}.isdisjoint(to.split(","))


def _sent_by(event: Any, slack_id: str) -> bool:
    return isinstance(event, dict) and slack_id in {event.get("user"), event.get("author")}


def _let_go(session: Session, table: Table, person: Person) -> None:
    source = table_of(table.name)
    for name in table.goes_with:
        session.execute(delete(source).where(source.c.workspace_id == person.workspace_id, source.c[name] == person.id))
    for name in table.lets_go:
        session.execute(
            update(source)
            .where(source.c.workspace_id == person.workspace_id, source.c[name] == person.id)
            .values({name: None})
        )


def _own_columns(table: Table) -> dict[Way, dict[str, Any]]:
    """What columns become, by whose words they are."""
    found: dict[Way, dict[str, Any]] = {}
    for name, column in table.columns.items():
        if column.whose is not None:
            found.setdefault(column.whose, {})[name] = column.becomes
    return found


def _empty_own(session: Session, table: Table, whose: Whose) -> None:
    source = table_of(table.name)
    for way, becomes in _own_columns(table).items():
        latest = (
            select(source.c.id)
            .where(source.c.workspace_id == whose.workspace_id, is_theirs(table, way, whose))
            .order_by(source.c.id.desc())
            .limit(AT_ONCE)
        )
        session.execute(update(source).where(source.c.id.in_(latest)).values(becomes))


def _own_texts(session: Session, whose: Whose) -> Texts:
    """The latest of what the person wrote."""
    found: set[str] = set()
    for table in TABLES:
        source = table_of(table.name)
        for name, column in table.columns.items():
            if column.whose is None or column.holds is not Holds.WORDS:
                continue
            latest = (
                select(source.c[name])
                .where(source.c.workspace_id == whose.workspace_id, is_theirs(table, column.whose, whose))
                .order_by(source.c.id.desc())
                .limit(OWN_TEXTS)
            )
            found |= {text for text in session.execute(latest).scalars() if text}
    return Texts(found)


def _clean_waiting(session: Session, traces: Traces, whose: Whose, own: Texts) -> None:
    """Messages that wait: those to the person are withdrawn, in others neither they nor their words are left."""
    table = table_of("deliveries")
    waiting = select(table).where(table.c.workspace_id == whose.workspace_id, table.c.state.in_(WAITING))
    for row in session.execute(waiting.with_for_update()).all():
        if _is_to_them(row.to, traces):
            changes = _delivered(dict(row._mapping), traces)
        else:
            message = own.deleted_in(traces.without_in(row.message))
            changes = {"message": message} if message != row.message else {}
        if changes:
            session.execute(update(table).where(table.c.id == row.id).values(changes))


def without_texts(value: Any, texts: Iterable[str]) -> Any:
    """JSON of the same shape (a message) with `TEXT_DELETED` wherever one of the texts stands."""
    return Texts(texts).deleted_in(value)


def open_search(forgetting: Forgetting) -> tuple[str, str | None]:
    """Where the search goes on: the table, and the last id that was looked at in it."""
    return (forgetting.at_table or SEARCHED[0], forgetting.after_id)


def following(table_name: str) -> str | None:
    """What is searched after this table; None after the last, `MEANWHILE`."""
    return dict(pairwise((*SEARCHED, MEANWHILE))).get(table_name)
