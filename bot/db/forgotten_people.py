"""Who was forgotten: enough to not learn them again from the list of members, and nothing that names them."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class ForgottenPersonRow(Base):
    """Somebody who was forgotten. `digest` is a keyed hash of the Slack id, in hexadecimal."""

    __tablename__ = "forgotten_people"
    __table_args__ = (UniqueConstraint("workspace_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
