"""`/scorecard`: a person's or a team's results at a glance, and sharing a card with the person."""

from functools import partial

from bot.blocks.ids import ActionId
from bot.blocks.scorecards import (
    card_message,
    help_message,
    public_message,
    share_receipt,
    shared_message,
    unshared_message,
    which_person_message,
)
from bot.domain.card_looks import Seen
from bot.domain.deliveries import Message
from bot.domain.named_periods import PERIOD_WORDS
from bot.domain.record_ids import read_id
from bot.domain.scorecards import PersonCard, PublicCard, TeamAsked, UnknownMentioned, WhichPerson
from bot.errors import Refused
from bot.messenger import SlackRefused
from bot.reception import Reception
from bot.services import card_looks, scorecards
from handlers.afterwards import Afterwards
from handlers.introductions import learn_named
from handlers.routes import Handler, Request, Routes
from handlers.team_scorecards import team_card


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    afterwards = Afterwards(reception)
    routes.commands["/scorecard"] = partial(scorecard, reception=reception, afterwards=afterwards)
    actions: dict[ActionId, Handler] = {
        ActionId.SCORECARD_OPEN: partial(open_card, reception=reception, afterwards=afterwards),
        ActionId.SCORECARD_SHARE: partial(share, reception=reception, afterwards=afterwards),
        ActionId.SCORECARD_UNSHARE: partial(take_back, reception=reception, afterwards=afterwards),
    }
    for action_id, handler in actions.items():
        routes.actions[action_id] = handler


async def scorecard(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """`/scorecard`: one's own card, somebody else's as far as one may see it, or a team's; only the asker sees it."""
    typed = (request.body.get("text") or "").strip()
    if typed.casefold() == "help":
        await request.ack(**help_message(PERIOD_WORDS).payload())
        return
    try:
        found = await reception.read(scorecards.card_for_line, request.asker, typed, reception.now)
    except UnknownMentioned as unknown:
        await learn_named([unknown.slack_id], request.asker.workspace_id, reception)
        found = await reception.read(scorecards.card_for_line, request.asker, typed, reception.now)
    match found:
        case TeamAsked():
            await team_card(request, found.name, found.period, reception=reception, afterwards=afterwards)
        case WhichPerson():
            await request.ack(**which_person_message(found).payload())
        case _:
            message = await _drawn(request, found, reception, hint=not typed)
            if message.has_charts:
                # What Slack makes of a chart in an acknowledgement it doesn't say; a response URL does.
                await request.ack()
                afterwards.do(request, _respond(request, message, reception, replace=False))
            else:
                await request.ack(**message.payload())


async def open_card(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Show* and *The time before*: the card, in place of what is shown where only the person sees that."""
    person_id, period_key = _stated(request)
    card = await reception.read(scorecards.card_of, request.asker, person_id, period_key, reception.now)
    message = await _drawn(request, card, reception)
    await request.ack()
    replace = bool((request.body.get("container") or {}).get("is_ephemeral"))
    afterwards.do(request, _respond(request, message, reception, replace=replace))


async def share(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Share with them*: a direct message in which both are; twice under one card is once."""
    person_id, period_key = _stated(request)
    pressed_under = str((request.body.get("container") or {}).get("message_ts") or request.body["trigger_id"])
    card = await reception.write(
        scorecards.share, request.asker, person_id, period_key, pressed_under, reception.now, draw=shared_message
    )
    await request.ack()
    afterwards.do(request, _respond(request, share_receipt(card, pressed_under), reception, replace=False))


async def take_back(request: Request, *, reception: Reception, afterwards: Afterwards) -> None:
    """*Take it back* under what was shared."""
    pressed_under = str(request.body["actions"][0].get("value") or "")
    await reception.write(scorecards.take_back_shared, request.asker, pressed_under, reception.now)
    await request.ack()
    afterwards.do(request, _respond(request, unshared_message(), reception, replace=True))


async def _drawn(
    request: Request, card: PersonCard | PublicCard, reception: Reception, *, hint: bool = False
) -> Message:
    """The card drawn; a look at somebody else's is noted before it is shown, so that nobody has looked without it."""
    what = Seen.PUBLIC_CARD if isinstance(card, PublicCard) else Seen.SCORECARD
    is_own = isinstance(card, PersonCard) and card.is_own
    if not is_own:
        key = f"scorecard:{request.body['trigger_id']}"
        await reception.write(card_looks.note_look, request.asker, [card.person.id], what, key, reception.now)
    return public_message(card) if isinstance(card, PublicCard) else card_message(card, hint=hint)


async def _respond(request: Request, message: Message, reception: Reception, *, replace: bool) -> None:
    """Answers; where Slack refuses the charts, again without them."""
    response_url = request.body["response_url"]
    try:
        await reception.messenger.respond(response_url, message, replace=replace)
    except SlackRefused:
        if not message.has_charts:
            raise
        await reception.messenger.respond(response_url, message.without_charts(), replace=replace)


def _stated(request: Request) -> tuple[int, str]:
    """Whose card and which days a button carried; a value that isn't ours is refused."""
    number, _, period_key = str(request.body["actions"][0].get("value") or "").partition(" ")
    person_id = read_id(number)
    if person_id is None or not period_key:
        raise Refused("That button isn't known here.", "`/scorecard @name` shows a card.")
    return person_id, period_key
