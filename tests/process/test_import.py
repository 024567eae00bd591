"""`praiseworthy import`, as an operator runs it: no Slack, only the database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.db import people as people_rows
from bot.db.database import open_database
from bot.db.people import PersonRow
from bot.db.store import Store
from bot.domain.people import Person
from bot.services import people
from tests.process.conftest import Launcher, write_locked

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE, ELSEWHERE = "T0HERE", "T0ELSEWHERE"


async def fill(database_url: str, *, count: int = 3, workspaces: tuple[str, ...] = (HERE,)) -> None:
    """A database in which the bot has learnt people."""
    store = Store(open_database(database_url))
    await store.open()
    for workspace_id in workspaces:
        await store.write(people.learn_workspace, workspace_id, f"Team {workspace_id}")
    for start in range(0, count, 500):
        some = [
            Person(0, HERE, f"U{number:06}", f"Person {number}", "UTC", email=f"p{number}@acme.example")
            for number in range(start, min(start + 500, count))
        ]
        await store.write(people.learn, some, NOW)
    await store.close()


async def manager_of(database_url: str, slack_id: str) -> str | None:
    store = Store(open_database(database_url))
    await store.open()
    person = await store.read(people_rows.find, HERE, slack_id)
    assert person is not None
    manager = await store.read(people_rows.by_id, HERE, person.manager_id or 0)
    await store.close()
    return manager.slack_id if manager else None


async def managed(database_url: str) -> int:
    """How many people have a manager."""
    store = Store(open_database(database_url))
    await store.open()
    query = select(func.count()).where(PersonRow.manager_id.is_not(None))
    count = await store.read(lambda session: session.execute(query).scalar_one())
    await store.close()
    return count


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(
        "person;manager;team\r\np1@acme.example;U000000;Überblick\r\nU000002;U000000;\r\n".encode("utf-8-sig")
    )
    return path


async def test_a_dry_run_and_then_the_import(praiseworthy: Launcher, database_url: str, file: Path) -> None:
    await fill(database_url)
    changes = [
        "New team: Überblick",
        "Person 1: manager nobody → Person 0",
        "Person 1: team none → Überblick",
        "Person 2: manager nobody → Person 0",
    ]
    for arguments, end, manager in (
        (["--dry-run"], "Nothing was saved (dry run): 4 changes.", None),
        ([], "Saved: 4 changes.", "U000000"),
    ):
        bot = await praiseworthy("import", "people", str(file), *arguments, DATABASE_URL=database_url)
        assert await bot.ended() == 0, bot.errors
        assert bot.lines == [*changes, end]
        assert await manager_of(database_url, "U000001") == manager


async def test_bad_rows_are_listed_and_nothing_is_saved(
    praiseworthy: Launcher, database_url: str, tmp_path: Path
) -> None:
    await fill(database_url)
    path = tmp_path / "people.csv"
    path.write_text("person,manager\nU000001,U000000\nU000002\nU0NOBODY,U000000\n", encoding="utf-8")
    for arguments in ((), ("--dry-run",)):
        said = await praiseworthy.refused("import", "people", str(path), *arguments, DATABASE_URL=database_url)
        assert said.splitlines() == [
            "line 3: The row has 1 field, the header 2. It begins with: U000002",
            "line 4: person: Nobody in this workspace has the Slack id 'U0NOBODY'.",
            f"Nothing was saved: 2 problems in {path}.",
        ]
    assert await managed(database_url) == 0


async def test_which_workspace(praiseworthy: Launcher, sqlite_url: str, file: Path) -> None:
    nobody = await praiseworthy.refused("import", "people", str(file), DATABASE_URL=sqlite_url)
    assert nobody.startswith("The database knows no workspace yet.")
    await fill(sqlite_url, workspaces=(HERE, ELSEWHERE))
    listed = "T0ELSEWHERE (Team T0ELSEWHERE), T0HERE (Team T0HERE)."
    several = await praiseworthy.refused("import", "people", str(file), DATABASE_URL=sqlite_url)
    assert several == f"There are 2 workspaces. Choose one with --workspace: {listed}"
    wrong = ("import", "people", str(file), "--workspace", "T0WRONG")
    assert (
        await praiseworthy.refused(*wrong, DATABASE_URL=sqlite_url)
        == f"There is no workspace T0WRONG. There is: {listed}"
    )
    bot = await praiseworthy("import", "people", str(file), "--workspace", HERE, DATABASE_URL=sqlite_url)
    assert await bot.ended() == 0
    assert await managed(sqlite_url) == 2


async def test_what_can_t_be_read(praiseworthy: Launcher, sqlite_url: str, tmp_path: Path, file: Path) -> None:
    async def said(path: Path, **variables: str) -> str:
        return await praiseworthy.refused("import", "people", str(path), **{"DATABASE_URL": sqlite_url, **variables})

    assert await said(tmp_path / "none.csv") == f"There is no file {tmp_path / 'none.csv'}."
    assert await said(tmp_path) == f"{tmp_path} is a folder. Give the CSV file in it."
    empty = tmp_path / "empty.csv"
    empty.touch()
    await fill(sqlite_url)
    assert (await said(empty)).startswith("line 1: The file is empty. Its first line names the columns: person, ")
    elsewhere = f"sqlite:///{tmp_path / 'other.db'}"
    assert (await said(file, DATABASE_URL=elsewhere)).startswith("The database's schema is older than this program")


async def test_a_database_that_is_busy(praiseworthy: Launcher, sqlite_url: str, file: Path) -> None:
    await fill(sqlite_url)
    with write_locked(Path(make_url(sqlite_url).database or "")):
        said = await praiseworthy.refused("import", "people", str(file), DATABASE_URL=sqlite_url)
    assert said.startswith("Nothing was saved: the database sqlite:///")
    assert said.endswith("database is locked.")


@pytest.mark.parametrize("subject", ["people", "customers", "measurements"])
async def test_help(praiseworthy: Launcher, subject: str) -> None:
    bot = await praiseworthy("import", subject, "--help")
    assert await bot.ended() == 0
    assert {"--dry-run", "--workspace"} <= {word.strip("[],") for line in bot.lines for word in line.split()}
    assert "Columns: " in "\n".join(bot.lines)


async def test_many_changes_are_told_in_part(praiseworthy: Launcher, database_url: str, tmp_path: Path) -> None:
    await fill(database_url, count=3_000)
    path = tmp_path / "people.csv"
    rows = "".join(f"p{number}@acme.example,U{number // 10:06}\n" for number in range(1, 3_000))
    path.write_text(f"person,manager\n{rows}", encoding="utf-8")
    bot = await praiseworthy("import", "people", str(path), DATABASE_URL=database_url)
    assert await bot.ended() == 0, bot.errors
    assert bot.lines[200:] == ["and 2,799 more", "Saved: 2,999 changes."]
    assert await managed(database_url) == 2_999
