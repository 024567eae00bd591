"""Questions to those who were helped, whether it solved the matter: tables and queries."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CTE,
    ForeignKey,
    Index,
    Row,
    RowMapping,
    Select,
    String,
    UniqueConstraint,
    and_,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.due_rows import HERE
from bot.db.people import MOST_IN_LIST, PersonRow
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import InsertUnlessThere, Upsert
from bot.db.touched import touch_home
from bot.db.work_logs import WorkLogRow
from bot.domain.help_questions import Help, HelpAnswer, HelpQuestion, SolvedShare


class HelpQuestionRow(Base):
    """One question about one entry to one person who was helped; `helper_id` is whose entry it is.

    Dates are of the one who is asked: `asked_on` joins the questions of one message, `counts_on` is when it was
    answered last, or asked while there is no answer, so that each question counts in one period.
    """

    __tablename__ = "help_questions"
    __table_args__ = (
        UniqueConstraint("work_log_id", "person_id"),
        Index(None, "workspace_id", "person_id", "asked_on"),
        Index(None, "workspace_id", "helper_id", "counts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    work_log_id: Mapped[int] = mapped_column(ForeignKey("work_logs.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_on: Mapped[dt.date]
    counts_on: Mapped[dt.date]
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    thanked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class HelpQuestionOptOutRow(Base):
    """Somebody who doesn't want to be asked."""

    __tablename__ = "help_question_opt_outs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_questions = HelpQuestionRow.__table__
_logs = WorkLogRow.__table__
_people = PersonRow.__table__

_ADD = InsertUnlessThere(_questions, ["work_log_id", "person_id"])
_OPT_OUT = Upsert(HelpQuestionOptOutRow.__table__, ["person_id"], ["at"], ["person_id"])

_HELP_COLUMNS = (
    _logs.c.id.label("entry_id"),
    _logs.c.summary,
    _logs.c.local_date,
    _logs.c.helped,
    _logs.c.permalink,
    _logs.c.undone_at,
    _people.c.id.label("helper_id"),
    _people.c.slack_id,
    _people.c.name,
    _people.c.is_gone,
)
_HELPERS_ENTRIES = (_logs.c.workspace_id == _people.c.workspace_id) & (_logs.c.person_id == _people.c.id)
_QUESTIONS = (
    select(
        _questions.c.id,
        _questions.c.person_id,
        _questions.c.asked_on,
        _questions.c.answer,
        _questions.c.answered_at,
        _questions.c.thanked_at,
        *_HELP_COLUMNS,
    )
    .select_from(_questions)
    .join(_logs, (_logs.c.workspace_id == _questions.c.workspace_id) & (_logs.c.id == _questions.c.work_log_id))
    .join(_people, _HELPERS_ENTRIES)
)


def _help(row: RowMapping) -> Help:
    return Help(
        entry_id=row["entry_id"],
        helper_id=row["helper_id"],
        helper_slack_id=row["slack_id"],
        helper_name=row["name"],
        helper_is_here=not row["is_gone"],
        summary=row["summary"],
        on=row["local_date"],
        helped=tuple(row["helped"]),
        permalink=row["permalink"],
        is_undone=row["undone_at"] is not None,
    )


def _question(row: Row[Any]) -> HelpQuestion:
    return HelpQuestion(
        id=row.id,
        person_id=row.person_id,
        help=_help(row._mapping),
        asked_on=row.asked_on,
        answer=HelpAnswer(row.answer) if row.answer is not None else None,
        answered_at=row.answered_at,
        thanked_at=row.thanked_at,
    )


def given_lately(
    session: Session, workspace_id: str, first: dt.date, last: dt.date, noted_since: dt.datetime
) -> list[Help]:
    """Entries of these dates (both included) that name somebody who was helped; no undone ones, oldest entry first.

    It goes by the people, since there is an index on their entries by date: history doesn't slow it.
    """
    rows = session.execute(
        select(*_HELP_COLUMNS)
        .select_from(_people)
        .join(_logs, _HELPERS_ENTRIES)
        .where(
            _people.c.workspace_id == workspace_id,
            _logs.c.local_date.between(first, last),
            _logs.c.undone_at.is_(None),
            _logs.c.created_at >= noted_since,
            cast(_logs.c.helped, String) != "[]",
        )
        .order_by(_logs.c.id)
    )
    return [_help(row) for row in rows.mappings()]


def asked_about(session: Session, workspace_id: str, entry_ids: Collection[int]) -> set[tuple[int, int]]:
    """The id of the entry and of the person, for each question about these entries."""
    ids = list(entry_ids)
    found: set[tuple[int, int]] = set()
    for start in range(0, len(ids), MOST_IN_LIST):
        rows = session.execute(
            select(_questions.c.work_log_id, _questions.c.person_id).where(
                _questions.c.workspace_id == workspace_id,
                _questions.c.work_log_id.in_(ids[start : start + MOST_IN_LIST]),
            )
        )
        found |= {(row.work_log_id, row.person_id) for row in rows}
    return found


def add(
    session: Session, workspace_id: str, person_id: int, given: Iterable[Help], asked_on: dt.date
) -> list[HelpQuestion]:
    """Notes that the person is asked about these entries, each once; those questions that are new."""
    added: list[HelpQuestion] = []
    for one in given:
        values = {
            "workspace_id": workspace_id,
            "work_log_id": one.entry_id,
            "person_id": person_id,
            "helper_id": one.helper_id,
            "asked_on": asked_on,
            "counts_on": asked_on,
            "answer": None,
            "answered_at": None,
            "thanked_at": None,
        }
        question_id = _ADD.run(session, values)
        if question_id is not None:
            touch_home(session, workspace_id, person_id)
            added.append(HelpQuestion(question_id, person_id, one, asked_on))
    return added


def by_id(session: Session, workspace_id: str, question_id: int, *, hold: bool = False) -> HelpQuestion | None:
    """The question; None when this workspace has none of that id. With `hold`, nobody else changes it meanwhile."""
    query = _of(workspace_id).where(_questions.c.id == question_id)
    row = session.execute(query.with_for_update(of=_questions) if hold else query).one_or_none()
    return _question(row) if row is not None else None


def of_message(session: Session, workspace_id: str, person_id: int, asked_on: dt.date) -> list[HelpQuestion]:
    """The questions that one message asks the person, latest help first."""
    rows = session.execute(
        _of(workspace_id)
        .where(_questions.c.person_id == person_id, _questions.c.asked_on == asked_on)
        .order_by(_logs.c.local_date.desc(), _logs.c.id.desc())
    )
    return [_question(row) for row in rows]


def unanswered_of(session: Session, workspace_id: str, person_id: int, since: dt.date) -> list[HelpQuestion]:
    """What the person was asked since that date of theirs and said nothing to, latest help first."""
    rows = session.execute(
        _of(workspace_id)
        .where(
            _questions.c.person_id == person_id,
            _questions.c.asked_on >= since,
            _questions.c.answer.is_(None),
            _questions.c.thanked_at.is_(None),
        )
        .order_by(_logs.c.local_date.desc(), _logs.c.id.desc())
    )
    return [_question(row) for row in rows]


def set_answer(
    session: Session, workspace_id: str, question: HelpQuestion, answer: HelpAnswer, on: dt.date, now: dt.datetime
) -> HelpQuestion:
    """Keeps an answer in place of the one before; `on` is the date of the one who was asked."""
    _update(session, workspace_id, question, answer=answer.value, answered_at=now, counts_on=on)
    return replace(question, answer=answer, answered_at=now)


def set_thanked(session: Session, workspace_id: str, question: HelpQuestion, now: dt.datetime) -> HelpQuestion:
    """Notes that the person has said thanks."""
    _update(session, workspace_id, question, thanked_at=now)
    return replace(question, thanked_at=now)


def solved_share(
    session: Session, workspace_id: str, person_ids: Collection[int], first: dt.date, last: dt.date
) -> SolvedShare:
    """What those whom these people helped have said from `first` to `last` (both included).

    A question counts on the day of its latest answer, and on that of asking while there is none. Entries that were
    undone don't count.
    """
    ids = list(person_ids)
    counted: list[tuple[str | None, int]] = []
    for start in range(0, len(ids), MOST_IN_LIST):
        rows = session.execute(
            select(_questions.c.answer, func.count().label("questions"))
            .join(_logs, (_logs.c.workspace_id == _questions.c.workspace_id) & (_logs.c.id == _questions.c.work_log_id))
            .where(
                _questions.c.workspace_id == workspace_id,
                _questions.c.helper_id.in_(ids[start : start + MOST_IN_LIST]),
                _questions.c.counts_on.between(first, last),
                _logs.c.undone_at.is_(None),
            )
            .group_by(_questions.c.answer)
        )
        counted += [(row.answer, row.questions) for row in rows]
    return share_of(counted)


def answers_by_digest(due: CTE, helpers: CTE) -> Select[Any]:
    """What `solved_share` counts, for the `helpers` of each digest in the period of `due`: `n`, answer, questions."""
    return (
        select(due.c.n, _questions.c.answer, func.count().label("questions"))
        .select_from(due)
        .join(helpers, helpers.c.n == due.c.n)
        .join(
            _questions,
            and_(
                _questions.c.workspace_id == HERE,
                _questions.c.helper_id == helpers.c.person_id,
                _questions.c.counts_on.between(due.c.first, due.c.last),
            ),
        )
        .join(_logs, and_(_logs.c.workspace_id == HERE, _logs.c.id == _questions.c.work_log_id))
        .where(_logs.c.undone_at.is_(None))
        .group_by(due.c.n, _questions.c.answer)
        .order_by(due.c.n)
    )


def share_of(counted: Iterable[tuple[str | None, int]]) -> SolvedShare:
    """The share of answers with how many questions each has; None is 'no answer yet'."""
    found: Counter[str | None] = Counter()
    for answer, number in counted:
        found[answer] += number
    return SolvedShare(found[HelpAnswer.SOLVED.value], found[HelpAnswer.NOT_YET.value], found.total())


def opt_out(session: Session, workspace_id: str, person_id: int, now: dt.datetime) -> None:
    """The person isn't asked any more."""
    touch_home(session, workspace_id, person_id)
    _OPT_OUT.run(session, {"person_id": person_id, "workspace_id": workspace_id, "at": now})


def opt_in(session: Session, workspace_id: str, person_id: int) -> None:
    """The person may be asked again."""
    touch_home(session, workspace_id, person_id)
    session.execute(
        delete(HelpQuestionOptOutRow).where(
            HelpQuestionOptOutRow.workspace_id == workspace_id, HelpQuestionOptOutRow.person_id == person_id
        )
    )


def opted_out(session: Session, workspace_id: str) -> set[int]:
    """The ids of all who don't want to be asked."""
    rows = session.scalars(
        select(HelpQuestionOptOutRow.person_id).where(HelpQuestionOptOutRow.workspace_id == workspace_id)
    )
    return set(rows)


def wants_none(session: Session, workspace_id: str, person_id: int) -> bool:
    """Whether the person doesn't want to be asked."""
    found = session.scalar(
        select(HelpQuestionOptOutRow.person_id).where(
            HelpQuestionOptOutRow.workspace_id == workspace_id, HelpQuestionOptOutRow.person_id == person_id
        )
    )
    return found is not None


def _of(workspace_id: str) -> Select[Any]:
    return _QUESTIONS.where(_questions.c.workspace_id == workspace_id)


def _update(session: Session, workspace_id: str, question: HelpQuestion, **values: Any) -> None:
    touch_home(session, workspace_id, question.person_id, question.help.helper_id)
    session.execute(
        update(HelpQuestionRow)
        .where(HelpQuestionRow.workspace_id == workspace_id, HelpQuestionRow.id == question.id)
        .values(**values)
    )
