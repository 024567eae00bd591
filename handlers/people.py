"""Members who join or change: learnt from the event itself."""

from functools import partial

from bot.messenger import person_from_slack
from bot.reception import Reception
from bot.services import people
from handlers.routes import Request, Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.events["team_join"] = partial(learn_member, reception=reception)
    routes.events["user_change"] = partial(learn_member, reception=reception)


async def learn_member(request: Request, *, reception: Reception) -> None:
    """`team_join` and `user_change` carry the whole user object; keeping it twice is keeping it once."""
    person = person_from_slack(request.asker.workspace_id, request.body["event"]["user"])
    await reception.store.write(people.learn_newcomer, person, reception.now)
    await request.ack()
