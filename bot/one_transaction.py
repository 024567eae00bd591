"""A transaction for the command line, which needs a database and nothing of Slack."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.db.database import Database, open_database
from bot.db.migrate import check_schema
from bot.db.people import workspaces
from bot.errors import CannotStart

T = TypeVar("T")


def chosen_workspace(session: Session, wanted: str | None) -> tuple[str, str]:
    """Id and name of the workspace with this id, or of the only one there is. Raises `CannotStart`."""
    known = workspaces(session)
    if not known:
        raise CannotStart("The database knows no workspace yet. Start the bot once, so that it learns the people.")
    listed = ", ".join(f"{workspace} ({name})" for workspace, name in sorted(known.items()))
    if wanted is None and len(known) > 1:
        raise CannotStart(f"There are {len(known)} workspaces. Choose one with --workspace: {listed}.")
    if wanted is not None and wanted not in known:
        raise CannotStart(f"There is no workspace {wanted}. There is: {listed}.")
    chosen = wanted or next(iter(known))
    return chosen, known[chosen]


async def in_transaction(
    use_case: Callable[[Session], T], database_url: str, *, saves: Callable[[T], bool] | None = None
) -> T:
    """Runs the use case, and saves where `saves` says so of what it returned; without `saves` it only reads.

    Raises `CannotStart`.
    """
    # Not through the store: it gives up after two seconds, and 100,000 rows take longer.
    database = _open(database_url)
    try:
        await check_schema(database)
        return await database.run(partial(_run, use_case, saves), reads=saves is None)
    except (DBAPIError, OSError, TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        raise CannotStart(f"Nothing was saved: the database {database.address} can't be used: {reason}.") from error
    finally:
        await database.close()


def _run(use_case: Callable[[Session], T], saves: Callable[[T], bool] | None, connection: Connection) -> T:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        outcome = use_case(session)
        session.flush()
        if saves is not None and saves(outcome):
            connection.commit()
        return outcome


def _open(database_url: str) -> Database:
    try:
        return open_database(database_url)
    except ModuleNotFoundError as missing:
        raise CannotStart(
            f"The database's driver {missing.name} is not installed: install praiseworthy[postgresql]."
        ) from missing
