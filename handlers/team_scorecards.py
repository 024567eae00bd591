"""`/scorecard team Support`: a team's card. `handlers.scorecards` has the command."""

from contextlib import aclosing
from functools import partial

from bot.blocks.ids import ActionId
from bot.blocks.team_scorecards import choose_team_message, team_card_message
from bot.domain.card_looks import Seen
from bot.domain.past_periods import PastPeriod, read_past_period
from bot.domain.people import Team
from bot.domain.record_ids import read_id
from bot.domain.team_scorecards import TeamCard, TeamChoice
from bot.errors import Refused
from bot.messenger import SlackRefused
from bot.reception import Reception
from bot.services import card_looks, team_scorecards
from handlers.afterwards import Afterwards
from handlers.routes import Request, Routes


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.actions[ActionId.TEAM_CARD_OPEN] = partial(open_card, reception=reception, afterwards=Afterwards(reception))


async def team_card(
    request: Request, name: str, period: PastPeriod, *, reception: Reception, afterwards: Afterwards
) -> None:
    """Answers `/scorecard team <name>`: with the card, or with the teams that may be meant.

    Whose name it is and who may see it is decided before the acknowledgement; the card follows, because that of a whole
    organisation takes longer than Slack waits. Raises `Refused` and `Denied`.
    """
    found = await reception.read(team_scorecards.team_to_see, request.asker, name)
    if isinstance(found, TeamChoice):
        await request.ack(**choose_team_message(found, period).payload())
        return
    await request.ack()
    afterwards.do(request, _show(request, found, period, reception, replace=False))


async def open_card(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """A team's button: its card in place of what is shown."""
    number, _, dates = str(request.body["actions"][0].get("value") or "").partition(" ")
    team_id = read_id(number)
    if team_id is None:
        raise Refused("That button isn't known here.", "`/scorecard team Support` asks by name.")
    team = await reception.read(team_scorecards.team_with_id, request.asker, team_id)
    today = await reception.read(team_scorecards.today_of, request.asker, reception.now)
    period, _ = read_past_period(dates, today)
    await request.ack()
    afterwards.do(request, _show(request, team, period, reception, replace=True))


async def _show(request: Request, team: Team, period: PastPeriod, reception: Reception, *, replace: bool) -> None:
    card = await _made(request, team, period, reception)
    # Noted before it is shown: nobody has looked without it.
    if card.named:
        await reception.write(
            card_looks.note_look,
            request.asker,
            sorted(card.named),
            Seen.TEAM_SCORECARD,
            request.body["trigger_id"],
            reception.now,
        )
    message = team_card_message(card)
    try:
        await reception.messenger.respond(request.body["response_url"], message, replace=replace)
    except SlackRefused:
        if not message.has_charts:
            raise
        await reception.messenger.respond(request.body["response_url"], message.without_charts(), replace=replace)


async def _made(request: Request, team: Team, period: PastPeriod, reception: Reception) -> TeamCard:
    """The card. Not limited to the store's patience: the request is acknowledged already."""
    cards = reception.store.stream(team_scorecards.team_cards, request.asker, team.id, period, reception.now)
    async with aclosing(cards) as made:
        return await anext(made)
