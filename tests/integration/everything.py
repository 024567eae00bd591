"""A row of every table that is about one person, and one of somebody else's that names them: made from the metadata."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Date, Double, Integer, String, Table, Text, Time, insert, select
from sqlalchemy.orm import Session

from bot.db import tables
from bot.db.schema import UtcDateTime
from bot.domain.personal_data import BY_NAME, Holds
from tests.integration.conftest import HERE, NOW

PIA, PIA_NAME, PIA_ALSO, PIA_EMAIL = "U0PIA7", "Pia Lindqvist", "Lindy Hopper", "pia.lindqvist@firm.example"
OWN = "zanzibar"
"""A word that stands in everything that Pia wrote, and nowhere else."""

NAMING = f"Said of <@{PIA}>, Pia Lindqvist, {PIA_EMAIL}, lindy hopper and @pia"
TRACES = (PIA.casefold(), "lindqvist", "lindy", "@pia", OWN)
"""What is to be found nowhere afterwards, in lower case."""

_CODES = {
    "deliveries.state": "sent",
    "deliveries.to": "U0BRUNO",
    "deliveries.parked_reason": "channel_not_found",
    "goals.state": "open",
    "goals.owner_kind": "person",
    "goals.direction": "up",
    "goals.agreement": "accepted",
    "measurements.state": "counted",
    "measurements.source": "person",
    "measurements.confidence": "high",
    "praises.state": "open",
    "praises.source": "outside",
    "praise_examples.source": "outside",
    "work_logs.source": "line",
    "digest_subscriptions.kind": "person",
    "card_looks.what": "scorecard",
    "kudos.channel": "C0KUDOS",
    "people.given_role": None,
}


_PLAIN: dict[type[Any], Any] = {Boolean: False, Integer: 0, Double: 1.0, Time: dt.time(9), UtcDateTime: NOW}


LONG = 200
"""Characters: whatever is declared of a longer text, somebody may be named in it."""


def fill(session: Session, pia: int, bruno: int) -> None:
    """Two rows a table; people and workspaces are there already."""
    there: dict[tuple[str, int], Any] = {("people", pia): pia, ("people", bruno): bruno}
    for table in tables.metadata().sorted_tables:
        if table.name in {"people", "workspaces", "workspace_settings", "forgotten_people"}:
            continue
        for owner in (pia, bruno):
            (key,) = table.primary_key
            values = {column.name: _value(table, column, owner, there, is_pia=owner == pia) for column in table.c}
            if isinstance(key.type, Integer) and not key.foreign_keys:
                values.pop(key.name)
            there[table.name, owner] = session.execute(insert(table).values(values).returning(key)).scalar_one()


def everything(session: Session) -> Iterator[tuple[str, str]]:
    """The columns of all rows as text in lower case, by where they stand."""
    for table in tables.metadata().sorted_tables:
        for row in session.execute(select(table)):
            for name, value in row._mapping.items():
                yield f"{table.name}.{name}", str(value).casefold()


def _value(table: Table, column: Column[Any], owner: int, there: dict[tuple[str, int], Any], *, is_pia: bool) -> Any:
    if f"{table.name}.{column.name}" in _CODES and not (is_pia and column.name == "to"):
        return _CODES[f"{table.name}.{column.name}"]
    if column.name == "workspace_id":
        return HERE
    parent = next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)
    if parent is not None:
        # A parent of the same table, such as a goal's, is left out.
        return None if parent == table.name else there[parent, owner]
    if column.name == "undone_at":
        return None
    if isinstance(column.type, (Text, String)):
        return _text(table, column, is_pia=is_pia)
    # Two holidays on one day there can't be.
    plain = {**_PLAIN, Date: NOW.date() - dt.timedelta(days=not is_pia)}
    kind = type(column.type)
    return plain[kind] if kind in plain else _json(table, column, is_pia=is_pia)


def _text(table: Table, column: Column[Any], *, is_pia: bool) -> str:
    length = getattr(column.type, "length", None) or 500
    match BY_NAME[table.name].columns[column.name].holds:
        case Holds.SLACK_ID:
            return PIA if is_pia else "U0BRUNO"
        case Holds.KEY | Holds.NAME_KEY:
            return f"{'own' if is_pia else 'other'}:{PIA}:{table.name}"[:length]
        case Holds.OWN_NAME:
            return (PIA_NAME if is_pia else "Bo")[:length]
        case Holds.NOTHING if length < LONG:
            return ("own" if is_pia else "other")[:length]
        case _:
            said = f"{OWN} {NAMING}" if is_pia and _is_own(table, column) else NAMING
            return said if len(said) <= length else PIA_NAME[:length]


def _json(table: Table, column: Column[Any], *, is_pia: bool) -> Any:
    if BY_NAME[table.name].columns[column.name].holds is Holds.NOTHING:
        return []
    own = [OWN] if is_pia and _is_own(table, column) else []
    if column.name == "message":
        return {"text": NAMING, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": NAMING}}]}
    if column.name == "event":
        return {"user": PIA if is_pia else "U0BRUNO", "text": NAMING, "item_user": PIA}
    if column.name == "before":
        return {"title": " ".join([NAMING, *own])}
    return [PIA, NAMING, *own]


def _is_own(table: Table, column: Column[Any]) -> bool:
    return BY_NAME[table.name].columns[column.name].whose is not None
