"""The numbers in managers' digests, for all that are due at once: a fixed number of statements, whatever their number.

Every statement's rows begin with `n`, the digest's place in the list, and are ordered by it; all are opened first and
then read side by side, so that memory holds one digest's rows and not all. PostgreSQL and SQLite get the same
statements but for the difference of two dates, and for lists.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    CTE,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from bot.db.coaching import AnswerRow
from bot.db.customer_rhythms import lost_parameters, served_lately
from bot.db.customers import CustomerRow
from bot.db.due_rows import (
    BEFORE_ALL,
    HERE,
    LAST_OF_ALL,
    due_parameters,
    due_table,
)
from bot.db.goal_points import goals_with_points
from bot.db.goals import GoalCustomerRow, GoalRow
from bot.db.help_questions import answers_by_digest
from bot.db.people import PersonRow
from bot.db.praise_digests import decided_praise, praise_of_persons, praise_parameters, waiting_praise
from bot.db.teams import TeamRow
from bot.db.work_logs import WorkLogRow
from bot.domain.attention import Rhythm
from bot.domain.goals import GoalState, OwnerKind
from bot.domain.subscriptions import DueDigest

ROWS_AT_ONCE = 1_000
"""Rows that each statement's reader holds."""

_N = itemgetter(0)

_people = PersonRow.__table__
_teams = TeamRow.__table__
_goals = GoalRow.__table__
_logs = WorkLogRow.__table__
_customers = CustomerRow.__table__
_goal_customers = GoalCustomerRow.__table__
_answers = AnswerRow.__table__

_OPEN = and_(_goals.c.workspace_id == HERE, _goals.c.state == GoalState.OPEN.value)


class Rows:
    """A statement's rows, taken digest by digest in the order of `n`."""

    def __init__(self, portions: Iterator[Sequence[Row[Any]]]) -> None:
        self._portions = portions
        self._rows: Sequence[Row[Any]] = ()
        self._at = 0

    def of(self, n: int) -> list[Any]:
        """The rows of digest `n`; every digest is to be asked for, in order."""
        taken: list[Any] = []
        while True:
            end = bisect_right(self._rows, n, self._at, key=_N)
            taken += self._rows[self._at : end]
            self._at = end
            if end < len(self._rows):
                return taken
            self._rows, self._at = next(self._portions, ()), 0
            if not self._rows:
                return taken

    def each(self) -> Iterator[Row[Any]]:
        """All rows that are left, one by one."""
        yield from self._rows[self._at :]
        for rows in self._portions:
            yield from rows


def opened(session: Session, statements: Mapping[str, Select[Any]], parameters: dict[str, Any]) -> dict[str, Rows]:
    """All statements, begun."""
    return {
        name: Rows(session.execute(statement, parameters, execution_options={"yield_per": ROWS_AT_ONCE}).partitions())
        for name, statement in statements.items()
    }


def manager_numbers(session: Session, due: Sequence[DueDigest], lost: Sequence[Rhythm]) -> dict[str, Rows]:
    """What managers' digests are made of: people, goals and their customers, help, who served the lost, answers.

    And what those who were helped say, and customers' praise. `lost` are the customers of the workspace that are
    without attention.
    """
    dialect = session.get_bind().dialect.name
    parameters = due_parameters(dialect, due) | lost_parameters(dialect, lost) | praise_parameters(due)
    return opened(session, _manager_statements(dialect), parameters)


def led_numbers(session: Session, due: Sequence[DueDigest]) -> dict[str, Rows]:
    """Of what managers' digests are made of, the people and the goals with their customers alone."""
    dialect = session.get_bind().dialect.name
    statements = _manager_statements(dialect)
    some = {name: statements[name] for name in ("people", "goals", "goal_customers")}
    return opened(session, some, due_parameters(dialect, due))


def person_numbers(session: Session, due: Sequence[DueDigest]) -> dict[str, Rows]:
    """What persons' notes are made of: goals, their customers, help, what those who were helped say, and praise."""
    dialect = session.get_bind().dialect.name
    return opened(session, _person_statements(dialect), due_parameters(dialect, due) | praise_parameters(due))


@cache
def _manager_statements(dialect: str) -> dict[str, Select[Any]]:
    due = due_table(dialect)
    reach = _reach(due)
    mine = _goals_of_managers(due, reach)
    return {
        "people": _people_here(reach),
        "goals": goals_with_points(dialect, mine),
        "goal_customers": _customers_of_goals(mine),
        "help": _help(due, reach),
        "lost": served_lately(dialect, reach),
        "answers": _answer_rows(due),
        "solved": answers_by_digest(due, reach),
        "said": decided_praise(reach),
        "waiting": waiting_praise(due),
    }


def leader_numbers(session: Session, due: DueDigest) -> dict[str, Rows]:
    """What a leader's digest is made of: all open goals, and the minutes of the period by customer (as digest 0)."""
    dialect = session.get_bind().dialect.name
    return opened(session, _leader_statements(dialect), due_parameters(dialect, [due]))


@cache
def _leader_statements(dialect: str) -> dict[str, Select[Any]]:
    due = due_table(dialect)
    everything = select(due.c.n, _goals.c.id.label("goal_id")).join(_goals, _OPEN).cte("mine")
    return {"goals": goals_with_points(dialect, everything), "help": _help_by_customer(due)}


def _help_by_customer(due: CTE) -> Select[Any]:
    summed = (
        select(due.c.n, _logs.c.customer_id, func.coalesce(func.sum(_logs.c.minutes), 0).label("minutes"))
        .join(
            _logs,
            and_(
                _logs.c.workspace_id == HERE,
                _logs.c.local_date.between(due.c.first, due.c.last),
                _logs.c.undone_at.is_(None),
            ),
        )
        .group_by(due.c.n, _logs.c.customer_id)
        .subquery("summed")
    )
    return (
        select(summed.c.n, _customers.c.name, summed.c.minutes)
        .outerjoin(_customers, and_(_customers.c.id == summed.c.customer_id, _customers.c.workspace_id == HERE))
        .order_by(summed.c.n)
    )


@cache
def _person_statements(dialect: str) -> dict[str, Select[Any]]:
    due = due_table(dialect)
    alone = select(due.c.n, due.c.person_id).cte("alone")
    mine = _goals_of_persons(due)
    return {
        "goals": goals_with_points(dialect, mine),
        "goal_customers": _customers_of_goals(mine),
        "help": _help(due, alone),
        "solved": answers_by_digest(due, alone),
        "said": praise_of_persons(alone),
    }


def _reach(due: CTE) -> CTE:
    """The people of each manager: direct reports, and the members of teams that the manager leads; gone ones too."""
    person = (_people.c.id.label("person_id"), _people.c.is_gone)
    reports = select(due.c.n, *person).join(
        _people, and_(_people.c.workspace_id == HERE, _people.c.manager_id == due.c.person_id)
    )
    members = (
        select(due.c.n, *person)
        .select_from(due)
        .join(_teams, and_(_teams.c.workspace_id == HERE, _teams.c.lead_id == due.c.person_id))
        .join(_people, and_(_people.c.workspace_id == HERE, _people.c.team_id == _teams.c.id))
        .where(_people.c.id != due.c.person_id)
    )
    return union(reports, members).cte("reach")


def _people_here(reach: CTE) -> Select[Any]:
    """Who is here, with whether they lead somebody: a manager of managers sees no help below those."""
    reports, teams = _people.alias("reports"), _teams.alias("led")
    leads = or_(
        exists().where(
            reports.c.workspace_id == HERE, reports.c.manager_id == _people.c.id, reports.c.is_gone.is_(False)
        ),
        exists().where(teams.c.workspace_id == HERE, teams.c.lead_id == _people.c.id),
    )
    return (
        select(reach.c.n, _people.c.id, _people.c.name, leads.label("leads"))
        .join(_people, _people.c.id == reach.c.person_id)
        .where(reach.c.is_gone.is_(False), _people.c.is_bot.is_(False))
        .order_by(reach.c.n)
    )


def _goals_of_managers(due: CTE, reach: CTE) -> CTE:
    """A manager's own goals, those of their people, of the teams that they or their people lead; leaders' have the
    organisation's too.
    """
    columns = (due.c.n, _goals.c.id.label("goal_id"))
    return union(
        select(*columns)
        .select_from(due)
        .join(reach, reach.c.n == due.c.n)
        .join(_goals, and_(_OPEN, _goals.c.owner_person_id == reach.c.person_id))
        .where(reach.c.is_gone.is_(False)),
        select(*columns).select_from(due).join(_goals, and_(_OPEN, _goals.c.owner_person_id == due.c.person_id)),
        select(*columns)
        .select_from(due)
        .join(_teams, and_(_teams.c.workspace_id == HERE, _teams.c.lead_id == due.c.person_id))
        .join(_goals, and_(_OPEN, _goals.c.owner_team_id == _teams.c.id)),
        select(*columns)
        .select_from(due)
        .join(reach, reach.c.n == due.c.n)
        .join(_teams, and_(_teams.c.workspace_id == HERE, _teams.c.lead_id == reach.c.person_id))
        .join(_goals, and_(_OPEN, _goals.c.owner_team_id == _teams.c.id))
        .where(reach.c.is_gone.is_(False)),
        select(*columns)
        .select_from(due)
        .join(_goals, and_(_OPEN, _goals.c.owner_kind == OwnerKind.ORGANISATION.value))
        .where(due.c.leads_all.is_(True)),
    ).cte("mine")


def _goals_of_persons(due: CTE) -> CTE:
    """A person's own goals, those of their team and of the teams above it, and the organisation's."""
    start = select(due.c.n, due.c.team_id).where(due.c.team_id.is_not(None)).cte("up", recursive=True)
    # `UNION` without `ALL` ends even where the data has a cycle.
    up = start.union(
        select(start.c.n, _teams.c.parent_id)
        .join(_teams, and_(_teams.c.id == start.c.team_id, _teams.c.workspace_id == HERE))
        .where(_teams.c.parent_id.is_not(None))
    )
    columns = (due.c.n, _goals.c.id.label("goal_id"))
    return union(
        select(*columns).select_from(due).join(_goals, and_(_OPEN, _goals.c.owner_person_id == due.c.person_id)),
        select(*columns)
        .select_from(due)
        .join(up, up.c.n == due.c.n)
        .join(_goals, and_(_OPEN, _goals.c.owner_team_id == up.c.team_id)),
        select(*columns)
        .select_from(due)
        .join(_goals, and_(_OPEN, _goals.c.owner_kind == OwnerKind.ORGANISATION.value)),
    ).cte("mine")


def _customers_of_goals(mine: CTE) -> Select[Any]:
    return (
        select(mine.c.n, mine.c.goal_id, _customers.c.id, _customers.c.name)
        .select_from(mine)
        .join(
            _goal_customers,
            and_(_goal_customers.c.goal_id == mine.c.goal_id, _goal_customers.c.workspace_id == HERE),
        )
        .join(_customers, and_(_customers.c.id == _goal_customers.c.customer_id, _customers.c.workspace_id == HERE))
        .order_by(mine.c.n, _customers.c.name)
    )


def _help(due: CTE, helpers: CTE) -> Select[Any]:
    """Every entry of the period, and of as many days before it; tags are JSON text."""
    return (
        select(
            due.c.n,
            _logs.c.person_id,
            _logs.c.customer_id,
            _customers.c.name,
            cast(_logs.c.tags, String).label("tags"),
            _logs.c.minutes,
            _logs.c.local_date >= due.c.first,
        )
        .select_from(due)
        .join(helpers, helpers.c.n == due.c.n)
        .join(
            _logs,
            and_(
                _logs.c.workspace_id == HERE,
                _logs.c.person_id == helpers.c.person_id,
                # The planner knows how many entries are between two dates, not between those of another table.
                _logs.c.local_date.between(BEFORE_ALL, LAST_OF_ALL),
                _logs.c.local_date.between(due.c.before, due.c.last),
                _logs.c.undone_at.is_(None),
            ),
        )
        .outerjoin(_customers, and_(_customers.c.id == _logs.c.customer_id, _customers.c.workspace_id == HERE))
        .order_by(due.c.n)
    )


def _answer_rows(due: CTE) -> Select[Any]:
    return (
        select(due.c.n, _answers.c.about, _answers.c.answer, _answers.c.until)
        .join(
            _answers,
            and_(_answers.c.workspace_id == HERE, _answers.c.manager_id == due.c.person_id),
        )
        .order_by(due.c.n)
    )
