"""Who the story is about: people in their places, their customers, and what the workspace has set."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.db.customers import CustomerChannelRow, CustomerNameRow
from bot.domain.customers import customer_key
from bot.domain.people import Place, Role, Team, name_key
from bot.domain.workspace_settings import WorkspaceSettings

WORKSPACE = "T0NORTHWIND"
"""The playground's sample workspace; the story is about its people and is told nowhere else."""

ANA, BRUNO, CHIDI, MAYA, LEO, DANA = "U0ANA", "U0BRUNO", "U0CHIDI", "U0MAYA", "U0LEO", "U0DANA"
COLLEAGUES = frozenset({ANA, BRUNO, CHIDI, MAYA, LEO, DANA})
KUDOS = "C0KUDOS"
GLOBEX_SHARED = "C0GLOBEX"
ACME_CHANNEL = "C0ACME"

WEEKS = 26
"""Weeks before this one that the story covers: a quarter, and the one before it to compare with."""

_CUSTOMERS = {
    "Acme": (("Acme Corp", "Acme Corporation"), True, ACME_CHANNEL),
    "Globex Retail": (("Globex",), True, GLOBEX_SHARED),
    "Finance": (("Finance department",), False, None),
}
"""Aliases, whether they are important, and their channel."""

_HOLIDAYS = ((6, "Staff day"), (-3, "Founders' day"))
"""How many weeks before this one, on a Friday, and what it is called."""


def place_people(session: Session, ids: dict[str, int], now: datetime) -> None:
    """The team Support of three technicians under Maya, with Leo above; `ids` are ours by Slack id."""
    support = team_rows.add(session, WORKSPACE, "Support", name_key("Support"), now)
    team_rows.change(session, WORKSPACE, [Team(support.id, support.name, None, ids[MAYA])])
    technician = Place(Role.TECHNICIAN, ids[MAYA], support.id)
    places = {ids[slack_id]: technician for slack_id in (ANA, BRUNO, CHIDI)}
    places[ids[MAYA]] = Place(Role.MANAGER, ids[LEO], support.id)
    places[ids[LEO]] = Place(Role.LEADER, None, None)
    people_rows.place_many(session, WORKSPACE, places, now)


def add_customers(session: Session, now: datetime) -> dict[str, int]:
    """The customers' ids by their names."""
    return {name: _add_customer(session, name, now) for name in _CUSTOMERS}


def _add_customer(session: Session, name: str, now: datetime) -> int:
    aliases, is_important, channel = _CUSTOMERS[name]
    added = customer_rows.add(session, WORKSPACE, name, customer_key(name), now)
    belongs = {"workspace_id": WORKSPACE, "customer_id": added.id}
    session.execute(
        insert(CustomerNameRow), [{**belongs, "key": customer_key(alias), "name": alias} for alias in aliases]
    )
    if channel:
        session.execute(insert(CustomerChannelRow), [{**belongs, "channel": channel}])
    customer_rows.mark_important(session, WORKSPACE, added.id, is_important)
    return added.id


def holidays_around(today: date) -> dict[date, str]:
    """A holiday that was, and one to come."""
    friday = today - timedelta(days=today.weekday()) + timedelta(days=4)
    return {friday - timedelta(weeks=weeks): name for weeks, name in _HOLIDAYS}


def set_workspace(session: Session, today: date, asks_since: datetime) -> WorkspaceSettings:
    """Where kudos are posted, the holidays, what an hour costs, and that those who were helped are asked."""
    named = holidays_around(today)
    settings = WorkspaceSettings(
        kudos_channel=KUDOS,
        holidays=frozenset(named),
        holiday_names=named,
        asks_those_helped=True,
        cost_an_hour=38.0,
        currency="EUR",
    )
    settings_rows.save(session, WORKSPACE, settings)
    settings_rows.set_asks_those_helped_since(session, WORKSPACE, asks_since)
    return settings
