"""Customers' names: when two spellings are one name, and which known name was probably meant."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

MAX_CUSTOMER_NAME = 80

_CLOSE = 84.0
"""Of 100, in rapidfuzz's scale: one wrong letter in six, two in thirteen."""

_EQUALLY_CLOSE = 3.0
_BEGINS_ALIKE = 90.0
_SHORTEST_PREFIX = 3
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
