"""The table of limits is sound, and agrees with what the SDK knows."""

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

import slack_limits as limits
from slack_limits import Limit

TABLE = {name: value for name, value in vars(limits).items() if isinstance(value, Limit)}


def test_each_limit_has_a_value_and_a_source() -> None:
    assert len(TABLE) > 50
    for name, limit in TABLE.items():
        assert limit.value > 0, name
        assert limit.source.strip(), name


@pytest.mark.parametrize(
    ("limit", "known"),
    [
        (limits.SECTION_FIELDS, sdk.SectionBlock.fields_max_length),
        (limits.HEADER_TEXT, sdk.HeaderBlock.text_max_length),
        (limits.ACTIONS_ELEMENTS, sdk.ActionsBlock.elements_max_length),
        (limits.CONTEXT_ELEMENTS, sdk.ContextBlock.elements_max_length),
        (limits.INPUT_LABEL, sdk.InputBlock.label_max_length),
        (limits.INPUT_HINT, sdk.InputBlock.hint_max_length),
        (limits.IMAGE_URL, sdk.ImageBlock.image_url_max_length),
        (limits.IMAGE_ALT_TEXT, sdk.ImageBlock.alt_text_max_length),
        (limits.IMAGE_TITLE, sdk.ImageBlock.title_max_length),
        (limits.BLOCK_ID, sdk.Block.block_id_max_length),
        (limits.ACTION_ID, sdk.InteractiveElement.action_id_max_length),
        (limits.PLACEHOLDER, sdk.InputInteractiveElement.placeholder_max_length),
        (limits.BUTTON_TEXT, sdk.ButtonElement.text_max_length),
        (limits.BUTTON_VALUE, sdk.ButtonElement.value_max_length),
        (limits.BUTTON_URL, sdk.ButtonElement.url_max_length),
        (limits.SELECT_OPTIONS, sdk.StaticSelectElement.options_max_length),
        (limits.SELECT_OPTION_GROUPS, sdk.StaticSelectElement.option_groups_max_length),
        (limits.OVERFLOW_OPTIONS, sdk.OverflowMenuElement.options_max_length),
        (limits.OPTION_TEXT, sdk.Option.label_max_length),
        (limits.OPTION_VALUE, sdk.Option.value_max_length),
        (limits.OPTION_GROUP_LABEL, sdk.OptionGroup.label_max_length),
        (limits.CONFIRM_TITLE, sdk.ConfirmObject.title_max_length),
        (limits.CONFIRM_TEXT, sdk.ConfirmObject.text_max_length),
        (limits.CONFIRM_BUTTON, sdk.ConfirmObject.confirm_max_length),
        (limits.VIEW_BLOCKS, View.blocks_max_length),
        (limits.VIEW_TITLE, View.title_max_length),
        (limits.VIEW_SUBMIT, View.submit_max_length),
        (limits.VIEW_CLOSE, View.close_max_length),
        (limits.VIEW_PRIVATE_METADATA, View.private_metadata_max_length),
        (limits.VIEW_CALLBACK_ID, View.callback_id_max_length),
    ],
)
def test_no_limit_is_above_what_the_sdk_knows(limit: Limit, known: int) -> None:
    assert limit.value <= known
