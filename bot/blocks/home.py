"""App Home: what a person sees on the app's own tab."""

from typing import Any

from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, plain, section
from bot.blocks.work_logs import SHORT_LINE_LENGTH, entry_line
from bot.domain.durations import describe_minutes
from bot.domain.work_logs import WorkLogPeriod
from bot.errors import Refused
from slack_limits import BUTTON_TEXT, HEADER_TEXT

MOST_ENTRIES = 20


def home_view(week: WorkLogPeriod) -> dict[str, Any]:
    """The person's week, and the button that opens the form."""
    entries = list(reversed(week.entries))
    blocks: list[Block] = [
        {"type": "header", "text": plain("Your help, on record", HEADER_TEXT.value)},
        section("Type `/logwork 20m helped @colleague with her printer` anywhere, or use the form."),
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "style": "primary",
                    "text": plain("Log work", BUTTON_TEXT.value),
                    "action_id": ActionId.OPEN_FORM,
                    "value": "home",
                }
            ],
        },
        {"type": "divider"},
    ]
    if entries:
        took = f", {describe_minutes(week.minutes)}" if week.minutes else ""
        blocks.append(section(f"*This week: {len(entries)} {'entry' if len(entries) == 1 else 'entries'}{took}*"))
        blocks += [
            section(entry_line(entry, week.today, summary_length=SHORT_LINE_LENGTH, without_time="No time yet"))
            for entry in entries[:MOST_ENTRIES]
        ]
        if len(entries) > MOST_ENTRIES:
            blocks.append(context(f"{len(entries) - MOST_ENTRIES} more: `/logwork week` lists them all."))
    else:
        blocks.append(section("Nothing logged this week yet."))
    blocks.append(context("Only you see this. Hours are context for budgeting and fairness, never a score or a rank."))
    return {"type": "home", "blocks": blocks}


def refused_home_view(refused: Refused) -> dict[str, Any]:
    """App Home for somebody who has nothing here."""
    return {"type": "home", "blocks": [section(escape_to(f"{refused.problem} {refused.remedy}".strip(), 1_000))]}
