"""Prompts about praise: who was asked, what was decided, and the workspace's own labelled examples."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import (
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.people import PersonRow
from bot.db.praises import PraiseExampleRow, PraisePersonRow, PraiseRow, by_ids
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import InsertUnlessThere, Upsert
from bot.db.touched import touch_home, touch_praise
from bot.db.watched_channels import WatchedChannelRow
from bot.db.workspace_settings import WorkspaceSettingsRow
from bot.domain.people import Role
from bot.domain.praise_prompts import MOST_A_DAY, Prompt
from bot.domain.praises import Praise, PraiseState


class PraisePromptRow(Base):
    """One person asked about one praise; the columns are those of `bot.domain.praise_prompts.Prompt`."""

    __tablename__ = "praise_prompts"
    __table_args__ = (
        UniqueConstraint("praise_id", "person_id"),
        ForeignKeyConstraint(["workspace_id", "praise_id"], ["praises.workspace_id", "praises.id"]),
        Index(None, "workspace_id", "person_id", "asked_on"),
        Index(None, "workspace_id", "person_id", "gathered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(32))
    praise_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    times_asked: Mapped[int]
    asked_on: Mapped[dt.date | None] = mapped_column(Date)
    gathered_on: Mapped[dt.date | None] = mapped_column(Date)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    later_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


_prompts = PraisePromptRow.__table__
_praised = PraisePersonRow.__table__
_ADD = InsertUnlessThere(_prompts, ["praise_id", "person_id"])
_SAID = Upsert(
    PraiseExampleRow.__table__,
    ["praise_id"],
    ["is_praise", "person_was_right", "people", "said_by_id", "at"],
    ["id"],
)


def hold_day_of(session: Session, workspace_id: str, person_id: int) -> None:
    """Whoever asks the person something begins here: one transaction at a time, so that five a day are five.

    What refers to the person isn't held up (PostgreSQL: "Row-Level Locks", FOR NO KEY UPDATE); SQLite has a single
    writer anyway.
    """
    session.execute(
        select(PersonRow.id)
        .where(PersonRow.workspace_id == workspace_id, PersonRow.id == person_id)
        .with_for_update(key_share=True)
    )


def hold(session: Session, workspace_id: str, praise_id: int) -> None:
    """Whoever decides begins here: one transaction at a time for each praise."""
    session.execute(
        select(PraiseRow.id)
        .where(PraiseRow.workspace_id == workspace_id, PraiseRow.id == praise_id)
        .with_for_update(key_share=True)
    )


def champions(session: Session, workspace_id: str, channel: str | None) -> list[int]:
    """Ids of who is asked where nobody is above: the channel's recognition champion, then the workspace's."""
    of_channel = select(WatchedChannelRow.champion_id).where(
        WatchedChannelRow.workspace_id == workspace_id, WatchedChannelRow.channel == channel
    )
    of_workspace = select(WorkspaceSettingsRow.champion_id).where(WorkspaceSettingsRow.workspace_id == workspace_id)
    found = [session.execute(one).scalar_one_or_none() for one in (of_channel, of_workspace)]
    return [person_id for person_id in found if person_id is not None]


def leaders(session: Session, workspace_id: str) -> list[int]:
    """Ids of those who were given the role, the longest known first."""
    rows = select(PersonRow.id).where(PersonRow.workspace_id == workspace_id, PersonRow.given_role == Role.LEADER.value)
    return list(session.execute(rows.order_by(PersonRow.id)).scalars())


def add(session: Session, prompt: Prompt) -> bool:
    """Stores a prompt; False when the person was asked about this praise before."""
    touch_home(session, prompt.workspace_id, prompt.person_id)
    return _ADD.run(session, {name: value for name, value in asdict(prompt).items() if name != "id"}) is not None


def find(session: Session, workspace_id: str, praise_id: int, person_id: int) -> Prompt | None:
    """The prompt to this person about this praise."""
    return next((one for one in of_praise(session, workspace_id, praise_id) if one.person_id == person_id), None)


def of_praise(session: Session, workspace_id: str, praise_id: int) -> list[Prompt]:
    """Everybody's prompts about the praise, in the order in which they were asked."""
    rows = session.execute(
        select(_prompts)
        .where(_prompts.c.workspace_id == workspace_id, _prompts.c.praise_id == praise_id)
        .order_by(_prompts.c.id)
    )
    return [Prompt(**row._mapping) for row in rows]


def is_full(session: Session, workspace_id: str, person_id: int, day: dt.date) -> bool:
    """Whether the person got `MOST_A_DAY` messages of their own on that day of theirs."""
    asked = session.execute(
        select(func.count()).where(
            _prompts.c.workspace_id == workspace_id, _prompts.c.person_id == person_id, _prompts.c.asked_on == day
        )
    )
    return asked.scalar_one() >= MOST_A_DAY


def gathered(session: Session, workspace_id: str, person_id: int, day: dt.date) -> list[int]:
    """Ids of the praises in the person's gathered message of that day, in their order."""
    rows = select(_prompts.c.praise_id).where(
        _prompts.c.workspace_id == workspace_id, _prompts.c.person_id == person_id, _prompts.c.gathered_on == day
    )
    return list(session.execute(rows.order_by(_prompts.c.id)).scalars())


def gathered_count(session: Session, workspace_id: str, person_id: int, day: dt.date) -> tuple[int, int]:
    """How many praises are in the person's gathered message of that day, and how many of them are open."""
    is_open = PraiseRow.state == PraiseState.OPEN.value
    row = session.execute(
        select(func.count(), func.sum(case((is_open, 1), else_=0)))
        .select_from(_prompts)
        .join(PraiseRow, (PraiseRow.id == _prompts.c.praise_id) & (PraiseRow.workspace_id == _prompts.c.workspace_id))
        .where(
            _prompts.c.workspace_id == workspace_id, _prompts.c.person_id == person_id, _prompts.c.gathered_on == day
        )
    ).one()
    return int(row[0]), int(row[1] or 0)


def gathered_open(session: Session, workspace_id: str, person_id: int, day: dt.date, most: int) -> list[int]:
    """Ids of the first open praises in the person's gathered message of that day."""
    rows = (
        select(_prompts.c.praise_id)
        .join(PraiseRow, (PraiseRow.id == _prompts.c.praise_id) & (PraiseRow.workspace_id == _prompts.c.workspace_id))
        .where(
            _prompts.c.workspace_id == workspace_id,
            _prompts.c.person_id == person_id,
            _prompts.c.gathered_on == day,
            PraiseRow.state == PraiseState.OPEN.value,
        )
    )
    return list(session.execute(rows.order_by(_prompts.c.id).limit(most)).scalars())


def save(session: Session, prompt: Prompt) -> None:
    """Stores the prompt as it is now."""
    touch_home(session, prompt.workspace_id, prompt.person_id)
    session.execute(
        update(PraisePromptRow)
        .where(PraisePromptRow.workspace_id == prompt.workspace_id, PraisePromptRow.id == prompt.id)
        .values({name: value for name, value in asdict(prompt).items() if name not in {"id", "workspace_id"}})
    )


def waiting_for(
    session: Session, workspace_id: str, person_id: int, said_since: dt.datetime, now: dt.datetime
) -> list[Prompt]:
    """The person's prompts about open praise that was said since then, the oldest first; none that is put off."""
    rows = session.execute(
        select(_prompts)
        .join(PraiseRow, (PraiseRow.id == _prompts.c.praise_id) & (PraiseRow.workspace_id == _prompts.c.workspace_id))
        .where(
            _prompts.c.workspace_id == workspace_id,
            _prompts.c.person_id == person_id,
            PraiseRow.state == PraiseState.OPEN.value,
            PraiseRow.said_at >= said_since,
            or_(_prompts.c.later_until.is_(None), _prompts.c.later_until <= now),
        )
        .order_by(_prompts.c.id)
    )
    return [Prompt(**row._mapping) for row in rows]


def unanswered(session: Session, workspace_id: str, said_since: dt.datetime) -> list[Prompt]:
    """Prompts about open praise said since then that were asked about twice without an answer, the longest first."""
    rows = session.execute(
        select(_prompts)
        .join(PraiseRow, (PraiseRow.id == _prompts.c.praise_id) & (PraiseRow.workspace_id == _prompts.c.workspace_id))
        .where(
            PraiseRow.workspace_id == workspace_id,
            PraiseRow.state == PraiseState.OPEN.value,
            PraiseRow.said_at >= said_since,
            _prompts.c.reminded_at.is_not(None),
            _prompts.c.later_until.is_(None),
        )
        .order_by(_prompts.c.id)
    )
    return [Prompt(**row._mapping) for row in rows]


def perhaps_due(session: Session, workspace_id: str, asked_before: dt.datetime, now: dt.datetime) -> list[Prompt]:
    """Prompts about open praise whose *Later* is over, or that were asked before that moment and not reminded of."""
    rows = session.execute(
        select(_prompts)
        .join(PraiseRow, (PraiseRow.id == _prompts.c.praise_id) & (PraiseRow.workspace_id == _prompts.c.workspace_id))
        .where(
            PraiseRow.workspace_id == workspace_id,
            PraiseRow.state == PraiseState.OPEN.value,
            or_(
                _prompts.c.later_until <= now,
                _prompts.c.later_until.is_(None)
                & _prompts.c.reminded_at.is_(None)
                & (_prompts.c.asked_at <= asked_before),
            ),
        )
        .order_by(_prompts.c.id)
    )
    return [Prompt(**row._mapping) for row in rows]


def decide(
    session: Session,
    praise: Praise,
    state: PraiseState,
    person_id: int,
    now: dt.datetime,
    *,
    kudos_id: int | None = None,
) -> bool:
    """Notes what came of open praise, and by whom; False when somebody decided before."""
    touch_praise(session, praise.workspace_id, praise.id)
    changed = session.execute(
        update(PraiseRow)
        .where(
            PraiseRow.workspace_id == praise.workspace_id,
            PraiseRow.id == praise.id,
            PraiseRow.state == PraiseState.OPEN.value,
        )
        .values(state=state.value, handled_by_id=person_id, handled_at=now, kudos_id=kudos_id)
        .returning(PraiseRow.id)
    )
    return changed.first() is not None


def withdraw(session: Session, praise: Praise) -> bool:
    """Notes that open praise lost its message; False when it isn't open."""
    touch_praise(session, praise.workspace_id, praise.id)
    changed = session.execute(
        update(PraiseRow)
        .where(
            PraiseRow.workspace_id == praise.workspace_id,
            PraiseRow.id == praise.id,
            PraiseRow.state == PraiseState.OPEN.value,
        )
        .values(state=PraiseState.WITHDRAWN.value)
        .returning(PraiseRow.id)
    )
    return changed.first() is not None


def reopen(session: Session, praise: Praise) -> None:
    """Praise that was decided waits again."""
    touch_praise(session, praise.workspace_id, praise.id)
    session.execute(
        update(PraiseRow)
        .where(PraiseRow.workspace_id == praise.workspace_id, PraiseRow.id == praise.id)
        .values(
            state=PraiseState.OPEN.value, handled_by_id=None, handled_at=None, kudos_id=None, dismissed_because=None
        )
    )


def set_reason(session: Session, praise: Praise, because: str) -> None:
    """Why praise was dismissed."""
    session.execute(
        update(PraiseRow)
        .where(
            PraiseRow.workspace_id == praise.workspace_id,
            PraiseRow.id == praise.id,
            PraiseRow.state == PraiseState.DISMISSED.value,
        )
        .values(dismissed_because=because)
    )


def set_praised(session: Session, praise: Praise, person_ids: Sequence[int]) -> None:
    """Whom the praise concerns, for sure, in place of who was found or proposed."""
    touch_praise(session, praise.workspace_id, praise.id)
    touch_home(session, praise.workspace_id, *(one.person_id for one in praise.praised))
    session.execute(
        delete(PraisePersonRow).where(
            PraisePersonRow.workspace_id == praise.workspace_id, PraisePersonRow.praise_id == praise.id
        )
    )
    if person_ids:
        session.execute(
            insert(PraisePersonRow),
            [
                {
                    "workspace_id": praise.workspace_id,
                    "praise_id": praise.id,
                    "person_id": person_id,
                    "is_sure": True,
                }
                for person_id in person_ids
            ],
        )


def proposed_before(session: Session, praise: Praise) -> list[str]:
    """Slack ids of whom the program found or proposed, before a person said anything."""
    kept = session.execute(
        select(PraiseExampleRow.proposed).where(
            PraiseExampleRow.workspace_id == praise.workspace_id, PraiseExampleRow.praise_id == praise.id
        )
    ).scalar_one_or_none()
    return kept if kept is not None else [one.slack_id for one in praise.praised]


def keep_example(
    session: Session,
    praise: Praise,
    said_by: int,
    now: dt.datetime,
    *,
    is_praise: bool,
    people: Collection[str],
    person_was_right: bool | None,
) -> None:
    """Keeps what a person said of the prompt as the workspace's own example, in place of what was said before."""
    _SAID.run(
        session,
        {
            "workspace_id": praise.workspace_id,
            "praise_id": praise.id,
            "source": praise.source.value,
            "words": praise.words,
            "score": praise.score,
            "is_praise": is_praise,
            "person_was_right": person_was_right,
            "proposed": [one.slack_id for one in praise.praised],
            "people": list(people),
            "said_by_id": said_by,
            "at": now,
        },
    )


def praise_of(
    session: Session, workspace_id: str, person_id: int, first: dt.date, last: dt.date, *, zone: dt.tzinfo = dt.UTC
) -> list[Praise]:
    """What customers said of the person in these days of `zone` (both included), latest first.

    Whether or not it was recognised; only where it is sure that the person is meant, and without what turned out not
    to be praise or whose message was deleted.
    """
    since = dt.datetime.combine(first, dt.time.min, zone)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
    found = select(PraiseRow.id).join(
        PraisePersonRow,
        (PraisePersonRow.praise_id == PraiseRow.id) & (PraisePersonRow.workspace_id == PraiseRow.workspace_id),
    )
    ids = session.execute(
        found.where(
            PraiseRow.workspace_id == workspace_id,
            PraisePersonRow.person_id == person_id,
            PraisePersonRow.is_sure.is_(True),
            PraiseRow.state.not_in((PraiseState.DISMISSED.value, PraiseState.WITHDRAWN.value)),
            PraiseRow.said_at >= since,
            PraiseRow.said_at < until,
        ).order_by(PraiseRow.said_at.desc(), PraiseRow.id.desc())
    ).scalars()
    wanted = list(ids)
    praises = by_ids(session, workspace_id, wanted)
    return [praises[praise_id] for praise_id in wanted]
