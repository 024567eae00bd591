"""A team's card as a message, and the question which team is meant."""

from collections.abc import Sequence

from bot.blocks.digest_parts import result_line, sections, shown, unattended_part
from bot.blocks.elements import actions, button
from bot.blocks.goals import NAME_LENGTH
from bot.blocks.ids import ActionId
from bot.blocks.text import Block, context, escape_to, plain, section
from bot.domain.dates import describe_day
from bot.domain.deliveries import Message
from bot.domain.durations import describe_minutes
from bot.domain.past_periods import PastPeriod
from bot.domain.people import Team
from bot.domain.team_scorecards import Load, Results, TeamCard, TeamChoice, Thanks
from slack_limits import HEADER_TEXT

MOST_BELOW = 5
"""Teams below whose cards a card opens."""

MOST_IN_WORDS = 3
"""Results in need that the text alone names."""

_DIVIDER: Block = {"type": "divider"}
_FOOTER = (
    "Seen by those who lead the team, those above, leaders and admins. Everybody who is named here can see that you "
    "looked: `/praiseworthy privacy`. Hours are context, never a score or a rank."
)


def card_value(team_id: int, period: PastPeriod) -> str:
    """What a button that opens a team's card carries: '12 2026-08-25..2026-11-22'."""
    return f"{team_id} {period.key}"


def team_card_message(card: TeamCard) -> Message:
    """The card: results first, off-system help last and marked as context."""
    name = shown(card.team.name, NAME_LENGTH)
    title = f"{card.team.name}: results, {card.period.words}"
    blocks: list[Block] = [{"type": "header", "text": plain(title, HEADER_TEXT.value)}, context(_scope(card))]
    if card.is_empty:
        text = f"Nothing is known yet of {name} in {_words(card.period)}. This is what fills the card:"
        return Message(f"{text} {_STEPS_IN_WORDS}", [*blocks, section(text), *sections(_STEPS), *_below(card)])
    head = _head(card)
    parts = [
        _results_part(card.results, f"since {describe_day(card.period.first, card.today)}"),
        _thanks_part(card.thanks),
        unattended_part(card.unattended, card.today),
        _load_part(card.load, card.people, card.period),
    ]
    blocks.append(section(f"*{head}*"))
    for part in parts:
        if part:
            blocks += [_DIVIDER, *part]
    text = f"{name}, {_words(card.period)}: {head}{_in_words(card)}"
    return Message(text, [*blocks, *_below(card), context(_FOOTER)])


def choose_team_message(choice: TeamChoice, period: PastPeriod) -> Message:
    """Which team is meant, each as a button."""
    typed = escape_to(choice.typed, NAME_LENGTH)
    if choice.is_near:
        text = f"There is no team called {typed}. Did you mean one of these?"
    else:
        more = f" {choice.more:,} more have it in their name: write more of it." if choice.more else ""
        text = f"Several teams have “{typed}” in their name. Which one?{more}"
    return Message(text, [section(text), _team_buttons(choice.teams, period)])


def _scope(card: TeamCard) -> str:
    people = "1 person" if card.people == 1 else f"{card.people:,} people"
    teams = f", {_teams_below(card.teams_below)}" if card.teams_below else ""
    return f"{card.period.dates} · {people}{teams}"


def _teams_below(count: int) -> str:
    return "with 1 team below" if count == 1 else f"with {count:,} teams below"


def _words(period: PastPeriod) -> str:
    return shown(period.words, NAME_LENGTH)


def _head(card: TeamCard) -> str:
    """One sentence from the data; what isn't known isn't in it."""
    results, thanks = card.results, card.thanks
    said = [_results_head(results)]
    if thanks.colleagues:
        said.append(_thanked_head(thanks))
    if card.unattended:
        count = len(card.unattended)
        said.append("1 customer is without attention" if count == 1 else f"{count:,} customers are without attention")
    return f"{'; '.join(said)}."


def _in_words(card: TeamCard) -> str:
    """What else there is, for clients that show the text alone."""
    said = []
    if card.results.in_need:
        titles = [shown(line.goal.title, NAME_LENGTH) for line in card.results.in_need[:MOST_IN_WORDS]]
        more = len(card.results.in_need) + card.results.more_in_need - len(titles)
        said.append(f" Needs attention: {', '.join(titles)}{f' and {more:,} more' if more else ''}.")
    if card.load.minutes:
        said.append(f" Context: {describe_minutes(card.load.minutes)} of off-system help.")
    return "".join(said)


def _results_head(results: Results) -> str:
    count, good = results.count, results.good
    if not count:
        return "No result is expected of this team yet"
    if count == 1:
        return "The only result is on track" if good else "The only result is not on track"
    which = "All" if good == count else f"{good:,} of" if good else "None of"
    return f"{which} {count:,} results {'is' if good < 2 else 'are'} on track"


def _thanked_head(thanks: Thanks) -> str:
    if thanks.thanked == thanks.colleagues:
        return "everybody was thanked in public" if thanks.colleagues > 1 else "thanks were said in public"
    if not thanks.thanked:
        return "nobody was thanked in public yet"
    return f"{thanks.thanked:,} of {thanks.colleagues:,} were thanked in public"


def _results_part(results: Results, since: str) -> list[Block]:
    if not (results.count or results.activities or results.unagreed):
        return [
            section("*Results*\nNone is expected yet. `/goal new` asks what should change for customers, and by when.")
        ]
    counts = " · ".join(f"{count:,} {pace.value}" for pace, count in results.paces.items())
    moved = [f"{results.slipped:,} slipped"] if results.slipped else []
    moved += [f"{results.improved:,} improved"] if results.improved else []
    lines = ["*Results* of the team and of its people", *([counts] if counts else [])]
    lines += [f"{', '.join(moved)} {since}."] if moved else []
    if results.activities:
        goals = "1 goal counts" if results.activities == 1 else f"{results.activities:,} goals count"
        lines.append(f"_{goals} activity, not results: left out of this._")
    if results.unagreed:
        goals = "1 goal waits" if results.unagreed == 1 else f"{results.unagreed:,} goals wait"
        lines.append(f"_{goals} to be agreed to: left out {'too' if results.activities else 'of this'}._")
    blocks = [*sections(lines), *_chart(results)]
    needy = [result_line(line, since) for line in results.in_need]
    if results.more_in_need:
        needy.append(f"_and {results.more_in_need:,} more: `/goal`_" if needy else f"_{results.more_in_need:,} more_")
    return [*blocks, *(sections(["*What needs attention*", *needy]) if needy else [])]


def _chart(results: Results) -> list[Block]:
    """How many results stand at each pace ("Data visualization block"); a single one needs no chart."""
    if results.count < 2:
        return []
    data = [{"label": pace.value, "value": count} for pace, count in results.paces.items()]
    chart = {
        "type": "bar",
        "series": [{"name": "Results", "data": data}],
        "axis_config": {"categories": [point["label"] for point in data], "y_label": "results"},
    }
    return [{"type": "data_visualization", "title": "Results by pace", "chart": chart}]


def _thanks_part(thanks: Thanks) -> list[Block]:
    if not thanks.colleagues:
        return []
    head = _thanked_head(thanks)
    lines = ["*Recognition*", f"{head[0].upper()}{head[1:]} in this time."]
    if thanks.unthanked:
        names = [shown(name, NAME_LENGTH) for name in thanks.unthanked]
        more = thanks.more_unthanked
        last = f" or {names.pop()}" if len(names) > 1 and not more else f" or {more:,} more" if more else ""
        lines.append(f"Nobody thanked {', '.join(names)}{last} in public yet. Whose help deserves a word? `/kudos`")
    return [*sections(lines), context("Private kudos are left out, and two who only thank each other.")]


def _load_part(load: Load, people: int, period: PastPeriod) -> list[Block]:
    if not load.is_known:
        return [
            context("Nobody noted off-system help in this time: `/logwork 20m helped …` takes seconds."),
        ]
    before = _words(period.before())
    now = f"{_help(load.minutes, load.entries)}, noted by {load.helpers:,} of {people:,}"
    lines = [
        "*Context: off-system help* (not a result)",
        f"{now}; {describe_minutes(load.before) if load.before else 'none'} in {before}.",
    ]
    if load.left_entries or load.left_before:
        then = f"{describe_minutes(load.left_before)} in {before}" if load.left_before else ""
        left = _help(load.left, load.left_entries) if load.left_entries else ""
        lines.append(f"Besides, of people who left: {'; '.join(part for part in (left, then) if part)}.")
    if load.carrier:
        lines.append(f"{shown(load.carrier, NAME_LENGTH)} carries most of it. Who could share it?")
    elif load.is_carried:
        lines.append("One person carries most of it. Who could share it?")
    return [*sections(lines), context("Where it went: `/praiseworthy effort`")]


def _help(minutes: int, entries: int) -> str:
    """'34 h in 120 entries'."""
    counted = "1 entry" if entries == 1 else f"{entries:,} entries"
    return f"{describe_minutes(minutes) if minutes else 'no time noted'} in {counted}"


def _below(card: TeamCard) -> list[Block]:
    """The cards of the teams right below."""
    if not card.below:
        return []
    more = len(card.below) - MOST_BELOW
    rest = [context(f"and {more:,} more: `/scorecard team …`")] if more > 0 else []
    return [context("Cards of the teams below:"), _team_buttons(card.below[:MOST_BELOW], card.period), *rest]


def _team_buttons(teams: Sequence[Team], period: PastPeriod) -> Block:
    return actions(
        *(button(team.name, f"{ActionId.TEAM_CARD_OPEN}:{team.id}", card_value(team.id, period)) for team in teams)
    )


_STEPS = [
    "• `/goal new` sets a first result for the team: what should change for customers, and by when.",
    "• `/kudos @somebody for …` thanks somebody in public, with the behaviours that it shows.",
    "• `/logwork 20m helped …` notes help that no ticket shows; customers' rhythm comes from it.",
    "• `/praiseworthy people`: an admin puts people into the team.",
]
_STEPS_IN_WORDS = (
    "`/goal new` sets a result, `/kudos` thanks somebody, `/logwork` notes help, and `/praiseworthy people` says who "
    "is in the team."
)
