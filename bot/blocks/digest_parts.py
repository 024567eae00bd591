"""The parts that digests are made of. Each is a list of blocks; an empty one vanishes."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.blocks.coaching import help_buttons, prompt_buttons
from bot.blocks.elements import button
from bot.blocks.goals import NAME_LENGTH, agreement, progress
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, escape_to, section
from bot.domain.attention import Unattended, Want
from bot.domain.coaching import Prompt
from bot.domain.dates import describe_day
from bot.domain.digests import GoalLine, Said
from bot.domain.durations import describe_minutes
from bot.domain.effort import Effort, Share, Unserved
from bot.domain.goals import Agreement
from bot.domain.numbers import show_change
from bot.domain.subscriptions import Period
from slack_limits import SECTION_TEXT

T = TypeVar("T")

MOST_RESULTS = 10
MOST_ACTIVITIES = 3
MOST_CUSTOMERS = 8
MOST_SHARES = 10
MOST_QUESTIONS = 3
MOST_SAID = 5
"""What a digest shows of each kind; how many more there are is said."""

TITLE = 160
"""Characters of a title, escaped."""

_LIVE = re.compile("[&<>]")


def shown(text: str, most: int) -> str:
    """`escape_to`; at once for what has nothing to escape and isn't too long, which is most of what a digest says."""
    return text if len(text) <= most and not _LIVE.search(text) else escape_to(text, most)


def period_words(period: Period) -> str:
    """'16–22 Nov', '30 Nov – 6 Dec', 'November 2026'."""
    first, last = period.first, period.last
    if first.day == 1 and (last - first).days >= 27:
        return f"{first:%B %Y}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%b}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def sections(lines: Iterable[str]) -> list[Block]:
    """Lines of escaped mrkdwn in as few sections as take them; each line is shorter than one."""
    blocks: list[Block] = []
    kept: list[str] = []
    size = 0
    for line in lines:
        if kept and size + len(line) + 1 > SECTION_TEXT.value:
            blocks.append(section("\n".join(kept)))
            kept, size = [], 0
        kept.append(line)
        size += len(line) + 1
    return [*blocks, *([section("\n".join(kept))] if kept else [])]


def some(things: Sequence[T], most: int, draw: Callable[[T], str], more: str) -> list[str]:
    """The first `most` things as lines, and how many more there are: 'and 12 more: `/goal`'."""
    lines = [draw(one) for one in things[:most]]
    left = len(things) - most
    return [*lines, f"_and {left:,} more{more}_"] if left > 0 else lines


def result_line(line: GoalLine, span: str = "this week") -> str:
    """'*CSAT* · 4.4 → 4.6 · at risk · down 0.1 this week · measured 3 days ago · Support'. `span` is the digest's."""
    goal, standing = line.goal, line.standing
    parts = [
        f"*{shown(goal.title, TITLE)}*",
        progress(standing),
        shown(change_words(line, span), NAME_LENGTH),
        age_words(line),
        shown(goal.owner.name, NAME_LENGTH),
        agreement(goal) if goal.agreement in {Agreement.ASKED, Agreement.CHANGE_PROPOSED} else "",
    ]
    return "• " + " · ".join(part for part in parts if part)


def change_words(line: GoalLine, span: str = "this week") -> str:
    """'up 0.3 this week', 'no change this week'; '' where it wasn't measured since, or there is nothing to compare."""
    latest, before = line.standing.latest, line.standing.before
    if latest is None or before is None or latest.on <= before.on:
        return ""
    return f"{show_change(before.value, latest.value, line.goal.unit)} {span}"


def age_words(line: GoalLine) -> str:
    """How old the data is: 'measured today', 'measured 9 days ago'; '' where nothing was measured."""
    age = line.standing.age_days
    if age is None:
        return ""
    return {0: "measured today", 1: "measured yesterday"}.get(age, f"measured {age} days ago")


def results_part(lines: Sequence[GoalLine]) -> list[Block]:
    """Results, those that need attention first."""
    return sections(["*Results*", *some(lines, MOST_RESULTS, result_line, ": `/goal`")])


def activities_part(lines: Sequence[GoalLine]) -> list[Block]:
    """Goals that count activity: apart, labelled, and in no summary."""
    if not lines:
        return []
    shown_lines = some(lines, MOST_ACTIVITIES, result_line, ": `/goal`")
    return sections(["*Activity, not results* (kept on purpose, counted nowhere)", *shown_lines])


def said_part(said: Sequence[Said], title: str, most: int = MOST_SAID) -> list[Block]:
    """Customers' own words, at most so many."""
    if not said:
        return []
    return sections([title, *some(said, most, lambda one: f"• {said_line(one)}", "")])


def said_line(one: Said) -> str:
    """'“You saved our day” — Jane, Acme, about Ana Pereira · recognised by Maya'; escaped."""
    about = f"about {shown(one.about, 100)}" if one.about else ""
    who = ", ".join(part for part in (shown(one.customer, 100), about) if part)
    words = shown(" ".join(one.words.split()), 400)
    return f"“{words}”{f' — {who}' if who else ''}{f' · {shown(one.became, 100)}' if one.became else ''}"


def waiting_part(waiting: Sequence[Said]) -> list[Block]:
    """Praise that waits for the reader to decide, each with the button that opens its prompt."""
    if not waiting:
        return []
    blocks = [section("*What customers said, and waits for you*")]
    for one in waiting[:MOST_SAID]:
        decide = button("Decide", ActionId.PROMPT_OPEN, str(one.praise_id))
        blocks.append({**section(said_line(one)), "accessory": decide})
    left = len(waiting) - MOST_SAID
    return [*blocks, *([section(f"_and {left:,} more_")] if left > 0 else [])]


def coaching_part(prompts: Sequence[Prompt]) -> list[Block]:
    """Each prompt with its reason, its opening question and its buttons."""
    if not prompts:
        return []
    blocks = [section("*Coach this week*")]
    for prompt in prompts:
        whom = f"*{shown(prompt.with_whom, NAME_LENGTH)}:* " if prompt.with_whom else ""
        blocks.append(section(f"{whom}{shown(prompt.reason, 800)}\n_{shown(prompt.question, 400)}_"))
        blocks.append(prompt_buttons(prompt.ref))
    return blocks


def unattended_part(found: Sequence[Unattended], today: date) -> list[Block]:
    """Customers without attention, each with the numbers that say so."""
    if not found:
        return []
    lines = some(found, MOST_CUSTOMERS, lambda one: unattended_line(one, today), ": `/praiseworthy customers`")
    return sections(["*Customers without attention*", *lines])


def unattended_line(one: Unattended, today: date) -> str:
    """'*Globex*: no contact for 24 days (last on Fri 30 Oct); usually every 3 days'."""
    rhythm = one.rhythm
    name = f"• *{shown(rhythm.customer.name, NAME_LENGTH)}*" + (" (important)" if rhythm.is_important else "")
    last = f"last on {describe_day(rhythm.last_on, today)}"
    if one.want is Want.QUIET:
        usual = "every day" if rhythm.usual_gap == 1 else f"every {rhythm.usual_gap} days"
        return f"{name}: no contact for {one.days} days ({last}); usually {usual}. What has changed for them?"
    times = {0: "not once", 1: "once"}.get(rhythm.lately, f"{rhythm.lately} times")
    return f"{name}: served {times} in eight weeks ({last}). Who looks after them?"


def help_part(effort: Effort, carrier: str | None, *, asks: bool) -> list[Block]:
    """Where off-system help went, and questions about what serves no goal (with buttons when `asks`)."""
    if not (effort.minutes or effort.before or effort.entries):
        return []
    lines = ["*Where off-system help went*", _total(effort)]
    lines += _shares("By customer (the week before in brackets)", effort.by_customer, "no customer named")
    lines += _shares("By tag (the same)", effort.by_tag, "")
    if carrier:
        lines.append(f"{shown(carrier, NAME_LENGTH)} carries most of it. Who could share it?")
    blocks = sections(lines)
    for one in effort.unserved[:MOST_QUESTIONS]:
        blocks += [section(question_line(one)), *([help_buttons(one.thing)] if asks else [])]
    return blocks


def question_line(one: Unserved) -> str:
    """'3 h of help for Acme, 60% of that help, served no open goal. Is a goal missing, …?'"""
    name = shown(one.name, NAME_LENGTH)
    whom = f"for *{name}*" if one.thing.startswith("customer:") else f"under *{name}*"
    share = "" if one.share >= 0.995 else f", {one.share:.0%} of that help,"
    return (
        f"{describe_minutes(one.minutes)} of help {whom}{share} served no open goal. "
        "Is a goal missing, is it worth it, or should it stop?"
    )


def _total(effort: Effort) -> str:
    entries = "1 entry" if effort.entries == 1 else f"{effort.entries:,} entries"
    now = describe_minutes(effort.minutes) if effort.minutes else "no time noted"
    before = describe_minutes(effort.before) if effort.before else "nothing"
    return f"{now} in {entries}; {before} the week before. Context for planning, not a measure of anybody."


def _shares(title: str, shares: Sequence[Share], nameless: str) -> list[str]:
    """One line: the largest, by name, each with the week before in brackets."""
    largest = {id(one) for one in sorted(shares, key=lambda one: -max(one.minutes, one.before))[:MOST_SHARES]}
    words = [_share(one, nameless) for one in shares if id(one) in largest and (one.minutes or one.before)]
    if not words:
        return []
    left = sum(bool(one.minutes or one.before) for one in shares) - len(words)
    return [f"{title}: {' · '.join(words)}" + (f" · _and {left:,} more_" if left > 0 else "")]


def _share(one: Share, nameless: str) -> str:
    now = describe_minutes(one.minutes) if one.minutes else "–"
    before = describe_minutes(one.before) if one.before else "–"
    return f"{shown(one.name, 80) or nameless} {now} ({before})"
