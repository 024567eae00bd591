"""The people of the access matrix: everybody who can stand in some relation to the technician Tess, and a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from playground.model import Member
from playground.sample import TEAM_ID

HERE, ELSEWHERE = TEAM_ID, "T0ELSEWHERE"
CANARY = "Hushmere"
"""Stands in every name of ours: nobody elsewhere may be shown it."""


class Who(StrEnum):
    """Who makes a request, seen from the technician whose things it is about. The values are the matrix's columns."""

    SELF = "self"
    MANAGER = "manager"
    ABOVE = "manager's manager"
    PEER = "peer"
    LEADER = "leader"
    ADMIN = "admin"
    GUEST = "guest"
    OUTSIDER = "outsider"
    GONE = "gone"
    ELSEWHERE = "other workspace"


class Guest(StrEnum):
    """Slack's two kinds of guests, who may do the same here."""

    SINGLE_CHANNEL = "single-channel guest"
    MULTI_CHANNEL = "multi-channel guest"


class Bystander(StrEnum):
    """Somebody who asks for nothing, for things that are neither Tess's nor anybody's of whom the matrix speaks."""

    COLLEAGUE = "colleague"
    HEAD = "head of another team"


Actor = Who | Guest | Bystander
COLLEAGUES = (Who.SELF, Who.MANAGER, Who.ABOVE, Who.PEER, Who.LEADER, Who.ADMIN)
"""Those here who may do what everybody may."""

ACTORS: tuple[Actor, ...] = (*(who for who in Who if who is not Who.GUEST), *Guest)
"""Everybody who is tried; both kinds of guests stand in one column."""


def column(actor: Actor) -> Who:
    """The matrix's column of an actor."""
    return Who.GUEST if isinstance(actor, Guest) else Who(actor)


@dataclass(frozen=True, slots=True)
class Role:
    """What the program is told of somebody: their role here, and by whom they are led."""

    role: str = "technician"
    led_by: Actor | None = None


PLACES: Mapping[Actor, Role] = MappingProxyType(
    {
        Who.SELF: Role(led_by=Who.MANAGER),
        Who.PEER: Role(led_by=Who.MANAGER),
        Who.MANAGER: Role(led_by=Who.ABOVE),
        Who.ABOVE: Role(),
        Who.LEADER: Role("leader"),
        Who.ADMIN: Role("admin"),
        Bystander.HEAD: Role(),
        Bystander.COLLEAGUE: Role(led_by=Bystander.HEAD),
        Who.GONE: Role("admin", led_by=Who.MANAGER),
        # What somebody was before they became a guest still stands there, and counts for nothing.
        Guest.SINGLE_CHANNEL: Role("admin"),
        Guest.MULTI_CHANNEL: Role("leader"),
        Who.OUTSIDER: Role("admin"),
    }
)


def _member(slack_id: str, name: str, team_id: str = HERE) -> Member:
    real_name = f"{name} {CANARY}"
    return Member(slack_id, team_id, name.lower(), real_name, "", "Europe/Lisbon", email=f"{name.lower()}@example.com")


def members() -> dict[Actor, Member]:
    """Everybody as Slack knows them. The stranger has Tess's very Slack id, as people in shared channels do."""
    found: dict[Actor, Member] = {
        Who.SELF: _member("U1TESS", "Tess"),
        Who.MANAGER: _member("U1MONA", "Mona"),
        Who.ABOVE: _member("U1VERA", "Vera"),
        Who.PEER: _member("U1PETE", "Pete"),
        Who.LEADER: _member("U1LENA", "Lena"),
        Who.ADMIN: _member("U1ADAM", "Adam"),
        Guest.SINGLE_CHANNEL: _member("U1SINA", "Sina"),
        Guest.MULTI_CHANNEL: _member("U1MULE", "Mule"),
        Who.OUTSIDER: _member("U1OTTO", "Otto", "T0PARTNER"),
        Who.GONE: _member("U1GENE", "Gene"),
        Bystander.HEAD: Member("U1HUGO", HERE, "hugo", "Hugo Lane", "", "Europe/Lisbon"),
        Bystander.COLLEAGUE: Member("U1CORA", HERE, "cora", "Cora Lane", "", "Europe/Lisbon"),
        Who.ELSEWHERE: Member("U1TESS", ELSEWHERE, "stan", "Stan Ranger", "", "Europe/Lisbon", is_admin=True),
    }
    found[Who.ADMIN].is_admin = True
    found[Guest.SINGLE_CHANNEL].is_restricted = found[Guest.SINGLE_CHANNEL].is_ultra_restricted = True
    found[Guest.MULTI_CHANNEL].is_restricted = True
    found[Who.OUTSIDER].is_stranger = True
    found[Who.GONE].deleted = True
    return found
