"""What a person sees of the customers: the list, and what became of a merge."""

from dataclasses import dataclass

from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, plain, section
from bot.domain.customers import MAX_CUSTOMER_NAME, CustomerPage, CustomerProfile, Holdings, Merge, name_of
from bot.domain.deliveries import Message
from slack_limits import BUTTON_TEXT, OPTION_TEXT, SECTION_TEXT

_NAMES_LENGTH = SECTION_TEXT.value // 2
"""Characters of a customer's other names; with its own and its channels, they stay within one section."""

_MOST_CHANNELS = 15
_MOST_TAKEN_BACK = 3
_HEADLINE_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class CustomersPlace:
    """Which page of which search somebody is looking at; travels in ids, values and metadata as '0/acme'."""

    page: int = 0
    words: str = ""

    def __str__(self) -> str:
        return f"{self.page}/{self.words}"

    @classmethod
    def parse(cls, text: str) -> "CustomersPlace":
        """The place that a string from `str()` means; the first page of all for any other string."""
        page, separator, words = text.partition("/")
        if not separator or not page.isascii() or not page.isdigit():
            return cls()
        return cls(min(int(page[:9]), 10**8), words_of(words))


def words_of(typed: str) -> str:
    """What to search for, of what was typed."""
    return name_of(typed)[:MAX_CUSTOMER_NAME]


def customers_message(page: CustomerPage, notice: str = "") -> Message:
    """A page of customers, each with its menu for those who may change it. `notice` is what was just done (escaped)."""
    title = _title(page)
    listed = ", ".join(customer.name for customer in page.customers)
    blocks = [section(f"*{title}*")]
    if notice:
        blocks.insert(0, section(notice))
    blocks += [_item(customer, page) for customer in page.customers]
    if not page.customers:
        blocks.append(section(_nothing(page)))
    turns = [
        {
            "type": "button",
            "text": plain(label, BUTTON_TEXT.value),
            "action_id": f"{ActionId.CUSTOMER_PAGE}:{label}",
            "value": str(CustomersPlace(other, page.words)),
        }
        for label, other in (("Back", page.page - 1), ("More", page.page + 1))
        if 0 <= other < page.pages
    ]
    if turns:
        blocks.append(context(f"Page {page.page + 1} of {page.pages}"))
        blocks.append({"type": "actions", "elements": turns})
    hints = []
    if page.customers:
        hints.append("`/praiseworthy customers acme` finds those whose names contain “acme”.")
    if not page.may_change:
        hints.append("Managers, leaders and admins can change them.")
    if hints:
        blocks.append(context(" ".join(hints)))
    text = f"{title}: {escape_to(listed, _HEADLINE_LENGTH)}" if listed else f"{title}. {_nothing(page)}"
    return Message(f"{notice} {text}" if notice else text, blocks)


def changed_notice(customer: CustomerProfile) -> str:
    """What stands above the list when a customer was changed."""
    return f"Saved: *{escape(customer.name)}*. To change it back, choose *Edit* again."


def merge_message(merge: Merge) -> Message:
    """The reply to a merge, with *Undo*; or to taking it back."""
    text = merge_notice(merge)
    if merge.is_undone:
        return Message(text, [section(text)])
    button = {
        "type": "button",
        "text": plain("Undo", BUTTON_TEXT.value),
        "action_id": ActionId.CUSTOMER_MERGE_UNDO,
        "value": str(merge.id),
    }
    return Message(text, [section(text), {"type": "actions", "elements": [button]}])


def merge_notice(merge: Merge) -> str:
    """What a merge did, or that it was taken back."""
    gone, into = escape(merge.gone), escape(merge.into)
    if merge.is_undone:
        return (
            f"Taken back: {gone} is a customer of its own again, with what came from it. "
            f"What was noted for {into} since then stays there."
        )
    return (
        f"Merged {gone} into {into}: {described(merge.moved)} moved. "
        f"Whoever writes “{gone}” now means {into}. *Undo* takes exactly this back."
    )


def described(holdings: Holdings) -> str:
    """'12 entries, 2 names, 1 channel and 3 goals'; what there is none of is left out."""
    parts = [
        f"{count:,} {one if count == 1 else many}"
        for count, one, many in (
            (holdings.entries, "entry", "entries"),
            (holdings.names, "name", "names"),
            (holdings.channels, "channel", "channels"),
            (holdings.goals, "goal", "goals"),
        )
        if count
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts or ["nothing"])


def _title(page: CustomerPage) -> str:
    customers = "1 customer" if page.total == 1 else f"{page.total:,} customers"
    return f"{customers} with “{escape(page.words)}” in a name" if page.words else customers


def _nothing(page: CustomerPage) -> str:
    if page.words:
        return "Try a part of the name, or `/praiseworthy customers` for all."
    return "A customer becomes known when somebody logs help for it: `/logwork 20m helped @colleague for Acme`."


def _item(customer: CustomerProfile, page: CustomerPage) -> Block:
    lines = [f"*{escape(customer.name)}*" + (" · important" if customer.is_important else "")]
    if customer.other_names:
        lines.append(f"Also: {escape_to(', '.join(customer.other_names), _NAMES_LENGTH)}")
    if customer.channels:
        more = len(customer.channels) - _MOST_CHANNELS
        shown = ", ".join(f"<#{channel}>" for channel in customer.channels[:_MOST_CHANNELS])
        lines.append(f"Channels: {shown}" + (f" and {more} more" if more > 0 else ""))
    item = section("\n".join(lines))
    if page.may_change:
        item["block_id"] = f"customer/{customer.id}/{CustomersPlace(page.page, page.words)}"
        options = [("Edit", f"edit:{customer.id}"), ("Merge into…", f"merge:{customer.id}")]
        options += [(f"Take back: {past.name}", f"undo:{past.id}") for past in customer.merged[:_MOST_TAKEN_BACK]]
        item["accessory"] = {
            "type": "overflow",
            "action_id": ActionId.CUSTOMER_MENU,
            "options": [{"text": plain(text, OPTION_TEXT.value), "value": value} for text, value in options],
        }
    return item
