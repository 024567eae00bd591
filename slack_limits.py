"""Slack's documented limits that this repository keeps to or checks: one table, nothing imported.

`source` is the title of the page of Slack's developer documentation that states the limit. Where two pages
differ, the smaller value stands here.
"""

from typing import NamedTuple


class Limit(NamedTuple):
    """A documented limit: the value (characters, items, seconds or uses, as the name says) and the page's title."""

    value: int
    source: str


_BLOCKS = "Blocks"
_OPTION = "Option object"
_CONFIRM = "Confirmation dialog object"
_SELECT = "Select menu element"
_VIEW = "Views"
_CHART = "Data visualization block"
_TABLE = "Table block"
_INTERACTION = "Handling user interaction"

# Messages and surfaces
MESSAGE_TEXT = Limit(40_000, "Truncating really long messages")
MESSAGE_BLOCKS = Limit(50, _BLOCKS)
MESSAGE_CHARTS = Limit(2, _CHART)
MESSAGE_TABLES = Limit(1, _TABLE)
VIEW_BLOCKS = Limit(100, _BLOCKS)
VIEW_BYTES = Limit(250_000, "views.open method")
VIEW_TITLE = Limit(24, _VIEW)
VIEW_SUBMIT = Limit(24, _VIEW)
VIEW_CLOSE = Limit(24, _VIEW)
VIEW_PRIVATE_METADATA = Limit(3_000, _VIEW)
VIEW_CALLBACK_ID = Limit(255, _VIEW)
VIEW_EXTERNAL_ID = Limit(255, _VIEW)
VIEW_STACK = Limit(3, "Modals")

# Blocks
BLOCK_ID = Limit(255, _BLOCKS)
SECTION_TEXT = Limit(3_000, "Section block")
SECTION_FIELDS = Limit(10, "Section block")
SECTION_FIELD_TEXT = Limit(2_000, "Section block")
HEADER_TEXT = Limit(150, "Header block")
ACTIONS_ELEMENTS = Limit(25, "Actions block")
CONTEXT_ELEMENTS = Limit(10, "Context block")
TEXT_OBJECT = Limit(3_000, "Text object")
INPUT_LABEL = Limit(2_000, "Input block")
INPUT_HINT = Limit(2_000, "Input block")
IMAGE_URL = Limit(3_000, "Image block")
IMAGE_ALT_TEXT = Limit(2_000, "Image block")
IMAGE_TITLE = Limit(2_000, "Image block")
MARKDOWN_TEXT = Limit(12_000, "Markdown block")
TABLE_ROWS = Limit(100, _TABLE)
TABLE_COLUMNS = Limit(20, _TABLE)
CHART_TITLE = Limit(50, _CHART)
CHART_LABEL = Limit(20, _CHART)
CHART_SERIES = Limit(6, _CHART)
CHART_SEGMENTS = Limit(6, _CHART)
CHART_CATEGORIES = Limit(20, _CHART)

# Elements and composition objects
ACTION_ID = Limit(255, "Block elements")
PLACEHOLDER = Limit(150, _SELECT)
BUTTON_TEXT = Limit(75, "Button element")
BUTTON_VALUE = Limit(2_000, "Button element")
BUTTON_URL = Limit(3_000, "Button element")
BUTTON_ACCESSIBILITY_LABEL = Limit(75, "Button element")
SELECT_OPTIONS = Limit(100, _SELECT)
SELECT_OPTION_GROUPS = Limit(100, _SELECT)
OPTION_TEXT = Limit(75, _OPTION)
OPTION_VALUE = Limit(150, _OPTION)
OPTION_DESCRIPTION = Limit(75, _OPTION)
OPTION_URL = Limit(3_000, _OPTION)
OPTION_GROUP_LABEL = Limit(75, "Option group object")
OVERFLOW_OPTIONS_MIN = Limit(2, "Overflow menu element")
OVERFLOW_OPTIONS = Limit(5, "Overflow menu element")
CHECKBOX_OPTIONS = Limit(10, "Checkboxes element")
RADIO_OPTIONS = Limit(10, "Radio button group element")
PLAIN_TEXT_INPUT = Limit(3_000, "Plain-text input element")
CONFIRM_TITLE = Limit(100, _CONFIRM)
CONFIRM_TEXT = Limit(300, _CONFIRM)
CONFIRM_BUTTON = Limit(30, _CONFIRM)

# Interaction
ACKNOWLEDGEMENT_SECONDS = Limit(3, _INTERACTION)
TRIGGER_SECONDS = Limit(3, "Modals")
RESPONSE_URL_SECONDS = Limit(30 * 60, _INTERACTION)
RESPONSE_URL_USES = Limit(5, _INTERACTION)
SIGNATURE_AGE_SECONDS = Limit(5 * 60, "Verifying requests from Slack")

# Pages and rates of the Web API
PAGE_ITEMS = Limit(1_000, "Pagination")
HISTORY_ITEMS = Limit(999, "conversations.history method")
DIRECT_MESSAGE_USERS = Limit(8, "conversations.open method")
POSTS_PER_SECOND_AND_CHANNEL = Limit(1, "Rate limits")
TIER_2_PER_MINUTE = Limit(20, "Rate limits")
TIER_3_PER_MINUTE = Limit(50, "Rate limits")
TIER_4_PER_MINUTE = Limit(100, "Rate limits")
