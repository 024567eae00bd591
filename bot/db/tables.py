"""All tables in one place, for the migrations to be compared with."""

from sqlalchemy import MetaData

from bot.db.audit import AuditRow
from bot.db.card_looks import CardLookRow
from bot.db.coaching import AnswerRow
from bot.db.customers import CustomerChannelRow, CustomerMergeRow, CustomerNameRow, CustomerRow
from bot.db.deliveries import DeliveryRow
from bot.db.forgotten_people import ForgottenPersonRow
from bot.db.goals import GoalChangeRow, GoalCustomerRow, GoalRow
from bot.db.help_questions import HelpQuestionOptOutRow, HelpQuestionRow
from bot.db.home_tabs import HomeTabRow
from bot.db.inbox import InboxRow
from bot.db.kudos import KudosPersonRow, KudosRow, KudosVoiceRow
from bot.db.measurements import MeasurementRow
from bot.db.people import PersonAliasRow, PersonRow, WorkspaceRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraiseExampleRow, PraisePersonRow, PraiseRow
from bot.db.schema import Base
from bot.db.subscriptions import SubscriptionRow
from bot.db.teams import TeamRow
from bot.db.watched_channels import WatchedChannelRow
from bot.db.work_logs import WorkLogRow
from bot.db.workspace_settings import HolidayRow, WorkspaceSettingsRow

ROWS = (
    AnswerRow,
    AuditRow,
    CardLookRow,
    CustomerChannelRow,
    CustomerMergeRow,
    CustomerNameRow,
    CustomerRow,
    DeliveryRow,
    ForgottenPersonRow,
    GoalChangeRow,
    GoalCustomerRow,
    GoalRow,
    HelpQuestionOptOutRow,
    HelpQuestionRow,
    HolidayRow,
    HomeTabRow,
    InboxRow,
    KudosPersonRow,
    KudosRow,
    KudosVoiceRow,
    MeasurementRow,
    PersonAliasRow,
    PersonRow,
    PraiseExampleRow,
    PraisePersonRow,
    PraisePromptRow,
    PraiseRow,
    SubscriptionRow,
    TeamRow,
    WatchedChannelRow,
    WorkLogRow,
    WorkspaceRow,
    WorkspaceSettingsRow,
)


def metadata() -> MetaData:
    """The metadata that all of `ROWS` are registered in."""
    return Base.metadata
