"""One statement for many rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session

ROWS_AT_ONCE = 2_000
"""Rows in one call of the driver: far below what one call may take in time, however many rows there are."""


def run_many(session: Session, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Runs a statement of Core (no ORM identity, nothing returned) for each row; `executemany` of the driver."""
    connection = session.connection()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(statement, rows[start : start + ROWS_AT_ONCE])
