"""Goals that count activity instead of a result: recognising them, and what to ask for instead.

The rules, their figures and how these were got: docs/activity-goals.md. The words are in `activity_words`.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.activity_words import (
    ADJECTIVES,
    CONTACT_VERBS,
    CONTACTED,
    COUNTED,
    DEMAND,
    DOING_VERBS,
    DONE,
    FALLING,
    GROUP_OF,
    LONG,
    NEEDS_DOING,
    NUMBER_OF,
    PER_HEAD,
    PRESENCE,
    PROBLEMS,
    PROMPT,
    QUALIFIERS,
    QUANTIFIERS,
    RESULTS,
    SHARES,
    SINGULAR,
    THING_VERBS,
    WORKED_ON,
    WORKLOAD,
    Group,
)
from bot.domain.goals import Direction
from bot.domain.line.languages import NUMBERS
from bot.domain.line.tokens import fold, unescape
from bot.domain.numbers import known_unit

_WORD = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+)*|[0-9][0-9.,']*|[%/€$£<>≤≥]")
_FROM_TO = re.compile(
    r"\b(?:from|von|de|desde)\s+([0-9][0-9.,]*)\s*[^\W\d]*\s*(?:[^\W\d]+\s+)?(?:to|auf|a|à|→|->)\s+(?:under\s+|below\s+)?"
    r"([0-9][0-9.,]*)"
)
_MOST_ADJECTIVES = 3


@dataclass(frozen=True, slots=True)
class Activity:
    """Why a goal counts activity, in words, and the question that asks for a result instead."""

    reason: str
    ask: str


class _Text(NamedTuple):
    said: str
    words: tuple[str, ...]
    falls: bool
    is_share: bool


_SAID: dict[Group, tuple[str, str]] = {
    Group.CONTACTS: (
        "A number of {noun} says how busy somebody is, not what changed for the customer.",
        "What should those {noun} change for the customer?",
    ),
    Group.CASES: (
        "A number of {noun} says how much came in and was worked off, not whether it is better for the customer.",
        "What should be better for the customer once those {noun} are done, for good and without a second one?",
    ),
    Group.MEETINGS: (
        "A number of {noun} says where the time went, not what came of it.",
        "What should the customer have after those {noun} that they don't have today?",
    ),
    Group.WRITING: (
        "A number of {noun} says how much was written, not whom it helped.",
        "What should people be able to solve with those {noun}?",
    ),
    Group.LEARNING: (
        "A number of {noun} says who took part, not what they can do since.",
        "What should the customer notice after those {noun}?",
    ),
    Group.THINGS: (
        "A number of {noun} says how much was done, not what it changed for those who need it.",
        "What should work better for whom, once those {noun} are done?",
    ),
    Group.TIME: (
        "Time spent says how busy somebody is, not what came of it.",
        "What should be better for the customer after that time?",
    ),
    Group.PRESENCE: (
        "Being there says how busy somebody looks, not what changed for the customer.",
        "What should the customer get because somebody is there: an answer within which time, solved how often?",
    ),
    Group.SPEED: (
        "Shorter handling says how fast somebody gets through, not whether the customer's problem is solved.",
        "What should be true for the customer when it is over: solved at once, no second call?",
    ),
}


def find_activity(
    title: str, unit: str = "", target: float | None = None, *, direction: Direction | None = None
) -> Activity | None:
    """What activity a goal counts, or None when it asks for a result.

    `title` may be the whole text as typed or what is left of it without its numbers; then `unit`, `target` and
    `direction` say the rest.
    """
    for at, said in enumerate(_as_typed(title, unit, target)):
        text = _read(said, direction)
        found = _being_there(text)
        if found is None and not (at and known_unit(unit)):
            # A measured number counts no things: 'Answer every call' in 20 seconds isn't 20 calls.
            found = _done_so_often(text)
        if found is not None:
            return found
    return None


def _being_there(text: _Text) -> Activity | None:
    """Presence, time spent and speed of handling, whatever the number is."""
    for group, pattern in PRESENCE:
        if pattern.search(text.said) and not (group is Group.SPEED and LONG.search(text.said)):
            return _activity(group, "meetings" if group is Group.MEETINGS else "trainings")
    return None


def _done_so_often(text: _Text) -> Activity | None:
    done = _doing(text)
    if done is not None:
        return _activity(GROUP_OF.get(done, Group.THINGS), done)
    if text.is_share or text.falls or RESULTS.search(text.said) or WORKLOAD.search(text.said):
        return None
    counted = _counting(text)
    return None if counted is None else _activity(GROUP_OF.get(counted, Group.THINGS), counted)


def _as_typed(title: str, unit: str, target: float | None) -> list[str]:
    """The text that a title may have been a part of: its number may have stood anywhere ('Log daily' of 6 hours)."""
    said = fold(unescape(title))[:1000]
    if target is None or re.search(r"[0-9]", said):
        return [said if fold(unit) in said else f"{said} {fold(unit)}"]
    number = f"{target:g} {fold(unit)}"
    first, _, rest = said.partition(" ")
    return [f"{said} {number}", f"{first} {number} {rest}", f"{number} {said}"]


def _read(said: str, direction: Direction | None) -> _Text:
    words = tuple(_WORD.findall(said))
    falls = direction in {Direction.DOWN, Direction.AT_MOST} or bool(FALLING.search(said)) or _falls(said)
    return _Text(said, words, falls, "%" in words or bool(SHARES.search(said)))


def _falls(said: str) -> bool:
    """'from 400 to 150'."""
    found = _FROM_TO.search(said)
    if found is None:
        return False
    before, after = (
        re.sub(r"[.,'](?=[0-9]{3}\b)", "", number).replace(",", ".").rstrip(".") for number in found.groups()
    )
    try:
        return float(before) > float(after)
    except ValueError:
        return False


def _doing(text: _Text) -> str | None:
    """What is done how often: 'close 200 tickets', 'make more calls', 'visit 12 customers', 'touch every ticket'."""
    if text.is_share or PROBLEMS.search(text.said):
        return None
    for at, word in enumerate(text.words):
        if word not in DOING_VERBS or not _opens(text.words, at):
            continue
        found = _object(text, at)
        if found is not None:
            return found
    return None


def _opens(words: tuple[str, ...], at: int) -> bool:
    """A verb at the beginning, or behind a number or 'and': elsewhere 'calls' and 'tickets' may be anything."""
    return at == 0 or words[at - 1] in {"to", "and", "please", "we", "i", "just", "must", "should", "everybody", "more"}


def _object(text: _Text, verb_at: int) -> str | None:
    """What a verb is done to, when it says how many, or says nothing that tells of a result."""
    words, verb = text.words, text.words[verb_at]
    at, numbered, how_many = verb_at + 1, False, verb == "double"
    while at < len(words) and (words[at] in QUANTIFIERS or _is_number(words[at])):
        numbered = numbered or _is_number(words[at])
        how_many = how_many or numbered or words[at] in {"every", "all", "each", "more"}
        at += 1
    if not numbered and (text.falls or PROMPT.search(text.said)):
        # 'answer every call within 20 seconds' is what the customer gets.
        return None
    for noun_at in range(at, min(len(words), at + _MOST_ADJECTIVES + 1)):
        noun = words[noun_at]
        if noun in COUNTED:
            return COUNTED[noun]
        if how_many and verb in CONTACT_VERBS and noun in CONTACTED:
            return "conversations"
        if noun not in ADJECTIVES and not how_many:
            return None
    if not numbered or verb not in THING_VERBS or RESULTS.search(text.said):
        return None
    return next((word for word in words[at : at + _MOST_ADJECTIVES] if word.endswith("s")), None)


def _counting(text: _Text) -> str | None:
    """What is counted: '30 outbound calls daily', 'tickets closed per agent', 'number of calls made'."""
    for at, word in enumerate(text.words):
        before, after = text.words[max(0, at - 2 - _MOST_ADJECTIVES) : at], text.words[at + 1 :]
        if word.endswith("s") and after and after[0] in WORKED_ON:
            return COUNTED.get(word, word)
        noun = COUNTED.get(word)
        if noun is None or not QUALIFIERS.isdisjoint(after) or (before and before[-1] in {"per", "/", "pro", "par"}):
            continue
        done = _is_done(before, after)
        if done or (noun not in NEEDS_DOING and _is_counted(word, before, after)):
            return noun
        if len(text.words) <= 4 and noun in DEMAND and word == noun:
            return noun
    return None


def _is_done(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """'calls made', 'closed service tickets'."""
    return bool(after and after[0] in DONE) or not DONE.isdisjoint(before[len(before) - _described(before) :])


def _is_counted(word: str, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """'30 outbound calls', 'number of calls', 'calls per agent', 'calls to 500', 'calls: 60'."""
    ahead = before[: len(before) - _described(before)]
    numbered = bool(ahead) and (_is_number(ahead[-1]) or ahead[-1] in {"more", "mehr", "más", "plus"})
    counted = any(ahead[-len(phrase) :] == phrase for phrase in NUMBER_OF)
    if numbered or counted:
        return True
    per = not PER_HEAD.isdisjoint(after)
    value_at = 1 if after[:1] in {("to",), ("from",)} else 0
    to_number = len(after) > value_at and _is_number(after[value_at])
    return (per or to_number) and word not in SINGULAR


def _described(before: tuple[str, ...]) -> int:
    """How many words right before a noun only describe it."""
    count = 0
    while count < len(before) and before[-1 - count] in ADJECTIVES | DONE:
        count += 1
    return count


def _is_number(word: str) -> bool:
    return word[0].isdigit() or NUMBERS.get(word, 0) > 1


def _activity(group: Group, noun: str) -> Activity:
    reason, ask = _SAID[group]
    return Activity(reason.format(noun=noun), ask.format(noun=noun))
