"""Who is praised in a message: mentions and names, read by what stands around them; never a silent guess.

`Roster` is built once for a workspace from its colleagues and asked for every message. A mention, a full name, an alias
and a first name that only one colleague bears are sure, unless the words around them say that somebody else is praised.
Two of one name, a doubt ('I think it was Ana'), and nobody named at all are put before a person as a proposal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.naming import cues
from bot.domain.naming.evidence import is_action
from bot.domain.naming.occurrences import occurrences
from bot.domain.naming.reading import Reading, Zone, read, same_as_author
from bot.domain.naming.roles import Judged, Role, judge_groups
from bot.domain.naming.roster import NameKind, Roster, RosterEntry

__all__ = ["MAX_PROPOSED", "Found", "Roster", "RosterEntry", "find_praised"]

MAX_PROPOSED = 10
"""Colleagues who are proposed at most."""

_IF_NONE_PRAISED = (
    (Role.THANKED, True),
    (Role.MENTIONED, True),
    (Role.ADDRESSED, True),
    (Role.RECIPIENT, True),
    (Role.SIGNED, False),
    (Role.REPORTING, False),
    (Role.BLAMED, False),
)
"""Whom the praise concerns when no name stands beside it, in this order, and whether that is sure."""


@dataclass(frozen=True, slots=True)
class Found:
    """Those whom the praise concerns without doubt, those whom it may concern, and why, in words for the one asked."""

    sure: tuple[RosterEntry, ...]
    proposed: tuple[RosterEntry, ...]
    why: str


def find_praised(
    text_with_mentions: str,
    roster: Roster,
    *,
    author_slack_id: str | None,
    author_name: str,
    thread: Sequence[str] = (),
    mentions: Sequence[str] = (),
) -> Found:
    """Who is praised in a message that is praise.

    The text is as Slack has it ('<@U1>' for a mention); `mentions` are Slack ids that are mentioned somewhere else in
    the message. `author_slack_id` is None where an app wrote it. `thread` are the Slack ids of those who wrote in the
    thread: the colleagues among them are proposed where nobody is named. The author is never praised.
    """
    reading = read(text_with_mentions, author_name)
    judged = judge_groups(reading, occurrences(reading, roster))
    if any(not one.quoted for one in judged):
        judged = [one for one in judged if not one.quoted]
    choice = _Choice(judged, author_slack_id)
    choice.decide(reading, author_is_person=author_slack_id is not None)
    writers = [roster.by_slack_id[one] for one in thread if one in roster.by_slack_id and one != author_slack_id]
    sure, proposed = choice.sure, choice.proposed
    if not sure and not proposed:
        elsewhere = [
            roster.by_slack_id[one] for one in mentions if one in roster.by_slack_id and one != author_slack_id
        ]
        elsewhere = [entry for entry in elsewhere if entry not in choice.out]
        if elsewhere:
            return Found((), _distinct(elsewhere), f"mentions {_listed(_distinct(elsewhere))}")
        proposed = [entry for entry in writers if entry not in choice.out]
        why = f"names nobody; {_listed(_distinct(proposed))} wrote in the thread" if proposed else "names nobody"
        return Found((), _distinct(proposed), why)
    proposed.sort(key=lambda entry: entry not in writers)
    certain = tuple(dict.fromkeys(sure))
    uncertain = tuple(entry for entry in _distinct(proposed) if entry not in certain)
    parts = [f"names {_listed(certain)}"] if certain else []
    if uncertain:
        parts.append(f"may mean {_listed(uncertain, 'or')}")
    return Found(certain, uncertain, "; ".join(parts))


class _Choice:
    """Those chosen from the judged names. `out` are those of whom the words say that they aren't the praised."""

    def __init__(self, judged: list[Judged], author: str | None) -> None:
        self.sure: list[RosterEntry] = []
        self.proposed: list[RosterEntry] = []
        self._unlikely: list[RosterEntry] = []
        self._judged = judged
        self._author = author
        self._known = {
            name.bearers[0]
            for one in judged
            for name in one.group.names
            if len(name.bearers) == 1 and name.kind in {NameKind.MENTION, NameKind.FULL}
        }
        self.out = {
            name.bearers[0]
            for one in judged
            if one.role in {Role.OUT, Role.ASKED, Role.BLAMED, Role.ADDRESSED, Role.SIGNED}
            for name in one.group.names
            if len(name.bearers) == 1
        }

    def decide(self, reading: Reading, *, author_is_person: bool) -> None:
        """Takes the praised; where there are none, those who come nearest to it."""
        self._decide(reading, author_is_person=author_is_person)
        if not self.sure:
            self.proposed += self._unlikely

    def _has_any(self) -> bool:
        return bool(self.sure or self.proposed or self._unlikely)

    def _decide(self, reading: Reading, *, author_is_person: bool) -> None:
        self._take(Role.PRAISED, is_sure=True)
        self._take(Role.DOUBTED, is_sure=False)
        if any(one.role is Role.PRAISED for one in self._judged):
            self._take_beside(reading)
        if self._has_any():
            return
        for role, is_sure in _IF_NONE_PRAISED:
            if role is Role.ADDRESSED and not _praises_addressed(reading):
                continue
            if role is Role.SIGNED and not self._signed_by_other(reading, author_is_person=author_is_person):
                continue
            self._take(role, is_sure=is_sure)
            if self._has_any():
                return

    def _take_beside(self, reading: Reading) -> None:
        """Beside the praised: one who is only thanked is proposed, one who helped too is as sure."""
        for one in self._judged:
            if one.role is Role.THANKED:
                self._add(one, is_sure=False)
            elif one.role is Role.MENTIONED and _did_something(reading, one):
                self._add(one, is_sure=True)

    def _signed_by_other(self, reading: Reading, *, author_is_person: bool) -> bool:
        """Whether the name at the end can't be the author's: a person of another name wrote the message."""
        names = [name for one in self._judged if one.role is Role.SIGNED for name in one.group.names]
        written = [reading.tokens[at].text for name in names for at in range(name.start, name.end)]
        return author_is_person and bool(reading.author_words) and not same_as_author(reading, " ".join(written))

    def _take(self, role: Role, *, is_sure: bool) -> None:
        for one in self._judged:
            if one.role is role:
                self._add(one, is_sure=is_sure)

    def _add(self, one: Judged, *, is_sure: bool) -> None:
        for name in one.group.names:
            bearers = [entry for entry in name.bearers if entry in self._known] or list(name.bearers)
            bearers = [entry for entry in bearers if entry.slack_id != self._author]
            if name.is_doubtful:
                self._unlikely.extend(bearers)
            elif is_sure and len(bearers) == 1:
                self.sure.extend(bearers)
            else:
                self.proposed.extend(bearers)


def _praises_addressed(reading: Reading) -> bool:
    """Whether the message speaks to the one it praises ('you were so kind') and of nobody else."""
    own = [s for s in reading.sentences if s.zone is Zone.BODY and s.start < reading.signature_start]
    words = {word for sentence in own for word in reading.folds(sentence.start, sentence.end)}
    return not words & cues.THIRD_PERSONS


def _did_something(reading: Reading, one: Judged) -> bool:
    words = reading.after(one.group.end, 2)
    return any(is_action(word) for word in words) or bool(set(words) & cues.ALSO)


def _distinct(entries: Iterable[RosterEntry]) -> tuple[RosterEntry, ...]:
    return tuple(dict.fromkeys(entries))[:MAX_PROPOSED]


def _listed(entries: Sequence[RosterEntry], word: str = "and") -> str:
    names = [entry.name for entry in entries]
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
