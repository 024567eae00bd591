"""One `/logwork` line: what was typed becomes a draft of an entry, in two steps.

`parse_line` needs nothing but the line and the time. It names the keys to look up among the known customers; with
those that exist, `settle` makes the draft. Whatever is not recognised is the summary, as typed.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from bot.domain.dates import read_when
from bot.domain.durations import find_time_spent, total_minutes
from bot.domain.line.customer_phrases import (
    CustomerPhrase,
    choose_customer,
    find_customers,
    quoted_customers,
)
from bot.domain.line.date_phrases import DAY_LEADS
from bot.domain.line.duration_phrases import DURATION_LEADS
from bot.domain.line.languages import FOR_WORDS
from bot.domain.line.tokens import LITERAL, Kind, Token, escape, join_kept, mark_at, places, tokenize
from bot.errors import Refused

MAX_SUMMARY = 2000
MAX_TYPED = 8000
MAX_MENTIONS = 20
MAX_TAGS = 20

_EXAMPLE = "For example: 20m helped @colleague reset a VPN token for Acme #vpn yesterday"
_SEPARATORS = frozenset(",;:-–—·•|+&/=")
_LIST_MARKS = _SEPARATORS - frozenset("+&/")
_MARK = Kind.MARK
_LOOSE_WORDS = frozenset({"and", "y", "und", "et", "plus"})
_NOTABLE_LEADS = DURATION_LEADS | DAY_LEADS | FOR_WORDS | {""}
"""All but the leads (see `Token`) of words that can only be part of the summary, which most words are."""

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»"} | {mark: mark for mark in "*_~`\"'"}


class ParsedLine(NamedTuple):
    """A line as far as it can be read without knowing the customers; `on` is the person's local date."""

    typed: str
    minutes: int | None
    on: date
    at: time | None
    helped: tuple[str, ...]
    tags: tuple[str, ...]
    references: tuple[str, ...]
    links: tuple[str, ...]
    customer_keys: tuple[str, ...]
    tokens: tuple[Token, ...]
    removed: tuple[bool, ...]
    customers: tuple[CustomerPhrase, ...]


@dataclass(frozen=True, slots=True)
class WorkLogDraft:
    """What would be logged. `summary` is plain text, with people as `<@U123>`; `customer` is the name as typed."""

    summary: str
    minutes: int | None
    on: date
    at: time | None
    helped: tuple[str, ...]
    tags: tuple[str, ...]
    references: tuple[str, ...]
    links: tuple[str, ...]
    customer: str | None
    customer_key: str | None


def parse_line(typed: str, *, now: datetime) -> ParsedLine:
    """Reads a line as Slack sent it; `now` is aware and in the person's own zone. Raises only Refused."""
    try:
        return _parse(typed, now)
    except Refused as refusal:
        raise refusal.with_typed(typed) from None


def settle(line: ParsedLine, known: Container[str]) -> WorkLogDraft:
    """The draft, given the customer keys that exist. Raises Refused when no words of what was done are left."""
    choice = choose_customer(line.customers, known)
    removed = list(line.removed)
    if choice is not None and not choice.stays:
        _take(removed, choice.start, choice.end)
    summary = _summary(line.tokens, removed)
    if not summary:
        raise Refused("There are no words saying what you did.", _EXAMPLE, typed=line.typed)
    if len(summary) > MAX_SUMMARY:
        raise Refused(
            f"That is {len(summary):,} characters of text.",
            f"Say it in at most {MAX_SUMMARY:,} characters.",
            typed=line.typed,
        )
    return WorkLogDraft(
        summary=summary,
        minutes=line.minutes,
        on=line.on,
        at=line.at,
        helped=line.helped,
        tags=line.tags,
        references=line.references,
        links=line.links,
        customer=None if choice is None else choice.name,
        customer_key=None if choice is None else choice.key,
    )


def describe_line(draft: WorkLogDraft, *, today: date) -> str:
    """One line, escaped as Slack sends it, that can be typed again and gives the same draft.

    Words of the summary that would be read as a duration, a day or a customer get an invisible word joiner before
    them, which keeps them words.
    """
    for every_word in (False, True):
        for quote in (False, True):
            line = _describe(draft, every_word=every_word, quote=quote)
            if _reads_as(line, draft, today):
                return line
    return line


def _parse(typed: str, now: datetime) -> ParsedLine:
    if len(typed) > MAX_TYPED:
        raise Refused(f"That is {len(typed):,} characters of text.", f"Say it in at most {MAX_SUMMARY:,} characters.")
    tokens = tokenize(typed)
    removed = [False] * len(tokens)
    notable = places(tokens, _NOTABLE_LEADS)
    words = [at for at in notable if tokens[at].lead]
    introductions = [at for at in words if tokens[at].lead in FOR_WORDS]
    quoted = quoted_customers(tokens, introductions)
    for phrase in quoted:
        for choice in phrase.known:
            _take(removed, choice.start, choice.end)
    valued = [at for at in notable if tokens[at].value]
    tagged = [at for at in valued if tokens[at].kind is Kind.TAG and not removed[at]]
    for at in tagged:
        removed[at] = True
    tags = tuple(dict.fromkeys([tokens[at].value for at in tagged]))
    helped = _values(tokens, valued, Kind.MENTION)
    if len(helped) > MAX_MENTIONS:
        raise Refused(f"{len(helped)} people are mentioned.", f"One entry takes at most {MAX_MENTIONS} people.")
    if len(tags) > MAX_TAGS:
        raise Refused(f"There are {len(tags)} tags.", f"One entry takes at most {MAX_TAGS} tags.")
    spent = find_time_spent(tokens, removed, words)
    for part in spent:
        _take(removed, part.start, part.end)
    when = read_when(tokens, removed, words, now, timed=bool(spent))
    for start, end in when.spans:
        _take(removed, start, end)
    customers = quoted or find_customers(tokens, removed, introductions)
    if quoted:
        for phrase in quoted:
            for at in range(phrase.start, phrase.known[0].end):
                removed[at] = False
    return ParsedLine(
        typed=typed,
        minutes=total_minutes(spent) or when.minutes,
        on=when.on,
        at=when.at,
        helped=helped,
        tags=tags,
        references=_values(tokens, valued, Kind.REFERENCE),
        links=_values(tokens, valued, Kind.LINK),
        customer_keys=tuple(dict.fromkeys([choice.key for phrase in customers for choice in phrase.known])),
        tokens=tuple(tokens),
        removed=tuple(removed),
        customers=tuple(customers),
    )


def _values(tokens: list[Token], valued: list[int], kind: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys([tokens[at].value for at in valued if tokens[at].kind is kind]))


def _take(removed: list[bool], start: int, end: int) -> None:
    removed[start:end] = [True] * (end - start)


def _summary(tokens: tuple[Token, ...], removed: list[bool]) -> str:
    """What is left, without the marks and joining words that a removal left hanging; '' when no word is left."""
    kept = [at for at, gone in enumerate(removed) if not gone]
    if _MARK in [tokens[at].kind for at in kept]:
        _doubled_separators(tokens, removed)
        _empty_brackets(tokens, removed)
        kept = [at for at in kept if not removed[at]]
    while kept and _hangs(tokens, kept[0], removed, first=True):
        removed[kept.pop(0)] = True
    while kept and _hangs(tokens, kept[-1], removed, first=False):
        removed[kept.pop()] = True
    if not any(_says_something(tokens[at]) for at in kept):
        return ""
    return join_kept(tokens, removed)


def _says_something(token: Token) -> bool:
    if token.kind is Kind.WORD:
        return token.text.isalnum() or any(character.isalnum() for character in token.text)
    return token.kind is Kind.REFERENCE or token.kind is Kind.LINK


def _doubled_separators(tokens: tuple[Token, ...], removed: list[bool]) -> None:
    """'reset a token, 20m, and' keeps one comma; '20m: reset' keeps no colon."""
    before: int | None = None
    for at, token in enumerate(tokens):
        if removed[at]:
            continue
        if at > 0 and removed[at - 1] and not token.spaced and token.kind is _MARK:
            if token.text in _LIST_MARKS:
                removed[at] = before is None or tokens[before].kind is _MARK
            elif token.text in ".!?)" and before is not None and tokens[before].text in _LIST_MARKS:
                # 'reset a token #vpn, #mfa.' keeps the full stop only.
                removed[before] = True
        if not removed[at]:
            before = at


def _empty_brackets(tokens: tuple[Token, ...], removed: list[bool]) -> None:
    """'(20m)' leaves no '()', and '*20m*' no '**'."""
    at = 0
    while at < len(tokens):
        if not removed[at]:
            at += 1
            continue
        begin = at
        while at < len(tokens) and removed[at]:
            at += 1
        while (
            begin > 0
            and at < len(tokens)
            and not tokens[at].spaced
            and not removed[begin - 1]
            and mark_at(tokens, begin - 1)
            and _PAIRS.get(mark_at(tokens, begin - 1)) == mark_at(tokens, at)
        ):
            removed[begin - 1] = removed[at] = True
            begin, at = begin - 1, at + 1


def _hangs(tokens: tuple[Token, ...], at: int, removed: list[bool], *, first: bool) -> bool:
    token = tokens[at]
    if token.kind is _MARK:
        return token.text in _SEPARATORS or (first and token.text in ".!?)")
    beside = at - 1 if first else at + 1
    return token.is_word and token.fold in _LOOSE_WORDS and 0 <= beside < len(tokens) and removed[beside]


def _describe(draft: WorkLogDraft, *, every_word: bool, quote: bool) -> str:
    parts = [] if draft.minutes is None else [f"{draft.minutes}m"]
    parts.append(_typed_again(draft, every_word=every_word))
    if draft.customer is not None:
        parts.append(f"for {_quoted(draft.customer) if quote else escape(draft.customer)}")
    parts.extend(f"#{tag}" for tag in draft.tags)
    parts.append(draft.on.isoformat())
    if draft.at is not None:
        parts.append(f"at {draft.at:%H:%M}")
    return " ".join(parts)


def _typed_again(draft: WorkLogDraft, *, every_word: bool) -> str:
    """The summary as Slack would send it, with its words kept words."""
    text = escape(draft.summary)
    for person in draft.helped:
        text = text.replace(f"&lt;@{person}&gt;", f"<@{person}>")
    if every_word and draft.links:
        links = "|".join(re.escape(escape(link)) for link in sorted(draft.links, key=len, reverse=True))
        text = re.sub(links, lambda link: f"<{link[0]}>", text)
    pieces: list[str] = []
    for token in tokenize(text):
        if token.spaced and pieces:
            pieces.append(" ")
        if token.kind is Kind.LINK:
            pieces.append(f"<{escape(token.text)}>" if every_word else escape(token.text))
        elif token.kind is Kind.MENTION or (token.kind is Kind.REFERENCE and token.value in draft.references):
            pieces.append(token.text)
        else:
            wordlike = token.kind is not Kind.MARK and (every_word or token.fold in FOR_WORDS)
            pieces.append(f"{LITERAL if wordlike else ''}{escape(token.text)}")
    return "".join(pieces)


def _quoted(name: str) -> str:
    """The name in a pair of quotation marks that it doesn't contain."""
    for opening, closing in (('"', '"'), ("“", "”"), ("«", "»"), ("'", "'")):
        if closing not in name:
            return escape(f"{opening}{name}{closing}")
    return escape(name)


def _reads_as(line: str, draft: WorkLogDraft, today: date) -> bool:
    known = frozenset() if draft.customer_key is None else frozenset({draft.customer_key})
    try:
        parsed = parse_line(line, now=datetime.combine(today, time.max, tzinfo=UTC))
        return settle(parsed, known) == draft and settle(parsed, frozenset()) == draft
    except Refused:
        return False
