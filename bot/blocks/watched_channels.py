"""Which channels are read: the list, the form for one of them, and what is said when it was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from bot.blocks.elements import button, input_block, state_of
from bot.blocks.form_places import OPEN_AGAIN, dump_place, load_place
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.text import Block, context, escape_to, mention, plain, section
from bot.domain.deliveries import Message
from bot.domain.watched_channels import ParkedEvent, ReadBecause, ReadChannel, WatchedChannel
from slack_limits import (
    BUTTON_VALUE,
    OPTION_TEXT,
    PLACEHOLDER,
    VIEW_CLOSE,
    VIEW_SUBMIT,
    VIEW_TITLE,
)

MOST_ROWS = 35
"""Channels in one message of 50 blocks ("Blocks"), beside its headings and messages that failed."""

_CARRIES = "carries"
_REASON_LENGTH = 200
_PARKED = {
    "message": "a message",
    "reaction_added": "a reaction",
    "reaction_removed": "a reaction that was taken back",
    "app_home_opened": "a visit to my Home page",
}
_RULE = (
    "Read are: in every channel that I am in, what people from outside write; in the marked channels, all that is "
    "written. What isn't praise is not kept. Direct messages are never read."
)


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """What was chosen in the form, in Slack's ids."""

    channel: str | None
    carries_customers_words: bool
    champion: str | None


@dataclass(frozen=True, slots=True)
class _FormPlace:
    """What the form is about, in `private_metadata`: a channel, None for one to be chosen; and the reply's address."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    channel: str | None = None
    response_url: str | None = None


_PLACE = TypeAdapter(_FormPlace)


def channels_message(
    channels: Sequence[ReadChannel],
    parked: Sequence[ParkedEvent],
    *,
    may_change: bool,
    knows_shared: bool,
    notice: str = "",
) -> Message:
    """The channels that are read and why, with their menus for admins. `notice` is what was just done (escaped)."""
    read = [one for one in channels if one.because]
    count = f"{len(read)} channel{'' if len(read) == 1 else 's'}"
    title = f"I read customers' words in {count}" if read else "I read no channel yet"
    blocks: list[Block] = [section(notice)] if notice else []
    blocks += [section(f"*{title}*"), context(_RULE)]
    blocks += [_row(one, may_change=may_change) for one in channels[:MOST_ROWS]]
    if len(channels) > MOST_ROWS:
        rest = " ".join(f"<#{one.channel}>" for one in channels[MOST_ROWS : MOST_ROWS + 100])
        blocks.append(section(f"And {len(channels) - MOST_ROWS} more: {rest}"))
    if not knows_shared:
        blocks.append(
            context("Slack didn't say just now which channels are shared with others: ask again in a minute.")
        )
    if parked:
        blocks.append(section("\n".join(["*What I could not work off*", *map(_parked, parked)])))
    if may_change:
        buttons = [button("Mark a channel", ActionId.CHANNELS_MARK, "new")]
        if parked:
            buttons.append(button("Try those again", ActionId.CHANNELS_PARKED, "all"))
        blocks.append({"type": "actions", "elements": buttons})
    else:
        blocks.append(context("Admins can change this."))
    named = ", ".join(f"<#{one.channel}>" for one in read[:MOST_ROWS])
    text = f"{title}: {named}" if read else f"{title}. {_RULE}"
    return Message(f"{notice} {text}" if notice else text, blocks)


def channel_form(channel: WatchedChannel | None, response_url: str | None) -> dict[str, Any]:
    """The form for a channel: a new one, or what is said of it so far."""
    carries = {
        "text": plain("It carries customers' words: read everything there", OPTION_TEXT.value),
        "value": _CARRIES,
    }
    is_checked = channel is None or channel.carries_customers_words
    place = _FormPlace(channel.channel if channel else None, response_url)
    blocks: list[Block] = []
    if channel is None:
        blocks.append(
            input_block(
                "Channel",
                {
                    "type": "conversations_select",
                    "action_id": ActionId.CHANNELS_CHANNEL,
                    "filter": {"include": ["public", "private"]},
                    "placeholder": plain("Choose a channel", PLACEHOLDER.value),
                },
                hint="For survey results, forwarded mail, reviews. Invite me there, so that I see what is written.",
            )
        )
    else:
        blocks.append(section(f"<#{channel.channel}>"))
    blocks += [
        input_block(
            "What it is",
            {
                "type": "checkboxes",
                "action_id": ActionId.CHANNELS_CARRIES,
                "options": [carries],
                **({"initial_options": [carries]} if is_checked else {}),
            },
            optional=True,
        ),
        input_block(
            "Recognition champion",
            {
                "type": "users_select",
                "action_id": ActionId.CHANNELS_CHAMPION,
                "placeholder": plain("Choose a colleague", PLACEHOLDER.value),
                **({"initial_user": channel.champion} if channel and channel.champion else {}),
            },
            hint="Who is asked about praise from there where nobody is found whose manager could be.",
            optional=True,
        ),
    ]
    return {
        "type": "modal",
        "callback_id": ViewId.CHANNELS_FORM,
        "title": plain("Channel", VIEW_TITLE.value),
        "submit": plain("Save", VIEW_SUBMIT.value),
        "close": plain("Cancel", VIEW_CLOSE.value),
        "private_metadata": dump_place(place, "response_url"),
        "blocks": blocks,
    }


def read_channel_form(view: Mapping[str, Any]) -> tuple[ChannelChoice, str | None]:
    """What stands in a submitted form, and the address for the reply.

    Raises `Refused` for a form that `channel_form` did not draw.
    """
    place = load_place(_PLACE, view.get("private_metadata") or "{}", OPEN_AGAIN)
    state = view["state"]
    choice = ChannelChoice(
        place.channel or state_of(state, ActionId.CHANNELS_CHANNEL).get("selected_conversation"),
        bool(state_of(state, ActionId.CHANNELS_CARRIES).get("selected_options")),
        state_of(state, ActionId.CHANNELS_CHAMPION).get("selected_user"),
    )
    return choice, place.response_url


def saved_notice(choice: ChannelChoice, *, is_member: bool) -> str:
    """What stands above the list when a channel was changed."""
    name = f"<#{choice.channel}>"
    if not choice.carries_customers_words and choice.champion is None:
        return f"Saved: {name} is not marked any more."
    reads = "carries customers' words" if choice.carries_customers_words else "isn't read as a whole"
    champion = f"; <@{choice.champion}> is its champion" if choice.champion else ""
    invite = "" if is_member else f" *I am not in {name}*: invite me there, so that I see what is written."
    return f"Saved: {name} {reads}{champion}. To change it back, choose *Edit* again.{invite}"


def unmarked_message(channel: WatchedChannel) -> Message:
    """The reply to *Stop reading*, with a way back."""
    text = f"<#{channel.channel}> is not marked any more. *Undo* marks it again as it was."
    kept = f"{channel.channel}:{int(channel.carries_customers_words)}:{channel.champion or ''}"
    undo = button("Undo", ActionId.CHANNELS_MARK_AGAIN, kept[: BUTTON_VALUE.value])
    return Message(text, [section(text), {"type": "actions", "elements": [undo]}])


def choice_of(value: str) -> ChannelChoice:
    """What *Undo* under `unmarked_message` carries."""
    channel, _, rest = value.partition(":")
    carries, _, champion = rest.partition(":")
    return ChannelChoice(channel, carries == "1", champion or None)


def again_notice(count: int) -> str:
    """What stands above the list when failed messages are tried again."""
    if not count:
        return "There is nothing left to try again."
    return f"{count} {'is' if count == 1 else 'are'} tried again now. Whatever fails again comes back here."


def _row(channel: ReadChannel, *, may_change: bool) -> Block:
    lines = [f"<#{channel.channel}>"]
    for because in channel.because:
        if because is ReadBecause.MARKED:
            day = f"<!date^{int(channel.marked_at.timestamp())}^{{date_short}}|then>" if channel.marked_at else ""
            lines.append(
                f"All that is written: marked by {mention(channel.marked_by or '')}{f' on {day}' if day else ''}"
            )
        else:
            lines.append("What people from outside write: the channel is shared with another organisation")
    if channel.champion:
        lines.append(f"Champion: <@{channel.champion}>")
    if channel.is_member is False:
        lines.append("I am not in it, so nothing reaches me: invite me there")
    row = section("\n".join(lines))
    if may_change and channel.marked_by:
        row["accessory"] = {
            "type": "overflow",
            "action_id": ActionId.CHANNELS_MENU,
            "options": [
                {"text": plain(text, OPTION_TEXT.value), "value": f"{verb}:{channel.channel}"}
                for text, verb in (("Edit", "edit"), ("Take off the list", "unmark"))
            ],
        }
    return row


def _parked(event: ParkedEvent) -> str:
    what = _PARKED.get(event.kind, "something")
    where = f" in <#{escape_to(event.channel, _REASON_LENGTH)}>" if event.channel else ""
    at = f"<!date^{int(event.since.timestamp())}^{{date_short_pretty}} {{time}}|then>"
    return f"• {what}{where}, {at}: {escape_to(event.reason, _REASON_LENGTH)}"
