"""What a goal's line aims at: the number to reach, where it is now, and which way is good."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from bot.domain.goal_verbs import LESS_IS_BETTER, MORE_IS_BETTER, PARTICLES, VERBS, Verb
from bot.domain.goals import Direction
from bot.domain.line.languages import word_set
from bot.domain.line.tokens import Kind, Token, mark_at, render, word_at
from bot.domain.numbers import MAX_UNIT, in_unit, known_unit, read_value
from bot.errors import Refused


class Role(Enum):
    """What the words before a number say of it."""

    BARE = auto()
    NOW = auto()
    TO = auto()
    UP_TO = auto()
    DOWN_TO = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    CHANGE = auto()
    OTHER = auto()


class Amount(NamedTuple):
    """Tokens `start` to `end` (exclusive) are a number with its unit; `cue` is where the words before it begin."""

    start: int
    end: int
    value: float
    unit: str
    role: Role
    cue: int


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the number is now (None if not said), where it should be, and the spans of tokens that said it.

    `counted` is the span of what the number to reach counts ('2 outages'), the title of a line that has no other.
    """

    baseline: float | None
    target: float
    unit: str
    direction: Direction
    spans: tuple[tuple[int, int], ...]
    counted: tuple[int, int]


def _phrases(role: Role, text: str) -> dict[tuple[str, ...], Role]:
    return {tuple(phrase.split()): role for phrase in text.split("|")}


_CUES: dict[tuple[str, ...], Role] = {
    **_phrases(
        Role.NOW,
        "from|currently|currently at|now|now at|today at|was|von|aktuell|derzeit|momentan|statt|desde|de|d'|"
        "actualmente|ahora|actuellement|aujourd'hui|instead of|baseline|starting at",
    ),
    **_phrases(
        Role.TO,
        "to|auf|a|à|zu|bis|hasta|jusqu'à|→|- >|= >|=|:|hit|reach|reaches|reaching|achieve|at|target|goal|is|of|"
        "auf mind .|"
        "on",
    ),
    **_phrases(Role.UP_TO, "up to|rauf auf|bis auf"),
    **_phrases(Role.DOWN_TO, "down to|runter auf|herunter auf"),
    **_phrases(
        Role.AT_LEAST,
        "≥|> =|>|at least|to at least|at or above|at minimum|minimum|min|min .|no less than|not less than|"
        "not fewer than|no fewer than|"
        "above|to above|over|to over|more than|to more than|better than|higher than|mindestens|auf mindestens|über|"
        "auf über|mehr als|nicht unter|al menos|a al menos|por encima de|más de|como mínimo|au moins|à au moins|"
        "au-dessus de|plus de",
    ),
    **_phrases(
        Role.AT_MOST,
        "≤|< =|<|at most|to at most|at or below|maximum|max|max .|no more than|not more than|to no more than|under|"
        "to under|below|to below|less than|to less than|fewer than|to fewer than|within|lower than|höchstens|"
        "auf höchstens|unter|auf unter|weniger als|nicht über|maximal|como máximo|por debajo de|a menos de|menos de|"
        "au plus|à au plus|en dessous de|au-dessous de|sous|moins de|à moins de",
    ),
    **_phrases(Role.CHANGE, "by|um|por|en un"),
    **_phrases(Role.OTHER, "older than|longer than|than|als|que|after|nach|every|top|first|last|next|office|windows"),
}
_MOST_CUE_WORDS = 3
_WEAK_TO = frozenset({("a",), ("à",), ("zu",), ("bis",), ("at",), ("of",), ("is",), ("on",), (":",), ("hasta",)})
"""Say the number to reach only where nothing says it better."""

_AFTER_AT_LEAST = frozenset(
    {("or", "more"), ("or", "better"), ("or", "higher"), ("oder", "mehr"), ("o", "más"), ("+",)}
)
_AFTER_AT_MOST = frozenset({("or", "less"), ("or", "fewer"), ("or", "lower"), ("oder", "weniger"), ("o", "menos")})
_APPROXIMATE = word_set("about around roughly approx approximately some etwa circa ca unos environ the a an")

_NUMBER = re.compile(r"[0-9½¼¾⅓⅔]")
_ATTACHED = re.compile(r"(?:us\$|[0-9½¼¾⅓⅔.,'’]|e[+-]?[0-9]+$)+(?P<tail>\D*?)(?P<score>/[0-9]{1,3})?")
_ZERO = frozenset({"zero", "cero", "zéro"})
_CURRENCY_MARKS = frozenset("€$£")
_SIGNS = frozenset("-−–")
_SCALE_WORDS = word_set("k tsd thousand mil tausend mille mio mln m million millions millionen millones mrd bn billion")
_GROUP = re.compile(r"[0-9]{3}")
_GROUPED = re.compile(r"[0-9]{1,3}")
_PER = word_set("per each every pro par por je")
_PER_TIME = word_set("a an al am le la pro per")
_TIMES = word_set(
    "day week month quarter year hour shift tag woche monat quartal jahr stunde día dia semana mes hora jour "
    "semaine mois"
)
_NO_UNITS = word_set(
    "this is was as plus towards always across does us has its plus vs versus minus yes pass besides regards others "
    "sales success customers' less los las les des dans más mes"
)


def amounts_of(tokens: Sequence[Token], taken: Sequence[bool]) -> list[Amount]:
    """Every number of a line with its unit, left to right. Raises Refused for one that can be read in two ways."""
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        amount = None if taken[at] else _amount_at(tokens, taken, at)
        if amount is None:
            at += 1
        else:
            amount = _with_cue(tokens, taken, amount)
            before = found[-1] if found else None
            if amount.role is Role.TO and before is not None and before.role is Role.BARE and before.end == amount.cue:
                # '4.1 → 4.6' needs no 'from'.
                found[-1] = before._replace(role=Role.NOW)
            found.append(amount)
            at = amount.end
    return found


def amount_at(tokens: Sequence[Token], at: int) -> Amount | None:
    """The number with its unit that begins exactly at this token."""
    return _amount_at(tokens, [False] * len(tokens), at)


def verb_of(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[Verb | None, int, int]:
    """What the line's first word asks to do, and the span of tokens that say it."""
    first = next((at for at, gone in enumerate(taken) if not gone), 0)
    verb = VERBS.get(word_at(tokens, first))
    if verb is None:
        return None, first, first
    particle = PARTICLES.get(word_at(tokens, first + 1))
    if verb is Verb.MOVE and particle is not None and word_at(tokens, first + 2) not in {"to", "from"}:
        return particle, first, first + 2
    return verb, first, first + 1


def find_aim(tokens: Sequence[Token], taken: Sequence[bool]) -> Aim | None:
    """The numbers that a goal goes from and to, None when the line has no number that could be its target.

    Raises Refused when it says only where the number is now, or by how much it should change.
    """
    amounts = amounts_of(tokens, taken)
    verb, begin, end = verb_of(tokens, taken)
    _refuse_a_range(tokens, amounts)
    target = _choose_target(amounts)
    now = next((one for one in amounts if one.role is Role.NOW and one is not target), None)
    if target is None:
        _refuse_half_an_aim(tokens, amounts, now)
        return None
    words = [token.fold for at, token in enumerate(tokens) if not taken[at] and token.is_word]
    unit, unit_end = _unit_of(tokens, taken, target)
    baseline = None
    if now is not None:
        if not target.unit and unit == "" and now.unit:
            unit = now.unit
        baseline = in_unit(now.value, now.unit, unit) if known_unit(now.unit) or now.unit[:1] == "/" else now.value
    counted = target.role is Role.BARE and (unit_end > target.end or _is_share_within(tokens, taken, target))
    spans = [] if counted else [(target.cue, unit_end)]
    if now is not None:
        spans.append((now.cue, _unit_of(tokens, taken, now)[1]))
    if verb is not None and not counted:
        spans.append((begin, end))
    direction = _direction(verb, target, baseline, words)
    return Aim(baseline, target.value, unit, direction, tuple(spans), (target.end, unit_end))


def _amount_at(tokens: Sequence[Token], taken: Sequence[bool], at: int) -> Amount | None:
    if word_at(tokens, at) in _ZERO and not taken[at]:
        return Amount(at, at + 1, 0.0, "", Role.BARE, at)
    number_at = at
    if mark_at(tokens, number_at) in _SIGNS and _signs(tokens, number_at):
        number_at += 1
    if mark_at(tokens, number_at) in _CURRENCY_MARKS:
        number_at += 1
    if not _is_number(tokens, number_at) or any(taken[at : number_at + 1]):
        return None
    end = number_at + 1
    if _GROUPED.fullmatch(tokens[number_at].text):
        while _GROUP.fullmatch(word_at(tokens, end)) and tokens[end].spaced and not taken[end]:
            end += 1
    attached = _ATTACHED.fullmatch(tokens[number_at].fold)
    if end < len(tokens) and not taken[end] and word_at(tokens, end) in _SCALE_WORDS and _scales(tokens, end):
        end += 1
    if end < len(tokens) and not taken[end] and not (attached is not None and known_unit(attached["tail"])):
        if mark_at(tokens, end) == "%" or mark_at(tokens, end) in _CURRENCY_MARKS or known_unit(word_at(tokens, end)):
            end += 1
        elif (
            word_at(tokens, end) == "out" and word_at(tokens, end + 1) == "of" and word_at(tokens, end + 2).isdecimal()
        ):
            end += 3
    value, unit = read_value(render(tokens[at:end]))
    return Amount(at, end, value, unit, Role.BARE, at)


def _signs(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dash is a number's sign: before it there is space, behind it none."""
    return (at == 0 or tokens[at].spaced) and at + 1 < len(tokens) and not tokens[at + 1].spaced


def _scales(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].fold != "m" or tokens[at].text == "M"


def _is_number(tokens: Sequence[Token], at: int) -> bool:
    """A word that is a number, perhaps with its unit attached ('12k', '2h', '4.6/5'); not '2nd', '24/7' or '4x4'."""
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD or not _NUMBER.match(tokens[at].fold.lstrip(".")):
        return False
    found = _ATTACHED.fullmatch(tokens[at].fold)
    if found is None:
        return False
    tail = found["tail"]
    if found["score"]:
        return not tail and found["score"][1:] in {"5", "10", "7", "100", "4", "3", "6", "20"}
    return not tail or bool(known_unit(tail)) or tail in _SCALE_WORDS or tail.rstrip("€$£%") in _SCALE_WORDS


def _with_cue(tokens: Sequence[Token], taken: Sequence[bool], amount: Amount) -> Amount:
    before = amount.start
    while before and word_at(tokens, before - 1) in _APPROXIMATE and not _is_cue(tokens, before):
        before -= 1
    for length in range(_MOST_CUE_WORDS, 0, -1):
        start = before - length
        if start < 0 or any(taken[start:before]):
            continue
        role = _CUES.get(tuple(token.fold for token in tokens[start:before]))
        if role is not None:
            return amount._replace(role=role, cue=start)
    after = tuple(token.fold for token in tokens[amount.end : amount.end + 2])
    for phrases, role in ((_AFTER_AT_LEAST, Role.AT_LEAST), (_AFTER_AT_MOST, Role.AT_MOST)):
        for length in (2, 1):
            if after[:length] in phrases:
                return amount._replace(role=role, end=amount.end + length)
    return amount


def _is_cue(tokens: Sequence[Token], before: int) -> bool:
    """'a' is an article in English and a cue in Spanish: the cue where a number stands before it."""
    return word_at(tokens, before - 1) == "a" and (
        _is_number(tokens, before - 2) or mark_at(tokens, before - 2) in {"%", "€"} or before - 2 < 0
    )


def _choose_target(amounts: Sequence[Amount]) -> Amount | None:
    """The number to reach: after 'from … to' the one that follows, else what is said best, else the last bare one."""
    now = next((at for at, one in enumerate(amounts) if one.role is Role.NOW), None)
    to_reach = {Role.TO, Role.UP_TO, Role.DOWN_TO, Role.AT_LEAST, Role.AT_MOST}
    if now is not None:
        following = [one for one in amounts[now + 1 :] if one.role in to_reach]
        if following:
            return following[0]
    for roles in ({Role.TO, Role.UP_TO, Role.DOWN_TO}, to_reach):
        said = [one for one in amounts if one.role in roles]
        if roles is to_reach and said:
            share = next((one for one in amounts if one.role is Role.BARE and one.unit == "%"), None)
            if share is not None and all(one.unit != "%" for one in said):
                # '90 % answered within 4 hours' is about the share.
                return share
        if said:
            return said[-1]
    bare = [one for one in amounts if one.role is Role.BARE]
    return bare[-1] if bare else None


def _is_share_within(tokens: Sequence[Token], taken: Sequence[bool], target: Amount) -> bool:
    """'ready for 95 % of colleagues' can't do without its number, as '95 % of colleagues are ready' can."""
    shares = word_at(tokens, target.end) in {"of", "der", "de", "des"}
    return shares and any(not gone for gone in taken[: target.start])


def _refuse_a_range(tokens: Sequence[Token], amounts: Sequence[Amount]) -> None:
    for one, other in pairwise(amounts):
        joined = other.start == one.end + 1 and word_at(tokens, one.end) in {"and", "und", "y", "et"}
        if joined and word_at(tokens, one.start - 1) in {"between", "zwischen", "entre"}:
            low, high = render(tokens[one.start : one.end]), render(tokens[other.start : other.end])
            raise Refused(
                f"“{render(tokens[one.start - 1 : other.end])}” says two numbers to reach.",
                f"Say the one that matters more: at least {low}, or at most {high}.",
            )


def _refuse_half_an_aim(tokens: Sequence[Token], amounts: Iterable[Amount], now: Amount | None) -> None:
    if now is not None:
        said = render(tokens[now.start : now.end])
        raise Refused(
            f"It is said where it is now, {said}, but not where it should be.",
            f"Say where it should be: from {said} to …",
        )
    for one in amounts:
        if one.role is Role.CHANGE:
            said = render(tokens[one.start : one.end])
            raise Refused(
                f"“{said}” says by how much it should change, but not where it should be.",
                "Say where it should be: from 4.1 to 4.6.",
            )


def _unit_of(tokens: Sequence[Token], taken: Sequence[bool], amount: Amount) -> tuple[str, int]:
    """The unit with what it is counted per, and where it ends: '12 customers', '50 calls a day', '4 hours per week'."""
    unit, end = amount.unit, amount.end
    if not unit and end < len(tokens) and not taken[end] and _counts(tokens, end):
        unit, end = tokens[end].text, end + 1
    if end + 1 < len(tokens) and not any(taken[end : end + 2]):
        word, following = word_at(tokens, end), word_at(tokens, end + 1)
        counted = following in _TIMES if word in _PER_TIME else bool(following)
        if counted and (word in _PER or (word in _PER_TIME and following in _TIMES)):
            per = f"{unit} per {tokens[end + 1].text}".strip()
            if len(per) <= MAX_UNIT:
                unit, end = per, end + 2
    return unit[:MAX_UNIT], end


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """A plural right behind a number is what it counts."""
    word = word_at(tokens, at)
    return (
        tokens[at].kind is Kind.WORD
        and word.isalpha()
        and 3 < len(word) <= MAX_UNIT
        and word.endswith("s")
        and not word.endswith("ss")
        and word not in _NO_UNITS
    )


def _direction(verb: Verb | None, target: Amount, baseline: float | None, words: Sequence[str]) -> Direction:
    less = any(word in LESS_IS_BETTER for word in words) and not any(word in MORE_IS_BETTER for word in words)
    if verb is Verb.KEEP or (target.role in {Role.AT_LEAST, Role.AT_MOST} and verb is None and baseline is None):
        if target.role is Role.AT_MOST or (target.role is not Role.AT_LEAST and less):
            return Direction.AT_MOST
        return Direction.AT_LEAST
    if verb in {Verb.RAISE, Verb.LOWER}:
        return Direction.UP if verb is Verb.RAISE else Direction.DOWN
    if baseline is not None and baseline != target.value:
        return Direction.UP if target.value > baseline else Direction.DOWN
    if target.role in {Role.UP_TO, Role.AT_LEAST, Role.DOWN_TO, Role.AT_MOST}:
        return Direction.UP if target.role in {Role.UP_TO, Role.AT_LEAST} else Direction.DOWN
    return Direction.DOWN if less else Direction.UP
