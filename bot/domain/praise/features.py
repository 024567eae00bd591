"""A message turned into what the praise model knows: cues, words and parts of words.

The same code reads when the model is trained (benchmarks/praise) and when the bot runs, so that both see the same.
"""

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from bot.domain.praise.reading import (
    AUTHOR,
    MENTION,
    NAME,
    Token,
    language_of,
    read_tokens,
    sentences_of,
    tokens_of,
)
from bot.domain.praise.vocabulary import FORMAL_YOU, FREQUENT, SECOND_PERSON_ENDINGS, CueEntry, listed_cues

SOMEBODY = frozenset({"name", "mention", "colleague"})
"""Cues of somebody who serves; 'you' and 'they' may be anybody."""

ANYBODY = SOMEBODY | {"you", "they"}

MERIT = frozenset(
    {"quality", "hero", "effort", "acclaim", "applause", "felt", "superb", "mark", "again", "rescue", "faultless"}
)
"""Cues of what somebody is praised for."""

DONE = frozenset({"helped", "works", "deed"})

DOUBT = frozenset(
    {"advance", "ask", "complaint", "broken", "negation", "unmet", "instruct", "urge", "future", "scorn", "kin"}
    | {"occasion", "automatic", "sarcasm", "product", "coming", "bearing", "welcome", "neutral", "lacking"}
)
"""Cues beside which good words may not be meant, or not be about somebody's service."""

_LOOKS_AROUND = ANYBODY | {"negation", "thanks"}
_NEAR = 5
"""Words that are still close to another."""

_DEED = re.compile(
    r"\bfor (?:\S+ )?[a-z]{2,}ing\b|\bpor \w+(?:ar|er|ir)(?:me|nos|lo|la|te|se|les?|los)?\b"
    r"|\bdanke?,? (?:\S+ )?,? ?dass\b|\bd' (?:avoir|etre)\b|\bde (?:m'|nous|ne pas|l')"
)
"""Thanks for what somebody did: 'for finding', 'por quedarte', 'dass Sie', 'd'avoir'."""

_TROUBLE = frozenset({"complaint", "broken", "trouble"})
_SETTLED_WITHIN, _DENIED_WITHIN = 6, 3
"""Words after a verb such as 'found' where trouble is what was settled, and after a 'never' where it is denied."""

_CONTRASTS = frozenset({"but", "however", "aber", "jedoch", "pero", "mais", "sino", "sondern", "dafur", "cependant"})
_PARTS_OF_SENTENCE = frozenset({",", ";", ":", "–", "—", "…"}) | _CONTRASTS

_BEFORE_AN_OPENING = frozenset({":", "please", "bitte"})

_THANKS = frozenset({"thanks"})
_PRAISING = ANYBODY | MERIT | DONE | {"manner", "good", "relayed", "past"}

_CLOSING_WORDS = 4
"""Words of a last line that is a signature, at most."""

_PART_LENGTHS = (4, 5)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a message: `cues` (and pairs 'a&b' of one sentence), `words` (one and two in a row), `parts`.

    `parts` are runs of letters inside words, by which words that were never seen resemble known ones.
    """

    cues: frozenset[str]
    words: frozenset[str]
    parts: frozenset[str]
    language: str


def read(text: str, names: Collection[str] = (), author: str = "") -> Reading:
    """Turn a message into features. `names` are colleagues' names and aliases, `author` the writer's own name."""
    tokens = read_tokens(text, names, author)
    language = language_of(tokens)
    sentences = sentences_of(tokens)
    words = [token.fold for token in tokens if token.fold not in {"\n", ".", ",", ":", ";", "–", "—", "…"}]
    return Reading(
        cues=frozenset(_message_cues(tokens, sentences, [_cues(sentence, language) for sentence in sentences])),
        words=frozenset(words) | frozenset(f"{one} {next_one}" for one, next_one in pairwise(words)),
        parts=frozenset(_parts(words)),
        language=language,
    )


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """`whole` phrases and `beginnings` of words to their cues; how many words phrases have by their first word.

    `opening` phrases count only where a sentence begins, or after 'please' or 'Ana,'.
    """

    whole: dict[str, tuple[str, ...]]
    opening: dict[str, tuple[str, ...]]
    beginnings: dict[str, tuple[str, ...]]
    longest: dict[str, int]
    beginning_lengths: tuple[int, ...]


@cache
def _lexicons() -> dict[str, _Lexicon]:
    """What counts in every message under '', and what counts in messages of one language only under its name."""
    listed: dict[str, list[tuple[str, CueEntry]]] = {language: [] for language in ("", *FREQUENT)}
    for cue, entries in listed_cues().items():
        for entry in entries:
            listed[entry.language].append((cue, entry))
    return {language: _lexicon(entries) for language, entries in listed.items()}


def _lexicon(entries: Iterable[tuple[str, CueEntry]]) -> _Lexicon:
    whole: dict[str, set[str]] = {}
    opening: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    longest: dict[str, int] = {}
    for cue, entry in entries:
        if entry.words.endswith("*"):
            beginnings.setdefault(entry.words[:-1], set()).add(cue)
            continue
        plain = entry.words.replace(" ", "")
        # Most entries are plain words: parting them at blanks is many times as fast.
        words = entry.words.split() if plain.rstrip("'").isalpha() else [token.fold for token in tokens_of(entry.words)]
        (opening if entry.opens else whole).setdefault(" ".join(words), set()).add(cue)
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return _Lexicon(
        {phrase: tuple(sorted(cues)) for phrase, cues in whole.items()},
        {phrase: tuple(sorted(cues)) for phrase, cues in opening.items()},
        {start: tuple(sorted(cues)) for start, cues in beginnings.items()},
        longest,
        tuple(sorted({len(start) for start in beginnings})),
    )


def _lexicons_of(language: str) -> tuple[_Lexicon, ...]:
    """Those that count in a message of this language; where none is told ('und'), all."""
    lexicons = _lexicons()
    return (lexicons[""], lexicons[language]) if language in lexicons else tuple(lexicons.values())


def _placed_cues(sentence: Sequence[Token], language: str) -> list[set[str]]:
    """The cues of one sentence, at the word where each begins."""
    lexicons = _lexicons_of(language)
    placed: list[set[str]] = []
    folds = [token.fold for token in sentence]
    phrase_ends, inside = 0, ANYBODY
    for at, (token, word) in enumerate(zip(sentence, folds, strict=True)):
        if word in {NAME, MENTION, AUTHOR}:
            placed.append({word[1:]})
            continue
        if at < phrase_ends:
            found = _listed(lexicons, word) & inside
        else:
            found, length = _longest_listed(lexicons, folds, at)
            if length > 1:
                phrase_ends = at + length
                inside = _counting_inside(found)
                found |= _listed(lexicons, word) & (inside | _THANKS)
            found |= _begun(lexicons, word)
        found.update(_said_by_spelling(token, language, is_first=at == 0))
        placed.append(found)
    return placed


def _longest_listed(lexicons: Sequence[_Lexicon], folds: Sequence[str], at: int) -> tuple[set[str], int]:
    """The cues of the longest listed phrase that begins at a word, and how many words it has; 0 where none does."""
    opens = at == 0 or folds[at - 1] in _BEFORE_AN_OPENING or _calls_by_name(folds, at)
    longest = max(lexicon.longest.get(folds[at], 0) for lexicon in lexicons)
    for length in range(min(longest, len(folds) - at), 0, -1):
        found = _listed(lexicons, " ".join(folds[at : at + length]), opens=opens)
        if found:
            return found, length
    return set(), 0


def _listed(lexicons: Sequence[_Lexicon], phrase: str, *, opens: bool = False) -> set[str]:
    found: set[str] = set()
    for lexicon in lexicons:
        found.update(lexicon.whole.get(phrase, ()))
        if opens:
            found.update(lexicon.opening.get(phrase, ()))
    return found


def _begun(lexicons: Sequence[_Lexicon], word: str) -> set[str]:
    found: set[str] = set()
    for lexicon in lexicons:
        for length in lexicon.beginning_lengths:
            if length > len(word):
                break
            found.update(lexicon.beginnings.get(word[:length], ()))
    return found


def _counting_inside(of_phrase: Set[str]) -> frozenset[str]:
    """The cues of single words that count inside a known phrase with these cues.

    'in no time' is no negation, but 'without you' says 'you', and 'such a kind' says 'kind'.
    """
    if of_phrase == _THANKS:
        return frozenset()
    return ANYBODY | MERIT | DONE if of_phrase <= _PRAISING else ANYBODY


def _calls_by_name(folds: Sequence[str], at: int) -> bool:
    """Whether the word stands after 'Ana,'."""
    return at > 1 and folds[at - 1] == "," and folds[at - 2] in {NAME, MENTION}


def _said_by_spelling(token: Token, language: str, *, is_first: bool) -> tuple[str, ...]:
    """Cues that a language gives by an ending or a capital letter."""
    if language == "es" and token.fold.endswith(SECOND_PERSON_ENDINGS):
        return ("you", "past")
    if is_first:
        return ()
    if language == "de":
        return ("you",) if token.text in FORMAL_YOU else ()
    return ("capital",) if token.text[:1].isupper() and token.text[1:].islower() else ()


def _cues(sentence: Sequence[Token], language: str) -> set[str]:
    """The cues of one sentence, and those that stand close to each other or deny each other."""
    placed = _placed_cues(sentence, language)
    _settle(sentence, placed)
    found: set[str] = set().union(*placed)
    near = set(_clauses(sentence, placed))
    if placed:
        near.update(f"begins {cue}" for cue in placed[0])
    for at, here in enumerate(placed):
        if not here & _LOOKS_AROUND:
            continue
        after = set().union(*placed[at + 1 : at + 1 + _NEAR])
        if "negation" in here and after & (MERIT | DONE):
            near.add("denied merit")
        if "negation" in here and after & {"complaint", "broken"}:
            near.add("denied complaint")
        around = after.union(*placed[max(0, at - _NEAR) : at])
        near.update(f"{who}+{what}" for who in here & ANYBODY for what in around & (MERIT | DONE))
        if "thanks" in here:
            following = " ".join(token.fold for token in sentence[at : at + _NEAR + 3])
            if _DEED.search(following):
                near.update(("thanks for a deed", "you"))
    return found | near


def _settle(sentence: Sequence[Token], placed: Sequence[set[str]]) -> None:
    """Trouble that somebody settled ('for finding the lost bag'), or that is denied ('never rude'), is no doubt."""
    for at, here in enumerate(placed):
        if not here & _TROUBLE:
            continue
        settled = denied = False
        for back in range(at - 1, max(-1, at - 1 - _SETTLED_WITHIN), -1):
            if sentence[back].fold in _PARTS_OF_SENTENCE:
                break
            denied = denied or ("negation" in placed[back] and at - back <= _DENIED_WITHIN)
            settled = (settled or bool(placed[back] & DONE)) and "negation" not in placed[back]
        if denied or settled:
            here.difference_update(_TROUBLE)
            here.add("fault denied" if denied else "trouble settled")


def _clauses(sentence: Sequence[Token], placed: Sequence[set[str]]) -> Iterable[str]:
    """What is clear in a part of the sentence, between commas or around a 'but', and on which side of the 'but'."""
    clauses: list[set[str]] = [set()]
    turned_at = 0
    for token, here in zip(sentence, placed, strict=True):
        if token.fold in _PARTS_OF_SENTENCE:
            if token.fold in _CONTRASTS:
                turned_at = len(clauses)
            clauses.append(set())
        clauses[-1] |= here
    if len(clauses) == 1:
        return
    for clause in clauses:
        yield from (f"part: {cue}" for cue in _clear(clause))
    if turned_at:
        before, after = set().union(*clauses[:turned_at]), set().union(*clauses[turned_at:])
        for side, of_side in (("before", before), ("after", after)):
            yield from (f"{cue} {side} but" for cue in of_side & (MERIT | DONE | SOMEBODY | _TROUBLE | {"negation"}))
            if of_side & MERIT and not of_side & DOUBT:
                yield f"clear merit {side} but"


def _message_cues(tokens: Sequence[Token], sentences: Sequence[Sequence[Token]], found: Sequence[Set[str]]) -> set[str]:
    """The cues of the whole message: its sentences', pairs in one sentence, clear sentences, its length, its close."""
    cues: set[str] = set().union(*found)
    for of_sentence in found:
        cues.update(f"{one}&{other}" for one, other in combinations(sorted(of_sentence), 2))
        cues.update(_clear(of_sentence))
    cues.update(_across(cues))
    length = sum(len(sentence) for sentence in sentences)
    cues.update(f"words<={bound}" for bound in (3, 6, 12, 25, 60, 150) if length <= bound)
    for cue in ("clear thanks to somebody", "somebody~thanks", "merit of somebody", "merit of anybody"):
        if cue in cues:
            cues.update(f"{cue} in <={bound}" for bound in (4, 6, 9, 14) if length <= bound)
    if found:
        cues.update(f"first:{cue}" for cue in found[0])
        cues.update(f"last:{cue}" for cue in found[-1])
        if len(found) == 1:
            cues.add("one sentence")
        if tokens[-1].fold == "?":
            cues.add("ends in question")
        if sum("ask" in of_sentence for of_sentence in found) * 2 > len(found):
            cues.add("mostly questions")
        if len(found) > 1 and len(sentences[-1]) <= _CLOSING_WORDS and "author" in found[-1]:
            cues.add("signed")
    return cues


def _clear(of_sentence: Set[str]) -> Iterable[str]:
    """Whether a sentence says something good of somebody, and nothing beside it that speaks against meaning it so."""
    merits = len(of_sentence & MERIT)
    doubts = len(of_sentence & DOUBT) + ("denied merit" in of_sentence)
    if merits and of_sentence & ANYBODY:
        who = "somebody" if of_sentence & SOMEBODY else "anybody"
        yield f"merit of {who}"
        if merits > 1:
            yield f"merits of {who}"
        if not doubts:
            yield f"clear merit of {who}"
    if of_sentence & SOMEBODY and of_sentence & DONE and not doubts:
        yield "clear deed of somebody"
    if "thanks" in of_sentence and of_sentence & SOMEBODY and of_sentence & DONE:
        yield "thanks for something done" if doubts else "clear thanks for something done"
    if "thanks" in of_sentence and of_sentence & SOMEBODY and not doubts:
        yield "clear thanks to somebody"
    if "thanks for a deed" in of_sentence:
        yield "doubtful thanks for a deed" if doubts else "clear thanks for a deed"
    if doubts > 2:
        yield "doubtful sentence"
    if merits and doubts > merits:
        yield "more doubt than merit"


def _across(cues: Set[str]) -> Iterable[str]:
    """What stands anywhere in the message together."""
    if cues & SOMEBODY:
        yield from (f"somebody~{cue}" for cue in (*MERIT, *DONE, "thanks") if cue in cues)
    if cues & ANYBODY:
        yield from (f"anybody~{cue}" for cue in (*MERIT, *DONE, "thanks") if cue in cues)
    else:
        yield "nobody"
    if "thanks" in cues:
        yield from (f"thanks~{cue}" for cue in (*MERIT, *DONE) if cue in cues)
    if not cues & MERIT:
        yield "no merit"
    if not cues & DOUBT:
        yield "no doubt"


def _parts(words: Iterable[str]) -> Iterable[str]:
    for word in set(words):
        if word[0].isalpha():
            padded = f" {word} "
            for length in _PART_LENGTHS:
                for at in range(len(padded) - length + 1):
                    yield padded[at : at + length]
