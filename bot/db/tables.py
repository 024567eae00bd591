"""All tables in one place, for the migrations to be compared with."""

from sqlalchemy import MetaData

from bot.db.audit import AuditRow
from bot.db.customers import CustomerNameRow, CustomerRow
from bot.db.deliveries import DeliveryRow
from bot.db.inbox import InboxRow
from bot.db.people import PersonRow, WorkspaceRow
from bot.db.schema import Base
from bot.db.work_logs import WorkLogRow

ROWS = (
    AuditRow,
    CustomerNameRow,
    CustomerRow,
    DeliveryRow,
    InboxRow,
    PersonRow,
    WorkLogRow,
    WorkspaceRow,
)


def metadata() -> MetaData:
    """The metadata that all of `ROWS` are registered in."""
    return Base.metadata
