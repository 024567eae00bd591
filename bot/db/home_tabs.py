"""Who has opened App Home, when, and where they are on it: only theirs is drawn anew when something changes."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ForeignKey, Row, String, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import chain
from bot.db.goals import GoalRow
from bot.db.people import MOST_IN_LIST, PersonRow
from bot.db.praise_prompts import PraisePromptRow
from bot.db.praises import PraisePersonRow
from bot.db.schema import Base, UtcDateTime
from bot.db.touched import touch_home
from bot.domain.home import HomePart, Pages, Touch, Whose
from bot.domain.people import Role


class HomeTabRow(Base):
    """A person's App Home. The pages are those of `bot.domain.home.Pages`."""

    __tablename__ = "home_tabs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = mapped_column(String(32), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    waiting_page: Mapped[int] = mapped_column(server_default="0")
    goals_page: Mapped[int] = mapped_column(server_default="0")
    team_page: Mapped[int] = mapped_column(server_default="0")


_tabs = HomeTabRow.__table__
_PAGES = ("waiting_page", "goals_page", "team_page")
_FIRST_OPENED = {
    dialect: insert(HomeTabRow).on_conflict_do_nothing(index_elements=["person_id"])
    for dialect, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}


def opened(session: Session, workspace_id: str, person_id: int, now: dt.datetime) -> None:
    """The person opened Home: it begins with the first page of every list."""
    opened_now = {"opened_at": now, **dict.fromkeys(_PAGES, 0)}
    known = session.execute(
        update(HomeTabRow)
        .where(HomeTabRow.workspace_id == workspace_id, HomeTabRow.person_id == person_id)
        .values(opened_now)
        .returning(HomeTabRow.person_id),
        execution_options={"synchronize_session": False},
    ).all()
    if not known:
        values = {"person_id": person_id, "workspace_id": workspace_id, **opened_now}
        session.execute(_FIRST_OPENED[session.get_bind().dialect.name], values)


def turned(session: Session, workspace_id: str, person_id: int, part: HomePart, page: int, now: dt.datetime) -> None:
    """The person turned to a page of a list, so Home is open."""
    touch_home(session, workspace_id, person_id)
    session.execute(
        update(HomeTabRow)
        .where(HomeTabRow.workspace_id == workspace_id, HomeTabRow.person_id == person_id)
        .values({f"{part.value}_page": page, "opened_at": now}),
        execution_options={"synchronize_session": False},
    )


def pages_of(session: Session, workspace_id: str, person_id: int) -> Pages:
    """The page of each list that the person has turned to."""
    row = session.execute(
        select(*(_tabs.c[name] for name in _PAGES)).where(
            _tabs.c.workspace_id == workspace_id, _tabs.c.person_id == person_id
        )
    ).one_or_none()
    return Pages(*row) if row is not None else Pages()


def open_of(session: Session, workspace_id: str, touches: Iterable[Touch], since: dt.datetime) -> list[str]:
    """Slack ids of those whom the touches mean and who have opened Home since then, the latest first.

    One statement where single people are meant, or nobody has opened Home; a few more for goals, praise and those
    above.
    """
    meant: dict[Whose, set[int]] = {whose: set() for whose in Whose}
    for touch in touches:
        if touch.workspace_id == workspace_id:
            meant[touch.whose].add(touch.id)
    is_open = (
        select(PersonRow.id, PersonRow.slack_id, PersonRow.given_role, PersonRow.is_admin)
        .join(HomeTabRow, HomeTabRow.person_id == PersonRow.id)
        .where(
            HomeTabRow.workspace_id == workspace_id,
            PersonRow.workspace_id == workspace_id,
            HomeTabRow.opened_at >= since,
        )
        .order_by(HomeTabRow.opened_at.desc(), PersonRow.id)
    )
    names_all = not any(ids for whose, ids in meant.items() if whose is not Whose.PERSON)
    if names_all and len(meant[Whose.PERSON]) <= MOST_IN_LIST:
        is_open = is_open.where(PersonRow.id.in_(sorted(meant[Whose.PERSON])))
    found = session.execute(is_open).all()
    if meant[Whose.EVERYBODY] or not found:
        return [row.slack_id for row in found]
    wanted, with_leaders = (set[int](), False) if names_all else _meant(session, workspace_id, meant)
    wanted |= meant[Whose.PERSON]
    return [row.slack_id for row in found if row.id in wanted or (with_leaders and _leads_all(row))]


def _meant(session: Session, workspace_id: str, meant: dict[Whose, set[int]]) -> tuple[set[int], bool]:
    """Ids of those who are not named by themselves, and whether leaders are meant besides: for organisation's goals."""
    people, teams, with_leaders = set(meant[Whose.PERSON_AND_ABOVE]), set[int](), False
    for some in _in_parts(meant[Whose.GOAL]):
        owners = session.execute(
            select(GoalRow.owner_person_id, GoalRow.owner_team_id).where(
                GoalRow.workspace_id == workspace_id, GoalRow.id.in_(some)
            )
        )
        for person_id, team_id in owners:
            if person_id is not None:
                people.add(person_id)
            elif team_id is not None:
                teams.add(team_id)
            else:
                with_leaders = True
    wanted = set(people)
    for some in _in_parts(meant[Whose.PRAISE]):
        for row in (PraisePromptRow, PraisePersonRow):
            about = select(row.person_id).where(row.workspace_id == workspace_id, row.praise_id.in_(some))
            wanted |= set(session.execute(about).scalars())
    for some in _in_parts(teams):
        members = select(PersonRow.id).where(PersonRow.workspace_id == workspace_id, PersonRow.team_id.in_(some))
        wanted |= set(session.execute(members).scalars())
        wanted |= chain.above_any(session, workspace_id, (), some)
    for some in _in_parts(people):
        wanted |= chain.above_any(session, workspace_id, some, ())
    return wanted, with_leaders


def _leads_all(row: Row[*tuple[Any, ...]]) -> bool:
    role = Role(row.given_role) if row.given_role else Role.ADMIN if row.is_admin else Role.TECHNICIAN
    return role in {Role.LEADER, Role.ADMIN}


def _in_parts(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = sorted(ids)
    return (wanted[start : start + MOST_IN_LIST] for start in range(0, len(wanted), MOST_IN_LIST))
