"""One `/goal` line: a goal ('CSAT for Support from 4.1 to 4.6 by end of March') or a measurement ('12 = 4.4')."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.goal_aims import amount_at, find_aim
from bot.domain.goal_dates import find_due, find_start
from bot.domain.goal_phrases import (
    QUOTES,
    find_customers,
    find_owner,
    find_why,
    take,
    take_mention,
    take_parent,
    take_tags,
    title_of,
)
from bot.domain.goals import Confidence, Direction
from bot.domain.line.date_phrases import DAY_LEADS, find_days
from bot.domain.line.duration_phrases import DURATION_LEADS
from bot.domain.line.languages import FOR_WORDS, word_set
from bot.domain.line.tokens import (
    Kind,
    Token,
    escape,
    join_kept,
    mark_at,
    places,
    render,
    tokenize,
    unescape,
    word_at,
)
from bot.domain.numbers import read_value
from bot.domain.periods import full_day
from bot.errors import DayRefused, Refused

MAX_TYPED = 4000

_MEASURED = re.compile(r"#?(?P<goal>[0-9]{1,40})(?:\s*(?P<sign>=|:|→|is\b|ist\b|est\b)\s*|\s+)(?P<rest>.*)", re.DOTALL)
_NUMBER_FIRST = re.compile(
    r"[<>≤≥~]?=?\s*[-−]?[€$£]?\s?(?:[0-9]+(?:[.,'][0-9]+)*|[½¼¾])(?:[kKM]?\s?[%€$£]|[kKM]|\b(?![-'’][^\W\d]))(?!\s*[^\W\d]{3,}.*\bby\b)"
)
"""What must follow a goal's number when no sign does."""

_COMPARED = frozenset("<>≤≥~=≈")
_CONFIDENCE_WORDS = frozenset({"confidence", "confident", "sicherheit", "confianza", "confiance"})
_LEVELS: dict[str, Confidence] = {
    **dict.fromkeys(word_set("low little niedrige geringe poca baja faible"), Confidence.LOW),
    **dict.fromkeys(word_set("medium some middle mittlere media moyenne"), Confidence.MEDIUM),
    **dict.fromkeys(word_set("high very hohe alta haute grande"), Confidence.HIGH),
}
_EXAMPLE = "For example: CSAT for Support from 4.1 to 4.6 by end of March"


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal as it was typed, before its owner, its customers and its parent are looked up.

    `for_words` is whom it is for, as typed; `for_slack_id` the person mentioned. `customers` are names as typed, of
    which any may be none. Dates are the person's local ones; `title` still has the customers' words in it.
    """

    title: str
    for_words: str | None
    for_slack_id: str | None
    baseline: float | None
    target: float
    unit: str
    direction: Direction
    starts_on: date
    due_on: date
    tags: tuple[str, ...]
    customers: tuple[str, ...]
    parent_id: int | None
    why: str
    typed: str
    title_with_owner: str

    def without_owner(self) -> "GoalLine":
        """The line when what stands behind 'for' is nobody who could own it: these words belong to the title."""
        return replace(self, title=self.title_with_owner, for_words=None)


@dataclass(frozen=True, slots=True)
class MeasurementLine:
    """A goal's number and value as typed; `on` is None where no day was said (today), `unit` '' where none was."""

    goal_id: int
    value: float
    unit: str
    on: date | None
    note: str
    confidence: Confidence | None
    typed: str


def parse_goal_line(typed: str, now: datetime) -> GoalLine:
    """Reads a line as Slack sent it; `now` is aware and in the person's own zone.

    Raises Refused, with the typed text, for what is missing or can't be; `goal_rules.check_goal` checks the rest.
    """
    try:
        return _parse(typed, now.date())
    except Refused as refusal:
        raise refusal.with_typed(typed) from None


def parse_measurement_line(typed: str, now: datetime) -> MeasurementLine | None:
    """Reads '12 = 4.4', '#12: 85 % yesterday', '12 4,4 low confidence, new survey'; None for what is no such line.

    `now` is aware and in the person's own zone. Raises Refused, with the typed text, for a wrong number or day.
    """
    found = _MEASURED.fullmatch(unescape(typed.strip()))
    if found is None or not (found["sign"] or _NUMBER_FIRST.match(found["rest"])):
        return None
    try:
        return _parse_measurement(typed, _goal_id(found["goal"]), found["rest"], now)
    except Refused as refusal:
        raise refusal.with_typed(typed) from None


def _goal_id(digits: str) -> int:
    if len(digits) > 9:
        raise Refused(f"There is no goal {digits}.", "Goals have the numbers that /goal lists.")
    return int(digits)


def _parse_measurement(typed: str, goal_id: int, rest: str, now: datetime) -> MeasurementLine:
    if len(typed) > MAX_TYPED:
        raise Refused(f"That is {len(typed):,} characters of text.", f"Say it in at most {MAX_TYPED:,} characters.")
    tokens = tokenize(escape(rest))
    begin = next((at for at in range(len(tokens)) if mark_at(tokens, at) not in _COMPARED), 0)
    amount = amount_at(tokens, begin)
    if amount is None or (amount.end < len(tokens) and not tokens[amount.end].spaced and tokens[amount.end].is_word):
        # What it says of the whole is right for what stands where the number should be.
        read_value(render(tokens[begin : begin + 2]))
        raise Refused(f"“{rest[:60]}” isn't a number.", f"Write it like {goal_id} = 4.4 or {goal_id} = 85 %.")
    taken = [at < amount.end for at in range(len(tokens))]
    on = _take_measured_on(tokens, taken, now)
    confidence = _take_confidence(tokens, taken)
    unit = amount.unit
    if (
        not unit
        and sum(not gone for gone in taken) == 1
        and not taken[amount.end]
        and tokens[amount.end].text.isalpha()
    ):
        # '5 tickets' and nothing more: that is its unit, and no note.
        unit, taken[amount.end] = tokens[amount.end].text, True
    note = join_kept(tokens, taken).strip(" ,;:-–—.()")
    return MeasurementLine(goal_id, amount.value, unit, on, note, confidence, typed)


def _take_measured_on(tokens: Sequence[Token], taken: list[bool], now: datetime) -> date | None:
    """The day behind the value, or at the end of the line; any other is a part of the note."""
    value_end = taken.index(False) if False in taken else len(tokens)
    for phrase in find_days(tokens, taken, places(tokens, DURATION_LEADS | DAY_LEADS), now):
        if not all(token.kind is Kind.MARK for token in tokens[value_end : phrase.start]) and phrase.end < len(tokens):
            continue
        said = render(tokens[phrase.start : phrase.end])
        if phrase.day is None:
            if phrase.readings:
                days = " or ".join(full_day(day) for day in phrase.readings)
                raise DayRefused(f"“{said}” can be {days}.", "Write the month as a word, such as 3 Nov.")
            raise DayRefused(f"There is no day “{said}”.", "Write a day like 3 Nov, 2026-11-03 or yesterday.")
        if phrase.day > now.date():
            raise DayRefused(f"{full_day(phrase.day)} is in the future.", "Say the day on which it was measured.")
        take(taken, phrase.start, phrase.end)
        return phrase.day
    return None


def _take_confidence(tokens: Sequence[Token], taken: list[bool]) -> Confidence | None:
    """'low confidence', 'confidence: high'."""
    for at in range(len(tokens)):
        if taken[at] or word_at(tokens, at) not in _CONFIDENCE_WORDS:
            continue
        behind = at + 2 if mark_at(tokens, at + 1) in {":", "="} else at + 1
        for level_at, span in ((at - 1, (at - 1, at + 1)), (behind, (at, behind + 1))):
            level = _LEVELS.get(word_at(tokens, level_at))
            if level is not None and not taken[level_at]:
                take(taken, *span)
                return level
    return None


def _parse(typed: str, today: date) -> GoalLine:
    if len(typed) > MAX_TYPED:
        raise Refused(f"That is {len(typed):,} characters of text.", f"Say it in at most {MAX_TYPED:,} characters.")
    tokens = tokenize(typed)
    if not any(token.is_word for token in tokens):
        raise Refused("There are no words saying what result it is.", _EXAMPLE)
    taken = [False] * len(tokens)
    tags = take_tags(tokens, taken)
    why_at, why_begin = find_why(tokens)
    reason = list(taken)
    person = take_mention(tokens, taken, why_at)
    take(taken, why_at, len(tokens))
    due_on = _take_due(tokens, taken, reason, why_begin, today)
    start = find_start(tokens, taken, today)
    if start is not None:
        take(taken, start.start, start.end)
    parent_id = take_parent(tokens, taken) or _take_closing_parent(tokens, reason, why_begin)
    why = join_kept(tokens[why_begin:], reason[why_begin:]).strip(" ,;:.")
    aim = find_aim(tokens, taken)
    if aim is None:
        raise Refused("There is no number to reach.", "Say where it should be: from 4.1 to 4.6.")
    if due_on is None:
        raise Refused(
            "There is no date by which.", f"Say by when: by end of March, this quarter, in 6 weeks. {_EXAMPLE}"
        )
    for span in aim.spans:
        take(taken, *span)
    owner = None if person is not None else find_owner(tokens, taken)
    customers = find_customers(tokens, taken)
    title_with_owner = title_of(tokens, taken)
    for_words = None
    if owner is not None:
        named_at = owner[0] + (word_at(tokens, owner[0]) in FOR_WORDS)
        for_words = render(tokens[named_at : owner[1]]).strip(QUOTES)
        take(taken, *owner)
    title = title_of(tokens, taken)
    if not title:
        taken[aim.counted[0] : aim.counted[1]] = [False] * (aim.counted[1] - aim.counted[0])
        title = title_of(tokens, taken)
        title_with_owner = title_with_owner or title
    if not any(character.isalnum() for character in title):
        raise Refused("There are no words saying what result it is.", _EXAMPLE)
    return GoalLine(
        title=title,
        for_words=for_words,
        for_slack_id=person,
        baseline=aim.baseline,
        target=aim.target,
        unit=aim.unit,
        direction=aim.direction,
        starts_on=today if start is None else start.day,
        due_on=due_on,
        tags=tags,
        customers=customers,
        parent_id=parent_id,
        why=why,
        typed=typed,
        title_with_owner=title_with_owner,
    )


def _take_due(
    tokens: Sequence[Token], taken: list[bool], reason: list[bool], why_begin: int, today: date
) -> date | None:
    """The day by which. When only the reason says it, it stays a part of that, unless it is its end."""
    due = find_due(tokens, taken, today)
    if due is not None:
        take(taken, due.start, due.end)
    elif why_begin < len(tokens):
        due = find_due(tokens, [at < why_begin for at in range(len(tokens))], today)
        if due is not None and due.end == len(tokens):
            take(reason, due.start, due.end)
    return None if due is None else due.day


def _take_closing_parent(tokens: Sequence[Token], reason: list[bool], why_begin: int) -> int | None:
    """'… because customers wait, under 3': only as the end of the reason."""
    closing = list(reason)
    parent_id = take_parent(tokens, closing)
    if parent_id is None or reason[-1] or not closing[-1] or why_begin >= len(tokens):
        return None
    reason[why_begin:] = closing[why_begin:]
    return parent_id
