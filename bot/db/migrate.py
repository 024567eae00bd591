"""Building and checking the schema. Only migrations build it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import migrations
from bot.db.database import Database
from bot.errors import CannotStart


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(_config(connection), "head")


async def migrate(database: Database) -> None:
    """Brings the schema to this program's version; harmless when it is there. Raises `CannotStart` when it is newer."""
    await database.run(_migrate)


def _migrate(connection: Connection) -> None:
    state = _compare(connection)
    if state == "newer":
        raise CannotStart(_NEWER)
    if state == "older":
        _upgrade(connection)
    connection.commit()


async def check_schema(database: Database) -> None:
    """Raises `CannotStart` unless the schema is this program's."""
    state = await database.run(_compare)
    if state == "older":
        raise CannotStart("The database's schema is older than this program: run `praiseworthy migrate` first.")
    if state == "newer":
        raise CannotStart(_NEWER)


_NEWER = "The database's schema is newer than this program: start a newer Praiseworthy, or restore a backup."


def _compare(connection: Connection) -> str:
    """'same', 'older' (an empty database too) or 'newer' (a version that this program doesn't know)."""
    script = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return "same"
    known = {revision.revision for revision in script.walk_revisions()}
    return "older" if current is None or current in known else "newer"
