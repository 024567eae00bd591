"""`praiseworthy import people`: a file of people as one change, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.domain.csv_rows import ImportReport, Problem, Row
from bot.domain.people_import import plan_import
from bot.services.placing import carry_out, company_of


def import_people(
    session: Session, workspace_id: str, rows: Sequence[Row], now: datetime, *, dry_run: bool
) -> ImportReport:
    """Gives people the places that the rows ask for; with a problem, or as a dry run, nothing is stored.

    The columns are `REQUIRED` and `OPTIONAL` of `bot.domain.people_import`.
    """
    if not dry_run:
        people_rows.hold_places(session, workspace_id)
    plan = plan_import(rows, company_of(session, workspace_id))
    problems = tuple(Problem(fault.line, fault.reason) for fault in plan.faults)
    if not dry_run and not problems:
        carry_out(session, workspace_id, plan, now)
    return ImportReport(tuple(plan.changes), plan.unchanged, problems)
