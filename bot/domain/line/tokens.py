"""A `/logwork` line cut into tokens: words, marks, and what Slack sends in angle brackets.

The text of a slash command arrives with `&`, `<` and `>` escaped and with people, channels and links as `<…>`
(source: Slack API, "Formatting text for app surfaces" and "Enabling interactivity with slash commands").
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.domain.line.languages import word_set

LITERAL = "\u2060"
"""Word joiner, invisible: the word after it is only a word. `describe_line` writes it, nobody needs to type it."""

MAX_TAG = 50
DIGITS = frozenset("0123456789")
"""The leads (see `Token`) of words that begin with a figure."""


class Kind(Enum):
    WORD = auto()
    MARK = auto()
    MENTION = auto()
    LINK = auto()
    TAG = auto()
    REFERENCE = auto()


@dataclass(slots=True)
class Token:
    """`text` is plain (entities decoded); `fold` is for comparing; `value` is the id, url, tag or reference.

    `lead` says what the word may be the beginning of: the folded word itself, or only its first character when that
    is no letter ('2' for '20m'). It is '' for what is no word, and for a word that was marked as only a word.
    Tokens are never changed; they aren't frozen only because a frozen one takes five times longer to make.
    """

    text: str
    fold: str
    kind: Kind
    spaced: bool
    lead: str = ""
    value: str = ""

    @property
    def is_word(self) -> bool:
        """A word that may be read as something (not one that was marked as only a word)."""
        return self.lead != ""


# Reading a member of an enumeration takes longer than the comparisons it is read for.
_WORD, _MARK, _MENTION = Kind.WORD, Kind.MARK, Kind.MENTION
_ELEMENT = re.compile(r"<([^<>]*)>")
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DEAD_MENTION = re.compile(r"<(@[A-Z0-9]+)>")
_LETTER = r"[^\W_]|[\u0300-\u036f]"
_PIECE = re.compile(
    rf"""(?P<literal>{LITERAL})
    | (?P<url>https?://[^\s<>|"{LITERAL}]+)
    | (?P<word>
        (?: \#(?=\w) | @(?=[^\W\d_]) | (?<![\w.])\.(?=[0-9]) )?
        (?: {_LETTER} | (?<=\#)_ )
        (?: {_LETTER}
          | [-./'’&@_\\](?={_LETTER})
          | (?<=[0-9])[,:](?=[0-9]) )* )
    | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_TAG = re.compile(rf"#(?=[\d_-]*[^\W\d_])[\w-]{{1,{MAX_TAG}}}")
_NUMBERED = re.compile(r"#[0-9]{2,12}")
_TICKET = re.compile(r"(?:INC|REQ|RITM|CHG|PRB|CTASK|SCTASK|TASK|CS)[0-9]{5,12}", re.IGNORECASE)
_PROJECT_TICKET = re.compile(r"([A-Z][A-Z0-9]{1,9})-[0-9]{1,7}")
_NOT_PROJECTS = word_set(
    "AES ASCII BASE CAT CLASS COVID CVE DDR DIN EIA EN GPT GTX HTTP IEC IEEE IPV ISO LTE MD MP MPEG OAUTH PS RAID "
    "RFC RJ RS RTX SAML SHA SSL TLS TOP UCS USB UTF WIN WPA"
)
_URL_END = ".,;:!?'’”»)]}*_~`"


def fold(text: str) -> str:
    """The form in which words are compared: no case, composed accents, straight apostrophes; whitespace stays."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded).replace("’", "'")
    return folded


def unescape(text: str) -> str:
    """Slack escapes exactly these three characters ("Formatting text for app surfaces")."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """The reverse of `unescape`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tokenize(typed: str) -> list[Token]:
    """Cuts a line as Slack sent it; every character other than whitespace and control characters is in a token."""
    tokens: list[Token] = []
    spaced = False
    if not typed.isprintable():
        typed = _UNWANTED.sub("", typed)
    end = 0
    for element in _ELEMENT.finditer(typed):
        between = typed[end : element.start()]
        spaced = _cut(between, tokens, spaced=spaced or _runs_on(tokens, between))
        spaced = _read_element(element[1], tokens, spaced=spaced)
        end = element.end()
    _cut(typed[end:], tokens, spaced=spaced or _runs_on(tokens, typed[end:]))
    return tokens


def render(tokens: Iterable[Token]) -> str:
    """The tokens as plain text, as they were typed, with one space for any whitespace."""
    return "".join([f" {token.text}" if token.spaced else token.text for token in tokens]).strip()


def join_kept(tokens: Sequence[Token], removed: Sequence[bool]) -> str:
    """The text of the tokens that were not removed. What a removal separated stays apart, except a full stop."""
    pieces = [
        f" {token.text}" if token.spaced or (at and removed[at - 1] and not _closes(token)) else token.text
        for at, token in enumerate(tokens)
        if not removed[at]
    ]
    return "".join(pieces).lstrip()


def _closes(token: Token) -> bool:
    """Whether nothing comes between a word and this mark."""
    return token.kind is _MARK and token.text in ".!?),;:"


def word_at(tokens: Sequence[Token], index: int) -> str:
    """The folded word at that place, or '' when there is no readable word there."""
    if 0 <= index < len(tokens):
        token = tokens[index]
        if token.lead:
            return token.fold
    return ""


def lead_at(tokens: Sequence[Token], index: int) -> str:
    """The `lead` of the token at that place, or '' when there is none."""
    return tokens[index].lead if 0 <= index < len(tokens) else ""


def places(tokens: Sequence[Token], leads: Container[str]) -> list[int]:
    """Where something may begin that begins with one of these leads: a recogniser need not look anywhere else."""
    return [at for at, token in enumerate(tokens) if token.lead in leads]


def mark_at(tokens: Sequence[Token], index: int) -> str:
    """The punctuation mark at that place, or ''."""
    if 0 <= index < len(tokens) and tokens[index].kind is _MARK:
        return tokens[index].text
    return ""


def match_words(tokens: Sequence[Token], start: int, words: tuple[str, ...]) -> bool:
    """Whether exactly these folded words stand from `start` on, with nothing between them."""
    return words_from(tokens, start, len(words)) == words


def words_from(tokens: Sequence[Token], start: int, most: int) -> tuple[str, ...]:
    """The folded words from `start` on, `most` of them at most; '' stands for what is no readable word."""
    return tuple([token.fold if token.lead else "" for token in tokens[start : start + most]])


def _runs_on(tokens: Sequence[Token], text: str) -> bool:
    """Whether text right behind an element would grow together with it once the brackets are gone."""
    if not text or not tokens or tokens[-1].kind is _MARK or tokens[-1].kind is _MENTION:
        return False
    return text[0].isalnum() or text[0] in "#@_&"


def _cut(text: str, tokens: list[Token], *, spaced: bool) -> bool:
    """Appends the tokens of text without elements; returns whether whitespace came last."""
    if "&" in text:
        text = _DEAD_MENTION.sub(r"\1", unescape(text))
    literal = False
    ended = spaced
    spaced = spaced or text[:1].isspace()
    # Folding neither makes nor takes whitespace, so that the whole text can be folded at once.
    for chunk, folded in zip(text.split(), fold(text).split(), strict=True):
        if chunk.isalpha():
            # What most of a line is; the expression would find the very same word.
            tokens.append(Token(chunk, folded, _WORD, spaced, "" if literal else folded))
            ended = literal = False
        else:
            ended, literal = _cut_chunk(chunk, tokens, spaced=spaced, literal=literal)
        spaced = True
    return ended or text[-1:].isspace()


def _cut_chunk(text: str, tokens: list[Token], *, spaced: bool, literal: bool) -> tuple[bool, bool]:
    """Appends the tokens of text without whitespace; returns what is still to be said of the next token."""
    for piece in _PIECE.finditer(text):
        what = piece.lastgroup
        found = piece[0]
        if what == "literal":
            literal = True
            continue
        if what == "mark":
            tokens.append(Token(found, found, _MARK, spaced))
        elif what == "word":
            if "/" in found and not literal and _cut_references(found, tokens, spaced=spaced):
                spaced = False
                continue
            after_word = not spaced and bool(tokens) and tokens[-1].kind is _WORD
            tokens.append(_read_word(found, spaced=spaced, literal=literal, after_word=after_word))
        else:
            kept = found.rstrip(_URL_END)
            tokens.append(Token(kept, kept, Kind.LINK, spaced, value=kept))
            tokens.extend(Token(mark, mark, _MARK, False) for mark in found[len(kept) :])
        spaced = literal = False
    return spaced, literal


def _cut_references(text: str, tokens: list[Token], *, spaced: bool) -> bool:
    """Appends 'INC0012345/INC0012346' as its references with the mark between them; False when it isn't that."""
    parts = text.split("/")
    if not all(_is_reference(part) for part in parts) or (tokens and not spaced):
        return False
    for part in parts:
        if part is not parts[0]:
            tokens.append(Token("/", "/", _MARK, False))
        tokens.append(Token(part, fold(part), Kind.REFERENCE, spaced, value=part))
        spaced = False
    return True


def _is_reference(text: str) -> bool:
    project = _PROJECT_TICKET.fullmatch(text)
    return bool(_TICKET.fullmatch(text)) or (project is not None and project[1] not in _NOT_PROJECTS)


def _read_word(text: str, *, spaced: bool, literal: bool, after_word: bool) -> Token:
    folded = fold(text)
    lead = folded if folded[0].isalpha() else folded[0]
    if literal or after_word or len(text) > 2 * MAX_TAG:
        return Token(text, folded, _WORD, spaced, "" if literal else lead)
    if text[0] == "#":
        if _TAG.fullmatch(text):
            return Token(text, folded, Kind.TAG, spaced, value=folded[1:])
        if _NUMBERED.fullmatch(text):
            return Token(text, folded, Kind.REFERENCE, spaced, value=text)
    elif text[-1].isdigit() and text[0].isalpha() and _is_reference(text):
        return Token(text, folded, Kind.REFERENCE, spaced, value=text)
    return Token(text, folded, _WORD, spaced, lead)


def _read_element(inside: str, tokens: list[Token], *, spaced: bool) -> bool:
    """Appends what stands between `<` and `>`; returns whether whitespace came last."""
    target, _, label = inside.partition("|")
    sign, rest = target[:1], target[1:]
    if sign == "@" and rest.isascii() and rest.isalnum():
        tokens.append(Token(f"<@{rest}>", "", _MENTION, spaced, value=rest))
        return False
    name = f"#{label or rest}"
    if sign != "@" and tokens and tokens[-1].kind is not _MARK:
        spaced = True
    if sign == "#" and _TAG.fullmatch(name):
        tokens.append(Token(name, fold(name), Kind.TAG, spaced, value=fold(name)[1:]))
    elif target.startswith(("http://", "https://")) and not re.search(r"\s", target):
        url = unescape(target)
        tokens.append(Token(url, url, Kind.LINK, spaced, value=url))
    elif sign in {"!", "#"} or target.startswith(("mailto:", "tel:")):
        words = {"!": f"@{rest.partition('^')[0]}", "#": name}.get(sign, target.partition(":")[2])
        return _cut(label or words, tokens, spaced=spaced)
    else:
        # Not an element of Slack's: somebody's own brackets, kept as they are.
        tokens.append(Token("<", "<", _MARK, spaced))
        tokens.append(Token(">", ">", _MARK, _cut(inside, tokens, spaced=False)))
    return False
