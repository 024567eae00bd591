"""Where a message names a colleague: looked up in the roster's index, a word or a few at a time."""

from dataclasses import dataclass, replace

from bot.domain.naming import also_words, cues
from bot.domain.naming.reading import Reading
from bot.domain.naming.roster import NameKind, Roster, RosterEntry
from bot.domain.naming.tokens import Kind

MAX_OCCURRENCES = 60
"""Names that are weighed in one message; more is no praise of a person."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name from `start` up to `end`, and those who bear it.

    `is_word` when it is also an ordinary word; `is_doubtful` when another last name stands beside the first name, or
    only a last name was written; `titled` behind 'Ms' and the like.
    """

    start: int
    end: int
    bearers: tuple[RosterEntry, ...]
    kind: NameKind
    is_word: bool = False
    is_doubtful: bool = False
    titled: bool = False


def occurrences(reading: Reading, roster: Roster) -> list[Occurrence]:
    """The names in a message from left to right; of overlapping ones the longest from the left."""
    found: list[Occurrence] = []
    index = 0
    longest = roster.longest
    tokens = reading.tokens
    while index < len(tokens) and len(found) < MAX_OCCURRENCES:
        token = tokens[index]
        occurrence = None
        if token.kind is Kind.MENTION:
            entry = roster.by_slack_id.get(token.fold)
            if entry is not None:
                occurrence = Occurrence(index, index + 1, (entry,), NameKind.MENTION)
        elif token.kind is Kind.WORD and not token.glued:
            if token.fold in longest:
                occurrence = _named(reading, roster, index)
            elif len(token.text) == 1 and token.is_capital:
                occurrence = _initial_and_family(reading, roster, index)
            elif token.fold.endswith("s") and token.fold[:-1] in longest:
                occurrence = _genitive(reading, roster, index)
        if occurrence is None:
            index += 1
        else:
            found.append(occurrence)
            index = occurrence.end
    return found


def _key(reading: Reading, start: int, length: int) -> tuple[str, int]:
    """The folded words from there on and where they end; a comma may stand behind the first ('Pereira, Ana')."""
    words: list[str] = []
    at = start
    while len(words) < length:
        if not reading.is_word(at):
            if len(words) == 1 and reading.fold(at) == "," and reading.is_word(at + 1):
                at += 1
                continue
            return "", at
        if words and reading.tokens[at - 1].possessive:
            return "", at
        words.append(reading.tokens[at].fold)
        at += 1
    return " ".join(words), at


def _named(reading: Reading, roster: Roster, start: int) -> Occurrence | None:
    before = start - 2 if reading.fold(start - 1) == "." else start - 1
    titled = before >= 0 and reading.is_word(before) and reading.fold(before) in cues.TITLES
    if reading.fold(start - 1) in cues.PLACES_BEFORE and reading.is_capital(start - 1):
        return None
    kinds = (
        (NameKind.FULL, NameKind.FAMILY, NameKind.GIVEN) if titled else (NameKind.FULL, NameKind.GIVEN, NameKind.FAMILY)
    )
    for kind in kinds:
        for length in range(roster.longest[reading.fold(start)], 0, -1):
            key, end = _key(reading, start, length)
            bearers = roster.named(kind, key) if key else ()
            if not bearers or (end < len(reading.tokens) and reading.tokens[end].glued):
                continue
            if kind is not NameKind.FULL and end - start != length:
                continue
            is_word = kind is not NameKind.FULL and length == 1 and key in also_words.ALSO_WORDS
            if reading.tokens[start].at and kind is not NameKind.FAMILY:
                is_word = False
            occurrence = Occurrence(start, end, bearers, kind, is_word=is_word and not titled, titled=titled)
            if kind is NameKind.GIVEN and not titled:
                return _with_more(reading, roster, occurrence, key)
            if kind is NameKind.FAMILY and not titled:
                if is_word or not reading.is_capital(end - 1):
                    continue
                return replace(occurrence, is_doubtful=True)
            return occurrence
    return None


def _with_more(reading: Reading, roster: Roster, found: Occurrence, key: str) -> Occurrence | None:
    """What stands behind a first name may be an initial ('Anna K.') or a last name that is somebody else's."""
    end = found.end
    if not reading.is_word(end) or reading.tokens[end - 1].possessive:
        return found
    behind = reading.tokens[end]
    if len(behind.text) == 1 and behind.is_capital and not reading.is_capitals and behind.fold not in cues.LIST_WORDS:
        dotted = reading.fold(end + 1) == "."
        if dotted or behind.fold not in {"i", "a"}:
            bearers = roster.with_initial(key, behind.fold)
            if not bearers:
                return None
            return replace(found, end=end + 1 + dotted, bearers=bearers, kind=NameKind.FULL, is_word=False)
    if _is_surname(reading, roster, end):
        return replace(found, is_doubtful=True)
    return found


def _is_surname(reading: Reading, roster: Roster, at: int) -> bool:
    fold = reading.fold(at)
    if not reading.is_capital(at) or fold in cues.NO_SURNAMES or fold in also_words.FUNCTION_NAMES:
        return False
    if roster.named(NameKind.GIVEN, fold) or fold.startswith(cues.POSITIVES):
        return False
    return reading.language != "de" or bool(roster.named(NameKind.FAMILY, fold))


def _initial_and_family(reading: Reading, roster: Roster, start: int) -> Occurrence | None:
    if reading.fold(start + 1) != "." or not reading.is_word(start + 2):
        return None
    for length in range(roster.longest.get(reading.fold(start + 2), 0), 0, -1):
        key, end = _key(reading, start + 2, length)
        bearers = roster.with_first_letter(reading.fold(start), key) if key else ()
        if bearers:
            return Occurrence(start, end, bearers, NameKind.FULL)
    return None


def _genitive(reading: Reading, roster: Roster, start: int) -> Occurrence | None:
    """'Anas Hilfe': German writes the possessive without an apostrophe."""
    key = reading.fold(start)[:-1]
    bearers = roster.named(NameKind.GIVEN, key)
    if not bearers or key in also_words.ALSO_WORDS or reading.language != "de" or not reading.is_capital(start):
        return None
    return Occurrence(start, start + 1, bearers, NameKind.GIVEN) if reading.is_word(start + 1) else None
