"""Customers: choosing among them, looking at them, saying what is to be known of them."""

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.db import customer_profiles
from bot.db import customers as customer_rows
from bot.domain.access import Action
from bot.domain.customers import (
    ChannelsRefused,
    CustomerDraft,
    CustomerPage,
    CustomerProfile,
    NameRefused,
    OtherNamesRefused,
    customer_key,
)
from bot.domain.people import Person
from bot.domain.work_logs import Customer
from bot.errors import Refused
from bot.services.acting import Asker, acting
from bot.services.customer_access import managing, may_manage
from bot.services.work_logs import recent_of

_LOOK = "`/praiseworthy customers` lists those that there are."


def customers_to_choose(
    session: Session, asker: Asker, words: str, most: int
) -> tuple[list[Customer], list[Customer], bool]:
    """Customers whose name or alias contains the words: the person's recent ones, and the others by name.

    The third value says whether the words are a known customer's name already.
    """
    person = acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    key = customer_key(words)
    found = customer_rows.search(session, person.workspace_id, key, most)
    recent = [customer for customer in recent_of(session, asker).customers if key in customer_key(customer.name)]
    is_known = bool(customer_rows.by_keys(session, person.workspace_id, [key]))
    return recent, [customer for customer in found if customer not in recent], is_known


def page_of_customers(session: Session, asker: Asker, words: str, number: int) -> CustomerPage:
    """Page `number` (from 0) of the customers whose names contain the words; every colleague may look."""
    person = acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    page = customer_profiles.page(session, person.workspace_id, words, number)
    return replace(page, may_change=may_manage(session, person))


def customer_to_change(session: Session, asker: Asker, customer_id: int) -> CustomerProfile:
    """All that is said of a customer, or of the one that it was merged into. Raises `Refused`."""
    person = managing(session, asker, f"customer:{customer_id}")
    return _profile(session, person, customer_id)


def change_customer(
    session: Session, asker: Asker, customer_id: int, draft: CustomerDraft, kept_after: str | None = None
) -> CustomerProfile:
    """Says anew what is to be known of a customer.

    Names with a key after `kept_after` stay as they are: a form has no room for any number of names. Raises `Refused`;
    `NameRefused`, `OtherNamesRefused` and `ChannelsRefused` where something is another customer's already.
    """
    person = managing(session, asker, f"customer:{customer_id}")
    names = draft.checked()
    before = _profile(session, person, customer_id, to_change=True)
    if kept_after is not None:
        for name in before.other_names:
            if customer_key(name) > kept_after:
                names.setdefault(customer_key(name), name)
    workspace_id = person.workspace_id
    _refuse_names_of_others(session, workspace_id, before.id, names)
    taken = customer_profiles.rename(session, workspace_id, before.id, draft.name, names)
    if taken:
        raise OtherNamesRefused(f"“{names[taken[0]]}” became another customer's name just now.", _LOOK)
    channels = tuple(dict.fromkeys(draft.channels))
    for channel in customer_profiles.set_channels(session, workspace_id, before.id, channels):
        raise _channel_refused(session, workspace_id, channel, channels)
    customer_rows.mark_important(session, workspace_id, before.id, draft.is_important)
    return _profile(session, person, before.id)


def _profile(session: Session, person: Person, customer_id: int, *, to_change: bool = False) -> CustomerProfile:
    survivor = customer_rows.surviving_id(session, person.workspace_id, customer_id)
    found = customer_profiles.profile(session, person.workspace_id, survivor, to_change=to_change)
    if found is None:
        raise Refused("That customer isn't known any more.", _LOOK)
    return found


def _refuse_names_of_others(session: Session, workspace_id: str, customer_id: int, names: dict[str, str]) -> None:
    """`names` by key, its own first."""
    owners = customer_profiles.owners(session, workspace_id, names)
    for number, (key, name) in enumerate(names.items()):
        owner = owners.get(key)
        if owner is not None and owner.id != customer_id:
            refused = NameRefused if number == 0 else OtherNamesRefused
            raise refused(
                f"“{name}” is a name of {owner.name} already.",
                "If they are the same, merge the two: *Merge into…* in the list.",
            )


def _channel_refused(session: Session, workspace_id: str, channel: str, channels: tuple[str, ...]) -> ChannelsRefused:
    owner = customer_rows.of_channel(session, workspace_id, channel)
    whose = owner.name if owner else "another customer"
    which = "That channel" if len(channels) == 1 else f"Channel {channels.index(channel) + 1} of these"
    return ChannelsRefused(f"{which} is about {whose} already.", f"Leave it out here, or take it off {whose} first.")
