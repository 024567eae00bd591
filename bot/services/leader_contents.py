"""What stands in a leader's digest: the cascade by team, and a month's help for budgeting."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.db import teams as team_rows
from bot.db.digest_numbers import leader_numbers
from bot.db.kudos import spread
from bot.domain.digests import CustomerEffort, GoalLine, LeaderDigest, TeamResults
from bot.domain.effort import full_time, working_minutes
from bot.domain.goals import OwnerKind
from bot.domain.pace import Pace
from bot.domain.people import Team
from bot.domain.subscriptions import DueDigest
from bot.domain.workspace_settings import WorkspaceSettings
from bot.services.goal_lines import goal_line

_GOOD = {Pace.ON_TRACK, Pace.REACHED}


@dataclass(slots=True)
class _Count:
    on_track: int = 0
    results: int = 0
    activities: int = 0

    def add(self, line: GoalLine) -> None:
        if line.goal.is_activity:
            self.activities += 1
        elif line.standing.pace is not Pace.NOT_STARTED:
            self.results += 1
            self.on_track += line.standing.pace in _GOOD


def leader_digest(session: Session, due: DueDigest, settings: WorkspaceSettings) -> LeaderDigest:
    """The digest; every leader of the workspace gets the same for the same period and day."""
    numbers = leader_numbers(session, due)
    counts: dict[int | None, _Count] = defaultdict(_Count)
    total = _Count()
    organisation: list[GoalLine] = []
    # Goals are many more than what is kept of them: they are counted as they come.
    for row in numbers["goals"].each():
        line, _ = goal_line(row, (), due, settings)
        total.add(line)
        if line.goal.owner.kind is OwnerKind.ORGANISATION:
            organisation.append(line)
        else:
            counts[_team_of(row)].add(line)
    minutes_by_name = [(row.name or "", row.minutes) for row in numbers["help"].of(0)]
    period = due.period
    minutes = sum(minutes for _, minutes in minutes_by_name)
    teams = {team.id: team for team in team_rows.all_teams(session, due.workspace_id)}
    return LeaderDigest(
        due=due,
        organisation=tuple(organisation),
        on_track=total.on_track,
        results=total.results,
        teams=tuple(_results(team.name, depth, counts[team.id]) for team, depth in cascade(teams.values())),
        without_team=_results("", 0, counts[None]) if None in counts else None,
        effort=tuple(
            CustomerEffort(name, each, full_time(each, period.first, period.last, settings))
            for name, each in sorted(minutes_by_name, key=lambda item: (item[0] == "", item[0].casefold()))
        ),
        minutes=minutes,
        full_time=full_time(minutes, period.first, period.last, settings),
        working_hours=working_minutes(period.first, period.last, settings) / 60,
        spread=spread(session, due.workspace_id, period.first, period.last),
    )


def leader_digests_of(
    session: Session, due: Sequence[DueDigest], settings: WorkspaceSettings
) -> Iterator[LeaderDigest]:
    """A digest for each due one of a workspace, worked out once for each period and day."""
    made: dict[tuple[object, ...], LeaderDigest] = {}
    for one in due:
        key = (one.period, one.today)
        if key not in made:
            made[key] = leader_digest(session, one, settings)
        yield replace(made[key], due=one)


def cascade(teams: Iterable[Team]) -> Iterator[tuple[Team, int]]:
    """Teams with their depth, each followed by those below it, by name; a team whose parent is gone is a top one."""
    known = {team.id: team for team in teams}
    below: dict[int | None, list[Team]] = defaultdict(list)
    for team in sorted(known.values(), key=lambda team: (team.name.casefold(), team.id)):
        below[team.parent_id if team.parent_id in known else None].append(team)
    waiting = [(team, 0) for team in reversed(below[None])]
    while waiting:
        team, depth = waiting.pop()
        yield team, depth
        waiting += [(child, depth + 1) for child in reversed(below[team.id])]


def _team_of(row: Row[Any]) -> int | None:
    team: int | None = row.owner_team_id if row.owner_kind == OwnerKind.TEAM.value else row.owner_person_team
    return team


def _results(name: str, depth: int, count: _Count) -> TeamResults:
    return TeamResults(name, depth, count.on_track, count.results, count.activities)
