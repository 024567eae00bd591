"""Teams: table and queries."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class TeamRow(Base):
    """A team; `key` is how names are compared."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(255))
    key: Mapped[str] = mapped_column(String(255))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", use_alter=True), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
