"""`/praiseworthy people`: one's own place, claiming people, an admin's changes; and members who join or change."""

import asyncio
from functools import partial
from typing import Any

import structlog

from bot.blocks import people as shown
from bot.blocks.failures import field_error
from bot.blocks.ids import ActionId, ViewId
from bot.blocks.people_form import (
    FIELD_OF,
    PeoplePlace,
    choose_view,
    claim_view,
    edit_view,
    field_chosen,
    field_view,
    people_chosen,
    person_chosen,
    person_options,
    read_edit,
    team_options,
)
from bot.domain.access import Denied
from bot.domain.deliveries import Message
from bot.domain.people import MAX_TEAM_NAME, ProfileField, name_key
from bot.errors import PraiseworthyError, Refused
from bot.messenger import SlackRefused, SlackUnanswered, person_from_slack
from bot.reception import Reception
from bot.services import people, roster
from handlers.praiseworthy import rest_of
from handlers.routes import Request, Routes

_log = structlog.stdlib.get_logger("praiseworthy.people")

MOST_OPTIONS = 50
"""Options that a menu offers; typing narrows them."""

FIELDS_SECONDS = 1.5
"""What asking Slack for the profile's fields may take of the three seconds that a trigger lives."""

_TELLING = roster.PlaceMessages(shown.placed_notice_to_manager, shown.placed_notice_to_person)


def register(routes: Routes, *, reception: Reception) -> None:
    """Enters this subject's handlers."""
    routes.events["team_join"] = partial(learn_member, reception=reception)
    routes.events["user_change"] = partial(learn_member, reception=reception)
    routes.subcommands["people"] = partial(own_place, reception=reception)
    routes.actions[ActionId.PEOPLE_CLAIM] = partial(open_claim, reception=reception)
    routes.actions[ActionId.PEOPLE_CLAIM_UNDO] = partial(undo_claim, reception=reception)
    routes.actions[ActionId.PEOPLE_DISPUTE] = partial(dispute, reception=reception)
    routes.actions[ActionId.PEOPLE_EDIT] = partial(open_choice, reception=reception)
    routes.actions[ActionId.PEOPLE_EDIT_AGAIN] = partial(edit_again, reception=reception)
    routes.actions[ActionId.PEOPLE_FIELD] = partial(open_fields, reception=reception)
    for menu in (ActionId.PEOPLE_CLAIMED, ActionId.PEOPLE_PERSON, ActionId.PEOPLE_MANAGER):
        routes.options[menu] = partial(suggest_colleagues, reception=reception)
    for menu in (ActionId.PEOPLE_TEAM, ActionId.PEOPLE_PARENT_TEAM):
        routes.options[menu] = partial(suggest_teams, reception=reception)
    routes.views[ViewId.PEOPLE_CLAIM] = partial(submit_claim, reception=reception)
    routes.views[ViewId.PEOPLE_CHOOSE] = partial(submit_choice, reception=reception)
    routes.views[ViewId.PEOPLE_EDIT] = partial(submit_edit, reception=reception)
    routes.views[ViewId.PEOPLE_FIELD] = partial(submit_field, reception=reception)


async def learn_member(request: Request, *, reception: Reception) -> None:
    """`team_join` and `user_change` carry the whole user object; keeping it twice is keeping it once."""
    person = person_from_slack(request.asker.workspace_id, request.body["event"]["user"])
    await reception.store.write(people.learn_newcomer, person, reception.now)
    await request.ack()


async def own_place(request: Request, *, reception: Reception) -> None:
    """`/praiseworthy people`."""
    if rest_of(request):
        raise Refused("Nothing can follow `/praiseworthy people`.", "Send it alone: its buttons lead to the rest.")
    standing = await reception.read(roster.own_standing, request.asker)
    await request.ack(**shown.people_message(standing).payload())


async def open_claim(request: Request, *, reception: Reception) -> None:
    """*I lead these people*."""
    await reception.read(roster.check_may_claim, request.asker)
    await reception.messenger.open_view(request.body["trigger_id"], claim_view(_place(request)))
    await request.ack()


async def submit_claim(request: Request, *, reception: Reception) -> None:
    """The claim: checked, saved, closed; then the reply in place of the message that the form came from."""
    view = request.body["view"]
    place = PeoplePlace.load(view["private_metadata"])
    chosen = people_chosen(view["state"])
    try:
        claim, standing = await reception.write(
            roster.claim, request.asker, chosen, view["id"], shown.claimed_notice, reception.now
        )
    except Denied:
        raise
    except Refused as refused:
        await _under(request, ActionId.PEOPLE_CLAIMED, field_error(refused))
        return
    await request.ack()
    undo = f"{claim.origin}:{','.join(str(person.id) for person in claim.people)}" if claim.people else ""
    await _say(place, shown.people_message(standing, said=shown.claim_said(claim.people), undo=undo), reception)


async def undo_claim(request: Request, *, reception: Reception) -> None:
    """*Undo* under a claim."""
    origin, _, listed = str(request.body["actions"][0].get("value") or "").partition(":")
    freed, standing = await reception.write(
        roster.undo_claim,
        request.asker,
        origin,
        [_id(number) for number in listed.split(",")],
        shown.claim_undone_notice,
        reception.now,
    )
    await _replace(request, shown.people_message(standing, said=shown.claim_undone_said(freed)), reception)


async def dispute(request: Request, *, reception: Reception) -> None:
    """*That's not my manager*."""
    manager_id = _id(request.body["actions"][0].get("value"))
    origin = f"{request.body['container']['channel_id']}:{request.body['container']['message_ts']}"
    manager = await reception.write(
        roster.dispute, request.asker, manager_id, origin, shown.disputed_notice, reception.now
    )
    await _replace(request, shown.disputed_message(manager), reception)


async def open_choice(request: Request, *, reception: Reception) -> None:
    """*Edit a person*."""
    await reception.read(roster.manager_field, request.asker)
    await reception.messenger.open_view(request.body["trigger_id"], choose_view(_place(request)))
    await request.ack()


async def submit_choice(request: Request, *, reception: Reception) -> None:
    """The person is chosen: the form goes on with their place, on the acknowledgement."""
    view = request.body["view"]
    place = PeoplePlace.load(view["private_metadata"])
    standing = await reception.read(roster.standing_of, request.asker, person_chosen(view["state"]))
    going_on = PeoplePlace(standing.person.id, place.response_url)
    await request.ack(response_action="update", view=edit_view(standing, going_on))


async def edit_again(request: Request, *, reception: Reception) -> None:
    """*Edit again*, under what was changed."""
    person_id = _id(request.body["actions"][0].get("value"))
    standing = await reception.read(roster.standing_of, request.asker, person_id)
    view = edit_view(standing, PeoplePlace(person_id, request.body.get("response_url")))
    await reception.messenger.open_view(request.body["trigger_id"], view)
    await request.ack()


async def submit_edit(request: Request, *, reception: Reception) -> None:
    """The form: what is wrong stands under its field; else saved, closed, and said."""
    view = request.body["view"]
    place = PeoplePlace.load(view["private_metadata"])
    wish = read_edit(view["state"], place.person or 0)
    plan, standing = await reception.write(
        roster.change_place, request.asker, wish, view["id"], _TELLING, reception.now
    )
    if plan.faults:
        # The first of a field's faults: there is one line under it.
        errors: dict[str, str] = {FIELD_OF[fault.part]: fault.reason for fault in reversed(plan.faults)}
        await request.ack(response_action="errors", errors=errors)
        return
    await request.ack()
    await _say(place, shown.changed_message(standing, plan.changes), reception)


async def open_fields(request: Request, *, reception: Reception) -> None:
    """*Manager from Slack profiles*."""
    chosen = await reception.read(roster.manager_field, request.asker)
    fields = await _fields(reception)
    if not fields:
        raise Refused(
            "Your workspace's profiles have no field that names a person.",
            "An owner can add one in Slack's settings, under Profile.",
        )
    await reception.messenger.open_view(request.body["trigger_id"], field_view(fields, chosen, _place(request)))
    await request.ack()


async def submit_field(request: Request, *, reception: Reception) -> None:
    """The field is chosen; `jobs.managers` sees that it is read."""
    view = request.body["view"]
    place = PeoplePlace.load(view["private_metadata"])
    field = field_chosen(view["state"])
    field_id, label = field or (None, None)
    await reception.write(roster.choose_manager_field, request.asker, field_id, reception.now)
    await request.ack()
    await _say(place, shown.field_chosen_message(label), reception)


async def suggest_colleagues(request: Request, *, reception: Reception) -> None:
    """The menus of colleagues."""
    typed = (request.body.get("value") or "").strip()
    found = await reception.read(roster.colleagues_to_choose, request.asker, typed, MOST_OPTIONS)
    await request.ack(options=person_options(found))


async def suggest_teams(request: Request, *, reception: Reception) -> None:
    """The team menus; what was typed can be a new one."""
    typed = " ".join((request.body.get("value") or "").split())[:MAX_TEAM_NAME]
    found, is_known = await reception.read(roster.teams_to_choose, request.asker, typed, MOST_OPTIONS)
    await request.ack(option_groups=team_options(found, typed, offers_new=bool(name_key(typed)) and not is_known))


def _place(request: Request) -> PeoplePlace:
    return PeoplePlace(response_url=request.body.get("response_url"))


async def _fields(reception: Reception) -> list[ProfileField]:
    try:
        async with asyncio.timeout(FIELDS_SECONDS):
            return await reception.messenger.fields_of_people()
    except (SlackRefused, SlackUnanswered, TimeoutError) as unsaid:
        _log.warning("profile fields not read", reason=str(unsaid) or type(unsaid).__name__)
        raise Refused("Slack didn't tell the fields of its profiles just now.", "Try again in a minute.") from unsaid


async def _under(request: Request, field: ActionId, sentence: str) -> None:
    await request.ack(response_action="errors", errors={field: sentence})


async def _say(place: PeoplePlace, message: Message, reception: Reception) -> None:
    """Says what was saved, in place of the message that the form came from; failing to say it changes nothing."""
    if place.response_url is None:
        return
    try:
        await reception.messenger.respond(place.response_url, message, replace=True)
    except PraiseworthyError as unsaid:
        _log.warning("saved, but the reply was not delivered", reason=str(unsaid))


async def _replace(request: Request, message: Message, reception: Reception) -> None:
    await request.ack()
    await _say(PeoplePlace(response_url=request.body.get("response_url")), message, reception)


def _id(value: Any) -> int:
    """The id in a button's value; 0, which nobody has, for anything that isn't one."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
