"""The roster: colleagues by their names and aliases, indexed once, so that a message is looked up word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from bot.domain.line.languages import word_set
from bot.domain.naming.cues import TITLES
from bot.domain.naming.tokens import words_of

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SUFFIX = re.compile(r"\s+[-–—]\s+.*|\s*[|/·•].*|,\s*(?:jr|sr|phd|md|mba|esq|ii|iii)\b.*", re.IGNORECASE)
_HANDLE = re.compile(r"[._]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_SPELT_OUT = re.compile(r"(?<=[b-df-hj-np-tv-z])([aou])e(?=[b-df-hj-np-tv-z])", re.IGNORECASE)
_PARTICLES = word_set("de del della di da dos das du la le les los van von der den ter ten zu zum zur al el bin y")
_SHORTEST = 2
_MAX_NAME_WORDS = 6


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A colleague: our id, Slack's, the name as Slack shows it, and other names that they go by."""

    person_id: int
    slack_id: str
    name: str
    aliases: tuple[str, ...] = ()


class NameKind(Enum):
    """What of a name was written: GIVEN is a first name or an alias, FAMILY a last name alone."""

    MENTION = auto()
    FULL = auto()
    GIVEN = auto()
    FAMILY = auto()


class Roster:
    """Colleagues, indexed by folded full name, first name, last name and alias.

    Built once for a workspace and asked for every message: `longest` says how many words a name gets that begins
    with a word, so that a message costs a few look-ups a word, however many colleagues there are.
    """

    def __init__(self, entries: Iterable[RosterEntry]) -> None:
        self.by_slack_id: dict[str, RosterEntry] = {}
        self.longest: dict[str, int] = {}
        self._names: dict[NameKind, dict[str, tuple[RosterEntry, ...]]] = {kind: {} for kind in NameKind}
        for entry in entries:
            self.by_slack_id[entry.slack_id] = entry
            for spelling in _spellings(entry.name):
                self._index_name(spelling, entry)
            for alias in entry.aliases:
                for words in _spellings(alias):
                    self._add(NameKind.GIVEN, words, entry)

    def named(self, kind: NameKind, key: str) -> tuple[RosterEntry, ...]:
        """Those who bear that name: folded words with a space between them."""
        return self._names[kind].get(key, ())

    def with_initial(self, given: str, initial: str) -> tuple[RosterEntry, ...]:
        """Those of that first name whose last name begins with that folded letter ('Ana P.')."""
        return tuple(
            entry
            for entry in self.named(NameKind.GIVEN, given)
            if any(word.startswith(initial) for word in _spellings(entry.name)[0][1:])
        )

    def with_first_letter(self, initial: str, family: str) -> tuple[RosterEntry, ...]:
        """Those of that last name whose first name begins with that folded letter ('A. Pereira')."""
        return tuple(
            entry for entry in self.named(NameKind.FAMILY, family) if _spellings(entry.name)[0][0].startswith(initial)
        )

    def _index_name(self, words: list[str], entry: RosterEntry) -> None:
        given = _given_length(entry.name)
        first, rest = words[:given], words[given:]
        self._add(NameKind.GIVEN, first, entry)
        if len(rest) > 1:
            self._add(NameKind.GIVEN, words[: given + 1], entry)
        for start in range(len(rest)):
            family = rest[start:]
            if family[0] not in _PARTICLES or start == 0:
                self._add(NameKind.FULL, first + family, entry)
                self._add(NameKind.FULL, family + first, entry)
                self._add(NameKind.FAMILY, family, entry)
                if len(family) > 1 and family[0] not in _PARTICLES:
                    self._add(NameKind.FULL, [*first, family[0]], entry)
                    self._add(NameKind.FAMILY, family[:1], entry)
        if rest:
            self._add(NameKind.FULL, words, entry)

    def _add(self, kind: NameKind, words: list[str], entry: RosterEntry) -> None:
        key = " ".join(words)
        if len(key) < _SHORTEST:
            return
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        bearers = self._names[kind].get(key, ())
        if entry not in bearers:
            self._names[kind][key] = (*bearers, entry)


def _spellings(name: str) -> list[list[str]]:
    """The folded words of a name in each way that it is spelt ('Jürgen': 'jurgen', 'juergen'), most usual first."""
    plain = _plain(name)
    spelt = [[token.fold for token in words_of(plain)][:_MAX_NAME_WORDS]]
    if spelt[0] and spelt[0][0] in TITLES and len(spelt[0]) > 1:
        spelt[0].pop(0)
    for other in (plain.translate(_UMLAUTS), _SPELT_OUT.sub(r"\1", plain)):
        if other != plain:
            words = [token.fold for token in words_of(other)][:_MAX_NAME_WORDS]
            spelt.append(words[-len(spelt[0]) :])
    return [words for words in spelt if words] or [[""]]


def _plain(name: str) -> str:
    """'Pereira, Ana (Support) | Acme' → 'Ana Pereira'."""
    plain = _SUFFIX.sub("", _ASIDE.sub(" ", name)).replace("@", " ").strip()
    family, comma, given = plain.partition(",")
    if comma and given.strip():
        plain = f"{given.strip()} {family.strip()}"
    return _HANDLE.sub(" ", plain) if " " not in plain else plain


def _given_length(name: str) -> int:
    """Words that the first name has: two or more in 'Jean-Pierre Lambert'."""
    words = words_of(_plain(name))
    if len(words) > 1 and words[0].fold in TITLES:
        words = words[1:]
    length = 1
    while length < len(words) and words[length].glued:
        length += 1
    return length
