"""Attempts about kudos: giving, adding one's voice, taking back."""

from bot.blocks import kudos as shown
from bot.blocks.ids import ActionId
from bot.blocks.kudos_form import KudosForm, KudosPlace, kudos_view
from bot.domain.kudos import Kudos, KudosField, KudosRefused
from bot.services import kudos as giving
from bot.services.kudos import KudosDraft
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, typing
from tests.access.company import COLLEAGUES, Actor, Bystander, Who
from tests.access.world import CHANNEL, NOW, World

attempt = Attempts()


async def kudos_of(
    world: World, author: Actor = Who.SELF, thanked: Actor = Bystander.COLLEAGUE, *, is_private: bool = False
) -> Kudos:
    """Kudos that Tess gave, with a word of their own."""
    words = f"You stayed calm with {world.new_word()}"
    channel = None if is_private else CHANNEL
    draft = KudosDraft((world.slack_id(thanked),), words, is_private=is_private, channel=channel)
    return await world.do(
        giving.give,
        author,
        draft,
        world.new_name(),
        NOW,
        draw_post=shown.post_message,
        draw_told=shown.told_message,
        draw_manager=shown.manager_message,
    )


async def _receipt(world: World, action_id: ActionId) -> Send:
    settings = await world.do(giving.settings_to_give, Who.SELF)
    return pressing(world, shown.receipt_message(await kudos_of(world), settings).blocks, action_id)


@attempt("command /kudos", changes=("kudos", "deliveries"))
async def give(world: World) -> Send:
    return typing(world, f"/kudos <@{world.slack_id(Bystander.COLLEAGUE)}> you listened")


@attempt("command /kudos (alone)", opens=True)
async def open_form(world: World) -> Send:
    return typing(world, "/kudos")


@attempt("command /kudos help")
async def help_with_kudos(world: World) -> Send:
    return typing(world, "/kudos help")


@attempt("button kudos.place", opens=True)
async def open_with_line(world: World) -> Send:
    refused = KudosRefused(KudosField.CHANNEL, "I am not there.")
    line = f"<@{world.slack_id(Bystander.COLLEAGUE)}> you listened"
    return pressing(world, shown.no_place_message(refused, line, f"/kudos {line}").blocks, ActionId.KUDOS_PLACE)


@attempt("form kudos.form", changes=("kudos", "deliveries"))
async def submit(world: World) -> Send:
    settings = await world.do(giving.settings_to_give, Who.SELF)
    form = KudosForm((world.slack_id(Bystander.COLLEAGUE),), "You listened", channel=CHANNEL)
    return submitting(world, kudos_view(form, settings, KudosPlace()))


@attempt("button kudos.join", changes=("kudos_voices",))
async def join_in(world: World) -> Send:
    return pressing(world, shown.post_message(await kudos_of(world)).blocks, ActionId.KUDOS_JOIN)


@attempt("button kudos.join of private ones")
async def join_in_private(world: World) -> Send:
    return pressing_value(world, ActionId.KUDOS_JOIN, str((await kudos_of(world, is_private=True)).id))


@attempt("button kudos.step_back", changes=("kudos_voices",))
async def step_back(world: World) -> Send:
    kudos = await kudos_of(world)
    for actor in COLLEAGUES[1:]:
        kudos = await world.do(giving.join_in, actor, kudos.id, NOW, draw_post=shown.post_message)
    return pressing(world, shown.voice_message(kudos, joined=True).blocks, ActionId.KUDOS_STEP_BACK)


@attempt("button kudos.undo", changes=("kudos",))
async def undo(world: World) -> Send:
    return await _receipt(world, ActionId.KUDOS_UNDO)


@attempt("button kudos.behaviour", changes=("kudos",))
async def choose_behaviour(world: World) -> Send:
    return await _receipt(world, ActionId.KUDOS_BEHAVIOUR)


@attempt("button kudos.again", opens=True, shows=True)
async def open_again(world: World) -> Send:
    undone = await world.do(giving.undo, Who.SELF, (await kudos_of(world)).id, NOW)
    return pressing(world, shown.undone_message(undone).blocks, ActionId.KUDOS_AGAIN)
