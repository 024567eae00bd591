"""A message cut into words and sentences, with stand-ins for names, and its language."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.praise.vocabulary import ALSO_WORDS, EMOJI, FREQUENT

READ_START, READ_END = 3000, 1000
"""Characters that are read of a longer message: its beginning, and its end, where a signature stands."""

NAME, MENTION, AUTHOR, LINK, FIGURE, FULL = "§name", "§mention", "§author", "§link", "§figure", "§full"
"""What stands for a colleague's name, an '@' and a name, the writer's own name, an address, a number, and '10/10'."""

_FULL_MARK = re.compile(r"(5|6|10|20|100)/\1")

_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_ADDRESS = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|\S{1,60}@\w[\w-]{0,60}\.\S{1,60}")
_TOKEN = re.compile(
    r":[a-z0-9_+-]{2,40}:"  # an emoji's name
    r"|@?[^\W\d_]{1,2}'(?=[^\W\d_])"  # l', m', qu'
    r"|@?[^\W\d_]{1,40}(?:[-'][^\W\d_]{1,40}){0,4}"
    r"|§[a-z]+|/s\b|\d{1,12}(?:[.,:/]\d{1,12}){0,4}|[?!.\n]|[:;,–—…](?=\s)"
)
_MARKS = frozenset(".!?\n:;,–—…")
_ENDS = frozenset(".!?\n…")
_APOSTROPHES = str.maketrans("’‘´`", "''''")
_EMOJI = str.maketrans({char: f" {name} " for char, name in EMOJI.items()})
_TITLE = re.compile(r"^(?:dr|mr|mrs|ms|miss|frau|herr|herrn|mme|mlle|sr|sra|don|dona)$")
_GROUPS = frozenset({"@everyone", "@channel", "@here"})
_MAX_SENTENCES = 200
_MARKS_IN_A_ROW = 3
"""More marks in a row say no more than three."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `fold` is for comparing, or one of the stand-ins such as `NAME`; `text` is as it was typed."""

    text: str
    fold: str


def fold(text: str) -> str:
    """For comparing: lower case, without diacritics, 'ss' for 'ß'."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


def tokens_of(text: str) -> list[Token]:
    """The words and marks of a text."""
    return [Token(found, fold(found)) for found in _TOKEN.findall(text.translate(_APOSTROPHES).translate(_EMOJI))]


def bounded(text: str) -> str:
    """What is read of a message: all of it up to 4,000 characters, else its beginning and its end."""
    if len(text) <= READ_START + READ_END:
        return text
    return f"{text[:READ_START]}\n{text[-READ_END:]}"


def read_tokens(text: str, names: Collection[str], author: str) -> list[Token]:
    """The tokens with `NAME`, `MENTION`, `AUTHOR`, `LINK` and `FIGURE` in place of what they stand for."""
    colleagues = _name_parts(names)
    writer = _name_parts((author,))
    found: list[Token] = []
    for token in tokens_of(_ADDRESS.sub(" §link ", _INVISIBLE.sub("", bounded(text)))):
        latest = found[-_MARKS_IN_A_ROW:]
        if token.fold in _MARKS and len(latest) == _MARKS_IN_A_ROW and all(mark.fold in _MARKS for mark in latest):
            continue
        bare = token.fold.removeprefix("@").removesuffix("'s").removesuffix("'")
        if token.fold in _GROUPS:
            found.append(Token(token.text, token.fold[1:]))
        elif token.fold.startswith("@"):
            found.append(Token(token.text, MENTION))
        elif bare in writer and bare not in colleagues and _may_be_name(token, bare):
            found.append(Token(token.text, AUTHOR))
        elif bare in colleagues and _may_be_name(token, bare):
            if not (found and found[-1].fold in {NAME, MENTION}):
                found.append(Token(token.text, NAME))
        elif token.fold[0].isdigit():
            found.append(Token(token.text, FULL if _FULL_MARK.fullmatch(token.fold) else FIGURE))
        else:
            found.append(token)
    return found


def _name_parts(names: Iterable[str]) -> frozenset[str]:
    parts = (token.fold.removeprefix("@") for name in names for token in tokens_of(name))
    return frozenset(part for part in parts if len(part) > 1 and not _TITLE.match(part))


def _may_be_name(token: Token, bare: str) -> bool:
    return bare not in ALSO_WORDS or token.text[:1].isupper()


def language_of(tokens: Iterable[Token]) -> str:
    """The language whose frequent words stand here most: 'en', 'es', 'de', 'fr', or 'und' where none do."""
    counts = dict.fromkeys(FREQUENT, 0)
    for token in tokens:
        for language, words in FREQUENT.items():
            counts[language] += token.fold in words
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else "und"


def sentences_of(tokens: Iterable[Token]) -> list[list[Token]]:
    """Words and marks between full stops, question and exclamation marks and line ends; at most 200 sentences."""
    sentences: list[list[Token]] = [[]]
    has_word = False
    for token in tokens:
        if token.fold not in {"\n", "."}:
            sentences[-1].append(token)
        has_word = has_word or token.fold not in _MARKS
        if has_word and token.fold in _ENDS:
            if len(sentences) == _MAX_SENTENCES:
                break
            sentences.append([])
            has_word = False
    return [sentence for sentence in sentences if sentence]
