"""Customers from a CSV file: all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import customer_import as customer_rows
from bot.domain.csv_rows import ImportReport, Row
from bot.domain.customer_import import OPTIONAL, REQUIRED, describe_change, plan_import

__all__ = ["OPTIONAL", "REQUIRED", "import_customers"]


def import_customers(
    session: Session, workspace_id: str, rows: Sequence[Row], now: datetime, *, dry_run: bool
) -> ImportReport:
    """Makes customers what the rows say, and reports what that changes, or would change in a dry run.

    When any row has a problem, nothing is changed.
    """
    plan = plan_import(rows, customer_rows.all_states(session, workspace_id))
    if not plan.problems and not dry_run:
        customer_rows.apply(session, workspace_id, plan.changes, now)
    return ImportReport(tuple(map(describe_change, plan.changes)), plan.unchanged, tuple(plan.problems))
