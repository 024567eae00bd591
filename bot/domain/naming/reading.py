"""A message divided into sentences and zones: what is quoted, what is a signature, what is a heading."""

from dataclasses import dataclass, field
from enum import Enum, auto

from bot.domain.naming import also_words, cues
from bot.domain.naming.tokens import Kind, Token, name_fold, tokenize, words_of

_ENDS = frozenset(".!?…¡¿。！？")
_LONGEST_CLOSING = 4
_SIGNATURE_WORDS = 4
_SIGNATURE_SENTENCES = 5
_ALONE_WORDS = 3
_MOST_AFTER = 3
_DASHES = frozenset("-–—~/^")
_LABEL_WORDS = 4
_LONG_LINE = 12


class Zone(Enum):
    """What a sentence is: the writer's own words, a quotation, a heading, the name of who helped, or a signature.

    LIKELY_SIGNATURE is one by its place alone ('Thanks, Ana'), for others to weigh against the author's name.
    """

    BODY = auto()
    QUOTE = auto()
    WRITER = auto()
    HELPER = auto()
    SIGNATURE = auto()
    LIKELY_SIGNATURE = auto()


@dataclass(slots=True)
class Sentence:
    """Tokens from `start` up to `end`; `line` counts lines from 0, empty ones left out."""

    start: int
    end: int
    line: int
    zone: Zone = Zone.BODY


@dataclass(slots=True)
class Reading:
    """The tokens of a message and its sentences; `of` says for each token which sentence it stands in."""

    tokens: list[Token]
    sentences: list[Sentence]
    of: list[int]
    language: str
    is_capitals: bool
    author_words: frozenset[str]
    signature_start: int = field(default=1 << 30)
    is_own_signature: bool = False

    def fold(self, index: int) -> str:
        """The folded word or the mark at that place; '' outside the text."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

    def is_word(self, index: int) -> bool:
        """Whether a word stands at that place."""
        return 0 <= index < len(self.tokens) and self.tokens[index].kind is Kind.WORD

    def starts_sentence(self, index: int) -> bool:
        """Whether no word or mention stands before it in its sentence."""
        start = self.sentences[self.of[index]].start
        return not any(self.tokens[at].kind in {Kind.WORD, Kind.MENTION} for at in range(start, index))

    def is_capital(self, index: int) -> bool:
        """Whether a word has a capital letter that means something: not in a text that is all capitals."""
        return not self.is_capitals and 0 <= index < len(self.tokens) and self.tokens[index].is_capital

    def before(self, index: int, most: int = 6) -> list[str]:
        """The folded words before it in its sentence, in their order; marks are left out."""
        start = max(self.sentences[self.of[index]].start, index - 3 * most)
        return [token.fold for token in self.tokens[start:index] if token.kind is Kind.WORD][-most:]

    def after(self, index: int, most: int = 6) -> list[str]:
        """The folded words from it on in its sentence; marks are left out."""
        if index >= len(self.tokens):
            return []
        end = min(self.sentences[self.of[index - 1 if index else 0]].end, index + 3 * most)
        return [token.fold for token in self.tokens[index:end] if token.kind is Kind.WORD][:most]

    def folds(self, start: int, end: int) -> list[str]:
        """The folded words from `start` up to `end`."""
        return [token.fold for token in self.tokens[start:end] if token.kind is Kind.WORD]


def read(text: str, author_name: str) -> Reading:
    """Divides a message. The author's name decides what is the author's own signature."""
    tokens = tokenize(text)
    sentences = _sentences(tokens)
    of = [0] * len(tokens)
    for index, sentence in enumerate(sentences):
        for at in range(sentence.start, sentence.end):
            of[at] = index
    words = [token for token in tokens if token.kind is Kind.WORD]
    counts = {
        language: sum(token.fold in listed for token in words) for language, listed in also_words.FUNCTION_WORDS.items()
    }
    language = max(counts, key=counts.__getitem__)
    letters = "".join(token.text for token in words if not token.at)
    reading = Reading(
        tokens,
        sentences,
        of,
        language if counts[language] else "en",
        len(letters) > 3 and letters.isupper(),
        frozenset(token.fold for token in words_of(author_name)),
    )
    _mark_lines(reading)
    _mark_signature(reading)
    return reading


def _sentences(tokens: list[Token]) -> list[Sentence]:
    sentences: list[Sentence] = []
    start, line, quoted, all_quoted = 0, 0, False, False
    for index, token in enumerate(tokens):
        if index == start and token.text == ">" and (not index or tokens[index - 1].kind is Kind.NEWLINE):
            quoted = True
            all_quoted = all_quoted or [mark.text for mark in tokens[index : index + 3]] == [">"] * 3
        is_end = token.kind is Kind.NEWLINE or (token.text in _ENDS and not _is_abbreviation(tokens, index))
        if is_end or index == len(tokens) - 1:
            sentences.append(Sentence(start, index + 1, line, Zone.QUOTE if quoted or all_quoted else Zone.BODY))
            start = index + 1
        if token.kind is Kind.NEWLINE:
            quoted = False
            line += any(s.line == line and s.end - s.start > 1 for s in sentences[-3:])
    return sentences


def _is_abbreviation(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1] if index else None
    if tokens[index].text != "." or before is None or before.kind is not Kind.WORD:
        return False
    if before.fold in cues.TITLES or before.fold == "st":
        return True
    return (
        len(before.text) == 1 and before.is_capital and index + 1 < len(tokens) and tokens[index + 1].kind is Kind.WORD
    )


def _mark_lines(reading: Reading) -> None:
    """Headings: 'From: …' and 'Customer: …' name the writer, 'Agent: …' who helped; also with the name a line below."""
    label = Zone.BODY
    for sentence in reading.sentences:
        if sentence.zone is not Zone.BODY:
            continue
        tokens = reading.tokens[sentence.start : sentence.end]
        words = [token for token in tokens if token.kind is Kind.WORD]
        if label is not Zone.BODY and words:
            sentence.zone, label = (label if len(words) <= _LABEL_WORDS else Zone.BODY), Zone.BODY
            continue
        if sentence.start and reading.tokens[sentence.start - 1].kind is not Kind.NEWLINE:
            continue
        colon = next((at for at, token in enumerate(tokens[: 2 * _LABEL_WORDS]) if token.text == ":"), -1)
        is_bare = 0 < len(words) <= 2 and tokens[-1].kind is Kind.NEWLINE and not any(t.text in ",.!?" for t in tokens)
        heading = [token.fold for token in tokens[:colon] if token.kind is Kind.WORD] if colon > 0 else []
        if is_bare and colon < 0:
            heading = [words[0].fold]
        zone = _zone_of_label(heading, strict=is_bare and colon < 0)
        if zone is Zone.BODY:
            continue
        if is_bare:
            label = zone
        else:
            sentence.zone = zone
    _mark_wrote(reading)


def _zone_of_label(heading: list[str], *, strict: bool) -> Zone:
    if not heading or len(heading) > _LABEL_WORDS:
        return Zone.BODY
    if heading[0].startswith(cues.AGENT_LABELS):
        return Zone.HELPER
    if not strict and heading[0] in cues.WRITER_LABELS:
        return Zone.WRITER
    return (
        Zone.WRITER
        if strict and heading[0] in {"customer", "respondent", "reviewer", "kunde", "cliente", "client"}
        else Zone.BODY
    )


def _mark_wrote(reading: Reading) -> None:
    """'On Monday, Bruno wrote:' above what is quoted."""
    for sentence in reading.sentences:
        words = reading.folds(sentence.start, sentence.end)
        if words and len(words) <= _LONG_LINE and words[-1] in {"wrote", "schrieb", "escribio", "ecrit"}:
            sentence.zone = Zone.WRITER


def _mark_signature(reading: Reading) -> None:
    """Finds where the closing begins: 'Best, Ana', a dash and a name, or a bare name on the last line."""
    tokens = reading.tokens
    filled = [s for s in reading.sentences if any(t.kind in {Kind.WORD, Kind.MENTION} for t in tokens[s.start : s.end])]
    for position in range(max(0, len(filled) - _SIGNATURE_SENTENCES), len(filled)):
        sentence = filled[position]
        if sentence.zone is not Zone.BODY:
            continue
        found = _closing(reading, sentence, filled[position + 1 :])
        if found is not None:
            reading.signature_start, zone = found
            for later in reading.sentences:
                if later.start >= reading.signature_start:
                    later.zone = zone
            reading.is_own_signature = zone is Zone.SIGNATURE
            return
    if not filled:
        return
    last = filled[-1]
    words = [token for token in tokens[last.start : last.end] if token.kind is Kind.WORD]
    dash = next((at for at in range(last.end - 1, last.start - 1, -1) if tokens[at].text in _DASHES), None)
    if dash is not None and last.zone is Zone.BODY:
        named = [token for token in tokens[dash : last.end] if token.kind is Kind.WORD]
        mentions = any(token.kind is Kind.MENTION for token in tokens[dash : last.end])
        if named and len(named) <= _SIGNATURE_WORDS and named[0].is_capital and not mentions and not _predicates(named):
            reading.signature_start = dash
            reading.is_own_signature = dash == last.start
            return
    is_alone = len(filled) > 1 and filled[-2].line < last.line and last.zone is Zone.BODY
    is_called = any(token.at or token.text in "!?" for token in tokens[last.start : last.end])
    if is_alone and not is_called and 0 < len(words) <= _ALONE_WORDS and not _predicates(words):
        reading.signature_start = last.start
        last.zone = Zone.LIKELY_SIGNATURE


def _predicates(words: list[Token]) -> bool:
    return any(w.fold in cues.FINITES or w.fold in also_words.FUNCTION_NAMES or w.fold in cues.ALSO for w in words)


def _closing(reading: Reading, sentence: Sentence, later: list[Sentence]) -> tuple[int, Zone] | None:
    words = reading.folds(sentence.start, sentence.end)
    for length in range(min(_LONGEST_CLOSING, len(words)), 0, -1):
        phrase, rest = tuple(words[:length]), words[length:]
        if phrase not in cues.THANKS and phrase not in cues.CLOSINGS:
            continue
        if len(rest) > _SIGNATURE_WORDS or len(later) > _MOST_AFTER:
            return None
        if rest or later or any(token.at for token in reading.tokens[sentence.start :]):
            zone = _zone_of_closing(reading, sentence, rest, later, is_thanks=phrase in cues.THANKS)
        else:
            zone = Zone.SIGNATURE
        return None if zone is Zone.BODY else (sentence.start, zone)
    return None


def _zone_of_closing(
    reading: Reading, sentence: Sentence, rest: list[str], later: list[Sentence], *, is_thanks: bool
) -> Zone:
    """BODY where it is no signature: 'Thanks, Ana' closes the message when Ana wrote it, else it is said to Ana."""
    tokens = reading.tokens
    goes_on = bool(later) and later[0].line == sentence.line
    if goes_on or any(token.at for token in tokens[sentence.start :]):
        return Zone.BODY
    if not is_thanks:
        return Zone.BODY if set(rest) & also_words.FUNCTION_NAMES else Zone.SIGNATURE
    if rest:
        comma = any(token.text in ",-–—" for token in tokens[sentence.start : sentence.end])
        is_own = comma and not later and set(rest) <= reading.author_words | {"from", "and", "team"}
        return Zone.SIGNATURE if is_own else Zone.BODY
    is_short = all(one.end - one.start <= 2 * _SIGNATURE_WORDS for one in later)
    if not is_short or _predicates(tokens[later[0].start : later[0].end]):
        return Zone.BODY
    return Zone.SIGNATURE if _is_author(reading, later[0]) else Zone.LIKELY_SIGNATURE


def _is_author(reading: Reading, sentence: Sentence) -> bool:
    return bool(set(reading.folds(sentence.start, sentence.end)) & reading.author_words)


def same_as_author(reading: Reading, name: str) -> bool:
    """Whether a name that was written may be the author's own."""
    return bool({name_fold(word) for word in name.split()} & reading.author_words)
