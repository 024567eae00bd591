"""A person's card as a message: the whole one, the public one, a shared one; and the question who is meant."""

from collections.abc import Sequence

from bot.blocks.charts import chart_of
from bot.blocks.digest_parts import change_words, said_line, sections, shown, some
from bot.blocks.elements import actions, button
from bot.blocks.goals import NAME_LENGTH, SHORT_TITLE_LENGTH, progress
from bot.blocks.help_questions import share_words
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape, escape_to, mention, plain, section, show
from bot.domain.card_looks import Seen
from bot.domain.deliveries import Message
from bot.domain.digests import GoalLine, Said
from bot.domain.durations import describe_minutes
from bot.domain.effort import Effort, Share
from bot.domain.goals import GoalState
from bot.domain.past_periods import PastPeriod
from bot.domain.people import Person
from bot.domain.periods import full_day
from bot.domain.scorecard_words import gap, perception, performance, sum_up
from bot.domain.scorecards import KudosGot, PersonCard, PublicCard, Skill, WhichPerson
from slack_limits import HEADER_TEXT, SECTION_TEXT

MOST_RESULTS = 12
MOST_ACTIVITIES = 3
MOST_BEHAVIOURS = 10
MOST_SKILLS = 8
MOST_SHARES = 8
MOST_KUDOS = 5
MOST_DECIDERS = 2
"""What a card shows of each kind; how many more there are is said."""

WORDS_LENGTH = 400
ABOUT = 0.15
"""Help that differs by no more than this share is about as much."""

_TAG_LENGTH = 60
_SEEN = {
    Seen.SCORECARD: "",
    Seen.PUBLIC_CARD: " (the public card)",
    Seen.TEAM_SCORECARD: " (in a team’s card)",
    Seen.EFFORT: " (in an effort report)",
    Seen.EFFORT_EXPORT: " (in an exported effort report)",
}
_DIVIDER: Block = {"type": "divider"}
_NO_SCORE = "Hours are context for budgeting and fairness, never a score or a rank."
_PRAISE_COMES = (
    "I notice praise where `/praiseworthy channels` says that I read; `/praiseworthy praise Jane of Acme said …` notes "
    "what was said elsewhere."
)
_FILLS = (
    "• *Results*: `/goal CSAT for Ana from 4.1 to 4.6 by end of March` agrees on one, `/goal 12 = 4.4` measures it.",
    f"• *Customers’ words*: {_PRAISE_COMES}",
    "• *Behaviours*: `/kudos @ana for staying calm with Acme #clear-head` says what a colleague saw.",
    "• *Skills, and help outside tickets*: `/logwork 20m helped @bruno with the VPN for Acme #vpn`.",
)


def card_value(person_id: int, period: PastPeriod) -> str:
    """What a card's button carries: '12 2026-08-25..2026-11-22'."""
    return f"{person_id} {period.key}"


def card_message(card: PersonCard, *, hint: bool = False) -> Message:
    """The whole card, for the eyes of the one who asked; with `hint`, what else can be asked for."""
    asked = "`/scorecard @name last quarter` shows somebody else’s, `/scorecard help` says more. " if hint else ""
    if card.is_own:
        footer = f"{asked}Only you see this message. Your managers up the chain, leaders and admins can ask for it."
        return _message(card, [], [*_looks(card), context(footer)])
    footer = f"Only you see this message. {_name(card.person)} can see that you looked: `/praiseworthy privacy`."
    buttons = [button("Share with them", ActionId.SCORECARD_SHARE, card_value(card.person.id, card.period))]
    return _message(card, buttons if card.person.is_colleague else [], [context(footer)])


def shared_message(card: PersonCard, sharer: Person) -> Message:
    """The card in a direct message in which the person and the one who shares it both are."""
    who, whose = mention(sharer.slack_id), mention(card.person.slack_id)
    intro = f"{who} shares this card with {whose}, to talk about it. You both see it here, and nobody else does."
    drawn = _message(card, [], [context(f"{whose}: `/scorecard me` shows your own whenever you like.")], turns=False)
    return Message(
        f"{escape_to(sharer.name, NAME_LENGTH)} shares a card. {drawn.text}", [section(intro), *drawn.blocks]
    )


def share_receipt(card: PersonCard, request: str) -> Message:
    """To the one who shared: where it is, and the way back."""
    text = (
        f"Shared: {_name(card.person)}’s card goes to a direct message in which {_name(card.person)}, you and I are. "
        "*Take it back* removes it there."
    )
    return Message(text, [section(text), actions(button("Take it back", ActionId.SCORECARD_UNSHARE, request))])


def unshared_message() -> Message:
    """After *Take it back*."""
    text = "Taken back: the card goes from the direct message. `/scorecard @name` shows it to you again."
    return Message(text, [section(text)])


def public_message(card: PublicCard) -> Message:
    """What every colleague may see: kudos in public and skills."""
    name = _name(card.person)
    note = (
        f"The public card: kudos in public and skills. The whole one is for {name}, those {name} reports to, leaders "
        f"and admins. {name} can see that you looked."
    )
    head = [_header(card.person, card.period), context(f"{card.period.dates} · {note}")]
    if not card.kudos and not card.skills:
        text = (
            f"Nothing public is known of {name} in this time. `/kudos @name for …` says what you saw somebody do, and "
            "`/logwork … #vpn` whom people can come to."
        )
        return Message(f"{_title(card.person, card.period)}. {text}", [*head, section(text)])
    kudos = (
        [f"*Kudos* ({len(card.kudos):,})", *some(card.kudos, MOST_KUDOS, lambda one: _kudos_line(one, card.person), "")]
        if card.kudos
        else []
    )
    parts = [_skills(card.skills, name), sections(kudos)]
    said = _plain_skills(card.skills) or "no skills named yet"
    text = f"{_title(card.person, card.period)}: {_times(len(card.kudos))} in public; people come for: {said}."
    return Message(text, [*head, *_joined(parts)])


def which_person_message(which: WhichPerson) -> Message:
    """Several have the name, or one much like it: each as a button."""
    typed = escape_to(which.typed, NAME_LENGTH)
    text = (
        f"No colleague here is called “{typed}”. Did you mean one of these?"
        if which.is_near
        else f"Several colleagues go by “{typed}”. Whose card do you mean?"
    )
    choices = [
        {
            **section(f"{mention(person.slack_id)} {escape_to(person.name, NAME_LENGTH)}"),
            "accessory": button("Show", ActionId.SCORECARD_OPEN, card_value(person.id, which.period)),
        }
        for person in which.people
    ]
    more = f"And {which.more:,} more. " if which.more > 0 else ""
    last = context(f"{more}Write @ and pick the name that Slack offers to ask for one right away.")
    return Message(text, [section(text), *choices, last])


def help_message(periods: str) -> Message:
    """`/scorecard help`; `periods` says which words are a period (mrkdwn)."""
    text = "A card says how somebody is doing by results, customers’ words and behaviours. It has no total and no rank."
    lines = (
        "`/scorecard` or `/scorecard me`: your own, which only you see",
        "`/scorecard @ana last quarter`: Ana’s; the whole one for those she reports to, leaders and admins",
        "`/scorecard team Support`: a team’s, for its lead, those above, leaders and admins",
    )
    note = "Whoever looks at somebody else’s card is noted, and that person can see it: `/praiseworthy privacy`."
    return Message(text, [section(text), section("\n".join(lines)), section(periods), context(note)])


def _message(card: PersonCard, buttons: Sequence[Block], last: Sequence[Block], *, turns: bool = True) -> Message:
    summary = escape_to(sum_up(card), 1_000)
    title = _title(card.person, card.period)
    head = [_header(card.person, card.period), context(_dates(card.period))]
    earlier = button("The time before", ActionId.SCORECARD_OPEN, card_value(card.person.id, card.period.before()))
    row = [actions(*buttons, *([earlier] if turns else []))] if buttons or turns else []
    if card.is_empty:
        text = f"Nothing is known yet of {'you' if card.is_own else _name(card.person)} in this time. What fills it:"
        return Message(f"{title}. {text}", [*head, section(text), *sections(_FILLS), *row, *last])
    parts = [
        _results(card),
        _said(card),
        _behaviours(card),
        _skills(card.skills, "you" if card.is_own else _name(card.person)),
        _effort(card),
    ]
    blocks = [*head, section(f"*{summary}*"), *_joined(parts), *row, *last]
    return Message(f"{title}. {summary}{_results_in_words(card)}", blocks)


def _joined(parts: Sequence[Sequence[Block]]) -> list[Block]:
    blocks: list[Block] = []
    for part in parts:
        if part:
            blocks += [*([_DIVIDER] if blocks else []), *part]
    return blocks


def _results(card: PersonCard) -> list[Block]:
    """Each agreed goal, now → target, its pace and trend; what counts activity apart."""
    lines = ["*Results*"]
    if not card.results:
        lines.append("None is agreed yet: `/goal new` sets one together.")
    lines += some(card.results, MOST_RESULTS, _result_line, ": `/goal`")
    if card.asked:
        lines.append(f"_{card.asked:,} more {'waits' if card.asked == 1 else 'wait'} to be agreed to: `/goal`_")
    if card.activities:
        lines.append("*Activity, not results* (kept on purpose, counted nowhere)")
        lines += some(card.activities, MOST_ACTIVITIES, _result_line, ": `/goal`")
    charts = [block for line in card.results if len(line.points) > 1 for block in chart_of(line)]
    return [*sections(lines), *charts]


def _result_line(line: GoalLine) -> str:
    """'*CSAT* · 4.4 → 4.6 · at risk · up 0.1 in this time · measured 19 Nov 2026 · due 31 Mar 2027'."""
    goal, latest = line.goal, line.standing.latest
    parts = [
        f"*{shown(goal.title, SHORT_TITLE_LENGTH)}*",
        progress(line.standing),
        # `progress` says 'closed' in place of how it ended.
        line.standing.pace.value if goal.state is GoalState.CLOSED else "",
        shown(change_words(line, "in this time"), NAME_LENGTH),
        f"measured {full_day(latest.on)}" if latest else "",
        f"due {full_day(goal.due_on)}",
    ]
    return "• " + " · ".join(part for part in parts if part)


def _said(card: PersonCard) -> list[Block]:
    """Customers' words: how often, and the best of them with the link to where they were said."""
    if not card.praises:
        waits = _waiting(card)
        nothing = "None recognised in this time yet." if waits else f"None noted in this time. {_PRAISE_COMES}"
        return sections(["*Customers’ words*", nothing, *waits])
    times = "once" if card.praises == 1 else f"{card.praises:,} times"
    said = [_quote(one) for one in card.said]
    return sections([f"*Customers’ words* (praised {times})", *said, *_waiting(card)])


def _waiting(card: PersonCard) -> list[str]:
    """What waits for somebody to decide, with the words: on one's own card, and not counted."""
    count = card.waiting_count
    if not count:
        return []
    who = " or ".join(escape_to(name, NAME_LENGTH) for name in card.deciders)
    more = "more " if card.praises else ""
    line = f"{count:,} {more}{'waits' if count == 1 else 'wait'} for "
    line += f"{who if 0 < len(card.deciders) <= MOST_DECIDERS else 'somebody'} to decide; others don’t see it yet:"
    left = count - len(card.waiting)
    return [line, *[_quote(one) for one in card.waiting], *([f"_and {left:,} more_"] if left > 0 else [])]


def _quote(said: Said) -> str:
    line = f"• {said_line(said)}"
    if said.permalink is None:
        return line
    linked = f"{line} · <{escape(said.permalink).replace('|', '%7C')}|where it was said>"
    return linked if len(linked) < SECTION_TEXT.value // 2 else line


def _behaviours(card: PersonCard) -> list[Block]:
    """Perception behaviour by behaviour, with performance beside it, so that a gap can be seen."""
    lines = ["*Behaviours: how the service is experienced*"]
    seen = [f"• {escape_to(line, 300)}" for line in perception(card.behaviours)[:MOST_BEHAVIOURS]]
    lines += seen or ["Nobody has named one in this time."]
    unseen = [escape_to(one.name, NAME_LENGTH) for one in card.behaviours if not one.times]
    if seen and unseen:
        lines.append(f"Not named in this time: {', '.join(unseen[:MOST_BEHAVIOURS])}")
    if card.kudos:
        private = f", {card.private_kudos:,} of them private to you" if card.private_kudos else ""
        lines.append(f"Kudos from colleagues: {card.kudos:,}{private}")
    beside = performance(card)
    if beside:
        lines.append(f"_Performance beside it:_ {escape_to(beside, 500)}")
    if card.is_own and card.solved.answered and card.solved.share is None:
        lines.append(f"_Those you helped:_ {escape_to(share_words(card.solved), 300)}")
    apart = gap(card)
    return sections([*lines, *([f"_{escape_to(apart, 500)}_"] if apart else [])])


def _skills(skills: Sequence[Skill], whom: str) -> list[Block]:
    """What people come for, by how many different ones came."""
    if not skills:
        return []
    named = [f"*{escape_to(one.name, _TAG_LENGTH)}* ({_came(one)})" for one in skills[:MOST_SKILLS]]
    left = len(skills) - len(named)
    more = f" · _and {left:,} more_" if left > 0 else ""
    return sections([f"*What people come to {whom} for*", " · ".join(named) + more, _use(whom)])


def _use(whom: str) -> str:
    return (
        "_A strength to use: show others how, or take on what needs it._"
        if whom == "you"
        else "_A strength to use: ask for it, and learn from it._"
    )


def _came(skill: Skill) -> str:
    parts = [
        _count(skill.customers, "customer"),
        _count(skill.colleagues, "colleague"),
        f"named by {skill.kudos:,} in kudos" if skill.kudos else "",
    ]
    return ", ".join(part for part in parts if part)


def _count(number: int, what: str) -> str:
    return "" if not number else f"{number:,} {what}{'s' if number > 1 else ''}"


def _effort(card: PersonCard) -> list[Block]:
    """Off-system help, last and marked as context."""
    effort = card.effort
    lines = ["*Context, not a result: help outside the ticket system*"]
    if not (effort.entries or effort.before):
        lines.append("None noted. `/logwork 20m helped …` takes seconds, and makes it count in planning.")
        return [context(line) for line in lines]
    lines.append(_total(effort, card.period))
    lines += _shares("By customer", effort.by_customer, "no customer named")
    lines += _shares("By tag", effort.by_tag, "")
    return [context("\n".join([*lines, _NO_SCORE]))]


def _total(effort: Effort, period: PastPeriod) -> str:
    now = describe_minutes(effort.minutes) if effort.minutes else "no time noted"
    entries = "1 entry" if effort.entries == 1 else f"{effort.entries:,} entries"
    when = period.before().words
    if not effort.before:
        return f"{now} in {entries}; none noted in {when}"
    return f"{now} in {entries}, {_trend(effort)} in {when} ({describe_minutes(effort.before)}; by name in brackets)"


def _trend(effort: Effort) -> str:
    share = effort.minutes / effort.before
    if abs(share - 1) <= ABOUT:
        return "about as much as"
    return "more than" if share > 1 else "less than"


def _shares(title: str, shares: Sequence[Share], nameless: str) -> list[str]:
    """One line: the largest, by name, each with the time before in brackets."""
    known = [one for one in shares if one.minutes or one.before]
    places = sorted(range(len(known)), key=lambda at: -max(known[at].minutes, known[at].before))[:MOST_SHARES]
    words = [_share(known[at], nameless) for at in sorted(places)]
    left = len(known) - len(words)
    return [f"{title}: {' · '.join(words)}" + (f" · _and {left:,} more_" if left > 0 else "")] if words else []


def _share(one: Share, nameless: str) -> str:
    now = describe_minutes(one.minutes) if one.minutes else "–"
    before = describe_minutes(one.before) if one.before else "–"
    return f"{shown(one.name, _TAG_LENGTH) or nameless} {now} ({before})"


def _looks(card: PersonCard) -> list[Block]:
    """Who looked at one's own card."""
    if not card.look_count:
        return [context("Nobody else has looked at your card.")]
    named = [
        f"{escape_to(one.looker_name, 80)} on {full_day(card.person.local(one.at).date())}{_SEEN[one.what]}"
        for one in card.looks
    ]
    left = card.look_count - len(named)
    more = f" and {left:,} times before" if left > 0 else ""
    return [context(f"Looked at by {', '.join(named)}{more}: `/praiseworthy privacy` lists all.")]


def _kudos_line(one: KudosGot, person: Person) -> str:
    shows = f" · shows {escape_to(', '.join(one.behaviours), NAME_LENGTH)}" if one.behaviours else ""
    words = show(" ".join(one.words.split()), {person.slack_id}, WORDS_LENGTH)
    return f"• “{words}” — {escape_to(one.author_name, NAME_LENGTH)}{shows}"


def _results_in_words(card: PersonCard) -> str:
    """The first results, for where only `text` is read."""
    said = [f"{escape_to(line.goal.title, 80)} {progress(line.standing)}" for line in card.results[:3]]
    return f" {'; '.join(said)}." if said else ""


def _plain_skills(skills: Sequence[Skill]) -> str:
    return ", ".join(escape_to(one.name, _TAG_LENGTH) for one in skills[:MOST_SKILLS])


def _times(kudos: int) -> str:
    return {0: "no kudos", 1: "kudos once"}.get(kudos, f"kudos {kudos:,} times")


def _header(person: Person, period: PastPeriod) -> Block:
    # The name is cut first, so that the period can be read whatever it is.
    name = person.name if len(person.name) <= 90 else f"{person.name[:89]}…"
    return {"type": "header", "text": plain(f"{name}: {period.words}", HEADER_TEXT.value)}


def _title(person: Person, period: PastPeriod) -> str:
    return f"{_name(person)}, {escape(period.words)}"


def _dates(period: PastPeriod) -> str:
    dates = "" if period.words == period.dates else f"{period.dates} · "
    return f"{dates}results as they stood on {full_day(period.last)}"


def _name(person: Person) -> str:
    return escape_to(person.name, NAME_LENGTH)
