"""Attempts about scorecards, of people and of teams, and about the effort report."""

from bot.blocks.ids import ActionId
from bot.blocks.scorecards import card_value, shared_message
from bot.domain.past_periods import PastPeriod, read_past_period
from bot.services import scorecards
from tests.access.attempts import Attempts, Send, patiently, pressing_value, typing
from tests.access.attempts_goals import FOR_TEAM, only_goal_of
from tests.access.attempts_work_logs import entry_of
from tests.access.company import Who
from tests.access.world import NOW, TEAM, World

attempt = Attempts()

LOOK = ("card_looks", "home_tabs")


def _days() -> PastPeriod:
    period, _ = read_past_period("last 90 days", NOW.date())
    return period


def _value(world: World) -> str:
    return card_value(world.people[Who.SELF].id, _days())


@attempt("command /scorecard")
async def own_card(world: World) -> Send:
    return patiently(world, typing(world, "/scorecard"))


@attempt("command /scorecard help")
async def help_with_cards(world: World) -> Send:
    return typing(world, "/scorecard help")


@attempt("command /scorecard @person", shows=True, notes=LOOK)
async def see_card(world: World) -> Send:
    await only_goal_of(world, setter=Who.SELF)
    return patiently(world, typing(world, "/scorecard <@U1TESS|tess>"))


@attempt("command /scorecard @person who isn't known", notes=LOOK)
async def see_nobody(world: World) -> Send:
    return typing(world, "/scorecard <@U9NOBODY|nobody>")


@attempt("button scorecard.open", shows=True, notes=LOOK)
async def open_card(world: World) -> Send:
    await only_goal_of(world, setter=Who.SELF)
    return patiently(world, pressing_value(world, ActionId.SCORECARD_OPEN, _value(world)))


@attempt("button scorecard.share", changes=("deliveries",))
async def share(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.SCORECARD_SHARE, _value(world)))


@attempt("button scorecard.unshare", changes=("deliveries",))
async def unshare(world: World) -> Send:
    under = world.new_name()
    person = world.people[Who.SELF].id
    await world.do(
        scorecards.share, Who.MANAGER, person, _value(world).partition(" ")[2], under, NOW, draw=shared_message
    )
    return patiently(world, pressing_value(world, ActionId.SCORECARD_UNSHARE, under))


@attempt("command /scorecard team", shows=True, notes=LOOK)
async def see_team(world: World) -> Send:
    await only_goal_of(world, FOR_TEAM)
    return patiently(world, typing(world, f"/scorecard team {TEAM}"))


@attempt("button team_card.open", shows=True, notes=LOOK)
async def open_team(world: World) -> Send:
    await only_goal_of(world, FOR_TEAM)
    value = f"{world.team.id} {_value(world).partition(' ')[2]}"
    return patiently(world, pressing_value(world, ActionId.TEAM_CARD_OPEN, value))


# Effort


async def _helped(world: World) -> None:
    await entry_of(world, line="5m {word} for 'Quillhouse'")
    world.word = "quillhouse"


@attempt("word effort", shows=True, notes=LOOK)
async def effort(world: World) -> Send:
    await _helped(world)
    return patiently(world, typing(world, "/praiseworthy effort"))


@attempt("word effort by person", notes=LOOK)
async def effort_by_person(world: World) -> Send:
    return patiently(world, typing(world, "/praiseworthy effort by person"))


@attempt("button effort.show", shows=True, notes=LOOK)
async def turn_effort(world: World) -> Send:
    await _helped(world)
    return patiently(world, pressing_value(world, ActionId.EFFORT_SHOW, "last 30 days by customer"))


@attempt("button effort.show by person", notes=LOOK)
async def turn_to_people(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.EFFORT_SHOW, "last 30 days by person"))


@attempt("button effort.export", notes=LOOK)
async def export(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.EFFORT_EXPORT, "last 30 days by customer"))


@attempt("button effort.export by person", notes=LOOK)
async def export_people(world: World) -> Send:
    return patiently(world, pressing_value(world, ActionId.EFFORT_EXPORT, "last 30 days by person"))
