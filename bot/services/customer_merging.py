"""Merging two customers into one, and taking that back."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import customer_merging
from bot.db import customers as customer_rows
from bot.domain.customers import CustomerProfile, Holdings, Merge, customer_key
from bot.domain.work_logs import Customer
from bot.errors import Refused
from bot.services.acting import Asker
from bot.services.customer_access import managing
from bot.services.customers import customer_to_change

_LOOK = "`/praiseworthy customers` lists those that there are."


def merge_preview(session: Session, asker: Asker, customer_id: int) -> tuple[CustomerProfile, Holdings]:
    """A customer that is to be merged into another, and what would move. Raises `Refused`."""
    profile = customer_to_change(session, asker, customer_id)
    return profile, customer_merging.holdings(session, asker.workspace_id, profile.id)


def customers_to_merge_into(session: Session, asker: Asker, gone_id: int, words: str, most: int) -> list[Customer]:
    """The other customers whose names contain the words, by name; at most `most`. Raises `Refused`."""
    person = managing(session, asker, f"customer:{gone_id}")
    found = customer_rows.search(session, person.workspace_id, customer_key(words), most + 1)
    return [customer for customer in found if customer.id != gone_id][:most]


def merge_customers(session: Session, asker: Asker, gone_id: int, into_id: int, now: datetime) -> Merge:
    """Moves all that is one customer's to another; asked for twice, it is done once. Raises `Refused`."""
    person = managing(session, asker, f"customer:{gone_id}")
    if gone_id == into_id:
        raise Refused("A customer can't be merged into itself.", "Choose another one.")
    there = customer_merging.lock(session, person.workspace_id, (gone_id, into_id))
    if gone_id not in there:
        before = customer_merging.merge_that_took(session, person.workspace_id, gone_id)
        if before is None:
            raise Refused("That customer isn't known any more.", _LOOK)
        if before.into_id == into_id:
            return before
        raise Refused(f"{before.gone} was merged into {before.into} already.", _LOOK)
    if into_id not in there:
        into = customer_rows.by_id(session, person.workspace_id, into_id)
        raise Refused(
            "The customer that you chose isn't known any more.",
            f"It was merged into {into.name}: choose that one." if into else _LOOK,
        )
    return customer_merging.merge(session, person.workspace_id, gone_id, into_id, person.id, now)


def undo_merge(session: Session, asker: Asker, merge_id: int, now: datetime) -> Merge:
    """Takes a merge back; one that is taken back already stays so. Raises `Refused`."""
    person = managing(session, asker, f"customer_merge:{merge_id}")
    merge = customer_merging.merge_of(session, person.workspace_id, merge_id)
    if merge is None:
        raise Refused("That merge isn't known here.", _LOOK)
    if merge.is_undone:
        return merge
    owner = customer_merging.name_in_use(session, person.workspace_id, merge)
    if owner is not None:
        raise Refused(
            f"“{merge.gone}” is a name of {owner.name} now, so it can't be given back.",
            f"Give {owner.name} another name first, or take “{merge.gone}” off it.",
        )
    customer_merging.undo(session, person.workspace_id, merge_id, now)
    undone = customer_merging.merge_of(session, person.workspace_id, merge_id)
    if undone is None:
        raise RuntimeError("a merge that was there is not there any more")
    return undone
