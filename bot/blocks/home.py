"""App Home: what a person sees on the app's own tab."""

from typing import Any

from bot.blocks.digest_parts import result_line, said_part, sections, shown, some
from bot.blocks.digest_settings import when_next
from bot.blocks.elements import actions, button
from bot.blocks.goal_agreement import question_message
from bot.blocks.goals import NAME_LENGTH, SHORT_TITLE_LENGTH, progress, shown_value
from bot.blocks.help_questions import asking_button, question_blocks, share_words
from bot.blocks.ids import ActionId
from bot.blocks.measurements import doubt_message
from bot.blocks.praise_prompts import prompt_message
from bot.blocks.text import Block, context, escape_to, mention, plain, section, show
from bot.blocks.work_logs import SHORT_LINE_LENGTH, entry_line
from bot.domain.card_looks import CardLook, Seen
from bot.domain.dates import describe_day
from bot.domain.digests import GoalLine, ServedGoal
from bot.domain.durations import describe_minutes
from bot.domain.goal_pages import Question
from bot.domain.help_questions import Gathered, HelpQuestion
from bot.domain.home import (
    LATEST_ENTRIES,
    LATEST_KUDOS,
    WAITING_A_PAGE,
    Doubt,
    GoalsPage,
    Home,
    HomePart,
    Waiting,
    pages_of,
    unknown_on_home,
)
from bot.domain.kudos import Kudos
from bot.domain.pace import headline
from bot.domain.people import Role
from bot.domain.praise_prompts import PromptView
from bot.domain.record_ids import read_id
from bot.errors import Refused
from slack_limits import HEADER_TEXT, VIEW_BLOCKS

MOST_SAID = 3
MOST_SERVED = 3
WORDS_LENGTH = 300
"""Characters of somebody's words that are shown, escaped."""

_DIVIDER: Block = {"type": "divider"}
_HOURS = "Only you see this. Hours are context for budgeting and fairness, never a score or a rank."
_SEEN = {
    Seen.SCORECARD: "your card",
    Seen.PUBLIC_CARD: "your public card",
    Seen.TEAM_SCORECARD: "your team's card",
    Seen.EFFORT: "effort by person",
    Seen.EFFORT_EXPORT: "effort by person, as a file",
}


def home_view(home: Home) -> dict[str, Any]:
    """The person's own tab: what waits for them, their results, and what is theirs to set."""
    parts = [
        _log_part(home),
        _waiting_part(home),
        _week_part(home),
        _goals_part(home),
        _team_part(home),
        _looks_part(home),
        _settings_part(home),
    ]
    blocks: list[Block] = [{"type": "header", "text": plain("Your results, your help", HEADER_TEXT.value)}]
    for number, part in enumerate(part for part in parts if part):
        blocks += [*([_DIVIDER] if number else []), *part]
    return {"type": "home", "blocks": [*blocks[: VIEW_BLOCKS.value - 1], context(_HOURS)]}


def refused_home_view(refused: Refused) -> dict[str, Any]:
    """App Home for somebody who has nothing here."""
    return {"type": "home", "blocks": [section(escape_to(f"{refused.problem} {refused.remedy}".strip(), 1_000))]}


def page_turned(action_id: str, value: str) -> tuple[HomePart, int]:
    """The list and the page (from 0) that a button turns to. Raises `Refused` for one that isn't ours."""
    part, page = action_id.split(":")[1:2], read_id(value)
    if not part or part[0] not in set(HomePart) or page is None:
        raise unknown_on_home()
    return HomePart(part[0]), page


def _log_part(home: Home) -> list[Block]:
    log = {**button("Log work", ActionId.OPEN_FORM, "home"), "style": "primary"}
    row = actions(log, button("New goal", ActionId.GOAL_NEW, "new"))
    if not home.is_new:
        return [section("Type `/logwork 20m helped @colleague with her printer` anywhere, or use the form."), row]
    steps = [
        "*How to begin*",
        "1. Note help that no ticket shows with *Log work*, or `/logwork 20m helped @colleague …` anywhere.",
        "2. Say which result you work towards with *New goal*, such as CSAT from 4.1 to 4.6 by end of March.",
        "3. Thank a colleague who made the difference: `/kudos @colleague for …`",
    ]
    return [*sections(steps), row]


def _waiting_part(home: Home) -> list[Block]:
    waiting = home.waiting
    if not waiting.total:
        return []
    blocks = [section(f"*Waiting for you* ({waiting.total:,})")]
    for one in waiting.shown:
        blocks += _waiting(one, home)
    return [*blocks, *_turns(HomePart.WAITING, waiting.page, pages_of(waiting.total, WAITING_A_PAGE))]


def _waiting(one: Waiting, home: Home) -> list[Block]:
    match one:
        case PromptView():
            return prompt_message(one).blocks
        case Question():
            return question_message(one).blocks
        case Doubt():
            return doubt_message(one.goal, one.measurement, one.before, home.today).blocks
        case HelpQuestion():
            return list(question_blocks(one, Gathered(home.person, (one,), home.now)))


def _week_part(home: Home) -> list[Block]:
    """Results first: what help led to, what customers and colleagues said; then the hours, as context."""
    note = home.note
    led = ["*What your help led to this week*"] if note.served else []
    led += some(note.served, MOST_SERVED, _served_line, ": `/goal`")
    thanks = ["*What colleagues thanked you for*"] if home.kudos else []
    thanks += some(home.kudos, LATEST_KUDOS, _kudos_line, "")
    solved = [context(f"Those who were helped: {share_words(note.solved)}")] if note.solved.asked else []
    results = [*sections(led), *said_part(note.said, "*What customers said of you*", MOST_SAID), *sections(thanks)]
    if home.is_new:
        return []
    if not home.entries:
        return [*results, *solved, section("Nothing logged this week yet.")]
    count = len(home.entries)
    took = f", {describe_minutes(note.minutes)}" if note.minutes else ""
    head = f"*This week: {count:,} {'entry' if count == 1 else 'entries'}{took}*"
    entries = [_entry_line(home, number) for number in range(min(count, LATEST_ENTRIES))]
    left = count - LATEST_ENTRIES
    more = [f"_and {left:,} more: `/logwork week`_"] if left > 0 else []
    change = actions(button("Change an entry", ActionId.HOME_WEEK, "week"))
    return [*results, *solved, *sections([head, *entries, *more]), change]


def _entry_line(home: Home, number: int) -> str:
    line = entry_line(home.entries[number], home.today, summary_length=SHORT_LINE_LENGTH, without_time="No time yet")
    return f"• {line}"


def _served_line(served: ServedGoal) -> str:
    goal = served.line.goal
    entries = "1 entry" if served.entries == 1 else f"{served.entries:,} entries"
    return f"• *{shown(goal.title, SHORT_TITLE_LENGTH)}* · {progress(served.line.standing)} · {entries} of yours"


def _kudos_line(kudos: Kudos) -> str:
    words = show(" ".join(kudos.words.split()), [one.slack_id for one in kudos.thanked], WORDS_LENGTH)
    private = " · only you see this" if kudos.is_private else ""
    return f"• {mention(kudos.author_slack_id)}: “{words}”{private}"


def _goals_part(home: Home) -> list[Block]:
    goals = home.goals
    if not goals.lines:
        return [] if home.is_new else [section("*My goals*\nNone yet: *New goal* above sets one.")]
    blocks = [_headed("My goals", goals)]
    if home.recorded is not None:
        goal, given = home.recorded
        said = f"You recorded {shown_value(given.value, goal)} for *{shown(goal.title, SHORT_TITLE_LENGTH)}*."
        blocks.append({**section(said), "accessory": button("Undo", ActionId.MEASUREMENT_UNDO, given.id)})
    blocks += [
        {**section(_goal_line(line)), "accessory": button("Update", ActionId.GOAL_MEASURE, line.goal.id)}
        for line in goals.shown
    ]
    return [*blocks, *_turns(HomePart.GOALS, goals.page, goals.pages)]


def _team_part(home: Home) -> list[Block]:
    team = home.team
    if team is None:
        return []
    if not team.goals.lines:
        whom = f"{team.people:,} {'person reports' if team.people == 1 else 'people report'} to you."
        begin = "`/praiseworthy people` says whom you lead." if not team.people else "Set the first with *New goal*."
        return [section(f"*Goals I answer for*\nNone yet. {whom} {begin}")]
    blocks = [_headed("Goals I answer for", team.goals)]
    blocks += [
        {**section(_goal_line(line)), "accessory": button("Open", ActionId.GOAL_OPEN, line.goal.id)}
        for line in team.goals.shown
    ]
    return [*blocks, *_turns(HomePart.TEAM, team.goals.page, team.goals.pages)]


def _headed(title: str, goals: GoalsPage) -> Block:
    return section(f"*{title}* ({len(goals.lines):,})\n{headline(line.standing for line in goals.lines)}")


def _goal_line(line: GoalLine) -> str:
    activity = "Activity, not a result: " if line.goal.is_activity else ""
    return f"{activity}{result_line(line).removeprefix('• ')}"


def _looks_part(home: Home) -> list[Block]:
    if not home.looks:
        return []
    left = home.look_count - len(home.looks)
    more = [f"_and {left:,} more: `/praiseworthy privacy`_"] if left > 0 else []
    return sections(["*Who looked at your card*", *(_look_line(look, home) for look in home.looks), *more])


def _look_line(look: CardLook, home: Home) -> str:
    local = home.person.local(look.at)
    day = describe_day(local.date(), home.today)
    return f"• {shown(look.looker_name, NAME_LENGTH)} saw {_SEEN[look.what]} · {day} at {local:%H:%M}"


def _settings_part(home: Home) -> list[Block]:
    kind = home.digest.kind
    row = [
        button("Digest settings", ActionId.DIGEST_SETTINGS, kind),
        button("Privacy", ActionId.HOME_PRIVACY, "privacy"),
    ]
    asked = ""
    if home.asks_helped:
        row.append(asking_button(home.wants_none))
        not_ = "not " if home.wants_none else ""
        asked = f"\nWhether help that colleagues note for you solved the matter, you are {not_}asked."
    if home.person.role is Role.ADMIN:
        row.append(button("Workspace settings", ActionId.SETTINGS_CHANGE, "home"))
    return [
        {
            **section(f"*My digest and settings*\n{when_next(home.digest, home.today)}{asked}"),
            "accessory": button("Show now", ActionId.DIGEST_SHOW, kind),
        },
        actions(*row),
        context("What you ask to be shown comes in the *Messages* tab."),
    ]


def _turns(part: HomePart, page: int, pages: int) -> list[Block]:
    if pages == 1:
        return []
    turns = [
        {**button(label, ActionId.HOME_PAGE, other), "action_id": f"{ActionId.HOME_PAGE}:{part}:{label.lower()}"}
        for label, other in (("Before", page - 1), ("More", page + 1))
        if 0 <= other < pages
    ]
    return [context(f"Page {page + 1:,} of {pages:,}"), actions(*turns)]
