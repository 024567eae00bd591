"""Digests as messages: a manager's week, the same for a channel, a person's week, a leader's month."""

from collections.abc import Sequence

from bot.blocks.charts import chart_of
from bot.blocks.digest_parts import (
    MOST_SAID,
    TITLE,
    activities_part,
    change_words,
    coaching_part,
    help_part,
    period_words,
    result_line,
    results_part,
    said_line,
    said_part,
    sections,
    shown,
    some,
    unattended_part,
    waiting_part,
)
from bot.blocks.goals import progress
from bot.blocks.help_questions import share_words
from bot.blocks.text import Block, context, escape, plain, section
from bot.domain.deliveries import Message
from bot.domain.digests import (
    CustomerEffort,
    GoalLine,
    LeaderDigest,
    ManagerDigest,
    PersonNote,
    ServedGoal,
    TeamResults,
)
from bot.domain.durations import describe_minutes
from bot.domain.goals import OwnerKind
from bot.domain.help_questions import SolvedShare
from bot.domain.kudos import Spread
from bot.domain.pace import headline
from bot.domain.subscriptions import DigestPart, DueDigest
from slack_limits import HEADER_TEXT, MESSAGE_BLOCKS

MOST_TEAMS = 40
MOST_BUDGET_LINES = 40
MOST_SERVED = 8
MOST_GOALS = 10

_DIVIDER: Block = {"type": "divider"}
_HOURS = "Hours are context for budgeting and fairness, never a score or a rank."


def manager_message(digest: ManagerDigest) -> Message:
    """A manager's week, without the parts that the manager left out; a welcome where there is nothing yet."""
    if digest.is_empty:
        return _welcome(digest.due)
    out, today = digest.due.parts_left_out, digest.due.today
    head = headline(line.standing for line in digest.results)
    parts: list[list[Block]] = []
    if DigestPart.RESULTS not in out:
        parts.append(_results(digest.results, digest.charted))
        parts.append(activities_part(digest.activities))
    if DigestPart.SAID not in out:
        parts.append(waiting_part(digest.waiting))
        left = MOST_SAID - min(len(digest.waiting), MOST_SAID)
        parts.append(said_part(digest.said, "*What customers said*", left) if left else [])
    if DigestPart.COACHING not in out:
        parts.append(coaching_part(digest.prompts))
    if DigestPart.UNATTENDED not in out:
        parts.append(unattended_part(digest.unattended, today))
    if DigestPart.HELP not in out:
        helped = help_part(digest.effort, digest.carrier, asks=True)
        nothing = "Nobody noted off-system help in these two weeks. `/logwork 20m helped …` takes seconds."
        parts.append(
            (helped or ([context(nothing)] if digest.people and digest.expects_help else [])) + _solved(digest.solved)
        )
    title = f"Your week in results: {period_words(digest.due.period)}"
    text = f"{title}. {head}.{_in_words(digest)}"
    footer = f"{_HOURS} Settings, and which parts: `/praiseworthy digest settings`"
    return Message(text, _joined(title, f"*{head}*", parts, footer))


def team_message(digest: ManagerDigest) -> Message:
    """The same week for a channel: results, customers and open questions; nothing about single persons."""
    out, today = digest.due.parts_left_out, digest.due.today
    results = [line for line in digest.results if _is_shared(line)]
    charted = [line for line in digest.charted if _is_shared(line)]
    head = headline(line.standing for line in results)
    parts: list[list[Block]] = []
    if DigestPart.RESULTS not in out:
        parts.append(_results(results, charted))
        parts.append(activities_part([line for line in digest.activities if _is_shared(line)]))
    if DigestPart.SAID not in out:
        parts.append(said_part(digest.said, "*What customers said*"))
    if DigestPart.UNATTENDED not in out:
        parts.append(unattended_part(digest.unattended, today))
    if DigestPart.HELP not in out:
        # Few answers would say who gave them, to a whole channel.
        solved = _solved(digest.solved) if digest.solved.share is not None else []
        parts.append(help_part(digest.effort, None, asks=False) + solved)
    title = f"The team's week in results: {period_words(digest.due.period)}"
    return Message(f"{title}. {head}.", _joined(title, f"*{head}*", parts, _HOURS))


def person_message(note: PersonNote) -> Message:
    """A person's week: what their help led to, what customers said, their goals, and their entries as context."""
    title = f"Your week: {period_words(note.due.period)}"
    led = ["*What your help led to*"] if note.served else []
    led += some(note.served, MOST_SERVED, _served_line, ": `/goal`")
    goals = [line for line in note.goals if not line.goal.is_activity]
    mine = ["*Your goals*", *some(goals, MOST_GOALS, result_line, ": `/goal`")] if goals else []
    activities = [line for line in note.goals if line.goal.is_activity]
    head = _thanks(note)
    parts = [
        sections(led) + _solved(note.solved),
        said_part(note.said, "*What customers said of you*"),
        sections(mine),
        activities_part(activities),
    ]
    footer = f"{_HOURS} Not for you? `/praiseworthy digest settings` switches this note off."
    return Message(f"{title}. {head}", _joined(title, head, parts, footer))


def leader_message(digest: LeaderDigest) -> Message:
    """A leader's month: the cascade by team, and help for budgeting."""
    title = f"Your month in results: {period_words(digest.due.period)}"
    if digest.is_empty:
        text = (
            "No result is expected yet and no help was noted. `/goal new` sets what the organisation wants to change."
        )
        return Message(f"{title}. {text}", _joined(title, text, [], _HOURS))
    head = (
        f"{digest.on_track:,} of {digest.results:,} results on track" if digest.results else "No result is running yet"
    )
    organisation = sections(
        [
            "*The organisation's goals*",
            *some(digest.organisation, MOST_GOALS, lambda line: result_line(line, "this month"), ": `/goal`"),
        ]
        if digest.organisation
        else ["*The organisation's goals*", "None yet: `/goal new` sets what all teams work towards."]
    )
    text = f"{title}. {head}. {_budget_head(digest)}"
    parts = [organisation, _teams(digest), _spread(digest.spread), _budget(digest)]
    return Message(text, _joined(title, f"*{head}*", parts, _HOURS))


def _spread(spread: Spread | None) -> list[Block]:
    """Whether recognition reaches everybody; nobody is named and nothing is ranked."""
    if spread is None or not spread.colleagues:
        return []
    reached, of = spread.recognised, spread.colleagues
    words = f"Recognition reached {reached:,} of {of:,} colleagues this month. Who goes unseen?"
    if reached == of:
        words = "Everybody was recognised this month."
    elif not reached:
        words = "Nobody was recognised this month. Whose help deserves a word? `/kudos`"
    note = "Those who only thank each other, two by two, are left out."
    return [section(f"*Recognition*\n{words}"), context(note)]


def _solved(share: SolvedShare) -> list[Block]:
    """What those who were helped say, where anybody was asked."""
    return [context(f"Those who were helped: {share_words(share)}")] if share.asked else []


def _results(lines: Sequence[GoalLine], charted: Sequence[GoalLine]) -> list[Block]:
    if not lines:
        return [
            section(
                "*Results*\nNo result is expected of anybody yet. `/goal new` asks what should change for customers."
            )
        ]
    return [*results_part(lines), *(block for line in charted for block in chart_of(line))]


def _is_shared(line: GoalLine) -> bool:
    return line.goal.owner.kind is not OwnerKind.PERSON


def _welcome(due: DueDigest) -> Message:
    text = (
        "Welcome! Here you will get a message about *results* every week: how goals stand, what to talk about with "
        "whom, which customers went quiet, and where off-system help went. Nobody reports to you here and there is no "
        "goal yet, so this is how to begin:"
    )
    steps = [
        "1. `/praiseworthy people` says whom you lead: *I lead these people*.",
        "2. `/goal CSAT for Support from 4.1 to 4.6 by end of March` sets a first result; `/goal new` opens a form.",
        "3. Your people note help with `/logwork 20m helped @colleague reset a VPN token for Acme`.",
    ]
    plain_text = "Welcome! Nobody reports to you here and there is no goal yet: say whom you lead with "
    plain_text += "`/praiseworthy people`, and set a first result with `/goal new`. Then this message is about results."
    title = f"Your week in results: {period_words(due.period)}"
    return Message(
        plain_text, _joined(title, text, [sections(steps)], "When it comes: `/praiseworthy digest settings`")
    )


def _in_words(digest: ManagerDigest) -> str:
    """What else there is, for clients that show the text alone."""
    out = digest.due.parts_left_out
    said = []
    if digest.waiting and DigestPart.SAID not in out:
        said.append(f" A customer's words wait for you: {said_line(digest.waiting[0])}.")
    if digest.prompts and DigestPart.COACHING not in out:
        said.append(f" To talk about: {' '.join(shown(prompt.reason, 300) for prompt in digest.prompts)}")
    if digest.unattended and DigestPart.UNATTENDED not in out:
        names = ", ".join(shown(one.rhythm.customer.name, 80) for one in digest.unattended[:5])
        left = len(digest.unattended) - 5
        said.append(f" Without attention: {names}{f' and {left:,} more' if left > 0 else ''}.")
    if digest.effort.minutes and DigestPart.HELP not in out:
        said.append(f" Off-system help: {describe_minutes(digest.effort.minutes)}.")
    return "".join(said)


def _served_line(served: ServedGoal) -> str:
    line = served.line
    goal = line.goal
    change = change_words(line)
    entries = "1 entry" if served.entries == 1 else f"{served.entries:,} entries"
    moved = f" · {escape(change)}" if change else ""
    why = f"\n   _{shown(goal.why, 200)}_" if goal.why else ""
    return f"• *{shown(goal.title, TITLE)}* · {progress(line.standing)}{moved} · {entries} of yours{why}"


def _thanks(note: PersonNote) -> str:
    if not note.entries:
        return "You noted no off-system help." + (" Here is how your goals stand." if note.goals else "")
    entries = "1 entry" if note.entries == 1 else f"{note.entries:,} entries"
    took = f", {describe_minutes(note.minutes)}" if note.minutes else ""
    names = [shown(customer.name, 80) for customer in note.customers[:5]]
    left = len(note.customers) - len(names)
    whom = f" for {', '.join(names)}" if names else ""
    more = f" and {left:,} more" if left > 0 else ""
    return f"Thank you. You noted help that no ticket shows: {entries}{took}{whom}{more}."


def _teams(digest: LeaderDigest) -> list[Block]:
    counted = [team for team in digest.teams if team.results or team.activities]
    lines = some(counted, MOST_TEAMS, _team_line, "")
    if digest.without_team and digest.without_team.results:
        lines.append(f"• People without a team: {_count(digest.without_team)}")
    silent = len(digest.teams) - len(counted)
    if silent:
        lines.append(f"_{silent:,} {'team has' if silent == 1 else 'teams have'} no goal yet._")
    return sections(["*By team* (its own goals and its people's)", *lines]) if lines else []


def _team_line(team: TeamResults) -> str:
    # Deep cascades keep their order; five steps to the right are enough to see it.
    indent = "\u2003" * min(team.depth, 5)
    return f"{indent}• *{shown(team.name, 100)}*: {_count(team)}"


def _count(team: TeamResults) -> str:
    activities = f", {team.activities:,} activity" if team.activities else ""
    return f"{team.on_track:,} of {team.results:,} on track{activities}" if team.results else f"no result{activities}"


def _budget_head(digest: LeaderDigest) -> str:
    if not digest.minutes:
        return "No off-system help was noted."
    whole = f", {_people(digest.full_time)} in full time" if digest.full_time is not None else ""
    return f"Off-system help: {_hours(digest.minutes)}{whole}."


def _budget(digest: LeaderDigest) -> list[Block]:
    if not digest.minutes:
        return [section("*Off-system help, for budgeting*\nNobody noted any this month.")]
    largest = {id(one) for one in sorted(digest.effort, key=lambda one: -one.minutes)[:MOST_BUDGET_LINES]}
    noted = [one for one in digest.effort if one.minutes]
    lines = [f"• {_effort_line(one)}" for one in noted if id(one) in largest]
    left = [one for one in noted if id(one) not in largest]
    if left:
        lines.append(f"_and {len(left):,} more: {_hours(sum(one.minutes for one in left))}_")
    basis = f"One person in full time: {digest.working_hours:,.0f} h this month, holidays and days off left out."
    return [*sections(["*Off-system help, for budgeting*", _budget_head(digest), *lines]), context(basis)]


def _effort_line(one: CustomerEffort) -> str:
    whole = f" · {_people(one.full_time)}" if one.full_time is not None else ""
    return f"{shown(one.name, 100) or 'No customer named'}: {_hours(one.minutes)}{whole}"


def _hours(minutes: int) -> str:
    """From ten hours on in whole ones: a budget needs no minutes."""
    return f"{minutes / 60:,.0f} h" if minutes >= 600 else describe_minutes(minutes)


def _people(number: float | None) -> str:
    """'0.25 people'; what is less than a hundredth is said so."""
    if number is None:
        return ""
    return "less than 0.01 people" if number < 0.005 else f"{number:,.2f} people"


def _joined(title: str, head: str, parts: Sequence[list[Block]], footer: str) -> list[Block]:
    """All parts with a line between them, within the blocks that a message may have."""
    blocks: list[Block] = [{"type": "header", "text": plain(title, HEADER_TEXT.value)}, section(head)]
    for part in parts:
        if part:
            blocks += [_DIVIDER, *part]
    return [*blocks[: MESSAGE_BLOCKS.value - 1], context(footer)]
