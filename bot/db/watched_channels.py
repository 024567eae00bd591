"""Channels in which customers' words are noticed: table and queries."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.db.people import PersonRow
from bot.db.schema import Base, UtcDateTime
from bot.db.statements import Upsert
from bot.domain.watched_channels import WatchedChannel


class WatchedChannelRow(Base):
    """A channel that an admin marked: it carries customers' words, or it has a recognition champion, or both."""

    __tablename__ = "watched_channels"
    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    channel: Mapped[str] = mapped_column(String(32))
    carries_customers_words: Mapped[bool]
    champion_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


_channels = WatchedChannelRow.__table__
_MARK = Upsert(
    _channels,
    ["workspace_id", "channel"],
    ["carries_customers_words", "champion_id", "marked_by_id", "marked_at"],
    ["id"],
)


def mark(
    session: Session,
    workspace_id: str,
    channel: str,
    *,
    carries_customers_words: bool,
    champion_id: int | None,
    marked_by_id: int,
    now: dt.datetime,
) -> None:
    """Keeps what is said of a channel, in place of what was said before."""
    _MARK.run(
        session,
        {
            "workspace_id": workspace_id,
            "channel": channel,
            "carries_customers_words": carries_customers_words,
            "champion_id": champion_id,
            "marked_by_id": marked_by_id,
            "marked_at": now,
        },
    )


def unmark(session: Session, workspace_id: str, channel: str) -> None:
    """Says nothing of a channel any more."""
    session.execute(
        delete(WatchedChannelRow).where(
            WatchedChannelRow.workspace_id == workspace_id, WatchedChannelRow.channel == channel
        )
    )


def all_of(session: Session, workspace_id: str) -> list[WatchedChannel]:
    """Every channel of which an admin said something, the first marked first."""
    champion, marker = aliased(PersonRow), aliased(PersonRow)
    rows = session.execute(
        select(
            _channels.c.channel,
            _channels.c.carries_customers_words,
            champion.slack_id.label("champion"),
            marker.slack_id.label("marked_by"),
            _channels.c.marked_at,
        )
        .outerjoin(champion, champion.id == _channels.c.champion_id)
        .join(marker, marker.id == _channels.c.marked_by_id)
        .where(_channels.c.workspace_id == workspace_id)
        .order_by(_channels.c.id)
    )
    return [WatchedChannel(**row._mapping) for row in rows]


def marked(session: Session, workspace_id: str) -> frozenset[str]:
    """The channels that carry customers' words."""
    return frozenset(
        session.execute(
            select(_channels.c.channel).where(
                _channels.c.workspace_id == workspace_id, _channels.c.carries_customers_words.is_(True)
            )
        ).scalars()
    )
