"""How sure it is that a word that is also a name ('will', 'grace', 'luz') means the person."""

from enum import IntEnum

from bot.domain.naming import also_words, cues
from bot.domain.naming.occurrences import Occurrence
from bot.domain.naming.reading import Reading
from bot.domain.naming.roster import NameKind
from bot.domain.naming.tokens import Kind


class Evidence(IntEnum):
    """NONE: the word. WEAK: the person may be meant. STRONG: the person is."""

    NONE = 0
    WEAK = 1
    STRONG = 2


def evidence(reading: Reading, found: Occurrence) -> Evidence:
    """What stands around a name that is also a word; STRONG for every other name.

    A capital letter inside a sentence tells in English, Spanish and French, but not for months, places and in German,
    whose nouns all have one. Without it the word must be thanked, greeted, called by a role, or have done something.
    """
    if not found.is_word or found.kind in {NameKind.MENTION, NameKind.FULL}:
        return Evidence.STRONG
    start, end = found.start, found.end
    fold, before, after = reading.fold(start), reading.fold(start - 1), reading.fold(end)
    capital = reading.is_capital(start)
    if fold in also_words.FUNCTION_NAMES and not capital:
        return Evidence.NONE
    if (fold, after) in cues.NOT_NAMES:
        return Evidence.NONE
    if _is_thanked(reading, found, capital=capital) or _is_greeted(reading, found, capital=capital):
        return Evidence.STRONG
    if before in cues.ROLE_NOUNS and (capital or after in cues.FINITES or not reading.is_word(end)):
        return Evidence.STRONG
    return _by_place(reading, found, capital=capital)


def _by_place(reading: Reading, found: Occurrence, *, capital: bool) -> Evidence:
    """The evidence of a capital letter and of the words beside it."""
    start, end = found.start, found.end
    fold, before = reading.fold(start), reading.fold(start - 1)
    if before == "a" and reading.language in {"es", "fr"}:
        # 'a Luz', 'à Pierre': no article, as it is in English.
        before = ""
    if (
        reading.language == "de"
        and fold in also_words.GERMAN_NOUNS
        and reading.tokens[end - 1].possessive is False
        and not reading.starts_sentence(start)
    ):
        return Evidence.STRONG if _acts(reading, end) and before not in cues.DETERMINERS else Evidence.NONE
    if not capital:
        return _lower_case(reading, found)
    if reading.starts_sentence(start):
        return _at_start(reading, found)
    if before in cues.DETERMINERS - cues.CLAUSE_OPENERS:
        return Evidence.NONE
    if fold in also_words.TIMES_AND_PLACES:
        return Evidence.STRONG if _acts(reading, end) and before not in cues.PREPOSITIONS else Evidence.NONE
    return Evidence.STRONG


def joined_evidence(reading: Reading, found: Occurrence) -> Evidence:
    """The same for a word in a list with a name that is sure ('Mr Bauer and Faith'): the capital letter is enough."""
    return Evidence.STRONG if reading.is_capital(found.start) else Evidence.WEAK


def is_action(word: str) -> bool:
    """Whether a folded word says what somebody did."""
    return word in cues.ACTIONS or (len(word) > 4 and word.endswith("ed"))


def _is_thanked(reading: Reading, found: Occurrence, *, capital: bool) -> bool:
    words = reading.before(found.start, 4)
    while words and words[-1] in cues.TO and (len(words) > 1 or words[-1] in {"you"}):
        words.pop()
        if words and words[-1] in cues.PRAISE_TO:
            break
    if not words or words[-1] not in cues.PRAISE_TO:
        return False
    after, then = reading.fold(found.end), reading.fold(found.end + 1)
    if capital:
        return after not in {"you", "be", "this", "that", "we", "i"}
    has_comma = reading.fold(found.start - 1) == ","
    is_last = found.end >= len(reading.tokens) or reading.tokens[found.end].kind in {
        Kind.MARK,
        Kind.NEWLINE,
        Kind.SKIPPED,
    }
    if is_last:
        return not has_comma
    return after == "for" and (then in cues.SECOND_PERSONS or then in {"all", "being", "the"} or then.endswith("ing"))


def _is_greeted(reading: Reading, found: Occurrence, *, capital: bool) -> bool:
    words = tuple(reading.before(found.start, 3))
    greeted = any(words[-length:] in cues.GREETINGS for length in (1, 2, 3) if len(words) >= length)
    is_closed = not reading.is_word(found.end)
    return greeted and (is_closed or (capital and reading.fold(found.end) not in {"you", "we", "i"}))


def _acts(reading: Reading, at: int) -> bool:
    """Whether a finite verb stands there that fits a person: 'was', 'has', 'explained'."""
    return reading.fold(at) in cues.FINITES or is_action(reading.fold(at))


def _is_personal(reading: Reading, at: int) -> bool:
    words = reading.after(at, 8)
    if any(word.startswith(cues.PERSONAL) for word in words):
        return True
    return bool(words) and (words[0] in cues.PERSON_VERBS or (is_action(words[0]) and words[0] not in cues.FINITES))


def _lower_case(reading: Reading, found: Occurrence) -> Evidence:
    before = reading.fold(found.start - 1)
    if before in cues.DETERMINERS or before in cues.PREPOSITIONS or not reading.is_word(found.end):
        return Evidence.NONE
    after = reading.fold(found.end)
    clause_start = reading.starts_sentence(found.start) or not reading.is_word(found.start - 1)
    joins = before in cues.CLAUSE_OPENERS
    if (clause_start or joins) and is_action(after) and after not in cues.FINITES:
        return Evidence.STRONG if reading.fold(found.start) not in also_words.VIRTUES else Evidence.WEAK
    if (clause_start or joins) and after in cues.FINITES and _is_personal(reading, found.end):
        return Evidence.STRONG
    return Evidence.NONE


def _at_start(reading: Reading, found: Occurrence) -> Evidence:
    fold, after = reading.fold(found.start), reading.fold(found.end)
    if after == ",":
        then = reading.after(found.end, 3)
        addressed = bool({*then} & (cues.SECOND_PERSONS | cues.PRAISE_TO | {"i", "just"}))
        return Evidence.STRONG if addressed else Evidence.WEAK
    if reading.tokens[found.end - 1].possessive:
        return Evidence.WEAK if fold in also_words.TIMES_AND_PLACES else Evidence.STRONG
    if not _acts(reading, found.end):
        return Evidence.NONE
    if fold in also_words.VIRTUES and not _is_personal(reading, found.end):
        return Evidence.WEAK
    return Evidence.STRONG
