"""What a goal's line says beside its numbers and its day: why, for whom, at which customers, under which goal."""

import re
from collections.abc import Sequence

from bot.domain.goal_aims import Role, amount_at, amounts_of
from bot.domain.line.languages import ANDS, FOR_WORDS, word_set
from bot.domain.line.tokens import Kind, Token, join_kept, mark_at, match_words, render, word_at
from bot.errors import Refused

_BECAUSE: tuple[tuple[str, ...], ...] = (
    ("because",),
    ("so", "that"),
    ("weil",),
    ("damit",),
    ("porque",),
    ("para", "que"),
    ("parce", "que"),
    ("parce", "qu'on"),
    ("afin", "que"),
)
_PARENT_LEADS = word_set("under serves serving towards toward supports parent unter bajo sous")
_PARENT_NOUNS = word_set("goal ziel objetivo objectif meta")
_NUMBERED = re.compile(r"#?([0-9]{1,9})")
_CUSTOMER_LEADS = word_set("at with bei mit con chez avec")
_PHRASE_ENDS = word_set(
    "at with bei mit con chez avec from to by until till under below above over of because and up down is via using "
    "von auf bis unter über desde hasta de a à should must keep stay per"
)
_CLOSING_MARKS = frozenset(",;:()[]–—-→|·!?=<>≥≤")
QUOTES = "\"“”„«»'"
_MOST_NAME_WORDS = 6
_EMPTY_BRACKETS = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")
_JOINED = re.compile(r"\s+(?:and|und|y|et|&)\s+")
_LEFT_HANGING = word_set("to the by at of is be should from and with for on in until as a an that until we our")
_HANGING_FIRST = word_set("to the by of is and goal goal: new ziel objetivo objectif")
_MARKS_AT_ENDS = frozenset(",;:-–—·•|+&/=.!?→>≥<≤")


def take(taken: list[bool], start: int, end: int) -> None:
    """Marks the tokens `start` to `end` (exclusive) as read."""
    taken[start:end] = [True] * (end - start)


def take_tags(tokens: Sequence[Token], taken: list[bool]) -> tuple[str, ...]:
    """Every '#tag' of the line."""
    for at, token in enumerate(tokens):
        taken[at] = token.kind is Kind.TAG
    return tuple(dict.fromkeys(token.value for token in tokens if token.kind is Kind.TAG))


def find_why(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where 'because' begins and ends, after which the rest of the line is the reason; twice its end without one."""
    for at in range(len(tokens)):
        for lead in _BECAUSE:
            if match_words(tokens, at, lead):
                return at, at + len(lead)
    return len(tokens), len(tokens)


def take_mention(tokens: Sequence[Token], taken: list[bool], end: int) -> str | None:
    """The Slack id of the person who is mentioned before `end`. Raises Refused for several."""
    mentioned = [at for at in range(end) if tokens[at].kind is Kind.MENTION]
    people = list(dict.fromkeys(tokens[at].value for at in mentioned))
    if len(people) > 1:
        raise Refused(
            f"{len(people)} people are mentioned.", "A goal has one owner: mention one person, or name their team."
        )
    for at in mentioned:
        taken[at] = True
        if word_at(tokens, at - 1) in FOR_WORDS:
            taken[at - 1] = True
    return people[0] if people else None


def take_parent(tokens: Sequence[Token], taken: list[bool]) -> int | None:
    """'under #3', 'under goal 3'; 'under 3' where another number is the one to reach."""
    for at in range(len(tokens) - 1, -1, -1):
        if taken[at] or word_at(tokens, at) not in _PARENT_LEADS:
            continue
        number_at = at + 1
        named = word_at(tokens, number_at) in _PARENT_NOUNS
        number_at += named
        if number_at >= len(tokens) or taken[number_at]:
            continue
        found = _NUMBERED.fullmatch(tokens[number_at].text)
        if found is None:
            continue
        if not named and tokens[number_at].text[0] != "#" and not _is_bare_parent(tokens, taken, at, number_at):
            continue
        take(taken, at, number_at + 1)
        return int(found[1])
    return None


def _is_bare_parent(tokens: Sequence[Token], taken: Sequence[bool], at: int, number_at: int) -> bool:
    amount = amount_at(tokens, number_at)
    if amount is None or amount.unit or amount.end != number_at + 1:
        return False
    free = list(taken)
    take(free, at, number_at + 1)
    others = amounts_of(tokens, free)
    return any(one.role not in {Role.NOW, Role.OTHER, Role.CHANGE} for one in others)


def find_owner(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[int, int] | None:
    """The span of the last 'for X', where X is no number."""
    for at in range(len(tokens) - 1, -1, -1):
        if not taken[at] and word_at(tokens, at) in FOR_WORDS:
            end = _end_of_name(tokens, taken, at + 1)
            if end > at + 1 and amount_at(tokens, at + 1) is None:
                return at, end
    first = next((at for at, gone in enumerate(taken) if not gone), None)
    if first is not None and tokens[first].text[0] == "@" and tokens[first].kind is Kind.WORD:
        return first, first + 1
    return None


def _end_of_name(tokens: Sequence[Token], taken: Sequence[bool], start: int) -> int:
    """Where a name ends that begins here: before what is taken, a closing mark, or a word that leads on."""
    at = start
    if mark_at(tokens, at) in set(QUOTES):
        closing = next((end for end in range(at + 1, len(tokens)) if mark_at(tokens, end) in set(QUOTES)), at)
        return closing + 1
    while at < min(len(tokens), start + _MOST_NAME_WORDS) and not taken[at]:
        token = tokens[at]
        joins = at > start and word_at(tokens, at) in ANDS and word_at(tokens, at + 1)
        if token.kind is Kind.MARK and token.text in _CLOSING_MARKS:
            break
        if word_at(tokens, at) in _PHRASE_ENDS and not joins:
            break
        at += 1
    return at


def find_customers(tokens: Sequence[Token], taken: Sequence[bool]) -> tuple[str, ...]:
    """What may be customers, as typed: 'at Acme', 'with Globex, Acme and Smith & Sons'. Any of them may be none."""
    names: list[str] = []
    for at in range(len(tokens)):
        if taken[at] or word_at(tokens, at) not in _CUSTOMER_LEADS:
            continue
        if word_at(tokens, at + 1) in {"least", "most", "or"} or amount_at(tokens, at + 1) is not None:
            continue
        begin, end = at + 1, _end_of_name(tokens, taken, at + 1)
        while end < len(tokens) and mark_at(tokens, end) == "," and not taken[end]:
            names.append(render(tokens[begin:end]))
            begin, end = end + 1, _end_of_name(tokens, taken, end + 1)
        said = render(tokens[begin:end])
        # 'Smith and Sons' may be two, or one.
        names.extend((*_JOINED.split(said), said))
    return tuple(dict.fromkeys(name.strip(QUOTES) for name in names if name.strip(QUOTES)))


def title_of(tokens: Sequence[Token], taken: Sequence[bool]) -> str:
    """What is left, without what hangs at its ends, with a capital; '' when no word is left."""
    removed = list(taken)
    kept = [at for at, gone in enumerate(removed) if not gone]
    while kept and _hangs(tokens[kept[0]], _HANGING_FIRST):
        removed[kept.pop(0)] = True
    while kept and _hangs(tokens[kept[-1]], _LEFT_HANGING):
        removed[kept.pop()] = True
    text = _EMPTY_BRACKETS.sub("", join_kept(tokens, removed)).strip()
    first = text.partition(" ")[0]
    # 'eNPS' and 'iPhone' keep their own capitals.
    return text[:1].upper() + text[1:] if first[1:] == first[1:].lower() else text


def _hangs(token: Token, words: frozenset[str]) -> bool:
    if token.kind is Kind.MARK:
        return token.text in _MARKS_AT_ENDS
    return token.fold in words
