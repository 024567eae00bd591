"""Channels in which customers' words are noticed, and why each of them is read."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ReadBecause(StrEnum):
    """Why a channel is read: people from outside write there (they alone are read), or an admin marked it."""

    OUTSIDERS = "outsiders"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    """What an admin said of a channel: whether it carries customers' words, and who is asked about praise from there.

    `champion` and `marked_by` are Slack ids.
    """

    channel: str
    carries_customers_words: bool
    champion: str | None
    marked_by: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class ReadChannel:
    """A channel that is read, or, where `because` is empty, one that only has a champion.

    `is_member` is False where we were not invited, so that nothing reaches us; None where Slack didn't say.
    """

    channel: str
    because: tuple[ReadBecause, ...]
    champion: str | None = None
    marked_by: str | None = None
    marked_at: datetime | None = None
    is_member: bool | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """The channels that we are in: all of them, and those that are shared with another organisation."""

    channels: frozenset[str]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """Something that could not be worked off, with the reason: `kind` is the event's, `channel` where it happened."""

    id: int
    kind: str
    channel: str | None
    reason: str
    since: datetime


def channels_read(watched: list[WatchedChannel], membership: Membership | None) -> list[ReadChannel]:
    """Every channel that is read and why: the marked ones first, then those that are shared.

    Without `membership` (Slack didn't answer) the shared ones that nobody marked are missing.
    """
    shared = membership.shared if membership else ()
    found: dict[str, ReadChannel] = {}
    for one in watched:
        because = (ReadBecause.MARKED,) if one.carries_customers_words else ()
        is_member = one.channel in membership.channels if membership else None
        found[one.channel] = ReadChannel(
            one.channel, because, one.champion, one.marked_by, one.marked_at, is_member=is_member
        )
    for channel in shared:
        known = found.get(channel, ReadChannel(channel, (), is_member=True))
        found[channel] = replace(known, because=(*known.because, ReadBecause.OUTSIDERS))
    return list(found.values())
