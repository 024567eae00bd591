"""Forgetting a person: what is looked for in what is kept, and what stands in its place (docs/privacy.md)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from bot.domain.naming.also_words import ALSO_WORDS
from bot.domain.naming.tokens import name_fold

SOMEBODY = "a former colleague"
"""What stands where a forgotten person was named."""

NAME_AFTERWARDS = "A former colleague"
"""The name of the row that stays."""

PREFIX = "XFORGOTTEN"
"""How the id begins that takes the place of the Slack id. Slack's ids of people begin with U or W ("User object")."""

TEXT_DELETED = "(text deleted)"
"""What stands where a text was that can't be empty."""

SHORTEST_PART = 3
"""Letters that a part of a name needs to be looked for alone."""

LEAST_CUT = 24
"""Characters that every field of Slack's has room for: a title or a label of a form ("Views")."""

_WORD = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*")
_BETWEEN = re.compile(r"[\W_]{1,4}")
_ENDS_A_SENTENCE = re.compile(r"(?:^|[.!?:;\n•*>\"“(]|\d\))\s*$")
_POSSESSIVE = re.compile(r"['’´`][sS]$")


def is_forgotten(slack_id: str) -> bool:
    """Whether the id is one that took a forgotten person's place."""
    return slack_id.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class _Word:
    fold: str
    start: int
    end: int
    is_capital: bool


@dataclass(frozen=True)
class Traces:
    """What names a person: Slack id, name, other names, address; and `pseudonym`, which takes the id's place.

    `shared` are the names, and parts of names, that somebody who stays goes by as well; they are folded by
    `name_fold`, full names with one space between their words.
    """

    slack_id: str
    pseudonym: str
    names: tuple[str, ...]
    email: str | None = None
    shared: frozenset[str] = field(default_factory=frozenset)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "shared": sorted(self.shared), "names": list(self.names)}

    @classmethod
    def load(cls, kept: dict[str, Any]) -> "Traces":
        """What `dump` wrote."""
        return cls(kept["slack_id"], kept["pseudonym"], tuple(kept["names"]), kept["email"], frozenset(kept["shared"]))

    def without(self, text: str, *, concerns_them: bool = False) -> str:
        """The text with `SOMEBODY` wherever the person is named.

        Mentions, the id, the address and full names go everywhere; a full name of nothing but ordinary words has to
        have its capitals. A single word of a name goes where it is typed with '@' or with a capital letter, unless it
        is an ordinary word too or somebody else's name; in what `concerns_them` it goes however it is written, an
        ordinary word only with a capital within a sentence.
        """
        if self.slack_id in text:
            text = self._mentions.sub(SOMEBODY, text)
        if self.email and self.email.partition("@")[0] in text.casefold():
            text = self._addresses.sub(SOMEBODY, text)
        folded = name_fold(text)
        if not any(word in folded for word in self._rarest):
            return text
        return self._without_names(text, concerns_them=concerns_them)

    def without_ids(self, text: str) -> str:
        """A technical key with the pseudonym wherever the person is named, so that it stays unique."""
        if self.slack_id in text:
            text = self._ids.sub(self.pseudonym, text)
        return self.without(text).replace(SOMEBODY, self.pseudonym)

    def without_in(self, value: Any, *, concerns_them: bool = False) -> Any:
        """JSON of the same shape, without the person; ids that stand alone become the pseudonym.

        No text becomes longer than it was or than Slack's shortest limit, so that a message stays one that Slack takes.
        """
        if isinstance(value, str):
            if value == self.slack_id:
                return self.pseudonym
            said = self.without(value, concerns_them=concerns_them)
            most = max(len(value), LEAST_CUT)
            return said if len(said) <= most else said[: most - 1] + "…"
        if isinstance(value, dict):
            return {
                self._ids.sub(self.pseudonym, key): self.without_in(one, concerns_them=concerns_them)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self.without_in(one, concerns_them=concerns_them) for one in value]
        return value

    @cached_property
    def _ids(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![A-Z0-9]){re.escape(self.slack_id)}(?![A-Z0-9])")

    @cached_property
    def _mentions(self) -> re.Pattern[str]:
        this = re.escape(self.slack_id)
        return re.compile(rf"(?:<|&lt;)@{this}(?:\|[^<>&]*)?(?:>|&gt;)|@?{self._ids.pattern}")

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        this = re.escape(self.email or "")
        return re.compile(rf"<mailto:{this}(?:\|[^<>]*)?>|(?<![\w.+-]){this}(?![\w-])", re.IGNORECASE)

    @cached_property
    def _full(self) -> tuple[tuple[str, ...], ...]:
        """Full names as folded words: in order, turned round, without what stands in the middle, and glued."""
        found: dict[tuple[str, ...], None] = {}
        for name in self.names:
            words = tuple(_folded(_WORD.findall(name)))
            if len(words) < 2:
                continue
            found |= dict.fromkeys([words, (words[-1], *words[:-1]), ("".join(words),)])
            if len(words) > 2:
                ends = words[0], words[-1]
                found |= dict.fromkeys([ends, ends[::-1], ("".join(ends),)])
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def _single(self) -> frozenset[str]:
        """Words of names that are looked for alone; particles ('de', 'van') and initials are none."""
        return frozenset(
            name_fold(word)
            for name in self.names
            for word in _WORD.findall(name)
            if len(word) >= SHORTEST_PART and (word[:1].isupper() or len(_WORD.findall(name)) == 1)
        )

    @cached_property
    def _rarest(self) -> tuple[str, ...]:
        """Words without one of which nothing is found: most texts are done with after looking for these."""
        return tuple({max(full, key=len) for full in self._full} | self._single)

    def _without_names(self, text: str, *, concerns_them: bool) -> str:
        words = list(_words(text))
        pieces: list[str] = []
        done, place = 0, 0
        while place < len(words):
            length = self._full_at(text, words, place, concerns_them=concerns_them)
            if not length and self._is_named_by(text, words[place], concerns_them=concerns_them):
                length = 1
            if length:
                start = words[place].start
                if text[start - 1 : start] == "@":
                    start -= 1
                pieces += [text[done:start], SOMEBODY]
                done = words[place + length - 1].end
            place += length or 1
        return "".join([*pieces, text[done:]])

    def _full_at(self, text: str, words: Sequence[_Word], place: int, *, concerns_them: bool) -> int:
        """How many words from `place` on are a full name; 0 for none."""
        for full in self._full:
            there = words[place : place + len(full)]
            if tuple(word.fold for word in there) != full:
                continue
            if not concerns_them and " ".join(full) in self.shared:
                continue
            if ALSO_WORDS.issuperset(full) and not all(word.is_capital for word in there):
                # 'I will mark it' is no Will Mark.
                continue
            if all(_BETWEEN.fullmatch(text, one.end, two.start) for one, two in pairwise(there)):
                return len(full)
        return 0

    def _is_named_by(self, text: str, word: _Word, *, concerns_them: bool) -> bool:
        if word.fold not in self._single:
            return False
        if concerns_them:
            begins = _ENDS_A_SENTENCE.search(text, max(0, word.start - 8), word.start)
            return word.fold not in ALSO_WORDS or _is_handle(text, word) or (word.is_capital and begins is None)
        if word.fold in self.shared:
            return False
        return _is_handle(text, word) or (word.is_capital and word.fold not in ALSO_WORDS)


class Texts:
    """Texts that are taken out of messages: thousands of them out of hundreds of messages, within a write.

    Left alone are texts shorter than `SHORTEST`, in characters: they say nothing of anybody, and are part of many
    others.
    """

    SHORTEST = 8
    _LONG = 24
    """Characters by which longer texts are told apart: many begin with the same word or two."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_beginning: dict[str, list[str]] = {}
        for text in texts:
            if len(text) >= self.SHORTEST:
                beginning = text[: self._LONG if len(text) >= self._LONG else self.SHORTEST]
                self._by_beginning.setdefault(beginning, []).append(text)
        self._first_characters = frozenset(beginning[: self.SHORTEST] for beginning in self._by_beginning)

    def deleted_in(self, value: Any) -> Any:
        """JSON of the same shape (a message) with `TEXT_DELETED` wherever one of the texts stands."""
        if isinstance(value, str):
            return self._deleted(value)
        if isinstance(value, dict):
            return {name: self.deleted_in(one) for name, one in value.items()}
        return [self.deleted_in(one) for one in value] if isinstance(value, list) else value

    def _deleted(self, said: str) -> str:
        # Looking up what stands at each place is quicker than looking for each text.
        first, length = self._first_characters, self.SHORTEST
        places = [at for at in range(len(said) - length + 1) if said[at : at + length] in first]
        begun = {said[at : at + most] for at in places for most in (length, self._LONG)} & self._by_beginning.keys()
        found = {text for beginning in begun for text in self._by_beginning[beginning]}
        for text in sorted(found, key=len, reverse=True):
            said = said.replace(text, TEXT_DELETED)
        return said


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A forgetting that goes on. `person_id` is the row that was theirs; `at_table` and `after_id` how far it came."""

    id: int
    workspace_id: str
    person_id: int
    asked_by_id: int | None
    traces: Traces
    asked_at: datetime
    at_table: str | None
    after_id: str | None


def shared_names(traces_names: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """The names and parts of names of a person that one of the others goes by too, folded."""
    own: set[str] = set()
    for name in traces_names:
        words = _folded(_WORD.findall(name))
        own |= {*words, " ".join(words)}
    found: set[str] = set()
    for name in others:
        words = _folded(_WORD.findall(name))
        found |= own & {*words, " ".join(words)}
    return frozenset(found)


def same_name(typed: str, name: str) -> bool:
    """Whether somebody typed this name, whatever its case, accents and spaces."""
    return _folded(_WORD.findall(typed)) == _folded(_WORD.findall(name))


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        said = found[0]
        without = _POSSESSIVE.sub("", said)
        yield _Word(name_fold(without), found.start(), found.start() + len(without), said[:1].isupper())


def _folded(words: Iterable[str]) -> list[str]:
    return [name_fold(word) for word in words]


def _is_handle(text: str, word: _Word) -> bool:
    return text[word.start - 1 : word.start] == "@" and word.start > 0
