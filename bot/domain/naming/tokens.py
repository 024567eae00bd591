"""A message cut into words, mentions and marks, as names are looked for in it.

The names of the roster are cut by the same code, so that both always agree.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

READ_START, READ_END = 4000, 1500
"""Characters that are read of a longer message: its beginning, and its end, where a signature stands."""

_MAX_WORD = 60
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_RUNS = re.compile(r"([^\w\s]|\n)\1{3,}")
_HAND_WRITTEN = re.compile(r"&lt;(@[A-Za-z0-9]+)[^<>&]*&gt;")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_PIECE = re.compile(
    r"""<@(?P<mention>[A-Z0-9]+)(?:\|[^<>]*)?>
    | (?P<skipped><[^<>\s][^<>]*> | (?:https?://|www\.)\S+ | (?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+
        | :[a-z0-9_+'-]+: | \#\w[\w-]*
        | (?<![\w-])[\w-]{1,60}\.(?:pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|csv|txt|zip|com|org|net|io|exe|log|py|js)\b )
    | @(?P<handle>[^\W\d_][\w.'’-]*)
    | (?P<word>[^\W_]+(?:['’´`][^\W_]+)*)
    | (?P<newline>\n)
    | (?P<mark>[^\s\w*~])""",
    re.VERBOSE,
)
_APOSTROPHES = str.maketrans("’´`", "'''")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h"})
_ELIDED = frozenset(["d", "l", "qu", "j", "c", "n", "s", "m", "t", "jusqu", "lorsqu", "puisqu"])
_POSSESSIVES = ("'s", "'S")


class Kind(Enum):
    WORD = auto()
    MENTION = auto()
    MARK = auto()
    NEWLINE = auto()
    SKIPPED = auto()


@dataclass(slots=True)
class Token:
    """`fold` is for comparing (the Slack id of a mention); `at` a word typed with '@'; `glued` by a hyphen.

    Tokens are never changed; they aren't frozen only because a frozen one takes longer to make.
    """

    text: str
    fold: str
    kind: Kind
    at: bool = False
    glued: bool = False
    possessive: bool = False

    @property
    def is_capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[:1].isupper()


def name_fold(text: str) -> str:
    """For comparing names: lower case, without diacritics and apostrophes ('José' = 'jose', 'Søren' = 'soren')."""
    if text.isascii():
        return text.lower().replace("'", "")
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS).translate(_APOSTROPHES))
    return "".join(char for char in plain if char != "'" and not unicodedata.combining(char))


def bounded(text: str) -> str:
    """What is read of a message: all of it up to 5,500 characters, else its beginning and its end, cut at a space."""
    if len(text) <= READ_START + READ_END:
        return text
    start, end = text[:READ_START], text[-READ_END:]
    return f"{start.rpartition(' ')[0] or start}\n{end.partition(' ')[2] or end}"


def tokenize(text: str) -> list[Token]:
    """The words, mentions and marks of a message in Slack's markup; addresses, emoji codes and code are no words."""
    tokens: list[Token] = []
    read = _CODE.sub(" ` ", bounded(text)) if "`" in text else bounded(text)
    if "&" in read:
        read = _HAND_WRITTEN.sub(r"\1", read).replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    if not read.isascii() or not read.isprintable():
        read = unicodedata.normalize("NFC", _INVISIBLE.sub("", read.replace("\r\n", "\n")))
    end = -1
    read = _RUNS.sub(r"\1\1\1", read)
    for piece in _PIECE.finditer(read):
        what, found = piece.lastgroup, piece[0]
        if what == "word":
            glued = end == piece.start() - 1 and read[end] == "-" and bool(tokens)
            if glued:
                tokens.pop()
            _add_word(found, tokens, glued=glued)
            end = piece.end()
        elif what == "mark":
            tokens.append(Token(found, found, Kind.MARK))
        elif what == "newline":
            tokens.append(Token(found, found, Kind.NEWLINE))
        elif what == "mention":
            tokens.append(Token(found, piece["mention"], Kind.MENTION, at=True))
        elif what == "handle":
            _add_handle(piece["handle"], tokens)
            end = piece.end()
        else:
            tokens.append(Token("", "", Kind.SKIPPED))
    return tokens


def words_of(name: str) -> list[Token]:
    """The words of a name, without marks."""
    return [token for token in tokenize(name) if token.kind is Kind.WORD]


def _add_word(found: str, tokens: list[Token], *, glued: bool = False, at: bool = False) -> None:
    text = found.translate(_APOSTROPHES)
    if len(text) > _MAX_WORD:
        tokens.append(Token("", "", Kind.SKIPPED))
        return
    possessive = text.endswith(_POSSESSIVES)
    if possessive:
        text = text[:-2]
    elif "'" in text:
        before, _, after = text.partition("'")
        if before.lower() in _ELIDED and len(after) > 1:
            tokens.append(Token(before, before.lower(), Kind.WORD, glued=glued))
            text, glued = after, False
    tokens.append(Token(text, name_fold(text), Kind.WORD, at=at, glued=glued, possessive=possessive))


def _add_handle(found: str, tokens: list[Token]) -> None:
    words = [word for word in re.split(r"[._-]", found) if word]
    for index, word in enumerate(words):
        _add_word(word, tokens, glued=index > 0, at=True)
    if found.endswith("."):
        tokens.append(Token(".", ".", Kind.MARK))
