"""The ids by which Slack tells us what was pressed, chosen or sent. An action id may carry ':detail' behind it."""

from enum import StrEnum


class ActionId(StrEnum):
    """Buttons, menus and inputs."""

    UNDO = "work_log.undo"
    REDO = "work_log.redo"
    EDIT = "work_log.edit"
    MINUTES = "work_log.minutes"
    CUSTOMER_MEANT = "work_log.customer_meant"
    LIST_MENU = "work_log.list_menu"
    LIST_PAGE = "work_log.list_page"
    OPEN_FORM = "work_log.open_form"

    SUMMARY = "work_log.summary"
    DURATION = "work_log.duration"
    DATE = "work_log.date"
    CUSTOMER = "work_log.customer"
    HELPED = "work_log.helped"
    TAGS = "work_log.tags"


class ViewId(StrEnum):
    """Modals (`callback_id`)."""

    WORK_LOG_FORM = "work_log.form"


class ShortcutId(StrEnum):
    """Shortcuts (`callback_id`), as the manifest declares them."""

    LOG_AS_WORK = "log_as_work"
