"""Attempts about what is kept about people: seeing and deleting it, being forgotten, and how long it is kept."""

from bot.blocks.ids import ActionId
from bot.blocks.privacy_forms import forget_form, texts_form
from bot.blocks.retention import RetentionPlace, changed_message, confirm_form, retention_form
from bot.domain.retention import Kept
from bot.services import forgetting, retention
from tests.access.attempts import Attempts, PressOnHome, Send, patiently, pressing, pressing_value, submitting, typing
from tests.access.attempts_people import newcomer
from tests.access.attempts_work_logs import entry_of
from tests.access.company import COLLEAGUES, Who
from tests.access.world import NOW, World

attempt = Attempts()


@attempt("word privacy")
async def what_is_kept(world: World) -> Send:
    return patiently(world, typing(world, "/praiseworthy privacy"))


@attempt("button home.privacy", changes=("deliveries",))
async def what_is_kept_on_home(world: World) -> Send:
    drawn = {"type": "button", "action_id": ActionId.HOME_PRIVACY, "value": "privacy"}
    return PressOnHome(world, drawn, is_answered_later=True)


@attempt("button privacy.download")
async def download(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.PRIVACY_DOWNLOAD, "all"))


async def _entries(world: World) -> None:
    for actor in COLLEAGUES:
        await entry_of(world, actor)


@attempt("button privacy.texts", opens=True)
async def open_texts(world: World) -> Send:
    await _entries(world)
    return pressing_value(world, ActionId.PRIVACY_TEXTS, "form")


@attempt("form privacy.texts_form", changes=("work_logs",))
async def delete_texts(world: World) -> Send:
    await _entries(world)
    return submitting(world, texts_form(1, None))


@attempt("word privacy forget", opens=True)
async def open_forget(world: World) -> Send:
    person = await newcomer(world)
    return typing(world, f"/praiseworthy privacy forget <@{person.slack_id}>")


@attempt("form privacy.forget_form", changes=("people", "forgotten_people"))
async def forget(world: World) -> Send:
    person = await newcomer(world)
    to_forget = await world.do(forgetting.person_to_forget, Who.ADMIN, person.slack_id)
    return submitting(world, forget_form(to_forget, None), name={"value": person.name})


# How long


@attempt("button retention.change", opens=True)
async def open_retention(world: World) -> Send:
    return pressing_value(world, ActionId.RETENTION_CHANGE, "form")


def _days(world: World) -> dict[Kept, int]:
    return dict.fromkeys(Kept, 1_000 + int(world.new_name().partition(":")[2]) % 500)


@attempt("form retention.form", changes=("workspace_settings",))
async def change_retention(world: World) -> Send:
    return submitting(world, retention_form(_days(world), None))


@attempt("form retention.confirm", changes=("workspace_settings",))
async def confirm_retention(world: World) -> Send:
    return submitting(world, confirm_form(_days(world), [], RetentionPlace()))


@attempt("button retention.undo", changes=("workspace_settings",))
async def undo_retention(world: World) -> Send:
    await world.do(retention.change, Who.ADMIN, _days(world), NOW)
    before, now = await world.do(retention.change, Who.ADMIN, _days(world), NOW)
    return pressing(world, changed_message(before, now).blocks, ActionId.RETENTION_UNDO)
