"""What somebody is shown of goals: their list, a goal's page, and what the form's menus offer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import goal_changes
from bot.db import goals as goal_rows
from bot.db import measurements as measurement_rows
from bot.db import people as people_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, allow
from bot.domain.customers import customer_key
from bot.domain.goal_pages import (
    CHANGES_SHOWN,
    CHILDREN_A_PAGE,
    GOALS_A_PAGE,
    MEASUREMENTS_SHOWN,
    GoalList,
    GoalPage,
)
from bot.domain.goals import Goal, GoalGroup, GoalReach, GoalState, Measurement, Owner, OwnerKind
from bot.domain.measurements import unknown_goal
from bot.domain.pace import Standing, standing
from bot.domain.people import Person
from bot.errors import Refused
from bot.services import measurements
from bot.services.acting import Asker, asking
from bot.services.goal_reach import (
    is_within,
    may_set,
    owner_of_person,
    owner_with,
    reach_of,
    seen_by,
)
from bot.services.goals import goal_to_see, goal_to_set

COMPARED_DAYS = timedelta(days=7)
"""What 'slipped' and 'improved' are compared with."""


def list_of(session: Session, asker: Asker, page: int, now: datetime) -> GoalList:
    """A page of the open goals that are the person's, their teams' and the organisation's, and those they answer for.

    A page behind the last is the last one.
    """
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    here, today = person.workspace_id, person.local(now).date()
    reach = reach_of(session, person)
    counts = goal_rows.open_counts(session, here, reach)
    last = max((sum(counts.values()) - 1) // GOALS_A_PAGE, 0)
    page = min(page, last)
    goals = goal_rows.open_page(session, here, reach, page * GOALS_A_PAGE, GOALS_A_PAGE)
    found = standings_of(session, here, goals, today)
    grouped = tuple((_group_of(one.goal, reach), one) for one in found)
    return GoalList(grouped, counts, page, today)


def page_of(session: Session, asker: Asker, goal_id: int, child_page: int, now: datetime) -> GoalPage:
    """Everything about a goal that the person may see. Raises `Refused` or `Denied`."""
    person, goal = goal_to_see(session, asker, goal_id)
    if goal.state is GoalState.WITHDRAWN and goal.set_by != person.id:
        raise unknown_goal(goal_id)
    here, today = person.workspace_id, person.local(now).date()
    above = [one for one in goal_rows.parents_of(session, here, goal_id) if one.state is not GoalState.WITHDRAWN]
    below = goal_rows.children_of(session, here, goal_id)
    seen = {one.id for one in seen_by(session, person, [*above, *below])}
    parents = [one for one in above if one.id in seen]
    children = [one for one in below if one.id in seen]
    child_page = min(child_page, max((len(children) - 1) // CHILDREN_A_PAGE, 0))
    shown = children[child_page * CHILDREN_A_PAGE : (child_page + 1) * CHILDREN_A_PAGE]
    counted = measurement_rows.counted_of(session, here, [goal_id])[goal_id]
    this, *others = standings_of(session, here, [goal, *parents, *shown], today)
    setter = people_rows.by_id(session, here, goal.set_by)
    return GoalPage(
        standing=this,
        measurements=tuple(_latest_first(counted)[:MEASUREMENTS_SHOWN]),
        measurement_count=len(counted),
        parents=tuple(others[: len(parents)]),
        unseen_parent=len(parents) < len(above),
        children=tuple(others[len(parents) :]),
        child_page=child_page,
        child_count=len(children),
        unseen_children=len(below) - len(children),
        changes=tuple(goal_changes.changes_of(session, here, goal_id, CHANGES_SHOWN)),
        set_by=setter.name if setter else "",
        may_set=may_set(session, person, goal.owner),
        may_measure=_may_measure(session, asker, goal_id, now),
        is_owner=goal.owner.kind is OwnerKind.PERSON and goal.owner.id == person.id,
        today=today,
    )


def standings_of(session: Session, workspace_id: str, goals: Sequence[Goal], today: date) -> list[Standing]:
    """How the goals stand today, in their order: their measurements and the settings in two statements."""
    stale_after = settings_rows.settings_of(session, workspace_id).stale_after_days
    counted = measurement_rows.counted_of(session, workspace_id, [goal.id for goal in goals])
    compared_with = today - COMPARED_DAYS
    return [standing(goal, counted.get(goal.id, []), today, stale_after, compared_with=compared_with) for goal in goals]


def today_of(session: Session, asker: Asker, now: datetime) -> tuple[date, Owner]:
    """The date on the person's own clock, and the person as an owner of goals."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    return person.local(now).date(), owner_of_person(person)


def clock_of(session: Session, asker: Asker, now: datetime) -> datetime:
    """The moment on the person's own clock."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    return person.local(now)


def goal_to_edit(session: Session, asker: Asker, goal_id: int) -> tuple[Goal, Goal | None]:
    """A goal that the person may change, and the one that it serves. Raises `Refused` or `Denied`."""
    person, goal = goal_to_set(session, asker, goal_id)
    if goal.state is GoalState.WITHDRAWN:
        raise Refused("That goal was taken back.", "Set a new one with `/goal new`.")
    parent = goal_rows.by_id(session, person.workspace_id, goal.parent_id) if goal.parent_id else None
    return goal, parent


def parent_for_new(session: Session, asker: Asker, goal_id: int) -> Goal:
    """The goal under which a new one is to be set. Raises `Refused` or `Denied`."""
    _, goal = goal_to_see(session, asker, goal_id)
    if goal.state is not GoalState.OPEN:
        raise Refused("That goal isn't open any more.", "Reopen it first, or choose another.")
    return goal


def parents_to_choose(
    session: Session, asker: Asker, owner: tuple[OwnerKind, int | None] | None, words: str, except_id: int, most: int
) -> list[Goal]:
    """Open goals that the person may see, whose reach contains the owner, and whose title contains the words.

    `owner` is what the form says so far, None for the asker; `except_id` is the goal itself, 0 for a new one.
    """
    person = asking(session, asker)
    allow(person, Action.CHOOSE_FROM_RECORDS, person.id)
    here = person.workspace_id
    wanted = owner_with(session, here, *owner) if owner else owner_of_person(person)
    key = customer_key(words)
    fitting: list[Goal] = []
    within: dict[tuple[OwnerKind, int | None], bool] = {}
    for goal in seen_by(session, person, _perhaps_parents(session, person, wanted)):
        if goal.id == except_id or key not in customer_key(f"{goal.title} {goal.owner.name}"):
            continue
        above = (goal.owner.kind, goal.owner.id)
        if above not in within:
            within[above] = is_within(session, here, wanted, goal.owner)
        if within[above]:
            fitting.append(goal)
        if len(fitting) == most:
            break
    return fitting


def _perhaps_parents(session: Session, person: Person, owner: Owner) -> list[Goal]:
    """Open goals of the organisation, of every team, and of those who answer for the owner or are it."""
    here = person.workspace_id
    if owner.kind is OwnerKind.ORGANISATION or owner.id is None:
        return goal_rows.open_of(session, here, [], [], with_organisation=True)
    if owner.kind is OwnerKind.TEAM:
        above = team_rows.above_team(session, here, owner.id)
    else:
        above = people_rows.managers_above(session, here, owner.id) | {owner.id}
    teams = [team.id for team in team_rows.all_teams(session, here)]
    return goal_rows.open_of(session, here, above, teams, with_organisation=True)


def _may_measure(session: Session, asker: Asker, goal_id: int, now: datetime) -> bool:
    try:
        measurements.goal_to_measure(session, asker, goal_id, now)
    except Refused:
        return False
    return True


def _group_of(goal: Goal, reach: GoalReach) -> GoalGroup:
    if goal.owner.kind is OwnerKind.ORGANISATION:
        return GoalGroup.ORGANISATION
    if goal.owner.kind is OwnerKind.TEAM:
        return GoalGroup.MY_TEAM if goal.owner.id in reach.my_teams else GoalGroup.TEAMS
    return GoalGroup.MINE if goal.owner.id == reach.me else GoalGroup.PEOPLE


def _latest_first(counted: Sequence[Measurement]) -> list[Measurement]:
    return sorted(counted, key=lambda one: (one.on, one.id), reverse=True)
