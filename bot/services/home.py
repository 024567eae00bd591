"""App Home: what stands on it, turning its pages, and whose is old."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import card_looks as look_rows
from bot.db import deliveries as delivery_rows
from bot.db import help_questions as question_rows
from bot.db import home_tabs
from bot.db import kudos as kudos_rows
from bot.db import measurements as measurement_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action
from bot.domain.deliveries import Message
from bot.domain.digests import GoalLine
from bot.domain.goals import Goal, Measurement, OwnerKind
from bot.domain.home import (
    KEPT_FRESH,
    LATEST_LOOKS,
    TEAM_GOALS_A_PAGE,
    UNDO_SHOWN,
    GoalsPage,
    Home,
    HomePart,
    Pages,
    TeamPart,
    Touch,
    page_within,
)
from bot.domain.kudos import Kudos
from bot.domain.people import Person
from bot.domain.schedules import zone_named
from bot.domain.subscriptions import DigestKind, DueDigest, Period
from bot.domain.work_logs import WorkLogPeriod
from bot.services import digests, work_logs
from bot.services.acting import Asker, acting
from bot.services.digest_contents import led_goals, own_week
from bot.services.home_waiting import waiting_for


def opened(session: Session, asker: Asker, now: datetime) -> None:
    """The person opened Home: it is drawn anew from now on when something changes. Raises `Denied` for guests."""
    person = acting(session, asker, Action.SEE_OWN)
    home_tabs.opened(session, person.workspace_id, person.id, now)


def turn(session: Session, asker: Asker, part: HomePart, page: int, now: datetime) -> None:
    """The person turned to a page of a list, which the next drawing shows; one behind the last shows the last."""
    person = acting(session, asker, Action.SEE_OWN)
    home_tabs.turned(session, person.workspace_id, person.id, part, page, now)


def old_homes(session: Session, workspace_id: str, touches: Iterable[Touch], now: datetime) -> list[Asker]:
    """Whose Home shows what was touched, of those who have opened it lately."""
    found = home_tabs.open_of(session, workspace_id, touches, now - KEPT_FRESH)
    return [Asker(workspace_id, slack_id) for slack_id in found]


def write_to_oneself(session: Session, asker: Asker, message: Message, press: str, now: datetime) -> None:
    """Queues what was pressed for on Home as a direct message to the person; the same press twice is one message."""
    person = acting(session, asker, Action.SEE_OWN)
    delivery_rows.queue(session, person.workspace_id, f"home:{person.id}:{press}", person.slack_id, message, now)


def home_of(session: Session, asker: Asker, now: datetime) -> Home:
    """Everything on the person's Home, in a number of statements that what is kept doesn't change.

    Raises `UnknownPerson`, or `Denied` for guests.
    """
    own = digests.own_digest(session, asker, None, now)
    person = own.due.person
    here = person.workspace_id
    week = work_logs.entries_of_week(session, asker, now)
    pages = home_tabs.pages_of(session, here, person.id)
    note, known = own_week(session, _due(own.due, DigestKind.PERSON, week))
    mine = tuple(line for line in known if _is_own(line.goal, person))
    team = _team(session, own.due, week, pages) if own.kinds[0] is not DigestKind.PERSON else None
    lines = {line.goal.id: line for line in (*mine, *(team.goals.lines if team else ()))}
    looks = look_rows.of_person(session, here, person.id, LATEST_LOOKS)
    return Home(
        person=person,
        now=now,
        note=note,
        entries=tuple(reversed(week.entries)),
        kudos=_kudos(session, person, week),
        waiting=waiting_for(session, asker, person, lines, now, pages.waiting),
        goals=GoalsPage(mine, page_within(pages.goals, len(mine), GoalsPage().a_page)),
        digest=own.subscription,
        team=team,
        recorded=_recorded(session, person, lines, now),
        looks=tuple(looks),
        look_count=look_rows.count(session, here, person.id) if len(looks) == LATEST_LOOKS else len(looks),
        asks_helped=settings_rows.asks_those_helped_since(session, here) is not None,
        wants_none=question_rows.wants_none(session, here, person.id),
    )


def _due(own: DueDigest, kind: DigestKind, week: WorkLogPeriod) -> DueDigest:
    """A digest of the week so far."""
    year, number, _ = week.first.isocalendar()
    period = Period(f"{year}-W{number:02}", week.first, own.today)
    return DueDigest(
        subscription_id=own.subscription_id,
        workspace_id=own.workspace_id,
        kind=kind,
        person=own.person,
        to=own.to,
        period=period,
        today=own.today,
    )


def _is_own(goal: Goal, person: Person) -> bool:
    """Theirs, or of the very team that they are in, which they may measure."""
    match goal.owner.kind:
        case OwnerKind.PERSON:
            return goal.owner.id == person.id
        case OwnerKind.TEAM:
            return goal.owner.id == person.team_id
        case OwnerKind.ORGANISATION:
            return False


def _team(session: Session, own: DueDigest, week: WorkLogPeriod, pages: Pages) -> TeamPart:
    people, known = led_goals(session, _due(own, DigestKind.MANAGER, week))
    lines = tuple(line for line in known if not _is_own(line.goal, own.person))
    page = page_within(pages.team, len(lines), TEAM_GOALS_A_PAGE)
    return TeamPart(people, GoalsPage(lines, page, TEAM_GOALS_A_PAGE))


def _kudos(session: Session, person: Person, week: WorkLogPeriod) -> tuple[Kudos, ...]:
    zone = zone_named(person.time_zone)
    found = kudos_rows.received(
        session, person.workspace_id, [person.id], week.first, week.last, with_private=True, zone=zone
    )
    return found.get(person.id, ())


def _recorded(
    session: Session, person: Person, lines: dict[int, GoalLine], now: datetime
) -> tuple[Goal, Measurement] | None:
    given = measurement_rows.latest_given_by(session, person.workspace_id, person.id, lines, now - UNDO_SHOWN)
    return (lines[given.goal_id].goal, given) if given else None
