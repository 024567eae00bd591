"""What a select offers: the app's own options, the bot's suggestions, members or conversations."""

from dataclasses import dataclass
from typing import Any

from playground.model import Conversation, Json
from playground.page.mrkdwn import decoded
from playground.page.surface import Field


@dataclass(frozen=True)
class Offer:
    """One line of a select's list: `value` is what the state carries, `key` tells offers apart."""

    key: str
    label: str
    value: Any
    more: str = ""
    group: str = ""


def _option(option: Json, group: str = "") -> Offer:
    return Offer(
        key=str(option["value"]),
        label=decoded(str(option["text"]["text"])),
        value=option,
        more=decoded(str((option.get("description") or {}).get("text", ""))),
        group=group,
    )


def options(answer: list[Json]) -> list[Offer]:
    """Options, or option groups, as offers."""
    offers: list[Offer] = []
    for one in answer:
        if "options" in one:
            offers += [_option(option, decoded(str(one["label"]["text"]))) for option in one["options"]]
        else:
            offers.append(_option(one))
    return offers


def _conversation(field: Field, conversation: Conversation) -> Offer:
    mark = "" if conversation.is_direct else "#"
    return Offer(conversation.id, mark + field.surface.seat.title_of(conversation), conversation.id)


_INCLUDE = {"public": "channel", "private": "private", "im": "im", "mpim": "mpim"}


def _conversations(field: Field) -> list[Offer]:
    """A person's conversations and, for full members, every public channel, less what the element filters out."""
    seat = field.surface.seat
    filters = field.element.get("filter") or {}
    include = filters.get("include")
    kinds = {_INCLUDE.get(one, one) for one in include} if include else {"channel", "private", "im", "mpim"}
    if field.kind.endswith("channels_select"):
        kinds = {"channel"}
    offered = seat.workspace.conversations_of(seat.person_id)
    if not (seat.person.is_restricted or seat.person.is_ultra_restricted or seat.person.is_stranger):
        mine = {one.id for one in offered}
        public = [one for one in seat.workspace.conversations.values() if one.kind == "channel" and one.id not in mine]
        offered = sorted([*offered, *public], key=lambda one: (one.is_direct, one.name, one.id))
    return [
        _conversation(field, one)
        for one in offered
        if one.kind in kinds
        and not (filters.get("exclude_external_shared_channels") and one.is_ext_shared)
        and not (filters.get("exclude_bot_users") and one.kind == "im" and _is_with_bot(field, one))
    ]


def _is_with_bot(field: Field, conversation: Conversation) -> bool:
    seat = field.surface.seat
    return seat.member(conversation.other(seat.person_id)).is_bot


def _members(field: Field) -> list[Offer]:
    people = sorted(field.surface.seat.workspace.people.values(), key=lambda member: member.real_name)
    return [
        Offer(member.id, member.real_name, member.id, more=member.title or f"@{member.name}")
        for member in people
        if not member.deleted
    ]


def all_offers(field: Field) -> list[Offer]:
    """Everything that a select offers without asking the bot."""
    if "users_select" in field.kind:
        return _members(field)
    if "conversations_select" in field.kind or "channels_select" in field.kind:
        return _conversations(field)
    return options(field.element.get("option_groups") or field.element.get("options") or [])


def matching(offers: list[Offer], query: str) -> list[Offer]:
    """Offers that hold every word of the query."""
    wanted = query.casefold().split()
    return [one for one in offers if all(word in f"{one.label} {one.more}".casefold() for word in wanted)]


_NOUN = {"users": "user", "conversations": "conversation", "channels": "channel"}


def value_key(kind: str) -> str:
    """The name of a select's value in the state: `selected_option`, `selected_users`, … (source: 'Block elements')."""
    noun = _NOUN.get(kind.removeprefix("multi_").removesuffix("_select"), "option")
    return f"selected_{noun}{'s' if kind.startswith('multi_') else ''}"


def initial_key(kind: str) -> str:
    """The element's field for its first value: `initial_option`, `initial_users`, …"""
    return "initial" + value_key(kind).removeprefix("selected")


def given_offers(field: Field, value: Any) -> list[Offer]:
    """The offers for a value of the state, so that it can be shown by name."""
    if value is None:
        return []
    several = value if isinstance(value, list) else [value]
    if value_key(field.kind).startswith("selected_option"):
        return [_option(one) for one in several]
    seat = field.surface.seat
    if "users_select" in field.kind:
        return [Offer(one, seat.member(one).real_name, one) for one in several]
    conversations = seat.workspace.conversations
    return [_conversation(field, conversations[one]) for one in several if one in conversations]
