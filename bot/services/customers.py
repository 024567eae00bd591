"""Choosing among customers."""

from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.domain.access import Action
from bot.domain.customers import customer_key
from bot.domain.work_logs import Customer
from bot.services.acting import Asker, acting
from bot.services.work_logs import recent_of


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
