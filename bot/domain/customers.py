"""Customers: when two spellings are one name, which known name was probably meant, and what is said of a customer."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain.message_text import storable
from bot.errors import Refused

MAX_CUSTOMER_NAME = 80

MAX_CUSTOMER_KEY = 255
"""Characters that a key has room for: 'and' for '&' and letters that stand for several make it longer than a name."""

CUSTOMERS_A_PAGE = 10

_CLOSE = 84.0
"""Of 100, in rapidfuzz's scale: one wrong letter in six, two in thirteen."""

_EQUALLY_CLOSE = 3.0
_BEGINS_ALIKE = 90.0
_SHORTEST_PREFIX = 3
_MOST_SHOWN = 40
_DIACRITICS = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES = re.compile(r"['’‘`´]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_IS_KEY = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")


def customer_key(name: str) -> str:
    """The same for spellings that are the same name: case, accents, '&' or 'and', spaces and punctuation don't count.

    Never empty for a name with a letter or digit; the key of a key is itself.
    """
    if name.isascii():
        text = name.lower()
        if _IS_KEY.fullmatch(text):
            return text
    else:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
        text = _DIACRITICS.sub("", text).casefold()
        text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHES.sub("", text.replace("&", " and "))
    return _BETWEEN_WORDS.sub(" ", text).strip()


def closest_customer(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant by a name that isn't known: 'Did you mean Acme Corp?'.

    'Acme' is close to 'Acme Corp', 'Globx Retail' to 'Globex Retail'. None when a known name has the very same key,
    when nothing is close, or when two are equally close.
    """
    key = customer_key(name)
    keys: dict[str, str] = {}
    for candidate in known:
        candidate_key = customer_key(candidate)
        if candidate_key == key:
            return None
        if candidate_key:
            keys.setdefault(candidate_key, candidate)
    if not key:
        return None
    scores: dict[str, float] = {}
    for other in keys:
        shorter, longer = (key, other) if len(key) < len(other) else (other, key)
        if len(shorter) >= _SHORTEST_PREFIX and longer.startswith(f"{shorter} "):
            scores[other] = _BEGINS_ALIKE
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for other, score, _ in process.extract(key, list(keys), scorer=scorer, score_cutoff=_CLOSE, limit=3):
            scores[other] = max(scores.get(other, 0.0), score)
    best = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    if not best or (len(best) == 2 and scores[best[0]] - scores[best[1]] < _EQUALLY_CLOSE):
        return None
    return keys[best[0]]


def name_of(typed: str) -> str:
    """A name as it is kept: without what no database takes, spaces and line breaks as one space."""
    return " ".join(storable(typed).split())


def problem_of_name(name: str) -> str | None:
    """Why this can't be a customer's name, as a sentence; None when it can."""
    key = customer_key(name)
    if not key:
        return f"“{name}” can't be a customer's name: it needs a letter or a digit."
    if len(name) > MAX_CUSTOMER_NAME or len(key) > MAX_CUSTOMER_KEY:
        return f"“{name[:_MOST_SHOWN]}…” is too long: a customer's name can have up to {MAX_CUSTOMER_NAME} characters."
    return None


class NameRefused(Refused):
    """A customer's own name cannot be."""


class OtherNamesRefused(Refused):
    """Another name of a customer cannot be."""


class ChannelsRefused(Refused):
    """A channel cannot be a customer's."""


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """What somebody says of a customer. Names are `name_of`; channels are Slack's ids."""

    name: str
    other_names: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    is_important: bool = False

    def checked(self) -> dict[str, str]:
        """All names by key, its own first. Raises `NameRefused` or `OtherNamesRefused`."""
        problem = problem_of_name(self.name)
        if problem:
            raise NameRefused(problem, "Use the name that people know them by.")
        names = {customer_key(self.name): self.name}
        for other in self.other_names:
            problem = problem_of_name(other)
            if problem:
                raise OtherNamesRefused(problem, "Write one name on each line.")
            names.setdefault(customer_key(other), other)
        return names


@dataclass(frozen=True, slots=True)
class PastMerge:
    """A customer that was merged into another, which can be taken back by the merge's id."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """All that is said of a customer.

    `other_names` are in the order of their keys, `channels` Slack's ids in the order in which they were given, `merged`
    the customers that were merged into this one, latest first.
    """

    id: int
    name: str
    is_important: bool = False
    other_names: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    merged: tuple[PastMerge, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A page of the customers whose names contain `words` (all for ''), by name; `page` counts from 0."""

    customers: tuple[CustomerProfile, ...]
    total: int
    page: int = 0
    words: str = ""
    may_change: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are; one at least."""
        return max((self.total - 1) // CUSTOMERS_A_PAGE + 1, 1)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much hangs on a customer, and moves with it."""

    entries: int = 0
    names: int = 0
    channels: int = 0
    goals: int = 0


@dataclass(frozen=True, slots=True)
class Merge:
    """One customer merged into another. `into_id` and `into` are the one that has it all now."""

    id: int
    gone_id: int
    gone: str
    into_id: int
    into: str
    moved: Holdings
    is_undone: bool = False
