"""Takes managers from Slack's profiles, where an admin has chosen the field: soon after the choice, and daily."""

from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.db.store import Store
from bot.domain.people import Person
from bot.errors import DatabaseUnreachable
from bot.messenger import Messenger, SlackRefused, SlackUnanswered
from bot.services import profile_managers

_log = structlog.stdlib.get_logger("praiseworthy.managers")

EVERY = timedelta(days=1)


class ManagersFromProfiles:
    """Looks whether a field is to be read, and reads it when it is new or was read a day ago.

    Reading it twice, as two replicas or a restart do, sets the same managers again.
    """

    def __init__(self, *, workspace_id: str, store: Store, messenger: Messenger, clock: Clock) -> None:
        self._workspace_id = workspace_id
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._read: tuple[str, datetime] | None = None

    async def look(self) -> None:
        """One look; a failure leaves it to the next day, or to the next look where nothing could be read."""
        try:
            field_id = await self._store.read(profile_managers.field_to_read, self._workspace_id)
            if field_id is None:
                self._read = None
                return
            if self._read and self._read[0] == field_id and self._clock() < self._read[1] + EVERY:
                return
            people = await self._store.read(profile_managers.people_to_read, self._workspace_id)
            named = await self._ask(people, field_id)
            done = await self._store.write(profile_managers.take, self._workspace_id, named, self._clock())
        except (SlackRefused, SlackUnanswered, DatabaseUnreachable) as error:
            _log.warning("managers not read from the profiles", reason=str(error))
            return
        self._read = field_id, self._clock()
        for reason in done.left_out:
            _log.warning("manager left out", reason=reason)
        _log.info("managers read from the profiles", changed=done.changed, left_out=len(done.left_out))

    async def _ask(self, people: list[Person], field_id: str) -> dict[int, list[str]]:
        """Who stands in the field of each person's profile, by the person's id; nobody where Slack refuses one."""
        named: dict[int, list[str]] = {}
        for person in people:
            try:
                named[person.id] = await self._messenger.people_in_profile(person.slack_id, field_id)
            except SlackRefused as refused:
                if refused.error not in {"user_not_found", "users_not_found"}:
                    raise
                _log.warning("a profile could not be read", person=person.id, reason=refused.error)
        return named
