"""Attempts about people: one's own place, claims, an admin's changes, and what Slack tells of members."""

from dataclasses import replace

from bot.blocks import people as shown
from bot.blocks.ids import ActionId
from bot.blocks.people_form import (
    PeoplePlace,
    choose_view,
    claim_view,
    edit_view,
    field_view,
    person_option,
)
from bot.db import people as people_rows
from bot.domain.people import Person, ProfileField, Standing
from bot.services import people, roster
from playground.sample import MANAGER_FIELD
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, suggesting, typing
from tests.access.company import HERE, Actor, Bystander, Who
from tests.access.world import NOW, World

attempt = Attempts()


async def newcomer(world: World) -> Person:
    """Somebody who reports to nobody."""
    number = world.new_name().partition(":")[2]
    person = Person(0, HERE, f"U1NEW{number}", f"New {world.new_word()}", "UTC")
    await world.store.write(people.learn_newcomer, person, NOW)
    [known] = await world.store.read(people.known_of, HERE, [person.slack_id])
    return known


async def led_by(world: World, actor: Actor) -> Person:
    """Somebody who reports to this one."""
    person = await newcomer(world)
    leader = world.people[actor].id
    await world.store.write(people_rows.set_manager, HERE, person.id, leader, NOW)
    return replace(person, manager_id=leader)


def _standing(person: Person) -> Standing:
    return Standing(person)


@attempt("word people")
async def own_place(world: World) -> Send:
    return typing(world, "/praiseworthy people")


@attempt("button people.claim", opens=True)
async def open_claim(world: World) -> Send:
    return pressing_value(world, ActionId.PEOPLE_CLAIM, "claim")


@attempt("menu people.claimed", offers=True, shows=True)
async def suggest_claimed(world: World) -> Send:
    person = await newcomer(world)
    return suggesting(world, claim_view(PeoplePlace()), ActionId.PEOPLE_CLAIMED, person.name)


@attempt("form people.claim", changes=("people", "deliveries"))
async def claim(world: World) -> Send:
    person = await newcomer(world)
    return submitting(world, claim_view(PeoplePlace()), claimed={"selected_options": [person_option(person)]})


@attempt("form people.claim of somebody's people", changes=("people",))
async def claim_others(world: World) -> Send:
    person = await led_by(world, Bystander.HEAD)
    world.word = ""
    return submitting(world, claim_view(PeoplePlace()), claimed={"selected_options": [person_option(person)]})


@attempt("button people.claim_undo", changes=("people",))
async def undo_claim(world: World) -> Send:
    person = await newcomer(world)
    origin = world.new_name().replace(":", "")
    made, standing = await world.do(roster.claim, Who.MANAGER, [person.id], origin, shown.claimed_notice, NOW)
    undo = f"{made.origin}:{person.id}"
    return pressing(world, shown.people_message(standing, undo=undo).blocks, ActionId.PEOPLE_CLAIM_UNDO)


@attempt("button people.dispute", changes=("people", "deliveries"))
async def dispute(world: World) -> Send:
    claimant = world.people[Bystander.COLLEAGUE]
    await world.store.write(people_rows.set_manager, HERE, world.people[Who.SELF].id, claimant.id, NOW)
    return pressing(world, shown.claimed_notice(claimant).blocks, ActionId.PEOPLE_DISPUTE)


@attempt("button people.edit", opens=True)
async def open_choice(world: World) -> Send:
    return pressing_value(world, ActionId.PEOPLE_EDIT, "edit")


@attempt("menu people.person", offers=True)
async def suggest_person(world: World) -> Send:
    return suggesting(world, choose_view(PeoplePlace()), ActionId.PEOPLE_PERSON, "")


@attempt("form people.choose", opens=True)
async def choose(world: World) -> Send:
    person = await newcomer(world)
    return submitting(world, choose_view(PeoplePlace()), person={"selected_option": person_option(person)})


@attempt("button people.edit_again", opens=True)
async def edit_again(world: World) -> Send:
    return pressing_value(world, ActionId.PEOPLE_EDIT_AGAIN, str((await newcomer(world)).id))


@attempt("menu people.manager", offers=True)
async def suggest_manager(world: World) -> Send:
    view = edit_view(_standing(await newcomer(world)), PeoplePlace())
    return suggesting(world, view, ActionId.PEOPLE_MANAGER)


@attempt("menu people.team", offers=True)
async def suggest_team(world: World) -> Send:
    view = edit_view(_standing(await newcomer(world)), PeoplePlace())
    return suggesting(world, view, ActionId.PEOPLE_TEAM)


@attempt("menu people.parent_team", offers=True)
async def suggest_parent_team(world: World) -> Send:
    view = edit_view(_standing(await newcomer(world)), PeoplePlace())
    return suggesting(world, view, ActionId.PEOPLE_PARENT_TEAM)


@attempt("form people.edit", changes=("people",))
async def edit(world: World) -> Send:
    person = await newcomer(world)
    view = edit_view(_standing(person), PeoplePlace(person.id))
    return submitting(world, view, manager={"selected_option": person_option(world.people[Who.PEER])})


@attempt("button people.field", opens=True)
async def open_fields(world: World) -> Send:
    return pressing_value(world, ActionId.PEOPLE_FIELD, "field")


@attempt("form people.field", changes=("workspace_settings",))
async def choose_field(world: World) -> Send:
    await world.do(roster.choose_manager_field, Who.ADMIN, None, NOW)
    view = field_view([ProfileField(MANAGER_FIELD, "Manager")], MANAGER_FIELD, PeoplePlace())
    return submitting(world, view)
