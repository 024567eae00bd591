"""Who has opened App Home, and when: only theirs is drawn anew when something changes."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.schema import Base, UtcDateTime


class HomeTabRow(Base):
    """A person's App Home."""

    __tablename__ = "home_tabs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = mapped_column(String(32), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
