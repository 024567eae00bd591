"""A message turned into what the praise model knows: cues, words and parts of words.

The same code reads when the model is trained (benchmarks/praise) and when the bot runs, so that both see the same.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from bot.domain.praise.cues import ALSO_WORDS, CUES, EMOJI, SECOND_PERSON_ENDINGS, STOPWORDS

READ_START, READ_END = 3000, 1000
"""Characters that are read of a longer message: its beginning, and its end, where a signature stands."""

NAME, MENTION, AUTHOR, LINK, FIGURE = "§name", "§mention", "§author", "§link", "§figure"
"""What stands for a colleague's name, an '@' and a name, the writer's own name, a web address and a number."""

_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_TOKEN = re.compile(
    r":[a-z0-9_+-]+:|@?[^\W\d_]{1,2}'(?=[^\W\d_])|@?[^\W\d_]+(?:[-'][^\W\d_]+)*|§[a-z]+|/s\b|\d+(?:[.,:/]\d+)*|[?!]|\.{2,}|[.\n]"
)
_ENDS = frozenset({".", "!", "?", "\n", "..", "..."})
_MAX_WORD = 40
_CLOSING_WORDS = 4
"""Words of a last line that is a signature at most."""

_PREFIX_LENGTHS: tuple[int, ...]


def fold(text: str) -> str:
    """For comparing: lower case, without diacritics, with plain apostrophes and 'ss' for 'ß'."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").replace("´", "'")).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `fold` is for comparing, or one of the stand-ins such as `NAME`; `text` is as it was typed."""

    text: str
    fold: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a message: `cues` (and pairs 'a&b' of one sentence), `words` (one and two in a row), `parts`.

    `parts` are runs of letters inside words, by which words that were never seen resemble known ones.
    """

    cues: frozenset[str]
    words: frozenset[str]
    parts: frozenset[str]
    language: str


def _phrases() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, int]]:
    """Words and phrases to their cues, beginnings of words to theirs, and how long phrases with a first word get."""
    whole: dict[str, list[str]] = {}
    beginnings: dict[str, list[str]] = {}
    longest: dict[str, int] = {}
    for cue, listed in CUES.items():
        for entry in re.split(r"[;\n]", listed):
            words = [token.fold for token in _tokens(entry.replace("*", ""))]
            if not words:
                continue
            into = beginnings if entry.strip().endswith("*") else whole
            into.setdefault(" ".join(words), []).append(cue)
            if into is whole:
                longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return (
        {phrase: tuple(sorted(set(cues))) for phrase, cues in whole.items()},
        {start: tuple(sorted(set(cues))) for start, cues in beginnings.items()},
        longest,
    )


def _tokens(text: str) -> list[Token]:
    plain = text.replace("’", "'").replace("‘", "'").replace("´", "'")
    return [Token(found, fold(found)) for found in _TOKEN.findall(_lower_emoji(plain))]


def _lower_emoji(text: str) -> str:
    if text.isascii():
        return text
    return "".join(EMOJI.get(char, char) if char in EMOJI else char for char in text)


_WHOLE, _BEGINNINGS, _LONGEST = _phrases()
_PREFIX_LENGTHS = tuple(sorted({len(start) for start in _BEGINNINGS}))
_STOPWORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in STOPWORDS.items()
}


def bounded(text: str) -> str:
    """What is read of a message: all of it up to 4,000 characters, else its beginning and its end."""
    if len(text) <= READ_START + READ_END:
        return text
    return f"{text[:READ_START]}\n{text[-READ_END:]}"


def read(text: str, names: Collection[str] = (), author: str = "") -> Reading:
    """Turn a message into features. `names` are colleagues' names and aliases, `author` the writer's own name."""
    plain = _ADDRESS.sub(" §link ", _INVISIBLE.sub("", bounded(text)))
    tokens = _with_stand_ins(_tokens(plain), names, author)
    language = _language(tokens)
    sentences = _sentences(tokens)
    found = [_cues(sentence, language) for sentence in sentences]
    words = [token.fold for token in tokens if token.fold not in {"\n", "."}]
    return Reading(
        cues=frozenset(_message_cues(tokens, sentences, found)),
        words=frozenset(words) | frozenset(f"{a} {b}" for a, b in zip(words, words[1:], strict=False)),
        parts=frozenset(_parts(words)),
        language=language,
    )


def _with_stand_ins(tokens: list[Token], names: Collection[str], author: str) -> list[Token]:
    """The tokens with `NAME`, `MENTION`, `AUTHOR` and `FIGURE` in place of what they stand for."""
    colleagues = _name_parts(names)
    writer = _name_parts((author,))
    replaced: list[Token] = []
    for token in tokens:
        bare = token.fold.removeprefix("@").removesuffix("'s").removesuffix("'")
        if token.fold.startswith("@"):
            replaced.append(Token(token.text, MENTION))
        elif bare in writer and bare not in colleagues and _may_be_name(token, bare):
            replaced.append(Token(token.text, AUTHOR))
        elif bare in colleagues and _may_be_name(token, bare):
            if not (replaced and replaced[-1].fold in {NAME, MENTION}):
                replaced.append(Token(token.text, NAME))
        elif token.fold[0].isdigit():
            replaced.append(Token(token.text, FIGURE))
        else:
            replaced.append(Token(token.text, token.fold[:_MAX_WORD]))
    return replaced


def _name_parts(names: Iterable[str]) -> frozenset[str]:
    parts = (token.fold for name in names for token in _tokens(name))
    return frozenset(part.removeprefix("@") for part in parts if len(part) > 1)


def _may_be_name(token: Token, bare: str) -> bool:
    return bare not in ALSO_WORDS or token.text[:1].isupper()


def _language(tokens: list[Token]) -> str:
    """The language whose frequent words stand here most: 'en', 'es', 'de', 'fr', or 'und' where none do."""
    counts = {
        language: sum(token.fold in frequent for token in tokens) for language, frequent in _STOPWORDS.items()
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else "und"


def _sentences(tokens: list[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        if token.fold != "\n" and token.fold != ".":
            sentences[-1].append(token)
        if token.fold in _ENDS and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _cues(sentence: list[Token], language: str) -> set[str]:
    """The cues of one sentence."""
    found: set[str] = set()
    folds = [token.fold for token in sentence]
    for at, word in enumerate(folds):
        if word in {NAME, MENTION, AUTHOR}:
            found.add(word[1:])
            continue
        for length in range(1, min(_LONGEST.get(word, 0), len(folds) - at) + 1):
            found.update(_WHOLE.get(" ".join(folds[at : at + length]), ()))
        for length in _PREFIX_LENGTHS:
            if length > len(word):
                break
            found.update(_BEGINNINGS.get(word[:length], ()))
        if language == "es" and word.endswith(SECOND_PERSON_ENDINGS):
            found.update(("you", "outcome"))
        if at and language != "de" and sentence[at].text[:1].isupper() and sentence[at].text[1:].islower():
            found.add("capital")
        if language == "de" and at and sentence[at].text in {"Sie", "Ihnen", "Ihr", "Ihre", "Ihrer", "Ihrem", "Ihren"}:
            found.add("you")
    return found


def _message_cues(tokens: list[Token], sentences: list[list[Token]], found: list[set[str]]) -> set[str]:
    """The cues of the whole message: those of its sentences, pairs in one sentence, its length and its close."""
    cues = set().union(*found)
    for of_sentence in found:
        cues.update(f"{a}&{b}" for a, b in combinations(sorted(of_sentence), 2))
    length = sum(len(sentence) for sentence in sentences)
    for bound in (3, 6, 12, 25, 60, 150):
        if length <= bound:
            cues.add(f"words<={bound}")
    if sentences:
        cues.update(f"first:{cue}" for cue in found[0])
        cues.update(f"last:{cue}" for cue in found[-1])
        if len(sentences) == 1:
            cues.add("one sentence")
        if tokens[-1].fold == "?":
            cues.add("ends in question")
    if sum("ask" in of_sentence for of_sentence in found) * 2 > len(found):
        cues.add("mostly questions")
    if len(sentences) > 1 and len(sentences[-1]) <= _CLOSING_WORDS and "author" in found[-1]:
        cues.add("signed")
    return cues


def _parts(words: Iterable[str]) -> Iterable[str]:
    for word in set(words):
        if word[0].isalpha():
            padded = f" {word} "
            for length in (4, 5):
                for at in range(len(padded) - length + 1):
                    yield padded[at : at + length]
