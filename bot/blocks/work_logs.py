"""What a person sees of their entries: the line that reads an entry back, its buttons, the lists and the help."""

from dataclasses import dataclass
from datetime import date

from bot.blocks.elements import actions, button
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, link, mention, plain, section, show
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.durations import describe_minutes
from bot.domain.work_logs import ONE_TAP_MINUTES, WorkLog, WorkLogPeriod, WorkLogReceipt
from slack_limits import OPTION_TEXT, SECTION_TEXT

LINE_LENGTH = SECTION_TEXT.value - 400
"""Characters of an entry's line: with a label before it, it stays within one section."""

SHORT_LINE_LENGTH = 280
"""Characters of an entry's summary in a list."""

LEAST_SUMMARY = 120
"""Characters of the summary that are shown however long the customer's name and the tags are."""

ENTRIES_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which page of which list a person is looking at; travels in block ids and private metadata as 'week:0'."""

    period: str
    page: int = 0

    def __str__(self) -> str:
        return f"{self.period}:{self.page}"

    @classmethod
    def parse(cls, text: str) -> "ListPlace | None":
        """The place that a string from `str()` means; None for any other string."""
        period, _, page = text.partition(":")
        if period not in {"today", "week"} or not page.isascii() or not page.isdigit():
            return None
        return cls(period, min(int(page), 10_000))


def entry_line(entry: WorkLog, today: date, *, summary_length: int = LINE_LENGTH, without_time: str = "") -> str:
    """One line of mrkdwn: '20 min for Acme: helped @Bruno reset a VPN token · vpn · yesterday, Fri 20 Nov'.

    Those who were helped and aren't named in the summary stand behind it: 'printer jam · helped @Bruno · today'.
    `without_time` stands for the duration where none is known.
    """
    took = describe_minutes(entry.minutes) if entry.minutes is not None else without_time
    whom = f"for {escape(entry.customer.name)}" if entry.customer else ""
    head = " ".join(part for part in (took, whom) if part)
    tags = ", ".join(entry.tags)
    day = describe_day(entry.on, today) + (f" at {entry.at:%H:%M}" if entry.at else "")
    unnamed = ", ".join(mention(slack_id) for slack_id in entry.helped if f"<@{slack_id}>" not in entry.summary)
    helped = f"helped {unnamed}" if unnamed else ""
    tail = " · ".join(part for part in (helped, escape_to(tags, 300), day) if part)
    summary = show(entry.summary, entry.helped, max(summary_length - len(head) - len(tail), LEAST_SUMMARY))
    return f"{head}: {summary} · {tail}" if head else f"{summary} · {tail}"


def receipt_message(receipt: WorkLogReceipt) -> Message:
    """The reply to a request about one entry: how it was understood, and what can be done about it."""
    entry = receipt.entry
    if entry.is_undone:
        text = f"Undone: {entry_line(entry, receipt.today, without_time='entry' if entry.customer else '')}"
        return Message(text, [section(text), actions(button("Redo", ActionId.REDO, entry.id))])
    line = entry_line(entry, receipt.today)
    text = f"Logged {line}" if entry.minutes is not None or entry.customer else f"Logged: {line}"
    blocks = [section(text)]
    if receipt.renamed_from:
        blocks.append(context(f"“{escape(receipt.renamed_from)}” is now another name for {_customer_name(entry)}."))
    elif receipt.new_customer:
        blocks.append(context(f"{_customer_name(entry)} is a new customer."))
    if entry.origin.permalink:
        blocks += link(entry.origin.permalink, "The message it came from")
    if entry.minutes is None:
        blocks.append(context("How long did it take?"))
        blocks.append(minutes_buttons(entry))
    buttons = [button("Edit", ActionId.EDIT, entry.id), button("Undo", ActionId.UNDO, entry.id)]
    if receipt.meant and not receipt.renamed_from:
        meant = button(f"Did you mean {receipt.meant.name}?", ActionId.CUSTOMER_MEANT, f"{entry.id}:{receipt.meant.id}")
        buttons.insert(0, meant)
    blocks.append(actions(*buttons))
    return Message(text, blocks)


def minutes_buttons(entry: WorkLog) -> Block:
    """5 / 15 / 30 / 60 min with one tap."""
    return actions(
        *(
            {
                **button(f"{minutes} min", ActionId.MINUTES, f"{entry.id}:{minutes}"),
                "action_id": f"{ActionId.MINUTES}:{minutes}",
            }
            for minutes in ONE_TAP_MINUTES
        )
    )


def list_message(period: WorkLogPeriod, place: ListPlace, undone: WorkLogReceipt | None = None) -> Message:
    """`/logwork today` and `/logwork week`: a page of entries, latest first, each with edit and undo."""
    entries = list(reversed(period.entries))
    pages = max((len(entries) - 1) // ENTRIES_A_PAGE + 1, 1)
    page = min(place.page, pages - 1)
    shown = entries[page * ENTRIES_A_PAGE : (page + 1) * ENTRIES_A_PAGE]
    blocks = [section(f"*{_period_title(period, place)}*")]
    if undone:
        line = entry_line(undone.entry, undone.today, summary_length=SHORT_LINE_LENGTH, without_time="No time yet")
        blocks.append(section(f"Undone: {line}"))
        blocks.append(
            {
                **actions(button("Redo", ActionId.REDO, undone.entry.id)),
                "block_id": f"undone/{ListPlace(place.period, page)}",
            }
        )
    for entry in shown:
        item = section(entry_line(entry, period.today, summary_length=SHORT_LINE_LENGTH, without_time="No time yet"))
        item["block_id"] = f"entry/{ListPlace(place.period, page)}/{entry.id}"
        item["accessory"] = {
            "type": "overflow",
            "action_id": ActionId.LIST_MENU,
            "options": [
                {"text": plain("Edit", OPTION_TEXT.value), "value": f"edit:{entry.id}"},
                {"text": plain("Undo", OPTION_TEXT.value), "value": f"undo:{entry.id}"},
            ],
        }
        blocks.append(item)
    if not entries and not undone:
        blocks.append(section("Nothing yet. One line is enough: `/logwork 20m helped @colleague with her printer`"))
    turns = [
        {
            **button(label, ActionId.LIST_PAGE, str(ListPlace(place.period, other))),
            "action_id": f"{ActionId.LIST_PAGE}:{label}",
        }
        for label, other in (("Later", page - 1), ("Earlier", page + 1))
        if 0 <= other < pages
    ]
    if turns:
        blocks.append(context(f"Page {page + 1} of {pages}"))
        blocks.append(actions(*turns))
    return Message(_period_title(period, place), blocks)


def help_message(reaction: str) -> Message:
    """`/logwork help`: what can be typed, by example."""
    text = "Log help in one line; everything but a few words of what you did is optional, in any order."
    examples = [
        "`/logwork 20m helped @colleague reset a VPN token for Acme #vpn yesterday`",
        "`/logwork 1h30 printer jam for Finance (2nd floor) INC0012345`",
        "`/logwork call about the invoice for O'Brien &amp; Sons on monday at 14:30`",
        "`/logwork media hora ayudé con el correo para Acme ayer`",
    ]
    return Message(
        text,
        [
            section(text),
            section("\n".join(examples)),
            section(
                "*How long*  `20m`  `1h30`  `1,5 h`  `half an hour`  `20m call + 10m follow-up`\n"
                "*When*  `yesterday`  `on monday`  `2 days ago`  `3 Nov`  `2026-11-03`  `at 14:30`\n"
                "*For whom*  `for Acme`   *Topic*  `#vpn`   *Ticket*  `INC0012345`  `JIRA-12`  `#4521`"
            ),
            section(
                "`/logwork` alone opens a form\n`/logwork today` and `/logwork week` list your entries\n"
                "`/logwork again` repeats the latest one for today\n"
                f"*Log as work* in a message's menu, or the reaction :{reaction}:, logs help from a message"
            ),
            context("Hours are context for budgeting and fairness. They are never a score or a rank."),
        ],
    )


def _period_title(period: WorkLogPeriod, place: ListPlace) -> str:
    count = len(period.entries)
    total = describe_minutes(period.minutes) if period.minutes else ""
    entries = f"{count} {'entry' if count == 1 else 'entries'}"
    name = "Today" if place.period == "today" else "This week"
    return f"{name}: {entries}" + (f", {total}" if total else "")


def _customer_name(entry: WorkLog) -> str:
    return escape(entry.customer.name) if entry.customer else ""
