"""A team's card, for those who may see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import chain
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.db.customer_rhythms import rhythms_to_look_at
from bot.db.kudos_around import thanks_around
from bot.db.team_scorecards import goals_of, help_given, people_of, served_by
from bot.domain.access import Action, allow
from bot.domain.attention import Unattended, in_order, unattended
from bot.domain.goals import Goal, OwnerKind
from bot.domain.kudos import closed_circles
from bot.domain.past_periods import PastPeriod
from bot.domain.people import Person, Team
from bot.domain.subscriptions import DigestKind, DueDigest, Period
from bot.domain.team_scorecards import (
    MOST_UNTHANKED,
    Load,
    Results,
    TeamCard,
    TeamChoice,
    TeamPeople,
    Thanks,
    carrier_of,
    meant_by,
    results_of,
    team_keys,
)
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services.acting import Asker, asking
from bot.services.goal_lines import line_on
from bot.services.goal_reach import is_allowed

_OWN_TEAM = {"", "my team", "our team", "the team", "team", "us"}

COMPARED_SINCE = timedelta(days=31)
"""How long before the period a measurement may be to tell how a goal stood when it began."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Whose look it is, at which team, when; and whether they answer for a person of it."""

    looker: Person
    team: Team
    period: PastPeriod
    today: date
    settings: WorkspaceSettings
    answers_for: Callable[[int], bool]


def team_to_see(session: Session, asker: Asker, name: str) -> Team | TeamChoice:
    """The team of that name (one's own for '' and 'my team'), or those of which one may be meant.

    Raises `UnknownTeam` where none is meant, `Denied` for a team whose card isn't for the asker.
    """
    person = asking(session, asker)
    allow(person, Action.CHOOSE_FROM_RECORDS, person.id)
    if " ".join(name.casefold().split()) in _OWN_TEAM:
        return _check(session, person, _own_team(session, person))
    here = person.workspace_id
    for key in team_keys(name):
        team = team_rows.by_key(session, here, key)
        if team is not None:
            return _check(session, person, team)
    choice = meant_by(name, team_rows.all_teams(session, here))
    if len(choice.teams) == 1 and not choice.is_near:
        return _check(session, person, choice.teams[0])
    return choice


def team_with_id(session: Session, asker: Asker, team_id: int) -> Team:
    """The team of a button. Raises `Refused` where there is none any more, and `Denied`."""
    person = asking(session, asker)
    allow(person, Action.CHOOSE_FROM_RECORDS, person.id)
    team = team_rows.by_id(session, person.workspace_id, team_id)
    if team is None:
        raise Refused("There is no such team any more.", "`/scorecard team Support` asks by name.")
    return _check(session, person, team)


def today_of(session: Session, asker: Asker, now: datetime) -> date:
    """The date on the asker's own clock."""
    person = asking(session, asker)
    allow(person, Action.CHOOSE_FROM_RECORDS, person.id)
    return person.local(now).date()


def team_cards(session: Session, asker: Asker, team_id: int, period: PastPeriod, now: datetime) -> Iterator[TeamCard]:
    """The team's card, for `Store.stream`: of a whole organisation it takes a while. Raises as `team_with_id`."""
    team = team_with_id(session, asker, team_id)
    looker = asking(session, asker)
    here = looker.workspace_id
    settings = settings_rows.settings_of(session, here)
    look = _Look(looker, team, period, looker.local(now).date(), settings, _answers_for(session, looker))
    teams = sorted(team_rows.team_and_below(session, here, team.id))
    people = people_of(session, here, teams)
    results = _results(session, look, people, teams)
    thanks, unthanked = _thanks(session, look, people, now)
    load, carrier = _load(session, look, people)
    named = {line.goal.owner.id for line in results.in_need if line.goal.owner.kind is OwnerKind.PERSON}
    # What is said of a team of one is said of that one.
    alone = set(people.names) if len(people.names) == 1 else set[int]()
    card = TeamCard(
        team=team,
        period=period,
        today=look.today,
        people=len(people.names),
        results=results,
        thanks=thanks,
        load=load,
        unattended=_unattended(session, look, people),
        below=tuple(one for one in team_rows.all_teams(session, here) if one.parent_id == team.id),
        teams_below=len(teams) - 1,
        named=frozenset({*filter(None, named), *unthanked, *carrier, *alone} - {looker.id}),
    )
    yield replace(card, named=frozenset()) if card.is_empty else card


def _check(session: Session, person: Person, team: Team) -> Team:
    above = team_rows.above_team(session, person.workspace_id, team.id)
    allow(person, Action.SEE_TEAM_SCORECARD, above=above, subject=f"team:{team.id}")
    return team


def _own_team(session: Session, person: Person) -> Team:
    here = person.workspace_id
    led = team_rows.teams_led_by(session, here, person.id)
    team = team_rows.by_id(session, here, person.team_id) if person.team_id else None
    own = team if team is not None and team in led else led[0] if len(led) == 1 else team
    if own is None:
        raise Refused("I don't know which team is meant.", "Say its name: `/scorecard team Support`.")
    return own


def _answers_for(session: Session, looker: Person) -> Callable[[int], bool]:
    """Whether the looker, who may see the team's card, may see a person's too: not that of somebody above them."""
    over = chain.managers_up(session, looker.workspace_id, looker.id) - {looker.id}

    def answers_for(person_id: int) -> bool:
        above = () if person_id in over else (looker.id,)
        return is_allowed(lambda: allow(looker, Action.SEE_SCORECARD, person_id, above=above))

    return answers_for


def _results(session: Session, look: _Look, people: TeamPeople, teams: list[int]) -> Results:
    period = look.period
    rows = goals_of(
        session,
        look.looker.workspace_id,
        list(people.names),
        teams,
        first=period.first,
        as_of=period.last,
        points_since=period.first - max(COMPARED_SINCE, timedelta(days=look.settings.stale_after_days)),
    )
    before = period.first - timedelta(days=1)
    lines = (line_on(row, (), period.last, before, look.settings)[0] for row in rows)
    return results_of(lines, _sees(look))


def _sees(look: _Look) -> Callable[[Goal], bool]:
    def sees(goal: Goal) -> bool:
        return goal.owner.kind is not OwnerKind.PERSON or goal.owner.id is None or look.answers_for(goal.owner.id)

    return sees


def _thanks(session: Session, look: _Look, people: TeamPeople, now: datetime) -> tuple[Thanks, list[int]]:
    """Public thanks alone: who got private ones isn't for others, not even by not being named."""
    zone, here = look.looker.local(now).tzinfo or UTC, look.looker.workspace_id
    around = thanks_around(session, here, people.colleagues, look.period.first, look.period.last, zone)
    circles = closed_circles((one.author, one.thanked) for one in around)
    thanked = {
        one.thanked for one in around if not one.is_private and frozenset((one.author, one.thanked)) not in circles
    } & people.colleagues
    # In the order of their names, as `people_of` has them.
    unthanked = [
        person_id
        for person_id in people.names
        if person_id in people.colleagues - thanked and person_id != look.looker.id and look.answers_for(person_id)
    ]
    shown = unthanked[:MOST_UNTHANKED]
    names = tuple(people.names[person_id] for person_id in shown)
    return Thanks(len(people.colleagues), len(thanked), names, len(unthanked) - len(shown)), shown


def _load(session: Session, look: _Look, people: TeamPeople) -> tuple[Load, list[int]]:
    period = look.period
    given = help_given(
        session,
        look.looker.workspace_id,
        people.all_ids,
        before=period.before().first,
        first=period.first,
        last=period.last,
    )
    here = [one for one in given if one.person_id in people.names]
    left = [one for one in given if one.person_id not in people.names]
    carrier = carrier_of(here, len(people.names), period)
    # Of somebody above the looker it isn't said who it is.
    named = carrier if carrier is not None and look.answers_for(carrier) else None
    load = Load(
        minutes=sum(one.minutes for one in here),
        before=sum(one.before for one in here),
        entries=sum(one.entries for one in here),
        helpers=sum(bool(one.entries) for one in here),
        is_carried=carrier is not None,
        carrier=people.names[named] if named is not None else None,
        left=sum(one.minutes for one in left),
        left_before=sum(one.before for one in left),
        left_entries=sum(one.entries for one in left),
    )
    return load, [named] if named is not None else []


def _unattended(session: Session, look: _Look, people: TeamPeople) -> tuple[Unattended, ...]:
    """The customers without attention today, of those whom the team's people served."""
    looker = look.looker
    period = Period(look.period.key, look.period.first, look.period.last)
    # Customers are asked for as a digest of today asks for them.
    digest = DueDigest(0, looker.workspace_id, DigestKind.TEAM, looker, looker.slack_id, period, look.today)
    rhythms = rhythms_to_look_at(session, [digest])
    found = [(one, unattended(one, look.today, look.settings)) for one in rhythms]
    lost = [one for one, what in found if what is not None]
    if not (lost and people.all_ids):
        return ()
    served = served_by(session, look.looker.workspace_id, people.all_ids, lost, look.today)
    return in_order([what for one, what in found if what is not None and one.customer.id in served])
