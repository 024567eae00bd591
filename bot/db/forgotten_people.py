"""Who was forgotten: enough to not learn them again from the list of members, and nothing that names them.

A forgetting has a row of its own from its beginning: until it is over, the row says what is looked for and how far the
search has come, so that any process can take it up; then it keeps a digest alone.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Delete, ForeignKey, Row, String, UniqueConstraint, delete, insert, null, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db.people import MOST_IN_LIST, WorkspaceRow
from bot.db.schema import Base, JsonColumn, UtcDateTime
from bot.domain.forgetting import Forgetting, Traces


class ForgottenPersonRow(Base):
    """Somebody who was forgotten. `digest` is a keyed hash of the Slack id, in hexadecimal.

    The key is the workspace's own and stands in another table (`WorkspaceRow.forgetting_key`). While the forgetting
    goes on, `person_id` is the row that was theirs, `asked_by_id` the admin who is told of the end, `seeks` what is
    looked for, and `at_table` and `after_id` are how far the search has come.
    """

    __tablename__ = "forgotten_people"
    __table_args__ = (UniqueConstraint("workspace_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    seeks: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    at_table: Mapped[str | None] = mapped_column(String(64))
    after_id: Mapped[str | None] = mapped_column(String(64))


_forgotten = ForgottenPersonRow.__table__


def add(session: Session, workspace_id: str, traces: Traces, person_id: int, asked_by_id: int, now: dt.datetime) -> int:
    """Begins a forgetting; its id."""
    digest = _digest(_key(session, workspace_id), traces.slack_id)
    # Who came back and is forgotten again has one row.
    session.execute(_this(workspace_id, digest))
    begun: int = session.execute(
        insert(ForgottenPersonRow)
        .values(
            workspace_id=workspace_id,
            digest=digest,
            at=now,
            person_id=person_id,
            asked_by_id=asked_by_id,
            seeks=traces.dump(),
        )
        .returning(_forgotten.c.id)
    ).scalar_one()
    return begun


def next_open(session: Session, workspace_id: str) -> Forgetting | None:
    """The forgetting that goes on and was begun first; held until the transaction ends, what others hold is skipped."""
    row = session.execute(
        select(_forgotten)
        .where(_forgotten.c.workspace_id == workspace_id, _forgotten.c.person_id.is_not(None))
        .order_by(_forgotten.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return _forgetting(row) if row is not None else None


def is_any_open(session: Session, workspace_id: str) -> bool:
    """Whether a forgetting goes on."""
    found = session.execute(
        select(_forgotten.c.id)
        .where(_forgotten.c.workspace_id == workspace_id, _forgotten.c.person_id.is_not(None))
        .limit(1)
    )
    return found.first() is not None


def come_to(session: Session, forgetting: Forgetting, at_table: str, after_id: str | None) -> None:
    """Notes how far the search has come."""
    session.execute(
        update(ForgottenPersonRow)
        .where(ForgottenPersonRow.id == forgetting.id)
        .values(at_table=at_table, after_id=after_id)
    )


def end(session: Session, forgetting: Forgetting) -> None:
    """The search is over: what was looked for is let go, the digest stays."""
    session.execute(
        update(ForgottenPersonRow)
        .where(ForgottenPersonRow.id == forgetting.id)
        .values(person_id=None, asked_by_id=None, seeks=null(), at_table=None, after_id=None)
    )


def among(session: Session, workspace_id: str, slack_ids: Iterable[str]) -> set[str]:
    """Those of the Slack ids that belong to somebody who was forgotten."""
    key: str | None = session.execute(
        select(WorkspaceRow.forgetting_key).where(WorkspaceRow.id == workspace_id)
    ).scalar_one_or_none()
    if key is None:
        return set()
    digests = {_digest(key, slack_id): slack_id for slack_id in slack_ids}
    asked = list(digests)
    found: set[str] = set()
    for start in range(0, len(asked), MOST_IN_LIST):
        rows = session.execute(
            select(_forgotten.c.digest).where(
                _forgotten.c.workspace_id == workspace_id,
                _forgotten.c.digest.in_(asked[start : start + MOST_IN_LIST]),
            )
        )
        found |= {digests[row.digest] for row in rows}
    return found


def welcome_back(session: Session, workspace_id: str, slack_id: str) -> None:
    """Somebody who was forgotten uses the program again: from now on they are learnt as everybody is.

    A forgetting that goes on is finished, of what was there before.
    """
    if among(session, workspace_id, [slack_id]):
        digest = _digest(_key(session, workspace_id), slack_id)
        session.execute(_this(workspace_id, digest).where(_forgotten.c.person_id.is_(None)))
        session.execute(
            update(ForgottenPersonRow)
            .where(ForgottenPersonRow.workspace_id == workspace_id, ForgottenPersonRow.digest == digest)
            .values(digest=secrets.token_hex(32))
        )


def _this(workspace_id: str, digest: str) -> Delete:
    return delete(ForgottenPersonRow).where(
        ForgottenPersonRow.workspace_id == workspace_id, ForgottenPersonRow.digest == digest
    )


def _key(session: Session, workspace_id: str) -> str:
    """The workspace's key, made where there is none yet."""
    session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id, WorkspaceRow.forgetting_key.is_(None))
        .values(forgetting_key=secrets.token_hex(32))
    )
    keys = select(WorkspaceRow.forgetting_key).where(WorkspaceRow.id == workspace_id)
    return session.execute(keys).scalar_one() or ""


def _digest(key: str, slack_id: str) -> str:
    """HMAC-SHA256, so that nobody who has the table alone can try the ids of all members."""
    return hmac.new(bytes.fromhex(key), slack_id.encode(), hashlib.sha256).hexdigest()


def _forgetting(row: Row[Any]) -> Forgetting:
    return Forgetting(
        id=row.id,
        workspace_id=row.workspace_id,
        person_id=row.person_id,
        asked_by_id=row.asked_by_id,
        traces=Traces.load(row.seeks),
        asked_at=row.at,
        at_table=row.at_table,
        after_id=row.after_id,
    )
