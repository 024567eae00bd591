"""What a workspace sets for all its people: read, changed, and what follows from that."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import people as people_rows
from bot.db import subscriptions as subscription_rows
from bot.db import workspace_settings as rows
from bot.domain.access import Action
from bot.domain.people import Person, Role
from bot.domain.workspace_settings import ChampionRefused, WorkspaceSettings
from bot.services.acting import Asker, acting
from bot.services.digests import reckon_again


def settings_for(session: Session, asker: Asker) -> tuple[Person, WorkspaceSettings, bool]:
    """The asker, what their workspace has set, and whether they may change it. Raises `Denied` for guests."""
    person = acting(session, asker, Action.SEE_OWN)
    return person, rows.settings_of(session, asker.workspace_id), person.role is Role.ADMIN


def to_change(session: Session, asker: Asker) -> tuple[Person, WorkspaceSettings]:
    """The asker and the settings. Raises `Denied` for whoever may not change them."""
    person = acting(session, asker, Action.CHANGE_SETTINGS)
    return person, rows.settings_of(session, asker.workspace_id)


def change(
    session: Session, asker: Asker, settings: WorkspaceSettings, now: datetime
) -> tuple[Person, WorkspaceSettings]:
    """Keeps the settings and works out anew when digests come; the asker, and what was set before.

    Raises `Denied`, and `ChampionRefused` for somebody new who is no colleague.
    Subscriptions that had the default day and time follow it. `manager_field` belongs to people and stays as it is.
    When those who were helped begin to be asked, it is about what is noted from now on.
    """
    person = acting(session, asker, Action.CHANGE_SETTINGS)
    before = rows.settings_of(session, asker.workspace_id)
    if settings.champion is not None and settings.champion != before.champion:
        champion = people_rows.find(session, asker.workspace_id, settings.champion)
        if champion is None or not champion.is_colleague:
            raise ChampionRefused(
                "A champion is a colleague who is here: no guest, no app, nobody from outside.", "Choose somebody else."
            )
    rows.save(session, asker.workspace_id, settings.with_manager_field(before.manager_field))
    if settings.asks_those_helped and not before.asks_those_helped:
        rows.set_asks_those_helped_since(session, asker.workspace_id, now)
    subscription_rows.follow_default(session, asker.workspace_id, before, settings)
    reckon_again(session, asker.workspace_id, now)
    return person, before
