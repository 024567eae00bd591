"""Attempts about goals: a person's, a team's and the organisation's; their pages, forms and agreement."""

from bot.blocks.goal_agreement import ProposalPlace, proposal_view, question_message
from bot.blocks.goal_form import FilledGoal, GoalPlace, filled_with, goal_view, owner_option
from bot.blocks.goal_page import page_message
from bot.blocks.goals import activity_message, receipt_message
from bot.blocks.ids import ActionId
from bot.domain.goal_pages import ActivityFound, GoalReceipt, Question
from bot.domain.goals import Owner
from bot.services import goal_agreement, goal_pages, goals
from bot.services.goal_reach import ORGANISATION, owner_of_person, owner_of_team
from handlers.goals import MESSAGES
from tests.access.attempts import Attempts, Send, pressing, pressing_value, submitting, suggesting, typing
from tests.access.attempts_work_logs import entry_of
from tests.access.company import CANARY, Actor, Who
from tests.access.world import NOW, TEAM, World

attempt = Attempts()

FOR_TESS, FOR_TEAM, FOR_ALL = "for <@U1TESS>", f"for {TEAM}", "for the organisation"
BY = "by 30 June 2027"


async def goal_of(world: World, whose: str = FOR_TESS, setter: Actor = Who.MANAGER) -> GoalReceipt:
    """A goal with a word of its own."""
    line = f"{world.new_word()} {CANARY} {whose} from 10% to 50% {BY}"
    receipt = await world.do(goals.set_line, setter, line, world.new_name(), NOW, MESSAGES)
    assert isinstance(receipt, GoalReceipt)
    world.open_goals.append(receipt.goal.id)
    return receipt


async def only_goal_of(world: World, whose: str = FOR_TESS, setter: Actor = Who.MANAGER) -> GoalReceipt:
    """A goal on the first page of every list: those before it are closed."""
    for goal_id in world.open_goals:
        await world.do(goals.close, Who.ADMIN, goal_id, NOW, MESSAGES)
    world.open_goals.clear()
    return await goal_of(world, whose, setter)


async def question_of(world: World) -> Question:
    """What Tess is asked about a goal that Mona set."""
    goal = (await goal_of(world)).goal
    return await world.do(goal_agreement.question_of, Who.SELF, goal.id, goal.times_asked, NOW)


async def _page(world: World, goal_id: int) -> Send:
    page = await world.do(goal_pages.page_of, Who.MANAGER, goal_id, 0, NOW)
    return pressing(world, page_message(page).blocks, ActionId.GOAL_UNDER)


def _form_for(owner: Owner) -> dict[str, object]:
    filled = FilledGoal(
        title="Calls answered at once",
        owner=owner_option(owner),
        unit="%",
        baseline="10",
        target="50",
        starts_on=NOW.date(),
        due_on=NOW.date().replace(year=2027),
    )
    return goal_view(filled, GoalPlace())


def _form_with(receipt: GoalReceipt) -> dict[str, object]:
    return goal_view(filled_with(receipt.goal.draft(), None), GoalPlace(receipt.goal.id))


# Seeing


@attempt("command /goal", shows=True)
async def list_goals(world: World) -> Send:
    await only_goal_of(world)
    return typing(world, "/goal")


@attempt("command /goal list", shows=True)
async def list_goals_by_word(world: World) -> Send:
    await only_goal_of(world)
    return typing(world, "/goal list")


@attempt("button goal.list_page", shows=True)
async def turn_list(world: World) -> Send:
    await only_goal_of(world)
    return pressing_value(world, ActionId.GOAL_LIST_PAGE, "0")


@attempt("command /goal help")
async def help_with_goals(world: World) -> Send:
    return typing(world, "/goal help")


@attempt("command /goal 12", shows=True)
async def see_goal(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world)).goal.id}")


@attempt("command /goal 12 of a team", shows=True)
async def see_goal_of_team(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world, FOR_TEAM)).goal.id}")


@attempt("command /goal 12 of the organisation", shows=True)
async def see_goal_of_all(world: World) -> Send:
    return typing(world, f"/goal {(await goal_of(world, FOR_ALL, Who.LEADER)).goal.id}")


@attempt("button goal.open", shows=True)
async def open_page(world: World) -> Send:
    return pressing(world, receipt_message(await goal_of(world)).blocks, ActionId.GOAL_OPEN)


@attempt("button goal.page", shows=True)
async def turn_page(world: World) -> Send:
    return pressing_value(world, ActionId.GOAL_PAGE, f"{(await goal_of(world)).goal.id}:0")


# Setting and changing


@attempt("command /goal for oneself", changes=("goals",))
async def set_own(world: World) -> Send:
    return typing(world, f"/goal {world.new_name()} from 10% to 50% {BY}")


@attempt("command /goal for a person", changes=("goals",))
async def set_for_person(world: World) -> Send:
    return typing(world, f"/goal answers {FOR_TESS} from 10% to 50% {BY}")


@attempt("command /goal for a team", changes=("goals",))
async def set_for_team(world: World) -> Send:
    return typing(world, f"/goal answers {FOR_TEAM} from 10% to 50% {BY}")


@attempt("command /goal for the organisation", changes=("goals",))
async def set_for_all(world: World) -> Send:
    return typing(world, f"/goal answers {FOR_ALL} from 10% to 50% {BY}")


@attempt("command /goal new", opens=True)
async def open_form(world: World) -> Send:
    return typing(world, "/goal new")


@attempt("button goal.new", opens=True)
async def open_form_by_button(world: World) -> Send:
    return pressing_value(world, ActionId.GOAL_NEW, "new")


@attempt("button goal.under", opens=True, shows=True)
async def open_under(world: World) -> Send:
    return await _page(world, (await goal_of(world)).goal.id)


@attempt("button goal.edit", opens=True, shows=True)
async def open_edit(world: World) -> Send:
    return pressing(world, receipt_message(await goal_of(world)).blocks, ActionId.GOAL_EDIT)


@attempt("button goal.undo", changes=("goals", "goal_changes"), shows=True)
async def take_back(world: World) -> Send:
    return pressing(world, receipt_message(await goal_of(world)).blocks, ActionId.GOAL_UNDO)


@attempt("button goal.undo of a team", changes=("goals",), shows=True)
async def take_back_of_team(world: World) -> Send:
    return pressing(world, receipt_message(await goal_of(world, FOR_TEAM)).blocks, ActionId.GOAL_UNDO)


@attempt("button goal.undo of the organisation", changes=("goals",), shows=True)
async def take_back_of_all(world: World) -> Send:
    return pressing(world, receipt_message(await goal_of(world, FOR_ALL, Who.LEADER)).blocks, ActionId.GOAL_UNDO)


@attempt("button goal.redo", changes=("goals",), shows=True)
async def put_back(world: World) -> Send:
    goal = (await goal_of(world)).goal
    gone = await world.do(goals.take_back, Who.MANAGER, goal.id, NOW)
    return pressing(world, receipt_message(gone).blocks, ActionId.GOAL_REDO)


@attempt("button goal.close", changes=("goals",), shows=True)
async def close(world: World) -> Send:
    goal = (await goal_of(world)).goal
    await world.do(goals.close, Who.MANAGER, goal.id, NOW, MESSAGES)
    reopened = await world.do(goals.reopen, Who.MANAGER, goal.id, NOW, MESSAGES)
    return pressing(world, receipt_message(reopened).blocks, ActionId.GOAL_CLOSE)


@attempt("button goal.reopen", changes=("goals",), shows=True)
async def reopen(world: World) -> Send:
    goal = (await goal_of(world)).goal
    closed = await world.do(goals.close, Who.MANAGER, goal.id, NOW, MESSAGES)
    return pressing(world, receipt_message(closed).blocks, ActionId.GOAL_REOPEN)


async def _activity(world: World, action_id: ActionId) -> Send:
    found = await world.do(goals.set_line, Who.SELF, f"make 50 calls {BY}", world.new_name(), NOW, MESSAGES)
    assert isinstance(found, ActivityFound)
    return pressing(world, activity_message(found, world.new_name()).blocks, action_id)


@attempt("button goal.ask_for_result", opens=True)
async def ask_for_result(world: World) -> Send:
    return await _activity(world, ActionId.GOAL_ASK_FOR_RESULT)


@attempt("button goal.keep_activity", changes=("goals",))
async def keep_activity(world: World) -> Send:
    return await _activity(world, ActionId.GOAL_KEEP_ACTIVITY)


@attempt("form goal.form for a person", changes=("goals",))
async def submit_for_person(world: World) -> Send:
    return submitting(world, _form_for(owner_of_person(world.people[Who.SELF])))


@attempt("form goal.form for a team", changes=("goals",))
async def submit_for_team(world: World) -> Send:
    return submitting(world, _form_for(owner_of_team(world.team)))


@attempt("form goal.form for the organisation", changes=("goals",))
async def submit_for_all(world: World) -> Send:
    return submitting(world, _form_for(ORGANISATION))


@attempt("form goal.form of a goal", changes=("goals",))
async def submit_change(world: World) -> Send:
    return submitting(world, _form_with(await goal_of(world)), target={"value": "60"})


# Agreeing


@attempt("button goal.accept", changes=("goals", "deliveries"), shows=True)
async def accept(world: World) -> Send:
    return pressing(world, question_message(await question_of(world)).blocks, ActionId.GOAL_ACCEPT)


@attempt("button goal.propose", opens=True, shows=True)
async def open_proposal(world: World) -> Send:
    return pressing(world, question_message(await question_of(world)).blocks, ActionId.GOAL_PROPOSE)


@attempt("form goal.proposal_form", changes=("goals", "deliveries"))
async def propose(world: World) -> Send:
    question = await question_of(world)
    place = ProposalPlace(question.goal.id, question.goal.times_asked)
    return submitting(world, proposal_view(question, place), proposal={"value": "40, by July"})


@attempt("button goal.keep_terms", changes=("goals",), shows=True)
async def keep_terms(world: World) -> Send:
    goal = (await question_of(world)).goal
    await world.do(goal_agreement.propose, Who.SELF, goal.id, goal.times_asked, "40", NOW, MESSAGES)
    return pressing_value(world, ActionId.GOAL_KEEP_TERMS, f"{goal.id}:{goal.times_asked}")


# The form's menus


@attempt("menu goal.owner", offers=True)
async def suggest_owners(world: World) -> Send:
    return suggesting(world, _form_for(ORGANISATION), ActionId.GOAL_OWNER, "Tess")


@attempt("menu goal.parent_id", offers=True, shows=True)
async def suggest_parents(world: World) -> Send:
    await goal_of(world)
    return suggesting(world, _form_for(owner_of_person(world.people[Who.SELF])), ActionId.GOAL_PARENT, world.word)


@attempt("menu goal.customers", offers=True)
async def suggest_customers(world: World) -> Send:
    await entry_of(world, line=f"1m {{word}} for '{CANARY}land'")
    return suggesting(world, _form_for(ORGANISATION), ActionId.GOAL_CUSTOMERS)


@attempt("menu goal.tags", offers=True)
async def suggest_tags(world: World) -> Send:
    return suggesting(world, _form_for(ORGANISATION), ActionId.GOAL_TAGS, "new")
