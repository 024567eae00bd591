"""What a name does in a message: is it the one who is praised, or one who is greeted, copied in, told, blamed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from bot.domain.naming import cues
from bot.domain.naming.evidence import Evidence, evidence, is_action, joined_evidence
from bot.domain.naming.occurrences import Occurrence
from bot.domain.naming.reading import Reading, Zone
from bot.domain.naming.roster import NameKind
from bot.domain.naming.tokens import Kind

_LONGEST_PHRASE = 5
_BLAME_WORDS = 8
_DENIAL_WORDS = 3


class Role(Enum):
    """From the praised to those who aren't.

    PRAISED: said so. MENTIONED: named, without praise in the same words. THANKED: a bare 'Thanks Bruno'. ADDRESSED:
    greeted or spoken to. ASKED: asked to do something. RECIPIENT: told, or stood in for. REPORTING: told something.
    BLAMED: the words beside the name are no praise. DOUBTED: perhaps not this person. SIGNED: perhaps a signature.
    OUT: copied in, contrasted, the writer, the writer's own people.
    """

    PRAISED = auto()
    MENTIONED = auto()
    THANKED = auto()
    ADDRESSED = auto()
    ASKED = auto()
    RECIPIENT = auto()
    REPORTING = auto()
    BLAMED = auto()
    DOUBTED = auto()
    SIGNED = auto()
    OUT = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """Names that are listed together ('Ana, Bruno and Mehmet'), from `start` up to `end`."""

    names: tuple[Occurrence, ...]
    start: int
    end: int
    has_or: bool = False
    has_and: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A group with its role; `quoted` when it stands in what the writer quotes."""

    group: Group
    role: Role
    quoted: bool = False


def judge_groups(reading: Reading, found: list[Occurrence]) -> list[Judged]:
    """Every group of names that means persons, with its role, in the order of the text."""
    groups = _groups(reading, found)
    by_sentence: dict[int, list[Group]] = {}
    for group in groups:
        by_sentence.setdefault(reading.of[group.start], []).append(group)
    judged: list[Judged] = []
    for sentence, members in by_sentence.items():
        for place, group in enumerate(members):
            before = members[place - 1] if place else None
            after = members[place + 1] if place + 1 < len(members) else None
            role = _role(reading, group, before, after)
            judged.append(Judged(group, role, reading.sentences[sentence].zone is Zone.QUOTE))
    return _with_following(reading, judged)


def _groups(reading: Reading, found: list[Occurrence]) -> list[Group]:
    """Names with nothing but 'and', commas and the like between them are one; what is only a word is left out."""
    groups: list[list[Occurrence]] = []
    for occurrence in found:
        if groups and _joined(reading, groups[-1][-1], occurrence):
            groups[-1].append(occurrence)
        else:
            groups.append([occurrence])
    made: list[Group] = []
    for members in groups:
        strengths = [evidence(reading, occurrence) for occurrence in members]
        if max(strengths) is Evidence.STRONG:
            strengths = [
                strength if strength is Evidence.STRONG else joined_evidence(reading, occurrence)
                for strength, occurrence in zip(strengths, members, strict=True)
            ]
        kept = [
            occurrence if strength is Evidence.STRONG else _doubtful(occurrence)
            for strength, occurrence in zip(strengths, members, strict=True)
            if strength is not Evidence.NONE
        ]
        if not kept:
            continue
        between = reading.folds(kept[0].end, kept[-1].start)
        joins = {token.fold for token in reading.tokens[kept[0].end : kept[-1].start]}
        group = Group(tuple(kept), kept[0].start, kept[-1].end, bool({*between} & cues.ORS), bool(joins & cues.ANDS))
        made.extend(_split_vocative(reading, group))
    return made


def _doubtful(occurrence: Occurrence) -> Occurrence:
    return Occurrence(occurrence.start, occurrence.end, occurrence.bearers, occurrence.kind, is_doubtful=True)


def _joined(reading: Reading, left: Occurrence, right: Occurrence) -> bool:
    if reading.of[left.start] != reading.of[right.start] or right.start - left.end > 2 * _LONGEST_PHRASE:
        return False
    between = reading.tokens[left.end : right.start]
    words = tuple(token.fold for token in between if token.kind is Kind.WORD and token.fold not in cues.TITLES)
    marks = {token.text for token in between if token.kind is not Kind.WORD}
    if not marks <= set(",&+/."):
        return False
    if reading.tokens[left.end - 1].possessive:
        # 'Ana's patience and Bruno's calm'
        return (
            reading.tokens[right.end - 1].possessive and len(words) <= _LONGEST_PHRASE and words[-1:] in cues.LIST_JOINS
        )
    return (
        not words or words in cues.LIST_JOINS or (words[-1:] in cues.ROLE_ENDS and _drop_role(words) in cues.LIST_JOINS)
    )


def _drop_role(words: tuple[str, ...]) -> tuple[str, ...]:
    """'and the driver' → 'and'."""
    return tuple(word for word in words if word not in cues.ROLE_NOUNS and word not in cues.DETERMINERS)


def _split_vocative(reading: Reading, group: Group) -> Iterable[Group]:
    """'Bruno, Ana was wonderful': the first is spoken to, unless the verb is of several."""
    first = group.names[0]
    behind = reading.after(group.end, 2)
    is_pair = len(group.names) == 2 and not group.has_and and not group.has_or
    spoken_to = first.kind is NameKind.MENTION or reading.fold(first.end) == ","
    before = reading.before(first.start)
    apart = _ends_with(before, cues.CONTRASTS)
    if reading.starts_sentence(first.start) or _is_greeting(before):
        apart = apart or (bool(behind) and behind[0] in cues.SINGULARS)
    if is_pair and spoken_to and apart:
        yield Group((first,), first.start, first.end)
        yield Group(group.names[1:], group.names[1].start, group.end)
    else:
        yield group


def _ends_with(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[-length:]) in phrases for length in range(1, min(_LONGEST_PHRASE, len(words)) + 1))


def _begins_with(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[:length]) in phrases for length in range(1, min(_LONGEST_PHRASE, len(words)) + 1))


def _role(reading: Reading, group: Group, previous: Group | None, following: Group | None) -> Role:
    by_zone = _role_of_zone(reading, group)
    if by_zone is not None:
        return by_zone
    before, after = reading.before(group.start), reading.after(group.end, _BLAME_WORDS)
    told = _outside_role(reading, group, before, after) or _other_role(reading, group, before, after)
    if told is not None:
        return told
    region_end = following.start if following else reading.sentences[reading.of[group.start]].end
    if _is_blamed(reading, group, region_end):
        return Role.BLAMED
    if _is_doubted(reading, group, before):
        return Role.DOUBTED
    spoken_to = _spoken_to(reading, group, before, after, following)
    if spoken_to is not None:
        return spoken_to
    return Role.PRAISED if _has_praise(reading, group, previous, following) else Role.MENTIONED


def _role_of_zone(reading: Reading, group: Group) -> Role | None:
    zone = reading.sentences[reading.of[group.start]].zone
    if zone is Zone.HELPER:
        return Role.PRAISED
    if zone in {Zone.WRITER, Zone.SIGNATURE} or (group.start >= reading.signature_start and reading.is_own_signature):
        return Role.OUT
    return Role.SIGNED if group.start >= reading.signature_start else None


def _outside_role(reading: Reading, group: Group, before: list[str], after: list[str]) -> Role | None:
    """Copied in, contrasted, the writer, or one of the writer's own people."""
    first = group.names[0]
    if before[-1:] and before[-1] in cues.CC and reading.fold(group.start - 1) != "by":
        return Role.OUT
    if reading.fold(group.start - 1) == "+" or (after[:1] == ["fyi"] and not before):
        return Role.OUT
    is_beside = reading.is_word(group.start - 1) or reading.fold(group.start - 1) == "."
    if is_beside and _ends_with(before, cues.CONTRASTS) and not (after and after[0] in cues.NOT_ONLY):
        return Role.OUT
    introduced = (
        _ends_with(before, cues.INTRODUCTIONS)
        and not set(after[:3]) & cues.NO_INTRODUCTION
        and first.kind is not NameKind.MENTION
    )
    if introduced or (after[:1] and after[0] in cues.HERE and len(after) > 1 and after[1] in cues.FROM):
        return Role.OUT
    if (
        before
        and before[-1] in cues.RELATIONS
        and set(before[-4:-1]) & cues.MY
        and not set(before[-3:-1]) & cues.SERVING
    ):
        return Role.OUT
    return None


def _other_role(reading: Reading, group: Group, before: list[str], after: list[str]) -> Role | None:
    """Told, stood in for, owner of something, or the one who tells."""
    possessive = reading.tokens[group.end - 1].possessive or (
        reading.fold(group.start).endswith("s") and reading.language == "de"
    )
    if possessive and set(after[:3]) & cues.OWNED:
        return Role.RECIPIENT
    if reading.is_word(group.end) and (
        after[0] in cues.REPORTS or (after[0] in {"a", "hat", "ha"} and after[1:2] and after[1] in cues.REPORTS)
    ):
        return Role.REPORTING
    was_away = set(after[:1]) & cues.WAS and set(after[1:4]) & cues.AWAY
    if was_away and (set(before[-2:]) & cues.AWAY_STARTS or set(after[2:5]) & cues.SO):
        return Role.REPORTING
    if _ends_with(before, cues.RECIPIENTS):
        return Role.RECIPIENT
    return None


def _is_blamed(reading: Reading, group: Group, region_end: int) -> bool:
    """Whether the words behind the name deny or blame, up to the next name or clause."""
    at = group.end
    words: list[str] = []
    if reading.fold(at) == "," and not _goes_on(reading.after(at)):
        return False
    while at < region_end and len(words) < _BLAME_WORDS:
        token = reading.tokens[at]
        if token.kind is Kind.WORD:
            if token.fold in cues.SWITCHES and words:
                break
            words.append(token.fold)
        elif token.text in ",;:" and words and not _begins_with(words, cues.SUBJECT_ASIDES):
            break
        at += 1
    if any(word == "late" and words[place - 1] in cues.LATE_AFTER for place, word in enumerate(words) if place):
        return True
    if any(word.startswith(cues.NEGATIVES) for word in words) and not any(word in cues.NEGATIONS for word in words):
        return True
    denial = next((place for place, word in enumerate(words[:_DENIAL_WORDS]) if word in cues.NEGATIONS), None)
    if denial is None:
        return False
    if (
        denial + 1 == len(words)
        and at == region_end
        and reading.of[group.end] == reading.of[min(at, len(reading.of) - 1)]
    ):
        # 'Ana, not Bruno': said of the next name.
        return False
    return not any(word.startswith(cues.NOT_BAD + cues.NEGATIVES) for word in words[denial + 1 :])


def _goes_on(after: list[str]) -> bool:
    """Whether what stands behind a comma is still said of the name: 'Bruno, not so', 'Bruno, however, was slow'."""
    goes_on = cues.NEGATIONS | cues.APPOSITIONS | cues.FINITES
    return bool(after) and (after[0] in goes_on or _begins_with(after, cues.SUBJECT_ASIDES))


def _spoken_to(
    reading: Reading, group: Group, before: list[str], after: list[str], following: Group | None
) -> Role | None:
    behind = reading.tokens[group.end] if group.end < len(reading.tokens) else None
    is_closed = behind is None or behind.kind is not Kind.WORD
    greeted = _is_greeting(before)
    if not greeted and not reading.starts_sentence(group.start):
        if _ends_with(before, cues.THANKS) and is_closed:
            return Role.PRAISED if _is_direct(reading, group.end) and following is None else Role.THANKED
        is_last = is_closed and not reading.after(group.end, 1) and reading.fold(group.start - 1) == ","
        direct = is_last and _is_direct(reading, reading.sentences[reading.of[group.start]].start)
        return (Role.PRAISED if direct else Role.ADDRESSED) if is_last else None
    if not greeted and not _is_vocative(reading, group, after, following):
        return None
    if following is None and set(after[:1]) & cues.REQUESTS:
        return Role.ASKED
    alone = not greeted and following is None and bool(after)
    return Role.PRAISED if alone and _is_direct(reading, group.end) else Role.ADDRESSED


def _is_greeting(before: list[str]) -> bool:
    return tuple(word for word in before if word not in cues.TITLES) in cues.GREETINGS


def _is_vocative(reading: Reading, group: Group, after: list[str], following: Group | None) -> bool:
    """A name at the start of its sentence that is spoken to: with a comma, or a mention that isn't the subject."""
    mark = reading.fold(group.end)
    if not after:
        return group.names[0].kind is NameKind.MENTION
    if _begins_with(after, cues.SUBJECT_ASIDES):
        return False
    if mark in {",", ":", "-", "–", "!"}:
        return after[0] not in cues.APPOSITIONS or following is not None
    if group.names[0].kind is not NameKind.MENTION:
        return after[0] in cues.VOCATIVE_NEXT
    if after[0] in cues.FINITES | cues.PLURALS or is_action(after[0]) or reading.tokens[group.end - 1].possessive:
        return False
    return (
        following is not None
        or after[0] in cues.REQUESTS
        or bool({*after[:3]} & (cues.SECOND_PERSONS | cues.PRAISE_TO | {"i"}))
    )


def _is_direct(reading: Reading, at: int) -> bool:
    """Whether the rest of the sentence praises whom it speaks to."""
    words = reading.after(at, 20)
    if any(pair in cues.YOU_ARE or pair[:1] in cues.YOU_ARE for pair in pairwise(words)):
        return True
    if set(words) & cues.THIRD_PERSONS:
        return False
    return bool(set(words) & cues.SECOND_PERSONS) or any(word.startswith(cues.POSITIVES) for word in words)


def _is_doubted(reading: Reading, group: Group, before: list[str]) -> bool:
    return (
        group.has_or
        or (reading.fold(group.end) == "?" and not reading.tokens[group.start].at)
        or _ends_with(before, cues.DOUBTS)
    )


def _has_praise(reading: Reading, group: Group, previous: Group | None, following: Group | None) -> bool:
    """Whether there are words of praise in the part of the sentence that is this name's."""
    sentence = reading.sentences[reading.of[group.start]]
    start, end = sentence.start, sentence.end
    if previous is not None:
        start = _border(reading, previous.end, group.start, previous.end)
    if following is not None:
        end = _border(reading, group.end, following.start, following.start)
    return _praises(reading.folds(start, end))


def _praises(words: list[str]) -> bool:
    """Words of praise, or a denial of something bad: 'never lost her patience', 'not bad'."""
    if any(word.startswith(cues.POSITIVES) for word in words):
        return True
    denial = next((place for place, word in enumerate(words) if word in cues.NEGATIONS), len(words))
    return any(word.startswith(cues.NOT_BAD + cues.NEGATIVES) for word in words[denial + 1 : denial + 4])


def _border(reading: Reading, start: int, end: int, otherwise: int) -> int:
    """Where between two names what is said of the first ends; `otherwise` when it is said of both."""
    for at in range(start, end):
        if reading.fold(at) in cues.SWITCHES or reading.fold(at) in {",", ";", "-", "–", "—"}:
            return at
    return next((at for at in range(start, end) if reading.fold(at) in cues.ANDS), otherwise)


def _with_following(reading: Reading, judged: list[Judged]) -> list[Judged]:
    """'Ana took over. She was fantastic.': praise in the next sentence without a name is of the one named last."""
    named = {reading.of[one.group.start] for one in judged}
    result = list(judged)
    for place, one in enumerate(judged):
        sentence = reading.of[one.group.start]
        is_last = place + 1 == len(judged) or reading.of[judged[place + 1].group.start] != sentence
        if one.role is not Role.MENTIONED or not is_last:
            continue
        following = sentence + 1
        while following < len(reading.sentences) and following not in named:
            part = reading.sentences[following]
            if part.start >= reading.signature_start or part.zone is not reading.sentences[sentence].zone:
                break
            if any(word.startswith(cues.POSITIVES) for word in reading.folds(part.start, part.end)):
                result[place] = Judged(one.group, Role.PRAISED, one.quoted)
                break
            following += 1
    return result
