"""`praiseworthy praise report`: composition for the command line, beside `bot.app`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.praise_report import PraiseReport, report_lines
from bot.one_transaction import chosen_workspace, in_transaction
from bot.services import praise_report

COMMAND_LINE = "command line"
"""Who changed something, in the audit log, where it was somebody at the machine."""


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What is asked for. `workspace` is an id, None for the only one there is; `tried` is a threshold to try.

    `sets_threshold` has the report's threshold become the workspace's, `to` (None for the program's own).
    """

    workspace: str | None
    tried: float | None = None
    sets_threshold: bool = False
    to: float | None = None


async def praise_report_lines(order: ReportOrder, database_url: str, now: datetime) -> list[str]:
    """The report, after the threshold was set where that is asked for. Raises `CannotStart`."""

    def report(session: Session) -> PraiseReport:
        workspace_id, name = chosen_workspace(session, order.workspace)
        if order.sets_threshold:
            praise_report.set_threshold(session, workspace_id, order.to, COMMAND_LINE, now)
        return praise_report.report_of(session, workspace_id, f"{name} ({workspace_id})", order.tried)

    saves = (lambda _: True) if order.sets_threshold else None
    return report_lines(await in_transaction(report, database_url, saves=saves))
